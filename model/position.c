#include "model/position.h"

#include "model/mem.h"
#include "model/money.h"

#include <string.h>

/* The closing balance of the last proved statement of bank account a. */
#define PROVED(what)                                                                               \
    "(SELECT s." what " FROM statement_balance s WHERE s.account_id = a.id"                        \
    " AND s.proof = 'closed' ORDER BY s.last_day DESC, s.statement_id DESC LIMIT 1)"

#define SUM_WHERE(condition) "COALESCE(SUM(CASE WHEN " condition " THEN a.balance_minor END), 0)"

#define POSITION_SQL                                                                                                                                                                                                                                \
    "SELECT a.currency, -" SUM_WHERE("a.kind = 'bank'") ", -" SUM_WHERE(                                                                                                                                                                            \
        "a.kind = 'transit'") ", " SUM_WHERE("a.kind = 'available'") ", " SUM_WHERE("a.kind = "                                                                                                                                                     \
                                                                                    "'hold' AND "                                                                                                                                                   \
                                                                                    "a.purpose "                                                                                                                                                    \
                                                                                    "<> "                                                                                                                                                           \
                                                                                    "'suspense'") ", " SUM_WHERE("a.kind = 'hold' AND a.purpose = 'suspense'") ", COALESCE(SUM(CASE WHEN a.kind = 'bank' THEN " PROVED("closing_minor") " END), 0)" \
                                                                                                                                                                                                                                        " FROM account a WHERE a.book_id = $1 GROUP BY a.currency ORDER BY a.currency"

#define BANKS_SQL                                                                                  \
    "SELECT a.name, a.currency, -a.balance_minor, " PROVED("closing_minor") ", " PROVED(           \
        "last_day") " FROM account a WHERE a.kind = 'bank' AND a.kind <> 'hold' AND a.book_id = "  \
                    "$1"                                                                           \
                    " ORDER BY a.name, a.currency"

static enum status read_currency(const struct stmt *stmt, int at, char currency[4],
                                 struct error *err)
{
    const char *text = stmt_text(stmt, at);
    if (text == NULL || currency_exponent(text) < 0) {
        return error_set(err, STATUS_CORRUPT, "an account is stored in the unknown currency '%s'",
                         text == NULL ? "" : text);
    }
    memcpy(currency, text, 4);
    return STATUS_OK;
}

static enum status read_position(const struct stmt *stmt, struct position *out, struct error *err)
{
    *out = (struct position){
        .bank_minor = stmt_int(stmt, 1),
        .transit_minor = stmt_int(stmt, 2),
        .available_minor = stmt_int(stmt, 3),
        .holds_minor = stmt_int(stmt, 4),
        .suspense_minor = stmt_int(stmt, 5),
    };
    enum status status = read_currency(stmt, 0, out->currency, err);
    if (status == STATUS_OK) {
        status = minor_add(out->available_minor, out->holds_minor, &out->owed_minor, err);
    }
    if (status == STATUS_OK) {
        status = minor_add(out->owed_minor, out->suspense_minor, &out->owed_minor, err);
    }
    if (status == STATUS_OK) {
        status = minor_add(stmt_int(stmt, 6), out->transit_minor, &out->there_minor, err);
    }
    if (status == STATUS_OK) {
        status = minor_subtract(out->there_minor, out->owed_minor, &out->difference_minor, err);
    }
    return status;
}

static enum status open_query(struct book *book, const char *sql, struct stmt **out,
                              struct error *err)
{
    enum status status = store_prepare(book_store(book), sql, out, err);
    if (status == STATUS_OK) {
        stmt_bind_int(*out, 1, book_id(book));
    }
    return status;
}

enum status position_read(struct book *book, void *mem, struct position **rows, size_t *count,
                          struct error *err)
{
    struct stmt *stmt = NULL;
    *rows = NULL;
    *count = 0;
    enum status status = open_query(book, POSITION_SQL, &stmt, err);
    bool has_row = false;
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &has_row, err);
    }
    while (status == STATUS_OK && has_row) {
        *rows = MEM_GROW(mem, *rows, struct position, *count + 1);
        status = read_position(stmt, &(*rows)[(*count)++], err);
        if (status == STATUS_OK) {
            status = stmt_step(stmt, &has_row, err);
        }
    }
    if (stmt != NULL) {
        stmt_reset(stmt);
    }
    return status;
}

static enum status read_bank(void *mem, const struct stmt *stmt, struct position_bank *out,
                             struct error *err)
{
    *out = (struct position_bank){
        .account = mem_strdup(mem, stmt_text(stmt, 0)),
        .book_minor = stmt_int(stmt, 2),
        .is_proved = !stmt_is_null(stmt, 3),
        .proved_minor = stmt_is_null(stmt, 3) ? 0 : stmt_int(stmt, 3),
        .proved_on = stmt_is_null(stmt, 4) ? 0 : (int32_t)stmt_int(stmt, 4),
    };
    enum status status = read_currency(stmt, 1, out->currency, err);
    return status == STATUS_OK
               ? minor_subtract(out->proved_minor, out->book_minor, &out->difference_minor, err)
               : status;
}

enum status position_banks(struct book *book, void *mem, struct position_bank **rows, size_t *count,
                           struct error *err)
{
    struct stmt *stmt = NULL;
    *rows = NULL;
    *count = 0;
    enum status status = open_query(book, BANKS_SQL, &stmt, err);
    bool has_row = false;
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &has_row, err);
    }
    while (status == STATUS_OK && has_row) {
        *rows = MEM_GROW(mem, *rows, struct position_bank, *count + 1);
        status = read_bank(mem, stmt, &(*rows)[(*count)++], err);
        if (status == STATUS_OK) {
            status = stmt_step(stmt, &has_row, err);
        }
    }
    if (stmt != NULL) {
        stmt_reset(stmt);
    }
    return status;
}
