/* test_copy.c - a store that is copied into another one: the same rows, numbers and hashes,
 * whatever stops it on its way, and no store that is not its copy is touched. */
#include "model/copy.h"

#include "model/complaint.h"
#include "model/deal.h"
#include "model/freeze.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/relation.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "tests/support/place.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ROUNDS_MAX 40

/* ---- stores ---- */

/* Orders in every state, a bond, a complaint, a freeze, a payout; what the bank says comes with the
 * tests of the command line. */
static void play(struct pool *pool)
{
    struct payout payout = {.id = "P-1", .party = "S-1", .amount = cny(700)};
    struct freeze freeze = {.party = "S-1",
                            .amount = cny(90000),
                            .ground = "fraud",
                            .facts = "it is said that …",
                            .until_us = pool->now_us + TIME_US_PER_DAY};
    struct complaint complaint = {.id = "C-1", .deal = "O-1", .kind = "counterfeit"};
    struct complaint_notice notice = {.complaint = "C-1"};
    struct operator_terms bob = {"bob", ROLE_OPERATIONS | ROLE_FINANCE, NULL};
    pool_bond(pool, "S-1", 30000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 20000, true);
    pool_deal(pool, "O-3", 500, false);
    pool_earn(pool, "S-1", 1500);
    pool_earn(pool, "S-2", 2500);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
}

/* What changes rows of every kind that can change. */
static void play_on(struct pool *pool)
{
    struct complaint_decision decision = {"C-1", OUTCOME_AWARD, "the maker says so"};
    struct deal_step step = {.deal = "O-2"};
    struct party party = {"S-2", "seller", "景德镇", "CN", "G9", NULL, NULL};
    struct sweep_result swept;
    pool->now_us += TIME_US_PER_DAY / 2;
    pool_must(pool, complaint_decide(pool->book, &decision, pool_run(pool), &pool->err));
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
    pool->now_us += 90 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_true(swept.holds > 0 && swept.freezes > 0);
    pool_earn(pool, "S-2", 99);
}

static struct pool *played(const char *name)
{
    struct pool *pool = pool_new(name);
    play(pool);
    return pool;
}

/* A file, whatever engine the run is for. */
static char *new_file(struct pool *pool, const char *name)
{
    char path[SCRATCH_PATH_BYTES];
    (void)scratch_path(name, path);
    (void)unlink(path);
    return mem_strdup(pool->mem, path);
}

static struct store *open_store(struct pool *pool, const char *url, enum store_access access)
{
    struct store *store = NULL;
    pool_must(pool, store_open(pool->mem, url, access, &store, &pool->err));
    return store;
}

static void execute(struct pool *pool, struct store *store, const char *sql)
{
    pool_must(pool, store_begin(store, STORE_WRITER, 1, &pool->err));
    pool_must(pool, store_execute(store, sql, &pool->err));
    pool_must(pool, store_commit(store, &pool->err));
}

/* What others do to a store behind the program's back. */
static void tamper(struct pool *pool, const char *url, const char *sql)
{
    struct store *store = open_store(pool, url, STORE_WRITE);
    bool is_file = strstr(url, "://") == NULL;
    execute(pool, store,
            is_file ? "DROP TRIGGER event_is_final; DROP TRIGGER leg_stays;"
                      " DROP TRIGGER account_stays; DROP TRIGGER hold_keeps_its_parties"
                    : "ALTER TABLE event DISABLE TRIGGER USER; ALTER TABLE leg DISABLE TRIGGER USER;"
                      " ALTER TABLE account DISABLE TRIGGER USER");
    execute(pool, store, sql);
    store_close(store);
}

/* Everything that a store holds, as the database tells it. */
static char *dump(struct pool *pool, const char *url)
{
    struct store *store = open_store(pool, url, STORE_READ);
    char *text = mem_strdup(pool->mem, "");
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        struct stmt *q = NULL;
        bool has_row = false;
        char *sql = mem_printf(pool->mem, "SELECT * FROM \"%s\" ORDER BY 1, 2, 3", r->name);
        text = mem_append(text, "%s\n", r->name);
        pool_must(pool, store_prepare(store, sql, &q, &pool->err));
        for (pool_must(pool, stmt_step(q, &has_row, &pool->err)); has_row;) {
            for (int i = 0; i < stmt_columns(q); i++) {
                text = mem_append(text, "%s|", stmt_is_null(q, i) ? "null" : stmt_text(q, i));
            }
            text = mem_append(text, "\n");
            pool_must(pool, stmt_step(q, &has_row, &pool->err));
        }
    }
    store_close(store);
    return text;
}

static void must_verify(struct pool *pool, const char *url)
{
    struct store *store = open_store(pool, url, STORE_READ);
    struct book *book = NULL;
    struct verify_row *rows = NULL;
    size_t count = 0;
    pool_must(pool,
              book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err));
    pool_must(pool, verify_run(book, pool->mem, &rows, &count, &pool->err));
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].holds) {
            fail_msg("%s: %s: %s", url, rows[i].name, rows[i].first_breach);
        }
    }
    mem_free(book);
    store_close(store);
}

static enum status open_book(struct pool *pool, const char *url)
{
    struct store *store = open_store(pool, url, STORE_READ);
    struct book *book = NULL;
    enum status status =
        book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err);
    store_close(store);
    return status;
}

static struct copy_result copied(struct pool *pool, const char *to)
{
    struct copy_terms terms = {.to = to};
    struct copy_result result;
    pool_must(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err));
    return result;
}

static void must_be_refused(struct pool *pool, const char *to, enum status expected,
                            const char *word)
{
    struct copy_terms terms = {.to = to};
    struct copy_result result;
    enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
    pool_must_be(pool, status, expected, to);
    if (strstr(pool->err.message, word) == NULL) {
        fail_msg("'%s' says nothing of %s", pool->err.message, word);
    }
    assert_false(book_in_transaction(pool->book));
}

/* Another book on a store that is there. */
static struct pool *pool_on(struct pool *pool, const char *url)
{
    struct pool *other = MEM_NEW(NULL, struct pool);
    other->mem = other;
    other->now_us = pool->now_us;
    other->url = mem_strdup(other, url);
    other->store = open_store(other, url, STORE_WRITE);
    pool_must(other, book_open(other, other->store, "ann", clock_fixed(&other->now_us),
                               &other->book, &other->err));
    return other;
}

/* ---- the tables ---- */

static const char *const columns_sql[] = {
    /* SQLite: position in the key, or 0 */
    "SELECT t.name, c.name, c.type = 'TEXT', c.pk FROM sqlite_schema t,"
    " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    "SELECT c.table_name, c.column_name, CAST(c.data_type = 'text' AS INTEGER),"
    " coalesce(k.ordinal_position, 0) FROM information_schema.columns c"
    " LEFT JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema"
    " AND t.table_name = c.table_name AND t.constraint_type = 'PRIMARY KEY'"
    " LEFT JOIN information_schema.key_column_usage k"
    " ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name"
    " AND k.table_name = c.table_name AND k.column_name = c.column_name"
    " WHERE c.table_schema = 'holdfast' AND c.table_name IN"
    " (SELECT table_name FROM information_schema.tables WHERE table_schema = 'holdfast'"
    " AND table_type = 'BASE TABLE' AND table_name <> 'store_version')",
};

static const struct relation_column *find_column(const struct relation *relation, const char *name,
                                                 int64_t *position)
{
    for (size_t i = 0; i < relation->count; i++) {
        if (strcmp(relation->columns[i].name, name) == 0) {
            *position = (int64_t)i + 1;
            return &relation->columns[i];
        }
    }
    return NULL;
}

static const struct relation *find_relation(const char *name)
{
    const struct relation *relation = relation_list();
    while (relation->name != NULL && strcmp(relation->name, name) != 0) {
        relation++;
    }
    return relation;
}

static void the_tables_are_those_of_the_schema(void **state)
{
    struct pool *pool = pool_new("tables.db");
    struct stmt *q = NULL;
    bool has_row = false;
    size_t listed = 0;
    size_t found = 0;
    (void)state;
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        listed += r->count;
    }
    pool_must(pool,
              store_prepare(pool->store, columns_sql[place_is_sqlite() ? 0 : 1], &q, &pool->err));
    for (pool_must(pool, stmt_step(q, &has_row, &pool->err)); has_row; found++) {
        int64_t position = 0;
        const struct relation *relation = find_relation(stmt_text(q, 0));
        if (relation->name == NULL) {
            fail_msg("table %s is not copied", stmt_text(q, 0));
        }
        const struct relation_column *column = find_column(relation, stmt_text(q, 1), &position);
        if (column == NULL) {
            fail_msg("%s.%s is not copied", stmt_text(q, 0), stmt_text(q, 1));
        }
        assert_int_equal(column->kind == RELATION_TEXT, stmt_int(q, 2));
        assert_int_equal(column->role == RELATION_KEY ? position : 0, stmt_int(q, 3));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
    assert_int_equal(found, listed);
    pool_free(pool);
}

/* ---- the same ---- */

static void check_result(struct pool *pool, const struct copy_result *result)
{
    assert_int_equal(result->events, pool_int(pool, "SELECT max(number) FROM event", NULL));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event WHERE hash = $1", result->head), 1);
    for (size_t i = 0; i < result->table_count; i++) {
        char *sql = mem_printf(pool->mem, "SELECT count(*) FROM \"%s\"", result->tables[i].name);
        assert_int_equal(result->tables[i].rows, pool_int(pool, sql, NULL));
    }
}

static void must_become_the_same(struct pool *pool, const char *to)
{
    struct copy_result result = copied(pool, to);
    assert_int_equal(result.brought, result.events);
    check_result(pool, &result);
    assert_string_equal(dump(pool, to), dump(pool, pool->url));
    must_verify(pool, to);
}

static void a_copy_has_the_same_rows_numbers_and_hashes(void **state)
{
    struct pool *pool = played("whole.db");
    (void)state;
    must_become_the_same(pool, place_new(pool->mem, "copy.db"));
    pool_free(pool);
}

static void a_copy_of_a_copy_in_the_other_engine_is_the_same_again(void **state)
{
    struct pool *pool = played("hop.db");
    char *file = new_file(pool, "hop.file.db");
    (void)state;
    must_become_the_same(pool, file);
    struct pool *second = pool_on(pool, file);
    char *back = place_new(pool->mem, "back.db");
    must_become_the_same(second, back);
    assert_string_equal(dump(pool, back), dump(pool, pool->url));
    pool_free(second);
    pool_free(pool);
}

static void a_copy_can_be_worked_in(void **state)
{
    struct pool *pool = played("work.db");
    char *to = place_new(pool->mem, "work.copy.db");
    (void)state;
    (void)copied(pool, to);
    struct pool *other = pool_on(pool, to);
    play_on(pool);
    play_on(other);
    pool_verify(other);
    assert_string_equal(dump(pool, to), dump(pool, pool->url));
    pool_free(other);
    pool_free(pool);
}

static void what_is_new_is_brought_over_later(void **state)
{
    struct pool *pool = played("later.db");
    char *to = place_new(pool->mem, "later.copy.db");
    (void)state;
    int64_t before = copied(pool, to).events;
    play_on(pool);
    struct copy_result result = copied(pool, to);
    assert_true(result.brought > 5);
    assert_int_equal(result.brought, result.events - before);
    check_result(pool, &result);
    assert_string_equal(dump(pool, to), dump(pool, pool->url));
    assert_int_equal(copied(pool, to).brought, 0);
    must_verify(pool, to);
    pool_free(pool);
}

/* Somebody works in the source each time that the copy tells how far it is. */
static bool works_on(void *state, const char *what, int64_t done, int64_t total)
{
    struct pool *other = state;
    (void)what;
    (void)done;
    (void)total;
    pool_earn(other, "S-2", 77);
    return true;
}

static void a_copy_is_of_one_moment_whatever_happens_meanwhile(void **state)
{
    struct pool *pool = played("moment.db");
    struct pool *other = pool_on(pool, pool->url);
    char *to = place_new(pool->mem, "moment.copy.db");
    struct copy_terms terms = {.to = to, .batch = 10, .progress = works_on, .state = other};
    struct copy_result result;
    (void)state;
    char *before = dump(pool, pool->url);
    pool_must(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err));
    assert_string_equal(dump(pool, to), before);
    assert_true(copied(pool, to).brought > 10);
    assert_string_equal(dump(pool, to), dump(pool, pool->url));
    pool_free(other);
    pool_free(pool);
}

/* ---- stopped ---- */

struct stopper {
    int64_t calls_left;
};

static bool stops(void *state, const char *what, int64_t done, int64_t total)
{
    struct stopper *stopper = state;
    assert_non_null(what);
    assert_in_range(done, 0, total);
    return stopper->calls_left-- > 0;
}

/* Goes so far and is stopped; whether it came to its end. */
static bool goes_so_far(struct pool *pool, const char *to, int64_t calls, int64_t batch)
{
    struct stopper stopper = {.calls_left = calls};
    struct copy_terms terms = {.to = to, .batch = batch, .progress = stops, .state = &stopper};
    struct copy_result result;
    enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
    if (status != STATUS_OK) {
        pool_must_be(pool, status, STATUS_CANCELLED, "a stopped copy");
        assert_int_equal(open_book(pool, to), STATUS_UNSUPPORTED);
        assert_non_null(strstr(pool->err.message, "half copied"));
        assert_non_null(strstr(pool->err.hint, "again"));
    }
    return status == STATUS_OK;
}

static void a_copy_that_is_stopped_goes_on_where_it_stood(void **state)
{
    struct pool *pool = played("stopped.db");
    char *expected = dump(pool, pool->url);
    (void)state;
    for (int64_t batch = 2; batch < 40; batch *= 3) {
        char *to = place_new(pool->mem, "stopped.copy.db");
        int rounds = 0;
        /* Rows are looked at from the first on again, so each round has to go further. */
        while (!goes_so_far(pool, to, rounds * rounds / 2, batch)) {
            assert_true(++rounds < ROUNDS_MAX);
        }
        assert_true(rounds > 1);
        assert_string_equal(dump(pool, to), expected);
        assert_int_equal(open_book(pool, to), STATUS_OK);
    }
    pool_free(pool);
}

static void every_place_to_stop_is_one_to_go_on_from(void **state)
{
    struct pool *pool = played("places.db");
    bool is_whole = false;
    (void)state;
    for (int64_t calls = 0; !is_whole; calls += 1 + calls / 4) {
        char *to = place_new(pool->mem, "places.copy.db");
        is_whole = goes_so_far(pool, to, calls, 9);
        pool_earn(pool, "S-1", 100 + calls); /* the source has gone on */
        assert_true(copied(pool, to).brought > 0);
        assert_string_equal(dump(pool, to), dump(pool, pool->url));
    }
    pool_free(pool);
}

static void a_source_that_fails_anywhere_spoils_nothing(void **state)
{
    struct pool *pool = played("fails.db");
    enum status status = STATUS_IO;
    int failures = 0;
    (void)state;
    for (int64_t nth = 1; status != STATUS_OK; nth += 1 + nth / 8) {
        char *to = place_new(pool->mem, "fails.copy.db");
        struct copy_terms terms = {.to = to, .batch = 20};
        struct copy_result result;
        store_fail_call(pool->store, nth);
        status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
        store_fail_call(pool->store, 0);
        failures += status != STATUS_OK;
        pool_must_be(pool, status, status == STATUS_OK ? STATUS_OK : STATUS_IO, "a failing source");
        (void)copied(pool, to);
        assert_string_equal(dump(pool, to), dump(pool, pool->url));
    }
    assert_true(failures > 20);
    pool_free(pool);
}

/* ---- refused ---- */

static void a_store_is_not_copied_onto_itself(void **state)
{
    struct pool *pool = played("itself.db");
    char *before = dump(pool, pool->url);
    (void)state;
    must_be_refused(pool, pool->url, STATUS_CONFLICT, "itself");
    if (place_is_sqlite()) {
        char *link = mem_printf(pool->mem, "%s.link", pool->url);
        assert_int_equal(symlink(pool->url, link), 0);
        must_be_refused(pool, link, STATUS_CONFLICT, "itself");
        must_be_refused(pool, mem_printf(pool->mem, "sqlite:%s", pool->url), STATUS_CONFLICT,
                        "itself");
    } else {
        must_be_refused(pool, mem_printf(pool->mem, "%s?application_name=x", pool->url),
                        STATUS_CONFLICT, "itself");
    }
    assert_string_equal(dump(pool, pool->url), before);
    pool_free(pool);
}

/* Refused, and not a byte of it is another afterwards. */
static void must_stay(struct pool *pool, const char *to, const char *word)
{
    char *before = dump(pool, to);
    must_be_refused(pool, to, STATUS_CONFLICT, word);
    assert_non_null(strstr(pool->err.message, "no copy of this store"));
    assert_non_null(strstr(pool->err.hint, "stays as it is"));
    assert_string_equal(dump(pool, to), before);
}

static void a_target_in_which_somebody_worked_stays_as_it_is(void **state)
{
    struct pool *pool = played("worked.db");
    char *to = place_new(pool->mem, "worked.copy.db");
    (void)state;
    (void)copied(pool, to);
    struct pool *other = pool_on(pool, to);
    pool_earn(other, "S-1", 1);
    must_stay(pool, to, "more events");
    play_on(pool);
    must_stay(pool, to, "other events");
    pool_verify(other);
    pool_free(other);
    pool_free(pool);
}

static void a_target_that_is_another_store_stays_as_it_is(void **state)
{
    struct pool *pool = played("ours.db");
    struct pool *later = MEM_NEW(NULL, struct pool);
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    (void)state;
    later->mem = later;
    later->now_us = pool->now_us + 1;
    later->url = place_new(later, "later.db");
    pool_must(later, store_open(later, later->url, STORE_CREATE, &later->store, &later->err));
    /* A store without a book is taken when there is nothing in it, and only then. */
    char *empty = place_new(pool->mem, "empty.db");
    store_close(open_store(pool, empty, STORE_CREATE));
    must_become_the_same(pool, empty);
    execute(later, later->store,
            "INSERT INTO party (id, kind, name, name_key, jurisdiction, event)"
            " VALUES ('X', 'buyer', 'x', 'x', 'CN', 1)");
    must_stay(pool, later->url, "has no book");
    execute(later, later->store, "DELETE FROM party");
    pool_must(later, operator_found(later, later->store, &terms, "ann", clock_fixed(&later->now_us),
                                    &later->book, &later->err));
    must_stay(pool, later->url, "another book");
    /* The same book with other events, and half a copy of it. */
    struct pool *twin = pool_new("twin.db");
    pool_earn(twin, "S-1", 5);
    must_stay(pool, twin->url, "other events");
    char *half = place_new(pool->mem, "half.db");
    assert_false(goes_so_far(twin, half, 1, 5));
    assert_false(goes_so_far(twin, half, 2, 5));
    must_stay(pool, half, "other events");
    pool_free(twin);
    pool_free(later);
    pool_free(pool);
}

static void a_file_of_another_program_stays_as_it_is(void **state)
{
    struct pool *pool = played("foreign.db");
    char path[SCRATCH_PATH_BYTES];
    char read[16] = "";
    (void)state;
    (void)scratch_file("foreign.txt", "as it was", 9, path);
    must_be_refused(pool, path, STATUS_INVALID, "no database");
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(read, 1, sizeof read, file), 9);
    assert_int_equal(fclose(file), 0);
    assert_string_equal(read, "as it was");
    *strrchr(path, '/') = '\0';
    must_be_refused(pool, path, STATUS_INVALID, "folder");
    pool_free(pool);
}

static void only_who_may_see_all_may_copy(void **state)
{
    struct pool *pool = played("rights.db");
    char *to = place_new(pool->mem, "rights.copy.db");
    struct copy_terms terms = {.to = to};
    struct copy_result result;
    struct book *book = NULL;
    struct store *none = NULL;
    (void)state;
    pool_must(pool, book_open(pool->mem, pool->store, "bob", clock_fixed(&pool->now_us), &book,
                              &pool->err));
    pool_must_be(pool, copy_run(pool->mem, book, &terms, &result, &pool->err), STATUS_DENIED,
                 "bob's copy");
    pool_must_be(pool, store_open(pool->mem, to, STORE_READ, &none, &pool->err), STATUS_NOT_FOUND,
                 "the target of a copy that was refused");
    pool_free(pool);
}

struct rival {
    struct pool *pool;
    const char *to;
    int64_t calls;
};

/* The same copy, whole, while this one is under way. */
static bool overtakes(void *state, const char *what, int64_t done, int64_t total)
{
    struct rival *rival = state;
    (void)what;
    (void)done;
    (void)total;
    if (rival->calls++ == 0) {
        (void)copied(rival->pool, rival->to);
    }
    return true;
}

static void of_two_copies_at_once_one_is_told_of_the_other(void **state)
{
    struct pool *pool = played("two.db");
    char *to = place_new(pool->mem, "two.copy.db");
    struct rival rival = {.pool = pool_on(pool, pool->url), .to = to};
    struct copy_terms terms = {.to = to, .batch = 3, .progress = overtakes, .state = &rival};
    struct copy_result result;
    (void)state;
    pool_must_be(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err),
                 STATUS_CONFLICT, "the slower copy");
    assert_non_null(strstr(pool->err.message, "somebody else"));
    assert_string_equal(dump(pool, to), dump(pool, pool->url));
    assert_int_equal(open_book(pool, to), STATUS_OK);
    pool_free(rival.pool);
    pool_free(pool);
}

/* ---- damaged ---- */

static void a_source_whose_events_are_not_what_was_written_is_not_copied(void **state)
{
    struct pool *pool = played("damaged.db");
    char *to = place_new(pool->mem, "damaged.copy.db");
    (void)state;
    tamper(pool, pool->url, "UPDATE event SET body = body || ' ' WHERE number = 7");
    must_be_refused(pool, to, STATUS_CORRUPT, "event 7 of the source");
    assert_int_equal(open_book(pool, to), STATUS_NOT_FOUND); /* nothing was begun */
    pool_free(pool);
}

struct change {
    struct pool *pool;
    const char *to, *sql;
    bool is_done;
};

/* When all is there, before it is compared. */
static bool changes(void *state, const char *what, int64_t done, int64_t total)
{
    struct change *change = state;
    if (!change->is_done && strcmp(what, "rows") == 0 && done == total) {
        change->is_done = true;
        tamper(change->pool, change->to, change->sql);
    }
    return true;
}

static const struct {
    const char *sql, *found;
    bool is_repaired; /* by the same copy, run again */
} changed[] = {
    {"UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 3", "account 3 is another",
     true},
    {"UPDATE account SET payee = 'S-2' WHERE id = 4", "account 4 is another", false},
    {"UPDATE event SET body = '{}' WHERE number = 9", "event 1 9 is another", false},
    {"DELETE FROM leg WHERE event = (SELECT min(event) FROM leg)", "is missing", false},
    {"UPDATE operator SET roles = 'admin' WHERE login = 'bob'", "operator bob is another", true},
    {"DELETE FROM operator WHERE login = 'bob'", "operator bob is missing", true},
    {"INSERT INTO operator (login, roles, event) VALUES ('eve', 'admin', 1)",
     "operator eve is in it, and not in the source", false},
    {"UPDATE deal SET shop = '' WHERE id = 'O-3'", "deal O-3 is another", true},
    {"UPDATE notice SET text = text || '.' WHERE id = 1", "notice 1 is another", true},
};

static void whatever_is_changed_in_the_target_is_found(void **state)
{
    struct pool *pool = played("changed.db");
    (void)state;
    for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
        struct change change = {
            .pool = pool, .to = place_new(pool->mem, "changed.copy.db"), .sql = changed[i].sql};
        struct copy_terms terms = {.to = change.to, .progress = changes, .state = &change};
        struct copy_result result;
        enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
        pool_must_be(pool, status, STATUS_CORRUPT, changed[i].sql);
        if (strstr(pool->err.message, changed[i].found) == NULL) {
            fail_msg("%s: %s", changed[i].sql, pool->err.message);
        }
        assert_int_equal(open_book(pool, change.to), STATUS_UNSUPPORTED);
        status = copy_run(pool->mem, pool->book, &(struct copy_terms){.to = change.to}, &result,
                          &pool->err);
        pool_must_be(pool, status, changed[i].is_repaired ? STATUS_OK : STATUS_CORRUPT,
                     changed[i].sql);
    }
    pool_free(pool);
}

static void a_finished_copy_that_was_changed_is_told_of_and_not_touched(void **state)
{
    struct pool *pool = played("finished.db");
    char *to = place_new(pool->mem, "finished.copy.db");
    (void)state;
    (void)copied(pool, to);
    tamper(pool, to, "UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 3");
    char *before = dump(pool, to);
    must_be_refused(pool, to, STATUS_CORRUPT, "account 3 is another");
    assert_string_equal(dump(pool, to), before);
    pool_free(pool);
}

static void a_changed_event_is_found_when_the_source_has_gone_on(void **state)
{
    struct pool *pool = played("gone.db");
    char *to = place_new(pool->mem, "gone.copy.db");
    (void)state;
    (void)copied(pool, to);
    tamper(pool, to, "UPDATE event SET subject = 'x' WHERE number = 2");
    play_on(pool);
    must_be_refused(pool, to, STATUS_CORRUPT, "event 1 2 is another");
    assert_int_equal(open_book(pool, to), STATUS_UNSUPPORTED);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tables_are_those_of_the_schema),
        cmocka_unit_test(a_copy_has_the_same_rows_numbers_and_hashes),
        cmocka_unit_test(a_copy_of_a_copy_in_the_other_engine_is_the_same_again),
        cmocka_unit_test(a_copy_can_be_worked_in),
        cmocka_unit_test(what_is_new_is_brought_over_later),
        cmocka_unit_test(a_copy_is_of_one_moment_whatever_happens_meanwhile),
        cmocka_unit_test(a_copy_that_is_stopped_goes_on_where_it_stood),
        cmocka_unit_test(every_place_to_stop_is_one_to_go_on_from),
        cmocka_unit_test(a_source_that_fails_anywhere_spoils_nothing),
        cmocka_unit_test(a_store_is_not_copied_onto_itself),
        cmocka_unit_test(a_target_in_which_somebody_worked_stays_as_it_is),
        cmocka_unit_test(a_target_that_is_another_store_stays_as_it_is),
        cmocka_unit_test(a_file_of_another_program_stays_as_it_is),
        cmocka_unit_test(only_who_may_see_all_may_copy),
        cmocka_unit_test(of_two_copies_at_once_one_is_told_of_the_other),
        cmocka_unit_test(a_source_whose_events_are_not_what_was_written_is_not_copied),
        cmocka_unit_test(whatever_is_changed_in_the_target_is_found),
        cmocka_unit_test(a_finished_copy_that_was_changed_is_told_of_and_not_touched),
        cmocka_unit_test(a_changed_event_is_found_when_the_source_has_gone_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
