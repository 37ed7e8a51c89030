#include "model/parcel.h"

#include "model/kept.h"
#include "model/mem.h"

#include <assert.h>
#include <string.h>

struct known {
    const char *key;      /* the deal */
    struct parcel parcel; /* its texts are owned */
    bool is_there, is_dirty;
};

static enum status flush(struct book *book, void *state, struct error *err);
static const struct kept_kind PARCELS = {KEPT_PART("parcels", flush), sizeof(struct known)};

int64_t parcel_owed(const struct parcel *parcel)
{
    int64_t left = parcel->collected_minor - parcel->returned_minor;
    return left > 0 ? left - parcel->fee_minor - parcel->remitted_minor : 0;
}

static int64_t time_or_none(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? TIME_NONE : stmt_int(q, column);
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    struct known *known = kept_find(state, &PARCELS, stmt_text(q, 0));
    (void)err;
    known->is_there = true;
    known->parcel = (struct parcel){.deal = known->key,
                                    .courier = mem_strdup(known, stmt_text(q, 1)),
                                    .fee_minor = stmt_int(q, 2),
                                    .collected_minor = stmt_int(q, 3),
                                    .returned_minor = stmt_int(q, 4),
                                    .remitted_minor = stmt_int(q, 5),
                                    .remit_by_us = time_or_none(q, 6),
                                    .told_us = time_or_none(q, 7),
                                    .refused_us = time_or_none(q, 8)};
    return STATUS_OK;
}

enum status parcel_foresee(struct book *book, const struct id_list *deals, struct error *err)
{
    return kept_ask(book, &PARCELS, deals,
                    "SELECT deal, courier, fee_minor, collected_minor, returned_minor,"
                    " remitted_minor, remit_by_us, told_us, refused_us FROM parcel"
                    " WHERE deal IN (SELECT value FROM json_each($1))",
                    take_row, err);
}

enum status parcel_find(struct book *book, const char *deal, const struct parcel **out,
                        struct error *err)
{
    struct id_list one = {.items = &deal, .count = 1};
    enum status status = parcel_foresee(book, &one, err);
    const struct known *known = status == STATUS_OK ? kept_find(book, &PARCELS, deal) : NULL;
    *out = known != NULL && known->is_there ? &known->parcel : NULL;
    return status;
}

enum status parcel_insert(struct book *book, const struct parcel *terms, int64_t event,
                          struct error *err)
{
    struct stmt *q;
    const char *id = terms->deal;
    struct id_list one = {.items = &id, .count = 1};
    const char *sql = "INSERT INTO parcel (deal, courier, fee_minor, event)"
                      " VALUES ($1, $2, $3, $4)";
    enum status status = parcel_foresee(book, &one, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct known *known = kept_find(book, &PARCELS, terms->deal);
    known->is_there = true;
    known->parcel = (struct parcel){.deal = known->key,
                                    .courier = mem_strdup(known, terms->courier),
                                    .fee_minor = terms->fee_minor,
                                    .remit_by_us = TIME_NONE,
                                    .told_us = TIME_NONE,
                                    .refused_us = TIME_NONE};
    stmt_bind_text(q, 1, terms->deal);
    stmt_bind_text(q, 2, terms->courier);
    stmt_bind_int(q, 3, terms->fee_minor);
    stmt_bind_int(q, 4, event);
    return stmt_queue(q, err);
}

/* A parcel that is there, to be written when the transaction flushes. */
static enum status change(struct book *book, const char *deal, struct parcel **out,
                          struct error *err)
{
    const struct parcel *parcel;
    enum status status = parcel_find(book, deal, &parcel, err);
    if (status != STATUS_OK) {
        return status;
    }
    assert(parcel != NULL);
    struct known *known = kept_find(book, &PARCELS, deal);
    known->is_dirty = true;
    *out = &known->parcel;
    return STATUS_OK;
}

enum status parcel_note_collected(struct book *book, const char *deal, int64_t amount_minor,
                                  int64_t remit_by_us, struct error *err)
{
    struct parcel *parcel;
    enum status status = change(book, deal, &parcel, err);
    if (status == STATUS_OK) {
        parcel->collected_minor = amount_minor;
        parcel->remit_by_us = remit_by_us;
    }
    return status;
}

enum status parcel_note_refused(struct book *book, const char *deal, int64_t at_us,
                                struct error *err)
{
    struct parcel *parcel;
    enum status status = change(book, deal, &parcel, err);
    if (status == STATUS_OK) {
        parcel->refused_us = at_us;
    }
    return status;
}

enum status parcel_note_returned(struct book *book, const char *deal, int64_t amount_minor,
                                 struct error *err)
{
    struct parcel *parcel;
    enum status status = change(book, deal, &parcel, err);
    if (status == STATUS_OK) {
        parcel->returned_minor += amount_minor;
    }
    return status;
}

enum status parcel_note_told(struct book *book, const char *deal, int64_t at_us, struct error *err)
{
    struct parcel *parcel;
    enum status status = change(book, deal, &parcel, err);
    if (status == STATUS_OK) {
        parcel->told_us = at_us;
    }
    return status;
}

static enum status insert_remittance(struct book *book, const struct remittance *remittance,
                                     struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO remittance (deal, event, book_id, batch, amount_minor)"
                      " VALUES ($1, $2, $3, $4, $5)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, remittance->deal);
    stmt_bind_int(q, 2, remittance->event);
    stmt_bind_int(q, 3, book_id(book));
    stmt_bind_text(q, 4, remittance->batch);
    stmt_bind_int(q, 5, remittance->amount_minor);
    return stmt_queue(q, err);
}

enum status parcel_note_remitted(struct book *book, const struct remittance *remittance,
                                 struct error *err)
{
    struct parcel *parcel;
    enum status status = change(book, remittance->deal, &parcel, err);
    if (status != STATUS_OK) {
        return status;
    }
    parcel->remitted_minor += remittance->amount_minor;
    return insert_remittance(book, remittance, err);
}

static void bind_time(struct stmt *q, int parameter, int64_t at_us)
{
    stmt_bind_optional(q, parameter, at_us != TIME_NONE, at_us);
}

static enum status update(struct book *book, void *row, struct error *err)
{
    struct known *known = row;
    struct stmt *q;
    const struct parcel *parcel = &known->parcel;
    if (!known->is_dirty) {
        return STATUS_OK;
    }
    const char *sql = "UPDATE parcel SET collected_minor = $1, returned_minor = $2,"
                      " remitted_minor = $3, remit_by_us = $4, told_us = $5, refused_us = $6,"
                      " is_waiting = $7 WHERE deal = $8";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, parcel->collected_minor);
    stmt_bind_int(q, 2, parcel->returned_minor);
    stmt_bind_int(q, 3, parcel->remitted_minor);
    bind_time(q, 4, parcel->remit_by_us);
    bind_time(q, 5, parcel->told_us);
    bind_time(q, 6, parcel->refused_us);
    stmt_bind_int(q, 7, parcel->told_us == TIME_NONE && parcel_owed(parcel) > 0);
    stmt_bind_text(q, 8, parcel->deal);
    status = stmt_queue(q, err);
    known->is_dirty = status != STATUS_OK;
    return status;
}

static enum status flush(struct book *book, void *state, struct error *err)
{
    return kept_each(book, state, update, err);
}
