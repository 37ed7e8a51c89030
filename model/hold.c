#include "model/hold.h"

#include "model/campaign_row.h"
#include "model/cash.h"
#include "model/claim.h"
#include "model/deal_row.h"
#include "model/doer.h"
#include "model/lender.h"
#include "model/lien.h"
#include "model/mask.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/reserve.h"
#include "model/text.h"
#include "model/way.h"

#include <string.h>

static bool is_refund(enum purpose purpose)
{
    return purpose == PURPOSE_SALE || purpose == PURPOSE_DISPUTE || purpose == PURPOSE_GROUP ||
           purpose == PURPOSE_PREPAID;
}

static enum status check_amount(const struct account *hold, int64_t amount_minor,
                                const struct posting *posting, struct error *err)
{
    int64_t there = posting_balance(posting, hold);
    if (there == 0) {
        return error_set(err, STATUS_REFUSED, "hold:%s holds nothing", hold->name);
    }
    if (amount_minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (amount_minor > there) {
        char has[MONEY_TEXT_BYTES], needs[MONEY_TEXT_BYTES];
        struct money money = {there, ""};
        memcpy(money.currency, hold->currency, sizeof money.currency);
        money_format(money, has);
        money.minor = amount_minor;
        return error_set(err, STATUS_REFUSED, "hold:%s has %s %s, and %s is needed", hold->name,
                         hold->currency, has, money_format(money, needs));
    }
    return STATUS_OK;
}

static void note_deal(struct posting *posting, const struct account *hold, int64_t released,
                      int64_t returned)
{
    if (way_holds_price(hold)) {
        posting_deal(posting, &(struct deal_change){.deal = hold->deal,
                                                    .released_minor = released,
                                                    .returned_minor = returned});
    }
}

static void add(void *mem, struct id_list *list, const char *id)
{
    if (id != NULL) {
        id_list_add(mem, list, id);
    }
}

/* What a hold and those at one of its doors are asked about when it moves, in one round trip, and
 * the liens on who is credited in another. by_hand: whether its parties are linked matters too. */
static enum status look_ahead(struct book *book, const struct account *hold, enum door door,
                              bool by_hand, struct error *err)
{
    void *mem = mem_context(NULL, "hold");
    struct id_list parties = {0}, money = {0}, deals = {0}, bearers = {0};
    add(mem, &parties, by_hand ? hold->payee : NULL);
    add(mem, &parties, by_hand ? hold->payer : NULL);
    add(mem, &money, door == DOOR_PAYEE ? hold->payee : hold->payer);
    add(mem, &money, door == DOOR_PAYEE ? book_platform(book) : NULL);
    add(mem, &deals, hold->deal);
    if (door == DOOR_PAYEE || way_holds_price(hold)) {
        id_list_add_int(mem, &bearers, hold->root);
    }
    store_gather(book_store(book));
    enum status status = party_foresee(book, &parties, err);
    if (status == STATUS_OK) {
        status = account_foresee_names(book, ACCOUNT_AVAILABLE, &money, err);
    }
    if (status == STATUS_OK && deals.count > 0) {
        status = deal_foresee(book, &deals, err);
    }
    if (status == STATUS_OK && bearers.count > 0) {
        status = lien_foresee(book, &bearers, err);
    }
    status = store_answer_after(book_store(book), status, err);
    bool is_credit = door == DOOR_PAYEE || !is_refund(hold->purpose);
    for (size_t i = 0; i < money.count && is_credit && status == STATUS_OK; i++) {
        account_list_named(book, mem, ACCOUNT_AVAILABLE, money.items[i], &bearers);
    }
    if (status == STATUS_OK && is_credit) {
        status = lien_foresee(book, &bearers, err);
    }
    mem_free(mem);
    return status;
}

enum status hold_plan_fund(struct book *book, struct account *hold, struct account *from,
                           int64_t amount_minor, enum door door, int64_t due_us,
                           struct posting *posting, struct error *err)
{
    (void)book;
    enum status status = posting_move(posting, from, hold, amount_minor, err);
    if (status == STATUS_OK) {
        posting_clock(posting, hold, door, due_us);
    }
    return status;
}

static bool is_award(enum purpose purpose)
{
    return purpose == PURPOSE_AWARD || purpose == PURPOSE_CLAIM;
}

/* What the liens on a hold have left for its payee. An award, the insurer's part of one, and what
 * is between two parties only, serve no lien of the payee's. */
static enum status pay_payee(struct book *book, struct account *hold, int64_t left,
                             struct posting *posting, struct error *err)
{
    struct account *payee;
    int64_t kept = 0;
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payee, hold->currency,
                                        hold->payee, &payee, err);
    if (status == STATUS_OK && (hold->is_between_two || is_award(hold->purpose))) {
        return posting_move(posting, hold, payee, left, err);
    }
    if (status == STATUS_OK) {
        status = reserve_plan(book, hold, left, posting, &kept, err);
    }
    return status == STATUS_OK ? lien_plan_credit(book, hold, payee, left - kept, posting, err)
                               : status;
}

enum status hold_plan_release(struct book *book, struct account *hold, int64_t amount_minor,
                              struct posting *posting, struct error *err)
{
    int64_t left = 0;
    enum status status = check_amount(hold, amount_minor, posting, err);
    if (status == STATUS_OK) {
        status = campaign_row_require_met(book, hold, err);
    }
    if (status == STATUS_OK) {
        status = look_ahead(book, hold, DOOR_PAYEE, false, err);
    }
    if (status == STATUS_OK && hold->is_collected) {
        status = cash_check_out(book, hold, amount_minor, posting, err);
    }
    if (status == STATUS_OK) {
        status = claim_plan_paid(book, hold, amount_minor, posting, err);
    }
    if (status == STATUS_OK) {
        status = lien_plan_door(book, hold, amount_minor, posting, &left, err);
    }
    if (status == STATUS_OK) {
        status = pay_payee(book, hold, left, posting, err);
    }
    if (status == STATUS_OK) {
        note_deal(posting, hold, amount_minor, 0);
        status = lender_plan_move(book, hold, posting, err);
    }
    return status;
}

enum status hold_plan_return(struct book *book, struct account *hold, int64_t amount_minor,
                             struct posting *posting, struct error *err)
{
    struct account *payer;
    enum status status = check_amount(hold, amount_minor, posting, err);
    if (status == STATUS_OK && !hold->payer) {
        status = error_set(err, STATUS_REFUSED, "hold:%s has no known payer", hold->name);
    }
    if (status == STATUS_OK) {
        status = look_ahead(book, hold, DOOR_PAYER, false, err);
    }
    if (status == STATUS_OK) {
        status = claim_plan_waived(book, hold, amount_minor, posting, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payer, hold->currency, hold->payer,
                                &payer, err);
    }
    if (status == STATUS_OK && hold->is_collected) {
        return cash_plan_return(book, hold, payer, amount_minor, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = is_refund(hold->purpose)
                 ? posting_move(posting, hold, payer, amount_minor, err) /* serves no lien */
                 : lien_plan_credit(book, hold, payer, amount_minor, posting, err);
    if (status == STATUS_OK) {
        note_deal(posting, hold, 0, amount_minor);
        status = lender_plan_move(book, hold, posting, err);
    }
    return status;
}

enum status hold_plan_carve(struct book *book, struct account *hold, int64_t amount_minor,
                            const struct hold_terms *terms, struct posting *posting,
                            struct account **child, struct error *err)
{
    struct hold_terms own = *terms;
    own.parent = hold;
    own.currency = hold->currency;
    own.deal = hold->deal;
    own.is_collected = hold->is_collected;
    enum status status = check_amount(hold, amount_minor, posting, err);
    if (status == STATUS_OK && hold->is_between_two) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s is between its two parties: nothing is carved out of it",
                        hold->deal);
        return error_hint(err, "the payee can return it, the payer release it");
    }
    if (status == STATUS_OK) {
        status = campaign_row_require_met(book, hold, err);
    }
    if (status == STATUS_OK) {
        status = account_new_hold(book, &own, child, err);
    }
    if (status == STATUS_OK) {
        status = hold_plan_fund(book, *child, hold, amount_minor, terms->door, terms->due_us,
                                posting, err);
    }
    return status;
}

static int64_t all_or(const struct account *hold, int64_t amount_minor)
{
    return amount_minor ? amount_minor : hold->balance_minor;
}

/* The hold of a step by hand. What is no number is told by whoever looks for the hold. */
static enum status ask_ahead(struct book *book, const void *request, struct error *err)
{
    const struct hold_step *step = request;
    int64_t id;
    const char *digits = strncmp(step->hold, "hold:", 5) == 0 ? step->hold + 5 : step->hold;
    struct id_list one = {.items = &digits, .count = 1};
    return text_to_int(digits, &id) ? account_foresee(book, &one, err) : STATUS_OK;
}

/* For whoever comes too late: who emptied it. */
static enum status refuse_empty(struct book *book, const struct account *hold, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    enum status status = doer_of_debit(book, hold, by, err);
    if (status != STATUS_OK) {
        return status;
    }
    return error_set(err, STATUS_REFUSED, "hold:%s holds nothing: %s", hold->name,
                     by[0] ? by : "it was never funded");
}

/* Only what two sides agreed on is moved by hand, and what an authority orders to be paid to it;
 * the rest waits for its clock or a decision. */
static enum status refuse_hold(struct book *book, const struct account *hold, bool is_release,
                               struct error *err)
{
    enum purpose purpose = hold->purpose;
    bool is_ordered = is_release && purpose == PURPOSE_FREEZE && hold->payee != NULL;
    if (hold->balance_minor == 0) {
        return refuse_empty(book, hold, err);
    }
    if (purpose == PURPOSE_SALE || purpose == PURPOSE_PREPAID || purpose == PURPOSE_GROUP ||
        purpose == PURPOSE_CLAIM || is_ordered) {
        return STATUS_OK;
    }
    error_set(err, STATUS_REFUSED, "hold:%s is for %s: its clock or a decision moves it",
              hold->name, purpose_name(purpose));
    return error_hint(err, "see what happens if nobody acts: holdfast show hold:%s", hold->name);
}

/* capability: what a freeze of its payee may forbid, or NULL. */
static enum status check_hold(struct book *book, const struct hold_step *step,
                              const char *capability, struct error *err)
{
    struct account *hold;
    bool is_release = capability && strcmp(capability, "release") == 0;
    enum status status = account_hold(book, step->hold, &hold, err);
    if (status == STATUS_OK) {
        status = refuse_hold(book, hold, is_release, err);
    }
    if (status == STATUS_OK && capability) {
        status = look_ahead(book, hold, is_release ? DOOR_PAYEE : DOOR_PAYER, true, err);
    }
    if (status == STATUS_OK && capability) {
        status = mask_check_linked(book, hold->payee, hold->payer, capability, err);
    }
    return status;
}

static enum status check_step(struct book *book, const void *request, struct error *err)
{
    return check_hold(book, request, NULL, err);
}

/* The hold of a step by hand, with the step noted. */
static enum status open_step(struct book *book, const struct hold_step *step,
                             struct posting *posting, struct account **hold, struct error *err)
{
    enum status status = account_hold(book, step->hold, hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "hold:%s", (*hold)->name);
    if ((*hold)->deal) {
        posting_context(posting, "deal:%s", (*hold)->deal);
    }
    posting_note(posting, "hold", (*hold)->name);
    posting_note(posting, "reason", step->reason);
    return STATUS_OK;
}

static enum status check_release(struct book *book, const void *request, struct error *err)
{
    return check_hold(book, request, "release", err);
}

static enum status plan_release(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct hold_step *step = request;
    struct account *hold;
    enum status status = open_step(book, step, posting, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_int(posting, "amount_minor", all_or(hold, step->amount_minor));
    return hold_plan_release(book, hold, all_or(hold, step->amount_minor), posting, err);
}

enum status hold_release_by(struct book *book, const struct hold_step *step, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {.verb = "hold release",
                                               .is_decision = true,
                                               .plan = plan_release,
                                               .check = check_release,
                                               .ahead = ask_ahead};
    return operation_run(book, &operation, step, run, err);
}

static enum status check_return(struct book *book, const void *request, struct error *err)
{
    return check_hold(book, request, "return", err);
}

static enum status plan_return(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct hold_step *step = request;
    struct account *hold;
    enum status status = open_step(book, step, posting, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_note_int(posting, "amount_minor", all_or(hold, step->amount_minor));
    return hold_plan_return(book, hold, all_or(hold, step->amount_minor), posting, err);
}

enum status hold_return_by(struct book *book, const struct hold_step *step, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {.verb = "hold return",
                                               .is_decision = true,
                                               .plan = plan_return,
                                               .check = check_return,
                                               .ahead = ask_ahead};
    return operation_run(book, &operation, step, run, err);
}

/* A deal's holds stay under the policy under which it was made. */
static enum status policy_of(struct book *book, const struct account *hold,
                             const struct policy **out, struct error *err)
{
    *out = book_policy(book);
    return hold->deal == NULL ? STATUS_OK : deal_policy(book, hold->deal, out, err);
}

static enum status plan_carve(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct hold_step *step = request;
    const struct policy *policy;
    struct account *hold, *child;
    int64_t now_us = book_now_us(book);
    enum status status = open_step(book, step, posting, &hold, err);
    if (status == STATUS_OK) {
        status = policy_of(book, hold, &policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t latest_us = policy_after(policy, policy->dispute, now_us);
    /* A part of what is no price stays what it is. */
    bool is_price = hold->deal == NULL || way_holds_price(hold);
    struct hold_terms terms = {.purpose = is_price ? PURPOSE_DISPUTE : hold->purpose,
                               .door = policy->dispute_to_payee ? DOOR_PAYEE : DOOR_PAYER,
                               .due_us = step->due_us ? step->due_us : latest_us,
                               .payer = hold->payer,
                               .payee = hold->payee};
    if (terms.due_us <= now_us || terms.due_us > latest_us) {
        return error_set(err, STATUS_REFUSED,
                         "the carved part must be settled after now and within the policy's time");
    }
    posting_note_int(posting, "amount_minor", all_or(hold, step->amount_minor));
    status =
        hold_plan_carve(book, hold, all_or(hold, step->amount_minor), &terms, posting, &child, err);
    if (status == STATUS_OK) {
        posting_result(posting, "hold:%s", child->name);
    }
    return status;
}

enum status hold_carve_by(struct book *book, const struct hold_step *step, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {.verb = "hold carve",
                                               .is_decision = true,
                                               .plan = plan_carve,
                                               .check = check_step,
                                               .ahead = ask_ahead};
    return operation_run(book, &operation, step, run, err);
}

/* A bond is kept beyond its review by a decision with reasons; not that of a seller that leaves,
 * whose tail is no matter of anybody's choice. */
static enum status check_extend(struct book *book, const void *request, struct error *err)
{
    const struct hold_step *step = request;
    struct account *hold;
    int64_t exited_us = TIME_NONE;
    enum status status = account_hold(book, step->hold, &hold, err);
    bool is_bond = status == STATUS_OK && hold->purpose == PURPOSE_BOND && hold->balance_minor > 0;
    if (is_bond) {
        status = party_exited(book, hold->payer, &exited_us, err);
    }
    if (status != STATUS_OK || (is_bond && exited_us == TIME_NONE)) {
        return status;
    }
    return refuse_hold(book, hold, false, err);
}

/* How far one extension may reach. */
static int64_t latest_of(struct book *book, const struct account *hold, const struct policy *policy)
{
    return hold->purpose == PURPOSE_BOND ? book_now_us(book) + policy->bond_review_us
                                         : hold->due_us + policy->extend_us;
}

static enum status plan_extend(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct hold_step *step = request;
    const struct policy *policy;
    struct account *hold;
    char until[TIME_TEXT_BYTES];
    enum status status = open_step(book, step, posting, &hold, err);
    if (status == STATUS_OK) {
        status = policy_of(book, hold, &policy, err);
    }
    if (status == STATUS_OK) {
        status = campaign_row_require_met(book, hold, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (hold->is_collected && hold->door == DOOR_ESCALATE) {
        return cash_refuse_clock(book, hold, err); /* its courier's time is the policy's */
    }
    if (hold->purpose == PURPOSE_BOND && (step->reason == NULL || step->reason[0] == '\0')) {
        return error_set(err, STATUS_INVALID, "a bond is not kept without a reason");
    }
    int64_t latest_us = latest_of(book, hold, policy);
    if (step->due_us <= hold->due_us) {
        return error_set(err, STATUS_REFUSED, "hold:%s is due %s already; an extension is later",
                         hold->name, time_format(hold->due_us, until));
    }
    if (step->due_us > latest_us) {
        return error_set(err, STATUS_REFUSED, "hold:%s can be extended to %s at most", hold->name,
                         time_format(latest_us, until));
    }
    posting_note(posting, "due", time_format(step->due_us, until));
    posting_clock(posting, hold, hold->door, step->due_us);
    if (hold->purpose == PURPOSE_BOND) {
        struct notice *notice = posting_tell(posting, hold->payer, "bond kept");
        notice_time(notice, "until", step->due_us);
        notice_text(notice, "reason", step->reason);
    }
    return STATUS_OK;
}

enum status hold_extend_by(struct book *book, const struct hold_step *step, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {.verb = "hold extend",
                                               .is_decision = true,
                                               .plan = plan_extend,
                                               .check = check_extend,
                                               .ahead = ask_ahead};
    return operation_run(book, &operation, step, run, err);
}

/* A member's default is its campaign's to turn: it runs once that is decided. */
static enum status check_decided(struct book *book, const struct account *hold, struct error *err)
{
    const struct campaign_row *row;
    enum status status = campaign_row_of_hold(book, hold, &row, err);
    if (status == STATUS_OK && row != NULL && row->state == CAMPAIGN_OPEN) {
        return error_set(err, STATUS_REFUSED, "hold:%s waits for the decision of campaign %s",
                         hold->name, row->id);
    }
    return status;
}

static enum status plan_default(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct hold_step *step = request;
    struct account *hold;
    char due[TIME_TEXT_BYTES];
    enum status status = account_hold(book, step->hold, &hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "hold:%s", hold->name);
    if (hold->deal) {
        posting_context(posting, "deal:%s", hold->deal);
    }
    posting_note(posting, "hold", hold->name);
    posting_note(posting, "door", door_name(hold->door));
    posting_by_clock(posting, hold->due_us);
    if (hold->balance_minor == 0) {
        return error_set(err, STATUS_REFUSED, "hold:%s holds nothing", hold->name);
    }
    if (book_now_us(book) < hold->due_us) {
        return error_set(err, STATUS_REFUSED, "hold:%s is not due before %s", hold->name,
                         time_format(hold->due_us, due));
    }
    status = check_decided(book, hold, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (hold->door == DOOR_PAYER) {
        return hold_plan_return(book, hold, hold->balance_minor, posting, err);
    }
    if (hold->door == DOOR_PAYEE) {
        return hold_plan_release(book, hold, hold->balance_minor, posting, err);
    }
    if (hold->is_collected) {
        return cash_refuse_clock(book, hold, err);
    }
    return error_set(err, STATUS_REFUSED, "hold:%s waits for a person: nobody knows whose it is",
                     hold->name);
}

enum status hold_default(struct book *book, const struct hold_step *step, struct run *run,
                         struct error *err)
{
    static const struct operation operation = {.verb = "default", .plan = plan_default};
    return operation_run(book, &operation, step, run, err);
}
