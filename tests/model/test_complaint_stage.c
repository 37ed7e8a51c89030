/* The stages of a complaint: each has a time, and what moves it on where nobody does; nobody is
 * decided against unheard. */
#include "model/complaint.h"

#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000

/* A paid deal O-1 under a pack whose stages have their own times, and complaint C-1 about it. */
static struct pool *pool_filed(const char *name)
{
    struct pool *pool = pool_new_under(name, "cn");
    pool_bond(pool, "S-1", 500000);
    pool_deal(pool, "O-1", PRICE, true);
    pool_file(pool, "C-1", "O-1", 4000);
    return pool;
}

static void sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
}

static void must_be_at(struct pool *pool, const char *id, const char *state)
{
    char sql[128];
    (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM complaint WHERE id = $1 AND state = '%s'",
                   state);
    if (pool_int(pool, sql, id) != 1) {
        fail_msg("complaint %s is not %s", id, state);
    }
}

static enum status admit(struct pool *pool, const char *id)
{
    return complaint_admit(pool->book, &id, pool_run(pool), &pool->err);
}

static enum status notify(struct pool *pool, const char *id)
{
    struct complaint_notice notice = {.complaint = id};
    return complaint_notice(pool->book, &notice, pool_run(pool), &pool->err);
}

static enum status answer(struct pool *pool, const char *id, bool is_contest)
{
    struct complaint_answer answer = {
        .complaint = id, .is_contest = is_contest, .text = "bought from the maker"};
    return complaint_answer(pool->book, &answer, pool_run(pool), &pool->err);
}

static enum status refuse(struct pool *pool, const char *id)
{
    struct complaint_refusal refusal = {.complaint = id, .reasons = "the photos are of another"};
    return complaint_refuse(pool->book, &refusal, pool_run(pool), &pool->err);
}

static void nobody_acts_and_the_clocks_take_it_through_every_stage(void **state)
{
    static const char *const STAGES[] = {"filed", "open", "noticed", "silent", "defaulted"};
    struct pool *pool = pool_filed("alone.db");
    size_t at = 0;
    char sql[128];
    (void)state;
    for (int day = 0; day < 70 && at + 1 < sizeof STAGES / sizeof *STAGES; day++) {
        must_be_at(pool, "C-1", STAGES[at]);
        pool->now_us += TIME_US_PER_DAY;
        sweep(pool);
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM complaint WHERE id = $1 AND state = '%s'",
                       STAGES[at + 1]);
        at += pool_int(pool, sql, "C-1") == 1;
    }
    must_be_at(pool, "C-1", "defaulted");
    assert_int_equal(pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_available(pool, "B-1"), PRICE); /* the rest was never shipped */
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM event WHERE verb = 'complaint move'", NULL), 3);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM notice WHERE kind = 'complaint noticed'", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void nobody_is_decided_against_unheard(void **state)
{
    struct pool *pool = pool_filed("unheard.db");
    (void)state;
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_non_null(strstr(pool->err.message, "not admitted"));
    pool_refuses(pool, notify(pool, "C-1"));
    pool_refuses(pool, answer(pool, "C-1", true));
    pool_must(pool, admit(pool, "C-1"));
    pool_refuses(pool, admit(pool, "C-1"));
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_non_null(strstr(pool->err.message, "was not told"));
    pool_must(pool, notify(pool, "C-1"));
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_non_null(strstr(pool->err.message, "to answer"));
    pool_refuses(pool, refuse(pool, "C-1"));
    pool->now_us += 7 * TIME_US_PER_DAY;
    pool_refuses(pool, answer(pool, "C-1", true)); /* its time is over, swept or not */
    sweep(pool);
    must_be_at(pool, "C-1", "silent");
    pool_refuses(pool, answer(pool, "C-1", true));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_int_equal(pool_available(pool, "B-1"), 4000); /* unanswered, it is paid at once */
    assert_int_equal(pool_held(pool, "dispute"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void told_again_the_seller_has_no_more_time(void **state)
{
    struct pool *pool = pool_filed("again.db");
    (void)state;
    pool_must(pool, admit(pool, "C-1"));
    pool_must(pool, notify(pool, "C-1"));
    int64_t until_us = pool_int(pool, "SELECT step_us FROM complaint", NULL);
    assert_int_equal(until_us, pool->now_us + 7 * TIME_US_PER_DAY);
    pool->now_us += TIME_US_PER_DAY;
    pool_must(pool, notify(pool, "C-1"));
    assert_int_equal(pool_int(pool, "SELECT step_us FROM complaint", NULL), until_us);
    pool_free(pool);
}

static void accepted_it_is_paid_at_once_and_contested_it_waits(void **state)
{
    struct pool *pool = pool_filed("both.db");
    (void)state;
    pool_file(pool, "C-2", "O-1", 1000);
    for (int i = 0; i < 2; i++) {
        const char *id = i == 0 ? "C-1" : "C-2";
        pool_must(pool, admit(pool, id));
        pool_must(pool, notify(pool, id));
        pool_must(pool, answer(pool, id, i == 0));
        pool_refuses(pool, answer(pool, id, i != 0));
        pool_must(pool, pool_decide(pool, id, OUTCOME_REFUND));
    }
    assert_int_equal(pool_available(pool, "B-1"), 1000);
    assert_int_equal(pool_held(pool, "dispute"), 4000);
    assert_int_equal(
        pool_int(pool,
                 "SELECT due_us FROM account WHERE purpose = 'dispute'"
                 " AND balance_minor > 0",
                 NULL),
        pool_int(pool, "SELECT appeal_until_us FROM complaint WHERE id = 'C-1'", NULL));
    pool->now_us += 30 * TIME_US_PER_DAY;
    sweep(pool); /* nobody appealed */
    assert_int_equal(pool_held(pool, "dispute"), 0);
    assert_int_equal(pool_available(pool, "B-1"), PRICE); /* the rest was never shipped */
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_not_admitted_is_held_with_the_rest_again(void **state)
{
    struct pool *pool = pool_filed("refused.db");
    (void)state;
    struct complaint_refusal wordless = {.complaint = "C-1"};
    assert_int_equal(complaint_refuse(pool->book, &wordless, pool_run(pool), &pool->err),
                     STATUS_INVALID);
    assert_int_equal(pool_held(pool, "sale"), PRICE - 4000);
    pool_must(pool, refuse(pool, "C-1"));
    must_be_at(pool, "C-1", "refused");
    assert_int_equal(pool_held(pool, "sale"), PRICE);
    pool_refuses(pool, refuse(pool, "C-1"));
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_non_null(strstr(pool->err.message, "refused"));
    pool_file(pool, "C-2", "O-1", PRICE); /* with better proof */
    assert_int_equal(pool_held(pool, "dispute"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

static enum status complain(struct pool *pool, const char *id, const char *kind, const char *by)
{
    struct complaint complaint = {.id = id, .deal = "O-1", .kind = kind, .by = by};
    return complaint_open(pool->book, &complaint, pool_run(pool), &pool->err);
}

static void only_a_fraud_brings_an_award_and_only_a_measure_is_upheld(void **state)
{
    static const char *const KINDS[] = {"not-received", "not-as-described", "merchant-gone"};
    (void)state;
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        struct pool *pool = pool_new("kinds.db");
        pool_bond(pool, "S-1", 500000);
        pool_deal(pool, "O-1", PRICE, true);
        pool_must(pool, complain(pool, "C-1", KINDS[i], NULL));
        pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
        pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_UPHOLD));
        pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
        assert_int_equal(pool_available(pool, "B-1"), PRICE);
        pool_verify(pool);
        pool_free(pool);
    }
}

static void a_counter_notice_ends_the_measure_after_its_waiting_time(void **state)
{
    struct pool *pool = pool_new_under("counter.db", "cn");
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    assert_int_equal(complain(pool, "C-1", "rights-notice", NULL), STATUS_INVALID);
    pool_must(pool, complain(pool, "C-1", "rights-notice", "B-2"));
    pool_must(pool, complain(pool, "C-2", "rights-notice", "B-2"));
    assert_int_equal(pool_held(pool, "sale"), PRICE); /* no money is in dispute */
    pool_must(pool, admit(pool, "C-1"));
    pool_must(pool, notify(pool, "C-1"));
    pool_must(pool, answer(pool, "C-1", true));
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    pool->now_us += 15 * TIME_US_PER_DAY - 1;
    sweep(pool);
    must_be_at(pool, "C-1", "answered");
    pool->now_us += 1;
    sweep(pool);
    must_be_at(pool, "C-1", "defaulted");
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM complaint WHERE id = $1 AND door = 'payee'", "C-1"),
        1);
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_UPHOLD) == STATUS_REFUSED ? STATUS_OK
                                                                               : STATUS_REFUSED);
    pool->now_us += 60 * TIME_US_PER_DAY;
    sweep(pool); /* nobody answered the other: the measure stays */
    must_be_at(pool, "C-2", "defaulted");
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM complaint WHERE id = $1 AND door = 'payer'", "C-2"),
        1);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_acts_and_the_clocks_take_it_through_every_stage),
        cmocka_unit_test(nobody_is_decided_against_unheard),
        cmocka_unit_test(told_again_the_seller_has_no_more_time),
        cmocka_unit_test(accepted_it_is_paid_at_once_and_contested_it_waits),
        cmocka_unit_test(what_is_not_admitted_is_held_with_the_rest_again),
        cmocka_unit_test(only_a_fraud_brings_an_award_and_only_a_measure_is_upheld),
        cmocka_unit_test(a_counter_notice_ends_the_measure_after_its_waiting_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
