#include "model/bond.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/query.h"

#include <string.h>

/* The bonds of a seller that held anything when they were asked for, by number. */
struct known {
    const char *key; /* the seller */
    int64_t *bonds;
    size_t count;
};

static const struct kept_kind BONDS = {KEPT_PART("bonds", NULL), sizeof(struct known)};

static void add(struct known *known, int64_t bond)
{
    known->bonds = MEM_GROW(known, known->bonds, int64_t, known->count + 1);
    known->bonds[known->count++] = bond;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    add(kept_find(state, &BONDS, stmt_text(q, 0)), stmt_int(q, 1));
    return STATUS_OK;
}

/* The accounts themselves, so that none is asked for by itself. */
static enum status fetch_accounts(struct book *book, void *mem, const struct id_list *sellers,
                                  struct error *err)
{
    struct id_list bonds = {0};
    for (size_t i = 0; i < sellers->count; i++) {
        const struct known *known = kept_find(book, &BONDS, sellers->items[i]);
        for (size_t j = 0; j < known->count; j++) {
            id_list_add_int(mem, &bonds, known->bonds[j]);
        }
    }
    return account_foresee(book, &bonds, err);
}

enum status bond_foresee(struct book *book, const struct id_list *sellers, struct error *err)
{
    void *mem = mem_context(NULL, "bonds");
    struct id_list unknown = {0};
    enum status status = STATUS_OK;
    kept_add_all(book, &BONDS, sellers, mem, &unknown);
    if (unknown.count > 0) {
        status = book_flush(book, err); /* SQL must see the balances of this transaction */
    }
    if (status == STATUS_OK) {
        status = query_many(book,
                            "SELECT payer, id FROM account WHERE kind = 'hold' AND purpose = 'bond'"
                            " AND parent IS NULL AND balance_minor > 0"
                            " AND payer IN (SELECT value FROM json_each($1))"
                            " ORDER BY id",
                            &unknown, NULL, take_row, err);
    }
    if (status == STATUS_OK) {
        status = fetch_accounts(book, mem, &unknown, err);
    }
    mem_free(mem);
    return status;
}

enum status bond_find(struct book *book, const char *seller, const char *currency,
                      struct account **out, struct error *err)
{
    struct id_list one = {.items = &seller, .count = 1};
    *out = NULL;
    enum status status = bond_foresee(book, &one, err);
    const struct known *known = status == STATUS_OK ? kept_find(book, &BONDS, seller) : NULL;
    for (size_t i = 0; known && i < known->count && status == STATUS_OK && !*out; i++) {
        struct account *bond;
        status = account_by_id(book, known->bonds[i], &bond, err);
        if (status == STATUS_OK && bond->balance_minor > 0 &&
            strcmp(bond->currency, currency) == 0) {
            *out = bond;
        }
    }
    return status;
}

void bond_note(struct book *book, const struct account *account)
{
    if (account->purpose != PURPOSE_BOND || account->parent != 0) {
        return;
    }
    const struct known *known = kept_find(book, &BONDS, account->payer);
    for (size_t i = 0; known && i < known->count; i++) {
        if (known->bonds[i] == account->id) {
            return;
        }
    }
    kept_drop(book, &BONDS, account->payer); /* it held nothing when they were asked for */
}
