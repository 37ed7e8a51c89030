#include "model/deal_row.h"

#include "model/kept.h"
#include "model/mem.h"

#include <stdio.h>
#include <string.h>

struct known {
    const char *key;
    struct deal deal; /* its texts are owned */
    bool is_there, is_dirty;
};

static enum status flush(struct book *book, void *state, struct error *err);
static const struct kept_kind DEALS = {KEPT_PART("deals", flush), sizeof(struct known)};

static const char *copy(void *mem, const char *text)
{
    return text ? mem_strdup(mem, text) : NULL;
}

static void copy_texts(void *mem, struct deal *deal)
{
    const char **texts[] = {&deal->id,   &deal->mode,     &deal->buyer,    &deal->seller,
                            &deal->shop, &deal->campaign, &deal->category, &deal->policy};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        *texts[i] = copy(mem, *texts[i]);
    }
}

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    snprintf(money.currency, sizeof money.currency, "%s", currency);
    return money;
}

static int64_t time_or_none(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? TIME_NONE : stmt_int(q, column);
}

#define SELECT_DEAL                                                                                \
    "SELECT id, mode, buyer, seller, shop, campaign, category, currency, price_minor,"             \
    " fee_minor, period_us, hold_id, funded_minor, released_minor, returned_minor, ordered_us,"    \
    " funded_us, shipped_us, delivered_us, cancelled_us, policy FROM deal WHERE id "

/* Texts are borrowed from the row. */
static void read_row(const struct stmt *q, struct deal *out)
{
    *out = (struct deal){.id = stmt_text(q, 0),
                         .mode = stmt_text(q, 1),
                         .buyer = stmt_text(q, 2),
                         .seller = stmt_text(q, 3),
                         .shop = stmt_text(q, 4),
                         .campaign = stmt_text(q, 5),
                         .category = stmt_text(q, 6),
                         .price = money_of(stmt_int(q, 8), stmt_text(q, 7)),
                         .fee = money_of(stmt_int(q, 9), stmt_text(q, 7)),
                         .period_us = stmt_int(q, 10),
                         .hold_id = stmt_int(q, 11),
                         .funded_minor = stmt_int(q, 12),
                         .released_minor = stmt_int(q, 13),
                         .returned_minor = stmt_int(q, 14),
                         .ordered_us = stmt_int(q, 15),
                         .funded_us = time_or_none(q, 16),
                         .shipped_us = time_or_none(q, 17),
                         .delivered_us = time_or_none(q, 18),
                         .cancelled_us = time_or_none(q, 19),
                         .policy = stmt_text(q, 20)};
}

static enum status not_found(const char *id, struct error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "there is no deal %s", id);
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    struct known *known = kept_find(state, &DEALS, stmt_text(q, 0));
    (void)err;
    known->is_there = true;
    read_row(q, &known->deal);
    copy_texts(known, &known->deal);
    return STATUS_OK;
}

enum status deal_foresee(struct book *book, const struct id_list *ids, struct error *err)
{
    return kept_ask(book, &DEALS, ids, SELECT_DEAL "IN (SELECT value FROM json_each($1))", take_row,
                    err);
}

/* *out may be of a deal that is not there. */
static enum status look_up(struct book *book, const char *id, struct known **out, struct error *err)
{
    struct id_list one = {.items = &id, .count = 1};
    enum status status = deal_foresee(book, &one, err);
    *out = status == STATUS_OK ? kept_find(book, &DEALS, id) : NULL;
    return status;
}

/* *out is of a deal that is there. */
static enum status look_up_there(struct book *book, const char *id, struct known **out,
                                 struct error *err)
{
    enum status status = look_up(book, id, out, err);
    return status == STATUS_OK && !(*out)->is_there ? not_found(id, err) : status;
}

enum status deal_find(struct book *book, const char *id, const struct deal **out, struct error *err)
{
    struct known *known;
    enum status status = look_up_there(book, id, &known, err);
    if (status == STATUS_OK) {
        *out = &known->deal;
    }
    return status;
}

enum status deal_policy(struct book *book, const char *id, const struct policy **out,
                        struct error *err)
{
    const struct deal *deal;
    enum status status = deal_find(book, id, &deal, err);
    return status == STATUS_OK ? book_policy_named(book, deal->policy, out, err) : status;
}

static enum status get_stored(struct book *book, void *mem, const char *id, struct deal *out,
                              struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), SELECT_DEAL "= $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = not_found(id, err);
    }
    if (status == STATUS_OK) {
        read_row(q, out);
        copy_texts(mem, out);
    }
    stmt_reset(q);
    return status;
}

enum status deal_get(struct book *book, void *mem, const char *id, struct deal *out,
                     struct error *err)
{
    const struct deal *deal;
    if (!book_in_transaction(book)) {
        return get_stored(book, mem, id, out, err);
    }
    enum status status = deal_find(book, id, &deal, err);
    if (status == STATUS_OK) {
        *out = *deal;
        copy_texts(mem, out);
    }
    return status;
}

/* A new deal, not paid yet. */
static struct deal begin_deal(struct known *known, const struct deal *terms, int64_t hold_id,
                              int64_t at_us)
{
    struct deal deal = {.id = terms->id,
                        .mode = terms->mode,
                        .buyer = terms->buyer,
                        .seller = terms->seller,
                        .shop = terms->shop,
                        .campaign = terms->campaign,
                        .category = terms->category,
                        .policy = terms->policy,
                        .price = terms->price,
                        .fee = terms->fee,
                        .period_us = terms->period_us,
                        .hold_id = hold_id,
                        .ordered_us = at_us,
                        .funded_us = TIME_NONE,
                        .shipped_us = TIME_NONE,
                        .delivered_us = TIME_NONE,
                        .cancelled_us = TIME_NONE};
    copy_texts(known, &deal);
    return deal;
}

enum status deal_insert(struct book *book, const struct deal *terms, int64_t hold_id, int64_t at_us,
                        struct error *err)
{
    struct stmt *q;
    struct known *known;
    const char *sql =
        "INSERT INTO deal (id, mode, buyer, seller, shop, campaign, category, currency,"
        " price_minor, fee_minor, period_us, hold_id, ordered_us, policy)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    enum status status = look_up(book, terms->id, &known, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    known->is_there = true;
    known->deal = begin_deal(known, terms, hold_id, at_us);
    const struct deal *deal = &known->deal;
    stmt_bind_text(q, 1, deal->id);
    stmt_bind_text(q, 2, deal->mode);
    stmt_bind_text(q, 3, deal->buyer);
    stmt_bind_text(q, 4, deal->seller);
    stmt_bind_text(q, 5, deal->shop);
    stmt_bind_text(q, 6, deal->campaign);
    stmt_bind_text(q, 7, deal->category);
    stmt_bind_text(q, 8, deal->price.currency);
    stmt_bind_int(q, 9, deal->price.minor);
    stmt_bind_int(q, 10, deal->fee.minor);
    stmt_bind_int(q, 11, deal->period_us);
    stmt_bind_int(q, 12, deal->hold_id);
    stmt_bind_int(q, 13, deal->ordered_us);
    stmt_bind_text(q, 14, deal->policy);
    return stmt_queue(q, err);
}

enum status deal_add(struct book *book, const struct deal_change *change, int64_t at_us,
                     struct error *err)
{
    struct known *known;
    enum status status = look_up_there(book, change->deal, &known, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct deal *deal = &known->deal;
    deal->funded_minor += change->funded_minor;
    deal->released_minor += change->released_minor;
    deal->returned_minor += change->returned_minor;
    deal->funded_us = deal->funded_us == TIME_NONE ? at_us : deal->funded_us;
    known->is_dirty = true;
    return STATUS_OK;
}

enum status deal_set_time(struct book *book, const char *id, enum deal_time which, int64_t at_us,
                          struct error *err)
{
    struct known *known;
    enum status status = look_up_there(book, id, &known, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t *times[] = {&known->deal.shipped_us, &known->deal.delivered_us,
                        &known->deal.cancelled_us};
    *times[which] = at_us;
    known->is_dirty = true;
    return STATUS_OK;
}

enum status deal_note_taken_back(struct book *book, const char *id, struct error *err)
{
    struct known *known;
    enum status status = look_up_there(book, id, &known, err);
    if (status == STATUS_OK && known->deal.funded_minor == 0) {
        known->deal.funded_us = TIME_NONE;
        known->is_dirty = true;
    }
    return status;
}

static void bind_time(struct stmt *q, int parameter, int64_t at_us)
{
    stmt_bind_optional(q, parameter, at_us != TIME_NONE, at_us);
}

static enum status update(struct book *book, void *row, struct error *err)
{
    struct known *known = row;
    struct stmt *q;
    const struct deal *deal = &known->deal;
    if (!known->is_dirty) {
        return STATUS_OK;
    }
    const char *sql = "UPDATE deal SET funded_minor = $1, released_minor = $2, returned_minor = $3,"
                      " funded_us = $4, shipped_us = $5, delivered_us = $6, cancelled_us = $7"
                      " WHERE id = $8";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, deal->funded_minor);
    stmt_bind_int(q, 2, deal->released_minor);
    stmt_bind_int(q, 3, deal->returned_minor);
    bind_time(q, 4, deal->funded_us);
    bind_time(q, 5, deal->shipped_us);
    bind_time(q, 6, deal->delivered_us);
    bind_time(q, 7, deal->cancelled_us);
    stmt_bind_text(q, 8, deal->id);
    status = stmt_queue(q, err);
    known->is_dirty = status != STATUS_OK;
    return status;
}

static enum status flush(struct book *book, void *state, struct error *err)
{
    return kept_each(book, state, update, err);
}
