/* freeze_terms.h - what a measure may be, before it is one: its scope, its clocks, its ground. */
#ifndef MODEL_FREEZE_TERMS_H
#define MODEL_FREEZE_TERMS_H

#include "model/document.h"
#include "model/freeze_row.h"

/* The seller leaves the marketplace when it begins: a scope of its own. */
#define FREEZE_TERMINATE "terminate"

/* What an authority has ordered. */
struct freeze_order {
    const char *authority; /* a party of that kind */
    const char *reference; /* its own */
    struct document document;
};

/* Scopes: "payout", "advance", "listing" (new offers), "campaign", and between linked parties
 * "return" (voluntary) and "release" (early). */
struct freeze {
    const char *party;   /* NULL: the seller that the complaint is about */
    const char *scope;   /* comma-separated; NULL or "" when only an amount is frozen */
    struct money amount; /* minor 0: none; with a complaint and no scope: what is disputed */
    const char *ground;  /* a code of the policy's, see ground.h */
    const char *facts;
    int64_t from_us;                  /* 0: as soon as the policy's notice allows */
    int64_t until_us;                 /* 0: of a termination, which ends when it has happened */
    bool is_emergency;                /* at once, and short unless another operator confirms it */
    const char *complaint, *evidence; /* that it rests on; may be NULL */
    const struct freeze_order *order; /* NULL: it is the operator's own */
    const char *skip_reason;          /* why rungs are skipped, see escalation.h; may be NULL */
};

/* The row that the request makes when it is put at now_us, without a number; texts are owned by mem
 * or borrowed from the request. */
enum status freeze_terms(struct book *book, void *mem, const struct freeze *freeze, int64_t now_us,
                         struct freeze_row *out, struct error *err) CHECKED;
/* STATUS_INVALID, or STATUS_REFUSED where the policy says no to it. */
enum status freeze_terms_check(struct book *book, const struct freeze *freeze,
                               const struct freeze_row *row, int64_t now_us,
                               struct error *err) CHECKED;
/* Whether a scope has that word. */
bool freeze_scope_has(const char *scope, const char *word);
bool freeze_is_termination(const struct freeze_row *row);

#endif
