#include "model/item.h"

#include "model/mem.h"
#include "model/parcel.h"
#include "model/way.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16

static const char *const KINDS[] = {"deal", "expect", "batch", "payout"};

/* Why an item is closed, by the number that the query gives. */
static const char *const REASONS[] = {
    NULL,
    "is cancelled",
    "is paid already",
    "is not paid through this custody",
    "has been received already",
    "is settled already",
    "has left the bank already",
    "was given back",
    "names what its courier no longer owes so",
    "is paid in cash to its courier",
    "is of a campaign that takes no more",
};

#define OF_THESE " IN (SELECT value FROM json_each($1))"

/* One question for all kinds: an identifier may stand for one of each. */
#define LOOK_UP                                                                                    \
    "SELECT d.id, 0, d.currency, d.price_minor, CASE WHEN d.cancelled_us IS NOT NULL THEN 1"       \
    " WHEN " WAY_IS_COLLECTED " THEN 9 WHEN d.funded_minor > 0 THEN 2 WHEN " WAY_IS_OUTSIDE        \
    " THEN 3 WHEN d.campaign IS NOT NULL AND EXISTS (SELECT 1 FROM campaign c JOIN account a"      \
    " ON a.id = d.hold_id AND a.purpose = 'group' WHERE c.id = d.campaign"                         \
    " AND (c.state <> 'open' OR c.ends_us <= $2)) THEN 10 ELSE 0 END, 0, 0, '', 0, 0"              \
    " FROM deal d WHERE d.id" OF_THESE " UNION ALL SELECT x.ref, 1, x.currency, x.amount_minor,"   \
    " CASE WHEN x.received_minor > 0 THEN 4 ELSE 0 END, 0, 0, '', 0, 0"                            \
    " FROM expect x WHERE x.ref" OF_THESE " UNION ALL SELECT b.id, 2, b.currency, b.net_minor,"    \
    " CASE WHEN b.is_settled = 1 THEN 5 WHEN b.is_remit = 1 AND " PARCEL_BATCH_IS_STALE            \
    " THEN 8 ELSE 0 END,"                                                                          \
    " coalesce((SELECT -a.balance_minor FROM account a WHERE a.kind = 'transit'"                   \
    " AND a.kind <> 'hold' AND a.name = b.psp AND a.currency = b.currency), 0),"                   \
    " CASE b.is_remit WHEN 1 THEN b.net_minor ELSE b.gross_minor END, b.psp, b.chargebacks_minor," \
    " coalesce((SELECT a.balance_minor FROM account a WHERE a.kind = 'available'"                  \
    " AND a.kind <> 'hold' AND a.name = b.psp AND a.currency = b.currency), 0)"                    \
    " FROM batch b WHERE b.id" OF_THESE " UNION ALL SELECT p.id, 3, p.currency, -p.amount_minor,"  \
    " CASE p.state WHEN 'under way' THEN 0 WHEN 'paid' THEN 6 ELSE 7 END, 0, 0, '', 0, 0"          \
    " FROM payout p WHERE p.id" OF_THESE

const char *item_kind_name(enum item_kind kind)
{
    return KINDS[kind];
}

char *item_label(const struct item *item, char *buffer)
{
    (void)snprintf(buffer, ITEM_LABEL_BYTES, "%s:%s", KINDS[item->kind], item->id);
    return buffer;
}

static void read_row(const struct stmt *q, struct item *out)
{
    *out = (struct item){.kind = (enum item_kind)stmt_int(q, 1),
                         .amount.minor = stmt_int(q, 3),
                         .closed_because = REASONS[stmt_int(q, 4)],
                         .owed_minor = stmt_int(q, 5),
                         .gross_minor = stmt_int(q, 6),
                         .chargebacks_minor = stmt_int(q, 8),
                         .charged_minor = stmt_int(q, 9)};
    (void)snprintf(out->id, sizeof out->id, "%s", stmt_text(q, 0));
    (void)snprintf(out->amount.currency, sizeof out->amount.currency, "%s", stmt_text(q, 2));
    (void)snprintf(out->psp, sizeof out->psp, "%s", stmt_text(q, 7));
}

enum status item_any(struct book *book, bool *out, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT 1 FROM deal UNION ALL SELECT 1 FROM expect UNION ALL"
                      " SELECT 1 FROM batch UNION ALL SELECT 1 FROM payout LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, out, err);
        stmt_reset(q);
    }
    return status;
}

static int by_id(const void *a, const void *b)
{
    const struct item *first = a;
    const struct item *second = b;
    int order = strcmp(first->id, second->id);
    return order != 0 ? order : (int)first->kind - (int)second->kind;
}

enum status item_look_up(struct book *book, void *mem, const struct id_list *ids, struct item **out,
                         size_t *count, struct error *err)
{
    struct stmt *q;
    size_t room = 0;
    bool has_row = true;
    *out = NULL;
    *count = 0;
    if (ids->count == 0) {
        return STATUS_OK;
    }
    enum status status = book_flush(book, err); /* what a deal was paid */
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), LOOK_UP, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char *json = id_list_json(mem, ids);
    stmt_bind_text(q, 1, json);
    stmt_bind_int(q, 2, book_now_us(book));
    mem_free(json);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (*count == room) {
            room = room == 0 ? FIRST_ROOM : 2 * room;
            *out = MEM_GROW(mem, *out, struct item, room);
        }
        read_row(q, &(*out)[(*count)++]);
    }
    stmt_reset(q);
    if (status == STATUS_OK && *count > 0) {
        qsort(*out, *count, sizeof **out, by_id);
    }
    return status;
}

const struct item *item_find(const struct item *items, size_t count, const char *id, size_t *found)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(items[middle].id, id) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *found = 0;
    while (low + *found < count && strcmp(items[low + *found].id, id) == 0) {
        (*found)++;
    }
    return *found > 0 ? &items[low] : NULL;
}

struct payees {
    void *mem;
    struct item_payee *items;
    size_t count, room;
};

static enum status take_payee(void *state, const struct stmt *q, struct error *err)
{
    struct payees *payees = state;
    (void)err;
    if (payees->count == payees->room) {
        payees->room = payees->room == 0 ? FIRST_ROOM : 2 * payees->room;
        payees->items = MEM_GROW(payees->mem, payees->items, struct item_payee, payees->room);
    }
    payees->items[payees->count++] = (struct item_payee){mem_strdup(payees->mem, stmt_text(q, 0)),
                                                         mem_strdup(payees->mem, stmt_text(q, 1))};
    return STATUS_OK;
}

enum status item_payees(struct book *book, void *mem, const struct id_list *accounts,
                        struct item_payee **out, size_t *count, struct error *err)
{
    struct stmt *q;
    struct payees payees = {.mem = mem};
    const char *sql = "SELECT p.value, y.id FROM personal p JOIN payout y ON y.event = p.event"
                      " WHERE p.kind = 'destination' AND p.value" OF_THESE
                      " AND y.state = 'under way' ORDER BY y.id";
    enum status status = STATUS_OK;
    if (accounts->count > 0) {
        status = store_prepare(book_store(book), sql, &q, err);
        if (status == STATUS_OK) {
            stmt_bind_text(q, 1, id_list_json(mem, accounts));
            status = stmt_each(q, take_payee, &payees, err);
        }
    }
    *out = payees.items;
    *count = payees.count;
    return status;
}
