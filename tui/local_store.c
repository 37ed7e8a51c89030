#include "tui/local.h"

#include "model/mem.h"
#include "model/operator.h"
#include "model/sweep.h"
#include "tui/call.h"
#include "tui/help.h"

#include <inttypes.h>

static enum status found(struct command_call *call, const struct book_terms *terms,
                         struct error *err)
{
    return operator_found(call->mem, call->store, terms, call->operator_login, call_clock(call),
                          &call->book, err);
}

/* A store without a book is what an init that failed half-way leaves: it is taken up. */
static enum status make(struct command_call *call, const struct book_terms *terms,
                        struct error *err)
{
    enum status status = store_open(call->mem, call->url, STORE_CREATE, &call->store, err);
    if (status == STATUS_OK) {
        return found(call, terms, err);
    }
    if (status != STATUS_CONFLICT) {
        return status;
    }
    struct error ignored;
    if (store_open(call->mem, call->url, STORE_WRITE, &call->store, &ignored) != STATUS_OK) {
        return status; /* there is a store: that is the error */
    }
    enum status second = found(call, terms, &ignored);
    if (second == STATUS_UNSUPPORTED) {
        *err = ignored; /* half copied */
        return second;
    }
    return second == STATUS_OK ? STATUS_OK : status;
}

enum status local_init(struct command_call *call, const struct values *values, struct error *err)
{
    bool is_sandbox = values_flag(values, "sandbox");
    if (call->now != NULL && !is_sandbox) {
        (void)error_set(err, STATUS_REFUSED, "--now is refused: this store will be no sandbox");
        return error_hint(err, "use init --sandbox to try things out");
    }
    const char *policy = values_get(values, "policy");
    struct book_terms terms = {
        .name = "main", .policy = policy != NULL ? policy : "default", .is_sandbox = is_sandbox};
    struct policy_set versions; /* to be refused before there is a store */
    enum status status = policy_set_load(call->mem, terms.policy, &versions, err);
    if (status == STATUS_OK) {
        status = make(call, &terms, err);
    }
    if (status == STATUS_OK) {
        call_print(call, "%s made%s; %s has every role", store_url(call->store),
                   is_sandbox ? ", a sandbox" : "", call->operator_login);
    }
    return status;
}

/* ---- sweep ---- */

static const struct column sweep_columns[] = {
    {.name = "holds", .title = "Holds", .kind = CELL_INT},
    {.name = "freezes", .title = "Freezes", .kind = CELL_INT},
    {.name = "complaints", .title = "Complaints", .kind = CELL_INT},
    {.name = "reminders", .title = "Reminders", .kind = CELL_INT},
    {.name = "campaigns", .title = "Campaigns", .kind = CELL_INT},
    {.name = "demands", .title = "Demands", .kind = CELL_INT},
    {.name = "overdue", .title = "Overdue", .kind = CELL_INT},
    {.name = "steps", .title = "Complaints' steps", .kind = CELL_INT},
    {.name = "couriers", .title = "Couriers told", .kind = CELL_INT},
    {.name = "proposals", .title = "Proposals", .kind = CELL_INT},
    {.name = "cautions", .title = "Cautions", .kind = CELL_INT},
    {.name = "breaks", .title = "Breaks raised", .kind = CELL_INT},
    {.name = "erased", .title = "Erased", .kind = CELL_INT},
};
#define SWEEP_COLUMNS (sizeof sweep_columns / sizeof *sweep_columns)

enum status local_sweep(struct command_call *call, const struct values *values, struct error *err)
{
    struct sweep_result result = {.holds = 0};
    enum status status = call_open(call, STORE_WRITE, err);
    if (status == STATUS_OK) {
        status = sweep_run(call->book, NULL, NULL, &result, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct cell cells[SWEEP_COLUMNS] = {
        {.kind = CELL_INT, .number = result.holds},
        {.kind = CELL_INT, .number = result.freezes},
        {.kind = CELL_INT, .number = result.complaints},
        {.kind = CELL_INT, .number = result.reminders},
        {.kind = CELL_INT, .number = result.campaigns},
        {.kind = CELL_INT, .number = result.demands},
        {.kind = CELL_INT, .number = result.overdue},
        {.kind = CELL_INT, .number = result.steps},
        {.kind = CELL_INT, .number = result.couriers},
        {.kind = CELL_INT, .number = result.proposals},
        {.kind = CELL_INT, .number = result.cautions},
        {.kind = CELL_INT, .number = result.breaks},
        {.kind = CELL_INT, .number = result.erased},
    };
    struct table_writer *writer = call_writer(call, values, sweep_columns, SWEEP_COLUMNS);
    status = table_write(writer, cells, err);
    return status == STATUS_OK ? table_end(writer, err) : status;
}

enum status local_completion(struct command_call *call, const struct values *values,
                             struct error *err)
{
    (void)values;
    (void)err;
    help_completion(call->out);
    return STATUS_OK;
}
