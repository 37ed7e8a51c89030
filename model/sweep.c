#include "model/sweep.h"

#include "model/breaks.h"
#include "model/campaign.h"
#include "model/caution.h"
#include "model/complaint.h"
#include "model/courier.h"
#include "model/erase.h"
#include "model/erase_lines.h"
#include "model/evidence.h"
#include "model/foresight.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/payout.h"
#include "model/proposal.h"
#include "model/reminder.h"
#include "model/topup.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* One thing that is due. */
struct item {
    int64_t due_us;
    const char *key, *purpose;
};

/* What a kind of clock is: where its due things are listed, after (due, key), and how one is run.
 */
struct clocks {
    const char *sql;
    bool key_is_text;
    enum status (*run)(struct book *book, const struct item *item, struct run *run,
                       struct error *err);
    size_t counter; /* offset in struct sweep_result */
    enum foresight_kind foresees;
    size_t span; /* offset in struct policy of a span for $5, which 0 switches off; 0: none */
    int64_t (*until_us)(const struct book *book); /* what is due by then, for $1; NULL: now */
};

static int64_t span_us(struct book *book, const struct clocks *clocks)
{
    return *(const int64_t *)((const char *)book_policy(book) + clocks->span);
}

static enum status run_freeze(struct book *book, const struct item *item, struct run *run,
                              struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return freeze_end(book, &id, run, err);
}

static enum status run_beginning(struct book *book, const struct item *item, struct run *run,
                                 struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return freeze_begin(book, &id, run, err);
}

static enum status run_objection(struct book *book, const struct item *item, struct run *run,
                                 struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return objection_default(book, &id, run, err);
}

static enum status run_complaint(struct book *book, const struct item *item, struct run *run,
                                 struct error *err)
{
    return complaint_default(book, &item->key, run, err);
}

static enum status run_step(struct book *book, const struct item *item, struct run *run,
                            struct error *err)
{
    return strcmp(item->purpose, "appealed") == 0 ? complaint_lapse(book, &item->key, run, err)
                                                  : complaint_move(book, &item->key, run, err);
}

static enum status run_reminder(struct book *book, const struct item *item, struct run *run,
                                struct error *err)
{
    return reminder_send(book, &item->key, run, err);
}

static enum status run_courier(struct book *book, const struct item *item, struct run *run,
                               struct error *err)
{
    return courier_tell(book, &item->key, run, err);
}

static enum status run_proposal(struct book *book, const struct item *item, struct run *run,
                                struct error *err)
{
    struct proposal_step step = {.proposal = item->key};
    return proposal_expire(book, &step, run, err);
}

static enum status run_erase(struct book *book, const struct item *item, struct run *run,
                             struct error *err)
{
    return erase_default(book, &item->key, run, err);
}

static enum status run_erase_lines(struct book *book, const struct item *item, struct run *run,
                                   struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return erase_lines_default(book, &id, run, err);
}

static enum status run_evidence(struct book *book, const struct item *item, struct run *run,
                                struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return evidence_erase(book, &id, run, err);
}

static enum status run_lapse(struct book *book, const struct item *item, struct run *run,
                             struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return freeze_lapse(book, &id, run, err);
}

static enum status run_campaign(struct book *book, const struct item *item, struct run *run,
                                struct error *err)
{
    struct campaign_step step = {.campaign = item->key};
    return campaign_end(book, &step, run, err);
}

static enum status run_hold(struct book *book, const struct item *item, struct run *run,
                            struct error *err)
{
    struct hold_step step = {.hold = item->key};
    if (strcmp(item->purpose, "payout") == 0) {
        return payout_expire(book, &step, run, err);
    }
    return hold_default(book, &step, run, err);
}

static enum status run_caution(struct book *book, const struct item *item, struct run *run,
                               struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return caution_lapse(book, &id, run, err);
}

static enum status run_break(struct book *book, const struct item *item, struct run *run,
                             struct error *err)
{
    return breaks_escalate(book, &item->key, run, err);
}

static enum status run_met(struct book *book, const struct item *item, struct run *run,
                           struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return topup_end(book, &id, run, err);
}

static enum status run_demand(struct book *book, const struct item *item, struct run *run,
                              struct error *err)
{
    int64_t id = strtoll(item->key, NULL, 10);
    return topup_default(book, &id, run, err);
}

/* The key is a currency and a seller. */
static enum status run_short(struct book *book, const struct item *item, struct run *run,
                             struct error *err)
{
    char currency[4] = "";
    memcpy(currency, item->key, 3);
    struct topup_bond bond = {.seller = item->key + 3, .currency = currency};
    return topup_ask(book, &bond, run, err);
}

#define SHORT_SQL                                                                                  \
    "SELECT r.from_us, r.currency || r.seller, '' FROM bond_required r"                            \
    " JOIN party p ON p.id = r.seller WHERE p.exited_us IS NULL AND r.from_us <= $1"               \
    " AND (r.from_us, r.currency || r.seller) > ($2, $3) AND r.required_minor >"                   \
    " coalesce((SELECT sum(b.balance_minor) FROM account b WHERE b.payer = r.seller"               \
    " AND b.balance_minor > 0 AND b.purpose = 'bond' AND b.currency = r.currency), 0)"             \
    " + coalesce((SELECT sum(l.cap_minor - l.taken_minor) FROM demand d"                           \
    " JOIN lien l ON l.id = d.lien_id AND l.is_closed = 0 WHERE d.seller = r.seller"               \
    " AND d.ended_us IS NULL AND d.currency = r.currency), 0)"                                     \
    " ORDER BY r.from_us, r.currency || r.seller LIMIT $4"

/* Demands that are met first, so that what they brought ends and their clocks do not run; the ends
 * of freezes before what is decided of them, and that before their beginnings; freezes, complaints
 * and campaigns before demands and holds: they own the clocks of their holds. */
static const struct clocks CLOCKS[] = {
    {"SELECT d.from_us, d.id, '' FROM demand d JOIN lien l ON l.id = d.lien_id"
     " WHERE d.ended_us IS NULL AND l.is_closed = 1 AND d.from_us <= $1"
     " AND (d.from_us, d.id) > ($2, $3) ORDER BY d.from_us, d.id LIMIT $4",
     false, run_met, offsetof(struct sweep_result, demands), FORESEE_NOTHING, 0, NULL},
    {"SELECT until_us, id, '' FROM \"freeze\" WHERE is_ended = 0 AND until_us <= $1"
     " AND (until_us, id) > ($2, $3) ORDER BY until_us, id LIMIT $4",
     false, run_freeze, offsetof(struct sweep_result, freezes), FORESEE_NOTHING, 0, NULL},
    {"SELECT due_us, id, '' FROM objection WHERE state = 'open' AND due_us <= $1"
     " AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     false, run_objection, offsetof(struct sweep_result, freezes), FORESEE_NOTHING, 0, NULL},
    {"SELECT from_us, id, '' FROM \"freeze\" WHERE is_begun = 0 AND is_ended = 0"
     " AND from_us <= $1 AND (from_us, id) > ($2, $3) ORDER BY from_us, id LIMIT $4",
     false, run_beginning, offsetof(struct sweep_result, freezes), FORESEE_NOTHING, 0, NULL},
    {"SELECT due_us, id, '' FROM complaint WHERE decided_us IS NULL AND due_us <= $1"
     " AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     true, run_complaint, offsetof(struct sweep_result, complaints), FORESEE_NOTHING, 0, NULL},
    {FREEZE_LAPSE_SQL, false, run_lapse, offsetof(struct sweep_result, freezes), FORESEE_NOTHING, 0,
     NULL},
    {"SELECT step_us, id, CASE WHEN decided_us IS NULL THEN state ELSE 'appealed' END"
     " FROM complaint WHERE step_us IS NOT NULL AND step_us <= $1"
     " AND (step_us, id) > ($2, $3) ORDER BY step_us, id LIMIT $4",
     true, run_step, offsetof(struct sweep_result, steps), FORESEE_NOTHING, 0, NULL},
    {"SELECT ends_us, id, '' FROM campaign WHERE state = 'open' AND ends_us <= $1"
     " AND (ends_us, id) > ($2, $3) ORDER BY ends_us, id LIMIT $4",
     true, run_campaign, offsetof(struct sweep_result, campaigns), FORESEE_CAMPAIGN, 0, NULL},
    {"SELECT due_us, id, '' FROM demand WHERE ended_us IS NULL AND due_us <= $1"
     " AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     false, run_demand, offsetof(struct sweep_result, demands), FORESEE_NOTHING, 0, NULL},
    {"SELECT remit_by_us, deal, '' FROM parcel WHERE is_waiting = 1 AND remit_by_us <= $1"
     " AND (remit_by_us, deal) > ($2, $3) ORDER BY remit_by_us, deal LIMIT $4",
     true, run_courier, offsetof(struct sweep_result, couriers), FORESEE_PARCEL, 0, NULL},
    {"SELECT due_us, id, purpose FROM account WHERE kind = 'hold' AND balance_minor > 0"
     " AND due_us <= $1 AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     false, run_hold, offsetof(struct sweep_result, holds), FORESEE_DUE, 0, NULL},
    {"SELECT due_us, id, '' FROM proposal WHERE state = 'open' AND due_us <= $1"
     " AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     false, run_proposal, offsetof(struct sweep_result, proposals), FORESEE_NOTHING, 0, NULL},
    {"SELECT due_us, id, '' FROM caution WHERE answer IS NULL AND withdrawn_us IS NULL AND"
     " due_us <= $1 AND (due_us, id) > ($2, $3) ORDER BY due_us, id LIMIT $4",
     false, run_caution, offsetof(struct sweep_result, cautions), FORESEE_NOTHING, 0, NULL},
    {BREAKS_DUE_SQL, true, run_break, offsetof(struct sweep_result, breaks), FORESEE_NOTHING, 0,
     breaks_escalate_us},
    {SHORT_SQL, true, run_short, offsetof(struct sweep_result, demands), FORESEE_NOTHING, 0, NULL},
    {REMINDER_DUE_SQL, false, run_reminder, offsetof(struct sweep_result, reminders),
     FORESEE_NOTHING, offsetof(struct policy, remind_us), NULL},
    {ERASE_DUE_SQL, true, run_erase, offsetof(struct sweep_result, erased), FORESEE_NOTHING,
     offsetof(struct policy, personal_us), NULL},
    {ERASE_LINES_DUE_SQL, false, run_erase_lines, offsetof(struct sweep_result, erased),
     FORESEE_NOTHING, offsetof(struct policy, personal_us), NULL},
    {EVIDENCE_DUE_SQL, false, run_evidence, offsetof(struct sweep_result, erased), FORESEE_NOTHING,
     offsetof(struct policy, personal_us), NULL},
};

static enum status list_due(struct book *book, const struct clocks *clocks, void *mem,
                            const struct item *after, struct item *items, size_t *count,
                            struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    *count = 0;
    enum status status = store_prepare(book_store(book), clocks->sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, clocks->until_us != NULL ? clocks->until_us(book) : book_now_us(book));
    stmt_bind_int(q, 2, after->due_us);
    if (clocks->key_is_text) {
        stmt_bind_text(q, 3, after->key);
    } else {
        stmt_bind_int(q, 3, strtoll(after->key, NULL, 10));
    }
    stmt_bind_int(q, 4, SWEEP_BATCH);
    if (clocks->span != 0) {
        stmt_bind_int(q, 5, span_us(book, clocks));
    }
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        items[(*count)++] = (struct item){stmt_int(q, 0), mem_strdup(mem, stmt_text(q, 1)),
                                          mem_strdup(mem, stmt_text(q, 2))};
    }
    stmt_reset(q);
    return status;
}

/* Ask for what a whole batch touches, before it is run. */
static enum status look_ahead(struct book *book, const struct clocks *clocks,
                              const struct item *items, size_t count, struct error *err)
{
    struct foresight *foresight = foresight_new(NULL, NULL);
    for (size_t i = 0; i < count && clocks->foresees != FORESEE_NOTHING; i++) {
        foresight_event(foresight, items[i].key, NULL);
        foresight_want(foresight, clocks->foresees, items[i].key);
    }
    enum status status = foresight_ask(foresight, book, err);
    mem_free(foresight);
    return status;
}

static enum status run_batch(struct book *book, const struct clocks *clocks, void *mem,
                             struct item *after, size_t *count, struct sweep_result *out,
                             struct error *err)
{
    struct item *items = MEM_ARRAY(mem, struct item, SWEEP_BATCH);
    enum status status = book_begin(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = list_due(book, clocks, mem, after, items, count, err);
    if (status == STATUS_OK) {
        status = look_ahead(book, clocks, items, *count, err);
    }
    struct sweep_result sum = *out;
    int64_t *counter = (int64_t *)((char *)&sum + clocks->counter);
    for (size_t i = 0; status == STATUS_OK && i < *count; i++) {
        struct run run = {.mem = mem};
        status = clocks->run(book, &items[i], &run, err);
        if (status == STATUS_OK) {
            (*counter)++;
        } else if (status == STATUS_REFUSED) {
            sum.overdue++; /* due, and waiting for more than the clock: it stays on the work queue
                            */
            status = STATUS_OK;
        }
        *after = items[i];
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        return status;
    }
    status = book_commit(book, err);
    if (status == STATUS_OK) {
        *out = sum;
    }
    return status;
}

/* All that is due by one kind of clock, batch by batch. */
static enum status run_clocks(struct book *book, const struct clocks *clocks,
                              bool (*progress)(void *state, int64_t done), void *state,
                              struct sweep_result *out, struct error *err)
{
    struct item after = {INT64_MIN, clocks->key_is_text ? "" : "0", ""};
    void *mem = mem_context(NULL, "sweep"), *old = NULL;
    size_t count = SWEEP_BATCH;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && count == SWEEP_BATCH) {
        status = run_batch(book, clocks, mem, &after, &count, out, err);
        if (status == STATUS_OK && progress &&
            !progress(state, out->holds + out->freezes + out->complaints + out->demands +
                                 out->couriers + out->campaigns + out->proposals + out->cautions +
                                 out->breaks + out->erased)) {
            status = error_set(err, STATUS_CANCELLED, "the sweep was stopped");
        }
        mem_free(old); /* the last item of a batch is where the next begins */
        old = mem;
        mem = mem_context(NULL, "sweep");
    }
    mem_free(old);
    mem_free(mem);
    return status;
}

enum status sweep_run(struct book *book, bool (*progress)(void *state, int64_t done), void *state,
                      struct sweep_result *out, struct error *err)
{
    *out = (struct sweep_result){0};
    enum status status = rights_check("default", book_roles(book), err);
    for (size_t i = 0; status == STATUS_OK && i < sizeof(CLOCKS) / sizeof(CLOCKS[0]); i++) {
        bool is_off = CLOCKS[i].span != 0 && span_us(book, &CLOCKS[i]) == 0;
        status = is_off ? STATUS_OK : run_clocks(book, &CLOCKS[i], progress, state, out, err);
    }
    return status;
}
