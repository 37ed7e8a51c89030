#include "tui/local.h"

#include "model/mem.h"
#include "model/rights.h"
#include "model/view.h"
#include "reports/list.h"
#include "tui/call.h"

static enum status unknown_column(struct command_call *call, const struct view *view,
                                  const char *name, struct error *err)
{
    char *names = mem_strdup(call->mem, "");
    for (size_t i = 0; i < view->column_count; i++) {
        if (view->columns[i].sql != NULL) {
            names = mem_append(names, "%s%s", names[0] == '\0' ? "" : ", ", view->columns[i].name);
        }
    }
    (void)call_usage(call, err, "%s has no column '%s' to sort by", view->name, name);
    return error_hint(err, "%s", names);
}

static enum status fill_query(struct command_call *call, const struct values *values,
                              struct view_query *query, struct error *err)
{
    const char *sort = values_get(values, "sort");
    query->filter = values_get(values, "filter");
    query->is_descending = values_flag(values, "reverse");
    query->sort = sort == NULL ? -1 : view_column(query->view, sort);
    if (sort != NULL && (query->sort < 0 || query->view->columns[query->sort].sql == NULL)) {
        return unknown_column(call, query->view, sort, err);
    }
    return STATUS_OK;
}

/* right: who may, or NULL for everybody. */
static enum status list(struct command_call *call, const struct values *values,
                        const struct view *view, const char *right, struct error *err)
{
    struct view_query query = {.view = view};
    int64_t limit = 0;
    if (view->scope != NULL) {
        query.scope = values_get(values, "account");
    }
    enum status status = fill_query(call, values, &query, err);
    if (status == STATUS_OK) {
        status = call_number(call, values, "limit", 0, &limit, err);
    }
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status == STATUS_OK && right != NULL) {
        status = rights_check(right, book_roles(call->book), err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (values_get(values, "limit") != NULL && limit == 0) {
        return STATUS_OK;
    }
    struct table_writer *writer = call_writer(call, values, view->columns, view->column_count);
    status = list_run(call->book, call->mem, &query, (size_t)limit, table_sink(writer), err);
    /* The one thing that is invalid here is the filter. */
    call->is_usage = status == STATUS_INVALID;
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_list(struct command_call *call, const struct values *values, struct error *err)
{
    return list(call, values, view_find(call->command->name), NULL, err);
}

enum status local_operators(struct command_call *call, const struct values *values,
                            struct error *err)
{
    return list(call, values, view_find("operators"), NULL, err);
}

enum status local_trace(struct command_call *call, const struct values *values, struct error *err)
{
    return list(call, values, view_find("traces"), "trace", err);
}
