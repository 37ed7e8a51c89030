/* Anchors: what a witness outside has seen tells a store whose tail was cut or whose past was
 * written anew, even where all hashes were made to fit again. */
#include "model/anchor.h"
#include "model/mem.h"
#include "model/verify.h"
#include "tests/support/pool.h"
#include "tests/support/tampered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ANCHORS 3
#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A pool that goes on while a witness watches, and whose guards are gone then. */
struct watched {
    struct pool *pool;
    struct anchor seen[ANCHORS];
};

static struct watched watch(void)
{
    struct watched watched = {.pool = pool_full()};
    for (int i = 0; i < ANCHORS; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "W-%d", i);
        pool_deal(watched.pool, id, 1000, true);
        pool_must(watched.pool,
                  anchor_take(watched.pool->book, &watched.seen[i], &watched.pool->err));
    }
    pool_unguard(watched.pool);
    return watched;
}

static struct verify_row heard(struct watched *watched)
{
    struct pool *pool = watched->pool;
    struct anchor_check *check;
    pool_must(pool, anchor_check_begin(pool->book, pool->mem, &check, &pool->err));
    for (int i = 0; i < ANCHORS; i++) {
        char place[16], line[ANCHOR_LINE_BYTES];
        struct anchor anchor;
        (void)snprintf(place, sizeof place, "line %d", i + 1);
        anchor_write(&watched->seen[i], line);
        pool_must(pool, anchor_read(line, &anchor, &pool->err));
        pool_must(pool, anchor_check_one(check, &anchor, place, &pool->err));
    }
    return anchor_check_end(check);
}

static void must_say(struct watched *watched, const char *first, const char *words)
{
    struct verify_row row = heard(watched);
    assert_int_equal(row.checked, ANCHORS);
    assert_false(row.holds);
    if (strstr(row.first_breach, first) != row.first_breach ||
        strstr(row.first_breach, words) == NULL) {
        fail_msg("'%s' is not '%s ... %s'", row.first_breach, first, words);
    }
}

static void run(struct pool *pool, const char *sql)
{
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
}

/* What the chain alone says. */
static bool chain_holds(struct pool *pool)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    return rows[VERIFY_CHAIN].holds;
}

static void a_book_is_what_its_anchors_saw(void **state)
{
    struct watched watched = watch();
    (void)state;
    struct verify_row row = heard(&watched);
    assert_true(row.holds);
    assert_int_equal(row.checked, ANCHORS);
    assert_string_equal(row.first_breach, "");
    pool_deal(watched.pool, "W-9", 1000, true); /* goes on */
    assert_true(heard(&watched).holds);
    pool_free(watched.pool);
}

static void a_tail_that_was_cut_is_told_by_the_first_anchor_beyond_it(void **state)
{
    struct watched watched = watch();
    struct pool *pool = watched.pool;
    long long last = (long long)watched.seen[0].number;
    (void)state;
    char *sql = mem_printf(pool->mem,
                           "DELETE FROM event WHERE number > %lld; DELETE FROM leg WHERE event >"
                           " %lld; DELETE FROM account WHERE opened_event > %lld;"
                           " DELETE FROM notice WHERE event > %lld",
                           last, last, last, last);
    run(pool, sql);
    assert_true(chain_holds(pool));
    must_say(&watched, "line 2: the tail was cut", mem_printf(pool->mem, "the last is %lld", last));
    pool_free(pool);
}

static void a_past_that_was_written_anew_is_told_though_its_chain_holds(void **state)
{
    struct watched watched = watch();
    struct pool *pool = watched.pool;
    (void)state;
    char *sql = mem_printf(pool->mem, "UPDATE event SET body = '{}' WHERE number = %lld",
                           (long long)watched.seen[1].number);
    run(pool, sql);
    assert_false(chain_holds(pool));
    tampered_make_fit(pool);
    assert_true(chain_holds(pool));
    must_say(&watched, "line 2: the past was written anew",
             mem_printf(pool->mem, "up to event %lld", (long long)watched.seen[0].number));
    pool_free(pool);
}

static void another_book_is_told(void **state)
{
    struct watched watched = watch();
    struct pool *pool = watched.pool;
    (void)state;
    run(pool, "UPDATE event SET operator = 'bob' WHERE number = 1");
    tampered_make_fit(pool);
    must_say(&watched, "line 1", "another book");
    (void)snprintf(watched.seen[0].book, sizeof watched.seen[0].book, "north");
    must_say(&watched, "line 1 is of the book north", "main");
    pool_free(pool);
}

static void an_event_that_is_gone_or_has_another_time_is_told(void **state)
{
    struct watched watched = watch();
    struct pool *pool = watched.pool;
    (void)state;
    watched.seen[1].at_us--;
    must_say(&watched, "line 2", "another time");
    char *sql = mem_printf(pool->mem, "DELETE FROM event WHERE number = %lld",
                           (long long)watched.seen[0].number);
    run(pool, sql);
    must_say(&watched, "line 1", "is missing");
    pool_free(pool);
}

static void rows_that_went_or_came_are_counted(void **state)
{
    struct watched watched = watch();
    struct pool *pool = watched.pool;
    (void)state;
    run(pool, "INSERT INTO account (id, book_id, kind, name, currency, balance_minor, opened_event)"
              " VALUES (9999, 1, 'available', 'X', 'CNY', 0, 1)");
    must_say(&watched, "line 3: there were", "accounts at event");
    run(pool, "DELETE FROM account WHERE id = 9999; DELETE FROM notice");
    must_say(&watched, "line 1: there were", "notices at event");
    pool_free(pool);
}

static void a_line_is_an_anchor_or_refused_with_what_it_lacks(void **state)
{
    static const char whole[] =
        "{\"accounts\":1,\"at\":\"2026-09-01T00:00:00Z\",\"book\":\"main\",\"documents\":0,"
        "\"events\":1,\"first\":\"" HASH "\",\"head\":\"" HASH "\",\"legs\":0,\"notices\":0,"
        "\"number\":1}";
    static const struct {
        const char *old, *new, *said;
    } BAD[] = {
        {"\"book\":\"main\",", "", "no book"},
        {"\"number\":1", "\"number\":0", "no number"},
        {"\"number\":1", "\"number\":1.0", "no number"},
        {"T00:00:00Z", "", "no at"},
        {"\"first\":\"0", "\"first\":\"g", "no first"},
        {"\"head\":\"0", "\"head\":\"", "no head"},
        {"\"legs\":0", "\"legs\":-1", "no legs"},
        {"\"notices\":0,", "", "no notices"},
        {"\"number\":1}", "\"number\":1", "not the whole"},
        {"\"number\":1}", "\"number\":1}{", "not the whole"},
        {"\"legs\":0", "\"legs\":0,\"legs\":0", "not the whole"},
    };
    struct anchor anchor;
    struct error err;
    void *mem = mem_context(NULL, "lines");
    (void)state;
    char *logged = mem_printf(mem, "Sep  1 00:00:00 north holdfast[7]: %s\n", whole);
    assert_int_equal(anchor_read(logged, &anchor, &err), STATUS_OK);
    assert_int_equal(anchor.at_us, POOL_NOW_US);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        const char *at = strstr(whole, BAD[i].old);
        assert_non_null(at);
        char *line = mem_printf(mem, "%.*s%s%s", (int)(at - whole), whole, BAD[i].new,
                                at + strlen(BAD[i].old));
        assert_int_equal(anchor_read(line, &anchor, &err), STATUS_INVALID);
        assert_non_null(strstr(err.message, BAD[i].said));
    }
    assert_int_equal(anchor_read("tail -f", &anchor, &err), STATUS_INVALID);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_is_what_its_anchors_saw),
        cmocka_unit_test(a_tail_that_was_cut_is_told_by_the_first_anchor_beyond_it),
        cmocka_unit_test(a_past_that_was_written_anew_is_told_though_its_chain_holds),
        cmocka_unit_test(another_book_is_told),
        cmocka_unit_test(an_event_that_is_gone_or_has_another_time_is_told),
        cmocka_unit_test(rows_that_went_or_came_are_counted),
        cmocka_unit_test(a_line_is_an_anchor_or_refused_with_what_it_lacks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
