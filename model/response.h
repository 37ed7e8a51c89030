/* response.h - how long complaints wait: from the filing to the admission, to the notice and to the
 * decision, and from an appeal to its review, as the events say it.
 *
 * A percentile is by nearest rank: of n times in their order the ceil(p n / 100)th; so it is one of
 * them, and no fraction is made. Spans are microseconds. */
#ifndef MODEL_RESPONSE_H
#define MODEL_RESPONSE_H

#include "model/book.h"

#include <stddef.h>
#include <stdint.h>

enum response_stage {
    RESPONSE_ADMISSION,
    RESPONSE_NOTICE,
    RESPONSE_DECISION, /* a refusal to admit is one */
    RESPONSE_REVIEW,
};
const char *response_stage_name(enum response_stage stage);

/* Of one kind of complaint, filed in one month of UTC, that have come to the end of a stage. */
struct response {
    int year, month;
    const char *kind;
    enum response_stage stage;
    int64_t count, by_default; /* by_default: of them, by the clock */
    int64_t median_us, p90_us;
};
/* By month, kind and stage, without those that nothing came to the end of; owned by mem. It reads
 * every event of every complaint. */
enum status response_read(struct book *book, void *mem, struct response **rows, size_t *count,
                          struct error *err) CHECKED;

#endif
