/* objection.h - a seller objects to a measure, and somebody decides who has had no part in it.
 *
 *     objection_file --> open --objection_review--> upheld | granted
 *                          \--objection_default (the clock)--> as the policy says
 *
 * Granted lifts the measure at once, gives back what is held and pays the policy's interest. What
 * was upheld may be objected to once more, as an appeal that another person decides; and so after
 * each extension. */
#ifndef MODEL_OBJECTION_H
#define MODEL_OBJECTION_H

#include "model/operation.h"

struct objection {
    int64_t freeze;
    const char *text;
};
enum status objection_file(struct book *book, const struct objection *objection, struct run *run,
                           struct error *err) CHECKED;

/* Of the freeze's open objection. STATUS_DENIED for who put, confirmed or extended the measure, or
 * decided an objection to it before. */
struct objection_review {
    int64_t freeze;
    bool is_granted;
    const char *reasons;
};
enum status objection_review(struct book *book, const struct objection_review *review,
                             struct run *run, struct error *err) CHECKED;
/* What becomes of one that nobody decided; the sweep's operation. */
enum status objection_default(struct book *book, const int64_t *objection, struct run *run,
                              struct error *err) CHECKED;

#endif
