#include "tui/local.h"

#include "model/backup.h"
#include "model/copy.h"
#include "model/mem.h"
#include "tui/call.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define TELL_MS 250

/* ---- how far it is, in one line of a terminal that is written over and over ---- */

struct meter {
    FILE *out;
    bool is_terminal;
    const char *what; /* that was told of last; NULL: nothing was */
    int64_t told_ms;
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct meter meter_start(FILE *out)
{
    return (struct meter){.out = out, .is_terminal = isatty(fileno(out)) == 1};
}

static void meter_tell(void *state, const char *what, int64_t done, int64_t total)
{
    struct meter *meter = state;
    int64_t now_ms = monotonic_ms();
    bool is_turn = what != meter->what || done == total || now_ms - meter->told_ms >= TELL_MS;
    if (!meter->is_terminal || !is_turn) {
        return;
    }
    meter->told_ms = now_ms;
    meter->what = what;
    (void)fprintf(meter->out, "\r%s: %" PRId64 " of %" PRId64 "\033[K", what, done, total);
    (void)fflush(meter->out);
}

static bool meter_goes_on(void *state, const char *what, int64_t done, int64_t total)
{
    meter_tell(state, what, done, total);
    return true;
}

static void meter_end(const struct meter *meter)
{
    if (meter->what != NULL) {
        (void)fputs("\r\033[K", meter->out);
        (void)fflush(meter->out);
    }
}

/* ---- copy ---- */

static const struct column copy_columns[] = {
    {.name = "table", .title = "Table", .kind = CELL_TEXT},
    {.name = "rows", .title = "Rows", .kind = CELL_INT},
    {.name = "digest", .title = "SHA-256 of its rows", .kind = CELL_TEXT},
};
#define COPY_COLUMNS (sizeof copy_columns / sizeof *copy_columns)

static enum status write_tables(struct command_call *call, const struct values *values,
                                const struct copy_result *result, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, copy_columns, COPY_COLUMNS);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < result->table_count; i++) {
        const struct copy_table *table = &result->tables[i];
        struct cell cells[COPY_COLUMNS] = {
            {.kind = CELL_TEXT, .text = table->name},
            {.kind = CELL_INT, .number = table->rows},
            {.kind = CELL_TEXT, .text = table->digest},
        };
        status = table_write(writer, cells, err);
    }
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_copy(struct command_call *call, const struct values *values, struct error *err)
{
    struct meter meter = meter_start(call->err);
    struct copy_result result = {.tables = NULL};
    struct copy_terms terms = {
        .to = values_get(values, "to"), .progress = meter_goes_on, .state = &meter};
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = copy_run(call->mem, call->book, &terms, &result, err);
    }
    meter_end(&meter);
    if (status == STATUS_OK) {
        status = write_tables(call, values, &result, err);
    }
    if (status == STATUS_OK && call_format(values) == TABLE_TEXT) {
        call_print(call, "both are the same: %" PRId64 " events, %" PRId64 " of them new, head %s",
                   result.events, result.brought, result.head);
    }
    return status;
}

/* ---- backup ---- */

enum status local_backup(struct command_call *call, const struct values *values, struct error *err)
{
    struct meter meter = meter_start(call->err);
    struct backup_result result = {.events = 0};
    struct backup_terms terms = {
        .path = values_get(values, "file"), .progress = meter_tell, .state = &meter};
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = backup_run(call->book, &terms, &result, err);
    }
    meter_end(&meter);
    if (status == STATUS_OK) {
        call_print(call, "%s is a copy of %s: %" PRId64 " events, head %s", terms.path,
                   store_url(call->store), result.events, result.head);
    }
    return status;
}
