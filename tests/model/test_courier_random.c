/* Random histories of deals that are paid at the door: whatever order couriers, banks, buyers,
 * sellers and clocks come in, every invariant holds, nothing is paid out that was not remitted, and
 * what is owed is there. */
#include "model/courier.h"
#include "model/deal.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/standing.h"
#include "model/sweep.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define HISTORIES 6
#define STEPS 250
#define DEALS_MAX 40
#define PROVE_EVERY 50

struct history {
    struct pool *pool;
    struct random random;
    int deals, complaints, remits;
    void *mem; /* of one step */
};

static const char *any_deal(struct history *h)
{
    return mem_printf(h->mem, "D-%lld", (long long)random_below(&h->random, h->deals + 1));
}

static const char *any_courier(struct history *h)
{
    return random_chance(&h->random, 80) ? "fast" : "slow";
}

static int64_t of_parcel(struct history *h, const char *what, const char *deal)
{
    return pool_int(h->pool, mem_printf(h->mem, "SELECT %s FROM parcel WHERE deal = $1", what),
                    deal);
}

/* An order and, mostly, its courier. */
static enum status do_order(struct history *h, struct run *run)
{
    int64_t price = random_between(&h->random, 1, 20000);
    int64_t fee = random_below(&h->random, price / 10 + 1);
    const char *id = mem_printf(h->mem, "D-%d", h->deals);
    struct deal deal = {.id = id,
                        .mode = "cod",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(price),
                        .fee = cny(fee)};
    struct carriage carriage = {
        id, any_courier(h),
        cny(random_chance(&h->random, 30) ? 0 : random_below(&h->random, price / 5 + 1))};
    if (h->deals == DEALS_MAX) {
        return STATUS_REFUSED;
    }
    pool_must(h->pool, deal_order(h->pool->book, &deal, run, &h->pool->err));
    h->deals++;
    if (random_chance(&h->random, 95)) {
        pool_must(h->pool, courier_carry(h->pool->book, &carriage, run, &h->pool->err));
    }
    return STATUS_OK;
}

static enum status do_deliver(struct history *h, struct run *run)
{
    const char *deal = any_deal(h);
    struct deal_step step = {.deal = deal};
    return random_chance(&h->random, 90) ? deal_deliver(h->pool->book, &step, run, &h->pool->err)
                                         : courier_refuse(h->pool->book, &deal, run, &h->pool->err);
}

/* All, or a part, to one side. */
static enum status do_step(struct history *h, struct run *run)
{
    struct deal_step step = {any_deal(h), cny(random_between(&h->random, 1, 2000)),
                             random_chance(&h->random, 75)};
    return random_chance(&h->random, 60) ? deal_confirm(h->pool->book, &step, run, &h->pool->err)
                                         : deal_return(h->pool->book, &step, run, &h->pool->err);
}

/* What it owes of one deal or of two, and now and then a cent more. */
static enum status do_remit(struct history *h, struct run *run)
{
    const char *deals[] = {any_deal(h), random_chance(&h->random, 50) ? any_deal(h) : NULL, NULL};
    int64_t gross = random_chance(&h->random, 5);
    int64_t fee = 0;
    for (size_t i = 0; deals[i] != NULL; i++) {
        int64_t left = of_parcel(h, "collected_minor - returned_minor - remitted_minor", deals[i]);
        if (left <= 0) {
            return STATUS_REFUSED;
        }
        gross += left;
        fee += of_parcel(h, "fee_minor", deals[i]);
    }
    struct remit remit = {mem_printf(h->mem, "RM-%d", h->remits),
                          any_courier(h),
                          cny(gross),
                          cny(fee),
                          cny(gross - fee),
                          deals};
    enum status status = remit_put(h->pool->book, &remit, run, &h->pool->err);
    h->remits += status == STATUS_OK;
    return status;
}

static enum status do_line(struct history *h, struct run *run)
{
    char *batch = mem_printf(h->mem, "RM-%lld", (long long)random_below(&h->random, h->remits + 1));
    int64_t net = pool_int(h->pool, "SELECT net_minor FROM batch WHERE id = $1", batch);
    if (net < 0) {
        return STATUS_REFUSED;
    }
    struct match_terms terms = {
        .line = mem_printf(h->mem, "line:%lld", (long long)pool_line(h->pool, net, NULL)),
        .item = mem_printf(h->mem, "batch:%s", batch)};
    enum status status = match_make(h->pool->book, &terms, run, &h->pool->err);
    return status == STATUS_REFUSED ? STATUS_OK : status; /* the line is there in any case */
}

static enum status do_unmatch(struct history *h, struct run *run)
{
    int64_t matches = pool_int(h->pool, "SELECT coalesce(max(id), 0) FROM match", NULL);
    struct match_undo_terms undo = {
        mem_printf(h->mem, "match:%lld", (long long)random_between(&h->random, 1, matches + 1)),
        "random"};
    return match_undo(h->pool->book, &undo, run, &h->pool->err);
}

static enum status do_draw(struct history *h, struct run *run)
{
    struct courier_draw draw = {any_deal(h), cny(random_between(&h->random, 1, 9000)),
                                random_chance(&h->random, 50), "random"};
    if (random_chance(&h->random, 30)) {
        pool_bond(h->pool, any_courier(h), random_between(&h->random, 1, 9000));
        return STATUS_OK;
    }
    return courier_draw(h->pool->book, &draw, run, &h->pool->err);
}

static enum status do_complaint(struct history *h, struct run *run)
{
    struct complaint complaint = {.id = mem_printf(h->mem, "C-%d", h->complaints),
                                  .deal = any_deal(h),
                                  .kind = "counterfeit",
                                  .amount = cny(random_between(&h->random, 1, 9000)),
                                  .has_amount = random_chance(&h->random, 50)};
    char *id = mem_printf(h->mem, "C-%lld", (long long)random_below(&h->random, h->complaints + 1));
    struct complaint_decision decision = {.complaint = id,
                                          .outcome =
                                              (enum complaint_outcome)random_below(&h->random, 3),
                                          .reasons = "random",
                                          .refund = cny(random_between(&h->random, 1, 5000)),
                                          .has_refund = random_chance(&h->random, 50)};
    if (random_chance(&h->random, 60)) {
        return complaint_decide(h->pool->book, &decision, run, &h->pool->err);
    }
    enum status status = complaint_open(h->pool->book, &complaint, run, &h->pool->err);
    h->complaints += status == STATUS_OK;
    return status;
}

static enum status do_time(struct history *h, struct run *run)
{
    struct sweep_result result;
    (void)run;
    h->pool->now_us += random_below(&h->random, 6) * TIME_US_PER_DAY;
    pool_must(h->pool, sweep_run(h->pool->book, NULL, NULL, &result, &h->pool->err));
    return STATUS_OK;
}

/* One random operation: done whole, or refused with nothing changed. */
static void act(struct history *h)
{
    static enum status (*const ACTS[])(struct history *, struct run *) = {
        do_order,   do_order, do_deliver, do_deliver, do_deliver,   do_step,
        do_step,    do_remit, do_remit,   do_line,    do_line,      do_line,
        do_unmatch, do_draw,  do_draw,    do_draw,    do_complaint, do_time};
    h->mem = mem_context(h->pool, "step");
    struct run run = {.mem = h->mem};
    int64_t index = random_below(&h->random, (int64_t)(sizeof(ACTS) / sizeof(ACTS[0])));
    int64_t before = pool_int(h->pool, "SELECT count(*) FROM event", NULL);
    enum status status = ACTS[index](h, &run);
    if (status != STATUS_OK) {
        assert_true(status == STATUS_REFUSED || status == STATUS_INVALID ||
                    status == STATUS_NOT_FOUND);
        assert_int_equal(pool_int(h->pool, "SELECT count(*) FROM event", NULL), before);
    }
    mem_free(h->mem);
}

/* Each courier's account is what its parcels say. */
static void prove(struct history *h)
{
    struct standing *rows;
    size_t count = 0;
    pool_verify(h->pool);
    pool_must(h->pool, standing_read(h->pool->book, h->pool, &rows, &count, &h->pool->err));
    for (size_t i = 0; i < count; i++) {
        int64_t fees = pool_int(
            h->pool,
            "SELECT coalesce(sum(CASE WHEN p.collected_minor > p.returned_minor THEN p.fee_minor"
            " - coalesce((SELECT sum(n.taken_minor) FROM lien n JOIN deal d ON d.hold_id ="
            " n.account_id WHERE d.id = p.deal AND n.rank = 20), 0) ELSE 0 END), 0)"
            " FROM parcel p WHERE p.courier = $1",
            rows[i].courier);
        assert_int_equal(rows[i].kept_minor, fees);
    }
    mem_free(rows);
}

/* What has to have happened in all of them together. */
static const char *const HAPPENED[] = {
    "SELECT count(*) FROM parcel WHERE refused_us IS NOT NULL",
    "SELECT count(*) FROM parcel WHERE returned_minor > 0",
    "SELECT count(*) FROM parcel WHERE told_us IS NOT NULL",
    "SELECT count(*) FROM remittance WHERE batch IS NOT NULL AND amount_minor > 0",
    "SELECT count(*) FROM remittance WHERE amount_minor < 0",
    "SELECT count(*) FROM remittance WHERE batch IS NULL",
    "SELECT count(*) FROM deal WHERE released_minor > 0 AND released_minor < funded_minor",
    "SELECT count(*) FROM deal WHERE returned_minor > 0 AND released_minor > 0",
    "SELECT count(*) FROM deal WHERE released_minor = price_minor",
};
#define HAPPENED_COUNT (sizeof(HAPPENED) / sizeof(HAPPENED[0]))

static void whatever_comes_first_only_what_was_remitted_is_paid_out(void **state)
{
    struct random seeds = random_start("couriers", 20261122);
    int64_t happened[HAPPENED_COUNT] = {0};
    (void)state;
    int histories = random_histories(HISTORIES);
    for (int i = 0; i < histories; i++) {
        struct history h = {.pool = pool_new("couriers.db"), .random = {random_next(&seeds)}};
        static const char *const COURIERS[] = {"fast", "slow"};
        for (size_t c = 0; c < 2; c++) {
            struct party party = {COURIERS[c], "courier", COURIERS[c], "CN",
                                  NULL,        NULL,      NULL,        NULL};
            pool_must(h.pool, party_put(h.pool->book, &party, pool_run(h.pool), &h.pool->err));
        }
        for (int step = 0; step < STEPS; step++) {
            act(&h);
            if (step % PROVE_EVERY == PROVE_EVERY - 1) {
                prove(&h);
            }
        }
        for (size_t k = 0; k < HAPPENED_COUNT; k++) {
            happened[k] += pool_int(h.pool, HAPPENED[k], NULL);
        }
        pool_free(h.pool);
    }
    for (size_t k = 0; k < HAPPENED_COUNT; k++) {
        if (happened[k] == 0 && histories >= HISTORIES) {
            fail_msg("it never happened: %s", HAPPENED[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_comes_first_only_what_was_remitted_is_paid_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
