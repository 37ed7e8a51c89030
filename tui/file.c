#include "tui/file.h"

#include "model/mem.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum status file_read_whole(void *mem, const char *path, size_t bytes_max, struct document *out,
                            struct error *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "%s cannot be read: %s", path, strerror(errno));
    }
    const char *slash = strrchr(path, '/');
    char *bytes = mem_zeroed(mem, bytes_max + 1, "file");
    *out = (struct document){.name = slash != NULL ? slash + 1 : path, .bytes = bytes};
    out->count = fread(bytes, 1, bytes_max + 1, file);
    bool has_failed = ferror(file) != 0;
    (void)fclose(file);
    return has_failed ? error_set(err, STATUS_IO, "%s cannot be read", path) : STATUS_OK;
}

enum status file_write_new(const char *path, const struct document *document, struct error *err)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL) {
        return error_set(err, errno == EEXIST ? STATUS_CONFLICT : STATUS_IO,
                         "%s cannot be written: %s", path, strerror(errno));
    }
    bool is_written = fwrite(document->bytes, 1, document->count, file) == document->count;
    if (fclose(file) == 0 && is_written) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_IO, "%s cannot be written: %s", path, strerror(errno));
    (void)unlink(path); /* nothing is better than a part */
    return STATUS_IO;
}
