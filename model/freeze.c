/* The states of a measure, and what takes it from one to the next.
 *
 *     put ---> announced --begin (clock)--> running
 *       \------------------------------------^ ^ \--extend--> running, for longer
 *        \--as an emergency--> emergency --confirm
 *
 *     any of these --end (clock)--> ended
 *     any of these --lift, or an objection that is granted--> lifted
 *
 * put: freeze_put; begin: freeze_begin; confirm: freeze_confirm; extend: freeze_extend; end:
 * freeze_end; lift: freeze_lift; granted: objection_review, or the objection's own clock,
 * objection_default. A termination stays announced until freeze_begin carries it out, which ends
 * it; while an objection to it is open, that waits, until its end at the latest. */
#include "model/freeze.h"

#include "model/escalation.h"
#include "model/exit.h"
#include "model/freeze_notice.h"
#include "model/freeze_terms.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"

#include <stddef.h>
#include <string.h>

/* An order ranks above all other liens, and its authority is whom its money may go to. */
static enum lien_rank rank_of(const struct freeze_row *row)
{
    return row->authority != NULL ? LIEN_COURT : LIEN_FREEZE;
}

/* What is there goes into the freeze's hold now; what is not is a lien on what comes. */
static enum status plan_amount(struct book *book, const struct freeze_row *row,
                               struct posting *posting, struct error *err)
{
    struct account *available, *hold;
    if (row->amount.minor == 0) {
        return STATUS_OK;
    }
    struct hold_terms terms = {.purpose = PURPOSE_FREEZE,
                               .door = DOOR_PAYER,
                               .due_us = row->until_us,
                               .currency = row->amount.currency,
                               .payer = row->party,
                               .payee = row->authority};
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, row->party, row->amount.currency,
                                        row->party, &available, err);
    if (status == STATUS_OK) {
        status = account_new_hold(book, &terms, &hold, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t there = available->balance_minor;
    int64_t taken = there < row->amount.minor ? there : row->amount.minor;
    posting_open(posting, hold);
    if (taken < row->amount.minor) {
        posting_lien(posting,
                     &(struct lien_change){
                         .on = available,
                         .beneficiary = hold,
                         .rank = rank_of(row),
                         .ground = row->authority != NULL ? "order of an authority"
                                                          : "freeze of future inflow",
                         .reference = mem_printf(posting, "freeze:%lld", (long long)row->id),
                         .cap_minor = row->amount.minor - taken});
    }
    return hold_plan_fund(book, hold, available, taken, DOOR_PAYER, row->until_us, posting, err);
}

static void note_terms(const struct freeze_row *row, bool has_from, struct posting *posting)
{
    char time[TIME_TEXT_BYTES];
    posting_note(posting, "seller", row->party);
    posting_note(posting, "scope", row->scope);
    posting_note(posting, "ground", row->ground);
    posting_note(posting, "facts", row->facts);
    posting_note(posting, "complaint", row->complaint);
    posting_note(posting, "evidence", row->evidence);
    posting_note(posting, "authority", row->authority);
    posting_note(posting, "reference", row->reference);
    posting_note(posting, "document", row->document);
    posting_note(posting, "from", has_from ? time_format(row->from_us, time) : NULL);
    bool is_alone = row->wanted_until_us != 0;
    posting_note(posting, is_alone ? "until_if_confirmed" : "until",
                 time_format(is_alone ? row->wanted_until_us : row->until_us, time));
    if (row->amount.minor > 0) {
        posting_note_money(posting, "amount", row->amount);
    }
}

static enum status read_order(struct book *book, const struct freeze *freeze, void *mem,
                              struct freeze_row *row, struct error *err)
{
    const struct freeze_order *order = freeze->order;
    if (order == NULL) {
        return STATUS_OK;
    }
    if (order->reference == NULL || order->reference[0] == '\0') {
        return error_set(err, STATUS_INVALID, "an order has a reference of its authority's");
    }
    enum status status = document_check(&order->document, err);
    if (status == STATUS_OK) {
        status = party_require(book, order->authority, "authority", err);
    }
    row->authority = order->authority;
    row->reference = order->reference;
    row->document = status == STATUS_OK ? document_hash(mem, &order->document) : NULL;
    return status;
}

/* The row of a request that is put at now_us. */
static enum status make_row(struct book *book, void *mem, const struct freeze *freeze,
                            int64_t now_us, struct freeze_row *row, struct error *err)
{
    enum status status = freeze_terms(book, mem, freeze, now_us, row, err);
    if (status == STATUS_OK) {
        status = read_order(book, freeze, mem, row, err);
    }
    return status == STATUS_OK ? freeze_next(book, &row->id, err) : status;
}

/* Where it stands on the ladder; an order stands on none. */
static enum status plan_rung(struct book *book, const struct freeze *freeze,
                             const struct freeze_row *row, struct posting *posting,
                             struct error *err)
{
    enum policy_rung rung = freeze_is_termination(row) ? RUNG_TERMINATION : RUNG_RESTRICTION;
    return freeze->order != NULL ? STATUS_OK
                                 : escalation_plan(book, row->party, rung, freeze->skip_reason,
                                                   !freeze->is_emergency, posting, err);
}

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct freeze *freeze = request;
    struct freeze_row row;
    int64_t now_us = book_now_us(book);
    enum status status = make_row(book, posting, freeze, now_us, &row, err);
    if (status == STATUS_OK) {
        status = freeze_terms_check(book, freeze, &row, now_us, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "freeze:%lld", (long long)row.id);
    posting_subject(posting, "%s", posting->result);
    posting_context(posting, "party:%s", row.party);
    note_terms(&row, freeze->from_us != 0, posting);
    status = plan_rung(book, freeze, &row, posting, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!freeze->is_emergency) {
        posting->measured = row.amount;
    }
    status = freeze_notice_put(book, &row, posting, err);
    if (status == STATUS_OK && row.is_begun) {
        status = plan_amount(book, &row, posting, err);
    }
    return status;
}

/* What was planned of its amount: time goes on between the plan and the event. */
static void take_amount(const struct posting *posting, struct freeze_row *row)
{
    const struct account *hold = posting_opened(posting, PURPOSE_FREEZE);
    if (hold == NULL) {
        row->is_begun = row->is_begun && row->amount.minor == 0;
        return;
    }
    row->is_begun = true;
    row->hold_id = hold->id;
    row->lien_id = posting->first_lien;
    row->until_us = hold->due_us;
    row->alone_until_us = row->wanted_until_us != 0 ? hold->due_us : 0;
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct freeze *freeze = request;
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status = make_row(book, mem, freeze, posting->at_us, &row, err);
    take_amount(posting, &row);
    if (status == STATUS_OK && freeze->order != NULL) {
        status = document_store(book, &freeze->order->document, posting->event, err);
    }
    if (status == STATUS_OK) {
        status = freeze_insert(book, &row, posting->event, err);
    }
    mem_free(mem);
    return status;
}

static struct money frozen_amount(const void *request, const struct posting *posting)
{
    (void)request;
    return posting->measured;
}

static const struct eyes put_eyes = {
    .name = "freeze",
    .request_bytes = sizeof(struct freeze),
    .fields = {{"party", EYES_TEXT, offsetof(struct freeze, party)},
               {"scope", EYES_TEXT, offsetof(struct freeze, scope)},
               {"amount", EYES_MONEY, offsetof(struct freeze, amount)},
               {"ground", EYES_TEXT, offsetof(struct freeze, ground)},
               {"facts", EYES_TEXT, offsetof(struct freeze, facts)},
               {"from_us", EYES_INT, offsetof(struct freeze, from_us)},
               {"until_us", EYES_INT, offsetof(struct freeze, until_us)},
               {"is_emergency", EYES_FLAG, offsetof(struct freeze, is_emergency)},
               {"complaint", EYES_TEXT, offsetof(struct freeze, complaint)},
               {"evidence", EYES_TEXT, offsetof(struct freeze, evidence)},
               {"skip_reason", EYES_TEXT, offsetof(struct freeze, skip_reason)}},
    .key = "approve.freeze_above",
    .amount = frozen_amount,
    .limit = offsetof(struct policy, freeze_above),
};

const struct operation freeze_put_operation = {
    .verb = "freeze", .is_decision = true, .plan = plan_put, .apply = apply_put, .eyes = &put_eyes};

enum status freeze_put(struct book *book, const struct freeze *freeze, struct run *run,
                       struct error *err)
{
    static const struct operation order = {
        .verb = "order", .is_decision = true, .plan = plan_put, .apply = apply_put};
    return operation_run(book, freeze->order != NULL ? &order : &freeze_put_operation, freeze, run,
                         err);
}

/* The beginning. */

static enum status check_undisputed(struct book *book, const struct freeze_row *row,
                                    struct error *err)
{
    int64_t objection;
    char *id = mem_printf(NULL, "%lld", (long long)row->id);
    enum status status = query_int(book,
                                   "SELECT id FROM objection WHERE freeze_id = CAST($1 AS BIGINT)"
                                   " AND state = 'open'",
                                   id, NULL, 0, &objection, err);
    mem_free(id);
    return status == STATUS_OK && objection != 0
               ? error_set(err, STATUS_REFUSED, "freeze:%lld waits for objection:%lld",
                           (long long)row->id, (long long)objection)
               : status;
}

static enum status plan_termination(struct book *book, const struct freeze_row *row,
                                    struct posting *posting, struct error *err)
{
    int64_t exited_us;
    const struct exit_request exit = {.seller = row->party,
                                      .reason =
                                          mem_printf(posting, "freeze:%lld (%s): %s",
                                                     (long long)row->id, row->ground, row->facts)};
    enum status status = check_undisputed(book, row, err);
    if (status == STATUS_OK) {
        status = party_exited(book, row->party, &exited_us, err);
    }
    if (status == STATUS_OK && exited_us != TIME_NONE) {
        return STATUS_OK; /* it has left by itself meanwhile */
    }
    return status == STATUS_OK ? exit_plan(book, &exit, posting, err) : status;
}

static enum status plan_begin(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const int64_t *id = request;
    struct freeze_row row;
    enum status status = freeze_load(book, *id, posting, &row, err);
    if (status == STATUS_OK) {
        status = freeze_require_live(book, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (row.is_begun) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has begun already", (long long)*id);
    }
    if (row.from_us > book_now_us(book)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has not begun yet", (long long)*id);
    }
    posting_by_clock(posting, row.from_us);
    if (freeze_is_termination(&row)) {
        return plan_termination(book, &row, posting, err);
    }
    notice_time(posting_tell(posting, row.party, "freeze begun"), "until", row.until_us);
    return plan_amount(book, &row, posting, err);
}

static enum status apply_begin(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const int64_t *id = request;
    struct freeze_row row;
    int64_t exited_us = TIME_NONE;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, *id, &row, err);
    bool leaves = status == STATUS_OK && freeze_is_termination(&row);
    row.is_ended = leaves;
    if (leaves) {
        status = party_exited(book, row.party, &exited_us, err);
    }
    if (status == STATUS_OK && leaves && exited_us == TIME_NONE) {
        status = exit_store(book, row.party, posting, err);
    }
    if (status == STATUS_OK) {
        status = freeze_note_begun(book, &row, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status freeze_begin(struct book *book, const int64_t *freeze, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "freeze begin", .plan = plan_begin, .apply = apply_begin};
    return operation_run(book, &operation, freeze, run, err);
}

/* The end. */

static enum status check_lift(struct book *book, const void *request, struct error *err)
{
    const struct unfreeze *unfreeze = request;
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, unfreeze->freeze, &row, err);
    if (status == STATUS_OK) {
        status = freeze_require_live(book, &row, err);
    }
    mem_free(mem);
    return status;
}

static enum status plan_lift(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct unfreeze *unfreeze = request;
    struct freeze_row row;
    enum status status = freeze_load(book, unfreeze->freeze, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!unfreeze->reason || !unfreeze->reason[0]) {
        return error_set(err, STATUS_INVALID, "lifting a freeze needs a reason");
    }
    posting_note(posting, "reason", unfreeze->reason);
    notice_text(posting_tell(posting, row.party, "freeze lifted"), "reason", unfreeze->reason);
    return freeze_plan_giving_back(book, &row, posting, err);
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
    struct freeze_row row;
    enum status status = freeze_load(book, *id, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (row.is_ended) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has ended already", (long long)*id);
    }
    if (row.until_us > book_now_us(book)) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld has not ended yet", (long long)*id);
    }
    posting_by_clock(posting, row.until_us);
    (void)posting_tell(posting, row.party, "freeze ended");
    return freeze_plan_giving_back(book, &row, posting, err);
}

static enum status apply_end(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct freeze_row row = {.id = *(const int64_t *)request, .party = party_of(posting)};
    return freeze_note_ended(book, &row, err);
}

enum status freeze_end(struct book *book, const int64_t *freeze, struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "freeze end", .plan = plan_end, .apply = apply_end};
    return operation_run(book, &operation, freeze, run, err);
}

/* With the measure that a complaint was about. */

static enum status ended_with(struct book *book, const struct freeze_row *row, int64_t *decided_us,
                              struct error *err)
{
    if (row->complaint == NULL || row->is_ended) {
        *decided_us = TIME_NONE;
        return STATUS_OK;
    }
    return query_int(book,
                     "SELECT c.decided_us FROM complaint c WHERE c.id = $1 AND " FREEZE_IS_BASELESS,
                     row->complaint, NULL, TIME_NONE, decided_us, err);
}

static enum status plan_lapse(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const int64_t *id = request;
    struct freeze_row row;
    int64_t decided_us = TIME_NONE;
    enum status status = freeze_load(book, *id, posting, &row, err);
    if (status == STATUS_OK) {
        status = ended_with(book, &row, &decided_us, err);
    }
    if (status == STATUS_OK && decided_us == TIME_NONE) {
        status = error_set(err, STATUS_REFUSED, "freeze:%lld rests on nothing that has ended",
                           (long long)*id);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_by_clock(posting, decided_us);
    posting_note(posting, "complaint", row.complaint);
    notice_text(posting_tell(posting, row.party, "freeze lapsed"), "complaint", row.complaint);
    return freeze_plan_giving_back(book, &row, posting, err);
}

static enum status apply_lapse(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    return freeze_note_lifted(book, *(const int64_t *)request, party_of(posting),
                              "the complaint that it rested on has ended", posting, err);
}

enum status freeze_lapse(struct book *book, const int64_t *freeze, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {
        .verb = "freeze lapse", .plan = plan_lapse, .apply = apply_lapse};
    return operation_run(book, &operation, freeze, run, err);
}
