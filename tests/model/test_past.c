/* The books as they were: what is shown of a moment is what was shown at it. */
#include "model/past.h"

#include "model/campaign.h"
#include "model/correction.h"
#include "model/deal.h"
#include "model/freeze.h"
#include "model/freeze_time.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/position.h"
#include "model/sweep.h"
#include "model/view.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define STEPS 110
#define STEP_HOURS 40
#define HOUR_US (TIME_US_PER_DAY / 24)

struct dump {
    char *text;
    const struct view *view;
};

static enum status take_row(void *state, const struct cell *cells, struct error *err)
{
    struct dump *dump = state;
    (void)err;
    for (size_t i = 0; i < dump->view->column_count; i++) {
        char buffer[CELL_TEXT_BYTES];
        dump->text = mem_append(dump->text, "%s|", cell_show(&cells[i], buffer));
    }
    dump->text = mem_append(dump->text, "\n");
    return STATUS_OK;
}

/* All that is kept: each of the lists, and the position. */
static char *see(struct pool *pool, struct book *book)
{
    static const char *const names[] = {"accounts", "holds",  "complaints",  "freezes",
                                        "events",   "bodies", "conversions", "campaigns"};
    struct dump dump = {.text = mem_strdup(pool->mem, "")};
    struct position *rows;
    size_t count;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct view_cursor *cursor;
        struct view_query query = {.view = view_find(names[i]), .sort = -1};
        dump.view = query.view;
        dump.text = mem_append(dump.text, "%s\n", names[i]);
        pool_must(pool, view_open(pool->mem, book, &query, &cursor, &pool->err));
        pool_must(pool, view_each(cursor, SIZE_MAX, take_row, &dump, &pool->err));
    }
    pool_must(pool, position_read(book, pool->mem, &rows, &count, &pool->err));
    for (size_t i = 0; i < count; i++) {
        dump.text = mem_append(dump.text, "%s %lld %lld\n", rows[i].currency,
                               (long long)rows[i].owed_minor, (long long)rows[i].there_minor);
    }
    return dump.text;
}

/* The book as it was, seen by a connection of its own. */
static enum status look(struct pool *pool, int64_t at_us, char **out)
{
    struct store *store;
    struct book *book;
    pool_must(pool, store_open(pool->mem, pool->url, STORE_READ, &store, &pool->err));
    pool_must(pool, book_open(pool->mem, store, book_operator(pool->book),
                              clock_fixed(&pool->now_us), &book, &pool->err));
    enum status status = past_look(book, at_us, &pool->err);
    if (status == STATUS_OK && out != NULL) {
        *out = see(pool, book);
    }
    mem_free(book);
    store_close(store);
    return status;
}

/* A group buy is opened, joined, closed or called off. */
static enum status buy(struct pool *pool, struct random *random, int number)
{
    struct run *run = pool_run(pool);
    char *id = mem_printf(pool->mem, "G-%d", (int)random_below(random, number / 8 + 1));
    char *order = mem_printf(pool->mem, "M-%d", number);
    struct campaign campaign = {.id = id,
                                .seller = "S-1",
                                .currency = "CNY",
                                .target_count = random_between(random, 1, 3),
                                .closes_early = true,
                                .ends_us = pool->now_us + 9 * TIME_US_PER_DAY};
    struct campaign_step what = {id, "no stock"};
    struct deal deal = {.id = order,
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .campaign = id,
                        .price = cny(700),
                        .fee = cny(0),
                        .period_us = TIME_US_PER_DAY};
    struct deal_capture capture = {order, "alipay", cny(700)};
    enum status status = campaign_open(pool->book, &campaign, run, &pool->err);
    if (status == STATUS_OK || random_chance(random, 50)) {
        status = deal_order(pool->book, &deal, pool_run(pool), &pool->err);
        return status == STATUS_OK ? deal_capture(pool->book, &capture, pool_run(pool), &pool->err)
                                   : status;
    }
    return random_chance(random, 80)
               ? campaign_close(pool->book, &what, pool_run(pool), &pool->err)
               : campaign_cancel(pool->book, &what, pool_run(pool), &pool->err);
}

/* The latest that nobody has decided, or one that is not there. */
static char *open_complaint(struct pool *pool)
{
    const char *sql = "SELECT coalesce(max(CAST(substr(id, 3) AS INTEGER)), 0) FROM complaint"
                      " WHERE state = 'open'";
    return mem_printf(pool->mem, "C-%lld", (long long)pool_int(pool, sql, NULL));
}

/* A freeze, or what happens to one. */
static enum status measure(struct pool *pool, struct random *random, int number, struct run *run)
{
    int64_t any = random_between(random, 1, 5);
    struct freeze freeze = {.party = "S-1",
                            .scope = "payout",
                            .amount = cny(random_below(random, 9000)),
                            .ground = "fraud",
                            .facts = "as the police say",
                            .from_us = random_chance(random, 20) ? pool->now_us + 1 : 0,
                            .until_us = pool->now_us + 9 * TIME_US_PER_DAY,
                            .is_emergency = number % 7 == 0};
    struct freeze_extension longer = {any, pool->now_us + 20 * TIME_US_PER_DAY,
                                      "they say it again"};
    struct objection objection = {any, "they are mistaken"};
    struct unfreeze lift = {any, "it was another one"};
    switch (random_below(random, 4)) {
    case 0:
        return freeze_extend(pool->book, &longer, run, &pool->err);
    case 1:
        return objection_file(pool->book, &objection, run, &pool->err);
    case 2:
        return freeze_lift(pool->book, &lift, run, &pool->err);
    default:
        return freeze_put(pool->book, &freeze, run, &pool->err);
    }
}

/* One thing that happens; whether it may is nobody's business here. */
static void step(struct pool *pool, struct random *random, int number)
{
    struct run *run = pool_run(pool);
    char *deal = mem_printf(pool->mem, "O-%d", (int)random_below(random, number + 1));
    char *complaint = open_complaint(pool);
    struct deal_step whole = {.deal = deal};
    struct hold_step later = {
        .hold = mem_printf(pool->mem, "hold:%d", (int)random_between(random, 1, 2 * number + 2)),
        .due_us = pool->now_us + 20 * TIME_US_PER_DAY,
        .reason = "both agree"};
    struct correction undo = {pool_int(pool, "SELECT max(number) FROM event", NULL) -
                                  random_below(random, 6),
                              "another was meant"};
    struct complaint doubt = {.id = mem_printf(pool->mem, "C-%d", number),
                              .deal = deal,
                              .kind = "counterfeit",
                              .amount = cny(50),
                              .has_amount = random_chance(random, 50)};
    struct sweep_result result;
    enum status status = STATUS_OK;
    switch (random_below(random, 17)) {
    case 0:
        status = deal_ship(pool->book, &whole, run, &pool->err);
        break;
    case 1:
        status = deal_confirm(pool->book, &whole, run, &pool->err);
        break;
    case 2:
        status = complaint_open(pool->book, &doubt, run, &pool->err);
        break;
    case 3:
        status = pool_decide(pool, complaint, (enum complaint_outcome)random_below(random, 3));
        break;
    case 4:
    case 5:
    case 15:
    case 16:
        status = measure(pool, random, number, run);
        break;
    case 6:
        status = hold_extend_by(pool->book, &later, run, &pool->err);
        break;
    case 7:
        status = deal_return(pool->book, &whole, run, &pool->err);
        break;
    case 8:
        pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
        break;
    case 9:
        status = correction_make(pool->book, &undo, run, &pool->err);
        break;
    case 10:
        pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
        break;
    default:
        status = buy(pool, random, number);
    }
    assert_true(status == STATUS_OK || status == STATUS_REFUSED || status == STATUS_NOT_FOUND);
    pool_deal(pool, mem_printf(pool->mem, "O-%d", number + 1), random_between(random, 100, 90000),
              random_chance(random, 80));
}

static void every_moment_of_a_random_history_is_seen_again_as_it_was(void **state)
{
    struct pool *pool = pool_new("past.db");
    struct random random = random_start("past", 20261122);
    char *seen[STEPS];
    int64_t at_us[STEPS];
    (void)state;
    pool_bond(pool, "S-1", 400000);
    pool_deal(pool, "O-0", 900000, true);
    for (int i = 0; i < STEPS; i++) {
        step(pool, &random, i);
        at_us[i] = pool->now_us;
        seen[i] = see(pool, pool->book);
        pool->now_us += random_between(&random, 1, STEP_HOURS) * HOUR_US;
    }
    for (int i = 0; i < STEPS; i++) {
        char *again = NULL;
        pool_must(pool, look(pool, at_us[i], &again));
        if (strcmp(seen[i], again) != 0) {
            fail_msg("step %d was\n%s\nand is seen as\n%s", i, seen[i], again);
        }
    }
    assert_true(pool_int(pool, "SELECT count(*) FROM campaign WHERE state = 'met'", NULL) > 0);
    pool_verify(pool);
    pool_free(pool);
}

static void nothing_is_shown_of_what_is_not_past_or_before_the_first_event(void **state)
{
    struct pool *pool = pool_new("range.db");
    (void)state;
    pool_refuses(pool, look(pool, pool->now_us + 1, NULL));
    pool_must(pool, look(pool, pool->now_us, NULL));
    pool_refuses(pool, look(pool, POOL_NOW_US - 1, NULL));
    pool_free(pool);
}

static void what_is_changed_in_place_is_refused_and_not_shown_as_it_is_now(void **state)
{
    struct pool *pool = pool_new("refused.db");
    static const char *const names[] = {"deals", "sellers",  "parties",    "payouts",
                                        "lines", "suspense", "statements", "operators"};
    (void)state;
    pool_must(pool, past_look(pool->book, pool->now_us, &pool->err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct view_cursor *cursor;
        struct view_query query = {.view = view_find(names[i]), .sort = -1};
        pool_must_be(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err),
                     STATUS_UNSUPPORTED, names[i]);
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_of_a_random_history_is_seen_again_as_it_was),
        cmocka_unit_test(nothing_is_shown_of_what_is_not_past_or_before_the_first_event),
        cmocka_unit_test(what_is_changed_in_place_is_refused_and_not_shown_as_it_is_now),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
