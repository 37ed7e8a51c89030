/* repeat.h - the earlier complaints about a seller, and by whoever complains: what they were about
 * is for a person to weigh, and by itself no ground for anything. */
#ifndef MODEL_REPEAT_H
#define MODEL_REPEAT_H

#include "model/book.h"

/* Over a span of the policy (complaint.repeat_window) before now, without the one at hand. */
struct repeat {
    int64_t count;     /* all of them */
    int64_t open;      /* not decided yet */
    int64_t founded;   /* refunded, awarded or upheld, as far as no appeal has turned that round */
    int64_t unfounded; /* dismissed or refused, the same */
    int64_t by_clock;  /* that nobody decided */
};

#define REPEAT_SENTENCE "Neither is by itself a ground."

/* About the seller; by the complainant. One indexed question each. */
enum status repeat_about(struct book *book, const char *seller, const char *complaint,
                         struct repeat *out, struct error *err) CHECKED;
enum status repeat_by(struct book *book, const char *complainant, const char *complaint,
                      struct repeat *out, struct error *err) CHECKED;

/* "3 in 365d: 1 open, 2 founded, 0 unfounded, 0 by the clock", or "none in 365d"; mem's. NULL where
 * the policy looks at no earlier ones. */
char *repeat_text(void *mem, const struct book *book, const struct repeat *repeat);

#endif
