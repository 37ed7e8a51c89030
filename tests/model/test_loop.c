/* The closed loop, broken on purpose by plans that no operation has. */
#include "model/loop.h"

#include "model/courier.h"
#include "model/deal.h"
#include "model/exit.h"
#include "model/operation.h"
#include "model/party.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Between two accounts by their numbers. */
struct move {
    int64_t from, to;
};

static enum status plan_move(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct move *move = request;
    struct account *from, *to;
    posting_subject(posting, "hold:%lld", (long long)move->from);
    enum status status = account_by_id(book, move->from, &from, err);
    if (status == STATUS_OK) {
        status = account_by_id(book, move->to, &to, err);
    }
    return status == STATUS_OK ? posting_move(posting, from, to, 100, err) : status;
}

static int64_t available_of(struct pool *pool, const char *party)
{
    return pool_int(pool, "SELECT id FROM account WHERE kind = 'available' AND name = $1", party);
}

static int64_t hold_of(struct pool *pool, const char *deal)
{
    return pool_int(pool, "SELECT hold_id FROM deal WHERE id = $1", deal);
}

static enum status move(struct pool *pool, int64_t from, int64_t to)
{
    static const struct operation operation = {.verb = "hold release", .plan = plan_move};
    const struct move move = {from, to};
    return operation_run(pool->book, &operation, &move, pool_run(pool), &pool->err);
}

static void whoever_is_no_party_of_a_hold_gets_nothing_of_it(void **state)
{
    struct pool *pool = pool_new("loop.db");
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 10000, true);
    int64_t hold = hold_of(pool, "O-1");
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_refuses(pool, move(pool, hold, available_of(pool, "S-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, available:S-2"));
    pool_refuses(pool, move(pool, hold, hold_of(pool, "O-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(
        pool, move(pool, hold, pool_int(pool, "SELECT id FROM account WHERE kind = 'bank'", NULL)));
    assert_non_null(strstr(pool->err.message, "would pay a third party, bank:"));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    pool_must(pool, move(pool, hold, available_of(pool, "S-1"))); /* its payee */
    pool_free(pool);
}

static void ones_own_money_goes_into_no_hold_of_somebody_else(void **state)
{
    struct pool *pool = pool_new("own.db");
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_earn(pool, "S-2", 1000);
    pool_bond(pool, "S-1", 5000);
    int64_t bond = pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL);
    pool_refuses(pool, move(pool, available_of(pool, "S-2"), bond));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(pool, move(pool, available_of(pool, "S-2"), available_of(pool, "S-1")));
    pool_must(pool, move(pool, available_of(pool, "S-1"), bond));
    pool_free(pool);
}

/* What is set apart of the bond of a seller that leaves. */
static int64_t part_of(struct pool *pool, const char *seller)
{
    return pool_int(pool,
                    "SELECT id FROM account WHERE purpose = 'bond' AND payer = $1"
                    " AND parent IS NOT NULL",
                    seller);
}

static int64_t bond_of(struct pool *pool, const char *seller)
{
    return pool_int(pool,
                    "SELECT id FROM account WHERE purpose = 'bond' AND payer = $1"
                    " AND parent IS NULL",
                    seller);
}

static void a_part_of_a_bond_goes_back_into_no_other_bond(void **state)
{
    struct pool *pool = pool_new("part.db");
    struct exit_request exit = {"S-1", "sells no more"};
    (void)state;
    pool_deal(pool, "O-1", 10000, true);
    pool_bond(pool, "S-1", 60000);
    pool_bond(pool, "S-2", 60000);
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, exit_begin(pool->book, &exit, pool_run(pool), &pool->err));
    pool_refuses(pool, move(pool, part_of(pool, "S-1"), bond_of(pool, "S-2")));
    assert_non_null(strstr(pool->err.message, "would pay a third party, hold:"));
    pool_refuses(pool, move(pool, part_of(pool, "S-1"), hold_of(pool, "O-1")));
    pool_refuses(pool, move(pool, bond_of(pool, "S-2"), bond_of(pool, "S-1")));
    pool_must(pool, move(pool, part_of(pool, "S-1"), bond_of(pool, "S-1")));
    pool_verify(pool);
    pool_free(pool);
}

/* Nothing goes to a courier but by who carries the deal, nor out of a bond but its own. */
static void cash_goes_to_no_account_of_a_provider_by_itself(void **state)
{
    static const struct party courier = {"fast", "courier", "Fast", "CN", NULL, NULL, NULL};
    struct pool *pool = pool_new("cash.db");
    struct deal deal = {.id = "O-1",
                        .mode = "cod",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(10000),
                        .fee = cny(0)};
    struct carriage carriage = {"O-1", "fast", cny(100)};
    struct deal_step step = {.deal = "O-1"};
    (void)state;
    pool_deal(pool, "E-1", 10000, true);
    pool_must(pool, party_put(pool->book, &courier, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, courier_carry(pool->book, &carriage, pool_run(pool), &pool->err));
    pool_must(pool, deal_deliver(pool->book, &step, pool_run(pool), &pool->err));
    pool_bond(pool, "fast", 5000);
    const char *transit = "SELECT id FROM account WHERE kind = 'transit' AND name = $1";
    int64_t bond = pool_int(pool, "SELECT id FROM account WHERE purpose = 'bond'", NULL);
    pool_refuses(pool, move(pool, hold_of(pool, "O-1"), pool_int(pool, transit, "alipay")));
    pool_refuses(pool, move(pool, hold_of(pool, "O-1"), pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, hold_of(pool, "E-1"), pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, bond, pool_int(pool, transit, "fast")));
    pool_refuses(pool, move(pool, bond, pool_int(pool, transit, "alipay")));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_no_party_of_a_hold_gets_nothing_of_it),
        cmocka_unit_test(ones_own_money_goes_into_no_hold_of_somebody_else),
        cmocka_unit_test(a_part_of_a_bond_goes_back_into_no_other_bond),
        cmocka_unit_test(cash_goes_to_no_account_of_a_provider_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
