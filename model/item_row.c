#include "model/item_row.h"

#include "model/mem.h"
#include "model/query.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#define KINDS (ITEM_PAYOUT + 1)

/* Columns of every select: id, party, currency, amount, and what else the kind has, else a zero:
 * purpose, received, fee, settled, hold, state, whether it is a courier's, chargebacks. */
#define SELECT_EXPECT                                                                              \
    "SELECT ref, party, currency, amount_minor, purpose, received_minor, 0, 0, 0, 0, 0, 0"         \
    " FROM expect WHERE ref "
#define SELECT_BATCH                                                                               \
    "SELECT id, psp, currency, net_minor, '', 0, fee_minor, is_settled, 0, 0, is_remit,"           \
    " chargebacks_minor FROM batch WHERE id "
#define SELECT_PAYOUT                                                                              \
    "SELECT id, party, currency, amount_minor, '', 0, 0, 0, hold_id,"                              \
    " CASE state WHEN 'under way' THEN 0 WHEN 'paid' THEN 1 ELSE 2 END, 0, 0 FROM payout WHERE "
#define THESE "IN (SELECT value FROM json_each($1))"
#define OF_HOLDS "hold_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"

static const char *const STATES[] = {"under way", "paid", "returned"};

struct known {
    struct item_row row; /* its texts are owned */
    bool is_dirty;
    UT_hash_handle hh, hh_hold;
};

struct cache {
    struct known *by_id[KINDS];
    struct known *by_hold; /* the payouts */
};

static enum status flush(struct book *book, void *state, struct error *err);
static const struct book_part CACHE = {"items", sizeof(struct cache), flush};

static void clear(void *object)
{
    struct cache *cache = object;
    HASH_CLEAR(hh_hold, cache->by_hold);
    for (int kind = 0; kind < KINDS; kind++) {
        HASH_CLEAR(hh, cache->by_id[kind]);
    }
}

static struct known *find(struct book *book, enum item_kind kind, const char *id)
{
    struct cache *cache = book_part(book, &CACHE);
    struct known *known = NULL;
    HASH_FIND_STR(cache->by_id[kind], id, known);
    return known;
}

static struct known *find_hold(struct book *book, int64_t hold_id)
{
    struct cache *cache = book_part(book, &CACHE);
    struct known *known = NULL;
    HASH_FIND(hh_hold, cache->by_hold, &hold_id, sizeof hold_id, known);
    return known;
}

static void keep(struct book *book, enum item_kind kind, const struct stmt *q)
{
    struct cache *cache = book_part(book, &CACHE);
    if (find(book, kind, stmt_text(q, 0)) != NULL) {
        return; /* as the transaction sees it */
    }
    struct known *known = MEM_NEW(cache, struct known);
    known->row = (struct item_row){.id = mem_strdup(known, stmt_text(q, 0)),
                                   .party = mem_strdup(known, stmt_text(q, 1)),
                                   .currency = mem_strdup(known, stmt_text(q, 2)),
                                   .amount_minor = stmt_int(q, 3),
                                   .purpose = mem_strdup(known, stmt_text(q, 4)),
                                   .received_minor = stmt_int(q, 5),
                                   .fee_minor = stmt_int(q, 6),
                                   .is_settled = stmt_int(q, 7) != 0,
                                   .hold_id = stmt_int(q, 8),
                                   .state = (enum payout_state)stmt_int(q, 9),
                                   .is_remit = stmt_int(q, 10) != 0,
                                   .chargebacks_minor = stmt_int(q, 11)};
    mem_on_free(cache, clear);
    HASH_ADD_KEYPTR(hh, cache->by_id[kind], known->row.id, strlen(known->row.id), known);
    if (kind == ITEM_PAYOUT) {
        HASH_ADD(hh_hold, cache->by_hold, row.hold_id, sizeof known->row.hold_id, known);
    }
    book_keep(book, 1);
}

static enum status take_expect(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    keep(state, ITEM_EXPECT, q);
    return STATUS_OK;
}

static enum status take_batch(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    keep(state, ITEM_BATCH, q);
    return STATUS_OK;
}

static enum status take_payout(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    keep(state, ITEM_PAYOUT, q);
    return STATUS_OK;
}

static const struct {
    const char *name, *select, *update;
    enum status (*take)(void *book, const struct stmt *q, struct error *err);
} kinds[KINDS] = {
    [ITEM_EXPECT] = {"expected receipt", SELECT_EXPECT THESE,
                     "UPDATE expect SET received_minor = $1 WHERE ref = $2", take_expect},
    [ITEM_BATCH] = {"batch", SELECT_BATCH THESE, "UPDATE batch SET is_settled = $1 WHERE id = $2",
                    take_batch},
    [ITEM_PAYOUT] = {"payout", SELECT_PAYOUT "id " THESE,
                     "UPDATE payout SET state = $1 WHERE id = $2", take_payout},
};

enum status item_row_foresee(struct book *book, enum item_kind kind, const struct id_list *ids,
                             struct error *err)
{
    void *mem = mem_context(NULL, "items");
    struct id_list unknown = {0};
    for (size_t i = 0; i < ids->count; i++) {
        if (find(book, kind, ids->items[i]) == NULL) {
            id_list_add(mem, &unknown, ids->items[i]);
        }
    }
    enum status status =
        query_many(book, kinds[kind].select, &unknown, NULL, kinds[kind].take, err);
    mem_free(mem);
    return status;
}

enum status item_row_foresee_holds(struct book *book, const struct id_list *holds,
                                   struct error *err)
{
    void *mem = mem_context(NULL, "items");
    struct id_list unknown = {0};
    for (size_t i = 0; i < holds->count; i++) {
        if (find_hold(book, strtoll(holds->items[i], NULL, 10)) == NULL) {
            id_list_add(mem, &unknown, holds->items[i]);
        }
    }
    enum status status = query_many(book, SELECT_PAYOUT OF_HOLDS, &unknown, NULL, take_payout, err);
    mem_free(mem);
    return status;
}

enum status item_row_find_hold(struct book *book, int64_t hold_id, const struct item_row **out,
                               struct error *err)
{
    struct id_list one = {0};
    void *mem = mem_context(NULL, "items");
    id_list_add_int(mem, &one, hold_id);
    enum status status = item_row_foresee_holds(book, &one, err);
    mem_free(mem);
    const struct known *known = status == STATUS_OK ? find_hold(book, hold_id) : NULL;
    if (status == STATUS_OK && known == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "there is no payout of hold:%lld",
                         (long long)hold_id);
    }
    *out = known != NULL ? &known->row : NULL;
    return status;
}

const struct item_row *item_row_known(struct book *book, enum item_kind kind, const char *id)
{
    const struct known *known = find(book, kind, id);
    return known != NULL ? &known->row : NULL;
}

static enum status look_up(struct book *book, enum item_kind kind, const char *id,
                           struct known **out, struct error *err)
{
    struct id_list one = {.items = &id, .count = 1};
    assert(kinds[kind].name != NULL);
    enum status status = item_row_foresee(book, kind, &one, err);
    *out = status == STATUS_OK ? find(book, kind, id) : NULL;
    if (status == STATUS_OK && *out == NULL) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no %s %s", kinds[kind].name, id);
    }
    return status;
}

enum status item_row_find(struct book *book, enum item_kind kind, const char *id,
                          const struct item_row **out, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, kind, id, &known, err);
    if (status == STATUS_OK) {
        *out = &known->row;
    }
    return status;
}

/* To be written when the transaction flushes. */
static enum status change(struct book *book, enum item_kind kind, const char *id,
                          struct item_row **out, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, kind, id, &known, err);
    if (status == STATUS_OK) {
        known->is_dirty = true;
        *out = &known->row;
    }
    return status;
}

enum status item_row_receive(struct book *book, const char *ref, int64_t amount_minor,
                             struct error *err)
{
    struct item_row *row;
    enum status status = change(book, ITEM_EXPECT, ref, &row, err);
    if (status == STATUS_OK) {
        row->received_minor +=
            amount_minor; /* never more than is expected, nor less than nothing */
    }
    return status;
}

enum status item_row_settle(struct book *book, const char *batch, bool is_settled,
                            struct error *err)
{
    struct item_row *row;
    enum status status = change(book, ITEM_BATCH, batch, &row, err);
    if (status == STATUS_OK) {
        row->is_settled = is_settled;
    }
    return status;
}

enum status item_row_set_state(struct book *book, const char *payout, enum payout_state state,
                               struct error *err)
{
    struct item_row *row;
    enum status status = change(book, ITEM_PAYOUT, payout, &row, err);
    if (status == STATUS_OK) {
        row->state = state;
    }
    return status;
}

static enum status update(struct book *book, enum item_kind kind, struct known *known,
                          struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), kinds[kind].update, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (kind == ITEM_PAYOUT) {
        stmt_bind_text(q, 1, STATES[known->row.state]);
    } else {
        stmt_bind_int(
            q, 1, kind == ITEM_EXPECT ? known->row.received_minor : (int64_t)known->row.is_settled);
    }
    stmt_bind_text(q, 2, known->row.id);
    status = stmt_queue(q, err);
    known->is_dirty = status != STATUS_OK;
    return status;
}

static enum status flush(struct book *book, void *state, struct error *err)
{
    struct cache *cache = state;
    enum status status = STATUS_OK;
    for (int kind = 0; kind < KINDS; kind++) {
        for (struct known *k = cache->by_id[kind]; k != NULL && status == STATUS_OK;
             k = k->hh.next) {
            if (k->is_dirty) {
                status = update(book, (enum item_kind)kind, k, err);
            }
        }
    }
    return status;
}
