/* A party's contact is kept apart: sealed in the chain, masked in every list, shown by an event
 * while a case is open, erased when nothing needs it; and verify tells who tampers with it. */
#include "model/personal.h"

#include "model/erase.h"
#include "model/freeze.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/reveal.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "model/view.h"
#include "tests/support/place.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define PHONE "+86 138 0000 1234"
#define KEEP_US (1827 * TIME_US_PER_DAY) /* as the default pack says */
#define ROWS "SELECT count(*) FROM personal WHERE party = $1 AND value IS NOT NULL"
#define EVENTS "SELECT count(*) FROM event WHERE verb = $1"

#define OLDER_STEPS 4
#define OLDER_EVENT                                                                                \
    "INSERT INTO event (book_id, number, at_us, operator, verb, subject, body, hash) VALUES "
#define OLDER_ROWS                                                                                 \
    "INSERT INTO book (id, name, policy, is_sandbox, created_us)"                                  \
    " VALUES (1, 'main', 'default-1', 0, 1);" OLDER_EVENT                                          \
    "(1, 1, 10, 'ann', 'party', 'party:S-1', '{\"contact\":\"old\"}', "                            \
    "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'),"                         \
    "(1, 2, 20, 'ann', 'party', 'party:S-1', '{\"contact\":\"new\"}', "                            \
    "'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'),"                         \
    "(1, 3, 30, 'ann', 'party', 'party:S-1', '{\"name\":\"s\"}', "                                 \
    "'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'),"                         \
    "(1, 4, 40, 'ann', 'party', 'party:S-2', '{\"name\":\"t\"}', "                                 \
    "'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd');"                         \
    "INSERT INTO party (id, kind, name, name_key, jurisdiction, contact, event) VALUES"            \
    " ('S-1', 'seller', 's', 's', 'CN', 'new', 1), ('S-2', 'seller', 't', 't', 'CN', NULL, 4)"

static void give(struct pool *pool, const char *id, const char *kind, const char *contact)
{
    const struct party party = {id, kind, "Somebody", "CN", NULL, NULL, contact, NULL};
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
}

static struct pool *make(const char *name)
{
    struct pool *pool = pool_new(name);
    give(pool, "S-1", "seller", PHONE);
    return pool;
}

static int64_t freeze(struct pool *pool, const char *party)
{
    struct freeze freeze = {.party = party,
                            .scope = "listing",
                            .ground = "fraud",
                            .facts = "as reported",
                            .until_us = pool->now_us + TIME_US_PER_DAY};
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    return pool_int(pool, "SELECT max(id) FROM \"freeze\"", NULL);
}

static enum status reveal(struct pool *pool, const char *party, char **value)
{
    const struct reveal reveal = {party, "to ask for papers", value};
    return reveal_contact(pool->book, &reveal, pool_run(pool), &pool->err);
}

static enum status erase(struct pool *pool, const char *party)
{
    const struct erasure erasure = {party, "asked for"};
    return erase_party(pool->book, &erasure, pool_run(pool), &pool->err);
}

static const char *masked(struct pool *pool, const char *id)
{
    struct view_query query = {.view = view_find("parties"), .sort = -1};
    struct view_cursor *cursor = NULL;
    struct view_row row;
    pool_must(pool, view_open(pool->mem, pool->book, &query, &cursor, &pool->err));
    pool_must(pool, view_find_row(cursor, pool->mem, mem_printf(pool->mem, "party:%s", id), &row,
                                  &pool->err));
    return row.cells[view_column(query.view, "contact")].text;
}

static void the_chain_has_a_seal_and_the_value_nowhere(void **state)
{
    struct pool *pool = make("seal.db");
    char *contact = NULL;
    (void)state;
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event WHERE body LIKE $1", "%1234%"), 0);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM event WHERE body LIKE $1", "%\"contact\":\"sha256:%"),
        1);
    pool_must(pool, personal_contact(pool->book, pool->mem, "S-1", &contact, &pool->err));
    assert_string_equal(contact, PHONE);
    pool_must(pool, personal_contact(pool->book, pool->mem, "B-1", &contact, &pool->err));
    assert_null(contact);
    pool_verify(pool);
    pool_free(pool);
}

static void the_same_value_is_sealed_otherwise_each_time(void **state)
{
    struct pool *pool = make("salt.db");
    (void)state;
    give(pool, "S-2", "seller", PHONE);
    give(pool, "S-1", "seller", PHONE);
    assert_int_equal(pool_int(pool, "SELECT count(DISTINCT hash) FROM personal", NULL), 3);
    assert_int_equal(pool_int(pool, "SELECT count(DISTINCT salt) FROM personal", NULL), 3);
    pool_free(pool);
}

static void lists_have_the_last_four_of_a_long_one_alone(void **state)
{
    struct pool *pool = make("mask.db");
    (void)state;
    assert_string_equal(masked(pool, "S-1"), "****1234");
    give(pool, "B-1", "buyer", "short 789");
    assert_string_equal(masked(pool, "B-1"), "****");
    give(pool, "B-1", "buyer", "陈先生 上海市静安区九号楼");
    assert_string_equal(masked(pool, "B-1"), "****区九号楼");
    assert_null(masked(pool, "B-2"));
    pool_free(pool);
}

static void a_contact_is_shown_while_a_case_is_open_by_one_event_each_time(void **state)
{
    struct pool *pool = make("reveal.db");
    char *value = NULL;
    (void)state;
    pool_refuses(pool, reveal(pool, "S-1", &value));
    assert_non_null(strstr(pool->err.message, "no case of S-1 is open"));
    assert_null(value);
    int64_t id = freeze(pool, "S-1");
    pool_must(pool, reveal(pool, "S-1", &value));
    assert_string_equal(value, PHONE);
    pool_must(pool, reveal(pool, "S-1", &value));
    assert_int_equal(pool_int(pool, EVENTS, "reveal"), 2);
    assert_int_equal(
        pool_int(pool, "SELECT count(*) FROM event WHERE body LIKE $1",
                 mem_printf(pool->mem, "%%\"case\":\"freeze:%lld\"%%to ask for papers%%",
                            (long long)id)),
        2);
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event WHERE body LIKE $1", "%1234%"), 0);
    pool->now_us += 2 * TIME_US_PER_DAY; /* nobody has swept yet, and it has ended all the same */
    pool_refuses(pool, reveal(pool, "S-1", &value));
    assert_null(value);
    assert_int_equal(pool_int(pool, EVENTS, "reveal"), 2);
    pool_free(pool);
}

static void both_sides_of_a_complaint_are_shown_until_it_is_decided(void **state)
{
    struct pool *pool = make("case.db");
    char *value = NULL;
    (void)state;
    give(pool, "B-1", "buyer", "buyer@example.com");
    pool_deal(pool, "O-1", 10000, true);
    pool_refuses(pool, reveal(pool, "B-1", &value));
    pool_complain(pool, "C-1", "O-1", 0);
    pool_must(pool, reveal(pool, "B-1", &value));
    assert_string_equal(value, "buyer@example.com");
    pool_must(pool, reveal(pool, "S-1", &value));
    pool_refuses(pool, reveal(pool, "S-2", &value)); /* has nothing to be shown */
    pool_must(pool, pool_decide(pool, "C-1", OUTCOME_REFUND));
    pool_refuses(pool, reveal(pool, "B-1", &value));
    pool_verify(pool);
    pool_free(pool);
}

static void a_payout_under_way_is_a_case_and_a_preview_shows_nothing(void **state)
{
    struct pool *pool = make("payout.db");
    struct payout payout = {.party = "S-1", .amount = cny(100)};
    char *value = NULL;
    struct run *run = pool_run(pool);
    const struct reveal preview = {"S-1", "to ask", &value};
    const struct reveal mute = {"S-1", "", &value};
    (void)state;
    pool_earn(pool, "S-1", 1000);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    run->is_preview = true;
    pool_must(pool, reveal_contact(pool->book, &preview, run, &pool->err));
    assert_null(value);
    pool_must_be(pool, reveal_contact(pool->book, &mute, pool_run(pool), &pool->err),
                 STATUS_INVALID, "without a reason");
    assert_null(value);
    assert_int_equal(pool_int(pool, EVENTS, "reveal"), 0);
    pool_must(pool, reveal(pool, "S-1", &value));
    assert_string_equal(value, PHONE);
    pool_free(pool);
}

static void what_is_needed_is_not_erased_and_what_is_not_leaves_the_chain_whole(void **state)
{
    struct pool *pool = make("erase.db");
    char *contact = NULL;
    (void)state;
    give(pool, "S-2", "seller", PHONE);
    give(pool, "S-2", "seller", "another@example.com");
    int64_t id = freeze(pool, "S-2");
    pool_refuses(pool, erase(pool, "S-2"));
    assert_non_null(strstr(pool->err.message,
                           mem_printf(pool->mem, "still needed: freeze:%lld", (long long)id)));
    pool_earn(pool, "S-1", 1000);
    pool_refuses(pool, erase(pool, "S-1"));
    assert_non_null(strstr(pool->err.message, "still needed: available:S-1"));
    assert_non_null(strstr(pool->err.hint, "1827d"));
    pool->now_us += 2 * TIME_US_PER_DAY;
    pool_must(pool, erase(pool, "S-2")); /* never had any business, and its freeze has ended */
    assert_int_equal(pool_int(pool, ROWS, "S-2"), 0);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM personal WHERE salt IS NOT NULL"
                              " AND party = $1",
                              "S-2"),
                     0);
    assert_string_equal(masked(pool, "S-2"), "erased");
    pool_must(pool, personal_contact(pool->book, pool->mem, "S-2", &contact, &pool->err));
    assert_null(contact);
    pool_refuses(pool, erase(pool, "S-2"));
    pool_verify(pool);
    give(pool, "S-2", "seller", "back@example.com");
    assert_string_equal(masked(pool, "S-2"), "****.com");
    pool_verify(pool);
    pool_free(pool);
}

static struct sweep_result sweep(struct pool *pool)
{
    struct sweep_result result;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    return result;
}

static void the_sweep_erases_at_the_end_of_the_retention_and_not_before(void **state)
{
    struct pool *pool = make("sweep.db");
    (void)state;
    give(pool, "B-1", "buyer", "buyer@example.com");
    give(pool, "B-2", "buyer", "other@example.com");
    pool->now_us += 10 * TIME_US_PER_DAY;
    pool_deal(pool, "O-1", 10000, true);
    pool->now_us = POOL_NOW_US + KEEP_US - 1;
    assert_int_equal(sweep(pool).erased, 0);
    pool->now_us = POOL_NOW_US + KEEP_US;
    assert_int_equal(sweep(pool).erased, 1); /* who never had any business */
    assert_int_equal(pool_int(pool, ROWS, "B-2"), 0);
    assert_int_equal(pool_int(pool, ROWS, "B-1"), 1);
    assert_int_equal(sweep(pool).erased, 0);
    pool_verify(pool);
    /* O-1 went back to its buyer in the first sweep; that is who has money here, and is kept. */
    pool->now_us += KEEP_US + TIME_US_PER_DAY;
    assert_int_equal(sweep(pool).erased, 1);
    assert_int_equal(pool_int(pool, ROWS, "S-1"), 0);
    assert_int_equal(pool_int(pool, ROWS, "B-1"), 1);
    assert_true(pool_available(pool, "B-1") > 0);
    assert_int_equal(pool_int(pool, EVENTS, "erase default"), 2);
    pool_verify(pool);
    pool_free(pool);
}

static void the_database_lets_nobody_change_a_value(void **state)
{
    static const char *const tries[] = {
        "UPDATE personal SET value = 'x'",
        "UPDATE personal SET salt = 'x'",
        "UPDATE personal SET hash = 'x'",
        "UPDATE personal SET party = 'S-2'",
        "UPDATE personal SET value = NULL, salt = NULL, erased_event = 1, hash = 'x'",
        "DELETE FROM personal",
    };
    struct pool *pool = make("guard.db");
    (void)state;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        pool_refuses(pool, store_execute(pool->store, tries[i], &pool->err));
    }
    pool_must(pool, erase(pool, "S-1"));
    pool_refuses(pool, store_execute(pool->store,
                                     "UPDATE personal SET value = 'x', salt = 'y',"
                                     " erased_event = NULL",
                                     &pool->err));
    pool_free(pool);
}

static void whoever_has_the_file_and_changes_a_value_is_found(void **state)
{
    struct pool *pool = make("damage.db");
    (void)state;
    give(pool, "S-2", "seller", "other@example.com");
    pool_must(pool, erase(pool, "S-2"));
    pool_unguard(pool);
    pool_finds(pool, 6, "UPDATE personal SET value = 'x' WHERE party = 'S-1'",
               "UPDATE personal SET value = '" PHONE "' WHERE party = 'S-1'",
               "the contact of party:S-1 is not what its event says");
    pool_finds(pool, 6, "UPDATE personal SET salt = 'a' || salt WHERE party = 'S-1'",
               "UPDATE personal SET salt = substr(salt, 2) WHERE party = 'S-1'",
               "the contact of party:S-1 is not what its event says");
    pool_finds(pool, 6, "UPDATE personal SET hash = 'a' || hash WHERE party = 'S-2'",
               "UPDATE personal SET hash = substr(hash, 2) WHERE party = 'S-2'",
               "the contact of party:S-2 is not what its event says");
    pool_finds(pool, 6, "UPDATE personal SET party = 'B-1' WHERE party = 'S-1'",
               "UPDATE personal SET party = 'S-1' WHERE party = 'B-1'",
               "the contact of party:B-1 is of no event of it");
    pool_finds(pool, 6,
               "UPDATE personal SET value = 'back', erased_event = NULL, salt = hash, hash = NULL"
               " WHERE party = 'S-2'",
               "UPDATE personal SET hash = salt, salt = NULL, value = NULL, erased_event ="
               " (SELECT number FROM event WHERE verb = 'erase') WHERE party = 'S-2'",
               "the contact of party:S-2 is not what its event says");
    pool_finds(pool, 6, "UPDATE personal SET erased_event = erased_event - 1 WHERE party = 'S-2'",
               "UPDATE personal SET erased_event = erased_event + 1 WHERE party = 'S-2'",
               "the contact of party:S-2 is gone, and no event erased it");
    pool_finds(pool, 6, "UPDATE personal SET erased_event = NULL WHERE party = 'S-2'",
               "UPDATE personal SET erased_event = (SELECT number FROM event WHERE verb = 'erase')"
               " WHERE party = 'S-2'",
               "the contact of party:S-2 was erased, and is there");
    pool_finds(pool, 6, "UPDATE personal SET event = event + 1000 WHERE party = 'S-1'",
               "UPDATE personal SET event = event - 1000 WHERE party = 'S-1'",
               "the contact of party:S-1 is of no event of it");
    pool_must(pool,
              store_execute(pool->store, "DELETE FROM personal WHERE party = 'S-1'", &pool->err));
    pool_finds(pool, 6, "SELECT 1", "SELECT 1", "gave a contact that is not there");
    pool_free(pool);
}

static void a_store_of_before_has_its_contacts_apart_and_its_events_as_they_were(void **state)
{
    struct pool *pool = pool_new("now.db");
    char *url = place_new(pool->mem, "older.db");
    struct store *store = pool_older(pool, url, OLDER_STEPS, OLDER_ROWS);
    struct stmt *q = NULL;
    bool has_row = false;
    (void)state;
    store_close(store);
    pool_must(pool, store_open(pool->mem, url, STORE_WRITE, &store, &pool->err));
    pool_must(pool,
              store_prepare(store, "SELECT event, party, at_us, value, salt, hash FROM personal",
                            &q, &pool->err));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_true(has_row);
    assert_int_equal(stmt_int(q, 0), 2);
    assert_string_equal(stmt_text(q, 1), "S-1");
    assert_int_equal(stmt_int(q, 2), 20);
    assert_string_equal(stmt_text(q, 3), "new");
    assert_true(stmt_is_null(q, 4) && stmt_is_null(q, 5));
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_false(has_row);
    store_close(store);
    pool_free(pool);
}

static bool is_proved(struct pool *pool)
{
    struct verify_row *rows = NULL;
    size_t count = 0;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    return rows[VERIFY_PERSONAL].holds;
}

/* Its event has the value, which proves it, and is compared as it is when it is told again. */
static void what_is_from_before_there_were_seals_is_proved_by_its_event(void **state)
{
    struct pool *pool = make("plain.db");
    const char *keys[] = {"k"};
    const struct id_list list = {.items = keys, .count = 1};
    struct seal seal;
    (void)state;
    pool_unguard(pool);
    pool_must(pool, store_execute(pool->store,
                                  "UPDATE event SET body = '{\"contact\":\"plain one\"}',"
                                  " source = 'shop', key = 'k' WHERE number ="
                                  " (SELECT event FROM personal);"
                                  " UPDATE personal SET salt = NULL, hash = NULL, value ="
                                  " 'plain one'",
                                  &pool->err));
    assert_true(is_proved(pool));
    pool_must(pool, book_begin(pool->book, &pool->err));
    pool_must(pool, personal_foresee(pool->book, "shop", &list, &pool->err));
    personal_seal(pool->book, "k", "plain one", &seal);
    assert_string_equal(seal.text, "");
    book_rollback(pool->book);
    pool_must(pool, store_execute(pool->store, "UPDATE personal SET value = 'plain'", &pool->err));
    assert_false(is_proved(pool));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chain_has_a_seal_and_the_value_nowhere),
        cmocka_unit_test(the_same_value_is_sealed_otherwise_each_time),
        cmocka_unit_test(lists_have_the_last_four_of_a_long_one_alone),
        cmocka_unit_test(a_contact_is_shown_while_a_case_is_open_by_one_event_each_time),
        cmocka_unit_test(both_sides_of_a_complaint_are_shown_until_it_is_decided),
        cmocka_unit_test(a_payout_under_way_is_a_case_and_a_preview_shows_nothing),
        cmocka_unit_test(what_is_needed_is_not_erased_and_what_is_not_leaves_the_chain_whole),
        cmocka_unit_test(the_sweep_erases_at_the_end_of_the_retention_and_not_before),
        cmocka_unit_test(a_store_of_before_has_its_contacts_apart_and_its_events_as_they_were),
        cmocka_unit_test(what_is_from_before_there_were_seals_is_proved_by_its_event),
        cmocka_unit_test(the_database_lets_nobody_change_a_value),
        cmocka_unit_test(whoever_has_the_file_and_changes_a_value_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
