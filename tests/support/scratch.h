/* scratch.h - a folder for a test's files, which goes when the program ends. */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>

#define SCRATCH_PATH_BYTES 512

/* An absolute path below the program's own folder, in buffer; the folder is made by the first call
 * and removed, with all in it, by the process that made it. */
char *scratch_path(const char *name, char buffer[SCRATCH_PATH_BYTES]);

/* Write a file there; its path in buffer. */
char *scratch_file(const char *name, const void *bytes, size_t count,
                   char buffer[SCRATCH_PATH_BYTES]);

#endif
