/* The rolling reserve: what a release keeps back, for how long, and that it comes to the cent. */
#include "model/reserve.h"

#include "model/deal.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PARTS 40

static void confirm(struct pool *pool, const char *deal, int64_t minor)
{
    struct deal_step step = {.deal = deal, .amount = cny(minor), .has_amount = minor > 0};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void a_tenth_of_what_the_seller_gets_waits_and_comes_by_its_clock(void **state)
{
    struct pool *pool = pool_new_under("reserve.db", "sea");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    confirm(pool, "O-1", 0);
    assert_int_equal(pool_available(pool, "PLATFORM"), 500);
    assert_int_equal(pool_held(pool, "reserve"), 950);
    assert_int_equal(pool_available(pool, "S-1"), 8550);
    pool_verify(pool);
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(pool_held(pool, "reserve"), 0);
    assert_int_equal(pool_available(pool, "S-1"), 9500);
    assert_int_equal(pool_int(pool, "SELECT released_minor FROM deal", NULL), 10000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_preview_shows_what_is_kept_back_and_by_which_figures(void **state)
{
    struct pool *pool = pool_new_under("preview.db", "sea");
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    struct run *run = pool_run(pool);
    run->is_preview = true;
    pool_must(pool, deal_confirm(pool->book, &step, run, &pool->err));
    assert_int_equal(run->posting->basis_count, 2);
    assert_string_equal(run->posting->basis[0].key, "reserve.part_bp");
    assert_string_equal(run->posting->basis[1].key, "reserve.time");
    assert_int_equal(pool_held(pool, "reserve"), 0);
    pool_free(pool);
}

static void refunds_and_money_that_nobody_sold_are_not_kept_back(void **state)
{
    struct pool *pool = pool_new_under("refund.db", "sea");
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_return(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 10000);
    pool_deal(pool, "O-2", 10, true);
    confirm(pool, "O-2", 9); /* a tenth of less than ten cents is nothing */
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM account WHERE purpose = 'reserve'", NULL),
                     0);
    assert_int_equal(pool_available(pool, "S-1"), 9);
    pool_verify(pool);
    pool_free(pool);
}

static void a_dismissed_complaint_releases_less_the_reserve(void **state)
{
    struct pool *pool = pool_new_under("dispute.db", "sea");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    assert_int_equal(pool_held(pool, "reserve"), 950);
    assert_int_equal(pool_available(pool, "S-1"), 8550);
    assert_int_equal(/* what is kept back is no award */
                     pool_int(pool, "SELECT count(*) FROM complaint WHERE award_minor IS NULL",
                              NULL),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

/* Whatever the parts: what is kept back and what is paid are together what the fee leaves. */
static void parts_of_a_release_add_up_to_the_cent(void **state)
{
    struct pool *pool = pool_new_under("parts.db", "sea");
    struct random random = random_start("parts of a release", 20261122);
    int64_t left = 999983, kept = 0, released = 0;
    (void)state;
    pool_deal(pool, "O-1", left, true);
    for (int i = 0; i < PARTS && left > 0; i++) {
        int64_t fee = pool_available(pool, "PLATFORM");
        int64_t part = i == PARTS - 1 ? left : random_between(&random, 1, left / 8 + 1);
        confirm(pool, "O-1", part);
        left -= part;
        released += part;
        kept += (part - (pool_available(pool, "PLATFORM") - fee)) / 10;
        assert_int_equal(pool_held(pool, "reserve"), kept);
        assert_int_equal(pool_available(pool, "S-1") + kept + pool_available(pool, "PLATFORM"),
                         released);
    }
    pool->now_us += 30 * TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(pool_available(pool, "S-1"), 999983 - pool_available(pool, "PLATFORM"));
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_of_what_the_seller_gets_waits_and_comes_by_its_clock),
        cmocka_unit_test(a_preview_shows_what_is_kept_back_and_by_which_figures),
        cmocka_unit_test(refunds_and_money_that_nobody_sold_are_not_kept_back),
        cmocka_unit_test(a_dismissed_complaint_releases_less_the_reserve),
        cmocka_unit_test(parts_of_a_release_add_up_to_the_cent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
