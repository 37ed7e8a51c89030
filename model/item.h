/* item.h - what a bank line may stand for: an unpaid deal, expected money, a provider's batch, a
 * payout under way. Each is known by an identifier that the line's text bears. */
#ifndef MODEL_ITEM_H
#define MODEL_ITEM_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/money.h"
#include "model/text.h"

#define ITEM_LABEL_BYTES (TEXT_ID_BYTES_MAX + 16)

enum item_kind { ITEM_DEAL, ITEM_EXPECT, ITEM_BATCH, ITEM_PAYOUT };

struct item {
    enum item_kind kind;
    char id[TEXT_ID_BYTES_MAX + 1];
    struct money amount;        /* as its bank line has it: a payout's is negative */
    const char *closed_because; /* NULL while open, else a literal: "is paid already" */
    /* Of a batch: what the provider, or the courier, owes us now, and what it settles of that. */
    int64_t owed_minor, gross_minor;
    /* What it keeps for chargebacks, and what the provider has for them now. */
    int64_t chargebacks_minor, charged_minor;
    char psp[TEXT_ID_BYTES_MAX + 1];
};

const char *item_kind_name(enum item_kind kind);

/* "deal:O-1" into buffer of ITEM_LABEL_BYTES; returns it. */
char *item_label(const struct item *item, char *buffer);

/* Whether the book has any item at all. */
enum status item_any(struct book *book, bool *out, struct error *err) CHECKED;

/* All items of these identifiers, whatever their state: one question, however many they are. Sorted
 * by identifier, then by kind; owned by mem. */
enum status item_look_up(struct book *book, void *mem, const struct id_list *ids, struct item **out,
                         size_t *count, struct error *err) CHECKED;

/* Those of one identifier among them, at most one of each kind; NULL for none. */
const struct item *item_find(const struct item *items, size_t count, const char *id, size_t *found);

/* A payout under way, and the account that it goes to. */
struct item_payee {
    const char *account, *payout;
};
/* All to these accounts, by payout: one question, however many they are. Owned by mem. */
enum status item_payees(struct book *book, void *mem, const struct id_list *accounts,
                        struct item_payee **out, size_t *count, struct error *err) CHECKED;

#endif
