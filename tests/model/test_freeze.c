/* Measures on sellers from their beginning to their end: who may do what, and what comes of each.
 * What a freeze does to money is test_measures', what a seller goes through test_story's, that
 * nothing stays for ever test_ends'. */
#include "model/freeze.h"

#include "model/deal.h"
#include "model/freeze_time.h"
#include "model/objection.h"
#include "model/operator.h"
#include "tests/support/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* The seller has so much less 5 %, which the platform has. */
static void sell(struct pool *pool, const char *deal, int64_t minor)
{
    struct deal_step arrived = {.deal = deal};
    pool_deal(pool, deal, minor, true);
    pool_must(pool, deal_confirm(pool->book, &arrived, pool_run(pool), &pool->err));
}

static void announced_freeze_takes_effect_by_its_clock(void **state)
{
    struct crew crew = crew_new("announced.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 30000, 20);
    freeze.from_us = pool->now_us + 5 * DAY;
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    crew_told(
        &crew,
        "This holds from 2026-09-06T00:00:00Z until 2026-09-21T00:00:00Z: these are suspended");
    pool_must(pool, crew_pay_out(&crew, 1000));
    pool->now_us += 5 * DAY - 1;
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 0);
    pool->now_us += 1;
    pool_refuses(pool, crew_pay_out(&crew, 1000)); /* before any sweep */
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 30000);
    crew_told(&crew, "has begun");
    crew_sweep(&crew);
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM event WHERE verb = 'freeze begin'"),
                     1);
    pool_verify(pool);
    pool->now_us += 15 * DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_available(pool, "S-1"), 39000);
    pool_verify(pool);
    pool_free(pool);
}

static void announced_freeze_that_is_lifted_or_missed_never_begins(void **state)
{
    struct crew crew = crew_new("missed.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, NULL, 30000, 10);
    const int64_t second = 2;
    freeze.from_us = pool->now_us + 5 * DAY;
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_lift(&crew, crew.bob, 1));
    pool->now_us += 10 * DAY; /* nobody has swept: the second has ended as well */
    pool_refuses(pool, freeze_begin(crew.ann, &second, pool_run(pool), &pool->err));
    crew_sweep(&crew);
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM event WHERE verb = 'freeze begin'"),
                     0);
    pool_verify(pool);
    pool_free(pool);
}

static void emergency_lapses_unless_another_confirms_it(void **state)
{
    struct crew crew = crew_new("emergency.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 30);
    freeze.is_emergency = true;
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_refuses(pool, crew_extend(&crew, crew.ann, 1, 20, "more of the same"));
    pool_refuses(pool, crew_put(&crew, crew.ann, &freeze)); /* again, alone */
    pool->now_us += 3 * DAY;
    pool_must(pool, crew_pay_out(&crew, 100));
    crew_sweep(&crew);
    pool_refuses(pool, crew_confirm(&crew, crew.bob, 1)); /* too late */
    freeze.until_us = pool->now_us + 30 * DAY;
    pool_refuses(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_put(&crew, crew.bob, &freeze)); /* another may */
    pool_must_be(pool, crew_confirm(&crew, crew.bob, 2), STATUS_DENIED, "his own");
    pool_must(pool, crew_object(&crew, 2));
    pool_must(pool, crew_review(&crew, crew.dan, 2, false));
    pool_must_be(pool, crew_confirm(&crew, crew.dan, 2), STATUS_DENIED, "who has judged it");
    pool_must(pool, crew_confirm(&crew, crew.ann, 2));
    pool_refuses(pool, crew_confirm(&crew, crew.dan, 2));
    pool->now_us += 29 * DAY;
    pool_refuses(pool, crew_pay_out(&crew, 100));
    pool_verify(pool);
    pool->now_us += DAY;
    pool_must(pool, crew_pay_out(&crew, 100));
    pool_free(pool);
}

static void emergency_begins_at_once_and_an_ordinary_freeze_is_no_matter_of_two(void **state)
{
    struct crew crew = crew_new("ordinary.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 30);
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_refuses(pool, crew_confirm(&crew, crew.bob, 1));
    freeze.is_emergency = true;
    freeze.from_us = pool->now_us + DAY;
    pool_must_be(pool, crew_put(&crew, crew.ann, &freeze), STATUS_INVALID, "an emergency tomorrow");
    freeze.is_emergency = false;
    freeze.from_us = pool->now_us - 1;
    pool_refuses(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must_be(pool, crew_confirm(&crew, crew.carol, 1), STATUS_DENIED, "support");
    pool_free(pool);
}

static void extension_needs_new_reasons_and_is_counted(void **state)
{
    struct crew crew = crew_new("extend.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, NULL, 30000, 10);
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must_be(pool, crew_extend(&crew, crew.bob, 1, 20, ""), STATUS_INVALID, "no reason");
    pool_refuses(pool, crew_extend(&crew, crew.bob, 1, 10, "no later"));
    pool_refuses(pool, crew_extend(&crew, crew.bob, 1, 91, "beyond the policy's most"));
    pool_must(pool, crew_extend(&crew, crew.bob, 1, 20, "a third buyer"));
    crew_told(&crew, "Reason: a third buyer");
    pool_must_be(pool, crew_extend(&crew, crew.ann, 1, 30, "a third buyer"), STATUS_INVALID,
                 "the same again");
    pool_must_be(pool, crew_extend(&crew, crew.ann, 1, 30, freeze.facts), STATUS_INVALID,
                 "what it rests on");
    pool_verify(pool); /* its amount has the same clock */
    pool_must(pool, crew_extend(&crew, crew.ann, 1, 30, "a fourth buyer"));
    pool_refuses(pool, crew_extend(&crew, crew.dan, 1, 40, "a fifth"));
    assert_non_null(strstr(pool->err.message, "extended 2 times"));
    pool_must(pool, crew_object(&crew, 1));
    pool_must_be(pool, crew_review(&crew, crew.ann, 1, true), STATUS_DENIED, "who put it");
    pool_must_be(pool, crew_review(&crew, crew.bob, 1, true), STATUS_DENIED, "who extended it");
    pool->now_us += 29 * DAY;
    pool_must(pool, crew_review(&crew, crew.dan, 1, false));
    pool->now_us += DAY;
    crew_sweep(&crew);
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    pool_refuses(pool, crew_extend(&crew, crew.bob, 1, 20, "it has ended"));
    pool_verify(pool);
    pool_free(pool);
}

static void objection_that_nobody_decides_lifts_the_freeze(void **state)
{
    struct crew crew = crew_new("undecided.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 100000, 60);
    (void)state;
    pool_earn(pool, "S-1", 40000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_object(&crew, 1));
    pool_refuses(pool, crew_object(&crew, 1)); /* one at a time */
    pool->now_us += 14 * DAY - 1;
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 40000);
    pool->now_us += 1;
    crew_sweep(&crew);
    crew_told(&crew, "since nobody decided it in time");
    /* 40000 x 15 / 365 x 0.05 = 82.19; the platform has nothing, and owes it. */
    assert_int_equal(pool_available(pool, "S-1"), 40000);
    assert_int_equal(crew_count(&crew, "SELECT interest_minor FROM objection"), 82);
    assert_int_equal(crew_count(&crew, "SELECT cap_minor FROM lien WHERE rank = 60"), 82);
    assert_int_equal(
        crew_count(&crew, "SELECT count(*) FROM lien WHERE rank = 90 AND is_closed = 0"), 0);
    pool_verify(pool);
    sell(pool, "O-1", 100000);
    assert_int_equal(pool_available(pool, "S-1"), 40000 + 95000 + 82);
    assert_int_equal(pool_available(pool, "PLATFORM"), 5000 - 82);
    pool_verify(pool);
    pool_free(pool);
}

static void upheld_objection_is_appealed_once_and_decided_by_another(void **state)
{
    struct crew crew = crew_new("appeal.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 60);
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_refuses(pool, crew_review(&crew, crew.bob, 1, true)); /* nobody objects */
    pool_must(pool, crew_object(&crew, 1));
    pool_must(pool, crew_review(&crew, crew.bob, 1, false));
    pool_must(pool, crew_object(&crew, 1));
    pool_must_be(pool, crew_review(&crew, crew.bob, 1, false), STATUS_DENIED, "his own decision");
    pool_must(pool, crew_review(&crew, crew.carol, 1, false));
    pool_refuses(pool, crew_object(&crew, 1));
    pool_must_be(pool, crew_extend(&crew, crew.bob, 1, 70, "a third buyer"), STATUS_DENIED,
                 "who has judged it");
    pool_must(pool, crew_extend(&crew, crew.ann, 1, 70, "a third buyer"));
    pool_must(pool, crew_object(&crew, 1)); /* to the new reasons */
    pool_verify(pool);
    pool_free(pool);
}

static void objection_outlives_the_end_of_its_freeze_and_still_brings_interest(void **state)
{
    struct crew crew = crew_new("outlives.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, NULL, 100000, 10);
    (void)state;
    sell(pool, "O-1", 1000000);
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool->now_us += 9 * DAY;
    pool_must(pool, crew_object(&crew, 1));
    pool->now_us += 2 * DAY;
    crew_sweep(&crew); /* a day late: it was held for eleven */
    assert_int_equal(pool_available(pool, "S-1"), 950000);
    pool_must(pool, crew_review(&crew, crew.bob, 1, true));
    assert_int_equal(pool_available(pool, "S-1"), 950000 + 151); /* 150.68 */
    pool_verify(pool);
    pool->now_us += 60 * DAY;
    pool_refuses(pool, crew_object(&crew, 1));
    pool_free(pool);
}

static void role_that_is_revoked_in_between_confirms_and_reviews_nothing(void **state)
{
    struct crew crew = crew_new("revoked.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 30);
    struct freeze_confirmation confirmation = {1};
    struct objection_review decision = {1, true, "x"};
    struct run *preview = pool_run(pool), *confirmed = pool_run(pool);
    const char *login = "bob";
    char digest[POSTING_DIGEST_BYTES];
    freeze.is_emergency = true;
    (void)state;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_object(&crew, 1));
    preview->is_preview = true;
    pool_must(pool, freeze_confirm(crew.bob, &confirmation, preview, &pool->err));
    pool_must(pool, operator_revoke(pool->book, &login, pool_run(pool), &pool->err));
    confirmed->expected_digest = posting_digest(preview->posting, digest);
    pool_must_be(pool, freeze_confirm(crew.bob, &confirmation, confirmed, &pool->err),
                 STATUS_DENIED, "revoked");
    pool_must_be(pool, objection_review(crew.bob, &decision, pool_run(pool), &pool->err),
                 STATUS_DENIED, "revoked");
    pool_verify(pool);
    pool_free(pool);
}

static void database_and_verify_find_what_the_rules_forbid(void **state)
{
    static const char *const REFUSED[] = {
        "UPDATE \"freeze\" SET confirmed_us = 1, confirmed_by = author WHERE id = 1",
        "UPDATE \"freeze\" SET confirmed_us = 1, confirmed_by = 'bob' WHERE id = 2",
        "UPDATE \"freeze\" SET authority = 'PLATFORM' WHERE id = 2",
        "UPDATE freeze_extension SET reason = 'another'",
        "DELETE FROM freeze_extension",
        "UPDATE objection SET state = 'granted'",
        "UPDATE objection SET decided_by = 'ann'",
        "DELETE FROM objection",
    };
    struct crew crew = crew_new("attacks.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "payout", 0, 30);
    (void)state;
    freeze.is_emergency = true;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    freeze.is_emergency = false;
    pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    pool_must(pool, crew_extend(&crew, crew.dan, 2, 40, "a third buyer"));
    pool_must(pool, crew_object(&crew, 1));
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        pool_must_be(pool, store_execute(pool->store, REFUSED[i], &pool->err), STATUS_REFUSED,
                     REFUSED[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(announced_freeze_takes_effect_by_its_clock),
        cmocka_unit_test(announced_freeze_that_is_lifted_or_missed_never_begins),
        cmocka_unit_test(emergency_lapses_unless_another_confirms_it),
        cmocka_unit_test(emergency_begins_at_once_and_an_ordinary_freeze_is_no_matter_of_two),
        cmocka_unit_test(extension_needs_new_reasons_and_is_counted),
        cmocka_unit_test(objection_that_nobody_decides_lifts_the_freeze),
        cmocka_unit_test(upheld_objection_is_appealed_once_and_decided_by_another),
        cmocka_unit_test(objection_outlives_the_end_of_its_freeze_and_still_brings_interest),
        cmocka_unit_test(role_that_is_revoked_in_between_confirms_and_reviews_nothing),
        cmocka_unit_test(database_and_verify_find_what_the_rules_forbid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
