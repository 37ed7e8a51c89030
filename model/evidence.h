/* evidence.h - what the sides of a complaint bring forward: a file, a statement or a link.
 *
 * The event that brings a piece has its hash, size, media type and name; the bytes stand once in
 * the store, by their SHA-256, however many pieces have them. A link is a text that nobody opens.
 * Who looked at a piece is an event, once for each operator and piece, and a decision says which
 * pieces its maker had looked at.
 *
 * Evidence is personal: it is erased by the clock once its complaint has been over for as long as
 * the policy keeps personal data (personal.keep), and nothing of it is under way. Its bytes go
 * then; hash, name and who brought it stay in the chain. */
#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H

#include "model/document.h"
#include "model/operation.h"

#define EVIDENCE_BYTES_MAX (4 * 1024 * 1024) /* of one piece */
#define EVIDENCE_PIECES_MAX 100              /* of one complaint */
#define EVIDENCE_LINK_BYTES_MAX 2048

enum evidence_kind { EVIDENCE_FILE, EVIDENCE_STATEMENT, EVIDENCE_LINK };

struct evidence {
    const char *complaint;
    const char *side; /* "buyer", "seller", "rights-holder", "platform" */
    enum evidence_kind kind;
    struct document content; /* its name is of a file alone, without folders */
};
/* While the complaint is open, and until its decision is final. */
enum status evidence_add(struct book *book, const struct evidence *evidence, struct run *run,
                         struct error *err) CHECKED;

/* The book's operator looks at the piece, which takes the right to: an event, unless it is known
 * already. */
enum status evidence_look(struct book *book, void *mem, int64_t piece, struct error *err) CHECKED;

/* The sweep's operation. */
enum status evidence_erase(struct book *book, const int64_t *piece, struct run *run,
                           struct error *err) CHECKED;
/* Whose turn it is, for the sweep: $1 is now, $5 how long it is kept. */
#define EVIDENCE_DUE_SQL                                                                           \
    "SELECT v.at_us, v.id, '' FROM evidence v JOIN complaint c ON c.id = v.complaint"              \
    " LEFT JOIN appeal p ON p.complaint = c.id WHERE v.erased_event IS NULL"                       \
    " AND v.at_us <= CAST($1 AS BIGINT) - $5 AND (v.at_us, v.id) > ($2, $3)"                       \
    " AND " EVIDENCE_IS_OVER("CAST($1 AS BIGINT) - $5") " ORDER BY v.at_us, v.id LIMIT $4"
/* Over complaint c and its appeal p: decided, and reviewed, before then, and nothing held of it. */
#define EVIDENCE_IS_OVER(then)                                                                     \
    "c.decided_us <= " then " AND (p.complaint IS NULL OR p.reviewed_us <= " then                  \
    ") AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = c.hold_id AND a.balance_minor > 0)"    \
    " AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = c.award_hold_id"                        \
    " AND a.balance_minor > 0)"

#endif
