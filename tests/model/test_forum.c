/* Before something is decided it is said under whose law, before whom, and as which legal entity
 * the party contracts. */
#include "model/forum.h"

#include "model/deal.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/view.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define CHINA "cn-1, People's Republic of China; forum: as the contract names it; "

static struct run *preview(struct pool *pool)
{
    struct run *run = pool_run(pool);
    run->is_preview = true;
    return run;
}

/* S-1 contracts as a company of its own; S-2 under its name. */
static struct pool *make(const char *name)
{
    static const struct party COMPANY = {
        "S-1", "seller", "Łódź Trade", "PL", NULL, "Łódź Trade sp. z o.o.", NULL, NULL};
    struct pool *pool = pool_new_under(name, "cn");
    pool_must(pool, party_put(pool->book, &COMPANY, pool_run(pool), &pool->err));
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, true);
    return pool;
}

static void a_decision_about_a_deal_shows_its_law_and_its_seller(void **state)
{
    struct pool *pool = make("deal.db");
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_REFUND, .reasons = "the maker says so"};
    struct hold_step step = {
        .hold = mem_printf(
            pool->mem, "hold:%lld",
            (long long)pool_int(pool, "SELECT hold_id FROM deal WHERE id = 'O-2'", NULL))};
    struct run *run = preview(pool);
    (void)state;
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, complaint_decide(pool->book, &decision, run, &pool->err));
    assert_string_equal(run->posting->under, CHINA "S-1 contracts as Łódź Trade sp. z o.o. (PL)");
    run = preview(pool);
    pool_must(pool, hold_release_by(pool->book, &step, run, &pool->err));
    assert_string_equal(run->posting->under, CHINA "S-1 contracts as Łódź Trade sp. z o.o. (PL)");
    run = pool_run(pool);
    pool_must(pool, hold_return_by(pool->book, &step, run, &pool->err));
    assert_null(run->posting->under); /* nobody reads it any more */
    pool_free(pool);
}

static void a_measure_and_an_exit_of_money_show_the_party(void **state)
{
    struct pool *pool = make("party.db");
    struct freeze freeze = {.party = "S-2",
                            .scope = "listing",
                            .ground = "fraud",
                            .facts = "as reported",
                            .until_us = pool->now_us + TIME_US_PER_DAY};
    struct payout payout = {.party = "S-2", .amount = cny(100)};
    struct run *run = preview(pool);
    (void)state;
    pool_earn(pool, "S-2", 1000);
    pool_must(pool, freeze_put(pool->book, &freeze, run, &pool->err));
    assert_string_equal(run->posting->under, CHINA "S-2 contracts as 景德镇瓷器 (CN)");
    run = preview(pool);
    pool_must(pool, payout_request(pool->book, &payout, run, &pool->err));
    assert_string_equal(run->posting->under, CHINA "S-2 contracts as 景德镇瓷器 (CN)");
    pool_free(pool);
}

/* A cell of the one row of a view with this id. */
static const char *cell_of(struct pool *pool, const char *view, const char *id, const char *column)
{
    struct view_query query = {.view = view_find(view), .sort = -1};
    struct view_cursor *cursor;
    struct view_row row;
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, id, &row, &pool->err));
    return row.cells[view_column(query.view, column)].text;
}

static void whoever_looks_at_a_deal_or_a_seller_sees_the_same(void **state)
{
    struct pool *pool = make("look.db");
    (void)state;
    assert_string_equal(cell_of(pool, "any-deals", "deal:O-1", "law"),
                        "cn-1, People's Republic of China");
    assert_string_equal(cell_of(pool, "any-deals", "deal:O-1", "contracts_as"),
                        "Łódź Trade sp. z o.o. (PL)");
    assert_string_equal(cell_of(pool, "any-sellers", "seller:S-2", "law"),
                        "cn-1, People's Republic of China");
    assert_string_equal(cell_of(pool, "any-sellers", "seller:S-2", "forum"),
                        "as the contract names it");
    assert_int_equal(view_column(view_find("deals"), "law"), -1);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decision_about_a_deal_shows_its_law_and_its_seller),
        cmocka_unit_test(a_measure_and_an_exit_of_money_show_the_party),
        cmocka_unit_test(whoever_looks_at_a_deal_or_a_seller_sees_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
