/* match.h - what a bank line was found to be, told by hand; and taken back, append-only.
 *
 * Invariant: what is matched never exceeds the line nor the item. A line whose whole amount is
 * matched is no longer in suspense. */
#ifndef MODEL_MATCH_H
#define MODEL_MATCH_H

#include "model/operation.h"

struct match_terms {
    const char *line;    /* "line:7" or "7" */
    const char *item;    /* deal:, payout:, batch:, expect:, available:PARTY, line: */
    struct money amount; /* positive, whatever the line's sign; currency "" for the line's own */
    bool has_amount;     /* else as much as both have left */
};

/* run->posting->result is "match:ID". */
enum status match_make(struct book *book, const struct match_terms *terms, struct run *run,
                       struct error *err) CHECKED;

/* The id of the last one, as SQL. */
#define MATCH_LAST "SELECT coalesce(max(id), 0) FROM match"

/* The row of a match that the event has made; of whoever posts it. */
enum status match_insert(struct book *book, int64_t line, const char *item, int64_t amount_minor,
                         int64_t event, struct error *err) CHECKED;

struct match_undo_terms {
    const char *match; /* "match:3" or "3" */
    const char *reason;
};
extern const struct operation match_undo_operation;
/* Refused beyond what is still there, naming where the money is missing. */
enum status match_undo(struct book *book, const struct match_undo_terms *terms, struct run *run,
                       struct error *err) CHECKED;

/* The items whose reference the texts bear, whatever their amount and state: "deal:O-1,payout:P-2",
 * "" for none. Owned by mem. */
enum status match_candidates(struct book *book, void *mem, const char *reference, const char *text,
                             const char **out, struct error *err) CHECKED;
/* The same of a stored line, whoever asks: what it bears is masked, what it may be is not. */
enum status match_candidates_of(struct book *book, void *mem, int64_t line, const char **out,
                                struct error *err) CHECKED;

#endif
