/* stake.h - what a seller's bond may have to pay: the awards that its open complaints would bring
 * if all of them were upheld. A deal has one award, however many complaints are about it. */
#ifndef MODEL_STAKE_H
#define MODEL_STAKE_H

#include "model/book.h"

#include <stdint.h>

/* In this currency; 0 without open complaints. */
enum status stake_read(struct book *book, const char *seller, const char *currency,
                       int64_t *awards_minor, struct error *err) CHECKED;

#endif
