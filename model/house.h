/* house.h - the bank's own lines: whose the interest is on what the pool holds, and who bears what
 * the bank charges for it, as the policy says. */
#ifndef MODEL_HOUSE_H
#define MODEL_HOUSE_H

#include "model/posting.h"

/* "interest" or "charge": NULL for an item that is neither. */
const char *house_word(const char *item);

/* The item that a line of the bank's own is ("available:PLATFORM"), owned by the posting, which
 * shows the figure that says so. STATUS_REFUSED for interest that went out, a charge that came in,
 * and a party that the book has not. */
enum status house_item(struct book *book, const char *word, bool is_credit, struct posting *posting,
                       const char **item, struct error *err) CHECKED;

#endif
