#include "model/doer.h"

#include "model/chargeback.h"

#include <stdio.h>
#include <string.h>

static void say(char *buffer, const char *what, const char *login, int64_t at_us)
{
    char at[TIME_TEXT_BYTES];
    (void)snprintf(buffer, DOER_TEXT_BYTES, "%s%sby %s at %s", what, *what ? " " : "",
                   login ? login : "its clock", time_format(at_us, at));
}

char *doer_text(const char *login, int64_t at_us, char *buffer)
{
    say(buffer, "", login, at_us);
    return buffer;
}

/* q: prepared and bound; its row is what was done, who did it and when. */
static enum status say_row(struct stmt *q, char *buffer, struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(q, &has_row, err);
    buffer[0] = '\0';
    if (status == STATUS_OK && has_row) {
        say(buffer, stmt_text(q, 0), stmt_text(q, 1), stmt_int(q, 2));
    }
    stmt_reset(q);
    return status;
}

enum status doer_of_debit(struct book *book, const struct account *account, char *buffer,
                          struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT e.verb, e.operator, e.at_us FROM leg l JOIN event e"
                      " ON e.book_id = l.book_id AND e.number = l.event"
                      " WHERE l.account_id = $1 AND l.amount_minor < 0"
                      " ORDER BY l.event DESC LIMIT 1";
    buffer[0] = '\0';
    if (account->is_new) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account->id);
    return say_row(q, buffer, err);
}

enum status doer_of_line(struct book *book, int64_t line, char *buffer, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT 'to ' || m.item, e.operator, e.at_us FROM match m JOIN event e"
                      " ON e.book_id = $1 AND e.number = m.event"
                      " WHERE m.line_id = $2 AND m.unmatched_event IS NULL"
                      " ORDER BY m.id DESC LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, line);
    return say_row(q, buffer, err);
}

enum status doer_of_item(struct book *book, const char *item, char *buffer, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "SELECT 'to line:' || m.line_id, e.operator, e.at_us FROM match m JOIN event e"
        " ON e.book_id = $1 AND e.number = m.event"
        " WHERE m.item = $2 AND m.unmatched_event IS NULL"
        " ORDER BY m.id DESC LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_text(q, 2, item);
    return say_row(q, buffer, err);
}

enum status doer_of_unmatch(struct book *book, int64_t match, char *buffer, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT '', e.operator, e.at_us FROM match m JOIN event e"
                      " ON e.book_id = $1 AND e.number = m.unmatched_event WHERE m.id = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, match);
    return say_row(q, buffer, err);
}

/* What became of the money. q's row is a complaint's: see doer_of_decision. */
static void say_outcome(const struct stmt *q, char *buffer, size_t bytes)
{
    char disputed[MONEY_TEXT_BYTES];
    char award[MONEY_TEXT_BYTES];
    const char *state = stmt_text(q, 0);
    struct money money = {stmt_int(q, 3), ""};
    (void)snprintf(money.currency, sizeof money.currency, "%s", stmt_text(q, 4));
    (void)money_format_grouped(money, disputed);
    if (strcmp(state, "dismissed") == 0 || strcmp(state, "refused") == 0 ||
        strcmp(state, "upheld") == 0) {
        (void)snprintf(buffer, bytes, "%s", state);
    } else if (strcmp(state, "refunded") == 0 && stmt_int(q, 7) == 0) {
        (void)snprintf(buffer, bytes, "all of it was charged back");
    } else if (strcmp(state, "refunded") == 0) {
        money.minor = stmt_int(q, 7);
        (void)money_format_grouped(money, disputed);
        (void)snprintf(buffer, bytes, "refunded %s %s", money.currency, disputed);
    } else if (strcmp(state, "awarded") == 0) {
        money.minor = stmt_int(q, 5);
        (void)snprintf(buffer, bytes, "refunded %s %s, and awarded %s %s", money.currency, disputed,
                       money.currency, money_format_grouped(money, award));
    } else {
        (void)snprintf(buffer, bytes, "%s %s to the %s", money.currency, disputed,
                       strcmp(stmt_text(q, 6), "payee") == 0 ? "seller" : "buyer");
    }
}

enum status doer_of_decision(struct book *book, const char *complaint, char *buffer,
                             struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql =
        "SELECT state, decided_by, decided_us, amount_minor - " CHARGEBACK_OF_COMPLAINT_SQL
        ", currency, award_minor, door,"
        " coalesce(refunded_minor, amount_minor - " CHARGEBACK_OF_COMPLAINT_SQL ")"
        " FROM complaint c WHERE id = $1";
    buffer[0] = '\0';
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, complaint);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no complaint %s", complaint);
    }
    if (status == STATUS_OK && !stmt_is_null(q, 2)) {
        say(buffer, "", stmt_text(q, 1), stmt_int(q, 2));
        size_t bytes = strlen(buffer);
        bytes += (size_t)snprintf(buffer + bytes, DOER_TEXT_BYTES - bytes, ": ");
        say_outcome(q, buffer + bytes, DOER_TEXT_BYTES - bytes);
    }
    stmt_reset(q);
    return status;
}
