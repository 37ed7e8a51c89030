/* verify_evidence.h - evidence and who looked at it: what their events say, and nothing else. */
#ifndef MODEL_VERIFY_EVIDENCE_H
#define MODEL_VERIFY_EVIDENCE_H

#include "model/book.h"
#include "model/verify_row.h"

enum status verify_evidence(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
