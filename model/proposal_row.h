/* proposal_row.h - an operation that was proposed: how it is written, hashed and ended. The rules
 * of who may end it how are proposal.h's. */
#ifndef MODEL_PROPOSAL_ROW_H
#define MODEL_PROPOSAL_ROW_H

#include "model/digest.h"
#include "model/eyes.h"

/* In the body of the event of what was approved. */
#define PROPOSAL_NOTE "proposal"

struct proposal {
    int64_t id;
    const char *operation; /* of eyes.h: "payout" */
    const char *request;   /* canonical JSON */
    const char *hash;      /* proposal_hash, when it was proposed */
    const char *subject;   /* whom or what it is about: "party:S-0001" */
    struct money amount;   /* that was measured; currency "" where none is */
    enum policy_eyes needs;
    const char *maker, *maker_entity; /* maker_entity may be NULL */
    int64_t proposed_us, due_us;
    int64_t event;
    const char *state;    /* "open" until it is ended */
    const char *ended_by; /* NULL while it is open, and where its clock has ended it */
    int64_t ended_us;
};

/* What a request would do, with the versions of all that it touches: SHA-256 of the operation, the
 * request, the posting's digest, every account's last state and the last event about its subject.
 */
enum status proposal_hash(struct book *book, const struct eyes *eyes, const char *request,
                          struct posting *posting, char hash[DIGEST_HEX_BYTES],
                          struct error *err) CHECKED;

/* The event by which the book's operator proposes what is planned, owned by mem; and its row, once
 * that is posted. */
enum status proposal_plan(struct book *book, void *mem, const struct eyes *eyes,
                          const void *request, struct posting *planned, struct posting **out,
                          struct error *err) CHECKED;
enum status proposal_insert(struct book *book, const struct posting *posting,
                            struct error *err) CHECKED;

/* "proposal:7" or "7"; owned by mem. STATUS_NOT_FOUND names it; STATUS_CORRUPT where it is not what
 * its event says. */
enum status proposal_get(struct book *book, void *mem, const char *id, struct proposal *out,
                         struct error *err) CHECKED;
/* Rows of p with the events e by which they were proposed; columns may follow these. */
#define PROPOSAL_COLUMNS                                                                           \
    "p.id, p.operation, p.request, p.hash, p.subject, p.currency, p.amount_minor, p.needs,"        \
    " p.maker, p.maker_entity, p.proposed_us, p.due_us, p.event, p.state, p.ended_by, p.ended_us," \
    " e.body, e.operator"
#define PROPOSAL_COLUMN_COUNT 18
#define PROPOSAL_FROM "proposal p LEFT JOIN event e ON e.book_id = $1 AND e.number = p.event"
/* What such a row says, owned by mem, and whether its event says the same. */
void proposal_read(void *mem, const struct stmt *q, struct proposal *out);
bool proposal_is_as_written(const struct stmt *q, const struct proposal *proposal);

/* state: approved, rejected, withdrawn, by the book's operator; expired. */
enum status proposal_end(struct book *book, int64_t id, const char *state, const char *reason,
                         const struct posting *posting, struct error *err) CHECKED;

#endif
