#include "model/store/sqlite.h"

#include "model/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A spool: what SQLite writes to one file, on its way to the disk. What follows on what was written
 * before is gathered, and a full piece is written by a thread while the next one is gathered.
 * Writes end in the order in which they came; that one failed is told by the next call.
 *
 * What is written last is sent to the disk at once, so that the sync behind it has little left to
 * wait for: the file, when the log is written back into it, and the log, when SQLite goes through
 * it once more before a commit, as it does where it wrote a page twice. */

#define PIECE_BYTES (128 * 1024)
#define CALL_BYTES (64 * 1024) /* SQLite's own layer takes less than 128 KiB at once */
#define STRETCH_BYTES (4 * 1024 * 1024)

struct piece {
    char *bytes; /* NULL: none was needed yet */
    sqlite3_int64 at;
    sqlite3_int64 used;
};

struct sqlite_spool {
    sqlite3_file *file;
    const sqlite3_io_methods *real;
    enum sqlite_spool_kind kind;
    struct piece gathered;
    /* while the thread has work, its own */
    struct piece taken;
    int failure; /* SQLITE_OK, or what was not told yet */
    int number;  /* errno's then, which SQLite asks for */
    struct sqlite_thread *thread;
};

static _Thread_local bool is_written_again; /* later, perhaps */

struct sqlite_spool *sqlite_spool_new(sqlite3_file *file, const sqlite3_io_methods *real,
                                      enum sqlite_spool_kind kind)
{
    struct sqlite_spool *spool = MEM_NEW(NULL, struct sqlite_spool);
    spool->file = file;
    spool->real = real;
    spool->kind = kind;
    spool->thread = sqlite_thread_new(spool);
    return spool;
}

void sqlite_spool_free(struct sqlite_spool *spool)
{
    char *bytes[] = {spool->gathered.bytes, spool->taken.bytes};
    mem_free(spool); /* and ends its thread */
    free(bytes[0]);
    free(bytes[1]);
}

static void write_piece(struct sqlite_spool *spool, struct piece *piece)
{
    int result = SQLITE_OK;
    for (sqlite3_int64 done = 0; done < piece->used && result == SQLITE_OK; done += CALL_BYTES) {
        sqlite3_int64 left = piece->used - done;
        int count = (int)(left < CALL_BYTES ? left : CALL_BYTES);
        result = spool->real->xWrite(spool->file, piece->bytes + done, count, piece->at + done);
    }
    piece->used = 0;
    spool->failure = result;
    spool->number = errno;
}

/* On the thread. */
static void write_taken(void *state)
{
    struct sqlite_spool *spool = state;
    is_written_again = spool->kind == SQLITE_SPOOL_AGAIN;
    write_piece(spool, &spool->taken);
    is_written_again = false;
}

static int tell_failure(struct sqlite_spool *spool)
{
    int result = spool->failure;
    spool->failure = SQLITE_OK;
    if (result != SQLITE_OK) {
        errno = spool->number;
    }
    return result;
}

int sqlite_spool_end(struct sqlite_spool *spool)
{
    sqlite_thread_wait(spool->thread);
    if (spool->failure == SQLITE_OK && spool->gathered.used > 0) {
        write_piece(spool, &spool->gathered);
    }
    spool->gathered.used = 0;
    return tell_failure(spool);
}

static int write_meanwhile(struct sqlite_spool *spool)
{
    sqlite_thread_wait(spool->thread);
    if (spool->failure != SQLITE_OK) {
        spool->gathered.used = 0;
        return tell_failure(spool);
    }
    struct piece taken = spool->gathered;
    spool->gathered = spool->taken;
    spool->taken = taken;
    if (!sqlite_thread_give(spool->thread, write_taken, spool)) {
        write_taken(spool);
    }
    return SQLITE_OK;
}

int sqlite_spool_put(struct sqlite_spool *spool, const void *bytes, int count, sqlite3_int64 at)
{
    bool follows = at == spool->gathered.at + spool->gathered.used;
    if (spool->gathered.used > 0 && (!follows || spool->gathered.used + count > PIECE_BYTES)) {
        int result = follows ? write_meanwhile(spool) : sqlite_spool_end(spool);
        if (result != SQLITE_OK) {
            return result;
        }
    }
    struct piece *piece = &spool->gathered;
    if (piece->bytes == NULL) {
        piece->bytes = malloc(PIECE_BYTES); /* not talloc's: SQLite may be on a thread */
    }
    if (piece->bytes == NULL) {
        return SQLITE_NOMEM;
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

void sqlite_spool_offer(sqlite3_vfs *real)
{
    (void)real->xSetSystemCall(real, "pwrite", (sqlite3_syscall_ptr)write_on);
    (void)real->xSetSystemCall(real, "pwrite64", (sqlite3_syscall_ptr)write_on);
}
