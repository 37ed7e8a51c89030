#include "model/line.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS                                                                                    \
    "id, day, second, position, amount_minor, balance_minor, reference, text,"                     \
    " counterparty, counterparty_account"

static const char *text_at(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? "" : stmt_text(q, column);
}

static struct line read_line(const struct stmt *q)
{
    return (struct line){
        .id = stmt_int(q, 0),
        .day = (int32_t)stmt_int(q, 1),
        .second = stmt_is_null(q, 2) ? LINE_NO_TIME : (int32_t)stmt_int(q, 2),
        .position = stmt_int(q, 3),
        .amount_minor = stmt_int(q, 4),
        .balance_minor = stmt_is_null(q, 5) ? LINE_NO_BALANCE : stmt_int(q, 5),
        .reference = text_at(q, 6),
        .text = text_at(q, 7),
        .counterparty = text_at(q, 8),
        .counterparty_account = text_at(q, 9),
    };
}

enum status line_walk(struct book *book, int64_t account, int32_t first_day, int32_t last_day,
                      enum status (*take)(void *state, const struct line *line, struct error *err),
                      void *state, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT " COLUMNS " FROM line WHERE account_id = $1"
                      " AND day BETWEEN $2 AND $3 AND file_line > 0 ORDER BY day, position";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account);
    stmt_bind_int(q, 2, first_day);
    stmt_bind_int(q, 3, last_day);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        struct line line = read_line(q);
        status = take(state, &line, err);
        if (status != STATUS_OK) {
            break;
        }
    }
    stmt_reset(q);
    return status;
}

enum status line_any_erased(struct book *book, int64_t account, int32_t first_day, int32_t last_day,
                            bool *out, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT 1 FROM statement s JOIN account a ON a.kind = 'bank'"
                      " AND a.name = s.account WHERE a.id = $1 AND s.erased_event IS NOT NULL"
                      " AND s.first_day <= $2 AND s.last_day >= $3 LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account);
    stmt_bind_int(q, 2, last_day);
    stmt_bind_int(q, 3, first_day);
    status = stmt_step(q, out, err);
    stmt_reset(q);
    return status;
}

static enum status read_one(struct book *book, const char *sql, int64_t account, int32_t day,
                            bool *has, struct line *out, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account);
    stmt_bind_int(q, 2, day);
    status = stmt_step(q, has, err);
    if (status == STATUS_OK && *has) {
        *out = read_line(q);
        out->reference = out->text = out->counterparty = out->counterparty_account = NULL;
    }
    stmt_reset(q);
    return status;
}

enum status line_before(struct book *book, int64_t account, int32_t day, bool *has,
                        struct line *out, struct error *err)
{
    return read_one(book,
                    "SELECT " COLUMNS " FROM line WHERE account_id = $1 AND day < $2"
                    " AND file_line > 0 ORDER BY day DESC, position DESC LIMIT 1",
                    account, day, has, out, err);
}

enum status line_after(struct book *book, int64_t account, int32_t day, bool *has, struct line *out,
                       struct error *err)
{
    return read_one(book,
                    "SELECT " COLUMNS " FROM line WHERE account_id = $1 AND day > $2"
                    " AND file_line > 0 ORDER BY day, position LIMIT 1",
                    account, day, has, out, err);
}

enum status line_file_known(struct book *book, const char *account, const char *file_hash,
                            int64_t lines, bool *out, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT 1 FROM statement WHERE file_hash = $1 AND account = $2"
                      " AND lines = $3 LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, file_hash);
    stmt_bind_text(q, 2, account);
    stmt_bind_int(q, 3, lines);
    status = stmt_step(q, out, err);
    stmt_reset(q);
    return status;
}

static enum status no_account(struct book *book, const char *name, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    struct error ignored;
    char known[ERROR_TEXT_BYTES] = "";
    const char *sql = "SELECT DISTINCT name FROM account WHERE kind = 'bank' ORDER BY name LIMIT 9";
    /* The list is a courtesy: without it the error is as good. */
    if (store_prepare(book_store(book), sql, &q, &ignored) == STATUS_OK) {
        while (stmt_step(q, &has_row, &ignored) == STATUS_OK && has_row) {
            size_t used = strlen(known);
            (void)snprintf(known + used, sizeof known - used, "%s%s", used > 0 ? ", " : "",
                           stmt_text(q, 0));
        }
        stmt_reset(q);
    }
    (void)error_set(err, STATUS_NOT_FOUND, "there is no bank account %s", name);
    return known[0] != '\0' ? error_hint(err, "there are: %s", known)
                            : error_hint(err, "the feed names one, by a line of type bank");
}

enum status line_accounts(struct book *book, const char *name, struct line_account *out,
                          size_t *count, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT id, currency, balance_minor FROM account WHERE kind = 'bank'"
                      " AND kind <> 'hold' AND name = $1 ORDER BY id";
    *count = 0;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, name);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (*count == LINE_CURRENCIES_MAX) {
            status = error_set(err, STATUS_LIMIT, "bank account %s has more than %d currencies",
                               name, LINE_CURRENCIES_MAX);
            break;
        }
        struct line_account *account = &out[(*count)++];
        account->id = stmt_int(q, 0);
        (void)snprintf(account->currency, sizeof account->currency, "%s", stmt_text(q, 1));
        account->mirror_minor = -stmt_int(q, 2);
    }
    stmt_reset(q);
    return status == STATUS_OK && *count == 0 ? no_account(book, name, err) : status;
}
