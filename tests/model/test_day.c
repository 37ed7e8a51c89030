/* Closing the days of a bank account: in order, by two, with every line in one sheet, and for good;
 * and what is known of its breaks. */
#include "model/day.h"

#include "model/breaks.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/closing.h"
#include "tests/support/house.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DAY CLOSING_DAY
#define CLOSED "SELECT count(*) FROM closed_day"

static void refused(struct closing *closing, enum status status, const char *words)
{
    pool_must_be(closing->pool, status, STATUS_REFUSED, words);
    if (strstr(closing->pool->err.message, words) == NULL) {
        fail_msg("'%s' is not in '%s'", words, closing->pool->err.message);
    }
}

static enum status note(struct closing *closing, enum breaks_kind kind, const char *subject,
                        const char *value)
{
    const struct breaks_note terms = {subject, value};
    return breaks_note(closing->pool->book, kind, &terms, pool_run(closing->pool),
                       &closing->pool->err);
}

static void pass_days(struct closing *closing, int days)
{
    closing->pool->now_us += days * TIME_US_PER_DAY;
}

static void a_day_is_closed_by_two_and_its_sheet_says_what_was_there(void **state)
{
    struct closing closing = closing_new("day.db");
    struct pool *pool = closing.pool;
    struct day_sheet sheet;
    char hash[DIGEST_HEX_BYTES];
    (void)state;
    (void)closing_line(&closing, DAY - 1, 5000);
    (void)closing_line(&closing, DAY, -1200);
    pool_must(pool, closing_propose(&closing, DAY));
    assert_int_equal(closing_count(&closing, CLOSED), 0);
    const struct proposal_step own = {.proposal = "1"};
    pool_must_be(pool, proposal_approve(pool->book, &own, pool_run(pool), &pool->err),
                 STATUS_DENIED, "its maker");
    pool_must(pool, proposal_approve(closing.bob, &own, pool_run(pool), &pool->err));
    pool_must(pool, day_sheet_load(pool->book, pool->mem, 1, &sheet, &pool->err));
    assert_int_equal(sheet.from_day, DAY - 1);
    assert_int_equal(sheet.lines, 2);
    assert_int_equal(sheet.break_count, 2);
    assert_int_equal(sheet.figure_count, 1);
    assert_int_equal(sheet.figures[0].in_minor, 5000);
    assert_int_equal(sheet.figures[0].out_minor, -1200);
    assert_int_equal(sheet.figures[0].stated_minor, 3800);
    day_sheet_hash(&sheet, hash);
    char *signed_as = mem_printf(pool->mem, "%s", hash);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM closed_day WHERE sheet = $1", signed_as),
                     1);
    assert_int_equal(closing_count(&closing, "SELECT count(*) FROM event WHERE verb = 'day close'"),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

/* Whoever writes the chain anew can leave out who approved. */
static void a_day_that_nobody_approved_is_named(void **state)
{
    struct closing closing = closing_new("alone.db");
    struct pool *pool = closing.pool;
    const struct proposal_step first = {.proposal = "1"};
    (void)state;
    (void)closing_line(&closing, DAY, 5000);
    pool_must(pool, closing_propose(&closing, DAY));
    pool_must(pool, proposal_approve(closing.bob, &first, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_unguard(pool);
    pool_finds(pool, 7,
               "UPDATE event SET body = replace(body, '\"proposal\"', '\"Proposal\"')"
               " WHERE verb = 'day close'",
               "UPDATE event SET body = replace(body, '\"Proposal\"', '\"proposal\"')"
               " WHERE verb = 'day close'",
               "takes two, and nobody approved it");
    pool_free(pool);
}

static void days_are_closed_in_order_once_and_without_a_gap(void **state)
{
    struct closing closing = closing_new("order.db");
    (void)state;
    (void)closing_line(&closing, DAY - 2, 100);
    pool_must(closing.pool, note(&closing, BREAKS_REASON, "line:1", "timing"));
    pool_must(closing.pool, note(&closing, BREAKS_OWNER, "line:1", "bob"));
    pool_must(closing.pool, closing_close(&closing, DAY - 2));
    refused(&closing, closing_propose(&closing, DAY), "comes before it");
    refused(&closing, closing_propose(&closing, DAY - 2), "is closed already");
    refused(&closing, closing_propose(&closing, DAY - 3), "is closed already");
    assert_non_null(strstr(closing.pool->err.hint, "never opened again"));
    pool_must(closing.pool, closing_close(&closing, DAY - 1)); /* nothing came: closed as such */
    pool_must(closing.pool, closing_close(&closing, DAY));
    refused(&closing, closing_propose(&closing, DAY + 1), "cut-off");
    assert_int_equal(closing_count(&closing, CLOSED), 3);
    pool_verify(closing.pool);
    pool_free(closing.pool);
}

static void a_free_day_is_closed_with_the_next_business_day(void **state)
{
    struct pool *pool = pool_new_under("free.db", "cn");
    struct closing closing = closing_in(pool);
    (void)state;
    /* 2026-09-01 is a Tuesday: Friday is three days later. */
    pass_days(&closing, 9);
    (void)closing_line(&closing, DAY + 3, 100);
    (void)closing_line(&closing, DAY + 4, 10);
    pool_must(pool, closing_close(&closing, DAY + 3));
    refused(&closing, closing_propose(&closing, DAY + 4), "it is free");
    pool_must(pool, closing_close(&closing, DAY + 6));
    assert_int_equal(
        closing_count(&closing, "SELECT day - from_day FROM closed_day WHERE lines = 1 AND id = 2"),
        2);
    pool_verify(pool);
    pool_free(pool);
}

static void a_late_line_keeps_its_date_and_falls_into_the_open_day(void **state)
{
    struct closing closing = closing_new("late.db");
    struct pool *pool = closing.pool;
    (void)state;
    (void)closing_line(&closing, DAY - 1, 100);
    pool_must(pool, closing_close(&closing, DAY - 1));
    int64_t late = closing_line(&closing, DAY - 1, 7);
    assert_int_equal(closing_count(&closing,
                                   "SELECT count(*) FROM event WHERE verb = 'line' AND body LIKE"
                                   " '%\"date\":\"2026-08-31\"%\"falls_into\":\"2026-09-01\"%'"),
                     1);
    (void)closing_line(&closing, DAY, 20);
    pool_must(pool, closing_close(&closing, DAY));
    assert_int_equal(closing_count(&closing, "SELECT late FROM closed_day WHERE id = 2"), 1);
    assert_int_equal(closing_count(&closing, "SELECT in_minor FROM closed_figure WHERE day_id = 2"),
                     27);
    assert_int_equal(closing_count(&closing, "SELECT in_minor FROM closed_figure WHERE day_id = 1"),
                     100);
    assert_int_equal(late, 2);
    pool_verify(pool);
    pool_free(pool);
}

static void a_mirror_that_stands_elsewhere_is_not_closed(void **state)
{
    struct closing closing = closing_new("away.db");
    struct pool *pool = closing.pool;
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    pool_must(pool, store_execute(pool->store, "UPDATE line SET balance_minor = 101", &pool->err));
    refused(&closing, closing_propose(&closing, DAY), "the bank has CNY 0.01 more");
    pool_must(pool, store_execute(pool->store, "UPDATE line SET balance_minor = NULL", &pool->err));
    refused(&closing, closing_propose(&closing, DAY), "no statement does in CNY");
    struct day_terms terms = {"bank:ICBC-001", "2026-09-01", "CNY 0.99"};
    refused(&closing, day_close(pool->book, &terms, pool_run(pool), &pool->err), "CNY -0.01 more");
    terms.stated = "CNY 1.00";
    pool_must(pool, day_close(pool->book, &terms, pool_run(pool), &pool->err));
    terms.account = "NONE";
    pool_must_be(pool, day_close(pool->book, &terms, pool_run(pool), &pool->err), STATUS_NOT_FOUND,
                 "no account");
    pool_free(pool);
}

static void a_statement_with_a_gap_keeps_its_day_open(void **state)
{
    struct closing closing = closing_new("gap.db");
    struct pool *pool = closing.pool;
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    pool_must(pool, store_execute(pool->store,
                                  "INSERT INTO statement_balance (statement_id, account_id, proof,"
                                  " last_day) SELECT statement_id, account_id, 'broken', day"
                                  " FROM line",
                                  &pool->err));
    refused(&closing, closing_propose(&closing, DAY), "statement:1 has a gap");
    pool_free(pool);
}

static void an_old_break_is_explained_before_its_day_is_closed(void **state)
{
    struct closing closing = closing_new("old.db");
    struct pool *pool = closing.pool;
    (void)state;
    (void)closing_line(&closing, DAY - 2, 100);
    refused(&closing, closing_propose(&closing, DAY), "line:1 has no reason and owner yet");
    pool_must(pool, note(&closing, BREAKS_REASON, "line:1", "unknown-payer"));
    refused(&closing, closing_propose(&closing, DAY), "line:1 has no reason and owner yet");
    pool_must(pool, note(&closing, BREAKS_OWNER, "1", "bob"));
    pool_must(pool, note(&closing, BREAKS_EXPECTED, "line:1", "2026-09-04"));
    pool_must(pool, closing_close(&closing, DAY));
    assert_int_equal(closing_count(&closing, "SELECT count(*) FROM closed_break WHERE reason ="
                                             " 'unknown-payer' AND owner = 'bob' AND age = 2"
                                             " AND expected = '2026-09-04'"),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_said_of_a_break_has_to_be_of_its_kind(void **state)
{
    struct closing closing = closing_new("kind.db");
    struct pool *pool = closing.pool;
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    pool_must_be(pool, note(&closing, BREAKS_REASON, "line:1", "tim"), STATUS_INVALID, "no code");
    pool_must_be(pool, note(&closing, BREAKS_OWNER, "line:1", "zoe"), STATUS_NOT_FOUND, "nobody");
    pool_must_be(pool, note(&closing, BREAKS_EXPECTED, "line:1", "soon"), STATUS_INVALID, "no day");
    pool_must_be(pool, note(&closing, BREAKS_NOTE, "line:1", ""), STATUS_INVALID, "nothing");
    pool_must_be(pool, note(&closing, BREAKS_NOTE, "line:9", "x"), STATUS_NOT_FOUND, "no break");
    pool_must(pool, note(&closing, BREAKS_ESCALATED, "line:1", "admin"));
    pool_must(pool, note(&closing, BREAKS_NOTE, "line:1", "asked the bank"));
    assert_int_equal(closing_count(&closing, "SELECT count(*) FROM break_note"), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void the_sweep_raises_a_break_once_when_its_time_is_over(void **state)
{
    struct closing closing = closing_new("raise.db");
    struct pool *pool = closing.pool;
    struct sweep_result result;
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    pass_days(&closing, 3);
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.breaks, 0);
    pass_days(&closing, 1);
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.breaks, 1);
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.breaks, 0);
    assert_int_equal(result.overdue, 0);
    assert_int_equal(closing_count(&closing, "SELECT count(*) FROM break_note WHERE value = 'admin'"
                                             " AND kind = 'escalated' AND subject = 'line:1'"),
                     1);
    pool_verify(pool);
    pool_free(pool);
}

static enum status match(struct closing *closing, const char *line, const char *item)
{
    const struct match_terms terms = {.line = line, .item = item};
    return match_make(closing->pool->book, &terms, pool_run(closing->pool), &closing->pool->err);
}

static enum status undo(struct closing *closing, const char *id)
{
    const struct match_undo_terms terms = {id, "it was another's"};
    return match_undo(closing->pool->book, &terms, pool_run(closing->pool), &closing->pool->err);
}

static void a_match_of_a_closed_day_stays_and_a_later_one_is_taken_back(void **state)
{
    struct closing closing = closing_new("undo.db");
    struct pool *pool = closing.pool;
    struct error err;
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    (void)closing_line(&closing, DAY, 200);
    pool_must(pool, match(&closing, "line:1", "available:B-1"));
    pool_must(pool, closing_close(&closing, DAY));
    pool_must(pool, match(&closing, "line:2", "available:B-1"));
    refused(&closing, undo(&closing, "match:1"), "2026-09-01 of ICBC-001 is closed, by day:1");
    pool_must(pool, undo(&closing, "match:2"));
    assert_int_equal(day_closed_refuse(pool->book, "ICBC-001", DAY, 0, &err), STATUS_REFUSED);
    assert_int_equal(day_closed_refuse(pool->book, "ICBC-001", DAY + 1, 0, &err), STATUS_OK);
    assert_int_equal(day_closed_refuse(pool->book, "OTHER", DAY, 0, &err), STATUS_OK);
    assert_int_equal(day_closed_refuse_statement(pool->book, 1, &err), STATUS_REFUSED);
    pass_days(&closing, 1);
    (void)closing_line(&closing, DAY + 1, 5);
    assert_int_equal(day_closed_refuse_statement(pool->book, 3, &err), STATUS_OK);
    pool_verify(pool);
    pool_free(pool);
}

static void a_proposal_is_stale_once_what_it_signs_has_changed(void **state)
{
    struct closing closing = closing_new("stale.db");
    struct pool *pool = closing.pool;
    const struct proposal_step step = {.proposal = "1"};
    (void)state;
    (void)closing_line(&closing, DAY, 100);
    pool_must(pool, closing_propose(&closing, DAY));
    pool_must(pool, match(&closing, "line:1", "available:B-1"));
    pool_must_be(pool, proposal_approve(closing.bob, &step, pool_run(pool), &pool->err),
                 STATUS_STALE, "a break is gone");
    assert_int_equal(closing_count(&closing, CLOSED), 0);
    pool_free(pool);
}

/* Lines of any day in any order, matches, and days that are closed as they come. */
static void live(struct closing *closing, struct random *random)
{
    int32_t next = DAY;
    char label[32];
    for (int i = 0; i < 40; i++) {
        int32_t day = (int32_t)random_between(random, DAY - 2, next + 1);
        int64_t id = closing_line(closing, day, random_between(random, 1, 900));
        (void)snprintf(label, sizeof label, "line:%lld", (long long)id);
        if (random_chance(random, 50)) {
            pool_must(closing->pool, match(closing, label, "available:B-1"));
        } else {
            pool_must(closing->pool, note(closing, BREAKS_REASON, label, "timing"));
            pool_must(closing->pool, note(closing, BREAKS_OWNER, label, "bob"));
        }
        if (random_chance(random, 20)) {
            pass_days(closing, 1);
            pool_must(closing->pool, closing_close(closing, next++));
        }
    }
    pass_days(closing, 2);
    pool_must(closing->pool, closing_close(closing, next));
    pool_must(closing->pool, closing_close(closing, next + 1));
}

static void no_cent_is_lost_or_doubled_over_the_closed_days(void **state)
{
    struct random random = random_start("days", 41);
    (void)state;
    for (int i = 0; i < random_histories(3); i++) {
        struct closing closing = closing_new("many.db");
        live(&closing, &random);
        assert_int_equal(closing_count(&closing, "SELECT sum(in_minor + out_minor) FROM"
                                                 " closed_figure"),
                         closing.balance_minor);
        assert_int_equal(closing_count(&closing, "SELECT sum(lines) FROM closed_day"), 40);
        assert_int_equal(closing_count(&closing, "SELECT stated_minor FROM closed_figure"
                                                 " ORDER BY day_id DESC LIMIT 1"),
                         closing.balance_minor);
        pool_verify(closing.pool);
        pool_free(closing.pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_closed_by_two_and_its_sheet_says_what_was_there),
        cmocka_unit_test(a_day_that_nobody_approved_is_named),
        cmocka_unit_test(days_are_closed_in_order_once_and_without_a_gap),
        cmocka_unit_test(a_free_day_is_closed_with_the_next_business_day),
        cmocka_unit_test(a_late_line_keeps_its_date_and_falls_into_the_open_day),
        cmocka_unit_test(a_mirror_that_stands_elsewhere_is_not_closed),
        cmocka_unit_test(a_statement_with_a_gap_keeps_its_day_open),
        cmocka_unit_test(an_old_break_is_explained_before_its_day_is_closed),
        cmocka_unit_test(what_is_said_of_a_break_has_to_be_of_its_kind),
        cmocka_unit_test(the_sweep_raises_a_break_once_when_its_time_is_over),
        cmocka_unit_test(a_match_of_a_closed_day_stays_and_a_later_one_is_taken_back),
        cmocka_unit_test(a_proposal_is_stale_once_what_it_signs_has_changed),
        cmocka_unit_test(no_cent_is_lost_or_doubled_over_the_closed_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
