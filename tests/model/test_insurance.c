/* What an insurer bears of an award: the exact part, in a hold of its own, and what it has to claim
 * of the seller once it is paid. */
#include "model/insurance.h"

#include "model/claim.h"
#include "model/deal.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define AWARD 300000 /* three times the price, which is refunded besides */
#define PRICE 100000
#define YEAR (365 * TIME_US_PER_DAY)

static struct pool *pool_insured(const char *name)
{
    static const struct party INSURERS[] = {
        {"I-1", "insurer", "First Insurance", "CN", NULL, NULL, NULL, NULL},
        {"I-2", "insurer", "Second Insurance", "CN", NULL, NULL, NULL, NULL},
    };
    struct pool *pool = pool_new(name);
    pool_must(pool, party_put(pool->book, &INSURERS[0], pool_run(pool), &pool->err));
    pool_must(pool, party_put(pool->book, &INSURERS[1], pool_run(pool), &pool->err));
    return pool;
}

static enum status put(struct pool *pool, const struct cover *cover)
{
    return insurance_put(pool->book, cover, pool_run(pool), &pool->err);
}

static struct cover cover_of(const char *id, int64_t part_bp, int64_t limit)
{
    return (struct cover){.id = id,
                          .insurer = "I-1",
                          .seller = "S-1",
                          .limit = cny(limit),
                          .part_bp = part_bp,
                          .from_us = POOL_NOW_US,
                          .until_us = POOL_NOW_US + YEAR};
}

static void covered(struct pool *pool, int64_t part_bp, int64_t limit)
{
    struct cover cover = cover_of("K-1", part_bp, limit);
    pool_must(pool, put(pool, &cover));
}

/* A paid order that is complained of. */
static void disputed(struct pool *pool)
{
    pool_deal(pool, "O-1", PRICE, true);
    pool_complain(pool, "C-1", "O-1", 0);
}

static void award(struct pool *pool)
{
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD));
    assert_int_equal(pool_int(pool, "SELECT award_minor FROM complaint WHERE id = 'C-1'", NULL),
                     AWARD);
    pool_verify(pool);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static struct hold_step claim_step(struct pool *pool, int64_t minor)
{
    int64_t id = pool_int(pool, "SELECT min(id) FROM account WHERE purpose = 'claim'", NULL);
    return (struct hold_step){.hold = mem_printf(pool->mem, "hold:%lld", (long long)id),
                              .amount_minor = minor,
                              .reason = "agreed"};
}

static int64_t lien_of_rank(struct pool *pool, int rank)
{
    return pool_int(pool,
                    mem_printf(pool->mem,
                               "SELECT coalesce(sum(cap_minor - taken_minor), 0) FROM lien"
                               " WHERE is_closed = 0 AND rank = %d",
                               rank),
                    NULL);
}

static void the_insurer_bears_its_part_the_bond_the_rest(void **state)
{
    struct pool *pool = pool_insured("part.db");
    (void)state;
    covered(pool, 3333, 1000000);
    pool_receive(pool, "I-1", "available", 150000);
    pool_bond(pool, "S-1", 500000);
    disputed(pool);
    award(pool);
    assert_int_equal(pool_held(pool, "claim"), 99990);
    assert_int_equal(pool_available(pool, "I-1"), 150000 - 99990);
    assert_int_equal(pool_held(pool, "award"), AWARD - 99990);
    assert_int_equal(pool_held(pool, "bond"), 500000 - (AWARD - 99990));
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 0); /* nothing is paid yet */
    pool->now_us += 30 * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 2);
    assert_int_equal(pool_available(pool, "B-1"), PRICE + AWARD);
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 99990);
    pool_earn(pool, "S-1", 100000);
    assert_int_equal(pool_available(pool, "I-1"), 150000);
    assert_int_equal(pool_available(pool, "S-1"), 10);
    pool_verify(pool);
    pool_free(pool);
}

static void it_bears_at_most_its_limit(void **state)
{
    struct pool *pool = pool_insured("limit.db");
    (void)state;
    covered(pool, 10000, 5000);
    pool_receive(pool, "I-1", "available", 150000);
    pool_bond(pool, "S-1", 500000);
    disputed(pool);
    award(pool);
    assert_int_equal(pool_held(pool, "claim"), 5000);
    assert_int_equal(pool_held(pool, "award"), AWARD - 5000);
    pool_free(pool);
}

static void what_the_insurer_lacks_is_a_lien_on_its_money(void **state)
{
    struct pool *pool = pool_insured("lacks.db");
    (void)state;
    covered(pool, 5000, 1000000);
    pool_receive(pool, "I-1", "available", 40000);
    pool_bond(pool, "S-1", 100000);
    disputed(pool);
    award(pool);
    assert_int_equal(pool_held(pool, "claim"), 40000);
    assert_int_equal(pool_held(pool, "bond"), 0);
    assert_int_equal(lien_of_rank(pool, LIEN_AWARD), 110000 + 50000);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'I-1' AND text LIKE '%1,100.00%'",
                 NULL),
        1);
    pool->now_us += 30 * TIME_US_PER_DAY;
    (void)sweep(pool);
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 40000);
    pool_receive(pool, "I-1", "available", 115000);
    assert_int_equal(pool_held(pool, "claim"), 110000);
    assert_int_equal(pool_available(pool, "I-1"), 5000);
    assert_int_equal(sweep(pool).holds, 1); /* its time is over */
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 150000);
    assert_int_equal(pool_available(pool, "B-1"), PRICE + 100000 + 150000);
    pool_verify(pool);
    pool_free(pool);
}

static void an_insurer_without_money_leaves_a_claim_that_waits_for_it(void **state)
{
    struct pool *pool = pool_insured("empty.db");
    (void)state;
    covered(pool, 10000, 1000000);
    disputed(pool);
    award(pool); /* the insurer bears all of it: no hold for an award, and none from the bond */
    assert_int_equal(pool_held(pool, "claim"), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM account WHERE purpose = 'award'", NULL),
                     0);
    assert_int_equal(lien_of_rank(pool, LIEN_AWARD), AWARD);
    pool_receive(pool, "I-1", "available", AWARD + 1);
    assert_int_equal(pool_held(pool, "claim"), AWARD);
    assert_int_equal(pool_available(pool, "I-1"), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void several_covers_bear_no_more_than_the_award(void **state)
{
    struct pool *pool = pool_insured("several.db");
    struct cover second = cover_of("K-2", 7000, 1000000);
    (void)state;
    covered(pool, 7000, 1000000);
    second.insurer = "I-2";
    pool_must(pool, put(pool, &second));
    pool_receive(pool, "I-1", "available", 500000);
    pool_receive(pool, "I-2", "available", 500000);
    disputed(pool);
    award(pool);
    assert_int_equal(pool_held(pool, "claim"), AWARD);
    assert_int_equal(pool_available(pool, "I-1"), 500000 - 210000);
    assert_int_equal(pool_available(pool, "I-2"), 500000 - 90000);
    pool_free(pool);
}

static void a_cover_is_of_what_was_ordered_while_it_ran_in_its_currency(void **state)
{
    struct pool *pool = pool_insured("when.db");
    struct cover covers[] = {cover_of("K-1", 10000, 10), cover_of("K-2", 10000, 20),
                             cover_of("K-3", 10000, 40), cover_of("K-4", 10000, 80),
                             cover_of("K-5", 10000, 160)};
    (void)state;
    pool_receive(pool, "I-1", "available", 1000);
    covers[0].until_us = POOL_NOW_US + TIME_US_PER_DAY; /* just over */
    covers[1].from_us = POOL_NOW_US + TIME_US_PER_DAY;  /* just begun */
    covers[2].seller = "S-2";
    memcpy(covers[3].limit.currency, "EUR", 4);
    covers[4].from_us = POOL_NOW_US + TIME_US_PER_DAY + 1;
    for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
        pool_must(pool, put(pool, &covers[i]));
    }
    pool->now_us += TIME_US_PER_DAY;
    disputed(pool);
    struct cover one = cover_of("K-6", 10000, 320);
    one.seller = NULL;
    one.deal = "O-1";
    pool_must(pool, put(pool, &one));
    award(pool);
    assert_int_equal(pool_held(pool, "claim"), 20 + 320);
    pool_free(pool);
}

static void the_buyer_may_do_without_and_the_insurer_may_pay_early(void **state)
{
    struct pool *pool = pool_insured("early.db");
    (void)state;
    covered(pool, 5000, 1000000);
    pool_receive(pool, "I-1", "available", 100000);
    disputed(pool);
    award(pool); /* 1,500.00, of which 500.00 are lacking */
    struct hold_step step = claim_step(pool, 100001);
    pool_refuses(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
    step.amount_minor = 30000;
    pool_must(pool, hold_release_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), PRICE + 30000);
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 30000);
    step.amount_minor = 20000;
    pool_must(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_held(pool, "claim"), 50000);
    assert_int_equal(pool_available(pool, "I-1"), 20000); /* not taken for the claim again */
    assert_int_equal(lien_of_rank(pool, LIEN_AWARD), 150000 + 50000);
    step.amount_minor = 0;
    pool_must(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "I-1"), 70000);
    assert_int_equal(lien_of_rank(pool, LIEN_AWARD), 150000); /* the seller's alone */
    assert_int_equal(lien_of_rank(pool, LIEN_SUBROGATION), 30000);
    pool_refuses(pool, hold_return_by(pool->book, &step, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void a_carved_part_of_a_claim_is_no_part_of_the_price(void **state)
{
    struct pool *pool = pool_insured("carved.db");
    (void)state;
    pool_receive(pool, "I-1", "available", AWARD);
    covered(pool, 5000, AWARD);
    disputed(pool);
    award(pool);
    struct hold_step part = {
        .hold = mem_printf(
            pool->mem, "hold:%lld",
            (long long)pool_int(pool, "SELECT id FROM account WHERE purpose = 'claim'", NULL)),
        .amount_minor = 1000,
        .reason = "the rest is clear"};
    pool_must(pool, hold_carve_by(pool->book, &part, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM account WHERE purpose = 'claim'", NULL),
                     2);
    pool_verify(pool);
    pool_free(pool);
}

static void a_dismissed_or_refunded_complaint_claims_nothing_of_the_insurer(void **state)
{
    static const enum complaint_outcome OUTCOMES[] = {OUTCOME_DISMISS, OUTCOME_REFUND};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct pool *pool = pool_insured("none.db");
        covered(pool, 10000, 1000000);
        pool_receive(pool, "I-1", "available", 100000);
        disputed(pool);
        pool_must(pool, pool_decide(pool, "C-1", OUTCOMES[i]));
        assert_int_equal(
            pool_int(pool, "SELECT count(*) FROM account WHERE purpose = 'claim'", NULL), 0);
        assert_int_equal(pool_available(pool, "I-1"), 100000);
        pool_free(pool);
    }
}

static void a_cover_is_told_once_and_with_terms_that_make_sense(void **state)
{
    struct pool *pool = pool_insured("terms.db");
    struct cover good = cover_of("K-1", 5000, 100), bad = good;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    bad.deal = "O-1";
    pool_must_be(pool, put(pool, &bad), STATUS_INVALID, "both");
    bad.deal = bad.seller = NULL;
    pool_must_be(pool, put(pool, &bad), STATUS_INVALID, "neither");
    bad = good;
    bad.part_bp = 10001;
    pool_must_be(pool, put(pool, &bad), STATUS_INVALID, "more than all");
    bad = good;
    bad.limit = cny(0);
    pool_must_be(pool, put(pool, &bad), STATUS_INVALID, "no limit");
    bad = good;
    bad.until_us = bad.from_us;
    pool_must_be(pool, put(pool, &bad), STATUS_INVALID, "no time");
    bad = good;
    bad.insurer = "S-2";
    pool_refuses(pool, put(pool, &bad));
    bad = good;
    bad.seller = "B-1";
    pool_refuses(pool, put(pool, &bad));
    bad = good;
    bad.seller = NULL;
    bad.deal = "O-9";
    pool_must_be(pool, put(pool, &bad), STATUS_NOT_FOUND, "no deal");
    bad.deal = "O-1";
    memcpy(bad.limit.currency, "EUR", 4);
    pool_refuses(pool, put(pool, &bad));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_must(pool, put(pool, &good));
    pool_must_be(pool, put(pool, &good), STATUS_CONFLICT, "twice");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_insurer_bears_its_part_the_bond_the_rest),
        cmocka_unit_test(it_bears_at_most_its_limit),
        cmocka_unit_test(what_the_insurer_lacks_is_a_lien_on_its_money),
        cmocka_unit_test(an_insurer_without_money_leaves_a_claim_that_waits_for_it),
        cmocka_unit_test(several_covers_bear_no_more_than_the_award),
        cmocka_unit_test(a_cover_is_of_what_was_ordered_while_it_ran_in_its_currency),
        cmocka_unit_test(the_buyer_may_do_without_and_the_insurer_may_pay_early),
        cmocka_unit_test(a_carved_part_of_a_claim_is_no_part_of_the_price),
        cmocka_unit_test(a_dismissed_or_refunded_complaint_claims_nothing_of_the_insurer),
        cmocka_unit_test(a_cover_is_told_once_and_with_terms_that_make_sense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
