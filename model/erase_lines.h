/* erase_lines.h - what the bank lines of a statement say of their counterparties is erased: texts,
 * names, accounts and salts go; dates, amounts, bank references and matches stay, and so do the
 * seals in the events.
 *
 * By the clock, once the statement was imported as long ago as personal data is kept
 * (personal.keep) and none of its lines is in suspense; before that it is refused, whoever asks.
 * The file imported again afterwards is still known, by what stays of its lines. */
#ifndef MODEL_ERASE_LINES_H
#define MODEL_ERASE_LINES_H

#include "model/operation.h"

struct line_erasure {
    int64_t statement;
    const char *reason;
};
enum status erase_lines(struct book *book, const struct line_erasure *erasure, struct run *run,
                        struct error *err) CHECKED;
/* The sweep's operation. */
enum status erase_lines_default(struct book *book, const int64_t *statement, struct run *run,
                                struct error *err) CHECKED;

/* Whose turn it is, for the sweep: $1 is now, $5 how long they are kept. */
#define ERASE_LINES_DUE_SQL                                                                        \
    "SELECT e.at_us, s.id, '' FROM statement s JOIN event e ON e.subject = 'statement:' || s.id"   \
    " AND e.verb <> 'line' AND e.verb = 'statement' WHERE s.erased_event IS NULL"                  \
    " AND e.at_us <= CAST($1 AS BIGINT) - $5 AND (e.at_us, s.id) > ($2, $3) AND NOT EXISTS"        \
    " (SELECT 1 FROM line l WHERE l.statement_id = s.id AND l.state = 'suspense')"                 \
    " ORDER BY e.at_us, s.id LIMIT $4"

#endif
