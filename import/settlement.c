#include "import/settlement.h"

#include "model/chargeback.h"
#include "model/expect.h"
#include "model/mem.h"
#include "model/provider.h"

#include <stdarg.h>
#include <string.h>

#define FAULTS_MAX 1000 /* more are not needed to see what is wrong */

/* Of a plan in the making. */
struct planning {
    struct settlement_plan *plan;
    struct book *book;
    const char *batch; /* of rows that name none */
};

static void fault(struct settlement_plan *plan, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault(struct settlement_plan *plan, uint32_t line, const char *format, ...)
{
    if (plan->fault_count == FAULTS_MAX) {
        return;
    }
    va_list args;
    va_start(args, format);
    plan->faults = MEM_GROW(plan, plan->faults, struct settlement_fault, plan->fault_count + 1);
    plan->faults[plan->fault_count++] =
        (struct settlement_fault){line, mem_vprintf(plan, format, args)};
    va_end(args);
}

static char *amount_text(int64_t minor, const char *currency, char *buffer)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, currency, sizeof money.currency);
    return money_format(money, buffer);
}

/* Batches. */

static const char *batch_of(const struct planning *planning, const struct settlement_row *row)
{
    return row->batch[0] != '\0' ? row->batch : planning->batch;
}

static struct settlement_batch *find_batch(struct settlement_plan *plan, const char *id,
                                           const char *currency)
{
    for (size_t i = 0; i < plan->batch_count; i++) {
        if (strcmp(plan->batches[i].id, id) == 0 &&
            strcmp(plan->batches[i].currency, currency) == 0) {
            return &plan->batches[i];
        }
    }
    return NULL;
}

static struct settlement_batch *obtain_batch(struct settlement_plan *plan, const char *id,
                                             const char *currency)
{
    struct settlement_batch *found = find_batch(plan, id, currency);
    if (found != NULL) {
        return found;
    }
    plan->batches = MEM_GROW(plan, plan->batches, struct settlement_batch, plan->batch_count + 1);
    struct settlement_batch *batch = &plan->batches[plan->batch_count++];
    *batch = (struct settlement_batch){.id = id};
    memcpy(batch->currency, currency, sizeof batch->currency);
    return batch;
}

/* Where the row's money goes; the fee of any row is the batch's. */
static int64_t *part_of(struct settlement_batch *batch, enum settlement_kind kind)
{
    switch (kind) {
    case SETTLE_GROSS:
        return &batch->gross_minor;
    case SETTLE_FEE:
        return &batch->fee_minor;
    case SETTLE_REFUND:
        return &batch->refund_minor;
    case SETTLE_CHARGEBACK:
        return &batch->chargeback_minor;
    case SETTLE_RESERVE:
        return &batch->reserve_minor;
    case SETTLE_PAYOUT:
        return &batch->payout_minor;
    case SETTLE_NOTHING:
    case SETTLE_OTHER:
        return &batch->other_minor;
    }
    return &batch->other_minor;
}

static enum status add_row(const struct planning *planning, const struct settlement_row *row,
                           struct error *err)
{
    struct settlement_batch *batch =
        obtain_batch(planning->plan, batch_of(planning, row), row->currency);
    int64_t *part = part_of(batch, row->kind);
    if (row->kind == SETTLE_NOTHING) {
        return STATUS_OK;
    }
    batch->rows++;
    if (row->kind == SETTLE_PAYOUT) {
        batch->has_payout = true;
        return minor_subtract(*part, row->net_minor, part, err);
    }
    enum status status = minor_add(*part, row->gross_minor, part, err);
    if (status == STATUS_OK) {
        status = minor_add(batch->fee_minor, row->fee_minor, &batch->fee_minor, err);
    }
    return status == STATUS_OK ? minor_add(batch->net_minor, row->net_minor, &batch->net_minor, err)
                               : status;
}

/* Faults. */

static void check_batch(struct settlement_plan *plan, struct settlement_batch *batch)
{
    char net[MONEY_TEXT_BYTES];
    char other[MONEY_TEXT_BYTES];
    char missing[MONEY_TEXT_BYTES];
    batch->difference_minor = batch->has_payout ? batch->payout_minor - batch->net_minor : 0;
    (void)amount_text(batch->net_minor, batch->currency, net);
    if (batch->difference_minor != 0) {
        fault(plan, 0, "batch %s: its rows make %s %s, and its payout is %s: the difference is %s",
              batch->id, batch->currency, net,
              amount_text(batch->payout_minor, batch->currency, other),
              amount_text(batch->difference_minor, batch->currency, missing));
    } else if (batch->net_minor <= 0) {
        fault(plan, 0, "batch %s: its rows make %s %s, which no bank line brings", batch->id,
              batch->currency, net);
    } else if (batch->fee_minor > 0) {
        fault(plan, 0, "batch %s: its fees make %s %s, which the provider gives back", batch->id,
              batch->currency, amount_text(batch->fee_minor, batch->currency, other));
    }
}

static enum status check_gross(const struct planning *planning, const struct settlement_row *row,
                               struct error *err)
{
    char captured_text[MONEY_TEXT_BYTES];
    char gross[MONEY_TEXT_BYTES];
    int64_t captured = 0;
    const char *psp = planning->plan->psp;
    enum status status = provider_captured(planning->book, row->order, psp, &captured, err);
    if (status == STATUS_OK && captured < row->gross_minor) {
        fault(planning->plan, row->line,
              "order %s: the file has %s %s, and %s was captured"
              " through %s",
              row->order[0] != '\0' ? row->order : "(none)", row->currency,
              amount_text(row->gross_minor, row->currency, gross),
              amount_text(captured, row->currency, captured_text), psp);
    }
    return status;
}

static enum status check_row(const struct planning *planning, const struct settlement_row *row,
                             struct error *err)
{
    bool needs_order = row->kind == SETTLE_REFUND || row->kind == SETTLE_CHARGEBACK;
    if (row->kind == SETTLE_OTHER && row->net_minor != 0) {
        fault(planning->plan, row->line, "'%s' is nothing that can be posted", row->word);
    } else if (row->kind == SETTLE_GROSS) {
        return check_gross(planning, row, err);
    } else if (needs_order && (row->order[0] == '\0' || row->reference[0] == '\0')) {
        fault(planning->plan, row->line, "a %s without its order or its reference",
              settlement_kind_name(row->kind));
    } else if (needs_order && row->gross_minor >= 0) {
        fault(planning->plan, row->line, "a %s that brings money", settlement_kind_name(row->kind));
    }
    return STATUS_OK;
}

static enum status check_all(const struct planning *planning, struct error *err)
{
    struct settlement_plan *plan = planning->plan;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < plan->batch_count && status == STATUS_OK; i++) {
        struct error none;
        struct settlement_batch *batch = &plan->batches[i];
        status = query_is_new(planning->book, &batch_ids, batch->id, &none);
        batch->is_known = status == STATUS_CONFLICT;
        status = status == STATUS_CONFLICT ? STATUS_OK : status;
        if (status != STATUS_OK) {
            *err = none;
        } else if (!batch->is_known) {
            check_batch(plan, batch);
        }
    }
    for (size_t i = 0; i < plan->file->row_count && status == STATUS_OK; i++) {
        const struct settlement_row *row = &plan->file->rows[i];
        if (!find_batch(plan, batch_of(planning, row), row->currency)->is_known) {
            status = check_row(planning, row, err);
        }
    }
    return status;
}

/* The id for rows that name no batch: as told, else that of the only payout of the file. */
static enum status choose_batch(struct planning *planning, const char *told, struct error *err)
{
    const struct settlement_file *file = planning->plan->file;
    size_t payouts = 0;
    size_t unnamed = 0;
    planning->batch = told;
    for (size_t i = 0; i < file->row_count; i++) {
        const struct settlement_row *row = &file->rows[i];
        unnamed += row->batch[0] == '\0';
        if (row->kind == SETTLE_PAYOUT && told == NULL) {
            planning->batch = row->reference;
            payouts++;
        }
    }
    bool is_clear = told != NULL || (payouts == 1 && planning->batch[0] != '\0');
    if (unnamed == 0 || is_clear) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_INVALID, "%s: %zu rows do not say which payout pays them",
                    file->name, unnamed);
    return error_hint(err, "say with --batch ID what the bank's line of it bears");
}

enum status settlement_plan(void *mem, struct book *book, const struct settlement_file *file,
                            const char *psp, const char *batch, struct settlement_plan **out,
                            struct error *err)
{
    struct settlement_plan *plan = MEM_NEW(mem, struct settlement_plan);
    struct planning planning = {plan, book, NULL};
    plan->file = file;
    plan->psp = mem_strdup(plan, psp);
    enum status status = choose_batch(&planning, batch, err);
    for (size_t i = 0; i < file->row_count && status == STATUS_OK; i++) {
        status = add_row(&planning, &file->rows[i], err);
    }
    if (status == STATUS_OK) {
        status = book_begin_snapshot(book, err);
        if (status == STATUS_OK) {
            status = check_all(&planning, err);
            book_rollback(book);
        }
    }
    if (status != STATUS_OK) {
        mem_free(plan);
        return status;
    }
    *out = plan;
    return STATUS_OK;
}

enum status settlement_check(const struct settlement_plan *plan, struct error *err)
{
    if (plan->fault_count == 0) {
        return STATUS_OK;
    }
    const struct settlement_fault *first = &plan->faults[0];
    (void)error_set(err, STATUS_REFUSED, "%s: it does not agree with the books; nothing is posted",
                    plan->file->name);
    if (first->line > 0) {
        (void)error_detail(err, "line %u: %s", first->line, first->why);
    } else {
        (void)error_detail(err, "%s", first->why);
    }
    return error_hint(err, "--dry-run shows all that does not agree");
}

/* Posting. */

static struct money money_of(int64_t minor, const char *currency)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, currency, sizeof money.currency);
    return money;
}

/* One that the provider told of before is not taken again. */
static enum status post_chargeback(struct book *book, const struct settlement_plan *plan,
                                   const struct settlement_row *row, struct run *run,
                                   struct error *err)
{
    bool is_told = false;
    struct chargeback chargeback = {.id = row->reference,
                                    .deal = row->order,
                                    .via = plan->psp,
                                    .amount = money_of(-row->gross_minor, row->currency),
                                    .reason = row->word};
    enum status status =
        provider_has_charged(book, row->order, plan->psp, -row->gross_minor, &is_told, err);
    return status == STATUS_OK && !is_told ? chargeback_take(book, &chargeback, run, err) : status;
}

static enum status post_row(struct book *book, const struct settlement_plan *plan,
                            const struct settlement_row *row, struct run *run, struct error *err)
{
    struct provider_refund refund = {.deal = row->order,
                                     .via = plan->psp,
                                     .amount = money_of(-row->gross_minor, row->currency),
                                     .reference = row->reference};
    struct provider_reserve reserve = {.psp = plan->psp,
                                       .amount = money_of(-row->gross_minor, row->currency),
                                       .reference = row->reference};
    if (row->kind == SETTLE_REFUND) {
        return provider_refund(book, &refund, run, err);
    }
    if (row->kind == SETTLE_CHARGEBACK) {
        return post_chargeback(book, plan, row, run, err);
    }
    return row->kind == SETTLE_RESERVE ? provider_reserve(book, &reserve, run, err) : STATUS_OK;
}

static enum status name_row(const struct settlement_row *row, struct error *err)
{
    struct error inner = *err;
    (void)error_set(err, inner.status, "line %u: %s", row->line, inner.message);
    (void)error_detail(err, "%s", inner.detail);
    return error_hint(err, "%s", inner.hint);
}

/* What the provider owes less by now is not part of what the batch settles. */
static enum status post_batch(struct book *book, const struct settlement_plan *plan,
                              const struct settlement_batch *of, struct run *run, struct error *err)
{
    int64_t gross = 0;
    enum status status = minor_subtract(of->net_minor, of->fee_minor, &gross, err);
    if (status == STATUS_OK) {
        status = minor_subtract(gross, of->chargeback_minor, &gross, err);
    }
    struct batch batch = {.id = of->id,
                          .psp = plan->psp,
                          .gross = money_of(gross, of->currency),
                          .fee = money_of(-of->fee_minor, of->currency),
                          .net = money_of(of->net_minor, of->currency)};
    if (of->chargeback_minor != 0) {
        batch.chargebacks = money_of(-of->chargeback_minor, of->currency);
    }
    return status == STATUS_OK ? batch_put(book, &batch, run, err) : status;
}

static enum status post_all(struct book *book, const struct settlement_plan *plan,
                            struct error *err)
{
    struct run run = {.mem = mem_context(NULL, "settlement")};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < plan->batch_count && status == STATUS_OK; i++) {
        const struct settlement_batch *batch = &plan->batches[i];
        for (size_t r = 0; r < plan->file->row_count && status == STATUS_OK; r++) {
            const struct settlement_row *row = &plan->file->rows[r];
            bool is_of_it = (row->batch[0] == '\0' || strcmp(row->batch, batch->id) == 0) &&
                            strcmp(row->currency, batch->currency) == 0;
            if (is_of_it && !batch->is_known) {
                status = post_row(book, plan, row, &run, err);
                status = status == STATUS_OK ? STATUS_OK : name_row(row, err);
                mem_empty(run.mem);
            }
        }
        if (status == STATUS_OK && !batch->is_known) {
            status = post_batch(book, plan, batch, &run, err);
        }
    }
    mem_free(run.mem);
    return status;
}

enum status settlement_apply(struct book *book, const struct settlement_plan *plan,
                             struct error *err)
{
    enum status status = settlement_check(plan, err);
    if (status == STATUS_OK) {
        status = book_begin(book, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = post_all(book, plan, err);
    if (status == STATUS_OK) {
        return book_commit(book, err);
    }
    book_rollback(book);
    return status;
}
