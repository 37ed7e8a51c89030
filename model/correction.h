/* correction.h - what was entered by mistake, put right by an event that names the one it corrects
 * and moves its money back the way it came, on its accounts only.
 *
 * An event is corrected once, and a correction never; what the books have of it (a deal's sums,
 * what liens took, a hold's clock) goes back with it. Nothing is corrected that others rely on:
 * what the bank said, what was decided, and what ran by its clock have ways of their own. */
#ifndef MODEL_CORRECTION_H
#define MODEL_CORRECTION_H

#include "model/operation.h"

struct correction {
    int64_t event; /* to be corrected */
    const char *reason;
};

/* STATUS_REFUSED names the way that is right for events of that kind, who corrected it already, or
 * where the money went. */
enum status correction_make(struct book *book, const struct correction *correction, struct run *run,
                            struct error *err) CHECKED;

#endif
