#include "model/view.h"

#include "model/locate.h"
#include "model/mem.h"
#include "model/rights.h"
#include "model/text.h"
#include "model/views.h"

#include <assert.h>
#include <string.h>

#define FILTER_PREFIX "(?m)" /* a row is matched as lines, one for each cell */

/* A sorted list is the rows that have a value, in its order, and then those that have none, by key.
 * So each part is one range of one index. */
enum part { PART_ALL, PART_VALUED, PART_NULL };

struct page_run {
    void *mem;
    struct view_page *page;
    size_t limit;
    size_t scanned;
    struct view_cursor *cursor;
};

const struct view *const *view_all(void)
{
    return views_all();
}

int view_column(const struct view *view, const char *name)
{
    return view_row_column(view, name);
}

const struct view *view_find(const char *name)
{
    for (const struct view *const *view = view_all(); *view != NULL; view++) {
        if (strcmp((*view)->name, name) == 0) {
            return *view;
        }
    }
    return NULL;
}

/* ---- opening ---- */

static enum status open_filter(struct view_cursor *cursor, const char *filter, struct error *err)
{
    /* As it is written first, so that an error names the offset that the operator sees. */
    struct pattern *plain = NULL;
    enum status status = pattern_compile(cursor, filter, true, &plain, err);
    if (status != STATUS_OK) {
        return status;
    }
    mem_free(plain);
    char *by_line = mem_printf(cursor, FILTER_PREFIX "%s", filter);
    return pattern_compile(cursor, by_line, true, &cursor->pattern, err);
}

static enum status open_order(struct view_cursor *cursor, const struct view_query *query,
                              struct error *err)
{
    const struct view *view = query->view;
    cursor->is_descending = query->is_descending;
    int sort = query->sort;
    if (sort < 0) {
        cursor->is_descending = query->is_descending != view->newest_first;
        sort = view->natural == NULL ? -1 : view_column(view, view->natural);
        assert(view->natural == NULL || sort >= 0);
    }
    assert(sort < (int)view->column_count);
    cursor->sort = sort < 0 ? NULL : &view->columns[sort];
    if (cursor->sort != NULL && cursor->sort->sql == NULL) {
        return error_set(err, STATUS_INVALID, "%s cannot be sorted by %s", view->name,
                         cursor->sort->name);
    }
    return STATUS_OK;
}

enum status view_open(void *mem, struct book *book, const struct view_query *query,
                      struct view_cursor **out, struct error *err)
{
    const struct view *view = query->view;
    assert(view->column_count <= VIEW_COLUMNS_MAX);
    assert((view->scope != NULL) == (query->scope != NULL));
    if (store_is_looked_through(book_store(book)) && !view->is_kept) {
        (void)error_set(err, STATUS_UNSUPPORTED, "%s are not kept as they were", view->name);
        return error_hint(err, "events and entries tell what happened to them");
    }
    struct view_cursor *cursor = MEM_NEW(mem, struct view_cursor);
    cursor->book = book;
    cursor->view = view;
    cursor->scope = query->scope == NULL ? NULL : mem_strdup(cursor, query->scope);
    cursor->scan_rows_max = query->scan_rows_max;
    enum status status = open_order(cursor, query, err);
    if (status == STATUS_OK && query->filter != NULL && query->filter[0] != '\0') {
        status = open_filter(cursor, query->filter, err);
    }
    if (status == STATUS_OK && view->scope_is_account) {
        status = locate_account(book, query->scope, &cursor->scope_account, err);
    }
    if (status != STATUS_OK) {
        mem_free(cursor);
        return status;
    }
    *out = cursor;
    return STATUS_OK;
}

/* ---- the statement's text, from the declaration alone ---- */

/* What the operator sees of a column. */
static const char *expression(const struct view_cursor *cursor, const struct column *column)
{
    struct error ignored; /* it is masked, not refused */
    bool is_masked = column->right != NULL &&
                     rights_check(column->right, book_roles(cursor->book), &ignored) != STATUS_OK;
    return is_masked ? column->masked : column->sql;
}

static char *select_list(void *mem, const struct view_cursor *cursor)
{
    const struct view *view = cursor->view;
    char *sql = mem_printf(mem, "SELECT %s, %s, %s", view->key,
                           cursor->sort == NULL ? "NULL" : expression(cursor, cursor->sort),
                           view->id_prefix != NULL ? "NULL" : view->id);
    for (size_t i = 0; i < view->column_count; i++) {
        const struct column *column = &view->columns[i];
        sql = mem_append(sql, ", %s", column->sql == NULL ? "NULL" : expression(cursor, column));
        if (column->kind == CELL_MONEY) {
            sql = mem_append(sql, ", %s", column->currency);
        } else if (column->kind == CELL_OUTCOME) {
            sql = mem_append(sql, ", %s, %s, %s", column->says,
                             column->amount == NULL ? "NULL" : column->amount,
                             column->currency == NULL ? "NULL" : column->currency);
        }
    }
    return sql;
}

static char *from_where(char *sql, const struct view *view)
{
    sql = mem_append(sql, " FROM %s WHERE 1 = 1", view->from);
    if (view->where != NULL) {
        sql = mem_append(sql, " AND (%s)", view->where);
    }
    if (view->scope != NULL) {
        sql = mem_append(sql, " AND (%s)", view->scope);
    }
    return sql;
}

/* Rows of one part beyond the anchor, in the order that SQL calls ascending or descending. */
static char *page_sql(void *mem, const struct view_cursor *cursor, enum part part,
                      bool is_ascending, bool has_anchor)
{
    const char *beyond = is_ascending ? ">" : "<";
    const char *order = is_ascending ? "ASC" : "DESC";
    const char *key = cursor->view->key;
    char *sql = from_where(select_list(mem, cursor), cursor->view);
    if (part == PART_VALUED) {
        const char *sort = expression(cursor, cursor->sort);
        sql = mem_append(sql, " AND (%s) IS NOT NULL", sort);
        if (has_anchor) {
            /* The first condition alone is a range that an index can start at. */
            sql = mem_append(sql, " AND (%s) %s= $5 AND ((%s) %s $5 OR %s %s $6)", sort, beyond,
                             sort, beyond, key, beyond);
        }
        return mem_append(sql, " ORDER BY %s %s, %s %s LIMIT $4", sort, order, key, order);
    }
    if (part == PART_NULL) {
        sql = mem_append(sql, " AND (%s) IS NULL", expression(cursor, cursor->sort));
    }
    if (has_anchor) {
        sql = mem_append(sql, " AND %s %s $6", key, beyond);
    }
    return mem_append(sql, " ORDER BY %s %s LIMIT $4", key, order);
}

/* ---- statements ---- */

/* A statement under way: which of the parameters above its text mentions, and as which number. */
struct query {
    struct stmt *stmt;
    int number[P_COUNT];
};

/* The store counts a statement's parameters without gaps, so each that is mentioned gets the next
 * number. */
static char *number_parameters(void *mem, const char *sql, int number[P_COUNT])
{
    char *out = mem_strdup(mem, sql);
    int next = 1;
    for (char *at = strchr(out, '$'); at != NULL; at = strchr(at + 1, '$')) {
        int parameter = at[1] - '0';
        assert(parameter > 0 && parameter < P_COUNT);
        if (number[parameter] == 0) {
            number[parameter] = next++;
        }
        at[1] = (char)('0' + number[parameter]);
    }
    return out;
}

static void bind_int(const struct query *query, int parameter, int64_t value)
{
    if (query->number[parameter] != 0) {
        stmt_bind_int(query->stmt, query->number[parameter], value);
    }
}

static void bind_cell(const struct query *query, int parameter, const struct cell *cell)
{
    if (query->number[parameter] == 0) {
        return;
    }
    if (cell->kind == CELL_TEXT) {
        stmt_bind_text(query->stmt, query->number[parameter], cell->text);
    } else {
        bind_int(query, parameter, cell->number);
    }
}

/* The statement with the declaration's parameters bound. */
static enum status prepare(const struct view_cursor *cursor, const char *sql, struct query *out,
                           struct error *err)
{
    *out = (struct query){.stmt = NULL};
    char *numbered = number_parameters(NULL, sql, out->number);
    enum status status = store_prepare(book_store(cursor->book), numbered, &out->stmt, err);
    mem_free(numbered);
    if (status != STATUS_OK) {
        return status;
    }
    struct cell scope = {.kind = cursor->view->scope_is_account ? CELL_INT : CELL_TEXT,
                         .number = cursor->scope_account,
                         .text = cursor->scope};
    bind_cell(out, P_SCOPE, &scope);
    bind_int(out, P_NOW, book_now_us(cursor->book));
    bind_int(out, P_BOOK, book_id(cursor->book));
    return STATUS_OK;
}

/* ---- walking ---- */

/* Only a view that makes cells itself needs memory for them. */
static void *scratch_for(const struct view_cursor *cursor, void *mem)
{
    return cursor->view->finish == NULL ? NULL : mem_context(mem, "a row");
}

static bool is_full(const struct page_run *run)
{
    return run->page->count >= run->limit;
}

/* One row into the page, or past it. */
static enum status take_row(struct page_run *run, const struct stmt *stmt, struct error *err)
{
    struct cell cells[VIEW_COLUMNS_MAX];
    bool is_in = false;
    void *scratch = scratch_for(run->cursor, run->mem);
    enum status status = view_row_read(run->cursor, scratch, stmt, cells, &is_in, err);
    if (status == STATUS_OK && is_in) {
        view_row_copy(run->mem, run->cursor, stmt, cells, &run->page->rows[run->page->count++]);
    }
    mem_free(scratch);
    run->scanned++;
    size_t most = run->cursor->scan_rows_max;
    if (status == STATUS_OK && run->cursor->pattern != NULL && most > 0 && run->scanned >= most &&
        !is_full(run)) {
        run->page->is_partial = true;
        view_row_place(run->mem, run->cursor, stmt, &run->page->rest);
    }
    return status;
}

/* How many rows a fetch may look at. One more than it takes tells whether there is an end. */
static int64_t rows_wanted(const struct page_run *run)
{
    size_t most = run->cursor->scan_rows_max;
    if (run->cursor->pattern == NULL) {
        return (int64_t)(run->limit - run->page->count) + 1;
    }
    return most == 0 ? INT64_MAX : most > run->scanned ? (int64_t)(most - run->scanned) + 1 : 1;
}

/* The rows of one part, until the page is full. *is_end: it has no more. */
static enum status walk_part(struct page_run *run, const char *sql, const struct view_row *anchor,
                             bool *is_end, struct error *err)
{
    struct view_cursor *cursor = run->cursor;
    struct query query;
    enum status status = prepare(cursor, sql, &query, err);
    if (status != STATUS_OK) {
        return status;
    }
    bind_int(&query, P_LIMIT, rows_wanted(run));
    if (anchor != NULL) {
        bind_cell(&query, P_KEY, &anchor->key);
        bind_cell(&query, P_SORT, &anchor->sort);
    }
    bool has_row = false;
    status = stmt_step(query.stmt, &has_row, err);
    while (status == STATUS_OK && has_row && !is_full(run) && !run->page->is_partial) {
        status = take_row(run, query.stmt, err);
        /* With a filter the next match may be far: the page is given without looking for it. */
        bool is_done = (cursor->pattern != NULL && is_full(run)) || run->page->is_partial;
        if (status == STATUS_OK && !is_done) {
            status = stmt_step(query.stmt, &has_row, err);
        }
    }
    *is_end = !has_row;
    stmt_reset(query.stmt);
    return status;
}

static void reverse(struct view_page *page)
{
    for (size_t i = 0; i < page->count / 2; i++) {
        struct view_row row = page->rows[i];
        page->rows[i] = page->rows[page->count - 1 - i];
        page->rows[page->count - 1 - i] = row;
    }
}

/* The parts in the order walked; from the anchor's part on. */
static size_t parts_to_walk(const struct view_cursor *cursor, const struct view_row *anchor,
                            enum view_direction direction, enum part parts[2])
{
    if (cursor->sort == NULL) {
        parts[0] = PART_ALL;
        return 1;
    }
    enum part first = direction == VIEW_FORWARD ? PART_VALUED : PART_NULL;
    enum part second = direction == VIEW_FORWARD ? PART_NULL : PART_VALUED;
    enum part at = anchor == NULL                   ? first
                   : anchor->sort.kind == CELL_NULL ? PART_NULL
                                                    : PART_VALUED;
    parts[0] = at;
    parts[1] = second;
    return at == first ? 2 : 1;
}

enum status view_fetch(struct view_cursor *cursor, void *mem, const struct view_row *anchor,
                       enum view_direction direction, size_t limit, struct view_page *out,
                       struct error *err)
{
    assert(limit > 0 && limit <= VIEW_PAGE_ROWS_MAX);
    *out = (struct view_page){.rows = MEM_ARRAY(mem, struct view_row, limit)};
    struct page_run run = {.mem = mem, .page = out, .limit = limit, .cursor = cursor};
    enum part parts[2];
    size_t count = parts_to_walk(cursor, anchor, direction, parts);
    bool is_ascending = (direction == VIEW_FORWARD) != cursor->is_descending;
    bool is_end = true;
    for (size_t i = 0; i < count && is_end && !out->is_partial; i++) {
        /* Those without a value stand by key in the list's direction, too. */
        bool has_anchor = i == 0 && anchor != NULL;
        char *sql = page_sql(mem, cursor, parts[i], is_ascending, has_anchor);
        enum status status = walk_part(&run, sql, has_anchor ? anchor : NULL, &is_end, err);
        mem_free(sql);
        if (status != STATUS_OK) {
            return status;
        }
    }
    out->is_end = is_end;
    if (direction == VIEW_BACKWARD) {
        reverse(out);
    }
    return STATUS_OK;
}

/* ---- one row, and how many ---- */

/* The key that the id of a row stands for; false when it is none of this view. */
static bool key_of_id(const struct view *view, const char *id, struct cell *key)
{
    size_t prefix_bytes = strlen(view->id_prefix);
    if (strncmp(id, view->id_prefix, prefix_bytes) != 0) {
        return false;
    }
    key->kind = view->key_is_text ? CELL_TEXT : CELL_INT;
    key->text = id + prefix_bytes;
    return view->key_is_text || text_to_int(key->text, &key->number);
}

static enum status no_such_row(const char *id, struct error *err)
{
    return error_set(err, STATUS_NOT_FOUND, "there is no %s", id);
}

static enum status find_by_key(struct view_cursor *cursor, void *mem, struct stmt *stmt,
                               struct view_row *out, bool *is_in, struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(stmt, &has_row, err);
    *is_in = false;
    if (status != STATUS_OK || !has_row) {
        return status;
    }
    struct cell cells[VIEW_COLUMNS_MAX];
    void *scratch = scratch_for(cursor, mem);
    status = view_row_read(cursor, scratch, stmt, cells, is_in, err);
    if (status == STATUS_OK && *is_in) {
        view_row_copy(mem, cursor, stmt, cells, out);
    }
    mem_free(scratch);
    return status;
}

enum status view_find_row(struct view_cursor *cursor, void *mem, const char *id,
                          struct view_row *out, struct error *err)
{
    const struct view *view = cursor->view;
    struct cell key = {.kind = CELL_INT};
    const char *by = view->key;
    if (view->id_is_account) {
        enum status status = locate_account(cursor->book, id, &key.number, err);
        if (status != STATUS_OK) {
            return status;
        }
    } else if (view->id_prefix == NULL) {
        key = (struct cell){.kind = CELL_TEXT, .text = id};
        by = view->id;
    } else if (!key_of_id(view, id, &key)) {
        return no_such_row(id, err);
    }
    char *sql = mem_append(from_where(select_list(mem, cursor), view), " AND %s = $6", by);
    struct query query;
    enum status status = prepare(cursor, sql, &query, err);
    mem_free(sql);
    if (status != STATUS_OK) {
        return status;
    }
    bind_cell(&query, P_KEY, &key);
    bool is_in = false;
    status = find_by_key(cursor, mem, query.stmt, out, &is_in, err);
    stmt_reset(query.stmt);
    return status == STATUS_OK && !is_in ? no_such_row(id, err) : status;
}

static enum status count_all(struct view_cursor *cursor, size_t limit, size_t *out,
                             struct error *err)
{
    char *inner = from_where(mem_strdup(cursor, "SELECT 1 AS one"), cursor->view);
    char *sql = mem_printf(cursor, "SELECT COUNT(*) FROM (%s LIMIT $4) AS counted", inner);
    mem_free(inner);
    struct query query;
    enum status status = prepare(cursor, sql, &query, err);
    mem_free(sql);
    if (status != STATUS_OK) {
        return status;
    }
    bind_int(&query, P_LIMIT, limit > INT64_MAX ? INT64_MAX : (int64_t)limit);
    bool has_row = false;
    status = stmt_step(query.stmt, &has_row, err);
    *out = status == STATUS_OK && has_row ? (size_t)stmt_int(query.stmt, 0) : 0;
    stmt_reset(query.stmt);
    return status;
}

/* ---- all rows ---- */

struct each_run {
    struct view_cursor *cursor;
    size_t limit, count;
    enum status (*take)(void *state, const struct cell *cells, struct error *err);
    void *state;
};

static enum status each_row(struct each_run *run, const struct stmt *stmt, struct error *err)
{
    struct cell cells[VIEW_COLUMNS_MAX];
    bool is_in = false;
    void *scratch = scratch_for(run->cursor, run->cursor);
    enum status status = view_row_read(run->cursor, scratch, stmt, cells, &is_in, err);
    if (status == STATUS_OK && is_in) {
        run->count++;
        status = run->take(run->state, cells, err);
    }
    mem_free(scratch);
    return status;
}

static enum status each_part(struct each_run *run, enum part part, struct error *err)
{
    struct view_cursor *cursor = run->cursor;
    char *sql = page_sql(cursor, cursor, part, !cursor->is_descending, false);
    struct query query;
    enum status status = prepare(cursor, sql, &query, err);
    mem_free(sql);
    if (status != STATUS_OK) {
        return status;
    }
    size_t left = run->limit - run->count;
    bind_int(&query, P_LIMIT,
             cursor->pattern != NULL || left > INT64_MAX ? INT64_MAX : (int64_t)left);
    if (store_in_transaction(book_store(cursor->book))) {
        stmt_expect_many(query.stmt);
    }
    bool has_row = false;
    status = stmt_step(query.stmt, &has_row, err);
    while (status == STATUS_OK && has_row && run->count < run->limit) {
        status = each_row(run, query.stmt, err);
        if (status == STATUS_OK) {
            status = stmt_step(query.stmt, &has_row, err);
        }
    }
    stmt_reset(query.stmt);
    return status;
}

enum status view_each(struct view_cursor *cursor, size_t limit,
                      enum status (*take)(void *state, const struct cell *cells, struct error *err),
                      void *state, struct error *err)
{
    struct each_run run = {.cursor = cursor, .limit = limit, .take = take, .state = state};
    if (cursor->sort == NULL) {
        return each_part(&run, PART_ALL, err);
    }
    enum status status = each_part(&run, PART_VALUED, err);
    return status == STATUS_OK ? each_part(&run, PART_NULL, err) : status;
}

static enum status count_row(void *state, const struct cell *cells, struct error *err)
{
    (void)cells;
    (void)err;
    (*(size_t *)state)++;
    return STATUS_OK;
}

enum status view_count(struct view_cursor *cursor, size_t limit, size_t *out, struct error *err)
{
    if (cursor->pattern == NULL) {
        return count_all(cursor, limit, out, err);
    }
    *out = 0;
    return view_each(cursor, limit, count_row, out, err);
}
