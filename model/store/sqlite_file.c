#include "model/store/sqlite.h"

#include "model/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0700
#define BACKUP_STEP_PAGES 1024

static enum status fail_system(struct error *err, const char *what, const char *path)
{
    int number = errno;
    (void)error_set(err, STATUS_IO, "%s %s", what, path);
    (void)error_detail(err, "%s", strerror(number));
    switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
        return error_hint(err, "the file and its folder must be writable for the operator");
    case ENOSPC:
    case EDQUOT:
        return error_hint(err, "the disk is full: make room and try again");
    default:
        return err->status;
    }
}

enum status sqlite_file_check(const char *path, enum store_access access, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) {
            return fail_system(err, "cannot open", path);
        }
        (void)error_set(err, STATUS_NOT_FOUND, "no store at %s", path);
        return error_hint(err, "holdfast init makes one");
    }
    if (S_ISDIR(found.st_mode)) {
        (void)error_set(err, STATUS_INVALID, "%s is a folder, not a store", path);
        return error_hint(err, "give the path of the store's file");
    }
    if (!S_ISREG(found.st_mode)) {
        return error_set(err, STATUS_INVALID, "%s is not a regular file", path);
    }
    if (found.st_size == 0) {
        (void)error_set(err, STATUS_INVALID, "%s is empty, not a store", path);
        return error_hint(err, "move it away, then holdfast init makes a store");
    }
    if (access != STORE_READ && eaccess(path, W_OK) != 0) {
        return fail_system(err, "no right to write", path);
    }
    return STATUS_OK;
}

/* The folder that path lies in, owned by mem. */
static char *folder_of(void *mem, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return mem_strdup(mem, ".");
    }
    return mem_strndup(mem, path, slash == path ? 1 : (size_t)(slash - path));
}

/* The folder, and all above it that are missing. */
static enum status make_folder(char *folder, struct error *err)
{
    for (char *slash = strchr(folder + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash != NULL) {
            *slash = '\0';
        }
        if (mkdir(folder, FOLDER_MODE) != 0 && errno != EEXIST) {
            return fail_system(err, "cannot make the folder", folder);
        }
        if (slash == NULL) {
            return STATUS_OK;
        }
        *slash = '/';
    }
}

static enum status exists_already(const char *path, struct error *err)
{
    (void)error_set(err, STATUS_CONFLICT, "%s exists already", path);
    return error_hint(err, "it stays as it is; give another path");
}

enum status sqlite_file_hide(void *mem, const char *path, char **out, struct error *err)
{
    struct stat found;
    if (lstat(path, &found) == 0) {
        return exists_already(path, err);
    }
    char *folder = folder_of(mem, path);
    enum status status = make_folder(folder, err);
    mem_free(folder);
    if (status != STATUS_OK) {
        return status;
    }
    char *hidden = mem_printf(mem, "%s.XXXXXX", path);
    int file = mkostemp(hidden, O_CLOEXEC);
    if (file < 0) {
        mem_free(hidden);
        return fail_system(err, "cannot make", path);
    }
    (void)close(file);
    *out = hidden;
    return STATUS_OK;
}

/* A name is durable once its folder is. */
static enum status sync_folder(const char *path, struct error *err)
{
    char *folder = folder_of(NULL, path);
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status status = STATUS_OK;
    if (file < 0 || fsync(file) != 0) {
        status = fail_system(err, "cannot sync the folder", folder);
    }
    if (file >= 0) {
        (void)close(file);
    }
    mem_free(folder);
    return status;
}

enum status sqlite_file_show(const char *hidden_path, const char *path, struct error *err)
{
    /* A link refuses a name that is taken, where a rename would replace it. */
    if (link(hidden_path, path) != 0) {
        return errno == EEXIST ? exists_already(path, err) : fail_system(err, "cannot make", path);
    }
    enum status status = sync_folder(path, err);
    (void)unlink(status == STATUS_OK ? hidden_path : path);
    return status;
}

void sqlite_file_remove(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char *name = mem_printf(NULL, "%s%s", path, suffixes[i]);
        (void)unlink(name);
        mem_free(name);
    }
}

/* Copy all pages in steps between which it can be stopped. */
static int copy_pages(struct sqlite *sqlite, sqlite3 *target)
{
    sqlite3_backup *backup = sqlite3_backup_init(target, "main", sqlite->db, "main");
    if (backup == NULL) {
        return sqlite3_errcode(target);
    }
    int result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = atomic_load(&sqlite->is_interrupted)
                     ? SQLITE_INTERRUPT
                     : sqlite3_backup_step(backup, BACKUP_STEP_PAGES);
    }
    int finished = sqlite3_backup_finish(backup);
    return result == SQLITE_INTERRUPT ? result : finished;
}

static enum status copy_into(struct sqlite *sqlite, const char *hidden, struct error *err)
{
    struct sqlite target = {.path = hidden, .access = STORE_CREATE};
    errno = 0;
    int result = sqlite3_open_v2(hidden, &target.db, SQLITE_OPEN_READWRITE, NULL);
    if (result == SQLITE_OK) {
        result = copy_pages(sqlite, target.db);
    }
    enum status status = STATUS_OK;
    if (result != SQLITE_OK) {
        status = sqlite_fail(&target, result, err);
    }
    (void)sqlite3_close(target.db);
    return status;
}

enum status sqlite_backup(struct sqlite *sqlite, const char *path, struct error *err)
{
    char *hidden = NULL;
    enum status status = sqlite_file_hide(NULL, path, &hidden, err);
    if (status != STATUS_OK) {
        return status;
    }
    atomic_store(&sqlite->is_interrupted, false);
    status = copy_into(sqlite, hidden, err);
    if (status == STATUS_OK) {
        status = sqlite_file_show(hidden, path, err);
    }
    if (status != STATUS_OK) {
        sqlite_file_remove(hidden);
    }
    mem_free(hidden);
    return status;
}
