/* notice_kind.h - the kinds of notices that there are, each with the fields that its operation
 * gives: what a template of it has to say, and what it can.
 *
 * A statement of reasons is for what is done to somebody: its template has every part of
 * NOTICE_PARTS. Fields of every kind: {reference} (what it is about: "freeze:3"), {by} (a clock or
 * a person), and {rule} (the figures of the policy that it rests on, each with its source). */
#ifndef MODEL_NOTICE_KIND_H
#define MODEL_NOTICE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#define NOTICE_REFERENCE "reference"
#define NOTICE_BY "by"
#define NOTICE_RULE "rule"

struct notice_kind {
    const char *name;
    bool is_statement;
    const char *fields; /* names between spaces; one that may be left out has a ? behind it */
};

/* NULL beyond the last. */
const struct notice_kind *notice_kind_at(size_t index);
/* NULL where there is none. */
const struct notice_kind *notice_kind_find(const char *name);

/* What was done and how much, the facts, the rule, a clock or a person, until when, how to object
 * and by when, who decides; ends with NULL. */
extern const char *const NOTICE_PARTS[];

enum notice_need { NOTICE_NO_FIELD, NOTICE_OPTIONAL, NOTICE_REQUIRED, NOTICE_COMMON };
/* Whether its template can, or must, name this field. NOTICE_COMMON: can. */
enum notice_need notice_kind_need(const struct notice_kind *kind, const char *field, size_t bytes);

#endif
