#include "model/policy_adopt.h"

#include "model/ini.h"
#include "model/mem.h"
#include "model/policy_stored.h"
#include "model/time.h"

#include <stddef.h>
#include <string.h>

#define FILE_NAME "that is to be adopted" /* "policy that is to be adopted line 3: ..." */

static enum status not_of(const struct policy *policy, const struct policy *last, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "%s is no version of %s", policy->name, last->id);
    return error_hint(err, "a book stays with its pack; pack.id is to be %s", last->id);
}

/* It comes after all that there are, and holds after them. */
static enum status check_order(struct book *book, const struct policy *policy, struct error *err)
{
    const struct policy_set *set = book_policies(book);
    const struct policy *last = set->policies[set->count - 1];
    char day[TIME_TEXT_BYTES];
    if (strcmp(policy->id, last->id) != 0) {
        return not_of(policy, last, err);
    }
    if (policy->version <= last->version) {
        (void)error_set(err, STATUS_CONFLICT, "there is %s already", last->name);
        return error_hint(err, "another figure is another version: pack.version = %lld",
                          (long long)last->version + 1);
    }
    bool is_past = policy->effective_day * TIME_US_PER_DAY <= book_now_us(book);
    if (is_past || policy->effective_day <= last->effective_day) {
        (void)error_set(err, STATUS_INVALID, "%s would hold from %s on, %s%s", policy->name,
                        date_format(policy->effective_day, day),
                        is_past ? "which is past" : "and not after ", is_past ? "" : last->name);
        return error_hint(err, "pack.effective_from is to be a day to come");
    }
    return STATUS_OK;
}

/* "award.multiple_bp = 20000, was 30000". */
static void rest_on(struct posting *posting, const struct policy_value *is,
                    const struct policy_value *was)
{
    if (was != NULL && strcmp(is->value, was->value) == 0) {
        return;
    }
    struct policy_value changed = *is;
    changed.value = mem_printf(posting, "%s, %s%s", is->value, was != NULL ? "was " : "is new",
                               was != NULL ? was->value : "");
    posting_basis(posting, &changed);
}

static void rest_on_changes(struct posting *posting, const struct policy *policy,
                            const struct policy *before)
{
    const struct policy_value *value;
    for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
        rest_on(posting, value, policy_value_of(before, value->key));
    }
    for (size_t i = 0; (value = policy_value_at(before, i)) != NULL; i++) {
        if (policy_value_of(policy, value->key) == NULL) {
            struct policy_value gone = *value;
            gone.value = mem_printf(posting, "no more, was %s", value->value);
            posting_basis(posting, &gone);
        }
    }
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct policy_adoption *adoption = request;
    const struct policy_set *set = book_policies(book);
    const struct policy *policy;
    char day[TIME_TEXT_BYTES];
    if (strlen(adoption->text) > POLICY_TEXT_BYTES_MAX) {
        return error_set(err, STATUS_LIMIT, "a policy has at most %d bytes", POLICY_TEXT_BYTES_MAX);
    }
    enum status status = policy_parse(posting, FILE_NAME, adoption->text, &policy, err);
    if (status == STATUS_OK) {
        status = check_order(book, policy, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "policy:%s", policy->name);
    posting_note(posting, "effective_from", date_format(policy->effective_day, day));
    posting_note(posting, "text", adoption->text);
    rest_on_changes(posting, policy, set->policies[set->count - 1]);
    return STATUS_OK;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const struct policy_adoption *adoption = request;
    const char *name = strchr(posting->subject, ':') + 1;
    return policy_stored_put(book_store(book), name, adoption->text, posting->event, err);
}

static const struct eyes adopt_eyes = {
    .name = "policy",
    .request_bytes = sizeof(struct policy_adoption),
    .fields = {{"text", EYES_TEXT, offsetof(struct policy_adoption, text)}},
    .key = "approve.policy",
    .limit = offsetof(struct policy, policy_eyes),
};

const struct operation policy_adopt_operation = {
    .verb = "policy", .plan = plan, .apply = apply, .eyes = &adopt_eyes};

enum status policy_adopt(struct book *book, const struct policy_adoption *adoption, struct run *run,
                         struct error *err)
{
    return operation_run(book, &policy_adopt_operation, adoption, run, err);
}

enum status policy_adopt_read(void *mem, const char *path, struct policy_adoption *out,
                              struct error *err)
{
    const struct policy *policy;
    enum status status = policy_read_file(mem, path, &policy, err); /* whose errors name the file */
    return status == STATUS_OK ? ini_file_text(mem, path, &out->text, err) : status;
}
