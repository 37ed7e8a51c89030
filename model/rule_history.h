/* rule_history.h - a rule tried on the lines that are matched: what it would have made of each,
 * beside what was decided. Nothing is written. */
#ifndef MODEL_RULE_HISTORY_H
#define MODEL_RULE_HISTORY_H

#include "model/book.h"
#include "model/rule.h"

struct rule_outcome {
    int64_t right;
    int64_t wrong;
    int64_t left; /* it says nothing of them, or of more than one item */
};
struct rule_mistake {
    int64_t line;
    const char *would_be; /* "deal:O-1", "charge" */
    const char *is;       /* what it was matched to */
};

/* Every line of which something is matched, oldest first; mistakes to take, borrowed. As if every
 * item were open, with the amount that it has. STATUS_UNSUPPORTED for a rule without a pattern.
 * Inside a transaction. */
enum status rule_history(struct book *book, const struct rule *rule, struct rule_outcome *out,
                         enum status (*take)(void *state, const struct rule_mistake *mistake,
                                             struct error *err),
                         void *state, struct error *err) CHECKED;

#endif
