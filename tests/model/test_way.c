/* A chain: money between two parties without goods. It goes to the payee by itself, by either side
 * earlier, and to nobody else: not by any command, and not by writing into the database. */
#include "model/way.h"

#include "model/deal.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DAYS 7
#define PRICE 10000

static enum status order(struct pool *pool, const char *id, const char *payee, int64_t fee)
{
    struct deal deal = {.id = id,
                        .mode = "chain",
                        .buyer = "B-1",
                        .seller = payee,
                        .category = "commitment",
                        .price = cny(PRICE),
                        .fee = cny(fee),
                        .period_us = DAYS * TIME_US_PER_DAY};
    return deal_order(pool->book, &deal, pool_run(pool), &pool->err);
}

/* Paid by B-1 for S-1; the hold is the only one. */
static struct pool *make_chain(const char *name)
{
    struct pool *pool = pool_new_under(name, "sea"); /* which keeps a reserve of sales */
    struct deal_capture capture = {"N-1", "alipay", cny(PRICE)};
    pool_must(pool, order(pool, "N-1", "S-1", 0));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    return pool;
}

static const char *hold_of(struct pool *pool)
{
    return mem_printf(
        pool->mem, "hold:%lld",
        (long long)pool_int(pool, "SELECT hold_id FROM deal WHERE mode = 'chain'", NULL));
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void it_goes_to_the_payee_by_itself_whole_and_once(void **state)
{
    struct pool *pool = make_chain("itself.db");
    (void)state;
    pool->now_us += DAYS * TIME_US_PER_DAY - 1;
    assert_int_equal(sweep(pool).holds, 0);
    pool->now_us += 1;
    assert_int_equal(sweep(pool).holds, 1);
    assert_int_equal(sweep(pool).holds, 0);
    assert_int_equal(pool_available(pool, "S-1"), PRICE);
    assert_int_equal(pool_held(pool, "reserve"), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void either_side_may_push_it_through_the_others_door_in_parts(void **state)
{
    struct pool *pool = make_chain("early.db");
    struct deal_step part = {"N-1", cny(2500), true};
    struct deal_step rest = {.deal = "N-1"};
    (void)state;
    pool_must(pool, deal_confirm(pool->book, &part, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), 2500);
    pool_must(pool, deal_return(pool->book, &rest, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "B-1"), 7500);
    pool_refuses(pool, deal_return(pool->book, &rest, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_confirm(pool->book, &rest, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void any_party_may_be_the_payee_and_nobody_takes_a_fee(void **state)
{
    struct pool *pool = pool_new("parties.db");
    (void)state;
    pool_must(pool, order(pool, "N-1", "B-2", 0));
    pool_refuses(pool, order(pool, "N-2", "B-2", 1));
    assert_non_null(strstr(pool->err.message, "third party"));
    pool_refuses(pool, order(pool, "N-3", "B-1", 0)); /* to oneself */
    pool_verify(pool);
    pool_free(pool);
}

static void no_command_sends_it_to_a_third_party(void **state)
{
    struct pool *pool = make_chain("commands.db");
    struct deal_step step = {.deal = "N-1"};
    struct hold_step carve = {.hold = hold_of(pool), .amount_minor = 100, .reason = "a dispute"};
    struct complaint complaint = {
        .id = "C-1", .deal = "N-1", .kind = "counterfeit", .text = "not as agreed"};
    (void)state;
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_refuses(pool, hold_carve_by(pool->book, &carve, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_deliver(pool->book, &step, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_cancel(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    assert_int_equal(pool_held(pool, "sale"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

/* What others claim of the payee is served by other money, or by a payout that does not happen. */
static void claims_on_the_payee_take_nothing_of_it_on_its_way(void **state)
{
    struct pool *pool = make_chain("claims.db");
    struct deal_step step = {.deal = "N-1"};
    struct freeze freeze = {.party = "S-1",
                            .amount = cny(4000),
                            .until_us = pool->now_us + TIME_US_PER_DAY,
                            .ground = "fraud",
                            .facts = "three reports"};
    (void)state;
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    assert_int_equal(pool_available(pool, "S-1"), PRICE);
    pool_verify(pool);
    pool_free(pool);
}

/* Refused by the database itself; what a transaction of several statements did is gone with it. */
static void attack(struct pool *pool, const char *sql)
{
    enum status status = store_begin(pool->store, STORE_WRITER, 1, &pool->err);
    pool_must(pool, status);
    status = store_execute(pool->store, sql, &pool->err);
    store_rollback(pool->store);
    if (status == STATUS_OK) {
        fail_msg("this was possible: %s", sql);
    }
    char *said = mem_printf(pool->mem, "%s %s", pool->err.message, pool->err.detail);
    if (strstr(said, "chain") == NULL && strstr(said, "parties of a hold never") == NULL) {
        fail_msg("refused for another reason: %s", said);
    }
}

#define HOLD "(SELECT hold_id FROM deal WHERE id = 'N-1')"
#define LAST "(SELECT max(number) FROM event)"
#define PLATFORM "(SELECT id FROM account WHERE kind = 'available' AND name = 'PLATFORM')"
#define PAY(credit)                                                                                \
    "INSERT INTO leg (book_id, event, position, account_id, amount_minor, balance_minor) VALUES"   \
    " (1, " LAST ", 91, " HOLD ", -4000, 6000), (1, " LAST ", 92, " credit ", 4000, 4000);"
#define FALL "UPDATE account SET balance_minor = 6000 WHERE id = " HOLD ";"

static void no_statement_sends_it_to_a_third_party(void **state)
{
    static const char *const ATTACKS[] = {
        "UPDATE deal SET fee_minor = 100 WHERE id = 'N-1'",
        "UPDATE deal SET mode = 'escrow' WHERE id = 'N-1'",
        "UPDATE account SET is_between_two = NULL WHERE id = " HOLD,
        "INSERT INTO account (id, book_id, kind, name, currency, balance_minor, opened_event,"
        " purpose, deal, payer, payee, door, due_us, parent, root) VALUES (999, 1, 'hold', '999',"
        " 'CNY', 4000, 1, 'dispute', 'N-1', 'B-1', 'S-2', 'payee', 1, " HOLD ", " HOLD
        ");" PAY("999") FALL,
        "INSERT INTO lien (id, account_id, beneficiary_id, rank, ground, cap_minor, event)"
        " VALUES (999, " HOLD ", " PLATFORM ", 40, 'a fee', 4000, 1);" PAY(PLATFORM) FALL,
        FALL,
        FALL PAY(PLATFORM),
        PAY(PLATFORM) FALL,
        PAY(HOLD) FALL,
    };
    struct pool *pool = make_chain("statements.db");
    (void)state;
    pool_earn(pool, "S-2", 100); /* with a fee, so that the platform has an account */
    pool_deal(pool, "O-1", 1000, true);
    struct deal_step step = {.deal = "O-1"};
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_deal(pool, "O-2", 1000, false); /* the last event, which moves nothing */
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        attack(pool, ATTACKS[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_to_the_payee_by_itself_whole_and_once),
        cmocka_unit_test(either_side_may_push_it_through_the_others_door_in_parts),
        cmocka_unit_test(any_party_may_be_the_payee_and_nobody_takes_a_fee),
        cmocka_unit_test(no_command_sends_it_to_a_third_party),
        cmocka_unit_test(claims_on_the_payee_take_nothing_of_it_on_its_way),
        cmocka_unit_test(no_statement_sends_it_to_a_third_party),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
