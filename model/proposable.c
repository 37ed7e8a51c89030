#include "model/proposable.h"

#include "model/complaint.h"
#include "model/day.h"
#include "model/freeze.h"
#include "model/interest_declare.h"
#include "model/match.h"
#include "model/operator.h"
#include "model/payout.h"
#include "model/policy_adopt.h"
#include "model/rule_change.h"
#include "model/write_off.h"

#include <string.h>

static const struct operation *const OPERATIONS[] = {
    &payout_operation,       &complaint_decide_operation, &freeze_put_operation,
    &match_undo_operation,   &operator_put_operation,     &operator_revoke_operation,
    &interest_end_operation, &policy_adopt_operation,     &rule_switch_operation,
    &day_close_operation,    &write_off_operation,
};

const struct operation *proposable_at(size_t index)
{
    return index < sizeof OPERATIONS / sizeof *OPERATIONS ? OPERATIONS[index] : NULL;
}

const struct operation *proposable_find(const char *name)
{
    const struct operation *operation;
    for (size_t i = 0; (operation = proposable_at(i)) != NULL; i++) {
        if (strcmp(operation->eyes->name, name) == 0) {
            break;
        }
    }
    return operation;
}
