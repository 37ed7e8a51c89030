#include "tui/execute.h"

#include "model/mem.h"
#include "tui/busy.h"
#include "tui/ui.h"
#include "tui/worker.h"

#define WRITER_WAIT_MS 1000 /* at a time, between which the operator may give up */
#define RETRY_MS 500

struct execution {
    void *mem;
    struct execute_request request;
    bool is_answered;
    bool is_in_doubt;
    struct book_doubt doubt; /* of its commit */
    struct execute_result result;
};

/* It may have been kept, and it has to be asked. */
static bool is_doubtful(const struct book *book, enum status status)
{
    return status == STATUS_UNSURE && book_doubt(book).event != 0;
}

/* A refusal says why; of what nobody answered, that it was not done has to be said. */
static void note_failure(struct execution *execution, const struct error *err)
{
    struct execute_result *result = &execution->result;
    result->status = err->status;
    result->err = *err;
    if (err->status == STATUS_BUSY || err->status == STATUS_LOST ||
        err->status == STATUS_CANCELLED) {
        (void)error_set(&result->err, err->status, "not done: %s", err->message);
        (void)error_hint(&result->err, "%s", err->hint);
    }
}

static void note_names(struct execution *execution, const struct posting *posting)
{
    struct execute_result *result = &execution->result;
    if (posting) {
        const char *subject = posting->result ? posting->result : posting->subject;
        result->subject = subject ? mem_strdup(execution->mem, subject) : NULL;
        result->event = posting->event;
        result->is_proposed = posting->proposal != NULL;
    }
}

/* Its posting is not there any more when it is known whether it was kept. */
static void note_doubt(struct execution *execution, const struct book *book,
                       const struct posting *posting)
{
    execution->is_in_doubt = true;
    execution->doubt = book_doubt(book);
    note_names(execution, posting);
}

/* Of several. *posting: of the last one that is done. */
static enum status run_all(const struct together *together, struct book *book, void *mem,
                           struct posting **posting, struct error *err)
{
    struct posting **done = MEM_ARRAY(mem, struct posting *, together->count);
    enum status status = together_do(book, mem, together, done, err);
    *posting = NULL;
    for (size_t i = 0; i < together->count; i++) {
        *posting = done[i] != NULL ? done[i] : *posting;
    }
    return status;
}

/* Once. The posting is mem's. */
static enum status run(struct execution *execution, struct book *book, void *mem,
                       struct posting **posting, struct error *err)
{
    const struct together *together = execution->request.together;
    const struct together_item *item = together->items;
    if (together->count > 1) {
        return run_all(together, book, mem, posting, err);
    }
    struct run one = {.mem = mem, .expected_digest = *item->digest ? item->digest : NULL};
    enum status status = together->command->act(book, &item->values, &one, err);
    *posting = one.posting;
    return status;
}

static void take_answer(struct execution *execution, enum status status,
                        const struct posting *posting, const struct error *err)
{
    if (status) {
        note_failure(execution, err);
    } else {
        note_names(execution, posting);
    }
    execution->is_answered = true;
}

/* -- at once ----------------------------------------------------------------------------------- */

/* STATUS_OK once it is answered. */
static enum status run_at_once(struct execution *execution, struct book *book, struct error *err)
{
    struct posting *posting;
    void *mem = mem_context(execution->mem, "execution");
    enum status status = run(execution, book, mem, &posting, err);
    bool is_unanswered =
        status == STATUS_BUSY || status == STATUS_LOST || is_doubtful(book, status);
    if (is_doubtful(book, status)) {
        note_doubt(execution, book, posting);
    } else if (!is_unanswered) {
        take_answer(execution, status, posting, err);
    }
    mem_free(mem);
    return is_unanswered ? status : STATUS_OK;
}

/* -- beside the keyboard ----------------------------------------------------------------------- */

/* Whether it was kept. STATUS_OK once that is known. */
static enum status resolve(struct execution *execution, struct book *book, struct error *err)
{
    enum status status = book_ask(book, &execution->doubt, err);
    if (status == STATUS_UNSURE) {
        return status;
    }
    execution->is_in_doubt = false;
    execution->is_answered = !status;
    return STATUS_OK;
}

/* One try. STATUS_OK once it is answered, whichever way. */
static enum status run_once(struct execution *execution, struct book *book, void *mem,
                            struct error *err)
{
    struct posting *posting;
    if (execution->is_in_doubt) {
        return resolve(execution, book, err);
    }
    enum status status = run(execution, book, mem, &posting, err);
    if (is_doubtful(book, status)) {
        note_doubt(execution, book, posting);
        return status;
    }
    if (status == STATUS_LOST) {
        return status;
    }
    take_answer(execution, status, posting, err);
    return STATUS_OK;
}

static enum status job(struct worker *worker, struct book *book, void *mem, void *request,
                       struct error *err)
{
    struct execution *execution = request;
    struct waiting waiting = worker_waiting(worker);
    store_set_busy_timeout(book_store(book), WRITER_WAIT_MS);
    book_set_waiting(book, &waiting);
    book_set_patience(book, STORE_BUSY_TIMEOUT_MS);
    while (!execution->is_answered) {
        enum status status = run_once(execution, book, mem, err);
        if (status && !waiting.pause(waiting.state, RETRY_MS)) {
            return status;
        }
    }
    return STATUS_OK;
}

static void end(struct execution *execution)
{
    execution->request.ended(execution->request.owner, &execution->result);
    mem_free(execution->mem);
}

/* What could not even be tried in the worker is as it was before. */
static void job_ended(void *request, enum status status, const struct error *err)
{
    struct execution *execution = request;
    if (status && execution->is_in_doubt) {
        execution->result.status = STATUS_UNSURE;
        (void)error_set(&execution->result.err, STATUS_UNSURE,
                        "event %lld may have been kept or not: the store did not answer",
                        (long long)execution->doubt.event);
        (void)error_hint(&execution->result.err,
                         "look before you do it again: holdfast show event:%lld",
                         (long long)execution->doubt.event);
    } else if (status) {
        note_failure(execution, err);
    }
    end(execution);
}

static void go_on_beside(struct execution *execution, enum status status)
{
    struct ui *ui = execution->request.ui;
    const char *host = store_host(book_store(ui_book(ui)));
    bool is_busy = status == STATUS_BUSY;
    char *title =
        mem_printf(execution->mem, "Waiting for %s", is_busy || !host ? "another writer" : host);
    struct busy_request request = {
        .title = title,
        .text = is_busy ? "Another program is writing. What you confirmed is carried out after it."
                        : "The server does not answer. What you confirmed is carried out as soon as"
                          " it does, or you are told why not.",
        .job = job,
        .request = execution,
        .done = job_ended};
    if (!ui_push(ui, &screen_busy, &request)) {
        struct error err;
        (void)error_set(&err, status, "the store did not answer");
        job_ended(execution, status, &err);
    }
}

void execute_begin(const struct execute_request *request)
{
    void *mem = mem_context(NULL, "execution");
    struct execution *execution = MEM_NEW(mem, struct execution);
    struct error err;
    execution->mem = mem;
    execution->request = *request;
    enum status status = run_at_once(execution, ui_book(request->ui), &err);
    if (status) {
        go_on_beside(execution, status);
    } else {
        end(execution);
    }
}
