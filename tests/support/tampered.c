#include "tests/support/tampered.h"

#include "model/breaks.h"
#include "model/campaign.h"
#include "model/extension.h"
#include "model/freeze.h"
#include "model/freeze_terms.h"
#include "model/freeze_time.h"
#include "model/insurance.h"
#include "model/interest_declare.h"
#include "model/objection.h"
#include "model/operator.h"
#include "model/party.h"
#include "tests/support/closing.h"
#include "tests/support/copying.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void put_party(struct pool *pool, const char *id, const char *kind)
{
    struct party party = {id, kind, id, "CN", NULL, NULL, NULL, NULL};
    party.contact = "desk@example.com";
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
}

/* An order of a court with its document; a freeze that lasts longer and is objected to. */
static void measure(struct pool *pool)
{
    struct freeze_order order = {"COURT", "17/2026", {"order.txt", "pay nothing", 11}};
    struct freeze freeze = {.party = "S-2",
                            .scope = "payout",
                            .ground = "fraud",
                            .facts = "two buyers report blocked accounts",
                            .until_us = pool->now_us + 20 * TIME_US_PER_DAY};
    struct freeze ordered = {.party = "S-2",
                             .amount = cny(200),
                             .ground = "court",
                             .facts = "a claim is secured",
                             .until_us = pool->now_us + 20 * TIME_US_PER_DAY,
                             .order = &order};
    put_party(pool, "COURT", "authority");
    pool_must(pool, freeze_put(pool->book, &ordered, pool_run(pool), &pool->err));
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    int64_t last = pool_int(pool, "SELECT max(id) FROM \"freeze\"", NULL);
    struct freeze_extension extension = {last, freeze.until_us + TIME_US_PER_DAY, "a third came"};
    struct objection objection = {last, "both were answered"};
    pool_must(pool, freeze_extend(pool->book, &extension, pool_run(pool), &pool->err));
    pool_must(pool, objection_file(pool->book, &objection, pool_run(pool), &pool->err));
}

/* A cover, a group buy, more time for a deal, and an appeal. */
static void agree(struct pool *pool)
{
    struct cover cover = {.id = "K-1",
                          .insurer = "INSURER",
                          .seller = "S-1",
                          .limit = cny(5000),
                          .part_bp = 4000,
                          .from_us = pool->now_us,
                          .until_us = pool->now_us + 90 * TIME_US_PER_DAY};
    struct campaign campaign = {.id = "G-1",
                                .seller = "S-2",
                                .currency = "CNY",
                                .target_count = 2,
                                .ends_us = pool->now_us + 5 * TIME_US_PER_DAY};
    struct extension extension = {"T-1", "B-1", TIME_US_PER_DAY};
    struct deal_step ship = {.deal = "T-1"};
    put_party(pool, "INSURER", "insurer");
    pool_must(pool, insurance_put(pool->book, &cover, pool_run(pool), &pool->err));
    pool_must(pool, campaign_open(pool->book, &campaign, pool_run(pool), &pool->err));
    pool_deal(pool, "T-1", 3000, true);
    pool_must(pool, deal_ship(pool->book, &ship, pool_run(pool), &pool->err));
    pool_must(pool, extension_ask(pool->book, &extension, pool_run(pool), &pool->err));
}

static void dispute(struct pool *pool)
{
    struct complaint_appeal appeal = {.complaint = "T-C", .text = "it is genuine"};
    pool_deal(pool, "T-2", 4000, true);
    pool_complain(pool, "T-C", "T-2", 0);
    pool_must(pool, pool_decide(pool, "T-C", OUTCOME_AWARD));
    pool_must(pool, complaint_appeal(pool->book, &appeal, pool_run(pool), &pool->err));
}

struct pool *tampered_market(void)
{
    struct pool *pool = copying_pool("tampered.db");
    copying_play_on(pool);
    measure(pool);
    agree(pool);
    dispute(pool);
    return pool;
}

/* A day that is closed with a break, of which something is known, and a line that came too late. */
static void close_day(struct house *house)
{
    struct pool *pool = house->pool;
    struct closing closing = {pool, house->bob, 0};
    const struct breaks_note reason = {"line:2", "timing"};
    const struct breaks_note owner = {"line:2", "bob"};
    const struct breaks_note expected = {"line:2", "2026-09-03"};
    (void)closing_line(&closing, CLOSING_DAY - 1, 700);
    (void)closing_line(&closing, CLOSING_DAY - 1, 300);
    pool_must(pool,
              breaks_note(pool->book, BREAKS_EXPECTED, &expected, pool_run(pool), &pool->err));
    pool_must(pool, breaks_note(pool->book, BREAKS_OWNER, &owner, pool_run(pool), &pool->err));
    pool_must(pool, breaks_note(pool->book, BREAKS_REASON, &reason, pool_run(pool), &pool->err));
    pool_must(pool, closing_close(&closing, CLOSING_DAY - 1));
    (void)closing_line(&closing, CLOSING_DAY - 1, 40);
}

struct pool *tampered_house(void)
{
    struct house house = house_new();
    struct interest_terms interest = {"cyd", "S-2", NULL};
    house_propose(&house, LARGE);
    pool_must(house.pool, house_approve(house.pool, house.bob, "1"));
    close_day(&house);
    house_propose(&house, LARGE + 1);
    pool_must(house.pool, interest_declare(house.pool->book, &interest, pool_run(house.pool),
                                           &house.pool->err));
    return house.pool;
}
