#include "tui/local.h"

#include "model/mem.h"
#include "model/view.h"
#include "reports/list.h"
#include "reports/visible.h"
#include "tui/call.h"
#include "tui/thing.h"

#include <string.h>

#define SECTION_ROWS 100 /* of each list, as text; JSON has all */
#define TITLE_COLS 18

struct shown {
    struct command_call *call;
    const struct values *values;
    const char *id;
    const struct view *view; /* of the section */
    size_t rows;
    struct table_writer *writer;
};

/* ---- text ---- */

/* A text of several lines stands below its title. */
static void print_lines(struct command_call *call, const char *text)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");
        char *line = mem_strndup(call->mem, text, bytes);
        call_print(call, "  %s", line);
        text += bytes + (text[bytes] == '\n' ? 1 : 0);
    }
}

static void print_field(struct command_call *call, const struct column *column,
                        const struct cell *cell)
{
    char buffer[CELL_TEXT_BYTES];
    if (cell->kind == CELL_NULL) {
        return;
    }
    const char *text = cell_show(cell, buffer);
    if (cell->kind == CELL_TEXT && strchr(text, '\n') != NULL) {
        call_print(call, "%s", column->title);
        print_lines(call, text);
        return;
    }
    bool is_money = cell->kind == CELL_MONEY;
    call_print(call, "%-*s %s%s%s", TITLE_COLS, column->title, text, is_money ? " " : "",
               is_money ? cell->currency : "");
}

/* Notices are letters: no table holds them. */
static enum status print_notice(void *state, const struct cell *cells, struct error *err)
{
    struct shown *shown = state;
    for (size_t i = 0; i < shown->view->column_count; i++) {
        const struct column *column = &shown->view->columns[i];
        if (strcmp(column->name, "at") == 0) {
            char at[CELL_TEXT_BYTES];
            (void)fputc('\n', shown->call->out);
            call_print(shown->call, "Notice of %s", cell_show(&cells[i], at));
        } else if (strcmp(column->name, "party") == 0) {
            call_print(shown->call, "To %s", cells[i].text);
        } else if (strcmp(column->name, "title") == 0) {
            call_print(shown->call, "%s", cells[i].text);
        } else if (strcmp(column->name, "text") == 0) {
            print_lines(shown->call, cells[i].text);
        }
    }
    return table_check(shown->call->out, err);
}

static enum status print_row(void *state, const struct cell *cells, struct error *err)
{
    struct shown *shown = state;
    if (shown->rows == 0) {
        (void)fputc('\n', shown->call->out);
        call_print(shown->call, "%s", shown->view->title);
        shown->writer = call_writer(shown->call, shown->values, shown->view->columns,
                                    shown->view->column_count);
    }
    shown->rows++;
    return shown->rows <= SECTION_ROWS ? table_write(shown->writer, cells, err) : STATUS_OK;
}

static enum status end_section(struct shown *shown, struct error *err)
{
    enum status status = shown->rows == 0 ? STATUS_OK : table_end(shown->writer, err);
    if (status == STATUS_OK && shown->rows > SECTION_ROWS) {
        call_print(shown->call, "... more than %d; --format json has all", SECTION_ROWS);
    }
    return status;
}

/* ---- JSON ---- */

static enum status write_row(void *state, const struct cell *cells, struct error *err)
{
    struct shown *shown = state;
    FILE *out = shown->call->out;
    (void)fputs(shown->rows == 0 ? "{" : ",{", out);
    shown->rows++;
    table_put_json(shown->view->columns, shown->view->column_count, cells, out);
    (void)fputc('}', out);
    return table_check(out, err);
}

static enum status show_section(struct shown *shown, const struct thing_section *section,
                                bool is_json, struct error *err)
{
    char scope[THING_ID_BYTES];
    shown->view = view_find(section->view);
    shown->rows = 0;
    struct view_query query = {
        .view = shown->view,
        .scope = thing_scope(section->scope, shown->id, scope),
        .sort = -1,
    };
    bool is_letters = strcmp(section->view, "thing-notices") == 0;
    struct table_sink sink = {.take = is_json      ? write_row
                                      : is_letters ? print_notice
                                                   : print_row,
                              .state = shown};
    if (is_json) {
        (void)fprintf(shown->call->out, ",\"%s\":[", section->name);
    }
    enum status status = list_run(shown->call->book, shown->call->mem, &query,
                                  is_json ? 0 : SECTION_ROWS + 1, sink, err);
    if (is_json) {
        (void)fputc(']', shown->call->out);
        return status;
    }
    return status == STATUS_OK ? end_section(shown, err) : status;
}

static enum status show(struct shown *shown, const struct thing *thing, const struct view *view,
                        const struct view_row *row, struct error *err)
{
    struct command_call *call = shown->call;
    bool is_json = call_format(shown->values) == TABLE_JSON;
    if (is_json) {
        (void)fputc('{', call->out);
        table_put_json(view->columns, view->column_count, row->cells, call->out);
    }
    for (size_t i = 0; !is_json && i < view->column_count; i++) {
        print_field(call, &view->columns[i], &row->cells[i]);
    }
    enum status status = STATUS_OK;
    for (size_t i = 0;
         status == STATUS_OK && i < THING_SECTIONS_MAX && thing->sections[i].view != NULL; i++) {
        if (call->as_of != NULL && !view_find(thing->sections[i].view)->is_kept) {
            continue; /* nobody knows what stood there then */
        }
        status = show_section(shown, &thing->sections[i], is_json, err);
    }
    (void)fputs(is_json ? "}\n" : "", call->out);
    return status;
}

enum status local_show(struct command_call *call, const struct values *values, struct error *err)
{
    struct shown shown = {.call = call, .values = values, .id = values_get(values, "id")};
    const struct thing *thing = NULL;
    struct view_cursor *cursor = NULL;
    struct view_row row;
    enum status status = thing_find(shown.id, &thing, err);
    call->is_usage = status != STATUS_OK;
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct view_query query = {.view = view_find(thing->view), .sort = -1};
    status = view_open(call->mem, call->book, &query, &cursor, err);
    if (status == STATUS_OK) {
        status = view_find_row(cursor, call->mem, shown.id, &row, err);
    }
    return status == STATUS_OK ? show(&shown, thing, query.view, &row, err) : status;
}
