/* planning.h - what the tests of importing share: plan a statement's text, apply it, ask the books.
 */
#ifndef TESTS_IMPORT_PLANNING_H
#define TESTS_IMPORT_PLANNING_H

#include "import/plan.h"
#include "model/mem.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HEADER "Date,Time,Bank reference,Text,Amount,Balance\n"

static inline struct plan_terms terms(void)
{
    return (struct plan_terms){.account = "ICBC-001", .profile = "generic"};
}

static inline struct plan *plan_with(struct pool *pool, const char *text,
                                     const struct plan_terms *terms)
{
    struct plan *plan = NULL;
    struct source source = {.name = "day.csv", .bytes = text, .size = strlen(text)};
    pool_must(pool, plan_make_source(pool->mem, pool->book, &source, terms, &plan, &pool->err));
    return plan;
}

static inline struct plan *plan_text(struct pool *pool, const char *text)
{
    struct plan_terms plain = terms();
    return plan_with(pool, text, &plain);
}

static inline void apply(struct pool *pool, struct plan *plan)
{
    pool_must(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
}

/* Plan and apply; the plan, to look at. */
static inline struct plan *import(struct pool *pool, const char *text)
{
    struct plan *plan = plan_text(pool, text);
    apply(pool, plan);
    return plan;
}

static inline void assert_new(const struct plan *plan, int new_lines, int duplicates)
{
    assert_int_equal(plan->counts.new_lines, new_lines);
    assert_int_equal(plan->counts.duplicate, duplicates);
}

static inline int64_t lines(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM line WHERE file_line > 0", NULL);
}

static inline int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

/* What the books say that the bank has. */
static inline int64_t mirror(struct pool *pool)
{
    return -pool_int(
        pool, "SELECT balance_minor FROM account WHERE kind = 'bank' AND currency = 'CNY'", NULL);
}

/* The stored balances in the order of the chain: "100 150 170". */
static inline const char *chain(struct pool *pool)
{
    struct stmt *q;
    bool has_row = true;
    char *text = mem_strdup(pool->mem, "");
    pool_must(pool, store_prepare(pool->store,
                                  "SELECT balance_minor / 100 FROM line WHERE file_line > 0"
                                  " ORDER BY day, position",
                                  &q, &pool->err));
    while (stmt_step(q, &has_row, &pool->err) == STATUS_OK && has_row) {
        text = mem_append(text, "%s%lld", text[0] != '\0' ? " " : "", (long long)stmt_int(q, 0));
    }
    stmt_reset(q);
    return text;
}

#endif
