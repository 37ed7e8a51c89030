#include "tui/plan_list.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

struct plan_list {
    const struct plan *plan;
    enum plan_list_kind kind;
    uint32_t *numbers; /* of the rows of PLAN_LIST_SUSPENSE */
    size_t count;
};

static const struct column line_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT, .width_cols = 6},
    {.name = "date", .title = "Date", .kind = CELL_DATE, .width_cols = 10},
    {.name = "amount", .title = "Amount", .kind = CELL_MONEY, .width_cols = 14},
    {.name = "fate", .title = "Will be", .kind = CELL_TEXT, .width_cols = 9},
    {.name = "item", .title = "Item", .kind = CELL_TEXT, .width_cols = 16},
    {.name = "text", .title = "Text", .kind = CELL_TEXT, .width_cols = 30},
    {.name = "ground", .title = "Because", .kind = CELL_TEXT, .width_cols = 34},
    {.name = "counterparty", .title = "Counterparty", .kind = CELL_TEXT, .width_cols = 20},
    {.name = "balance", .title = "Balance", .kind = CELL_MONEY, .width_cols = 14},
};

static const struct column reject_columns[] = {
    {.name = "line", .title = "Line", .kind = CELL_INT, .width_cols = 6},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 34},
    {.name = "column", .title = "Column", .kind = CELL_TEXT, .width_cols = 14},
    {.name = "value", .title = "Value", .kind = CELL_TEXT, .width_cols = 20},
    {.name = "row", .title = "Row", .kind = CELL_TEXT, .width_cols = 60},
    {.name = "bytes", .title = "Bytes", .kind = CELL_TEXT, .width_cols = 24},
};

const struct column *plan_list_columns(enum plan_list_kind kind, size_t *count)
{
    bool is_reject = kind == PLAN_LIST_REJECTS;
    *count = is_reject ? sizeof(reject_columns) / sizeof(reject_columns[0])
                       : sizeof(line_columns) / sizeof(line_columns[0]);
    return is_reject ? reject_columns : line_columns;
}

static bool is_suspense(enum plan_fate fate)
{
    return fate == PLAN_SUSPENSE || fate == PLAN_SUGGESTED || fate == PLAN_AMBIGUOUS;
}

static void find_suspense(struct plan_list *list)
{
    size_t all = list->plan->file->row_count;
    list->numbers = MEM_ARRAY(list, uint32_t, (size_t)list->plan->counts.suspense + 1);
    for (size_t i = 0; i < all && list->count < (size_t)list->plan->counts.suspense; i++) {
        struct plan_line line;
        plan_line_at(list->plan, i, &line);
        if (is_suspense(line.fate)) {
            list->numbers[list->count++] = (uint32_t)i;
        }
    }
}

struct plan_list *plan_list_new(void *mem, const struct plan *plan, enum plan_list_kind kind)
{
    struct plan_list *list = MEM_NEW(mem, struct plan_list);
    list->plan = plan;
    list->kind = kind;
    if (kind == PLAN_LIST_SUSPENSE) {
        find_suspense(list);
    } else {
        list->count = kind == PLAN_LIST_REJECTS ? plan->file->rejects.count : plan->file->row_count;
    }
    return list;
}

size_t plan_list_count(const struct plan_list *list)
{
    return list->count;
}

static const char *fate_name(enum plan_fate fate)
{
    switch (fate) {
    case PLAN_KNOWN:
        return "known";
    case PLAN_MATCHED:
        return "matched";
    case PLAN_SUSPENSE:
        return "suspense";
    case PLAN_SUGGESTED:
        return "suggested";
    case PLAN_AMBIGUOUS:
        return "ambiguous";
    }
    return "";
}

static struct cell text_cell(void *mem, const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = mem_strdup(mem, text)};
}

static struct cell money_cell(int64_t minor, const char *currency)
{
    struct cell cell = {.kind = minor == BANK_NO_BALANCE ? CELL_NULL : CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof(cell.currency));
    return cell;
}

static void fill_line(const struct plan_list *list, void *mem, size_t number, struct cell *cells)
{
    const struct bank_file *file = list->plan->file;
    struct plan_line line;
    plan_line_at(list->plan, list->numbers ? list->numbers[number] : number, &line);
    const struct bank_row *row = line.row;
    cells[0] = (struct cell){.kind = CELL_INT, .number = row->line};
    cells[1] = (struct cell){.kind = CELL_DATE, .number = row->date_days};
    cells[2] = money_cell(row->amount_minor, row->currency);
    cells[3] = text_cell(mem, fate_name(line.fate));
    cells[4] = text_cell(mem, line.item);
    cells[5] = text_cell(mem, bank_text(file, row->text));
    cells[6] = text_cell(mem, line.ground);
    cells[7] = text_cell(mem, bank_text(file, row->counterparty));
    cells[8] = money_cell(row->balance_minor, row->currency);
}

/* The row as the file has it, cell by cell. */
static struct cell cells_cell(void *mem, const struct bank_file *file,
                              const struct bank_aside *reject)
{
    char *text = mem_strdup(mem, "");
    const char *cell = bank_text(file, reject->cells);
    for (uint32_t i = 0; i < reject->cell_count; i++, cell = bank_next_cell(cell)) {
        text = mem_append(text, "%s%s", i > 0 ? " | " : "", cell);
    }
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

static void fill_reject(const struct plan_list *list, void *mem, size_t number, struct cell *cells)
{
    const struct bank_file *file = list->plan->file;
    const struct bank_aside *reject = &file->rejects.items[number];
    cells[0] = (struct cell){.kind = CELL_INT, .number = reject->line};
    cells[1] = text_cell(mem, bank_text(file, reject->reason));
    cells[2] = text_cell(mem, bank_text(file, reject->column));
    cells[3] = text_cell(mem, bank_text(file, reject->value));
    cells[4] = cells_cell(mem, file, reject);
    cells[5] = text_cell(mem, bank_text(file, reject->bytes));
}

static void make_row(const struct plan_list *list, void *mem, size_t number, struct view_row *out)
{
    size_t count;
    plan_list_columns(list->kind, &count);
    *out = (struct view_row){.id = mem_printf(mem, "%zu", number),
                             .cells = MEM_ARRAY(mem, struct cell, count)};
    out->key = (struct cell){.kind = CELL_INT, .number = (int64_t)number};
    if (list->kind == PLAN_LIST_REJECTS) {
        fill_reject(list, mem, number, out->cells);
    } else {
        fill_line(list, mem, number, out->cells);
    }
}

static enum status fetch(void *state, void *mem, const struct view_row *anchor,
                         enum view_direction direction, size_t limit, struct view_page *out,
                         struct error *err)
{
    (void)err;
    const struct plan_list *list = state;
    bool is_forward = direction == VIEW_FORWARD;
    size_t from = is_forward ? 0 : list->count;
    if (anchor) {
        from = (size_t)anchor->key.number + (is_forward ? 1 : 0);
    }
    size_t there = is_forward ? list->count - from : from;
    *out = (struct view_page){.count = there < limit ? there : limit};
    out->is_end = out->count == there;
    out->rows = MEM_ARRAY(mem, struct view_row, out->count + 1);
    if (!is_forward) {
        from -= out->count;
    }
    for (size_t i = 0; i < out->count; i++) {
        make_row(list, mem, from + i, &out->rows[i]);
    }
    return STATUS_OK;
}

static enum status find(void *state, void *mem, const char *id, struct view_row *out,
                        struct error *err)
{
    const struct plan_list *list = state;
    size_t number = strtoul(id, NULL, 10);
    if (number >= list->count) {
        return error_set(err, STATUS_NOT_FOUND, "there is no row %s", id);
    }
    make_row(list, mem, number, out);
    return STATUS_OK;
}

struct list_source plan_list_source(struct plan_list *list)
{
    size_t count;
    plan_list_columns(list->kind, &count);
    return (struct list_source){list, count, fetch, find};
}
