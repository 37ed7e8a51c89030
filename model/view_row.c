#include "model/view_row.h"

#include "model/mem.h"

#include <string.h>

int view_row_column(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->column_count; i++) {
        if (strcmp(view->columns[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* An amount without a currency is none. */
static enum status read_currency(const struct stmt *stmt, int at, struct cell *cell,
                                 struct error *err)
{
    const char *currency = stmt_text(stmt, at);
    if (currency == NULL) {
        *cell = (struct cell){.kind = CELL_NULL};
        return STATUS_OK;
    }
    if (currency_exponent(currency) < 0) {
        return error_set(err, STATUS_CORRUPT, "an amount is stored in the unknown currency '%s'",
                         currency);
    }
    memcpy(cell->currency, currency, sizeof cell->currency);
    return STATUS_OK;
}

static enum status read_outcome(const struct view_cursor *cursor, const struct stmt *stmt, int at,
                                struct cell *cell, struct error *err)
{
    cell->text = stmt_text(stmt, at + 1);
    if (cell->text == NULL) {
        cell->kind = CELL_NULL;
        return STATUS_OK;
    }
    cell->left_us =
        cell->number == TIME_NONE ? TIME_NONE : cell->number - book_now_us(cursor->book);
    cell->number = stmt_int(stmt, at + 2);
    return stmt_is_null(stmt, at + 2) ? STATUS_OK : read_currency(stmt, at + 3, cell, err);
}

/* Reads the cell at *at and moves it on. Texts are borrowed from the statement. */
static enum status read_cell(const struct view_cursor *cursor, const struct column *column,
                             const struct stmt *stmt, int *at, struct cell *cell, struct error *err)
{
    int here = *at;
    *at += column->kind == CELL_OUTCOME ? 4 : column->kind == CELL_MONEY ? 2 : 1;
    *cell = (struct cell){.kind = column->kind};
    if (stmt_is_null(stmt, here)) {
        cell->kind = CELL_NULL;
        return STATUS_OK;
    }
    if (column->kind == CELL_TEXT || column->kind == CELL_LIST) {
        cell->text = stmt_text(stmt, here);
        return STATUS_OK;
    }
    cell->number = stmt_int(stmt, here);
    if (column->kind == CELL_MONEY) {
        return read_currency(stmt, here + 1, cell, err);
    }
    return column->kind == CELL_OUTCOME ? read_outcome(cursor, stmt, here, cell, err) : STATUS_OK;
}

static struct cell read_place(const struct stmt *stmt, int at, bool is_text)
{
    struct cell cell = {.kind = CELL_NULL};
    if (!stmt_is_null(stmt, at)) {
        cell.kind = is_text ? CELL_TEXT : CELL_INT;
        cell.text = is_text ? stmt_text(stmt, at) : NULL;
        cell.number = is_text ? 0 : stmt_int(stmt, at);
    }
    return cell;
}

static bool sorts_as_text(const struct view_cursor *cursor)
{
    return cursor->sort != NULL &&
           (cursor->sort->kind == CELL_TEXT || cursor->sort->kind == CELL_LIST);
}

static struct cell copy_cell(void *mem, struct cell cell)
{
    if (cell.text != NULL) {
        cell.text = mem_strdup(mem, cell.text);
    }
    return cell;
}

void view_row_place(void *mem, const struct view_cursor *cursor, const struct stmt *stmt,
                    struct view_row *out)
{
    out->sort = copy_cell(mem, read_place(stmt, C_SORT, sorts_as_text(cursor)));
    out->key = copy_cell(mem, read_place(stmt, C_KEY, cursor->view->key_is_text));
}

static char *row_id(void *mem, const struct view *view, const struct stmt *stmt)
{
    if (view->id_prefix == NULL) {
        return mem_strdup(mem, stmt_text(stmt, C_ID));
    }
    struct cell key = read_place(stmt, C_KEY, view->key_is_text);
    char buffer[CELL_TEXT_BYTES];
    return mem_printf(mem, "%s%s", view->id_prefix, cell_show(&key, buffer));
}

void view_row_copy(void *mem, const struct view_cursor *cursor, const struct stmt *stmt,
                   const struct cell *cells, struct view_row *out)
{
    size_t count = cursor->view->column_count;
    out->id = row_id(mem, cursor->view, stmt);
    out->cells = MEM_ARRAY(mem, struct cell, count);
    for (size_t i = 0; i < count; i++) {
        out->cells[i] = copy_cell(mem, cells[i]);
    }
    view_row_place(mem, cursor, stmt, out);
}

static bool is_match(struct view_cursor *cursor, const struct cell *cells)
{
    size_t used = 0;
    for (size_t i = 0; i < cursor->view->column_count; i++) {
        char buffer[CELL_TEXT_BYTES];
        const char *text = cell_show(&cells[i], buffer);
        size_t bytes = strlen(text);
        if (used + bytes + 1 > cursor->row_bytes_max) {
            cursor->row_bytes_max = 2 * (used + bytes + 1);
            cursor->row_text = MEM_GROW(cursor, cursor->row_text, char, cursor->row_bytes_max);
        }
        memcpy(cursor->row_text + used, text, bytes);
        cursor->row_text[used + bytes] = '\n';
        used += bytes + 1;
    }
    return pattern_matches(cursor->pattern, cursor->row_text, used, NULL);
}

enum status view_row_read(struct view_cursor *cursor, void *mem, const struct stmt *stmt,
                          struct cell cells[VIEW_COLUMNS_MAX], bool *is_in, struct error *err)
{
    const struct view *view = cursor->view;
    int at = C_FIRST;
    for (size_t i = 0; i < view->column_count; i++) {
        enum status status = read_cell(cursor, &view->columns[i], stmt, &at, &cells[i], err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (view->finish != NULL) {
        enum status status = view->finish(view, cursor->book, mem, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *is_in = cursor->pattern == NULL || is_match(cursor, cells);
    return STATUS_OK;
}
