/* An operation that another writer or a lost connection stops is planned and run again, and a
 * commit whose outcome nobody told is asked after: whatever happens, it is there once or not at
 * all, and whoever asked is told which. */
#include "model/complaint.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CALLS_MAX 2000
#define EVER INT64_C(1000000)
#define TRIED_MS 7 /* what asking for the time takes, by this clock */

/* A clock that only waiting and asking move. */
struct idle {
    int64_t now_ms, waited_ms;
    int64_t pauses, longest_ms;
    uint64_t chance;
    int64_t stops_at; /* pause; 0: never */
    struct pool *pool;
    void (*meanwhile)(struct idle *idle);
};

static int64_t idle_now_ms(void *state)
{
    struct idle *idle = state;
    idle->now_ms += TRIED_MS;
    return idle->now_ms;
}

static bool idle_pause(void *state, int64_t time_ms)
{
    struct idle *idle = state;
    idle->now_ms += time_ms;
    idle->waited_ms += time_ms;
    idle->longest_ms = time_ms > idle->longest_ms ? time_ms : idle->longest_ms;
    idle->pauses++;
    if (idle->meanwhile) {
        idle->meanwhile(idle);
    }
    return idle->pauses != idle->stops_at;
}

static uint64_t idle_chance(void *state)
{
    struct idle *idle = state;
    return idle->chance++;
}

static struct idle *idle_begin(struct pool *pool)
{
    struct idle *idle = MEM_NEW(pool->mem, struct idle);
    struct waiting waiting = {idle_now_ms, idle_pause, idle_chance, idle};
    idle->pool = pool;
    book_set_waiting(pool->book, &waiting);
    return idle;
}

static enum status pay(struct pool *pool, const char *id, struct run *run)
{
    struct payout payout = {.id = id, .party = "S-1", .amount = cny(100)};
    return payout_request(pool->book, &payout, run, &pool->err);
}

static enum status ask(struct pool *pool)
{
    struct book_doubt doubt = book_doubt(pool->book);
    return book_ask(pool->book, &doubt, &pool->err);
}

static int64_t payouts(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event WHERE verb = 'payout'", NULL);
}

/* Fail call after call: each must end well, having happened once. Returns how many calls there are.
 */
static int64_t go_on_after_each_call(struct pool *pool, enum store_failure how)
{
    for (int64_t nth = 1; nth < CALLS_MAX; nth++) {
        struct idle *idle = idle_begin(pool);
        int64_t before = payouts(pool);
        struct run *run = pool_run(pool);
        char *id = mem_printf(pool->mem, "P-%d-%lld", (int)how, (long long)nth);
        store_fail_calls(pool->store, nth, 1, how);
        pool_must(pool, pay(pool, id, run));
        store_fail_calls(pool->store, 0, 1, how);
        assert_int_equal(payouts(pool), before + 1);
        assert_int_equal(run->posting->event,
                         pool_int(pool, "SELECT max(number) FROM event", NULL));
        assert_false(store_in_transaction(pool->store));
        if (idle->pauses == 0 && nth > 1) {
            return nth; /* so many calls, the commit last: kept, or beyond */
        }
    }
    fail_msg("it never goes through");
    return 0;
}

static void an_operation_that_was_stopped_at_any_call_is_done_once(void **state)
{
    static const enum store_failure WAYS[] = {STORE_FAILS_BUSY, STORE_FAILS_LOST, STORE_FAILS_KEPT};
    struct pool *pool = pool_new("stopped.db");
    (void)state;
    pool_earn(pool, "S-1", 300000);
    for (size_t i = 0; i < sizeof(WAYS) / sizeof(WAYS[0]); i++) {
        assert_true(go_on_after_each_call(pool, WAYS[i]) > 10);
    }
    pool_verify(pool);
    pool_free(pool);
}

static void a_kept_commit_is_known_by_its_hash_and_not_done_again(void **state)
{
    struct pool *pool = pool_new("kept.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    struct idle *idle = idle_begin(pool);
    int64_t calls = go_on_after_each_call(pool, STORE_FAILS_KEPT);
    int64_t before = payouts(pool);
    store_fail_calls(pool->store, calls, 1, STORE_FAILS_KEPT);
    struct run *run = pool_run(pool);
    pool_must(pool, pay(pool, "P-kept", run));
    assert_int_equal(payouts(pool), before + 1);
    assert_int_equal(idle->pauses, 0);
    pool_free(pool);
}

static void patience_ends_within_the_busy_timeout(void **state)
{
    static const struct {
        enum store_failure how;
        enum status status;
    } WAYS[] = {{STORE_FAILS_BUSY, STATUS_BUSY}, {STORE_FAILS_LOST, STATUS_LOST}};
    struct pool *pool = pool_new("patience.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    for (size_t i = 0; i < sizeof(WAYS) / sizeof(WAYS[0]); i++) {
        struct idle *idle = idle_begin(pool);
        int64_t before = payouts(pool);
        store_fail_calls(pool->store, 1, EVER, WAYS[i].how);
        assert_int_equal(pay(pool, "P-9", pool_run(pool)), WAYS[i].status);
        store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
        assert_int_equal(payouts(pool), before);
        assert_in_range(idle->pauses, 5, PATIENCE_TRIES_MAX);
        assert_in_range(idle->now_ms, STORE_BUSY_TIMEOUT_MS / 2, STORE_BUSY_TIMEOUT_MS);
        assert_in_range(idle->longest_ms, PATIENCE_LAST_MS / 2, PATIENCE_LAST_MS);
    }
    store_set_busy_timeout(pool->store, 200);
    struct idle *idle = idle_begin(pool);
    store_fail_calls(pool->store, 1, EVER, STORE_FAILS_BUSY);
    assert_int_equal(pay(pool, "P-9", pool_run(pool)), STATUS_BUSY);
    assert_in_range(idle->now_ms, 1, 200 + TRIED_MS);
    pool_free(pool);
}

static void without_patience_there_is_one_try(void **state)
{
    struct pool *pool = pool_new("once.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    struct idle *idle = idle_begin(pool);
    book_set_patience(pool->book, 0);
    store_fail_calls(pool->store, 1, EVER, STORE_FAILS_BUSY);
    assert_int_equal(pay(pool, "P-1", pool_run(pool)), STATUS_BUSY);
    assert_int_equal(idle->pauses, 0);
    store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
    pool_must(pool, pay(pool, "P-1", pool_run(pool)));
    pool_free(pool);
}

static void whoever_stops_waiting_is_told_that_nothing_was_kept(void **state)
{
    struct pool *pool = pool_new("stops.db");
    (void)state;
    pool_earn(pool, "S-1", 10000);
    struct idle *idle = idle_begin(pool);
    idle->stops_at = 2;
    store_fail_calls(pool->store, 1, EVER, STORE_FAILS_LOST);
    assert_int_equal(pay(pool, "P-1", pool_run(pool)), STATUS_LOST);
    assert_int_equal(idle->pauses, 2);
    pool_free(pool);
}

/* The place of the commit among an operation's calls. */
static int64_t commit_call(struct pool *pool)
{
    (void)idle_begin(pool);
    return go_on_after_each_call(pool, STORE_FAILS_KEPT);
}

static void an_outcome_that_cannot_be_asked_says_where_to_look(void **state)
{
    struct pool *pool = pool_new("unsure.db");
    (void)state;
    pool_earn(pool, "S-1", 20000);
    int64_t calls = commit_call(pool);
    int64_t before = payouts(pool);
    struct idle *idle = idle_begin(pool);
    int64_t next = pool_int(pool, "SELECT max(number) + 1 FROM event", NULL);
    store_fail_calls(pool->store, calls, EVER, STORE_FAILS_KEPT);
    struct run *run = pool_run(pool);
    run->source = "desk";
    run->key = "K-1";
    run->body = "{\"amount\":1}";
    /* Looking for the key takes two calls more: the first try is lost, the second is unsure. */
    assert_int_equal(pay(pool, "P-1", run), STATUS_LOST);
    store_fail_calls(pool->store, calls + 2, EVER, STORE_FAILS_KEPT);
    assert_int_equal(pay(pool, "P-1", run), STATUS_UNSURE);
    assert_in_range(idle->now_ms, STORE_BUSY_TIMEOUT_MS, 3 * STORE_BUSY_TIMEOUT_MS);
    char *hint = mem_printf(pool->mem, "holdfast show event:%lld", (long long)next);
    assert_non_null(strstr(pool->err.hint, hint));
    assert_non_null(strstr(pool->err.message, "it may have been kept or not"));
    assert_null(strstr(pool->err.message, "told to fail"));
    /* Once it can be asked: it was kept. And the operator who tries again doubles nothing. */
    store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
    pool_must(pool, ask(pool));
    pool_must(pool, pay(pool, "P-1", run));
    assert_int_equal(book_doubt(pool->book).event, 0);
    assert_true(run->is_repeat);
    assert_int_equal(payouts(pool), before + 1);
    pool_free(pool);
}

static void what_was_not_kept_is_known_too(void **state)
{
    struct pool *pool = pool_new("lost.db");
    (void)state;
    pool_earn(pool, "S-1", 20000);
    int64_t calls = commit_call(pool);
    int64_t before = payouts(pool);
    (void)idle_begin(pool);
    book_set_patience(pool->book, 0);
    store_fail_calls(pool->store, calls, 1, STORE_FAILS_LOST);
    assert_int_equal(pay(pool, "P-1", pool_run(pool)), STATUS_UNSURE);
    assert_int_equal(ask(pool), STATUS_LOST);
    assert_int_equal(payouts(pool), before);
    pool_must(pool, pay(pool, "P-1", pool_run(pool)));
    assert_int_equal(payouts(pool), before + 1);
    pool_free(pool);
}

/* Somebody else's event takes the number while nobody knows. */
static void another_event_of_that_number_is_not_ours(void **state)
{
    struct pool *pool = pool_new("other.db");
    struct store *store;
    struct book *book;
    (void)state;
    pool_earn(pool, "S-1", 20000);
    int64_t calls = commit_call(pool);
    int64_t before = payouts(pool);
    book_set_patience(pool->book, 0);
    store_fail_calls(pool->store, calls, 1, STORE_FAILS_LOST);
    assert_int_equal(pay(pool, "P-1", pool_run(pool)), STATUS_UNSURE);
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &store, &pool->err));
    pool_must(pool,
              book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err));
    struct party party = {"B-9", "buyer", "Another", "CN", NULL, NULL, NULL, NULL};
    pool_must(pool, party_put(book, &party, pool_run(pool), &pool->err));
    assert_int_equal(ask(pool), STATUS_LOST);
    assert_int_equal(payouts(pool), before);
    store_close(store);
    pool_free(pool);
}

static void decide_meanwhile(struct idle *idle)
{
    struct pool *pool = idle->pool;
    struct store *store;
    struct book *book;
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_DISMISS, .reasons = "the goods are genuine"};
    idle->meanwhile = NULL;
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &store, &pool->err));
    pool_must(pool,
              book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err));
    pool_must(pool, complaint_decide(book, &decision, pool_run(pool), &pool->err));
    store_close(store);
}

static void the_second_plan_is_checked_as_the_first_was(void **state)
{
    struct pool *pool = pool_new("digest.db");
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_REFUND, .reasons = "it is a copy"};
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    struct run *preview = pool_run(pool);
    preview->is_preview = true;
    pool_must(pool, complaint_decide(pool->book, &decision, preview, &pool->err));
    struct run *run = pool_run(pool);
    run->expected_digest = posting_digest(preview->posting, digest);
    struct idle *idle = idle_begin(pool);
    idle->meanwhile = decide_meanwhile;
    store_fail_calls(pool->store, 5, 1, STORE_FAILS_LOST);
    int64_t before = pool_int(pool, "SELECT count(*) FROM event", NULL);
    assert_int_equal(complaint_decide(pool->book, &decision, run, &pool->err), STATUS_REFUSED);
    assert_int_equal(idle->pauses, 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), before + 1);
    assert_int_equal(pool_available(pool, "B-1"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void inside_a_batch_nothing_is_tried_again(void **state)
{
    struct pool *pool = pool_new("batch.db");
    (void)state;
    pool_earn(pool, "S-1", 20000);
    struct idle *idle = idle_begin(pool);
    pool_must(pool, book_begin(pool->book, &pool->err));
    store_fail_calls(pool->store, 3, 1, STORE_FAILS_LOST);
    assert_int_equal(pay(pool, "P-1", pool_run(pool)), STATUS_LOST);
    assert_int_equal(idle->pauses, 0);
    book_rollback(pool->book);
    assert_int_equal(payouts(pool), 0);
    pool_free(pool);
}

/* Failures of every kind at random calls, several on end: what is told is what is there. */
static void at_random_calls_what_is_told_is_what_is_there(void **state)
{
    struct pool *pool = pool_new("random.db");
    struct random random = random_start("operation retry", 1);
    (void)state;
    pool_earn(pool, "S-1", 1000000);
    for (int i = 0; i < 300; i++) {
        struct idle *idle = idle_begin(pool);
        int64_t before = payouts(pool);
        enum store_failure how =
            (enum store_failure)random_between(&random, STORE_FAILS_BUSY, STORE_FAILS_KEPT);
        bool is_patient = random_below(&random, 3) > 0;
        book_set_patience(pool->book, is_patient ? 10000 : 0);
        store_fail_calls(pool->store, 1 + random_below(&random, 60),
                         1 + random_below(&random, is_patient ? 200 : 3), how);
        enum status status = pay(pool, mem_printf(pool->mem, "P-%d", i), pool_run(pool));
        store_fail_calls(pool->store, 0, 1, STORE_FAILS_IO);
        if (status == STATUS_UNSURE) {
            status = ask(pool);
        }
        bool is_told = status == STATUS_OK;
        assert_true(is_told || status == STATUS_BUSY || status == STATUS_LOST);
        assert_int_equal(payouts(pool), before + (is_told ? 1 : 0));
        assert_true(idle->now_ms < 4 * STORE_BUSY_TIMEOUT_MS);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_that_was_stopped_at_any_call_is_done_once),
        cmocka_unit_test(a_kept_commit_is_known_by_its_hash_and_not_done_again),
        cmocka_unit_test(patience_ends_within_the_busy_timeout),
        cmocka_unit_test(without_patience_there_is_one_try),
        cmocka_unit_test(whoever_stops_waiting_is_told_that_nothing_was_kept),
        cmocka_unit_test(an_outcome_that_cannot_be_asked_says_where_to_look),
        cmocka_unit_test(what_was_not_kept_is_known_too),
        cmocka_unit_test(another_event_of_that_number_is_not_ours),
        cmocka_unit_test(the_second_plan_is_checked_as_the_first_was),
        cmocka_unit_test(inside_a_batch_nothing_is_tried_again),
        cmocka_unit_test(at_random_calls_what_is_told_is_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
