/* test_terminal_safety.c - what the console must never do to a terminal: leave it broken, flood it,
 * let somebody's data drive it, hang on a lost line, or die of a window being dragged. */
#include "model/mem.h"
#include "tests/support/market.h"
#include "tests/support/program.h"
#include "tests/support/terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#define IDLE_MS 2500 /* longer than the console's look for others' changes */
#define DOWN_BYTES_MAX 300
#define SCROLL_BYTES_MAX 330
#define PAGE_BYTES_MAX 2000
#define QUEUED_KEYS_FRAMES_MAX 3
#define PRESSES 18

static const char *const test_mode[] = {"HOLDFAST_TEST_IDLE=1", NULL};

/* It ended by itself, and content. */
static void ended_well(struct terminal *terminal)
{
    int status = terminal_wait_exit(terminal);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        terminal_print(terminal);
        fail_msg("ended with %#x", (unsigned)status);
    }
}

/* A store of some hundred rows, made once. */
static int make_store(void **state)
{
    static const struct market_options options = {
        .seed = 9, .days = 1, .sellers = 40, .buyers = 100, .deals_a_day = 150};
    struct world *world = world_with_store(NULL);
    world->extra = test_mode;
    program_must(world, "feed", market_make(world, &options)->feeds[0], NULL);
    *state = world;
    return 0;
}

static int drop_store(void **state)
{
    mem_free(*state);
    return 0;
}

static struct terminal *open_on(struct world *world, const char *term, const char *theme,
                                bool is_detached)
{
    const char *argv[] = {program_path(), "--db",    world->db,          "--now",
                          world->now,     "--theme", theme ? theme : "", NULL};
    argv[5] = theme ? argv[5] : NULL;
    struct terminal_options options = {.argv = argv,
                                       .env = world_environment(world),
                                       .term = term,
                                       .rows = 24,
                                       .cols = 80,
                                       .is_detached = is_detached};
    return terminal_start(world, &options);
}

static struct terminal *open_console(struct world *world)
{
    struct terminal *terminal = open_on(world, NULL, NULL, false);
    if (!terminal_wait_start(terminal)) {
        terminal_print(terminal);
        fail_msg("the console did not start");
    }
    return terminal;
}

static void is_as_it_was(const struct terminal *terminal)
{
    struct termios line;
    int row;
    int col;
    bool is_visible;
    terminal_line(terminal, &line);
    terminal_cursor(terminal, &row, &col, &is_visible);
    assert_false(terminal_in_alternate_screen(terminal));
    assert_true(is_visible);
    assert_int_equal(line.c_lflag & (ECHO | ICANON | ISIG), ECHO | ICANON | ISIG);
    assert_true(line.c_oflag & OPOST);
    assert_true(line.c_iflag & ICRNL);
}

static void signals_restore_the_terminal(void **state)
{
    static const struct {
        int signal;
        bool is_crash;
    } signals[] = {
        {SIGTERM, false}, {SIGHUP, false}, {SIGINT, false}, {SIGSEGV, true}, {SIGABRT, true}};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct terminal *terminal = open_console(*state);
        struct termios line;
        terminal_line(terminal, &line);
        assert_true(terminal_in_alternate_screen(terminal));
        assert_false(line.c_lflag & ICANON);
        terminal_signal(terminal, signals[i].signal);
        if (signals[i].is_crash) {
            int status = terminal_wait_exit(terminal);
            assert_true(WIFSIGNALED(status));
            assert_int_equal(WTERMSIG(status), signals[i].signal);
        } else {
            ended_well(terminal);
        }
        is_as_it_was(terminal);
        terminal_free(terminal);
    }
}

static void leaving_restores_the_terminal(void **state)
{
    struct terminal *terminal = open_console(*state);
    terminal_send_keys(terminal, "q");
    ended_well(terminal);
    is_as_it_was(terminal);
    terminal_free(terminal);
}

static void seven_terminals_run_or_are_refused_politely(void **state)
{
    static const char *const terms[] = {
        "xterm-256color", "tmux-256color", "screen", "linux", "vt100", "putty", "no-such-terminal"};
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        struct terminal *terminal = open_on(*state, terms[i], "dark", false);
        bool runs = terminal_wait_start(terminal);
        if (runs) {
            assert_true(terminal_find(terminal, "SANDBOX") >= 0);
            assert_true(terminal_type(terminal, "j"));
            terminal_send_keys(terminal, "q");
        }
        if (runs) {
            ended_well(terminal);
        } else {
            int status = terminal_wait_exit(terminal);
            assert_true(WIFEXITED(status));
            assert_int_equal(WEXITSTATUS(status), 1);
            assert_true(terminal_find(terminal, "TERM") >= 0);
        }
        terminal_free(terminal);
    }
}

static void the_end_of_input_ends_it(void **state)
{
    struct terminal *terminal = open_on(*state, NULL, NULL, true);
    assert_true(terminal_wait_start(terminal));
    terminal_hang_up(terminal);
    int status = terminal_wait_exit(terminal);
    assert_true(WIFEXITED(status));
    terminal_free(terminal);
    terminal = open_console(*state);
    terminal_hang_up(terminal);
    status = terminal_wait_exit(terminal);
    assert_true(WIFEXITED(status) || WTERMSIG(status) == SIGHUP);
    terminal_free(terminal);
}

static void a_storm_of_sizes_is_survived(void **state)
{
    static const int sizes[][2] = {{24, 80},  {1, 1},  {2, 2},  {3, 10},  {60, 200},
                                   {1, 200},  {60, 1}, {5, 20}, {24, 80}, {2, 400},
                                   {100, 40}, {8, 40}, {7, 39}};
    struct terminal *terminal = open_console(*state);
    char before[TERMINAL_ROW_BYTES];
    char after[TERMINAL_ROW_BYTES];
    terminal_row(terminal, 0, before);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            terminal_set_size(terminal, sizes[i][0], sizes[i][1]);
            terminal_send_keys(terminal, round == 0 ? "j" : "2<Down>");
        }
    }
    assert_true(terminal_resize(terminal, 5, 20));
    assert_true(terminal_type(terminal, "<Esc>1"));
    assert_true(terminal_resize(terminal, 24, 80));
    assert_string_equal(terminal_row(terminal, 0, after), before);
    terminal_send_keys(terminal, "q");
    ended_well(terminal);
    terminal_free(terminal);
}

/* Small and large again before the program looks: the cells are gone, the size is what it was. */
static void a_size_that_comes_back_is_drawn_anew(void **state)
{
    struct terminal *terminal = open_console(*state);
    char before[TERMINAL_ROW_BYTES];
    char after[TERMINAL_ROW_BYTES];
    terminal_row(terminal, 10, before);
    terminal_lose_cells(terminal);
    assert_string_equal(terminal_row(terminal, 10, after), "");
    terminal_signal(terminal, SIGWINCH);
    assert_true(terminal_type(terminal, ""));
    assert_string_equal(terminal_row(terminal, 10, after), before);
    assert_true(before[0] != '\0');
    terminal_free(terminal);
}

static void nothing_is_sent_while_nothing_happens(void **state)
{
    struct terminal *terminal = open_console(*state);
    assert_true(terminal_type(terminal, "2"));
    size_t bytes = terminal_byte_count(terminal);
    struct mark mark = terminal_last_mark(terminal);
    assert_true(terminal_watch(terminal, IDLE_MS));
    assert_int_equal(terminal_byte_count(terminal), bytes);
    assert_int_equal(terminal_last_mark(terminal).frames, mark.frames);
    terminal_free(terminal);
}

static void a_hundred_queued_keys_cost_three_frames(void **state)
{
    struct terminal *terminal = open_console(*state);
    assert_true(terminal_type(terminal, "2"));
    long frames = terminal_last_mark(terminal).frames;
    assert_true(terminal_type(terminal, "<Down*100>"));
    frames = terminal_last_mark(terminal).frames - frames;
    assert_in_range(frames, 1, QUEUED_KEYS_FRAMES_MAX);
    terminal_free(terminal);
}

/* Mean bytes of so many presses, each drawn. */
static size_t bytes_for(struct terminal *terminal, const char *key, size_t presses)
{
    size_t bytes = terminal_byte_count(terminal);
    for (size_t i = 0; i < presses; i++) {
        long frames = terminal_last_mark(terminal).frames;
        assert_true(terminal_type(terminal, key));
        assert_int_equal(terminal_last_mark(terminal).frames, frames + 1);
    }
    return (terminal_byte_count(terminal) - bytes) / presses;
}

static void keys_cost_few_bytes(void **state)
{
    /* A theme as people use it: that of the tests has more colours. */
    struct terminal *terminal = open_on(*state, NULL, "dark", false);
    assert_true(terminal_wait_start(terminal));
    assert_true(terminal_type(terminal, "4"));
    size_t down = bytes_for(terminal, "<Down>", 15);
    assert_true(terminal_type(terminal, "<Down*30>"));
    size_t scroll = bytes_for(terminal, "<Down>", PRESSES);
    size_t page = bytes_for(terminal, "<PgDn>", 3);
    printf("# bytes for Down %zu, for Down that scrolls %zu, for PgDn %zu\n", down, scroll, page);
    assert_in_range(down, 1, DOWN_BYTES_MAX);
    assert_in_range(scroll, 1, SCROLL_BYTES_MAX);
    assert_in_range(page, 1, PAGE_BYTES_MAX);
    terminal_free(terminal);
}

/* Text that would drive a terminal if it got there as it is, each with a word to find it by. */
static const char hostile_names[] =
    "{\"id\": \"h-1\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
    "\"S-OSC\", \"kind\": \"seller\", \"name\": \"PWN1\\u001b]0;PWNED\\u0007end\", "
    "\"jurisdiction\": \"CN\"}\n"
    "{\"id\": \"h-2\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
    "\"S-CSI\", \"kind\": \"seller\", \"name\": \"PWN2\\u001b[41mPWNED\\b\\b\\b\\b99\", "
    "\"jurisdiction\": \"CN\"}\n"
    "{\"id\": \"h-3\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
    "\"S-C1\", \"kind\": \"seller\", \"name\": \"PWN3\\u009d0;PWNED\\u009cx\\u202egnp.exe\", "
    "\"jurisdiction\": \"CN\"}\n"
    "{\"id\": \"h-4\", \"type\": \"bank\", \"at\": \"2026-09-01T08:00:00Z\", \"account\": "
    "\"ICBC-001\", \"party\": \"S-OSC\", \"currency\": \"CNY\"}\n";
static const char hostile_memo[] =
    "Date,Time,Bank reference,Text,Amount,Balance\n"
    "2026-09-01,16:40:00,00000000,PWN4\033]0;PWNED\a and \033[2J,100.00,100.00\n"
    "2026-09-01,16:40:01,00000001,PWN5\302\2330;PWNED\b\b\b\b1.00\342\200\256,1.00,101.00\n";
static const char hostile_file[] = "PWN6\033]0;PWNED\aname.csv";

static bool has_bytes(const struct terminal *terminal, const char *bytes)
{
    size_t count;
    const char *all = terminal_bytes(terminal, &count);
    return memmem(all, count, bytes, strlen(bytes)) != NULL;
}

static void hostile_text_never_reaches_the_terminal_raw(void **state)
{
    (void)state;
    static const char *const raw[] = {"\033]0;",    "\033[41mPWNED", "\302\235", "\302\233",
                                      "\302\234",   "\342\200\256",  "\b\b\b99", "PWNED\a",
                                      "\b\b\b1.00", "\033[2J,"};
    struct world *world = world_with_store(NULL);
    world->extra = test_mode;
    char *names = world_file(world, "names.jsonl", hostile_names, strlen(hostile_names));
    char *memo = world_file(world, hostile_file, hostile_memo, strlen(hostile_memo));
    program_must(world, "feed", names, NULL);
    program_must(world, "import", memo, "--account", MARKET_BANK, NULL);
    struct terminal *terminal = open_console(world);
    terminal_resize(terminal, 40, 160);
    for (char screen = '1'; screen <= '9'; screen++) {
        char keys[] = {screen, '\0'};
        assert_true(terminal_type(terminal, keys));
        assert_true(terminal_type(terminal, "<Enter>"));
        assert_true(terminal_type(terminal, "<Esc>"));
    }
    assert_true(terminal_type(terminal, ":events<Enter>"));
    assert_true(terminal_type(terminal, "<Enter>"));
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
        if (has_bytes(terminal, raw[i])) {
            fail_msg("hostile bytes %zu reached the terminal", i);
        }
    }
    /* and they were there to be shown */
    assert_true(has_bytes(terminal, "PWN1"));
    assert_true(has_bytes(terminal, "PWN2"));
    assert_true(has_bytes(terminal, "PWN3"));
    assert_true(has_bytes(terminal, "PWN4"));
    assert_true(has_bytes(terminal, "PWN5"));
    assert_true(has_bytes(terminal, "PWN6"));
    mem_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_restore_the_terminal),
        cmocka_unit_test(leaving_restores_the_terminal),
        cmocka_unit_test(seven_terminals_run_or_are_refused_politely),
        cmocka_unit_test(the_end_of_input_ends_it),
        cmocka_unit_test(a_storm_of_sizes_is_survived),
        cmocka_unit_test(a_size_that_comes_back_is_drawn_anew),
        cmocka_unit_test(nothing_is_sent_while_nothing_happens),
        cmocka_unit_test(a_hundred_queued_keys_cost_three_frames),
        cmocka_unit_test(keys_cost_few_bytes),
        cmocka_unit_test(hostile_text_never_reaches_the_terminal_raw),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, make_store, drop_store);
}
