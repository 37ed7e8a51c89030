#include "model/write_off.h"

#include "model/match.h"
#include "model/match_line.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/settle.h"

#include <stddef.h>
#include <string.h>

static struct money left_of(const struct match_line *line)
{
    struct money left = {.minor = line->open_minor < 0 ? -line->open_minor : line->open_minor};
    memcpy(left.currency, line->currency, sizeof left.currency);
    return left;
}

static enum status check(struct book *book, const void *request, struct error *err)
{
    const struct write_off *write_off = request;
    struct match_line line;
    enum status status = match_line_load(book, write_off->line, &line, err);
    return status == STATUS_OK && line.open_minor == 0 ? match_line_refuse(book, line.id, err)
                                                       : status;
}

static enum status check_tolerance(struct book *book, const struct match_line *line,
                                   struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    struct money left = left_of(line);
    char one[MONEY_TEXT_BYTES], other[MONEY_TEXT_BYTES];
    if (strcmp(left.currency, policy->tolerance.currency) == 0 &&
        left.minor <= policy->tolerance.minor) {
        posting_basis(posting, policy_value_of(policy, "match.tolerance"));
        return STATUS_OK;
    }
    if (policy->tolerance.currency[0] == '\0') {
        return error_set(err, STATUS_REFUSED,
                         "the policy's match.tolerance has nothing written off");
    }
    (void)error_set(err, STATUS_REFUSED,
                    "of line:%lld %s %s is left; what is written off is at"
                    " most %s %s",
                    (long long)line->id, left.currency, money_format(left, one),
                    policy->tolerance.currency, money_format(policy->tolerance, other));
    return error_hint(err, "match it to what it is; the policy's match.tolerance says how much");
}

/* Who bears it, as an item that the line is matched to. Owned by mem. */
static enum status house_of(struct book *book, void *mem, const char **item, struct error *err)
{
    bool is_platform = book_policy(book)->write_off_by == HOUSE_PLATFORM;
    const char *party = is_platform ? book_platform(book) : book_custodian(book);
    if (party == NULL) {
        return error_set(err, STATUS_REFUSED,
                         "the policy's write_off.by = %s, and the book has"
                         " none",
                         is_platform ? "platform" : "custodian");
    }
    *item = mem_printf(mem, "available:%s", party);
    return STATUS_OK;
}

static enum status plan_legs(struct book *book, const struct match_line *line, const char *item,
                             struct posting *posting, struct error *err)
{
    struct target target;
    struct account *money;
    enum status status = target_parse(item, &target, err);
    if (status == STATUS_OK) {
        status = match_line_money(book, line, &money, err);
    }
    return status == STATUS_OK ? settle_plan(book, &target, money, line->open_minor, posting, err)
                               : status;
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct write_off *write_off = request;
    struct match_line line;
    const char *item = NULL;
    int64_t match = 0;
    enum status status = match_line_load(book, write_off->line, &line, err);
    if (status == STATUS_OK && (write_off->reason == NULL || write_off->reason[0] == '\0')) {
        status = error_set(err, STATUS_INVALID, "writing off needs a reason");
    }
    if (status == STATUS_OK) {
        status = check_tolerance(book, &line, posting, err);
    }
    if (status == STATUS_OK) {
        status = house_of(book, posting, &item, err);
    }
    if (status == STATUS_OK) {
        status = query_int(book, MATCH_LAST, NULL, NULL, 0, &match, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct money amount = left_of(&line);
    amount.minor = line.open_minor;
    posting_subject(posting, "line:%lld", (long long)line.id);
    posting_context(posting, "%s", item);
    posting_note_int(posting, "line", line.id);
    posting_note(posting, "item", item);
    posting_note_money(posting, "amount", amount);
    posting_note(posting, "reason", write_off->reason);
    posting_result(posting, "match:%lld", (long long)match + 1);
    posting_basis(posting, policy_value_of(book_policy(book), "write_off.by"));
    return plan_legs(book, &line, item, posting, err);
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const struct write_off *write_off = request;
    struct match_line line;
    enum status status = match_line_load(book, write_off->line, &line, err);
    if (status == STATUS_OK) {
        status =
            match_insert(book, line.id, posting->context, line.open_minor, posting->event, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    char *ground = mem_printf(NULL, "written off: %s", write_off->reason);
    status = match_line_update(book, line.id, posting->context, ground, 0, err);
    mem_free(ground);
    return status;
}

static const struct eyes eyes = {
    .name = "write off",
    .request_bytes = sizeof(struct write_off),
    .fields = {{"line", EYES_TEXT, offsetof(struct write_off, line)},
               {"reason", EYES_TEXT, offsetof(struct write_off, reason)}},
    .key = "approve.write_off",
    .limit = offsetof(struct policy, write_off_eyes),
};

const struct operation write_off_operation = {
    .verb = "write off", .plan = plan, .apply = apply, .check = check, .eyes = &eyes};

enum status write_off_make(struct book *book, const struct write_off *write_off, struct run *run,
                           struct error *err)
{
    return operation_run(book, &write_off_operation, write_off, run, err);
}
