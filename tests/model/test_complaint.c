#include "model/complaint.h"

#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum status settle(struct pool *pool, const char *id, struct money refund)
{
    struct complaint_decision decision = {.complaint = id,
                                          .outcome = OUTCOME_REFUND,
                                          .reasons = "half of it was damaged",
                                          .refund = refund,
                                          .has_refund = true};
    return complaint_decide(pool->book, &decision, pool_run(pool), &pool->err);
}

static void settled_dispute_pays_both_doors(void **state)
{
    struct pool *pool = pool_new("both.db");
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 3000);
    pool_must(pool, settle(pool, "C-1", cny(2000)));
    assert_int_equal(pool_available(pool, "B-1"), 2000);
    assert_int_equal(pool_available(pool, "S-1"), 950); /* less five of a hundred */
    assert_int_equal(pool_available(pool, "PLATFORM"), 50);
    assert_int_equal(pool_held(pool, "sale"), 7000); /* the rest runs on */
    assert_int_equal(pool_int(pool, "SELECT refunded_minor FROM complaint WHERE id = $1", "C-1"),
                     2000);
    pool_refuses(pool, settle(pool, "C-1", cny(1000)));
    assert_non_null(strstr(pool->err.message, "refunded CNY 20.00"));
    pool_verify(pool);
    pool_free(pool);
}

static void disputes_of_one_deal_have_clocks_of_their_own(void **state)
{
    struct pool *pool = pool_new("several.db");
    struct sweep_result result;
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 3000);
    pool->now_us += TIME_US_PER_DAY;
    pool_complain(pool, "C-2", "O-1", 2000);
    pool_must(pool, settle(pool, "C-2", cny(500)));
    assert_int_equal(pool_held(pool, "dispute"), 3000);
    pool->now_us += 59 * TIME_US_PER_DAY; /* the first one's clock ends, and the sale's has */
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.complaints, 1);
    assert_int_equal(pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_available(pool, "B-1"), 500 + 3000 + 5000);
    assert_int_equal(pool_available(pool, "S-1"), 1425);
    pool_verify(pool);
    pool_free(pool);
}

static void part_to_refund_is_within_what_is_disputed(void **state)
{
    struct pool *pool = pool_new("within.db");
    struct money euro = {1000, "EUR"};
    struct complaint_decision award = {.complaint = "C-1",
                                       .outcome = OUTCOME_AWARD,
                                       .reasons = "the maker says so",
                                       .refund = cny(100),
                                       .has_refund = true};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_complain(pool, "C-1", "O-1", 3000);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, settle(pool, "C-1", cny(3001)));
    assert_non_null(strstr(pool->err.message, "holds only CNY 30.00"));
    pool_refuses(pool, settle(pool, "C-1", euro));
    pool_must_be(pool, settle(pool, "C-1", cny(0)), STATUS_INVALID, "a refund of nothing");
    pool_must_be(pool, settle(pool, "C-1", cny(-1)), STATUS_INVALID, "a refund below nothing");
    pool_must_be(pool, complaint_decide(pool->book, &award, pool_run(pool), &pool->err),
                 STATUS_INVALID, "an award of a part");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_must(pool, settle(pool, "C-1", cny(3000))); /* all of it is a part, too */
    assert_int_equal(pool_available(pool, "B-1"), 3000);
    assert_int_equal(pool_available(pool, "S-1"), 0);
    pool_verify(pool);
    pool_free(pool);
}

/* Of any price, disputed in any parts and settled in any split: both sides and the fee have all of
 * it, and the fee is what it would have been of what the seller was released in one piece. */
static void any_split_sums_to_the_cent(void **state)
{
    struct pool *pool = pool_new("split.db");
    struct random random = random_start("any_split_sums_to_the_cent", 20261122);
    (void)state;
    int64_t fees = 0, buyer = 0, seller = 0;
    for (int i = 0; i < 20; i++) {
        char *deal = mem_printf(pool->mem, "O-%d", i);
        int64_t price = random_between(&random, 1000, 99999);
        int64_t left = price;
        int64_t released = 0;
        pool_deal(pool, deal, price, true);
        for (int part = 0; part < 3; part++) {
            char *id = mem_printf(pool->mem, "C-%d-%d", i, part);
            int64_t disputed = part == 2 ? left : random_between(&random, 2, left / 3);
            int64_t refund = random_between(&random, 1, disputed);
            pool_complain(pool, id, deal, disputed);
            pool_must(pool, settle(pool, id, cny(refund)));
            left -= disputed;
            released += disputed - refund;
            buyer += refund;
        }
        int64_t fee = price / 20 * released / price;
        fees += fee;
        seller += released - fee;
    }
    assert_int_equal(pool_held(pool, "sale") + pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_available(pool, "B-1"), buyer);
    assert_int_equal(pool_available(pool, "S-1"), seller);
    assert_int_equal(pool_available(pool, "PLATFORM"), fees);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settled_dispute_pays_both_doors),
        cmocka_unit_test(disputes_of_one_deal_have_clocks_of_their_own),
        cmocka_unit_test(part_to_refund_is_within_what_is_disputed),
        cmocka_unit_test(any_split_sums_to_the_cent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
