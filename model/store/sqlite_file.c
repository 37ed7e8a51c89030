#include "model/store/sqlite.h"

#include "model/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 0700
#define BACKUP_STEP_PAGES 1024
#define HIDDEN_SUFFIX ".holdfast-XXXXXX"
#define LEFT_BEHIND_S (24 * 60 * 60)

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

static bool is_hidden_name(const char *name)
{
    size_t bytes = strlen(name);
    size_t suffix = strlen(HIDDEN_SUFFIX);
    size_t fixed = strcspn(HIDDEN_SUFFIX, "X");
    return bytes > suffix && strncmp(name + bytes - suffix, HIDDEN_SUFFIX, fixed) == 0;
}

/* Hidden files of programs that were killed. Whoever still works on one has written to it since;
 * fresh tells the time as the folder's disk counts it. */
static void remove_left_behind(const char *folder, const struct stat *fresh)
{
    DIR *entries = opendir(folder);
    if (entries == NULL) {
        return; /* another one will tidy up */
    }
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries)) {
        struct stat found;
        if (is_hidden_name(entry->d_name) &&
            fstatat(dirfd(entries), entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(found.st_mode) && found.st_mtime < fresh->st_mtime - LEFT_BEHIND_S) {
            char *path = mem_printf(NULL, "%s/%s", folder, entry->d_name);
            sqlite_file_remove(path);
            mem_free(path);
        }
    }
    (void)closedir(entries);
}

enum status sqlite_file_hide(void *mem, const char *path, char **out, struct error *err)
{
    struct stat found;
    if (lstat(path, &found) == 0) {
        return exists_already(path, err);
    }
    char *folder = folder_of(mem, path);
    enum status status = make_folder(folder, err);
    char *hidden = mem_printf(mem, "%s" HIDDEN_SUFFIX, path);
    int file = status == STATUS_OK ? mkostemp(hidden, O_CLOEXEC) : -1;
    if (status == STATUS_OK && file < 0) {
        status = fail_system(err, "cannot make", path);
    }
    if (status == STATUS_OK && fstat(file, &found) == 0) {
        remove_left_behind(folder, &found);
    }
    mem_free(folder);
    if (status != STATUS_OK) {
        mem_free(hidden);
        return status;
    }
    (void)close(file);
    *out = hidden;
    return STATUS_OK;
}

enum status sqlite_file_place(void *mem, const char *path, char **out, struct error *err)
{
    struct stat found;
    if (stat(path, &found) != 0) {
        return fail_system(err, "cannot find", path);
    }
    *out = mem_printf(mem, "sqlite:%llu:%llu", (unsigned long long)found.st_dev,
                      (unsigned long long)found.st_ino);
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
static int copy_pages(struct sqlite *sqlite, sqlite3 *target, const struct store_watch *watch)
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
        if (watch != NULL && watch->progress != NULL) {
            int total = sqlite3_backup_pagecount(backup);
            watch->progress(watch->state, total - sqlite3_backup_remaining(backup), total);
        }
    }
    int finished = sqlite3_backup_finish(backup);
    return result == SQLITE_INTERRUPT ? result : finished;
}

static enum status copy_into(struct sqlite *sqlite, const char *hidden,
                             const struct store_watch *watch, struct error *err)
{
    struct sqlite target = {.path = hidden, .access = STORE_CREATE};
    errno = 0;
    int result = sqlite3_open_v2(hidden, &target.db, SQLITE_OPEN_READWRITE, NULL);
    if (result == SQLITE_OK) {
        result = copy_pages(sqlite, target.db, watch);
    }
    enum status status = STATUS_OK;
    if (result != SQLITE_OK) {
        status = sqlite_fail(&target, result, err);
    }
    (void)sqlite3_close(target.db);
    return status;
}

static enum status sync_file(const char *path, struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    enum status status = STATUS_OK;
    if (file < 0 || fsync(file) != 0) {
        status = fail_system(err, "cannot sync", path);
    }
    if (file >= 0) {
        (void)close(file);
    }
    return status;
}

enum status sqlite_backup(struct sqlite *sqlite, const char *path, const struct store_watch *watch,
                          struct error *err)
{
    char *hidden = NULL;
    enum status status = sqlite_file_hide(NULL, path, &hidden, err);
    if (status != STATUS_OK) {
        return status;
    }
    atomic_store(&sqlite->is_interrupted, false);
    status = copy_into(sqlite, hidden, watch, err);
    if (status == STATUS_OK && watch != NULL && watch->check != NULL) {
        status = watch->check(watch->state, hidden, err);
    }
    if (status == STATUS_OK) {
        status = sync_file(hidden, err);
    }
    if (status == STATUS_OK) {
        status = sqlite_file_show(hidden, path, err);
    }
    if (status != STATUS_OK) {
        sqlite_file_remove(hidden);
    }
    mem_free(hidden);
    return status;
}
