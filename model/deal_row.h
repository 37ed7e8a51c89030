/* deal_row.h - deals as the transaction under way sees them.
 *
 * A deal found inside a transaction is one object for the whole of it; its sums and times run with
 * what is posted and are written once, when the transaction flushes. SQL over these columns needs
 * book_flush first. */
#ifndef MODEL_DEAL_ROW_H
#define MODEL_DEAL_ROW_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/posting.h"

struct deal {
    const char *id, *mode, *buyer, *seller, *shop, *campaign, *category;
    const char *policy; /* under which it was made: "cn-1" */
    struct money price, fee;
    int64_t period_us; /* to confirm what was sent */
    const char
        *delivery; /* of an order: how its goods come, where the policy says how long that is */
    /* of a stored one: */
    int64_t hold_id;
    int64_t funded_minor, released_minor, returned_minor;
    int64_t ordered_us, funded_us, shipped_us, delivered_us, cancelled_us; /* TIME_NONE: not yet */
};

/* Borrowed until the operation that asked ends; STATUS_NOT_FOUND names it. Inside a transaction. */
enum status deal_find(struct book *book, const char *id, const struct deal **out,
                      struct error *err) CHECKED;
/* A copy owned by mem; inside a transaction or without. */
enum status deal_get(struct book *book, void *mem, const char *id, struct deal *out,
                     struct error *err) CHECKED;
/* The policy under which a deal was made. Inside a transaction. */
enum status deal_policy(struct book *book, const char *id, const struct policy **out,
                        struct error *err) CHECKED;
/* Ask for many at once and keep them for this transaction. */
enum status deal_foresee(struct book *book, const struct id_list *ids, struct error *err) CHECKED;

/* The writing of a posting that is made; all inside a transaction. */
/* A new deal by its terms; what comes after them is set here. */
enum status deal_insert(struct book *book, const struct deal *terms, int64_t hold_id, int64_t at_us,
                        struct error *err) CHECKED;
/* The ledger's: a deal's sums gain; the first gain is when it was funded. */
enum status deal_add(struct book *book, const struct deal_change *change, int64_t at_us,
                     struct error *err) CHECKED;
enum deal_time { DEAL_SHIPPED, DEAL_DELIVERED, DEAL_CANCELLED };
enum status deal_set_time(struct book *book, const char *id, enum deal_time which, int64_t at_us,
                          struct error *err) CHECKED;
/* What funded it was taken back: with nothing left, it never was funded. */
enum status deal_note_taken_back(struct book *book, const char *id, struct error *err) CHECKED;

#endif
