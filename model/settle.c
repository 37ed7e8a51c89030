#include "model/settle.h"

#include "model/deal.h"
#include "model/expect.h"
#include "model/hold.h"
#include "model/item_row.h"
#include "model/lender.h"
#include "model/lien.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"
#include "model/remit.h"
#include "model/text.h"
#include "model/way.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const KINDS[] = {"deal", "expect", "batch", "payout", "available", "line"};
#define KIND_COUNT (sizeof(KINDS) / sizeof(KINDS[0]))

enum status target_parse(const char *label, struct target *out, struct error *err)
{
    const char *colon = strchr(label, ':');
    size_t bytes = colon != NULL ? (size_t)(colon - label) : 0;
    for (size_t i = 0; i < KIND_COUNT && colon != NULL && colon[1] != '\0'; i++) {
        if (strlen(KINDS[i]) == bytes && strncmp(KINDS[i], label, bytes) == 0) {
            *out = (struct target){(enum target_kind)i, colon + 1};
            return STATUS_OK;
        }
    }
    error_set(err, STATUS_INVALID, "'%s' is nothing that a bank line can be matched to", label);
    return error_hint(err, "name deal:ID, expect:REF, batch:ID, payout:ID, available:PARTY, "
                           "line:NUMBER, interest or charge");
}

static enum status wrong_way(const struct target *target, bool is_credit, struct error *err)
{
    return error_set(err, STATUS_REFUSED, "money %s is never %s:%s", is_credit ? "in" : "out",
                     KINDS[target->kind], target->id);
}

/* What has come back of a payout already. */
static enum status returned_of(struct book *book, const char *payout, int64_t *out,
                               struct error *err)
{
    char label[ITEM_LABEL_BYTES];
    (void)snprintf(label, sizeof label, "payout:%s", payout);
    return query_int(book,
                     "SELECT coalesce(sum(amount_minor), 0) FROM match WHERE item = $1"
                     " AND amount_minor > 0 AND unmatched_event IS NULL",
                     label, NULL, 0, out, err);
}

/* Of a credit: how much of the payout may have come back. Of a debit: how much waits for the bank.
 */
static enum status payout_room(struct book *book, const struct target *target, bool is_credit,
                               int64_t *out, struct error *err)
{
    const struct item_row *row;
    struct account *hold;
    int64_t returned_minor = 0;
    enum status status = item_row_find(book, ITEM_PAYOUT, target->id, &row, err);
    if (status == STATUS_OK && is_credit) {
        status = returned_of(book, row->id, &returned_minor, err);
        *out = row->state == PAYOUT_PAID ? row->amount_minor - returned_minor : 0;
    } else if (status == STATUS_OK) {
        status = account_by_id(book, row->hold_id, &hold, err);
        if (status == STATUS_OK) {
            *out = hold->balance_minor;
        }
    }
    return status;
}

static enum status expect_room(struct book *book, const struct target *target, int64_t *out,
                               struct error *err)
{
    const struct item_row *row;
    enum status status = item_row_find(book, ITEM_EXPECT, target->id, &row, err);
    if (status == STATUS_OK) {
        *out = row->amount_minor - row->received_minor;
    }
    return status;
}

static enum status batch_room(struct book *book, const struct target *target, int64_t *out,
                              struct error *err)
{
    const struct item_row *row;
    enum status status = item_row_find(book, ITEM_BATCH, target->id, &row, err);
    if (status == STATUS_OK) {
        *out = row->is_settled ? 0 : row->amount_minor;
    }
    return status;
}

static enum status deal_room(struct book *book, const struct target *target, int64_t *out,
                             struct error *err)
{
    const struct deal *deal;
    enum status status = deal_find(book, target->id, &deal, err);
    if (status == STATUS_OK) {
        status = deal_plan_room(book, deal, out, err);
    }
    return status;
}

enum status settle_room(struct book *book, const struct target *target, bool is_credit,
                        const char *currency, int64_t *out, struct error *err)
{
    (void)currency;
    if (!is_credit && target->kind <= TARGET_BATCH) {
        return wrong_way(target, is_credit, err);
    }
    switch (target->kind) {
    case TARGET_DEAL:
        return deal_room(book, target, out, err);
    case TARGET_EXPECT:
        return expect_room(book, target, out, err);
    case TARGET_BATCH:
        return batch_room(book, target, out, err);
    case TARGET_PAYOUT:
        return payout_room(book, target, is_credit, out, err);
    case TARGET_AVAILABLE:
    case TARGET_LINE:
        break;
    }
    *out = INT64_MAX;
    return STATUS_OK;
}

static enum status plan_deal(struct book *book, const struct target *target, struct account *money,
                             int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct deal deal;
    enum status status = deal_get(book, posting, target->id, &deal, err);
    if (status == STATUS_OK && strcmp(deal.price.currency, money->currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", target->id,
                         deal.price.currency, money->currency);
    }
    return status == STATUS_OK ? deal_plan_fund(book, &deal, money, amount_minor, posting, err)
                               : status;
}

/* A debit: the bank has paid it. A credit: the bank has sent it back, so the party has it again. */
static enum status plan_payout(struct book *book, const struct target *target,
                               struct account *money, int64_t amount_minor, struct posting *posting,
                               struct error *err)
{
    const struct item_row *row;
    struct account *account;
    enum status status = item_row_find(book, ITEM_PAYOUT, target->id, &row, err);
    if (status == STATUS_OK && strcmp(row->currency, money->currency) != 0) {
        return error_set(err, STATUS_REFUSED, "payout %s is in %s, not in %s", target->id,
                         row->currency, money->currency);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (amount_minor < 0) {
        status = account_by_id(book, row->hold_id, &account, err);
        return status == STATUS_OK ? posting_move(posting, account, money, -amount_minor, err)
                                   : status;
    }
    if (row->state != PAYOUT_PAID) {
        return error_set(err, STATUS_REFUSED,
                         "payout %s has not left the bank: it cannot have come back", target->id);
    }
    status = account_obtain(book, ACCOUNT_AVAILABLE, row->party, row->currency, row->party,
                            &account, err);
    return status == STATUS_OK ? lien_plan_credit(book, money, account, amount_minor, posting, err)
                               : status;
}

/* Anybody may be owed what came in; only the house bears what the bank took. */
static enum status plan_available(struct book *book, const struct target *target,
                                  struct account *money, int64_t amount_minor,
                                  struct posting *posting, struct error *err)
{
    struct account *account;
    struct party party;
    enum status status = party_get(book, posting, target->id, &party, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, target->id, money->currency, target->id,
                                &account, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (amount_minor > 0) {
        return lien_plan_credit(book, money, account, amount_minor, posting, err);
    }
    if (strcmp(party.kind, "platform") != 0 && strcmp(party.kind, "custodian") != 0) {
        error_set(err, STATUS_REFUSED, "what the bank took is not borne by %s, a %s", target->id,
                  party.kind);
        return error_hint(err,
                          "the platform or the custodian bears it; money of %s leaves by a "
                          "payout",
                          target->id);
    }
    return posting_move(posting, account, money, -amount_minor, err);
}

static enum status plan_batch(struct book *book, const struct target *target, struct account *money,
                              int64_t amount_minor, struct posting *posting, struct error *err)
{
    const struct item_row *batch;
    enum status status = item_row_find(book, ITEM_BATCH, target->id, &batch, err);
    if (status == STATUS_OK && batch->is_remit) {
        return remit_plan_settle(book, batch, money, amount_minor, posting, err);
    }
    return status == STATUS_OK
               ? batch_plan_settle(book, target->id, money, amount_minor, posting, err)
               : status;
}

enum status settle_plan(struct book *book, const struct target *target, struct account *money,
                        int64_t amount_minor, struct posting *posting, struct error *err)
{
    if (amount_minor < 0 && target->kind <= TARGET_BATCH) {
        return wrong_way(target, false, err);
    }
    switch (target->kind) {
    case TARGET_DEAL:
        return plan_deal(book, target, money, amount_minor, posting, err);
    case TARGET_EXPECT:
        return expect_plan_receive(book, target->id, money, amount_minor, posting, err);
    case TARGET_BATCH:
        return plan_batch(book, target, money, amount_minor, posting, err);
    case TARGET_PAYOUT:
        return plan_payout(book, target, money, amount_minor, posting, err);
    case TARGET_AVAILABLE:
        return plan_available(book, target, money, amount_minor, posting, err);
    case TARGET_LINE:
        break;
    }
    assert(target->kind != TARGET_LINE);
    return STATUS_UNSUPPORTED;
}

/* Paid once the bank has taken all of it; given back once all of it has come back. */
static enum status note_payout(struct book *book, const struct target *target, int64_t amount_minor,
                               struct error *err)
{
    int64_t left = 0;
    enum status status = payout_room(book, target, amount_minor > 0, &left, err);
    if (status != STATUS_OK || left > 0) {
        return status;
    }
    return item_row_set_state(book, target->id, amount_minor > 0 ? PAYOUT_RETURNED : PAYOUT_PAID,
                              err);
}

static enum status note_batch(struct book *book, const struct target *target, bool is_settled,
                              int64_t event, struct error *err)
{
    const struct item_row *batch;
    enum status status = item_row_find(book, ITEM_BATCH, target->id, &batch, err);
    if (status == STATUS_OK && batch->is_remit) {
        status = remit_note(book, batch, is_settled, event, err);
    }
    return status == STATUS_OK ? item_row_settle(book, target->id, is_settled, err) : status;
}

enum status settle_note(struct book *book, const struct target *target, int64_t amount_minor,
                        int64_t event, struct error *err)
{
    switch (target->kind) {
    case TARGET_EXPECT:
        return item_row_receive(book, target->id, amount_minor, err);
    case TARGET_BATCH:
        return note_batch(book, target, true, event, err);
    case TARGET_PAYOUT:
        return note_payout(book, target, amount_minor, err);
    case TARGET_DEAL: /* the ledger keeps its sums */
    case TARGET_AVAILABLE:
    case TARGET_LINE:
        break;
    }
    return STATUS_OK;
}

/* Taking back. */

/* Money back from an account that had it; where it is gone, say so and where to look. */
static enum status take_back(struct posting *posting, struct account *from, struct account *money,
                             int64_t amount_minor, const struct target *target, struct error *err)
{
    enum status status = posting_move(posting, from, money, amount_minor, err);
    if (status == STATUS_REFUSED) {
        return error_hint(err,
                          "the rest has gone on from there: see where with `holdfast show "
                          "%s:%s`",
                          KINDS[target->kind], target->id);
    }
    return status;
}

static enum status undo_deal(struct book *book, const struct target *target, struct account *money,
                             int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct deal deal;
    struct account *hold;
    enum status status = deal_get(book, posting, target->id, &deal, err);
    if (status == STATUS_OK && way_of(deal.mode)->is_between_two) {
        (void)error_set(err, STATUS_REFUSED,
                        "deal %s is between its two parties: what funded it stays", deal.id);
        return error_hint(err, "its payee can return it");
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, deal.hold_id, &hold, err);
    }
    if (status == STATUS_OK) {
        posting_deal(posting,
                     &(struct deal_change){.deal = deal.id, .funded_minor = -amount_minor});
        status = take_back(posting, hold, money, amount_minor, target, err);
    }
    return status == STATUS_OK ? lender_plan_move(book, hold, posting, err) : status;
}

/* The account that the event credited on behalf of an expected receipt: a bond or available. */
static enum status undo_expect(struct book *book, const struct target *target, int64_t event,
                               struct account *money, int64_t amount_minor, struct posting *posting,
                               struct error *err)
{
    struct stmt *q;
    struct account *account;
    bool has_row = false;
    const char *sql =
        "SELECT a.id FROM expect x JOIN leg l ON l.book_id = $2 AND l.event = $3"
        " JOIN account a ON a.id = l.account_id WHERE x.ref = $1 AND l.amount_minor > 0"
        " AND ((a.kind = 'available' AND a.name = x.party)"
        " OR (a.kind = 'hold' AND a.purpose = 'bond' AND a.payer = x.party))";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, target->id);
    stmt_bind_int(q, 2, book_id(book));
    stmt_bind_int(q, 3, event);
    status = stmt_step(q, &has_row, err);
    int64_t id = status == STATUS_OK && has_row ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    if (status == STATUS_OK && id == 0) {
        return error_set(err, STATUS_REFUSED,
                         "what came for %s went to liens on it, and stays there", target->id);
    }
    if (status == STATUS_OK) {
        status = account_by_id(book, id, &account, err);
    }
    return status == STATUS_OK ? take_back(posting, account, money, amount_minor, target, err)
                               : status;
}

/* What the platform paid of the provider's fee in the event, and the lien for what it lacked. */
static enum status fee_of(struct book *book, const struct target *target, int64_t event,
                          int64_t *paid, int64_t *lien, int64_t *taken, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql =
        "SELECT coalesce((SELECT -sum(l.amount_minor) FROM leg l JOIN account a"
        " ON a.id = l.account_id WHERE l.book_id = $2 AND l.event = $3 AND a.kind = 'available'"
        " AND a.name <> b.psp"
        " AND l.amount_minor < 0), 0), coalesce(n.id, 0), coalesce(n.taken_minor, 0)"
        " FROM batch b LEFT JOIN lien n ON n.reference = 'batch:' || b.id AND n.event = $3"
        " WHERE b.id = $1";
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, target->id);
    stmt_bind_int(q, 2, book_id(book));
    stmt_bind_int(q, 3, event);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *paid = stmt_int(q, 0);
        *lien = stmt_int(q, 1);
        *taken = stmt_int(q, 2);
    }
    stmt_reset(q);
    return status;
}

/* The provider has them again, as before the batch. */
static enum status undo_chargebacks(struct book *book, const struct item_row *batch,
                                    struct account *transit, struct posting *posting,
                                    struct error *err)
{
    struct account *provider;
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, batch->party, batch->currency,
                                        batch->party, &provider, err);
    return status == STATUS_OK
               ? posting_move(posting, transit, provider, batch->chargebacks_minor, err)
               : status;
}

static enum status undo_batch(struct book *book, const struct target *target, int64_t event,
                              struct account *money, int64_t amount_minor, struct posting *posting,
                              struct error *err)
{
    int64_t paid = 0;
    int64_t lien = 0;
    int64_t taken = 0;
    struct account *platform;
    struct account *transit;
    const struct item_row *batch;
    enum status status = item_row_find(book, ITEM_BATCH, target->id, &batch, err);
    if (status == STATUS_OK && batch->is_remit) {
        return remit_plan_undo(book, batch, money, amount_minor, posting, err);
    }
    if (status == STATUS_OK) {
        status = fee_of(book, target, event, &paid, &lien, &taken, err);
    }
    if (status == STATUS_OK && taken > 0) {
        return error_set(err, STATUS_REFUSED, "the provider's fee of batch %s has been taken since",
                         target->id);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_TRANSIT, batch->party, money->currency, batch->party,
                                &transit, err);
    }
    if (status == STATUS_OK) {
        status = posting_move(posting, transit, money, amount_minor, err);
    }
    if (status == STATUS_OK && batch->chargebacks_minor > 0) {
        status = undo_chargebacks(book, batch, transit, posting, err);
    }
    if (status != STATUS_OK || (paid == 0 && lien == 0)) {
        return status;
    }
    status = account_obtain(book, ACCOUNT_AVAILABLE, book_platform(book), money->currency,
                            book_platform(book), &platform, err);
    if (status == STATUS_OK) {
        status = posting_move(posting, transit, platform, paid, err);
    }
    if (status == STATUS_OK && lien != 0) {
        posting_lien(posting, &(struct lien_change){.id = lien, .is_closing = true});
    }
    return status;
}

/* A payout that the bank did not pay after all is under way again, with a clock of its own. */
/* What has come back was credited for this debit: without it the money would be there twice. */
static enum status refuse_returned(struct book *book, const struct item_row *payout,
                                   struct error *err)
{
    char text[MONEY_TEXT_BYTES];
    struct money returned = {0};
    (void)snprintf(returned.currency, sizeof returned.currency, "%s", payout->currency);
    enum status status = returned_of(book, payout->id, &returned.minor, err);
    if (status != STATUS_OK || returned.minor == 0) {
        return status;
    }
    (void)error_set(err, STATUS_REFUSED, "of payout %s %s %s has come back already", payout->id,
                    returned.currency, money_format(returned, text));
    return error_hint(err, "take back the match of what came back first");
}

static enum status undo_payout(struct book *book, const struct target *target,
                               struct account *money, int64_t amount_minor, struct posting *posting,
                               struct error *err)
{
    const struct item_row *row;
    struct account *account;
    enum status status = item_row_find(book, ITEM_PAYOUT, target->id, &row, err);
    if (status == STATUS_OK && amount_minor < 0) {
        status = refuse_returned(book, row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (amount_minor < 0) {
        int64_t due_us =
            policy_after(book_policy(book), book_policy(book)->payout, book_now_us(book));
        status = account_by_id(book, row->hold_id, &account, err);
        return status == STATUS_OK ? hold_plan_fund(book, account, money, -amount_minor, DOOR_PAYER,
                                                    due_us, posting, err)
                                   : status;
    }
    status = account_obtain(book, ACCOUNT_AVAILABLE, row->party, row->currency, row->party,
                            &account, err);
    return status == STATUS_OK ? take_back(posting, account, money, amount_minor, target, err)
                               : status;
}

static enum status undo_available(struct book *book, const struct target *target,
                                  struct account *money, int64_t amount_minor,
                                  struct posting *posting, struct error *err)
{
    struct account *account;
    enum status status = account_obtain(book, ACCOUNT_AVAILABLE, target->id, money->currency,
                                        target->id, &account, err);
    if (status != STATUS_OK) {
        return status;
    }
    return amount_minor > 0 ? take_back(posting, account, money, amount_minor, target, err)
                            : posting_move(posting, money, account, -amount_minor, err);
}

enum status settle_plan_undo(struct book *book, const struct target *target, int64_t event,
                             struct account *money, int64_t amount_minor, struct posting *posting,
                             struct error *err)
{
    switch (target->kind) {
    case TARGET_DEAL:
        return undo_deal(book, target, money, amount_minor, posting, err);
    case TARGET_EXPECT:
        return undo_expect(book, target, event, money, amount_minor, posting, err);
    case TARGET_BATCH:
        return undo_batch(book, target, event, money, amount_minor, posting, err);
    case TARGET_PAYOUT:
        return undo_payout(book, target, money, amount_minor, posting, err);
    case TARGET_AVAILABLE:
        return undo_available(book, target, money, amount_minor, posting, err);
    case TARGET_LINE:
        break;
    }
    assert(target->kind != TARGET_LINE);
    return STATUS_UNSUPPORTED;
}

enum status settle_note_undo(struct book *book, const struct target *target, int64_t amount_minor,
                             int64_t event, struct error *err)
{
    switch (target->kind) {
    case TARGET_DEAL:
        return amount_minor > 0 ? deal_note_taken_back(book, target->id, err) : STATUS_OK;
    case TARGET_EXPECT:
        return item_row_receive(book, target->id, -amount_minor, err);
    case TARGET_BATCH:
        return note_batch(book, target, false, event, err);
    case TARGET_PAYOUT:
        return item_row_set_state(book, target->id,
                                  amount_minor < 0 ? PAYOUT_UNDER_WAY : PAYOUT_PAID, err);
    case TARGET_AVAILABLE:
    case TARGET_LINE:
        break;
    }
    return STATUS_OK;
}
