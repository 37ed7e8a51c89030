/* A console whose server goes away: it says so, what was read last stays readable, keys that need
 * the store say why not, the keyboard never waits, and it goes on by itself. What is confirmed
 * meanwhile is carried out afterwards, once, or told as not done. A file is never lost. */
#include "model/book.h"
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/console.h"
#include "tests/support/place.h"
#include "tests/support/server.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SELLERS 30
#define KEY_MS 1000 /* a key, while nobody is there, on a machine that does more than this */
#define COLS 100
#define STEP_MS 20
#define PROBE_S "0.3"
#define STEPS_MAX 1500
#define US_PER_MS 1000

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

struct shop {
    void *mem;
    const struct server *server;
    const char *database;
    struct world *world;
    struct terminal *terminal;
};

static int64_t now_ms(void)
{
    return clock_steady_us() / US_PER_MS;
}

/* Sellers who have 500.00 each. */
static void feed(struct world *world)
{
    const char *at = "\"at\":\"2026-09-01T08:00:00Z\"";
    char *text = mem_printf(
        world->mem,
        "{\"id\":\"p\",\"type\":\"party\",%s,\"party\":\"PLATFORM\",\"kind\":\"platform\","
        "\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
        "{\"id\":\"a\",\"type\":\"party\",%s,\"party\":\"alipay\",\"kind\":\"psp\","
        "\"name\":\"Alipay\",\"jurisdiction\":\"CN\"}\n"
        "{\"id\":\"b\",\"type\":\"party\",%s,\"party\":\"B-1\",\"kind\":\"buyer\","
        "\"name\":\"Buyer\",\"jurisdiction\":\"CN\"}\n",
        at, at, at);
    for (int i = 0; i < SELLERS; i++) {
        text = mem_append(
            text,
            "{\"id\":\"s%d\",\"type\":\"party\",%s,\"party\":\"S-%02d\",\"kind\":\"seller\","
            "\"name\":\"Seller %02d\",\"jurisdiction\":\"CN\"}\n"
            "{\"id\":\"d%d\",\"type\":\"deal\",%s,\"deal\":\"O-%02d\",\"mode\":\"escrow\","
            "\"buyer\":\"B-1\",\"seller\":\"S-%02d\",\"amount\":\"500.00\",\"fee\":\"0.00\","
            "\"currency\":\"CNY\",\"category\":\"goods\",\"period_days\":10}\n"
            "{\"id\":\"c%d\",\"type\":\"capture\",%s,\"deal\":\"O-%02d\",\"via\":\"alipay\","
            "\"amount\":\"500.00\",\"currency\":\"CNY\"}\n"
            "{\"id\":\"f%d\",\"type\":\"confirm\",%s,\"deal\":\"O-%02d\"}\n",
            i, at, i, i, i, at, i, i, i, at, i, i, at, i);
    }
    program_must(world, "feed", world_file(world, "feed.jsonl", text, strlen(text)), NULL);
}

/* A database of its own on the server that the tests share. */
static struct shop *open_shop(const struct server *server, const char *database)
{
    struct shop *shop = MEM_NEW(NULL, struct shop);
    shop->mem = shop;
    shop->server = server;
    shop->database = database;
    server_ask(shop, server, "postgres",
               mem_printf(shop, "CREATE DATABASE %s OWNER tester", database));
    struct world *world = world_new(shop);
    world->db = mem_printf(shop, "%s%s", server->url, database);
    program_must(world, "init", "--sandbox", NULL);
    feed(world);
    world->extra = test_mode;
    shop->world = world;
    shop->terminal = console_start(world, COLS);
    return shop;
}

/* Type, and be answered at once. */
static void types_quickly(const struct shop *shop, const char *keys)
{
    int64_t from_ms = now_ms();
    assert_true(terminal_type(shop->terminal, keys));
    assert_in_range(now_ms() - from_ms, 0, KEY_MS);
}

static int64_t count_payouts(const struct shop *shop)
{
    char *count = server_ask(shop->mem, shop->server, shop->database,
                             "SELECT count(*) FROM holdfast.event WHERE verb = 'payout'");
    return strtoll(count, NULL, 10);
}

static void loses(const struct shop *shop)
{
    server_halt(shop->server);
    console_await(shop->terminal, "reconnecting to /tmp/holdfast-pg.");
}

static void a_console_stays_readable_and_goes_on_by_itself(void **state)
{
    struct shop *shop = open_shop(*state, "readable");
    char row[TERMINAL_ROW_BYTES];
    assert_true(terminal_type(shop->terminal, "3jj"));
    loses(shop);
    terminal_roles(shop->terminal, 0, row);
    console_shows(shop->terminal, "S-19       Seller 19");
    /* what is there can be read; what is not is asked for in vain, and said so */
    types_quickly(shop, "jjj<PgDn>");
    types_quickly(shop, "<Enter>");
    console_shows(shop->terminal, "no connection to /tmp/holdfast-pg.");
    types_quickly(shop, "g/x<Esc>");
    console_shows(shop->terminal, "S-00       Seller 00");
    types_quickly(shop, "r");
    console_shows(shop->terminal, "no connection to /tmp/holdfast-pg.");
    types_quickly(shop, "s<Down><Enter>");
    console_shows(shop->terminal, "the list stays as it is until the server is back");
    types_quickly(shop, "p");
    console_shows(shop->terminal, "no connection to");
    types_quickly(shop, ":deals<Enter>");
    console_shows(shop->terminal, "no connection to");
    for (int i = 0; i < 20; i++) {
        types_quickly(shop, i % 2 ? "k" : "j");
    }
    console_shows(shop->terminal, "Seller 00");
    assert_int_equal(terminal_find(shop->terminal, "libpq"), -1);
    assert_int_equal(terminal_find(shop->terminal, "connection to server"), -1);
    server_again(shop->server);
    console_await(shop->terminal, "connected again");
    assert_int_equal(terminal_find(shop->terminal, "reconnecting"), -1);
    program_must(shop->world, "payout", "S-00", "120.00", NULL);
    assert_true(terminal_wait_text(shop->terminal, "380.00"));
    assert_true(terminal_type(shop->terminal, "g<Enter>"));
    console_shows(shop->terminal, "seller:S-00");
    mem_free(shop);
}

static void every_screen_outlives_its_server(void **state)
{
    static const char *const keys[] = {"1", "3<Enter>", "9", ":reports<Enter>"};
    struct shop *shop = open_shop(*state, "screens");
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        assert_true(terminal_type(shop->terminal, keys[i]));
        char before[TERMINAL_ROW_BYTES];
        char after[TERMINAL_ROW_BYTES];
        terminal_row(shop->terminal, 4, before);
        loses(shop);
        types_quickly(shop, "r");
        assert_string_equal(terminal_row(shop->terminal, 4, after), before);
        server_again(shop->server);
        console_await(shop->terminal, "connected again");
        assert_string_equal(terminal_row(shop->terminal, 4, after), before);
        assert_true(terminal_type(shop->terminal, "<Esc>"));
    }
    mem_free(shop);
}

static void what_is_confirmed_without_a_server_is_done_once_it_is_back(void **state)
{
    struct shop *shop = open_shop(*state, "confirmed");
    assert_true(terminal_type(shop->terminal, "3jjp120.00<C-s>"));
    console_shows(shop->terminal, "available:S-02");
    loses(shop);
    terminal_send_keys(shop->terminal, "y");
    console_await(shop->terminal, "Waiting for /tmp/holdfast-pg.");
    terminal_set_size(shop->terminal, 24, 90); /* drawn meanwhile */
    console_await(shop->terminal, "Esc give up");
    server_again(shop->server);
    console_await(shop->terminal, "done: payout payout:PO-");
    assert_true(terminal_wait_text(shop->terminal, "380.00"));
    assert_int_equal(count_payouts(shop), 1);
    program_must(shop->world, "verify", NULL);
    mem_free(shop);
}

static void who_gives_up_is_told_that_it_is_not_done(void **state)
{
    struct shop *shop = open_shop(*state, "gives_up");
    assert_true(terminal_type(shop->terminal, "3jjp120.00<C-s>"));
    loses(shop);
    terminal_send_keys(shop->terminal, "y");
    console_await(shop->terminal, "Waiting for /tmp/holdfast-pg.");
    terminal_send_keys(shop->terminal, "<Esc>");
    console_await(shop->terminal, "not done: ");
    assert_true(terminal_type(shop->terminal, "<Esc><Esc>")); /* a key takes a message away */
    server_again(shop->server);
    console_await(shop->terminal, "connected again");
    assert_int_equal(count_payouts(shop), 0);
    mem_free(shop);
}

/* From now on every commit waits for a standby that does not exist. The server's processes learn of
 * it one after the other: a transaction that waits, and goes on waiting, is the proof. */
static void hold_commits(const struct shop *shop)
{
    char *probe = mem_printf(shop->mem,
                             "timeout %s psql -X -q -d '%spostgres' -c \"SELECT"
                             " pg_logical_emit_message(true, 'probe', '')\" >/dev/null 2>&1",
                             PROBE_S, shop->server->url);
    server_ask(shop->mem, shop->server, "postgres",
               "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    server_ask(shop->mem, shop->server, "postgres", "SELECT pg_reload_conf()");
    for (int i = 0; system(probe) == 0; i++) {
        assert_true(i < STEPS_MAX);
    }
}

/* Confirm what is on the screen: the commit then waits as well. */
static void confirm_in_vain(const struct shop *shop)
{
    const char *waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
    hold_commits(shop);
    terminal_send_keys(shop->terminal, "y");
    for (int i = 0; strcmp(server_ask(shop->mem, shop->server, "postgres", waits), "2") != 0; i++) {
        assert_true(i < STEPS_MAX);
        assert_true(terminal_watch(shop->terminal, STEP_MS));
    }
}

static void what_one_server_alone_keeps_is_not_called_done(void **state)
{
    struct shop *shop = open_shop(*state, "alone");
    assert_true(terminal_type(shop->terminal, "3jjp120.00<C-s>"));
    confirm_in_vain(shop);
    server_ask(shop->mem, shop->server, "postgres",
               "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    console_await(shop->terminal, "keeps this on one server only");
    assert_int_equal(terminal_find(shop->terminal, "done: "), -1);
    server_ask(shop->mem, shop->server, "postgres", "ALTER SYSTEM RESET synchronous_standby_names");
    server_ask(shop->mem, shop->server, "postgres", "SELECT pg_reload_conf()");
    assert_int_equal(count_payouts(shop), 1);
    mem_free(shop);
}

/* There the server ends. It had been written down: whoever asks afterwards is told so. */
static void a_commit_that_was_cut_off_is_asked_after(void **state)
{
    struct shop *shop = open_shop(*state, "cut_off");
    assert_true(terminal_type(shop->terminal, "3jjp120.00<C-s>"));
    confirm_in_vain(shop);
    server_kill(shop->server);
    console_await(shop->terminal, "Waiting for /tmp/holdfast-pg.");
    char *command = mem_printf(shop->mem, "rm %s/data/postgresql.auto.conf", shop->server->folder);
    assert_int_equal(system(command), 0);
    server_again(shop->server);
    console_await(shop->terminal, "done: payout payout:PO-");
    assert_int_equal(count_payouts(shop), 1);
    assert_true(terminal_wait_text(shop->terminal, "380.00"));
    program_must(shop->world, "verify", NULL);
    mem_free(shop);
}

static void a_file_is_never_lost(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "file");
    struct world *world = world_with_store(mem);
    struct store *store;
    struct error err;
    int64_t mark;
    assert_int_equal(store_open(mem, world->db, STORE_WRITE, &store, &err), STATUS_OK);
    assert_null(store_host(store));
    store_stay_lost(store, true);
    assert_false(store_is_lost(store));
    assert_int_equal(store_change_mark(store, &mark, &err), STATUS_OK);
    assert_int_equal(store_reconnect(store, &err), STATUS_OK);
    store_close(store);
    mem_free(mem);
}

static int start(void **state)
{
    *state = server_start(NULL);
    return 0;
}

static int stop(void **state)
{
    mem_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_console_stays_readable_and_goes_on_by_itself),
        cmocka_unit_test(every_screen_outlives_its_server),
        cmocka_unit_test(what_is_confirmed_without_a_server_is_done_once_it_is_back),
        cmocka_unit_test(who_gives_up_is_told_that_it_is_not_done),
        cmocka_unit_test(what_one_server_alone_keeps_is_not_called_done),
        cmocka_unit_test(a_commit_that_was_cut_off_is_asked_after),
    };
    const struct CMUnitTest of_a_file[] = {
        cmocka_unit_test(a_file_is_never_lost),
    };
    return place_is_sqlite() ? cmocka_run_group_tests(of_a_file, NULL, NULL)
                             : cmocka_run_group_tests(tests, start, stop);
}
