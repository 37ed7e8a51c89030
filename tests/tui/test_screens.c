/* test_screens.c - runs every tests/screens/NAME.screen: keys in, and the screen that must appear.
 *
 * A file is a list of directives, one a line; those with a block take the lines below that begin
 * with '|'. As the program stands in a world of its own (a folder, a home, a clock that stands
 * still), the same keys give the same screen.
 *
 *   # text            a comment
 *   size ROWSxCOLS    of the terminal (24x80 when not said); later on, another size
 *   env NAME=VALUE    for the program
 *   store KIND        empty, demo (of a fixed seed), or market (two days by the test's own
 *                     generator, the third day's files lying beside); after nothing but
 *                     size and env
 *   now TIME          another time than the store's
 *   file NAME         write the block into a file; \xHH is a byte, here and in run
 *   run ARGUMENTS     run a command, which must succeed; 'quoted' words stay whole
 *   open ARGUMENTS    start the console
 *   keys KEYS         type, and wait until it is drawn (keys.h)
 *   wait TEXT         until it stands on the screen: for what comes without a key
 *   screen            the rows that must be there, all of them; a '?' is any hexadecimal digit, of
 *                     a hash that is another one each time
 *   roles ROW TEXT    the row's role letters, in '|'
 *   cursor ROW        where the cursor must stand
 *
 * HOLDFAST_SCREENS=PART runs the files whose name has it; HOLDFAST_SCREENS_UPDATE=1 writes what
 * appears into the files instead of comparing. */
#include "model/mem.h"
#include "tests/support/market_check.h"
#include "tests/support/place.h"
#include "tests/support/program.h"
#include "tests/support/terminal.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FILES_MAX 200
#define WORDS_MAX 24
#define EXTRA_MAX 16
#define DEMO_NOW "2026-09-15T09:00:00Z"
#define MARKET_NOW "2026-09-03T09:00:00Z"
#define TEST_MODE "HOLDFAST_TEST_IDLE=1"

struct script {
    void *mem;
    const char *path;
    char **lines;
    size_t count;
    size_t at;
    char *written; /* the file as it would be now */
    struct world *world;
    const char *extra[EXTRA_MAX];
    size_t extra_count;
    struct terminal *terminal;
    int rows;
    int cols;
    size_t wrong;
};

/* Reading */

static void script_load(struct script *script)
{
    size_t count = 0;
    char *text = file_read(script->mem, script->path, &count);
    if (!text) {
        fail_msg("%s cannot be read", script->path);
    }
    size_t room = 1;
    for (size_t i = 0; i < count; i++) {
        room += text[i] == '\n';
    }
    script->lines = MEM_ARRAY(script->mem, char *, room);
    char *rest = text;
    for (char *line = strsep(&rest, "\n"); line && rest; line = strsep(&rest, "\n")) {
        script->lines[script->count++] = line;
    }
}

static void keep(struct script *script, const char *line)
{
    script->written = mem_append(script->written, "%s\n", line);
}

/* The next line of a block without its '|', or NULL. */
static const char *block_line(struct script *script)
{
    if (script->at < script->count && script->lines[script->at][0] == '|') {
        return script->lines[script->at++] + 1;
    }
    return NULL;
}

static void bad_line(const struct script *script, const char *what)
{
    fail_msg("%s:%zu: %s: %s", script->path, script->at, what, script->lines[script->at - 1]);
}

/* Comparing */

static void complain(struct script *script, const char *what, int row, const char *expected,
                     const char *found)
{
    if (script->wrong++ == 0) {
        fprintf(stderr, "%s, before line %zu:\n", script->path, script->at + 1);
    }
    fprintf(stderr, "  %s %d\n  - %s|\n  + %s|\n", what, row, expected, found);
}

static bool is_shown(const char *expected, const char *found)
{
    for (; *expected != '\0' && *found != '\0'; expected++, found++) {
        if (*expected != *found && (*expected != '?' || !isxdigit((unsigned char)*found))) {
            return false;
        }
    }
    return *expected == *found;
}

static void do_screen(struct script *script)
{
    char found[TERMINAL_ROW_BYTES];
    const char *expected = block_line(script);
    for (int row = 0; row < script->rows; row++) {
        terminal_row(script->terminal, row, found);
        bool is_same = expected && is_shown(expected, found);
        script->written = mem_append(script->written, "|%s\n", is_same ? expected : found);
        if (!is_same) {
            complain(script, "row", row, expected ? expected : "(none)", found);
        }
        expected = expected ? block_line(script) : NULL;
    }
    if (expected) {
        complain(script, "row", script->rows, expected, "(none)");
    }
    while (block_line(script)) {
    }
}

static void do_roles(struct script *script, const char *rest)
{
    char found[TERMINAL_ROW_BYTES];
    char *end;
    int row = (int)strtol(rest, &end, 10);
    terminal_roles(script->terminal, row, found);
    char *given = mem_printf(script->mem, "|%s|", found);
    if (strcmp(end + (*end == ' '), given) != 0) {
        complain(script, "roles of row", row, end + (*end == ' '), given);
    }
    keep(script, mem_printf(script->mem, "roles %d %s", row, given));
}

static void do_cursor(struct script *script, const char *rest)
{
    int row;
    int col;
    bool is_visible;
    terminal_cursor(script->terminal, &row, &col, &is_visible);
    if (strtol(rest, NULL, 10) != row || *rest == '\0') {
        complain(script, "cursor, not in row", (int)strtol(rest, NULL, 10), rest,
                 mem_printf(script->mem, "%d", row));
    }
    keep(script, mem_printf(script->mem, "cursor %d", row));
}

/* Acting */

/* Split at blanks; 'quoted' words stay whole. */
static size_t split(char *text, const char **words)
{
    size_t count = 0;
    while (count < WORDS_MAX - 1) {
        text += strspn(text, " ");
        if (*text == '\0') {
            break;
        }
        const char *ends = *text == '\'' ? "'" : " ";
        text += *text == '\'';
        words[count++] = text;
        text += strcspn(text, ends);
        if (*text) {
            *text++ = '\0';
        }
    }
    words[count] = NULL;
    return count;
}

/* In place: \\xHH is a byte, \\\\ a backslash. Returns the bytes. */
static size_t decode(char *text)
{
    size_t count = 0;
    for (const char *at = text; *at; at++) {
        unsigned byte;
        if (sscanf(at, "\\x%2x", &byte) == 1) {
            at += 3;
        } else {
            at += at[0] == '\\' && at[1] == '\\';
            byte = (unsigned char)*at;
        }
        text[count++] = (char)byte;
    }
    text[count] = '\0';
    return count;
}

static void do_run(struct script *script, const char *rest)
{
    const char *words[WORDS_MAX];
    char *text = mem_strdup(script->mem, rest);
    (void)decode(text);
    (void)split(text, words);
    struct call call = {.args = words};
    struct result result = program_call(script->world, &call);
    if (result.exit_code != 0) {
        fail_msg("%s:%zu: run %s: %s%s", script->path, script->at, rest, result.out, result.err);
    }
}

static void do_file(struct script *script, const char *rest)
{
    size_t count = 0;
    char *name = mem_strdup(script->mem, rest);
    char *bytes = mem_strdup(script->mem, "");
    (void)decode(name);
    for (const char *line = block_line(script); line; line = block_line(script)) {
        keep(script, mem_printf(script->mem, "|%s", line));
        char *text = mem_strdup(script->mem, line);
        size_t length = decode(text);
        bytes = MEM_GROW(script->mem, bytes, char, count + length + 1);
        memcpy(bytes + count, text, length);
        count += length;
        bytes[count++] = '\n';
    }
    world_file(script->world, name, bytes, count);
}

static struct world *new_world(void *parent)
{
    static const char *const test_mode[] = {TEST_MODE, NULL};
    struct world *world = world_new(parent);
    world->extra = test_mode;
    return world;
}

static struct world *make_empty(void *parent)
{
    struct world *world = new_world(parent);
    program_must(world, "init", "--sandbox", NULL);
    world->now = MARKET_NOW;
    return world;
}

/* Under a policy that asks for a second operator. */
static struct world *make_strict(void *parent)
{
    struct world *world = new_world(parent);
    program_must(world, "init", "--sandbox", "--policy", "cn", NULL);
    world->now = MARKET_NOW;
    return world;
}

static struct world *make_market(void *parent)
{
    static const struct market_options options = {
        .seed = 4, .days = 3, .sellers = 12, .buyers = 40, .deals_a_day = 30};
    struct world *world = new_world(parent);
    program_must(world, "init", "--sandbox", NULL);
    struct market *market = market_make(world, &options);
    market_run_day(world, market, 0);
    market_run_day(world, market, 1);
    world->now = MARKET_NOW;
    return world;
}

static struct world *make_demo(void *parent)
{
    struct world *world = new_world(parent);
    world->now = DEMO_NOW;
    program_must(world, "demo", "--sellers", "12", "--deals", "60", "--seed", "7", NULL);
    return world;
}

/* The same for every script that asks for it, under the name that the title line shows. */
static void do_store(struct script *script, const char *rest)
{
    static const struct {
        const char *kind;
        struct world *(*make)(void *parent);
    } kinds[] = {{"empty", make_empty},
                 {"strict", make_strict},
                 {"demo", make_demo},
                 {"market", make_market}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(rest, kinds[i].kind) == 0) {
            script->world = world_like(script->mem, kinds[i].make, "test.db");
            script->world->extra = script->extra;
            return;
        }
    }
    bad_line(script, "no such store");
}

static void do_open(struct script *script, const char *rest)
{
    struct world *world = script->world;
    const char *argv[WORDS_MAX + 5] = {program_path(), "--db", world->db, "--now", world->now};
    (void)split(mem_strdup(script->mem, rest), argv + 5);
    struct terminal_options options = {.argv = argv,
                                       .env = world_environment(world),
                                       .folder = world->folder,
                                       .rows = script->rows,
                                       .cols = script->cols};
    script->terminal = terminal_start(script->mem, &options);
    if (!terminal_wait_start(script->terminal)) {
        terminal_print(script->terminal);
        bad_line(script, "the program ended");
    }
}

static void do_size(struct script *script, const char *rest)
{
    if (sscanf(rest, "%dx%d", &script->rows, &script->cols) != 2) {
        bad_line(script, "not ROWSxCOLS");
    }
    if (script->terminal) {
        assert_true(terminal_resize(script->terminal, script->rows, script->cols));
    }
}

/* Everything that needs the console to be there. */
static void do_shown(struct script *script, const char *word, const char *rest)
{
    if (!script->terminal) {
        bad_line(script, "the console is not open yet");
    }
    if (strcmp(word, "screen") == 0) {
        keep(script, "screen");
        do_screen(script);
    } else if (strcmp(word, "roles") == 0) {
        do_roles(script, rest);
    } else if (strcmp(word, "cursor") == 0) {
        do_cursor(script, rest);
    } else if (strcmp(word, "wait") == 0) {
        assert_true(terminal_wait_text(script->terminal, rest));
    } else if (strcmp(word, "keys") == 0 && !terminal_type(script->terminal, rest)) {
        terminal_print(script->terminal);
        bad_line(script, "the program ended");
    }
}

static void do_line(struct script *script, const char *line)
{
    char word[16] = "";
    (void)sscanf(line, "%15s", word);
    const char *rest = line + strlen(word);
    rest += strspn(rest, " ");
    bool is_compared =
        strcmp(word, "screen") == 0 || strcmp(word, "roles") == 0 || strcmp(word, "cursor") == 0;
    if (!is_compared) {
        keep(script, line);
    }
    if (word[0] == '\0' || word[0] == '#') {
        return;
    }
    if (!script->world && strcmp(word, "size") != 0 && strcmp(word, "env") != 0 &&
        strcmp(word, "store") != 0) {
        bad_line(script, "there is no store yet");
    }
    if (is_compared || strcmp(word, "keys") == 0 || strcmp(word, "wait") == 0) {
        do_shown(script, word, rest);
    } else if (strcmp(word, "size") == 0) {
        do_size(script, rest);
    } else if (strcmp(word, "store") == 0) {
        do_store(script, rest);
    } else if (strcmp(word, "now") == 0) {
        script->world->now = rest;
    } else if (strcmp(word, "env") == 0 && script->extra_count < EXTRA_MAX - 1) {
        script->extra[script->extra_count++] = rest;
    } else if (strcmp(word, "file") == 0) {
        do_file(script, rest);
    } else if (strcmp(word, "run") == 0) {
        do_run(script, rest);
    } else if (strcmp(word, "open") == 0) {
        do_open(script, rest);
    } else {
        bad_line(script, "no such directive");
    }
}

static void write_back(const struct script *script)
{
    FILE *file = fopen(script->path, "w");
    assert_non_null(file);
    assert_true(fputs(script->written, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void the_screen_appears(void **state)
{
    void *mem = mem_context(NULL, "screen");
    struct script script = {.mem = mem, .path = *state, .rows = 24, .cols = 80};
    script.extra[script.extra_count++] = TEST_MODE;
    script.written = mem_strdup(mem, "");
    script_load(&script);
    while (script.at < script.count) {
        const char *line = script.lines[script.at++];
        do_line(&script, line);
    }
    if (getenv("HOLDFAST_SCREENS_UPDATE")) {
        write_back(&script);
    } else if (script.wrong > 0) {
        fail_msg("%zu rows of %s differ; HOLDFAST_SCREENS_UPDATE=1 takes over what appears",
                 script.wrong, script.path);
    }
    mem_free(mem);
}

static const char *test_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

int main(void)
{
    struct CMUnitTest tests[FILES_MAX];
    size_t count = 0;
    glob_t found;
    const char *part = getenv("HOLDFAST_SCREENS");
    if (glob("tests/screens/*.screen", 0, NULL, &found) != 0) {
        fprintf(stderr, "no tests/screens here\n");
        return 1;
    }
    for (size_t i = 0; i < found.gl_pathc && count < FILES_MAX; i++) {
        if (!part || strstr(found.gl_pathv[i], part)) {
            tests[count++] = (struct CMUnitTest){.name = test_name(found.gl_pathv[i]),
                                                 .test_func = the_screen_appears,
                                                 .initial_state = found.gl_pathv[i]};
        }
    }
    int failed = _cmocka_run_group_tests("screens", tests, count, NULL, NULL);
    globfree(&found);
    return failed;
}
