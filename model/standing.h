/* standing.h - how couriers stand: what each collected at the door, remitted, and still has. */
#ifndef MODEL_STANDING_H
#define MODEL_STANDING_H

#include "model/book.h"

#include <stddef.h>
#include <stdint.h>

/* Of one courier in one currency. What it owes and what it keeps as fees that are still to be
 * taken are together the balance of its transit account. */
struct standing {
    const char *courier;
    char currency[4];
    int64_t carried, refused; /* parcels */
    int64_t collected_minor, given_back_minor, remitted_minor;
    int64_t owed_minor;
    int64_t kept_minor;
    int64_t overdue_minor;    /* of what is owed */
    int64_t overdue_since_us; /* TIME_NONE: nothing is */
    int64_t bond_minor;
};
/* By courier and currency; owned by mem. It reads every parcel. */
enum status standing_read(struct book *book, void *mem, struct standing **rows, size_t *count,
                          struct error *err) CHECKED;

#endif
