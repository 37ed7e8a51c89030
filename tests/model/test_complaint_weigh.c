/* What whoever decides a complaint sees before, and what its end brings with it. */
#include "model/complaint_weigh.h"

#include "model/insurance.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/repeat.h"
#include "tests/support/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 20000 /* an award is three times that */

static const struct posting *look_ahead(struct pool *pool, enum complaint_outcome outcome,
                                        int64_t part)
{
    struct run *run = pool_run(pool);
    struct complaint_decision decision = {.complaint = "C-1",
                                          .outcome = outcome,
                                          .reasons = "the maker says so",
                                          .refund = cny(part),
                                          .has_refund = part > 0};
    run->is_preview = true;
    pool_must(pool, complaint_decide(pool->book, &decision, run, &pool->err));
    return run->posting;
}

static void must_remark(const struct posting *posting, const char *words)
{
    bool is_there = false;
    for (size_t i = 0; i < posting->remark_count; i++) {
        is_there = is_there || strcmp(posting->remarks[i], words) == 0;
    }
    if (!is_there) {
        fail_msg("nobody says: %s", words);
    }
}

/* As a form asks for it. */
static struct complaint_proposal proposed(struct pool *pool, const char *complaint)
{
    struct complaint_proposal proposal;
    pool_must(pool, book_begin_snapshot(pool->book, &pool->err));
    pool_must(pool, complaint_propose(pool->book, pool->mem, complaint, &proposal, &pool->err));
    book_rollback(pool->book);
    return proposal;
}

static struct pool *complained(const char *name, int64_t bond_minor)
{
    struct pool *pool = pool_new(name);
    if (bond_minor > 0) {
        pool_bond(pool, "S-1", bond_minor);
    }
    pool_deal(pool, "O-1", PRICE, true);
    pool_complain(pool, "C-1", "O-1", 0);
    return pool;
}

static void parts_of_an_award_and_their_sources_add_up_to_the_cent(void **state)
{
    static const struct party INSURER = {"I-1", "insurer", "First", "CN", NULL, NULL, NULL, NULL};
    struct pool *pool = complained("parts.db", 10001);
    struct cover cover = {.id = "K-1",
                          .insurer = "I-1",
                          .deal = "O-1",
                          .limit = cny(20002),
                          .part_bp = 5000,
                          .from_us = pool->now_us - DAY,
                          .until_us = pool->now_us + DAY};
    (void)state;
    pool_must(pool, party_put(pool->book, &INSURER, pool_run(pool), &pool->err));
    pool_receive(pool, "I-1", "available", 15000); /* not all that it has to bear */
    pool_must(pool, insurance_put(pool->book, &cover, pool_run(pool), &pool->err));
    const struct posting *posting = look_ahead(pool, OUTCOME_AWARD, 0);
    must_remark(posting, "award to B-1: CNY 600.00");
    must_remark(posting, "of it from the bond of S-1: CNY 100.01");
    must_remark(posting, "of it from the insurer I-1: CNY 150.00");
    must_remark(posting, "of it not there now: CNY 50.02, a lien on what I-1 gets next");
    must_remark(posting, "of it not there now: CNY 299.97, a lien on what S-1 gets next");
    assert_int_equal(10001 + 15000 + 5002 + 29997, 3 * PRICE);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_AWARD)); /* as it was said */
    assert_int_equal(pool_held(pool, "award"), 10001);
    assert_int_equal(pool_held(pool, "claim"), 15000);
    pool_verify(pool);
    pool_free(pool);
}

static void a_part_is_told_with_what_the_seller_has(void **state)
{
    struct pool *pool = complained("part.db", 0);
    int64_t hold = pool_int(pool, "SELECT hold_id FROM complaint WHERE id = $1", "C-1");
    (void)state;
    const struct posting *posting = look_ahead(pool, OUTCOME_REFUND, 4999);
    must_remark(posting,
                mem_printf(pool->mem,
                           "refund to B-1: CNY 49.99, from the money in dispute (hold:%lld)",
                           (long long)hold));
    must_remark(posting, "to S-1: CNY 150.01 of the money in dispute, less what its liens take");
    assert_int_equal(posting->notice_count, 2);
    assert_string_equal(posting->notices[0]->party, "B-1");
    assert_string_equal(posting->notices[1]->party, "S-1");
    must_remark(look_ahead(pool, OUTCOME_DISMISS, 0),
                "to S-1: CNY 200.00 of the money in dispute, less what its liens take");
    pool_free(pool);
}

static void what_the_policy_says_is_proposed_with_its_source(void **state)
{
    struct pool *pool = complained("proposed.db", 0);
    struct complaint_proposal proposal;
    struct complaint notice = {.id = "C-2", .deal = "O-1", .kind = "rights-notice", .by = "B-2"};
    (void)state;
    proposal = proposed(pool, "C-1");
    assert_int_equal(proposal.outcome, OUTCOME_AWARD);
    assert_non_null(strstr(proposal.why, "refund CNY 200.00, award CNY 600.00"));
    assert_non_null(strstr(proposal.why, "award.multiple_bp = 30000: house rule"));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_must(pool, complaint_open(pool->book, &notice, pool_run(pool), &pool->err));
    proposal = proposed(pool, "C-2");
    assert_int_equal(proposal.outcome, OUTCOME_UPHOLD);
    pool_hear(pool, "C-2", true);
    proposal = proposed(pool, "C-2");
    assert_int_equal(proposal.outcome, OUTCOME_DISMISS);
    assert_non_null(strstr(proposal.why, "complaint.counter_time"));
    pool_free(pool);
}

static void earlier_complaints_count_within_the_window_of_the_policy(void **state)
{
    struct pool *pool = pool_new("repeat.db");
    struct repeat about, by;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_complain(pool, "C-old", "O-1", 1000);
    pool_must(pool, pool_decide(pool, "C-old", OUTCOME_REFUND));
    pool->now_us += 20 * DAY;
    pool_deal(pool, "O-2", PRICE, true);
    static const char *const IDS[] = {"C-2", "C-3", "C-4", "C-1"};
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++) {
        pool_complain(pool, IDS[i], "O-2", 1000);
    }
    pool_must(pool, pool_decide(pool, "C-2", OUTCOME_REFUND));
    pool_must(pool, pool_decide(pool, "C-3", OUTCOME_DISMISS));
    pool_must(pool, repeat_about(pool->book, "S-1", "C-1", &about, &pool->err));
    assert_int_equal(about.count, 4);
    assert_int_equal(about.open, 1);
    assert_int_equal(about.founded, 2);
    assert_int_equal(about.unfounded, 1);
    pool_must(pool, repeat_by(pool->book, "B-1", "C-1", &by, &pool->err));
    assert_memory_equal(&by, &about, sizeof by);
    pool_must(pool, repeat_about(pool->book, "S-2", "C-1", &about, &pool->err));
    assert_int_equal(about.count, 0);
    must_remark(look_ahead(pool, OUTCOME_REFUND, 0),
                "earlier complaints about S-1: 4 in 365d: 1 open, 2 founded, 1 unfounded, 0 by the"
                " clock");
    must_remark(look_ahead(pool, OUTCOME_REFUND, 0), REPEAT_SENTENCE);
    pool->now_us += 345 * DAY; /* the oldest is 365 days old */
    pool_must(pool, repeat_about(pool->book, "S-1", "C-1", &about, &pool->err));
    assert_int_equal(about.count, 3);
    assert_int_equal(about.founded, 1);
    pool_free(pool);
}

static int64_t told(struct pool *pool, const char *party, const char *kind)
{
    return pool_int(
        pool,
        mem_printf(pool->mem, "SELECT count(*) FROM notice WHERE party = $1 AND kind = '%s'", kind),
        party);
}

static void the_end_by_the_clock_is_told_to_both_sides(void **state)
{
    struct crew crew = crew_new("both.db", "default");
    struct pool *pool = crew.pool;
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_file(pool, "C-1", "O-1", 0);
    pool->now_us += 60 * DAY;
    crew_sweep(&crew);
    assert_int_equal(told(pool, "B-1", "complaint defaulted"), 1);
    assert_int_equal(told(pool, "S-1", "complaint defaulted"), 1);
    pool_verify(pool);
    pool_free(pool);
}

/* Of two freezes that rest on notices about rights the seller contests one. */
static void a_contested_notice_ends_the_freeze_that_rests_on_it(void **state)
{
    struct crew crew = crew_new("rests.db", "default");
    struct pool *pool = crew.pool;
    struct freeze freeze = crew_terms(&crew, "listing", 5000, 80);
    (void)state;
    pool_deal(pool, "O-1", PRICE, true);
    pool_earn(pool, "S-1", 20000);
    for (int i = 1; i <= 2; i++) {
        struct complaint notice = {.id = mem_printf(pool->mem, "C-%d", i),
                                   .deal = "O-1",
                                   .kind = "rights-notice",
                                   .by = "B-2"};
        pool_must(pool, complaint_open(pool->book, &notice, pool_run(pool), &pool->err));
        freeze.complaint = notice.id;
        pool_must(pool, crew_put(&crew, crew.ann, &freeze));
    }
    pool_hear(pool, "C-1", true);
    pool->now_us += 14 * DAY - 1;
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 10000);
    pool->now_us += 1;
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 5000); /* what the other one froze stays */
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM \"freeze\" WHERE complaint = $1 AND is_ended = 1",
                 "C-1"),
        1);
    assert_int_equal(told(pool, "S-1", "freeze lapsed"), 1);
    assert_int_equal(told(pool, "B-2", "complaint defaulted"), 1);
    crew_sweep(&crew); /* once */
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event WHERE verb = $1", "freeze lapse"),
                     1);
    int64_t none = 2;
    pool_refuses(pool, freeze_lapse(pool->book, &none, pool_run(pool), &pool->err));
    pool->now_us += 46 * DAY; /* nobody answered that one: it stands, and so does its freeze */
    crew_sweep(&crew);
    assert_int_equal(pool_held(pool, "freeze"), 5000);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_an_award_and_their_sources_add_up_to_the_cent),
        cmocka_unit_test(a_part_is_told_with_what_the_seller_has),
        cmocka_unit_test(what_the_policy_says_is_proposed_with_its_source),
        cmocka_unit_test(earlier_complaints_count_within_the_window_of_the_policy),
        cmocka_unit_test(the_end_by_the_clock_is_told_to_both_sides),
        cmocka_unit_test(a_contested_notice_ends_the_freeze_that_rests_on_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
