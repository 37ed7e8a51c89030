#include "model/operation.h"

#include "model/event_key.h"
#include "model/forum.h"
#include "model/interest.h"
#include "model/ledger.h"
#include "model/proposal_row.h"
#include "model/taking_row.h"
#include "model/tell.h"

#include <assert.h>
#include <string.h>

static enum status check(struct book *book, const struct operation *operation, const void *request,
                         struct error *err)
{
    enum status status = operation->check ? operation->check(book, request, err) : STATUS_OK;
    return status == STATUS_OK && operation->works_on
               ? taking_require(book, operation->works_on(request), err)
               : status;
}

static enum status refuse_unseen(const struct posting *posting, struct error *err)
{
    (void)error_set(err, STATUS_STALE, "%s", posting->unapproved);
    return error_hint(err, "look at it as it is now, with --dry-run, and name its --hash");
}

/* By the digest of its preview, or because nothing in it has to be seen first. */
static enum status check_is_confirmed(const struct run *run, struct posting *posting,
                                      struct error *err)
{
    char digest[POSTING_DIGEST_BYTES];
    if (!run->expected_digest) {
        return run->is_preview || !posting->unapproved ? STATUS_OK : refuse_unseen(posting, err);
    }
    if (strcmp(posting_digest(posting, digest), run->expected_digest) == 0) {
        return STATUS_OK;
    }
    error_set(err, STATUS_STALE, "%s: what it touches has changed since the preview",
              posting->verb);
    return error_hint(err, "look at the new preview and confirm again");
}

static enum status plan(struct book *book, const struct operation *operation, const void *request,
                        struct run *run, struct error *err)
{
    struct posting *posting = posting_new(run->mem, operation->verb);
    posting->source = run->source;
    posting->key = run->key;
    posting->body = operation->eyes ? NULL : run->body; /* its facts are noted for a proposal */
    run->posting = posting;
    enum status status = check(book, operation, request, err);
    if (status == STATUS_OK) {
        status = operation->plan(book, request, posting, err);
    }
    if (status == STATUS_OK) {
        status = tell_write(book, posting, err);
    }
    if (status == STATUS_OK) {
        posting_note_alarms(posting);
        status = interest_check(book, book_operator(book), posting, err);
    }
    if (status == STATUS_OK && operation->eyes) {
        status = eyes_measure(book, operation->eyes, request, posting, err);
    }
    if (status == STATUS_OK && run->is_preview && operation->is_decision) {
        status = forum_note(book, posting, err);
    }
    return status == STATUS_OK ? check_is_confirmed(run, posting, err) : status;
}

static enum status execute(struct book *book, const struct operation *operation,
                           const void *request, struct run *run, struct error *err)
{
    if (run->key) {
        run->posting->body = run->body;
    }
    enum status status = ledger_post(book, run->posting, err);
    if (status == STATUS_OK && operation->apply) {
        status = operation->apply(book, request, run->posting, err);
    }
    return status;
}

/* Instead of it: what is planned waits for another operator. */
static enum status propose(struct book *book, const struct operation *operation,
                           const void *request, struct run *run, struct error *err)
{
    enum status status =
        proposal_plan(book, run->mem, operation->eyes, request, run->posting, &run->posting, err);
    if (status == STATUS_OK) {
        run->posting->source = run->source;
        run->posting->key = run->key;
        posting_note(run->posting, EVENT_KEY_TOLD, run->body);
        status = ledger_post(book, run->posting, err);
    }
    if (status == STATUS_OK) {
        status = proposal_insert(book, run->posting, err);
    }
    const struct eyes *eyes = operation->eyes;
    return status == STATUS_OK && eyes->keep ? eyes->keep(book, request, run->posting, err)
                                             : status;
}

/* A refusal comes from the plan and leaves nothing; a failure of the writing spoils the
 * transaction. */
static enum status carry_out(struct book *book, const struct operation *operation,
                             const void *request, struct run *run, struct error *err)
{
    enum status status = rights_check(operation->verb, book_roles(book), err);
    if (status == STATUS_OK) {
        account_forget_unstored(book);
        status = book_trim(book, 0, err);
    }
    if (status == STATUS_OK && run->is_check) {
        status = interest_check_thing(book, book_operator(book), run->about, err);
        return status == STATUS_OK ? check(book, operation, request, err) : status;
    }
    if (status == STATUS_OK && run->key) {
        int64_t known;
        assert(run->source && run->body);
        status = event_key_find(book, run->source, run->key, run->body, &known, err);
        run->is_repeat = status == STATUS_OK && known != 0;
    }
    if (status != STATUS_OK || run->is_repeat) {
        return status;
    }
    status = plan(book, operation, request, run, err);
    if (status != STATUS_OK || run->is_preview) {
        return status;
    }
    status = run->posting->needs != EYES_ONE && operation->eyes
                 ? propose(book, operation, request, run, err)
                 : execute(book, operation, request, run, err);
    if (status != STATUS_OK) {
        book_spoil(book);
    }
    return status;
}

/* In a transaction of its own. */
static enum status run_once(struct book *book, const struct operation *operation,
                            const void *request, struct run *run, struct error *err)
{
    run->is_repeat = false;
    run->posting = NULL;
    bool is_reading = run->is_preview || run->is_check;
    enum status status = book_begin_ahead(book, is_reading ? STORE_SNAPSHOT : STORE_WRITER,
                                          operation->ahead, request, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = carry_out(book, operation, request, run, err);
    if (status == STATUS_OK && run->posting) {
        posting_detach(run->posting);
    }
    if (status == STATUS_OK && !is_reading) {
        return book_commit(book, err);
    }
    book_rollback(book);
    return status;
}

/* Nothing was kept, and it may go better the next time. */
static bool is_passing(enum status status)
{
    return status == STATUS_BUSY || status == STATUS_LOST;
}

enum status operation_run(struct book *book, const struct operation *operation, const void *request,
                          struct run *run, struct error *err)
{
    assert(run->mem);
    if (book_in_transaction(book)) {
        run->is_repeat = false;
        run->posting = NULL;
        return carry_out(book, operation, request, run, err);
    }
    struct patience patience = book_patience(book);
    enum status status = run_once(book, operation, request, run, err);
    while (is_passing(status) && patience_pause(&patience)) {
        status = run_once(book, operation, request, run, err);
    }
    return status;
}
