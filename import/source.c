#include "import/source.h"

#include "model/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status refuse_kind(const char *path, const struct stat *found, struct error *err)
{
    if (S_ISDIR(found->st_mode)) {
        error_set(err, STATUS_INVALID, "%s is a folder, not a file", path);
        return error_hint(err, "name one file in it");
    }
    if (!S_ISREG(found->st_mode)) {
        error_set(err, STATUS_INVALID, "%s is not a regular file", path);
        return error_hint(err, "save what it gives into a file first");
    }
    if (found->st_size == 0) {
        error_set(err, STATUS_INVALID, "%s is empty", path);
        return error_hint(err, "download it again");
    }
    if (found->st_size > IMPORT_FILE_BYTES_MAX) {
        error_set(err, STATUS_LIMIT, "%s is larger than %d MiB", path,
                  IMPORT_FILE_BYTES_MAX / (1024 * 1024));
        return error_hint(err, "ask the bank for a shorter period");
    }
    return STATUS_OK;
}

/* The file may shrink or grow while it is read: what is read is what counts, up to its first size.
 */
static enum status read_all(int file, const char *path, char *bytes, size_t *size,
                            struct error *err)
{
    size_t have = 0;
    while (have < *size) {
        ssize_t got = read(file, bytes + have, *size - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            error_set(err, STATUS_IO, "%s could not be read", path);
            return error_detail(err, "%s", strerror(errno));
        }
        if (got == 0) {
            break;
        }
        have += (size_t)got;
    }
    *size = have;
    return STATUS_OK;
}

enum status source_load(void *mem, const char *path, struct source **out, struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        enum status kind = errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO;
        const char *why = strerror(errno);
        error_set(err, kind, "%s cannot be opened", path);
        return error_detail(err, "%s", why);
    }
    struct source *source = NULL;
    struct stat found;
    enum status status = STATUS_OK;
    if (fstat(file, &found) != 0) {
        error_set(err, STATUS_IO, "%s cannot be looked at", path);
        status = error_detail(err, "%s", strerror(errno));
        goto done;
    }
    status = refuse_kind(path, &found, err);
    if (status != STATUS_OK) {
        goto done;
    }
    source = MEM_NEW(mem, struct source);
    source->size = (size_t)found.st_size;
    const char *slash = strrchr(path, '/');
    source->name = mem_strdup(source, slash != NULL ? slash + 1 : path);
    char *bytes = MEM_GROW(source, NULL, char, source->size);
    source->bytes = bytes;
    status = read_all(file, path, bytes, &source->size, err);
done:
    close(file);
    if (status != STATUS_OK) {
        mem_free(source);
    } else {
        *out = source;
    }
    return status;
}

enum status source_name(const struct source *source, struct error *err)
{
    struct error inner = *err;
    (void)error_set(err, inner.status, "%s: %s", source->name, inner.message);
    (void)error_detail(err, "%s", inner.detail);
    return error_hint(err, "%s", inner.hint);
}
