/* Rules beside what people decided: tried on it, and offered by it. */
#include "model/rule_offer.h"

#include "model/match.h"
#include "model/mem.h"
#include "model/rule_change.h"
#include "model/rule_history.h"
#include "model/rule_set.h"
#include "model/statement.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int64_t line_of(struct pool *pool, int64_t minor, const char *text)
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
        .day = 20697,
        .second = STATEMENT_NO_TIME,
        .position = id,
        .amount = cny(minor),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = text,
        .counterparty = "",
        .counterparty_account = "",
        .ground = "",
    };
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
    return id;
}

/* A person says what a line of that text is. */
static void decide(struct pool *pool, int64_t minor, const char *text, const char *item)
{
    char label[32];
    (void)snprintf(label, sizeof label, "line:%lld", (long long)line_of(pool, minor, text));
    struct match_terms terms = {.line = label, .item = item};
    pool_must(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err));
}

static size_t offers(struct pool *pool, struct rule_offer **out)
{
    size_t count = 0;
    pool_must(pool, book_begin_snapshot(pool->book, &pool->err));
    pool_must(pool, rule_offers(pool->book, pool->mem, out, &count, &pool->err));
    book_rollback(pool->book);
    return count;
}

static void order(struct pool *pool, int number, int64_t minor)
{
    pool_deal(pool, mem_printf(pool->mem, "O-%d", number), minor, false);
}

static void what_is_decided_three_times_alike_is_offered_and_taken_as_a_draft(void **state)
{
    (void)state;
    struct pool *pool = pool_new("offer.db");
    struct rule_offer *offered = NULL;
    order(pool, 100455, 10000);
    order(pool, 100456, 10000);
    order(pool, 100457, 10000);
    decide(pool, 10000, "Kundennr. 100455", "deal:O-100455");
    decide(pool, 10000, "kundennr 100456 danke", "deal:O-100456");
    assert_int_equal(offers(pool, &offered), 0);
    decide(pool, 10000, "KUNDENNR: 100457", "deal:O-100457");
    assert_int_equal(offers(pool, &offered), 1);
    assert_int_equal(offered[0].times, 3);
    pool_must(pool, rule_offer_take(pool->book, offered[0].name, pool_run(pool), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM rule", NULL), 1);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM rule_switch", NULL), 0);
    const char *name = offered[0].name;
    assert_int_equal(offers(pool, &offered), 0);
    assert_int_equal(rule_offer_take(pool->book, name, pool_run(pool), &pool->err),
                     STATUS_NOT_FOUND);
    struct rule_switching on = {name, true};
    pool_must(pool, rule_switch(pool->book, &on, pool_run(pool), &pool->err));
    pool_verify(pool);
    pool_free(pool);
}

static void a_charge_that_recurs_is_offered_with_any_number_in_it(void **state)
{
    (void)state;
    struct pool *pool = pool_new("charge.db");
    struct rule_offer *offered = NULL;
    struct rule *rule = NULL;
    pool_receive(pool, "PLATFORM", "available", 10000);
    decide(pool, -100, "Porto 09/2026", "charge");
    decide(pool, -100, "Porto 10/2026", "charge");
    decide(pool, -200, "Porto 11/2026", "charge");
    assert_int_equal(offers(pool, &offered), 1);
    pool_must(pool, rule_parse(pool->mem, "offered", 1, offered[0].text, &rule, &pool->err));
    assert_int_equal(rule->kind, RULE_HOUSE);
    assert_string_equal(rule->account, "charge");
    pool_free(pool);
}

static void what_a_rule_reads_already_is_not_offered(void **state)
{
    (void)state;
    struct pool *pool = pool_new("known.db");
    struct rule_offer *offered = NULL;
    for (int i = 0; i < RULE_OFFER_TIMES; i++) {
        order(pool, 100455 + i, 10000);
        decide(pool, 10000, mem_printf(pool->mem, "Ord.Nr %d", 100455 + i),
               mem_printf(pool->mem, "deal:O-%d", 100455 + i));
    }
    assert_int_equal(offers(pool, &offered), 0);
    pool_free(pool);
}

struct mistakes {
    size_t count;
    char would_be[64], is[64];
};

static enum status take(void *state, const struct rule_mistake *mistake, struct error *err)
{
    struct mistakes *mistakes = state;
    (void)err;
    mistakes->count++;
    (void)snprintf(mistakes->would_be, sizeof mistakes->would_be, "%s", mistake->would_be);
    (void)snprintf(mistakes->is, sizeof mistakes->is, "%s", mistake->is);
    return STATUS_OK;
}

static struct rule_outcome tried(struct pool *pool, const char *name, struct mistakes *mistakes)
{
    struct rule_set set;
    struct rule_outcome outcome;
    pool_must(pool, book_begin_snapshot(pool->book, &pool->err));
    pool_must(pool, rule_set_load(pool->book, pool->mem, &set, &pool->err));
    pool_must(pool, rule_history(pool->book, rule_set_find(&set, name, 0)->rule, &outcome, take,
                                 mistakes, &pool->err));
    book_rollback(pool->book);
    return outcome;
}

static void tried_on_history_a_rule_shows_its_mistakes(void **state)
{
    (void)state;
    struct pool *pool = pool_new("history.db");
    struct mistakes mistakes = {.count = 0};
    order(pool, 100455, 10000);
    order(pool, 100456, 10000);
    order(pool, 100457, 10000);
    decide(pool, 10000, "o 100455", "deal:O-100455");
    decide(pool, 10000, "o 100457, in truth for the other", "deal:O-100456");
    decide(pool, 10000, "thanks", "deal:O-100457");
    (void)line_of(pool, 10000, "o 100455"); /* which nobody has decided */
    struct rule_outcome outcome = tried(pool, "order-spelled", &mistakes);
    assert_int_equal(outcome.right, 1);
    assert_int_equal(outcome.wrong, 1);
    assert_int_equal(outcome.left, 1);
    assert_int_equal(mistakes.count, 1);
    assert_string_equal(mistakes.would_be, "deal:O-100457");
    assert_string_equal(mistakes.is, "deal:O-100456");
    pool_free(pool);
}

static void a_house_rule_is_tried_by_what_people_called_a_charge(void **state)
{
    (void)state;
    struct pool *pool = pool_new("house.db");
    struct mistakes mistakes = {.count = 0};
    pool_receive(pool, "PLATFORM", "available", 10000);
    order(pool, 100455, 10000);
    decide(pool, -100, "BANK CHARGES", "charge");
    decide(pool, 10000, "bank charges paid by me, order 100455", "deal:O-100455");
    struct rule_outcome outcome = tried(pool, "bank-charge", &mistakes);
    assert_int_equal(outcome.right, 1);
    assert_int_equal(outcome.wrong, 1);
    assert_string_equal(mistakes.would_be, "charge");
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_decided_three_times_alike_is_offered_and_taken_as_a_draft),
        cmocka_unit_test(a_charge_that_recurs_is_offered_with_any_number_in_it),
        cmocka_unit_test(what_a_rule_reads_already_is_not_offered),
        cmocka_unit_test(tried_on_history_a_rule_shows_its_mistakes),
        cmocka_unit_test(a_house_rule_is_tried_by_what_people_called_a_charge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
