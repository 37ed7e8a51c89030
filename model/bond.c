#include "model/bond.h"

#include "model/mem.h"
#include "model/query.h"

#include <string.h>

#include <uthash.h>

/* The bonds of a seller that held anything when they were asked for, by number. */
struct known {
    char *seller;
    int64_t *bonds;
    size_t count;
    UT_hash_handle hh;
};

struct cache {
    struct known *by_seller;
};

static const struct book_part CACHE = {"bonds", sizeof(struct cache), NULL};

static void clear(void *object)
{
    struct cache *cache = object;
    HASH_CLEAR(hh, cache->by_seller);
}

static struct known *find(struct book *book, const char *seller)
{
    struct cache *cache = book_part(book, &CACHE);
    struct known *known = NULL;
    HASH_FIND_STR(cache->by_seller, seller, known);
    return known;
}

static void keep(struct book *book, const char *seller)
{
    struct cache *cache = book_part(book, &CACHE);
    mem_on_free(cache, clear);
    struct known *known = MEM_NEW(cache, struct known);
    known->seller = mem_strdup(known, seller);
    HASH_ADD_KEYPTR(hh, cache->by_seller, known->seller, strlen(known->seller), known);
    book_keep(book, 1);
}

static void forget(struct book *book, const char *seller)
{
    struct cache *cache = book_part(book, &CACHE);
    struct known *known = find(book, seller);
    if (known) {
        HASH_DELETE(hh, cache->by_seller, known);
        mem_free(known);
    }
}

static void add(struct known *known, int64_t bond)
{
    known->bonds = MEM_GROW(known, known->bonds, int64_t, known->count + 1);
    known->bonds[known->count++] = bond;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    add(find(state, stmt_text(q, 0)), stmt_int(q, 1));
    return STATUS_OK;
}

/* The accounts themselves, so that none is asked for by itself. */
static enum status fetch_accounts(struct book *book, void *mem, const struct id_list *sellers,
                                  struct error *err)
{
    struct id_list bonds = {0};
    for (size_t i = 0; i < sellers->count; i++) {
        const struct known *known = find(book, sellers->items[i]);
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
    for (size_t i = 0; i < sellers->count; i++) {
        if (!find(book, sellers->items[i])) {
            keep(book, sellers->items[i]);
            id_list_add(mem, &unknown, sellers->items[i]);
        }
    }
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
    const struct known *known = status == STATUS_OK ? find(book, seller) : NULL;
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
    const struct known *known = find(book, account->payer);
    for (size_t i = 0; known && i < known->count; i++) {
        if (known->bonds[i] == account->id) {
            return;
        }
    }
    forget(book, account->payer); /* it held nothing when they were asked for */
}
