/* Lines matched to items and taken back in whatever order. */
#include "model/match.h"

#include "model/expect.h"
#include "model/mem.h"
#include "model/payout.h"
#include "model/statement.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DAY 20697 /* 2026-09-01 */

/* A statement without lines of its own; lines are added to it by hand. */
static void open_statement(struct pool *pool)
{
    struct statement_balance balance = {.currency = "CNY", .proof = "none", .last_day = DAY};
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "x.csv",
                                  .file_hash = "0",
                                  .profile = "generic",
                                  .plan_hash = "0",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .first_day = DAY,
                                  .last_day = DAY,
                                  .proof = "none",
                                  .balances = &balance,
                                  .balance_count = 1};
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
}

/* A bank line in suspense; returns its label. */
static char *bank_line(struct pool *pool, int64_t minor, const char *text)
{
    int64_t id = 0;
    pool_must(pool, book_begin(pool->book, &pool->err));
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line line = {.statement = 1,
                                  .line = id,
                                  .account = "ICBC-001",
                                  .file_line = (uint32_t)id + 1,
                                  .day = DAY,
                                  .second = STATEMENT_NO_TIME,
                                  .position = id,
                                  .amount = cny(minor),
                                  .balance_minor = STATEMENT_NO_BALANCE,
                                  .reference = "",
                                  .text = text,
                                  .counterparty = "",
                                  .counterparty_account = "",
                                  .ground = "bears no reference that is known"};
    pool_must(pool, line_post(pool->book, &line, pool_run(pool), &pool->err));
    pool_must(pool, book_commit(pool->book, &pool->err));
    return mem_printf(pool->mem, "line:%lld", (long long)id);
}

static enum status match(struct pool *pool, const char *line, const char *item, int64_t minor)
{
    struct match_terms terms = {line, item, cny(minor), minor != 0};
    return match_make(pool->book, &terms, pool_run(pool), &pool->err);
}

static enum status unmatch(struct pool *pool, int64_t id)
{
    char label[32];
    (void)snprintf(label, sizeof label, "match:%lld", (long long)id);
    struct match_undo_terms terms = {label, "it was another's"};
    return match_undo(pool->book, &terms, pool_run(pool), &pool->err);
}

static struct pool *bank_pool(const char *name)
{
    struct pool *pool = pool_new(name);
    open_statement(pool);
    return pool;
}

static void payout_that_came_back_in_parts_never_gives_more_than_it_was(void **state)
{
    struct pool *pool = bank_pool("back.db");
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(5000)};
    (void)state;
    pool_earn(pool, "S-1", 5000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    char *back = bank_line(pool, 5000, "退汇 P-1");
    pool_refuses(pool, match(pool, back, "payout:P-1", 0)); /* it has not left yet */
    pool_must(pool, match(pool, bank_line(pool, -5000, "代付 P-1"), "payout:P-1", 0));
    pool_must(pool, match(pool, back, "payout:P-1", 3000));
    assert_int_equal(pool_available(pool, "S-1"), 3000);
    pool_refuses(pool, match(pool, bank_line(pool, 2001, "退汇 P-1"), "payout:P-1", 2001));
    pool_must(pool, match(pool, back, "payout:P-1", 0));
    assert_int_equal(pool_available(pool, "S-1"), 5000);
    pool_refuses(pool, match(pool, bank_line(pool, 1, "退汇 P-1"), "payout:P-1", 0));
    pool_verify(pool);
    pool_free(pool);
}

static void overdraft_at_the_bank_is_posted_and_raises_its_alarm(void **state)
{
    struct pool *pool = bank_pool("overdraft.db");
    const char *alarms = "SELECT count(*) FROM event WHERE body LIKE '%\"alarm\":\"overdraft bank:"
                         "ICBC-001\"%'";
    (void)state;
    (void)bank_line(pool, 500, "in");
    assert_int_equal(pool_int(pool, alarms, NULL), 0);
    (void)bank_line(pool, -700, "out");
    assert_int_equal(pool_int(pool, alarms, NULL), 1);
    (void)bank_line(pool, -1, "out"); /* the alarm was raised already */
    assert_int_equal(pool_int(pool, alarms, NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT balance_minor FROM account WHERE kind = 'bank'", NULL),
                     201);
    pool_verify(pool);
    pool_free(pool);
}

/* Whatever is matched and taken back in whatever order, the books stay sound. */
static void random_matches_keep_every_invariant(void **state)
{
    struct random random = random_start("matches", 20260902);
    struct pool *pool = bank_pool("random.db");
    static const char *const ITEMS[] = {
        "deal:O-1", "deal:O-2", "expect:T-1", "batch:ALP-1",   "payout:P-1",        "payout:P-2",
        "line:1",   "line:2",   "line:3",     "available:S-1", "available:PLATFORM"};
    struct batch batch = {"ALP-1", "alipay", cny(900), cny(7), cny(893), NULL, cny(0)};
    struct expect expect = {"T-1", "PLATFORM", "available", cny(800)};
    int done = 0;
    (void)state;
    pool_deal(pool, "O-1", 1000, false);
    pool_deal(pool, "O-2", 2000, false);
    pool_deal(pool, "O-3", 5000, true);
    pool_earn(pool, "S-1", 3000);
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
    for (int i = 1; i <= 2; i++) {
        struct payout payout = {.id = i == 1 ? "P-1" : "P-2", .party = "S-1", .amount = cny(700)};
        pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    }
    for (int i = 0; i < 12; i++) {
        static const int64_t AMOUNTS[] = {1000, 893, -700, 800, 700, -50, 50, 2000, -700, 1500};
        (void)bank_line(pool, AMOUNTS[i % 10], "random");
    }
    for (int step = 0; step < 400; step++) {
        char *line = mem_printf(pool->mem, "line:%lld", (long long)random_between(&random, 1, 12));
        int64_t minor = random_chance(&random, 50) ? 0 : random_between(&random, 1, 2100);
        enum status status = random_chance(&random, 65)
                                 ? match(pool, line, ITEMS[random_below(&random, 11)], minor)
                                 : unmatch(pool, random_between(&random, 1, done + 1));
        assert_true(status == STATUS_OK || status == STATUS_REFUSED || status == STATUS_NOT_FOUND ||
                    status == STATUS_INVALID);
        done += status == STATUS_OK;
        if (step % 40 == 39) {
            pool_verify(pool);
        }
    }
    assert_true(done > 40);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(payout_that_came_back_in_parts_never_gives_more_than_it_was),
        cmocka_unit_test(overdraft_at_the_bank_is_posted_and_raises_its_alarm),
        cmocka_unit_test(random_matches_keep_every_invariant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
