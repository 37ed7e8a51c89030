#include "model/mirror.h"

#include "model/doer.h"
#include "model/mem.h"

#include <string.h>

enum status mirror_load(struct book *book, int64_t event, struct mirror *out, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    int64_t ids[MIRROR_LEGS_MAX];
    const char *sql = "SELECT account_id, amount_minor FROM leg WHERE book_id = $1 AND event = $2"
                      " ORDER BY position";
    *out = (struct mirror){.event = event};
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, event);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row &&
           out->count < MIRROR_LEGS_MAX) {
        ids[out->count] = stmt_int(q, 0);
        out->legs[out->count++].amount_minor = stmt_int(q, 1);
    }
    stmt_reset(q);
    if (status == STATUS_OK && has_row) {
        return error_set(err, STATUS_LIMIT, "event %lld moved more than %d accounts",
                         (long long)event, MIRROR_LEGS_MAX);
    }
    for (size_t i = 0; i < out->count && status == STATUS_OK; i++) {
        status = account_by_id(book, ids[i], &out->legs[i].account, err);
    }
    return status;
}

static struct account *only(const struct mirror *mirror, bool is_credit)
{
    struct account *found = NULL;
    for (size_t i = 0; i < mirror->count; i++) {
        if ((mirror->legs[i].amount_minor > 0) != is_credit) {
            continue;
        }
        if (found != NULL) {
            return NULL;
        }
        found = mirror->legs[i].account;
    }
    return found;
}

struct account *mirror_giver(const struct mirror *mirror)
{
    return only(mirror, false);
}

struct account *mirror_taker(const struct mirror *mirror)
{
    return only(mirror, true);
}

/* The legs. */

static enum status tell_where_it_went(struct book *book, const struct account *from,
                                      struct error *err)
{
    char by[DOER_TEXT_BYTES], label[ACCOUNT_LABEL_BYTES];
    struct error other;
    if (doer_of_debit(book, from, by, &other) != STATUS_OK || !by[0]) {
        return err->status; /* which says enough by itself */
    }
    return error_hint(err, "the last to take from %s: %s", account_label(from, label), by);
}

/* Give back what is left of a credit to whoever gave in its currency, the first first. */
static enum status give_back(struct book *book, const struct mirror *mirror,
                             const struct leg *credit, int64_t *owed_minor, struct posting *posting,
                             struct error *err)
{
    int64_t left = credit->amount_minor;
    for (size_t i = 0; i < mirror->count && left > 0; i++) {
        struct account *to = mirror->legs[i].account;
        int64_t part = owed_minor[i] < left ? owed_minor[i] : left;
        if (part == 0 || strcmp(to->currency, credit->account->currency) != 0) {
            continue;
        }
        enum status status = posting_move(posting, credit->account, to, part, err);
        if (status == STATUS_REFUSED) {
            return tell_where_it_went(book, credit->account, err);
        }
        if (status != STATUS_OK) {
            return status;
        }
        owed_minor[i] -= part;
        left -= part;
    }
    return STATUS_OK;
}

enum status mirror_plan(struct book *book, const struct mirror *mirror, struct posting *posting,
                        struct error *err)
{
    int64_t owed[MIRROR_LEGS_MAX];
    enum status status = STATUS_OK;
    posting->mirrored = MEM_ARRAY(posting, struct leg, mirror->count + 1);
    posting->mirrored_count = mirror->count;
    memcpy(posting->mirrored, mirror->legs, mirror->count * sizeof *mirror->legs);
    for (size_t i = 0; i < mirror->count; i++) {
        int64_t amount = mirror->legs[i].amount_minor;
        owed[i] = amount < 0 ? -amount : 0;
    }
    for (size_t i = 0; i < mirror->count && status == STATUS_OK; i++) {
        if (mirror->legs[i].amount_minor > 0) {
            status = give_back(book, mirror, &mirror->legs[i], owed, posting, err);
        }
    }
    return status;
}

/* The liens. */

struct served {
    int64_t id, account_id, beneficiary_id, cap_minor, base_minor, taken_minor;
    bool is_share, is_closed;
};

/* All liens that may have been served: on the bearers, and on those for whom they are. */
struct liens {
    struct served *items;
    size_t count;
};

#define LIENS_SQL                                                                                  \
    "WITH RECURSIVE reached (id) AS (SELECT b.id FROM account b WHERE b.id"                        \
    " IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"                                        \
    " UNION SELECT l.beneficiary_id FROM lien l JOIN reached r ON l.account_id = r.id"             \
    " WHERE l.event < $2)"                                                                         \
    " SELECT l.id, l.account_id, l.beneficiary_id, l.cap_minor, l.base_minor, l.taken_minor,"      \
    " l.share_per_minor, l.is_closed FROM lien l JOIN reached r ON l.account_id = r.id"            \
    " WHERE l.event < $2 ORDER BY l.id"

static enum status load_liens(struct book *book, void *mem, const struct id_list *bearers,
                              int64_t event, struct liens *out, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    *out = (struct liens){.count = 0};
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), LIENS_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id_list_json(mem, bearers));
    stmt_bind_int(q, 2, event);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        out->items = MEM_GROW(mem, out->items, struct served, out->count + 1);
        out->items[out->count++] = (struct served){.id = stmt_int(q, 0),
                                                   .account_id = stmt_int(q, 1),
                                                   .beneficiary_id = stmt_int(q, 2),
                                                   .cap_minor = stmt_int(q, 3),
                                                   .base_minor = stmt_int(q, 4),
                                                   .taken_minor = stmt_int(q, 5),
                                                   .is_share = !stmt_is_null(q, 6),
                                                   .is_closed = stmt_int(q, 7) != 0};
    }
    stmt_reset(q);
    return status;
}

static bool is_taker(const struct mirror_way *way, const struct account *account)
{
    for (size_t i = 0; i < way->taker_count; i++) {
        if (way->takers[i] == account) {
            return true;
        }
    }
    return way->hold != NULL && account->purpose == PURPOSE_RESERVE &&
           account->parent == way->hold->id;
}

static bool is_bearer(const struct mirror_way *way, int64_t account_id)
{
    for (size_t i = 0; i < way->taker_count; i++) {
        if (way->takers[i]->id == account_id) {
            return true;
        }
    }
    return way->hold != NULL && way->hold->root == account_id;
}

static enum status refuse_guess(const struct mirror *mirror, const struct account *account,
                                struct error *err)
{
    char label[ACCOUNT_LABEL_BYTES];
    (void)error_set(err, STATUS_REFUSED,
                    "event %lld: what %s got by a lien cannot be told from other claims of it",
                    (long long)mirror->event, account_label(account, label));
    return error_hint(err, "settle it with those concerned by a new payment");
}

/* The lien by which a credit came about: NULL where it went to whom it was for. */
static enum status explain(const struct mirror *mirror, const struct mirror_way *way,
                           const struct liens *liens, const struct account *credited,
                           const struct served **out, struct error *err)
{
    size_t count = 0;
    *out = NULL;
    for (size_t i = 0; i < liens->count; i++) {
        if (liens->items[i].beneficiary_id == credited->id) {
            *out = &liens->items[i];
            count++;
        }
    }
    bool is_told =
        is_taker(way, credited) ? count == 0 : count == 1 && is_bearer(way, (*out)->account_id);
    return is_told ? STATUS_OK : refuse_guess(mirror, credited, err);
}

/* A lien that took its whole claim is open again with what it gives back; one that was lifted is
 * not. */
static void plan_lien(struct posting *posting, const struct served *lien, int64_t passed_minor,
                      int64_t taken_minor)
{
    bool is_full = lien->is_closed && lien->taken_minor == lien->cap_minor;
    posting_lien(posting, &(struct lien_change){.id = lien->id,
                                                .passed_minor = -passed_minor,
                                                .taken_minor = -taken_minor,
                                                .is_reopening = is_full});
}

/* A share counts all that passed its door, whether it was enough for a unit of its own or not. */
static void plan_shares(const struct mirror_way *way, const struct liens *liens,
                        const bool *is_planned, struct posting *posting)
{
    for (size_t i = 0; i < liens->count; i++) {
        const struct served *lien = &liens->items[i];
        bool has_passed = lien->is_share && way->hold != NULL &&
                          lien->account_id == way->hold->root &&
                          lien->base_minor >= way->passed_minor;
        if (has_passed && !is_planned[i]) {
            plan_lien(posting, lien, way->passed_minor, 0);
        }
    }
}

static enum status plan_takings(const struct mirror *mirror, const struct mirror_way *way,
                                const struct liens *liens, bool *is_planned,
                                struct posting *posting, struct error *err)
{
    for (size_t i = 0; i < mirror->count; i++) {
        const struct leg *leg = &mirror->legs[i];
        const struct served *lien;
        if (leg->amount_minor < 0) {
            continue;
        }
        enum status status = explain(mirror, way, liens, leg->account, &lien, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (lien != NULL && lien->taken_minor < leg->amount_minor) {
            return refuse_guess(mirror, leg->account, err);
        }
        if (lien != NULL) {
            is_planned[lien - liens->items] = true;
            plan_lien(posting, lien, lien->is_share ? way->passed_minor : 0, leg->amount_minor);
        }
    }
    return STATUS_OK;
}

enum status mirror_plan_liens(struct book *book, const struct mirror *mirror,
                              const struct mirror_way *way, struct posting *posting,
                              struct error *err)
{
    struct id_list bearers = {0};
    struct liens liens;
    for (size_t i = 0; i < way->taker_count; i++) {
        id_list_add_int(posting, &bearers, way->takers[i]->id);
    }
    if (way->hold != NULL) {
        id_list_add_int(posting, &bearers, way->hold->root);
    }
    enum status status = load_liens(book, posting, &bearers, mirror->event, &liens, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool *is_planned = MEM_ARRAY(posting, bool, liens.count + 1);
    status = plan_takings(mirror, way, &liens, is_planned, posting, err);
    if (status == STATUS_OK) {
        plan_shares(way, &liens, is_planned, posting);
    }
    return status;
}
