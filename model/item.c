#include "model/item.h"

#include <stdio.h>

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
};

/* One question for all kinds: an identifier may stand for one of each. */
#define LOOK_UP                                                                                    \
    "SELECT 0, d.currency, d.price_minor, CASE WHEN d.cancelled_us IS NOT NULL THEN 1"             \
    " WHEN d.funded_minor > 0 THEN 2 WHEN d.mode <> 'escrow' THEN 3 ELSE 0 END, 0, 0, ''"          \
    " FROM deal d WHERE d.id = $1"                                                                 \
    " UNION ALL SELECT 1, x.currency, x.amount_minor,"                                             \
    " CASE WHEN x.received_minor > 0 THEN 4 ELSE 0 END, 0, 0, ''"                                  \
    " FROM expect x WHERE x.ref = $1"                                                              \
    " UNION ALL SELECT 2, b.currency, b.net_minor, CASE b.is_settled WHEN 1 THEN 5 ELSE 0 END,"    \
    " coalesce((SELECT -a.balance_minor FROM account a WHERE a.kind = 'transit'"                   \
    " AND a.kind <> 'hold' AND a.name = b.psp AND a.currency = b.currency), 0),"                   \
    " b.gross_minor, b.psp FROM batch b WHERE b.id = $1"                                           \
    " UNION ALL SELECT 3, p.currency, -p.amount_minor,"                                            \
    " CASE p.state WHEN 'under way' THEN 0 WHEN 'paid' THEN 6 ELSE 7 END, 0, 0, ''"                \
    " FROM payout p WHERE p.id = $1"

const char *item_kind_name(enum item_kind kind)
{
    return KINDS[kind];
}

char *item_label(const struct item *item, char *buffer)
{
    (void)snprintf(buffer, ITEM_LABEL_BYTES, "%s:%s", KINDS[item->kind], item->id);
    return buffer;
}

static void read_row(const struct stmt *q, const char *id, struct item *out)
{
    *out = (struct item){.kind = (enum item_kind)stmt_int(q, 0),
                         .amount.minor = stmt_int(q, 2),
                         .closed_because = REASONS[stmt_int(q, 3)],
                         .owed_minor = stmt_int(q, 4),
                         .gross_minor = stmt_int(q, 5)};
    (void)snprintf(out->id, sizeof out->id, "%s", id);
    (void)snprintf(out->amount.currency, sizeof out->amount.currency, "%s", stmt_text(q, 1));
    (void)snprintf(out->psp, sizeof out->psp, "%s", stmt_text(q, 6));
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

enum status item_look_up(struct book *book, const char *id, struct item *out, size_t *count,
                         struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    *count = 0;
    enum status status = book_flush(book, err); /* what a deal was paid */
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), LOOK_UP, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (*count < ITEM_SAME_ID_MAX) {
            read_row(q, id, &out[(*count)++]);
        }
    }
    stmt_reset(q);
    return status;
}
