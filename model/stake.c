#include "model/stake.h"

#include "model/way.h"

#include <stdio.h>

/* By the seller's complaints; a deal that has its award already gets no other. */
#define STAKE_SQL                                                                                  \
    "SELECT d.price_minor, d.category, d.policy, d.mode, (SELECT count(*) FROM complaint h"        \
    " JOIN account a ON a.id = h.hold_id WHERE h.deal = d.id AND a.balance_minor > 0) FROM deal d" \
    " WHERE d.id IN (SELECT c.deal FROM complaint c"                                               \
    " WHERE c.seller = $1 AND c.decided_us IS NULL) AND d.currency = $2"                           \
    " AND NOT EXISTS (SELECT 1 FROM complaint x WHERE x.deal = d.id AND x.state = 'awarded'"       \
    " AND NOT EXISTS (SELECT 1 FROM appeal p WHERE p.complaint = x.id"                             \
    " AND (p.outcome = 'reversed' OR p.award_minor = 0)))"

enum status stake_read(struct book *book, const char *seller, const char *currency,
                       int64_t *awards_minor, struct error *err)
{
    struct stmt *stmt = NULL;
    bool has_row = false;
    struct money price = {.minor = 0};
    (void)snprintf(price.currency, sizeof price.currency, "%s", currency);
    *awards_minor = 0;
    enum status status = store_prepare(book_store(book), STAKE_SQL, &stmt, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(stmt, 1, seller);
    stmt_bind_text(stmt, 2, currency);
    while ((status = stmt_step(stmt, &has_row, err)) == STATUS_OK && has_row) {
        const struct policy *policy;
        struct policy_award award;
        price.minor = stmt_int(stmt, 0);
        status = book_policy_named(book, stmt_text(stmt, 2), &policy, err);
        if (status == STATUS_OK) {
            enum policy_price where = way_of(stmt_text(stmt, 3))->is_outside ? PRICE_OUTSIDE
                                      : stmt_int(stmt, 4) > 0                ? PRICE_HELD
                                                                             : PRICE_RELEASED;
            status = policy_award(policy, stmt_text(stmt, 1), price, where, &award, err);
        }
        if (status == STATUS_OK) {
            status = minor_add(*awards_minor, award.amount.minor, awards_minor, err);
        }
        if (status != STATUS_OK) {
            break;
        }
    }
    stmt_reset(stmt);
    return status;
}
