/* test_any_keys.c - whatever somebody types, in whatever order and at whatever size, the console
 * stays alive, ends well, and leaves books that hold. */
#include "model/mem.h"
#include "tests/support/market_check.h"
#include "tests/support/program.h"
#include "tests/support/random.h"
#include "tests/support/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <cmocka.h>

#define SESSIONS 6
#define TURNS 60
#define KEYS_A_TURN_MAX 12

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

/* One entry is one press; what moves and opens comes more often. */
static const char *const presses[] = {
    "<Down>",  "<Down>",  "<Up>",    "j",       "j",
    "<PgDn>",  "<PgUp>",  "<Home>",  "<End>",   "<Enter>",
    "<Enter>", "<Enter>", "<Tab>",   "<Tab>",   "<S-Tab>",
    "<Esc>",   "<Left>",  "<Right>", "<Space>", "1",
    "2",       "3",       "4",       "5",       "6",
    "7",       "8",       "9",       "0",       "a",
    "c",       "d",       "e",       "f",       "g",
    "G",       "i",       "l",       "m",       "n",
    "o",       "p",       "r",       "s",       "S",
    "t",       "u",       "v",       "w",       "y",
    "y",       "*",       "/",       ":",       "?",
    "<C-l>",   "<C-s>",   "<BS>",    "<Del>",   "<F1>",
    "<F5>",    "x",       "12.50",   "30d",     "S-0001",
    "(",       "\\",      "é",       "漢字",    "\033[200~pasted\ntext\033[201~",
};

static struct terminal *open_console(struct world *world)
{
    const char *argv[] = {program_path(), "--db", world->db, "--now", world->now, NULL};
    struct terminal_options options = {.argv = argv,
                                       .env = world_environment(world),
                                       .folder = world->folder,
                                       .rows = 24,
                                       .cols = 80};
    struct terminal *terminal = terminal_start(world, &options);
    if (!terminal_wait_start(terminal)) {
        terminal_print(terminal);
        fail_msg("the console did not start");
    }
    return terminal;
}

/* False when the keys ended the program, as q does; it must have ended well. */
static bool type_anything(struct terminal *terminal, struct random *random, char *log, size_t room)
{
    char keys[512] = "";
    int64_t count = random_between(random, 1, KEYS_A_TURN_MAX);
    for (int64_t i = 0; i < count; i++) {
        int64_t press = random_below(random, (int64_t)(sizeof presses / sizeof presses[0]));
        strncat(keys, presses[press], sizeof keys - strlen(keys) - 1);
    }
    strncat(log, keys, room - strlen(log) - 1);
    return terminal_type(terminal, keys);
}

static void resize_anyhow(struct terminal *terminal, struct random *random)
{
    int rows = (int)random_between(random, 1, 50);
    int cols = (int)random_between(random, 1, 160);
    assert_true(terminal_resize(terminal, rows, cols));
}

static void one_session(struct world *world, struct random *random)
{
    static char log[TURNS * 512];
    log[0] = '\0';
    struct terminal *terminal = open_console(world);
    bool is_alive = true;
    for (int turn = 0; turn < TURNS && is_alive; turn++) {
        is_alive = type_anything(terminal, random, log, sizeof log);
        if (is_alive && random_chance(random, 10)) {
            resize_anyhow(terminal, random);
        }
    }
    if (is_alive) {
        terminal_hang_up(terminal);
    }
    printf("# %ld frames, %zu bytes, %s\n", terminal_last_mark(terminal).frames,
           terminal_byte_count(terminal), is_alive ? "then hung up" : "left");
    int status = terminal_wait_exit(terminal);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        terminal_print(terminal);
        fail_msg("ended with %#x after: %s", (unsigned)status, log);
    }
    terminal_free(terminal);
}

static void any_keys_leave_the_console_alive_and_the_books_sound(void **state)
{
    (void)state;
    static const struct market_options options = {
        .seed = 4, .days = 2, .sellers = 12, .buyers = 40, .deals_a_day = 30};
    void *mem = mem_context(NULL, "keys");
    struct random random = random_start("any keys", (uint64_t)time(NULL));
    struct world *world = world_with_store(mem);
    world->extra = test_mode;
    struct market *market = market_make(world, &options);
    market_run_day(world, market, 0);
    market_run_day(world, market, 1);
    for (int i = 0; i < SESSIONS; i++) {
        one_session(world, &random);
    }
    program_must(world, "verify", NULL);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_keys_leave_the_console_alive_and_the_books_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
