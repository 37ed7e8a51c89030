#include "model/exit.h"

#include "model/demand.h"
#include "model/earmark.h"
#include "model/id_list.h"
#include "model/mem.h"
#include "model/party.h"

#include <stdlib.h>

#define BONDS_MAX 100 /* of one seller: one for each currency */

static enum status list_bonds(struct book *book, void *mem, const char *seller, struct id_list *out,
                              struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT id FROM account WHERE payer = $1 AND balance_minor > 0"
                      " AND purpose = 'bond' AND parent IS NULL ORDER BY id LIMIT $2";
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, seller);
    stmt_bind_int(q, 2, BONDS_MAX);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        id_list_add_int(mem, out, stmt_int(q, 0));
    }
    stmt_reset(q);
    return status;
}

static enum status plan_bonds(struct book *book, const char *seller, int64_t due_us,
                              struct posting *posting, struct error *err)
{
    struct id_list bonds = {0};
    enum status status = list_bonds(book, posting, seller, &bonds, err);
    if (status == STATUS_OK) {
        status = account_foresee(book, &bonds, err);
    }
    for (size_t i = 0; i < bonds.count && status == STATUS_OK; i++) {
        struct account *bond;
        status = account_hold(book, bonds.items[i], &bond, err);
        if (status == STATUS_OK) {
            posting_clock(posting, bond, DOOR_PAYER, due_us);
        }
    }
    return status;
}

static enum status check_stays(struct book *book, const char *seller, struct error *err)
{
    int64_t exited_us;
    char at[TIME_TEXT_BYTES];
    enum status status = party_require(book, seller, "seller", err);
    if (status == STATUS_OK) {
        status = party_exited(book, seller, &exited_us, err);
    }
    if (status == STATUS_OK && exited_us != TIME_NONE) {
        (void)error_set(err, STATUS_REFUSED, "%s has left already, on %s", seller,
                        time_format(exited_us, at));
        return error_hint(err, "see when its bond goes back: holdfast report bonds");
    }
    return status;
}

enum status exit_plan(struct book *book, const struct exit_request *request,
                      struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    int64_t due_us = book_now_us(book) + policy->bond_tail_us;
    posting_note(posting, "seller", request->seller);
    posting_note(posting, "reason", request->reason);
    posting_basis(posting, policy_value_of(policy, "bond.tail"));
    enum status status = check_stays(book, request->seller, err);
    if (status == STATUS_OK && (request->reason == NULL || request->reason[0] == '\0')) {
        return error_set(err, STATUS_INVALID, "an exit needs a reason");
    }
    if (status == STATUS_OK) {
        status = demand_plan_drop(book, request->seller, posting, err);
    }
    if (status == STATUS_OK) {
        status = plan_bonds(book, request->seller, due_us, posting, err);
    }
    if (status == STATUS_OK) {
        status = earmark_plan_all(book, request->seller, posting, err);
    }
    if (status == STATUS_OK) {
        struct notice *notice = posting_tell(posting, request->seller, "exit");
        notice_time(notice, "due", due_us);
        notice_text(notice, "reason", request->reason);
    }
    return status;
}

enum status exit_store(struct book *book, const char *seller, const struct posting *posting,
                       struct error *err)
{
    enum status status = party_note_exited(book, seller, posting->at_us, err);
    return status == STATUS_OK ? demand_note_exited(book, seller, posting->at_us, err) : status;
}

static enum status check_exit(struct book *book, const void *request, struct error *err)
{
    return check_stays(book, ((const struct exit_request *)request)->seller, err);
}

static enum status plan_exit(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct exit_request *exit = request;
    posting_subject(posting, "party:%s", exit->seller);
    return exit_plan(book, exit, posting, err);
}

static enum status apply_exit(struct book *book, const void *request, const struct posting *posting,
                              struct error *err)
{
    return exit_store(book, ((const struct exit_request *)request)->seller, posting, err);
}

enum status exit_begin(struct book *book, const struct exit_request *request, struct run *run,
                       struct error *err)
{
    static const struct operation operation = {
        .verb = "exit", .plan = plan_exit, .apply = apply_exit, .check = check_exit};
    return operation_run(book, &operation, request, run, err);
}
