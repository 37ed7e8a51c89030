#include "tui/local.h"

#include "import/plan.h"
#include "import/rejects.h"
#include "model/mem.h"
#include "tui/call.h"
#include "tui/folder.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static const struct column line_columns[] = {
    {.name = "file_line", .title = "Row", .kind = CELL_INT},
    {.name = "date", .title = "Date", .kind = CELL_DATE},
    {.name = "bank_reference", .title = "Bank reference", .kind = CELL_TEXT},
    {.name = "amount", .title = "Amount", .kind = CELL_MONEY},
    {.name = "text", .title = "Text", .kind = CELL_TEXT},
    {.name = "state", .title = "State", .kind = CELL_TEXT},
    {.name = "item", .title = "Item", .kind = CELL_TEXT},
    {.name = "ground", .title = "Ground", .kind = CELL_TEXT},
};
#define LINE_COLUMNS (sizeof line_columns / sizeof *line_columns)
#define APPLY_TRIES 10

static const char *fate_name(enum plan_fate fate)
{
    switch (fate) {
    case PLAN_KNOWN:
        return "duplicate";
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

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = text[0] == '\0' ? CELL_NULL : CELL_TEXT, .text = text};
}

/* One row of the plan; ground is borrowed from line. */
static void line_cells(const struct plan *plan, const struct plan_line *line,
                       struct cell cells[LINE_COLUMNS])
{
    const struct bank_row *row = line->row;
    struct cell amount = {.kind = CELL_MONEY, .number = row->amount_minor};
    memcpy(amount.currency, row->currency, sizeof amount.currency);
    struct cell all[LINE_COLUMNS] = {
        {.kind = CELL_INT, .number = row->line},
        {.kind = CELL_DATE, .number = row->date_days},
        text_cell(bank_text(plan->file, row->reference)),
        amount,
        text_cell(bank_text(plan->file, row->text)),
        text_cell(fate_name(line->fate)),
        text_cell(line->item),
        text_cell(line->ground),
    };
    memcpy(cells, all, sizeof all);
}

/* ---- JSON ---- */

static json_t *balance_json(const struct plan *plan, bool is_opening)
{
    if (plan->chain_count == 0 || !plan->chains[0].has_balances) {
        return json_null();
    }
    const struct plan_chain *chain = &plan->chains[0];
    int64_t minor = is_opening ? chain->opening_minor : chain->closing_minor;
    return json_pack("{s:I, s:s}", "minor", (json_int_t)minor, "currency", chain->currency);
}

static json_t *chains_json(const struct plan *plan)
{
    json_t *chains = json_array();
    for (size_t i = 0; i < plan->chain_count; i++) {
        const struct plan_chain *chain = &plan->chains[i];
        json_t *opening = chain->has_balances ? json_integer(chain->opening_minor) : json_null();
        json_t *closing = chain->has_balances ? json_integer(chain->closing_minor) : json_null();
        (void)json_array_append_new(
            chains, json_pack("{s:s, s:s, s:o, s:o, s:I}", "currency", chain->currency, "proof",
                              proof_state_name(chain->proof), "opening_minor", opening,
                              "closing_minor", closing, "new", (json_int_t)chain->new_lines));
    }
    return chains;
}

static void print_lines_json(struct command_call *call, const struct plan *plan)
{
    (void)fputs(",\"rows\":[", call->out);
    for (size_t i = 0; i < plan->file->row_count; i++) {
        struct plan_line line;
        struct cell cells[LINE_COLUMNS];
        plan_line_at(plan, i, &line);
        line_cells(plan, &line, cells);
        (void)fputs(i == 0 ? "{" : ",{", call->out);
        table_put_json(line_columns, LINE_COLUMNS, cells, call->out);
        (void)fputc('}', call->out);
    }
    (void)fputc(']', call->out);
}

static void print_json(struct command_call *call, const struct plan *plan, bool is_dry)
{
    const struct plan_counts *counts = &plan->counts;
    json_t *object = json_pack(
        "{s:o, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:o, s:o, s:o, s:s, s:s?, "
        "s:b}",
        "statement", plan->statement == 0 ? json_null() : json_integer(plan->statement), "account",
        plan->account, "profile", plan->file->profile->name, "lines", (json_int_t)counts->lines,
        "new", (json_int_t)counts->new_lines, "duplicate", (json_int_t)counts->duplicate,
        "rejected", (json_int_t)counts->rejected, "matched", (json_int_t)counts->matched,
        "suspense", (json_int_t)counts->suspense, "suggested", (json_int_t)counts->suggested,
        "ambiguous", (json_int_t)counts->ambiguous, "proof", proof_state_name(plan->proof),
        "opening", balance_json(plan, true), "closing", balance_json(plan, false), "balances",
        chains_json(plan), "plan", plan->hash, "other_accounts", plan->others, "dry_run", is_dry);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text != NULL) {
        (void)fprintf(call->out, "%.*s", (int)strlen(text) - 1, text);
        free(text);
    }
    if (is_dry) {
        print_lines_json(call, plan);
    }
    (void)fputs("}\n", call->out);
}

/* ---- text ---- */

static enum status print_lines(struct command_call *call, const struct values *values,
                               const struct plan *plan, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, line_columns, LINE_COLUMNS);
    for (size_t i = 0; i < plan->file->row_count; i++) {
        struct plan_line line;
        struct cell cells[LINE_COLUMNS];
        plan_line_at(plan, i, &line);
        line_cells(plan, &line, cells);
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static void print_chain(struct command_call *call, const struct plan_chain *chain)
{
    char opening[MONEY_TEXT_BYTES];
    char closing[MONEY_TEXT_BYTES];
    struct money amount = {.minor = chain->opening_minor};
    memcpy(amount.currency, chain->currency, sizeof amount.currency);
    if (!chain->has_balances) {
        call_print(call, "%s: no balances to prove it by", chain->currency);
        return;
    }
    (void)money_format_grouped(amount, opening);
    amount.minor = chain->closing_minor;
    call_print(call, "%s: from %s to %s, proof %s", chain->currency, opening,
               money_format_grouped(amount, closing), proof_state_name(chain->proof));
    if (chain->to_post_minor != 0) {
        amount.minor = chain->to_post_minor;
        call_print(call, "%s: the account opens with %s, which nothing explains: in suspense too",
                   chain->currency, money_format_grouped(amount, opening));
    }
}

static void print_gap(struct command_call *call, const struct plan_gap *gap)
{
    char text[PLAN_GAP_BYTES];
    call_print(call, "gap: %s", plan_gap_text(gap, text));
}

static void print_summary(struct command_call *call, const struct plan *plan)
{
    const struct plan_counts *counts = &plan->counts;
    call_print(call, "%s as %s for %s", plan->file_name, plan->file->profile->name, plan->account);
    call_print(call, "%" PRId64 " lines: %" PRId64 " new, %" PRId64 " known, %" PRId64 " rejected",
               counts->lines, counts->new_lines, counts->duplicate, counts->rejected);
    call_print(call,
               "%" PRId64 " matched, %" PRId64 " in suspense, %" PRId64
               " of them suggested, %" PRId64 " ambiguous",
               counts->matched, counts->suspense, counts->suggested, counts->ambiguous);
    if (counts->uncounted > 0) {
        call_print(call, "%" PRId64 " rows do not count: neutral, closed, or of no amount",
                   counts->uncounted);
    }
    if (plan->others != NULL) {
        call_print(call, "not read, of other accounts: %s", plan->others);
    }
    for (size_t i = 0; i < plan->chain_count; i++) {
        print_chain(call, &plan->chains[i]);
    }
    for (size_t i = 0; i < plan->gap_count; i++) {
        print_gap(call, &plan->gaps[i]);
    }
    for (size_t i = 0; i < plan->chain->failure_count; i++) {
        char failure[PROOF_TEXT_BYTES];
        call_print(call, "%s", proof_failure_text(&plan->chain->failures[i], failure));
    }
    if (plan->statement != 0) {
        call_print(call, "statement:%" PRId64, plan->statement);
    }
}

/* ---- the three steps ---- */

static enum status make_plan(struct command_call *call, const struct values *values,
                             struct plan **out, struct error *err)
{
    struct plan_terms terms = {
        .account = values_get(values, "account"),
        .profile = values_get(values, "profile"),
        .profile_folder = folder_profiles(call->mem),
        .number = values_get(values, "number"),
        .accept_broken = values_get(values, "accept-broken"),
        .accept_number = values_get(values, "accept-number"),
        .good_rows = values_flag(values, "good-rows"),
    };
    const char *path = values_get(values, "file");
    const char *rejects = values_get(values, "rejects");
    enum status status = plan_make(call->mem, call->book, path, &terms, out, err);
    return status == STATUS_OK && rejects != NULL ? rejects_write((*out)->file, path, rejects, err)
                                                  : status;
}

static enum status show_dry(struct command_call *call, const struct values *values,
                            const struct plan *plan, struct error *err)
{
    if (call_format(values) == TABLE_JSON) {
        print_json(call, plan, true);
    } else {
        enum status status = print_lines(call, values, plan, err);
        if (status != STATUS_OK) {
            return status;
        }
        print_summary(call, plan);
    }
    return plan_check(plan, err);
}

/* Nobody has looked at this plan yet: where others were quicker it is made again. */
static enum status plan_and_apply(struct command_call *call, const struct values *values,
                                  struct plan **plan, struct error *err)
{
    enum status status = STATUS_STALE;
    for (int tries = 0; tries < APPLY_TRIES && status == STATUS_STALE; tries++) {
        mem_free(*plan);
        *plan = NULL;
        status = make_plan(call, values, plan, err);
        if (status == STATUS_OK) {
            status = plan_apply(call->book, *plan, NULL, NULL, err);
        }
    }
    return status;
}

static enum status import_statement(struct command_call *call, const struct values *values,
                                    struct error *err)
{
    bool is_dry = values_flag(values, "dry-run");
    struct plan *plan = NULL;
    enum status status = call_open(call, is_dry ? STORE_READ : STORE_WRITE, err);
    if (status == STATUS_OK && is_dry) {
        status = make_plan(call, values, &plan, err);
        return status == STATUS_OK ? show_dry(call, values, plan, err) : status;
    }
    if (status == STATUS_OK) {
        status = plan_and_apply(call, values, &plan, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (call_format(values) == TABLE_JSON) {
        print_json(call, plan, false);
    } else {
        print_summary(call, plan);
    }
    return STATUS_OK;
}

enum status local_import(struct command_call *call, const struct values *values, struct error *err)
{
    if ((values_get(values, "account") == NULL) == (values_get(values, "psp") == NULL)) {
        return call_usage(call, err, "import needs --account BANK, or --psp NAME");
    }
    return values_get(values, "psp") != NULL ? local_settlement(call, values, err)
                                             : import_statement(call, values, err);
}
