/* closure.h - a merchant closes its shop: nothing new is ordered from it, and what its customers
 * have prepaid and not received is due back to them at once, in one event. */
#ifndef MODEL_CLOSURE_H
#define MODEL_CLOSURE_H

#include "model/operation.h"

#define CLOSURE_HOLDS_MAX 100000 /* that one closure turns */

struct closure {
    const char *party;
    const char *reason;
};
/* STATUS_REFUSED when it has closed already; STATUS_LIMIT beyond CLOSURE_HOLDS_MAX holds. */
enum status closure_close(struct book *book, const struct closure *closure, struct run *run,
                          struct error *err) CHECKED;

#endif
