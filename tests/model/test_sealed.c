/* Where payouts go and what bank lines say of their counterparties: in no event, sealed in the
 * chain, masked in lists, shown by an event, erased in its time; and verify tells who tampers. */
#include "model/erase.h"
#include "model/erase_lines.h"
#include "model/line.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/payout.h"
#include "model/reveal.h"
#include "model/rights.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "model/view.h"
#include "tests/support/house.h"
#include "tests/support/place.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define IBAN "XX42 0001 0002 0003 4567"
#define KEEP_US (1827 * TIME_US_PER_DAY)   /* as the default pack says */
#define SUSPENSE_US (30 * TIME_US_PER_DAY) /* more than the default pack's */
#define EVENTS_WITH "SELECT count(*) FROM event WHERE body LIKE $1"

static struct pool *make(const char *name)
{
    struct pool *pool = pool_new(name);
    pool_earn(pool, "S-1", 100000);
    return pool;
}

static void pay(struct pool *pool, const char *id, const char *to)
{
    struct payout payout = {.id = id, .party = "S-1", .to = to, .amount = cny(1000)};
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
}

/* What a list has in a column of the row with this id, for who works with the book. */
static const char *shown(struct pool *pool, struct book *book, const char *view, const char *id,
                         const char *column)
{
    struct view_query query = {.view = view_find(view), .sort = -1};
    struct view_cursor *cursor = NULL;
    struct view_row row;
    pool_must(pool, view_open(pool->mem, book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, id, &row, &pool->err));
    return row.cells[view_column(query.view, column)].text;
}

static const char *line_id(struct pool *pool, int64_t line)
{
    return mem_printf(pool->mem, "line:%lld", (long long)line);
}

/* ---- payouts ---- */

static void no_event_has_where_a_payout_goes(void **state)
{
    struct pool *pool = make("to.db");
    char *value = NULL;
    (void)state;
    pay(pool, "P-1", IBAN);
    pay(pool, "P-2", IBAN);
    pay(pool, "P-3", NULL);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%4567%"), 0);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%\"to\":\"sha256:%"), 2);
    assert_int_equal(pool_int(pool, "SELECT count(DISTINCT hash) FROM personal", NULL), 2);
    assert_string_equal(shown(pool, pool->book, "payouts", "payout:P-1", "to"), "****4567");
    assert_null(shown(pool, pool->book, "payouts", "payout:P-3", "to"));
    pool_must(pool, personal_destination(pool->book, pool->mem, "P-1", &value, &pool->err));
    assert_string_equal(value, IBAN);
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_proposed_has_a_seal_too_and_goes_where_it_was_proposed_to(void **state)
{
    struct house house = house_new();
    struct pool *pool = house.pool;
    struct payout payout = {.party = "S-1", .to = IBAN, .amount = cny(LARGE)};
    char *value = NULL;
    (void)state;
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    assert_int_equal(house_payouts(pool), 0);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%4567%"), 0);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM proposal WHERE request LIKE $1", "%4567%"), 0);
    pool_verify(pool);
    pool_must(pool, house_approve(pool, house.bob, "1"));
    assert_int_equal(house_payouts(pool), 1);
    const char *id = shown(pool, pool->book, "payouts",
                           mem_printf(pool->mem, "payout:PO-%06lld",
                                      (long long)pool_int(pool, "SELECT event FROM payout", NULL)),
                           "payout");
    pool_must(pool, personal_destination(pool->book, pool->mem, id, &value, &pool->err));
    assert_string_equal(value, IBAN);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%4567%"), 0);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM personal WHERE kind = $1", PERSONAL_DESTINATION), 2);
    pool_verify(pool);
    house_free(&house);
}

static enum status reveal_payout(struct pool *pool, const char *id, char **value)
{
    const struct reveal reveal = {id, "the bank asks", value};
    return reveal_destination(pool->book, &reveal, pool_run(pool), &pool->err);
}

static void where_a_payout_goes_is_shown_while_it_is_under_way(void **state)
{
    struct pool *pool = make("way.db");
    char *value = NULL;
    (void)state;
    pay(pool, "P-1", IBAN);
    pay(pool, "P-3", NULL);
    pool_must(pool, reveal_payout(pool, "P-1", &value));
    assert_string_equal(value, IBAN);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE verb = $1"
                              " AND context = 'party:S-1' AND subject = 'payout:P-1'",
                              "reveal payout"),
                     1);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%4567%"), 0);
    pool_refuses(pool, reveal_payout(pool, "P-3", &value));
    assert_non_null(strstr(pool->err.message, "no destination of payout:P-3"));
    pool_must(pool, store_execute(pool->store, "UPDATE payout SET state = 'paid'", &pool->err));
    pool_refuses(pool, reveal_payout(pool, "P-1", &value));
    assert_non_null(strstr(pool->err.message, "no case of payout:P-1 is open"));
    assert_null(value);
    pool_free(pool);
}

static void who_changes_where_a_payout_went_is_found(void **state)
{
    struct pool *pool = make("moved.db");
    (void)state;
    pay(pool, "P-1", IBAN);
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE personal SET value = 'mine'",
               "UPDATE personal SET value = '" IBAN "'",
               "the destination of party:S-1 is not what its event says");
    pool_finds(pool, 6, "UPDATE personal SET party = 'S-2'", "UPDATE personal SET party = 'S-1'",
               "the destination of party:S-2 is of no event of it");
    pool_must(pool, store_execute(pool->store, "DELETE FROM personal", &pool->err));
    pool_finds(pool, 6, "SELECT 1", "SELECT 1", "gave a destination that is not there");
    pool_free(pool);
}

static void where_payouts_went_is_erased_with_their_party(void **state)
{
    struct pool *pool = make("erase.db");
    const struct erasure erasure = {"S-2", "asked for"};
    struct payout payout = {.id = "P-9", .party = "S-2", .to = IBAN, .amount = cny(1000)};
    (void)state;
    pool_earn(pool, "S-2", 1000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_refuses(pool, erase_party(pool->book, &erasure, pool_run(pool), &pool->err));
    assert_non_null(strstr(pool->err.message, "still needed"));
    const struct item item = {.kind = ITEM_PAYOUT, .id = "P-9"};
    (void)pool_line(pool, -1000, &item);
    pool->now_us += KEEP_US + TIME_US_PER_DAY;
    pool_must(pool, erase_party(pool->book, &erasure, pool_run(pool), &pool->err));
    assert_string_equal(shown(pool, pool->book, "payouts", "payout:P-9", "to"), "erased");
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM personal WHERE value IS NOT NULL", NULL),
                     0);
    pool_verify(pool);
    pool_free(pool);
}

/* ---- lines ---- */

static void no_event_has_what_a_line_says(void **state)
{
    struct pool *pool = make("words.db");
    (void)state;
    (void)pool_line(pool, 500, NULL);
    (void)pool_line(pool, 500, NULL);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%a line%"), 0);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%neighbour%"), 0);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%3333%"), 0);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%\"seal\":\"sha256:%"), 2);
    assert_int_equal(pool_int(pool, "SELECT count(DISTINCT salt) FROM line", NULL), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void finance_sees_what_an_unexplained_line_says_and_others_do_not(void **state)
{
    static const char *const lists[] = {"lines", "suspense"};
    struct pool *pool = make("seen.db");
    const char *id = line_id(pool, pool_line(pool, 500, NULL));
    (void)state;
    house_let_in(pool, "fin", ROLE_FINANCE, NULL);
    house_let_in(pool, "ops", ROLE_OPERATIONS | ROLE_SUPPORT | ROLE_AUDITOR | ROLE_ADMIN, NULL);
    struct book *fin = house_enter(pool, "fin");
    struct book *ops = house_enter(pool, "ops");
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(shown(pool, fin, lists[i], id, "text"), "a line");
        assert_string_equal(shown(pool, fin, lists[i], id, "counterparty"), POOL_COUNTERPARTY);
        assert_string_equal(shown(pool, fin, lists[i], id, "counterparty_account"),
                            POOL_COUNTERPARTY_ACCOUNT);
        assert_string_equal(shown(pool, ops, lists[i], id, "text"), "****");
        assert_string_equal(shown(pool, ops, lists[i], id, "counterparty"), "****");
        assert_string_equal(shown(pool, ops, lists[i], id, "counterparty_account"), "****3333");
    }
    struct match_terms terms = {.line = id, .item = "available:S-2"};
    pool_must(pool, match_make(fin, &terms, pool_run(pool), &pool->err));
    assert_string_equal(shown(pool, fin, "lines", id, "text"), "****");
    assert_string_equal(shown(pool, fin, "lines", id, "counterparty_account"), "****3333");
    pool_free(pool);
}

static enum status read_line(struct pool *pool, struct book *book, const char *id, char **value)
{
    const struct reveal reveal = {id, "the buyer asks", value};
    return reveal_line(book, &reveal, pool_run(pool), &pool->err);
}

static void a_matched_line_is_shown_while_it_is_young_or_a_case_of_its_party_is_open(void **state)
{
    struct pool *pool = make("reveal.db");
    char *value = NULL;
    (void)state;
    pool_deal(pool, "O-1", 5000, false);
    const struct item item = {.kind = ITEM_DEAL, .id = "O-1"};
    const char *id = mem_printf(pool->mem, "%lld", (long long)pool_line(pool, 5000, &item));
    const char *open = mem_printf(pool->mem, "%lld", (long long)pool_line(pool, 700, NULL));
    pool_must(pool, read_line(pool, pool->book, id, &value));
    assert_string_equal(value, "a line / " POOL_COUNTERPARTY " / " POOL_COUNTERPARTY_ACCOUNT);
    pool->now_us += SUSPENSE_US;
    pool_refuses(pool, read_line(pool, pool->book, id, &value));
    assert_non_null(strstr(pool->err.message, "is open"));
    assert_null(value);
    pool_must(pool, read_line(pool, pool->book, open, &value)); /* is in suspense still */
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, read_line(pool, pool->book, id, &value));
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%\"case\":\"complaint:C-1\"%\"kind\":\"text\"%"),
                     1);
    assert_int_equal(pool_int(pool, EVENTS_WITH, "%neighbour%"), 0);
    pool_must_be(pool, read_line(pool, pool->book, "x", &value), STATUS_INVALID, "no number");
    pool_refuses(pool, read_line(pool, pool->book, "99", &value));
    pool_verify(pool);
    pool_free(pool);
}

static void the_database_lets_nobody_change_what_a_line_says(void **state)
{
    static const char *const tries[] = {
        "UPDATE line SET text = 'x'",
        "UPDATE line SET counterparty = 'x'",
        "UPDATE line SET counterparty_account = NULL",
        "UPDATE line SET salt = 'x'",
    };
    struct pool *pool = make("guard.db");
    (void)state;
    (void)pool_line(pool, 500, NULL);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        pool_refuses(pool, store_execute(pool->store, tries[i], &pool->err));
    }
    pool_free(pool);
}

static void who_changes_what_a_line_says_is_found(void **state)
{
    struct pool *pool = make("damage.db");
    const char *said = "is not what its event says";
    (void)state;
    (void)pool_line(pool, 500, NULL);
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE line SET text = 'x'", "UPDATE line SET text = 'a line'", said);
    pool_finds(pool, 6, "UPDATE line SET counterparty = 'x'",
               "UPDATE line SET counterparty = '" POOL_COUNTERPARTY "'", said);
    pool_finds(pool, 6, "UPDATE line SET counterparty_account = NULL",
               "UPDATE line SET counterparty_account = '" POOL_COUNTERPARTY_ACCOUNT "'", said);
    pool_finds(pool, 6, "UPDATE line SET salt = 'a' || salt",
               "UPDATE line SET salt = substr(salt, 2)", said);
    pool_finds(pool, 6, "UPDATE statement SET erased_event = 1",
               "UPDATE statement SET erased_event = NULL",
               "what line:1 said was erased, and is there");
    pool_must(pool, store_execute(pool->store,
                                  "UPDATE line SET text = '', counterparty = NULL,"
                                  " counterparty_account = NULL, salt = NULL",
                                  &pool->err));
    pool_finds(pool, 6, "SELECT 1", "SELECT 1", said);
    pool_finds(pool, 6, "UPDATE statement SET erased_event = 1", "SELECT 1",
               "statement:1 was erased by no event");
    pool_free(pool);
}

static enum status erase(struct pool *pool, int64_t statement)
{
    const struct line_erasure erasure = {statement, "asked for"};
    return erase_lines(pool->book, &erasure, pool_run(pool), &pool->err);
}

static void what_lines_say_is_erased_in_its_time_once_all_are_explained(void **state)
{
    struct pool *pool = make("keep.db");
    const char *words = "SELECT count(*) FROM line WHERE text <> '' OR salt IS NOT NULL"
                        " OR counterparty IS NOT NULL OR counterparty_account IS NOT NULL";
    struct sweep_result result;
    (void)state;
    const char *id = line_id(pool, pool_line(pool, 500, NULL));
    pool_refuses(pool, erase(pool, 1));
    assert_non_null(strstr(pool->err.message, "still needed: line:1"));
    struct match_terms terms = {.line = id, .item = "available:S-2"};
    pool_must(pool, match_make(pool->book, &terms, pool_run(pool), &pool->err));
    pool_refuses(pool, erase(pool, 1));
    assert_non_null(strstr(pool->err.hint, "1827d"));
    (void)pool_line(pool, 700, NULL); /* stays in suspense */
    pool->now_us = POOL_NOW_US + KEEP_US - 1;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(pool_int(pool, words, NULL), 2);
    pool->now_us = POOL_NOW_US + KEEP_US;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    assert_int_equal(result.erased, 1);
    assert_int_equal(pool_int(pool, words, NULL), 1);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM event WHERE verb = 'erase default'"
                              " AND subject = $1",
                              "statement:1"),
                     1);
    assert_string_equal(shown(pool, pool->book, "lines", id, "text"), "");
    pool_refuses(pool, erase(pool, 1));
    assert_non_null(strstr(pool->err.message, "are erased"));
    pool_must_be(pool, erase(pool, 99), STATUS_NOT_FOUND, "no statement");
    pool_verify(pool);
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE statement SET erased_event = NULL WHERE id = 1", "SELECT 1",
               "what line:1 says is not what its event says");
    pool_free(pool);
}

/* A server frees a row's bytes by itself, later. */
static void what_is_erased_is_gone_from_the_file(void **state)
{
    struct pool *pool = make("gone.db");
    const struct item item = {.kind = ITEM_PAYOUT, .id = "P-1"};
    size_t bytes = 0;
    (void)state;
    pay(pool, "P-1", IBAN);
    (void)pool_line(pool, -1000, &item);
    pool->now_us += 2 * KEEP_US;
    for (int i = 0; i < 2; i++) {
        pool_must(pool, store_execute(pool->store, "PRAGMA wal_checkpoint(TRUNCATE)", &pool->err));
        char *file = file_read(pool->mem, strchr(pool->url, '/'), &bytes);
        assert_int_equal(memmem(file, bytes, "neighbour", 9) == NULL, i == 1);
        assert_int_equal(memmem(file, bytes, "3333", 4) == NULL, i == 1);
        pool_must(pool, i == 0 ? erase(pool, 1) : STATUS_OK);
    }
    pool_verify(pool);
    pool_free(pool);
}

/* ---- stores of before ---- */

#define OLDER_STEPS 5
#define OLDER_ROWS                                                                                 \
    "INSERT INTO book (id, name, policy, is_sandbox, created_us)"                                  \
    " VALUES (1, 'main', 'default-1', 0, 1);"                                                      \
    "INSERT INTO event (book_id, number, at_us, operator, verb, subject, body, hash) VALUES"       \
    " (1, 1, 10, 'ann', 'party', 'party:S-1', '{}',"                                               \
    " 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),"                        \
    " (1, 2, 20, 'ann', 'payout', 'payout:P-1', '{\"to\":\"" IBAN "\"}',"                          \
    " 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb');"                        \
    "INSERT INTO party (id, kind, name, name_key, jurisdiction, event) VALUES"                     \
    " ('S-1', 'seller', 's', 's', 'CN', 1);"                                                       \
    "INSERT INTO personal (event, kind, party, at_us, value) VALUES (1, 'contact', 'S-1', 10, "    \
    "'c');"                                                                                        \
    "INSERT INTO account (id, book_id, kind, name, party, currency, balance_minor, opened_event,"  \
    " purpose, payer, door, due_us, root) VALUES (1, 1, 'hold', '1', NULL, 'CNY', 0, 2, 'payout'," \
    " 'S-1', 'payer', 30, 1);"                                                                     \
    "INSERT INTO payout (id, party, currency, amount_minor, destination, hold_id, state, event)"   \
    " VALUES ('P-1', 'S-1', 'CNY', 100, '" IBAN "', 1, 'paid', 2)"

static void a_store_of_before_has_where_its_payouts_went_apart(void **state)
{
    struct pool *pool = pool_new("now.db");
    char *url = place_new(pool->mem, "older.db");
    struct store *store = pool_older(pool, url, OLDER_STEPS, OLDER_ROWS);
    struct stmt *q = NULL;
    bool has_row = false;
    (void)state;
    store_close(store);
    pool_must(pool, store_open(pool->mem, url, STORE_WRITE, &store, &pool->err));
    pool_must(pool, store_prepare(store,
                                  "SELECT kind, event, party, at_us, value, salt, hash FROM"
                                  " personal ORDER BY event",
                                  &q, &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_string_equal(stmt_text(q, 0), "contact");
    assert_string_equal(stmt_text(q, 4), "c");
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_true(has_row);
    assert_string_equal(stmt_text(q, 0), "destination");
    assert_int_equal(stmt_int(q, 1), 2);
    assert_string_equal(stmt_text(q, 2), "S-1");
    assert_int_equal(stmt_int(q, 3), 20);
    assert_string_equal(stmt_text(q, 4), IBAN);
    assert_true(stmt_is_null(q, 5) && stmt_is_null(q, 6));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_false(has_row);
    store_close(store);
    pool_free(pool);
}

/* Their events cannot be changed, and say it in full; lists do not. */
static void events_of_before_prove_what_they_say_and_are_masked(void **state)
{
    struct pool *pool = make("plain.db");
    struct verify_row *rows = NULL;
    size_t count = 0;
    (void)state;
    (void)pool_line(pool, 500, NULL);
    pay(pool, "P-1", IBAN);
    pool_unguard(pool);
    pool_must(pool, store_execute(
                        pool->store,
                        "UPDATE event SET body = '{\"counterparty\":\"" POOL_COUNTERPARTY
                        "\",\"counterparty_account\":\"" POOL_COUNTERPARTY_ACCOUNT
                        "\",\"text\":\"a line\"}' WHERE verb = 'line'; UPDATE line SET salt = NULL;"
                        " UPDATE event SET body = '{\"seller\":\"S-1\",\"to\":\"" IBAN
                        "\"}' WHERE verb = 'payout'; UPDATE personal SET salt = NULL, hash = NULL",
                        &pool->err));
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_true(rows[VERIFY_PERSONAL].holds);
    int64_t line = pool_int(pool, "SELECT number FROM event WHERE verb = 'line'", NULL);
    int64_t payout = pool_int(pool, "SELECT number FROM event WHERE verb = 'payout'", NULL);
    assert_string_equal(shown(pool, pool->book, "bodies",
                              mem_printf(pool->mem, "event:%lld", (long long)line), "body"),
                        "{\"counterparty\":\"****\",\"counterparty_account\":\"****\","
                        "\"text\":\"****\"}");
    assert_string_equal(shown(pool, pool->book, "bodies",
                              mem_printf(pool->mem, "event:%lld", (long long)payout), "body"),
                        "{\"seller\":\"S-1\",\"to\":\"****\"}");
    pool_must(pool, store_execute(pool->store, "UPDATE line SET text = 'x'", &pool->err));
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_false(rows[VERIFY_PERSONAL].holds);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_event_has_where_a_payout_goes),
        cmocka_unit_test(what_is_proposed_has_a_seal_too_and_goes_where_it_was_proposed_to),
        cmocka_unit_test(where_a_payout_goes_is_shown_while_it_is_under_way),
        cmocka_unit_test(who_changes_where_a_payout_went_is_found),
        cmocka_unit_test(where_payouts_went_is_erased_with_their_party),
        cmocka_unit_test(no_event_has_what_a_line_says),
        cmocka_unit_test(finance_sees_what_an_unexplained_line_says_and_others_do_not),
        cmocka_unit_test(a_matched_line_is_shown_while_it_is_young_or_a_case_of_its_party_is_open),
        cmocka_unit_test(the_database_lets_nobody_change_what_a_line_says),
        cmocka_unit_test(who_changes_what_a_line_says_is_found),
        cmocka_unit_test(what_lines_say_is_erased_in_its_time_once_all_are_explained),
        cmocka_unit_test(a_store_of_before_has_where_its_payouts_went_apart),
        cmocka_unit_test(events_of_before_prove_what_they_say_and_are_masked),
    };
    const struct CMUnitTest of_files[] = {
        cmocka_unit_test(what_is_erased_is_gone_from_the_file),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed + cmocka_run_group_tests(of_files, NULL, NULL) : failed;
}
