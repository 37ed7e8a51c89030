/* A later version of a pack holds once it was adopted, from its day on, as its event says it. */
#include "model/policy_adopt.h"

#include "model/deal.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/proposal.h"
#include "model/time.h"
#include "model/verify.h"
#include "tests/support/packs.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DAY TIME_US_PER_DAY
#define DAYS_TO_COME 30

static char *with(struct pool *pool, const char *text, const char *key, const char *line)
{
    return packs_with(pool->mem, text, key, line);
}

/* That version of a pack, which holds from so many days after the pool's first on. */
static char *version(struct pool *pool, const char *pack, int number, int days)
{
    char day[TIME_TEXT_BYTES];
    (void)date_format((int32_t)(POOL_NOW_US / DAY) + days, day);
    return packs_version(pool->mem, pack, number, day);
}

/* One in which orders wait a day and a half to be shipped. */
static char *second(struct pool *pool)
{
    return with(pool, version(pool, "default", 2, DAYS_TO_COME), "hold.sale.ship_by",
                "hold.sale.ship_by = 36h | our own choice | unreviewed");
}

static enum status adopt(struct pool *pool, struct book *book, const char *text)
{
    struct policy_adoption adoption = {.text = text};
    struct run *run = pool_run(pool);
    return policy_adopt(book, &adoption, run, &pool->err);
}

static void what_was_adopted_holds_from_its_day_on_and_not_before(void **state)
{
    struct pool *pool = pool_new("adopt.db");
    int64_t was_us = book_policy(pool->book)->ship_by_us;
    (void)state;
    pool_must(pool, adopt(pool, pool->book, second(pool)));
    pool->now_us += DAYS_TO_COME * DAY - 1;
    pool_must(pool, book_begin(pool->book, &pool->err));
    assert_int_equal(book_policy(pool->book)->ship_by_us, was_us);
    book_rollback(pool->book);
    pool->now_us += 1;
    assert_string_equal(book_policy(pool->book)->name, "default-2");
    assert_int_equal(book_policy(pool->book)->ship_by_us, 36 * DAY / 24);
    pool_verify(pool);
    pool_free(pool);
}

static void a_book_that_is_open_has_it_by_its_next_step(void **state)
{
    struct pool *pool = pool_new("open.db");
    struct book *other;
    struct store *store;
    const struct policy *policy;
    (void)state;
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &store, &pool->err));
    pool_must(pool, book_open(pool->mem, store, book_operator(pool->book),
                              clock_fixed(&pool->now_us), &other, &pool->err));
    pool_must(pool, adopt(pool, pool->book, second(pool)));
    assert_int_equal(book_policy_named(other, "default-2", &policy, &pool->err),
                     STATUS_UNSUPPORTED);
    pool_must(pool, book_begin_snapshot(other, &pool->err));
    book_rollback(other);
    pool_must(pool, book_policy_named(other, "default-2", &policy, &pool->err));
    assert_int_equal(policy->ship_by_us, 36 * DAY / 24);
    store_close(store);
    pool_free(pool);
}

static void a_deal_stays_under_the_version_of_its_day(void **state)
{
    struct pool *pool = pool_new("stays.db");
    (void)state;
    pool_deal(pool, "O-1", 1000, false);
    pool_must(pool, adopt(pool, pool->book, second(pool)));
    pool->now_us += DAYS_TO_COME * DAY;
    pool_deal(pool, "O-2", 1000, false);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM deal WHERE id = 'O-1' AND policy = 'default-1'"
                              " OR id = 'O-2' AND policy = 'default-2'",
                              NULL),
                     2);
    pool_free(pool);
}

static void refused(struct pool *pool, const char *text, enum status status, const char *said)
{
    assert_int_equal(adopt(pool, pool->book, text), status);
    if (strstr(pool->err.message, said) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", pool->err.message, said);
    }
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM adopted_policy", NULL), 0);
}

static void what_would_change_what_holds_already_is_refused(void **state)
{
    struct pool *pool = pool_new("refused.db");
    (void)state;
    refused(pool, version(pool, "default", 1, DAYS_TO_COME), STATUS_CONFLICT,
            "there is default-1 already");
    refused(pool, version(pool, "default", 2, 0), STATUS_INVALID, "which is past");
    refused(pool, version(pool, "us", 2, DAYS_TO_COME), STATUS_INVALID, "no version of default");
    refused(pool, with(pool, second(pool), "dispute.max", NULL), STATUS_INVALID,
            "dispute.max is missing");
    refused(pool, with(pool, second(pool), "dispute.max", "dispute.max = soon | ours | unreviewed"),
            STATUS_INVALID, "dispute.max");
    char *large = mem_zeroed(pool->mem, POLICY_TEXT_BYTES_MAX + 2, "text");
    memset(large, ';', POLICY_TEXT_BYTES_MAX + 1);
    refused(pool, large, STATUS_LIMIT, "at most 65536 bytes");
    pool_free(pool);
}

static void the_next_one_holds_after_it(void **state)
{
    struct pool *pool = pool_new("next.db");
    (void)state;
    pool_must(pool, adopt(pool, pool->book, second(pool)));
    assert_int_equal(adopt(pool, pool->book, version(pool, "default", 3, DAYS_TO_COME)),
                     STATUS_INVALID);
    assert_non_null(strstr(pool->err.message, "not after default-2"));
    pool_must(pool, adopt(pool, pool->book, version(pool, "default", 3, DAYS_TO_COME + 1)));
    pool_verify(pool);
    pool_free(pool);
}

/* As the pack has it; and what it changes is what its preview rests on. */
static void another_administrator_has_to_agree_to_it(void **state)
{
    struct pool *pool = pool_new_under("eyes.db", "cn");
    struct operator_terms bob = {.login = "bob", .roles = ROLE_ADMIN};
    struct book *his;
    struct run *run = pool_run(pool);
    const struct policy_value *value;
    (void)state;
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &his,
                              &pool->err));
    char *text = with(pool, version(pool, "cn", 2, DAYS_TO_COME), "award.minimum.food",
                      "award.minimum.food = CNY 2000.00 | our own choice | unreviewed");
    pool_must(pool, adopt(pool, pool->book, text));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM adopted_policy", NULL), 0);
    struct proposal_step step = {.proposal = "1"};
    assert_int_equal(proposal_approve(pool->book, &step, pool_run(pool), &pool->err),
                     STATUS_DENIED);
    pool_must(pool, proposal_approve(his, &step, run, &pool->err));
    value = &run->posting->basis[0];
    assert_string_equal(value->key, "award.minimum.food");
    assert_string_equal(value->value, "CNY 2000.00, was CNY 1000.00");
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM adopted_policy WHERE name = 'cn-2'", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

/* Adopted by an earlier program, which asked for less of a pack. */
static void a_figure_that_was_not_asked_for_yet_is_as_before(void **state)
{
    struct pool *pool = pool_new("earlier.db");
    const struct policy *policy;
    (void)state;
    char *text = with(pool, second(pool), "appeal.window", NULL);
    pool_must(pool, policy_parse_after(pool->mem, "p", text, book_policy(pool->book), &policy,
                                       &pool->err));
    assert_int_equal(policy->appeal.us, book_policy(pool->book)->appeal.us);
    assert_string_equal(policy_value_of(policy, "appeal.window")->value,
                        policy_value_of(book_policy(pool->book), "appeal.window")->value);
    text = with(pool, text, "pack.law", NULL);
    assert_int_equal(
        policy_parse_after(pool->mem, "p", text, book_policy(pool->book), &policy, &pool->err),
        STATUS_INVALID);
    pool_free(pool);
}

static void found(struct pool *pool, const char *damage, const char *said)
{
    struct verify_row *rows = NULL;
    size_t count = 0;
    pool_must(pool, store_execute(pool->store, damage, &pool->err));
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_false(rows[VERIFY_POLICIES].holds);
    assert_string_equal(rows[VERIFY_POLICIES].first_breach, said);
}

static void whoever_changes_what_was_adopted_is_found(void **state)
{
    struct pool *pool = pool_new("found.db");
    (void)state;
    pool_must(pool, adopt(pool, pool->book, second(pool)));
    assert_int_not_equal(
        store_execute(pool->store, "UPDATE adopted_policy SET text = ''", &pool->err), STATUS_OK);
    assert_int_not_equal(store_execute(pool->store, "DELETE FROM adopted_policy", &pool->err),
                         STATUS_OK);
    pool_unguard(pool);
    found(pool, "UPDATE adopted_policy SET text = replace(text, '36h', '90h')",
          "policy:default-2 is not what its event says");
    found(pool, "UPDATE adopted_policy SET text = replace(text, '90h', '36h'), name = 'default-3'",
          "policy:default-3 was adopted by no event");
    found(pool, "DELETE FROM adopted_policy", "policy:default-2 was adopted, and is not there");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_adopted_holds_from_its_day_on_and_not_before),
        cmocka_unit_test(a_book_that_is_open_has_it_by_its_next_step),
        cmocka_unit_test(a_deal_stays_under_the_version_of_its_day),
        cmocka_unit_test(what_would_change_what_holds_already_is_refused),
        cmocka_unit_test(the_next_one_holds_after_it),
        cmocka_unit_test(another_administrator_has_to_agree_to_it),
        cmocka_unit_test(a_figure_that_was_not_asked_for_yet_is_as_before),
        cmocka_unit_test(whoever_changes_what_was_adopted_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
