#include "model/escalation.h"

#include "model/mem.h"

#include <string.h>

/* How many of each rung are under way, and how many count. $1: the seller, $2: now; $3 and $4:
 * since when a freeze or a termination that began counts. A freeze of the clock of a demand is no
 * rung. */
#define RUNGS_SQL                                                                                  \
    "SELECT c.rung, count(*), sum(CASE WHEN c.answer IS NOT NULL OR c.due_us IS NULL THEN 1"       \
    " ELSE 0 END) FROM caution c WHERE c.party = $1 AND c.withdrawn_us IS NULL"                    \
    " AND c.counts_until_us > $2 GROUP BY c.rung UNION ALL"                                        \
    " SELECT CASE f.scope WHEN 'terminate' THEN 'termination' ELSE 'restriction' END,"             \
    " sum(CASE WHEN f.is_ended = 0 AND f.until_us > $2 THEN 1 ELSE 0 END),"                        \
    " sum(CASE WHEN f.from_us > CASE f.scope WHEN 'terminate' THEN CAST($4 AS BIGINT)"             \
    " ELSE CAST($3 AS BIGINT) END THEN 1 ELSE 0"                                                   \
    " END) FROM \"freeze\" f WHERE f.party = $1 AND f.authority IS NULL AND f.lifted_us IS NULL"   \
    " AND f.ground <> 'bond' AND f.from_us <= $2 GROUP BY"                                         \
    " CASE f.scope WHEN 'terminate' THEN 'termination' ELSE 'restriction' END"

static enum status take_rung(void *state, const struct stmt *row, struct error *err)
{
    struct escalation *out = state;
    enum policy_rung rung;
    (void)err;
    if (policy_rung_find(stmt_text(row, 0), &rung)) {
        out->stands = stmt_int(row, 1) > 0 && (int)rung > out->stands ? (int)rung : out->stands;
        out->counted[rung] = stmt_int(row, 2);
    }
    return STATUS_OK;
}

enum status escalation_read(struct book *book, const char *seller, struct escalation *out,
                            struct error *err)
{
    struct stmt *q;
    struct policy_step steps[POLICY_RUNGS];
    int64_t now_us = book_now_us(book);
    enum status status = STATUS_OK;
    *out = (struct escalation){.stands = -1};
    for (size_t i = 0; i < POLICY_RUNGS && status == STATUS_OK; i++) {
        status = policy_step(book_policy(book), (enum policy_rung)i, &steps[i], err);
        out->needed[i] = status == STATUS_OK ? steps[i].needed : 0;
    }
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), RUNGS_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, seller);
    stmt_bind_int(q, 2, now_us);
    stmt_bind_int(q, 3, now_us - steps[RUNG_RESTRICTION].counts_us);
    stmt_bind_int(q, 4, now_us - steps[RUNG_TERMINATION].counts_us);
    return stmt_each(q, take_rung, out, err);
}

const char *escalation_next(const struct policy *policy, enum policy_rung rung)
{
    size_t next = (size_t)rung + 1;
    while (next < POLICY_RUNGS && !policy->rungs.has[next]) {
        next++;
    }
    return next < POLICY_RUNGS ? policy_rung_name((enum policy_rung)next) : NULL;
}

/* "training,warning"; "" where none is. Owned by mem. */
static char *list_skipped(void *mem, const struct policy *policy,
                          const struct escalation *escalation, enum policy_rung rung)
{
    char *skipped = mem_strdup(mem, "");
    for (size_t i = 0; i < (size_t)rung; i++) {
        if (policy->rungs.has[i] && escalation->counted[i] < escalation->needed[i]) {
            skipped = mem_append(skipped, "%s%s", skipped[0] ? "," : "",
                                 policy_rung_name((enum policy_rung)i));
        }
    }
    return skipped;
}

static const char *name_of(int rung)
{
    return rung < 0 ? "no rung" : policy_rung_name((enum policy_rung)rung);
}

enum status escalation_plan(struct book *book, const char *seller, enum policy_rung rung,
                            const char *reason, bool is_asked, struct posting *posting,
                            struct error *err)
{
    const struct policy *policy = book_policy(book);
    struct escalation now;
    if (!policy->rungs.has[rung]) {
        return STATUS_OK;
    }
    enum status status = escalation_read(book, seller, &now, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *skipped = list_skipped(posting, policy, &now, rung);
    bool has_reason = reason != NULL && reason[0] != '\0';
    if (skipped[0] != '\0' && is_asked && policy->skip_needs_reason && !has_reason) {
        (void)error_set(err, STATUS_REFUSED, "%s stands on %s: a %s skips %s", seller,
                        name_of(now.stands), policy_rung_name(rung), skipped);
        return error_hint(err, "say why: --skip-reason (escalation.skip_needs_reason)");
    }
    posting_note(posting, "stands_on", now.stands < 0 ? NULL : name_of(now.stands));
    if (skipped[0] != '\0') {
        posting_note(posting, "skipped", skipped);
        posting_note(posting, "skip_reason", has_reason ? reason : NULL);
    }
    posting->standing = mem_printf(posting, "%s stands on %s%s%s", seller, name_of(now.stands),
                                   skipped[0] != '\0' ? "; this skips " : "", skipped);
    return STATUS_OK;
}
