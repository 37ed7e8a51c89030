#include "tests/support/twin.h"

#include "model/mem.h"
#include "tests/support/market_check.h"
#include "tests/support/readme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const struct market_options size = {
    .seed = 11, .days = 2, .sellers = 20, .buyers = 100, .deals_a_day = 150};

int64_t twin_now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Another store, in the same folder and at the same time. */
struct world *twin_beside(struct world *world, const char *url)
{
    struct world *other = MEM_NEW(world->mem, struct world);
    *other = *world;
    other->db = url;
    return other;
}

/* What a user can see of a store by lists, single things, the journal and the operators. */
static char *see(struct world *world)
{
    static const char *const calls[][4] = {
        {"operators", "--format", "json"},
        {"parties", "--format", "json"},
        {"statements", "--format", "json"},
        {"payouts", "--format", "json"},
        {"report", "position", "--format", "json"},
        {"export", "ledger"},
        {"show", "deal:O-100001", "--format", "json"},
        {"show", "line:7", "--format", "json"},
        {"verify"},
    };
    char *seen = program_dump(world);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        struct result result =
            program_must(world, calls[i][0], calls[i][1], calls[i][2], calls[i][3], NULL);
        seen = mem_append(seen, "== %s %s\n%s", calls[i][0], calls[i][1] ? calls[i][1] : "",
                          result.out);
    }
    return seen;
}

void twin_must_look_alike(struct world *world, const char *to)
{
    const char *expected = see(world);
    const char *found = see(twin_beside(world, to));
    if (strcmp(found, expected) != 0) {
        size_t at = 0;
        while (found[at] == expected[at]) {
            at++;
        }
        fail_msg("%s differs: ...%.200s\n and the source: ...%.200s", to, found + at,
                 expected + at);
    }
}

void twin_check_failure(const struct result *result, const char *words)
{
    if (result->exit_code != 1 || strstr(result->err, words) == NULL) {
        fail_msg("status %d, and '%s' is not in: %s", result->wait_status, words, result->err);
    }
    const char *line = strchr(result->err, '\n');
    assert_non_null(line);
    assert_string_equal(line, "\n"); /* one line */
}

int twin_make_market(void **state)
{
    struct world *world = world_new(NULL);
    world->now = TWIN_NOW;
    program_must(world, "init", "--sandbox", NULL);
    struct market *market = market_make(world, &size);
    program_must(world, "feed", market->feeds[0], NULL);
    program_must(world, "import", market->banks[0], "--account", MARKET_BANK, NULL);
    world->extra = NULL;
    *state = world;
    /* The next day is there for whoever needs it. */
    assert_int_equal(rename(market->feeds[1], world_path(world, "tomorrow.jsonl")), 0);
    return 0;
}

int twin_drop_market(void **state)
{
    mem_free(*state);
    return 0;
}

/* In one go and as it stands there. */
char *twin_run_shown(struct world *world, const char *begins, const char *to)
{
    size_t count = 0;
    char *script =
        mem_printf(world->mem,
                   "set -e\nexport HOLDFAST_OPERATOR=tester HOLDFAST_DB='%s'\n"
                   "NEW_DB='%s'\nholdfast() { '%s' \"$@\"; }\n%s",
                   world->db, to, program_path(), readme_block(world->mem, "sh", begins));
    char *path = world_file(world, "shown", script, strlen(script));
    char *command =
        mem_printf(world->mem, "cd '%s' && LC_ALL=C.UTF-8 sh '%s' >shown.out", world->folder, path);
    if (system(command) != 0) {
        fail_msg("%s", script);
    }
    return file_read(world->mem, world_path(world, "shown.out"), &count);
}
