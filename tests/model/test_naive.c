/* The program beside a model of the same rules that is simple-minded on purpose (naive.h): through
 * long random histories of every way of paying together, both allow and refuse the same, and both
 * have the same money in the same places, to the cent. */
#include "model/mem.h"
#include "tests/support/house.h"
#include "tests/support/place.h"
#include "tests/support/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#define HISTORIES 6
#define STEPS 1500
#define COMPARE_EVERY 10
#define BOND INT64_C(100000000)
#define COURIERS_BOND 60000
#define DEALERS_MEANS 1000000

static const struct {
    const char *name;
    enum status (*function)(struct history *h, bool *allowed);
    int weight, done_min, refused_min; /* of all histories together */
} STEPS_OF[] = {
    {"order", step_order, 14, 400, 40},   {"pay", step_pay, 14, 300, 100},
    {"ship", step_ship, 6, 70, 70},       {"deliver", step_deliver, 8, 70, 70},
    {"cancel", step_cancel, 1, 9, 9},     {"confirm", step_confirm, 7, 100, 70},
    {"return", step_return, 3, 70, 25},   {"draw", step_draw, 4, 50, 50},
    {"close", step_close, 1, 3, 0},       {"complain", step_complain, 6, 100, 60},
    {"dismiss", step_dismiss, 2, 30, 20}, {"refund", step_refund, 3, 40, 40},
    {"award", step_award, 2, 5, 15},      {"carry", step_carry, 6, 60, 70},
    {"refuse", step_refuse, 1, 6, 15},    {"remit", step_remit, 5, 35, 40},
    {"line", step_line, 4, 15, 50},       {"take", step_take, 3, 9, 9},
    {"launch", step_launch, 2, 50, 1},    {"shut", step_shut, 4, 7, 50},
    {"leave", step_leave, 2, 20, 10},     {"payout", step_payout, 3, 70, 8},
    {"paid", step_paid, 2, 30, 0},        {"convert", step_convert, 6, 60, 30},
    {"time", step_time, 6, 150, 0},
};
#define KINDS (sizeof STEPS_OF / sizeof *STEPS_OF)

struct tally {
    int done[KINDS], refused[KINDS], ran[DEFAULTS];
};

static size_t some_step(struct history *h)
{
    int64_t total = 0;
    for (size_t i = 0; i < KINDS; i++) {
        total += STEPS_OF[i].weight;
    }
    int64_t at = steps_below(h, total);
    size_t kind = 0;
    while (at >= STEPS_OF[kind].weight) {
        at -= STEPS_OF[kind++].weight;
    }
    return h->naive->deal_count == 0 ? 0 : kind;
}

/* What takes a second pair of eyes is approved at once: it is the same whoever does it. */
static enum status approve(struct history *h, struct book *second)
{
    const struct proposal *proposal = h->run.posting ? h->run.posting->proposal : NULL;
    return proposal ? house_approve(h->pool, second, h->run.posting->result) : STATUS_OK;
}

static void act(struct history *h, struct book *second, struct tally *tally)
{
    bool allowed = false;
    size_t kind = some_step(h);
    h->is_left_out = false;
    enum status status = STEPS_OF[kind].function(h, &allowed);
    if (h->is_left_out) {
        return;
    }
    status = status == STATUS_OK ? approve(h, second) : status;
    bool is_refused = status == STATUS_REFUSED || status == STATUS_INVALID;
    if (allowed != (status == STATUS_OK) || (!allowed && !is_refused)) {
        fail_msg("%s: the naive model %s it, the program says %s: %s", h->beside.what,
                 allowed ? "allows" : "refuses", status_name(status),
                 status != STATUS_OK ? h->pool->err.message : "done");
    }
    tally->done[kind] += allowed;
    tally->refused[kind] += !allowed;
    beside_compare_balances(&h->beside);
}

static void live(struct random *seeds, const char *policy, struct naive_terms terms, int steps,
                 struct tally *tally)
{
    struct history h = {.beside = beside_new(policy, terms), .random = {random_next(seeds)}};
    h.naive = h.beside.naive;
    h.pool = h.beside.pool;
    for (int seller = SELLER_ONE; seller <= MERCHANT_THREE; seller++) {
        pool_bond(h.pool, BESIDE_PARTIES[seller], BOND);
        naive_bond(h.naive, seller, BOND);
    }
    house_let_in(h.pool, "ann", ROLE_ALL, "PLATFORM");
    house_let_in(h.pool, "bob", ROLE_ALL, "CUSTODIAN");
    struct book *second = house_enter(h.pool, "bob");
    pool_receive(h.pool, BESIDE_PARTIES[DEALER], "available", DEALERS_MEANS);
    naive_receive(h.naive, DEALER, DEALERS_MEANS);
    for (int courier = COURIER_FAST; courier <= COURIER_SLOW; courier++) {
        pool_bond(h.pool, BESIDE_PARTIES[courier], COURIERS_BOND);
        naive_bond(h.naive, courier, COURIERS_BOND);
    }
    for (int i = 0; i < steps; i++) {
        h.beside.mem = mem_context(h.pool, "step");
        h.run = (struct run){.mem = h.beside.mem};
        act(&h, second, tally);
        if (i % COMPARE_EVERY == COMPARE_EVERY - 1) {
            beside_compare_holds(&h.beside);
        }
        mem_free(h.beside.mem);
    }
    for (size_t i = 0; i < DEFAULTS; i++) {
        tally->ran[i] += h.naive->ran[i];
    }
    pool_verify(h.pool);
    pool_free(h.pool);
}

static void both_have_the_same_money_in_the_same_places(void **state)
{
    struct random seeds = random_start("beside the naive model", 20261122);
    struct tally tally = {0};
    int histories = random_histories(HISTORIES);
    (void)state;
    for (int i = 0; i < histories; i++) {
        bool is_sea = i % 2 == 1;
        live(&seeds, is_sea ? "sea" : "default", is_sea ? naive_sea() : naive_default(), STEPS,
             &tally);
    }
    for (size_t i = 0; i < KINDS; i++) {
        printf("# %s: %d done, %d refused\n", STEPS_OF[i].name, tally.done[i], tally.refused[i]);
        if (tally.done[i] * HISTORIES < STEPS_OF[i].done_min * histories ||
            tally.refused[i] * HISTORIES < STEPS_OF[i].refused_min * histories) {
            fail_msg("too seldom: %s", STEPS_OF[i].name);
        }
    }
    for (size_t i = 0; i < DEFAULTS; i++) {
        printf("# default %zu: %d\n", i, tally.ran[i]);
        assert_true(tally.ran[i] > 0 || histories < HISTORIES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_have_the_same_money_in_the_same_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
