/* What a bank line may be, ranked for a person, with what speaks for each candidate and against. */
#include "model/suggest.h"

#include "model/expect.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/payout.h"
#include "model/statement.h"
#include "model/suggest_ask.h"
#include "tests/support/place.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define POOL_DAY ((int32_t)(POOL_NOW_US / TIME_US_PER_DAY))

struct words {
    int64_t minor;
    const char *text, *counterparty, *account;
    int32_t day; /* after the pool's */
};

/* A line of unknown money, as importing posts it. */
static int64_t line_of(struct pool *pool, const struct words *words)
{
    int64_t id = 0;
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "day.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .proof = "none"};
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line row = {
        .statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
        .line = id,
        .account = "ICBC-001",
        .file_line = 1,
        .day = POOL_DAY + words->day,
        .second = STATEMENT_NO_TIME,
        .position = id,
        .amount = cny(words->minor),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = words->text,
        .counterparty = words->counterparty != NULL ? words->counterparty : "",
        .counterparty_account = words->account != NULL ? words->account : "",
        .ground = "",
    };
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
    return id;
}

static size_t suggest(struct pool *pool, int64_t line, struct suggestion **out)
{
    size_t count = 0;
    pool_must(pool, suggest_for_line(pool->book, pool->mem, line, out, &count, &pool->err));
    assert_true(count <= SUGGESTIONS_MAX);
    return count;
}

static bool says(const char *const *reasons, const char *text)
{
    for (; *reasons != NULL; reasons++) {
        if (strcmp(*reasons, text) == 0) {
            return true;
        }
    }
    return false;
}

static void what_the_text_names_comes_first_and_weighs_most(void **state)
{
    (void)state;
    struct pool *pool = pool_new("named.db");
    struct suggestion *found;
    pool_deal(pool, "O-1", 10000, false);
    pool_deal(pool, "O-2", 10000, false);
    int64_t line = line_of(pool, &(struct words){10000, "for O-2 please", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 2);
    assert_string_equal(found[0].item, "deal:O-2");
    assert_int_equal(found[0].score, SUGGEST_SCORE_MAX);
    assert_int_equal(found[0].left.minor, 10000);
    assert_true(says(found[0].speaks_for, "bears O-2"));
    assert_true(says(found[0].speaks_for, "the same amount"));
    assert_true(says(found[0].speaks_against, "1 other is of the same amount"));
    assert_string_equal(found[1].item, "deal:O-1");
    assert_true(found[1].score < 20);
    pool_free(pool);
}

static void an_item_that_is_named_but_does_not_fit_says_why(void **state)
{
    (void)state;
    struct pool *pool = pool_new("unfit.db");
    struct suggestion *found;
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 7500, false);
    int64_t line = line_of(pool, &(struct words){10000, "O-1 or O-2", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 2);
    assert_string_equal(found[0].item, "deal:O-1");
    assert_int_equal(found[0].left.minor, 0);
    assert_true(says(found[0].speaks_against, "is paid already"));
    assert_string_equal(found[1].item, "deal:O-2");
    assert_int_equal(found[1].left.minor, 7500);
    assert_true(says(found[1].speaks_against, "is of CNY 75.00"));
    line = line_of(pool, &(struct words){-7500, "O-2", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 1);
    assert_true(says(found[0].speaks_against, "is money in"));
    assert_int_equal(found[0].left.minor, 0);
    pool_free(pool);
}

static void a_name_speaks_for_and_an_order_after_the_line_against(void **state)
{
    (void)state;
    struct pool *pool = pool_new("names.db");
    struct suggestion *found;
    pool_deal(pool, "O-1", 10000, false);
    int64_t before = line_of(pool, &(struct words){10000, "thanks", "buyer one", NULL, -1});
    int64_t line = line_of(pool, &(struct words){10000, "thanks", NULL, NULL, 0});
    char *name = mem_strdup(pool->mem, "");
    struct stmt *q;
    bool has_row = false;
    pool_must(pool, store_prepare(pool->store, "SELECT name FROM party WHERE id = 'B-1'", &q,
                                  &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    name = mem_append(name, "%s", stmt_text(q, 0));
    stmt_reset(q);
    assert_int_equal(suggest(pool, line, &found), 1);
    int bare = found[0].score;
    line = line_of(pool, &(struct words){10000, "thanks", name, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 1);
    assert_true(says(found[0].speaks_for, "its party is named like the counterparty"));
    assert_true(found[0].score > bare);
    assert_int_equal(suggest(pool, before, &found), 1);
    assert_true(says(found[0].speaks_against, "is younger than the line"));
    pool_free(pool);
}

static void a_payout_is_known_by_where_it_went(void **state)
{
    (void)state;
    struct pool *pool = pool_new("account.db");
    struct suggestion *found;
    pool_earn(pool, "S-1", 30000);
    struct payout first = {.id = "P-1", .party = "S-1", .to = "DE12 3456", .amount = cny(5000)};
    struct payout second = {.id = "P-2", .party = "S-1", .to = "DE99 0000", .amount = cny(5000)};
    pool_must(pool, payout_request(pool->book, &first, pool_run(pool), &pool->err));
    pool_must(pool, payout_request(pool->book, &second, pool_run(pool), &pool->err));
    int64_t line = line_of(pool, &(struct words){-5000, "transfer", NULL, "DE99 0000", 0});
    assert_int_equal(suggest(pool, line, &found), 2);
    assert_string_equal(found[0].item, "payout:P-2");
    assert_true(says(found[0].speaks_for, "goes to the account of its counterparty"));
    assert_string_equal(found[1].item, "payout:P-1");
    assert_true(found[0].score > found[1].score);
    pool_free(pool);
}

static void what_rules_read_is_among_them(void **state)
{
    (void)state;
    struct pool *pool = pool_new("read.db");
    struct suggestion *found;
    pool_deal(pool, "O-100455", 10000, false);
    pool_deal(pool, "O-100456", 10000, false);
    int64_t line = line_of(pool, &(struct words){10000, "Ord.Nr 100456", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 2);
    assert_string_equal(found[0].item, "deal:O-100456");
    assert_true(says(found[0].speaks_for, "rule order-named reads O-100456"));
    assert_true(found[0].score > found[1].score);
    line = line_of(pool, &(struct words){-1200, "BANK CHARGES", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 1);
    assert_string_equal(found[0].item, "charge");
    assert_true(says(found[0].speaks_for, "rule bank-charge"));
    line = line_of(pool, &(struct words){1200, "BANK CHARGES", NULL, NULL, 0});
    assert_int_equal(suggest(pool, line, &found), 0);
    pool_free(pool);
}

static void nothing_is_suggested_for_what_is_matched_or_unknown(void **state)
{
    (void)state;
    struct pool *pool = pool_new("nothing.db");
    struct suggestion *found;
    size_t count = 1;
    pool_deal(pool, "O-1", 10000, false);
    int64_t line = line_of(pool, &(struct words){10000, "O-1", NULL, NULL, 0});
    struct match_terms terms = {.line = "line:1", .item = "deal:O-1"};
    assert_int_equal(suggest(pool, line, &found), 1);
    pool_must(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err));
    assert_int_equal(suggest(pool, line, &found), 0);
    assert_int_equal(suggest_for_line(pool->book, pool->mem, 99, &found, &count, &pool->err),
                     STATUS_NOT_FOUND);
    assert_string_equal(pool->err.message, "there is no line:99");
    assert_int_equal(count, 0);
    pool_free(pool);
}

/* A hundred thousand orders over five hundred prices. */
#define GROW_SQL                                                                                   \
    "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n"              \
    " WHERE i < 100000) INSERT INTO deal (id, mode, buyer, seller, category, currency,"            \
    " price_minor, fee_minor, period_us, hold_id, ordered_us, policy) SELECT 'N-' || n.i, d.mode," \
    " d.buyer, d.seller, d.category, d.currency, 100 + n.i % 500, 0, d.period_us, d.hold_id,"      \
    " d.ordered_us - n.i, d.policy FROM n, deal d WHERE d.id = 'O-1'"

static char *plan_of(struct pool *pool, bool is_in)
{
    struct stmt *q;
    bool has_row = false;
    char *plan = mem_strdup(pool->mem, "");
    char *sql =
        mem_printf(pool->mem, "%s%s", place_is_sqlite() ? "EXPLAIN QUERY PLAN " : "EXPLAIN ",
                   suggest_ask_alike_sql(is_in));
    pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
    stmt_bind_text(q, 1, "CNY");
    stmt_bind_int(q, 2, is_in ? 150 : -150);
    stmt_bind_int(q, 3, SUGGEST_ALIKE_MAX);
    if (is_in) {
        stmt_bind_int(q, 4, POOL_NOW_US);
    }
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    while (has_row) {
        plan = mem_append(plan, "%s\n", stmt_text(q, place_is_sqlite() ? 3 : 0));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
    return plan;
}

static void among_many_items_the_amount_is_found_by_an_index(void **state)
{
    (void)state;
    struct pool *pool = pool_new("many.db");
    struct suggestion *found;
    pool_deal(pool, "O-1", 10000, false);
    pool_must(pool, store_execute(pool->store, GROW_SQL, &pool->err));
    pool_must(pool, store_execute(pool->store, "ANALYZE", &pool->err));
    char *plan = plan_of(pool, true);
    if (strstr(plan, "deal_open_price") == NULL || strstr(plan, "Seq Scan on deal") != NULL ||
        strstr(plan, "SCAN d") != NULL || strstr(plan, "ORDER BY") != NULL) {
        fail_msg("%s", plan);
    }
    if (place_is_sqlite()) { /* the server reads a table of one page whole, and may */
        assert_non_null(strstr(plan, "expect_open_amount"));
        assert_non_null(strstr(plan, "batch_open_net"));
        assert_non_null(strstr(plan_of(pool, false), "payout_open_amount"));
    }
    int64_t line = line_of(pool, &(struct words){150, "thanks", NULL, NULL, 0});
    int64_t before = store_questions(pool->store);
    assert_int_equal(suggest(pool, line, &found), SUGGESTIONS_MAX);
    assert_true(store_questions(pool->store) - before < 12 + SUGGESTIONS_MAX);
    assert_true(says(found[0].speaks_against, "at least 63 others are of the same amount"));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_text_names_comes_first_and_weighs_most),
        cmocka_unit_test(an_item_that_is_named_but_does_not_fit_says_why),
        cmocka_unit_test(a_name_speaks_for_and_an_order_after_the_line_against),
        cmocka_unit_test(a_payout_is_known_by_where_it_went),
        cmocka_unit_test(what_rules_read_is_among_them),
        cmocka_unit_test(nothing_is_suggested_for_what_is_matched_or_unknown),
        cmocka_unit_test(among_many_items_the_amount_is_found_by_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
