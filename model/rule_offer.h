/* rule_offer.h - rules that a repeated decision suggests: the same text, or the same word before an
 * order's number, matched by hand in the same way RULE_OFFER_TIMES times. Nothing is learnt by
 * itself: an offer is shown, and becomes a rule that is off once somebody takes it. */
#ifndef MODEL_RULE_OFFER_H
#define MODEL_RULE_OFFER_H

#include "model/operation.h"

#define RULE_OFFER_TIMES 3
#define RULE_OFFER_LINES_MAX 2000 /* the latest matches by hand, which are looked at */

struct rule_offer {
    const char *name;  /* of the rule to be: "offered-" and a digest of what is offered */
    const char *about; /* "3 lines with the word kundennr were matched by hand to deal:O-..." */
    const char *text;  /* of the rule */
    int64_t times;
};

/* The most repeated first; what a rule that there is reads already is not offered. Owned by mem.
 * Inside a transaction. */
enum status rule_offers(struct book *book, void *mem, struct rule_offer **out, size_t *count,
                        struct error *err) CHECKED;

/* Add an offered rule, by its name. STATUS_NOT_FOUND where it is offered no more. */
enum status rule_offer_take(struct book *book, const char *name, struct run *run,
                            struct error *err) CHECKED;

#endif
