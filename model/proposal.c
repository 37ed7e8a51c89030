#include "model/proposal.h"

#include "model/doer.h"
#include "model/interest.h"
#include "model/maker.h"
#include "model/mem.h"
#include "model/proposable.h"
#include "model/proposal_row.h"
#include "model/tell.h"

#include <string.h>

/* A step on its way: what its plan has found, for its apply. */
struct request {
    const struct proposal_step *step;
    struct found {
        struct proposal proposal;
        const struct operation *operation;
        void *request; /* of the operation */
    } * found;
};

/* ---- what all of them ask ---- */

static enum status load(struct book *book, void *mem, const struct request *work, struct error *err)
{
    struct found *found = work->found;
    char by[DOER_TEXT_BYTES];
    enum status status = proposal_get(book, mem, work->step->proposal, &found->proposal, err);
    const struct proposal *proposal = &found->proposal;
    if (status != STATUS_OK) {
        return status;
    }
    if (strcmp(proposal->state, "open") != 0) {
        return error_set(err, STATUS_REFUSED, "proposal:%lld was %s %s", (long long)proposal->id,
                         strcmp(proposal->state, "expired") == 0 ? "ended" : proposal->state,
                         doer_text(proposal->ended_by, proposal->ended_us, by));
    }
    found->operation = proposable_find(proposal->operation);
    if (found->operation == NULL) {
        return error_set(err, STATUS_UNSUPPORTED, "this program does not know how to %s",
                         proposal->operation);
    }
    return STATUS_OK;
}

/* For a check alone, which keeps nothing. */
static enum status check_with(struct book *book, const struct request *work,
                              enum status (*check)(struct book *book, const struct found *found,
                                                   struct error *err),
                              struct error *err)
{
    void *mem = mem_context(NULL, "proposal");
    enum status status = load(book, mem, work, err);
    if (status == STATUS_OK) {
        status = check(book, work->found, err);
    }
    mem_free(mem);
    return status;
}

static void describe(const struct found *found, struct posting *posting)
{
    const struct proposal *proposal = &found->proposal;
    posting_subject(posting, "proposal:%lld", (long long)proposal->id);
    posting_context(posting, "%s", proposal->subject);
    posting_note_int(posting, PROPOSAL_NOTE, proposal->id);
    posting_note(posting, "maker", proposal->maker);
    posting_note(posting, "hash", proposal->hash);
}

static enum status end_with(struct book *book, const struct request *work, const char *state,
                            const struct posting *posting, struct error *err)
{
    return proposal_end(book, work->found->proposal.id, state, work->step->reason, posting, err);
}

/* ---- another operator decides ---- */

static enum status check_in_time(const struct book *book, const struct proposal *proposal,
                                 struct error *err)
{
    char due[TIME_TEXT_BYTES];
    if (book_now_us(book) < proposal->due_us) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "proposal:%lld has expired at %s", (long long)proposal->id,
                    time_format(proposal->due_us, due));
    return error_hint(err, "do it again: it is proposed anew");
}

/* Whose roles or interest it is about may propose it, and no more. */
static enum status check_not_about(const struct book *book, const struct proposal *proposal,
                                   struct error *err)
{
    static const char kind[] = "operator:";
    if (strncmp(proposal->subject, kind, sizeof kind - 1) != 0 ||
        strcmp(proposal->subject + sizeof kind - 1, book_operator(book)) != 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_DENIED, "proposal:%lld is about %s: another operator decides",
                    (long long)proposal->id, book_operator(book));
    return error_hint(err, "nobody decides about what is their own, administrators included");
}

/* Whoever is there may be asked; the maker may only withdraw. */
static enum status check_checker(struct book *book, const struct found *found, struct error *err)
{
    const struct proposal *proposal = &found->proposal;
    char *what = mem_printf(NULL, "proposal:%lld was proposed", (long long)proposal->id);
    enum status status = maker_is_not_checker(book, proposal->maker, what, err);
    mem_free(what);
    if (status == STATUS_OK) {
        status = check_not_about(book, proposal, err);
    }
    if (status == STATUS_OK) {
        status = rights_check(found->operation->verb, book_roles(book), err);
    }
    return status == STATUS_OK
               ? interest_check_thing(book, book_operator(book), proposal->subject, err)
               : status;
}

static enum status check_entity(const struct book *book, const struct proposal *proposal,
                                enum policy_eyes needs, struct error *err)
{
    const char *own = book_entity(book);
    if (needs != EYES_ENTITY ||
        (own && proposal->maker_entity && strcmp(own, proposal->maker_entity) != 0)) {
        return STATUS_OK;
    }
    if (!proposal->maker_entity) {
        (void)error_set(err, STATUS_DENIED,
                        "proposal:%lld needs an operator of another legal entity, and its maker"
                        " acts for none",
                        (long long)proposal->id);
        return error_hint(err, "holdfast operator grant LOGIN --entity PARTY, and propose it anew");
    }
    (void)error_set(err, STATUS_DENIED,
                    "proposal:%lld needs an operator of another legal entity than %s",
                    (long long)proposal->id, proposal->maker_entity);
    return error_hint(err, own ? "you act for the same" : "you act for none");
}

static enum status check_approvable(struct book *book, const struct found *found, struct error *err)
{
    enum status status = check_in_time(book, &found->proposal, err);
    if (status == STATUS_OK) {
        status = check_checker(book, found, err);
    }
    return status == STATUS_OK ? check_entity(book, &found->proposal, found->proposal.needs, err)
                               : status;
}

bool proposal_is_for(const struct book *book, const char *operation, const char *maker)
{
    struct error ignored; /* why not is told when it is tried */
    const struct operation *found = proposable_find(operation);
    return found != NULL && strcmp(maker, book_operator(book)) != 0 &&
           rights_check(found->verb, book_roles(book), &ignored) == STATUS_OK;
}

/* ---- approving ---- */

struct roles {
    unsigned roles;
};

static enum status take_roles(void *state, const struct stmt *row, struct error *err)
{
    return roles_parse(stmt_text(row, 0), &((struct roles *)state)->roles, err);
}

/* What the maker may not do any more is not done on the maker's word. */
static enum status check_maker(struct book *book, const struct found *found,
                               const struct posting *posting, struct error *err)
{
    struct stmt *q;
    struct roles maker = {0};
    struct error cause;
    const char *sql = "SELECT roles FROM operator WHERE login = $1 AND is_revoked = 0";
    const struct proposal *proposal = &found->proposal;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, proposal->maker);
    status = stmt_each(q, take_roles, &maker, err);
    if (status == STATUS_OK && rights_check(found->operation->verb, maker.roles, &cause)) {
        return error_set(err, STATUS_DENIED,
                         "proposal:%lld was proposed by %s, who may not do it any more: %s",
                         (long long)proposal->id, proposal->maker, cause.message);
    }
    return status == STATUS_OK ? interest_check(book, proposal->maker, posting, err) : status;
}

/* The operation itself, as it would be done now. */
static enum status plan_operation(struct book *book, struct found *found, struct posting *posting,
                                  struct error *err)
{
    const struct operation *operation = found->operation;
    enum status status =
        eyes_read(posting, operation->eyes, found->proposal.request, &found->request, err);
    posting->verb = operation->verb;
    if (status == STATUS_OK && operation->eyes->ready) {
        status = operation->eyes->ready(book, posting, found->request, err);
    }
    if (status == STATUS_OK && operation->check) {
        status = operation->check(book, found->request, err);
    }
    if (status == STATUS_OK) {
        status = operation->plan(book, found->request, posting, err);
    }
    if (status == STATUS_OK) {
        posting_note_alarms(posting);
        status = eyes_measure(book, operation->eyes, found->request, posting, err);
    }
    return status;
}

/* The hash as it is now, and whether it is what was seen: by whoever names it, or else by the
 * maker. */
static enum status compare(struct book *book, const struct request *work, struct posting *posting,
                           struct error *err)
{
    char hash[DIGEST_HEX_BYTES];
    const struct found *found = work->found;
    const struct proposal *proposal = &found->proposal;
    enum status status =
        proposal_hash(book, found->operation->eyes, proposal->request, posting, hash, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_same = strcmp(hash, proposal->hash) == 0;
    posting->hash = mem_strdup(posting, hash);
    posting->eyes = mem_printf(
        posting, "proposed by %s%s%s as proposal:%lld%s", proposal->maker,
        proposal->maker_entity ? " for " : "", proposal->maker_entity ? proposal->maker_entity : "",
        (long long)proposal->id, is_same ? "" : "; what it touches has changed since");
    if (work->step->hash ? strcmp(hash, work->step->hash) != 0 : !is_same) {
        posting->unapproved =
            mem_printf(posting, "proposal:%lld: what it touches has changed since it was %s",
                       (long long)proposal->id, work->step->hash ? "seen" : "proposed");
    }
    return STATUS_OK;
}

enum status proposal_look(struct book *book, void *mem, const struct proposal_step *step,
                          struct posting **out, struct error *err)
{
    struct found found = {.operation = NULL};
    const struct request work = {.step = step, .found = &found};
    struct posting *posting = posting_new(mem, "approve");
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = load(book, posting, &work, err);
    if (status == STATUS_OK) {
        posting->approves = found.proposal.id;
        status = plan_operation(book, &found, posting, err);
    }
    if (status == STATUS_OK) {
        status = compare(book, &work, posting, err);
    }
    if (status == STATUS_OK) {
        status = tell_write(book, posting, err);
    }
    if (status == STATUS_OK) {
        posting_detach(posting);
        *out = posting;
    }
    book_rollback(book);
    return status;
}

static enum status check_approve(struct book *book, const void *request, struct error *err)
{
    return check_with(book, request, check_approvable, err);
}

static enum status plan_approve(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct request *work = request;
    struct found *found = work->found;
    const struct proposal *proposal = &found->proposal;
    enum status status = load(book, posting, work, err);
    if (status == STATUS_OK) {
        posting->approves = proposal->id;
        status = plan_operation(book, found, posting, err);
    }
    if (status == STATUS_OK) {
        status = check_entity(book, proposal, posting->needs, err);
    }
    if (status == STATUS_OK) {
        status = check_maker(book, found, posting, err);
    }
    if (status == STATUS_OK) {
        status = compare(book, work, posting, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_reopen(posting);
    posting_note_int(posting, PROPOSAL_NOTE, proposal->id);
    posting_note(posting, "maker", proposal->maker);
    posting_note(posting, "maker_entity", proposal->maker_entity);
    posting_note(posting, "checker", book_operator(book));
    posting_note(posting, "checker_entity", book_entity(book));
    posting_note(posting, "hash", posting->hash);
    return STATUS_OK;
}

static enum status apply_approve(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const struct request *work = request;
    const struct operation *operation = work->found->operation;
    enum status status =
        operation->apply ? operation->apply(book, work->found->request, posting, err) : STATUS_OK;
    return status == STATUS_OK ? end_with(book, work, "approved", posting, err) : status;
}

/* ---- rejecting, withdrawing, expiring ---- */

static enum status check_reject(struct book *book, const void *request, struct error *err)
{
    return check_with(book, request, check_checker, err);
}

static enum status plan_reject(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct request *work = request;
    enum status status = load(book, posting, work, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (work->step->reason == NULL || work->step->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "rejecting a proposal needs a reason");
    }
    describe(work->found, posting);
    posting_note(posting, "reason", work->step->reason);
    return STATUS_OK;
}

static enum status apply_reject(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    return end_with(book, request, "rejected", posting, err);
}

static enum status check_own(struct book *book, const struct found *found, struct error *err)
{
    if (strcmp(found->proposal.maker, book_operator(book)) == 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_DENIED, "proposal:%lld is %s's to withdraw",
                    (long long)found->proposal.id, found->proposal.maker);
    return error_hint(err, "reject it, and say why");
}

static enum status check_withdraw(struct book *book, const void *request, struct error *err)
{
    return check_with(book, request, check_own, err);
}

static enum status plan_withdraw(struct book *book, const void *request, struct posting *posting,
                                 struct error *err)
{
    const struct request *work = request;
    enum status status = load(book, posting, work, err);
    if (status == STATUS_OK) {
        describe(work->found, posting);
        posting->context = NULL; /* who has an interest in it by now may still take it back */
    }
    return status;
}

static enum status apply_withdraw(struct book *book, const void *request,
                                  const struct posting *posting, struct error *err)
{
    return end_with(book, request, "withdrawn", posting, err);
}

static enum status plan_expire(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct request *work = request;
    const struct proposal *proposal = &work->found->proposal;
    enum status status = load(book, posting, work, err);
    if (status == STATUS_OK && book_now_us(book) < proposal->due_us) {
        status =
            error_set(err, STATUS_REFUSED, "proposal:%lld is not due yet", (long long)proposal->id);
    }
    if (status == STATUS_OK) {
        describe(work->found, posting);
        posting_by_clock(posting, proposal->due_us);
    }
    return status;
}

static enum status apply_expire(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    return end_with(book, request, "expired", posting, err);
}

/* ---- the doors ---- */

static enum status run_step(struct book *book, const struct operation *operation,
                            const struct proposal_step *step, struct run *run, struct error *err)
{
    struct found found = {.operation = NULL};
    struct request request = {.step = step, .found = &found};
    return operation_run(book, operation, &request, run, err);
}

enum status proposal_approve(struct book *book, const struct proposal_step *step, struct run *run,
                             struct error *err)
{
    static const struct operation operation = {.verb = "approve",
                                               .is_decision = true,
                                               .plan = plan_approve,
                                               .apply = apply_approve,
                                               .check = check_approve};
    return run_step(book, &operation, step, run, err);
}

enum status proposal_reject(struct book *book, const struct proposal_step *step, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "reject", .plan = plan_reject, .apply = apply_reject, .check = check_reject};
    return run_step(book, &operation, step, run, err);
}

enum status proposal_withdraw(struct book *book, const struct proposal_step *step, struct run *run,
                              struct error *err)
{
    static const struct operation operation = {.verb = "withdraw",
                                               .plan = plan_withdraw,
                                               .apply = apply_withdraw,
                                               .check = check_withdraw};
    return run_step(book, &operation, step, run, err);
}

enum status proposal_expire(struct book *book, const struct proposal_step *step, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "proposal expire", .plan = plan_expire, .apply = apply_expire};
    return run_step(book, &operation, step, run, err);
}
