/* Self-operated shops, and custody by who belongs to the seller's own control group. */
#include "model/independence.h"

#include "model/campaign.h"
#include "model/deal.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/sweep.h"
#include "model/view.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000

static void group(struct pool *pool, const char *id, const char *kind, const char *of)
{
    struct party party = {id, kind, id, "CN", of, NULL, NULL, NULL};
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
}

/* One with S-3, a seller of the platform's control group MP. */
static struct pool *pool_with_own(const char *name, const char *policy)
{
    struct pool *pool = pool_new_under(name, policy);
    group(pool, "S-3", "seller", "MP");
    return pool;
}

static struct deal order_of(const char *mode, const char *seller)
{
    return (struct deal){.id = "O-1",
                         .mode = mode,
                         .buyer = "B-1",
                         .seller = seller,
                         .category = "goods",
                         .price = cny(PRICE),
                         .fee = cny(0),
                         .period_us = 7 * TIME_US_PER_DAY};
}

static enum status order(struct pool *pool, const char *mode, const char *seller)
{
    struct deal deal = order_of(mode, seller);
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

static void pay_and_ship(struct pool *pool)
{
    struct deal_capture capture = {"O-1", "alipay", cny(PRICE)};
    struct deal_step step = {.deal = "O-1"};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
}

static void sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
}

static void what_the_platform_sells_itself_is_paid_as_any_sale(void **state)
{
    static const char *const SELLERS[] = {"S-3", "PLATFORM"};
    (void)state;
    for (size_t i = 0; i < sizeof(SELLERS) / sizeof(SELLERS[0]); i++) {
        struct pool *pool = pool_with_own("own.db", "default");
        pool_must(pool, order(pool, "self", SELLERS[i]));
        pay_and_ship(pool);
        pool->now_us += 7 * TIME_US_PER_DAY;
        sweep(pool);
        assert_int_equal(pool_available(pool, SELLERS[i]), PRICE);
        pool_verify(pool);
        pool_free(pool);
    }
}

static void unshipped_it_goes_back(void **state)
{
    struct pool *pool = pool_with_own("back.db", "default");
    struct deal_capture capture = {"O-1", "alipay", cny(PRICE)};
    (void)state;
    pool_must(pool, order(pool, "self", "S-3"));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool->now_us += 30 * TIME_US_PER_DAY;
    sweep(pool);
    assert_int_equal(pool_available(pool, "B-1"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

static void the_mode_says_whether_a_sale_is_self_operated(void **state)
{
    struct pool *pool = pool_with_own("mode.db", "default");
    struct deal deal = order_of("self", "S-3");
    (void)state;
    pool_refuses(pool, order(pool, "escrow", "S-3"));
    assert_string_equal(pool->err.hint, "use mode self");
    pool_refuses(pool, order(pool, "escrow", "PLATFORM"));
    assert_string_equal(pool->err.hint, "use mode self");
    pool_refuses(pool, order(pool, "self", "S-1"));
    assert_non_null(strstr(pool->err.message, "not the platform"));
    pool_refuses(pool, order(pool, "self", "B-2"));
    pool_refuses(pool, order(pool, "prepaid", "PLATFORM")); /* no seller */
    deal.fee = cny(1);
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "charges itself"));
    group(pool, "C-9", "courier", "MP"); /* of the group, and sells nothing */
    pool_refuses(pool, order(pool, "self", "C-9"));
    pool_must(pool, order(pool, "self", "S-3"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_self_operated_sale_can_be_of_a_group_buy(void **state)
{
    struct pool *pool = pool_with_own("group.db", "default");
    struct campaign campaign = {.id = "G-1",
                                .seller = "PLATFORM",
                                .currency = "CNY",
                                .target_count = 1,
                                .closes_early = true,
                                .ends_us = POOL_NOW_US + TIME_US_PER_DAY};
    struct campaign_step close = {.campaign = "G-1"};
    struct deal deal = order_of("self", "PLATFORM");
    (void)state;
    deal.campaign = "G-1";
    pool_must(pool, campaign_open(pool->book, &campaign, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    struct deal_capture capture = {"O-1", "alipay", cny(PRICE)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, campaign_close(pool->book, &close, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void custody_in_ones_own_group_is_forbidden_where_the_policy_says_so(void **state)
{
    struct pool *pool = pool_with_own("forbidden.db", "uk");
    (void)state;
    pool_must(pool, order(pool, "self", "S-3")); /* the custodian is independent */
    group(pool, "CUSTODIAN", "custodian", "MP");
    int64_t before = pool_int(pool, "SELECT count(*) FROM event", NULL);
    struct deal deal = order_of("self", "S-3");
    deal.id = "O-2";
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "belong to one control group"));
    assert_non_null(strstr(pool->err.hint, "custody.own_group = forbidden"));
    deal.seller = "PLATFORM";
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), before);
    deal.seller = "S-1"; /* neither the payee's custodian nor its own */
    deal.mode = "escrow";
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    group(pool, "S-2", "seller", "IC2");
    group(pool, "CUSTODIAN", "custodian", "IC2"); /* whoever's it is */
    deal.id = "O-3";
    deal.seller = "S-2";
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    deal.mode = "prepaid"; /* and however it is paid */
    pool_refuses(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

/* Notices to the buyer, and figures shown, of an order under the policy. */
static void order_in_own_group(const char *policy, size_t notices)
{
    struct pool *pool = pool_with_own("disclosed.db", policy);
    struct deal deal = order_of("self", "S-3");
    struct run run = {.mem = pool->mem, .is_preview = true};
    group(pool, "CUSTODIAN", "custodian", "MP");
    pool_must(pool, deal_order(pool->book, &deal, &run, &pool->err));
    assert_int_equal(run.posting->notice_count, notices);
    assert_int_equal(run.posting->basis_count, 1);
    assert_string_equal(run.posting->basis[0].key, "custody.own_group");
    if (notices > 0) {
        assert_string_equal(run.posting->notices[0]->party, "B-1");
        assert_non_null(strstr(run.posting->notices[0]->text, "same control group"));
    }
    pool_must(pool, order(pool, "self", "S-3"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE subject = 'deal:O-1'", NULL),
                     (int64_t)notices);
    pool_verify(pool);
    pool_free(pool);
}

static void where_it_has_to_be_disclosed_the_buyer_is_told(void **state)
{
    (void)state;
    order_in_own_group("default", 1);
    order_in_own_group("sea", 0);
}

/* What a view's row says in a column. */
static const char *says(struct pool *pool, const char *list, const char *id, const char *column)
{
    struct view_query query = {.view = view_find(list), .sort = -1};
    struct view_cursor *cursor;
    struct view_row row;
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, id, &row, &pool->err));
    const char *text = row.cells[view_column(query.view, column)].text;
    return text == NULL ? "" : text;
}

static void lists_show_the_independence_of_a_book_and_of_each_deal(void **state)
{
    struct pool *pool = pool_with_own("shown.db", "default");
    (void)state;
    pool_must(pool, order(pool, "self", "S-3"));
    assert_string_equal(says(pool, "books", "book:main", "independence"), "independent");
    assert_string_equal(says(pool, "books", "book:main", "custodian_group"), "IC");
    assert_string_equal(says(pool, "books", "book:main", "own_group"), "disclosed");
    assert_string_equal(says(pool, "deals", "deal:O-1", "custody"), "independent");
    group(pool, "CUSTODIAN", "custodian", "MP");
    assert_string_equal(says(pool, "books", "book:main", "independence"), "own group");
    assert_string_equal(says(pool, "deals", "deal:O-1", "custody"), "own group");
    group(pool, "S-4", "seller", NULL);
    struct deal deal = order_of("escrow", "S-4");
    deal.id = "O-2";
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    assert_string_equal(says(pool, "deals", "deal:O-2", "custody"), "unknown");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_platform_sells_itself_is_paid_as_any_sale),
        cmocka_unit_test(unshipped_it_goes_back),
        cmocka_unit_test(the_mode_says_whether_a_sale_is_self_operated),
        cmocka_unit_test(a_self_operated_sale_can_be_of_a_group_buy),
        cmocka_unit_test(custody_in_ones_own_group_is_forbidden_where_the_policy_says_so),
        cmocka_unit_test(where_it_has_to_be_disclosed_the_buyer_is_told),
        cmocka_unit_test(lists_show_the_independence_of_a_book_and_of_each_deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
