/* verify_doors.h - the closed loop: whether an event's money went only through its doors.
 *
 * What is plainly allowed by what is known of the event's own legs costs no question. The rest is
 * asked of the store in the words of SQL, many events at a time, and only that names a breach. */
#ifndef MODEL_VERIFY_DOORS_H
#define MODEL_VERIFY_DOORS_H

#include "model/book.h"
#include "model/verify_row.h"

/* What a leg's account is; texts are borrowed. */
struct verify_leg {
    int64_t account, amount_minor;
    int64_t parent;      /* of a hold that was carved; 0: none */
    int64_t beneficiary; /* of a debited hold's first lien; 0: none */
    const char *currency, *kind, *purpose, *name, *payer, *payee; /* NULL where it has none */
};

struct verify_doors;

/* row is the caller's and outlives it. */
struct verify_doors *verify_doors_new(void *mem, struct book *book, struct verify_row *row);
/* Each leg of an event in turn, then its end; the same for one with none. Open, where what came
 * before it or it itself comes from a bank or from transit, which may pay anybody: there is nothing
 * to ask of such a leg. Any other is handed in whole. */
bool verify_doors_open(struct verify_doors *doors, int64_t amount_minor, const char *currency,
                       const char *kind);
void verify_doors_leg(struct verify_doors *doors, const struct verify_leg *leg);
enum status verify_doors_end(struct verify_doors *doors, int64_t book, int64_t event,
                             struct error *err) CHECKED;
/* After the last event: what was not asked yet. */
enum status verify_doors_finish(struct verify_doors *doors, struct error *err) CHECKED;

#endif
