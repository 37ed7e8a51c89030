#include "model/complaint_held.h"

#include "model/hold.h"
#include "model/mem.h"

#include <string.h>

#define HOLDS_MAX 64
#define LIENS_MAX 64

/* A hold of the award, and what is claimed for it that it does not have yet. */
struct part {
    struct account *hold, *on; /* on: who owes the rest, or NULL */
    int64_t owed_minor;
    int64_t liens[LIENS_MAX];
    size_t lien_count;
};
struct award {
    struct part items[HOLDS_MAX];
    size_t count;
};

/* The award's own hold and its insurers', as their numbers; those that are settled hold nothing. */
#define HOLDS_SQL                                                                                  \
    "SELECT id FROM account WHERE id = $1 OR deal = $2 AND purpose = 'claim' ORDER BY id"
#define LIENS_SQL                                                                                  \
    "SELECT id, account_id, cap_minor - taken_minor FROM lien"                                     \
    " WHERE beneficiary_id = $1 AND is_closed = 0 ORDER BY id"

static enum status read_liens(struct book *book, struct part *part, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    int64_t on = 0;
    enum status status = store_prepare(book_store(book), LIENS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, part->hold->id);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (part->lien_count == LIENS_MAX) {
            stmt_reset(q);
            return error_set(err, STATUS_LIMIT, "hold:%s has more than %d liens for it",
                             part->hold->name, LIENS_MAX);
        }
        part->liens[part->lien_count++] = stmt_int(q, 0);
        on = stmt_int(q, 1);
        part->owed_minor += stmt_int(q, 2);
    }
    stmt_reset(q);
    return status == STATUS_OK && on != 0 ? account_by_id(book, on, &part->on, err) : status;
}

static enum status read_ids(struct book *book, const struct complaint_row *row, int64_t *ids,
                            size_t *count, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    *count = 0;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), HOLDS_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->award_hold_id);
    stmt_bind_text(q, 2, row->deal);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (*count == HOLDS_MAX) {
            stmt_reset(q);
            return error_set(err, STATUS_LIMIT,
                             "the award of complaint %s is in more than %d holds", row->id,
                             HOLDS_MAX);
        }
        ids[(*count)++] = stmt_int(q, 0);
    }
    stmt_reset(q);
    return status;
}

static enum status read_award(struct book *book, const struct complaint_row *row, struct award *out,
                              struct error *err)
{
    int64_t ids[HOLDS_MAX];
    enum status status = STATUS_OK;
    out->count = 0;
    if (row->award_minor == 0) {
        return STATUS_OK;
    }
    size_t count;
    status = read_ids(book, row, ids, &count, err);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        struct part *part = &out->items[out->count];
        *part = (struct part){0};
        status = account_by_id(book, ids[i], &part->hold, err);
        if (status == STATUS_OK) {
            status = read_liens(book, part, err);
        }
        out->count += part->hold->balance_minor > 0 || part->owed_minor > 0;
    }
    return status;
}

static void extend(struct account *hold, int64_t until_us, struct posting *posting)
{
    if (hold->due_us < until_us) {
        posting_clock(posting, hold, hold->door, until_us);
    }
}

enum status complaint_held_extend(struct book *book, const struct complaint_row *row,
                                  int64_t until_us, struct posting *posting, struct error *err)
{
    struct account *dispute;
    struct award *award = MEM_NEW(posting, struct award);
    enum status status = read_award(book, row, award, err);
    for (size_t i = 0; i < award->count && status == STATUS_OK; i++) {
        extend(award->items[i].hold, until_us, posting);
    }
    if (status == STATUS_OK && row->hold_id != 0) {
        status = account_by_id(book, row->hold_id, &dispute, err);
        if (status == STATUS_OK && dispute->balance_minor > 0) {
            extend(dispute, until_us, posting);
        }
    }
    return status;
}

/* Who owed more than stands owes that no longer. What is owed now is one lien. */
static void lower_liens(const struct complaint_row *row, const struct part *part,
                        int64_t owed_minor, struct posting *posting)
{
    if (owed_minor == part->owed_minor) {
        return;
    }
    for (size_t i = 0; i < part->lien_count; i++) {
        posting_lien(posting, &(struct lien_change){.id = part->liens[i], .is_closing = true});
    }
    if (owed_minor > 0) {
        posting_lien(posting, &(struct lien_change){
                                  .on = part->on,
                                  .beneficiary = part->hold,
                                  .rank = LIEN_AWARD,
                                  .ground = "award that stands after its review",
                                  .reference = mem_printf(posting, "complaint:%s", row->id),
                                  .cap_minor = owed_minor});
    }
}

/* So much of a hold stands. */
static enum status plan_one(struct book *book, const struct complaint_row *row,
                            const struct part *part, int64_t stands_minor, struct posting *posting,
                            struct error *err)
{
    enum status status = STATUS_OK;
    int64_t there = part->hold->balance_minor;
    int64_t paid = stands_minor < there ? stands_minor : there;
    lower_liens(row, part, stands_minor - paid, posting);
    if (paid > 0) {
        status = hold_plan_release(book, part->hold, paid, posting, err);
    }
    if (status == STATUS_OK && there > paid) {
        status = hold_plan_return(book, part->hold, there - paid, posting, err);
    }
    return status;
}

enum status complaint_held_award(struct book *book, const struct complaint_row *row,
                                 int64_t award_minor, struct posting *posting, struct error *err)
{
    struct award *award = MEM_NEW(posting, struct award);
    int64_t totals[HOLDS_MAX], stands[HOLDS_MAX], total = 0;
    enum status status = read_award(book, row, award, err);
    for (size_t i = 0; i < award->count && status == STATUS_OK; i++) {
        totals[i] = award->items[i].hold->balance_minor + award->items[i].owed_minor;
        total += totals[i];
    }
    if (status != STATUS_OK || total == 0) {
        return status;
    }
    award_minor = award_minor < total ? award_minor : total;
    status = money_split(award_minor, totals, award->count, stands, err);
    for (size_t i = 0; i < award->count && status == STATUS_OK; i++) {
        status = plan_one(book, row, &award->items[i], stands[i], posting, err);
    }
    return status;
}
