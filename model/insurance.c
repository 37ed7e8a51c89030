#include "model/insurance.h"

#include "model/mem.h"
#include "model/party.h"

#include <string.h>

#define WHOLE_BP 10000

const struct id_space cover_ids = {
    "cover", "SELECT 1 FROM cover WHERE id = $1",
    "SELECT id FROM cover WHERE id IN (SELECT value FROM json_each($1))"};

static enum status check_terms(const struct cover *cover, struct error *err)
{
    if ((cover->seller == NULL) == (cover->deal == NULL)) {
        (void)error_set(err, STATUS_INVALID, "cover %s is of a seller's deals or of one deal",
                        cover->id);
        return error_hint(err, "name seller or deal, and not both");
    }
    if (cover->limit.minor <= 0) {
        return error_set(err, STATUS_INVALID, "cover %s: the limit must be above zero", cover->id);
    }
    if (cover->part_bp < 1 || cover->part_bp > WHOLE_BP) {
        (void)error_set(err, STATUS_INVALID, "cover %s: the part must be 1 to %d basis points",
                        cover->id, WHOLE_BP);
        return error_hint(err, "%d is the whole award", WHOLE_BP);
    }
    if (cover->until_us <= cover->from_us) {
        return error_set(err, STATUS_INVALID, "cover %s ends before it begins", cover->id);
    }
    return STATUS_OK;
}

/* Whom it covers: the seller, or the deal in its own currency. */
static enum status check_covered(struct book *book, const struct cover *cover, struct error *err)
{
    const struct deal *deal;
    if (cover->seller != NULL) {
        return party_require(book, cover->seller, "seller", err);
    }
    enum status status = deal_find(book, cover->deal, &deal, err);
    if (status == STATUS_OK && strcmp(deal->price.currency, cover->limit.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, cover->limit.currency);
    }
    return status;
}

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct cover *cover = request;
    char at[TIME_TEXT_BYTES];
    posting_subject(posting, "cover:%s", cover->id);
    posting_context(posting, cover->deal != NULL ? "deal:%s" : "party:%s",
                    cover->deal != NULL ? cover->deal : cover->seller);
    posting_note(posting, "cover", cover->id);
    posting_note(posting, "insurer", cover->insurer);
    posting_note(posting, "seller", cover->seller);
    posting_note(posting, "deal", cover->deal);
    posting_note_money(posting, "limit", cover->limit);
    posting_note_int(posting, "part_bp", cover->part_bp);
    posting_note(posting, "from", time_format(cover->from_us, at));
    posting_note(posting, "until", time_format(cover->until_us, at));
    enum status status = check_terms(cover, err);
    if (status == STATUS_OK) {
        status = party_require(book, cover->insurer, "insurer", err);
    }
    if (status == STATUS_OK) {
        status = check_covered(book, cover, err);
    }
    if (status == STATUS_OK) {
        status = query_is_new(book, &cover_ids, cover->id, err);
    }
    return status;
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct cover *cover = request;
    struct stmt *q;
    const char *sql = "INSERT INTO cover (id, insurer, seller, deal, currency, limit_minor,"
                      " part_bp, from_us, until_us, event)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, cover->id);
    stmt_bind_text(q, 2, cover->insurer);
    stmt_bind_text(q, 3, cover->seller);
    stmt_bind_text(q, 4, cover->deal);
    stmt_bind_text(q, 5, cover->limit.currency);
    stmt_bind_int(q, 6, cover->limit.minor);
    stmt_bind_int(q, 7, cover->part_bp);
    stmt_bind_int(q, 8, cover->from_us);
    stmt_bind_int(q, 9, cover->until_us);
    stmt_bind_int(q, 10, posting->event);
    query_take(book, &cover_ids, cover->id);
    return stmt_queue(q, err);
}

enum status insurance_put(struct book *book, const struct cover *cover, struct run *run,
                          struct error *err)
{
    static const struct operation operation = {
        .verb = "insure", .plan = plan_put, .apply = apply_put};
    return operation_run(book, &operation, cover, run, err);
}

/* What is left of an award, and what covers bear of it so far. */
struct share {
    int64_t award_minor, left_minor;
    struct cover_part *parts;
    size_t count;
};

static enum status add_part(void *mem, const struct stmt *q, struct share *share, struct error *err)
{
    int64_t part, limit = stmt_int(q, 2);
    enum status status =
        minor_ratio(share->award_minor, stmt_int(q, 3), WHOLE_BP, ROUND_FLOOR, &part, err);
    if (status != STATUS_OK) {
        return status;
    }
    part = part < limit ? part : limit;
    part = part < share->left_minor ? part : share->left_minor;
    if (part > 0) {
        share->left_minor -= part;
        share->parts = MEM_GROW(mem, share->parts, struct cover_part, share->count + 1);
        share->parts[share->count++] =
            (struct cover_part){.cover = mem_strdup(mem, stmt_text(q, 0)),
                                .insurer = mem_strdup(mem, stmt_text(q, 1)),
                                .minor = part};
    }
    return STATUS_OK;
}

enum status insurance_parts(struct book *book, void *mem, const struct deal *deal,
                            int64_t award_minor, struct cover_part **out, size_t *count,
                            struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    struct share share = {.award_minor = award_minor, .left_minor = award_minor};
    const char *sql = "SELECT id, insurer, limit_minor, part_bp FROM cover WHERE currency = $1"
                      " AND (deal = $2 OR seller = $3) AND from_us <= $4 AND until_us > $4"
                      " ORDER BY id LIMIT $5";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, deal->price.currency);
    stmt_bind_text(q, 2, deal->id);
    stmt_bind_text(q, 3, deal->seller);
    stmt_bind_int(q, 4, deal->ordered_us);
    stmt_bind_int(q, 5, INSURANCE_COVERS_MAX);
    while (status == STATUS_OK && (status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        status = add_part(mem, q, &share, err);
    }
    stmt_reset(q);
    *out = share.parts;
    *count = share.count;
    return status;
}
