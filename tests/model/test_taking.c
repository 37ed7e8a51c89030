/* Who works on a complaint: taken, handed over, and never by two at once. */
#include "model/taking.h"

#include "model/interest_declare.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/sweep.h"
#include "model/view.h"
#include "tests/support/house.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PRICE 10000

/* Complaint C-1, told to its seller; bob and cat are of support, dan is not. */
struct desk {
    struct pool *pool;
    struct book *bob, *cat;
};

static struct desk desk_new(const char *name)
{
    struct pool *pool = pool_new_under(name, "cn");
    house_let_in(pool, "bob", ROLE_SUPPORT, NULL);
    house_let_in(pool, "cat", ROLE_SUPPORT, NULL);
    house_let_in(pool, "dan", ROLE_FINANCE, NULL);
    pool_bond(pool, "S-1", 500000);
    pool_deal(pool, "O-1", PRICE, true);
    pool_complain(pool, "C-1", "O-1", 4000);
    return (struct desk){pool, house_enter(pool, "bob"), house_enter(pool, "cat")};
}

static void desk_free(struct desk *desk)
{
    pool_verify(desk->pool);
    pool_free(desk->pool);
}

static enum status take(struct desk *desk, struct book *by, const char *reason)
{
    struct taking_request request = {.complaint = "C-1", .reason = reason};
    return complaint_take(by, &request, pool_run(desk->pool), &desk->pool->err);
}

static enum status hand(struct desk *desk, struct book *by, const char *to, const char *reason)
{
    struct taking_request request = {.complaint = "C-1", .to = to, .reason = reason};
    return complaint_hand(by, &request, pool_run(desk->pool), &desk->pool->err);
}

static enum status decide(struct desk *desk, struct book *by, enum complaint_outcome outcome)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = outcome, .reasons = "the maker says so"};
    return complaint_decide(by, &decision, pool_run(desk->pool), &desk->pool->err);
}

static void must_say(struct desk *desk, enum status status, enum status expected, const char *words)
{
    pool_must_be(desk->pool, status, expected, words);
    if (strstr(desk->pool->err.message, words) == NULL) {
        fail_msg("'%s' does not say '%s'", desk->pool->err.message, words);
    }
}

/* What the list shows of it. */
static const char *shown(struct desk *desk, const char *column)
{
    struct view_query query = {.view = view_find("complaints"), .sort = -1};
    struct view_cursor *cursor;
    struct view_row row;
    struct pool *pool = desk->pool;
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, "complaint:C-1", &row, &pool->err));
    const struct cell *cell = &row.cells[view_column(query.view, column)];
    return cell->kind == CELL_NULL ? "" : cell->text;
}

static void the_second_is_told_who_took_it(void **state)
{
    struct desk desk = desk_new("second.db");
    (void)state;
    assert_string_equal(shown(&desk, "holder"), "");
    pool_must(desk.pool, take(&desk, desk.bob, NULL));
    assert_string_equal(shown(&desk, "holder"), "bob");
    must_say(&desk, take(&desk, desk.cat, NULL), STATUS_REFUSED,
             "complaint:C-1 was taken by bob at ");
    must_say(&desk, take(&desk, desk.bob, NULL), STATUS_REFUSED, "by bob at ");
    must_say(&desk, take(&desk, desk.bob, "once more"), STATUS_REFUSED, "already");
    assert_string_equal(shown(&desk, "holder"), "bob");
    pool_must(desk.pool, take(&desk, desk.cat, "bob is on leave"));
    assert_string_equal(shown(&desk, "holder"), "cat");
    desk_free(&desk);
}

static void the_second_of_two_who_saw_it_free_is_refused(void **state)
{
    struct desk desk = desk_new("race.db");
    struct pool *pool = desk.pool;
    char digest[POSTING_DIGEST_BYTES];
    struct taking_request request = {.complaint = "C-1"};
    struct run preview = {.mem = pool->mem, .is_preview = true};
    struct run run = {.mem = pool->mem, .expected_digest = digest};
    (void)state;
    /* The one gives a reason while nobody has it: it is not for taking it from bob. */
    struct taking_request with_reason = {.complaint = "C-1", .reason = "mine by area"};
    pool_must(pool, complaint_take(desk.cat, &with_reason, &preview, &pool->err));
    posting_digest(preview.posting, digest);
    pool_must(pool, take(&desk, desk.bob, NULL));
    must_say(&desk, complaint_take(desk.cat, &with_reason, &run, &pool->err), STATUS_STALE,
             "has changed since the preview");
    run.expected_digest = NULL;
    must_say(&desk, complaint_take(desk.cat, &request, &run, &pool->err), STATUS_REFUSED,
             "was taken by bob");
    desk_free(&desk);
}

static void what_one_has_taken_no_other_decides(void **state)
{
    struct desk desk = desk_new("held.db");
    struct complaint_refusal refusal = {.complaint = "C-1", .reasons = "none of ours"};
    struct complaint_notice notice = {.complaint = "C-1"};
    struct run check = {.mem = desk.pool->mem, .is_check = true, .about = "complaint:C-1"};
    struct complaint_decision about = {.complaint = "C-1"};
    (void)state;
    pool_must(desk.pool, take(&desk, desk.bob, NULL));
    must_say(&desk, decide(&desk, desk.cat, OUTCOME_DISMISS), STATUS_REFUSED, "taken by bob");
    must_say(&desk, decide(&desk, desk.pool->book, OUTCOME_AWARD), STATUS_REFUSED, "taken by bob");
    must_say(&desk, complaint_decide(desk.cat, &about, &check, &desk.pool->err), STATUS_REFUSED,
             "taken by bob");
    pool_refuses(desk.pool,
                 complaint_refuse(desk.cat, &refusal, pool_run(desk.pool), &desk.pool->err));
    pool_refuses(desk.pool,
                 complaint_notice(desk.cat, &notice, pool_run(desk.pool), &desk.pool->err));
    pool_must(desk.pool, decide(&desk, desk.bob, OUTCOME_DISMISS));
    desk_free(&desk);
}

static void it_is_handed_to_who_may_decide_it_and_has_no_interest(void **state)
{
    struct desk desk = desk_new("hand.db");
    struct pool *pool = desk.pool;
    struct interest_terms interest = {.login = "cat", .party = "S-1"};
    (void)state;
    pool_must_be(pool, hand(&desk, desk.bob, "cat", ""), STATUS_INVALID, "without a reason");
    must_say(&desk, hand(&desk, desk.bob, "nobody", "x"), STATUS_NOT_FOUND, "does not work here");
    must_say(&desk, hand(&desk, desk.bob, "dan", "x"), STATUS_REFUSED, "needs role support");
    pool_must(pool, hand(&desk, desk.bob, "cat", "she speaks Thai"));
    assert_string_equal(shown(&desk, "holder"), "cat");
    must_say(&desk, hand(&desk, desk.bob, "cat", "again"), STATUS_REFUSED, "by cat at");
    pool_must(pool, hand(&desk, desk.cat, "bob", "it is about a watch"));
    pool_must(pool, interest_declare(pool->book, &interest, pool_run(pool), &pool->err));
    must_say(&desk, hand(&desk, desk.bob, "cat", "x"), STATUS_DENIED, "cat declared an interest");
    assert_string_equal(shown(&desk, "holder"), "bob");
    desk_free(&desk);
}

static void whoever_has_left_is_handed_nothing(void **state)
{
    struct desk desk = desk_new("left.db");
    const char *login = "cat";
    (void)state;
    pool_must(desk.pool,
              operator_revoke(desk.pool->book, &login, pool_run(desk.pool), &desk.pool->err));
    must_say(&desk, hand(&desk, desk.bob, "cat", "x"), STATUS_NOT_FOUND, "does not work here");
    desk_free(&desk);
}

static void the_sides_and_the_clocks_wait_for_nobody(void **state)
{
    struct desk desk = desk_new("sides.db");
    struct pool *pool = desk.pool;
    struct sweep_result result;
    (void)state;
    pool_deal(pool, "O-2", PRICE, true);
    pool_file(pool, "C-2", "O-2", 0);
    struct taking_request request = {.complaint = "C-2"};
    pool_must(pool, complaint_take(desk.bob, &request, pool_run(pool), &pool->err));
    pool->now_us += 90 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(desk.cat, NULL, NULL, &result, &pool->err));
    pool->now_us += TIME_US_PER_DAY;
    pool_must(pool, sweep_run(desk.cat, NULL, NULL, &result, &pool->err));
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM complaint WHERE decided_us IS NULL", NULL), 0);
    must_say(&desk, take(&desk, desk.cat, "late"), STATUS_REFUSED, "was decided by its clock");
    desk_free(&desk);
}

static void a_decision_ends_it_and_its_decider_is_handed_no_appeal(void **state)
{
    struct desk desk = desk_new("appeal.db");
    struct pool *pool = desk.pool;
    struct complaint_appeal appeal = {.complaint = "C-1", .text = "the maker is mistaken"};
    struct complaint_review review = {.complaint = "C-1", .reasons = "as it was decided"};
    (void)state;
    pool_must(pool, take(&desk, desk.bob, NULL));
    pool_must(pool, decide(&desk, desk.bob, OUTCOME_AWARD));
    assert_string_equal(shown(&desk, "holder"), "");
    pool_refuses(pool, take(&desk, desk.cat, NULL)); /* nothing is to be done now */
    pool_must(pool, complaint_appeal(pool->book, &appeal, pool_run(pool), &pool->err));
    must_say(&desk, take(&desk, desk.bob, NULL), STATUS_DENIED, "was decided by bob");
    must_say(&desk, hand(&desk, desk.cat, "bob", "x"), STATUS_DENIED, "was decided by bob");
    pool_must(pool, take(&desk, desk.cat, NULL));
    must_say(&desk, complaint_review(pool->book, &review, pool_run(pool), &pool->err),
             STATUS_REFUSED, "taken by cat");
    pool_must(pool, complaint_review(desk.cat, &review, pool_run(pool), &pool->err));
    desk_free(&desk);
}

static void what_its_holder_proposed_another_approves(void **state)
{
    struct desk desk = desk_new("proposed.db");
    struct pool *pool = desk.pool;
    (void)state;
    pool_deal(pool, "O-9", 2000000, true);
    pool_complain(pool, "C-9", "O-9", 0);
    struct taking_request request = {.complaint = "C-9"};
    pool_must(pool, complaint_take(desk.bob, &request, pool_run(pool), &pool->err));
    struct complaint_decision decision = {
        .complaint = "C-9", .outcome = OUTCOME_AWARD, .reasons = "the maker says so"};
    pool_must(pool, complaint_decide(desk.bob, &decision, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM proposal WHERE state = 'open'", NULL), 1);
    house_must_be(pool, house_approve(pool, desk.cat, "1"), STATUS_OK, "");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM complaint WHERE state = 'awarded'", NULL),
                     1);
    desk_free(&desk);
}

#define TAKEN "event = (SELECT min(event) FROM taking)"
#define HANDED "event = (SELECT max(event) FROM taking)"

static void who_has_it_is_proved_from_the_chain(void **state)
{
    static const struct {
        const char *damage, *mend, *said;
    } DAMAGES[] = {
        {"UPDATE taking SET holder = 'ann' WHERE " TAKEN,
         "UPDATE taking SET holder = 'bob' WHERE " TAKEN, "was not taken by ann"},
        {"UPDATE taking SET holder = 'ann' WHERE " HANDED,
         "UPDATE taking SET holder = 'cat' WHERE " HANDED, "was not taken by ann"},
        {"UPDATE taking SET complaint = 'C-2' WHERE " HANDED,
         "UPDATE taking SET complaint = 'C-1' WHERE " HANDED, "complaint:C-2 was not taken by cat"},
        {"UPDATE taking SET at_us = at_us + 1 WHERE " TAKEN,
         "UPDATE taking SET at_us = at_us - 1 WHERE " TAKEN, "was not taken by bob"},
        {"INSERT INTO taking (event, complaint, holder, at_us) VALUES (99999, 'C-1', 'cat', 1)",
         "DELETE FROM taking WHERE event = 99999", "in event 99999"},
        {"DELETE FROM taking WHERE " TAKEN, "DELETE FROM taking WHERE " TAKEN,
         "were taken 2 times, and 1 are there"},
    };
    struct desk desk = desk_new("proof.db");
    (void)state;
    pool_must(desk.pool, take(&desk, desk.bob, NULL));
    pool_must(desk.pool, hand(&desk, desk.bob, "cat", "she knows the maker"));
    pool_verify(desk.pool);
    pool_unguard(desk.pool);
    for (size_t i = 0; i < sizeof DAMAGES / sizeof *DAMAGES; i++) {
        pool_finds(desk.pool, 6, DAMAGES[i].damage, DAMAGES[i].mend, DAMAGES[i].said);
    }
    pool_free(desk.pool);
}

static void what_was_taken_cannot_be_changed(void **state)
{
    static const char *const FORBIDDEN[] = {"UPDATE taking SET holder = 'cat'",
                                            "DELETE FROM taking"};
    struct desk desk = desk_new("final.db");
    (void)state;
    pool_must(desk.pool, take(&desk, desk.bob, NULL));
    for (size_t i = 0; i < sizeof FORBIDDEN / sizeof *FORBIDDEN; i++) {
        pool_must_be(desk.pool, store_execute(desk.pool->store, FORBIDDEN[i], &desk.pool->err),
                     STATUS_REFUSED, FORBIDDEN[i]);
    }
    desk_free(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_is_told_who_took_it),
        cmocka_unit_test(the_second_of_two_who_saw_it_free_is_refused),
        cmocka_unit_test(what_one_has_taken_no_other_decides),
        cmocka_unit_test(it_is_handed_to_who_may_decide_it_and_has_no_interest),
        cmocka_unit_test(whoever_has_left_is_handed_nothing),
        cmocka_unit_test(the_sides_and_the_clocks_wait_for_nobody),
        cmocka_unit_test(a_decision_ends_it_and_its_decider_is_handed_no_appeal),
        cmocka_unit_test(what_its_holder_proposed_another_approves),
        cmocka_unit_test(who_has_it_is_proved_from_the_chain),
        cmocka_unit_test(what_was_taken_cannot_be_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
