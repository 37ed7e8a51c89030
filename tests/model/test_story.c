/* What happens to one seller, from the complaint to its last cent: told as it was, by the people
 * who took part. Each rule in it has tests of its own elsewhere; this one is that they hold
 * together. */
#include "model/complaint.h"
#include "model/deal.h"
#include "model/outbox.h"
#include "tests/support/crew.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* ann has every role, bob and dan are of operations, carol is of support. */

static void sell(struct crew *crew, const char *deal, int64_t minor)
{
    pool_deal(crew->pool, deal, minor, true);
}

static void arrives(struct crew *crew, const char *deal)
{
    struct deal_step step = {.deal = deal};
    pool_must(crew->pool, deal_confirm(crew->ann, &step, pool_run(crew->pool), &crew->pool->err));
}

static void complain(struct crew *crew, const char *deal)
{
    struct complaint complaint = {
        .id = "C-1", .deal = deal, .kind = "counterfeit", .text = "the seal is printed"};
    struct complaint_notice notice = {.complaint = "C-1"};
    struct pool *pool = crew->pool;
    pool_must(pool, complaint_open(crew->carol, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, complaint_notice(crew->carol, &notice, pool_run(pool), &pool->err));
}

static void contest(struct crew *crew)
{
    struct complaint_answer answer = {
        .complaint = "C-1", .is_contest = true, .text = "here is the maker's invoice"};
    pool_must(crew->pool,
              complaint_answer(crew->carol, &answer, pool_run(crew->pool), &crew->pool->err));
}

static enum status award(struct crew *crew, struct book *by)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_AWARD, .reasons = "the invoice is of another shop"};
    return complaint_decide(by, &decision, pool_run(crew->pool), &crew->pool->err);
}

static void appeal(struct crew *crew)
{
    struct complaint_appeal appeal = {
        .complaint = "C-1", .by = "S-1", .text = "that shop is our branch: its register is here"};
    pool_must(crew->pool,
              complaint_appeal(crew->carol, &appeal, pool_run(crew->pool), &crew->pool->err));
}

static enum status reverse(struct crew *crew, struct book *by)
{
    struct complaint_review review = {.complaint = "C-1",
                                      .verdict = VERDICT_REVERSE,
                                      .reasons = "the register says so, and the maker too"};
    return complaint_review(by, &review, pool_run(crew->pool), &crew->pool->err);
}

/* Every letter that was written goes out. */
static void the_post_goes(struct crew *crew)
{
    struct pool *pool = crew->pool;
    struct outbox_place place = {0, 0};
    struct letter_out letter;
    pool_must(pool, outbox_next(crew->ann, &place, &pool->err));
    while (place.notice != 0) {
        pool_must(pool, outbox_claim(crew->ann, place.notice, pool_run(pool), &pool->err));
        pool_must(pool, outbox_read(crew->ann, pool->mem, place.notice, &letter, &pool->err));
        struct outbox_result sent = {place.notice, letter.attempt, OUTBOX_SENT, NULL};
        pool_must(pool, outbox_settle(crew->ann, &sent, pool_run(pool), &pool->err));
        pool_must(pool, outbox_next(crew->ann, &place, &pool->err));
    }
}

static void days_pass(struct crew *crew, int64_t days)
{
    crew->pool->now_us += days * DAY;
    crew_sweep(crew);
    the_post_goes(crew);
}

/* A shop with a bond of 5,000.00 has earned 950.00, of which the platform has had 50.00; and a
 * watch of 300.00 is on its way. */
static void a_shop_sells(struct crew *crew)
{
    pool_bond(crew->pool, "S-1", 500000);
    sell(crew, "O-1", 100000);
    arrives(crew, "O-1");
    sell(crew, "O-2", 30000);
    assert_int_equal(pool_available(crew->pool, "S-1"), 95000);
}

/* The watch is a copy, says who bought it: its price is set apart at once, and the shop told. */
static void a_buyer_complains(struct crew *crew)
{
    complain(crew, "O-2");
    assert_int_equal(pool_held(crew->pool, "sale"), 0);
    assert_int_equal(pool_held(crew->pool, "dispute"), 30000);
    crew_told(crew, "complaint C-1");
}

/* At night two banks write that accounts of buyers are blocked. ann, alone, sets 400.00 of the
 * shop's money aside for a month, and it is told what, how much of what it has, why, by whom, until
 * when, and how to object. What is not in doubt it is paid. */
static void ann_freezes_at_night(struct crew *crew)
{
    struct freeze freeze = crew_terms(crew, NULL, 40000, 30);
    freeze.is_emergency = true;
    freeze.complaint = "C-1";
    freeze.evidence = "two letters of a bank";
    pool_must(crew->pool, crew_put(crew, crew->ann, &freeze));
    assert_int_equal(pool_available(crew->pool, "S-1"), 55000);
    crew_told(crew, "CNY 400.00 of your money is set aside");
    crew_told(crew, "That takes 42.10 %% of what you have available");
    crew_told(crew, "Ground: fraud (signs of fraud, by the seller or in its name)");
    crew_told(crew, "Facts: two buyers report blocked accounts");
    crew_told(crew, "Evidence: two letters of a bank");
    crew_told(crew, "unless another person confirms it, it ends at the time above; if one does,"
                    " on 2026-10-01");
    crew_told(crew, "object before 2026-10-01T00:00:00Z");
    crew_told(crew, "If nobody does, the measure is lifted");
    pool_must(crew->pool, crew_pay_out(crew, 55000));
}

/* ann could not. */
static void bob_confirms_it_in_the_morning(struct crew *crew)
{
    days_pass(crew, 1);
    pool_must_be(crew->pool, crew_confirm(crew, crew->ann, 1), STATUS_DENIED, "her own");
    pool_must(crew->pool, crew_confirm(crew, crew->bob, 1));
    crew_told(crew, "lasts until 2026-10-01T00:00:00Z");
}

/* The shop shows an invoice, which ann does not believe: the price to the buyer, and three times as
 * much out of the bond. As the shop contests it nobody is paid yet. */
static void ann_decides_for_the_buyer(struct crew *crew)
{
    days_pass(crew, 1);
    contest(crew);
    days_pass(crew, 2);
    pool_must(crew->pool, award(crew, crew->ann));
    assert_int_equal(pool_held(crew->pool, "dispute"), 30000);
    assert_int_equal(pool_held(crew->pool, "award"), 90000);
    assert_int_equal(pool_held(crew->pool, "bond"), 410000);
    assert_int_equal(pool_available(crew->pool, "B-1"), 0);
    crew_told(crew, "The amount is CNY 900.00");
    crew_told(crew, "Reasons: the invoice is of another shop");
    crew_told(crew, "until then the side that lost can appeal");
}

/* Neither is looked at by anybody who has had a part in it. */
static void the_shop_objects_and_appeals(struct crew *crew)
{
    pool_must(crew->pool, crew_object(crew, 1));
    crew_told(crew, "A person who has had no part in the measure decides it until 2026-09-19");
    pool_must_be(crew->pool, crew_review(crew, crew->ann, 1, false), STATUS_DENIED, "who put it");
    pool_must_be(crew->pool, crew_review(crew, crew->bob, 1, false), STATUS_DENIED, "confirmed it");
    days_pass(crew, 2);
    appeal(crew);
    pool_must_be(crew->pool, reverse(crew, crew->ann), STATUS_DENIED, "her own decision");
}

/* The award goes back, the price is the shop's, and nothing has to be fetched from the buyer. */
static void carol_finds_that_the_watch_was_genuine(struct crew *crew)
{
    days_pass(crew, 3);
    pool_must(crew->pool, reverse(crew, crew->carol));
    assert_int_equal(pool_held(crew->pool, "dispute") + pool_held(crew->pool, "award"), 0);
    assert_int_equal(pool_available(crew->pool, "S-1"), 90000 + 30000 - 1500);
    assert_int_equal(pool_available(crew->pool, "B-1"), 0);
    crew_told(crew, "Reasons: the register says so, and the maker too");
}

/* The 400.00 are back at once, with interest of 5 % a year for eleven days, 40000 x 11 / 365 x 0.05
 * = 60.27, rounded to 60, which the platform pays. */
static void dan_finds_that_the_freeze_was_wrong(struct crew *crew)
{
    days_pass(crew, 1);
    pool_must(crew->pool, crew_review(crew, crew->dan, 1, true));
    assert_int_equal(pool_held(crew->pool, "freeze"), 0);
    assert_int_equal(pool_available(crew->pool, "S-1"), 118500 + 40000 + 60);
    assert_int_equal(pool_available(crew->pool, "PLATFORM"), 5000 + 1500 - 60);
    crew_told(crew, "Your objection to freeze:1 was right");
    crew_told(crew, "You get interest of CNY 0.60");
    pool_refuses(crew->pool, crew_object(crew, 1)); /* it was found wrong already */
}

/* The shop is paid all that it has; no clock runs on, and every letter has gone out. */
static void nothing_of_it_comes_back(struct crew *crew)
{
    pool_must(crew->pool, crew_pay_out(crew, 118500 + 40000 + 60));
    days_pass(crew, 100);
    assert_int_equal(crew_count(crew, "SELECT count(*) FROM complaint WHERE step_us IS NOT NULL"
                                      " OR decided_us IS NULL"),
                     0);
    assert_int_equal(crew_count(crew, "SELECT count(*) FROM \"freeze\" WHERE is_ended = 0"), 0);
    assert_true(crew_count(crew, "SELECT count(*) FROM notice WHERE party = 'S-1'") >= 8);
    assert_int_equal(crew_count(crew, "SELECT count(*) FROM notice WHERE delivery <> 'sent'"), 0);
    assert_int_equal(pool_available(crew->pool, "B-1"), 0);
}

static void a_seller_is_complained_of_and_frozen_appeals_and_wins(void **state)
{
    struct crew crew = crew_new("story.db", "default");
    (void)state;
    a_shop_sells(&crew);
    a_buyer_complains(&crew);
    ann_freezes_at_night(&crew);
    bob_confirms_it_in_the_morning(&crew);
    ann_decides_for_the_buyer(&crew);
    the_shop_objects_and_appeals(&crew);
    carol_finds_that_the_watch_was_genuine(&crew);
    dan_finds_that_the_freeze_was_wrong(&crew);
    nothing_of_it_comes_back(&crew);
    pool_verify(crew.pool);
    pool_free(crew.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seller_is_complained_of_and_frozen_appeals_and_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
