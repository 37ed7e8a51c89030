/* More time by the consent of both, and the word before it ends. */
#include "model/extension.h"

#include "model/deal.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DUE "SELECT due_us FROM account WHERE deal = $1 AND purpose = 'sale'"
#define NOTICES "SELECT count(*) FROM notice WHERE party = $1"
#define REMINDERS NOTICES " AND subject LIKE 'hold:%'"

static enum status ask(struct pool *pool, const char *by, int days)
{
    struct extension extension = {"O-1", by, days * TIME_US_PER_DAY};
    return extension_ask(pool->book, &extension, pool_run(pool), &pool->err);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void clock_is_later_once_both_have_asked_for_the_same(void **state)
{
    struct pool *pool = pool_new("both.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    int64_t due_us = pool_int(pool, DUE, "O-1");
    pool_must(pool, ask(pool, "S-1", 10));
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us);
    assert_int_equal(pool_int(pool, NOTICES, "B-1"), 1);
    pool_must(pool, ask(pool, "S-1", 10)); /* twice by the same is no consent */
    pool_must(pool, ask(pool, "B-1", 9));  /* nor is another number of days */
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us);
    pool_must(pool, ask(pool, "B-1", 10));
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us + 10 * TIME_US_PER_DAY);
    pool_must(pool, ask(pool, "B-1", 10)); /* from the new due time: it is asked, not agreed */
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us + 10 * TIME_US_PER_DAY);
    pool_verify(pool);
    pool_free(pool);
}

static void what_was_asked_lapses_and_is_no_consent_any_more(void **state)
{
    struct pool *pool = pool_new("lapsed.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    int64_t due_us = pool_int(pool, DUE, "O-1");
    pool_must(pool, ask(pool, "S-1", 10));
    pool->now_us += 5 * TIME_US_PER_DAY;
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, ask(pool, "B-1", 10));
    assert_non_null(strstr(pool->err.message, "what S-1 asked for deal O-1 lapsed"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us);
    pool_must(pool, ask(pool, "S-1", 10));
    pool->now_us += 5 * TIME_US_PER_DAY - 1;
    pool_must(pool, ask(pool, "B-1", 10));
    assert_int_equal(pool_int(pool, DUE, "O-1"), due_us + 10 * TIME_US_PER_DAY);
    pool_verify(pool);
    pool_free(pool);
}

static void extension_is_bounded_and_between_the_two(void **state)
{
    struct pool *pool = pool_new("bounds.db");
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, false);
    pool_refuses(pool, ask(pool, "S-1", 10)); /* it holds nothing yet */
    struct deal_capture capture = {"O-1", "alipay", cny(10000)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_refuses(pool, ask(pool, "S-2", 10));
    pool_refuses(pool, ask(pool, "S-1", 31));
    assert_int_equal(ask(pool, "S-1", 0), STATUS_INVALID);
    pool_must(pool, ask(pool, "S-1", 30));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, ask(pool, "B-1", 30)); /* it holds nothing any more */
    pool_verify(pool);
    pool_free(pool);
}

static void who_can_still_act_is_reminded_once_for_each_due_time(void **state)
{
    struct pool *pool = pool_new_under("remind.db", "cn"); /* three days before */
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    int64_t due_us = pool_int(pool, DUE, "O-1");
    pool->now_us = due_us - 3 * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).reminders, 0);
    pool->now_us++;
    assert_int_equal(sweep(pool).reminders, 1);
    assert_int_equal(pool_int(pool, REMINDERS, "S-1"), 1); /* it would go back to the buyer */
    assert_int_equal(sweep(pool).reminders, 0);
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    due_us = pool_int(pool, DUE, "O-1");
    pool->now_us = due_us - 1;
    assert_int_equal(sweep(pool).reminders, 1);
    assert_int_equal(pool_int(pool, REMINDERS, "B-1"), 1); /* now to the seller */
    pool->now_us = due_us;
    assert_int_equal(sweep(pool).reminders, 0);
    assert_int_equal(pool_held(pool, "sale"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void buyer_has_as_long_as_the_policy_says_for_the_kind_of_delivery(void **state)
{
    struct pool *pool = pool_new("kinds.db");
    struct deal deal = {.id = "O-1",
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(1000),
                        .fee = cny(0),
                        .period_us = 5 * TIME_US_PER_DAY,
                        .delivery = "pigeon"};
    struct deal_capture capture = {"O-1", "alipay", cny(1000)};
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.hint, "digital, parcel, freight"));
    deal.delivery = "freight";
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, DUE, "O-1"), pool->now_us + 20 * TIME_US_PER_DAY);
    pool_verify(pool);
    pool_free(pool);
}

static void nobody_is_reminded_where_the_policy_says_never(void **state)
{
    struct pool *pool = pool_new("never.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool->now_us = pool_int(pool, DUE, "O-1") - 1;
    assert_int_equal(sweep(pool).reminders, 0);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clock_is_later_once_both_have_asked_for_the_same),
        cmocka_unit_test(what_was_asked_lapses_and_is_no_consent_any_more),
        cmocka_unit_test(extension_is_bounded_and_between_the_two),
        cmocka_unit_test(who_can_still_act_is_reminded_once_for_each_due_time),
        cmocka_unit_test(buyer_has_as_long_as_the_policy_says_for_the_kind_of_delivery),
        cmocka_unit_test(nobody_is_reminded_where_the_policy_says_never),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
