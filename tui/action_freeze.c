#include "tui/action.h"

#include "model/freeze.h"
#include "model/freeze_propose.h"
#include "model/freeze_time.h"
#include "model/locate.h"
#include "model/mem.h"
#include "model/objection.h"
#include "tui/file.h"
#include "tui/values.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define COMPLAINT "complaint:"

/* A deadline, 0 where it was left out. */
static enum status read_time(struct book *book, const struct values *values, const char *name,
                             int64_t *out, struct error *err)
{
    enum status status = values_time(values, name, book_now_us(book), out, err);
    *out = *out == TIME_NONE ? 0 : *out;
    return status;
}

/* Of the seller that was chosen, or of the complaint that was chosen instead. */
static struct freeze read_words(const struct values *values)
{
    struct freeze freeze = {
        .party = values_id(values, "seller", "seller"),
        .ground = values_get(values, "ground"),
        .facts = values_get(values, "facts"),
        .complaint = values_id(values, "complaint", "complaint"),
        .evidence = values_get(values, "evidence"),
        .skip_reason = values_index(values->fields, "skip-reason") >= 0
                           ? values_get(values, "skip-reason")
                           : NULL, /* an order skips nothing */
    };
    if (freeze.party != NULL && strncmp(freeze.party, COMPLAINT, strlen(COMPLAINT)) == 0) {
        freeze.complaint = freeze.party + strlen(COMPLAINT);
        freeze.party = NULL;
    }
    return freeze;
}

static enum status read_amount(struct book *book, const struct values *values,
                               struct freeze *freeze, struct error *err)
{
    char currency[4];
    enum status status = freeze->party == NULL
                             ? locate_complaint_currency(book, freeze->complaint, currency, err)
                             : locate_currency(book, freeze->party, currency, err);
    return status == STATUS_OK ? values_amount(values, "amount", currency, &freeze->amount, err)
                               : status;
}

enum status action_freeze(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    struct freeze freeze = read_words(values);
    freeze.scope = values_get(values, "scope");
    freeze.is_emergency = values_flag(values, "emergency");
    enum status status = read_amount(book, values, &freeze, err);
    if (status == STATUS_OK) {
        status = read_time(book, values, "from", &freeze.from_us, err);
    }
    if (status == STATUS_OK) {
        status = read_time(book, values, "until", &freeze.until_us, err);
    }
    return status == STATUS_OK ? freeze_put(book, &freeze, run, err) : status;
}

static void set(void *mem, struct values *values, const char *name, const char *text)
{
    int field = values_index(values->fields, name);
    if (values->texts[field] == NULL && text != NULL) {
        values->texts[field] = mem_strdup(mem, text);
    }
}

enum status action_freeze_propose(void *mem, struct book *book, struct values *values, char **note,
                                  struct error *err)
{
    char text[TIME_TEXT_BYTES], amount[MONEY_TEXT_BYTES];
    struct freeze_proposal proposal;
    const struct freeze freeze = read_words(values);
    if (freeze.complaint == NULL) {
        return STATUS_OK;
    }
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = freeze_propose(book, mem, freeze.complaint, &proposal, err);
    book_rollback(book);
    if (status != STATUS_OK) {
        return status;
    }
    set(mem, values, "amount", money_format(proposal.amount, amount));
    set(mem, values, "ground", proposal.ground);
    set(mem, values, "until", time_format(proposal.until_us, text));
    *note = mem_printf(mem, "takes %s", proposal.share);
    return STATUS_OK;
}

enum status action_terminate(struct book *book, const struct values *values, struct run *run,
                             struct error *err)
{
    struct freeze freeze = read_words(values);
    freeze.scope = FREEZE_TERMINATE;
    enum status status = read_time(book, values, "from", &freeze.from_us, err);
    return status == STATUS_OK ? freeze_put(book, &freeze, run, err) : status;
}

enum status action_order(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    struct freeze freeze = read_words(values);
    struct freeze_order order = {.authority = values_id(values, "authority", "party"),
                                 .reference = values_get(values, "reference")};
    const char *path = values_get(values, "document");
    freeze.scope = values_get(values, "scope");
    freeze.ground = "court";
    freeze.order = &order;
    enum status status = read_amount(book, values, &freeze, err);
    if (status == STATUS_OK) {
        status = read_time(book, values, "until", &freeze.until_us, err);
    }
    if (status == STATUS_OK && path != NULL) {
        status = file_read_whole(run->mem, path, DOCUMENT_BYTES_MAX, &order.document, err);
    }
    return status == STATUS_OK ? freeze_put(book, &freeze, run, err) : status;
}

enum status action_unfreeze(struct book *book, const struct values *values, struct run *run,
                            struct error *err)
{
    struct unfreeze unfreeze = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "freeze", "freeze", &unfreeze.freeze, err);
    return status == STATUS_OK ? freeze_lift(book, &unfreeze, run, err) : status;
}

enum status action_freeze_confirm(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    struct freeze_confirmation confirmation = {0};
    enum status status = values_number(values, "freeze", "freeze", &confirmation.freeze, err);
    return status == STATUS_OK ? freeze_confirm(book, &confirmation, run, err) : status;
}

enum status action_freeze_extend(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    struct freeze_extension extension = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "freeze", "freeze", &extension.freeze, err);
    if (status == STATUS_OK) {
        status = read_time(book, values, "until", &extension.until_us, err);
    }
    return status == STATUS_OK ? freeze_extend(book, &extension, run, err) : status;
}

enum status action_freeze_object(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    struct objection objection = {.text = values_get(values, "text")};
    enum status status = values_number(values, "freeze", "freeze", &objection.freeze, err);
    return status == STATUS_OK ? objection_file(book, &objection, run, err) : status;
}

enum status action_freeze_review(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    const char *outcome = values_get(values, "outcome");
    struct objection_review review = {.is_granted = outcome != NULL && strcmp(outcome, "lift") == 0,
                                      .reasons = values_get(values, "reasons")};
    enum status status = values_number(values, "freeze", "freeze", &review.freeze, err);
    return status == STATUS_OK ? objection_review(book, &review, run, err) : status;
}
