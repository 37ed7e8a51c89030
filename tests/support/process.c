#include "tests/support/process.h"

#include "model/freeze.h"
#include "model/freeze_time.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/outbox.h"
#include "model/proposal.h"
#include "model/sweep.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS_ALONE 20
#define ROUND_US (20 * TIME_US_PER_DAY)

struct process process_new(struct pool *pool, struct random *random)
{
    struct process process = {.pool = pool, .random = random, .people = {pool->book}};
    house_let_in(pool, "ann", ROLE_ALL, "PLATFORM");
    house_let_in(pool, "bob", ROLE_OPERATIONS, "PLATFORM");
    house_let_in(pool, "carol", ROLE_SUPPORT, "PLATFORM");
    house_let_in(pool, "zoe", ROLE_ALL & ~(unsigned)ROLE_ADMIN, "CUSTODIAN");
    process.people[1] = house_enter(pool, "zoe");
    process.people[2] = house_enter(pool, "bob");
    process.people[3] = house_enter(pool, "carol");
    return process;
}

/* Mostly the two who may do all of it. */
static struct book *anybody(struct process *p)
{
    return p->people[random_below(p->random, random_chance(p->random, 70) ? 2 : PROCESS_PEOPLE)];
}

static const char *any_seller(struct process *p)
{
    return random_chance(p->random, 50) ? "S-1" : "S-2";
}

static const char *any_complaint(struct process *p)
{
    return mem_printf(p->mem, "C-%lld", (long long)random_below(p->random, p->complaints + 1));
}

static int64_t days(struct process *p, int64_t low, int64_t high)
{
    return p->pool->now_us + random_between(p->random, low, high) * TIME_US_PER_DAY;
}

/* One of the last few of a table, or one that is not there. */
static int64_t any_of(struct process *p, const char *last_sql)
{
    int64_t last = pool_int(p->pool, last_sql, NULL);
    return last + 1 - random_below(p->random, last < 8 ? last + 1 : 8);
}

/* ---- complaints ---- */

enum status process_complain(struct process *p, struct run *run)
{
    static const char *const KINDS[] = {"counterfeit", "counterfeit", "not-received",
                                        "rights-notice"};
    struct complaint complaint = {
        .id = mem_printf(p->mem, "C-%d", p->complaints),
        .deal = mem_printf(p->mem, "R-%lld", (long long)random_below(p->random, p->deals + 1)),
        .kind = KINDS[random_below(p->random, 4)],
        .amount = cny(random_between(p->random, 1, 60000)),
        .has_amount = random_chance(p->random, 50)};
    if (strcmp(complaint.kind, "rights-notice") == 0) {
        complaint.by = "B-2";
        complaint.has_amount = false;
    }
    enum status status = complaint_open(anybody(p), &complaint, run, &p->pool->err);
    p->complaints += status == STATUS_OK;
    return status;
}

static enum status tell_or_answer(struct process *p, const char *id, struct run *run)
{
    struct complaint_notice notice = {id, NULL};
    struct complaint_answer answer = {id, random_chance(p->random, 60), "random"};
    struct complaint_refusal refusal = {id, "random"};
    switch (random_below(p->random, 7)) {
    case 0:
    case 1:
        return complaint_admit(anybody(p), &id, run, &p->pool->err);
    case 2:
    case 3:
        return complaint_notice(anybody(p), &notice, run, &p->pool->err);
    case 4:
        return complaint_refuse(anybody(p), &refusal, run, &p->pool->err);
    default:
        return complaint_answer(anybody(p), &answer, run, &p->pool->err);
    }
}

static enum status decide(struct process *p, const char *id, struct run *run)
{
    struct complaint_decision decision = {.complaint = id,
                                          .outcome =
                                              (enum complaint_outcome)random_below(p->random, 4),
                                          .reasons = "random",
                                          .refund = cny(random_between(p->random, 1, 30000))};
    decision.has_refund = decision.outcome == OUTCOME_REFUND && random_chance(p->random, 50);
    return complaint_decide(anybody(p), &decision, run, &p->pool->err);
}

/* From the first decision that can be appealed from: there is not always one. */
static enum status appeal(struct process *p, struct run *run)
{
    enum status status = STATUS_NOT_FOUND;
    struct complaint_appeal appeal = {.text = "random"};
    for (int i = 0; i < p->complaints && status != STATUS_OK; i++) {
        appeal.complaint = mem_printf(p->mem, "C-%d", i);
        status = complaint_appeal(p->people[0], &appeal, run, &p->pool->err);
    }
    return status;
}

static enum status review(struct process *p, const char *id, struct run *run)
{
    struct complaint_review review = {.complaint = id,
                                      .verdict = (enum complaint_verdict)random_below(p->random, 3),
                                      .reasons = "random"};
    return complaint_review(anybody(p), &review, run, &p->pool->err);
}

enum status process_stage(struct process *p, struct run *run)
{
    const char *id = any_complaint(p);
    int64_t lot = random_below(p->random, 100);
    return lot < 60   ? tell_or_answer(p, id, run)
           : lot < 80 ? decide(p, id, run)
           : lot < 96 ? appeal(p, run)
                      : review(p, id, run);
}

/* ---- measures ---- */

/* Mostly none or a part of what is there; now and then so much that it takes two. */
static int64_t any_amount(struct process *p)
{
    int64_t lot = random_below(p->random, 100);
    return lot < 45 ? 0 : lot < 95 ? random_below(p->random, 90000) : 6000000;
}

static enum status put(struct process *p, struct run *run)
{
    static const char *const SCOPES[] = {"payout", "return,release", "", "payout,listing"};
    struct freeze freeze = {.party = any_seller(p),
                            .scope = SCOPES[random_below(p->random, 4)],
                            .amount = cny(any_amount(p)),
                            .ground = "fraud",
                            .facts = "random",
                            .until_us = days(p, 0, 95),
                            .is_emergency = random_chance(p->random, 20)};
    freeze.from_us = random_chance(p->random, 20) ? p->pool->now_us + TIME_US_PER_DAY : 0;
    return freeze_put(anybody(p), &freeze, run, &p->pool->err);
}

/* The whole shop leaves: seldom, as nothing comes after it. */
static enum status terminate(struct process *p, struct run *run)
{
    struct freeze freeze = {.party = any_seller(p),
                            .scope = FREEZE_TERMINATE,
                            .amount = cny(0),
                            .ground = "fraud",
                            .facts = "random"};
    return random_chance(p->random, 15) ? freeze_put(anybody(p), &freeze, run, &p->pool->err)
                                        : STATUS_REFUSED;
}

enum status process_measure(struct process *p, struct run *run)
{
    int64_t id = any_of(p, "SELECT coalesce(max(id), 0) FROM \"freeze\"");
    struct unfreeze lift = {id, "random"};
    char *reason = mem_printf(p->mem, "random %lld", (long long)random_below(p->random, 9));
    struct freeze_extension extension = {id, days(p, 1, 95), reason};
    struct freeze_confirmation confirmation = {id};
    switch (random_below(p->random, 8)) {
    case 0:
        return freeze_lift(anybody(p), &lift, run, &p->pool->err);
    case 1:
        return freeze_extend(anybody(p), &extension, run, &p->pool->err);
    case 2:
        return freeze_confirm(anybody(p), &confirmation, run, &p->pool->err);
    case 3:
        return terminate(p, run);
    default:
        return put(p, run);
    }
}

enum status process_object(struct process *p, struct run *run)
{
    int64_t id = any_of(p, "SELECT coalesce(max(id), 0) FROM \"freeze\"");
    struct objection objection = {id, "random"};
    struct objection_review review = {id, random_chance(p->random, 50), "random"};
    return random_chance(p->random, 60) ? objection_file(anybody(p), &objection, run, &p->pool->err)
                                        : objection_review(anybody(p), &review, run, &p->pool->err);
}

/* ---- a second pair of eyes ---- */

/* One of the last proposals: as it was proposed, or as it is. */
enum status process_second(struct process *p, struct run *run)
{
    struct book *book = anybody(p);
    struct run preview = {.mem = p->mem, .is_preview = true};
    struct proposal_step step = {.reason = "random"};
    int64_t id = pool_int(p->pool, "SELECT coalesce(max(id), 0) FROM proposal", NULL) -
                 random_below(p->random, 3);
    step.proposal = mem_printf(p->mem, "%lld", (long long)id);
    if (random_chance(p->random, 10)) {
        return random_chance(p->random, 50) ? proposal_reject(book, &step, run, &p->pool->err)
                                            : proposal_withdraw(book, &step, run, &p->pool->err);
    }
    if (random_chance(p->random, 50) &&
        proposal_approve(book, &step, &preview, &p->pool->err) == STATUS_OK) {
        step.hash = preview.posting->hash;
    }
    return proposal_approve(book, &step, run, &p->pool->err);
}

/* ---- letters ---- */

/* One is given away: taken, not taken, perhaps taken; or its sender dies with it. */
static enum status send(struct process *p, const struct outbox_place *place, int64_t lot,
                        struct run *run)
{
    struct book *book = p->pool->book;
    struct letter_out letter;
    enum status status = outbox_claim(book, place->notice, run, &p->pool->err);
    if (status != STATUS_OK || lot >= 95) {
        return status;
    }
    pool_must(p->pool, outbox_read(book, p->mem, place->notice, &letter, &p->pool->err));
    struct outbox_result result = {.notice = place->notice,
                                   .attempt = letter.attempt,
                                   .outcome = lot < 50   ? OUTBOX_SENT
                                              : lot < 90 ? OUTBOX_NOT_TAKEN
                                                         : OUTBOX_UNKNOWN,
                                   .failure = lot < 50 ? NULL : "random"};
    struct run settled = {.mem = p->mem};
    return outbox_settle(book, &result, &settled, &p->pool->err);
}

enum status process_post(struct process *p, struct run *run)
{
    struct outbox_again again = {any_of(p, "SELECT coalesce(max(id), 0) FROM notice"), "random"};
    struct outbox_place place = {0, 0};
    if (random_chance(p->random, 20)) {
        return outbox_retry(anybody(p), &again, run, &p->pool->err);
    }
    pool_must(p->pool, outbox_next(p->pool->book, &place, &p->pool->err));
    return place.notice == 0 ? STATUS_NOT_FOUND
                             : send(p, &place, random_below(p->random, 100), run);
}

/* ---- nobody acts ---- */

/* All that is due, once: of every other letter the address is wrong. */
static void deliver(struct process *p)
{
    struct outbox_place place = {0, 0};
    pool_must(p->pool, outbox_next(p->pool->book, &place, &p->pool->err));
    while (place.notice != 0) {
        struct run run = {.mem = p->mem};
        pool_must(p->pool, send(p, &place, place.notice % 2 == 0 ? 0 : 50, &run));
        pool_must(p->pool, outbox_next(p->pool->book, &place, &p->pool->err));
    }
}

#define THEN "CAST($1 AS BIGINT)"

/* What clocks begin while nobody acts (a bond is wanting, and is asked for again) ends later. */
static void must_have_ended(struct process *p, int64_t last_event)
{
    static const struct {
        const char *what, *sql;
    } OPEN[] = {
        {"a complaint", "SELECT count(*) FROM complaint WHERE decided_us IS NULL"},
        {"a complaint's stage", "SELECT count(*) FROM complaint WHERE step_us IS NOT NULL"},
        {"an appeal", "SELECT count(*) FROM appeal WHERE outcome IS NULL"},
        {"disputed money", "SELECT count(*) FROM account WHERE purpose = 'dispute'"
                           " AND balance_minor > 0"},
        {"an award", "SELECT count(*) FROM account WHERE purpose = 'award' AND balance_minor > 0"},
        {"a freeze", "SELECT count(*) FROM \"freeze\" WHERE is_ended = 0 AND event <= " THEN},
        {"frozen money", "SELECT count(*) FROM account WHERE purpose = 'freeze'"
                         " AND balance_minor > 0"},
        {"money that is still to be frozen",
         "SELECT count(*) FROM lien WHERE rank = 90 AND is_closed = 0"},
        {"an objection", "SELECT count(*) FROM objection WHERE state = 'open'"},
        {"a proposal", "SELECT count(*) FROM proposal WHERE state = 'open'"},
        {"a letter", "SELECT count(*) FROM notice WHERE next_us IS NOT NULL AND event <= " THEN},
    };
    char *then = mem_printf(p->mem, "%lld", (long long)last_event);
    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        bool is_of_then = strstr(OPEN[i].sql, THEN) != NULL;
        if (pool_int(p->pool, OPEN[i].sql, is_of_then ? then : NULL) != 0) {
            fail_msg("nobody acts, and %s never ends", OPEN[i].what);
        }
    }
}

void process_leave_alone(struct process *p)
{
    struct sweep_result result;
    int64_t last_event = pool_int(p->pool, "SELECT max(number) FROM event", NULL);
    p->mem = mem_context(p->pool, "alone");
    for (int round = 0; round < ROUNDS_ALONE; round++) {
        p->pool->now_us += ROUND_US;
        pool_must(p->pool, sweep_run(p->pool->book, NULL, NULL, &result, &p->pool->err));
        deliver(p);
    }
    must_have_ended(p, last_event);
    mem_free(p->mem);
}

/* ---- what was decided by a clock ---- */

#define EVENTS(verb) "SELECT count(*) FROM event WHERE verb = '" verb "'"
#define MOVES(from) EVENTS("complaint move") " AND body LIKE '%\"from\":\"" from "\"%'"

static const struct {
    const char *what, *sql;
} DEFAULTS[PROCESS_DEFAULTS] = {
    {"what was filed is admitted", MOVES("filed")},
    {"the seller is told", MOVES("open")},
    {"the seller is silent", MOVES("noticed")},
    {"a complaint is decided for the buyer",
     "SELECT count(*) FROM complaint WHERE state = 'defaulted' AND door = 'payer'"},
    {"a counter-notice ends a measure",
     "SELECT count(*) FROM complaint WHERE state = 'defaulted' AND door = 'payee'"},
    {"an appeal that nobody reviewed is over", EVENTS("complaint lapse")},
    {"a measure begins", EVENTS("freeze begin")},
    {"a measure ends", "SELECT count(*) FROM \"freeze\" WHERE is_ended = 1 AND lifted_us IS NULL"
                       " AND wanted_until_us IS NULL"},
    {"an emergency lapses", "SELECT count(*) FROM \"freeze\" WHERE is_ended = 1 AND lifted_us IS"
                            " NULL AND wanted_until_us IS NOT NULL AND confirmed_us IS NULL"},
    {"a shop leaves", "SELECT count(*) FROM \"freeze\" WHERE scope = 'terminate'"
                      " AND is_begun = 1"},
    {"an objection is granted", "SELECT count(*) FROM objection WHERE state = 'granted'"
                                " AND decided_by IS NULL"},
    {"an objection is refused", "SELECT count(*) FROM objection WHERE state = 'upheld'"
                                " AND decided_by IS NULL"},
    {"a proposal expires", "SELECT count(*) FROM proposal WHERE state = 'expired'"},
    {"a letter is given up", "SELECT count(*) FROM notice WHERE delivery = 'failed'"},
};

void process_count(struct process *p, struct process_tally *tally)
{
    for (size_t i = 0; i < PROCESS_DEFAULTS; i++) {
        tally->seen[i] += pool_int(p->pool, DEFAULTS[i].sql, NULL);
    }
}

void process_all_seen(const struct process_tally *tally)
{
    for (size_t i = 0; i < PROCESS_DEFAULTS; i++) {
        print_message("# nobody acts and %s: %lld\n", DEFAULTS[i].what, (long long)tally->seen[i]);
    }
    for (size_t i = 0; i < PROCESS_DEFAULTS; i++) {
        if (tally->seen[i] == 0) {
            fail_msg("nobody acts, and it was never seen that %s", DEFAULTS[i].what);
        }
    }
}
