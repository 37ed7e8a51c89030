/* test_copy_refused.c - no store that is not this one's copy is touched, and whatever is changed in
 * one is found. */
#include "model/copy.h"

#include "model/mem.h"
#include "model/operator.h"
#include "tests/support/copying.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- refused ---- */

static void a_store_is_not_copied_onto_itself(void **state)
{
    struct pool *pool = copying_pool("itself.db");
    char *before = copying_dump(pool, pool->url);
    (void)state;
    copying_refused(pool, pool->url, STATUS_CONFLICT, "itself");
    if (place_is_sqlite()) {
        char *link = mem_printf(pool->mem, "%s.link", pool->url);
        assert_int_equal(symlink(pool->url, link), 0);
        copying_refused(pool, link, STATUS_CONFLICT, "itself");
        copying_refused(pool, mem_printf(pool->mem, "sqlite:%s", pool->url), STATUS_CONFLICT,
                        "itself");
    } else {
        copying_refused(pool, mem_printf(pool->mem, "%s?application_name=x", pool->url),
                        STATUS_CONFLICT, "itself");
    }
    assert_string_equal(copying_dump(pool, pool->url), before);
    pool_free(pool);
}

/* Refused, and not a byte of it is another afterwards. */
static void must_stay(struct pool *pool, const char *to, const char *word)
{
    char *before = copying_dump(pool, to);
    copying_refused(pool, to, STATUS_CONFLICT, word);
    assert_non_null(strstr(pool->err.message, "no copy of this store"));
    assert_non_null(strstr(pool->err.hint, "stays as it is"));
    assert_string_equal(copying_dump(pool, to), before);
}

static void a_target_in_which_somebody_worked_stays_as_it_is(void **state)
{
    struct pool *pool = copying_pool("worked.db");
    char *to = place_new(pool->mem, "worked.copy.db");
    (void)state;
    (void)copying_copy(pool, to);
    struct pool *other = copying_pool_on(pool, to);
    pool_earn(other, "S-1", 1);
    must_stay(pool, to, "more events");
    copying_play_on(pool);
    must_stay(pool, to, "other events");
    pool_verify(other);
    pool_free(other);
    pool_free(pool);
}

static void a_target_that_is_another_store_stays_as_it_is(void **state)
{
    struct pool *pool = copying_pool("ours.db");
    struct pool *later = MEM_NEW(NULL, struct pool);
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    (void)state;
    later->mem = later;
    later->now_us = pool->now_us + 1;
    later->url = place_new(later, "later.db");
    pool_must(later, store_open(later, later->url, STORE_CREATE, &later->store, &later->err));
    /* A store without a book is taken when there is nothing in it, and only then. */
    char *empty = place_new(pool->mem, "empty.db");
    store_close(copying_open(pool, empty, STORE_CREATE));
    copying_same(pool, empty);
    copying_execute(later, later->store,
                    "INSERT INTO party (id, kind, name, name_key, jurisdiction, event)"
                    " VALUES ('X', 'buyer', 'x', 'x', 'CN', 1)");
    must_stay(pool, later->url, "has no book");
    copying_execute(later, later->store, "DELETE FROM party");
    pool_must(later, operator_found(later, later->store, &terms, "ann", clock_fixed(&later->now_us),
                                    &later->book, &later->err));
    must_stay(pool, later->url, "another book");
    /* The same book with other events, and half a copy of it. */
    struct pool *twin = pool_new("twin.db");
    pool_earn(twin, "S-1", 5);
    must_stay(pool, twin->url, "other events");
    char *half = place_new(pool->mem, "half.db");
    assert_false(copying_goes_so_far(twin, half, 1, 5));
    assert_false(copying_goes_so_far(twin, half, 2, 5));
    must_stay(pool, half, "other events");
    pool_free(twin);
    pool_free(later);
    pool_free(pool);
}

static void a_file_of_another_program_stays_as_it_is(void **state)
{
    struct pool *pool = copying_pool("foreign.db");
    char path[SCRATCH_PATH_BYTES];
    char read[16] = "";
    (void)state;
    (void)scratch_file("foreign.txt", "as it was", 9, path);
    copying_refused(pool, path, STATUS_INVALID, "no database");
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(read, 1, sizeof read, file), 9);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(read, "as it was");
    *strrchr(path, '/') = '\0';
    copying_refused(pool, path, STATUS_INVALID, "folder");
    pool_free(pool);
}

static void only_who_may_see_all_may_copy(void **state)
{
    struct pool *pool = copying_pool("rights.db");
    char *to = place_new(pool->mem, "rights.copy.db");
    struct copy_terms terms = {.to = to};
    struct copy_result result;
    struct book *book = NULL;
    struct store *none = NULL;
    (void)state;
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &book,
                              &pool->err));
    pool_must_be(pool, copy_run(pool->mem, book, &terms, &result, &pool->err), STATUS_DENIED,
                 "bob's copy");
    pool_must_be(pool, store_open(pool->mem, to, STORE_READ, &none, &pool->err), STATUS_NOT_FOUND,
                 "the target of a copy that was refused");
    pool_free(pool);
}

struct rival {
    struct pool *pool;
    const char *to;
    int64_t calls;
};

/* The same copy, whole, while this one is under way. */
static bool overtakes(void *state, const char *what, int64_t done, int64_t total)
{
    struct rival *rival = state;
    (void)what;
    (void)done;
    (void)total;
    if (rival->calls++ == 0) {
        (void)copying_copy(rival->pool, rival->to);
    }
    return true;
}

static void of_two_copies_at_once_one_is_told_of_the_other(void **state)
{
    struct pool *pool = copying_pool("two.db");
    char *to = place_new(pool->mem, "two.copy.db");
    struct rival rival = {.pool = copying_pool_on(pool, pool->url), .to = to};
    struct copy_terms terms = {.to = to, .batch = 3, .progress = overtakes, .state = &rival};
    struct copy_result result;
    (void)state;
    pool_must_be(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err),
                 STATUS_CONFLICT, "the slower copy");
    assert_non_null(strstr(pool->err.message, "somebody else"));
    assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    assert_int_equal(copying_open_book(pool, to), STATUS_OK);
    pool_free(rival.pool);
    pool_free(pool);
}

/* ---- damaged ---- */

static void a_source_whose_events_are_not_what_was_written_is_not_copied(void **state)
{
    struct pool *pool = copying_pool("damaged.db");
    char *to = place_new(pool->mem, "damaged.copy.db");
    (void)state;
    copying_tamper(pool, pool->url, "UPDATE event SET body = body || ' ' WHERE number = 7");
    copying_refused(pool, to, STATUS_CORRUPT, "event 7 of the source");
    assert_int_equal(copying_open_book(pool, to), STATUS_NOT_FOUND); /* nothing was begun */
    pool_free(pool);
}

struct change {
    struct pool *pool;
    const char *to, *sql;
    bool is_done;
};

/* When all is there, before it is compared. */
static bool changes(void *state, const char *what, int64_t done, int64_t total)
{
    struct change *change = state;
    if (!change->is_done && strcmp(what, "rows") == 0 && done == total) {
        change->is_done = true;
        copying_tamper(change->pool, change->to, change->sql);
    }
    return true;
}

static const struct {
    const char *sql, *found;
    bool is_repaired; /* by the same copy, run again */
} changed[] = {
    {"UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 3", "account 3 is another",
     true},
    {"UPDATE account SET payee = 'S-2' WHERE id = 4", "account 4 is another", false},
    {"UPDATE event SET body = '{}' WHERE number = 9", "event 1 9 is another", false},
    {"DELETE FROM leg WHERE event = (SELECT min(event) FROM leg)", "is missing", false},
    {"UPDATE operator SET roles = 'admin' WHERE login = 'bob'", "operator bob is another", true},
    {"DELETE FROM operator WHERE login = 'bob'", "operator bob is missing", true},
    {"INSERT INTO operator (login, roles, event) VALUES ('eve', 'admin', 1)",
     "operator eve is in it, and not in the source", false},
    {"UPDATE deal SET shop = '' WHERE id = 'O-3'", "deal O-3 is another", true},
    {"UPDATE notice SET text = text || '.' WHERE id = 1", "notice 1 is another", false},
};

static void whatever_is_changed_in_the_target_is_found(void **state)
{
    struct pool *pool = copying_pool("changed.db");
    (void)state;
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        struct change change = {
            .pool = pool, .to = place_new(pool->mem, "changed.copy.db"), .sql = changed[i].sql};
        struct copy_terms terms = {.to = change.to, .progress = changes, .state = &change};
        struct copy_result result;
        enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
        pool_must_be(pool, status, STATUS_CORRUPT, changed[i].sql);
        if (strstr(pool->err.message, changed[i].found) == NULL) {
            fail_msg("%s: %s", changed[i].sql, pool->err.message);
        }
        assert_int_equal(copying_open_book(pool, change.to), STATUS_UNSUPPORTED);
        status = copy_run(pool->mem, pool->book, &(struct copy_terms){.to = change.to}, &result,
                          &pool->err);
        pool_must_be(pool, status, changed[i].is_repaired ? STATUS_OK : STATUS_CORRUPT,
                     changed[i].sql);
    }
    pool_free(pool);
}

static void a_finished_copy_that_was_changed_is_told_of_and_not_touched(void **state)
{
    struct pool *pool = copying_pool("finished.db");
    char *to = place_new(pool->mem, "finished.copy.db");
    (void)state;
    (void)copying_copy(pool, to);
    copying_tamper(pool, to, "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 3");
    char *before = copying_dump(pool, to);
    copying_refused(pool, to, STATUS_CORRUPT, "account 3 is another");
    assert_string_equal(copying_dump(pool, to), before);
    pool_free(pool);
}

static void a_changed_event_is_found_when_the_source_has_gone_on(void **state)
{
    struct pool *pool = copying_pool("gone.db");
    char *to = place_new(pool->mem, "gone.copy.db");
    (void)state;
    (void)copying_copy(pool, to);
    copying_tamper(pool, to, "UPDATE event SET subject = 'x' WHERE number = 2");
    copying_play_on(pool);
    copying_refused(pool, to, STATUS_CORRUPT, "event 1 2 is another");
    assert_int_equal(copying_open_book(pool, to), STATUS_UNSUPPORTED);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_is_not_copied_onto_itself),
        cmocka_unit_test(a_target_in_which_somebody_worked_stays_as_it_is),
        cmocka_unit_test(a_target_that_is_another_store_stays_as_it_is),
        cmocka_unit_test(a_file_of_another_program_stays_as_it_is),
        cmocka_unit_test(only_who_may_see_all_may_copy),
        cmocka_unit_test(of_two_copies_at_once_one_is_told_of_the_other),
        cmocka_unit_test(a_source_whose_events_are_not_what_was_written_is_not_copied),
        cmocka_unit_test(whatever_is_changed_in_the_target_is_found),
        cmocka_unit_test(a_finished_copy_that_was_changed_is_told_of_and_not_touched),
        cmocka_unit_test(a_changed_event_is_found_when_the_source_has_gone_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
