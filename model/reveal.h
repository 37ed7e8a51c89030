/* reveal.h - an operator sees in full what lists mask: with a reason, while a case is open that
 * needs it, and with one event each time, which does not say what was seen.
 *
 * Who may is a row of rights.h each; the case is an open one of the party (party_case.h). A bank
 * line's is its own, too: while it is in suspense or its statement still is as young as what may be
 * in suspense, and else a case of a party to what it is matched with. */
#ifndef MODEL_REVEAL_H
#define MODEL_REVEAL_H

#include "model/operation.h"

struct reveal {
    const char *id; /* of a party, a payout, a line */
    const char *reason;
    char **value; /* owned by the run's mem; NULL in a preview and where it is refused */
};
/* A party's contact. */
enum status reveal_contact(struct book *book, const struct reveal *reveal, struct run *run,
                           struct error *err) CHECKED;
/* The bank account that a payout goes to. */
enum status reveal_destination(struct book *book, const struct reveal *reveal, struct run *run,
                               struct error *err) CHECKED;
/* What a bank line says: its text, its counterparty and the counterparty's account. */
enum status reveal_line(struct book *book, const struct reveal *reveal, struct run *run,
                        struct error *err) CHECKED;

#endif
