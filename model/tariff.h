/* tariff.h - the bond that is asked of a seller: the highest tariff of the categories that it has
 * sold in, each by the policy of its deal, as marketplaces ask it of shops of several categories.
 *
 * One bond answers for all of a seller's deals, and the dearest claim that may come out of them
 * sets what it must bear; a sum of tariffs would be asked twice for the same money. What is asked
 * never falls: the deals of a category can be complained of after the last of them. */
#ifndef MODEL_TARIFF_H
#define MODEL_TARIFF_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/money.h"

/* What is asked of the seller's bond in this currency; 0: nothing. Inside a transaction. */
enum status tariff_required(struct book *book, const char *seller, const char *currency,
                            int64_t *out, struct error *err) CHECKED;
/* Ask for those of many sellers at once and keep them for this transaction; nothing is asked where
 * the policy has no tariffs. */
enum status tariff_foresee(struct book *book, const struct id_list *sellers,
                           struct error *err) CHECKED;

/* An order in this category is planned, and then written as that event. */
enum status tariff_ready(struct book *book, const char *seller, const char *category,
                         struct error *err) CHECKED;
enum status tariff_note(struct book *book, const char *seller, const char *category, int64_t at_us,
                        int64_t event, struct error *err) CHECKED;

#endif
