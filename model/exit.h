/* exit.h - a seller leaves the marketplace: nothing more is ordered from it, nothing more is asked
 * for its bond, and the bond goes back to it when its tail is over, less what open complaints have
 * set apart. */
#ifndef MODEL_EXIT_H
#define MODEL_EXIT_H

#include "model/operation.h"

struct exit_request {
    const char *seller;
    const char *reason;
};
/* STATUS_REFUSED when it has left already. */
enum status exit_begin(struct book *book, const struct exit_request *request, struct run *run,
                       struct error *err) CHECKED;

/* The same as parts of another operation. */
enum status exit_plan(struct book *book, const struct exit_request *request,
                      struct posting *posting, struct error *err) CHECKED;
enum status exit_store(struct book *book, const char *seller, const struct posting *posting,
                       struct error *err) CHECKED;

#endif
