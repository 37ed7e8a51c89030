/* test_many.c - sixteen processes at once on one store, a mixture of everything that moves money,
 * on the same sellers, deals, complaints and lines, some of them killed: whatever was acknowledged
 * is there once, nothing else is, and the books are sound, also in the middle, also in a copy made
 * in the middle.
 *
 * HOLDFAST_SEED repeats the asking of a load, though not which process is faster;
 * HOLDFAST_MANY_ROUNDS runs more loads, HOLDFAST_MANY_CALLS longer ones. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/many_books.h"
#include "tests/support/place.h"
#include "tests/support/readme.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define CALLS 16 /* of each process */
#define PAUSES 3
#define PAUSE_OF_COPY 1

static uint64_t seed; /* of the load that comes next */

struct state {
    struct world *world;
    struct many_base *base;
    struct many_calls *calls;
    struct many_books *books;
    struct world *copy;    /* the same with the copy's store */
    int64_t before, after; /* events when the copy was begun, and when it was done */
};

static int number_in(const char *name, int fallback)
{
    const char *given = getenv(name);
    return given == NULL ? fallback : (int)strtol(given, NULL, 10);
}

static int64_t last_event(struct world *world)
{
    struct store *store = NULL;
    struct error err;
    assert_int_equal(store_open(world->mem, world->db, STORE_READ, &store, &err), STATUS_OK);
    int64_t last = many_ask(store, "SELECT max(number) FROM event", NULL);
    store_close(store);
    return last;
}

/* Run the line of the README's that begins so, in the world's folder. */
static void run_shown(struct world *world, const char *begins, const char *variable,
                      const char *value)
{
    const char *block = readme_block(world->mem, "sh", begins);
    const char *line = strstr(block, begins);
    char *command = mem_printf(world->mem, "cd '%s' && %s='%s' && %.*s", world->folder, variable,
                               value, (int)strcspn(line, "\n"), line);
    if (system(command) != 0) {
        fail_msg("%s", command);
    }
}

/* The other place has the copy at once, or takes it up when the load is over. */
static void make_copy(const struct state *state)
{
    if (place_is_sqlite()) {
        program_must(state->world, "backup", state->copy->db, NULL);
    } else {
        run_shown(state->world, "pg_dump ", "HOLDFAST_DB", state->world->db);
    }
}

static void take_up_copy(const struct state *state)
{
    if (!place_is_sqlite()) {
        run_shown(state->world, "pg_restore ", "EMPTY_DB", state->copy->db);
    }
}

/* The sixteen go on all the while. */
static void look(struct world *world, void *context, int pause)
{
    struct state *state = context;
    if (pause != PAUSE_OF_COPY) {
        program_must(world, "verify", NULL);
        return;
    }
    state->before = last_event(world);
    make_copy(state);
    state->after = last_event(world);
}

static int run_load(void **out)
{
    struct state *state = MEM_NEW(NULL, struct state);
    struct world *world = world_new(state);
    state->world = world;
    state->copy = MEM_NEW(state, struct world);
    many_init(world);
    state->base = many_prepare(world);
    *state->copy = *world;
    state->copy->db = place_new(world, "copy.db");
    struct many_load load = {.seed = seed,
                             .calls = number_in("HOLDFAST_MANY_CALLS", CALLS),
                             .pauses = PAUSES,
                             .meanwhile = look,
                             .state = state};
    state->calls = many_run(world, state->base, &load);
    take_up_copy(state);
    state->books = many_books_read(world, state->base, state->calls);
    *out = state;
    return 0;
}

static int drop_load(void **state)
{
    mem_free(*state);
    return 0;
}

static void the_load_is_a_mixture(void **context)
{
    const struct state *state = *context;
    size_t ends[3] = {0};
    size_t kept = 0;
    size_t busy = 0;
    for (size_t i = 0; i < state->calls->count; i++) {
        ends[state->calls->items[i].end]++;
        busy += strstr(state->calls->items[i].err, MANY_BUSY) != NULL;
    }
    for (size_t i = 0; i < state->books->count; i++) {
        const struct many_call *call = state->books->events[i].call;
        kept += call != NULL && call->end == MANY_KILLED;
    }
    printf("# %zu acknowledged, %zu refused, %zu killed, %zu events, %zu of them by killed ones\n",
           ends[MANY_ACKNOWLEDGED], ends[MANY_REFUSED], ends[MANY_KILLED], state->books->count,
           kept);
    if (busy > 0) {
        printf("# %zu waited in vain for their turn\n", busy);
    }
    assert_true(busy < state->calls->count / 20);
    assert_true(ends[MANY_ACKNOWLEDGED] > state->calls->count / 3);
    assert_true(ends[MANY_REFUSED] > 0 && ends[MANY_KILLED] > 0);
}

static void what_was_acknowledged_is_there_once_and_nothing_else(void **context)
{
    const struct state *state = *context;
    many_books_have_calls(state->books);
}

static void all_sums_follow_from_what_was_acknowledged(void **context)
{
    const struct state *state = *context;
    many_books_add_up(state->books);
}

static void every_invariant_holds_and_the_chain_is_whole(void **context)
{
    const struct state *state = *context;
    json_t *rows = program_rows(state->world, "verify", NULL);
    size_t i = 0;
    json_t *row = NULL;
    assert_true(json_array_size(rows) > 10);
    json_array_foreach(rows, i, row)
    {
        assert_true(json_is_true(json_object_get(row, "holds")));
    }
    assert_int_equal(last_event(state->world), state->base->events + (int64_t)state->books->count);
}

/* Every event of the copy is the original's, by number and hash, up to one in the middle. */
static void check_prefix(const struct state *state)
{
    struct store *stores[2] = {NULL, NULL};
    struct stmt *q[2] = {NULL, NULL};
    struct error err;
    bool has_row[2] = {true, true};
    int64_t count = 0;
    const char *urls[2] = {state->copy->db, state->world->db};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_open(state->world->mem, urls[i], STORE_READ, &stores[i], &err),
                         STATUS_OK);
        assert_int_equal(
            store_prepare(stores[i], "SELECT number, hash FROM event ORDER BY number", &q[i], &err),
            STATUS_OK);
    }
    while (true) {
        assert_int_equal(stmt_step(q[0], &has_row[0], &err), STATUS_OK);
        assert_int_equal(stmt_step(q[1], &has_row[1], &err), STATUS_OK);
        if (!has_row[0]) {
            break;
        }
        assert_true(has_row[1]);
        assert_int_equal(stmt_int(q[0], 0), stmt_int(q[1], 0));
        assert_string_equal(stmt_text(q[0], 1), stmt_text(q[1], 1));
        count++;
    }
    assert_true(has_row[1]);
    assert_true(count >= state->before && count <= state->after);
    store_close(stores[0]);
    store_close(stores[1]);
}

static void a_copy_made_in_the_middle_is_a_sound_beginning_of_the_books(void **context)
{
    const struct state *state = *context;
    program_must(state->copy, "verify", NULL);
    assert_true(state->before > state->base->events);
    check_prefix(state);
}

/* Of a file: in yet another place. */
static const char *restore(const struct state *state)
{
    size_t count = 0;
    if (!place_is_sqlite()) {
        return state->copy->db;
    }
    char *bytes = file_read(state->world->mem, state->copy->db, &count);
    assert_non_null(bytes);
    return world_file(state->world, "restored.db", bytes, count);
}

static void work_goes_on_in_the_restored_copy(void **context)
{
    const struct state *state = *context;
    struct world restored = *state->copy;
    restored.db = restore(state);
    int64_t first = last_event(&restored);
    int64_t original = last_event(state->world);
    program_must(&restored, "freeze", "S-1", "--scope=payout", "--until=3d", "--ground=fraud",
                 "--facts=after the restore", NULL);
    program_must(&restored, "feed", "base.jsonl", NULL); /* known line by line */
    program_must(&restored, "sweep", NULL);
    program_must(&restored, "verify", NULL);
    assert_true(last_event(&restored) > first);
    assert_int_equal(last_event(state->world), original);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_load_is_a_mixture),
        cmocka_unit_test(what_was_acknowledged_is_there_once_and_nothing_else),
        cmocka_unit_test(all_sums_follow_from_what_was_acknowledged),
        cmocka_unit_test(every_invariant_holds_and_the_chain_is_whole),
        cmocka_unit_test(a_copy_made_in_the_middle_is_a_sound_beginning_of_the_books),
        cmocka_unit_test(work_goes_on_in_the_restored_copy),
    };
    int failed = 0;
    struct random random = random_start("many", (uint64_t)time(NULL));
    seed = random.state;
    for (int i = number_in("HOLDFAST_MANY_ROUNDS", 1); i > 0; i--) {
        printf("# load of HOLDFAST_SEED=%" PRIu64 "\n", seed);
        failed += cmocka_run_group_tests(tests, run_load, drop_load);
        seed = random_next(&random);
    }
    return failed;
}
