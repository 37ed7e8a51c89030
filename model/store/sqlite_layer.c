#include "model/store/sqlite.h"

#include "model/mem.h"

#include <pthread.h>

/* A layer between SQLite and its files, for the sake of transactions of many pages.
 *
 * SQLite writes the head and the page of each frame of the log by a call of its own, and the log
 * back into the database a page at a time. What it writes goes through a spool (sqlite_spool.c),
 * which is empty before anything else is done with the file.
 *
 * SQLite has the log synced before it tells others by the log's index that a frame is there, and
 * the database before it tells that a frame is in it (synchronous = FULL), so nobody misses what is
 * still in a spool. Who may write to either file changes by a lock, on the file or on the log's
 * index: before any of them is taken or given up all is written, so nothing is written to which the
 * right has ended. */

#define LAYER_NAME "holdfast"
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

struct log_file {
    sqlite3_file base; /* first, so that SQLite's pointer is ours */
    sqlite3_file *real;
    struct main_file *main;
    struct sqlite_spool *spool;
};

/* Lies behind SQLite's own file of the database, whose calls are SQLite's own but for these. */
struct main_file {
    sqlite3_io_methods methods; /* first, so that SQLite's pointer to them is ours */
    const sqlite3_io_methods *real;
    struct sqlite_spool *spool;
    struct log_file *log; /* NULL: not open */
};

struct layer {
    sqlite3_vfs base; /* first, too */
    sqlite3_vfs *real;
};

static struct log_file *log_of(sqlite3_file *base)
{
    return (struct log_file *)base;
}

static const sqlite3_io_methods *real_of(const struct log_file *file)
{
    return file->real->pMethods;
}

static struct main_file *main_of(const sqlite3_file *base)
{
    return (struct main_file *)(uintptr_t)base->pMethods;
}

/* The log. */

static int write_bytes(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at)
{
    return sqlite_spool_put(log_of(base)->spool, bytes, count, at);
}

static int read_bytes(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    return result == SQLITE_OK ? real_of(file)->xRead(file->real, bytes, count, at) : result;
}

static int truncate_to(sqlite3_file *base, sqlite3_int64 bytes)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    return result == SQLITE_OK ? real_of(file)->xTruncate(file->real, bytes) : result;
}

static int sync_all(sqlite3_file *base, int flags)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    return result == SQLITE_OK ? real_of(file)->xSync(file->real, flags) : result;
}

static int size_of(sqlite3_file *base, sqlite3_int64 *out)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    return result == SQLITE_OK ? real_of(file)->xFileSize(file->real, out) : result;
}

static int control(sqlite3_file *base, int operation, void *argument)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    return result == SQLITE_OK ? real_of(file)->xFileControl(file->real, operation, argument)
                               : result;
}

static int close_file(sqlite3_file *base)
{
    struct log_file *file = log_of(base);
    int result = sqlite_spool_end(file->spool);
    file->main->log = NULL;
    sqlite_spool_free(file->spool);
    int closed = real_of(file)->xClose(file->real);
    return result == SQLITE_OK ? closed : result;
}

static int lock(sqlite3_file *base, int kind)
{
    struct log_file *file = log_of(base);
    return real_of(file)->xLock(file->real, kind);
}

static int unlock(sqlite3_file *base, int kind)
{
    struct log_file *file = log_of(base);
    return real_of(file)->xUnlock(file->real, kind);
}

static int check_lock(sqlite3_file *base, int *out)
{
    struct log_file *file = log_of(base);
    return real_of(file)->xCheckReservedLock(file->real, out);
}

static int sector_bytes(sqlite3_file *base)
{
    struct log_file *file = log_of(base);
    return real_of(file)->xSectorSize(file->real);
}

static int traits(sqlite3_file *base)
{
    struct log_file *file = log_of(base);
    return real_of(file)->xDeviceCharacteristics(file->real);
}

/* The database. */

static int main_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at)
{
    return sqlite_spool_put(main_of(base)->spool, bytes, count, at);
}

static int main_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xRead(base, bytes, count, at) : result;
}

static int main_truncate(sqlite3_file *base, sqlite3_int64 bytes)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xTruncate(base, bytes) : result;
}

static int main_sync(sqlite3_file *base, int flags)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xSync(base, flags) : result;
}

static int main_size(sqlite3_file *base, sqlite3_int64 *out)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xFileSize(base, out) : result;
}

static int main_control(sqlite3_file *base, int operation, void *argument)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xFileControl(base, operation, argument) : result;
}

static int main_lock(sqlite3_file *base, int kind)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    return result == SQLITE_OK ? main->real->xLock(base, kind) : result;
}

/* That a write fails as the right to it ends matters to nobody, here and below: had somebody relied
 * on it, it would have been synced. */
static int main_unlock(sqlite3_file *base, int kind)
{
    const struct main_file *main = main_of(base);
    (void)sqlite_spool_end(main->spool);
    return main->real->xUnlock(base, kind);
}

static int main_lock_index(sqlite3_file *base, int first, int count, int flags)
{
    const struct main_file *main = main_of(base);
    int result = sqlite_spool_end(main->spool);
    if (main->log != NULL) {
        int log_result = sqlite_spool_end(main->log->spool);
        result = result == SQLITE_OK ? log_result : result;
    }
    return result == SQLITE_OK || (flags & SQLITE_SHM_UNLOCK) != 0
               ? main->real->xShmLock(base, first, count, flags)
               : result;
}

static int main_close(sqlite3_file *base)
{
    const struct main_file *main = main_of(base);
    const sqlite3_io_methods *real = main->real;
    int result = sqlite_spool_end(main->spool);
    sqlite_spool_free(main->spool);
    int closed = real->xClose(base);
    return result == SQLITE_OK ? closed : result;
}

/* Opening. */

static struct main_file *main_behind(sqlite3_file *base, const sqlite3_vfs *real)
{
    return (struct main_file *)(void *)((char *)base + real->szOsFile);
}

static int open_main(sqlite3_vfs *real, sqlite3_filename name, sqlite3_file *base, int flags,
                     int *out_flags)
{
    struct main_file *main = main_behind(base, real);
    int result = real->xOpen(real, name, base, flags, out_flags);
    if (result == SQLITE_OK) {
        *main = (struct main_file){.methods = *base->pMethods, .real = base->pMethods};
        main->spool = sqlite_spool_new(base, main->real, SQLITE_SPOOL_ONCE);
        main->methods.xClose = main_close;
        main->methods.xRead = main_read;
        main->methods.xWrite = main_write;
        main->methods.xTruncate = main_truncate;
        main->methods.xSync = main_sync;
        main->methods.xFileSize = main_size;
        main->methods.xLock = main_lock;
        main->methods.xUnlock = main_unlock;
        main->methods.xFileControl = main_control;
        main->methods.xShmLock = main_lock_index;
        base->pMethods = &main->methods;
    }
    return result;
}

static int open_log(sqlite3_vfs *real, sqlite3_filename name, struct log_file *file, int flags,
                    int *out_flags)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 1,
        .xClose = close_file,
        .xRead = read_bytes,
        .xWrite = write_bytes,
        .xTruncate = truncate_to,
        .xSync = sync_all,
        .xFileSize = size_of,
        .xLock = lock,
        .xUnlock = unlock,
        .xCheckReservedLock = check_lock,
        .xFileControl = control,
        .xSectorSize = sector_bytes,
        .xDeviceCharacteristics = traits,
    };
    *file = (struct log_file){.real = (sqlite3_file *)(file + 1),
                              .main = main_behind(sqlite3_database_file_object(name), real)};
    int result = real->xOpen(real, name, file->real, flags, out_flags);
    if (result == SQLITE_OK) {
        file->spool = sqlite_spool_new(file->real, real_of(file), SQLITE_SPOOL_AGAIN);
        file->base.pMethods = &methods;
        file->main->log = file;
    }
    return result;
}

static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags,
                     int *out_flags)
{
    sqlite3_vfs *real = ((struct layer *)vfs)->real;
    if ((flags & SQLITE_OPEN_WAL) != 0) {
        return open_log(real, name, log_of(base), flags, out_flags);
    }
    return (flags & SQLITE_OPEN_MAIN_DB) != 0 ? open_main(real, name, base, flags, out_flags)
                                              : real->xOpen(real, name, base, flags, out_flags);
}

/* For as long as the program runs. */
static void make_layer(void)
{
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    struct layer *layer = MEM_NEW(NULL, struct layer);
    layer->base = *real;
    layer->base.zName = LAYER_NAME;
    layer->base.szOsFile += (int)LARGER(sizeof(struct log_file), sizeof(struct main_file));
    layer->base.xOpen = open_file;
    layer->real = real;
    (void)sqlite3_vfs_register(&layer->base, 0);
    sqlite_spool_offer(real);
}

const char *sqlite_layer(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_layer);
    return LAYER_NAME;
}
