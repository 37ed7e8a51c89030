#include "tui/local.h"

#include "import/settlement.h"
#include "tui/call.h"

#include <string.h>

static const struct column batch_columns[] = {
    {.name = "batch", .title = "Batch", .kind = CELL_TEXT},
    {.name = "rows", .title = "Rows", .kind = CELL_INT},
    {.name = "gross", .title = "Gross", .kind = CELL_MONEY},
    {.name = "fee", .title = "Fee", .kind = CELL_MONEY},
    {.name = "refunds", .title = "Refunds", .kind = CELL_MONEY},
    {.name = "chargebacks", .title = "Chargebacks", .kind = CELL_MONEY},
    {.name = "reserve", .title = "Reserve", .kind = CELL_MONEY},
    {.name = "other", .title = "Other", .kind = CELL_MONEY},
    {.name = "net", .title = "Net", .kind = CELL_MONEY},
    {.name = "payout", .title = "Payout", .kind = CELL_MONEY},
    {.name = "difference", .title = "Difference", .kind = CELL_MONEY},
    {.name = "known", .title = "Known", .kind = CELL_BOOL},
};
#define BATCH_COLUMNS (sizeof batch_columns / sizeof *batch_columns)

static const struct column fault_columns[] = {
    {.name = "file_line", .title = "Row", .kind = CELL_INT},
    {.name = "fault", .title = "Does not agree", .kind = CELL_TEXT},
};
#define FAULT_COLUMNS (sizeof fault_columns / sizeof *fault_columns)

static struct cell money_cell(const struct settlement_batch *batch, int64_t minor)
{
    struct cell cell = {.kind = CELL_MONEY, .number = minor};
    memcpy(cell.currency, batch->currency, sizeof cell.currency);
    return cell;
}

static enum status write_batches(struct command_call *call, const struct values *values,
                                 const struct settlement_plan *plan, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, batch_columns, BATCH_COLUMNS);
    for (size_t i = 0; i < plan->batch_count; i++) {
        const struct settlement_batch *batch = &plan->batches[i];
        struct cell none = {.kind = CELL_NULL};
        struct cell cells[BATCH_COLUMNS] = {
            {.kind = CELL_TEXT, .text = batch->id},
            {.kind = CELL_INT, .number = (int64_t)batch->rows},
            money_cell(batch, batch->gross_minor),
            money_cell(batch, batch->fee_minor),
            money_cell(batch, batch->refund_minor),
            money_cell(batch, batch->chargeback_minor),
            money_cell(batch, batch->reserve_minor),
            money_cell(batch, batch->other_minor),
            money_cell(batch, batch->net_minor),
            batch->has_payout ? money_cell(batch, batch->payout_minor) : none,
            batch->has_payout ? money_cell(batch, batch->difference_minor) : none,
            {.kind = CELL_BOOL, .number = batch->is_known},
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static enum status write_faults(struct command_call *call, const struct values *values,
                                const struct settlement_plan *plan, struct error *err)
{
    if (plan->fault_count == 0) {
        return STATUS_OK;
    }
    struct table_writer *writer = call_writer(call, values, fault_columns, FAULT_COLUMNS);
    for (size_t i = 0; i < plan->fault_count; i++) {
        const struct settlement_fault *fault = &plan->faults[i];
        struct cell cells[FAULT_COLUMNS] = {
            {.kind = fault->line > 0 ? CELL_INT : CELL_NULL, .number = fault->line},
            {.kind = CELL_TEXT, .text = fault->why},
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

enum status local_settlement(struct command_call *call, const struct values *values,
                             struct error *err)
{
    bool is_dry = values_flag(values, "dry-run");
    struct source *source = NULL;
    struct settlement_file *file = NULL;
    struct settlement_plan *plan = NULL;
    enum status status = call_open(call, is_dry ? STORE_READ : STORE_WRITE, err);
    if (status == STATUS_OK) {
        status = source_load(call->mem, values_get(values, "file"), &source, err);
    }
    if (status == STATUS_OK) {
        status = settlement_read(call->mem, source, &file, err);
    }
    if (status == STATUS_OK) {
        status = settlement_plan(call->mem, call->book, file, values_get(values, "psp"),
                                 values_get(values, "batch"), &plan, err);
    }
    if (status == STATUS_OK && !is_dry) {
        status = settlement_apply(call->book, plan, err);
    }
    if (status == STATUS_OK) {
        status = write_batches(call, values, plan, err);
    }
    if (status == STATUS_OK && is_dry) {
        status = write_faults(call, values, plan, err);
    }
    return status == STATUS_OK && is_dry ? settlement_check(plan, err) : status;
}
