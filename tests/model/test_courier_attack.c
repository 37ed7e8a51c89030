/* Cash on delivery, attacked by whoever writes into the database: it pays out what was remitted and
 * nothing else, and verify names what was done otherwise. */
#include "model/courier.h"

#include "model/deal.h"
#include "model/mem.h"
#include "model/verify.h"
#include "tests/support/cod.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

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
    if (strstr(said, "cash on delivery") == NULL && strstr(said, "courier") == NULL &&
        strstr(said, "remittance is never") == NULL && strstr(said, "check") == NULL &&
        strstr(said, "CHECK") == NULL) {
        fail_msg("refused for another reason: %s", said);
    }
}

#define HOLD "(SELECT hold_id FROM deal WHERE id = 'O-1')"
#define LAST "(SELECT max(number) FROM event)"
#define TO(kind, name)                                                                             \
    "(SELECT id FROM account WHERE kind = '" kind "' AND name = '" name "' AND kind <> 'hold')"
#define PAY(credit)                                                                                \
    "INSERT INTO leg (book_id, event, position, account_id, amount_minor, balance_minor) VALUES"   \
    " (1, " LAST ", 91, " HOLD ", -4000, 6000), (1, " LAST ", 92, " credit ", 4000, 4000);"
#define FALL "UPDATE account SET balance_minor = 6000 WHERE id = " HOLD ";"
#define REMITTED(event)                                                                            \
    "INSERT INTO remittance (deal, event, book_id, amount_minor) VALUES ('O-1', " event            \
    ", 1, 4000);"

static void no_statement_pays_out_what_was_not_remitted(void **state)
{
    static const char *const ATTACKS[] = {
        "UPDATE deal SET mode = 'escrow' WHERE id = 'O-1'",
        "UPDATE account SET is_collected = NULL WHERE id = " HOLD,
        "UPDATE account SET is_collected = 1 WHERE kind = 'hold'",
        "UPDATE parcel SET courier = 'slow'",
        "UPDATE parcel SET fee_minor = 9000",
        "UPDATE parcel SET remitted_minor = 9701 WHERE deal = 'O-1'",
        "UPDATE remittance SET amount_minor = 1",
        "DELETE FROM remittance",
        FALL,
        FALL PAY(TO("available", "S-1")),
        PAY(TO("available", "S-1")) FALL,
        PAY(TO("available", "B-1")) FALL,
        PAY(TO("transit", "alipay")) FALL,
        PAY(HOLD) FALL,
        "UPDATE parcel SET remitted_minor = 4000 WHERE deal = 'O-1';" PAY(TO("available", "S-1"))
            FALL,
        REMITTED(LAST),
        PAY(TO("available", "S-1")) REMITTED(LAST) FALL,
        PAY(TO("transit", "slow")) REMITTED(LAST) FALL,
    };
    struct pool *pool = cod_pool("statements.db");
    (void)state;
    pool_earn(pool, "S-1", 100);
    cod_deliver_and_remit(pool, "O-0", "R-0");
    pool_must(pool, cod_step(pool, "O-0", 5000, deal_return));
    pool_must(pool, cod_order(pool, "O-2", "cod"));
    pool_must(pool, cod_carry(pool, "O-2", "slow", COD_FEE));
    cod_deliver(pool, "O-1");
    pool_deal(pool, "E-1", 1000, false); /* the last event, which moves nothing */
    for (size_t i = 0; i < sizeof(ATTACKS) / sizeof(ATTACKS[0]); i++) {
        attack(pool, ATTACKS[i]);
    }
    pool_verify(pool);
    pool_free(pool);
}

static const struct {
    int number;
    const char *sql;
    const char *said; /* a part of what the invariant's first breach is called */
} DAMAGE[] = {
    {11, "UPDATE parcel SET remitted_minor = 0 WHERE deal = 'O-1'", "O-1 paid out more than"},
    {11, "UPDATE parcel SET fee_minor = 299 WHERE deal = 'O-1'", "O-1 gave its courier other"},
    {11, "UPDATE parcel SET returned_minor = 1 WHERE deal = 'O-1'", "O-1 gave its courier other"},
    {11, "UPDATE parcel SET remitted_minor = 9701 WHERE deal = 'O-1'", "otherwise than it says"},
    {11, "DELETE FROM remittance WHERE deal = 'O-1'", "otherwise than it says"},
    {11,
     "UPDATE remittance SET amount_minor = 9701 WHERE deal = 'O-1';"
     " UPDATE parcel SET remitted_minor = 9701 WHERE deal = 'O-1'",
     "remits what did not come"},
    {11, "UPDATE account SET is_collected = NULL WHERE deal = 'O-1'", "O-1 gave its courier other"},
    {11, "UPDATE account SET is_collected = NULL WHERE deal = 'O-4'", "is not marked"},
    {4, "UPDATE account SET is_collected = NULL WHERE deal = 'O-2'", "pays transit:fast"},
    {4, "UPDATE parcel SET courier = 'slow' WHERE deal = 'O-2'", "pays transit:fast"},
    {4, "DELETE FROM remittance WHERE deal = 'O-3'", "pays transit:fast"},
    {4, "UPDATE account SET payer = 'slow' WHERE purpose = 'bond'", "pays transit:fast"},
    {13, "UPDATE event SET at_us = 1 WHERE verb = 'courier overdue'", "ran early"},
};

/* O-1 remitted and released, O-2 given back without a fee, O-3 late and drawn from the bond. */
static struct pool *damaged(const char *sql)
{
    struct pool *pool = cod_pool("damage.db");
    pool_bond(pool, "fast", COD_NET);
    cod_deliver_and_remit(pool, "O-1", "R-1");
    pool_must(pool, cod_step(pool, "O-1", 0, deal_confirm));
    pool_must(pool, cod_order(pool, "O-2", "cod"));
    pool_must(pool, cod_carry(pool, "O-2", "fast", 0));
    pool_must(pool, cod_step(pool, "O-2", 0, deal_deliver));
    pool_must(pool, cod_step(pool, "O-2", 0, deal_return));
    pool_must(pool, cod_order(pool, "O-4", "cod"));
    cod_deliver(pool, "O-3");
    pool->now_us += COD_REMIT_BY;
    assert_int_equal(cod_sweep(pool).couriers, 1);
    pool_must(pool, cod_draw(pool, "O-3", 0));
    pool_verify(pool);
    pool_unguard(pool);
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
    return pool;
}

static void verify_names_what_was_paid_otherwise(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(DAMAGE) / sizeof(DAMAGE[0]); i++) {
        struct pool *pool = damaged(DAMAGE[i].sql);
        struct verify_row *rows;
        size_t count = 0;
        bool is_said = false;
        pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
        for (size_t r = 0; r < count; r++) {
            is_said = is_said || (rows[r].number == DAMAGE[i].number && !rows[r].holds &&
                                  strstr(rows[r].first_breach, DAMAGE[i].said) != NULL);
        }
        if (!is_said) {
            fail_msg("invariant %d: nobody noticed: %s", DAMAGE[i].number, DAMAGE[i].sql);
        }
        pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_statement_pays_out_what_was_not_remitted),
        cmocka_unit_test(verify_names_what_was_paid_otherwise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
