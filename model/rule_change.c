#include "model/rule_change.h"

#include "model/mem.h"
#include "model/rule_set.h"

#include <stddef.h>
#include <string.h>

/* Adding. */

static enum status plan_add(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct rule_addition *addition = request;
    struct rule_set set;
    struct rule *rule = NULL;
    enum status status = rule_set_load(book, posting, &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    const struct rule_known *last = rule_set_find(&set, addition->name, 0);
    int64_t version = last != NULL ? last->rule->version + 1 : 1;
    status = rule_parse(posting, addition->name, version, addition->text, &rule, err);
    if (status == STATUS_OK) {
        status = rule_check_examples(rule, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (last != NULL && strcmp(last->rule->text, addition->text) == 0) {
        return error_set(err, STATUS_CONFLICT, "rule:%s:%lld says just that", rule->name,
                         (long long)last->rule->version);
    }
    posting_subject(posting, "rule:%s:%lld", rule->name, (long long)version);
    posting_note(posting, "rule", rule->name);
    posting_note_int(posting, "version", version);
    posting_note(posting, "text", rule->text);
    posting_result(posting, "rule:%s:%lld", rule->name, (long long)version);
    return STATUS_OK;
}

static int64_t version_of(const struct posting *posting)
{
    int64_t version = 0;
    bool is_read = text_to_int(strrchr(posting->result, ':') + 1, &version);
    (void)is_read; /* plan wrote it */
    return version;
}

static enum status apply_add(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct rule_addition *addition = request;
    struct stmt *q;
    const char *sql = "INSERT INTO rule (name, version, text, event) VALUES ($1, $2, $3, $4)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, addition->name);
    stmt_bind_int(q, 2, version_of(posting));
    stmt_bind_text(q, 3, addition->text);
    stmt_bind_int(q, 4, posting->event);
    return stmt_run(q, err);
}

enum status rule_add(struct book *book, const struct rule_addition *addition, struct run *run,
                     struct error *err)
{
    static const struct operation operation = {
        .verb = "rule add", .plan = plan_add, .apply = apply_add};
    return operation_run(book, &operation, addition, run, err);
}

/* Switching. */

/* What is asked for, and what is on of that name. */
static enum status find(const struct rule_set *set, const struct rule_switching *switching,
                        const struct rule_known **out, const struct rule_known **on,
                        struct error *err)
{
    enum status status = rule_set_named(set, switching->rule, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    const char *name = (*out)->rule->name;
    const char *label = strstr(switching->rule, name); /* after "rule:", perhaps */
    bool has_version = label[strlen(name)] == ':';
    *on = rule_set_on(set, name);
    if (!switching->is_on && !has_version && *on != NULL) {
        *out = *on;
    }
    if ((*out)->is_on == switching->is_on) {
        return error_set(err, STATUS_REFUSED, "rule:%s:%lld is %s already", name,
                         (long long)(*out)->rule->version, switching->is_on ? "on" : "off");
    }
    return STATUS_OK;
}

static enum status check_switch(struct book *book, const void *request, struct error *err)
{
    const struct rule_switching *switching = request;
    const struct rule_known *known;
    const struct rule_known *on;
    struct rule_set set;
    void *own = mem_context(NULL, "rules");
    enum status status = rule_set_load(book, own, &set, err);
    if (status == STATUS_OK) {
        status = find(&set, switching, &known, &on, err);
    }
    mem_free(own);
    return status;
}

static enum status plan_switch(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct rule_switching *switching = request;
    const struct rule_known *known = NULL;
    const struct rule_known *on = NULL;
    struct rule_set set;
    enum status status = rule_set_load(book, posting, &set, err);
    if (status == STATUS_OK) {
        status = find(&set, switching, &known, &on, err);
    }
    if (status == STATUS_OK) {
        status = rule_check_examples(known->rule, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const struct rule *rule = known->rule;
    posting_subject(posting, "rule:%s:%lld", rule->name, (long long)rule->version);
    posting_note(posting, "rule", rule->name);
    posting_note_int(posting, "version", switching->is_on ? rule->version : 0);
    posting_result(posting, "rule:%s:%lld", rule->name, (long long)rule->version);
    posting_remark(posting, "%s: %s", rule->about, rule->because);
    if (switching->is_on && on != NULL) {
        posting_remark(posting, "its version %lld is off then", (long long)on->rule->version);
    }
    return STATUS_OK;
}

static enum status apply_switch(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct rule_switching *switching = request;
    struct stmt *q;
    const char *sql = "INSERT INTO rule_switch (event, name, version) VALUES ($1, $2, $3)";
    const char *label = strchr(posting->subject, ':') + 1; /* NAME:VERSION */
    char name[RULE_NAME_BYTES_MAX + 1] = "";
    memcpy(name, label, strcspn(label, ":"));
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, name);
    stmt_bind_int(q, 3, switching->is_on ? version_of(posting) : 0);
    return stmt_run(q, err);
}

static const struct eyes switch_eyes = {
    .name = "rule switch",
    .request_bytes = sizeof(struct rule_switching),
    .fields = {{"rule", EYES_TEXT, offsetof(struct rule_switching, rule)},
               {"is_on", EYES_FLAG, offsetof(struct rule_switching, is_on)}},
    .key = "approve.rule",
    .limit = offsetof(struct policy, rule_eyes),
};

const struct operation rule_switch_operation = {
    .verb = "rule switch",
    .plan = plan_switch,
    .apply = apply_switch,
    .check = check_switch,
    .eyes = &switch_eyes,
};

enum status rule_switch(struct book *book, const struct rule_switching *switching, struct run *run,
                        struct error *err)
{
    return operation_run(book, &rule_switch_operation, switching, run, err);
}
