/* Neither side of a match is used beyond its amount, by the database itself: raw SQL, and two
 * writers at once. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define MATCH(line, item, minor)                                                                   \
    "INSERT INTO match (id, line_id, item, amount_minor, event) SELECT max(id) + 1, " line         \
    ", '" item "', " minor ", 1 FROM match;"
#define LINE "(SELECT min(id) FROM line WHERE amount_minor = 10000)"
#define DEBIT "(SELECT min(id) FROM line WHERE amount_minor < 0)"
#define LATE_LINE                                                                                  \
    "INSERT INTO line (id, statement_id, account_id, file_line, day, position, amount_minor, "     \
    "text,"                                                                                        \
    " state, ground, event) SELECT 999, statement_id, account_id, 9, day, 999, 4, 'x', 'matched'," \
    " 'x', 1 FROM line WHERE id = " LINE

/* Lines of 100.00 and 50.00 in and 20.00 out, an order of 70.00, a batch, a payout and an expected
 * receipt; one match of 40.00. */
static struct pool *make(void)
{
    struct pool *pool = pool_new("bounds.db");
    struct item item = {.kind = ITEM_DEAL, .id = "O-1", .amount = cny(4000)};
    pool_deal(pool, "O-1", 7000, false);
    (void)pool_line(pool, 10000, NULL);
    (void)pool_line(pool, 5000, NULL);
    (void)pool_line(pool, -2000, NULL);
    (void)pool_line(pool, 4000, &item);
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    pool_must(pool, store_execute(
                        pool->store,
                        "INSERT INTO expect (ref, party, purpose, currency, amount_minor, event)"
                        " VALUES ('E-1', 'S-1', 'available', 'CNY', 3000, 1);"
                        "INSERT INTO batch (id, psp, currency, gross_minor, fee_minor, net_minor,"
                        " event) VALUES ('T-1', 'alipay', 'CNY', 3000, 0, 3000, 1);"
                        "INSERT INTO payout (id, party, currency, amount_minor, hold_id, state,"
                        " event) SELECT 'P-1', 'S-1', 'CNY', 1000, min(id), 'under way', 1"
                        " FROM account WHERE kind = 'hold'",
                        &pool->err));
    pool_must(pool, store_commit(pool->store, &pool->err));
    return pool;
}

/* Whether it was possible; what the database says where it was not. Nothing is kept. */
static bool is_possible(struct pool *pool, const char *sql, const char *said)
{
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    enum status status = store_execute(pool->store, sql, &pool->err);
    store_rollback(pool->store);
    char *all = mem_printf(pool->mem, "%s %s", pool->err.message, pool->err.detail);
    if (status != STATUS_OK && strstr(all, said) == NULL) {
        fail_msg("%s is refused for another reason: %s", sql, all);
    }
    return status == STATUS_OK;
}

static void raw_sql_matches_nothing_beyond_its_line_nor_its_item(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *said; /* NULL: it is within the bounds */
    } cases[] = {
        {MATCH(LINE, "available:B-1", "10000"), NULL},
        {MATCH(LINE, "available:B-1", "10001"), "a line is matched beyond its amount"},
        {MATCH(LINE, "available:B-1", "9999") MATCH(LINE, "available:S-1", "1"), NULL},
        {MATCH(LINE, "available:B-1", "9999") MATCH(LINE, "available:S-1", "2"),
         "a line is matched beyond its amount"},
        {MATCH(LINE, "available:B-1", "-1"), "a line is matched beyond its amount"},
        {MATCH(LINE, "available:B-1", "0"), "a line is matched beyond its amount"},
        {MATCH(DEBIT, "available:PLATFORM", "-2001"), "a line is matched beyond its amount"},
        {MATCH(LINE, "deal:O-1", "3000"), NULL},
        {MATCH(LINE, "deal:O-1", "3001"), "an item is matched beyond its amount"},
        {MATCH(LINE, "expect:E-1", "3001"), "an item is matched beyond its amount"},
        {MATCH(LINE, "batch:T-1", "3001"), "an item is matched beyond its amount"},
        {MATCH(LINE, "batch:T-1", "3000"), NULL},
        {MATCH(DEBIT, "payout:P-1", "-1001"), "an item is matched beyond its amount"},
        {MATCH(LINE, "payout:P-1", "1000") MATCH(DEBIT, "payout:P-1", "-1000"), NULL},
        {MATCH("999", "available:B-1", "5") LATE_LINE, "a line is matched beyond its amount"},
        {MATCH("999", "available:B-1", "4") LATE_LINE, NULL},
        {"UPDATE match SET amount_minor = 1", "what a line was matched to never changes"},
        {"UPDATE match SET item = 'deal:O-2'", "what a line was matched to never changes"},
        {"UPDATE match SET unmatched_event = 2; UPDATE match SET unmatched_event = NULL",
         "a match is taken back once"},
        {"DELETE FROM match", "a match is taken back, not deleted"},
        {"UPDATE line SET amount_minor = 99999", "the amount of a bank line never changes"},
    };
    struct pool *pool = make();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *said = cases[i].said;
        if (is_possible(pool, cases[i].sql, said ? said : "nothing") != (said == NULL)) {
            fail_msg("%s: %s", cases[i].sql, said ? "was possible" : "was refused");
        }
    }
    pool_free(pool);
}

/* What one writer has not kept yet the other does not see: it has to wait, whichever book's lock it
 * holds, and is refused then. */
static void of_two_writers_the_later_one_waits_and_is_refused(void **state)
{
    (void)state;
    static const char *const SQL = MATCH(LINE, "available:B-1", "6000");
    struct pool *pool = make();
    struct store *other;
    struct error err;
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &other, &pool->err));
    store_set_busy_timeout(other, 100);
    pool_must(pool, store_begin(pool->store, STORE_WRITER, 1, &pool->err));
    pool_must(pool, store_execute(pool->store, SQL, &pool->err));
    enum status status = store_begin(other, STORE_WRITER, 2, &err);
    status = status == STATUS_OK ? store_execute(other, SQL, &err) : status;
    assert_int_equal(status, STATUS_BUSY);
    store_rollback(other);
    pool_must(pool, store_commit(pool->store, &pool->err));
    pool_must(pool, store_begin(other, STORE_WRITER, 2, &pool->err));
    assert_int_not_equal(store_execute(other, SQL, &err), STATUS_OK);
    store_rollback(other);
    store_close(other);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_sql_matches_nothing_beyond_its_line_nor_its_item),
        cmocka_unit_test(of_two_writers_the_later_one_waits_and_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
