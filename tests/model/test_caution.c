/* The ladder before a sanction: training and warning, what the seller says to them, what their
 * clocks do, and what a freeze or a termination skips of them. */
#include "model/caution.h"

#include "model/escalation.h"
#include "model/freeze.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "model/view.h"
#include "tests/support/crew.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum status put(struct crew *crew, const char *rung, const char *skip_reason)
{
    struct caution caution = {.party = "S-1",
                              .rung = rung,
                              .ground = "complaints",
                              .facts = "three parcels without a seal in a week",
                              .skip_reason = skip_reason};
    return caution_put(crew->carol, &caution, pool_run(crew->pool), &crew->pool->err);
}

static enum status acknowledge(struct crew *crew, int64_t id)
{
    struct caution_answer answer = {.caution = id, .text = "the packers were told"};
    return caution_acknowledge(crew->carol, &answer, pool_run(crew->pool), &crew->pool->err);
}

static enum status withdraw(struct crew *crew, int64_t id, const char *reason)
{
    struct caution_withdrawal withdrawal = {id, reason};
    return caution_withdraw(crew->bob, &withdrawal, pool_run(crew->pool), &crew->pool->err);
}

static enum status put_freeze(struct crew *crew, const char *skip_reason, struct run *run)
{
    struct freeze freeze = crew_terms(crew, "payout", 0, 5);
    freeze.skip_reason = skip_reason;
    return freeze_put(crew->ann, &freeze, run, &crew->pool->err);
}

static void must_say(struct crew *crew, enum status status, enum status expected, const char *words)
{
    pool_must_be(crew->pool, status, expected, words);
    if (strstr(crew->pool->err.message, words) == NULL) {
        fail_msg("'%s' does not say '%s'", crew->pool->err.message, words);
    }
}

static const char *shown(struct crew *crew, const char *id, const char *column)
{
    struct pool *pool = crew->pool;
    struct view_query query = {.view = view_find("cautions"), .sort = -1};
    struct view_cursor *cursor;
    struct view_row row;
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, id, &row, &pool->err));
    const struct cell *cell = &row.cells[view_column(query.view, column)];
    return cell->kind == CELL_NULL ? "" : cell->text;
}

static void end(struct crew *crew)
{
    pool_verify(crew->pool);
    pool_free(crew->pool);
}

static void what_is_acknowledged_counts_for_its_time_and_then_no_more(void **state)
{
    struct crew crew = crew_new("acknowledged.db", "default");
    struct run run = {.mem = crew.pool->mem, .is_preview = true};
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    crew_told(&crew, "Please acknowledge it by");
    assert_string_equal(shown(&crew, "caution:1", "state"), "told");
    pool_must(crew.pool, put_freeze(&crew, NULL, &run)); /* it waits, and counts not yet */
    assert_non_null(strstr(run.posting->standing, "stands on training; this skips training,warn"));
    pool_must(crew.pool, acknowledge(&crew, 1));
    must_say(&crew, acknowledge(&crew, 1), STATUS_REFUSED, "is acknowledged already");
    assert_string_equal(shown(&crew, "caution:1", "state"), "acknowledged");
    pool_must(crew.pool, put(&crew, "warning", NULL));
    pool_must(crew.pool, acknowledge(&crew, 2));
    pool_must(crew.pool, put_freeze(&crew, NULL, &run));
    assert_string_equal(run.posting->standing, "S-1 stands on warning");
    crew.pool->now_us += 181 * DAY;
    assert_string_equal(shown(&crew, "caution:1", "state"), "past");
    must_say(&crew, withdraw(&crew, 1, "x"), STATUS_REFUSED, "counts no more");
    pool_must(crew.pool, put_freeze(&crew, NULL, &run));
    assert_non_null(strstr(run.posting->standing, "stands on no rung; this skips training,warn"));
    end(&crew);
}

static void nobody_acknowledges_and_the_next_rung_is_proposed_and_not_put(void **state)
{
    struct crew crew = crew_new("proposed.db", "eu");
    int64_t first = 1;
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    must_say(&crew, caution_lapse(crew.ann, &first, pool_run(crew.pool), &crew.pool->err),
             STATUS_REFUSED, "is not due yet");
    crew.pool->now_us += 13 * DAY;
    crew_sweep(&crew);
    assert_string_equal(shown(&crew, "caution:1", "state"), "told");
    crew.pool->now_us += DAY;
    must_say(&crew, acknowledge(&crew, 1), STATUS_REFUSED, "the time to acknowledge"); /* unswept */
    crew_sweep(&crew);
    assert_string_equal(shown(&crew, "caution:1", "state"), "unanswered");
    assert_string_equal(shown(&crew, "caution:1", "proposes"), "warning");
    crew_told(&crew, "You did not acknowledge the training");
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM \"freeze\""), 0);
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM caution"), 1);
    pool_must(crew.pool, put(&crew, "warning", NULL)); /* silence counts */
    assert_string_equal(shown(&crew, "caution:1", "proposes"), "");
    end(&crew);
}

static void silence_counts_where_the_policy_lets_it(void **state)
{
    struct crew crew = crew_new("silence.db", "default");
    struct run run = {.mem = crew.pool->mem, .is_preview = true};
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    crew.pool->now_us += 14 * DAY;
    crew_sweep(&crew);
    pool_must(crew.pool, put_freeze(&crew, NULL, &run));
    assert_string_equal(run.posting->standing, "S-1 stands on training; this skips warning");
    end(&crew);
}

static void silence_lapses_where_the_policy_says_so(void **state)
{
    struct crew crew = crew_new("lapse.db", "sea");
    struct run run = {.mem = crew.pool->mem, .is_preview = true};
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    crew_told(&crew, "it counts no more");
    crew.pool->now_us += 14 * DAY;
    crew_sweep(&crew);
    assert_string_equal(shown(&crew, "caution:1", "state"), "past");
    pool_must(crew.pool, put_freeze(&crew, NULL, &run));
    assert_non_null(strstr(run.posting->standing, "stands on no rung; this skips training,warn"));
    end(&crew);
}

static void a_sanction_that_skips_rungs_says_why_where_the_policy_asks(void **state)
{
    struct crew crew = crew_new("skip.db", "eu");
    struct pool *pool = crew.pool;
    (void)state;
    must_say(&crew, put_freeze(&crew, NULL, pool_run(pool)), STATUS_REFUSED,
             "S-1 stands on no rung: a restriction skips training,warning");
    must_say(&crew, put(&crew, "warning", NULL), STATUS_REFUSED, "a warning skips training");
    pool_must(pool, put_freeze(&crew, "goods that burn", pool_run(pool)));
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM event WHERE verb = 'freeze' AND"
                                       " body LIKE '%\"skip_reason\":\"goods that burn\"%'"
                                       " AND body LIKE '%\"skipped\":\"training,warning\"%'"),
                     1);
    struct freeze end_of_shop = crew_terms(&crew, "terminate", 0, 0);
    end_of_shop.until_us = 0;
    end_of_shop.skip_reason = NULL;
    must_say(&crew, crew_put(&crew, crew.bob, &end_of_shop), STATUS_REFUSED,
             "S-1 stands on restriction: a termination skips training,warning");
    end_of_shop.skip_reason = "again";
    pool_must(pool, crew_put(&crew, crew.bob, &end_of_shop));
    end(&crew);
}

static void an_emergency_waits_for_no_reason_and_an_order_stands_on_no_rung(void **state)
{
    struct crew crew = crew_new("emergency.db", "eu");
    struct freeze freeze = crew_terms(&crew, "payout", 0, 5);
    (void)state;
    freeze.skip_reason = NULL;
    freeze.is_emergency = true;
    pool_must(crew.pool, crew_put(&crew, crew.bob, &freeze));
    assert_int_equal(crew_count(&crew, "SELECT count(*) FROM event WHERE verb = 'freeze'"
                                       " AND body LIKE '%\"skipped\":\"training,warning\"%'"),
                     1);
    end(&crew);
}

static void a_rung_may_be_needed_more_than_once(void **state)
{
    struct crew crew = crew_new("twice.db", "cn");
    struct run run = {.mem = crew.pool->mem, .is_preview = true};
    struct caution warning = {
        .party = "S-1", .rung = "warning", .ground = "complaints", .facts = "again"};
    (void)state;
    for (int64_t i = 1; i <= 2; i++) {
        pool_must(crew.pool, caution_put(crew.carol, &warning, &run, &crew.pool->err));
        assert_non_null(strstr(run.posting->standing, "this skips training"));
        pool_must(crew.pool, put(&crew, "training", NULL));
        pool_must(crew.pool, acknowledge(&crew, i));
    }
    pool_must(crew.pool, caution_put(crew.carol, &warning, &run, &crew.pool->err));
    assert_string_equal(run.posting->standing, "S-1 stands on training");
    end(&crew);
}

static void what_is_withdrawn_counts_no_more_and_the_seller_is_told_why(void **state)
{
    struct crew crew = crew_new("withdrawn.db", "default");
    struct run run = {.mem = crew.pool->mem, .is_preview = true};
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    pool_must(crew.pool, acknowledge(&crew, 1));
    pool_must_be(crew.pool, withdraw(&crew, 1, ""), STATUS_INVALID, "without a reason");
    pool_must(crew.pool, withdraw(&crew, 1, "it was another shop"));
    must_say(&crew, withdraw(&crew, 1, "again"), STATUS_REFUSED, "withdrawn already");
    crew_told(&crew, "Reason: it was another shop");
    assert_string_equal(shown(&crew, "caution:1", "state"), "withdrawn");
    pool_must(crew.pool, put_freeze(&crew, NULL, &run));
    assert_non_null(strstr(run.posting->standing, "stands on no rung"));
    pool_must(crew.pool, put(&crew, "training", NULL));
    pool_must(crew.pool, withdraw(&crew, 2, "it was another shop, too"));
    must_say(&crew, acknowledge(&crew, 2), STATUS_REFUSED, "was withdrawn");
    crew.pool->now_us += 20 * DAY;
    crew_sweep(&crew); /* its clock does nothing any more */
    assert_string_equal(shown(&crew, "caution:2", "state"), "withdrawn");
    end(&crew);
}

static void a_caution_is_of_a_seller_who_is_there_with_reasons(void **state)
{
    struct crew crew = crew_new("words.db", "default");
    struct pool *pool = crew.pool;
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_file(pool, "C-1", "O-1", 4000);
    static const struct {
        struct caution caution;
        enum status status;
        const char *said;
    } BAD[] = {
        {{"S-1", "training", "complaints", "", NULL, NULL}, STATUS_INVALID, "needs facts"},
        {{"S-1", "training", "dislike", "x", NULL, NULL}, STATUS_INVALID, "dislike"},
        {{"S-1", "restriction", "complaints", "x", NULL, NULL}, STATUS_INVALID, "a training or a"},
        {{"S-1", NULL, "complaints", "x", NULL, NULL}, STATUS_INVALID, "a training or a"},
        {{"S-9", "training", "complaints", "x", NULL, NULL}, STATUS_NOT_FOUND, "S-9"},
        {{NULL, "training", "complaints", "x", NULL, NULL}, STATUS_INVALID, "of a seller"},
        {{"S-2", "training", "complaints", "x", "C-1", NULL}, STATUS_REFUSED, "is about S-1"},
        {{NULL, "training", "complaints", "x", "C-9", NULL}, STATUS_NOT_FOUND, "C-9"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        must_say(&crew, caution_put(crew.carol, &BAD[i].caution, pool_run(pool), &pool->err),
                 BAD[i].status, BAD[i].said);
    }
    const struct caution good = {NULL, "training", "complaints", "x", "C-1", NULL};
    pool_must(pool, caution_put(crew.carol, &good, pool_run(pool), &pool->err));
    assert_string_equal(shown(&crew, "caution:1", "seller"), "S-1");
    struct caution_answer other = {.caution = 1, .seller = "S-2"};
    must_say(&crew, caution_acknowledge(crew.carol, &other, pool_run(pool), &pool->err),
             STATUS_REFUSED, "is of S-1, not of S-2");
    end(&crew);
}

/* Whatever was put, answered or withdrawn before: once nobody does anything any more, the sweep and
 * time alone leave nothing that waits or counts, and no rung was put by them. */
static void every_rung_has_a_way_out_by_sweeping_alone(void **state)
{
    struct random random = random_start("caution", 20);
    static const char *const PACKS[] = {"default", "cn", "eu"};
    (void)state;
    for (size_t pack = 0; pack < sizeof PACKS / sizeof *PACKS; pack++) {
        struct crew crew = crew_new("out.db", PACKS[pack]);
        for (int step = 0; step < 30; step++) {
            int64_t some = crew_count(&crew, "SELECT count(*) FROM caution") + 1;
            int64_t id = 1 + random_below(&random, some);
            switch (random_below(&random, 6)) {
            case 0:
                (void)put(&crew, "training", NULL);
                break;
            case 1:
                (void)put(&crew, "warning", "random");
                break;
            case 2:
                (void)acknowledge(&crew, id);
                break;
            case 3:
                (void)withdraw(&crew, id, "random");
                break;
            case 4:
                (void)put_freeze(&crew, "random", pool_run(crew.pool));
                break;
            default:
                crew.pool->now_us += random_below(&random, 12) * DAY;
                crew_sweep(&crew);
            }
        }
        assert_true(crew_count(&crew, "SELECT count(*) FROM caution") > 3);
        int64_t put_before = crew_count(&crew, "SELECT count(*) FROM caution");
        for (int day = 0; day < 220; day += 20) {
            crew.pool->now_us += 20 * DAY;
            crew_sweep(&crew);
        }
        assert_int_equal(crew_count(&crew, "SELECT count(*) FROM caution WHERE answer IS NULL"
                                           " AND withdrawn_us IS NULL"),
                         0);
        assert_int_equal(crew_count(&crew, "SELECT count(*) FROM caution"), put_before);
        char sql[160];
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM caution WHERE counts_until_us > %lld",
                       (long long)crew.pool->now_us);
        assert_int_equal(crew_count(&crew, sql), 0);
        end(&crew);
    }
}

static void trainings_and_warnings_are_proved_from_the_chain(void **state)
{
    static const struct {
        const char *damage, *mend, *said;
    } DAMAGES[] = {
        {"UPDATE caution SET facts = 'y' WHERE id = 1",
         "UPDATE caution SET facts = 'three parcels without a seal in a week' WHERE id = 1",
         "caution:1 was put otherwise"},
        {"UPDATE caution SET rung = 'warning' WHERE id = 1",
         "UPDATE caution SET rung = 'training' WHERE id = 1", "caution:1 was put otherwise"},
        {"UPDATE caution SET party = 'S-2' WHERE id = 1",
         "UPDATE caution SET party = 'S-1' WHERE id = 1", "caution:1 was put otherwise"},
        {"UPDATE caution SET answer = 'unanswered' WHERE id = 1",
         "UPDATE caution SET answer = 'acknowledged' WHERE id = 1",
         "caution:1 was answered otherwise"},
        {"UPDATE caution SET answer_text = 'no' WHERE id = 1",
         "UPDATE caution SET answer_text = 'the packers were told' WHERE id = 1",
         "caution:1 was answered otherwise"},
        {"UPDATE caution SET withdrawn_by = 'ann' WHERE id = 2",
         "UPDATE caution SET withdrawn_by = 'bob' WHERE id = 2",
         "caution:2 was withdrawn otherwise"},
        {"UPDATE caution SET reason = 'z' WHERE id = 2",
         "UPDATE caution SET reason = 'a mistake' WHERE id = 2",
         "caution:2 was withdrawn otherwise"},
        {"DELETE FROM caution WHERE id = 2", "DELETE FROM caution WHERE id = 2",
         "4 events are of trainings and warnings, and 2 are there"},
    };
    struct crew crew = crew_new("proof.db", "default");
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    pool_must(crew.pool, acknowledge(&crew, 1));
    pool_must(crew.pool, put(&crew, "warning", NULL));
    pool_must(crew.pool, withdraw(&crew, 2, "a mistake"));
    pool_verify(crew.pool);
    pool_unguard(crew.pool);
    for (size_t i = 0; i < sizeof DAMAGES / sizeof *DAMAGES; i++) {
        pool_finds(crew.pool, 6, DAMAGES[i].damage, DAMAGES[i].mend, DAMAGES[i].said);
    }
    pool_free(crew.pool);
}

static void the_database_keeps_what_was_said(void **state)
{
    static const char *const REFUSED[] = {
        "UPDATE caution SET facts = 'y'",
        "UPDATE caution SET answered_event = 1, answer = 'unanswered' WHERE id = 1",
        "UPDATE caution SET reason = 'other' WHERE id = 2",
        "DELETE FROM caution",
    };
    struct crew crew = crew_new("kept.db", "default");
    (void)state;
    pool_must(crew.pool, put(&crew, "training", NULL));
    pool_must(crew.pool, acknowledge(&crew, 1));
    pool_must(crew.pool, put(&crew, "warning", NULL));
    pool_must(crew.pool, withdraw(&crew, 2, "a mistake"));
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        pool_must_be(crew.pool, store_execute(crew.pool->store, REFUSED[i], &crew.pool->err),
                     STATUS_REFUSED, REFUSED[i]);
    }
    end(&crew);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_acknowledged_counts_for_its_time_and_then_no_more),
        cmocka_unit_test(nobody_acknowledges_and_the_next_rung_is_proposed_and_not_put),
        cmocka_unit_test(silence_counts_where_the_policy_lets_it),
        cmocka_unit_test(silence_lapses_where_the_policy_says_so),
        cmocka_unit_test(a_sanction_that_skips_rungs_says_why_where_the_policy_asks),
        cmocka_unit_test(an_emergency_waits_for_no_reason_and_an_order_stands_on_no_rung),
        cmocka_unit_test(a_rung_may_be_needed_more_than_once),
        cmocka_unit_test(what_is_withdrawn_counts_no_more_and_the_seller_is_told_why),
        cmocka_unit_test(a_caution_is_of_a_seller_who_is_there_with_reasons),
        cmocka_unit_test(every_rung_has_a_way_out_by_sweeping_alone),
        cmocka_unit_test(trainings_and_warnings_are_proved_from_the_chain),
        cmocka_unit_test(the_database_keeps_what_was_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
