/* test_copy.c - a store that is copied into another one: the same rows, numbers and hashes,
 * whatever stops it on its way. */
#include "model/copy.h"

#include "model/campaign.h"
#include "model/deal.h"
#include "model/mem.h"
#include "model/relation.h"
#include "tests/support/copying.h"
#include "tests/support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_MAX 40

/* ---- the tables ---- */

static const char *const columns_sql[] = {
    /* SQLite: position in the key, or 0 */
    "SELECT t.name, c.name, c.type = 'TEXT', c.pk FROM sqlite_schema t,"
    " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    "SELECT c.table_name, c.column_name, CAST(c.data_type = 'text' AS INTEGER),"
    " coalesce(k.ordinal_position, 0) FROM information_schema.columns c"
    " LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema"
    " AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'"
    " LEFT JOIN information_schema.key_column_usage k"
    " ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name"
    " AND k.table_name = c.table_name AND k.column_name = c.column_name"
    " WHERE c.table_schema = 'holdfast' AND c.table_name IN"
    " (SELECT table_name FROM information_schema.tables WHERE table_schema = 'holdfast'"
    " AND table_type = 'BASE TABLE' AND table_name <> 'store_version')",
};

static const struct relation_column *find_column(const struct relation *relation, const char *name,
                                                 int64_t *position)
{
    for (size_t i = 0; i < relation->count; i++) {
        if (strcmp(relation->columns[i].name, name) == 0) {
            *position = (int64_t)i + 1;
            return &relation->columns[i];
        }
    }
    return NULL;
}

static const struct relation *find_relation(const char *name)
{
    const struct relation *relation = relation_list();
    while (relation->name != NULL && strcmp(relation->name, name) != 0) {
        relation++;
    }
    return relation;
}

static void the_tables_are_those_of_the_schema(void **state)
{
    struct pool *pool = pool_new("tables.db");
    struct stmt *q = NULL;
    bool has_row = false;
    size_t listed = 0;
    size_t found = 0;
    (void)state;
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        listed += r->count;
    }
    pool_must(pool,
              store_prepare(pool->store, columns_sql[place_is_sqlite() ? 0 : 1], &q, &pool->err));
    for (pool_must(pool, stmt_step(q, &has_row, &pool->err)); has_row; found++) {
        int64_t position = 0;
        const struct relation *relation = find_relation(stmt_text(q, 0));
        if (relation->name == NULL) {
            fail_msg("table %s is not copied", stmt_text(q, 0));
        }
        const struct relation_column *column = find_column(relation, stmt_text(q, 1), &position);
        if (column == NULL) {
            fail_msg("%s.%s is not copied", stmt_text(q, 0), stmt_text(q, 1));
        }
        assert_int_equal(column->kind == RELATION_TEXT, stmt_int(q, 2));
        assert_int_equal(column->role == RELATION_KEY ? position : 0, stmt_int(q, 3));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
    assert_int_equal(found, listed);
    pool_free(pool);
}

/* ---- the same ---- */

static void a_copy_has_the_same_rows_numbers_and_hashes(void **state)
{
    struct pool *pool = copying_pool("whole.db");
    (void)state;
    copying_same(pool, place_new(pool->mem, "copy.db"));
    pool_free(pool);
}

static void a_copy_of_a_copy_in_the_other_engine_is_the_same_again(void **state)
{
    struct pool *pool = copying_pool("hop.db");
    char *file = copying_file(pool, "hop.file.db");
    (void)state;
    copying_same(pool, file);
    struct pool *second = copying_pool_on(pool, file);
    char *back = place_new(pool->mem, "back.db");
    copying_same(second, back);
    assert_string_equal(copying_dump(pool, back), copying_dump(pool, pool->url));
    pool_free(second);
    pool_free(pool);
}

/* A dump without hashes and salts: what two do alike is sealed otherwise each time. */
static char *without_seals(char *dump)
{
    for (char *at = dump; *at != '\0';) {
        size_t digits = strspn(at, "0123456789abcdef");
        if (digits >= 32) {
            memset(at, '?', digits);
        }
        at += digits > 0 ? digits : 1;
    }
    return dump;
}

static void a_copy_can_be_worked_in(void **state)
{
    struct pool *pool = copying_pool("work.db");
    char *to = place_new(pool->mem, "work.copy.db");
    (void)state;
    (void)copying_copy(pool, to);
    struct pool *other = copying_pool_on(pool, to);
    copying_play_on(pool);
    copying_play_on(other);
    pool_verify(other);
    assert_string_equal(without_seals(copying_dump(pool, to)),
                        without_seals(copying_dump(pool, pool->url)));
    pool_free(other);
    pool_free(pool);
}

static void what_is_new_is_brought_over_later(void **state)
{
    struct pool *pool = copying_pool("later.db");
    char *to = place_new(pool->mem, "later.copy.db");
    (void)state;
    int64_t before = copying_copy(pool, to).events;
    copying_play_on(pool);
    struct copy_result result = copying_copy(pool, to);
    assert_true(result.brought > 5);
    assert_int_equal(result.brought, result.events - before);
    copying_check(pool, &result);
    assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    assert_int_equal(copying_copy(pool, to).brought, 0);
    copying_verify(pool, to);
    pool_free(pool);
}

/* A row that goes over once more names columns that never change, as they are. */
static void a_chain_and_a_group_buy_that_have_changed_are_brought_over(void **state)
{
    struct pool *pool = copying_pool("kept.db");
    char *to = place_new(pool->mem, "kept.copy.db");
    struct deal deal = {.id = "CHAIN",
                        .mode = "chain",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "means",
                        .price = cny(1000),
                        .fee = cny(0)};
    struct deal_capture capture = {"CHAIN", "alipay", cny(1000)};
    struct deal_step step = {.deal = "CHAIN"};
    struct campaign campaign = {.id = "GROUP",
                                .seller = "S-2",
                                .currency = "CNY",
                                .target_count = 1,
                                .ends_us = pool->now_us + TIME_US_PER_DAY};
    struct campaign_step off = {"GROUP", "nobody came"};
    (void)state;
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, campaign_open(pool->book, &campaign, pool_run(pool), &pool->err));
    (void)copying_copy(pool, to);
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, campaign_cancel(pool->book, &off, pool_run(pool), &pool->err));
    assert_int_equal(copying_copy(pool, to).brought, 2);
    assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    copying_verify(pool, to);
    pool_free(pool);
}

/* Somebody works in the source each time that the copy tells how far it is. */
static bool works_on(void *state, const char *what, int64_t done, int64_t total)
{
    struct pool *other = state;
    (void)what;
    (void)done;
    (void)total;
    pool_earn(other, "S-2", 77);
    return true;
}

static void a_copy_is_of_one_moment_whatever_happens_meanwhile(void **state)
{
    struct pool *pool = copying_pool("moment.db");
    struct pool *other = copying_pool_on(pool, pool->url);
    char *to = place_new(pool->mem, "moment.copy.db");
    struct copy_terms terms = {.to = to, .batch = 10, .progress = works_on, .state = other};
    struct copy_result result;
    (void)state;
    char *before = copying_dump(pool, pool->url);
    pool_must(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err));
    assert_string_equal(copying_dump(pool, to), before);
    assert_true(copying_copy(pool, to).brought > 10);
    assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    pool_free(other);
    pool_free(pool);
}

/* ---- stopped ---- */

static void a_copy_that_is_stopped_goes_on_where_it_stood(void **state)
{
    struct pool *pool = copying_pool("stopped.db");
    char *expected = copying_dump(pool, pool->url);
    (void)state;
    for (int64_t batch = 2; batch < 40; batch *= 3) {
        char *to = place_new(pool->mem, "stopped.copy.db");
        int rounds = 0;
        /* Rows are looked at from the first on again, so each round has to go further. */
        while (!copying_goes_so_far(pool, to, rounds * rounds / 2, batch)) {
            assert_true(++rounds < ROUNDS_MAX);
        }
        assert_true(rounds > 1);
        assert_string_equal(copying_dump(pool, to), expected);
        assert_int_equal(copying_open_book(pool, to), STATUS_OK);
    }
    pool_free(pool);
}

static void every_place_to_stop_is_one_to_go_on_from(void **state)
{
    struct pool *pool = copying_pool("places.db");
    bool is_whole = false;
    int rounds = 0;
    (void)state;
    for (int64_t calls = 0; !is_whole; calls += 1 + calls / 4) {
        char *to = copying_target(pool, rounds++);
        is_whole = copying_goes_so_far(pool, to, calls, 9);
        pool_earn(pool, "S-1", 100 + calls); /* the source has gone on */
        assert_true(copying_copy(pool, to).brought > 0);
        assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    }
    pool_free(pool);
}

struct cutter {
    const char *url;
    int64_t calls_left;
};

/* Ends every connection to a store, once. */
static bool cuts(void *state, const char *what, int64_t done, int64_t total)
{
    struct cutter *cutter = state;
    (void)what;
    (void)done;
    (void)total;
    if (cutter->calls_left-- == 0) {
        place_psql(cutter->url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    return true;
}

static void a_connection_that_breaks_is_told_of_and_made_good(void **state)
{
    struct pool *pool = copying_pool("cut.db");
    int lost = 0;
    (void)state;
    for (int64_t calls = 0; calls < 12; calls += 1 + calls / 3) {
        char *to = place_new(pool->mem, "cut.copy.db");
        struct cutter cutter = {.url = calls % 2 ? to : pool->url, .calls_left = calls};
        struct copy_terms terms = {.to = to, .batch = 5, .progress = cuts, .state = &cutter};
        struct copy_result result;
        enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
        assert_true(cutter.calls_left < 0);
        pool_must_be(pool, status, status == STATUS_OK ? STATUS_OK : STATUS_LOST, "a cut copy");
        lost += status != STATUS_OK;
        assert_true(status == STATUS_OK || pool->err.hint[0] != '\0');
        (void)copying_copy(pool, to);
        assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    }
    assert_true(lost > 2);
    pool_free(pool);
}

static void a_source_that_fails_anywhere_spoils_nothing(void **state)
{
    struct pool *pool = copying_pool("fails.db");
    enum status status = STATUS_IO;
    int failures = 0;
    (void)state;
    for (int64_t nth = 1; status != STATUS_OK; nth += 1 + nth / 5) {
        char *to = copying_target(pool, failures);
        struct copy_terms terms = {.to = to, .batch = 20};
        struct copy_result result;
        store_fail_call(pool->store, nth);
        status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
        store_fail_call(pool->store, 0);
        failures += status != STATUS_OK;
        pool_must_be(pool, status, status == STATUS_OK ? STATUS_OK : STATUS_IO, "a failing source");
        (void)copying_copy(pool, to);
        assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    }
    assert_true(failures > 15);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_are_those_of_the_schema),
        cmocka_unit_test(a_copy_has_the_same_rows_numbers_and_hashes),
        cmocka_unit_test(a_copy_of_a_copy_in_the_other_engine_is_the_same_again),
        cmocka_unit_test(a_copy_can_be_worked_in),
        cmocka_unit_test(what_is_new_is_brought_over_later),
        cmocka_unit_test(a_chain_and_a_group_buy_that_have_changed_are_brought_over),
        cmocka_unit_test(a_copy_is_of_one_moment_whatever_happens_meanwhile),
        cmocka_unit_test(a_copy_that_is_stopped_goes_on_where_it_stood),
        cmocka_unit_test(every_place_to_stop_is_one_to_go_on_from),
        cmocka_unit_test(a_source_that_fails_anywhere_spoils_nothing),
    };
    const struct CMUnitTest of_servers[] = {
        cmocka_unit_test(a_connection_that_breaks_is_told_of_and_made_good),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed : failed + cmocka_run_group_tests(of_servers, NULL, NULL);
}
