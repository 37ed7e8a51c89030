#include "model/demand.h"

#include "model/bond.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"
#include "model/tariff.h"

#include <string.h>

#define LAST_NUMBER "SELECT coalesce(max(id), 0) FROM demand"
#define SELECT_DEMAND                                                                              \
    "SELECT d.id, d.seller, d.currency, d.amount_minor, d.hold_id, d.lien_id, d.state, d.due_us,"  \
    " coalesce(d.freeze_id, 0), CASE l.is_closed WHEN 1 THEN 0 ELSE l.cap_minor - l.taken_minor"   \
    " END FROM demand d JOIN lien l ON l.id = d.lien_id WHERE "

static void read_row(void *mem, const struct stmt *q, struct demand *out)
{
    *out = (struct demand){.id = stmt_int(q, 0),
                           .seller = mem_strdup(mem, stmt_text(q, 1)),
                           .amount_minor = stmt_int(q, 3),
                           .hold_id = stmt_int(q, 4),
                           .lien_id = stmt_int(q, 5),
                           .state = mem_strdup(mem, stmt_text(q, 6)),
                           .due_us = stmt_int(q, 7),
                           .freeze_id = stmt_int(q, 8),
                           .missing_minor = stmt_int(q, 9)};
    memcpy(out->currency, stmt_text(q, 2), sizeof out->currency - 1);
}

/* Whether there is any demand at all, so that most books are asked once. */
struct state {
    bool is_known, has_any;
};

static const struct book_part STATE = {"demands", sizeof(struct state), NULL};

static enum status has_any(struct book *book, bool *out, struct error *err)
{
    struct state *state = book_part(book, &STATE);
    int64_t found = 0;
    enum status status = STATUS_OK;
    if (!state->is_known) {
        status = query_int(book, "SELECT 1 FROM demand WHERE ended_us IS NULL LIMIT 1", NULL, NULL,
                           0, &found, err);
        state->has_any = found != 0;
        state->is_known = status == STATUS_OK;
    }
    *out = state->has_any;
    return status;
}

/* What liens have taken in this transaction has to be seen. */
static enum status prepare(struct book *book, const char *sql, struct stmt **q, struct error *err)
{
    enum status status = book_flush(book, err);
    return status == STATUS_OK ? store_prepare(book_store(book), sql, q, err) : status;
}

enum status demand_get(struct book *book, void *mem, int64_t id, struct demand *out,
                       struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = prepare(book, SELECT_DEMAND "d.id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        read_row(mem, q, out);
    } else if (status == STATUS_OK) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no demand:%lld", (long long)id);
    }
    stmt_reset(q);
    return status;
}

enum status demand_list(struct book *book, void *mem, const char *seller, const char *currency,
                        struct demand **out, size_t *count, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    bool is_any = false;
    *out = NULL;
    *count = 0;
    enum status status = has_any(book, &is_any, err);
    if (status != STATUS_OK || !is_any) {
        return status;
    }
    status =
        prepare(book, SELECT_DEMAND "d.seller = $1 AND d.ended_us IS NULL ORDER BY d.id", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, seller);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (currency == NULL || strcmp(stmt_text(q, 2), currency) == 0) {
            *out = MEM_GROW(mem, *out, struct demand, *count + 1);
            read_row(mem, q, &(*out)[(*count)++]);
        }
    }
    stmt_reset(q);
    return status;
}

/* Bonds. */

enum status demand_bond_due(struct book *book, const char *seller, int64_t *out, struct error *err)
{
    const struct policy *policy = book_policy(book);
    int64_t exited_us, now_us = book_now_us(book);
    enum status status = party_exited(book, seller, &exited_us, err);
    *out = now_us + policy->bond_review_us;
    if (status == STATUS_OK && exited_us != TIME_NONE) {
        int64_t end_us = exited_us + policy->bond_tail_us;
        *out = end_us > now_us ? end_us : now_us;
    }
    return status;
}

/* The one that a demand has emptied or made, and that waits for money. */
static enum status find_waiting(struct book *book, const char *seller, const char *currency,
                                struct account **out, struct error *err)
{
    void *mem = mem_context(NULL, "demands");
    struct demand *demands;
    size_t count;
    enum status status = demand_list(book, mem, seller, currency, &demands, &count, err);
    if (status == STATUS_OK && count > 0) {
        status = account_by_id(book, demands[0].hold_id, out, err);
    }
    mem_free(mem);
    return status;
}

enum status demand_bond(struct book *book, const char *seller, const char *currency,
                        struct posting *posting, struct account **out, struct error *err)
{
    int64_t due_us;
    enum status status = bond_find(book, seller, currency, out, err);
    if (status == STATUS_OK && *out == NULL) {
        status = find_waiting(book, seller, currency, out, err);
    }
    if (status != STATUS_OK || *out != NULL) {
        return status;
    }
    status = demand_bond_due(book, seller, &due_us, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct hold_terms terms = {.purpose = PURPOSE_BOND,
                               .door = DOOR_PAYER,
                               .due_us = due_us,
                               .currency = currency,
                               .payer = seller};
    status = account_new_hold(book, &terms, out, err);
    if (status == STATUS_OK) {
        posting_open(posting, *out);
    }
    return status;
}

/* Asking. */

static enum status amount_of(struct book *book, const char *seller, const struct account *bond,
                             const struct posting *posting, int64_t *out, struct error *err)
{
    void *mem = mem_context(NULL, "demands");
    struct demand *demands;
    size_t count = 0;
    int64_t required, asked = posting_balance(posting, bond);
    enum status status = tariff_required(book, seller, bond->currency, &required, err);
    if (status == STATUS_OK && required > 0) {
        status = demand_list(book, mem, seller, bond->currency, &demands, &count, err);
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = minor_add(asked, demands[i].missing_minor, &asked, err);
    }
    *out = status == STATUS_OK && required > asked ? required - asked : 0;
    mem_free(mem);
    return status;
}

static void tell(struct book *book, const char *seller, const struct account *bond, int64_t amount,
                 int64_t id, struct posting *posting)
{
    const struct policy *policy = book_policy(book);
    struct money money = {.minor = amount};
    memcpy(money.currency, bond->currency, sizeof money.currency);
    posting_note_money(posting, "topup", money);
    posting_basis(posting, policy_value_of(policy, "bond.topup_time"));
    int64_t due_us = book_now_us(book) + policy->bond_topup_us;
    struct notice *notice = posting_tell(posting, seller, "bond demand");
    notice_text(notice, "demand", mem_printf(posting, "demand:%lld", (long long)id));
    notice_money(notice, "amount", amount, bond->currency);
    notice_time(notice, "due", due_us);
    notice_time(notice, "exit", due_us + policy->bond_exit_us);
}

enum status demand_plan(struct book *book, const char *seller, struct account *bond,
                        struct posting *posting, int64_t *id, struct error *err)
{
    struct account *available;
    int64_t exited_us, amount = 0;
    *id = 0;
    enum status status = party_exited(book, seller, &exited_us, err);
    if (status != STATUS_OK || exited_us != TIME_NONE) {
        return status;
    }
    status = amount_of(book, seller, bond, posting, &amount, err);
    if (status != STATUS_OK || amount == 0) {
        return status;
    }
    status = query_int(book, LAST_NUMBER, NULL, NULL, 0, id, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, seller, bond->currency, seller, &available,
                                err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    ++*id;
    posting_lien(posting, &(struct lien_change){
                              .on = available,
                              .beneficiary = bond,
                              .rank = LIEN_TOPUP,
                              .ground = "bond top-up",
                              .reference = mem_printf(posting, "demand:%lld", (long long)*id),
                              .cap_minor = amount});
    tell(book, seller, bond, amount, *id, posting);
    return STATUS_OK;
}

/* The new lien by which a posting asks, with its number: new ones are numbered in their order. */
static const struct lien_change *new_lien(const struct posting *posting, int64_t *number)
{
    *number = posting->first_lien;
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].id == 0 && posting->liens[i].rank == LIEN_TOPUP) {
            return &posting->liens[i];
        }
        *number += posting->liens[i].id == 0;
    }
    return NULL;
}

enum status demand_store(struct book *book, const struct posting *posting, struct error *err)
{
    struct stmt *q;
    int64_t lien_id, id;
    const struct lien_change *lien = new_lien(posting, &lien_id);
    const char *sql = "INSERT INTO demand (id, seller, currency, amount_minor, hold_id, lien_id,"
                      " state, from_us, due_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, 'asked', $7, $8, $9)";
    if (lien == NULL) {
        return STATUS_OK;
    }
    enum status status = query_int(book, LAST_NUMBER, NULL, NULL, 0, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id + 1);
    stmt_bind_text(q, 2, lien->on->name);
    stmt_bind_text(q, 3, lien->on->currency);
    stmt_bind_int(q, 4, lien->cap_minor);
    stmt_bind_int(q, 5, lien->beneficiary->id);
    stmt_bind_int(q, 6, lien_id);
    stmt_bind_int(q, 7, posting->at_us);
    stmt_bind_int(q, 8, posting->at_us + book_policy(book)->bond_topup_us);
    stmt_bind_int(q, 9, posting->event);
    ((struct state *)book_part(book, &STATE))->has_any = true;
    return stmt_queue(q, err);
}

enum status demand_plan_receive(struct book *book, const char *seller, const char *currency,
                                int64_t amount_minor, struct posting *posting, struct error *err)
{
    struct demand *demands;
    size_t count = 0;
    enum status status = demand_list(book, posting, seller, currency, &demands, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK && amount_minor > 0; i++) {
        const struct demand *demand = &demands[i];
        int64_t part = amount_minor < demand->missing_minor ? amount_minor : demand->missing_minor;
        if (part > 0) {
            posting_lien(posting,
                         &(struct lien_change){.id = demand->lien_id,
                                               .taken_minor = part,
                                               .is_closing = part == demand->missing_minor});
        }
        amount_minor -= part;
    }
    return status;
}

/* What becomes of one. */

enum status demand_note_stopped(struct book *book, int64_t id, int64_t freeze, int64_t due_us,
                                struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(
        book_store(book),
        "UPDATE demand SET state = 'stopped', freeze_id = $1, due_us = $2 WHERE id = $3", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, freeze);
    stmt_bind_int(q, 2, due_us);
    stmt_bind_int(q, 3, id);
    return stmt_queue(q, err);
}

enum status demand_note_met(struct book *book, int64_t id, int64_t at_us, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(
        book_store(book), "UPDATE demand SET state = 'met', ended_us = $1 WHERE id = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, at_us);
    stmt_bind_int(q, 2, id);
    return stmt_queue(q, err);
}

enum status demand_plan_drop(struct book *book, const char *seller, struct posting *posting,
                             struct error *err)
{
    struct demand *demands;
    size_t count = 0;
    enum status status = demand_list(book, posting, seller, NULL, &demands, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (demands[i].missing_minor > 0) {
            posting_lien(posting,
                         &(struct lien_change){.id = demands[i].lien_id, .is_closing = true});
        }
    }
    return status;
}

enum status demand_note_exited(struct book *book, const char *seller, int64_t at_us,
                               struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book),
                                       "UPDATE demand SET state = 'exited', ended_us = $1"
                                       " WHERE seller = $2 AND ended_us IS NULL",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, at_us);
    stmt_bind_text(q, 2, seller);
    return stmt_run(q, err);
}
