#include "tui/action.h"

#include "model/complaint.h"
#include "model/locate.h"
#include "model/operation.h"
#include "tui/values.h"

#include <assert.h>
#include <string.h>

enum status action_complaint_open(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    const char *kind = values_get(values, "kind");
    struct complaint complaint = {
        .id = values_id(values, "id", "complaint"),
        .deal = values_id(values, "deal", "deal"),
        .kind = kind == NULL ? "counterfeit" : kind,
        .by = values_id(values, "by", "buyer"),
        .has_amount = values_get(values, "amount") != NULL,
        .text = values_get(values, "text"),
        .evidence = values_get(values, "evidence"),
    };
    char currency[4];
    enum status status = locate_deal_currency(book, complaint.deal, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &complaint.amount, err);
    }
    return status == STATUS_OK ? complaint_open(book, &complaint, run, err) : status;
}

enum status action_complaint_notice(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    struct complaint_notice notice = {
        .complaint = values_id(values, "complaint", "complaint"),
        .text = values_get(values, "text"),
    };
    return complaint_notice(book, &notice, run, err);
}

enum status action_complaint_decide(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    static const char *const outcomes[] = {
        [OUTCOME_DISMISS] = "dismiss",
        [OUTCOME_REFUND] = "refund",
        [OUTCOME_AWARD] = "award",
    };
    const char *outcome = values_get(values, "outcome");
    size_t at = 0;
    while (outcome != NULL && strcmp(outcomes[at], outcome) != 0) { /* a check comes without one */
        at++;
        assert(at < sizeof outcomes / sizeof *outcomes);
    }
    struct complaint_decision decision = {
        .complaint = values_id(values, "complaint", "complaint"),
        .outcome = (enum complaint_outcome)at,
        .reasons = values_get(values, "reasons"),
        .has_refund = values_get(values, "amount") != NULL,
    };
    char currency[4];
    enum status status = locate_complaint_currency(book, decision.complaint, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &decision.refund, err);
    }
    return status == STATUS_OK ? complaint_decide(book, &decision, run, err) : status;
}
