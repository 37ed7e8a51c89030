#include "model/match.h"

#include "model/day_closed.h"
#include "model/doer.h"
#include "model/hold.h"
#include "model/house.h"
#include "model/item.h"
#include "model/match_line.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/settle.h"
#include "model/text.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What plan finds and apply needs again. */
struct found {
    struct match_line line;
    struct match_line other; /* of line: */
    struct target target;
    int64_t amount_minor; /* signed as the line */
    int64_t match;        /* to undo: its id and its event */
    int64_t event;
    char item[ITEM_LABEL_BYTES];
    const char *word;   /* "interest" or "charge", or NULL */
    int64_t pair_match; /* of line: the twin row on the other line */
};

struct request {
    const struct match_terms *terms;
    struct match_undo_terms undo;
    struct found *found;
};

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    (void)snprintf(money.currency, sizeof money.currency, "%s", currency);
    return money;
}

static int64_t size_of(int64_t amount_minor)
{
    return amount_minor < 0 ? -amount_minor : amount_minor;
}

/* The item has no room: who took it, where a line did. */
static enum status tell_taken(struct book *book, const char *item, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    struct error other;
    if (doer_of_item(book, item, by, &other) != STATUS_OK || !by[0]) {
        return err->status; /* which says enough by itself */
    }
    return error_hint(err, "%s is matched %s", item, by);
}

static enum status too_much(const char *what, int64_t room_minor, const char *currency,
                            struct error *err)
{
    char left[MONEY_TEXT_BYTES];
    if (room_minor == 0) {
        return error_set(err, STATUS_REFUSED, "%s has nothing left to match", what);
    }
    return error_set(err, STATUS_REFUSED, "%s has only %s %s left to match", what, currency,
                     money_format(money_of(room_minor, currency), left));
}

/* As much as was asked, or as both sides have left; never more than either. */
static enum status choose_amount(struct book *book, const struct match_terms *terms,
                                 struct found *found, struct error *err)
{
    const struct match_line *line = &found->line;
    char label[32];
    int64_t item_room = 0;
    int64_t line_room = size_of(line->open_minor);
    bool is_credit = line->amount_minor > 0;
    enum status status =
        settle_room(book, &found->target, is_credit, line->currency, &item_room, err);
    if (status != STATUS_OK) {
        return status == STATUS_REFUSED ? tell_taken(book, found->item, err) : status;
    }
    if (found->target.kind == TARGET_LINE) {
        item_room = size_of(found->other.open_minor);
    }
    int64_t amount = line_room < item_room ? line_room : item_room;
    if (terms->has_amount) {
        amount = terms->amount.minor;
        if (terms->amount.currency[0] != '\0' &&
            strcmp(terms->amount.currency, line->currency) != 0) {
            return error_set(err, STATUS_REFUSED, "line:%lld is in %s, not in %s",
                             (long long)line->id, line->currency, terms->amount.currency);
        }
        if (amount <= 0) {
            return error_set(err, STATUS_INVALID, "the amount must be above zero");
        }
    }
    if (amount > line_room) {
        (void)snprintf(label, sizeof label, "line:%lld", (long long)line->id);
        return too_much(label, line_room, line->currency, err);
    }
    if (item_room == 0 || amount > item_room) {
        (void)too_much(found->item, item_room, line->currency, err);
        return tell_taken(book, found->item, err);
    }
    found->amount_minor = is_credit ? amount : -amount;
    return STATUS_OK;
}

/* Two lines that are one thing: an own transfer, or a payment and its reversal. */
static enum status load_other(struct book *book, struct found *found, struct error *err)
{
    enum status status = match_line_load(book, found->target.id, &found->other, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(found->other.currency, found->line.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "line:%lld is in %s, not in %s",
                         (long long)found->other.id, found->other.currency, found->line.currency);
    }
    if ((found->other.amount_minor < 0) == (found->line.amount_minor < 0)) {
        (void)error_set(err, STATUS_REFUSED, "line:%lld and line:%lld both are money %s",
                        (long long)found->line.id, (long long)found->other.id,
                        found->line.amount_minor < 0 ? "out" : "in");
        return error_hint(err, "only money out and the money in that it became go together");
    }
    return STATUS_OK;
}

static enum status plan_pair(struct book *book, const struct found *found, struct posting *posting,
                             struct error *err)
{
    bool is_credit = found->line.amount_minor > 0;
    const struct match_line *credit = is_credit ? &found->line : &found->other;
    const struct match_line *debit = is_credit ? &found->other : &found->line;
    struct account *hold;
    struct account *transit;
    enum status status = match_line_money(book, credit, &hold, err);
    if (status == STATUS_OK) {
        status = match_line_money(book, debit, &transit, err);
    }
    return status == STATUS_OK
               ? posting_move(posting, hold, transit, size_of(found->amount_minor), err)
               : status;
}

static enum status check_match(struct book *book, const void *request, struct error *err)
{
    const struct request *work = request;
    struct match_line line;
    enum status status = match_line_load(book, work->terms->line, &line, err);
    if (status == STATUS_OK && line.open_minor == 0) {
        return match_line_refuse(book, line.id, err);
    }
    return status;
}

/* What the line is to be; the bank's own lines are the policy's to say. */
static enum status name_item(struct book *book, const struct match_terms *terms,
                             struct found *found, struct posting *posting, struct error *err)
{
    const char *item = terms->item;
    enum status status = STATUS_OK;
    found->word = house_word(item);
    if (found->word != NULL) {
        status = house_item(book, found->word, found->line.amount_minor > 0, posting, &item, err);
    }
    if (status == STATUS_OK && strlen(item) >= sizeof found->item) {
        return error_set(err, STATUS_INVALID, "the item's name is too long");
    }
    (void)snprintf(found->item, sizeof found->item, "%s", item);
    return status == STATUS_OK ? target_parse(found->item, &found->target, err) : status;
}

static enum status plan_match(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct request *work = request;
    const struct match_terms *terms = work->terms;
    struct found *found = work->found;
    struct account *money;
    enum status status = match_line_load(book, terms->line, &found->line, err);
    if (status == STATUS_OK) {
        status = name_item(book, terms, found, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "line:%lld", (long long)found->line.id);
    posting_context(posting, "%s", found->item);
    if (found->target.kind == TARGET_LINE) {
        status = load_other(book, found, err);
    }
    if (status == STATUS_OK) {
        status = choose_amount(book, terms, found, err);
    }
    if (status == STATUS_OK) {
        status = query_int(book, MATCH_LAST, NULL, NULL, 0, &found->match, err);
        found->match++;
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_int(posting, "line", found->line.id);
    posting_note(posting, "item", found->item);
    posting_note(posting, "as", found->word);
    posting_note_money(posting, "amount", money_of(found->amount_minor, found->line.currency));
    posting_result(posting, "match:%lld", (long long)found->match);
    if (found->target.kind == TARGET_LINE) {
        return plan_pair(book, found, posting, err);
    }
    status = match_line_money(book, &found->line, &money, err);
    return status == STATUS_OK
               ? settle_plan(book, &found->target, money, found->amount_minor, posting, err)
               : status;
}

enum status match_insert(struct book *book, int64_t line, const char *item, int64_t amount_minor,
                         int64_t event, struct error *err)
{
    struct stmt *q;
    int64_t id;
    const char *sql = "INSERT INTO match (id, line_id, item, amount_minor, event)"
                      " VALUES ($1, $2, $3, $4, $5)";
    enum status status = query_next_number(book, MATCH_LAST, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, line);
    stmt_bind_text(q, 3, item);
    stmt_bind_int(q, 4, amount_minor);
    stmt_bind_int(q, 5, event);
    return stmt_queue(q, err);
}

static enum status apply_match(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct request *work = request;
    const struct found *found = work->found;
    char ground[TEXT_NAME_BYTES_MAX];
    char label[32];
    (void)snprintf(ground, sizeof ground, "%s%s%smatched by %s", found->word ? "bank " : "",
                   found->word ? found->word : "", found->word ? ", " : "", book_operator(book));
    enum status status =
        match_insert(book, found->line.id, found->item, found->amount_minor, posting->event, err);
    if (status == STATUS_OK) {
        status = match_line_update(book, found->line.id, found->item, ground, 0, err);
    }
    if (status != STATUS_OK || found->target.kind != TARGET_LINE) {
        return status == STATUS_OK
                   ? settle_note(book, &found->target, found->amount_minor, posting->event, err)
                   : status;
    }
    (void)snprintf(label, sizeof label, "line:%lld", (long long)found->line.id);
    status = match_insert(book, found->other.id, label, -found->amount_minor, posting->event, err);
    return status == STATUS_OK ? match_line_update(book, found->other.id, label, ground, 0, err)
                               : status;
}

enum status match_make(struct book *book, const struct match_terms *terms, struct run *run,
                       struct error *err)
{
    static const struct operation operation = {
        .verb = "match", .plan = plan_match, .apply = apply_match, .check = check_match};
    struct found found = {.amount_minor = 0};
    struct request request = {.terms = terms, .found = &found};
    return operation_run(book, &operation, &request, run, err);
}

/* Taking a match back. */

static enum status load_match(struct book *book, const char *label, struct found *found,
                              struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    char line[32] = "";
    const char *sql =
        "SELECT m.line_id, m.item, m.amount_minor, m.event,"
        " coalesce((SELECT t.id FROM match t WHERE t.event = m.event AND t.id <> m.id), 0)"
        " FROM match m WHERE m.id = $1";
    enum status status = match_parse_number(label, "match:", &found->match, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, found->match);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status =
            error_set(err, STATUS_NOT_FOUND, "there is no match:%lld", (long long)found->match);
    }
    if (status == STATUS_OK) {
        (void)snprintf(line, sizeof line, "line:%lld", (long long)stmt_int(q, 0));
        (void)snprintf(found->item, sizeof found->item, "%s", stmt_text(q, 1));
        found->amount_minor = stmt_int(q, 2);
        found->event = stmt_int(q, 3);
        found->pair_match = stmt_int(q, 4);
    }
    stmt_reset(q);
    return status == STATUS_OK ? match_line_load(book, line, &found->line, err) : status;
}

static enum status check_undo(struct book *book, const void *request, struct error *err)
{
    const struct request *work = request;
    int64_t match = 0;
    char by[DOER_TEXT_BYTES];
    enum status status = match_parse_number(work->undo.match, "match:", &match, err);
    if (status == STATUS_OK) {
        status = doer_of_unmatch(book, match, by, err);
    }
    if (status == STATUS_OK && by[0]) {
        return error_set(err, STATUS_REFUSED, "match:%lld was taken back %s", (long long)match, by);
    }
    return status == STATUS_OK ? day_closed_refuse_match(book, match, err) : status;
}

/* The hold that a credit's money goes back into: its own, or a new one. */
static enum status suspense_hold(struct book *book, struct match_line *line,
                                 struct posting *posting, struct account **out, struct error *err)
{
    int64_t due_us =
        policy_after(book_policy(book), book_policy(book)->suspense, book_now_us(book));
    enum status status = STATUS_OK;
    if (line->hold_id != 0) {
        status = account_by_id(book, line->hold_id, out, err);
    } else {
        struct hold_terms terms = {.purpose = PURPOSE_SUSPENSE,
                                   .door = DOOR_ESCALATE,
                                   .due_us = due_us,
                                   .currency = line->currency};
        status = account_new_hold(book, &terms, out, err);
        if (status == STATUS_OK) {
            line->hold_id = (*out)->id;
        }
    }
    if (status == STATUS_OK) {
        posting_clock(posting, *out, DOOR_ESCALATE, due_us);
    }
    return status;
}

static enum status plan_undo_pair(struct book *book, struct found *found, struct posting *posting,
                                  struct error *err)
{
    bool is_credit = found->line.amount_minor > 0;
    struct match_line *credit = is_credit ? &found->line : &found->other;
    const struct match_line *debit = is_credit ? &found->other : &found->line;
    struct account *hold;
    struct account *transit;
    enum status status = suspense_hold(book, credit, posting, &hold, err);
    if (status == STATUS_OK) {
        status = match_line_money(book, debit, &transit, err);
    }
    return status == STATUS_OK
               ? posting_move(posting, transit, hold, size_of(found->amount_minor), err)
               : status;
}

static enum status plan_undo(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct request *work = request;
    struct found *found = work->found;
    struct account *money;
    enum status status = load_match(book, work->undo.match, found, err);
    if (status == STATUS_OK) {
        status = target_parse(found->item, &found->target, err);
    }
    if (status == STATUS_OK && (work->undo.reason == NULL || work->undo.reason[0] == '\0')) {
        status = error_set(err, STATUS_INVALID, "taking a match back needs a reason");
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "line:%lld", (long long)found->line.id);
    posting_context(posting, "%s", found->item);
    posting_note_int(posting, "match", found->match);
    posting_note_int(posting, "corrects", found->event);
    posting_note(posting, "reason", work->undo.reason);
    posting_note_money(posting, "amount", money_of(found->amount_minor, found->line.currency));
    if (found->target.kind == TARGET_LINE) {
        status = match_line_load(book, found->target.id, &found->other, err);
        return status == STATUS_OK ? plan_undo_pair(book, found, posting, err) : status;
    }
    status = found->line.amount_minor < 0 ? match_line_money(book, &found->line, &money, err)
                                          : suspense_hold(book, &found->line, posting, &money, err);
    return status == STATUS_OK ? settle_plan_undo(book, &found->target, found->event, money,
                                                  found->amount_minor, posting, err)
                               : status;
}

static enum status close_match(struct book *book, int64_t match, int64_t event, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE match SET unmatched_event = $1 WHERE id = $2"
                      " AND unmatched_event IS NULL";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, event);
    stmt_bind_int(q, 2, match);
    return stmt_run(q, err);
}

static enum status apply_undo(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct request *work = request;
    const struct found *found = work->found;
    bool is_pair = found->target.kind == TARGET_LINE;
    char label[32];
    char *ground = mem_printf(NULL, "taken back: %s", work->undo.reason);
    enum status status = close_match(book, found->match, posting->event, err);
    if (status == STATUS_OK) {
        status =
            match_line_update(book, found->line.id, found->item, ground, found->line.hold_id, err);
    }
    if (status == STATUS_OK && is_pair && found->pair_match != 0) {
        status = close_match(book, found->pair_match, posting->event, err);
    }
    if (status == STATUS_OK && is_pair) {
        (void)snprintf(label, sizeof label, "line:%lld", (long long)found->line.id);
        status = match_line_update(book, found->other.id, label, ground, found->other.hold_id, err);
    }
    if (status == STATUS_OK && !is_pair) {
        status = settle_note_undo(book, &found->target, found->amount_minor, posting->event, err);
    }
    mem_free(ground);
    return status;
}

static enum status ready_undo(struct book *book, void *mem, void *request, struct error *err)
{
    (void)book;
    (void)err;
    ((struct request *)request)->found = MEM_NEW(mem, struct found);
    return STATUS_OK;
}

static const struct eyes undo_eyes = {
    .name = "unmatch",
    .request_bytes = sizeof(struct request),
    .fields = {{"match", EYES_TEXT, offsetof(struct request, undo.match)},
               {"reason", EYES_TEXT, offsetof(struct request, undo.reason)}},
    .ready = ready_undo,
    .key = "approve.unmatch",
    .limit = offsetof(struct policy, unmatch_eyes),
};

const struct operation match_undo_operation = {
    .verb = "unmatch",
    .plan = plan_undo,
    .apply = apply_undo,
    .check = check_undo,
    .eyes = &undo_eyes,
};

enum status match_undo(struct book *book, const struct match_undo_terms *terms, struct run *run,
                       struct error *err)
{
    struct found found = {.amount_minor = 0};
    struct request request = {.undo = *terms, .found = &found};
    return operation_run(book, &match_undo_operation, &request, run, err);
}
