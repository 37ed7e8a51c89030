#include "tests/support/console.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS 24
#define STEP_MS 20
#define STEPS_MAX 3000

struct terminal *console_start(struct world *world, int cols)
{
    const char *argv[] = {program_path(), "--db", world->db, "--now", world->now, NULL};
    struct terminal_options options = {.argv = argv,
                                       .env = world_environment(world),
                                       .folder = world->folder,
                                       .rows = ROWS,
                                       .cols = cols};
    struct terminal *terminal = terminal_start(world->mem, &options);
    assert_true(terminal_wait_start(terminal));
    return terminal;
}

void console_shows(struct terminal *terminal, const char *text)
{
    if (terminal_find(terminal, text) < 0) {
        terminal_print(terminal);
        fail_msg("the screen lacks: %s", text);
    }
}

void console_await(struct terminal *terminal, const char *text)
{
    int steps = 0;
    while (terminal_find(terminal, text) < 0) {
        if (++steps > STEPS_MAX || !terminal_watch(terminal, STEP_MS)) {
            terminal_print(terminal);
            fail_msg("the screen never showed: %s", text);
        }
    }
}
