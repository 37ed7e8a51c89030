#include "model/verify_wrote.h"

#include "model/mem.h"
#include "model/wrote.h"

#include <inttypes.h>
#include <string.h>

/* The event of a row, its number, and its fields as wrote.h has them. What is numbered through
 * comes by its number, so that one that was moved to another event is out of place. */
static const struct kind {
    const char *name;
    bool is_numbered;
    const char *sql;
} KINDS[] = {
    {"account", false,
     "SELECT opened_event, id, id, kind, name, party, currency, purpose, deal, payer, payee,"
     " parent, root, is_between_two, is_collected FROM account ORDER BY opened_event, id"},
    {"lien", true,
     "SELECT event, id, account_id, beneficiary_id, rank, ground, reference, cap_minor,"
     " share_per_minor FROM lien ORDER BY id"},
    {"notice", true,
     "SELECT event, id, party, kind, language, title, text FROM notice ORDER BY id"},
};
enum { EVENT, NUMBER, FIELDS };
#define KIND_COUNT (sizeof KINDS / sizeof *KINDS)

struct verify_wrote {
    struct book *book;
    struct verify_row *row;
    struct wrote *wrote;
    struct rows_of {
        struct stmt *q;
        bool has_row;
        int64_t last; /* number */
    } rows[KIND_COUNT];
    bool is_covered; /* since an event that was */
};

struct verify_wrote *verify_wrote_new(void *mem, struct book *book, struct verify_row *row)
{
    struct verify_wrote *wrote = MEM_NEW(mem, struct verify_wrote);
    wrote->book = book;
    wrote->row = row;
    wrote->wrote = wrote_new(wrote);
    return wrote;
}

static void check_number(struct verify_wrote *wrote, size_t kind)
{
    struct rows_of *rows = &wrote->rows[kind];
    int64_t number = stmt_int(rows->q, NUMBER);
    if (KINDS[kind].is_numbered && number != rows->last + 1) {
        verify_breach(wrote->row, "%s:%" PRId64 " is missing", KINDS[kind].name, rows->last + 1);
    }
    rows->last = number;
}

static enum status next(struct verify_wrote *wrote, size_t kind, struct error *err)
{
    struct rows_of *rows = &wrote->rows[kind];
    enum status status = stmt_step(rows->q, &rows->has_row, err);
    if (status == STATUS_OK && rows->has_row) {
        check_number(wrote, kind);
    }
    return status;
}

enum status verify_wrote_open(struct verify_wrote *wrote, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < KIND_COUNT && status == STATUS_OK; i++) {
        status = store_prepare(book_store(wrote->book), KINDS[i].sql, &wrote->rows[i].q, err);
        if (status == STATUS_OK) {
            stmt_expect_many(wrote->rows[i].q);
            status = next(wrote, i, err);
        }
    }
    return status;
}

/* Where the event is not the one that the chain is at, nobody wrote it. */
static void add(struct verify_wrote *wrote, size_t kind, int64_t event)
{
    const struct stmt *q = wrote->rows[kind].q;
    if (stmt_int(q, EVENT) != event) {
        verify_breach(wrote->row, "%s:%" PRId64 " is of no event, or out of place",
                      KINDS[kind].name, stmt_int(q, NUMBER));
        return;
    }
    wrote->row->checked++;
    wrote_row(wrote->wrote, KINDS[kind].name);
    for (int column = FIELDS; column < stmt_columns(q); column++) {
        wrote_text(wrote->wrote, stmt_text(q, column));
    }
}

static void check(struct verify_wrote *wrote, int64_t event, const char *said)
{
    const char *written = wrote_finish(wrote->wrote);
    if (said == NULL && wrote->is_covered) {
        verify_breach(wrote->row, "event %" PRId64 " does not say what it wrote", event);
    } else if (said != NULL && strcmp(written, said) != 0) {
        verify_breach(wrote->row,
                      "event %" PRId64 " wrote other accounts, liens or notices than are there",
                      event);
    }
    wrote->is_covered = wrote->is_covered || said != NULL;
}

enum status verify_wrote_take(struct verify_wrote *wrote, int64_t event, const char *said,
                              struct error *err)
{
    enum status status = STATUS_OK;
    wrote_begin(wrote->wrote);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct rows_of *rows = &wrote->rows[i];
        while (status == STATUS_OK && rows->has_row && stmt_int(rows->q, EVENT) <= event) {
            add(wrote, i, event);
            status = next(wrote, i, err);
        }
    }
    if (status == STATUS_OK) {
        check(wrote, event, said);
    }
    return status;
}

void verify_wrote_finish(struct verify_wrote *wrote)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (wrote->rows[i].has_row) {
            add(wrote, i, 0);
        }
    }
}

void verify_wrote_close(struct verify_wrote *wrote)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (wrote->rows[i].q != NULL) {
            stmt_reset(wrote->rows[i].q);
        }
    }
}
