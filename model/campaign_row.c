#include "model/campaign_row.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/way.h"

#include <string.h>

const struct id_space campaign_ids = {
    "campaign", "SELECT 1 FROM campaign WHERE id = $1",
    "SELECT id FROM campaign WHERE id IN (SELECT value FROM json_each($1))"};

static const char *const STATES[] = {"open", "met", "failed", "cancelled"};

struct known {
    const char *key;
    struct campaign_row row; /* its texts are owned */
    bool is_there;
};

static const struct kept_kind CAMPAIGNS = {KEPT_PART("campaigns", NULL), sizeof(struct known)};

const char *campaign_state_name(enum campaign_state state)
{
    return STATES[state];
}

static enum campaign_state state_of(const char *name)
{
    size_t state = 0;
    while (strcmp(STATES[state], name) != 0) {
        state++;
    }
    return (enum campaign_state)state;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    struct known *known = kept_find(state, &CAMPAIGNS, stmt_text(q, 0));
    (void)err;
    known->is_there = true;
    known->row = (struct campaign_row){.id = known->key,
                                       .seller = mem_strdup(known, stmt_text(q, 1)),
                                       .policy = mem_strdup(known, stmt_text(q, 2)),
                                       .target_count = stmt_int(q, 4),
                                       .target_minor = stmt_int(q, 5),
                                       .closes_early = stmt_int(q, 6) != 0,
                                       .opened_us = stmt_int(q, 7),
                                       .ends_us = stmt_int(q, 8),
                                       .state = state_of(stmt_text(q, 9))};
    memcpy(known->row.currency, stmt_text(q, 3), 3);
    return STATUS_OK;
}

enum status campaign_row_foresee(struct book *book, const struct id_list *ids, struct error *err)
{
    return kept_ask(
        book, &CAMPAIGNS, ids,
        "SELECT id, seller, policy, currency, coalesce(target_count, 0), coalesce(target_minor, 0),"
        " closes_early, opened_us, ends_us, state FROM campaign"
        " WHERE id IN (SELECT value FROM json_each($1))",
        take_row, err);
}

enum status campaign_row_find(struct book *book, const char *id, const struct campaign_row **out,
                              struct error *err)
{
    struct id_list one = {.items = &id, .count = 1};
    enum status status = campaign_row_foresee(book, &one, err);
    if (status != STATUS_OK) {
        return status;
    }
    const struct known *known = kept_find(book, &CAMPAIGNS, id);
    if (!known->is_there) {
        return error_set(err, STATUS_NOT_FOUND, "there is no campaign %s", id);
    }
    *out = &known->row;
    return STATUS_OK;
}

enum status campaign_row_takes(struct book *book, const struct campaign_row *row, struct error *err)
{
    char at[TIME_TEXT_BYTES];
    if (row->state != CAMPAIGN_OPEN) {
        return error_set(err, STATUS_REFUSED, "campaign %s takes nobody more: it %s", row->id,
                         row->state == CAMPAIGN_MET      ? "has closed, its target met"
                         : row->state == CAMPAIGN_FAILED ? "has failed"
                                                         : "was cancelled");
    }
    if (book_now_us(book) >= row->ends_us) {
        return error_set(err, STATUS_REFUSED, "campaign %s takes nobody more: it ended at %s",
                         row->id, time_format(row->ends_us, at));
    }
    return STATUS_OK;
}

enum status campaign_row_check_order(struct book *book, const struct deal *deal, struct error *err)
{
    const struct campaign_row *row;
    if (deal->campaign == NULL) {
        return STATUS_OK;
    }
    if (way_of(deal->mode)->group_purpose == PURPOSE_NONE) {
        return error_set(err, STATUS_REFUSED, "deal %s: mode %s is of no campaign", deal->id,
                         deal->mode);
    }
    enum status status = campaign_row_find(book, deal->campaign, &row, err);
    if (status == STATUS_OK) {
        status = campaign_row_takes(book, row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(row->seller, deal->seller) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: campaign %s is of %s, not of %s", deal->id,
                         row->id, row->seller, deal->seller);
    }
    if (strcmp(row->currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: campaign %s is in %s, not in %s", deal->id,
                         row->id, row->currency, deal->price.currency);
    }
    return STATUS_OK;
}

enum status campaign_row_of_hold(struct book *book, const struct account *hold,
                                 const struct campaign_row **out, struct error *err)
{
    const struct deal *deal;
    *out = NULL;
    if (hold->purpose != PURPOSE_GROUP) {
        return STATUS_OK;
    }
    enum status status = deal_find(book, hold->deal, &deal, err);
    return status == STATUS_OK ? campaign_row_find(book, deal->campaign, out, err) : status;
}

enum status campaign_row_require_met(struct book *book, const struct account *hold,
                                     struct error *err)
{
    const struct campaign_row *row;
    char at[TIME_TEXT_BYTES];
    enum status status = campaign_row_of_hold(book, hold, &row, err);
    if (status != STATUS_OK || row == NULL || row->state == CAMPAIGN_MET) {
        return status;
    }
    if (row->state != CAMPAIGN_OPEN) {
        return error_set(err, STATUS_REFUSED, "deal %s is of campaign %s, which %s: it goes back",
                         hold->deal, row->id,
                         row->state == CAMPAIGN_FAILED ? "has failed" : "was cancelled");
    }
    (void)error_set(err, STATUS_REFUSED,
                    "deal %s is of campaign %s, whose target is not met yet: its members' money"
                    " waits together",
                    hold->deal, row->id);
    return error_hint(err,
                      "it is decided at %s; until then a member can leave, or the seller"
                      " return its payment",
                      time_format(row->ends_us, at));
}

enum status campaign_row_check_payment(struct book *book, const struct deal *deal,
                                       const struct account *hold, int64_t *left_us,
                                       struct error *err)
{
    const struct campaign_row *row;
    enum status status = campaign_row_of_hold(book, hold, &row, err);
    if (status == STATUS_OK) {
        status = campaign_row_takes(book, row, err);
    }
    if (status == STATUS_OK && deal->returned_minor > 0) {
        return error_set(err, STATUS_REFUSED, "deal %s has left campaign %s", deal->id, row->id);
    }
    if (status == STATUS_OK) {
        *left_us = row->ends_us - book_now_us(book);
    }
    return status;
}

enum status campaign_row_check_sendable(struct book *book, const struct deal *deal,
                                        struct error *err)
{
    struct account *hold;
    if (deal->campaign == NULL) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, deal->hold_id, &hold, err);
    if (status == STATUS_OK) {
        status = campaign_row_require_met(book, hold, err);
    }
    if (status == STATUS_OK && hold->purpose == PURPOSE_GROUP &&
        deal->funded_minor < deal->price.minor) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s is no member of campaign %s: it was not paid in full", deal->id,
                         deal->campaign);
    }
    return status;
}

/* The terms, in the order of the table. */
enum status campaign_row_insert(struct book *book, const struct campaign_row *row, int64_t event,
                                struct error *err)
{
    struct stmt *q;
    const char *sql =
        "INSERT INTO campaign (id, seller, currency, target_count, target_minor, closes_early,"
        " policy, opened_us, ends_us, event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    struct known *known = kept_find(book, &CAMPAIGNS, row->id);
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    known = known != NULL ? known : kept_add(book, &CAMPAIGNS, row->id);
    known->is_there = true;
    known->row = *row;
    known->row.id = known->key;
    known->row.seller = mem_strdup(known, row->seller);
    known->row.policy = mem_strdup(known, row->policy);
    stmt_bind_text(q, 1, row->id);
    stmt_bind_text(q, 2, row->seller);
    stmt_bind_text(q, 3, row->currency);
    stmt_bind_optional(q, 4, row->target_count > 0, row->target_count);
    stmt_bind_optional(q, 5, row->target_minor > 0, row->target_minor);
    stmt_bind_int(q, 6, row->closes_early);
    stmt_bind_text(q, 7, row->policy);
    stmt_bind_int(q, 8, row->opened_us);
    stmt_bind_int(q, 9, row->ends_us);
    stmt_bind_int(q, 10, event);
    return stmt_queue(q, err);
}

enum status campaign_row_decide(struct book *book, const char *id, enum campaign_state state,
                                const struct campaign_tally *tally, int64_t at_us,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE campaign SET state = $1, closed_us = $2, members = $3,"
                      " paid_minor = $4 WHERE id = $5";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct known *known = kept_find(book, &CAMPAIGNS, id);
    known->row.state = state;
    stmt_bind_text(q, 1, STATES[state]);
    stmt_bind_int(q, 2, at_us);
    stmt_bind_int(q, 3, tally->members);
    stmt_bind_int(q, 4, tally->paid_minor);
    stmt_bind_text(q, 5, id);
    return stmt_run(q, err); /* before the deals' sums, which the database holds against it */
}
