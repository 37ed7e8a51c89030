#include "reports/policy_try.h"

#include "model/award.h"
#include "model/insurance.h"
#include "model/mem.h"
#include "model/way.h"
#include "reports/report_policy.h"

#include <string.h>

const struct column policy_try_columns[POLICY_TRY_COLUMNS] = {
    {.name = "question", .title = "If", .kind = CELL_TEXT, .width_cols = 32},
    {.name = "answer", .title = "Then", .kind = CELL_TEXT, .width_cols = 34},
    {.name = "amount", .title = "Amount", .kind = CELL_MONEY, .width_cols = 14},
    {.name = "key", .title = "By", .kind = CELL_TEXT, .width_cols = 24},
    {.name = "value", .title = "Value", .kind = CELL_TEXT, .width_cols = 10},
    {.name = "reviewed_on", .title = "Reviewed", .kind = CELL_TEXT, .width_cols = 10},
    {.name = "citation", .title = "Where it comes from", .kind = CELL_TEXT, .width_cols = 40},
};
#define SOURCE_COLUMN 3

struct trial {
    struct book *book;
    void *mem;
    struct deal deal;
    const struct policy *policy;
    struct table_sink sink;
};

/* source and minor may be missing. */
static enum status answer(const struct trial *trial, const char *question, const char *text,
                          const int64_t *minor, const struct policy_value *source,
                          struct error *err)
{
    struct cell cells[POLICY_TRY_COLUMNS] = {{.kind = CELL_TEXT, .text = question},
                                             {.kind = CELL_TEXT, .text = text}};
    if (minor != NULL) {
        cells[2] = (struct cell){.kind = CELL_MONEY, .number = *minor};
        memcpy(cells[2].currency, trial->deal.price.currency, sizeof cells[2].currency);
    }
    if (source != NULL) {
        report_policy_cells(source, cells + SOURCE_COLUMN);
    }
    return trial->sink.take(trial->sink.state, cells, err);
}

static bool is_outside(const struct trial *trial)
{
    return way_of(trial->deal.mode)->is_outside;
}

static enum status try_clocks(const struct trial *trial, struct error *err)
{
    const struct policy *policy = trial->policy;
    const struct {
        const char *question, *key, *says;
        bool is_of_what_is_held;
    } rows[] = {
        {"paid, and never shipped", "hold.sale.ship_by", "back to the buyer after %s", true},
        {"a complaint that nobody decides", "dispute.max",
         is_outside(trial) ? "dismissed after %s" : "settled after %s", false},
        {"so settled", "dispute.default", "to the %s", true},
        {"an award that nobody contests", "appeal.window", "paid after %s", false},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].is_of_what_is_held && is_outside(trial)) {
            continue;
        }
        const struct policy_value *value = policy_value_of(policy, rows[i].key);
        const char *who = strcmp(value->value, "payer") == 0   ? "buyer"
                          : strcmp(value->value, "payee") == 0 ? "seller"
                                                               : value->value;
        const char *place = strstr(rows[i].says, "%s");
        char *text =
            mem_printf(trial->mem, "%.*s%s", (int)(place - rows[i].says), rows[i].says, who);
        status = answer(trial, rows[i].question, text, NULL, value, err);
    }
    return status;
}

/* What a release of all would keep back of the seller's part. */
static enum status try_reserve(const struct trial *trial, struct error *err)
{
    const struct deal *deal = &trial->deal;
    int64_t kept;
    enum status status =
        policy_reserve(trial->policy, deal->price.minor - deal->fee.minor, &kept, err);
    if (status != STATUS_OK || kept == 0) {
        return status;
    }
    const struct policy_value *time = policy_value_of(trial->policy, "reserve.time");
    return answer(trial, "released in all", mem_printf(trial->mem, "kept back for %s", time->value),
                  &kept, policy_value_of(trial->policy, "reserve.part_bp"), err);
}

static enum status try_sources(const struct trial *trial, int64_t award, struct error *err)
{
    struct account *bond;
    struct cover_part *parts;
    size_t count = 0;
    int64_t from_bond = 0;
    enum status status =
        insurance_parts(trial->book, trial->mem, &trial->deal, award, &parts, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        award -= parts[i].minor;
        status = answer(trial, "of the award",
                        mem_printf(trial->mem, "from insurer %s", parts[i].insurer),
                        &parts[i].minor, NULL, err);
    }
    if (status == STATUS_OK) {
        status = award_from_bond(trial->book, &trial->deal, award, &bond, &from_bond, err);
    }
    if (status == STATUS_OK) {
        status = answer(trial, "of the award", "from the seller's bond", &from_bond, NULL, err);
    }
    int64_t lacking = award - from_bond;
    return status == STATUS_OK ? answer(trial, "the rest of it", "a lien on the seller's money",
                                        &lacking, NULL, err)
                               : status;
}

static const char *award_says(const struct trial *trial, const struct policy_award *award)
{
    if (is_outside(trial)) {
        return award->is_minimum ? "the minimum, and the price" : "a multiple, with the price";
    }
    return award->is_minimum ? "the minimum" : "a multiple of the price";
}

static enum status try_award(const struct trial *trial, struct error *err)
{
    const struct deal *deal = &trial->deal;
    struct policy_award award;
    int64_t held = deal->funded_minor - deal->released_minor - deal->returned_minor;
    int64_t in_all;
    enum status status = STATUS_OK;
    if (!is_outside(trial)) {
        status =
            answer(trial, "a fraud, refund", "what is still held, to the buyer", &held, NULL, err);
    }
    if (status == STATUS_OK) {
        enum policy_price where = is_outside(trial) ? PRICE_OUTSIDE
                                  : held > 0        ? PRICE_HELD
                                                    : PRICE_RELEASED;
        status = policy_award(trial->policy, deal->category, deal->price, where, &award, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (award.refused_by != NULL) {
        return answer(trial, "a fraud, award", is_outside(trial) ? "none" : "none: the refund only",
                      NULL, award.refused_by, err);
    }
    status = answer(trial, "a fraud, award", award_says(trial, &award), &award.amount.minor,
                    award.is_minimum ? award.minimum : award.multiple, err);
    if (status == STATUS_OK) {
        status = minor_add(award.amount.minor, held, &in_all, err);
    }
    if (status == STATUS_OK) {
        status = answer(trial, "a fraud, in all", "to the buyer", &in_all, NULL, err);
    }
    return status == STATUS_OK ? try_sources(trial, award.amount.minor, err) : status;
}

static enum status try_all(struct trial *trial, const char *id, struct error *err)
{
    enum status status = deal_get(trial->book, trial->mem, id, &trial->deal, err);
    if (status == STATUS_OK && trial->policy == NULL) {
        status = book_policy_named(trial->book, trial->deal.policy, &trial->policy, err);
    }
    if (status == STATUS_OK) {
        status = answer(trial, "by policy",
                        mem_printf(trial->mem, "%s (%s)", trial->policy->name, trial->policy->law),
                        &trial->deal.price.minor, NULL, err);
    }
    if (status == STATUS_OK) {
        status = try_clocks(trial, err);
    }
    if (status == STATUS_OK) {
        status = try_reserve(trial, err);
    }
    return status == STATUS_OK ? try_award(trial, err) : status;
}

enum status policy_try(struct book *book, void *mem, const char *deal, const struct policy *policy,
                       struct table_sink sink, struct error *err)
{
    struct trial trial = {.book = book, .mem = mem, .policy = policy, .sink = sink};
    enum status status = book_begin_snapshot(book, err);
    if (status == STATUS_OK) {
        status = try_all(&trial, deal, err);
    }
    book_rollback(book);
    return status;
}
