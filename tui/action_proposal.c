#include "tui/action.h"

#include "model/interest_declare.h"
#include "model/proposal.h"
#include "tui/values.h"

static struct proposal_step step_of(const struct values *values)
{
    return (struct proposal_step){.proposal = values_id(values, "proposal", "proposal"),
                                  .hash = values_get(values, "hash"),
                                  .reason = values_get(values, "reason")};
}

enum status action_approve(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct proposal_step step = step_of(values);
    return proposal_approve(book, &step, run, err);
}

enum status action_reject(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    struct proposal_step step = step_of(values);
    return proposal_reject(book, &step, run, err);
}

enum status action_withdraw(struct book *book, const struct values *values, struct run *run,
                            struct error *err)
{
    struct proposal_step step = step_of(values);
    return proposal_withdraw(book, &step, run, err);
}

enum status action_operator_interest(struct book *book, const struct values *values,
                                     struct run *run, struct error *err)
{
    struct interest_terms terms = {.login = values_id(values, "operator", "operator"),
                                   .party = values_id(values, "party", "seller"),
                                   .reason = values_get(values, "reason")};
    if (run->is_check) { /* of the operator alone */
        return STATUS_OK;
    }
    return values_flag(values, "end") ? interest_end(book, &terms, run, err)
                                      : interest_declare(book, &terms, run, err);
}
