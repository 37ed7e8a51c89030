#include "tui/held.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

struct held {
    size_t column_count, count, room;
    struct cell **rows;
};

struct held *held_new(void *mem, size_t column_count)
{
    struct held *held = MEM_NEW(mem, struct held);
    held->column_count = column_count;
    return held;
}

enum status held_add(struct held *held, const struct cell *cells, struct error *err)
{
    if (held->count == HELD_ROWS_MAX) {
        error_set(err, STATUS_LIMIT, "more than %d rows", HELD_ROWS_MAX);
        return error_hint(err, "write it to a file to see all of it");
    }
    if (held->count == held->room) {
        held->room = held->room ? held->room * 2 : 64;
        held->rows = MEM_GROW(held, held->rows, struct cell *, held->room);
    }
    struct cell *copy = MEM_ARRAY(held, struct cell, held->column_count);
    for (size_t i = 0; i < held->column_count; i++) {
        copy[i] = cells[i];
        if (cells[i].text) {
            copy[i].text = mem_strdup(copy, cells[i].text);
        }
    }
    held->rows[held->count++] = copy;
    return STATUS_OK;
}

static enum status take(void *state, const struct cell *cells, struct error *err)
{
    return held_add(state, cells, err);
}

struct table_sink held_sink(struct held *held)
{
    return (struct table_sink){take, held};
}

static void make_row(struct held *held, void *mem, size_t number, struct view_row *out)
{
    *out = (struct view_row){.id = mem_printf(mem, "%zu", number), .cells = held->rows[number]};
    out->key = (struct cell){.kind = CELL_INT, .number = (int64_t)number};
}

static enum status fetch(void *state, void *mem, const struct view_row *anchor,
                         enum view_direction direction, size_t limit, struct view_page *out,
                         struct error *err)
{
    (void)err;
    struct held *held = state;
    bool is_forward = direction == VIEW_FORWARD;
    size_t from = is_forward ? 0 : held->count;
    if (anchor) {
        from = (size_t)anchor->key.number + (is_forward ? 1 : 0);
    }
    size_t there = is_forward ? held->count - from : from;
    *out = (struct view_page){.count = there < limit ? there : limit};
    out->is_end = out->count == there;
    out->rows = MEM_ARRAY(mem, struct view_row, out->count + 1);
    if (!is_forward) {
        from -= out->count;
    }
    for (size_t i = 0; i < out->count; i++) {
        make_row(held, mem, from + i, &out->rows[i]);
    }
    return STATUS_OK;
}

static enum status find(void *state, void *mem, const char *id, struct view_row *out,
                        struct error *err)
{
    struct held *held = state;
    size_t number = strtoul(id, NULL, 10);
    if (number >= held->count) {
        return error_set(err, STATUS_NOT_FOUND, "there is no row %s", id);
    }
    make_row(held, mem, number, out);
    return STATUS_OK;
}

struct list_source held_source(struct held *held)
{
    return (struct list_source){held, held->column_count, fetch, find};
}
