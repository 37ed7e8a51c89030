#include "tui/action.h"

#include "model/complaint.h"
#include "model/complaint_weigh.h"
#include "model/locate.h"
#include "model/operation.h"
#include "model/taking.h"
#include "tui/values.h"

#include <assert.h>
#include <string.h>

/* Which of these words it is; the first where there is none: a check comes without one. */
static size_t choice_of(const struct values *values, const char *name, const char *const *words)
{
    const char *word = values_get(values, name);
    size_t at = 0;
    while (word != NULL && strcmp(words[at], word) != 0) {
        at++;
        assert(words[at] != NULL);
    }
    return at;
}

/* An amount of the complaint's currency. */
static enum status amount_of(struct book *book, const struct values *values, const char *name,
                             struct money *out, bool *has_it, struct error *err)
{
    char currency[4];
    *has_it = values_get(values, name) != NULL;
    enum status status =
        locate_complaint_currency(book, values_id(values, "complaint", "complaint"), currency, err);
    return status == STATUS_OK ? values_amount(values, name, currency, out, err) : status;
}

static struct taking_request taking_of(const struct values *values)
{
    return (struct taking_request){
        .complaint = values_id(values, "complaint", "complaint"),
        .reason = values_get(values, "reason"),
    };
}

enum status action_complaint_take(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    struct taking_request taking = taking_of(values);
    return complaint_take(book, &taking, run, err);
}

enum status action_complaint_hand(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    struct taking_request handing = taking_of(values);
    handing.to = values_id(values, "to", "operator");
    return complaint_hand(book, &handing, run, err);
}

enum status action_complaint_admit(struct book *book, const struct values *values, struct run *run,
                                   struct error *err)
{
    const char *complaint = values_id(values, "complaint", "complaint");
    return complaint_admit(book, &complaint, run, err);
}

enum status action_complaint_refuse(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    struct complaint_refusal refusal = {
        .complaint = values_id(values, "complaint", "complaint"),
        .reasons = values_get(values, "reasons"),
    };
    return complaint_refuse(book, &refusal, run, err);
}

enum status action_complaint_answer(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    static const char *const ANSWERS[] = {"accept", "contest", NULL};
    struct complaint_answer answer = {
        .complaint = values_id(values, "complaint", "complaint"),
        .is_contest = choice_of(values, "answer", ANSWERS) == 1,
        .text = values_get(values, "text"),
    };
    return complaint_answer(book, &answer, run, err);
}

enum status action_complaint_appeal(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    struct complaint_appeal appeal = {
        .complaint = values_id(values, "complaint", "complaint"),
        .by = values_id(values, "by", "party"),
        .text = values_get(values, "text"),
    };
    return complaint_appeal(book, &appeal, run, err);
}

enum status action_complaint_review(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    static const char *const VERDICTS[] = {
        [VERDICT_UPHOLD] = "uphold",
        [VERDICT_CHANGE] = "change",
        [VERDICT_REVERSE] = "reverse",
        NULL,
    };
    struct complaint_review review = {
        .complaint = values_id(values, "complaint", "complaint"),
        .verdict = (enum complaint_verdict)choice_of(values, "verdict", VERDICTS),
        .reasons = values_get(values, "reasons"),
    };
    enum status status = amount_of(book, values, "amount", &review.refund, &review.has_refund, err);
    if (status == STATUS_OK) {
        status = amount_of(book, values, "award", &review.award, &review.has_award, err);
    }
    return status == STATUS_OK ? complaint_review(book, &review, run, err) : status;
}

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

static const char *const OUTCOMES[] = {
    [OUTCOME_DISMISS] = "dismiss",
    [OUTCOME_REFUND] = "refund",
    [OUTCOME_AWARD] = "award",
    [OUTCOME_UPHOLD] = "uphold",
    NULL,
};

enum status action_complaint_propose(void *mem, struct book *book, struct values *values,
                                     char **note, struct error *err)
{
    struct complaint_proposal proposal;
    const char *complaint = values_id(values, "complaint", "complaint");
    int outcome = values_index(values->fields, "outcome");
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = complaint_propose(book, mem, complaint, &proposal, err);
    book_rollback(book);
    if (status == STATUS_OK) {
        values->texts[outcome] = OUTCOMES[proposal.outcome];
        *note = proposal.why;
    }
    return status;
}

enum status action_complaint_decide(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    struct complaint_decision decision = {
        .complaint = values_id(values, "complaint", "complaint"),
        .outcome = (enum complaint_outcome)choice_of(values, "outcome", OUTCOMES),
        .reasons = values_get(values, "reasons"),
    };
    enum status status =
        amount_of(book, values, "amount", &decision.refund, &decision.has_refund, err);
    return status == STATUS_OK ? complaint_decide(book, &decision, run, err) : status;
}
