#include "model/expect.h"

#include "model/demand.h"
#include "model/hold.h"
#include "model/item_row.h"
#include "model/lien.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"

#include <stdio.h>
#include <string.h>

const struct id_space expect_ids = {
    "expected receipt", "SELECT 1 FROM expect WHERE ref = $1",
    "SELECT ref FROM expect WHERE ref IN (SELECT value FROM json_each($1))"};
const struct id_space batch_ids = {
    "batch", "SELECT 1 FROM batch WHERE id = $1",
    "SELECT id FROM batch WHERE id IN (SELECT value FROM json_each($1))"};

static enum status plan_expect(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct expect *expect = request;
    posting_subject(posting, "expect:%s", expect->ref);
    posting_context(posting, "party:%s", expect->party);
    posting_note(posting, "ref", expect->ref);
    posting_note(posting, "party", expect->party);
    posting_note(posting, "purpose", expect->purpose);
    posting_note_money(posting, "amount", expect->amount);
    if (strcmp(expect->purpose, "available") != 0 && strcmp(expect->purpose, "bond") != 0) {
        return error_set(err, STATUS_INVALID, "'%s' is no purpose (available or bond)",
                         expect->purpose);
    }
    if (expect->amount.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    enum status status = party_require(book, expect->party, NULL, err);
    if (status == STATUS_OK) {
        status = query_is_new(book, &expect_ids, expect->ref, err);
    }
    return status;
}

static enum status apply_expect(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct expect *expect = request;
    struct stmt *q;
    const char *sql = "INSERT INTO expect (ref, party, purpose, currency, amount_minor, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, expect->ref);
    stmt_bind_text(q, 2, expect->party);
    stmt_bind_text(q, 3, expect->purpose);
    stmt_bind_text(q, 4, expect->amount.currency);
    stmt_bind_int(q, 5, expect->amount.minor);
    stmt_bind_int(q, 6, posting->event);
    query_take(book, &expect_ids, expect->ref);
    return stmt_queue(q, err);
}

enum status expect_put(struct book *book, const struct expect *expect, struct run *run,
                       struct error *err)
{
    static const struct operation operation = {
        .verb = "expect", .plan = plan_expect, .apply = apply_expect};
    return operation_run(book, &operation, expect, run, err);
}

static enum status plan_batch(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    const struct batch *batch = request;
    posting_subject(posting, "batch:%s", batch->id);
    posting_context(posting, "party:%s", batch->psp);
    posting_note(posting, "batch", batch->id);
    posting_note(posting, "psp", batch->psp);
    posting_note_money(posting, "gross", batch->gross);
    posting_note_money(posting, "fee", batch->fee);
    posting_note_money(posting, "net", batch->net);
    if (batch->chargebacks.minor > 0) {
        posting_note_money(posting, "chargebacks", batch->chargebacks);
    }
    if (strcmp(batch->gross.currency, batch->net.currency) != 0 ||
        strcmp(batch->gross.currency, batch->fee.currency) != 0 ||
        (batch->chargebacks.currency[0] &&
         strcmp(batch->gross.currency, batch->chargebacks.currency) != 0)) {
        return error_set(err, STATUS_INVALID, "batch %s mixes currencies", batch->id);
    }
    if (batch->net.minor <= 0 || batch->fee.minor < 0 || batch->chargebacks.minor < 0 ||
        batch->gross.minor - batch->fee.minor - batch->chargebacks.minor != batch->net.minor) {
        return error_set(err, STATUS_INVALID, "batch %s: gross less fee%s is not net", batch->id,
                         batch->chargebacks.minor ? " and chargebacks" : "");
    }
    enum status status = party_require(book, batch->psp, "psp", err);
    if (status == STATUS_OK && batch->fee.minor > 0 && !book_platform(book)) {
        return error_set(err, STATUS_REFUSED, "batch %s has a fee, and the book has no platform",
                         batch->id);
    }
    if (status == STATUS_OK) {
        status = query_is_new(book, &batch_ids, batch->id, err);
    }
    return status;
}

static enum status apply_batch(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    const struct batch *batch = request;
    struct stmt *q;
    const char *sql = "INSERT INTO batch (id, psp, currency, gross_minor, fee_minor, net_minor,"
                      " event, chargebacks_minor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, batch->id);
    stmt_bind_text(q, 2, batch->psp);
    stmt_bind_text(q, 3, batch->gross.currency);
    stmt_bind_int(q, 4, batch->gross.minor);
    stmt_bind_int(q, 5, batch->fee.minor);
    stmt_bind_int(q, 6, batch->net.minor);
    stmt_bind_int(q, 7, posting->event);
    stmt_bind_int(q, 8, batch->chargebacks.minor);
    query_take(book, &batch_ids, batch->id);
    return stmt_queue(q, err);
}

enum status batch_put(struct book *book, const struct batch *batch, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "batch", .plan = plan_batch, .apply = apply_batch};
    return operation_run(book, &operation, batch, run, err);
}

static enum status check_open(const struct item_row *item, const char *what, int64_t open_minor,
                              const struct account *from, int64_t amount_minor, struct error *err)
{
    if (strcmp(item->currency, from->currency) != 0) {
        return error_set(err, STATUS_REFUSED, "%s %s is in %s, not in %s", what, item->id,
                         item->currency, from->currency);
    }
    if (open_minor == 0) {
        return error_set(err, STATUS_REFUSED, "%s %s has been received already", what, item->id);
    }
    if (amount_minor > open_minor) {
        return error_set(err, STATUS_REFUSED, "%s %s expects less than that", what, item->id);
    }
    return STATUS_OK;
}

/* A seller has one bond per currency; money announced for it adds to it, and to what is asked for.
 */
static enum status receive_bond(struct book *book, const struct item_row *item,
                                struct account *from, int64_t amount_minor, struct posting *posting,
                                struct error *err)
{
    struct account *bond;
    int64_t due_us;
    enum status status = demand_bond(book, item->party, item->currency, posting, &bond, err);
    if (status == STATUS_OK) {
        status = demand_bond_due(book, item->party, &due_us, err);
    }
    if (status == STATUS_OK) {
        status = demand_plan_receive(book, item->party, item->currency, amount_minor, posting, err);
    }
    return status == STATUS_OK
               ? hold_plan_fund(book, bond, from, amount_minor, DOOR_PAYER, due_us, posting, err)
               : status;
}

enum status expect_plan_receive(struct book *book, const char *ref, struct account *from,
                                int64_t amount_minor, struct posting *posting, struct error *err)
{
    const struct item_row *item;
    struct account *to;
    enum status status = item_row_find(book, ITEM_EXPECT, ref, &item, err);
    if (status == STATUS_OK) {
        status = check_open(item, "expected receipt", item->amount_minor - item->received_minor,
                            from, amount_minor, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(item->purpose, "available") == 0) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, item->party, item->currency, item->party,
                                &to, err);
        return status == STATUS_OK ? lien_plan_credit(book, from, to, amount_minor, posting, err)
                                   : status;
    }
    return receive_bond(book, item, from, amount_minor, posting, err);
}

/* The provider kept its fee: the platform bears it. What the platform lacks stays in transit, as
 * the first lien on the platform's money. */
static enum status plan_fee(struct book *book, const struct item_row *batch,
                            struct account *transit, struct posting *posting, struct error *err)
{
    struct account *platform;
    if (batch->fee_minor == 0) {
        return STATUS_OK;
    }
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, book_platform(book),
                                        batch->currency, book_platform(book), &platform, err);
    if (status != STATUS_OK) {
        return status;
    }
    int64_t there = posting_balance(posting, platform);
    int64_t paid = there < batch->fee_minor ? there : batch->fee_minor;
    if (paid < batch->fee_minor) {
        posting_lien(posting,
                     &(struct lien_change){.on = platform,
                                           .beneficiary = transit,
                                           .rank = LIEN_COST,
                                           .ground = "provider's fee",
                                           .reference = mem_printf(posting, "batch:%s", batch->id),
                                           .cap_minor = batch->fee_minor - paid});
    }
    return posting_move(posting, platform, transit, paid, err);
}

/* The provider kept what it had taken back before. */
static enum status plan_chargebacks(struct book *book, const struct item_row *batch,
                                    struct account *transit, struct posting *posting,
                                    struct error *err)
{
    struct account *provider;
    if (batch->chargebacks_minor == 0) {
        return STATUS_OK;
    }
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, batch->party, batch->currency,
                                        batch->party, &provider, err);
    if (status == STATUS_OK) {
        status = posting_move(posting, provider, transit, batch->chargebacks_minor, err);
    }
    return status == STATUS_REFUSED
               ? error_hint(err,
                            "batch %s has more chargebacks than %s has told, or than their"
                            " deals and sellers had",
                            batch->id, batch->party)
               : status;
}

enum status batch_plan_settle(struct book *book, const char *id, struct account *from,
                              int64_t amount_minor, struct posting *posting, struct error *err)
{
    const struct item_row *batch;
    struct account *transit;
    enum status status = item_row_find(book, ITEM_BATCH, id, &batch, err);
    if (status == STATUS_OK) {
        status = check_open(batch, "batch", batch->is_settled ? 0 : batch->amount_minor, from,
                            amount_minor, err);
    }
    if (status == STATUS_OK && amount_minor != batch->amount_minor) {
        return error_set(err, STATUS_REFUSED, "batch %s is settled by exactly its net amount", id);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_TRANSIT, batch->party, batch->currency, batch->party,
                                &transit, err);
    }
    if (status == STATUS_OK) {
        status = posting_move(posting, from, transit, amount_minor, err);
    }
    if (status == STATUS_OK) {
        status = plan_chargebacks(book, batch, transit, posting, err);
    }
    return status == STATUS_OK ? plan_fee(book, batch, transit, posting, err) : status;
}
