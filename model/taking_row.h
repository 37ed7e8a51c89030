/* taking_row.h - who has taken a complaint, as far as others have to know it: its decision ends
 * that, and an appeal is anybody's again. Inside a transaction. */
#ifndef MODEL_TAKING_ROW_H
#define MODEL_TAKING_ROW_H

#include "model/book.h"

struct taking {
    const char *holder; /* NULL: nobody */
    int64_t at_us;
};

/* Texts are mem's. */
enum status taking_find(struct book *book, void *mem, const char *complaint, struct taking *out,
                        struct error *err) CHECKED;

/* Whether the book's operator may act on it: nobody has taken it, or that operator has.
 * STATUS_REFUSED says who has. */
enum status taking_require(struct book *book, const char *complaint, struct error *err) CHECKED;

#endif
