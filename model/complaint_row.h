/* complaint_row.h - a stored complaint, as the transition that is being planned sees it. */
#ifndef MODEL_COMPLAINT_ROW_H
#define MODEL_COMPLAINT_ROW_H

#include "model/complaint_kind.h"
#include "model/policy.h"
#include "model/posting.h"

struct complaint_row {
    const char *id, *deal, *buyer, *seller, *complainant;
    const struct complaint_kind *kind;
    const char *state;
    const char *stage;  /* its state; once it is decided "decided", or "appealed" */
    const char *answer; /* "accept", "contest"; NULL: none */
    const char *decided_by;
    bool has_appeal;             /* one was made, whether it was reviewed or not */
    const struct policy *policy; /* of its deal, once it was asked for; else NULL */
    struct policy_complaint waits;
    int64_t hold_id, award_hold_id;   /* 0: none */
    int64_t due_us;                   /* when it is decided by the clock */
    int64_t step_us, appeal_until_us; /* TIME_NONE: no such clock */
    bool to_payee;
    struct money amount; /* that was disputed at first */
    int64_t award_minor;
    int64_t decided_event; /* 0: it was decided by no operator */
};

/* STATUS_NOT_FOUND names it; texts are mem's. Inside a transaction. */
enum status complaint_row_get(struct book *book, void *mem, const char *id,
                              struct complaint_row *out, struct error *err) CHECKED;
/* The same, and it is the posting's subject, its deal the context. */
enum status complaint_row_load(struct book *book, const char *id, struct posting *posting,
                               struct complaint_row *out, struct error *err) CHECKED;

/* With policy and waits. What needs neither goes on under a version that this program lacks. */
enum status complaint_row_policy(struct book *book, struct complaint_row *out,
                                 struct error *err) CHECKED;

/* Whether a complaint is where a transition begins: its stage is one of these words, of which the
 * last is followed by NULL. Refused with who decided it and how, or with what comes first. */
enum status complaint_row_require(struct book *book, const char *id, const char *const *stages,
                                  struct error *err) CHECKED;

/* The complaint of a request that begins with it, as all about one do. */
const char *complaint_row_of(const void *request);

/* When a stage that begins now ends by itself; TIME_NONE where it has no clock of its own, or none
 * that ends before the complaint's. */
int64_t complaint_row_step(struct book *book, const struct complaint_row *row,
                           struct policy_wait wait);
/* What the complaint's clock brings: an outcome, as a word of the notices. */
const char *complaint_row_end(const struct complaint_row *row);
/* A notice of that kind about it. */
struct notice *complaint_row_tell(const struct complaint_row *row, const char *party,
                                  const char *kind, struct posting *posting);

#endif
