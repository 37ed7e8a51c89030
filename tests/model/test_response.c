/* How long complaints wait, from their events: exact, whichever way a stage has ended. */
#include "model/response.h"

#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/house.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOUR (TIME_US_PER_DAY / 24)

static void file(struct pool *pool, const char *id, const char *kind)
{
    char deal[32];
    (void)snprintf(deal, sizeof deal, "O-%s", id);
    pool_deal(pool, deal, 10000, true);
    struct complaint complaint = {.id = id, .deal = deal, .kind = kind};
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
}

static void sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
}

static void admit(struct pool *pool, const char *id)
{
    pool_must(pool, complaint_admit(pool->book, &id, pool_run(pool), &pool->err));
}

/* The row, or none: all of it 0. */
static struct response row_of(struct pool *pool, int month, const char *kind,
                              enum response_stage stage)
{
    struct response *rows;
    size_t count;
    pool_must(pool, response_read(pool->book, pool->mem, &rows, &count, &pool->err));
    for (size_t i = 0; i < count; i++) {
        if (rows[i].month == month && strcmp(rows[i].kind, kind) == 0 && rows[i].stage == stage) {
            assert_int_equal(rows[i].year, 2026);
            return rows[i];
        }
    }
    return (struct response){0};
}

static void medians_and_percentiles_are_times_that_there_were(void **state)
{
    static const int HOURS[] = {7, 1, 20, 3, 2, 5, 4, 6, 30, 8}; /* of ten admissions */
    struct pool *pool = pool_new_under("ten.db", "cn");
    char id[16];
    (void)state;
    for (int i = 0; i < 10; i++) {
        (void)snprintf(id, sizeof id, "C-%d", i);
        file(pool, id, "counterfeit");
    }
    for (int hour = 1; hour <= 30; hour++) {
        pool->now_us += HOUR;
        for (int i = 0; i < 10; i++) {
            (void)snprintf(id, sizeof id, "C-%d", i);
            if (HOURS[i] == hour) {
                admit(pool, id);
            }
        }
    }
    struct response row = row_of(pool, 9, "counterfeit", RESPONSE_ADMISSION);
    assert_int_equal(row.count, 10);
    assert_int_equal(row.by_default, 0);
    assert_int_equal(row.median_us, 5 * HOUR); /* the fifth of ten */
    assert_int_equal(row.p90_us, 20 * HOUR);   /* the ninth */
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_DECISION).count, 0);
    pool_free(pool);
}

static void what_a_clock_has_ended_is_told_apart(void **state)
{
    struct pool *pool = pool_new_under("clocks.db", "cn");
    (void)state;
    file(pool, "C-1", "counterfeit");
    file(pool, "C-2", "counterfeit");
    file(pool, "C-3", "not-received");
    pool->now_us += HOUR;
    admit(pool, "C-1");
    for (int day = 0; day < 70; day++) {
        pool->now_us += TIME_US_PER_DAY;
        sweep(pool);
    }
    struct response row = row_of(pool, 9, "counterfeit", RESPONSE_ADMISSION);
    assert_int_equal(row.count, 2);
    assert_int_equal(row.by_default, 1);
    assert_int_equal(row.median_us, HOUR);
    row = row_of(pool, 9, "counterfeit", RESPONSE_NOTICE);
    assert_int_equal(row.count, 2);
    assert_int_equal(row.by_default, 2);
    row = row_of(pool, 9, "not-received", RESPONSE_DECISION);
    assert_int_equal(row.count, 1);
    assert_int_equal(row.by_default, 1);
    assert_int_equal(row.median_us, 60 * TIME_US_PER_DAY + HOUR); /* as it was swept */
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_REVIEW).count, 0);
    pool_free(pool);
}

static void a_month_is_that_of_the_filing_and_a_review_counts_from_its_appeal(void **state)
{
    struct pool *pool = pool_new_under("months.db", "cn");
    struct complaint_appeal appeal = {.complaint = "C-1", .text = "the maker is mistaken"};
    struct complaint_review review = {.complaint = "C-1", .reasons = "as it was decided"};
    struct complaint_notice notice = {.complaint = "C-1"};
    struct complaint_refusal refusal = {.complaint = "C-2", .reasons = "of another shop"};
    (void)state;
    pool_bond(pool, "S-1", 500000);
    house_let_in(pool, "bob", ROLE_SUPPORT, NULL);
    pool->now_us += 29 * TIME_US_PER_DAY + 20 * HOUR; /* the 30th of September */
    file(pool, "C-1", "counterfeit");
    pool->now_us += 10 * HOUR; /* of October */
    file(pool, "C-2", "counterfeit");
    admit(pool, "C-1");
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    pool->now_us += HOUR;
    pool_hear(pool, "C-1", true); /* it is told again */
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    pool->now_us += 100 * HOUR;
    pool_must(pool, complaint_refuse(pool->book, &refusal, pool_run(pool), &pool->err));
    pool_must(pool, complaint_appeal(pool->book, &appeal, pool_run(pool), &pool->err));
    pool->now_us += 7 * HOUR;
    pool_must(pool,
              complaint_review(house_enter(pool, "bob"), &review, pool_run(pool), &pool->err));
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_DECISION).median_us, 11 * HOUR);
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_REVIEW).median_us, 7 * HOUR);
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_REVIEW).by_default, 0);
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_NOTICE).count, 1);
    assert_int_equal(row_of(pool, 9, "counterfeit", RESPONSE_NOTICE).median_us, 10 * HOUR);
    assert_int_equal(row_of(pool, 10, "counterfeit", RESPONSE_DECISION).median_us, 101 * HOUR);
    assert_int_equal(row_of(pool, 10, "counterfeit", RESPONSE_ADMISSION).count, 0);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(medians_and_percentiles_are_times_that_there_were),
        cmocka_unit_test(what_a_clock_has_ended_is_told_apart),
        cmocka_unit_test(a_month_is_that_of_the_filing_and_a_review_counts_from_its_appeal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
