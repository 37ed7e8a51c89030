/* Every invariant broken on purpose, so that verify is seen to find it: each in every place where a
 * pass over many rows might miss it, and at random beside what the invariant says in plain SQL. */
#include "model/mem.h"
#include "model/verify.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define DAMAGES 500
#define SQL_BYTES 256

#define FIRST_MOVED "(SELECT min(event) FROM leg)"
#define LAST_MOVED "(SELECT max(event) FROM leg)"
#define WITHOUT_LEGS                                                                               \
    "(SELECT max(e.number) FROM event e WHERE e.number < (SELECT max(event) FROM leg)"             \
    " AND NOT EXISTS (SELECT 1 FROM leg l WHERE l.event = e.number))"
#define OBJECTION_INTO                                                                             \
    "INSERT INTO objection (id, freeze_id, text, filed_by, filed_us, due_us, lifts, state,"        \
    " decided_us, decided_by, reasons, event) VALUES (1, 1, 'x', 'x', 1, 2, 1, "
#define LEG_INTO                                                                                   \
    "INSERT INTO leg (book_id, event, position, account_id, amount_minor, balance_minor) "
#define AVAILABLE_OF(party)                                                                        \
    "(SELECT id FROM account WHERE kind = 'available' AND name = '" party "')"
#define SALE_RELEASE                                                                               \
    "(SELECT max(l.event) FROM leg l JOIN account a ON a.id = l.account_id"                        \
    " WHERE a.purpose = 'sale' AND l.amount_minor < 0)"

#define ACCOUNT_OF(id)                                                                             \
    "INSERT INTO account (id, book_id, kind, name, currency, balance_minor, opened_event)"         \
    " VALUES (" id ", 1, 'available', 'X', 'CNY', 7, 1)"

/* More than an event has. */
#define UP_TO_5000                                                                                 \
    "WITH RECURSIVE count (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM count WHERE i < 5000)"      \
    " SELECT i FROM count"

struct damage {
    int number;
    const char *sql;
    const char *said; /* a part of what the invariant's first breach is called */
};

static const struct damage DAMAGE[] = {
    /* each event sums to zero, in every currency */
    {1,
     "UPDATE leg SET amount_minor = amount_minor + 1 WHERE event = " LAST_MOVED " AND position = 1",
     " CNY"},
    {1,
     "UPDATE leg SET amount_minor = amount_minor + 1 WHERE event = " FIRST_MOVED
     " AND position = 1",
     " CNY"},
    {1, "UPDATE account SET currency = 'USD' WHERE kind = 'transit'", "event "},
    {1, "DELETE FROM leg WHERE event = " FIRST_MOVED " AND position = 1", " CNY"},
    {1, LEG_INTO "VALUES (1, 0, 1, 1, 5, 5)", "event 0 sums to 5"},
    {1, LEG_INTO "VALUES (1, 9999, 1, 1, 5, 5)", "event 9999 sums to 5"},
    {1, LEG_INTO "VALUES (2, 3, 1, 1, 5, 5)", "event 3 sums to 5"},
    {1, LEG_INTO "SELECT 1, " WITHOUT_LEGS ", 1, 1, 5, 5", "sums to 5"},
    {1,
     "UPDATE leg SET amount_minor = 9223372036854775807 WHERE event = " LAST_MOVED
     " AND amount_minor > 0",
     "event "},
    /* signs */
    {2, "UPDATE account SET balance_minor = -1 WHERE kind = 'available' AND name = 'PLATFORM'",
     "available:PLATFORM stands at -1"},
    {2,
     "UPDATE account SET balance_minor = -1 WHERE id = (SELECT max(id) FROM account WHERE kind ="
     " 'hold')",
     "hold:"},
    {2, "UPDATE account SET balance_minor = 1 WHERE kind = 'transit'", "transit:"},
    {2, "UPDATE account SET balance_minor = 1 WHERE kind = 'bank'", "no event raised the alarm"},
    /* the book */
    {3, "UPDATE account SET balance_minor = balance_minor + 1 WHERE kind = 'bank'", "sums to 1"},
    {3, "UPDATE account SET currency = 'USD' WHERE kind = 'transit'", "sums to "},
    {3, "UPDATE account SET book_id = 2 WHERE kind = 'transit'", "sums to "},
    {3, "DELETE FROM account WHERE id = (SELECT min(account_id) FROM leg)", "sums to "},
    /* doors */
    {4,
     "UPDATE account SET payee = 'S-2' WHERE purpose = 'sale' AND payee = 'S-1'; DELETE "
     "FROM lien",
     "a third party"},
    {4, "DELETE FROM lien WHERE ground = 'platform fee'", "pays available:PLATFORM"},
    {4, "UPDATE lien SET account_id = 1 WHERE ground = 'platform fee'", "pays available:PLATFORM"},
    {4, "UPDATE account SET currency = 'USD' WHERE kind = 'transit'", "pays hold:"},
    {4,
     "UPDATE leg SET account_id = " AVAILABLE_OF("S-1") " WHERE event = " SALE_RELEASE
                                                        " AND amount_minor < 0",
     "a third party"},
    {4, "DELETE FROM leg WHERE amount_minor < 0", "a third party"},
    {4, LEG_INTO "VALUES (1, 0, 1, 1, 5, 5)", "event 0 pays "},
    {4, LEG_INTO "VALUES (1, 9999, 1, 1, 5, 5)", "event 9999 pays "},
    {4, LEG_INTO "VALUES (2, 3, 1, 1, 5, 5)", "event 3 pays "},
    {4,
     "INSERT INTO leg SELECT 1, 9999, n.i, CASE WHEN n.i = 5000 THEN " AVAILABLE_OF(
         "PLATFORM") " ELSE (SELECT min(id) FROM account WHERE purpose = 'bond') END,"
                     " CASE WHEN n.i = 5000 THEN 1 ELSE -1 END, 0 FROM (" UP_TO_5000 ") AS n",
     "event 9999 pays available:PLATFORM"},
    /* clocks */
    {5, "UPDATE account SET due_us = NULL WHERE kind = 'hold'", "no clock"},
    {5, "UPDATE complaint SET due_us = due_us + 1", "different clocks"},
    /* the chain */
    {6, "UPDATE event SET body = '{\"amount\":1}' WHERE number = 9", "event 9 is not what"},
    {6, "UPDATE event SET at_us = at_us + 1 WHERE number = 9", "event 9 is not what"},
    {6, "UPDATE event SET body = '{\"amount\":1}' WHERE number = 1", "event 1 is not what"},
    {6, "UPDATE event SET verb = 'x' WHERE number = (SELECT max(number) FROM event)",
     "is not what was written"},
    {6, "UPDATE event SET hash = '' WHERE number = 9", "event 9 is not what"},
    {6, "DELETE FROM event WHERE number = 1", "event 1 is missing"},
    {6, "DELETE FROM event WHERE number = 2", "event 2 is missing"},
    {6,
     "UPDATE leg SET balance_minor = balance_minor + 1 WHERE event = " LAST_MOVED
     " AND position = 1",
     "is not what was written"},
    {6, "DELETE FROM leg WHERE event = " FIRST_MOVED, "is not what was written"},
    {6, "DELETE FROM leg WHERE event = " LAST_MOVED, "is not what was written"},
    {6, LEG_INTO "SELECT 1, " WITHOUT_LEGS ", 1, 1, 5, 5", "is not what was written"},
    /* what belongs together */
    {6, "DELETE FROM event WHERE number = " FIRST_MOVED, "has a leg and is not there"},
    {6, "DELETE FROM event WHERE number = " LAST_MOVED, "has a leg and is not there"},
    {6, LEG_INTO "VALUES (1, 0, 1, 1, 5, 5)", "event 0 has a leg and is not there"},
    {6, LEG_INTO "VALUES (1, 9999, 1, 1, 5, 5)", "event 9999 has a leg and is not there"},
    {6, LEG_INTO "VALUES (2, 3, 1, 1, 5, 5)", "event 3 has a leg and is not there"},
    {6, LEG_INTO "VALUES (0, 3, 1, 1, 5, 5)", "event 3 has a leg and is not there"},
    {6, "UPDATE leg SET account_id = 0 WHERE event = " FIRST_MOVED " AND position = 1",
     "moves account 0, which is not there"},
    {6, "UPDATE leg SET account_id = 9999 WHERE event = " LAST_MOVED " AND position = 1",
     "moves account 9999, which is not there"},
    {6, "DELETE FROM account WHERE id = (SELECT min(account_id) FROM leg)", "which is not there"},
    {6, "UPDATE account SET book_id = 2 WHERE kind = 'transit'", "which is not there"},
    {6, "UPDATE account SET root = NULL WHERE purpose = 'sale'", "comes of a hold"},
    {6, "UPDATE account SET root = 9999 WHERE purpose = 'sale'", "comes of a hold"},
    {6, "UPDATE account SET parent = 9999 WHERE purpose = 'sale'", "comes of a hold"},
    /* what was decided, an amount of a feed's line */
    {6, "UPDATE deal SET fee_minor = fee_minor + 1 WHERE id = (SELECT max(id) FROM deal)",
     "says: its fee"},
    {6, "UPDATE deal SET hold_id = (SELECT max(id) FROM account)", "of no event that says so"},
    /* balances */
    {6, "UPDATE account SET balance_minor = balance_minor - 1 WHERE kind = 'bank'",
     "its legs sum to "},
    {6,
     "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = (SELECT max(id) FROM"
     " account)",
     "its legs sum to "},
    {6, ACCOUNT_OF("0"), "available:X stands at 7, its legs sum to 0"},
    {6, ACCOUNT_OF("9999"), "available:X stands at 7, its legs sum to 0"},
    {6, "DELETE FROM leg", "its legs sum to 0"},
    {8, "UPDATE event SET source = 'shop', key = 'k' WHERE number = 5", "shop k stands for 2"},
    {9, "DELETE FROM notice", "no notice"},
    {9, "UPDATE \"freeze\" SET complaint = 'C-9'", "rests on a complaint that is not there"},
    {9,
     "INSERT INTO freeze_extension (freeze_id, number, was_until_us, until_us, reason, author,"
     " at_us, event) VALUES (1, 1, 1, 2, 'x', 'x', 1, 0)",
     "freeze:1 lasts longer without a notice"},
    /* who judges whom */
    {7,
     "UPDATE \"freeze\" SET alone_until_us = until_us, wanted_until_us = until_us,"
     " confirmed_us = 1, confirmed_by = author",
     "freeze:1 was confirmed by who put it"},
    {7, "UPDATE \"freeze\" SET alone_until_us = until_us - 1",
     "freeze:1 outlasts its emergency, and nobody confirmed it"},
    {7, OBJECTION_INTO "'upheld', 2, 'ann', 'x', 9)",
     "objection:1 was decided by who had a part in freeze:1"},
    {7, "UPDATE \"freeze\" SET is_ended = 0; " OBJECTION_INTO "'granted', 2, 'bob', 'x', 9)",
     "freeze:1 goes on, though an objection was granted"},
    {10, "UPDATE deal SET released_minor = released_minor - 1 WHERE released_minor > 0",
     "does not add up"},
    /* the past */
    {12,
     "UPDATE leg SET balance_minor = balance_minor + 1 WHERE event = " LAST_MOVED
     " AND position = 1",
     "and its legs sum to "},
    {12,
     "UPDATE leg SET balance_minor = balance_minor + 1 WHERE event = " FIRST_MOVED
     " AND position = 1",
     "and its legs sum to "},
    {12,
     "UPDATE leg SET balance_minor = balance_minor + 1 WHERE account_id = (SELECT"
     " max(account_id) FROM leg)",
     "and its legs sum to "},
    {12, LEG_INTO "VALUES (1, 3, 9, 0, 5, 6)", "leaves account 0 at 6, and its legs sum to 5"},
    {12, LEG_INTO "VALUES (1, 3, 9, 9999, 5, 6)", "leaves account 9999 at 6"},
    {13, "UPDATE event SET at_us = 1 WHERE verb = 'default'", "ran early"},
    {13, "UPDATE event SET body = '{}' WHERE verb = 'default'", "ran early"},
    {13, "UPDATE event SET verb = 'freeze end' WHERE number = 1", "event 1 ran early"},
    {13, "UPDATE event SET verb = 'complaint default' WHERE number = 9", "event 9 ran early"},
    {14, "UPDATE account SET due_us = NULL WHERE kind = 'hold'", "maturity ladder"},
    {14, "UPDATE account SET balance_minor = -1 WHERE kind = 'available' AND name = 'PLATFORM'",
     "maturity ladder"},
};
#define DAMAGE_COUNT (sizeof DAMAGE / sizeof *DAMAGE)

static struct verify_row *verified(struct pool *pool)
{
    struct verify_row *rows = NULL;
    size_t count = 0;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_int_equal(count, VERIFY_ROWS);
    return rows;
}

static bool is_said(const struct verify_row *rows, const struct damage *damage)
{
    for (size_t i = 0; i < VERIFY_ROWS; i++) {
        if (rows[i].number == damage->number && !rows[i].holds &&
            strstr(rows[i].first_breach, damage->said) != NULL) {
            return true;
        }
    }
    return false;
}

static void print_rows(const struct verify_row *rows)
{
    for (size_t i = 0; i < VERIFY_ROWS; i++) {
        if (!rows[i].holds) {
            print_message("%d, %s: %s\n", rows[i].number, rows[i].name, rows[i].first_breach);
        }
    }
}

/* What damage may touch, to be put back after it. */
static const char *const TABLES[] = {
    "\"event\"", "\"account\"", "\"leg\"",    "\"lien\"",      "\"complaint\"",
    "\"deal\"",  "\"notice\"",  "\"freeze\"", "\"objection\"", "\"freeze_extension\"",
    NULL};

/* "whole_event" of "event", quotes and all. */
static char *whole_of(struct pool *pool, const char *table)
{
    return mem_printf(pool->mem, "\"whole_%s", table + 1);
}

static void copy_rows(struct pool *pool, const char *begin, const char *to, const char *from)
{
    char *sql = mem_printf(pool->mem, "%s%s SELECT * FROM %s", begin, to, from);
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
    mem_free(sql);
}

static struct pool *unguarded_pool(void)
{
    struct pool *pool = pool_full();
    pool_unguard(pool);
    for (size_t i = 0; TABLES[i] != NULL; i++) {
        char *whole = mem_append(whole_of(pool, TABLES[i]), " AS");
        copy_rows(pool, "CREATE TABLE ", whole, TABLES[i]);
        mem_free(whole);
    }
    return pool;
}

static void mend(struct pool *pool)
{
    for (size_t i = 0; TABLES[i] != NULL; i++) {
        char *whole = whole_of(pool, TABLES[i]);
        char *begin = mem_printf(pool->mem, "DELETE FROM %s; INSERT INTO ", TABLES[i]);
        copy_rows(pool, begin, TABLES[i], whole);
        mem_free(begin);
        mem_free(whole);
    }
}

/* Whoever has the file can do anything to it: verify must tell. */
static void each_breach_is_found_wherever_it_is_and_named(void **state)
{
    struct pool *pool = unguarded_pool();
    (void)state;
    for (size_t i = 0; i < DAMAGE_COUNT; i++) {
        pool_must(pool, store_execute(pool->store, DAMAGE[i].sql, &pool->err));
        struct verify_row *rows = verified(pool);
        if (!is_said(rows, &DAMAGE[i])) {
            print_rows(rows);
            fail_msg("invariant %d: nobody noticed: %s", DAMAGE[i].number, DAMAGE[i].sql);
        }
        mem_free(rows);
        mend(pool);
    }
    pool_verify(pool);
    pool_free(pool);
}

/* Some invariants as one plain query each: there is a row where one is broken. */
static const struct {
    enum verify_index index;
    const char *sql;
} PLAIN[] = {
    {VERIFY_SUMS, "SELECT l.event FROM leg l JOIN account a ON a.id = l.account_id"
                  " GROUP BY l.book_id, l.event, a.currency HAVING sum(l.amount_minor) <> 0"},
    {VERIFY_BOOK, "SELECT currency FROM account GROUP BY book_id, currency"
                  " HAVING sum(balance_minor) <> 0"},
    {VERIFY_BALANCES,
     "SELECT a.id FROM account a LEFT JOIN leg l ON l.account_id = a.id"
     " GROUP BY a.id, a.balance_minor HAVING a.balance_minor <> coalesce(sum(l.amount_minor), 0)"},
    {VERIFY_REPLAY,
     "SELECT 1 FROM (SELECT balance_minor, sum(amount_minor) OVER (PARTITION BY account_id"
     " ORDER BY event, book_id, position) AS replayed FROM leg) AS r WHERE balance_minor <>"
     " replayed"},
    {VERIFY_TOGETHER,
     "SELECT l.event FROM leg l WHERE NOT EXISTS (SELECT 1 FROM event e"
     " WHERE e.book_id = l.book_id AND e.number = l.event) OR NOT EXISTS (SELECT 1 FROM account a"
     " WHERE a.id = l.account_id AND a.book_id = l.book_id) UNION ALL"
     " SELECT h.id FROM account h WHERE h.kind = 'hold' AND (NOT EXISTS (SELECT 1 FROM account r"
     " WHERE r.id = h.root) OR h.parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account p"
     " WHERE p.id = h.parent))"},
    {VERIFY_DOORS,
     "SELECT c.event FROM leg c JOIN account ca ON ca.id = c.account_id WHERE c.amount_minor > 0"
     " AND NOT EXISTS (SELECT 1 FROM leg d JOIN account da ON da.id = d.account_id"
     " WHERE d.book_id = c.book_id AND d.event = c.event AND d.amount_minor < 0"
     " AND da.currency = ca.currency AND (da.kind IN ('bank', 'transit')"
     " OR da.kind = 'hold' AND (ca.kind = 'available' AND ca.name IN (da.payer, da.payee)"
     " OR ca.parent = da.id OR da.purpose = 'suspense' OR ca.purpose = 'suspense'"
     " AND EXISTS (SELECT 1 FROM event u WHERE u.book_id = d.book_id AND u.number = d.event"
     " AND u.verb = 'unmatch') OR da.purpose = 'payout' AND (ca.kind = 'bank'"
     " OR ca.kind = 'transit' AND ca.name = 'unexplained')"
     " OR EXISTS (SELECT 1 FROM lien l WHERE l.beneficiary_id = ca.id AND (l.account_id = da.root"
     " OR l.account_id IN (SELECT m.beneficiary_id FROM lien m WHERE m.account_id = da.root)"
     " OR l.account_id IN (SELECT x.id FROM account x WHERE x.kind = 'available'"
     " AND x.name IN (da.payer, da.payee) AND x.currency = da.currency))))"
     " OR da.kind = 'available' AND (ca.kind = 'hold' AND (ca.payer = da.name"
     " OR ca.purpose = 'suspense') OR ca.kind = 'transit'"
     " OR EXISTS (SELECT 1 FROM lien l WHERE l.beneficiary_id = ca.id"
     " AND l.account_id = da.id))))"},
};

static bool has_row(struct pool *pool, const char *sql)
{
    struct stmt *q = NULL;
    bool is_found = false;
    pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
    pool_must(pool, stmt_step(q, &is_found, &pool->err));
    stmt_reset(q);
    return is_found;
}

/* ? is which row, # a number that may be that of another row or of none. */
static const char *const RANDOM_DAMAGE[] = {
    "UPDATE leg SET amount_minor = amount_minor + 1 + # WHERE event = ? AND position = 1",
    "UPDATE leg SET amount_minor = -amount_minor WHERE event = ? AND position = 1 + # % "
    "2",
    "UPDATE leg SET amount_minor = -amount_minor WHERE event = ?",
    "UPDATE leg SET balance_minor = balance_minor - # WHERE event = ? AND position = 2",
    "UPDATE leg SET account_id = # WHERE event = ? AND position = 1",
    "UPDATE leg SET account_id = # WHERE event = ? AND position = 2",
    "UPDATE leg SET position = position + 100, event = # WHERE event = ?",
    "UPDATE leg SET position = position + 100, event = # WHERE event = ? AND position = "
    "1",
    "UPDATE leg SET book_id = 2 WHERE event >= ?",
    "UPDATE leg SET book_id = 0 WHERE event = ? AND position = 2",
    "DELETE FROM leg WHERE event = ?",
    "DELETE FROM event WHERE number = ?",
    "UPDATE event SET number = number + 1000 WHERE number >= ?",
    "UPDATE event SET book_id = 2 WHERE number = ?",
    "UPDATE account SET id = id + 1000 WHERE id = ?",
    "UPDATE account SET book_id = 2 WHERE id = ?",
    "UPDATE account SET balance_minor = balance_minor + # WHERE id = ?",
    "UPDATE account SET payee = 'S-2' WHERE id = ?",
    "UPDATE account SET payer = NULL, payee = NULL WHERE id = ?",
    "UPDATE account SET name = 'S-2' WHERE id = ?",
    "UPDATE account SET root = # WHERE id = ?",
    "UPDATE account SET parent = # WHERE id = ?",
    "UPDATE account SET kind = 'available' WHERE id = ?",
    "UPDATE account SET kind = 'hold' WHERE id = ?",
    "UPDATE account SET purpose = 'payout' WHERE id = ?",
    "UPDATE account SET currency = 'USD' WHERE id = ?",
    "UPDATE lien SET account_id = # WHERE id = ?",
    "UPDATE lien SET beneficiary_id = # WHERE id = ?",
};
#define RANDOM_DAMAGE_COUNT ((int64_t)(sizeof RANDOM_DAMAGE / sizeof *RANDOM_DAMAGE))

static void write_damage(const char *form, int64_t row, int64_t other, char sql[SQL_BYTES])
{
    size_t used = 0;
    for (const char *at = form; *at != '\0' && used + 1 < SQL_BYTES; at++) {
        int64_t number = *at == '?' ? row : other;
        int bytes = *at == '?' || *at == '#'
                        ? snprintf(sql + used, SQL_BYTES - used, "%lld", (long long)number)
                        : snprintf(sql + used, SQL_BYTES - used, "%c", *at);
        used += (size_t)bytes;
    }
    assert_true(used + 1 < SQL_BYTES);
}

/* One row of events, accounts or liens. */
static void damage(struct pool *pool, struct random *random, char sql[SQL_BYTES])
{
    const char *form = RANDOM_DAMAGE[random_below(random, RANDOM_DAMAGE_COUNT)];
    const char *most = "SELECT max(number) FROM event";
    if (strstr(form, "UPDATE account") != NULL) {
        most = "SELECT max(id) FROM account";
    } else if (strstr(form, "UPDATE lien") != NULL) {
        most = "SELECT max(id) FROM lien";
    }
    int64_t last = pool_int(pool, most, NULL);
    write_damage(form, random_between(random, 1, last), random_between(random, 0, 25), sql);
    pool_must(pool, store_execute(pool->store, sql, &pool->err));
}

static void at_random_what_is_found_is_what_plain_sql_finds(void **state)
{
    struct random random = random_start("damage", 20261122);
    struct pool *pool = unguarded_pool();
    int64_t found[VERIFY_ROWS] = {0};
    char sql[2][SQL_BYTES];
    (void)state;
    int damages = random_histories(DAMAGES);
    for (int i = 0; i < damages; i++) {
        damage(pool, &random, sql[0]);
        damage(pool, &random, sql[1]);
        struct verify_row *rows = verified(pool);
        for (size_t p = 0; p < sizeof PLAIN / sizeof *PLAIN; p++) {
            const struct verify_row *row = &rows[PLAIN[p].index];
            bool is_broken = has_row(pool, PLAIN[p].sql);
            if (is_broken == row->holds) {
                fail_msg("%s: %s, said '%s' after: %s; %s", row->name,
                         is_broken ? "broken" : "not broken", row->first_breach, sql[0], sql[1]);
            }
            found[PLAIN[p].index] += is_broken;
        }
        mem_free(rows);
        mend(pool);
    }
    for (size_t p = 0; p < sizeof PLAIN / sizeof *PLAIN; p++) {
        assert_true(found[PLAIN[p].index] > 0 && found[PLAIN[p].index] < damages);
    }
    pool_verify(pool);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_breach_is_found_wherever_it_is_and_named),
        cmocka_unit_test(at_random_what_is_found_is_what_plain_sql_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
