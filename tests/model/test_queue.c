/* A hundred thousand open complaints: the queue's pages are read by an index in its order, from the
 * beginning as from the middle, whichever way; and what they cost is asked in few questions. */
#include "model/mem.h"
#include "model/view.h"
#include "tests/support/place.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COMPLAINTS 100000
#define PAGE 24
#define TEXT_OF(number) TEXT_OF_(number)
#define TEXT_OF_(number) #number

/* Each under way in one of five stages, their clocks in no order of their names; a tenth is
 * decided, and of that a half under appeal. */
#define GROW_SQL                                                                                   \
    "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i "     \
    "< " TEXT_OF(                                                                                  \
        COMPLAINTS) ")"                                                                            \
                    " INSERT INTO complaint (id, deal, seller, complainant, kind, state, "         \
                    "currency, amount_minor,"                                                      \
                    " due_us, door, opened_us, event, admitted_us, step_us, decided_us, "          \
                    "decided_by, reasons,"                                                         \
                    " decided_event, appeal_until_us)"                                             \
                    " SELECT 'G-' || i, 'O-1', 'S-1', 'B-1', 'not-received',"                      \
                    " CASE WHEN i % 10 = 0 THEN 'dismissed' WHEN i % 3 = 0 THEN 'filed' ELSE "     \
                    "'open' END, 'CNY',"                                                           \
                    " 100, 1788220800000000 + (i * 7919 % 100003) * 1000000, 'payer', "            \
                    "1788220800000000, 1, NULL,"                                                   \
                    " CASE WHEN i % 10 = 0 AND i % 20 <> 0 THEN NULL WHEN i % 3 <> 0 THEN NULL"    \
                    " ELSE 1788220800000000 + (i * 104729 % 100003) * 1000000 END,"                \
                    " CASE WHEN i % 10 = 0 THEN 1788220800000001 END, CASE WHEN i % 10 = 0 THEN "  \
                    "'ann' END,"                                                                   \
                    " CASE WHEN i % 10 = 0 THEN 'x' END, CASE WHEN i % 10 = 0 THEN 1 END,"         \
                    " CASE WHEN i % 10 = 0 THEN 1788220900000000 END FROM n"

/* Once for all, which only read it. */
static int grow(void **state)
{
    struct pool *pool = pool_new("queue.db");
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, store_execute(pool->store, GROW_SQL, &pool->err));
    pool_must(pool, store_execute(pool->store, "ANALYZE", &pool->err));
    *state = pool;
    return 0;
}

static int drop(void **state)
{
    pool_free(*state);
    return 0;
}

/* How the engine goes about it, line by line. */
static char *plan_of(struct pool *pool, const char *sql)
{
    struct stmt *q;
    bool has_row = false;
    char *plan = mem_strdup(pool->mem, "");
    const char *how = place_is_sqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
    char *text = mem_printf(pool->mem, "%s%s", how, sql);
    pool_must(pool, store_prepare(pool->store, text, &q, &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    while (has_row) {
        plan = mem_append(plan, "%s\n", stmt_text(q, place_is_sqlite() ? 3 : 0));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
    return plan;
}

/* It walks the queue's index and sorts nothing: from its beginning, or from a row in the middle. */
static void must_walk(struct pool *pool, bool is_from_middle, bool is_forward)
{
    const struct view *view = view_find("complaints");
    const char *sort = view->columns[view_column(view, view->natural)].sql;
    const char *beyond = is_forward ? ">" : "<";
    const char *order = is_forward ? "ASC" : "DESC";
    char *from = mem_printf(pool->mem,
                            " AND (%s) %s= 1788270800000000"
                            " AND ((%s) %s 1788270800000000 OR c.id %s 'G-5')",
                            sort, beyond, sort, beyond, beyond);
    char *sql = mem_printf(pool->mem,
                           "SELECT %s, d.id, p.party, a.due_us FROM %s WHERE 1 = 1"
                           " AND (%s) IS NOT NULL%s ORDER BY %s %s, %s %s LIMIT 25",
                           view->key, view->from, sort, is_from_middle ? from : "", sort, order,
                           view->key, order);
    char *plan = plan_of(pool, sql);
    if (strstr(plan, "complaint_next") == NULL || strstr(plan, "TEMP B-TREE") != NULL ||
        strstr(plan, "Sort") != NULL || strstr(plan, "Seq Scan on complaint") != NULL) {
        fail_msg("%s\n%s", sql, plan);
    }
}

static void every_page_of_the_queue_walks_its_index(void **state)
{
    struct pool *pool = *state;
    must_walk(pool, false, true);
    must_walk(pool, false, false);
    must_walk(pool, true, true);
    must_walk(pool, true, false);
}

static int64_t next_of(const struct view *view, const struct view_row *row)
{
    return row->cells[view_column(view, "next")].number;
}

/* In order, none twice, and a page is one question. */
static void pages_follow_each_other_with_one_question_each(void **state)
{
    struct pool *pool = *state;
    struct view_query query = {.view = view_find("complaints"), .sort = -1};
    struct view_cursor *cursor;
    struct view_page page = {0};
    struct view_row last = {0};
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    for (int i = 0; i < 5; i++) {
        const struct view_row *anchor = i == 0 ? NULL : &last;
        int64_t before = store_questions(pool->store);
        pool_must(pool,
                  view_fetch(cursor, pool->mem, anchor, VIEW_FORWARD, PAGE, &page, &pool->err));
        assert_int_equal(store_questions(pool->store), before + 1);
        assert_int_equal(page.count, PAGE);
        for (size_t row = 0; row < page.count; row++) {
            const struct view_row *previous = row == 0 ? anchor : &page.rows[row - 1];
            if (previous != NULL) {
                int64_t was = next_of(query.view, previous);
                int64_t is = next_of(query.view, &page.rows[row]);
                assert_true(was < is ||
                            (was == is && strcmp(previous->key.text, page.rows[row].key.text) < 0));
            }
        }
        last = page.rows[page.count - 1];
    }
}

/* What has no clock of its own stands below all that has. */
static void what_waits_for_nobody_here_comes_last(void **state)
{
    struct pool *pool = *state;
    struct view_query query = {.view = view_find("complaints"), .sort = -1};
    struct view_cursor *cursor;
    struct view_page page = {0};
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    int64_t before = store_questions(pool->store);
    pool_must(pool, view_fetch(cursor, pool->mem, NULL, VIEW_BACKWARD, PAGE, &page, &pool->err));
    assert_int_equal(store_questions(pool->store), before + 1);
    for (size_t row = 0; row < page.count; row++) {
        const struct cell *cells = page.rows[row].cells;
        assert_int_equal(cells[view_column(query.view, "next")].kind, CELL_NULL);
        assert_string_equal(cells[view_column(query.view, "state")].text, "dismissed");
    }
}

/* A filter looks at so many rows at a time, and says so; then it goes on from there. */
static void a_filter_looks_at_a_bounded_stretch(void **state)
{
    struct pool *pool = *state;
    struct view_query query = {
        .view = view_find("complaints"), .filter = "^none$", .sort = -1, .scan_rows_max = 1000};
    struct view_cursor *cursor;
    struct view_page page = {0};
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    int64_t before = store_questions(pool->store);
    pool_must(pool, view_fetch(cursor, pool->mem, NULL, VIEW_FORWARD, PAGE, &page, &pool->err));
    assert_int_equal(store_questions(pool->store), before + 1);
    assert_int_equal(page.count, 0);
    assert_true(page.is_partial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_of_the_queue_walks_its_index),
        cmocka_unit_test(pages_follow_each_other_with_one_question_each),
        cmocka_unit_test(what_waits_for_nobody_here_comes_last),
        cmocka_unit_test(a_filter_looks_at_a_bounded_stretch),
    };
    return cmocka_run_group_tests(tests, grow, drop);
}
