/* ini.h - flat configuration files: profiles, policies, themes.
 *
 * Sections, key = value (or key : value), and lines that begin with ; or # as comments. Text is
 * UTF-8, with or without a byte order mark. A line that is none of these, a key twice in a section,
 * or a file beyond the limits is STATUS_INVALID naming file and line. Entries keep their order. A ;
 * or # after a value is part of the value. Read with inih. */
#ifndef MODEL_INI_H
#define MODEL_INI_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INI_FILE_BYTES_MAX (256 * 1024)
#define INI_LINE_BYTES_MAX 2000
#define INI_SECTION_BYTES_MAX 48
#define INI_ENTRIES_MAX 4096

struct ini_entry {
    const char *section; /* "" before the first section */
    const char *key;
    const char *value; /* trimmed; a value in "double quotes" loses them and keeps its spaces */
    int line;
};

struct ini {
    const char *name; /* of the file, for messages */
    struct ini_entry *entries;
    size_t count;
};

/* name stands for the file in messages. (inih has the names ini_parse_string and ini_parse_file.)
 */
enum status ini_read_text(void *mem, const char *name, const char *text, struct ini **out,
                          struct error *err) CHECKED;
enum status ini_read_file(void *mem, const char *path, struct ini **out, struct error *err) CHECKED;

/* What stands in a file, as it would be read: valid, in NFC. Owned by mem. */
enum status ini_file_text(void *mem, const char *path, const char **out, struct error *err) CHECKED;

/* NULL where there is none; borrowed from ini. */
const struct ini_entry *ini_find(const struct ini *ini, const char *section, const char *key);
const char *ini_get(const struct ini *ini, const char *section, const char *key,
                    const char *fallback);

#endif
