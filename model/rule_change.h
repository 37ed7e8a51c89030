/* rule_change.h - a house's own rules for bank lines: added as a version that never changes, and
 * switched on and off, each by an event.
 *
 * A version that was added is off. Of a name at most one version is on; switching one on switches
 * the other off. Imports that are planned already are planned again. */
#ifndef MODEL_RULE_CHANGE_H
#define MODEL_RULE_CHANGE_H

#include "model/operation.h"

struct rule_addition {
    const char *name;
    const char *text; /* of an ini file, as rule.h reads it */
};
/* run->posting->result is "rule:NAME:VERSION". STATUS_INVALID: no rule; STATUS_REFUSED: an example
 * of its own does not come out; STATUS_CONFLICT: its newest version is the same. */
enum status rule_add(struct book *book, const struct rule_addition *addition, struct run *run,
                     struct error *err) CHECKED;

struct rule_switching {
    const char *rule; /* as rule_set_named takes it; without a version the newest, to be switched
                         off the one that is on */
    bool is_on;
};
/* STATUS_REFUSED where it is so already. Who it takes says the policy (approve.rule). */
extern const struct operation rule_switch_operation;
enum status rule_switch(struct book *book, const struct rule_switching *switching, struct run *run,
                        struct error *err) CHECKED;

#endif
