/* verify_proposals.h - that what was proposed is there as its event says, that others ended it, and
 * that neither maker nor checker had an interest in it. */
#ifndef MODEL_VERIFY_PROPOSALS_H
#define MODEL_VERIFY_PROPOSALS_H

#include "model/book.h"
#include "model/verify_row.h"

/* The row has counted the events that propose something, or end that. */
enum status verify_proposals(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
