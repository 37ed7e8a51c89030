#include "model/payout.h"

#include "model/doer.h"
#include "model/hold.h"
#include "model/item_row.h"
#include "model/ledger.h"
#include "model/mask.h"
#include "model/party.h"
#include "model/query.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const struct id_space payout_ids = {
    "payout", "SELECT 1 FROM payout WHERE id = $1",
    "SELECT id FROM payout WHERE id IN (SELECT value FROM json_each($1))"};

/* The request's id, or the next free one: its number is the event's. */
static enum status name_it(struct book *book, const struct payout *payout, struct posting *posting,
                           struct error *err)
{
    int64_t number;
    if (payout->id) {
        posting_result(posting, "payout:%s", payout->id);
        posting_note(posting, "payout", payout->id);
        return query_is_new(book, &payout_ids, payout->id, err);
    }
    enum status status = ledger_next(book, &number, err);
    if (status == STATUS_OK) {
        posting_result(posting, "payout:PO-%06lld", (long long)number);
    }
    return status;
}

/* An operator who comes too late is told who was there before. */
static enum status tell_last_debit(struct book *book, const struct account *available,
                                   struct error *err)
{
    char by[DOER_TEXT_BYTES];
    struct error other;
    if (doer_of_debit(book, available, by, &other) != STATUS_OK || !by[0]) {
        return err->status; /* which says enough by itself */
    }
    return error_hint(err, "the last to take from it: %s", by);
}

static enum status ask_ahead(struct book *book, const void *request, struct error *err)
{
    const struct payout *payout = request;
    const char *party = payout->party;
    struct id_list one = {.items = &party, .count = 1};
    enum status status = party_foresee(book, &one, err);
    if (status == STATUS_OK) {
        status = mask_foresee(book, &one, err);
    }
    return status == STATUS_OK ? account_foresee_names(book, ACCOUNT_AVAILABLE, &one, err) : status;
}

static enum status check_request(struct book *book, const void *request, struct error *err)
{
    const struct payout *payout = request;
    struct account *available;
    const char *currency = payout->amount.currency;
    enum status status = party_require(book, payout->party, NULL, err);
    if (status == STATUS_OK) {
        status = mask_check(book, payout->party, "payout", err);
    }
    if (status != STATUS_OK || currency[0] == '\0') { /* several currencies, and none named yet */
        return status;
    }
    status = account_obtain(book, ACCOUNT_AVAILABLE, payout->party, currency, payout->party,
                            &available, err);
    if (status == STATUS_OK && available->balance_minor == 0) {
        (void)error_set(err, STATUS_REFUSED, "%s has nothing available in %s", payout->party,
                        currency);
        return tell_last_debit(book, available, err);
    }
    return status;
}

static enum status plan_request(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct payout *payout = request;
    struct account *available, *hold;
    posting_context(posting, "party:%s", payout->party);
    posting_note(posting, "seller", payout->party);
    posting_note_apart(posting, "to", payout->to, payout->seal.text);
    posting_note_money(posting, "amount", payout->amount);
    enum status status = name_it(book, payout, posting, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "%s", posting->result);
    if (payout->amount.minor <= 0) {
        status = error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, payout->party, payout->amount.currency,
                                payout->party, &available, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t due_us = policy_after(book_policy(book), book_policy(book)->payout, book_now_us(book));
    struct hold_terms terms = {.purpose = PURPOSE_PAYOUT,
                               .door = DOOR_PAYER,
                               .due_us = due_us,
                               .currency = payout->amount.currency,
                               .payer = payout->party};
    status = account_new_hold(book, &terms, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, hold);
    status = hold_plan_fund(book, hold, available, payout->amount.minor, DOOR_PAYER, due_us,
                            posting, err);
    return status == STATUS_REFUSED && !posting->key ? tell_last_debit(book, available, err)
                                                     : status; /* a feed's line asks nobody */
}

/* Where it goes, apart from the event that says so: its own, or its proposal's. */
static enum status keep_destination(struct book *book, const void *request,
                                    const struct posting *posting, struct error *err)
{
    const struct payout *payout = request;
    const struct personal given = {PERSONAL_DESTINATION, payout->party, payout->to, &payout->seal};
    return payout->to ? personal_store(book, &given, posting->event, posting->at_us, err)
                      : STATUS_OK;
}

static enum status insert(struct book *book, const struct payout *payout,
                          const struct posting *posting, struct error *err)
{
    const char *id = strchr(posting->result, ':') + 1;
    struct stmt *q;
    const char *sql = "INSERT INTO payout (id, party, currency, amount_minor, hold_id, state,"
                      " event) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, payout->party);
    stmt_bind_text(q, 3, payout->amount.currency);
    stmt_bind_int(q, 4, payout->amount.minor);
    stmt_bind_int(q, 5, posting->opened[0]->id);
    stmt_bind_text(q, 6, "under way");
    stmt_bind_int(q, 7, posting->event);
    query_take(book, &payout_ids, id);
    return stmt_queue(q, err);
}

static enum status apply_request(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    enum status status = insert(book, request, posting, err);
    return status == STATUS_OK ? keep_destination(book, request, posting, err) : status;
}

/* Of a request read back: what is behind its seal; one from before there were seals gets its own.
 */
static enum status ready(struct book *book, void *mem, void *request, struct error *err)
{
    struct payout *payout = request;
    if (payout->seal.text[0]) {
        return personal_open(book, mem, payout->party, &payout->seal, &payout->to, err);
    }
    if (payout->to) {
        personal_make_seal(payout->to, &payout->seal);
    }
    return STATUS_OK;
}

static struct money amount_of(const void *request, const struct posting *posting)
{
    (void)posting;
    return ((const struct payout *)request)->amount;
}

/* What went to the same party or to the same destination, came back or not at all left out. */
#define SAME_PAYEE "SELECT x.event FROM personal x WHERE x.kind = 'destination' AND x.value = $2"
#define PAID_SQL                                                                                   \
    "SELECT coalesce(sum(y.amount_minor), 0) FROM payout y JOIN event e ON e.book_id = $5"         \
    " AND e.number = y.event WHERE y.event IN (SELECT z.event FROM payout z WHERE z.party = $1"    \
    " UNION " SAME_PAYEE ") AND y.currency = $3 AND y.state <> 'returned' AND e.at_us > $4"
#define PROPOSED_SQL                                                                               \
    "SELECT coalesce(sum(p.amount_minor), 0) FROM proposal p WHERE p.state = 'open'"               \
    " AND p.operation = 'payout' AND (p.subject = 'party:' || $1 OR p.event IN (" SAME_PAYEE "))"  \
    " AND p.currency = $3 AND p.due_us > $4 AND p.id <> $5"

static enum status add_sum(struct book *book, const char *sql, const struct payout *payout,
                           const int64_t since_and_of[2], struct money *amount, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    struct money sum = *amount;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, payout->party);
    stmt_bind_text(q, 2, payout->to);
    stmt_bind_text(q, 3, payout->amount.currency);
    stmt_bind_int(q, 4, since_and_of[0]);
    stmt_bind_int(q, 5, since_and_of[1]);
    status = stmt_step(q, &has_row, err);
    sum.minor = status == STATUS_OK && has_row ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    return status == STATUS_OK ? money_add(*amount, sum, amount, err) : status;
}

static enum status count_together(struct book *book, const void *request,
                                  const struct posting *posting, struct money *amount,
                                  struct error *err)
{
    const int64_t paid[] = {book_now_us(book) - book_policy(book)->payout_window_us, book_id(book)};
    const int64_t proposed[] = {book_now_us(book), posting->approves};
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = add_sum(book, PAID_SQL, request, paid, amount, err);
    }
    return status == STATUS_OK ? add_sum(book, PROPOSED_SQL, request, proposed, amount, err)
                               : status;
}

static const struct eyes payout_eyes = {
    .name = "payout",
    .request_bytes = sizeof(struct payout),
    .fields = {{"payout", EYES_TEXT, offsetof(struct payout, id)},
               {"party", EYES_TEXT, offsetof(struct payout, party)},
               {"to", EYES_APART, offsetof(struct payout, to)},
               {"amount", EYES_MONEY, offsetof(struct payout, amount)}},
    .seal = offsetof(struct payout, seal),
    .ready = ready,
    .keep = keep_destination,
    .key = "approve.payout_above",
    .amount = amount_of,
    .limit = offsetof(struct policy, payout_above),
    .count = count_together,
    .window = "approve.payout_window",
    .window_us = offsetof(struct policy, payout_window_us),
};

const struct operation payout_operation = {
    .verb = "payout",
    .is_decision = true,
    .plan = plan_request,
    .apply = apply_request,
    .check = check_request,
    .eyes = &payout_eyes,
    .ahead = ask_ahead,
};

enum status payout_request(struct book *book, const struct payout *payout, struct run *run,
                           struct error *err)
{
    struct payout sealed = *payout;
    if (sealed.to && !sealed.seal.text[0]) {
        personal_make_seal(sealed.to, &sealed.seal);
    }
    return operation_run(book, &payout_operation, &sealed, run, err);
}

/* What the bank has proved, by currency, while a transaction ends many payouts. */
struct proved {
    char currency[4];
    int64_t day;
};

static const struct book_part PROVED = {"proved", sizeof(struct proved), NULL};

/* The last day up to which every bank account of the currency is proved; -1 without any proof. */
static enum status proved_until(struct book *book, const char *currency, int64_t *day,
                                struct error *err)
{
    const char *sql =
        "SELECT coalesce(min(coalesce((SELECT max(b.last_day) FROM statement_balance b"
        " WHERE b.account_id = a.id AND b.proof = 'closed'), -1)), -1)"
        " FROM account a WHERE a.kind = 'bank' AND a.currency = $1";
    struct proved *last = book_part(book, &PROVED);
    enum status status = STATUS_OK;
    if (strcmp(last->currency, currency) != 0) {
        status = query_int(book, sql, currency, NULL, -1, &last->day, err);
    }
    if (status == STATUS_OK) {
        (void)snprintf(last->currency, sizeof last->currency, "%s", currency);
        *day = last->day;
    }
    return status;
}

static enum status plan_expire(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct hold_step *step = request;
    struct account *hold;
    int64_t proved;
    enum status status = account_hold(book, step->hold, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "hold:%s", hold->name);
    posting_context(posting, "party:%s", hold->payer);
    posting_note(posting, "hold", hold->name);
    posting_by_clock(posting, hold->due_us);
    if (hold->balance_minor == 0 || hold->purpose != PURPOSE_PAYOUT) {
        return error_set(err, STATUS_REFUSED, "hold:%s is no payout under way", hold->name);
    }
    if (book_now_us(book) < hold->due_us) {
        return error_set(err, STATUS_REFUSED, "hold:%s is not due yet", hold->name);
    }
    status = proved_until(book, hold->currency, &proved, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (proved <= hold->due_us / TIME_US_PER_DAY) {
        error_set(err, STATUS_REFUSED, "hold:%s waits for the bank's word on its due day",
                  hold->name);
        return error_hint(err, "import the statements beyond that day");
    }
    return hold_plan_return(book, hold, hold->balance_minor, posting, err);
}

static enum status apply_expire(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct item_row *payout;
    (void)request;
    enum status status = item_row_find_hold(book, posting->legs[0].account->id, &payout, err);
    return status == STATUS_OK ? item_row_set_state(book, payout->id, PAYOUT_RETURNED, err)
                               : status;
}

enum status payout_expire(struct book *book, const struct hold_step *step, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "default", .plan = plan_expire, .apply = apply_expire};
    return operation_run(book, &operation, step, run, err);
}
