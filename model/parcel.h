/* parcel.h - who carries the goods of a deal that is paid at the door, and what became of the cash,
 * as the transaction under way sees it.
 *
 * As with deals (deal_row.h): one object for the whole of the transaction, and what changes of it
 * is written once, when the transaction flushes. SQL over these columns needs book_flush first. All
 * inside a transaction. */
#ifndef MODEL_PARCEL_H
#define MODEL_PARCEL_H

#include "model/book.h"
#include "model/id_list.h"

struct parcel {
    const char *deal, *courier;
    int64_t fee_minor; /* what the courier keeps of what it collects */
    /* of a stored one, in the deal's currency: */
    int64_t collected_minor; /* at the door; 0: not delivered */
    int64_t returned_minor;  /* given back to the buyer by the courier itself */
    int64_t remitted_minor;  /* that has come of it, by the bank or out of the courier's bond */
    int64_t remit_by_us;     /* TIME_NONE: not delivered */
    int64_t told_us;         /* that it is late; TIME_NONE: not */
    int64_t refused_us;      /* at the door; TIME_NONE: not */
};

/* What the courier still has to hand over: what it collected less what it gave back and its fee. */
int64_t parcel_owed(const struct parcel *parcel);

/* The same as SQL over parcel p. */
#define PARCEL_OWED                                                                                \
    "CASE WHEN p.collected_minor > p.returned_minor THEN p.collected_minor - p.returned_minor"     \
    " - p.fee_minor - p.remitted_minor ELSE 0 END"
/* As SQL over batch b that a courier announced: it names what is no longer owed as it says, or what
 * a later one that is open names as well. */
#define PARCEL_BATCH_IS_STALE                                                                      \
    "(EXISTS (SELECT 1 FROM remit_deal r JOIN parcel p ON p.deal = r.deal WHERE r.batch = b.id"    \
    " AND r.amount_minor <> " PARCEL_OWED ") OR EXISTS (SELECT 1 FROM remit_deal r"                \
    " JOIN remit_deal o ON o.deal = r.deal JOIN batch x ON x.id = o.batch WHERE r.batch = b.id"    \
    " AND x.is_settled = 0 AND x.event > b.event))"

/* *out is NULL where nobody carries anything for the deal. Borrowed until the operation that asked
 * ends. */
enum status parcel_find(struct book *book, const char *deal, const struct parcel **out,
                        struct error *err) CHECKED;
/* Ask for many at once and keep them for this transaction. */
enum status parcel_foresee(struct book *book, const struct id_list *deals,
                           struct error *err) CHECKED;

/* The writing of a posting that is made. */
enum status parcel_insert(struct book *book, const struct parcel *terms, int64_t event,
                          struct error *err) CHECKED;
enum status parcel_note_collected(struct book *book, const char *deal, int64_t amount_minor,
                                  int64_t remit_by_us, struct error *err) CHECKED;
enum status parcel_note_refused(struct book *book, const char *deal, int64_t at_us,
                                struct error *err) CHECKED;
enum status parcel_note_returned(struct book *book, const char *deal, int64_t amount_minor,
                                 struct error *err) CHECKED;
enum status parcel_note_told(struct book *book, const char *deal, int64_t at_us,
                             struct error *err) CHECKED;

/* Cash that has come by an event, or has gone again where it is below zero. */
struct remittance {
    const char *deal, *batch; /* batch: NULL where it came out of the courier's bond */
    int64_t amount_minor;
    int64_t event;
};
enum status parcel_note_remitted(struct book *book, const struct remittance *remittance,
                                 struct error *err) CHECKED;

#endif
