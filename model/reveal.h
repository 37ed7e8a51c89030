/* reveal.h - an operator sees a party's contact in full: with a reason, while a case of the party
 * is open (party_case.h), and with one event each time. */
#ifndef MODEL_REVEAL_H
#define MODEL_REVEAL_H

#include "model/operation.h"

struct reveal {
    const char *party, *reason;
    char *
        *value; /* the contact, owned by the run's mem; NULL in a preview and where it is refused */
};
enum status reveal_contact(struct book *book, const struct reveal *reveal, struct run *run,
                           struct error *err) CHECKED;

#endif
