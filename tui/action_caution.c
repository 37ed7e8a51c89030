#include "tui/action.h"

#include "model/caution.h"
#include "tui/values.h"

#include <string.h>

#define COMPLAINT "complaint:"

enum status action_caution(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct caution caution = {
        .party = values_id(values, "seller", "seller"),
        .rung = values_get(values, "rung"),
        .ground = values_get(values, "ground"),
        .facts = values_get(values, "facts"),
        .complaint = values_id(values, "complaint", "complaint"),
        .skip_reason = values_get(values, "skip-reason"),
    };
    if (caution.party != NULL && strncmp(caution.party, COMPLAINT, strlen(COMPLAINT)) == 0) {
        caution.complaint = caution.party + strlen(COMPLAINT);
        caution.party = NULL;
    }
    return caution_put(book, &caution, run, err);
}

enum status action_caution_acknowledge(struct book *book, const struct values *values,
                                       struct run *run, struct error *err)
{
    struct caution_answer answer = {.text = values_get(values, "text")};
    enum status status = values_number(values, "caution", "caution", &answer.caution, err);
    return status == STATUS_OK ? caution_acknowledge(book, &answer, run, err) : status;
}

enum status action_caution_withdraw(struct book *book, const struct values *values, struct run *run,
                                    struct error *err)
{
    struct caution_withdrawal withdrawal = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "caution", "caution", &withdrawal.caution, err);
    return status == STATUS_OK ? caution_withdraw(book, &withdrawal, run, err) : status;
}
