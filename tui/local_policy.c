#include "tui/local.h"

#include "model/mem.h"
#include "model/policy_set.h"
#include "reports/policy_try.h"
#include "reports/report_policy.h"
#include "tui/call.h"

#include <string.h>

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = CELL_TEXT, .text = text};
}

/* "cn-1" or "cn", or a file: whatever looks like a path. What the program does not have the book
 * may have adopted. */
static enum status find(struct command_call *call, const char *name, const struct policy **out,
                        struct error *err)
{
    struct policy_set set;
    struct error cause;
    if (strpbrk(name, "./") != NULL) {
        return policy_read_file(call->mem, name, out, err);
    }
    enum status status = policy_set_load(call->mem, NULL, &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = policy_set_find(&set, name);
    if (*out == NULL && call_open(call, STORE_READ, &cause) == STATUS_OK) {
        *out = policy_set_find(book_policies(call->book), name);
    }
    if (*out == NULL) {
        (void)error_set(err, STATUS_NOT_FOUND, "there is no policy %s", name);
        return error_hint(err, "holdfast policy list tells which there are; a file has a dot");
    }
    return STATUS_OK;
}

static const struct column list_columns[] = {
    {.name = "policy", .title = "Policy", .kind = CELL_TEXT},
    {.name = "title", .title = "Title", .kind = CELL_TEXT},
    {.name = "effective_from", .title = "From", .kind = CELL_DATE},
    {.name = "values", .title = "Values", .kind = CELL_INT},
    {.name = "unreviewed", .title = "Unreviewed", .kind = CELL_INT},
    {.name = "law", .title = "Law", .kind = CELL_TEXT},
    {.name = "forum", .title = "Forum", .kind = CELL_TEXT},
};
#define LIST_COLUMNS (sizeof list_columns / sizeof *list_columns)

static enum status write_row(struct table_writer *writer, const struct policy *policy,
                             struct error *err)
{
    size_t count = 0;
    while (policy_value_at(policy, count) != NULL) {
        count++;
    }
    struct cell cells[LIST_COLUMNS] = {
        text_cell(policy->name),
        text_cell(policy->title),
        {.kind = CELL_DATE, .number = policy->effective_day},
        {.kind = CELL_INT, .number = (int64_t)count},
        {.kind = CELL_INT, .number = (int64_t)policy->unreviewed},
        text_cell(policy->law),
        text_cell(policy->forum),
    };
    return table_write(writer, cells, err);
}

enum status local_policy_list(struct command_call *call, const struct values *values,
                              struct error *err)
{
    struct policy_set set;
    enum status status = policy_set_load(call->mem, NULL, &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, list_columns, LIST_COLUMNS);
    for (size_t i = 0; status == STATUS_OK && i < set.count; i++) {
        status = write_row(writer, set.policies[i], err);
    }
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_policy_show(struct command_call *call, const struct values *values,
                              struct error *err)
{
    const struct policy *policy;
    enum status status = find(call, values_get(values, "policy"), &policy, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer =
        call_writer(call, values, report_policy_columns, REPORT_POLICY_COLUMNS);
    status = report_policy_write(policy, table_sink(writer), err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_policy_check(struct command_call *call, const struct values *values,
                               struct error *err)
{
    const struct policy *policy;
    enum status status = policy_read_file(call->mem, values_get(values, "file"), &policy, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, list_columns, LIST_COLUMNS);
    status = write_row(writer, policy, err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}

static const struct column diff_columns[] = {
    {.name = "key", .title = "Key", .kind = CELL_TEXT},
    {.name = "first", .title = "First", .kind = CELL_TEXT},
    {.name = "second", .title = "Second", .kind = CELL_TEXT},
};
#define DIFF_COLUMNS (sizeof diff_columns / sizeof *diff_columns)

static enum status write_difference(struct table_writer *writer, const char *key,
                                    const struct policy_value *first,
                                    const struct policy_value *second, struct error *err)
{
    struct cell cells[DIFF_COLUMNS] = {text_cell(key)};
    if (first != NULL && second != NULL && strcmp(first->value, second->value) == 0) {
        return STATUS_OK;
    }
    cells[1] = first != NULL ? text_cell(first->value) : (struct cell){.kind = CELL_NULL};
    cells[2] = second != NULL ? text_cell(second->value) : (struct cell){.kind = CELL_NULL};
    return table_write(writer, cells, err);
}

/* The values of the first, then what only the second has. */
static enum status write_differences(struct table_writer *writer, const struct policy *first,
                                     const struct policy *second, struct error *err)
{
    const struct policy_value *value;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && (value = policy_value_at(first, i)) != NULL; i++) {
        status =
            write_difference(writer, value->key, value, policy_value_of(second, value->key), err);
    }
    for (size_t i = 0; status == STATUS_OK && (value = policy_value_at(second, i)) != NULL; i++) {
        if (policy_value_of(first, value->key) == NULL) {
            status = write_difference(writer, value->key, NULL, value, err);
        }
    }
    return status;
}

enum status local_policy_diff(struct command_call *call, const struct values *values,
                              struct error *err)
{
    const struct policy *first, *second;
    enum status status = find(call, values_get(values, "first"), &first, err);
    if (status == STATUS_OK) {
        status = find(call, values_get(values, "second"), &second, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, diff_columns, DIFF_COLUMNS);
    status = write_differences(writer, first, second, err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_policy_try(struct command_call *call, const struct values *values,
                             struct error *err)
{
    const struct policy *policy = NULL;
    const char *name = values_get(values, "policy");
    enum status status = name != NULL ? find(call, name, &policy, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct table_writer *writer = call_writer(call, values, policy_try_columns, POLICY_TRY_COLUMNS);
    status = policy_try(call->book, call->mem, values_get(values, "deal"), policy,
                        table_sink(writer), err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}
