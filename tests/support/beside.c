#include "tests/support/beside.h"

#include "model/mem.h"
#include "model/party.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOLDS_MAX 1500
#define BALANCES_MAX (2 * PARTIES * COINS + 2)
#define ROW_BYTES 96

const char *const BESIDE_PARTIES[PARTIES] = {"B-1",  "B-2",  "S-1",   "S-2",      "S-OWN",
                                             "M-1",  "M-2",  "M-3",   "PLATFORM", "FX-BANK",
                                             "fast", "slow", "alipay"};
static const char *const COINS_NAMED[COINS] = {"CNY", "JPY"};

struct beside beside_new(const char *policy, struct naive_terms terms)
{
    static const struct party MORE[] = {
        {"S-OWN", "seller", "Own Shop", "CN", "MP", NULL, NULL, NULL},
        {"M-1", "seller", "First Merchant", "CN", NULL, NULL, NULL, NULL},
        {"M-2", "seller", "Second Merchant", "CN", NULL, NULL, NULL, NULL},
        {"M-3", "seller", "Third Merchant", "CN", NULL, NULL, NULL, NULL},
        {"FX-BANK", "bank", "Dealer", "JP", NULL, NULL, NULL, NULL},
        {"fast", "courier", "Fast Parcels", "CN", NULL, NULL, NULL, NULL},
        {"slow", "courier", "Slow Parcels", "CN", NULL, NULL, NULL, NULL},
    };
    struct beside beside = {.pool = pool_new_under("naive.db", policy)};
    beside.naive = MEM_NEW(beside.pool->mem, struct naive);
    beside.naive->terms = terms;
    beside.naive->now_us = beside.pool->now_us;
    for (size_t i = 0; i < sizeof MORE / sizeof *MORE; i++) {
        pool_must(beside.pool,
                  party_put(beside.pool->book, &MORE[i], pool_run(beside.pool), &beside.pool->err));
    }
    return beside;
}

struct money beside_money(int64_t minor, enum naive_coin coin)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, COINS_NAMED[coin], 4);
    return money;
}

const char *beside_deal(const struct beside *beside, int deal)
{
    return mem_printf(beside->mem, "D-%d", deal);
}

/* What one side says, a text for each thing that may differ. */
struct row {
    char text[ROW_BYTES];
};
struct rows {
    struct row *rows;
    size_t count, room;
};

static void add(struct rows *rows, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct rows *rows, const char *format, ...)
{
    va_list args;
    assert_true(rows->count < rows->room);
    va_start(args, format);
    (void)vsnprintf(rows->rows[rows->count++].text, ROW_BYTES, format, args);
    va_end(args);
}

static int by_text(const void *a, const void *b)
{
    const struct row *one = a, *other = b;
    return strcmp(one->text, other->text);
}

/* Each row of the question is a text. */
static void ask(struct beside *beside, const char *sql, struct rows *rows)
{
    struct pool *pool = beside->pool;
    struct stmt *q;
    bool has_row;
    pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    while (has_row) {
        add(rows, "%s", stmt_text(q, 0));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
}

static void must_be_equal(struct beside *beside, struct rows *naive, struct rows *real)
{
    qsort(naive->rows, naive->count, sizeof(struct row), by_text);
    qsort(real->rows, real->count, sizeof(struct row), by_text);
    for (size_t i = 0; i < naive->count || i < real->count; i++) {
        const char *expected = i < naive->count ? naive->rows[i].text : "nothing more";
        const char *found = i < real->count ? real->rows[i].text : "nothing more";
        if (strcmp(expected, found) != 0) {
            fail_msg("after %s: the naive model says %s, the program %s", beside->what, expected,
                     found);
        }
    }
}

static struct rows rows_new(struct beside *beside, size_t room)
{
    return (struct rows){MEM_ARRAY(beside->mem, struct row, room), 0, room};
}

void beside_compare_balances(struct beside *beside)
{
    const struct naive *n = beside->naive;
    struct rows naive = rows_new(beside, BALANCES_MAX), real = rows_new(beside, BALANCES_MAX);
    for (int party = 0; party < PARTIES; party++) {
        for (int coin = 0; coin < COINS; coin++) {
            if (n->available[party][coin] != 0) {
                add(&naive, "available %s %s %lld", BESIDE_PARTIES[party], COINS_NAMED[coin],
                    (long long)n->available[party][coin]);
            }
            if (n->transit[party][coin] != 0) {
                add(&naive, "transit %s %s %lld", BESIDE_PARTIES[party], COINS_NAMED[coin],
                    (long long)-n->transit[party][coin]);
            }
        }
    }
    if (n->bank != 0) {
        add(&naive, "bank ICBC-001 CNY %lld", (long long)-n->bank);
    }
    ask(beside,
        "SELECT kind || ' ' || name || ' ' || currency || ' ' || CAST(balance_minor AS TEXT)"
        " FROM account WHERE kind <> 'hold' AND balance_minor <> 0",
        &real);
    must_be_equal(beside, &naive, &real);
}

static const char *purpose_of(const struct naive_deal *deal)
{
    if (deal->buy != NAIVE_NOBODY) {
        return "group";
    }
    return deal->way == WAY_PREPAID ? "prepaid" : "sale";
}

/* As long as a courier has the cash, the clock decides nothing. */
static const char *door_of(const struct naive_deal *deal)
{
    if (naive_owed(deal) > 0) {
        return "escalate";
    }
    return deal->door == TO_PAYER ? "payer" : "payee";
}

static void add_deals(const struct naive *n, struct rows *rows)
{
    for (int i = 0; i < n->deal_count; i++) {
        const struct naive_deal *deal = &n->deals[i];
        add(rows, "deal D-%d %lld %lld %lld", i, (long long)deal->funded, (long long)deal->released,
            (long long)deal->returned);
        if (deal->held > 0) {
            add(rows, "%s D-%d %s %lld %s %lld", purpose_of(deal), i, COINS_NAMED[deal->coin],
                (long long)deal->held, door_of(deal), (long long)deal->due_us);
        }
    }
}

static void add_claims(const struct naive *n, struct rows *rows)
{
    for (int i = 0; i < n->claim_count; i++) {
        const struct naive_claim *claim = &n->claims[i];
        const struct naive_deal *deal = &n->deals[claim->deal];
        if (claim->is_open) {
            add(rows, "complaint C-%d %lld %s %lld", i, (long long)claim->amount,
                deal->way == WAY_DIRECT ? "payee" : "payer", (long long)claim->due_us);
        }
        if (claim->is_open && claim->amount > 0) {
            add(rows, "dispute D-%d %s %lld payer %lld", claim->deal, COINS_NAMED[deal->coin],
                (long long)claim->amount, (long long)claim->due_us);
        }
    }
}

static void add_waits(const struct naive *n, struct rows *rows)
{
    static const char *const PURPOSES[] = {"payout", "award", "reserve", "suspense", "bond"};
    static const char *const DOORS[] = {"payer", "payee", "payer", "escalate", "payer"};
    for (int i = 0; i < n->wait_count; i++) {
        const struct naive_wait *wait = &n->waits[i];
        char deal[16] = "-";
        if (wait->deal != NAIVE_NOBODY) {
            (void)snprintf(deal, sizeof deal, "D-%d", wait->deal);
        }
        if (wait->amount > 0) {
            add(rows, "%s %s %s %lld %s %lld", PURPOSES[wait->kind], deal, COINS_NAMED[wait->coin],
                (long long)wait->amount, DOORS[wait->kind], (long long)wait->due_us);
        }
    }
}

void beside_compare_holds(struct beside *beside)
{
    struct rows naive = rows_new(beside, HOLDS_MAX), real = rows_new(beside, HOLDS_MAX);
    add_deals(beside->naive, &naive);
    add_claims(beside->naive, &naive);
    add_waits(beside->naive, &naive);
    ask(beside,
        "SELECT purpose || ' ' || coalesce(deal, '-') || ' ' || currency || ' ' ||"
        " CAST(balance_minor AS TEXT) || ' ' || door || ' ' || CAST(due_us AS TEXT)"
        " FROM account WHERE kind = 'hold' AND balance_minor <> 0",
        &real);
    ask(beside,
        "SELECT 'deal ' || id || ' ' || CAST(funded_minor AS TEXT) || ' ' ||"
        " CAST(released_minor AS TEXT) || ' ' || CAST(returned_minor AS TEXT) FROM deal",
        &real);
    ask(beside,
        "SELECT 'complaint ' || id || ' ' || CAST(amount_minor AS TEXT) || ' ' || door || ' ' ||"
        " CAST(due_us AS TEXT) FROM complaint WHERE decided_us IS NULL",
        &real);
    must_be_equal(beside, &naive, &real);
}
