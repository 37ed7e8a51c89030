#include "model/view.h"

#include "model/book.h"
#include "model/mem.h"
#include "tests/support/place.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROWS 120
#define NOW INT64_C(1788000000000000)

struct fixture {
    void *mem;
    struct store *store;
    struct book *book;
    int64_t now_us;
    struct error err;
};

#define must(fixture, call) must_be_ok((fixture), (call), #call)
static void must_be_ok(struct fixture *f, enum status status, const char *what)
{
    if (status != STATUS_OK) {
        fail_msg("%s: %s (%s)", what, f->err.message, f->err.detail);
    }
}

static int set_up(void **state)
{
    struct fixture *f = MEM_NEW(NULL, struct fixture);
    f->mem = f;
    f->now_us = NOW;
    char *url = NULL;
    must(f, place_store(f, "v.db", &url, &f->store, &f->err));
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    must(f, book_create(f, f->store, &terms, "ann", clock_fixed(&f->now_us), &f->book, &f->err));
    if (book_in_transaction(f->book)) {
        must(f, book_commit(f->book, &f->err));
    }
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    mem_free(f);
    return 0;
}

static void insert(struct fixture *f, const char *sql, const char *const *texts, size_t count)
{
    struct stmt *stmt = NULL;
    must(f, store_prepare(f->store, sql, &stmt, &f->err));
    for (size_t i = 0; i < count; i++) {
        stmt_bind_text(stmt, (int)i + 1, texts[i]);
    }
    must(f, stmt_run(stmt, &f->err));
}

/* Parties with few different values in each column, and many without one. */
static void fill(struct fixture *f, struct random *random)
{
    must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    for (int i = 0; i < ROWS; i++) {
        char *id = mem_printf(f, "P-%03d", i);
        char *name = mem_printf(f, "名 %lld", (long long)random_below(random, 7));
        char *group = random_chance(random, 60)
                          ? NULL
                          : mem_printf(f, "G%lld", (long long)random_below(random, 4));
        const char *texts[] = {id, random_chance(random, 50) ? "seller" : "buyer", name, group};
        insert(f,
               "INSERT INTO party (id, kind, name, name_key, jurisdiction, control_group, event)"
               " VALUES ($1, $2, $3, $3, 'CN', $4, 1)",
               texts, 4);
        if (random_chance(random, 70)) {
            const char *account[] = {id, mem_printf(f, "%lld", (long long)random_below(random, 5))};
            insert(f,
                   "INSERT INTO account (id, book_id, kind, name, party, currency, balance_minor,"
                   " opened_event) SELECT coalesce(max(id), 0) + 1, 1, 'available', $1, $1, 'CNY',"
                   " CAST($2 AS BIGINT), 1 FROM account",
                   account, 2);
        }
        if (random_chance(random, 50)) {
            const char *hold[] = {mem_printf(f, "%d", 10000 + i), id,
                                  mem_printf(f, "%lld", (long long)random_below(random, 9) + 1)};
            insert(f,
                   "INSERT INTO account (id, book_id, kind, name, currency, balance_minor,"
                   " opened_event, purpose, payer, door, due_us) SELECT coalesce(max(id), 0) + 1,"
                   " 1, 'hold', $1, 'CNY', 5, 1, 'sale', $2, 'payer', CAST($3 AS BIGINT) * 86400"
                   " FROM account",
                   hold, 3);
        }
    }
    must(f, store_commit(f->store, &f->err));
}

static struct view_cursor *open_view(struct fixture *f, void *mem, const struct view_query *query)
{
    struct view_cursor *cursor = NULL;
    must(f, view_open(mem, f->book, query, &cursor, &f->err));
    return cursor;
}

/* All ids that paging gives, in the list's order, joined. */
static char *walk(struct fixture *f, void *mem, struct view_cursor *cursor, struct random *random,
                  enum view_direction direction)
{
    char *all = mem_strdup(mem, "");
    const struct view_row *anchor = NULL;
    struct view_page page = {.is_end = false};
    while (!page.is_end || page.is_partial) {
        size_t limit = (size_t)random_between(random, 1, 40);
        must(f, view_fetch(cursor, mem, anchor, direction, limit, &page, &f->err));
        assert_true(page.count <= limit);
        char *ids = mem_strdup(mem, "");
        for (size_t i = 0; i < page.count; i++) {
            ids = mem_append(ids, "%s\n", page.rows[i].id);
        }
        all = direction == VIEW_FORWARD ? mem_append(all, "%s", ids)
                                        : mem_printf(mem, "%s%s", ids, all);
        if (page.count > 0) {
            anchor = &page.rows[direction == VIEW_FORWARD ? page.count - 1 : 0];
        }
        if (page.is_partial) {
            anchor =
                mem_move(mem, memcpy(MEM_NEW(mem, struct view_row), &page.rest, sizeof page.rest));
        } else if (page.count == 0) {
            assert_true(page.is_end);
        }
    }
    return all;
}

struct ids {
    const struct view *view;
    char *all;
    size_t count;
};

static size_t lines_in(const char *text)
{
    size_t lines = 0;
    for (; *text != '\0'; text++) {
        lines += *text == '\n' ? 1 : 0;
    }
    return lines;
}

static enum status count_each(void *state, const struct cell *cells, struct error *err)
{
    (void)cells;
    (void)err;
    (*(size_t *)state)++;
    return STATUS_OK;
}

static void check_query(struct fixture *f, const struct view_query *query, struct random *random)
{
    void *mem = mem_context(f, "a query");
    struct view_cursor *cursor = open_view(f, mem, query);
    char *forward = walk(f, mem, cursor, random, VIEW_FORWARD);
    char *backward = walk(f, mem, cursor, random, VIEW_BACKWARD);
    assert_string_equal(forward, backward);
    size_t count = 0;
    must(f, view_count(cursor, SIZE_MAX, &count, &f->err));
    assert_int_equal(count, lines_in(forward));
    size_t each = 0;
    must(f, view_each(cursor, SIZE_MAX, count_each, &each, &f->err));
    assert_int_equal(each, count);
    /* Each row once, and each is found by its id. */
    for (char *id = forward; *id != '\0'; id = strchr(id, '\n') + 1) {
        char *one = mem_strndup(mem, id, (size_t)(strchr(id, '\n') - id));
        char *with_end = mem_printf(mem, "\n%s\n", one);
        char *rest = strchr(id, '\n');
        assert_null(strstr(rest, with_end));
        struct view_row row;
        must(f, view_find_row(cursor, mem, one, &row, &f->err));
        assert_string_equal(row.id, one);
    }
    mem_free(mem);
}

static void paging_gives_every_row_once_by_any_column_and_direction(void **state)
{
    struct fixture *f = *state;
    struct random random = random_start("view", 20260901);
    fill(f, &random);
    static const char *const views[] = {"parties", "sellers", "holds", "accounts", NULL};
    for (size_t v = 0; views[v] != NULL; v++) {
        const struct view *view = view_find(views[v]);
        for (int sort = -1; sort < (int)view->column_count; sort++) {
            struct view_query query = {.view = view, .sort = sort};
            check_query(f, &query, &random);
            query.is_descending = true;
            check_query(f, &query, &random);
            query.filter = "P-0.[37]";
            check_query(f, &query, &random);
            query.scan_rows_max = 50;
            check_query(f, &query, &random);
        }
    }
}

static void every_view_opens_and_sorts_by_each_of_its_columns(void **state)
{
    struct fixture *f = *state;
    struct random random = random_start("views", 1);
    fill(f, &random);
    for (const struct view *const *view = view_all(); *view != NULL; view++) {
        for (int sort = -1; sort < (int)(*view)->column_count; sort++) {
            void *mem = mem_context(f, "a query");
            const char *scope = (*view)->scope == NULL      ? NULL
                                : (*view)->scope_is_account ? "available:P-001"
                                                            : "1";
            struct view_query query = {.view = *view, .sort = sort, .scope = scope};
            struct view_cursor *cursor = NULL;
            if (sort >= 0 && (*view)->columns[sort].sql == NULL) {
                assert_int_equal(view_open(mem, f->book, &query, &cursor, &f->err), STATUS_INVALID);
            } else if (view_open(mem, f->book, &query, &cursor, &f->err) == STATUS_OK) {
                struct view_page page;
                must(f, view_fetch(cursor, mem, NULL, VIEW_FORWARD, 5, &page, &f->err));
            } else {
                assert_int_equal(f->err.status, STATUS_NOT_FOUND);
            }
            mem_free(mem);
        }
    }
}

/* The sort column's texts of a whole list. */
static char *column_texts(struct fixture *f, void *mem, const struct view_query *query)
{
    struct view_cursor *cursor = open_view(f, mem, query);
    struct view_page page;
    must(f, view_fetch(cursor, mem, NULL, VIEW_FORWARD, VIEW_PAGE_ROWS_MAX, &page, &f->err));
    char *all = mem_strdup(mem, "");
    for (size_t i = 0; i < page.count; i++) {
        all = mem_append(all, "%s,", cell_text(mem, &page.rows[i].cells[query->sort]));
    }
    return all;
}

static void every_row_has_something_to_open(void **state)
{
    (void)state;
    for (const struct view *const *view = view_all(); *view != NULL; view++) {
        if ((*view)->id_prefix == NULL && (*view)->id == NULL) {
            fail_msg("a row of %s has no id", (*view)->name);
        }
    }
}

static void rows_without_a_value_come_last_both_ways(void **state)
{
    struct fixture *f = *state;
    struct random random = random_start("nulls", 3);
    fill(f, &random);
    const struct view *view = view_find("parties");
    struct view_query query = {.view = view, .sort = view_column(view, "group")};
    char *up = column_texts(f, f, &query);
    assert_memory_equal(up, "G0,", 3);
    assert_string_equal(up + strlen(up) - 3, ",,,");
    query.is_descending = true;
    char *down = column_texts(f, f, &query);
    assert_memory_equal(down, "G3,", 3);
    assert_string_equal(down + strlen(down) - 3, ",,,");
}

static void a_filter_sees_each_cell_as_a_line(void **state)
{
    struct fixture *f = *state;
    struct random random = random_start("filter", 4);
    fill(f, &random);
    static const struct {
        const char *filter;
        size_t count;
    } cases[] = {{"^p-007$", 1}, {"P-00[1-3]", 3}, {"7 buyer", 0}, {"^CN$", ROWS}, {"", ROWS}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view_query query = {
            .view = view_find("parties"), .sort = -1, .filter = cases[i].filter};
        struct view_cursor *cursor = open_view(f, f, &query);
        size_t count = 0;
        must(f, view_count(cursor, SIZE_MAX, &count, &f->err));
        assert_int_equal(count, cases[i].count);
    }
}

static void a_bad_filter_is_refused_with_its_own_offset(void **state)
{
    struct fixture *f = *state;
    struct view_query query = {.view = view_find("parties"), .sort = -1, .filter = "ab("};
    struct view_cursor *cursor = NULL;
    assert_int_equal(view_open(f, f->book, &query, &cursor, &f->err), STATUS_INVALID);
    assert_non_null(strstr(f->err.message, "offset 3"));
}

static void an_unknown_row_is_not_found(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *view, *id;
    } cases[] = {{"holds", "hold:7"},         {"holds", "hold:x"},   {"holds", "deal:1"},
                 {"accounts", "hold:7"},      {"accounts", "cash"},  {"sellers", "seller:S"},
                 {"accounts", "available:S"}, {"events", "event:99"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct view_query query = {.view = view_find(cases[i].view), .sort = -1};
        struct view_cursor *cursor = open_view(f, f, &query);
        struct view_row row;
        assert_int_equal(view_find_row(cursor, f, cases[i].id, &row, &f->err), STATUS_NOT_FOUND);
    }
}

static void what_happens_if_nobody_acts_is_said_in_words(void **state)
{
    struct fixture *f = *state;
    const struct {
        int64_t left_us;
        const char *says;
    } cases[] = {
        {3 * TIME_US_PER_DAY + 4 * 3600 * TIME_US_PER_SECOND, "to buyer B-1: 312.30 in 3d 4h"},
        {0, "to buyer B-1: 312.30 now"},
        {-2 * TIME_US_PER_DAY, "to buyer B-1: 312.30 overdue by 2d"},
        {TIME_NONE, "to buyer B-1: 312.30"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cell cell = {.kind = CELL_OUTCOME,
                            .text = "to buyer B-1",
                            .number = 31230,
                            .currency = "CNY",
                            .left_us = cases[i].left_us};
        assert_string_equal(cell_text(f, &cell), cases[i].says);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(paging_gives_every_row_once_by_any_column_and_direction),
        TEST(every_view_opens_and_sorts_by_each_of_its_columns),
        TEST(every_row_has_something_to_open),
        TEST(rows_without_a_value_come_last_both_ways),
        TEST(a_filter_sees_each_cell_as_a_line),
        TEST(a_bad_filter_is_refused_with_its_own_offset),
        TEST(an_unknown_row_is_not_found),
        TEST(what_happens_if_nobody_acts_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
