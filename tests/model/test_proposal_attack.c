/* Proposals against whoever writes into the store itself, and in any order whatever. */
#include "model/interest_declare.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "tests/support/house.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* ---- by the database itself ---- */

static void must_refuse(struct pool *pool, const char *sql, const char *words)
{
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    enum status status = store_execute(pool->store, sql, &pool->err);
    store_rollback(pool->store);
    assert_int_not_equal(status, STATUS_OK);
    if (strstr(pool->err.message, words) == NULL && strstr(pool->err.detail, words) == NULL) {
        fail_msg("'%s' (%s) does not say '%s'", pool->err.message, pool->err.detail, words);
    }
}

static void the_database_keeps_proposals_as_they_were_written(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct interest_terms own = {.login = "bob", .party = "S-2"};
    (void)state;
    house_propose(&house, LARGE);
    pool_must(pool, interest_declare(house.bob, &own, pool_run(pool), &pool->err));
    must_refuse(pool, "DELETE FROM proposal", "never deleted");
    must_refuse(pool, "UPDATE proposal SET request = '{}'", "never changes");
    must_refuse(pool, "UPDATE proposal SET maker = 'bob'", "never changes");
    must_refuse(pool, "UPDATE proposal SET hash = 'x'", "never changes");
    must_refuse(pool, "UPDATE proposal SET due_us = due_us + 1", "never changes");
    must_refuse(pool,
                "UPDATE proposal SET state = 'approved', ended_by = 'ann', ended_us = 1,"
                " ended_event = 1",
                "");
    must_refuse(pool, "DELETE FROM interest", "never deleted");
    must_refuse(pool, "UPDATE interest SET party = 'S-1'", "never changes");
    pool_must(pool, house_step(pool, house.bob, "1", proposal_reject));
    must_refuse(pool,
                "UPDATE proposal SET state = 'open', ended_by = NULL, ended_us = NULL,"
                " ended_event = NULL",
                "ended once");
    house_free(&house);
}

static const char *breach_of(struct pool *pool)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    return rows[VERIFY_EYES].holds ? "" : rows[VERIFY_EYES].first_breach;
}

static void attack(struct pool *pool, const char *sql)
{
    pool_unguard(pool);
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
    pool_must(pool, store_commit(pool->store, &pool->err));
}

static void a_changed_body_is_neither_approved_nor_overlooked(void **state)
{
    static const struct {
        const char *sql, *breach;
        bool is_approved;
    } ATTACKS[] = {
        {"UPDATE proposal SET request = replace(request, '5000001', '9000001')",
         "is not what its event says", false},
        {"UPDATE proposal SET hash = 'deadbeef'", "is not what its event says", false},
        {"UPDATE proposal SET maker = 'cyd'", "is not what its event says", false},
        {"UPDATE proposal SET needs = 'entity'", "is not what its event says", false},
        {"DELETE FROM proposal", "1 were proposed or ended, and 0 are there", false},
        {"UPDATE proposal SET state = 'approved', ended_event = 1, ended_by = 'bob', ended_us = 1",
         "was approved otherwise than its event says", false},
        {"UPDATE proposal SET ended_by = 'cyd'", "was approved otherwise", true},
        {"UPDATE proposal SET state = 'open', ended_event = NULL, ended_by = NULL, ended_us = NULL",
         "2 were proposed or ended, and 1 are there", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ATTACKS / sizeof *ATTACKS; i++) {
        struct house house = house_new();
        struct pool *pool = house.pool;
        house_propose(&house, LARGE);
        if (ATTACKS[i].is_approved) {
            pool_must(pool, house_approve(pool, house.bob, "1"));
        }
        attack(pool, ATTACKS[i].sql);
        assert_int_not_equal(house_approve(pool, house.cyd, "1"), STATUS_OK);
        assert_int_equal(house_payouts(pool), ATTACKS[i].is_approved);
        if (strstr(breach_of(pool), ATTACKS[i].breach) == NULL) {
            fail_msg("%s: '%s'", ATTACKS[i].sql, breach_of(pool));
        }
        pool_free(pool);
    }
}

/* ---- whatever the order ---- */

static void a_proposal_is_done_at_most_once_whatever_the_order(void **state)
{
    struct random random = random_start("proposal", 7);
    (void)state;
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct book *books[] = {pool->book, house.bob, house.cyd, house.eve};
    for (int i = 0; i < 300; i++) {
        struct book *book = books[random_below(&random, 4)];
        int64_t open = pool_int(pool, "SELECT count(*) FROM proposal", NULL);
        char id[24];
        struct sweep_result swept;
        (void)snprintf(id, sizeof id, "%d", 1 + (int)random_below(&random, open + 1));
        switch (random_below(&random, 7)) {
        case 0:
        case 1:
            (void)house_pay(pool, book, LARGE - 4000000 + random_below(&random, 2) * 4000000,
                            pool_run(pool));
            break;
        case 2:
        case 3:
            (void)house_approve(pool, book, id);
            break;
        case 4:
            (void)house_step(pool, book, id, proposal_reject);
            break;
        case 5:
            (void)house_step(pool, book, id, proposal_withdraw);
            break;
        default:
            pool->now_us += TIME_US_PER_DAY / 2;
            pool_must(pool, sweep_run(book, NULL, NULL, &swept, &pool->err));
            break;
        }
    }
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM payout WHERE amount_minor > 5000000 AND event"
                              " NOT IN (SELECT ended_event FROM proposal WHERE state = 'approved')",
                              NULL),
                     0);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM proposal WHERE state = 'approved'", NULL),
        pool_int(pool,
                 "SELECT count(*) FROM payout WHERE event IN (SELECT ended_event FROM proposal)",
                 NULL));
    house_free(&house);
}

/* Approved by a second of the same house, and then made larger. */
static void what_takes_two_legal_entities_and_one_approved_is_named(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    (void)state;
    house_propose(&house, LARGE);
    pool_must(pool, house_approve(pool, house.cyd, "1"));
    pool_verify(pool);
    pool_unguard(pool);
    pool_finds(pool, 7,
               "UPDATE event SET body = replace(body, '\"minor\":5000001}', '\"minor\":50000001}')"
               " WHERE verb = 'payout'",
               "UPDATE event SET body = replace(body, '\"minor\":50000001}', '\"minor\":5000001}')"
               " WHERE verb = 'payout'",
               "takes two legal entities");
    house_free(&house);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_takes_two_legal_entities_and_one_approved_is_named),
        cmocka_unit_test(the_database_keeps_proposals_as_they_were_written),
        cmocka_unit_test(a_changed_body_is_neither_approved_nor_overlooked),
        cmocka_unit_test(a_proposal_is_done_at_most_once_whatever_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
