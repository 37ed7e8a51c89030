/* rule_set.h - the rules for bank lines that there are: those that the program carries
 * (model/rules/NAME.ini, each the first version of its name, on unless it was switched off), and
 * the versions that a book has added (rule_change.h), off until one is switched on. */
#ifndef MODEL_RULE_SET_H
#define MODEL_RULE_SET_H

#include "model/book.h"
#include "model/rule.h"

#define RULE_SET_MAX 1000 /* versions; more are no rules any more */

struct rule_known {
    const struct rule *rule;
    bool is_on; /* this version */
    bool is_builtin;
    int64_t event; /* that added it; 0 of a builtin */
};

struct rule_set {
    struct rule_known *all; /* by rank, name and version */
    size_t count;
};

/* All versions; book NULL: those of the program. Owned by mem. Inside a transaction where there is
 * a book. */
enum status rule_set_load(struct book *book, void *mem, struct rule_set *out,
                          struct error *err) CHECKED;

/* A version, 0 for the newest; NULL where there is none. */
const struct rule_known *rule_set_find(const struct rule_set *set, const char *name,
                                       int64_t version);
/* The version that is on; NULL for none. */
const struct rule_known *rule_set_on(const struct rule_set *set, const char *name);

/* "order-spelled", the newest version, or "order-spelled:2"; "rule:" before it is passed over.
 * STATUS_NOT_FOUND tells how to see those that there are. */
enum status rule_set_named(const struct rule_set *set, const char *label,
                           const struct rule_known **out, struct error *err) CHECKED;

/* A line's texts, folded. */
struct rule_texts {
    struct rule_text reference, text, counterparty;
};
/* Owned by mem; NULL for a text that there is not. */
void rule_set_fold(void *mem, const char *reference, const char *text, const char *counterparty,
                   struct rule_texts *out);
/* What the rules of a kind that are on read out of them: each to take, in the rules' order. */
void rule_set_read(const struct rule_set *set, enum rule_kind kind, const struct rule_texts *texts,
                   void (*take)(void *state, const struct rule *rule,
                                const struct rule_reading *reading),
                   void *state);

#endif
