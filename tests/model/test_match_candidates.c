/* What a line of the bank may be: what is suggested, and what it costs to find it. */
#include "model/expect.h"
#include "model/item.h"
#include "model/match.h"
#include "model/mem.h"
#include "tests/support/place.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void candidates_are_all_items_that_the_text_names(void **state)
{
    (void)state;
    struct pool *pool = pool_new("candidates.db");
    const char *found = NULL;
    struct expect expect = {"O-1", "S-1", "available", cny(10000)};
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
    pool_must(pool, match_candidates(pool->book, pool->mem, "O-1", "订单O-1货款 O-2 O-1", &found,
                                     &pool->err));
    assert_string_equal(found, "deal:O-1,expect:O-1");
    pool_must(pool, match_candidates(pool->book, pool->mem, NULL, "nothing", &found, &pool->err));
    assert_string_equal(found, "");
    pool_free(pool);
}

/* However many items are open: SQLite tells how it goes about it. */
static void a_suggestion_is_one_question_that_is_answered_by_keys(void **state)
{
    (void)state;
    struct pool *pool = pool_new("suggestion.db");
    const char *found = NULL;
    struct stmt *q;
    bool has_step = true;
    int steps = 0;
    pool_deal(pool, "O-1", 10000, false);
    int64_t before = store_questions(pool->store);
    pool_must(pool, match_candidates(pool->book, pool->mem, "O-1", "订单O-1货款 O-2", &found,
                                     &pool->err));
    assert_string_equal(found, "deal:O-1");
    assert_int_equal(store_questions(pool->store) - before, 1);
    if (place_is_sqlite()) {
        const char *sql = mem_printf(pool->mem, "EXPLAIN QUERY PLAN %s", item_look_up_sql);
        pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
        stmt_bind_text(q, 1, "[\"O-1\"]");
        stmt_bind_int(q, 2, 0);
        while (pool_must(pool, stmt_step(q, &has_step, &pool->err)), has_step) {
            const char *step = stmt_text(q, 3);
            steps += strncmp(step, "SEARCH ", 7) == 0;
            assert_true(strncmp(step, "SCAN ", 5) != 0 || strstr(step, "json_each") != NULL);
        }
        assert_true(steps >= 4); /* the four kinds */
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(candidates_are_all_items_that_the_text_names),
        cmocka_unit_test(a_suggestion_is_one_question_that_is_answered_by_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
