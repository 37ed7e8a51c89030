#include "model/earmark.h"

#include "model/bond.h"
#include "model/hold.h"
#include "model/id_list.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/way.h"

#include <stdlib.h>

#define DEALS_MAX 1000 /* that may be complained of when a seller leaves */

/* The live part that is set apart for a deal; *out is NULL without one. */
static enum status find(struct book *book, const char *deal, struct account **out,
                        struct error *err)
{
    int64_t id = 0;
    *out = NULL;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = query_int(book,
                           "SELECT id FROM account WHERE deal = $1 AND purpose = 'bond'"
                           " AND parent IS NOT NULL AND balance_minor > 0 ORDER BY id LIMIT 1",
                           deal, NULL, 0, &id, err);
    }
    return status == STATUS_OK && id != 0 ? account_by_id(book, id, out, err) : status;
}

/* What an award on it may cost at most; 0 where there can be none, or was one. */
static enum status possible_award(struct book *book, const struct deal *deal, int64_t *out,
                                  struct error *err)
{
    const struct policy *policy;
    struct policy_award award;
    int64_t awarded = 0;
    *out = 0;
    enum status status = query_int(book,
                                   "SELECT count(*) FROM complaint WHERE deal = $1"
                                   " AND state = 'awarded'",
                                   deal->id, NULL, 0, &awarded, err);
    if (status == STATUS_OK && awarded == 0) {
        status = book_policy_named(book, deal->policy, &policy, err);
    }
    if (status == STATUS_OK && awarded == 0) {
        enum policy_price where =
            way_of(deal->mode)->is_outside ? PRICE_OUTSIDE : PRICE_RELEASED; /* the dearest */
        status = policy_award(policy, deal->category, deal->price, where, &award, err);
    }
    if (status == STATUS_OK && awarded == 0) {
        *out = award.amount.minor;
    }
    return status;
}

static enum status carve(struct book *book, const struct deal *deal, struct account *bond,
                         int64_t amount, int64_t due_us, struct posting *posting, struct error *err)
{
    struct account *part;
    struct hold_terms terms = {.purpose = PURPOSE_BOND,
                               .door = DOOR_PAYER,
                               .due_us = due_us,
                               .currency = bond->currency,
                               .deal = deal->id,
                               .payer = deal->seller,
                               .parent = bond};
    enum status status = account_new_hold(book, &terms, &part, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_open(posting, part);
    return hold_plan_fund(book, part, bond, amount, DOOR_PAYER, due_us, posting, err);
}

enum status earmark_plan(struct book *book, const struct deal *deal, int64_t due_us,
                         struct posting *posting, struct error *err)
{
    struct account *part, *bond;
    int64_t award = 0;
    enum status status = find(book, deal->id, &part, err);
    if (status == STATUS_OK && part != NULL) {
        if (due_us > part->due_us) {
            posting_clock(posting, part, DOOR_PAYER, due_us);
        }
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = bond_find(book, deal->seller, deal->price.currency, &bond, err);
    }
    if (status == STATUS_OK && bond != NULL) {
        status = possible_award(book, deal, &award, err);
    }
    if (status != STATUS_OK || bond == NULL) {
        return status;
    }
    int64_t there = posting_balance(posting, bond);
    int64_t amount = award < there ? award : there;
    return amount > 0 ? carve(book, deal, bond, amount, due_us, posting, err) : STATUS_OK;
}

/* The deals of open complaints, each with the last of their clocks. */
static enum status list_deals(struct book *book, void *mem, const char *seller,
                              struct id_list *deals, int64_t **dues, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT deal, max(due_us) FROM complaint WHERE seller = $1"
                      " AND decided_us IS NULL GROUP BY deal ORDER BY deal LIMIT $2";
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    *dues = MEM_ARRAY(mem, int64_t, DEALS_MAX + 1);
    stmt_bind_text(q, 1, seller);
    stmt_bind_int(q, 2, DEALS_MAX + 1);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        (*dues)[deals->count] = stmt_int(q, 1);
        id_list_add(mem, deals, mem_strdup(mem, stmt_text(q, 0)));
    }
    stmt_reset(q);
    if (status == STATUS_OK && deals->count > DEALS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "more than %d deals of %s are complained of", DEALS_MAX,
                        seller);
        return error_hint(err, "decide some of the complaints first");
    }
    return status;
}

enum status earmark_plan_all(struct book *book, const char *seller, struct posting *posting,
                             struct error *err)
{
    struct id_list deals = {0};
    int64_t *dues = NULL;
    const struct deal *deal;
    enum status status = list_deals(book, posting, seller, &deals, &dues, err);
    if (status == STATUS_OK) {
        status = deal_foresee(book, &deals, err);
    }
    for (size_t i = 0; i < deals.count && status == STATUS_OK; i++) {
        status = deal_find(book, deals.items[i], &deal, err);
        if (status == STATUS_OK) {
            status = earmark_plan(book, deal, dues[i], posting, err);
        }
    }
    return status;
}

enum status earmark_plan_back(struct book *book, const char *deal, const char *complaint,
                              bool is_all, struct posting *posting, struct account **bond,
                              struct error *err)
{
    struct account *part;
    int64_t others = 0;
    *bond = NULL;
    enum status status = find(book, deal, &part, err);
    if (status == STATUS_OK && part != NULL && !is_all) {
        status = query_int(book,
                           "SELECT count(*) FROM complaint WHERE deal = $1 AND id <> $2"
                           " AND decided_us IS NULL",
                           deal, complaint, 0, &others, err);
    }
    if (status != STATUS_OK || part == NULL || others > 0) {
        return status;
    }
    status = account_by_id(book, part->parent, bond, err);
    return status == STATUS_OK ? posting_move(posting, part, *bond, part->balance_minor, err)
                               : status;
}
