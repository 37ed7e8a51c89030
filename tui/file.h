/* file.h - whole files of a bounded size, from and to the disk of whoever works. */
#ifndef TUI_FILE_H
#define TUI_FILE_H

#include "model/document.h"

/* The whole file, one byte beyond bytes_max at most, so that the model can say that it is too long.
 * Its name is the path's last part. Owned by mem. */
enum status file_read_whole(void *mem, const char *path, size_t bytes_max, struct document *out,
                            struct error *err) CHECKED;
/* STATUS_CONFLICT where a file is there already: it is never written over. */
enum status file_write_new(const char *path, const struct document *document,
                           struct error *err) CHECKED;

#endif
