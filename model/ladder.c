#include "model/ladder.h"

#include "model/mem.h"
#include "model/money.h"
#include "model/time.h"

#include <assert.h>
#include <string.h>

#define WEEK_DAYS 7
#define MONTH_DAYS 30

/* The numbers are those of enum rung. A live hold without a clock is on none: it breaks an
 * invariant, and must not pass for one that is due later. due_us is compared with $7 for the sake
 * of the index of live holds. */
#define LADDER_SQL                                                                                 \
    "SELECT owed.currency, owed.rung, COUNT(*), SUM(owed.minor) FROM ("                            \
    "SELECT h.currency AS currency, CASE WHEN h.due_us <= $2 THEN 0 WHEN h.due_us < $3 THEN 1"     \
    " WHEN h.due_us < $4 THEN 2 WHEN h.due_us < $5 THEN 3 WHEN h.due_us < $6 THEN 4 ELSE 5 END"    \
    " AS rung, h.balance_minor AS minor FROM account h WHERE h.book_id = $1 AND h.kind = 'hold'"   \
    " AND h.balance_minor > 0 AND h.due_us >= $7"                                                  \
    " UNION ALL SELECT a.currency, 6, a.balance_minor FROM account a WHERE a.book_id = $1"         \
    " AND a.kind = 'available' AND a.kind <> 'hold' AND a.balance_minor > 0) AS owed"              \
    " GROUP BY owed.currency, owed.rung ORDER BY owed.currency, owed.rung"

const char *rung_name(enum rung rung)
{
    static const char *const names[RUNG_COUNT] = {
        "overdue", "today", "tomorrow", "within 7 days", "within 30 days", "later", "no date"};
    assert(rung < RUNG_COUNT);
    return names[rung];
}

int64_t rung_until_us(enum rung rung, int64_t now_us)
{
    static const int64_t days[RUNG_COUNT] = {
        [RUNG_TODAY] = 1, [RUNG_TOMORROW] = 2, [RUNG_WEEK] = WEEK_DAYS, [RUNG_MONTH] = MONTH_DAYS};
    assert(rung < RUNG_COUNT);
    if (rung == RUNG_OVERDUE) {
        return now_us;
    }
    int64_t today_us = now_us - now_us % TIME_US_PER_DAY;
    return days[rung] == 0 ? TIME_NONE : today_us + days[rung] * TIME_US_PER_DAY;
}

/* The ladder of the row's currency: the last one, or a new one. */
static enum status obtain(void *mem, const struct stmt *stmt, struct ladder **rows, size_t *count,
                          struct error *err)
{
    const char *currency = stmt_text(stmt, 0);
    if (*count > 0 && strcmp((*rows)[*count - 1].currency, currency) == 0) {
        return STATUS_OK;
    }
    if (currency_exponent(currency) < 0) {
        return error_set(err, STATUS_CORRUPT, "an account is stored in the unknown currency '%s'",
                         currency);
    }
    *rows = MEM_GROW(mem, *rows, struct ladder, *count + 1);
    struct ladder *ladder = &(*rows)[(*count)++];
    *ladder = (struct ladder){.owed_minor = 0};
    memcpy(ladder->currency, currency, sizeof ladder->currency);
    return STATUS_OK;
}

static enum status take_rung(const struct stmt *stmt, struct ladder *ladder, struct error *err)
{
    int64_t rung = stmt_int(stmt, 1);
    assert(rung >= 0 && rung < RUNG_COUNT);
    ladder->count[rung] = stmt_int(stmt, 2);
    ladder->minor[rung] = stmt_int(stmt, 3);
    return minor_add(ladder->owed_minor, ladder->minor[rung], &ladder->owed_minor, err);
}

enum status ladder_read(struct book *book, void *mem, struct ladder **rows, size_t *count,
                        struct error *err)
{
    struct stmt *stmt = NULL;
    bool has_row = false;
    int64_t now_us = book_now_us(book);
    *rows = NULL;
    *count = 0;
    enum status status = store_prepare(book_store(book), LADDER_SQL, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(stmt, 1, book_id(book));
    for (enum rung rung = RUNG_OVERDUE; rung <= RUNG_MONTH; rung++) {
        stmt_bind_int(stmt, 2 + (int)rung, rung_until_us(rung, now_us));
    }
    stmt_bind_int(stmt, 7, INT64_MIN);
    while ((status = stmt_step(stmt, &has_row, err)) == STATUS_OK && has_row) {
        status = obtain(mem, stmt, rows, count, err);
        if (status == STATUS_OK) {
            status = take_rung(stmt, &(*rows)[*count - 1], err);
        }
        if (status != STATUS_OK) {
            break;
        }
    }
    stmt_reset(stmt);
    return status;
}
