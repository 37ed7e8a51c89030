#include "model/store/sqlite.h"

#include <errno.h>
#include <string.h>

/* Whether the system refused room: a full disk, a quota, a limit on the size of files. SQLite does
 * not keep the number of an error that comes at a commit; then it is still in errno. */
static bool is_out_of_room(int result, int number)
{
    return (result & 0xFF) == SQLITE_FULL ||
           ((result & 0xFF) == SQLITE_IOERR &&
            (number == ENOSPC || number == EDQUOT || number == EFBIG));
}

static enum status explain(const struct sqlite *sqlite, struct error *err)
{
    int number = sqlite3_system_errno(sqlite->db);
    const char *said = sqlite3_errmsg(sqlite->db);
    return number == 0 ? error_detail(err, "%s", said)
                       : error_detail(err, "%s (%s)", said, strerror(number));
}

static enum status fail_busy(const struct sqlite *sqlite, struct error *err)
{
    if (atomic_load(&sqlite->is_interrupted)) {
        return error_set(err, STATUS_CANCELLED, "stopped while waiting for another program");
    }
    (void)error_set(err, STATUS_BUSY, "another program is writing to %s", sqlite->path);
    return error_hint(err, "try again in a moment");
}

static enum status fail_constraint(const struct sqlite *sqlite, int result, struct error *err)
{
    switch (result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        (void)error_set(err, STATUS_CONFLICT, "it is in the store already");
        return explain(sqlite, err);
    case SQLITE_CONSTRAINT_TRIGGER:
        return error_set(err, STATUS_REFUSED, "%s", sqlite3_errmsg(sqlite->db));
    default:
        (void)error_set(err, STATUS_REFUSED, "a rule of the store forbids it");
        return explain(sqlite, err);
    }
}

static enum status fail_readonly(const struct sqlite *sqlite, int result, struct error *err)
{
    if (sqlite->access == STORE_READ && result == SQLITE_READONLY) {
        (void)error_set(err, STATUS_IO, "%s is open for reading only", sqlite->path);
        return explain(sqlite, err);
    }
    if (result == SQLITE_READONLY_DBMOVED) {
        (void)error_set(err, STATUS_IO, "%s was moved or deleted while it was open", sqlite->path);
        return error_hint(err, "put the file back and start again");
    }
    (void)error_set(err, STATUS_IO, "no right to write %s", sqlite->path);
    (void)explain(sqlite, err);
    return error_hint(err, "the file and its folder must be writable for the operator");
}

static enum status fail_access(const struct sqlite *sqlite, struct error *err)
{
    (void)error_set(err, STATUS_IO, "cannot open %s", sqlite->path);
    (void)explain(sqlite, err);
    return error_hint(err, "the file and its folder must be writable, also for reading");
}

static enum status fail_damaged(const struct sqlite *sqlite, struct error *err)
{
    (void)error_set(err, STATUS_CORRUPT, "%s is damaged", sqlite->path);
    (void)explain(sqlite, err);
    return error_hint(err, "keep the file, and go on with the last backup");
}

static enum status fail_room(const struct sqlite *sqlite, struct error *err)
{
    (void)error_set(err, STATUS_IO, "the disk is full");
    (void)explain(sqlite, err);
    return error_hint(err, "make room where %s lies; what was committed before is safe",
                      sqlite->path);
}

enum status sqlite_fail(const struct sqlite *sqlite, int result, struct error *err)
{
    int number = errno;
    if (is_out_of_room(result, number) ||
        is_out_of_room(result, sqlite3_system_errno(sqlite->db))) {
        return fail_room(sqlite, err);
    }
    switch (result & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return fail_busy(sqlite, err);
    case SQLITE_CONSTRAINT:
        return fail_constraint(sqlite, result, err);
    case SQLITE_READONLY:
        return fail_readonly(sqlite, result, err);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return fail_access(sqlite, err);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fail_damaged(sqlite, err);
    case SQLITE_INTERRUPT:
        return error_set(err, STATUS_CANCELLED, "stopped");
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
        (void)error_set(err, STATUS_LIMIT, "too large for the store");
        return explain(sqlite, err);
    case SQLITE_IOERR:
        (void)error_set(err, STATUS_IO, "cannot read or write %s", sqlite->path);
        (void)explain(sqlite, err);
        return error_hint(err, "look after the disk; what was committed before is safe");
    default:
        (void)error_set(err, STATUS_CORRUPT, "the store and this program do not fit");
        return explain(sqlite, err);
    }
}
