/* test_feed.c - feeds into a real store: every type of line, and what a run leaves behind. */
#include "import/feed.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/mem.h"
#include "model/operator.h"
#include "tests/support/feed_lines.h"
#include "tests/support/place.h"

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
struct shop {
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
    struct shop *shop = state;
    if (shop->refusal_count == REFUSALS_MAX) {
        return;
    }
    shop->refused_lines[shop->refusal_count] = refusal->line;
    shop->reasons[shop->refusal_count] = mem_strdup(shop->mem, refusal->reason);
    shop->refusal_count++;
}

static bool count_batch(void *state, const struct feed_result *so_far)
{
    struct shop *shop = state;
    assert_int_equal(so_far->lines >= so_far->applied + so_far->repeated + so_far->refused, 1);
    return shop->batches_left < 0 || shop->batches_left-- > 0;
}

static struct shop *shop_new(void)
{
    void *mem = mem_context(NULL, "shop");
    struct shop *shop = MEM_NEW(mem, struct shop);
    shop->mem = mem;
    (void)snprintf(shop->folder, sizeof shop->folder, "/tmp/holdfast-feed-XXXXXX");
    assert_non_null(mkdtemp(shop->folder));
    shop->feed = mem_printf(mem, "%s/feed.jsonl", shop->folder);
    shop->rejects = mem_printf(mem, "%s/rejects.jsonl", shop->folder);
    assert_int_equal(time_parse("2026-09-01T09:00:00Z", &shop->now_us, &shop->error), STATUS_OK);
    assert_int_equal(place_store(mem, "store.db", &shop->url, &shop->store, &shop->error),
                     STATUS_OK);
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    assert_int_equal(operator_found(mem, shop->store, &terms, "alice", clock_fixed(&shop->now_us),
                                    &shop->book, &shop->error),
                     STATUS_OK);
    shop->batches_left = -1;
    shop->terms = (struct feed_terms){
        .path = shop->feed, .refused = note_refusal, .progress = count_batch, .state = shop};
    return shop;
}

static void shop_free(struct shop *shop)
{
    char *command = mem_printf(shop->mem, "rm -rf %s", shop->folder);
    store_close(shop->store);
    assert_int_equal(system(command), 0);
    mem_free(shop->mem);
}

static void write_bytes(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

static enum status feed(struct shop *shop, const char *text)
{
    write_bytes(shop->feed, text, strlen(text));
    shop->refusal_count = 0;
    shop->error = (struct error){0};
    return feed_run(shop->book, &shop->terms, &shop->result, &shop->error);
}

#define assert_feed(shop, text) assert_fed((shop), (text), __LINE__)
static void assert_fed(struct shop *shop, const char *text, int line)
{
    if (feed(shop, text) != STATUS_OK) {
        fail_msg("line %d: %s (%s; %s)", line, shop->error.message, shop->error.detail,
                 shop->error.hint);
    }
}

static void assert_result(const struct shop *shop, int64_t applied, int64_t repeated,
                          int64_t refused)
{
    for (size_t i = 0; i < shop->refusal_count && refused == 0; i++) {
        print_error("refused line %d: %s\n", (int)shop->refused_lines[i], shop->reasons[i]);
    }
    assert_int_equal(shop->result.applied, applied);
    assert_int_equal(shop->result.repeated, repeated);
    assert_int_equal(shop->result.refused, refused);
}

/* The first value of a query without parameters, as text. */
static char *ask(struct shop *shop, const char *sql)
{
    struct stmt *q = NULL;
    bool has_row = false;
    assert_int_equal(store_prepare(shop->store, sql, &q, &shop->error), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &shop->error), STATUS_OK);
    const char *value = has_row ? stmt_text(q, 0) : NULL;
    char *copy = value != NULL ? mem_strdup(shop->mem, value) : NULL;
    stmt_reset(q);
    return copy;
}

static char *fed_events(struct shop *shop)
{
    return ask(shop, "SELECT cast(count(*) AS TEXT) FROM event WHERE key IS NOT NULL");
}

static char *last_hash(struct shop *shop)
{
    return ask(shop, "SELECT hash FROM event ORDER BY number DESC LIMIT 1");
}

static void every_type_of_line_makes_its_event(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(
        shop,
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
    assert_result(shop, 18, 0, 0);
    assert_int_equal(shop->result.lines, 18);
    assert_string_equal(fed_events(shop), "18");
    struct deal deal;
    assert_int_equal(deal_get(shop->book, shop->mem, "O-1", &deal, &shop->error), STATUS_OK);
    assert_int_equal(deal.funded_minor, 10000);
    assert_int_equal(deal.released_minor, 4000);
    assert_int_equal(deal.returned_minor, 1000);
    assert_int_equal(deal.period_us, 10 * TIME_US_PER_DAY);
    assert_true(deal.delivered_us != TIME_NONE);
    assert_string_equal(ask(shop, "SELECT evidence FROM complaint"), "[\"photo-1\",\"photo-2\"]");
    assert_string_equal(ask(shop, "SELECT cast(amount_minor AS TEXT) FROM complaint"), "2000");
    assert_string_equal(ask(shop, "SELECT cast(balance_minor AS TEXT) FROM account WHERE kind = "
                                  "'available' AND name = 'S-1'"),
                        "800"); /* 40 less a fee of 2, less 30 on their way */
    shop_free(shop);
}

static void a_malformed_line_stops_the_run_and_keeps_what_is_before_it(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_int_equal(feed(shop, PARTIES CAPTURE("z", "O-1", "0.001") PARTY("p9", "S-9", "seller")),
                     STATUS_INVALID);
    assert_non_null(strstr(shop->error.message, "line 6 of "));
    assert_non_null(strstr(shop->error.message, "amount"));
    assert_non_null(strstr(shop->error.hint, "kept"));
    assert_result(shop, 5, 0, 0);
    assert_string_equal(fed_events(shop), "5");
    assert_null(ask(shop, "SELECT id FROM party WHERE id = 'S-9'"));
    shop_free(shop);
}

static void a_nul_byte_stops_the_run(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    static const char text[] = PARTIES "{\"id\":\"z\"\0,\"type\":\"ship\"}\n";
    write_bytes(shop->feed, text, sizeof text - 1);
    assert_int_equal(feed_run(shop->book, &shop->terms, &shop->result, &shop->error),
                     STATUS_INVALID);
    assert_non_null(strstr(shop->error.message, "line 6 of "));
    assert_result(shop, 5, 0, 0);
    shop_free(shop);
}

static void a_line_that_is_too_long_stops_the_run_wherever_it_stands(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    size_t bytes = (size_t)FEED_BUFFER_BYTES + (size_t)FEED_LINE_BYTES_MAX;
    char *text = MEM_ARRAY(shop->mem, char, bytes + 1);
    memset(text, ' ', bytes);
    memcpy(text, PARTIES, strlen(PARTIES));
    assert_int_equal(feed(shop, text), STATUS_LIMIT);
    assert_non_null(strstr(shop->error.message, "line 6 of "));
    assert_result(shop, 5, 0, 0);
    text[strlen(PARTIES) + FEED_LINE_BYTES_MAX + 1] = '\n';
    assert_int_equal(feed(shop, text), STATUS_LIMIT);
    assert_non_null(strstr(shop->error.message, "line 6 of "));
    text[strlen(PARTIES) + FEED_LINE_BYTES_MAX] = '\n';
    text[strlen(PARTIES) + 2 * (size_t)FEED_LINE_BYTES_MAX] = '\0';
    assert_feed(shop, text);
    assert_result(shop, 0, 5, 0);
    shop_free(shop);
}

static void the_same_line_again_does_nothing_however_it_is_written(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES SOLD);
    char *hash = last_hash(shop);
    assert_feed(shop, PARTIES SOLD);
    assert_result(shop, 0, 9, 0);
    assert_feed(shop, "{\"deal\": \"\\u004f-1\", \"at\": \"2026-09-01T08:00:00Z\","
                      "  \"type\": \"ship\", \"id\": \"d3\" }");
    assert_result(shop, 0, 1, 0);
    assert_string_equal(last_hash(shop), hash);
    shop_free(shop);
}

static void a_line_that_is_twice_in_one_feed_is_done_once(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES SOLD PARTIES SOLD);
    assert_result(shop, 9, 9, 0);
    char *hash = last_hash(shop);
    assert_feed(shop, PARTIES SOLD);
    assert_string_equal(last_hash(shop), hash);
    assert_int_equal(feed(shop, DEAL("d9", "O-2", "10.00") DEAL("d9", "O-3", "10.00")),
                     STATUS_CONFLICT);
    assert_non_null(strstr(shop->error.message, "id d9 of "));
    shop_free(shop);
}

static void the_same_id_with_another_body_stops_the_run(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES SOLD);
    assert_int_equal(feed(shop, DEAL("d9", "O-2", "10.00") STEP("d3", "ship", "O-2")
                                    STEP("d10", "cancel", "O-2")),
                     STATUS_CONFLICT);
    assert_non_null(strstr(shop->error.message, "line 2 of "));
    assert_result(shop, 1, 0, 0);
    struct deal deal;
    assert_int_equal(deal_get(shop->book, shop->mem, "O-2", &deal, &shop->error), STATUS_OK);
    assert_true(deal.shipped_us == TIME_NONE && deal.cancelled_us == TIME_NONE);
    shop_free(shop);
}

static void ids_are_unique_per_source(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES);
    shop->terms.source = "other shop";
    assert_feed(shop, PARTY("p1", "S-7", "seller"));
    assert_result(shop, 1, 0, 0);
    assert_string_equal(ask(shop, "SELECT source FROM event WHERE subject = 'party:S-7'"),
                        "other shop");
    shop->terms.source = "";
    assert_int_equal(feed(shop, PARTIES), STATUS_INVALID);
    shop_free(shop);
}

static void a_refused_line_and_later_ones_on_its_subject_are_left_out(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES SOLD);
    assert_feed(shop,
                PAYOUT("o1", "P-1", "95.01") DEAL("e1", "O-2", "20.00") STEP("e2", "ship", "O-3")
                    PAYOUT("o2", "P-1", "1.00") STEP("d3", "ship", "O-1")
                        CAPTURE("e3", "O-2", "20.00") PAYOUT("o3", "P-2", "95.00"));
    assert_result(shop, 3, 1, 3);
    assert_int_equal(shop->refused_lines[0], 1);
    assert_int_equal(shop->refused_lines[1], 3);
    assert_int_equal(shop->refused_lines[2], 4);
    assert_non_null(strstr(shop->reasons[2], "line 1 on payout:P-1 was refused"));
    assert_null(ask(shop, "SELECT id FROM payout WHERE id = 'P-1'"));
    shop_free(shop);
}

static void a_known_line_on_a_refused_subject_is_a_repeat(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES SOLD);
    assert_feed(shop, STEP("e1", "cancel", "O-1") STEP("d3", "ship", "O-1"));
    assert_result(shop, 0, 1, 1);
    assert_int_equal(feed(shop, STEP("e1", "cancel", "O-1") STEP("d3", "deliver", "O-1")),
                     STATUS_CONFLICT);
    shop_free(shop);
}

static void a_refusal_leaves_nothing_behind(void **state)
{
    (void)state;
    struct shop *with = shop_new();
    struct shop *without = shop_new();
    assert_feed(with, PARTIES SOLD PAYOUT("o1", "P-1", "95.01") STEP("e2", "ship", "O-3"));
    assert_feed(with, PAYOUT("o3", "P-2", "10.00"));
    assert_feed(without, PARTIES SOLD);
    assert_feed(without, PAYOUT("o3", "P-2", "10.00"));
    assert_string_equal(last_hash(with), last_hash(without));
    shop_free(with);
    shop_free(without);
}

static void a_refused_id_may_be_sent_again(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD);
    assert_result(shop, 9, 0, 1);
    assert_feed(shop, PAYOUT("o1", "P-1", "30.00"));
    assert_result(shop, 1, 0, 0);
    assert_feed(shop, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD);
    assert_result(shop, 0, 10, 0);
    shop_free(shop);
}

static void rejects_are_lines_that_can_be_sent_again(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    shop->terms.rejects = shop->rejects;
    write_bytes(shop->rejects, "old old old old\n", 16);
    assert_feed(shop, PARTIES PAYOUT("o\\\"1", "P-1", "30.00") SOLD);
    json_error_t trouble;
    json_t *reject = json_load_file(shop->rejects, 0, &trouble);
    assert_non_null(reject);
    assert_int_equal(json_integer_value(json_object_get(reject, "line")), 6);
    assert_string_equal(json_string_value(json_object_get(reject, "id")), "o\"1");
    assert_true(json_string_length(json_object_get(reject, "reason")) > 0);
    assert_non_null(json_object_get(reject, "hint"));
    char *body = json_dumps(json_object_get(reject, "body"), 0);
    json_decref(reject);
    assert_feed(shop, body);
    assert_result(shop, 1, 0, 0);
    free(body);
    assert_string_equal(ask(shop, "SELECT key FROM event WHERE subject = 'payout:P-1'"), "o\"1");
    shop_free(shop);
}

static void rejects_never_overwrite_the_feed_itself(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    shop->terms.rejects = shop->feed;
    assert_int_equal(feed(shop, PARTIES), STATUS_INVALID);
    shop->terms.rejects = NULL;
    shop->error = (struct error){0};
    assert_int_equal(feed_run(shop->book, &shop->terms, &shop->result, &shop->error), STATUS_OK);
    assert_result(shop, 5, 0, 0);
    shop->terms.rejects = "/nonexistent/rejects";
    assert_int_equal(feed(shop, PARTIES), STATUS_IO);
    shop_free(shop);
}

static void a_last_line_without_its_end_counts_and_blank_ones_do_not(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    assert_feed(shop, "\xef\xbb\xbf"
                      "{\"id\":\"p1\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\","
                      "\"party\":\"S-1\",\"kind\":\"seller\",\"name\":\"S\",\"jurisdiction\":"
                      "\"CN\"}\r\n\r\n \t\n"
                      "{\"id\":\"p2\",\"type\":\"party\",\"at\":\"2026-09-01T08:00:00Z\","
                      "\"party\":\"S-2\",\"kind\":\"seller\",\"name\":\"S\",\"jurisdiction\":"
                      "\"CN\"}");
    assert_result(shop, 2, 0, 0);
    assert_int_equal(shop->result.lines, 4);
    assert_int_equal(feed(shop, "{\"id\":\"p3\",\"type\":\"par"), STATUS_INVALID);
    assert_non_null(strstr(shop->error.message, "line 1 of "));
    assert_feed(shop, "");
    assert_result(shop, 0, 0, 0);
    shop_free(shop);
}

static void batches_of_any_size_make_the_same_books(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 2, 3, 7};
    char first[65] = "";
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct shop *shop = shop_new();
        shop->terms.batch_lines = sizes[i];
        assert_feed(shop, PARTIES PAYOUT("o1", "P-1", "30.00") SOLD PAYOUT("o2", "P-2", "30.00"));
        assert_result(shop, 10, 0, 1);
        char *hash = last_hash(shop);
        if (i == 0) {
            (void)snprintf(first, sizeof first, "%s", hash);
        }
        assert_string_equal(hash, first);
        shop_free(shop);
    }
}

static void a_run_stops_between_batches_and_goes_on_from_there(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    shop->terms.batch_lines = 2;
    shop->batches_left = 1;
    assert_int_equal(feed(shop, PARTIES SOLD), STATUS_CANCELLED);
    assert_non_null(strstr(shop->error.message, "after line 4 of "));
    assert_result(shop, 4, 0, 0);
    assert_string_equal(fed_events(shop), "4");
    shop->batches_left = -1;
    assert_feed(shop, PARTIES SOLD);
    assert_result(shop, 5, 4, 0);
    shop_free(shop);
}

static void a_line_that_the_store_cannot_take_undoes_its_batch_alone(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    shop->terms.batch_lines = 5;
    const char *breaks = place_is_sqlite() ? "CREATE TRIGGER broken BEFORE INSERT ON payout"
                                             " BEGIN SELECT RAISE(ABORT, 'broken'); END"
                                           : "CREATE TRIGGER broken BEFORE INSERT ON payout"
                                             " FOR EACH ROW EXECUTE FUNCTION refuse('broken')";
    assert_int_equal(store_execute(shop->store, breaks, &shop->error), STATUS_OK);
    assert_int_not_equal(feed(shop, PARTIES SOLD PAYOUT("o1", "P-1", "5.00")), STATUS_OK);
    assert_non_null(strstr(shop->error.message, "lines 6 to 10 of "));
    assert_non_null(strstr(shop->error.hint, "before line 6 are kept"));
    assert_result(shop, 5, 0, 0);
    assert_string_equal(fed_events(shop), "5");
    assert_int_equal(
        store_execute(shop->store,
                      place_is_sqlite() ? "DROP TRIGGER broken" : "DROP TRIGGER broken ON payout",
                      &shop->error),
        STATUS_OK);
    assert_feed(shop, PARTIES SOLD PAYOUT("o1", "P-1", "5.00"));
    assert_result(shop, 5, 5, 0);
    shop_free(shop);
}

static void a_feed_that_is_not_there_is_said_to_be_so(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    shop->terms.rejects = shop->rejects;
    assert_int_equal(feed_run(shop->book, &shop->terms, &shop->result, &shop->error), STATUS_IO);
    assert_non_null(strstr(shop->error.message, shop->feed));
    assert_int_equal(access(shop->rejects, F_OK), -1);
    shop->terms.path = shop->folder;
    assert_int_equal(feed_run(shop->book, &shop->terms, &shop->result, &shop->error), STATUS_IO);
    assert_string_equal(shop->error.detail, "Is a directory");
    shop_free(shop);
}

static void a_pipe_is_a_feed_too(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], PARTIES, strlen(PARTIES)), (ssize_t)strlen(PARTIES));
    assert_int_equal(close(ends[1]), 0);
    shop->terms.path = mem_printf(shop->mem, "/proc/self/fd/%d", ends[0]);
    assert_int_equal(feed_run(shop->book, &shop->terms, &shop->result, &shop->error), STATUS_OK);
    assert_result(shop, 5, 0, 0);
    assert_int_equal(close(ends[0]), 0);
    shop_free(shop);
}

static void an_operator_without_the_right_changes_nothing(void **state)
{
    (void)state;
    struct shop *shop = shop_new();
    struct operator_terms terms = {.login = "carol", .roles = ROLE_AUDITOR};
    struct run run = {.mem = shop->mem};
    assert_int_equal(operator_put(shop->book, &terms, &run, &shop->error), STATUS_OK);
    assert_int_equal(book_open(shop->mem, shop->store, "carol", clock_fixed(&shop->now_us),
                               &shop->book, &shop->error),
                     STATUS_OK);
    assert_int_equal(feed(shop, PARTIES), STATUS_DENIED);
    assert_result(shop, 0, 0, 0);
    assert_string_equal(fed_events(shop), "0");
    shop_free(shop);
}

static void the_market_example_is_taken_whole_and_once(void **state)
{
    (void)state;
    static const char path[] = "../shared/data/market/feed-01.jsonl";
    if (access(path, R_OK) != 0) {
        print_message("SKIP: ../shared/data/market is not here\n");
        skip();
    }
    struct shop *shop = shop_new();
    shop->terms.path = path;
    for (int time = 0; time < 2; time++) {
        shop->error = (struct error){0};
        if (feed_run(shop->book, &shop->terms, &shop->result, &shop->error) != STATUS_OK) {
            fail_msg("%s", shop->error.message);
        }
        int64_t lines = shop->result.lines;
        assert_true(lines > 1000);
        assert_result(shop, time == 0 ? lines : 0, time == 0 ? 0 : lines, 0);
    }
    shop_free(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_of_line_makes_its_event),
        cmocka_unit_test(a_malformed_line_stops_the_run_and_keeps_what_is_before_it),
        cmocka_unit_test(a_nul_byte_stops_the_run),
        cmocka_unit_test(a_line_that_is_too_long_stops_the_run_wherever_it_stands),
        cmocka_unit_test(the_same_line_again_does_nothing_however_it_is_written),
        cmocka_unit_test(a_line_that_is_twice_in_one_feed_is_done_once),
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
        cmocka_unit_test(a_line_that_the_store_cannot_take_undoes_its_batch_alone),
        cmocka_unit_test(a_feed_that_is_not_there_is_said_to_be_so),
        cmocka_unit_test(a_pipe_is_a_feed_too),
        cmocka_unit_test(an_operator_without_the_right_changes_nothing),
        cmocka_unit_test(the_market_example_is_taken_whole_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
