/* test_feed.c - feeds into a real store: every type of line, and what a run leaves behind. */
#include "import/feed.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/mem.h"
#include "model/operator.h"
#include "tests/support/feed_lines.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#define REFUSALS_MAX 16

/* A store of its own, the last run on it, and what that run said. */
struct pool {
    void *mem;
    char folder[64];
    char *url, *feed, *rejects;
    struct store *store;
    struct book *book;
    int64_t now_us;
    struct feed_terms terms;
    struct feed_result result;
    struct error error;
    size_t refusal_count;
    int64_t refused_lines[REFUSALS_MAX];
    char *reasons[REFUSALS_MAX];
    int batches_left; /* until progress says stop; -1: never */
};

static void note_refusal(void *state, const struct feed_refusal *refusal)
{
    struct pool *pool = state;
    if (pool->refusal_count == REFUSALS_MAX) {
        return;
    }
    pool->refused_lines[pool->refusal_count] = refusal->line;
    pool->reasons[pool->refusal_count] = mem_strdup(pool->mem, refusal->reason);
    pool->refusal_count++;
}

static bool count_batch(void *state, const struct feed_result *so_far)
{
    struct pool *pool = state;
    assert_int_equal(so_far->lines >= so_far->applied + so_far->repeated + so_far->refused, 1);
    return pool->batches_left < 0 || pool->batches_left-- > 0;
}

static struct pool *pool_new(void)
{
    void *mem = mem_context(NULL, "pool");
    struct pool *pool = MEM_NEW(mem, struct pool);
    pool->mem = mem;
    (void)snprintf(pool->folder, sizeof pool->folder, "/tmp/holdfast-feed-XXXXXX");
    assert_non_null(mkdtemp(pool->folder));
    pool->url = mem_printf(mem, "%s/store.db", pool->folder);
    pool->feed = mem_printf(mem, "%s/feed.jsonl", pool->folder);
    pool->rejects = mem_printf(mem, "%s/rejects.jsonl", pool->folder);
    assert_int_equal(time_parse("2026-09-01T09:00:00Z", &pool->now_us, &pool->error), STATUS_OK);
    assert_int_equal(store_open(mem, pool->url, STORE_CREATE, &pool->store, &pool->error),
                     STATUS_OK);
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    assert_int_equal(operator_found(mem, pool->store, &terms, "alice", clock_fixed(&pool->now_us),
                                    &pool->book, &pool->error),
                     STATUS_OK);
    pool->batches_left = -1;
    pool->terms = (struct feed_terms){
        .path = pool->feed, .refused = note_refusal, .progress = count_batch, .state = pool};
    return pool;
}

static void pool_free(struct pool *pool)
{
    char *command = mem_printf(pool->mem, "rm -rf %s", pool->folder);
    store_close(pool->store);
    assert_int_equal(system(command), 0);
    mem_free(pool->mem);
}

static void write_bytes(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static enum status feed(struct pool *pool, const char *text)
{
    write_bytes(pool->feed, text, strlen(text));
    pool->refusal_count = 0;
    pool->error = (struct error){0};
    return feed_run(pool->book, &pool->terms, &pool->result, &pool->error);
}

#define assert_feed(pool, text) assert_fed((pool), (text), __LINE__)
static void assert_fed(struct pool *pool, const char *text, int line)
{
    if (feed(pool, text) != STATUS_OK) {
        fail_msg("line %d: %s (%s; %s)", line, pool->error.message, pool->error.detail,
                 pool->error.hint);
    }
}

static void assert_result(const struct pool *pool, int64_t applied, int64_t repeated,
                          int64_t refused)
{
    for (size_t i = 0; i < pool->refusal_count && refused == 0; i++) {
        print_error("refused line %d: %s\n", (int)pool->refused_lines[i], pool->reasons[i]);
    }
    assert_int_equal(pool->result.applied, applied);
    assert_int_equal(pool->result.repeated, repeated);
    assert_int_equal(pool->result.refused, refused);
}

/* The first value of a query without parameters, as text. */
static char *ask(struct pool *pool, const char *sql)
{
    struct stmt *q = NULL;
    bool has_row = false;
    assert_int_equal(store_prepare(pool->store, sql, &q, &pool->error), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &pool->error), STATUS_OK);
    const char *value = has_row ? stmt_text(q, 0) : NULL;
    char *copy = value != NULL ? mem_strdup(pool->mem, value) : NULL;
    stmt_reset(q);
    return copy;
}

static char *fed_events(struct pool *pool)
{
    return ask(pool, "SELECT cast(count(*) AS TEXT) FROM event WHERE key IS NOT NULL");
}

static char *last_hash(struct pool *pool)
{
    return ask(pool, "SELECT hash FROM event ORDER BY number DESC LIMIT 1");
}

static void every_type_of_line_makes_its_event(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(
        pool,
        PARTIES LINE("k1", "bank",
                     "\"account\":\"ICBC-001\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"")
            LINE("x1", "expect",
                 "\"ref\":\"T-1\",\"party\":\"PLATFORM\",\"purpose\":\"available\","
                 "\"amount\":\"2000.00\",\"currency\":\"CNY\"") DEAL("d1", "O-1", "100.00")
                CAPTURE("d2", "O-1", "100.00") LINE(
                    "b1", "batch",
                    "\"batch\":\"ALP1\",\"psp\":\"alipay\",\"gross\":\"100.00\",\"fee\":\"0.60\","
                    "\"net\":\"99.40\",\"currency\":\"CNY\",\"deals\":[\"O-1\"]")
                    STEP("d3", "ship", "O-1") STEP("d4", "deliver", "O-1")
                        PART("d5", "confirm", "O-1", "40.00") PART("d6", "return", "O-1", "10.00")
                            LINE("c1", "complaint",
                                 "\"complaint\":\"C-1\",\"deal\":\"O-1\",\"kind\":\"counterfeit\","
                                 "\"by\":\"B-1\",\"amount\":\"20.00\",\"text\":\"not genuine\","
                                 "\"evidence\":[\"photo-1\",\"photo-2\"]")
                                DEAL("d7", "O-2", "50.00") STEP("d8", "cancel", "O-2")
                                    PAYOUT("o1", "P-1", "30.00"));
    assert_result(pool, 18, 0, 0);
    assert_int_equal(pool->result.lines, 18);
    assert_string_equal(fed_events(pool), "18");
    struct deal deal;
    assert_int_equal(deal_get(pool->book, pool->mem, "O-1", &deal, &pool->error), STATUS_OK);
    assert_int_equal(deal.funded_minor, 10000);
    assert_int_equal(deal.released_minor, 4000);
    assert_int_equal(deal.returned_minor, 1000);
    assert_int_equal(deal.period_us, 10 * TIME_US_PER_DAY);
    assert_true(deal.delivered_us != TIME_NONE);
    assert_string_equal(ask(pool, "SELECT evidence FROM complaint"), "[\"photo-1\",\"photo-2\"]");
    assert_string_equal(ask(pool, "SELECT cast(amount_minor AS TEXT) FROM complaint"), "2000");
    assert_string_equal(ask(pool, "SELECT cast(balance_minor AS TEXT) FROM account WHERE kind = "
                                  "'available' AND name = 'S-1'"),
                        "800"); /* 40 less a fee of 2, less 30 on their way */
    pool_free(pool);
}

static void a_malformed_line_stops_the_run_and_keeps_what_is_before_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_int_equal(feed(pool, PARTIES CAPTURE("z", "O-1", "0.001") PARTY("p9", "S-9", "seller")),
                     STATUS_INVALID);
    assert_non_null(strstr(pool->error.message, "line 6 of "));
    assert_non_null(strstr(pool->error.message, "amount"));
    assert_non_null(strstr(pool->error.hint, "kept"));
    assert_result(pool, 5, 0, 0);
    assert_string_equal(fed_events(pool), "5");
    assert_null(ask(pool, "SELECT id FROM party WHERE id = 'S-9'"));
    pool_free(pool);
}

static void a_nul_byte_stops_the_run(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    static const char text[] = PARTIES "{\"id\":\"z\"\0,\"type\":\"ship\"}\n";
    write_bytes(pool->feed, text, sizeof text - 1);
    assert_int_equal(feed_run(pool->book, &pool->terms, &pool->result, &pool->error),
                     STATUS_INVALID);
    assert_non_null(strstr(pool->error.message, "line 6 of "));
    assert_result(pool, 5, 0, 0);
    pool_free(pool);
}

static void a_line_that_is_too_long_stops_the_run_wherever_it_stands(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    size_t bytes = (size_t)FEED_BUFFER_BYTES + (size_t)FEED_LINE_BYTES_MAX;
    char *text = MEM_ARRAY(pool->mem, char, bytes + 1);
    memset(text, ' ', bytes);
    memcpy(text, PARTIES, strlen(PARTIES));
    assert_int_equal(feed(pool, text), STATUS_LIMIT);
    assert_non_null(strstr(pool->error.message, "line 6 of "));
    assert_result(pool, 5, 0, 0);
    text[strlen(PARTIES) + FEED_LINE_BYTES_MAX + 1] = '\n';
    assert_int_equal(feed(pool, text), STATUS_LIMIT);
    assert_non_null(strstr(pool->error.message, "line 6 of "));
    text[strlen(PARTIES) + FEED_LINE_BYTES_MAX] = '\n';
    text[strlen(PARTIES) + 2 * (size_t)FEED_LINE_BYTES_MAX] = '\0';
    assert_feed(pool, text);
    assert_result(pool, 0, 5, 0);
    pool_free(pool);
}

static void the_same_line_again_does_nothing_however_it_is_written(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES SOLD);
    char *hash = last_hash(pool);
    assert_feed(pool, PARTIES SOLD);
    assert_result(pool, 0, 9, 0);
    assert_feed(pool, "{\"deal\": \"\\u004f-1\", \"at\": \"2026-09-01T08:00:00Z\","
                      "  \"type\": \"ship\", \"id\": \"d3\" }");
    assert_result(pool, 0, 1, 0);
    assert_string_equal(last_hash(pool), hash);
    pool_free(pool);
}

static void the_same_id_with_another_body_stops_the_run(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES SOLD);
    assert_int_equal(feed(pool, DEAL("d9", "O-2", "10.00") STEP("d3", "ship", "O-2")
                                    STEP("d10", "cancel", "O-2")),
                     STATUS_CONFLICT);
    assert_non_null(strstr(pool->error.message, "line 2 of "));
    assert_result(pool, 1, 0, 0);
    struct deal deal;
    assert_int_equal(deal_get(pool->book, pool->mem, "O-2", &deal, &pool->error), STATUS_OK);
    assert_true(deal.shipped_us == TIME_NONE && deal.cancelled_us == TIME_NONE);
    pool_free(pool);
}

static void ids_are_unique_per_source(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES);
    pool->terms.source = "other shop";
    assert_feed(pool, PARTY("p1", "S-7", "seller"));
    assert_result(pool, 1, 0, 0);
    assert_string_equal(ask(pool, "SELECT source FROM event WHERE subject = 'party:S-7'"),
                        "other shop");
    pool->terms.source = "";
    assert_int_equal(feed(pool, PARTIES), STATUS_INVALID);
    pool_free(pool);
}

static void a_refused_line_and_later_ones_on_its_subject_are_left_out(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES SOLD);
    assert_feed(pool,
                PAYOUT("o1", "P-1", "95.01") DEAL("e1", "O-2", "20.00") STEP("e2", "ship", "O-3")
                    PAYOUT("o2", "P-1", "1.00") STEP("d3", "ship", "O-1")
                        CAPTURE("e3", "O-2", "20.00") PAYOUT("o3", "P-2", "95.00"));
    assert_result(pool, 3, 1, 3);
    assert_int_equal(pool->refused_lines[0], 1);
    assert_int_equal(pool->refused_lines[1], 3);
    assert_int_equal(pool->refused_lines[2], 4);
    assert_non_null(strstr(pool->reasons[2], "line 1 on payout:P-1 was refused"));
    assert_null(ask(pool, "SELECT id FROM payout WHERE id = 'P-1'"));
    pool_free(pool);
}

static void a_known_line_on_a_refused_subject_is_a_repeat(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES SOLD);
    assert_feed(pool, STEP("e1", "cancel", "O-1") STEP("d3", "ship", "O-1"));
    assert_result(pool, 0, 1, 1);
    assert_int_equal(feed(pool, STEP("e1", "cancel", "O-1") STEP("d3", "deliver", "O-1")),
                     STATUS_CONFLICT);
    pool_free(pool);
}

static void a_refusal_leaves_nothing_behind(void **state)
{
    (void)state;
    struct pool *with = pool_new();
    struct pool *without = pool_new();
    assert_feed(with, PARTIES SOLD PAYOUT("o1", "P-1", "95.01") STEP("e2", "ship", "O-3"));
    assert_feed(with, PAYOUT("o3", "P-2", "10.00"));
    assert_feed(without, PARTIES SOLD);
    assert_feed(without, PAYOUT("o3", "P-2", "10.00"));
    assert_string_equal(last_hash(with), last_hash(without));
    pool_free(with);
    pool_free(without);
}

static void a_refused_id_may_be_sent_again(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD);
    assert_result(pool, 9, 0, 1);
    assert_feed(pool, PAYOUT("o1", "P-1", "30.00"));
    assert_result(pool, 1, 0, 0);
    assert_feed(pool, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD);
    assert_result(pool, 0, 10, 0);
    pool_free(pool);
}

static void rejects_are_lines_that_can_be_sent_again(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    pool->terms.rejects = pool->rejects;
    write_bytes(pool->rejects, "old old old old\n", 16);
    assert_feed(pool, PARTIES PAYOUT("o\\\"1", "P-1", "30.00") SOLD);
    json_error_t trouble;
    json_t *reject = json_load_file(pool->rejects, 0, &trouble);
    assert_non_null(reject);
    assert_int_equal(json_integer_value(json_object_get(reject, "line")), 6);
    assert_string_equal(json_string_value(json_object_get(reject, "id")), "o\"1");
    assert_true(json_string_length(json_object_get(reject, "reason")) > 0);
    assert_non_null(json_object_get(reject, "hint"));
    char *body = json_dumps(json_object_get(reject, "body"), 0);
    json_decref(reject);
    assert_feed(pool, body);
    assert_result(pool, 1, 0, 0);
    free(body);
    assert_string_equal(ask(pool, "SELECT key FROM event WHERE subject = 'payout:P-1'"), "o\"1");
    pool_free(pool);
}

static void rejects_never_overwrite_the_feed_itself(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    pool->terms.rejects = pool->feed;
    assert_int_equal(feed(pool, PARTIES), STATUS_INVALID);
    pool->terms.rejects = NULL;
    pool->error = (struct error){0};
    assert_int_equal(feed_run(pool->book, &pool->terms, &pool->result, &pool->error), STATUS_OK);
    assert_result(pool, 5, 0, 0);
    pool->terms.rejects = "/nonexistent/rejects";
    assert_int_equal(feed(pool, PARTIES), STATUS_IO);
    pool_free(pool);
}

static void a_last_line_without_its_end_counts_and_blank_ones_do_not(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    assert_feed(pool, "\xef\xbb\xbf"
                      "{\"id\":\"p1\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\","
                      "\"party\":\"S-1\",\"kind\":\"seller\",\"name\":\"S\",\"jurisdiction\":"
                      "\"CN\"}\r\n\r\n \t\n"
                      "{\"id\":\"p2\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\","
                      "\"party\":\"S-2\",\"kind\":\"seller\",\"name\":\"S\",\"jurisdiction\":"
                      "\"CN\"}");
    assert_result(pool, 2, 0, 0);
    assert_int_equal(pool->result.lines, 4);
    assert_int_equal(feed(pool, "{\"id\":\"p3\",\"type\":\"par"), STATUS_INVALID);
    assert_non_null(strstr(pool->error.message, "line 1 of "));
    assert_feed(pool, "");
    assert_result(pool, 0, 0, 0);
    pool_free(pool);
}

static void batches_of_any_size_make_the_same_books(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 3, 7};
    char first[65] = "";
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct pool *pool = pool_new();
        pool->terms.batch_lines = sizes[i];
        assert_feed(pool, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD PAYOUT("o2", "P-2", "30.00"));
        assert_result(pool, 10, 0, 1);
        char *hash = last_hash(pool);
        if (i == 0) {
            (void)snprintf(first, sizeof first, "%s", hash);
        }
        assert_string_equal(hash, first);
        pool_free(pool);
    }
}

static void a_run_stops_between_batches_and_goes_on_from_there(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    pool->terms.batch_lines = 2;
    pool->batches_left = 1;
    assert_int_equal(feed(pool, PARTIES SOLD), STATUS_CANCELLED);
    assert_non_null(strstr(pool->error.message, "after line 4 of "));
    assert_result(pool, 4, 0, 0);
    assert_string_equal(fed_events(pool), "4");
    pool->batches_left = -1;
    assert_feed(pool, PARTIES SOLD);
    assert_result(pool, 5, 4, 0);
    pool_free(pool);
}

static void a_feed_that_is_not_there_is_said_to_be_so(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    pool->terms.rejects = pool->rejects;
    assert_int_equal(feed_run(pool->book, &pool->terms, &pool->result, &pool->error), STATUS_IO);
    assert_non_null(strstr(pool->error.message, pool->feed));
    assert_int_equal(access(pool->rejects, F_OK), -1);
    pool->terms.path = pool->folder;
    assert_int_equal(feed_run(pool->book, &pool->terms, &pool->result, &pool->error), STATUS_IO);
    assert_string_equal(pool->error.detail, "Is a directory");
    pool_free(pool);
}

static void a_pipe_is_a_feed_too(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], PARTIES, strlen(PARTIES)), (ssize_t)strlen(PARTIES));
    assert_int_equal(close(ends[1]), 0);
    pool->terms.path = mem_printf(pool->mem, "/proc/self/fd/%d", ends[0]);
    assert_int_equal(feed_run(pool->book, &pool->terms, &pool->result, &pool->error), STATUS_OK);
    assert_result(pool, 5, 0, 0);
    assert_int_equal(close(ends[0]), 0);
    pool_free(pool);
}

static void an_operator_without_the_right_changes_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_new();
    struct operator_terms terms = {.login = "carol", .roles = ROLE_AUDITOR};
    struct run run = {.mem = pool->mem};
    assert_int_equal(operator_put(pool->book, &terms, &run, &pool->error), STATUS_OK);
    assert_int_equal(book_open(pool->mem, pool->store, "carol", clock_fixed(&pool->now_us),
                               &pool->book, &pool->error),
                     STATUS_OK);
    assert_int_equal(feed(pool, PARTIES), STATUS_DENIED);
    assert_result(pool, 0, 0, 0);
    assert_string_equal(fed_events(pool), "0");
    pool_free(pool);
}

static void the_market_example_is_taken_whole_and_once(void **state)
{
    (void)state;
    static const char path[] = "../shared/data/market/feed-01.jsonl";
    if (access(path, R_OK) != 0) {
        print_message("SKIP: ../shared/data/market is not here\n");
        skip();
    }
    struct pool *pool = pool_new();
    pool->terms.path = path;
    for (int time = 0; time < 2; time++) {
        pool->error = (struct error){0};
        if (feed_run(pool->book, &pool->terms, &pool->result, &pool->error) != STATUS_OK) {
            fail_msg("%s", pool->error.message);
        }
        int64_t lines = pool->result.lines;
        assert_true(lines > 1000);
        assert_result(pool, time == 0 ? lines : 0, time == 0 ? 0 : lines, 0);
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_of_line_makes_its_event),
        cmocka_unit_test(a_malformed_line_stops_the_run_and_keeps_what_is_before_it),
        cmocka_unit_test(a_nul_byte_stops_the_run),
        cmocka_unit_test(a_line_that_is_too_long_stops_the_run_wherever_it_stands),
        cmocka_unit_test(the_same_line_again_does_nothing_however_it_is_written),
        cmocka_unit_test(the_same_id_with_another_body_stops_the_run),
        cmocka_unit_test(ids_are_unique_per_source),
        cmocka_unit_test(a_refused_line_and_later_ones_on_its_subject_are_left_out),
        cmocka_unit_test(a_known_line_on_a_refused_subject_is_a_repeat),
        cmocka_unit_test(a_refusal_leaves_nothing_behind),
        cmocka_unit_test(a_refused_id_may_be_sent_again),
        cmocka_unit_test(rejects_are_lines_that_can_be_sent_again),
        cmocka_unit_test(rejects_never_overwrite_the_feed_itself),
        cmocka_unit_test(a_last_line_without_its_end_counts_and_blank_ones_do_not),
        cmocka_unit_test(batches_of_any_size_make_the_same_books),
        cmocka_unit_test(a_run_stops_between_batches_and_goes_on_from_there),
        cmocka_unit_test(a_feed_that_is_not_there_is_said_to_be_so),
        cmocka_unit_test(a_pipe_is_a_feed_too),
        cmocka_unit_test(an_operator_without_the_right_changes_nothing),
        cmocka_unit_test(the_market_example_is_taken_whole_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
