#include "model/freeze_terms.h"

#include "model/freeze_propose.h"
#include "model/ground.h"
#include "model/mem.h"
#include "model/party.h"

#include <string.h>

static const char *const SCOPES[] = {"payout",   "advance", "listing",
                                     "campaign", "return",  "release"};
#define SCOPE_COUNT (sizeof(SCOPES) / sizeof(SCOPES[0]))

bool freeze_scope_has(const char *scope, const char *word)
{
    size_t bytes = strlen(word);
    for (const char *at = scope; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        if (strncmp(at, word, bytes) == 0 && (at[bytes] == ',' || at[bytes] == '\0')) {
            return true;
        }
    }
    return false;
}

/* The scope in the fixed order, each once; STATUS_INVALID for a word that is none. */
static enum status canonical_scope(void *mem, const char *scope, const char **out,
                                   struct error *err)
{
    char *canonical = mem_strdup(mem, "");
    size_t words = 0, known = 0;
    *out = FREEZE_TERMINATE;
    if (scope != NULL && strcmp(scope, FREEZE_TERMINATE) == 0) {
        return STATUS_OK;
    }
    for (const char *at = scope ? scope : ""; *at; at += strcspn(at, ","), at += *at == ',') {
        words++;
    }
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if (!scope || !freeze_scope_has(scope, SCOPES[i])) {
            continue;
        }
        canonical = mem_append(canonical, "%s%s", canonical[0] ? "," : "", SCOPES[i]);
        known++;
    }
    if (known != words) {
        error_set(err, STATUS_INVALID, "'%s' is no scope of a freeze", scope);
        return error_hint(err, "scopes are payout,advance,listing,campaign,return,release, each"
                               " once, or " FREEZE_TERMINATE " alone");
    }
    *out = canonical;
    return STATUS_OK;
}

/* What a complaint is about is the narrowest measure that covers it. */
static enum status read_complaint(struct book *book, void *mem, struct freeze_row *row,
                                  struct error *err)
{
    struct freeze_proposal proposal;
    if (row->complaint == NULL) {
        return STATUS_OK;
    }
    enum status status = freeze_propose(book, mem, row->complaint, &proposal, err);
    if (status != STATUS_OK) {
        return status;
    }
    row->party = row->party == NULL ? proposal.party : row->party;
    if (strcmp(row->party, proposal.party) != 0) {
        return error_set(err, STATUS_REFUSED, "complaint %s is about %s, not about %s",
                         row->complaint, proposal.party, row->party);
    }
    if (row->scope[0] == '\0' && row->amount.minor == 0) {
        row->amount = proposal.amount;
    }
    return STATUS_OK;
}

bool freeze_is_termination(const struct freeze_row *row)
{
    return strcmp(row->scope, FREEZE_TERMINATE) == 0;
}

/* What is told first is told before its effect, but for an emergency and an order. */
static int64_t earliest_of(struct book *book, const struct freeze *freeze,
                           const struct freeze_row *row, int64_t now_us)
{
    const struct policy *policy = book_policy(book);
    if (freeze->is_emergency || freeze->order != NULL) {
        return now_us;
    }
    return now_us +
           (freeze_is_termination(row) ? policy->terminate_notice_us : policy->freeze_notice_us);
}

/* A termination that has not happened by its end has lapsed. What one operator puts in an emergency
 * ends soon unless another confirms it. */
static void set_clocks(struct book *book, const struct freeze *freeze, int64_t now_us,
                       struct freeze_row *row)
{
    const struct policy *policy = book_policy(book);
    bool is_end = freeze_is_termination(row);
    int64_t earliest_us = earliest_of(book, freeze, row, now_us);
    row->from_us = earliest_us > now_us ? time_whole_second(earliest_us) : now_us;
    row->from_us = freeze->from_us != 0 ? freeze->from_us : row->from_us;
    row->is_begun = row->from_us <= now_us && !is_end;
    row->until_us = is_end ? row->from_us + policy->freeze_max_us : freeze->until_us;
    if (freeze->is_emergency) {
        int64_t alone_us = time_whole_second(row->from_us + policy->freeze_alone_us);
        row->wanted_until_us = row->until_us;
        row->until_us = row->until_us < alone_us ? row->until_us : alone_us;
        row->alone_until_us = row->until_us;
    }
}

enum status freeze_terms(struct book *book, void *mem, const struct freeze *freeze, int64_t now_us,
                         struct freeze_row *out, struct error *err)
{
    *out = (struct freeze_row){.party = freeze->party,
                               .amount = freeze->amount,
                               .ground = freeze->ground ? freeze->ground : "",
                               .facts = freeze->facts ? freeze->facts : "",
                               .complaint = freeze->complaint,
                               .evidence = freeze->evidence,
                               .author = book_operator(book),
                               .lifted_us = TIME_NONE};
    enum status status = canonical_scope(mem, freeze->scope, &out->scope, err);
    if (status == STATUS_OK) {
        status = read_complaint(book, mem, out, err);
    }
    if (status == STATUS_OK) {
        set_clocks(book, freeze, now_us, out);
    }
    return status;
}

/* Checks. */

static enum status check_words(struct book *book, const struct freeze *freeze,
                               const struct freeze_row *row, struct error *err)
{
    const struct policy_value *ground;
    if (row->party == NULL) {
        return error_set(err, STATUS_INVALID, "a freeze is on a seller, or rests on a complaint");
    }
    if (row->scope[0] == '\0' && row->amount.minor == 0) {
        return error_set(err, STATUS_INVALID, "a freeze needs a scope, an amount or both");
    }
    if (row->amount.minor < 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (row->facts[0] == '\0') {
        error_set(err, STATUS_INVALID, "a freeze needs facts");
        return error_hint(err, "say what happened, in words that the seller can answer");
    }
    enum status status = ground_find(book_policy(book), row->ground, &ground, err);
    if (status == STATUS_OK &&
        (strcmp(row->ground, GROUND_ORDER) == 0) != (freeze->order != NULL)) {
        (void)error_set(err, STATUS_INVALID, "the ground " GROUND_ORDER " is that of an order");
        return error_hint(err, "an order of an authority comes with its document: see order");
    }
    return status == STATUS_OK ? party_require(book, row->party, "seller", err) : status;
}

static enum status check_termination(const struct freeze *freeze, struct error *err)
{
    if (freeze->is_emergency || freeze->order != NULL) {
        return error_set(err, STATUS_INVALID, "a termination is neither an emergency nor an order");
    }
    return freeze->amount.minor != 0 || freeze->until_us != 0
               ? error_set(err, STATUS_INVALID, "a termination has neither an amount nor an end")
               : STATUS_OK;
}

static enum status check_from(struct book *book, const struct freeze *freeze,
                              const struct freeze_row *row, int64_t now_us, struct error *err)
{
    char text[TIME_TEXT_BYTES];
    int64_t earliest_us = earliest_of(book, freeze, row, now_us);
    if (freeze->is_emergency && row->from_us > now_us) {
        return error_set(err, STATUS_INVALID, "an emergency begins at once");
    }
    if (row->from_us >= earliest_us) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "it may begin on %s at the earliest",
                    time_format(earliest_us, text));
    return earliest_us == now_us ? STATUS_REFUSED
                                 : error_hint(err, "the policy wants it told before; an emergency"
                                                   " begins at once, and is short");
}

static enum status check_until(struct book *book, const struct freeze *freeze,
                               const struct freeze_row *row, struct error *err)
{
    char latest[TIME_TEXT_BYTES];
    const struct policy *policy = book_policy(book);
    int64_t until_us = row->wanted_until_us != 0 ? row->wanted_until_us : row->until_us;
    int64_t latest_us =
        row->from_us + (freeze->order != NULL ? policy->order_max_us : policy->freeze_max_us);
    if (until_us <= row->from_us) {
        return error_set(err, STATUS_INVALID, "the end of a freeze must lie ahead");
    }
    if (until_us > latest_us) {
        error_set(err, STATUS_REFUSED, "a freeze may last until %s at most",
                  time_format(latest_us, latest));
        return error_hint(err, "every freeze ends by itself; a longer one needs new reasons");
    }
    return STATUS_OK;
}

#define ALONE_SQL                                                                                  \
    "SELECT id, alone_until_us FROM \"freeze\" WHERE party = $1 AND author = $2"                   \
    " AND alone_until_us > $3 AND confirmed_us IS NULL ORDER BY id DESC LIMIT 1"

/* Whom nobody confirmed does not freeze the same seller alone again and again. */
static enum status check_alone(struct book *book, const struct freeze_row *row, int64_t now_us,
                               struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), ALONE_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, row->party);
    stmt_bind_text(q, 2, row->author);
    stmt_bind_int(q, 3, now_us - book_policy(book)->freeze_max_us);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        (void)error_set(err, STATUS_REFUSED,
                        "nobody has confirmed your emergency freeze:%lld of %s",
                        (long long)stmt_int(q, 0), row->party);
        status = error_hint(err, "another operator confirms that one, or puts this one");
    }
    stmt_reset(q);
    return status;
}

enum status freeze_terms_check(struct book *book, const struct freeze *freeze,
                               const struct freeze_row *row, int64_t now_us, struct error *err)
{
    enum status status = check_words(book, freeze, row, err);
    if (status == STATUS_OK && freeze_is_termination(row)) {
        status = check_termination(freeze, err);
    }
    if (status == STATUS_OK) {
        status = check_from(book, freeze, row, now_us, err);
    }
    if (status == STATUS_OK) {
        status = check_until(book, freeze, row, err);
    }
    return status == STATUS_OK && freeze->is_emergency ? check_alone(book, row, now_us, err)
                                                       : status;
}
