#include "model/lien.h"

#include "model/mem.h"
#include "model/query.h"

#include <stdio.h>
#include <string.h>

/* A lien as it stands, with what this posting has planned for it already. */
struct lien {
    int64_t id, beneficiary_id;
    int64_t cap_minor, share_per_minor, base_minor, taken_minor;
    bool is_closed; /* by what is planned */
};

/* The open liens on an account in rank order, owned by the posting. */
static enum status load(struct book *book, int64_t account_id, struct posting *posting,
                        struct lien **liens, size_t *count, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT id, beneficiary_id, cap_minor, share_per_minor, base_minor,"
                      " taken_minor FROM lien WHERE account_id = $1 AND is_closed = 0"
                      " ORDER BY rank, id";
    *liens = NULL;
    *count = 0;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, account_id);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (*count == LIEN_PER_ACCOUNT_MAX) {
            status = error_set(err, STATUS_LIMIT, "account %lld bears more than %d open liens",
                               (long long)account_id, LIEN_PER_ACCOUNT_MAX);
            break;
        }
        *liens = MEM_GROW(posting, *liens, struct lien, *count + 1);
        (*liens)[(*count)++] =
            (struct lien){stmt_int(q, 0), stmt_int(q, 1), stmt_int(q, 2), stmt_int(q, 3),
                          stmt_int(q, 4), stmt_int(q, 5), false};
    }
    stmt_reset(q);
    return status;
}

/* What the posting has done to this lien so far. */
static void add_planned(const struct posting *posting, struct lien *lien)
{
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].id != lien->id) {
            continue;
        }
        lien->base_minor += posting->liens[i].passed_minor;
        lien->taken_minor += posting->liens[i].taken_minor;
        lien->is_closed = lien->is_closed || posting->liens[i].is_closing;
    }
}

/* What lien takes when passed more goes through its door, of which left is still there. */
static enum status portion(const struct lien *lien, int64_t passed, int64_t left, int64_t *out,
                           struct error *err)
{
    int64_t due = lien->cap_minor;
    if (lien->share_per_minor > 0) {
        enum status status = minor_ratio(lien->cap_minor, lien->base_minor + passed,
                                         lien->share_per_minor, ROUND_FLOOR, &due, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (due > lien->cap_minor) {
            due = lien->cap_minor;
        }
    }
    int64_t take = due - lien->taken_minor;
    *out = take < 0 ? 0 : take < left ? take : left;
    return STATUS_OK;
}

/* Give a beneficiary its part; money of a party passes the liens on that party first. The lien's
 * own change is planned before, so that two parties with liens on each other come to an end. */
static enum status pay(struct book *book, struct account *from, const struct lien *lien,
                       int64_t passed, int64_t take, struct posting *posting, struct error *err)
{
    struct account *beneficiary;
    enum status status = account_by_id(book, lien->beneficiary_id, &beneficiary, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct lien_change change = {.id = lien->id,
                                 .beneficiary = beneficiary,
                                 .passed_minor = passed,
                                 .taken_minor = take,
                                 .is_closing = lien->taken_minor + take == lien->cap_minor};
    if (take > 0 || lien->share_per_minor > 0) {
        posting_lien(posting, &change);
    }
    if (take == 0) {
        return STATUS_OK;
    }
    return beneficiary->kind == ACCOUNT_AVAILABLE
               ? lien_plan_credit(book, from, beneficiary, take, posting, err)
               : posting_move(posting, from, beneficiary, take, err);
}

/* Serve the liens on bearer from an amount that is still in from; *left is what they leave. */
static enum status serve(struct book *book, struct account *from, int64_t bearer_id,
                         int64_t amount_minor, int64_t *left, struct posting *posting,
                         struct error *err)
{
    struct lien *liens;
    size_t count;
    *left = amount_minor;
    enum status status = load(book, bearer_id, posting, &liens, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        int64_t take = 0;
        add_planned(posting, &liens[i]);
        if (liens[i].is_closed) {
            continue;
        }
        status = portion(&liens[i], amount_minor, *left, &take, err);
        if (status == STATUS_OK) {
            status = pay(book, from, &liens[i], amount_minor, take, posting, err);
        }
        *left -= take;
    }
    mem_free(liens);
    return status;
}

enum status lien_plan_credit(struct book *book, struct account *from, struct account *available,
                             int64_t amount_minor, struct posting *posting, struct error *err)
{
    int64_t left;
    enum status status = serve(book, from, available->id, amount_minor, &left, posting, err);
    if (status == STATUS_OK) {
        status = posting_move(posting, from, available, left, err);
    }
    return status;
}

enum status lien_plan_door(struct book *book, struct account *hold, int64_t amount_minor,
                           struct posting *posting, struct error *err)
{
    int64_t left;
    struct account *payee;
    if (!hold->payee) {
        return error_set(err, STATUS_REFUSED, "hold:%s has no payee yet: a decision names one",
                         hold->name);
    }
    enum status status = serve(book, hold, hold->root, amount_minor, &left, posting, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, hold->payee, hold->currency, hold->payee,
                                &payee, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (hold->purpose == PURPOSE_AWARD) {
        return posting_move(posting, hold, payee, left, err); /* an award serves no lien */
    }
    return lien_plan_credit(book, hold, payee, left, posting, err);
}

static enum status insert(struct book *book, const struct posting *posting,
                          const struct lien_change *lien, int64_t id, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO lien (id, account_id, beneficiary_id, rank, ground, reference,"
                      " cap_minor, share_per_minor, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, lien->on->id);
    stmt_bind_int(q, 3, lien->beneficiary->id);
    stmt_bind_int(q, 4, lien->rank);
    stmt_bind_text(q, 5, lien->ground);
    stmt_bind_text(q, 6, lien->reference);
    stmt_bind_int(q, 7, lien->cap_minor);
    stmt_bind_optional(q, 8, lien->share_per_minor > 0, lien->share_per_minor);
    stmt_bind_int(q, 9, posting->event);
    return stmt_run(q, err);
}

static enum status update(struct book *book, const struct lien_change *lien, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "UPDATE lien SET base_minor = base_minor + $1, taken_minor = taken_minor + $2,"
        " is_closed = CASE WHEN $3 = 1 THEN 1 ELSE is_closed END WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, lien->passed_minor);
    stmt_bind_int(q, 2, lien->taken_minor);
    stmt_bind_int(q, 3, lien->is_closing);
    stmt_bind_int(q, 4, lien->id);
    return stmt_run(q, err);
}

/* Lien numbers run on in the store; the transaction remembers the last. */
static const struct book_part NUMBERS = {"liens", sizeof(int64_t), NULL};

static enum status next_number(struct book *book, int64_t *out, struct error *err)
{
    int64_t *last = book_part(book, &NUMBERS);
    if (*last == 0) {
        enum status status =
            query_int(book, "SELECT coalesce(max(id), 0) FROM lien", NULL, NULL, 0, last, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = ++*last;
    return STATUS_OK;
}

enum status lien_store(struct book *book, struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->lien_count && status == STATUS_OK; i++) {
        const struct lien_change *lien = &posting->liens[i];
        if (lien->id != 0) {
            status = update(book, lien, err);
            continue;
        }
        int64_t id;
        status = next_number(book, &id, err);
        if (status == STATUS_OK) {
            status = insert(book, posting, lien, id, err);
        }
        if (status == STATUS_OK && posting->first_lien == 0) {
            posting->first_lien = id;
        }
    }
    return status;
}
