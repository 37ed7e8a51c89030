#include "model/statement.h"

#include "model/day_closed.h"
#include "model/hold.h"
#include "model/line.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/settle.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static enum status next_id(struct book *book, const char *sql, int64_t *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *out = stmt_int(q, 0);
    stmt_reset(q);
    return STATUS_OK;
}

enum status statement_next_line(struct book *book, int64_t *out, struct error *err)
{
    return next_id(book, "SELECT coalesce(max(id), 0) + 1 FROM line", out, err);
}

enum status statement_last_number(struct book *book, void *mem, const char *account,
                                  const char **out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book),
                                       "SELECT number FROM statement WHERE account = $1"
                                       " AND number IS NOT NULL ORDER BY id DESC LIMIT 1",
                                       &q, err);
    *out = NULL;
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, account);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = mem_strdup(mem, stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

/* Unknown money: a credit waits in a hold that nobody's clock gives away, a debit is owed to us. */
static enum status plan_unknown(struct book *book, struct account *bank, int64_t amount_minor,
                                struct posting *posting, struct error *err)
{
    struct account *account;
    if (amount_minor < 0) {
        enum status status = account_obtain(book, ACCOUNT_TRANSIT, TRANSIT_UNEXPLAINED,
                                            bank->currency, NULL, &account, err);
        return status == STATUS_OK ? posting_move(posting, account, bank, -amount_minor, err)
                                   : status;
    }
    int64_t due_us =
        policy_after(book_policy(book), book_policy(book)->suspense, book_now_us(book));
    struct hold_terms terms = {.purpose = PURPOSE_SUSPENSE,
                               .door = DOOR_ESCALATE,
                               .due_us = due_us,
                               .currency = bank->currency};
    enum status status = account_new_hold(book, &terms, &account, err);
    if (status != STATUS_OK) {
        return status;
    }
    account_pass(account);
    return hold_plan_fund(book, account, bank, amount_minor, DOOR_ESCALATE, due_us, posting, err);
}

/* The bank account of this currency that the posting moves. */
static int64_t bank_of(const struct posting *posting, const char *currency)
{
    size_t i = 0;
    while (i < posting->leg_count && (posting->legs[i].account->kind != ACCOUNT_BANK ||
                                      strcmp(posting->legs[i].account->currency, currency) != 0)) {
        i++;
    }
    assert(i < posting->leg_count);
    return posting->legs[i].account->id;
}

/* The suspense hold of this currency that the posting credits; 0 for none. */
static int64_t suspense_of(const struct posting *posting, const char *currency)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct account *account = posting->legs[i].account;
        if (account->kind == ACCOUNT_HOLD && account->purpose == PURPOSE_SUSPENSE &&
            posting->legs[i].amount_minor > 0 && strcmp(account->currency, currency) == 0) {
            return account->id;
        }
    }
    return 0;
}

/* Lines. */

/* On its way: its plan makes the seal that the event and the row have. */
struct sealed_line {
    const struct statement_line *line;
    struct seal *seal;
};

static void note_line(const struct statement_line *line, const struct seal *seal,
                      struct posting *posting)
{
    char date[TIME_TEXT_BYTES];
    posting_note(posting, "account", line->account);
    posting_note_int(posting, "statement", line->statement);
    posting_note_int(posting, "file_line", line->file_line);
    posting_note(posting, "date", date_format(line->day, date));
    posting_note_money(posting, "amount", line->amount);
    posting_note(posting, LINE_SEAL, seal->text);
    if (line->item != NULL) {
        posting_note(posting, "ground", line->ground); /* else there is nothing to say */
    }
    if (line->second != STATEMENT_NO_TIME) {
        posting_note_int(posting, "second", line->second);
    }
    if (line->balance_minor != STATEMENT_NO_BALANCE) {
        posting_note_int(posting, "balance_minor", line->balance_minor);
    }
    if (line->reference != NULL && line->reference[0] != '\0') {
        posting_note(posting, "bank_reference", line->reference);
    }
}

/* A line whose day is closed keeps its date, and says into which open day it falls. */
static enum status note_late(struct book *book, const struct statement_line *line,
                             struct posting *posting, struct error *err)
{
    int32_t day = line->day;
    char date[TIME_TEXT_BYTES];
    enum status status = day_closed_fall(book, line->account, line->day, &day, err);
    if (status == STATUS_OK && day != line->day) {
        posting_note(posting, "falls_into", date_format(day, date));
    }
    return status;
}

static enum status plan_line(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct sealed_line *sealed = request;
    const struct statement_line *line = sealed->line;
    const char *const words[LINE_WORDS] = {line->text, line->counterparty,
                                           line->counterparty_account};
    struct account *bank;
    personal_seal_texts(book, words, LINE_WORDS, sealed->seal);
    posting_subject_number(posting, "line:", line->line);
    posting->result = posting->subject;
    note_line(line, sealed->seal, posting);
    enum status status =
        account_find(book, ACCOUNT_BANK, line->account, line->amount.currency, &bank, err);
    if (status == STATUS_OK) {
        status = note_late(book, line, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (line->item == NULL || line->is_suggestion) {
        return plan_unknown(book, bank, line->amount.minor, posting, err);
    }
    char label[ITEM_LABEL_BYTES];
    posting_note(posting, "item", item_label(line->item, label));
    posting_context(posting, "%s", label);
    struct target target = {(enum target_kind)line->item->kind, line->item->id};
    return settle_plan(book, &target, bank, line->amount.minor, posting, err);
}

static void bind_optional(struct stmt *q, int parameter, const char *text)
{
    stmt_bind_text(q, parameter, text != NULL && text[0] != '\0' ? text : NULL);
}

static void bind_number(struct stmt *q, int parameter, int64_t value, int64_t none)
{
    if (value == none) {
        stmt_bind_null(q, parameter);
    } else {
        stmt_bind_int(q, parameter, value);
    }
}

/* salt: "" for a line of ours. */
static enum status insert_line(struct book *book, const struct statement_line *line,
                               const char *salt, const struct posting *posting, struct error *err)
{
    struct stmt *q;
    char label[ITEM_LABEL_BYTES];
    const char *sql =
        "INSERT INTO line (id, statement_id, account_id, file_line, day, position, second,"
        " amount_minor, balance_minor, reference, text, counterparty, counterparty_account,"
        " salt, state, ground, item, hold_id, event) VALUES ($1, $2, $3, $4, $5, $6, $7,"
        " $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    bool is_matched = line->item != NULL && !line->is_suggestion;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, line->line);
    stmt_bind_int(q, 2, line->statement);
    stmt_bind_int(q, 3, bank_of(posting, line->amount.currency));
    stmt_bind_int(q, 4, line->file_line);
    stmt_bind_int(q, 5, line->day);
    stmt_bind_int(q, 6, line->position);
    bind_number(q, 7, line->second, STATEMENT_NO_TIME);
    stmt_bind_int(q, 8, line->amount.minor);
    bind_number(q, 9, line->balance_minor, STATEMENT_NO_BALANCE);
    bind_optional(q, 10, line->reference);
    stmt_bind_text(q, 11, line->text);
    bind_optional(q, 12, line->counterparty);
    bind_optional(q, 13, line->counterparty_account);
    bind_optional(q, 14, salt);
    stmt_bind_text(q, 15, is_matched ? "matched" : "suspense");
    stmt_bind_text(q, 16, strcmp(line->ground, LINE_NO_REFERENCE) == 0 ? "" : line->ground);
    stmt_bind_text(q, 17, line->item != NULL ? item_label(line->item, label) : NULL);
    bind_number(q, 18, suspense_of(posting, line->amount.currency), 0);
    stmt_bind_int(q, 19, posting->event);
    return stmt_queue(q, err);
}

static enum status apply_line(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct sealed_line *sealed = request;
    const struct statement_line *line = sealed->line;
    char label[ITEM_LABEL_BYTES];
    enum status status = insert_line(book, line, sealed->seal->salt, posting, err);
    if (status != STATUS_OK || line->item == NULL || line->is_suggestion) {
        return status;
    }
    status = match_insert(book, line->line, item_label(line->item, label), line->amount.minor,
                          posting->event, err);
    struct target target = {(enum target_kind)line->item->kind, line->item->id};
    return status == STATUS_OK ? settle_note(book, &target, line->amount.minor, posting->event, err)
                               : status;
}

enum status line_post(struct book *book, const struct statement_line *line, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "line", .plan = plan_line, .apply = apply_line};
    struct seal seal;
    const struct sealed_line sealed = {line, &seal};
    return operation_run(book, &operation, &sealed, run, err);
}

/* Statements. */

static enum status plan_balance(struct book *book, const struct statement *statement,
                                const struct statement_balance *balance, struct posting *posting,
                                struct error *err)
{
    struct account *bank;
    struct money opening = {balance->opening_minor, ""};
    struct money closing = {balance->closing_minor, ""};
    memcpy(opening.currency, balance->currency, sizeof opening.currency);
    memcpy(closing.currency, balance->currency, sizeof closing.currency);
    enum status status =
        account_find(book, ACCOUNT_BANK, statement->account, balance->currency, &bank, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (balance->has_balances) {
        posting_note_money(posting, mem_printf(posting, "opening_%s", balance->currency), opening);
        posting_note_money(posting, mem_printf(posting, "closing_%s", balance->currency), closing);
    }
    return balance->to_post_minor != 0
               ? plan_unknown(book, bank, balance->to_post_minor, posting, err)
               : STATUS_OK;
}

static enum status plan_statement(struct book *book, const void *request, struct posting *posting,
                                  struct error *err)
{
    const struct statement *statement = request;
    int64_t id;
    enum status status = next_id(book, "SELECT coalesce(max(id), 0) + 1 FROM statement", &id, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "statement:%lld", (long long)id);
    posting_subject(posting, "statement:%lld", (long long)id);
    posting_context(posting, "bank:%s", statement->account);
    posting_note(posting, "account", statement->account);
    posting_note(posting, "file", statement->file_name);
    posting_note(posting, "file_hash", statement->file_hash);
    posting_note(posting, "profile", statement->profile);
    posting_note(posting, "plan_hash", statement->plan_hash);
    posting_note(posting, "proof", statement->proof);
    posting_note(posting, "broken_accepted", statement->broken_reason);
    posting_note(posting, "number", statement->number);
    posting_note(posting, "number_accepted", statement->number_reason);
    posting_note_int(posting, "lines", statement->lines);
    posting_note_int(posting, "new_lines", statement->new_lines);
    if (statement->rejected > 0) {
        posting_note_int(posting, "rejected_left_out", statement->rejected);
    }
    for (size_t i = 0; i < statement->balance_count && status == STATUS_OK; i++) {
        status = plan_balance(book, statement, &statement->balances[i], posting, err);
    }
    return status;
}

static int64_t id_of(const struct posting *posting)
{
    int64_t id = 0;
    bool is_number = text_to_int(strchr(posting->result, ':') + 1, &id);
    assert(is_number);
    return id;
}

static enum status insert_statement(struct book *book, const struct statement *statement,
                                    const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "INSERT INTO statement (id, account, file_name, file_hash, profile, plan_hash, lines,"
        " new_lines, first_day, last_day, proof, broken_reason, event, number, number_reason)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id_of(posting));
    stmt_bind_text(q, 2, statement->account);
    stmt_bind_text(q, 3, statement->file_name);
    stmt_bind_text(q, 4, statement->file_hash);
    stmt_bind_text(q, 5, statement->profile);
    stmt_bind_text(q, 6, statement->plan_hash);
    stmt_bind_int(q, 7, statement->lines);
    stmt_bind_int(q, 8, statement->new_lines);
    stmt_bind_int(q, 9, statement->first_day);
    stmt_bind_int(q, 10, statement->last_day);
    stmt_bind_text(q, 11, statement->proof);
    stmt_bind_text(q, 12, statement->broken_reason);
    stmt_bind_int(q, 13, posting->event);
    bind_optional(q, 14, statement->number);
    bind_optional(q, 15, statement->number_reason);
    return stmt_run(q, err);
}

static enum status insert_balance(struct book *book, const struct statement *statement,
                                  const struct statement_balance *balance,
                                  const struct posting *posting, struct error *err)
{
    struct stmt *q;
    struct account *bank;
    int64_t none = STATEMENT_NO_BALANCE;
    const char *sql = "INSERT INTO statement_balance (statement_id, account_id, proof,"
                      " opening_minor, closing_minor, last_day) VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status =
        account_find(book, ACCOUNT_BANK, statement->account, balance->currency, &bank, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id_of(posting));
    stmt_bind_int(q, 2, bank->id);
    stmt_bind_text(q, 3, balance->proof);
    bind_number(q, 4, balance->has_balances ? balance->opening_minor : none, none);
    bind_number(q, 5, balance->has_balances ? balance->closing_minor : none, none);
    stmt_bind_int(q, 6, balance->last_day);
    return stmt_queue(q, err);
}

/* The opening balance as a line: it waits in suspense until somebody says whose money it is. */
static enum status insert_opening(struct book *book, const struct statement *statement,
                                  const struct statement_balance *balance,
                                  const struct posting *posting, struct error *err)
{
    struct statement_line line = {.statement = id_of(posting),
                                  .account = statement->account,
                                  .day = balance->first_day,
                                  .second = STATEMENT_NO_TIME,
                                  .balance_minor = STATEMENT_NO_BALANCE,
                                  .amount.minor = balance->to_post_minor,
                                  .text = "opening balance",
                                  .ground = "the balance before the first line that is known"};
    memcpy(line.amount.currency, balance->currency, sizeof line.amount.currency);
    enum status status = statement_next_line(book, &line.line, err);
    return status == STATUS_OK ? insert_line(book, &line, "", posting, err) : status;
}

static enum status revise(struct book *book, const struct statement_revision *revision,
                          struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE line SET position = $1, balance_minor = $2 WHERE id = $3";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, revision->position);
    bind_number(q, 2, revision->balance_minor, STATEMENT_NO_BALANCE);
    stmt_bind_int(q, 3, revision->line);
    return stmt_queue(q, err);
}

/* Balances that the bank told before it put late lines in front of them. */
static enum status shift(struct book *book, const struct statement *statement,
                         const struct statement_shift *shift, struct error *err)
{
    static const char *const updates[] = {
        "UPDATE line SET balance_minor = balance_minor + $1 WHERE account_id = $2"
        " AND (day > $3 OR (day = $3 AND position > $4))",
        "UPDATE statement_balance SET closing_minor = closing_minor + $1 WHERE account_id = $2"
        " AND last_day >= $3 AND CAST($4 AS BIGINT) >= 0",
    };
    struct account *bank;
    enum status status =
        account_find(book, ACCOUNT_BANK, statement->account, shift->currency, &bank, err);
    for (size_t i = 0; i < sizeof updates / sizeof updates[0] && status == STATUS_OK; i++) {
        struct stmt *q;
        status = store_prepare(book_store(book), updates[i], &q, err);
        if (status != STATUS_OK) {
            return status;
        }
        stmt_bind_int(q, 1, shift->by_minor);
        stmt_bind_int(q, 2, bank->id);
        stmt_bind_int(q, 3, shift->day);
        stmt_bind_int(q, 4, shift->position);
        status = stmt_run(q, err);
    }
    return status;
}

static enum status apply_statement(struct book *book, const void *request,
                                   const struct posting *posting, struct error *err)
{
    const struct statement *statement = request;
    enum status status = insert_statement(book, statement, posting, err);
    for (size_t i = 0; i < statement->balance_count && status == STATUS_OK; i++) {
        status = insert_balance(book, statement, &statement->balances[i], posting, err);
        if (status == STATUS_OK && statement->balances[i].to_post_minor != 0) {
            status = insert_opening(book, statement, &statement->balances[i], posting, err);
        }
    }
    for (size_t i = 0; i < statement->revision_count && status == STATUS_OK; i++) {
        status = revise(book, &statement->revisions[i], err);
    }
    for (size_t i = 0; i < statement->shift_count && status == STATUS_OK; i++) {
        status = shift(book, statement, &statement->shifts[i], err);
    }
    return status;
}

enum status statement_post(struct book *book, const struct statement *statement, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "statement", .plan = plan_statement, .apply = apply_statement};
    return operation_run(book, &operation, statement, run, err);
}
