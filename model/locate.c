#include "model/locate.h"

#include "model/money.h"
#include "model/text.h"

#include <string.h>

#define KIND_BYTES 16
#define CURRENCY_SUFFIX_BYTES 4 /* "/CNY" */

/* Step a query for one number; 0 where there is no row. */
static enum status take_number(struct stmt *query, int64_t *out, struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(query, &has_row, err);
    *out = status == STATUS_OK && has_row ? stmt_int(query, 0) : 0;
    stmt_reset(query);
    return status;
}

static enum status find_hold(struct book *book, const char *number, int64_t *out, struct error *err)
{
    int64_t id = 0;
    *out = 0;
    if (!text_to_int(number, &id)) {
        return STATUS_OK;
    }
    struct stmt *query = NULL;
    enum status status = store_prepare(
        book_store(book), "SELECT id FROM account WHERE id = $1 AND kind = 'hold'", &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(query, 1, id);
    return take_number(query, out, err);
}

/* currency may be NULL: the first that was opened. */
static enum status find_named(struct book *book, const char *kind, const char *name,
                              const char *currency, int64_t *out, struct error *err)
{
    struct stmt *query = NULL;
    const char *sql = currency == NULL ? "SELECT MIN(id) FROM account WHERE kind = $1 AND name = $2"
                                         " AND kind <> 'hold'"
                                       : "SELECT id FROM account WHERE kind = $1 AND name = $2"
                                         " AND currency = $3 AND kind <> 'hold'";
    enum status status = store_prepare(book_store(book), sql, &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(query, 1, kind);
    stmt_bind_text(query, 2, name);
    if (currency != NULL) {
        stmt_bind_text(query, 3, currency);
    }
    return take_number(query, out, err);
}

/* A name may itself end in what looks like a currency, so the whole name is tried as well. */
static enum status find_label(struct book *book, const char *kind, const char *name, int64_t *out,
                              struct error *err)
{
    size_t bytes = strlen(name);
    char bare[TEXT_ID_BYTES_MAX + CURRENCY_SUFFIX_BYTES + 1];
    *out = 0;
    if (bytes >= sizeof bare) {
        return STATUS_OK;
    }
    const char *suffix = bytes > CURRENCY_SUFFIX_BYTES ? name + bytes - CURRENCY_SUFFIX_BYTES : "";
    if (suffix[0] == '/' && currency_exponent(suffix + 1) >= 0) {
        memcpy(bare, name, bytes + 1);
        bare[bytes - CURRENCY_SUFFIX_BYTES] = '\0';
        enum status status = find_named(book, kind, bare, suffix + 1, out, err);
        if (status != STATUS_OK || *out != 0) {
            return status;
        }
    }
    return find_named(book, kind, name, NULL, out, err);
}

enum status locate_account(struct book *book, const char *label, int64_t *out, struct error *err)
{
    const char *colon = strchr(label, ':');
    char kind[KIND_BYTES] = "";
    *out = 0;
    if (colon != NULL && (size_t)(colon - label) < sizeof kind) {
        memcpy(kind, label, (size_t)(colon - label));
        enum status status = strcmp(kind, "hold") == 0
                                 ? find_hold(book, colon + 1, out, err)
                                 : find_label(book, kind, colon + 1, out, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (*out == 0) {
        (void)error_set(err, STATUS_NOT_FOUND, "no account '%s'", label);
        return error_hint(err, "accounts are named like hold:42 or available:S-0001");
    }
    return STATUS_OK;
}

/* Step a query for one currency; "" where there is none or several. */
static enum status take_currency(struct stmt *query, char out[4], struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(query, &has_row, err);
    out[0] = '\0';
    if (status == STATUS_OK && has_row && !stmt_is_null(query, 0)) {
        memcpy(out, stmt_text(query, 0), 4);
    }
    stmt_reset(query);
    return status;
}

enum status locate_currency(struct book *book, const char *party, char out[4], struct error *err)
{
    struct stmt *query = NULL;
    out[0] = '\0';
    enum status status =
        store_prepare(book_store(book),
                      "SELECT CASE WHEN COUNT(*) = 1 THEN MIN(currency) END FROM account"
                      " WHERE kind = 'available' AND name = $1 AND kind <> 'hold'",
                      &query, err);
    if (status == STATUS_OK) {
        stmt_bind_text(query, 1, party);
        status = take_currency(query, out, err);
    }
    if (status != STATUS_OK || out[0] != '\0') {
        return status;
    }
    status = store_prepare(book_store(book),
                           "SELECT CASE WHEN COUNT(DISTINCT currency) = 1 THEN MIN(currency) END"
                           " FROM account WHERE kind = 'bank' AND kind <> 'hold'",
                           &query, err);
    return status == STATUS_OK ? take_currency(query, out, err) : status;
}

/* sql asks for the currency of $1. */
static enum status currency_of(struct book *book, const char *sql, const char *id, char out[4],
                               struct error *err)
{
    struct stmt *query = NULL;
    out[0] = '\0';
    enum status status = store_prepare(book_store(book), sql, &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(query, 1, id);
    return take_currency(query, out, err);
}

enum status locate_deal_currency(struct book *book, const char *deal, char out[4],
                                 struct error *err)
{
    return currency_of(book, "SELECT currency FROM deal WHERE id = $1", deal, out, err);
}

enum status locate_complaint_currency(struct book *book, const char *complaint, char out[4],
                                      struct error *err)
{
    return currency_of(book, "SELECT currency FROM complaint WHERE id = $1", complaint, out, err);
}

enum status locate_hold_currency(struct book *book, int64_t hold, char out[4], struct error *err)
{
    struct stmt *query = NULL;
    out[0] = '\0';
    enum status status =
        store_prepare(book_store(book), "SELECT currency FROM account WHERE id = $1", &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(query, 1, hold);
    return take_currency(query, out, err);
}

enum status locate_line_currency(struct book *book, const char *line, char out[4],
                                 struct error *err)
{
    struct stmt *query = NULL;
    int64_t id = 0;
    out[0] = '\0';
    if (strncmp(line, "hold:", strlen("hold:")) == 0) {
        bool is_number = text_to_int(line + strlen("hold:"), &id);
        return is_number ? locate_hold_currency(book, id, out, err) : STATUS_OK;
    }
    const char *number =
        strncmp(line, "line:", strlen("line:")) == 0 ? strchr(line, ':') + 1 : line;
    if (!text_to_int(number, &id)) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book),
                                       "SELECT a.currency FROM line l JOIN account a"
                                       " ON a.id = l.account_id WHERE l.id = $1",
                                       &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(query, 1, id);
    return take_currency(query, out, err);
}
