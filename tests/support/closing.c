#include "tests/support/closing.h"

#include "model/day.h"
#include "model/mem.h"
#include "model/proposal.h"
#include "model/statement.h"
#include "tests/support/house.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct closing closing_in(struct pool *pool)
{
    house_let_in(pool, "bob", ROLE_FINANCE, NULL);
    return (struct closing){pool, house_enter(pool, "bob"), 0};
}

struct closing closing_new(const char *name)
{
    struct closing closing = closing_in(pool_new(name));
    closing.pool->now_us += TIME_US_PER_DAY;
    return closing;
}

/* Lines of later days have a balance that is so much more now. */
static void shift(struct closing *closing, int32_t day, int64_t minor)
{
    char *sql = mem_printf(closing->pool->mem,
                           "UPDATE line SET balance_minor = balance_minor + %lld WHERE day > %d",
                           (long long)minor, (int)day);
    pool_must(closing->pool, store_execute(closing->pool->store, sql, &closing->pool->err));
}

int64_t closing_line(struct closing *closing, int32_t day, int64_t minor)
{
    struct pool *pool = closing->pool;
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "day.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .first_day = day,
                                  .last_day = day,
                                  .proof = "closed"};
    int64_t id = 0;
    char *until = mem_printf(
        pool->mem, "SELECT coalesce(sum(amount_minor), 0) FROM line WHERE day <= %d", (int)day);
    int64_t before = pool_int(pool, until, NULL);
    closing->balance_minor += minor;
    shift(closing, day, minor);
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line row = {.statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
                                 .line = id,
                                 .account = "ICBC-001",
                                 .file_line = 1,
                                 .day = day,
                                 .second = STATEMENT_NO_TIME,
                                 .position = id,
                                 .amount = cny(minor),
                                 .balance_minor = before + minor,
                                 .reference = "",
                                 .text = "a line",
                                 .ground = "bears no reference that is known"};
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
    return id;
}

enum status closing_propose(struct closing *closing, int32_t day)
{
    char date[TIME_TEXT_BYTES];
    struct pool *pool = closing->pool;
    const struct day_terms terms = {"ICBC-001", date_format(day, date), NULL};
    return day_close(pool->book, &terms, pool_run(pool), &pool->err);
}

enum status closing_close(struct closing *closing, int32_t day)
{
    struct pool *pool = closing->pool;
    enum status status = closing_propose(closing, day);
    if (status != STATUS_OK) {
        return status;
    }
    char *last = mem_printf(pool->mem, "%lld",
                            (long long)pool_int(pool, "SELECT max(id) FROM proposal", NULL));
    const struct proposal_step step = {.proposal = last};
    return proposal_approve(closing->bob, &step, pool_run(pool), &pool->err);
}

int64_t closing_count(struct closing *closing, const char *sql)
{
    return pool_int(closing->pool, sql, NULL);
}
