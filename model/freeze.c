#include "model/freeze.h"

#include "model/doer.h"
#include "model/hold.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const SCOPES[] = {"payout",   "advance", "listing",
                                     "campaign", "return",  "release"};
#define SCOPE_COUNT (sizeof(SCOPES) / sizeof(SCOPES[0]))

static const struct freeze_ground GROUNDS[] = {
    {"counterfeit", "credible signs that goods are counterfeit"},
    {"complaints", "unusually many complaints about delivered goods"},
    {"fraud", "signs of fraud, by the seller or in its name"},
    {"takeover", "signs that somebody else controls the account"},
    {"identity", "identity, bank account or contact cannot be verified"},
    {"court", "an order of a court or an authority"},
    {"terms", "repeated breach of the marketplace's terms"},
    {NULL, NULL},
};

struct stored {
    const char *party, *scope;
    int64_t hold_id, lien_id, until_us;
    bool is_ended;
};

const struct freeze_ground *freeze_grounds(void)
{
    return GROUNDS;
}

static enum status check_ground(const char *ground, struct error *err)
{
    for (const struct freeze_ground *known = GROUNDS; known->code; known++) {
        if (strcmp(known->code, ground) == 0) {
            return STATUS_OK;
        }
    }
    error_set(err, STATUS_INVALID, "'%s' is no ground of a freeze", ground);
    return error_hint(err, "grounds are counterfeit, complaints, fraud, takeover, identity, court,"
                           " terms");
}

static bool names(const char *list, const char *word)
{
    size_t bytes = strlen(word);
    for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, word, bytes) == 0 && (at[bytes] == ',' || at[bytes] == '\0')) {
            return true;
        }
    }
    return false;
}

/* The scope in the fixed order, each once; STATUS_INVALID for a word that is none. */
static enum status canonical_scope(struct posting *posting, const char *scope, const char **out,
                                   struct error *err)
{
    char *canonical = mem_strdup(posting, "");
    size_t words = 0, known = 0;
    for (const char *at = scope ? scope : ""; *at; at += strcspn(at, ","), at += *at == ',') {
        words++;
    }
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (!scope || !names(scope, SCOPES[i])) {
            continue;
        }
        canonical = mem_append(canonical, "%s%s", canonical[0] ? "," : "", SCOPES[i]);
        known++;
    }
    if (known != words) {
        error_set(err, STATUS_INVALID, "'%s' is no scope of a freeze", scope);
        return error_hint(err, "scopes are payout,advance,listing,campaign,return,release, each"
                               " once");
    }
    *out = canonical;
    return STATUS_OK;
}

static enum status check_terms(struct book *book, const struct freeze *freeze, struct error *err)
{
    char latest[TIME_TEXT_BYTES];
    int64_t now_us = book_now_us(book), latest_us = now_us + book_policy(book)->freeze_max_us;
    if ((!freeze->scope || !freeze->scope[0]) && freeze->amount.minor == 0) {
        return error_set(err, STATUS_INVALID, "a freeze needs a scope, an amount or both");
    }
    if (freeze->amount.minor < 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (!freeze->facts || !freeze->facts[0]) {
        error_set(err, STATUS_INVALID, "a freeze needs facts");
        return error_hint(err, "say what happened, in words that the seller can answer");
    }
    if (freeze->until_us <= now_us) {
        return error_set(err, STATUS_INVALID, "the end of a freeze must lie ahead");
    }
    if (freeze->until_us > latest_us) {
        error_set(err, STATUS_REFUSED, "a freeze may last until %s at most",
                  time_format(latest_us, latest));
        return error_hint(err, "every freeze ends by itself; a longer one needs new reasons");
    }
    enum status status = check_ground(freeze->ground ? freeze->ground : "", err);
    return status == STATUS_OK ? party_require(book, freeze->party, "seller", err) : status;
}

/* What is there goes into the freeze's hold now; what is not is a lien on what comes. */
static enum status plan_amount(struct book *book, const struct freeze *freeze,
                               struct posting *posting, struct error *err)
{
    struct account *available, *hold;
    if (freeze->amount.minor == 0) {
        return STATUS_OK;
    }
    struct hold_terms terms = {.purpose = PURPOSE_FREEZE,
                               .door = DOOR_PAYER,
                               .due_us = freeze->until_us,
                               .currency = freeze->amount.currency,
                               .payer = freeze->party};
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, freeze->party,
                                        freeze->amount.currency, freeze->party, &available, err);
    if (status == STATUS_OK) {
        status = account_new_hold(book, &terms, &hold, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t there = available->balance_minor;
    int64_t taken = there < freeze->amount.minor ? there : freeze->amount.minor;
    posting_open(posting, hold);
    if (taken < freeze->amount.minor) {
        posting_lien(posting, &(struct lien_change){.on = available,
                                                    .beneficiary = hold,
                                                    .rank = LIEN_FREEZE,
                                                    .ground = "freeze of future inflow",
                                                    .reference = posting->result,
                                                    .cap_minor = freeze->amount.minor - taken});
    }
    return hold_plan_fund(book, hold, available, taken, DOOR_PAYER, freeze->until_us, posting, err);
}

/* The statement of reasons that the seller gets. */
static void tell(const struct freeze *freeze, const char *scope, struct posting *posting)
{
    struct notice *notice = posting_tell(posting, freeze->party, "freeze");
    notice_time(notice, "until", freeze->until_us);
    if (scope[0]) {
        notice_words(notice, "scope", "scope", scope);
    }
    if (freeze->amount.minor > 0) {
        notice_money(notice, "amount", freeze->amount.minor, freeze->amount.currency);
    }
    notice_words(notice, "ground", "ground", freeze->ground);
    notice_text(notice, "facts", freeze->facts);
}

enum status freeze_next(struct book *book, int64_t *out, struct error *err)
{
    return query_int(book, "SELECT coalesce(max(id), 0) + 1 FROM \"freeze\"", NULL, NULL, 1, out,
                     err);
}

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct freeze *freeze = request;
    const char *scope;
    int64_t id;
    char until[TIME_TEXT_BYTES];
    enum status status = check_terms(book, freeze, err);
    if (status == STATUS_OK) {
        status = canonical_scope(posting, freeze->scope, &scope, err);
    }
    if (status == STATUS_OK) {
        status = freeze_next(book, &id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "freeze:%lld", (long long)id);
    posting_subject(posting, "%s", posting->result);
    posting_context(posting, "party:%s", freeze->party);
    posting_note(posting, "seller", freeze->party);
    posting_note(posting, "scope", scope);
    posting_note(posting, "ground", freeze->ground);
    posting_note(posting, "facts", freeze->facts);
    posting_note(posting, "until", time_format(freeze->until_us, until));
    if (freeze->amount.minor > 0) {
        posting_note_money(posting, "amount", freeze->amount);
    }
    posting_basis(posting, policy_value_of(book_policy(book), "freeze.max"));
    tell(freeze, scope, posting);
    return plan_amount(book, freeze, posting, err);
}

enum status freeze_store(struct book *book, const struct freeze *freeze, const char *scope,
                         int64_t id, const struct posting *posting, struct error *err)
{
    struct stmt *q;
    bool has_amount = freeze->amount.minor > 0;
    const char *sql = "INSERT INTO \"freeze\" (party, scope, currency, amount_minor, hold_id,"
                      " lien_id, ground, facts, author, from_us, until_us, event, id)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, freeze->party);
    stmt_bind_text(q, 2, scope);
    stmt_bind_text(q, 3, has_amount ? freeze->amount.currency : NULL);
    stmt_bind_optional(q, 4, has_amount, freeze->amount.minor);
    stmt_bind_optional(q, 5, has_amount, has_amount ? posting->opened[0]->id : 0);
    stmt_bind_optional(q, 6, has_amount && posting->first_lien != 0, posting->first_lien);
    stmt_bind_text(q, 7, freeze->ground);
    stmt_bind_text(q, 8, freeze->facts);
    stmt_bind_text(q, 9, book_operator(book));
    stmt_bind_int(q, 10, posting->at_us);
    stmt_bind_int(q, 11, freeze->until_us);
    stmt_bind_int(q, 12, posting->event);
    stmt_bind_int(q, 13, id);
    mask_forget(book, freeze->party);
    return stmt_queue(q, err);
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct freeze *freeze = request;
    const char *scope;
    struct posting *scratch = posting_new(NULL, posting->verb);
    int64_t id = strtoll(strchr(posting->result, ':') + 1, NULL, 10);
    enum status status = canonical_scope(scratch, freeze->scope, &scope, err);
    if (status == STATUS_OK) {
        status = freeze_store(book, freeze, scope, id, posting, err);
    }
    mem_free(scratch);
    return status;
}

static struct money frozen_amount(const void *request, const struct posting *posting)
{
    (void)posting;
    return ((const struct freeze *)request)->amount;
}

static const struct eyes put_eyes = {
    .name = "freeze",
    .request_bytes = sizeof(struct freeze),
    .fields = {{"party", EYES_TEXT, offsetof(struct freeze, party)},
               {"scope", EYES_TEXT, offsetof(struct freeze, scope)},
               {"amount", EYES_MONEY, offsetof(struct freeze, amount)},
               {"ground", EYES_TEXT, offsetof(struct freeze, ground)},
               {"facts", EYES_TEXT, offsetof(struct freeze, facts)},
               {"until_us", EYES_INT, offsetof(struct freeze, until_us)}},
    .key = "approve.freeze_above",
    .amount = frozen_amount,
    .limit = offsetof(struct policy, freeze_above),
};

const struct operation freeze_put_operation = {
    .verb = "freeze", .is_decision = true, .plan = plan_put, .apply = apply_put, .eyes = &put_eyes};

enum status freeze_put(struct book *book, const struct freeze *freeze, struct run *run,
                       struct error *err)
{
    return operation_run(book, &freeze_put_operation, freeze, run, err);
}

static enum status load(struct book *book, int64_t id, struct posting *posting, struct stored *out,
                        struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT party, scope, hold_id, lien_id, until_us, is_ended FROM \"freeze\""
                      " WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no freeze:%lld", (long long)id);
    }
    if (status == STATUS_OK) {
        *out = (struct stored){mem_strdup(posting, stmt_text(q, 0)),
                               mem_strdup(posting, stmt_text(q, 1)),
                               stmt_int(q, 2),
                               stmt_int(q, 3),
                               stmt_int(q, 4),
                               stmt_int(q, 5) != 0};
    }
    stmt_reset(q);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "freeze:%lld", (long long)id);
    posting_context(posting, "party:%s", out->party);
    posting_note_int(posting, "freeze", id);
    return STATUS_OK;
}

/* The amount goes back to its owner, and what was still claimed of the future is given up. */
static enum status plan_giving_back(struct book *book, const struct stored *freeze,
                                    struct posting *posting, struct error *err)
{
    struct account *hold;
    if (freeze->lien_id) {
        posting_lien(posting, &(struct lien_change){.id = freeze->lien_id, .is_closing = true});
    }
    if (!freeze->hold_id) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, freeze->hold_id, &hold, err);
    if (status != STATUS_OK || hold->balance_minor == 0) {
        return status;
    }
    return hold_plan_return(book, hold, hold->balance_minor, posting, err);
}

static enum status refuse_ended(int64_t id, const struct stmt *q, int64_t now_us, struct error *err)
{
    char at[TIME_TEXT_BYTES], by[DOER_TEXT_BYTES];
    if (!stmt_is_null(q, 0)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld was lifted %s", (long long)id,
                         doer_text(stmt_text(q, 1), stmt_int(q, 0), by));
    }
    if (stmt_int(q, 2) <= now_us) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld ended by itself at %s", (long long)id,
                         time_format(stmt_int(q, 2), at));
    }
    return STATUS_OK;
}

static enum status check_lift(struct book *book, const void *request, struct error *err)
{
    const struct unfreeze *unfreeze = request;
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT lifted_us, lifted_by, until_us FROM \"freeze\" WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, unfreeze->freeze);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        status = refuse_ended(unfreeze->freeze, q, book_now_us(book), err);
    } else if (status == STATUS_OK) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no freeze:%lld",
                           (long long)unfreeze->freeze);
    }
    stmt_reset(q);
    return status;
}

static enum status plan_lift(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct unfreeze *unfreeze = request;
    struct stored freeze;
    enum status status = load(book, unfreeze->freeze, posting, &freeze, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!unfreeze->reason || !unfreeze->reason[0]) {
        return error_set(err, STATUS_INVALID, "lifting a freeze needs a reason");
    }
    posting_note(posting, "reason", unfreeze->reason);
    notice_text(posting_tell(posting, freeze.party, "freeze lifted"), "reason", unfreeze->reason);
    return plan_giving_back(book, &freeze, posting, err);
}

enum status freeze_is_running(struct book *book, int64_t id, bool *out, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT 1 FROM \"freeze\" WHERE id = $1 AND is_ended = 0 AND until_us > $2";
    *out = false;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, book_now_us(book));
    status = stmt_step(q, out, err);
    stmt_reset(q);
    return status;
}

enum status freeze_note_lifted(struct book *book, int64_t id, const char *party, const char *reason,
                               const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE \"freeze\" SET lifted_us = $1, lifted_by = $2, lift_reason = $3,"
                      " is_ended = 1 WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->at_us);
    stmt_bind_text(q, 2, book_operator(book));
    stmt_bind_text(q, 3, reason);
    stmt_bind_int(q, 4, id);
    mask_forget(book, party);
    return stmt_queue(q, err);
}

/* The party is the context of what happens to its freeze. */
static const char *party_of(const struct posting *posting)
{
    return strchr(posting->context, ':') + 1;
}

static enum status apply_lift(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const struct unfreeze *unfreeze = request;
    return freeze_note_lifted(book, unfreeze->freeze, party_of(posting), unfreeze->reason, posting,
                              err);
}

enum status freeze_lift(struct book *book, const struct unfreeze *unfreeze, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {.verb = "unfreeze",
                                               .is_decision = true,
                                               .plan = plan_lift,
                                               .apply = apply_lift,
                                               .check = check_lift};
    return operation_run(book, &operation, unfreeze, run, err);
}

static enum status plan_end(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const int64_t *id = request;
    struct stored freeze;
    enum status status = load(book, *id, posting, &freeze, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (freeze.is_ended) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has ended already", (long long)*id);
    }
    if (freeze.until_us > book_now_us(book)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has not ended yet", (long long)*id);
    }
    posting_by_clock(posting, freeze.until_us);
    (void)posting_tell(posting, freeze.party, "freeze ended");
    return plan_giving_back(book, &freeze, posting, err);
}

static enum status apply_end(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const int64_t *id = request;
    struct stmt *q;
    enum status status = store_prepare(book_store(book),
                                       "UPDATE \"freeze\" SET is_ended = 1 WHERE id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, *id);
    mask_forget(book, party_of(posting));
    return stmt_queue(q, err);
}

enum status freeze_end(struct book *book, const int64_t *freeze, struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "freeze end", .plan = plan_end, .apply = apply_end};
    return operation_run(book, &operation, freeze, run, err);
}
