/* source.h - the bytes of a foreign file, whole, and refused with a clear word when they cannot be.
 *
 * Only regular files are read (no directory, no device that never ends). The bytes belong to mem
 * and are meant to be freed as soon as they are parsed. */
#ifndef IMPORT_SOURCE_H
#define IMPORT_SOURCE_H

#include "model/error.h"

#include <stddef.h>

#define IMPORT_FILE_BYTES_MAX (256 * 1024 * 1024)

struct source {
    const char *name; /* for messages: the file's name without its folders */
    const char *bytes;
    size_t size;
};

enum status source_load(void *mem, const char *path, struct source **out,
                        struct error *err) CHECKED;

/* Put the file's name before an error's message: whoever reads a file knows its lines, not its
 * name. Returns its status. */
enum status source_name(const struct source *source, struct error *err);

#endif
