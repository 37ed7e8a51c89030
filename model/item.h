/* item.h - what a bank line may stand for: an unpaid deal, expected money, a provider's batch, a
 * payout under way. Each is known by an identifier that the line's text bears. */
#ifndef MODEL_ITEM_H
#define MODEL_ITEM_H

#include "model/book.h"
#include "model/money.h"
#include "model/text.h"

#define ITEM_LABEL_BYTES (TEXT_ID_BYTES_MAX + 16)
#define ITEM_SAME_ID_MAX 4 /* one of each kind */

enum item_kind { ITEM_DEAL, ITEM_EXPECT, ITEM_BATCH, ITEM_PAYOUT };

struct item {
    enum item_kind kind;
    char id[TEXT_ID_BYTES_MAX + 1];
    struct money amount;        /* as its bank line has it: a payout's is negative */
    const char *closed_because; /* NULL while open, else a literal: "is paid already" */
    /* Of a batch: what the provider owes us now, and what the batch settles of it. */
    int64_t owed_minor, gross_minor;
    char psp[TEXT_ID_BYTES_MAX + 1];
};

const char *item_kind_name(enum item_kind kind);

/* "deal:O-1" into buffer of ITEM_LABEL_BYTES; returns it. */
char *item_label(const struct item *item, char *buffer);

/* Whether the book has any item at all. */
enum status item_any(struct book *book, bool *out, struct error *err) CHECKED;

/* All items of this identifier, whatever their state: at most ITEM_SAME_ID_MAX. */
enum status item_look_up(struct book *book, const char *id, struct item *out, size_t *count,
                         struct error *err) CHECKED;

#endif
