#include "tui/list_row.h"

#include "model/mem.h"

#include <string.h>

static size_t text_bytes(const struct cell *cell)
{
    return cell->text ? strlen(cell->text) + 1 : 0;
}

static struct cell copy_cell(const struct cell *cell, char **at)
{
    struct cell copy = *cell;
    if (cell->text) {
        copy.text = *at;
        *at = stpcpy(*at, cell->text) + 1;
    }
    return copy;
}

struct view_row *list_row_copy(void *mem, const struct view_row *row, size_t column_count)
{
    size_t bytes = sizeof(*row) + column_count * sizeof(struct cell) + strlen(row->id) + 1 +
                   text_bytes(&row->sort) + text_bytes(&row->key);
    for (size_t i = 0; i < column_count; i++) {
        bytes += text_bytes(&row->cells[i]);
    }
    struct view_row *copy = mem_zeroed(mem, bytes, "list row");
    copy->cells = (struct cell *)(copy + 1);
    char *at = (char *)(copy->cells + column_count);
    copy->id = at;
    at = stpcpy(at, row->id) + 1;
    for (size_t i = 0; i < column_count; i++) {
        copy->cells[i] = copy_cell(&row->cells[i], &at);
    }
    copy->sort = copy_cell(&row->sort, &at);
    copy->key = copy_cell(&row->key, &at);
    return copy;
}

struct view_row *list_row_place(void *mem, const struct view_row *row)
{
    struct view_row place = *row;
    char nameless[] = "";
    place.id = nameless;
    return list_row_copy(mem, &place, 0);
}
