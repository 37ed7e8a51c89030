#include "model/topup.h"

#include "model/demand.h"
#include "model/exit.h"
#include "model/freeze_row.h"
#include "model/ground.h"
#include "model/mem.h"

#include <string.h>

/* Asking. */

static enum status plan_ask(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct topup_bond *terms = request;
    struct account *bond;
    int64_t id = 0;
    posting_context(posting, "party:%s", terms->seller);
    posting_note(posting, "seller", terms->seller);
    enum status status = demand_bond(book, terms->seller, terms->currency, posting, &bond, err);
    if (status == STATUS_OK) {
        status = demand_plan(book, terms->seller, bond, posting, &id, err);
    }
    if (status == STATUS_OK && id == 0) {
        return error_set(err, STATUS_REFUSED, "the bond of %s lacks nothing that is not asked for",
                         terms->seller);
    }
    posting_result(posting, "demand:%lld", (long long)id);
    posting_subject(posting, "%s", posting->result);
    return status;
}

static enum status apply_ask(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    (void)request;
    return demand_store(book, posting, err);
}

enum status topup_ask(struct book *book, const struct topup_bond *bond, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "demand", .plan = plan_ask, .apply = apply_ask};
    return operation_run(book, &operation, bond, run, err);
}

/* The clocks. */

static enum status load(struct book *book, int64_t id, struct posting *posting, struct demand *out,
                        struct error *err)
{
    enum status status = demand_get(book, posting, id, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "demand:%lld", (long long)id);
    posting_context(posting, "party:%s", out->seller);
    posting_note_int(posting, "demand", id);
    if (strcmp(out->state, "asked") != 0 && strcmp(out->state, "stopped") != 0) {
        return error_set(err, STATUS_REFUSED, "demand:%lld has ended already", (long long)id);
    }
    return STATUS_OK;
}

static char *missing_text(const struct demand *demand, struct posting *posting)
{
    char text[MONEY_TEXT_BYTES];
    struct money missing = {.minor = demand->missing_minor};
    memcpy(missing.currency, demand->currency, sizeof missing.currency);
    return mem_printf(posting, "%s %s", demand->currency, money_format_grouped(missing, text));
}

/* The measure lasts until the second clock ends, which is never longer than a measure may. */
static int64_t stopped_until(struct book *book)
{
    const struct policy *policy = book_policy(book);
    bool is_short = policy->bond_exit_us < policy->freeze_max_us;
    return book_now_us(book) + (is_short ? policy->bond_exit_us : policy->freeze_max_us);
}

static char *facts_of(const struct demand *demand, struct posting *posting)
{
    char due[TIME_TEXT_BYTES];
    return mem_printf(posting, "of demand:%lld for the bond %s was still missing on %s",
                      (long long)demand->id, missing_text(demand, posting),
                      time_format(demand->due_us, due));
}

static enum status plan_stop(struct book *book, const struct demand *demand,
                             struct posting *posting, struct error *err)
{
    int64_t freeze;
    enum status status = freeze_next(book, &freeze, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_result(posting, "freeze:%lld", (long long)freeze);
    posting_subject(posting, "%s", posting->result);
    posting_basis(posting, policy_value_of(book_policy(book), "bond.exit_after"));
    struct notice *notice = posting_tell(posting, demand->seller, "listing stopped");
    notice_time(notice, "until", stopped_until(book));
    notice_words(notice, "scope", "scope", "listing");
    notice_words(notice, "ground", "ground", "bond");
    notice_text(notice, "demand", mem_printf(posting, "demand:%lld", (long long)demand->id));
    notice_money(notice, "missing", demand->missing_minor, demand->currency);
    notice_time(notice, "due", demand->due_us);
    return STATUS_OK;
}

static enum status plan_leave(struct book *book, const struct demand *demand,
                              struct posting *posting, struct error *err)
{
    struct exit_request exit = {.seller = demand->seller,
                                .reason = mem_printf(posting,
                                                     "demand:%lld for the bond was not met: %s is"
                                                     " still missing",
                                                     (long long)demand->id,
                                                     missing_text(demand, posting))};
    return exit_plan(book, &exit, posting, err);
}

static enum status plan_default(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const int64_t *id = request;
    struct demand demand;
    enum status status = load(book, *id, posting, &demand, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (demand.missing_minor == 0) {
        return error_set(err, STATUS_REFUSED, "demand:%lld is met", (long long)*id);
    }
    if (book_now_us(book) < demand.due_us) {
        return error_set(err, STATUS_REFUSED, "demand:%lld is not due yet", (long long)*id);
    }
    posting_by_clock(posting, demand.due_us);
    return strcmp(demand.state, "asked") == 0 ? plan_stop(book, &demand, posting, err)
                                              : plan_leave(book, &demand, posting, err);
}

static enum status store_stop(struct book *book, const struct demand *demand,
                              const struct posting *posting, struct error *err)
{
    void *mem = mem_context(NULL, "stop");
    struct posting *scratch = posting_new(mem, posting->verb);
    struct freeze_row row = {.party = demand->seller,
                             .scope = "listing",
                             .ground = GROUND_BOND,
                             .facts = facts_of(demand, scratch),
                             .from_us = posting->at_us,
                             .until_us = stopped_until(book),
                             .is_begun = true};
    enum status status = freeze_next(book, &row.id, err);
    if (status == STATUS_OK) {
        status = freeze_insert(book, &row, posting->event, err);
    }
    if (status == STATUS_OK) {
        status = demand_note_stopped(book, demand->id, row.id, row.until_us, err);
    }
    mem_free(mem);
    return status;
}

static enum status apply_default(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const int64_t *id = request;
    struct demand demand;
    void *mem = mem_context(NULL, "demand");
    enum status status = demand_get(book, mem, *id, &demand, err);
    if (status == STATUS_OK && strcmp(demand.state, "asked") == 0) {
        status = store_stop(book, &demand, posting, err);
    } else if (status == STATUS_OK) {
        status = exit_store(book, demand.seller, posting, err);
    }
    mem_free(mem);
    return status;
}

enum status topup_default(struct book *book, const int64_t *demand, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "demand default", .plan = plan_default, .apply = apply_default};
    return operation_run(book, &operation, demand, run, err);
}

/* The end. */

static enum status plan_end(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const int64_t *id = request;
    struct demand demand;
    enum status status = load(book, *id, posting, &demand, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (demand.missing_minor > 0) {
        return error_set(err, STATUS_REFUSED, "of demand:%lld %s is still missing", (long long)*id,
                         missing_text(&demand, posting));
    }
    struct notice *notice = posting_tell(posting, demand.seller, "bond met");
    if (demand.freeze_id != 0) {
        notice_text(notice, "measure",
                    mem_printf(posting, "freeze:%lld", (long long)demand.freeze_id));
    }
    return STATUS_OK;
}

/* The measure that the demand has brought, unless it has ended or a person has lifted it. */
static enum status lift(struct book *book, const struct demand *demand,
                        const struct posting *posting, struct error *err)
{
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, demand->freeze_id, &row, err);
    if (status == STATUS_OK && freeze_is_live(book, &row)) {
        status = freeze_note_lifted(book, row.id, row.party, "the bond is topped up", posting, err);
    }
    mem_free(mem);
    return status;
}

static enum status apply_end(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const int64_t *id = request;
    struct demand demand;
    void *mem = mem_context(NULL, "demand");
    enum status status = demand_get(book, mem, *id, &demand, err);
    if (status == STATUS_OK && demand.freeze_id != 0) {
        status = lift(book, &demand, posting, err);
    }
    if (status == STATUS_OK) {
        status = demand_note_met(book, *id, posting->at_us, err);
    }
    mem_free(mem);
    return status;
}

enum status topup_end(struct book *book, const int64_t *demand, struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "demand end", .plan = plan_end, .apply = apply_end};
    return operation_run(book, &operation, demand, run, err);
}
