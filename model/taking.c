#include "model/taking.h"

#include "model/complaint_row.h"
#include "model/doer.h"
#include "model/interest.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/taking_row.h"

#include <string.h>

/* What the next holder has to be able to do. */
#define WORK "complaint decide"

static bool is_given(const char *reason)
{
    return reason != NULL && reason[0] != '\0';
}

static enum status check_waits(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"filed",  "open",     "noticed", "answered",
                                       "silent", "appealed", NULL};
    return complaint_row_require(book, ((const struct taking_request *)request)->complaint, FROM,
                                 err);
}

/* Whoever decided it, or proposed that, does not work on the appeal from it. */
static enum status check_not_decider(struct book *book, const struct complaint_row *row,
                                     const char *login, struct error *err)
{
    int64_t is_decider = 0;
    enum status status =
        query_int(book,
                  "SELECT 1 FROM complaint c LEFT JOIN proposal p ON p.ended_event ="
                  " c.decided_event WHERE c.id = $1 AND (c.decided_by = $2 OR p.maker = $2)",
                  row->id, login, 0, &is_decider, err);
    if (status == STATUS_OK && is_decider != 0) {
        (void)error_set(err, STATUS_DENIED, "complaint:%s was decided by %s", row->id, login);
        return error_hint(err, "somebody else reviews the appeal");
    }
    return status;
}

static enum status take_roles(void *state, const struct stmt *row, struct error *err)
{
    return roles_parse(stmt_text(row, 0), state, err);
}

/* That there is such an operator, who may do the work. */
static enum status check_operator(struct book *book, const char *login, struct error *err)
{
    struct stmt *q;
    unsigned roles = 0;
    struct error cause;
    const char *sql = "SELECT roles FROM operator WHERE login = $1 AND is_revoked = 0";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, login);
    status = stmt_each(q, take_roles, &roles, err);
    if (status == STATUS_OK && roles == 0) {
        return error_set(err, STATUS_NOT_FOUND, "%s does not work here", login);
    }
    if (status == STATUS_OK && rights_check(WORK, roles, &cause) != STATUS_OK) {
        return error_set(err, STATUS_REFUSED, "%s cannot work on complaints: %s", login,
                         cause.message);
    }
    return status;
}

static enum status check_is_another(const char *complaint, const struct taking *had,
                                    const char *login, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    if (had->holder == NULL || strcmp(had->holder, login) != 0) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_REFUSED, "complaint:%s was taken %s already", complaint,
                     doer_text(had->holder, had->at_us, by));
}

static enum status check_take(struct book *book, const void *request, struct error *err)
{
    struct taking had;
    const char *complaint = ((const struct taking_request *)request)->complaint;
    void *mem = mem_context(NULL, "taking");
    enum status status = check_waits(book, request, err);
    if (status == STATUS_OK) {
        status = taking_find(book, mem, complaint, &had, err);
    }
    if (status == STATUS_OK) {
        status = check_is_another(complaint, &had, book_operator(book), err);
    }
    mem_free(mem);
    return status;
}

/* As the posting says it, whoever takes it or is handed it. */
static enum status plan_holder(struct book *book, const struct taking_request *request,
                               const char *holder, struct taking *had, struct posting *posting,
                               struct error *err)
{
    struct complaint_row row;
    enum status status = complaint_row_load(book, request->complaint, posting, &row, err);
    if (status == STATUS_OK) {
        status = taking_find(book, posting, row.id, had, err);
    }
    if (status == STATUS_OK) {
        status = check_not_decider(book, &row, holder, err);
    }
    if (status == STATUS_OK) {
        posting_note(posting, "from", had->holder);
        posting_note(posting, "to", holder);
        posting_note(posting, "reason", is_given(request->reason) ? request->reason : NULL);
    }
    return status;
}

static enum status plan_take(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct taking_request *taking = request;
    struct taking had;
    enum status status = plan_holder(book, taking, book_operator(book), &had, posting, err);
    return status == STATUS_OK && !is_given(taking->reason)
               ? taking_require(book, taking->complaint, err)
               : status;
}

static enum status plan_hand(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct taking_request *handing = request;
    struct taking had;
    if (!is_given(handing->reason)) {
        return error_set(err, STATUS_INVALID, "a complaint is not handed over without a reason");
    }
    enum status status = check_operator(book, handing->to, err);
    if (status == STATUS_OK) {
        status = plan_holder(book, handing, handing->to, &had, posting, err);
    }
    if (status == STATUS_OK) {
        status = check_is_another(handing->complaint, &had, handing->to, err);
    }
    return status == STATUS_OK ? interest_check(book, handing->to, posting, err) : status;
}

static enum status apply_holder(struct book *book, const struct taking_request *request,
                                const char *holder, const struct posting *posting,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO taking (event, complaint, holder, at_us) VALUES ($1, $2, $3,"
                      " $4)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, posting->event);
    stmt_bind_text(q, 2, request->complaint);
    stmt_bind_text(q, 3, holder);
    stmt_bind_int(q, 4, posting->at_us);
    return stmt_queue(q, err);
}

static enum status apply_take(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    return apply_holder(book, request, book_operator(book), posting, err);
}

static enum status apply_hand(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    return apply_holder(book, request, ((const struct taking_request *)request)->to, posting, err);
}

enum status complaint_take(struct book *book, const struct taking_request *request, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint take", .plan = plan_take, .apply = apply_take, .check = check_take};
    return operation_run(book, &operation, request, run, err);
}

enum status complaint_hand(struct book *book, const struct taking_request *request, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint hand", .plan = plan_hand, .apply = apply_hand, .check = check_waits};
    return operation_run(book, &operation, request, run, err);
}
