/* Group buys: what is no order and no campaign, and what verify and the database hold of them. */
#include "model/freeze.h"
#include "model/verify.h"
#include "tests/support/buys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void orders_that_do_not_belong_to_it_are_refused(void **state)
{
    struct pool *pool = pool_new("orders.db");
    struct deal deal = buys_order_of("O-1", "G-1");
    (void)state;
    pool_must_be(pool, buys_order(pool, &deal), STATUS_NOT_FOUND, "no campaign");
    buys_open_of(pool, "G-1", 1);
    deal.seller = "S-2";
    pool_refuses(pool, buys_order(pool, &deal));
    deal = buys_order_of("O-1", "G-1");
    deal.price = (struct money){100, "USD"};
    deal.fee = (struct money){0, "USD"};
    pool_refuses(pool, buys_order(pool, &deal));
    assert_non_null(strstr(pool->err.message, "is in CNY, not in USD"));
    deal = buys_order_of("O-1", "G-1");
    deal.mode = "prepaid";
    pool_refuses(pool, buys_order(pool, &deal));
    deal = buys_order_of("O-1", "G-1");
    pool->now_us = ENDS_US; /* nobody has swept yet */
    pool_refuses(pool, buys_order(pool, &deal));
    assert_non_null(strstr(pool->err.message, "it ended at"));
    buys_sweep(pool);
    pool_refuses(pool, buys_order(pool, &deal));
    pool_verify(pool);
    pool_free(pool);
}

static void terms_that_make_no_campaign_are_refused(void **state)
{
    struct pool *pool = pool_new("terms.db");
    struct campaign campaign = buys_terms("G-1", 0);
    struct freeze freeze = {.party = "S-1",
                            .scope = "campaign",
                            .ground = "fraud",
                            .facts = "f",
                            .until_us = POOL_NOW_US + DAY};
    (void)state;
    pool_must_be(pool, buys_launch(pool, &campaign), STATUS_INVALID, "no target");
    campaign.target_count = 1;
    campaign.target_amount = cny(1);
    pool_must_be(pool, buys_launch(pool, &campaign), STATUS_INVALID, "two targets");
    campaign = buys_terms("G-1", -1);
    pool_must_be(pool, buys_launch(pool, &campaign), STATUS_INVALID, "below zero");
    campaign = buys_terms("G-1", 1);
    campaign.ends_us = POOL_NOW_US;
    pool_refuses(pool, buys_launch(pool, &campaign));
    campaign.ends_us = POOL_NOW_US + 90 * DAY + 1;
    pool_refuses(pool, buys_launch(pool, &campaign));
    campaign.ends_us--;
    campaign.currency = "XYZ";
    pool_must_be(pool, buys_launch(pool, &campaign), STATUS_INVALID, "currency");
    campaign.currency = "CNY";
    campaign.seller = "B-1";
    pool_refuses(pool, buys_launch(pool, &campaign));
    campaign.seller = "S-1";
    pool_must(pool, buys_launch(pool, &campaign));
    pool_must_be(pool, buys_launch(pool, &campaign), STATUS_CONFLICT, "twice");
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    campaign.id = "G-2";
    pool_refuses(pool, buys_launch(pool, &campaign));
    pool_verify(pool);
    pool_free(pool);
}

/* Which of verify's rows does not hold. */
static bool is_seen(struct pool *pool, enum verify_index index)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    return !rows[index].holds;
}

static void verify_sees_a_group_buy_that_went_on_in_part(void **state)
{
    static const char *const ATTACKS[] = {
        "UPDATE campaign SET state = 'failed' WHERE id = 'G-1'",
        "UPDATE account SET door = 'payer' WHERE deal = 'O-1'",
        "UPDATE account SET door = 'payee' WHERE deal = 'O-3'",
        "UPDATE account SET due_us = due_us + 1 WHERE deal = 'O-3'",
        "UPDATE account SET due_us = due_us + 1 WHERE deal = 'O-5'",
        "DELETE FROM campaign WHERE id = 'G-2'",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        struct pool *pool = pool_new("attack.db");
        buys_open_of(pool, "G-1", 2);
        buys_open_of(pool, "G-2", 9);
        buys_open_of(pool, "G-3", 9);
        buys_join(pool, "O-1", "G-1", PRICE);
        buys_join(pool, "O-2", "G-1", PRICE);
        buys_join(pool, "O-3", "G-2", PRICE);
        buys_join(pool, "O-5", "G-3", PRICE);
        buys_join(pool, "O-6", "G-1", PRICE);
        pool_must(pool, buys_shut(pool, "G-1"));
        pool_must(pool, buys_call_off(pool, "G-3"));
        pool_must(pool, buys_step(pool, "O-6", deal_confirm));
        pool_verify(pool);
        pool_unguard(pool);
        pool_must(pool, store_execute(pool->store, ATTACKS[i], &pool->err));
        if (!is_seen(pool, VERIFY_CAMPAIGNS)) {
            fail_msg("verify does not see: %s", ATTACKS[i]);
        }
        pool_free(pool);
    }
}

static void the_database_itself_keeps_terms_and_decisions(void **state)
{
    static const char *const ATTACKS[] = {
        "UPDATE campaign SET target_count = 1 WHERE id = 'G-2'",
        "UPDATE campaign SET ends_us = ends_us + 1 WHERE id = 'G-2'",
        "UPDATE campaign SET state = 'failed' WHERE id = 'G-1'",
        ("UPDATE campaign SET state = 'met', closed_us = 1, members = 1, paid_minor = 1 WHERE"
         " id = 'G-2'"),
    };
    struct pool *pool = pool_new("guard.db");
    (void)state;
    buys_open_of(pool, "G-1", 1);
    buys_open_of(pool, "G-2", 2);
    buys_join(pool, "O-1", "G-1", PRICE);
    pool_must(pool, buys_shut(pool, "G-1"));
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        pool_must_be(pool, store_execute(pool->store, ATTACKS[i], &pool->err), STATUS_REFUSED,
                     ATTACKS[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_that_do_not_belong_to_it_are_refused),
        cmocka_unit_test(terms_that_make_no_campaign_are_refused),
        cmocka_unit_test(verify_sees_a_group_buy_that_went_on_in_part),
        cmocka_unit_test(the_database_itself_keeps_terms_and_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
