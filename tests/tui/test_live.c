/* Several operators at once: what another one does appears in an open console by itself, in a list,
 * behind a dialog and in a detail, and moves nothing under one's hands; who decides what another
 * has decided meanwhile is told so; and a store that is being written to holds up no keyboard. */
#include "model/mem.h"
#include "model/store.h"
#include "model/time.h"
#include "tests/support/console.h"
#include "tests/support/place.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SELLERS 30
#define ARGS_MAX 16
#define TURNS 5
#define WITHIN_MS                                                                                  \
    1000 /* the half of the changes at least, on a machine that does more than this                \
          */
#define KEY_MS 1000
#define COLS 80
#define IDLE_MS 1500
#define US_PER_MS 1000

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

static int64_t now_ms(void)
{
    return clock_steady_us() / US_PER_MS;
}

static struct world *make_market(void *mem)
{
    struct world *world = world_with_store(mem);
    char *feed = mem_strdup(world, "");
    const char *at = "\"at\":\"2026-09-01T08:00:00Z\"";
    feed = mem_append(feed,
                      "{\"id\":\"p\",\"type\":\"party\",%s,\"party\":\"PLATFORM\",\"kind\":"
                      "\"platform\",\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
                      "{\"id\":\"a\",\"type\":\"party\",%s,\"party\":\"alipay\",\"kind\":\"psp\","
                      "\"name\":\"Alipay\",\"jurisdiction\":\"CN\"}\n"
                      "{\"id\":\"b\",\"type\":\"party\",%s,\"party\":\"B-1\",\"kind\":\"buyer\","
                      "\"name\":\"Buyer\",\"jurisdiction\":\"CN\"}\n",
                      at, at, at);
    for (int i = 0; i < SELLERS; i++) {
        feed = mem_append(
            feed,
            "{\"id\":\"s%d\",\"type\":\"party\",%s,\"party\":\"S-%02d\",\"kind\":\"seller\","
            "\"name\":\"Seller %02d\",\"jurisdiction\":\"CN\"}\n"
            "{\"id\":\"d%d\",\"type\":\"deal\",%s,\"deal\":\"O-%02d\",\"mode\":\"escrow\","
            "\"buyer\":\"B-1\",\"seller\":\"S-%02d\",\"amount\":\"500.00\",\"fee\":\"0.00\","
            "\"currency\":\"CNY\",\"category\":\"goods\",\"period_days\":10}\n"
            "{\"id\":\"c%d\",\"type\":\"capture\",%s,\"deal\":\"O-%02d\",\"via\":\"alipay\","
            "\"amount\":\"500.00\",\"currency\":\"CNY\"}\n",
            i, at, i, i, i, at, i, i, i, at, i);
        if (i > 0) {
            feed = mem_append(
                feed, "{\"id\":\"f%d\",\"type\":\"confirm\",%s,\"deal\":\"O-%02d\"}\n", i, at, i);
        }
    }
    const char *path = world_file(world, "feed.jsonl", feed, strlen(feed));
    program_must(world, "feed", path, NULL);
    program_must(world, "complaint", "open", "O-00", "--kind", "counterfeit", "--id", "C-7",
                 "--amount", "100.00", NULL);
    program_must(world, "operator", "add", "bob", "--roles",
                 "operations,support,finance,auditor,admin", NULL);
    world->extra = test_mode;
    return world;
}

/* A marketplace with sellers who have money, and a complaint about a funded deal. */
static struct world *market(void *mem)
{
    return world_like(mem, make_market, NULL);
}

static int64_t count_events(struct world *world)
{
    return (int64_t)json_array_size(program_rows(world, "events", NULL));
}

/* Bob, at another desk. args end with NULL. */
static void bob_does(struct world *world, const char *const *args)
{
    const char *all[ARGS_MAX] = {"--operator", "bob"};
    for (size_t i = 0; args[i]; i++) {
        assert_true(i + 3 < ARGS_MAX);
        all[i + 2] = args[i];
    }
    struct call call = {.args = all};
    struct result result = program_call(world, &call);
    if (result.exit_code != 0) {
        fail_msg("bob: %s%s", result.out, result.err);
    }
}

static void bob_pays_out(struct world *world, const char *seller, const char *amount)
{
    const char *args[] = {"payout", seller, amount, NULL};
    bob_does(world, args);
}

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* Change something TURNS times and wait until each stands on the screen. */
static void appears_in_time(struct world *world, struct terminal *terminal, const char *where,
                            int first)
{
    int64_t took_ms[TURNS];
    for (int i = 0; i < TURNS; i++) {
        char left[16];
        (void)snprintf(left, sizeof left, "%d.00", first - i - 1);
        bob_pays_out(world, "S-05", "1.00");
        int64_t from_ms = now_ms();
        assert_true(terminal_wait_text(terminal, left));
        took_ms[i] = now_ms() - from_ms;
    }
    qsort(took_ms, TURNS, sizeof took_ms[0], compare);
    printf("# %s: after %" PRId64 " to %" PRId64 " ms\n", where, took_ms[0], took_ms[TURNS - 1]);
    assert_in_range(took_ms[TURNS / 2], 0, WITHIN_MS);
}

static void what_another_does_appears_within_a_second(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "live");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    assert_true(terminal_type(terminal, "3jjj<Space>"));
    appears_in_time(world, terminal, "in a list", 500);
    char row[TERMINAL_ROW_BYTES];
    int cursor;
    int col;
    bool is_visible;
    terminal_cursor(terminal, &cursor, &col, &is_visible);
    assert_non_null(strstr(terminal_row(terminal, cursor, row), "S-04"));
    assert_true(terminal_type(terminal, "j<Enter>"));
    console_shows(terminal, "seller:S-05");
    appears_in_time(world, terminal, "in a detail", 500 - TURNS);
    /* a dialog over it: what lies below is read anew too, and stands there afterwards */
    assert_true(terminal_type(terminal, "p"));
    bob_pays_out(world, "S-05", "70.00");
    assert_true(terminal_type(terminal, "<Esc>"));
    assert_true(terminal_wait_text(terminal, "420.00"));
    mem_free(mem);
}

static void the_cursor_stays_on_its_row_while_others_are_added(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "rows");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    char row[TERMINAL_ROW_BYTES];
    char kept[TERMINAL_ROW_BYTES];
    int cursor;
    int col;
    bool is_visible;
    assert_true(terminal_type(terminal, ":events<Enter><PgDn>jj"));
    terminal_cursor(terminal, &cursor, &col, &is_visible);
    (void)strcpy(kept, terminal_row(terminal, cursor, row));
    int64_t before = count_events(world);
    bob_pays_out(world, "S-09", "11.00");
    bob_pays_out(world, "S-10", "12.00");
    bob_pays_out(world, "S-11", "13.00");
    /* the newest come first: the place of the row is another, and the row is the same */
    assert_true(terminal_wait_text(terminal, mem_printf(mem, "of %" PRId64, before + 3)));
    terminal_cursor(terminal, &cursor, &col, &is_visible);
    assert_string_equal(terminal_row(terminal, cursor, row), kept);
    mem_free(mem);
}

/* What psql prints. */
static char *ask(void *mem, const char *url, const char *sql)
{
    char *command = mem_printf(mem, "psql -X -At -d '%s' -c \"%s\"", url, sql);
    char line[256] = "";
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    (void)!fgets(line, sizeof line, pipe);
    assert_int_equal(pclose(pipe), 0);
    return mem_strdup(mem, line);
}

static void nothing_is_asked_of_a_server_while_nothing_changes(void **state)
{
    (void)state;
    if (place_is_sqlite()) {
        return; /* a file is asked by looking at it */
    }
    void *mem = mem_context(NULL, "idle");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    const char *sql = "SELECT count(*), max(state_change) FROM pg_stat_activity"
                      " WHERE application_name = 'holdfast' AND datname = current_database()";
    assert_true(terminal_type(terminal, "3j"));
    char *before = ask(mem, world->db, sql);
    assert_int_equal(strncmp(before, "1|2", 3), 0);
    size_t bytes = terminal_byte_count(terminal);
    assert_true(terminal_watch(terminal, IDLE_MS));
    assert_string_equal(ask(mem, world->db, sql), before);
    assert_int_equal(terminal_byte_count(terminal), bytes);
    bob_pays_out(world, "S-02", "1.00");
    assert_true(terminal_wait_text(terminal, "499.00"));
    assert_string_not_equal(ask(mem, world->db, sql), before);
    mem_free(mem);
}

static const char *const bob_refunds[] = {"complaint", "decide",       "C-7", "refund",
                                          "--reasons", "it is a copy", NULL};

static void who_decides_second_is_told_who_decided_what(void **state)
{
    (void)state;
    const char *told = "complaint:C-7 was decided by bob at 2026-09-01T08:00:00Z: refunded CNY";
    void *mem = mem_context(NULL, "second");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    assert_true(terminal_type(terminal, "6d"));
    assert_true(terminal_type(terminal, "d<Tab>It is genuine<C-s>"));
    console_shows(terminal, "available:S-00"); /* the preview, to be confirmed */
    int64_t before = count_events(world);
    bob_does(world, bob_refunds);
    assert_true(terminal_type(terminal, "y"));
    console_shows(terminal, told);
    assert_int_equal(count_events(world), before + 1);
    /* and what is behind the dialogs shows it too */
    assert_true(terminal_type(terminal, "<Esc>"));
    console_shows(terminal, "refunded");
    assert_true(terminal_type(terminal, "d"));
    console_shows(terminal, told);
    assert_int_equal(count_events(world), before + 1);
    struct result result =
        program_run(world, "complaint", "decide", "C-7", "dismiss", "--reasons", "genuine", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, told));
    assert_int_equal(count_events(world), before + 1);
    program_must(world, "verify", NULL);
    mem_free(mem);
}

static void who_confirms_what_has_changed_sees_it_anew(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "stale");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    json_t *rows = program_rows(world, "holds", "--filter", "sale", NULL);
    const char *hold =
        mem_printf(mem, "hold:%" JSON_INTEGER_FORMAT,
                   json_integer_value(json_object_get(json_array_get(rows, 0), "hold")));
    const char *args[] = {"hold", "release", hold, "--amount", "100.00", "--reason", "both", NULL};
    assert_true(terminal_type(terminal, ":holds<Enter>/sale<Enter>l<Tab>Both agree<C-s>"));
    console_shows(terminal, "400.00  "); /* what the sale holds beside the dispute */
    int64_t before = count_events(world);
    bob_does(world, args);
    assert_true(terminal_type(terminal, "y"));
    console_shows(terminal, "bob did hold release meanwhile");
    console_shows(terminal, "300.00  ");
    assert_int_equal(count_events(world), before + 1);
    assert_true(terminal_type(terminal, "y"));
    console_shows(terminal, "done: hold release");
    assert_int_equal(count_events(world), before + 2);
    mem_free(mem);
}

/* Somebody else writes for long; returns the store that does. */
static struct store *write_for_long(struct world *world)
{
    struct store *store;
    struct error err;
    if (store_open(world->mem, world->db, STORE_WRITE, &store, &err) ||
        store_begin(store, STORE_WRITER, 1, &err)) {
        fail_msg("%s %s", err.message, err.detail);
    }
    return store;
}

static void a_writer_holds_up_no_keyboard(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "writer");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    assert_true(terminal_type(terminal, "3jjp120.00<C-s>"));
    console_shows(terminal, "available:S-02");
    int64_t before = count_events(world);
    struct store *store = write_for_long(world);
    int64_t from_ms = now_ms();
    terminal_send_keys(terminal, "y");
    console_await(terminal, "Waiting for another writer");
    assert_in_range(now_ms() - from_ms, 0, 3 * KEY_MS);
    terminal_set_size(terminal, 24, 100);
    console_await(terminal, "Esc give up");
    store_rollback(store);
    assert_true(terminal_wait_text(terminal, "done: payout payout:PO-"));
    assert_int_equal(count_events(world), before + 1);
    store_close(store);
    mem_free(mem);
}

static void who_gives_up_on_a_writer_is_told_that_it_is_not_done(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "gives up");
    struct world *world = market(mem);
    struct terminal *terminal = console_start(world, COLS);
    assert_true(terminal_type(terminal, "3jjp120.00<C-s>"));
    int64_t before = count_events(world);
    struct store *store = write_for_long(world);
    terminal_send_keys(terminal, "y");
    console_await(terminal, "Waiting for another writer");
    terminal_send_keys(terminal, "<Esc>");
    console_await(terminal, "not done: ");
    assert_int_equal(terminal_find(terminal, "locked"), -1);
    store_rollback(store);
    store_close(store);
    assert_int_equal(count_events(world), before);
    assert_true(terminal_type(terminal, "y"));
    console_shows(terminal, "done: payout payout:PO-");
    assert_int_equal(count_events(world), before + 1);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_another_does_appears_within_a_second),
        cmocka_unit_test(the_cursor_stays_on_its_row_while_others_are_added),
        cmocka_unit_test(nothing_is_asked_of_a_server_while_nothing_changes),
        cmocka_unit_test(who_decides_second_is_told_who_decided_what),
        cmocka_unit_test(who_confirms_what_has_changed_sees_it_anew),
        cmocka_unit_test(a_writer_holds_up_no_keyboard),
        cmocka_unit_test(who_gives_up_on_a_writer_is_told_that_it_is_not_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
