/* suggest_ask.h - what suggestions for a line are made of: the line, and the items that may be it.
 * For suggest.c alone; all inside a transaction. */
#ifndef MODEL_SUGGEST_ASK_H
#define MODEL_SUGGEST_ASK_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/item.h"

#include <stdbool.h>

#define SUGGEST_ALIKE_MAX 64 /* items of one kind and the same amount that are looked at */

/* What of a line is not explained yet, and what its texts say; "" for none. */
struct suggest_line {
    struct money open; /* signed as the line */
    int32_t day;
    const char *reference, *text, *counterparty, *counterparty_account;
};
/* STATUS_NOT_FOUND names it. Texts are owned by mem. */
enum status suggest_ask_line(struct book *book, void *mem, int64_t line, struct suggest_line *out,
                             struct error *err) CHECKED;

/* Adds the items of that amount which are open: of each kind the latest SUGGEST_ALIKE_MAX, deals
 * ordered after the line's next day left out. One statement, by an index for each kind. */
enum status suggest_ask_alike(struct book *book, void *mem, const struct suggest_line *line,
                              struct id_list *ids, struct error *err) CHECKED;
/* That statement, of money in or out: for tests of how it is answered. */
const char *suggest_ask_alike_sql(bool is_in);

/* Adds payouts under way to the line's counterparty's account. */
enum status suggest_ask_account(struct book *book, void *mem, const struct suggest_line *line,
                                struct id_list *ids, struct error *err) CHECKED;

/* Whose an item is, and since when it is known. */
struct suggest_party {
    enum item_kind kind;
    const char *id;
    const char *name_key; /* of its buyer, of who announced it, of its provider or payee */
    int64_t since_us;
};
enum status suggest_ask_parties(struct book *book, void *mem, const struct id_list *ids,
                                struct suggest_party **out, size_t *count,
                                struct error *err) CHECKED;

#endif
