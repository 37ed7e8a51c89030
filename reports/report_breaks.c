#include "reports/report_breaks.h"

#include "model/day_sheet.h"
#include "model/mem.h"
#include "model/view.h"

#include <stdlib.h>
#include <string.h>

#define AGE(name_, title_)                                                                         \
    {                                                                                              \
        .name = (name_), .title = (title_), .kind = CELL_INT, .width_cols = 8                      \
    }
const struct column report_breaks_columns[REPORT_BREAKS_COLUMNS] = {
    {.name = "owner", .title = "Owner", .kind = CELL_TEXT, .width_cols = 12},
    {.name = "reason", .title = "Reason", .kind = CELL_TEXT, .width_cols = 18},
    {.name = "currency", .title = "Cur", .kind = CELL_TEXT, .width_cols = 3},
    AGE("days_0_1", "0-1"),
    AGE("days_2_5", "2-5"),
    AGE("days_6_10", "6-10"),
    AGE("days_more", "More"),
    {.name = "in", .title = "In", .kind = CELL_MONEY, .width_cols = 16},
    {.name = "out", .title = "Out", .kind = CELL_MONEY, .width_cols = 16},
    {.name = "raised", .title = "Raised", .kind = CELL_INT, .width_cols = 6},
};

struct group {
    const char *owner, *reason; /* "": nobody has said */
    char currency[4];
    int64_t counts[DAY_AGES];
    int64_t in_minor, out_minor, raised;
};
struct groups {
    void *mem;
    const struct view *view;
    struct group *rows;
    size_t count;
};

static const struct cell *cell_of(const struct groups *groups, const struct cell *cells,
                                  const char *name)
{
    return &cells[view_column(groups->view, name)];
}

static const char *text_of(const struct groups *groups, const struct cell *cells, const char *name)
{
    const struct cell *cell = cell_of(groups, cells, name);
    return cell->kind == CELL_NULL ? "" : cell->text;
}

static struct group *group_of(struct groups *groups, const struct cell *cells)
{
    const char *owner = text_of(groups, cells, "owner");
    const char *reason = text_of(groups, cells, "reason");
    const struct cell *amount = cell_of(groups, cells, "amount");
    for (size_t i = 0; i < groups->count; i++) {
        struct group *group = &groups->rows[i];
        if (strcmp(group->owner, owner) == 0 && strcmp(group->reason, reason) == 0 &&
            strcmp(group->currency, amount->currency) == 0) {
            return group;
        }
    }
    groups->rows = MEM_GROW(groups->mem, groups->rows, struct group, groups->count + 1);
    struct group *group = &groups->rows[groups->count++];
    *group = (struct group){.owner = mem_strdup(groups->mem, owner),
                            .reason = mem_strdup(groups->mem, reason)};
    memcpy(group->currency, amount->currency, sizeof group->currency);
    return group;
}

static enum status take(void *state, const struct cell *cells, struct error *err)
{
    struct groups *groups = state;
    struct group *group = group_of(groups, cells);
    int64_t minor = cell_of(groups, cells, "amount")->number;
    group->counts[day_age((int32_t)cell_of(groups, cells, "age")->number)]++;
    group->raised += cell_of(groups, cells, "escalated")->kind == CELL_NULL ? 0 : 1;
    int64_t *sum = minor > 0 ? &group->in_minor : &group->out_minor;
    return minor_add(*sum, minor, sum, err);
}

static int compare(const void *a, const void *b)
{
    const struct group *one = a;
    const struct group *other = b;
    int by_owner = strcmp(one->owner, other->owner);
    int by_reason = strcmp(one->reason, other->reason);
    return by_owner != 0    ? by_owner
           : by_reason != 0 ? by_reason
                            : strcmp(one->currency, other->currency);
}

static struct cell text_cell(const char *text)
{
    return text[0] == '\0' ? (struct cell){.kind = CELL_NULL}
                           : (struct cell){.kind = CELL_TEXT, .text = text};
}

static struct cell money_cell(int64_t minor, const char *currency)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, currency, sizeof cell.currency);
    return cell;
}

static enum status write_group(const struct group *group, struct table_sink sink, struct error *err)
{
    struct cell cells[REPORT_BREAKS_COLUMNS] = {
        text_cell(group->owner),
        text_cell(group->reason),
        text_cell(group->currency),
        {.kind = CELL_INT, .number = group->counts[0]},
        {.kind = CELL_INT, .number = group->counts[1]},
        {.kind = CELL_INT, .number = group->counts[2]},
        {.kind = CELL_INT, .number = group->counts[3]},
        money_cell(group->in_minor, group->currency),
        money_cell(group->out_minor, group->currency),
        {.kind = CELL_INT, .number = group->raised},
    };
    return sink.take(sink.state, cells, err);
}

enum status report_breaks_run(struct book *book, void *mem, struct table_sink sink,
                              struct error *err)
{
    struct groups groups = {.mem = mem, .view = view_find("breaks")};
    struct view_query query = {.view = groups.view, .sort = -1};
    struct view_cursor *cursor;
    enum status status = view_open(mem, book, &query, &cursor, err);
    if (status == STATUS_OK) {
        status = view_each(cursor, SIZE_MAX, take, &groups, err);
    }
    if (groups.count > 0) {
        qsort(groups.rows, groups.count, sizeof *groups.rows, compare);
    }
    for (size_t i = 0; i < groups.count && status == STATUS_OK; i++) {
        status = write_group(&groups.rows[i], sink, err);
    }
    return status;
}
