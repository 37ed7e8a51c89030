#include "model/lien.h"

#include "model/mem.h"
#include "model/query.h"

#include <assert.h>
#include <stdlib.h>

#include <uthash.h>

#define LAST_NUMBER "SELECT coalesce(max(id), 0) FROM lien"

/* A lien as the transaction knows it; a copy of it takes what a posting has planned, too. */
struct lien {
    int64_t id, account_id, beneficiary_id;
    int64_t rank, cap_minor, share_per_minor, base_minor, taken_minor;
    bool is_closed;
    bool is_dirty;
    UT_hash_handle hh;
};

/* All open liens on an account, and those that were closed since they were asked for; by rank and
 * id. An account that this transaction made and that has no bearer bears nothing. */
struct bearer {
    int64_t account_id;
    struct lien **liens;
    size_t count;
    UT_hash_handle hh;
};

struct cache {
    struct lien *by_id;
    struct bearer *bearers;
};

static enum status flush(struct book *book, void *state, struct error *err);
static const struct book_part CACHE = {"liens", sizeof(struct cache), flush};

static void clear(void *object)
{
    struct cache *cache = object;
    HASH_CLEAR(hh, cache->by_id);
    HASH_CLEAR(hh, cache->bearers);
}

static struct bearer *find_bearer(struct book *book, int64_t account_id)
{
    struct cache *cache = book_part(book, &CACHE);
    struct bearer *bearer = NULL;
    HASH_FIND(hh, cache->bearers, &account_id, sizeof account_id, bearer);
    return bearer;
}

/* A bearer of nothing, so far. */
static struct bearer *add_bearer(struct book *book, int64_t account_id)
{
    struct cache *cache = book_part(book, &CACHE);
    mem_on_free(cache, clear);
    struct bearer *bearer = MEM_NEW(cache, struct bearer);
    bearer->account_id = account_id;
    HASH_ADD(hh, cache->bearers, account_id, sizeof account_id, bearer);
    book_keep(book, 1);
    return bearer;
}

static struct lien *find_lien(struct book *book, int64_t id)
{
    struct cache *cache = book_part(book, &CACHE);
    struct lien *lien = NULL;
    HASH_FIND(hh, cache->by_id, &id, sizeof id, lien);
    return lien;
}

static struct lien *add_lien(struct book *book, const struct lien *terms)
{
    struct cache *cache = book_part(book, &CACHE);
    mem_on_free(cache, clear);
    struct lien *lien = MEM_NEW(cache, struct lien);
    *lien = *terms;
    HASH_ADD(hh, cache->by_id, id, sizeof lien->id, lien);
    book_keep(book, 1);
    return lien;
}

/* Behind those of its rank: it is the youngest. */
static void bear(struct bearer *bearer, struct lien *lien)
{
    size_t at = bearer->count;
    bearer->liens = MEM_GROW(bearer, bearer->liens, struct lien *, bearer->count + 1);
    while (at > 0 && bearer->liens[at - 1]->rank > lien->rank) {
        bearer->liens[at] = bearer->liens[at - 1];
        at--;
    }
    bearer->liens[at] = lien;
    bearer->count++;
}

#define SELECT_LIENS                                                                               \
    "SELECT id, account_id, beneficiary_id, rank, cap_minor, share_per_minor, base_minor,"         \
    " taken_minor, is_closed FROM lien WHERE "

/* The row's lien, which may be known already, and better than the row has it. */
static struct lien *lien_of_row(struct book *book, const struct stmt *q)
{
    struct lien *known = find_lien(book, stmt_int(q, 0));
    return known ? known
                 : add_lien(book, &(struct lien){.id = stmt_int(q, 0),
                                                 .account_id = stmt_int(q, 1),
                                                 .beneficiary_id = stmt_int(q, 2),
                                                 .rank = stmt_int(q, 3),
                                                 .cap_minor = stmt_int(q, 4),
                                                 .share_per_minor = stmt_int(q, 5),
                                                 .base_minor = stmt_int(q, 6),
                                                 .taken_minor = stmt_int(q, 7),
                                                 .is_closed = stmt_int(q, 8) != 0});
}

static enum status check_count(const struct bearer *bearer, struct error *err)
{
    size_t open = 0;
    for (size_t i = 0; i < bearer->count && bearer->count > LIEN_PER_ACCOUNT_MAX; i++) {
        open += bearer->liens[i]->is_closed ? 0 : 1;
    }
    if (open <= LIEN_PER_ACCOUNT_MAX) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_LIMIT, "account %lld bears more than %d open liens",
                     (long long)bearer->account_id, LIEN_PER_ACCOUNT_MAX);
}

/* An open lien of a bearer that is kept. */
static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    struct bearer *bearer = find_bearer(state, stmt_int(q, 1));
    bear(bearer, lien_of_row(state, q));
    return check_count(bearer, err);
}

enum status lien_foresee(struct book *book, const struct id_list *accounts, struct error *err)
{
    void *mem = mem_context(NULL, "liens");
    struct id_list unknown = {0};
    for (size_t i = 0; i < accounts->count; i++) {
        int64_t id = strtoll(accounts->items[i], NULL, 10);
        if (!find_bearer(book, id)) {
            (void)add_bearer(book, id);
            id_list_add(mem, &unknown, accounts->items[i]);
        }
    }
    enum status status =
        query_many(book,
                   SELECT_LIENS "account_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
                                " AND is_closed = 0 ORDER BY account_id, rank, id",
                   &unknown, NULL, take_row, err);
    mem_free(mem);
    return status;
}

/* is_fresh: nothing in the store refers to the account. */
static enum status bearer_of(struct book *book, int64_t account_id, bool is_fresh,
                             struct bearer **out, struct error *err)
{
    *out = find_bearer(book, account_id);
    if (*out) {
        return check_count(*out, err);
    }
    if (is_fresh) {
        *out = add_bearer(book, account_id);
        return STATUS_OK;
    }
    void *mem = mem_context(NULL, "bearer");
    struct id_list one = {0};
    id_list_add_int(mem, &one, account_id);
    enum status status = lien_foresee(book, &one, err);
    *out = find_bearer(book, account_id);
    mem_free(mem);
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
static enum status serve(struct book *book, struct account *from, const struct bearer *bearer,
                         int64_t amount_minor, int64_t *left, struct posting *posting,
                         struct error *err)
{
    enum status status = STATUS_OK;
    *left = amount_minor;
    for (size_t i = 0; i < bearer->count && status == STATUS_OK; i++) {
        int64_t take = 0;
        struct lien lien = *bearer->liens[i];
        add_planned(posting, &lien);
        if (lien.is_closed || lien.beneficiary_id == from->id) {
            continue; /* what leaves a hold is not claimed for that hold */
        }
        status = portion(&lien, amount_minor, *left, &take, err);
        if (status == STATUS_OK) {
            status = pay(book, from, &lien, amount_minor, take, posting, err);
        }
        *left -= take;
    }
    return status;
}

enum status lien_plan_credit(struct book *book, struct account *from, struct account *available,
                             int64_t amount_minor, struct posting *posting, struct error *err)
{
    int64_t left = 0;
    struct bearer *bearer;
    enum status status = bearer_of(book, available->id, available->is_fresh, &bearer, err);
    if (status == STATUS_OK) {
        status = serve(book, from, bearer, amount_minor, &left, posting, err);
    }
    if (status == STATUS_OK) {
        status = posting_move(posting, from, available, left, err);
    }
    return status;
}

/* What a hold's doors bear: the liens of its root. */
static enum status bearer_of_door(struct book *book, const struct account *hold,
                                  struct bearer **out, struct error *err)
{
    return bearer_of(book, hold->root, hold->root == hold->id && hold->is_fresh, out, err);
}

enum status lien_plan_door(struct book *book, struct account *hold, int64_t amount_minor,
                           struct posting *posting, int64_t *left, struct error *err)
{
    struct bearer *bearer;
    if (!hold->payee) {
        return error_set(err, STATUS_REFUSED, "hold:%s has no payee yet: a decision names one",
                         hold->name);
    }
    enum status status = bearer_of_door(book, hold, &bearer, err);
    return status == STATUS_OK ? serve(book, hold, bearer, amount_minor, left, posting, err)
                               : status;
}

/* The bearer's costs alone; its liens are copied, none of them is changed. */
static enum status costs_of(struct book *book, const struct account *hold, void *mem,
                            struct bearer *out, struct error *err)
{
    struct bearer *bearer;
    *out = (struct bearer){.account_id = hold->root};
    enum status status = bearer_of_door(book, hold, &bearer, err);
    for (size_t i = 0; status == STATUS_OK && i < bearer->count; i++) {
        if (bearer->liens[i]->rank == LIEN_COST) {
            out->liens = MEM_GROW(mem, out->liens, struct lien *, out->count + 1);
            out->liens[out->count++] = bearer->liens[i];
        }
    }
    return status;
}

enum status lien_plan_costs(struct book *book, struct account *hold, int64_t amount_minor,
                            struct posting *posting, int64_t *left, struct error *err)
{
    struct bearer costs;
    enum status status = costs_of(book, hold, posting, &costs, err);
    return status == STATUS_OK ? serve(book, hold, &costs, amount_minor, left, posting, err)
                               : status;
}

enum status lien_plan_end_costs(struct book *book, struct account *hold, struct posting *posting,
                                struct error *err)
{
    struct bearer costs;
    enum status status = costs_of(book, hold, posting, &costs, err);
    for (size_t i = 0; status == STATUS_OK && i < costs.count; i++) {
        struct account *beneficiary;
        status = account_by_id(book, costs.liens[i]->beneficiary_id, &beneficiary, err);
        if (status == STATUS_OK && !costs.liens[i]->is_closed) {
            posting_lien(posting, &(struct lien_change){.id = costs.liens[i]->id,
                                                        .beneficiary = beneficiary,
                                                        .is_closing = true});
        }
    }
    return status;
}

static enum status claim(struct book *book, const struct lien *lien, struct lien_claims *out,
                         struct error *err)
{
    if (out->count == LIEN_CLAIMS_MAX) {
        out->is_more = true;
        return STATUS_OK;
    }
    struct lien_claim *item = &out->items[out->count++];
    *item = (struct lien_claim){.id = lien->id, .left_minor = lien->cap_minor - lien->taken_minor};
    return account_by_id(book, lien->beneficiary_id, &item->beneficiary, err);
}

enum status lien_claims_of(struct book *book, const struct account *account, enum lien_rank rank,
                           const struct posting *posting, struct lien_claims *out,
                           struct error *err)
{
    struct bearer *bearer;
    bool is_hold = account->kind == ACCOUNT_HOLD;
    bool is_fresh = account->is_fresh && (!is_hold || account->root == account->id);
    *out = (struct lien_claims){.count = 0};
    enum status status =
        bearer_of(book, is_hold ? account->root : account->id, is_fresh, &bearer, err);
    for (size_t i = 0; status == STATUS_OK && i < bearer->count; i++) {
        struct lien lien = *bearer->liens[i];
        if (lien.rank != rank) {
            continue;
        }
        add_planned(posting, &lien);
        if (!lien.is_closed && lien.taken_minor < lien.cap_minor) {
            status = claim(book, &lien, out, err);
        }
    }
    return status;
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
    return stmt_queue(q, err);
}

/* A lien that was not asked for by its bearer. */
static enum status load(struct book *book, int64_t id, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), SELECT_LIENS "id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK) {
        assert(has_row);
        (void)lien_of_row(book, q);
    }
    stmt_reset(q);
    return status;
}

enum status lien_ready(struct book *book, const struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->lien_count && status == STATUS_OK; i++) {
        int64_t id = posting->liens[i].id;
        if (id == 0) {
            status = query_last_number(book, LAST_NUMBER, err);
        } else if (!find_lien(book, id)) {
            status = load(book, id, err);
        }
    }
    return status;
}

/* Among those that its bearer is known to bear: open ones were asked for alone. */
static void reopen(struct book *book, struct lien *lien)
{
    struct bearer *bearer = find_bearer(book, lien->account_id);
    lien->is_closed = false;
    for (size_t i = 0; bearer && i < bearer->count; i++) {
        if (bearer->liens[i] == lien) {
            return;
        }
    }
    if (bearer) {
        bear(bearer, lien);
    }
}

/* What passed and was taken, and an end, by a lien that was there before the posting. */
static void change(struct book *book, const struct lien_change *change)
{
    struct lien *lien = find_lien(book, change->id);
    if (change->is_reopening) {
        reopen(book, lien);
    }
    lien->base_minor += change->passed_minor;
    lien->taken_minor += change->taken_minor;
    lien->is_closed = lien->is_closed || change->is_closing;
    lien->is_dirty = true;
}

static enum status update(struct book *book, struct lien *lien, struct error *err)
{
    struct stmt *q;
    const char *sql = "UPDATE lien SET base_minor = $1, taken_minor = $2, is_closed = $3"
                      " WHERE id = $4";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, lien->base_minor);
    stmt_bind_int(q, 2, lien->taken_minor);
    stmt_bind_int(q, 3, lien->is_closed);
    stmt_bind_int(q, 4, lien->id);
    status = stmt_queue(q, err);
    lien->is_dirty = status != STATUS_OK;
    return status;
}

static enum status flush(struct book *book, void *state, struct error *err)
{
    struct cache *cache = state;
    enum status status = STATUS_OK;
    for (struct lien *lien = cache->by_id; lien && status == STATUS_OK; lien = lien->hh.next) {
        if (lien->is_dirty) {
            status = update(book, lien, err);
        }
    }
    return status;
}

/* A lien that was stored now, where its bearer is known. */
static void keep(struct book *book, const struct lien_change *change, int64_t id)
{
    struct bearer *bearer = find_bearer(book, change->on->id);
    if (!bearer && change->on->is_fresh) {
        bearer = add_bearer(book, change->on->id);
    }
    if (bearer) {
        bear(bearer, add_lien(book, &(struct lien){.id = id,
                                                   .account_id = change->on->id,
                                                   .beneficiary_id = change->beneficiary->id,
                                                   .rank = change->rank,
                                                   .cap_minor = change->cap_minor,
                                                   .share_per_minor = change->share_per_minor}));
    }
}

enum status lien_store(struct book *book, struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->lien_count && status == STATUS_OK; i++) {
        const struct lien_change *lien = &posting->liens[i];
        if (lien->id != 0) {
            change(book, lien);
            continue;
        }
        int64_t id;
        status = query_next_number(book, LAST_NUMBER, &id, err);
        if (status == STATUS_OK) {
            status = insert(book, posting, lien, id, err);
        }
        if (status == STATUS_OK) {
            keep(book, lien, id);
        }
        if (status == STATUS_OK && posting->first_lien == 0) {
            posting->first_lien = id;
        }
    }
    return status;
}
