/* One currency for another: through a dealer who has it, at an exact rate, each currency a zero sum
 * of its own. What is no conversion converts nothing. */
#include "model/conversion.h"

#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/statement.h"
#include "model/verify.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DEALER "FX-BANK"

static struct money in(const char *currency, int64_t minor)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, currency, 3);
    return money;
}

static void add_party(struct pool *pool, const char *id, const char *kind, const char *group)
{
    struct party party = {id, kind, id, "CN", group, NULL, NULL, NULL};
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
}

/* Money of its own in some currency: what somebody paid it. */
static void endow(struct pool *pool, const char *party, struct money amount)
{
    char *id = mem_printf(pool->mem, "GIVE-%lld",
                          (long long)pool_int(pool, "SELECT count(*) FROM deal", NULL));
    struct deal deal = {.id = id,
                        .mode = "chain",
                        .buyer = "B-2",
                        .seller = party,
                        .category = "means",
                        .price = amount,
                        .fee = in(amount.currency, 0)};
    struct deal_capture capture = {id, "alipay", amount};
    struct deal_step step = {.deal = id};
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

/* S-1 has 1,000.00 CNY, the dealer EUR 200.00, JPY 20,000 and KWD 30.000. */
static struct pool *make(const char *name)
{
    struct pool *pool = pool_new(name);
    add_party(pool, DEALER, "bank", "G-FX");
    pool_earn(pool, "S-1", 100000);
    endow(pool, DEALER, in("EUR", 20000));
    endow(pool, DEALER, in("JPY", 20000));
    endow(pool, DEALER, in("KWD", 30000));
    return pool;
}

static struct conversion terms(const char *to, int64_t numerator, int64_t denominator)
{
    return (struct conversion){.party = "S-1",
                               .dealer = DEALER,
                               .sold = cny(10000),
                               .currency = to,
                               .rate = {numerator, denominator},
                               .rounding = "half-even"};
}

static enum status convert(struct pool *pool, const struct conversion *conversion)
{
    return conversion_make(pool->book, conversion, pool_run(pool), &pool->err);
}

static int64_t has(struct pool *pool, const char *party, const char *currency)
{
    char *sql = mem_printf(pool->mem,
                           "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE"
                           " kind = 'available' AND currency = '%s' AND name = $1",
                           currency);
    return pool_int(pool, sql, party);
}

static void each_currency_goes_its_own_way_through_the_dealer(void **state)
{
    struct pool *pool = make("convert.db");
    struct conversion one = terms("EUR", 1273, 10000);
    (void)state;
    one.id = "Q-1";
    one.valid_until_us = pool->now_us;
    one.bought = in("EUR", 1273);
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    pool_must(pool, convert(pool, &one));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events + 1);
    assert_int_equal(has(pool, "S-1", "CNY"), 90000);
    assert_int_equal(has(pool, DEALER, "CNY"), 10000);
    assert_int_equal(has(pool, "S-1", "EUR"), 1273);
    assert_int_equal(has(pool, DEALER, "EUR"), 20000 - 1273);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE subject = 'fx:Q-1'"
                              " AND context = 'party:S-1' AND verb = 'fx'"
                              " AND body LIKE '%\"bought\":{\"currency\":\"EUR\",\"minor\":1273}%'"
                              " AND body LIKE '%\"rate\":\"1273/10000\"%'"
                              " AND body LIKE '%\"rounding\":\"half-even\"%'"
                              " AND body LIKE '%\"sold\":{\"currency\":\"CNY\",\"minor\":10000}%'",
                              NULL),
                     1);
    pool_must_be(pool, convert(pool, &one), STATUS_CONFLICT, "the same id");
    pool_verify(pool);
    pool_free(pool);
}

static void exponents_and_roundings_decide_the_last_unit(void **state)
{
    struct pool *pool = make("units.db");
    struct conversion yen = terms("JPY", 41, 2), dinar = terms("KWD", 1, 24);
    (void)state;
    yen.sold = cny(10003); /* 100.03 x 20.5 = 2050.615 */
    yen.rounding = "down";
    pool_must(pool, convert(pool, &yen));
    assert_int_equal(has(pool, "S-1", "JPY"), 2050);
    yen.rounding = "up";
    pool_must(pool, convert(pool, &yen));
    assert_int_equal(has(pool, "S-1", "JPY"), 2050 + 2051);
    pool_must(pool, convert(pool, &dinar)); /* 4.16666 in three decimals */
    assert_int_equal(has(pool, "S-1", "KWD"), 4167);
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_no_sound_exchange_is_refused_and_leaves_nothing(void **state)
{
    struct pool *pool = make("refused.db");
    struct conversion bad;
    (void)state;
    add_party(pool, "BANK-G1", "bank", "G1"); /* of the group of S-1 */
    endow(pool, "BANK-G1", in("EUR", 20000));
    endow(pool, "S-2", in("EUR", 20000));
    int64_t events = pool_int(pool, "SELECT count(*) FROM event", NULL);
    bad = terms("JPY", 1, 1000); /* 0.1 yen */
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "CNY 100.00 buy nothing in JPY"));
    bad = terms("EUR", 3, 1); /* more than the dealer has */
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "available:" DEALER " has EUR 200.00"));
    bad = terms("EUR", 1, 10);
    bad.sold = cny(100001); /* more than the party has */
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "available:S-1 has CNY 1000.00"));
    bad = terms("EUR", 1, 10);
    bad.valid_until_us = pool->now_us - 1;
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "consent to this rate expired"));
    bad = terms("EUR", 1, 10);
    bad.bought = in("EUR", 1001);
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "the rate gives EUR 10.00, and not 10.01"));
    bad = terms("EUR", 1, 10);
    bad.dealer = "S-2"; /* has euros, and is a seller */
    pool_refuses(pool, convert(pool, &bad));
    bad.dealer = "BANK-G1";
    pool_refuses(pool, convert(pool, &bad));
    bad.dealer = "nobody";
    pool_must_be(pool, convert(pool, &bad), STATUS_NOT_FOUND, "no dealer");
    bad = terms("EUR", 1, 10);
    bad.party = DEALER;
    pool_refuses(pool, convert(pool, &bad));
    assert_non_null(strstr(pool->err.message, "with itself"));
    bad = terms("CNY", 1, 10);
    pool_must_be(pool, convert(pool, &bad), STATUS_INVALID, "to itself");
    bad = terms("EUR", 1, 10);
    bad.rounding = "nearest";
    pool_must_be(pool, convert(pool, &bad), STATUS_INVALID, "rounding");
    bad = terms("EUR", 1, 10);
    bad.sold.minor = 0;
    pool_must_be(pool, convert(pool, &bad), STATUS_INVALID, "nothing");
    bad = terms("EUR", INT64_MAX, 1);
    pool_must_be(pool, convert(pool, &bad), STATUS_LIMIT, "overflow");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), events);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM conversion", NULL), 0);
    pool_verify(pool);
    pool_free(pool);
}

static void suspend(struct pool *pool, const char *party, const char *scope, struct money amount)
{
    struct freeze freeze = {.party = party,
                            .scope = scope,
                            .amount = amount,
                            .ground = "fraud",
                            .facts = "as reported",
                            .until_us = pool->now_us + TIME_US_PER_DAY};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
}

static void whose_payouts_are_suspended_converts_nothing(void **state)
{
    struct pool *pool = make("frozen.db");
    struct conversion one = terms("EUR", 1, 10);
    (void)state;
    suspend(pool, "S-1", "payout", cny(0));
    pool_refuses(pool, convert(pool, &one));
    assert_non_null(strstr(pool->err.message, "S-1"));
    pool_verify(pool);
    pool_free(pool);
}

static void liens_on_what_is_bought_come_first(void **state)
{
    struct pool *pool = make("liens.db");
    struct conversion one = terms("EUR", 1, 10);
    (void)state;
    suspend(pool, "S-1", "", in("EUR", 600));
    pool_must(pool, convert(pool, &one));
    assert_int_equal(has(pool, "S-1", "EUR"), 400);
    assert_int_equal(pool_held(pool, "freeze"), 600);
    pool_verify(pool);
    pool_free(pool);
}

/* Whether verify finds the doors broken, and says so with these words. */
static void must_find(struct pool *pool, const char *said)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_false(rows[VERIFY_DOORS].holds);
    if (strstr(rows[VERIFY_DOORS].first_breach, said) == NULL) {
        fail_msg("%s does not say %s", rows[VERIFY_DOORS].first_breach, said);
    }
}

static void verify_finds_a_conversion_that_is_none(void **state)
{
    static const struct {
        const char *sql, *said;
    } attacks[] = {
        {"UPDATE conversion SET numerator = 2", "not what its rate gives"},
        {"UPDATE conversion SET rounding = 'up'", "not what its rate gives"},
        {"UPDATE conversion SET bought_minor = 1", "not what its rate gives"},
        {"UPDATE conversion SET to_currency = 'JPY'", "a third party"},
        {"UPDATE conversion SET sold_minor = 20000, numerator = 1333, denominator = 20000",
         "not what its event moved"},
        {"UPDATE conversion SET party = 'S-2'", "a third party"},
        {"UPDATE conversion SET dealer = 'PLATFORM'", "a third party"},
        {"UPDATE conversion SET event = event - 1", "a third party"},
        {"DELETE FROM conversion", "a third party"},
        {"UPDATE event SET verb = 'payout' WHERE verb = 'fx'", "a third party"},
        {"UPDATE leg SET account_id = (SELECT id FROM account WHERE kind = 'available'"
         " AND name = 'S-2' AND currency = 'EUR') WHERE event = (SELECT event FROM conversion)"
         " AND account_id = (SELECT id FROM account WHERE kind = 'available' AND name = 'S-1'"
         " AND currency = 'EUR')",
         "a third party"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        struct pool *pool = make("forged.db");
        struct conversion one = terms("EUR", 1333, 10000);
        one.sold = cny(10003); /* 13.333999 */
        one.rounding = "down";
        endow(pool, "S-2", in("EUR", 100));
        pool_must(pool, convert(pool, &one));
        pool_verify(pool);
        pool_unguard(pool);
        pool_must(pool, store_execute(pool->store, attacks[i].sql, &pool->err));
        must_find(pool, attacks[i].said);
        pool_free(pool);
    }
}

/* A line of the pool's bank account in euros, of what item says; returns its number. */
static enum status post_line(struct pool *pool, const struct item *item, int64_t minor,
                             int64_t *out)
{
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "day.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .proof = "none"};
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
    pool_must(pool, statement_next_line(pool->book, out, &pool->err));
    struct statement_line row = {
        .statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
        .line = *out,
        .account = "ICBC-001",
        .file_line = 1,
        .day = (int32_t)(POOL_NOW_US / TIME_US_PER_DAY),
        .second = STATEMENT_NO_TIME,
        .position = *out,
        .amount = in("EUR", minor),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = "in euros",
        .ground = "by its reference",
        .item = item,
    };
    return line_post(pool->book, &row, pool_run(pool), &pool->err);
}

static void what_is_paid_in_another_currency_is_never_converted_by_itself(void **state)
{
    static const struct bank_account EUROS = {"ICBC-001", "CUSTODIAN", "EUR"};
    static const char *const ITEMS[] = {"deal:O-1", "expect:X-1", "batch:T-1", "payout:P-1"};
    struct pool *pool = make("other.db");
    struct deal_capture capture = {"O-1", "alipay", in("EUR", 10000)};
    struct item deal = {.id = "O-1", .kind = ITEM_DEAL, .amount = in("EUR", 10000)};
    struct expect expect = {"X-1", "S-1", "available", cny(10000)};
    struct batch batch = {
        .id = "T-1", .psp = "alipay", .gross = cny(10000), .fee = cny(0), .net = cny(10000)};
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(10000)};
    int64_t line = 0;
    (void)state;
    pool_must(pool, bank_put(pool->book, &EUROS, pool_run(pool), &pool->err));
    pool_deal(pool, "O-1", 10000, false);
    pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
    pool_must(pool, batch_put(pool->book, &batch, pool_run(pool), &pool->err));
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_refuses(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    assert_string_equal(pool->err.message, "deal O-1 is in CNY, not in EUR");
    pool_refuses(pool, post_line(pool, &deal, 10000, &line)); /* no guess does it either */
    for (size_t i = 0; i < sizeof ITEMS / sizeof *ITEMS; i++) {
        pool_must(pool, post_line(pool, NULL, i == 3 ? -10000 : 10000, &line));
        struct match_terms terms = {.line = mem_printf(pool->mem, "line:%lld", (long long)line),
                                    .item = ITEMS[i]};
        pool_refuses(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err));
        assert_non_null(strstr(pool->err.message, "is in CNY, not in EUR"));
    }
    assert_int_equal(pool_held(pool, "suspense"), 30000);
    assert_int_equal(pool_held(pool, "sale"), 0);
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_currency_goes_its_own_way_through_the_dealer),
        cmocka_unit_test(exponents_and_roundings_decide_the_last_unit),
        cmocka_unit_test(what_is_no_sound_exchange_is_refused_and_leaves_nothing),
        cmocka_unit_test(whose_payouts_are_suspended_converts_nothing),
        cmocka_unit_test(liens_on_what_is_bought_come_first),
        cmocka_unit_test(verify_finds_a_conversion_that_is_none),
        cmocka_unit_test(what_is_paid_in_another_currency_is_never_converted_by_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
