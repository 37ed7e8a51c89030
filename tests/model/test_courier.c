/* Cash on delivery: the courier collects, owes, remits less its fee; the hold pays out what was
 * remitted and not a cent before; a courier that does not remit is told, and its bond is drawn. */
#include "model/courier.h"

#include "model/deal.h"
#include "model/extension.h"
#include "model/hold.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/position.h"
#include "model/standing.h"
#include "tests/support/cod.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CONFIRM (3 * TIME_US_PER_DAY) /* as the default policy has it */
#define POOL_DAY ((int32_t)(POOL_NOW_US / TIME_US_PER_DAY))

static enum status match(struct pool *pool, int64_t line, const char *item)
{
    struct match_terms terms = {.line = mem_printf(pool->mem, "line:%lld", (long long)line),
                                .item = item};
    return match_make(pool->book, &terms, pool_run(pool), &pool->err);
}

static enum status unmatch(struct pool *pool)
{
    struct match_undo_terms terms = {
        mem_printf(pool->mem, "match:%lld",
                   (long long)pool_int(pool, "SELECT max(id) FROM match", NULL)),
        "it was another courier's"};
    return match_undo(pool->book, &terms, pool_run(pool), &pool->err);
}

static char *hold_of(struct pool *pool, const char *deal)
{
    return mem_printf(pool->mem, "hold:%lld",
                      (long long)pool_int(pool, "SELECT hold_id FROM deal WHERE id = $1", deal));
}

static int64_t due_of(struct pool *pool, const char *deal)
{
    return pool_int(pool,
                    "SELECT a.due_us FROM account a JOIN deal d ON d.hold_id = a.id"
                    " WHERE d.id = $1",
                    deal);
}

/* What is owed is there: as the bank would prove it. */
static void assert_position(struct pool *pool)
{
    struct position *rows;
    size_t count = 0;
    pool_prove(pool, POOL_DAY,
               pool_int(pool,
                        "SELECT coalesce(sum(-balance_minor), 0) FROM account"
                        " WHERE kind = 'bank'",
                        NULL));
    pool_must(pool, position_read(pool->book, pool->mem, &rows, &count, &pool->err));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(rows[i].difference_minor, 0);
    }
}

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

static void it_is_collected_remitted_less_the_fee_and_released(void **state)
{
    struct pool *pool = cod_pool("cod.db");
    (void)state;
    cod_deliver(pool, "O-1");
    assert_int_equal(cod_owed_by(pool, "fast"), COD_PRICE);
    assert_int_equal(pool_held(pool, "sale"), COD_PRICE);
    assert_int_equal(due_of(pool, "O-1"), pool->now_us + COD_REMIT_BY);
    assert_position(pool);
    pool_verify(pool);
    const char *const deals[] = {"O-1", NULL};
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals));
    cod_pay(pool, "R-1", COD_NET);
    assert_int_equal(cod_owed_by(pool, "fast"), COD_FEE);
    assert_int_equal(due_of(pool, "O-1"), pool->now_us + CONFIRM);
    assert_position(pool);
    pool_verify(pool);
    pool->now_us += CONFIRM - 1;
    assert_int_equal(cod_sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(cod_sweep(pool).holds, 1);
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    assert_int_equal(pool_available(pool, "PLATFORM"), 500);
    assert_int_equal(pool_available(pool, "S-1"), 9200);
    assert_int_equal(pool_int(pool, "SELECT released_minor FROM deal", NULL), COD_PRICE);
    assert_position(pool);
    pool_verify(pool);
    pool_free(pool);
}

static void one_line_remits_many_deals_of_one_courier(void **state)
{
    struct pool *pool = cod_pool("many.db");
    const char *const deals[] = {"O-2", "O-1", "O-3", NULL};
    const char *const twice[] = {"O-1", "O-1", NULL};
    const char *const none[] = {NULL};
    (void)state;
    for (int i = 0; i < 3; i++) {
        cod_deliver(pool, deals[i]);
    }
    int64_t before = events(pool);
    pool_refuses(pool, cod_remit(pool, "R-1", 3 * COD_PRICE, 3 * COD_FEE + 1,
                                 deals)); /* beyond what is agreed */
    assert_non_null(strstr(pool->err.message, "its fee is CNY 9.01, and its deals make it 9.00"));
    pool_refuses(pool, cod_remit(pool, "R-1", 3 * COD_PRICE, 3 * COD_FEE - 1, deals));
    pool_refuses(pool, cod_remit(pool, "R-1", 3 * COD_PRICE - 1, 3 * COD_FEE, deals));
    assert_non_null(strstr(pool->err.message, "its net is CNY 290.99"));
    pool_refuses(
        pool, cod_remit(pool, "R-1", 3 * COD_PRICE + 1, 3 * COD_FEE + 1, deals)); /* net is right */
    pool_must_be(pool, cod_remit(pool, "R-1", 2 * COD_PRICE, 2 * COD_FEE, twice), STATUS_INVALID,
                 "twice");
    pool_must_be(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, none), STATUS_INVALID, "none");
    assert_int_equal(events(pool), before);
    pool_must(pool, cod_remit(pool, "R-1", 3 * COD_PRICE, 3 * COD_FEE, deals));
    pool_must_be(pool, cod_remit(pool, "R-1", 3 * COD_PRICE, 3 * COD_FEE, deals), STATUS_CONFLICT,
                 "again");
    int64_t line = pool_line(pool, 3 * COD_NET - 1, NULL);
    pool_refuses(pool, match(pool, line, "batch:R-1"));
    cod_pay(pool, "R-1", 3 * COD_NET);
    assert_int_equal(cod_owed_by(pool, "fast"), 3 * COD_FEE);
    assert_int_equal(pool_int(pool, "SELECT sum(remitted_minor) FROM parcel", NULL), 3 * COD_NET);
    for (int i = 0; i < 3; i++) {
        pool_must(pool, cod_step(pool, deals[i], 0, deal_confirm));
    }
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_remittance_names_what_its_courier_owes_and_nothing_else(void **state)
{
    struct pool *pool = cod_pool("names.db");
    const char *const first[] = {"O-1", NULL};
    const char *const second[] = {"O-2", NULL};
    const char *const unknown[] = {"O-9", NULL};
    (void)state;
    pool_must(pool, cod_order(pool, "O-1", "cod"));
    pool_refuses(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, first)); /* nobody carries it */
    pool_must(pool, cod_carry(pool, "O-1", "fast", COD_FEE));
    pool_refuses(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, first));
    assert_non_null(strstr(pool->err.message, "it is not delivered"));
    pool_must(pool, cod_step(pool, "O-1", 0, deal_deliver));
    pool_must(pool, cod_order(pool, "O-2", "cod"));
    pool_must(pool, cod_carry(pool, "O-2", "slow", COD_FEE));
    pool_must(pool, cod_step(pool, "O-2", 0, deal_deliver));
    pool_refuses(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, second));
    assert_non_null(strstr(pool->err.message, "carried by slow, not by fast"));
    pool_must_be(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, unknown), STATUS_NOT_FOUND,
                 "unknown");
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, first));
    cod_pay(pool, "R-1", COD_NET);
    pool_refuses(pool, cod_remit(pool, "R-2", COD_PRICE, COD_FEE, first));
    assert_non_null(strstr(pool->err.message, "it has remitted it"));
    pool_deal(pool, "E-1", COD_PRICE, true);
    const char *const escrow[] = {"E-1", NULL};
    pool_refuses(pool, cod_remit(pool, "R-2", COD_PRICE, COD_FEE, escrow));
    pool_verify(pool);
    pool_free(pool);
}

static void a_courier_is_named_once_before_delivery_and_leaves_the_seller_something(void **state)
{
    struct pool *pool = cod_pool("carry.db");
    struct carriage dollars = {"O-1", "fast", {COD_FEE, "USD"}};
    (void)state;
    pool_must(pool, cod_order(pool, "O-1", "cod"));
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_deliver));
    assert_non_null(strstr(pool->err.message, "has no courier yet"));
    pool_refuses(pool, cod_carry(pool, "O-1", "alipay", COD_FEE)); /* of another kind */
    pool_refuses(pool, cod_carry(pool, "O-1", "fast", COD_PRICE - COD_PRICE / 20));
    pool_must_be(pool, cod_carry(pool, "O-1", "fast", -1), STATUS_INVALID, "below zero");
    pool_refuses(pool, courier_carry(pool->book, &dollars, pool_run(pool), &pool->err));
    pool_must(pool, cod_carry(pool, "O-1", "fast", COD_PRICE - COD_PRICE / 20 - 1));
    pool_refuses(pool, cod_carry(pool, "O-1", "slow", COD_FEE));
    pool_must(pool, cod_step(pool, "O-1", 0, deal_deliver));
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_deliver));
    pool_deal(pool, "E-1", COD_PRICE, true);
    pool_refuses(pool, cod_carry(pool, "E-1", "fast", COD_FEE));
    pool_verify(pool);
    pool_free(pool);
}

static void no_card_and_no_bank_line_pays_it(void **state)
{
    struct pool *pool = cod_pool("paid.db");
    struct deal_capture capture = {"O-1", "alipay", cny(COD_PRICE)};
    struct item *items;
    size_t count = 0;
    const char *id = "O-1";
    struct id_list one = {.items = &id, .count = 1};
    (void)state;
    pool_must(pool, cod_order(pool, "O-1", "cod"));
    pool_refuses(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "paid in cash to its courier"));
    int64_t line = pool_line(pool, COD_PRICE, NULL);
    pool_refuses(pool, match(pool, line, "deal:O-1"));
    pool_must(pool, book_begin(pool->book, &pool->err));
    pool_must(pool, item_look_up(pool->book, pool->mem, &one, &items, &count, &pool->err));
    book_rollback(pool->book);
    assert_int_equal(count, 1);
    assert_string_equal(items[0].closed_because, "is paid in cash to its courier");
    pool_verify(pool);
    pool_free(pool);
}

static void a_parcel_refused_at_the_door_ends_the_order(void **state)
{
    struct pool *pool = cod_pool("refused.db");
    (void)state;
    pool_must(pool, cod_order(pool, "O-1", "cod"));
    pool_refuses(pool, cod_refuse(pool, "O-1")); /* nobody carries it */
    pool_must(pool, cod_carry(pool, "O-1", "fast", COD_FEE));
    pool_must(pool, cod_step(pool, "O-1", 0, deal_ship));
    pool_must(pool, cod_refuse(pool, "O-1"));
    pool_refuses(pool, cod_refuse(pool, "O-1"));
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_deliver));
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    assert_int_equal(pool_int(pool, "SELECT funded_minor FROM deal", NULL), 0);
    cod_deliver(pool, "O-2");
    pool_refuses(pool, cod_refuse(pool, "O-2"));
    pool_deal(pool, "E-1", COD_PRICE, false);
    pool_refuses(pool, cod_refuse(pool, "E-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void nothing_leaves_the_hold_before_its_courier_has_remitted(void **state)
{
    struct pool *pool = cod_pool("before.db");
    (void)state;
    cod_deliver(pool, "O-1");
    struct hold_step all = {.hold = hold_of(pool, "O-1"), .reason = "asked for"};
    struct hold_step later = {
        .hold = all.hold, .due_us = due_of(pool, "O-1") + 1, .reason = "asked for"};
    struct extension more = {"O-1", "B-1", TIME_US_PER_DAY};
    int64_t before = events(pool);
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_confirm));
    assert_string_equal(pool->err.message, "deal O-1: courier fast has still to remit CNY 97.00 of"
                                           " it, by 2026-09-08T00:00:00Z");
    pool_refuses(pool, cod_step(pool, "O-1", 1, deal_confirm));
    pool_refuses(pool, cod_step(pool, "O-1", COD_PRICE - 1, deal_return));
    pool_refuses(pool, hold_release_by(pool->book, &all, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_extend_by(pool->book, &later, pool_run(pool), &pool->err));
    pool_refuses(pool, extension_ask(pool->book, &more, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_default(pool->book, &all, pool_run(pool), &pool->err));
    pool->now_us += COD_REMIT_BY;
    pool_refuses(pool, hold_default(pool->book, &all, pool_run(pool), &pool->err));
    assert_int_equal(events(pool), before);
    assert_int_equal(pool_held(pool, "sale"), COD_PRICE);
    pool_verify(pool);
    pool_free(pool);
}

static void what_was_remitted_goes_back_less_what_the_courier_kept(void **state)
{
    struct pool *pool = cod_pool("back.db");
    (void)state;
    cod_deliver_and_remit(pool, "O-1", "R-1");
    pool_must(pool, cod_step(pool, "O-1", 5000, deal_return));
    assert_int_equal(pool_available(pool, "B-1"), 5000 - COD_FEE);
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    pool_must(pool, cod_step(pool, "O-1", 0, deal_return));
    assert_int_equal(pool_available(pool, "B-1"), COD_NET);
    assert_int_equal(pool_int(pool, "SELECT returned_minor FROM deal", NULL), COD_PRICE);
    assert_position(pool);
    pool_verify(pool);
    pool_free(pool);
}

static void before_that_the_courier_gives_back_all_of_it_in_cash(void **state)
{
    struct pool *pool = cod_pool("gives.db");
    const char *const deals[] = {"O-1", NULL};
    (void)state;
    cod_deliver(pool, "O-1");
    pool_must(pool, cod_order(pool, "O-2", "cod")); /* one that is carried for nothing */
    pool_must(pool, cod_carry(pool, "O-2", "fast", 0));
    pool_must(pool, cod_step(pool, "O-2", 0, deal_deliver));
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals));
    pool_must(pool, cod_step(pool, "O-1", 0, deal_return));
    pool_must(pool, cod_step(pool, "O-2", COD_PRICE, deal_return));
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    assert_int_equal(pool_available(pool, "B-1"), 0);
    assert_int_equal(pool_held(pool, "sale"), 0);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'B-1'", NULL), 2);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM lien WHERE rank = 20 AND is_closed = 0", NULL), 0);
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_return));
    int64_t line = pool_line(pool, COD_NET, NULL);
    pool_refuses(pool, match(pool, line, "batch:R-1"));
    assert_non_null(strstr(pool->err.message, "of which 0.00 is owed"));
    pool->now_us += COD_REMIT_BY;
    assert_int_equal(cod_sweep(pool).couriers, 0);
    pool_verify(pool);
    pool_free(pool);
}

static void a_dispute_waits_for_the_cash_like_the_rest(void **state)
{
    struct pool *pool = cod_pool("dispute.db");
    const char *const deals[] = {"O-1", NULL};
    (void)state;
    cod_deliver(pool, "O-1");
    pool_complain(pool, "C-1", "O-1", 4000);
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    pool_refuses(pool, pool_decide(pool, "C-1", OUTCOME_DISMISS));
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_return)); /* a part is disputed */
    cod_deliver(pool, "O-2");
    pool_complain(pool, "C-2", "O-2", 0);
    pool_refuses(pool, pool_decide(pool, "C-2", OUTCOME_REFUND)); /* nor does it give that back */
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals));
    cod_pay(pool, "R-1", COD_NET);
    pool_must(pool, cod_step(pool, "O-1", 0, deal_confirm));
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    assert_int_equal(pool_available(pool, "B-1"), 4000);
    assert_int_equal(pool_available(pool, "S-1"), 6000 - COD_FEE - 300);
    pool_verify(pool);
    pool_free(pool);
}

static void a_courier_that_is_late_is_told_once_and_stays_overdue(void **state)
{
    struct pool *pool = cod_pool("late.db");
    (void)state;
    cod_deliver(pool, "O-1");
    const char *id = "O-1";
    pool->now_us += COD_REMIT_BY - 1;
    assert_int_equal(cod_sweep(pool).couriers, 0);
    pool_refuses(pool, courier_tell(pool->book, &id, pool_run(pool), &pool->err));
    pool->now_us += 1;
    struct sweep_result result = cod_sweep(pool);
    assert_int_equal(result.couriers, 1);
    assert_int_equal(result.overdue, 1);
    assert_int_equal(result.holds, 0);
    result = cod_sweep(pool);
    assert_int_equal(result.couriers, 0);
    assert_int_equal(result.overdue, 1);
    pool_refuses(pool, courier_tell(pool->book, &id, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'fast'", NULL), 1);
    const char *const deals[] = {"O-1", NULL};
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals)); /* better late */
    cod_pay(pool, "R-1", COD_NET);
    assert_int_equal(due_of(pool, "O-1"), pool->now_us); /* the buyer has had its time */
    assert_int_equal(cod_sweep(pool).holds, 1);
    pool_verify(pool);
    pool_free(pool);
}

static void a_shipment_that_is_told_after_the_delivery_moves_no_clock(void **state)
{
    struct pool *pool = cod_pool("told.db");
    const char *const deals[] = {"O-1", NULL};
    const char *escalates = "SELECT count(*) FROM account WHERE purpose = 'sale'"
                            " AND door = 'escalate'";
    (void)state;
    for (int i = 1; i <= 2; i++) {
        const char *id = i == 1 ? "O-1" : "O-2";
        pool_must(pool, cod_order(pool, id, "cod"));
        pool_must(pool, cod_carry(pool, id, "fast", COD_FEE));
        pool_must(pool, cod_step(pool, id, 0, deal_deliver));
    }
    pool->now_us += TIME_US_PER_DAY;
    pool_must(pool, cod_step(pool, "O-2", 0, deal_ship));
    assert_int_equal(due_of(pool, "O-2"), POOL_NOW_US + COD_REMIT_BY);
    assert_int_equal(pool_int(pool, escalates, NULL), 2);
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals));
    cod_pay(pool, "R-1", COD_NET);
    pool_must(pool, cod_step(pool, "O-1", 0, deal_ship));
    assert_int_equal(due_of(pool, "O-1"), POOL_NOW_US + CONFIRM);
    pool->now_us = POOL_NOW_US + COD_REMIT_BY;
    struct sweep_result result = cod_sweep(pool);
    assert_int_equal(result.holds, 1);
    assert_int_equal(result.couriers, 1);
    assert_int_equal(result.overdue, 1);
    pool_verify(pool);
    pool_free(pool);
}

static void its_bond_is_drawn_for_what_is_missing_and_no_more(void **state)
{
    struct pool *pool = cod_pool("bond.db");
    struct courier_draw mute = {.deal = "O-1", .reason = ""};
    (void)state;
    pool_bond(pool, "slow", 100000); /* another's */
    pool_bond(pool, "fast", COD_NET + 4999);
    cod_deliver(pool, "O-1");
    cod_deliver(pool, "O-2");
    pool_refuses(pool, cod_draw(pool, "O-1", 0));
    assert_non_null(strstr(pool->err.message, "has until 2026-09-08"));
    pool->now_us += COD_REMIT_BY;
    pool_must_be(pool, courier_draw(pool->book, &mute, pool_run(pool), &pool->err), STATUS_INVALID,
                 "without a reason");
    pool_refuses(pool, cod_draw(pool, "O-1", COD_NET + 1));
    assert_non_null(strstr(pool->err.message, "owes only CNY 97.00 of it"));
    pool_must(pool, cod_draw(pool, "O-1", 0));
    assert_int_equal(cod_owed_by(pool, "fast"), COD_PRICE + COD_FEE);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM notice WHERE party = 'fast'", NULL), 1);
    pool_refuses(pool, cod_draw(pool, "O-1", 0));
    pool_refuses(pool, cod_draw(pool, "O-2", 0));
    assert_non_null(strstr(pool->err.message, "has CNY 49.99, and 97.00 is needed"));
    pool_must(pool, cod_draw(pool, "O-2", 4999));
    pool_verify(pool);
    assert_int_equal(cod_sweep(pool).holds, 1);
    assert_int_equal(pool_available(pool, "S-1"), 9200);
    pool_refuses(pool, cod_step(pool, "O-2", 4999 + COD_FEE + 1, deal_confirm));
    assert_non_null(strstr(pool->err.message, "has remitted CNY 49.99"));
    pool_must(pool, cod_step(pool, "O-2", 4999 + COD_FEE, deal_confirm));
    pool_refuses(pool, cod_step(pool, "O-2", 1, deal_return));
    assert_int_equal(cod_owed_by(pool, "fast"), COD_NET - 4999);
    pool_verify(pool);
    const char *const rest[] = {"O-2", NULL};
    pool_must(pool, cod_remit(pool, "R-2", COD_PRICE - 4999, COD_FEE, rest));
    cod_pay(pool, "R-2", COD_NET - 4999);
    pool_must(pool, cod_step(pool, "O-2", 0, deal_confirm));
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    assert_int_equal(pool_held(pool, "bond"), 100000);
    assert_position(pool);
    pool_verify(pool);
    pool_free(pool);
}

static void a_bond_stays_as_long_as_its_courier_may_owe(void **state)
{
    struct pool *pool = cod_pool("stays.db");
    const char *due = "SELECT due_us FROM account WHERE purpose = 'bond'";
    (void)state;
    pool_bond(pool, "fast", COD_NET);
    int64_t review_us = pool_int(pool, due, NULL);
    cod_deliver(pool, "O-1");
    assert_int_equal(pool_int(pool, due, NULL), review_us); /* which is later */
    pool->now_us = review_us - TIME_US_PER_DAY;
    cod_deliver(pool, "O-2");
    assert_int_equal(pool_int(pool, due, NULL), pool->now_us + COD_REMIT_BY + TIME_US_PER_DAY);
    pool->now_us += COD_REMIT_BY;
    assert_int_equal(cod_sweep(pool).couriers, 2);
    assert_int_equal(pool_int(pool, due, NULL), pool->now_us + 60 * TIME_US_PER_DAY);
    pool->now_us += 59 * TIME_US_PER_DAY;
    assert_int_equal(cod_sweep(pool).holds, 0);
    pool_must(pool, cod_draw(pool, "O-2", 0));
    pool_verify(pool);
    pool_free(pool);
}

static void an_announcement_that_is_overtaken_is_settled_by_nothing(void **state)
{
    struct pool *pool = cod_pool("overtaken.db");
    const char *const one[] = {"O-1", NULL};
    const char *const both[] = {"O-1", "O-2", NULL};
    const char *id = "R-1";
    struct id_list ids = {.items = &id, .count = 1};
    struct item *items;
    size_t count = 0;
    (void)state;
    cod_deliver(pool, "O-1");
    cod_deliver(pool, "O-2");
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, one));
    pool_must(pool, cod_remit(pool, "R-2", 2 * COD_PRICE, 2 * COD_FEE, both));
    int64_t line = pool_line(pool, COD_NET, NULL);
    pool_refuses(pool, match(pool, line, "batch:R-1"));
    assert_non_null(strstr(pool->err.message, "is in the later batch R-2"));
    pool_must(pool, book_begin(pool->book, &pool->err));
    pool_must(pool, item_look_up(pool->book, pool->mem, &ids, &items, &count, &pool->err));
    book_rollback(pool->book);
    assert_string_equal(items[0].closed_because, "names what its courier no longer owes so");
    cod_pay(pool, "R-2", 2 * COD_NET);
    pool_refuses(pool, match(pool, line, "batch:R-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void a_match_is_taken_back_as_long_as_its_money_is_there(void **state)
{
    struct pool *pool = cod_pool("undo.db");
    (void)state;
    cod_deliver_and_remit(pool, "O-1", "R-1");
    pool_must(pool, unmatch(pool));
    assert_int_equal(cod_owed_by(pool, "fast"), COD_PRICE);
    assert_int_equal(pool_held(pool, "suspense"), COD_NET);
    assert_int_equal(due_of(pool, "O-1"), pool->now_us + COD_REMIT_BY);
    pool_refuses(pool, cod_step(pool, "O-1", 0, deal_confirm));
    pool_verify(pool);
    pool_must(pool, match(pool, 1, "batch:R-1"));
    pool_refuses(pool, match(pool, 1, "batch:R-1"));
    pool_must(pool, cod_step(pool, "O-1", 1000, deal_confirm));
    int64_t before = events(pool);
    pool_refuses(pool, unmatch(pool));
    assert_string_equal(pool->err.message,
                        "deal O-1 of batch R-1: CNY 10.00 of it has gone to S-1 since");
    assert_int_equal(events(pool), before);
    assert_position(pool);
    pool_verify(pool);
    pool_free(pool);
}

static void couriers_stand_as_their_accounts_do(void **state)
{
    struct pool *pool = cod_pool("standing.db");
    struct standing *rows;
    size_t count = 0;
    (void)state;
    pool_bond(pool, "fast", 777);
    cod_deliver_and_remit(pool, "O-1", "R-1");
    cod_deliver(pool, "O-2");
    pool->now_us += COD_REMIT_BY;
    cod_deliver(pool, "O-3");
    cod_deliver(pool, "O-4");
    pool_must(pool, cod_step(pool, "O-4", 0, deal_return));
    pool_must(pool, cod_order(pool, "O-5", "cod"));
    pool_must(pool, cod_carry(pool, "O-5", "fast", COD_FEE));
    pool_must(pool, cod_refuse(pool, "O-5"));
    pool_must(pool, standing_read(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, 1);
    assert_string_equal(rows[0].courier, "fast");
    assert_int_equal(rows[0].carried, 5);
    assert_int_equal(rows[0].refused, 1);
    assert_int_equal(rows[0].collected_minor, 4 * COD_PRICE);
    assert_int_equal(rows[0].given_back_minor, COD_PRICE);
    assert_int_equal(rows[0].remitted_minor, COD_NET);
    assert_int_equal(rows[0].owed_minor, 2 * COD_NET);
    assert_int_equal(rows[0].overdue_minor, COD_NET);
    assert_int_equal(rows[0].overdue_since_us, POOL_NOW_US + COD_REMIT_BY);
    assert_int_equal(rows[0].bond_minor, 777);
    assert_int_equal(rows[0].kept_minor, 3 * COD_FEE);
    assert_int_equal(cod_owed_by(pool, "fast"), rows[0].owed_minor + rows[0].kept_minor);
    pool_free(pool);
}

static void in_one_transaction_it_is_as_in_many(void **state)
{
    struct pool *pool = cod_pool("one.db");
    const char *const deals[] = {"O-1", NULL};
    (void)state;
    pool_must(pool, book_begin(pool->book, &pool->err));
    cod_deliver(pool, "O-1");
    pool_must(pool, cod_remit(pool, "R-1", COD_PRICE, COD_FEE, deals));
    cod_pay(pool, "R-1", COD_NET);
    pool_must(pool, cod_step(pool, "O-1", 4000, deal_confirm));
    pool_must(pool, book_commit(pool->book, &pool->err));
    pool_must(pool, book_begin(pool->book, &pool->err));
    pool_complain(pool, "C-1", "O-1", 2000);
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    pool_must(pool, cod_step(pool, "O-1", 0, deal_confirm));
    pool_must(pool, book_commit(pool->book, &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 2000);
    assert_int_equal(cod_owed_by(pool, "fast"), 0);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_collected_remitted_less_the_fee_and_released),
        cmocka_unit_test(one_line_remits_many_deals_of_one_courier),
        cmocka_unit_test(a_remittance_names_what_its_courier_owes_and_nothing_else),
        cmocka_unit_test(a_courier_is_named_once_before_delivery_and_leaves_the_seller_something),
        cmocka_unit_test(no_card_and_no_bank_line_pays_it),
        cmocka_unit_test(a_parcel_refused_at_the_door_ends_the_order),
        cmocka_unit_test(nothing_leaves_the_hold_before_its_courier_has_remitted),
        cmocka_unit_test(what_was_remitted_goes_back_less_what_the_courier_kept),
        cmocka_unit_test(before_that_the_courier_gives_back_all_of_it_in_cash),
        cmocka_unit_test(a_dispute_waits_for_the_cash_like_the_rest),
        cmocka_unit_test(a_courier_that_is_late_is_told_once_and_stays_overdue),
        cmocka_unit_test(a_shipment_that_is_told_after_the_delivery_moves_no_clock),
        cmocka_unit_test(its_bond_is_drawn_for_what_is_missing_and_no_more),
        cmocka_unit_test(a_bond_stays_as_long_as_its_courier_may_owe),
        cmocka_unit_test(an_announcement_that_is_overtaken_is_settled_by_nothing),
        cmocka_unit_test(a_match_is_taken_back_as_long_as_its_money_is_there),
        cmocka_unit_test(couriers_stand_as_their_accounts_do),
        cmocka_unit_test(in_one_transaction_it_is_as_in_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
