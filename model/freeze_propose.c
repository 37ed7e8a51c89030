#include "model/freeze_propose.h"

#include "model/freeze_share.h"
#include "model/ground.h"
#include "model/mem.h"

#include <string.h>

static enum status read_complaint(struct book *book, void *mem, const char *complaint,
                                  struct freeze_proposal *out, char **kind, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book),
                                       "SELECT seller, kind, currency, amount_minor, due_us"
                                       " FROM complaint WHERE id = $1",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, complaint);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no complaint %s", complaint);
    }
    if (status == STATUS_OK) {
        *out = (struct freeze_proposal){.party = mem_strdup(mem, stmt_text(q, 0)),
                                        .amount = {.minor = stmt_int(q, 3)},
                                        .until_us = stmt_int(q, 4)};
        *kind = mem_strdup(mem, stmt_text(q, 1));
        memcpy(out->amount.currency, stmt_text(q, 2), sizeof out->amount.currency);
    }
    stmt_reset(q);
    return status;
}

enum status freeze_propose(struct book *book, void *mem, const char *complaint,
                           struct freeze_proposal *out, struct error *err)
{
    char *kind = NULL;
    struct error unknown;
    struct freeze_share share;
    const struct policy_value *ground;
    int64_t latest_us = book_now_us(book) + book_policy(book)->freeze_max_us;
    enum status status = read_complaint(book, mem, complaint, out, &kind, err);
    if (status != STATUS_OK) {
        return status;
    }
    /* the pack has that ground or the person chooses another */
    bool has_ground = ground_find(book_policy(book), kind, &ground, &unknown) == STATUS_OK;
    out->ground = has_ground ? kind : NULL;
    out->until_us = out->until_us < latest_us ? out->until_us : latest_us;
    status = freeze_share_of(book, out->party, out->amount, false, &share, err);
    out->share = status == STATUS_OK ? freeze_share_text(mem, &share) : NULL;
    return status;
}
