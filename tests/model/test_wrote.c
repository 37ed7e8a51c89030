/* What an event writes beside its legs is covered by its hash, from the day on which it was. */
#include "model/wrote.h"

#include "model/mem.h"
#include "model/verify.h"
#include "tests/support/tampered.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void run(struct pool *pool, const char *sql)
{
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
}

/* What is said of what events write; "" where all of it holds. */
static const char *said(struct pool *pool, int row)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    return rows[row].first_breach;
}

static struct pool *unguarded(void)
{
    struct pool *pool = tampered_market();
    pool_unguard(pool);
    return pool;
}

static void what_is_covered_is_that_which_the_header_describes(void **state)
{
    static const char LINES[] = "4:lien\n1:7\n-\n0:\n6:one\ntw\n";
    struct wrote *wrote = wrote_new(NULL);
    char expected[DIGEST_HEX_BYTES];
    (void)state;
    wrote_begin(wrote);
    assert_string_equal(wrote_finish(wrote), "");
    wrote_begin(wrote);
    wrote_row(wrote, "lien");
    wrote_int(wrote, true, 7);
    wrote_int(wrote, false, 7);
    wrote_text(wrote, "");
    wrote_text(wrote, "one\ntw");
    digest_of(LINES, strlen(LINES), expected);
    assert_string_equal(wrote_finish(wrote), expected);
    mem_free(wrote);
}

static void an_event_that_stops_saying_what_it_wrote_is_named(void **state)
{
    struct pool *pool = unguarded();
    (void)state;
    run(pool, "UPDATE event SET wrote = NULL WHERE number = (SELECT max(number) FROM event)");
    tampered_make_fit(pool);
    assert_string_equal(said(pool, VERIFY_CHAIN), "");
    assert_non_null(strstr(said(pool, VERIFY_WROTE), "does not say what it wrote"));
    pool_free(pool);
}

/* The books that were begun before it was covered, and went on. */
static void events_of_before_say_nothing_and_later_ones_are_proved(void **state)
{
    struct pool *pool = unguarded();
    (void)state;
    run(pool, "UPDATE event SET wrote = NULL WHERE number <"
              " (SELECT event FROM notice ORDER BY id DESC LIMIT 1)");
    tampered_make_fit(pool);
    assert_string_equal(said(pool, VERIFY_CHAIN), "");
    assert_string_equal(said(pool, VERIFY_WROTE), "");
    run(pool, "UPDATE notice SET text = 'x' WHERE id = 1"); /* only an anchored backup tells */
    assert_string_equal(said(pool, VERIFY_WROTE), "");
    run(pool, "UPDATE notice SET text = 'x' WHERE id = (SELECT max(id) FROM notice)");
    assert_non_null(strstr(said(pool, VERIFY_WROTE), "wrote other accounts, liens or notices"));
    run(pool, "DELETE FROM notice WHERE id = 1");
    assert_non_null(strstr(said(pool, VERIFY_WROTE), "notice:1 is missing"));
    pool_free(pool);
}

static void a_notice_that_was_moved_to_another_event_is_named(void **state)
{
    struct pool *pool = unguarded();
    (void)state;
    run(pool, "UPDATE notice SET event = (SELECT max(number) FROM event) WHERE id = 1");
    assert_non_null(strstr(said(pool, VERIFY_WROTE), "wrote other accounts, liens or notices"));
    pool_free(pool);
}

static void a_row_of_no_event_is_named(void **state)
{
    struct pool *pool = unguarded();
    (void)state;
    run(pool, "INSERT INTO notice (id, event, party, subject, at_us, text, kind, language, title,"
              " next_us) SELECT 1 + max(id), 1 + (SELECT max(number) FROM event), 'S-1', 'x', 1,"
              " 'x', 'x', 'en', 'x', 1 FROM notice");
    assert_non_null(strstr(said(pool, VERIFY_WROTE), "is of no event, or out of place"));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_covered_is_that_which_the_header_describes),
        cmocka_unit_test(an_event_that_stops_saying_what_it_wrote_is_named),
        cmocka_unit_test(events_of_before_say_nothing_and_later_ones_are_proved),
        cmocka_unit_test(a_notice_that_was_moved_to_another_event_is_named),
        cmocka_unit_test(a_row_of_no_event_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
