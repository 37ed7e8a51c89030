/* match_pairs.h - several bank lines and several items at once: how much of which line is which
 * item, so that each pair is matched by itself (match.h) and all of them together.
 *
 * One line and one item: as much as both have left. One and many: the many are whole, and fit into
 * the one. Many and many: each part is named, and both sides come to the same. Whatever part is
 * named is matched whole; nothing is shared out by guessing. */
#ifndef MODEL_MATCH_PAIRS_H
#define MODEL_MATCH_PAIRS_H

#include "model/match.h"

#define MATCH_PARTS_MAX 200 /* of one side, at a time */

struct match_part {
    const char *id;     /* a line or an item, as match_terms has them */
    const char *amount; /* a decimal in the lines' currency; NULL for all that is left */
};

/* What of a line or an item is left to match, above zero; 0 for nothing, INT64_MAX where there is
 * no such bound. is_credit: by money in. */
enum status match_left(struct book *book, const char *label, bool is_credit, int64_t *out,
                       struct error *err) CHECKED;

/* Pairs in the order in which they have to be matched; owned by mem. Nothing is written. Lines of
 * two currencies or of both ways, what is named twice and what does not fit are refused. */
enum status match_pair_up(struct book *book, void *mem, const struct match_part *lines,
                          size_t line_count, const struct match_part *items, size_t item_count,
                          struct match_terms **out, size_t *count, struct error *err) CHECKED;

#endif
