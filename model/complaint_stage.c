#include "model/complaint_stage.h"

#include "model/complaint.h"
#include "model/mem.h"

#include <stddef.h>
#include <string.h>

/* A letter of the standard text, or of the operator's own. */
static void tell_seller(const struct complaint_row *row, int64_t answer_us, const char *own,
                        struct posting *posting)
{
    struct notice *notice;
    if (own != NULL) {
        notice = posting_tell(posting, row->seller, "complaint letter");
        notice_text(notice, "complaint", row->id);
        notice_text(notice, "letter", own);
        return;
    }
    notice = complaint_row_tell(row, row->seller, "complaint noticed", posting);
    notice_words(notice, "says", "says", row->kind->name);
    notice_words(notice, "asks", "asks", row->kind->name);
    notice_words(notice, "outcome", "outcome", complaint_row_end(row));
    notice_time(notice, "due", answer_us == TIME_NONE ? row->due_us : answer_us);
}

static void plan_admitted(struct book *book, const struct complaint_row *row,
                          struct posting *posting)
{
    (void)book;
    (void)complaint_row_tell(row, row->complainant, "complaint admitted", posting);
}

static void plan_noticed(struct book *book, const struct complaint_row *row,
                         struct posting *posting)
{
    tell_seller(row, complaint_stage_end(book, row, "noticed"), NULL, posting);
}

static void plan_silent(struct book *book, const struct complaint_row *row, struct posting *posting)
{
    (void)book;
    (void)complaint_row_tell(row, row->seller, "complaint silent", posting);
}

#define TO_OPEN "UPDATE complaint SET state = 'open', admitted_us = $1, step_us = $2 WHERE id = $3"
/* A seller who is told again has no more time. */
#define TO_NOTICED                                                                                 \
    "UPDATE complaint SET state = 'noticed', step_us = CASE WHEN noticed_us IS NULL THEN $2"       \
    " ELSE step_us END, noticed_us = coalesce(noticed_us, $1) WHERE id = $3"
#define TO_SILENT                                                                                  \
    "UPDATE complaint SET state = 'silent', answered_us = $1, step_us = $2 WHERE id = $3"

static const struct complaint_stage STAGES[] = {
    {"filed", offsetof(struct policy_complaint, admit), "open", "complaint.admit_time",
     plan_admitted, TO_OPEN},
    {"open", offsetof(struct policy_complaint, notice), "noticed", "complaint.notice_time",
     plan_noticed, TO_NOTICED},
    {"noticed", offsetof(struct policy_complaint, answer), "silent", "complaint.answer_time",
     plan_silent, TO_SILENT},
};

const struct complaint_stage *complaint_stage_find(const char *name)
{
    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        if (strcmp(STAGES[i].name, name) == 0) {
            return &STAGES[i];
        }
    }
    return NULL;
}

int64_t complaint_stage_end(struct book *book, const struct complaint_row *row, const char *name)
{
    const struct complaint_stage *stage = complaint_stage_find(name);
    if (stage == NULL) {
        return TIME_NONE;
    }
    const char *waits = (const char *)&row->waits;
    return complaint_row_step(book, row, *(const struct policy_wait *)(waits + stage->wait));
}

/* The rows of a step out of one stage into its next. */
static enum status enter(struct book *book, const char *id, const char *from, int64_t at_us,
                         struct error *err)
{
    struct complaint_row row;
    struct stmt *q;
    const struct complaint_stage *stage = complaint_stage_find(from);
    void *mem = mem_context(NULL, "stage");
    enum status status = complaint_row_get(book, mem, id, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    int64_t end_us = status == STATUS_OK ? complaint_stage_end(book, &row, stage->next) : TIME_NONE;
    mem_free(mem);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), stage->to_next, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, at_us);
    stmt_bind_optional(q, 2, end_us != TIME_NONE, end_us);
    stmt_bind_text(q, 3, id);
    return stmt_queue(q, err);
}

/* By hand: admit and notice. */

static enum status check_admit(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"filed", NULL};
    return complaint_row_require(book, *(const char *const *)request, FROM, err);
}

static enum status plan_admit(struct book *book, const void *request, struct posting *posting,
                              struct error *err)
{
    struct complaint_row row;
    enum status status =
        complaint_row_load(book, *(const char *const *)request, posting, &row, err);
    if (status == STATUS_OK) {
        plan_admitted(book, &row, posting);
    }
    return status;
}

static enum status apply_admit(struct book *book, const void *request,
                               const struct posting *posting, struct error *err)
{
    return enter(book, *(const char *const *)request, "filed", posting->at_us, err);
}

enum status complaint_admit(struct book *book, const char *const *complaint, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {.verb = "complaint admit",
                                               .plan = plan_admit,
                                               .apply = apply_admit,
                                               .check = check_admit,
                                               .works_on = complaint_row_of};
    return operation_run(book, &operation, complaint, run, err);
}

static enum status check_notice(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"open", "noticed", NULL};
    return complaint_row_require(book, ((const struct complaint_notice *)request)->complaint, FROM,
                                 err);
}

static enum status plan_notice(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct complaint_notice *notice = request;
    struct complaint_row row;
    enum status status = complaint_row_load(book, notice->complaint, posting, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_again = strcmp(row.stage, "noticed") == 0;
    posting_note(posting, "text", notice->text);
    tell_seller(&row, is_again ? row.step_us : complaint_stage_end(book, &row, "noticed"),
                notice->text, posting);
    return STATUS_OK;
}

static enum status apply_notice(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct complaint_notice *notice = request;
    return enter(book, notice->complaint, "open", posting->at_us, err);
}

enum status complaint_notice(struct book *book, const struct complaint_notice *notice,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "complaint notice",
                                               .plan = plan_notice,
                                               .apply = apply_notice,
                                               .check = check_notice,
                                               .works_on = complaint_row_of};
    return operation_run(book, &operation, notice, run, err);
}

/* By its clock. */

static enum status check_move(struct book *book, const void *request, struct error *err)
{
    static const char *const FROM[] = {"filed", "open", "noticed", NULL};
    return complaint_row_require(book, *(const char *const *)request, FROM, err);
}

static enum status plan_move(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    struct complaint_row row;
    enum status status =
        complaint_row_load(book, *(const char *const *)request, posting, &row, err);
    if (status == STATUS_OK) {
        status = complaint_row_policy(book, &row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (book_now_us(book) < row.step_us) {
        return error_set(err, STATUS_REFUSED, "complaint %s does not move on yet", row.id);
    }
    const struct complaint_stage *stage = complaint_stage_find(row.stage);
    posting_by_clock(posting, row.step_us);
    posting_note(posting, "from", stage->name);
    posting_note(posting, "to", stage->next);
    posting_basis(posting, policy_complaint_value(row.policy, stage->key, row.kind->name));
    stage->tell(book, &row, posting);
    return STATUS_OK;
}

static enum status apply_move(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    const char *const *id = request;
    struct complaint_row row;
    void *mem = mem_context(NULL, "move");
    enum status status = complaint_row_get(book, mem, *id, &row, err);
    if (status == STATUS_OK) {
        status = enter(book, *id, row.stage, posting->at_us, err);
    }
    mem_free(mem);
    return status;
}

enum status complaint_move(struct book *book, const char *const *complaint, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "complaint move", .plan = plan_move, .apply = apply_move, .check = check_move};
    return operation_run(book, &operation, complaint, run, err);
}
