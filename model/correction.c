#include "model/correction.h"

#include "model/campaign_row.h"
#include "model/chargeback.h"
#include "model/deal_row.h"
#include "model/doer.h"
#include "model/mem.h"
#include "model/mirror.h"
#include "model/way.h"

#include <stdlib.h>
#include <string.h>

/* What an event did, and so what goes back beside its entries. */
enum kind {
    KIND_NONE,     /* is not corrected */
    KIND_RELEASE,  /* of a hold, to its payee */
    KIND_RETURN,   /* of a hold, to its payer */
    KIND_CAPTURE,  /* a deal's hold was funded */
    KIND_EXCHANGE, /* of currencies */
};

static const struct {
    const char *verb;
    enum kind kind;
    const char *instead; /* what is right where it is not corrected */
} VERBS[] = {
    {"confirm", KIND_RELEASE, NULL},
    {"draw", KIND_RELEASE, NULL},
    {"hold release", KIND_RELEASE, NULL},
    {"return", KIND_RETURN, NULL},
    {"hold return", KIND_RETURN, NULL},
    {"capture", KIND_CAPTURE, NULL},
    {"fx", KIND_EXCHANGE, NULL},
    {"line", KIND_NONE, "what the bank says stays; unmatch takes back what a line was found to be"},
    {"match", KIND_NONE, "unmatch takes a match back"},
    {"write off", KIND_NONE, "unmatch takes back what was written off"},
    {"unmatch", KIND_NONE, "match the line again"},
    {"payout", KIND_NONE, "it comes back by the bank's line, or once it is overdue"},
    {"default", KIND_NONE,
     "it ran by its clock, as both sides were told; what is owed is paid anew"},
    {"complaint open", KIND_NONE, "decide the complaint"},
    {"complaint decide", KIND_NONE, "what was decided stands until an appeal is upheld"},
    {"complaint refuse", KIND_NONE, "open another complaint"},
    {"complaint review", KIND_NONE, "a review is final"},
    {"complaint lapse", KIND_NONE, "an appeal that nobody reviewed is final"},
    {"complaint default", KIND_NONE, "what was decided stands until an appeal is upheld"},
    {"freeze", KIND_NONE, "unfreeze lifts it"},
    {"unfreeze", KIND_NONE, "freeze the seller again"},
    {"freeze end", KIND_NONE, "freeze the seller again"},
    {"freeze begin", KIND_NONE, "unfreeze lifts it"},
    {"freeze confirm", KIND_NONE, "unfreeze lifts it"},
    {"freeze extend", KIND_NONE, "unfreeze lifts it"},
    {"freeze object", KIND_NONE, "freeze review decides it"},
    {"freeze review", KIND_NONE, "freeze the seller again"},
    {"objection default", KIND_NONE, "freeze the seller again"},
    {"order", KIND_NONE, "unfreeze lifts it"},
    {"hold carve", KIND_NONE, "each part goes its way by its own clock or a decision"},
    {"advance", KIND_NONE, "it is repaid out of the hold, or of what the seller gets next"},
    {"chargeback", KIND_NONE, "chargeback reverse gives it back"},
    {"chargeback reverse", KIND_NONE, "the provider takes it back by another chargeback"},
    {"provider refund", KIND_NONE, "what the provider did stays; its next file puts it right"},
    {"provider reserve", KIND_NONE, "what the provider did stays; its next file puts it right"},
    {"correct", KIND_NONE, "do again what was right: a correction is not corrected"},
};

/* The event that is to be corrected; texts owned by the posting that asked. */
struct original {
    const char *verb, *subject, *context;
    int64_t at_us;
    enum kind kind;
};

struct plan_state {
    struct original original;
    struct mirror mirror;
};

static enum status load(struct book *book, void *mem, int64_t event, struct original *out,
                        struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT verb, subject, context, at_us FROM event WHERE book_id = $1"
                      " AND number = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, event);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no event:%lld", (long long)event);
    }
    if (status == STATUS_OK) {
        *out = (struct original){.verb = mem_strdup(mem, stmt_text(q, 0)),
                                 .subject = mem_strdup(mem, stmt_text(q, 1)),
                                 .context =
                                     stmt_is_null(q, 2) ? NULL : mem_strdup(mem, stmt_text(q, 2)),
                                 .at_us = stmt_int(q, 3)};
    }
    stmt_reset(q);
    return status;
}

static enum status check_verb(int64_t event, struct original *original, struct error *err)
{
    const char *instead = NULL;
    for (size_t i = 0; i < sizeof(VERBS) / sizeof(VERBS[0]); i++) {
        if (strcmp(VERBS[i].verb, original->verb) == 0) {
            original->kind = VERBS[i].kind;
            instead = VERBS[i].instead;
        }
    }
    if (original->kind != KIND_NONE) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "event:%lld is no entry to be corrected, but %s of %s",
                    (long long)event, original->verb, original->subject);
    return error_hint(err, "%s", instead ? instead : "it moved no money; tell the new facts");
}

/* It is corrected once: whoever comes second is told who was first. */
static enum status check_first(struct book *book, int64_t event, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    char by[DOER_TEXT_BYTES];
    const char *sql = "SELECT e.operator, e.at_us, e.number FROM correction x JOIN event e"
                      " ON e.book_id = $1 AND e.number = x.event WHERE x.corrects = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, event);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        (void)error_set(err, STATUS_REFUSED, "event:%lld was corrected %s", (long long)event,
                        doer_text(stmt_text(q, 0), stmt_int(q, 1), by));
        status = error_hint(err, "see event:%lld", (long long)stmt_int(q, 2));
    }
    stmt_reset(q);
    return status;
}

static enum status check(struct book *book, const void *request, struct error *err)
{
    const struct correction *correction = request;
    struct original original;
    void *mem = mem_context(NULL, "original");
    enum status status = load(book, mem, correction->event, &original, err);
    if (status == STATUS_OK) {
        status = check_verb(correction->event, &original, err);
    }
    if (status == STATUS_OK) {
        status = check_first(book, correction->event, err);
    }
    mem_free(mem);
    return status;
}

/* A hold that was empty has a clock again, with its door as it was: no default before both sides
 * had time to see what has happened. One that is live keeps its own. */
static enum status plan_clock(struct book *book, struct account *hold, const struct policy *policy,
                              struct posting *posting, struct error *err)
{
    int64_t now_us = book_now_us(book);
    int64_t due_us = now_us + policy->correction_us;
    if (hold->balance_minor > 0 && hold->due_us <= now_us) {
        (void)error_set(err, STATUS_REFUSED, "hold:%s is overdue: its default comes first",
                        hold->name);
        return error_hint(err, "run holdfast sweep, then correct");
    }
    if (hold->balance_minor == 0) {
        posting_clock(posting, hold, hold->door, hold->due_us > due_us ? hold->due_us : due_us);
        posting_basis(posting, policy_value_of(policy, "correction.time"));
    }
    return STATUS_OK;
}

/* What a lender was repaid, or has to wait for elsewhere, came of what was released and returned.
 */
static enum status refuse_lent(struct book *book, const char *deal, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id FROM advance WHERE deal = $1 LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, deal);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        status = error_set(err, STATUS_REFUSED,
                           "deal %s secures advance %s: a lender relies on what was paid", deal,
                           stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

/* The hold of a deal's price that the event moved, under its policy. */
static enum status check_hold(struct book *book, int64_t event, const struct account *hold,
                              const struct policy **policy, struct error *err)
{
    if (hold == NULL || hold->kind != ACCOUNT_HOLD || !way_holds_price(hold)) {
        return error_set(err, STATUS_REFUSED, "event:%lld moved no hold of a deal's price",
                         (long long)event);
    }
    if (hold->is_between_two) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s is between its two parties: what moved stays where it is",
                        hold->deal);
        return error_hint(err, "whoever has it can pay it back");
    }
    enum status status = refuse_lent(book, hold->deal, err);
    return status == STATUS_OK ? deal_policy(book, hold->deal, policy, err) : status;
}

/* What a provider took back of a refund rests on it. */
static enum status refuse_charged_back(struct book *book, const char *deal, int64_t refund_minor,
                                       struct error *err)
{
    const struct deal *row;
    int64_t charged = 0;
    enum status status = deal_find(book, deal, &row, err);
    if (status == STATUS_OK) {
        status = chargeback_taken_back(book, deal, &charged, err);
    }
    if (status != STATUS_OK || row->returned_minor - refund_minor >= charged) {
        return status;
    }
    (void)error_set(err, STATUS_REFUSED, "what deal %s gave back was charged back from its buyer",
                    deal);
    return error_hint(err, "chargeback reverse, where it was won, comes first");
}

static int64_t moved(const struct mirror *mirror, const struct account *account)
{
    for (size_t i = 0; i < mirror->count; i++) {
        if (mirror->legs[i].account == account) {
            int64_t amount = mirror->legs[i].amount_minor;
            return amount < 0 ? -amount : amount;
        }
    }
    return 0;
}

/* Money that has left a hold is in it again. */
static enum status plan_into_hold(struct book *book, const struct plan_state *state,
                                  struct posting *posting, struct error *err)
{
    const struct mirror *mirror = &state->mirror;
    struct account *hold = mirror_giver(mirror), *payee;
    const struct policy *policy;
    enum status status = check_hold(book, mirror->event, hold, &policy, err);
    if (status == STATUS_OK) { /* a group buy is decided as it was paid when it ends */
        status = campaign_row_require_met(book, hold, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t amount = moved(mirror, hold);
    bool is_release = state->original.kind == KIND_RELEASE;
    if (!is_release) {
        status = refuse_charged_back(book, hold->deal, amount, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_deal(posting, &(struct deal_change){.deal = hold->deal,
                                                .released_minor = is_release ? -amount : 0,
                                                .returned_minor = is_release ? 0 : -amount});
    status = plan_clock(book, hold, policy, posting, err);
    if (status != STATUS_OK || !is_release) {
        return status;
    }
    status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payee, hold->currency, hold->payee,
                            &payee, err);
    struct mirror_way way = {
        .hold = hold, .passed_minor = amount, .takers = {payee}, .taker_count = 1};
    return status == STATUS_OK ? mirror_plan_liens(book, mirror, &way, posting, err) : status;
}

/* A hold that was funded is so no more; its provider owes it no more. */
static enum status plan_capture(struct book *book, const struct mirror *mirror,
                                struct posting *posting, struct error *err)
{
    const struct account *hold = mirror_taker(mirror);
    const struct policy *policy;
    enum status status = check_hold(book, mirror->event, hold, &policy, err);
    if (status == STATUS_OK) {
        posting_deal(posting, &(struct deal_change){.deal = hold->deal,
                                                    .funded_minor = -moved(mirror, hold)});
    }
    return status;
}

static enum status add_taker(struct book *book, const char *party, const char *currency,
                             struct mirror_way *way, struct error *err)
{
    struct account *account;
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, party, currency, party, &account, err);
    if (status == STATUS_OK) {
        way->takers[way->taker_count++] = account;
    }
    return status;
}

/* The two sides of a conversion, each with what it was to get. */
static enum status plan_exchange(struct book *book, const struct mirror *mirror,
                                 struct posting *posting, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    char *texts[4] = {NULL};
    struct mirror_way way = {.taker_count = 0};
    const char *sql = "SELECT dealer, currency, party, to_currency FROM conversion"
                      " WHERE event = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, mirror->event);
    status = stmt_step(q, &has_row, err);
    for (int i = 0; i < 4 && status == STATUS_OK && has_row; i++) {
        texts[i] = mem_strdup(posting, stmt_text(q, i));
    }
    stmt_reset(q);
    if (status == STATUS_OK && !has_row) {
        return error_set(err, STATUS_CORRUPT, "event:%lld has no conversion",
                         (long long)mirror->event);
    }
    if (status == STATUS_OK) {
        status = add_taker(book, texts[0], texts[1], &way, err);
    }
    if (status == STATUS_OK) {
        status = add_taker(book, texts[2], texts[3], &way, err);
    }
    return status == STATUS_OK ? mirror_plan_liens(book, mirror, &way, posting, err) : status;
}

/* Whoever's own money changes is told. */
static void tell(const struct plan_state *state, const char *reason, struct posting *posting)
{
    char *entry = mem_printf(posting, "%s, %s", state->original.verb, state->original.subject);
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        if (leg->account->kind != ACCOUNT_AVAILABLE) {
            continue;
        }
        struct notice *notice =
            posting_tell(posting, leg->account->name,
                         leg->amount_minor < 0 ? "correction taken" : "correction given");
        notice_time(notice, "at", state->original.at_us);
        notice_text(notice, "entry", entry);
        notice_money(notice, "amount", llabs(leg->amount_minor), leg->account->currency);
        notice_text(notice, "reason", reason);
    }
}

static enum status plan_kind(struct book *book, const struct plan_state *state,
                             struct posting *posting, struct error *err)
{
    switch (state->original.kind) {
    case KIND_RELEASE:
    case KIND_RETURN:
        return plan_into_hold(book, state, posting, err);
    case KIND_CAPTURE:
        return plan_capture(book, &state->mirror, posting, err);
    case KIND_EXCHANGE:
        return plan_exchange(book, &state->mirror, posting, err);
    case KIND_NONE:
        break;
    }
    return STATUS_REFUSED;
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct correction *correction = request;
    struct plan_state state = {.mirror.count = 0};
    enum status status = load(book, posting, correction->event, &state.original, err);
    if (status == STATUS_OK) {
        status = check_verb(correction->event, &state.original, err);
    }
    if (status == STATUS_OK && (!correction->reason || !correction->reason[0])) {
        status = error_set(err, STATUS_INVALID, "a correction needs a reason");
    }
    if (status == STATUS_OK) {
        status = mirror_load(book, correction->event, &state.mirror, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "%s", state.original.subject);
    if (state.original.context) {
        posting_context(posting, "%s", state.original.context);
    }
    posting_note_int(posting, "corrects", correction->event);
    posting_note(posting, "reason", correction->reason);
    status = plan_kind(book, &state, posting, err);
    if (status == STATUS_OK) {
        status = mirror_plan(book, &state.mirror, posting, err);
    }
    if (status == STATUS_OK) {
        tell(&state, correction->reason, posting);
    }
    return status;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const struct correction *correction = request;
    struct stmt *q;
    const char *sql = "INSERT INTO correction (corrects, event, reason) VALUES ($1, $2, $3)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, correction->event);
    stmt_bind_int(q, 2, posting->event);
    stmt_bind_text(q, 3, correction->reason);
    status = stmt_run(q, err);
    for (size_t i = 0; i < posting->deal_count && status == STATUS_OK; i++) {
        status = deal_note_taken_back(book, posting->deals[i].deal, err);
    }
    return status;
}

enum status correction_make(struct book *book, const struct correction *correction, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "correct", .is_decision = true, .plan = plan, .apply = apply, .check = check};
    return operation_run(book, &operation, correction, run, err);
}
