/* What bank lines settle that others have a share in: a provider's fee that the platform lacks,
 * what a provider took back before, what a lender lent on a payment that is taken back. */
#include "model/settle.h"

#include "model/advance.h"
#include "model/chargeback.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/statement.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* A line of unknown money, of a statement that has no other. */
static int64_t line(struct pool *pool, int64_t minor, const char *text)
{
    int64_t id = 0;
    pool_prove(pool, (int32_t)(POOL_NOW_US / TIME_US_PER_DAY), 0);
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line row = {
        .statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
        .line = id,
        .account = "ICBC-001",
        .file_line = 1,
        .day = (int32_t)(POOL_NOW_US / TIME_US_PER_DAY),
        .second = STATEMENT_NO_TIME,
        .position = id,
        .amount = cny(minor),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = text,
        .ground = "bears no reference that is known",
    };
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
    return id;
}

static enum status match(struct pool *pool, int64_t line, const char *item, int64_t minor)
{
    struct match_terms terms = {.line = mem_printf(pool->mem, "line:%lld", (long long)line),
                                .item = item,
                                .amount = cny(minor),
                                .has_amount = minor != 0};
    return match_make(pool->book, &terms, pool_run(pool), &pool->err);
}

static int64_t last_match(struct pool *pool)
{
    return pool_int(pool, "SELECT max(id) FROM match", NULL);
}

static enum status undo(struct pool *pool, int64_t match)
{
    struct match_undo_terms terms = {mem_printf(pool->mem, "match:%lld", (long long)match),
                                     "it was another customer's"};
    return match_undo(pool->book, &terms, pool_run(pool), &pool->err);
}

/* What it lacks is served before anything else that comes in for it, and to the cent. */
static void a_fee_beyond_what_the_platform_has_is_the_first_lien_on_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new("first.db");
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(600), cny(9400), NULL, cny(0)};
    struct deal_step step = {"O-1", cny(4000), true};
    static const char transit[] = "SELECT balance_minor FROM account WHERE kind = 'transit'"
                                  " AND name = 'alipay'";
    static const char rank[] = "SELECT rank FROM lien WHERE reference = 'batch:ALP1'";
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err)); /* 2.00 */
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, match(pool, line(pool, 9400, "ALP"), "batch:ALP1", 0));
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    assert_int_equal(pool_int(pool, transit, NULL), -400);
    assert_int_equal(pool_int(pool, rank, NULL), LIEN_COST);
    pool_verify(pool);
    step.amount = cny(6000);
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err)); /* 3.00 */
    assert_int_equal(pool_available(pool, "PLATFORM"), 0);
    assert_int_equal(pool_int(pool, transit, NULL), -100);
    pool_verify(pool);
    pool_must(pool, match(pool, line(pool, 250, "?"), "available:PLATFORM", 0));
    assert_int_equal(pool_available(pool, "PLATFORM"), 150);
    assert_int_equal(pool_int(pool, transit, NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

/* Net, fee and what was taken back before are together what the provider owed. */
static void a_batch_keeps_what_its_provider_took_back_and_no_more(void **state)
{
    (void)state;
    struct pool *pool = pool_new("kept.db");
    struct chargeback taken = {"CB-1", "O-1", "alipay", cny(3000), "fraud"};
    struct batch batch = {"ALP1", "alipay", cny(10000), cny(60), cny(6940), NULL, cny(3000)};
    static const char transit[] = "SELECT balance_minor FROM account WHERE kind = 'transit'"
                                  " AND name = 'alipay'";
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    int64_t id = line(pool, 6940, "ALP");
    pool_refuses(pool, match(pool, id, "batch:ALP1", 0));
    assert_non_null(strstr(pool->err.hint, "more chargebacks than alipay has told"));
    pool_must(pool, chargeback_take(pool->book, &taken, pool_run(pool), &pool->err));
    pool_must(pool, match(pool, id, "batch:ALP1", 0));
    assert_int_equal(pool_available(pool, "alipay"), 0);
    assert_int_equal(pool_int(pool, transit, NULL), -60); /* the fee, which the platform lacks */
    pool_verify(pool);
    pool_must(pool, undo(pool, last_match(pool)));
    assert_int_equal(pool_available(pool, "alipay"), 3000);
    assert_int_equal(pool_int(pool, transit, NULL), -10000);
    pool_verify(pool);
    pool_must(pool, match(pool, id, "batch:ALP1", 0));
    assert_int_equal(pool_int(pool, transit, NULL), -60);
    pool_verify(pool);
    pool_free(pool);
}

/* What was lent on money that turns out to be another's is still owed. */
static void a_payment_that_is_taken_back_leaves_its_lender_the_sellers_next_money(void **state)
{
    (void)state;
    struct pool *pool = pool_new("lent.db");
    struct advance advance = {"A-1", "O-1", "L-1", cny(8000), cny(8200)};
    pool_lender(pool, "L-1", 8000);
    pool_deal(pool, "O-1", 10000, false);
    pool_must(pool, match(pool, line(pool, 10000, "O-1?"), "deal:O-1", 0));
    pool_must(pool, advance_make(pool->book, &advance, pool_run(pool), &pool->err));
    pool_must(pool, undo(pool, last_match(pool)));
    assert_int_equal(pool_held(pool, "suspense"), 10000);
    pool_verify(pool);
    pool_earn(pool, "S-1", 9000);
    assert_int_equal(pool_available(pool, "L-1"), 8200);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fee_beyond_what_the_platform_has_is_the_first_lien_on_it),
        cmocka_unit_test(a_batch_keeps_what_its_provider_took_back_and_no_more),
        cmocka_unit_test(a_payment_that_is_taken_back_leaves_its_lender_the_sellers_next_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
