#include "model/remit.h"

#include "model/cash.h"
#include "model/courier.h"
#include "model/expect.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"

#include <stdlib.h>
#include <string.h>

/* What a batch says of one deal. */
struct share {
    const char *deal;
    int64_t amount_minor;
};

struct shares {
    struct share *list;
    size_t count;
};

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {minor, ""};
    memcpy(money.currency, currency, strnlen(currency, sizeof money.currency - 1));
    return money;
}

/* The deals, their parcels and their holds, each in one question. */
static enum status foresee(struct book *book, void *mem, const struct id_list *ids,
                           struct error *err)
{
    struct id_list holds = {0};
    enum status status = deal_foresee(book, ids, err);
    if (status == STATUS_OK) {
        status = parcel_foresee(book, ids, err);
    }
    for (size_t i = 0; i < ids->count && status == STATUS_OK; i++) {
        const struct deal *deal;
        status = deal_find(book, ids->items[i], &deal, err);
        if (status == STATUS_OK) {
            id_list_add_int(mem, &holds, deal->hold_id);
        }
    }
    return status == STATUS_OK ? account_foresee(book, &holds, err) : status;
}

/* Announcing. */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The deals that it names, sorted, each once. */
static enum status list_named(void *mem, const struct remit *remit, struct id_list *out,
                              struct error *err)
{
    for (size_t i = 0; remit->deals != NULL && remit->deals[i] != NULL; i++) {
        id_list_add(mem, out, remit->deals[i]);
    }
    if (out->count == 0) {
        return error_set(err, STATUS_INVALID, "remit %s names no deal", remit->batch);
    }
    if (out->count > REMIT_DEALS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "remit %s names more than %d deals", remit->batch,
                        REMIT_DEALS_MAX);
        return error_hint(err, "announce it in several");
    }
    qsort(out->items, out->count, sizeof *out->items, by_text);
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(out->items[i - 1], out->items[i]) == 0) {
            return error_set(err, STATUS_INVALID, "remit %s names deal %s twice", remit->batch,
                             out->items[i]);
        }
    }
    return STATUS_OK;
}

static enum status check_deal(struct book *book, const struct remit *remit, const char *id,
                              const struct parcel **out, struct error *err)
{
    const struct deal *deal;
    enum status status = deal_find(book, id, &deal, err);
    if (status == STATUS_OK) {
        status = cash_parcel(book, deal, out, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp((*out)->courier, remit->courier) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is carried by %s, not by %s", id,
                         (*out)->courier, remit->courier);
    }
    if (strcmp(deal->price.currency, remit->gross.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", id,
                         deal->price.currency, remit->gross.currency);
    }
    if (parcel_owed(*out) == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: courier %s owes nothing of it (%s)", id,
                         remit->courier,
                         (*out)->collected_minor == 0 ? "it is not delivered"
                         : (*out)->returned_minor > 0 ? "it gave the cash back"
                                                      : "it has remitted it");
    }
    return STATUS_OK;
}

/* A difference is shown, never guessed away: the courier announces again, or the terms are wrong.
 */
static enum status check_sum(const struct remit *remit, const char *what, struct money said,
                             int64_t agreed_minor, struct error *err)
{
    char one[MONEY_TEXT_BYTES];
    char other[MONEY_TEXT_BYTES];
    struct money agreed = said;
    if (said.minor == agreed_minor) {
        return STATUS_OK;
    }
    agreed.minor = agreed_minor;
    return error_set(err, STATUS_REFUSED, "remit %s: its %s is %s %s, and its deals make it %s",
                     remit->batch, what, said.currency, money_format(said, one),
                     money_format(agreed, other));
}

static enum status check_deals(struct book *book, const struct remit *remit,
                               const struct id_list *deals, struct error *err)
{
    int64_t fees = 0;
    int64_t owed = 0;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < deals->count && status == STATUS_OK; i++) {
        const struct parcel *parcel;
        status = check_deal(book, remit, deals->items[i], &parcel, err);
        if (status == STATUS_OK) {
            status = minor_add(fees, parcel->fee_minor, &fees, err);
        }
        if (status == STATUS_OK) {
            status = minor_add(owed, parcel_owed(parcel), &owed, err);
        }
    }
    if (status == STATUS_OK) {
        status = check_sum(remit, "fee", remit->fee, fees, err);
    }
    return status == STATUS_OK ? check_sum(remit, "net", remit->net, owed, err) : status;
}

static enum status check_terms(const struct remit *remit, struct error *err)
{
    if (strcmp(remit->gross.currency, remit->net.currency) != 0 ||
        strcmp(remit->gross.currency, remit->fee.currency) != 0) {
        return error_set(err, STATUS_INVALID, "remit %s mixes currencies", remit->batch);
    }
    if (remit->net.minor <= 0 || remit->fee.minor < 0 ||
        remit->gross.minor - remit->fee.minor != remit->net.minor) {
        return error_set(err, STATUS_INVALID, "remit %s: gross less fee is not net", remit->batch);
    }
    return STATUS_OK;
}

static enum status plan_remit(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct remit *remit = request;
    struct id_list deals = {0};
    posting_subject(posting, "batch:%s", remit->batch);
    posting_context(posting, "party:%s", remit->courier);
    posting_note(posting, "batch", remit->batch);
    posting_note(posting, "courier", remit->courier);
    posting_note_money(posting, "gross", remit->gross);
    posting_note_money(posting, "fee", remit->fee);
    posting_note_money(posting, "net", remit->net);
    enum status status = check_terms(remit, err);
    if (status == STATUS_OK) {
        status = list_named(posting, remit, &deals, err);
    }
    if (status == STATUS_OK) {
        posting_note(posting, "deals", id_list_json(posting, &deals));
        status = party_require(book, remit->courier, "courier", err);
    }
    if (status == STATUS_OK) {
        status = query_is_new(book, &batch_ids, remit->batch, err);
    }
    if (status == STATUS_OK) {
        status = foresee(book, posting, &deals, err);
    }
    return status == STATUS_OK ? check_deals(book, remit, &deals, err) : status;
}

static enum status insert_batch(struct book *book, const struct remit *remit, int64_t event,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO batch (id, psp, currency, gross_minor, fee_minor, net_minor,"
                      " event, is_remit) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, remit->batch);
    stmt_bind_text(q, 2, remit->courier);
    stmt_bind_text(q, 3, remit->gross.currency);
    stmt_bind_int(q, 4, remit->gross.minor);
    stmt_bind_int(q, 5, remit->fee.minor);
    stmt_bind_int(q, 6, remit->net.minor);
    stmt_bind_int(q, 7, event);
    stmt_bind_int(q, 8, 1);
    query_take(book, &batch_ids, remit->batch);
    return stmt_queue(q, err);
}

static enum status insert_share(struct book *book, const char *batch, const struct parcel *parcel,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO remit_deal (batch, deal, amount_minor) VALUES ($1, $2, $3)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, batch);
    stmt_bind_text(q, 2, parcel->deal);
    stmt_bind_int(q, 3, parcel_owed(parcel));
    return stmt_queue(q, err);
}

static enum status apply_remit(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct remit *remit = request;
    enum status status = insert_batch(book, remit, posting->event, err);
    for (size_t i = 0; remit->deals[i] != NULL && status == STATUS_OK; i++) {
        const struct parcel *parcel;
        status = parcel_find(book, remit->deals[i], &parcel, err);
        if (status == STATUS_OK) {
            status = insert_share(book, remit->batch, parcel, err);
        }
    }
    return status;
}

enum status remit_put(struct book *book, const struct remit *remit, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "remit", .plan = plan_remit, .apply = apply_remit};
    return operation_run(book, &operation, remit, run, err);
}

/* Settling. */

/* What the batch was announced to be; texts are mem's. */
static enum status list_shares(struct book *book, void *mem, const char *batch, struct shares *out,
                               struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    struct id_list ids = {0};
    *out = (struct shares){0};
    enum status status = store_prepare(
        book_store(book),
        "SELECT deal, amount_minor FROM remit_deal WHERE batch = $1 ORDER BY deal", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    out->list = MEM_ARRAY(mem, struct share, REMIT_DEALS_MAX);
    stmt_bind_text(q, 1, batch);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        struct share *share = &out->list[out->count++];
        *share = (struct share){mem_strdup(mem, stmt_text(q, 0)), stmt_int(q, 1)};
        id_list_add(mem, &ids, share->deal);
    }
    stmt_reset(q);
    return status == STATUS_OK ? foresee(book, mem, &ids, err) : status;
}

static enum status refuse_later(struct book *book, const char *batch, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT o.deal, x.id FROM remit_deal r JOIN remit_deal o ON o.deal = r.deal"
                      " JOIN batch x ON x.id = o.batch JOIN batch b ON b.id = r.batch"
                      " WHERE r.batch = $1 AND x.is_settled = 0 AND x.event > b.event LIMIT 1";
    enum status status = book_flush(book, err); /* which of them are settled */
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, batch);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        status = error_set(err, STATUS_REFUSED, "deal %s of batch %s is in the later batch %s",
                           stmt_text(q, 0), batch, stmt_text(q, 1));
    }
    stmt_reset(q);
    return status;
}

static enum status check_settle(struct book *book, const struct item_row *batch,
                                const struct account *from, int64_t amount_minor, struct error *err)
{
    if (strcmp(batch->currency, from->currency) != 0) {
        return error_set(err, STATUS_REFUSED, "batch %s is in %s, not in %s", batch->id,
                         batch->currency, from->currency);
    }
    if (batch->is_settled) {
        return error_set(err, STATUS_REFUSED, "batch %s has been received already", batch->id);
    }
    if (amount_minor != batch->amount_minor) {
        return error_set(err, STATUS_REFUSED, "batch %s is settled by exactly its net amount",
                         batch->id);
    }
    return refuse_later(book, batch->id, err);
}

static enum status settle_share(struct book *book, const struct item_row *batch,
                                const struct share *share, struct posting *posting,
                                struct error *err)
{
    const struct parcel *parcel;
    char owed[MONEY_TEXT_BYTES];
    char said[MONEY_TEXT_BYTES];
    enum status status = parcel_find(book, share->deal, &parcel, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (parcel_owed(parcel) != share->amount_minor) {
        (void)error_set(
            err, STATUS_REFUSED, "batch %s has %s %s of deal %s, of which %s is owed", batch->id,
            batch->currency, money_format(money_of(share->amount_minor, batch->currency), said),
            share->deal, money_format(money_of(parcel_owed(parcel), batch->currency), owed));
        return error_hint(err, "the courier announces again what it owes");
    }
    return cash_plan_clock(book, parcel, 0, posting, err);
}

enum status remit_plan_settle(struct book *book, const struct item_row *batch, struct account *from,
                              int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct shares shares;
    struct account *transit;
    enum status status = check_settle(book, batch, from, amount_minor, err);
    if (status == STATUS_OK) {
        status = list_shares(book, posting, batch->id, &shares, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < shares.count; i++) {
        status = settle_share(book, batch, &shares.list[i], posting, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_TRANSIT, batch->party, batch->currency, batch->party,
                                &transit, err);
    }
    return status == STATUS_OK ? posting_move(posting, from, transit, amount_minor, err) : status;
}

/* Without it, what has gone out of the deal's holds would not have been there. */
static enum status undo_share(struct book *book, const struct item_row *batch,
                              const struct share *share, struct posting *posting, struct error *err)
{
    const struct deal *deal;
    const struct parcel *parcel;
    char gone[MONEY_TEXT_BYTES];
    enum status status = deal_find(book, share->deal, &deal, err);
    if (status == STATUS_OK) {
        status = parcel_find(book, share->deal, &parcel, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t out_minor = deal->released_minor + deal->returned_minor;
    int64_t left_minor = parcel->remitted_minor - share->amount_minor;
    if (out_minor > 0 && (left_minor == 0 || out_minor > left_minor + parcel->fee_minor)) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s of batch %s: %s %s of it has gone to %s since", share->deal,
                        batch->id, batch->currency,
                        money_format(money_of(out_minor, batch->currency), gone),
                        deal->released_minor > 0 ? deal->seller : deal->buyer);
        return error_hint(err, "see where with `holdfast show deal:%s`", share->deal);
    }
    return cash_plan_clock(book, parcel, share->amount_minor, posting, err);
}

enum status remit_plan_undo(struct book *book, const struct item_row *batch, struct account *money,
                            int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct shares shares;
    struct account *transit;
    enum status status = list_shares(book, posting, batch->id, &shares, err);
    for (size_t i = 0; status == STATUS_OK && i < shares.count; i++) {
        status = undo_share(book, batch, &shares.list[i], posting, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_TRANSIT, batch->party, batch->currency, batch->party,
                                &transit, err);
    }
    return status == STATUS_OK ? posting_move(posting, transit, money, amount_minor, err) : status;
}

enum status remit_note(struct book *book, const struct item_row *batch, bool is_settled,
                       int64_t event, struct error *err)
{
    void *mem = mem_context(NULL, "remit");
    struct shares shares;
    enum status status = list_shares(book, mem, batch->id, &shares, err);
    for (size_t i = 0; status == STATUS_OK && i < shares.count; i++) {
        const struct share *share = &shares.list[i];
        status = parcel_note_remitted(
            book,
            &(struct remittance){.deal = share->deal,
                                 .batch = batch->id,
                                 .amount_minor =
                                     is_settled ? share->amount_minor : -share->amount_minor,
                                 .event = event},
            err);
    }
    mem_free(mem);
    return status;
}
