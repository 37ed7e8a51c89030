#include "model/store/sqlite.h"

#include "model/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A layer between SQLite and its files, for the sake of transactions of many pages.
 *
 * SQLite writes the head and the page of each frame of the log by a call of its own. What follows
 * on what was written before is gathered here, and a full piece is written by a thread while the
 * next one is gathered. Writes end in the order in which they came and before anything else is done
 * with the log; that one failed is told by the next call.
 *
 * SQLite has the log synced before it tells others by the log's index that a frame is there
 * (synchronous = FULL), so nobody misses what is still gathered. Who may write to the log changes
 * by a lock on its index: before any of them is taken or given up all is written, so nothing is
 * written to which the right has ended.
 *
 * What is written last is sent to the disk at once, so that the sync behind it has little left to
 * wait for: the file, when the log is written back into it, and the log, when SQLite goes through
 * it once more before a commit, as it does where it wrote a page twice. */

#define PIECE_BYTES (128 * 1024)
#define CALL_BYTES (64 * 1024) /* SQLite's own layer takes less than 128 KiB at once */
#define STRETCH_BYTES (4 * 1024 * 1024)
#define LAYER_NAME "holdfast"
#define LARGER(a, b) ((a) > (b) ? (a) : (b))

struct piece {
    char *bytes;
    sqlite3_int64 at;
    sqlite3_int64 used;
};

struct log_file {
    sqlite3_file base; /* first, so that SQLite's pointer is ours */
    sqlite3_file *real;
    struct main_file *main;
    struct piece gathered;
    /* while the thread has work, its own */
    struct piece taken;
    int failure; /* SQLITE_OK, or what was not told yet */
    int number;  /* errno's then, which SQLite asks for */
    struct sqlite_thread *thread;
};

/* Lies behind SQLite's own file of the database, whose calls are SQLite's own but for one. */
struct main_file {
    sqlite3_io_methods methods; /* first, so that SQLite's pointer to them is ours */
    const sqlite3_io_methods *real;
    struct log_file *log; /* NULL: not open */
};

struct layer {
    sqlite3_vfs base; /* first, too */
    sqlite3_vfs *real;
};

static _Thread_local bool is_written_again; /* later, perhaps */

static struct log_file *log_of(sqlite3_file *base)
{
    return (struct log_file *)base;
}

static const sqlite3_io_methods *real_of(const struct log_file *file)
{
    return file->real->pMethods;
}

/* Writing. */

static void write_piece(struct log_file *file, struct piece *piece)
{
    int result = SQLITE_OK;
    for (sqlite3_int64 done = 0; done < piece->used && result == SQLITE_OK; done += CALL_BYTES) {
        sqlite3_int64 left = piece->used - done;
        int count = (int)(left < CALL_BYTES ? left : CALL_BYTES);
        result = real_of(file)->xWrite(file->real, piece->bytes + done, count, piece->at + done);
    }
    piece->used = 0;
    file->failure = result;
    file->number = errno;
}

/* On the thread. */
static void write_taken(void *state)
{
    struct log_file *file = state;
    is_written_again = true;
    write_piece(file, &file->taken);
    is_written_again = false;
}

static int tell_failure(struct log_file *file)
{
    int result = file->failure;
    file->failure = SQLITE_OK;
    if (result != SQLITE_OK) {
        errno = file->number;
    }
    return result;
}

static int write_all(struct log_file *file)
{
    sqlite_thread_wait(file->thread);
    if (file->failure == SQLITE_OK && file->gathered.used > 0) {
        write_piece(file, &file->gathered);
    }
    file->gathered.used = 0;
    return tell_failure(file);
}

static int write_meanwhile(struct log_file *file)
{
    sqlite_thread_wait(file->thread);
    if (file->failure != SQLITE_OK) {
        file->gathered.used = 0;
        return tell_failure(file);
    }
    struct piece taken = file->gathered;
    file->gathered = file->taken;
    file->taken = taken;
    if (!sqlite_thread_give(file->thread, write_taken, file)) {
        write_taken(file);
    }
    return SQLITE_OK;
}

static int write_bytes(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 at)
{
    struct log_file *file = log_of(base);
    struct piece *piece = &file->gathered;
    bool follows = at == piece->at + piece->used;
    if (piece->used > 0 && (!follows || piece->used + count > PIECE_BYTES)) {
        int result = follows ? write_meanwhile(file) : write_all(file);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    if (piece->used == 0) {
        piece->at = at;
    }
    memcpy(piece->bytes + piece->used, bytes, (size_t)count);
    piece->used += count;
    return SQLITE_OK;
}

/* pwrite, for SQLite's own layer. Whoever goes on to another stretch of a file sends the last one
 * to the disk, and does not wait for it. */
static ssize_t write_on(int file, const void *bytes, size_t count, off_t at)
{
    static _Thread_local int last_file = -1;
    static _Thread_local off_t last_stretch;
    off_t stretch = at / STRETCH_BYTES;
    if (!is_written_again) {
        if (file == last_file && stretch > last_stretch) {
            int number = errno;
            (void)sync_file_range(file, last_stretch * STRETCH_BYTES, STRETCH_BYTES,
                                  SYNC_FILE_RANGE_WRITE);
            errno = number; /* a disk that cannot do it does it at the sync */
        }
        last_file = file;
        last_stretch = stretch;
    }
    return pwrite(file, bytes, count, at);
}

/* What needs that all is written. */

static int read_bytes(sqlite3_file *base, void *bytes, int count, sqlite3_int64 at)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    return result == SQLITE_OK ? real_of(file)->xRead(file->real, bytes, count, at) : result;
}

static int truncate_to(sqlite3_file *base, sqlite3_int64 bytes)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    return result == SQLITE_OK ? real_of(file)->xTruncate(file->real, bytes) : result;
}

static int sync_all(sqlite3_file *base, int flags)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    return result == SQLITE_OK ? real_of(file)->xSync(file->real, flags) : result;
}

static int size_of(sqlite3_file *base, sqlite3_int64 *out)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    return result == SQLITE_OK ? real_of(file)->xFileSize(file->real, out) : result;
}

static int control(sqlite3_file *base, int operation, void *argument)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    return result == SQLITE_OK ? real_of(file)->xFileControl(file->real, operation, argument)
                               : result;
}

static void free_pieces(struct log_file *file)
{
    mem_free(file->thread);
    free(file->gathered.bytes);
    free(file->taken.bytes);
}

static int close_file(sqlite3_file *base)
{
    struct log_file *file = log_of(base);
    int result = write_all(file);
    file->main->log = NULL;
    free_pieces(file);
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

/* Before a lock on the log's index is taken or given up. That a write fails as the right to it ends
 * matters to nobody: had it been committed, it would have been synced. */
static int lock_index(sqlite3_file *base, int first, int count, int flags)
{
    const struct main_file *main = (const struct main_file *)base->pMethods;
    if (main->log != NULL) {
        int result = write_all(main->log);
        if (result != SQLITE_OK && (flags & SQLITE_SHM_UNLOCK) == 0) {
            return result;
        }
    }
    return main->real->xShmLock(base, first, count, flags);
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
        main->methods.xShmLock = lock_index;
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
    *file = (struct log_file){
        .real = (sqlite3_file *)(file + 1),
        .main = main_behind(sqlite3_database_file_object(name), real),
        .gathered.bytes = malloc(PIECE_BYTES),
        .taken.bytes = malloc(PIECE_BYTES),
        .thread = sqlite_thread_new(NULL),
    };
    int result = SQLITE_NOMEM;
    if (file->gathered.bytes != NULL && file->taken.bytes != NULL) {
        result = real->xOpen(real, name, file->real, flags, out_flags);
    }
    if (result == SQLITE_OK) {
        file->base.pMethods = &methods;
        file->main->log = file;
    } else {
        free_pieces(file);
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
    (void)real->xSetSystemCall(real, "pwrite", (sqlite3_syscall_ptr)write_on);
    (void)real->xSetSystemCall(real, "pwrite64", (sqlite3_syscall_ptr)write_on);
}

const char *sqlite_layer(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_layer);
    return LAYER_NAME;
}
