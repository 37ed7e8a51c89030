#include "model/complaint_weigh.h"

#include "model/award.h"
#include "model/complaint_settle.h"
#include "model/deal_row.h"
#include "model/mem.h"
#include "model/repeat.h"

#include <string.h>

/* "CNY 985.60"; mem's. */
static char *amount(void *mem, int64_t minor, const char *currency)
{
    char text[MONEY_TEXT_BYTES];
    struct money money = {.minor = minor};
    memcpy(money.currency, currency, sizeof money.currency - 1);
    return mem_printf(mem, "%s %s", currency, money_format_grouped(money, text));
}

/* ---- what the policy says ---- */

/* A notice about a right stands, unless its seller contests it. */
static void propose_measure(void *mem, const struct complaint_row *row,
                            struct complaint_proposal *out)
{
    bool is_ending = strcmp(complaint_row_end(row), "measure_ends") == 0;
    const char *key = is_ending ? "complaint.counter_time" : "dispute.default";
    const struct policy_value *value = policy_complaint_value(row->policy, key, row->kind->name);
    char *figure = policy_value_text(NULL, value);
    out->outcome = is_ending ? OUTCOME_DISMISS : OUTCOME_UPHOLD;
    out->why = mem_printf(mem, "%s\n%s",
                          is_ending ? "it is contested, and ends by waiting" : "it stands", figure);
    mem_free(figure);
}

static enum status reckon(struct book *book, const struct complaint_row *row, bool *has_award,
                          struct policy_award *award, struct error *err)
{
    const struct deal *deal;
    enum policy_price where;
    *has_award = false;
    if (!row->kind->has_award) {
        return STATUS_OK;
    }
    enum status status = deal_find(book, row->deal, &deal, err);
    if (status == STATUS_OK) {
        const struct award_claim claim = {.deal = deal,
                                          .policy = row->policy,
                                          .complaint = row->id,
                                          .dispute_hold = row->hold_id};
        status = award_reckon(book, &claim, award, &where, err);
    }
    *has_award = status == STATUS_OK && award->refused_by == NULL;
    return status == STATUS_REFUSED ? STATUS_OK : status; /* the deal has its award already */
}

static enum status propose_money(struct book *book, void *mem, const struct complaint_row *row,
                                 struct complaint_proposal *out, struct error *err)
{
    struct policy_award award = {.refused_by = NULL};
    bool has_award = false;
    int64_t held_minor = 0;
    const char *currency = row->amount.currency;
    enum status status = complaint_held(book, row, &held_minor, err);
    if (status == STATUS_OK) {
        status = reckon(book, row, &has_award, &award, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct policy_value *value =
        has_award ? award.is_minimum ? award.minimum : award.multiple
                  : policy_complaint_value(row->policy, "dispute.default", row->kind->name);
    char *figure = policy_value_text(NULL, value);
    char *refund = amount(NULL, held_minor, currency);
    char *more = amount(NULL, has_award ? award.amount.minor : 0, currency);
    out->outcome = has_award ? OUTCOME_AWARD : held_minor > 0 ? OUTCOME_REFUND : OUTCOME_DISMISS;
    out->why = mem_printf(mem, "if founded: refund %s, award %s\n%s", refund, more, figure);
    mem_free(more);
    mem_free(refund);
    mem_free(figure);
    return STATUS_OK;
}

/* What was complained of before, of either side. */
static enum status tell_repeats(struct book *book, void *mem, const struct complaint_row *row,
                                char **about, char **by, struct error *err)
{
    struct repeat of_seller, of_complainant;
    enum status status = repeat_about(book, row->seller, row->id, &of_seller, err);
    if (status == STATUS_OK) {
        status = repeat_by(book, row->complainant, row->id, &of_complainant, err);
    }
    *about = status == STATUS_OK ? repeat_text(mem, book, &of_seller) : NULL;
    *by = status == STATUS_OK ? repeat_text(mem, book, &of_complainant) : NULL;
    return status;
}

enum status complaint_propose(struct book *book, void *mem, const char *complaint,
                              struct complaint_proposal *out, struct error *err)
{
    struct complaint_row row;
    char *about, *by;
    enum status status = complaint_row_get(book, mem, complaint, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status == STATUS_OK && row.kind->is_about_money) {
        status = propose_money(book, mem, &row, out, err);
    } else if (status == STATUS_OK) {
        propose_measure(mem, &row, out);
    }
    if (status == STATUS_OK) {
        status = tell_repeats(book, mem, &row, &about, &by, err);
    }
    if (status == STATUS_OK && about != NULL) {
        out->why = mem_append(out->why, "\nabout %s: %s\nby %s: %s\n%s", row.seller, about,
                              row.complainant, by, REPEAT_SENTENCE);
    }
    return status;
}

/* ---- what is decided ---- */

static void weigh_dispute(const struct weighing *weighing, struct posting *posting)
{
    const struct complaint_row *row = weighing->row;
    const char *currency = row->amount.currency;
    int64_t rest = weighing->held_minor - weighing->refund_minor;
    if (weighing->refund_minor > 0) {
        posting_remark(posting, "refund to %s: %s, from the money in dispute (hold:%lld)",
                       row->buyer, amount(posting, weighing->refund_minor, currency),
                       (long long)row->hold_id);
    }
    if (rest > 0) {
        posting_remark(posting, "to %s: %s of the money in dispute, less what its liens take",
                       row->seller, amount(posting, rest, currency));
    }
}

/* An award's parts: they add up to it. */
static void weigh_award(const struct weighing *weighing, struct posting *posting)
{
    const struct complaint_row *row = weighing->row;
    const char *currency = posting->awarded.currency;
    if (posting->awarded.minor == 0) {
        return;
    }
    posting_remark(posting, "award to %s: %s", row->buyer,
                   amount(posting, posting->awarded.minor, currency));
    for (size_t i = 0; i < posting->opened_count; i++) {
        const struct account *opened = posting->opened[i];
        int64_t paid = posting_balance(posting, opened);
        if (opened->purpose == PURPOSE_AWARD) {
            posting_remark(posting, "of it from the bond of %s: %s", row->seller,
                           amount(posting, paid, currency));
        } else if (opened->purpose == PURPOSE_CLAIM) {
            posting_remark(posting, "of it from the insurer %s: %s", opened->payer,
                           amount(posting, paid, currency));
        }
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        const struct lien_change *lien = &posting->liens[i];
        if (lien->id == 0 && lien->rank == LIEN_AWARD) {
            posting_remark(posting, "of it not there now: %s, a lien on what %s gets next",
                           amount(posting, lien->cap_minor, currency), lien->on->name);
        }
    }
}

enum status complaint_weigh(struct book *book, const struct weighing *weighing,
                            struct posting *posting, struct error *err)
{
    char *about, *by;
    const struct complaint_row *row = weighing->row;
    const struct complaint_decision *decision = weighing->decision;
    weigh_dispute(weighing, posting);
    weigh_award(weighing, posting);
    if (decision->unlooked != NULL) {
        posting_remark(posting, "evidence that its maker has not looked at: %s",
                       decision->unlooked);
    }
    enum status status = tell_repeats(book, posting, row, &about, &by, err);
    if (status == STATUS_OK && about != NULL) {
        posting_remark(posting, "earlier complaints about %s: %s", row->seller, about);
        posting_remark(posting, "earlier complaints by %s: %s", row->complainant, by);
        posting_remark(posting, "%s", REPEAT_SENTENCE);
    }
    return status;
}
