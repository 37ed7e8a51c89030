#include "model/chargeback.h"

#include "model/bond.h"
#include "model/deal_row.h"
#include "model/ledger.h"
#include "model/lender.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/way.h"

#include <stdio.h>
#include <string.h>

#define HOLDS_MAX 4000 /* disputes and reserves of one deal: each is a leg */
#define SOURCES_MAX (POLICY_SOURCES_MAX + 1)

const struct id_space chargeback_ids = {
    "chargeback", "SELECT 1 FROM chargeback WHERE id = $1",
    "SELECT id FROM chargeback WHERE id IN (SELECT value FROM json_each($1))"};

/* A hold that was made out of a deal's money, and the complaint that it waits for, if any. */
struct carved {
    int64_t id;
    bool is_dispute;
    const char *complaint;
};

/* One chargeback under way: what is still to be taken, and where it goes. */
struct taking {
    const struct chargeback *request;
    const struct deal *deal;
    struct account *seller, *provider;
    struct carved *carved;
    size_t carved_count, carved_room;
    int64_t left_minor, held_minor; /* held: of the price, so that the deal's sums add up */
    int64_t refunded_minor;         /* of the deal to its buyer and not taken back before */
};

static char *text_of(void *mem, const char *currency, int64_t minor)
{
    struct money money = {minor, ""};
    char text[MONEY_TEXT_BYTES];
    memcpy(money.currency, currency, sizeof money.currency);
    return mem_printf(mem, "%s %s", currency, money_format(money, text));
}

/* The request's id, or the next free one: its number is the event's. */
static enum status name_it(struct book *book, const struct chargeback *chargeback,
                           struct posting *posting, struct error *err)
{
    int64_t number;
    if (chargeback->id) {
        posting_result(posting, "chargeback:%s", chargeback->id);
        posting_note(posting, "chargeback", chargeback->id);
        return query_is_new(book, &chargeback_ids, chargeback->id, err);
    }
    enum status status = ledger_next(book, &number, err);
    if (status == STATUS_OK) {
        posting_result(posting, "chargeback:CB-%06lld", (long long)number);
    }
    return status;
}

static enum status check_deal(struct book *book, const struct chargeback *chargeback,
                              const struct deal *deal, struct error *err)
{
    if (strcmp(chargeback->amount.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, chargeback->amount.currency);
    }
    if (chargeback->amount.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (!chargeback->reason || !chargeback->reason[0]) {
        return error_set(err, STATUS_INVALID, "a chargeback needs the provider's reason");
    }
    if (way_of(deal->mode)->is_between_two) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s is between its two parties: what funded it stays, whoever asks",
                        deal->id);
        return error_hint(err, "its payee can return it; the provider bears what it gave back");
    }
    return party_require(book, chargeback->via, "psp", err);
}

/* Of what the provider captured for the deal there is still so much that it can take back. */
static enum status check_room(struct book *book, const struct chargeback *chargeback,
                              struct posting *posting, struct error *err)
{
    int64_t captured = 0;
    int64_t before = 0;
    enum status status = query_int(
        book,
        "SELECT coalesce(-sum(l.amount_minor), 0) FROM event e JOIN leg l ON l.book_id = e.book_id"
        " AND l.event = e.number JOIN account a ON a.id = l.account_id"
        " WHERE e.subject = 'deal:' || $1 AND e.verb = 'capture' AND e.verb <> 'line'"
        " AND a.kind = 'transit' AND a.name = $2",
        chargeback->deal, chargeback->via, 0, &captured, err);
    if (status == STATUS_OK) {
        status = query_int(book,
                           "SELECT coalesce(sum(amount_minor), 0) FROM chargeback WHERE deal = $1"
                           " AND psp = $2 AND reversed_event IS NULL",
                           chargeback->deal, chargeback->via, 0, &before, err);
    }
    if (status != STATUS_OK || chargeback->amount.minor <= captured - before) {
        return status;
    }
    if (captured == 0) {
        (void)error_set(err, STATUS_REFUSED, "nothing of deal %s was captured through %s",
                        chargeback->deal, chargeback->via);
        return error_hint(err, "a payment by bank transfer cannot be charged back");
    }
    return error_set(err, STATUS_REFUSED,
                     "%s captured %s for deal %s, of which %s can be charged"
                     " back",
                     chargeback->via, text_of(posting, chargeback->amount.currency, captured),
                     chargeback->deal,
                     text_of(posting, chargeback->amount.currency, captured - before));
}

static enum status list_carved(struct book *book, struct posting *posting, struct taking *taking,
                               struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql =
        "SELECT a.id, CASE a.purpose WHEN 'dispute' THEN 1 ELSE 0 END, c.id"
        " FROM account a LEFT JOIN complaint c ON c.deal = a.deal AND c.hold_id = a.id"
        " AND c.decided_us IS NULL"
        " WHERE a.deal = $1 AND a.purpose IN ('dispute', 'reserve')"
        " AND a.balance_minor > 0 ORDER BY a.id";
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, taking->deal->id);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (taking->carved_count == HOLDS_MAX) {
            stmt_reset(q);
            return error_set(err, STATUS_LIMIT, "deal %s has more than %d disputes and reserves",
                             taking->deal->id, HOLDS_MAX);
        }
        if (taking->carved_count == taking->carved_room) {
            taking->carved_room = 2 * taking->carved_room + 8;
            taking->carved = MEM_GROW(taking, taking->carved, struct carved, taking->carved_room);
        }
        taking->carved[taking->carved_count++] = (struct carved){
            .id = stmt_int(q, 0),
            .is_dispute = stmt_int(q, 1) != 0,
            .complaint = stmt_is_null(q, 2) ? NULL : mem_strdup(posting, stmt_text(q, 2))};
    }
    stmt_reset(q);
    return status;
}

/* As much as is there. */
static enum status take(struct taking *taking, struct account *from, int64_t most_minor,
                        struct posting *posting, struct error *err)
{
    int64_t minor = posting_balance(posting, from);
    minor = minor < most_minor ? minor : most_minor;
    minor = minor < taking->left_minor ? minor : taking->left_minor;
    taking->left_minor -= minor;
    if (way_holds_price(from)) {
        taking->held_minor += minor;
    }
    return posting_move(posting, from, taking->provider, minor, err);
}

static void tell_buyer(const struct deal *deal, const char *complaint, int64_t left_minor,
                       const char *currency, struct posting *posting)
{
    struct notice *notice = posting_tell(posting, deal->buyer, "chargeback complaint");
    notice_text(notice, "deal", deal->id);
    notice_text(notice, "complaint", complaint);
    notice_words(notice, "end", "chargeback", left_minor == 0 ? "settled" : "lowered");
    if (left_minor > 0) {
        notice_money(notice, "left", left_minor, currency);
    }
}

/* A complaint whose hold pays is lowered by as much: what it holds is what it is about. */
static enum status take_carved(struct book *book, struct taking *taking, bool is_dispute,
                               struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < taking->carved_count && status == STATUS_OK; i++) {
        const struct carved *carved = &taking->carved[i];
        struct account *hold;
        if (carved->is_dispute != is_dispute || taking->left_minor == 0) {
            continue;
        }
        status = account_by_id(book, carved->id, &hold, err);
        if (status == STATUS_OK) {
            status = take(taking, hold, INT64_MAX, posting, err);
        }
        if (status == STATUS_OK && carved->complaint) {
            int64_t left = posting_balance(posting, hold);
            tell_buyer(taking->deal, carved->complaint, left, hold->currency, posting);
        }
    }
    return status;
}

static enum status take_refund(struct book *book, struct taking *taking, struct posting *posting,
                               struct error *err)
{
    struct account *buyer;
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, taking->deal->buyer, taking->provider->currency,
                       taking->deal->buyer, &buyer, err);
    return status == STATUS_OK ? take(taking, buyer, taking->refunded_minor, posting, err) : status;
}

static enum status take_hold(struct book *book, struct taking *taking, struct posting *posting,
                             struct error *err)
{
    struct account *hold;
    enum status status = account_by_id(book, taking->deal->hold_id, &hold, err);
    return status == STATUS_OK ? take(taking, hold, INT64_MAX, posting, err) : status;
}

static enum status take_bond(struct book *book, struct taking *taking, struct posting *posting,
                             struct error *err)
{
    struct account *bond;
    enum status status =
        bond_find(book, taking->deal->seller, taking->provider->currency, &bond, err);
    return status == STATUS_OK && bond ? take(taking, bond, INT64_MAX, posting, err) : status;
}

static enum status take_source(struct book *book, struct taking *taking, enum policy_source source,
                               struct posting *posting, struct error *err)
{
    switch (source) {
    case SOURCE_REFUND:
        return take_refund(book, taking, posting, err);
    case SOURCE_HOLD:
        return take_hold(book, taking, posting, err);
    case SOURCE_RESERVE:
        return take_carved(book, taking, false, posting, err);
    case SOURCE_AVAILABLE:
        return take(taking, taking->seller, INT64_MAX, posting, err);
    case SOURCE_BOND:
        return take_bond(book, taking, posting, err);
    }
    return STATUS_OK;
}

static enum status take_all(struct book *book, struct taking *taking, struct posting *posting,
                            struct error *err)
{
    const struct policy *policy;
    enum status status = book_policy_named(book, taking->deal->policy, &policy, err);
    if (status == STATUS_OK) {
        posting_basis(posting, policy_value_of(policy, "chargeback.sources"));
        status = take_carved(book, taking, true, posting, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < policy->chargeback_sources.count; i++) {
        status = take_source(book, taking, policy->chargeback_sources.items[i], posting, err);
    }
    return status;
}

/* What no source has. */
static void claim(const struct taking *taking, struct posting *posting)
{
    if (taking->left_minor > 0) {
        posting_lien(posting, &(struct lien_change){.on = taking->seller,
                                                    .beneficiary = taking->provider,
                                                    .rank = LIEN_COST,
                                                    .ground = "chargeback",
                                                    .reference = posting->subject,
                                                    .cap_minor = taking->left_minor});
    }
}

/* The field of the seller's notice for what comes from there. */
static const char *source_of(const struct account *from, const struct deal *deal)
{
    switch (from->purpose) {
    case PURPOSE_DISPUTE:
        return "disputed";
    case PURPOSE_RESERVE:
        return "kept";
    case PURPOSE_BOND:
        return "bond";
    case PURPOSE_NONE:
        return strcmp(from->name, deal->seller) == 0 ? "available" : "refunded";
    case PURPOSE_SALE:
    case PURPOSE_PREPAID:
    case PURPOSE_AWARD:
    case PURPOSE_FREEZE:
    case PURPOSE_PAYOUT:
    case PURPOSE_SUSPENSE:
    case PURPOSE_GROUP:
    case PURPOSE_CLAIM:
        break;
    }
    return "held";
}

/* How much of it came from where. */
static void tell_sources(struct notice *notice, const char *currency, const struct deal *deal,
                         const struct posting *posting)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        const char *source = source_of(leg->account, deal);
        int64_t minor = 0;
        if (leg->amount_minor > 0 || notice_find(notice, source, strlen(source)) != NULL) {
            continue;
        }
        for (size_t k = i; k < posting->leg_count; k++) {
            const struct leg *other = &posting->legs[k];
            bool is_same = strcmp(source_of(other->account, deal), source) == 0;
            minor -= other->amount_minor < 0 && is_same ? other->amount_minor : 0;
        }
        notice_money(notice, source, minor, currency);
    }
}

static void tell_seller(const struct taking *taking, struct posting *posting)
{
    const struct chargeback *request = taking->request;
    const char *currency = request->amount.currency;
    struct notice *notice = posting_tell(posting, taking->deal->seller, "chargeback");
    notice_text(notice, "via", request->via);
    notice_money(notice, "amount", request->amount.minor, currency);
    notice_text(notice, "deal", request->deal);
    notice_text(notice, "reason", request->reason);
    tell_sources(notice, currency, taking->deal, posting);
    if (taking->left_minor > 0) {
        notice_money(notice, "owed", taking->left_minor, currency);
    }
}

enum status chargeback_taken_back(struct book *book, const char *deal, int64_t *out,
                                  struct error *err)
{
    return query_int(book,
                     "SELECT coalesce(sum(held_minor + refund_minor), 0) FROM chargeback"
                     " WHERE deal = $1 AND reversed_event IS NULL",
                     deal, NULL, 0, out, err);
}

static enum status find_accounts(struct book *book, struct taking *taking, struct error *err)
{
    const char *currency = taking->request->amount.currency;
    const struct deal *deal = taking->deal;
    int64_t taken_back = 0;
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, deal->seller, currency,
                                        deal->seller, &taking->seller, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, taking->request->via, currency,
                                taking->request->via, &taking->provider, err);
    }
    if (status == STATUS_OK) {
        status = chargeback_taken_back(book, deal->id, &taken_back, err);
    }
    taking->refunded_minor = deal->returned_minor - taken_back;
    return status;
}

static enum status plan_take(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    struct taking *taking = MEM_NEW(posting, struct taking);
    const struct chargeback *chargeback = taking->request = request;
    taking->left_minor = chargeback->amount.minor;
    posting_context(posting, "deal:%s", chargeback->deal);
    posting_note(posting, "deal", chargeback->deal);
    posting_note(posting, "via", chargeback->via);
    posting_note(posting, "reason", chargeback->reason);
    posting_note_money(posting, "amount", chargeback->amount);
    enum status status = name_it(book, chargeback, posting, err);
    if (status == STATUS_OK) {
        posting_subject(posting, "%s", posting->result);
        status = deal_find(book, chargeback->deal, &taking->deal, err);
    }
    if (status == STATUS_OK) {
        status = check_deal(book, chargeback, taking->deal, err);
    }
    if (status == STATUS_OK) {
        status = check_room(book, chargeback, posting, err);
    }
    if (status == STATUS_OK) {
        status = find_accounts(book, taking, err);
    }
    if (status == STATUS_OK) {
        status = list_carved(book, posting, taking, err);
    }
    if (status == STATUS_OK) {
        posting_recourse(posting, &(struct recourse){.deal = taking->deal->id,
                                                     .buyer = taking->deal->buyer,
                                                     .seller = taking->deal->seller,
                                                     .to = taking->provider});
        status = take_all(book, taking, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct account *hold;
    claim(taking, posting);
    tell_seller(taking, posting);
    posting_deal(posting, &(struct deal_change){.deal = taking->deal->id,
                                                .returned_minor = taking->held_minor});
    status = account_by_id(book, taking->deal->hold_id, &hold, err);
    return status == STATUS_OK ? lender_plan_move(book, hold, posting, err) : status;
}

/* What the posting took of the deal's price, of its buyer, and in all. */
static void sum_up(const struct posting *posting, const struct deal *deal, const char *via,
                   int64_t *held, int64_t *refund, int64_t *taken)
{
    *held = *refund = *taken = 0;
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        if (leg->account->kind == ACCOUNT_AVAILABLE && strcmp(leg->account->name, via) == 0) {
            *taken += leg->amount_minor;
        } else if (leg->account->kind == ACCOUNT_AVAILABLE &&
                   strcmp(leg->account->name, deal->buyer) == 0) {
            *refund -= leg->amount_minor;
        } else if (way_holds_price(leg->account)) {
            *held -= leg->amount_minor;
        }
    }
}

/* The complaint that a dispute's hold waits for is over once it holds nothing. */
static enum status close_complaint(struct book *book, const struct posting *posting,
                                   const struct account *hold, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE complaint SET state = 'refunded', decided_us = $1, decided_by = $2,"
                      " reasons = $3, step_us = NULL WHERE deal = $4 AND hold_id = $5"
                      " AND decided_us IS NULL";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_text(q, 3, posting->subject);
    stmt_bind_text(q, 4, hold->deal);
    stmt_bind_int(q, 5, hold->id);
    return stmt_run(q, err); /* none, where it was carved by hand */
}

static enum status insert(struct book *book, const struct chargeback *chargeback,
                          const struct posting *posting, struct error *err)
{
    const struct deal *deal;
    struct stmt *q;
    int64_t held, refund, taken;
    const char *id = strchr(posting->result, ':') + 1;
    const char *sql = "INSERT INTO chargeback (id, deal, psp, currency, amount_minor, held_minor,"
                      " refund_minor, lien_id, reason, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    enum status status = deal_find(book, chargeback->deal, &deal, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    sum_up(posting, deal, chargeback->via, &held, &refund, &taken);
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, chargeback->deal);
    stmt_bind_text(q, 3, chargeback->via);
    stmt_bind_text(q, 4, chargeback->amount.currency);
    stmt_bind_int(q, 5, chargeback->amount.minor);
    stmt_bind_int(q, 6, held);
    stmt_bind_int(q, 7, refund);
    stmt_bind_optional(q, 8, taken < chargeback->amount.minor, posting->first_lien);
    stmt_bind_text(q, 9, chargeback->reason);
    stmt_bind_int(q, 10, posting->event);
    query_take(book, &chargeback_ids, id);
    return stmt_queue(q, err);
}

static enum status apply_take(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    enum status status = insert(book, request, posting, err);
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        const struct account *hold = posting->legs[i].account;
        if (hold->purpose == PURPOSE_DISPUTE && hold->balance_minor == 0) {
            status = close_complaint(book, posting, hold, err);
        }
    }
    return status;
}

enum status chargeback_take(struct book *book, const struct chargeback *chargeback, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "chargeback", .plan = plan_take, .apply = apply_take};
    return operation_run(book, &operation, chargeback, run, err);
}
