#include "model/breaks.h"

#include "model/calendar.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <string.h>

#define LINE "line:"

static const struct {
    const char *name, *verb;
} KINDS[] = {
    [BREAKS_REASON] = {"reason", "break reason"},
    [BREAKS_OWNER] = {"owner", "break assign"},
    [BREAKS_EXPECTED] = {"expected", "break expect"},
    [BREAKS_NOTE] = {"note", "break note"},
    [BREAKS_ESCALATED] = {"escalated", "break escalate"},
};

const char *breaks_reasons(void)
{
    return "timing,missing-reference,wrong-amount,duplicate,unknown-payer,returned-payment,"
           "bank-error,bank-charge,our-error,fraud-suspected,other";
}

int64_t breaks_escalate_us(const struct book *book)
{
    const struct policy *policy = book_policy(book);
    int64_t now_us = book_now_us(book);
    if (policy->break_escalate.business_days == 0) {
        return now_us - policy->break_escalate.us;
    }
    int32_t today = calendar_day(policy->calendar, now_us);
    int32_t age = (int32_t)policy->break_escalate.business_days;
    return calendar_aged(policy->calendar, age - 1, today) * TIME_US_PER_DAY - 1;
}

/* ---- a note ---- */

struct request {
    enum breaks_kind kind;
    const char *subject, *value;
};

static const char *subject_of(void *mem, const char *label)
{
    return strchr(label, ':') != NULL ? label : mem_printf(mem, LINE "%s", label);
}

static enum status require_open(struct book *book, const char *subject, struct error *err)
{
    int64_t found = 0;
    enum status status = query_int(book, "SELECT 1 FROM " BREAKS_OPEN " k WHERE k.subject = $1",
                                   subject, NULL, 0, &found, err);
    if (status == STATUS_OK && found == 0) {
        (void)error_set(err, STATUS_NOT_FOUND, "%s is no open break", subject);
        return error_hint(err, "breaks lists them");
    }
    return status;
}

static enum status check_open(struct book *book, const void *state, struct error *err)
{
    const struct request *request = state;
    void *mem = mem_context(NULL, "break");
    enum status status = require_open(book, subject_of(mem, request->subject), err);
    mem_free(mem);
    return status;
}

static bool is_reason(const char *value)
{
    size_t bytes = strlen(value);
    for (const char *at = breaks_reasons(); *at != '\0'; at += at[strcspn(at, ",")] == ',') {
        if (strcspn(at, ",") == bytes && strncmp(at, value, bytes) == 0) {
            return true;
        }
        at += strcspn(at, ",");
    }
    return false;
}

static enum status require_operator(struct book *book, const char *login, struct error *err)
{
    int64_t found = 0;
    enum status status =
        query_int(book, "SELECT 1 FROM operator WHERE login = $1 AND is_revoked = 0", login, NULL,
                  0, &found, err);
    return status == STATUS_OK && found == 0
               ? error_set(err, STATUS_NOT_FOUND, "%s does not work here", login)
               : status;
}

/* To an operator or to all who have a role. */
static enum status check_addressee(struct book *book, const char *value, struct error *err)
{
    unsigned roles = 0;
    struct error no_role;
    return roles_parse(value, &roles, &no_role) == STATUS_OK ? STATUS_OK
                                                             : require_operator(book, value, err);
}

static enum status check_value(struct book *book, const struct request *request, struct error *err)
{
    int32_t day = 0;
    if (request->value == NULL || request->value[0] == '\0') {
        return error_set(err, STATUS_INVALID, "a break's %s cannot be empty",
                         KINDS[request->kind].name);
    }
    switch (request->kind) {
    case BREAKS_REASON:
        if (!is_reason(request->value)) {
            (void)error_set(err, STATUS_INVALID, "'%s' is no reason of a break", request->value);
            return error_hint(err, "there are %s", breaks_reasons());
        }
        return STATUS_OK;
    case BREAKS_OWNER:
        return require_operator(book, request->value, err);
    case BREAKS_EXPECTED:
        return date_parse(request->value, &day, err);
    case BREAKS_NOTE:
        return STATUS_OK;
    case BREAKS_ESCALATED:
        return check_addressee(book, request->value, err);
    }
    return STATUS_OK;
}

static enum status plan_note(struct book *book, const void *state, struct posting *posting,
                             struct error *err)
{
    const struct request *request = state;
    enum status status = check_value(book, request, err);
    if (status == STATUS_OK) {
        posting_subject(posting, "%s", subject_of(posting, request->subject));
        posting_note(posting, KINDS[request->kind].name, request->value);
        posting->result = posting->subject;
    }
    return status;
}

static enum status apply_note(struct book *book, const void *state, const struct posting *posting,
                              struct error *err)
{
    const struct request *request = state;
    struct stmt *q;
    const char *sql = "INSERT INTO break_note (event, subject, kind, value, author, at_us)"
                      " VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, posting->subject);
    stmt_bind_text(q, 3, KINDS[request->kind].name);
    stmt_bind_text(q, 4, request->value);
    stmt_bind_text(q, 5, book_operator(book));
    stmt_bind_int(q, 6, posting->at_us);
    return stmt_queue(q, err);
}

enum status breaks_note(struct book *book, enum breaks_kind kind, const struct breaks_note *note,
                        struct run *run, struct error *err)
{
    const struct operation operation = {
        .verb = KINDS[kind].verb, .plan = plan_note, .apply = apply_note, .check = check_open};
    const struct request request = {kind, note->subject, note->value};
    return operation_run(book, &operation, &request, run, err);
}

/* ---- its clock ---- */

static enum status check_due(struct book *book, const void *state, struct error *err)
{
    const struct request *request = state;
    int64_t found = 0;
    enum status status = require_open(book, request->subject, err);
    if (status == STATUS_OK) {
        status =
            query_int(book, "SELECT 1 FROM break_note WHERE subject = $1 AND kind = 'escalated'",
                      request->subject, NULL, 0, &found, err);
    }
    return status == STATUS_OK && found != 0
               ? error_set(err, STATUS_REFUSED, "%s was raised already", request->subject)
               : status;
}

static enum status plan_escalate(struct book *book, const void *state, struct posting *posting,
                                 struct error *err)
{
    const struct request *request = state;
    const struct policy *policy = book_policy(book);
    int64_t opened_us = 0;
    enum status status = query_int(book, "SELECT k.day FROM " BREAKS_OPEN " k WHERE k.subject = $1",
                                   request->subject, NULL, 0, &opened_us, err);
    opened_us *= TIME_US_PER_DAY;
    if (status != STATUS_OK) {
        return status;
    }
    if (opened_us > breaks_escalate_us(book)) {
        return error_set(err, STATUS_REFUSED, "%s is not due yet", request->subject);
    }
    posting_by_clock(posting, policy_after(policy, policy->break_escalate, opened_us));
    posting_basis(posting, policy_value_of(policy, "break.escalate_after"));
    return plan_note(book, state, posting, err);
}

enum status breaks_escalate(struct book *book, const char *const *subject, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {.verb = "break escalate due",
                                               .plan = plan_escalate,
                                               .apply = apply_note,
                                               .check = check_due};
    const struct request request = {BREAKS_ESCALATED, *subject, book_policy(book)->break_to};
    return operation_run(book, &operation, &request, run, err);
}
