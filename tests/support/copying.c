#include "tests/support/copying.h"

#include "model/advance.h"
#include "model/chargeback.h"
#include "model/complaint.h"
#include "model/conversion.h"
#include "model/correction.h"
#include "model/courier.h"
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
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void deliver_for_cash(struct pool *pool)
{
    struct party courier = {"fast", "courier", "Fast Parcels", "CN", NULL, NULL, NULL, NULL};
    struct deal deal = {.id = "D-1",
                        .mode = "cod",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "goods",
                        .price = cny(8000),
                        .fee = cny(400)};
    struct carriage carriage = {"D-1", "fast", cny(200)};
    struct deal_step step = {.deal = "D-1"};
    pool_must(pool, party_put(pool->book, &courier, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, courier_carry(pool->book, &carriage, pool_run(pool), &pool->err));
    pool_must(pool, deal_deliver(pool->book, &step, pool_run(pool), &pool->err));
}

static void remit_cash(struct pool *pool)
{
    static const char *const deals[] = {"D-1", NULL};
    struct remit remit = {"RM-1", "fast", cny(8000), cny(200), cny(7800), deals};
    struct item item = {.kind = ITEM_BATCH, .id = "RM-1", .amount = cny(7800)};
    pool_must(pool, remit_put(pool->book, &remit, pool_run(pool), &pool->err));
    (void)pool_line(pool, 7800, &item);
}

/* A dealer that has euros, and a conversion with it that is corrected. */
static void exchange(struct pool *pool)
{
    static const struct party DEALER = {"FX-BANK", "bank", "Dealer", "DE", NULL, NULL, NULL, NULL};
    struct deal deal = {.id = "E-1",
                        .mode = "chain",
                        .buyer = "B-2",
                        .seller = "FX-BANK",
                        .category = "means",
                        .price = {5000, "EUR"},
                        .fee = {0, "EUR"}};
    struct deal_capture capture = {"E-1", "alipay", {5000, "EUR"}};
    struct deal_step step = {.deal = "E-1"};
    struct conversion conversion = {.id = "Q-1",
                                    .party = "S-2",
                                    .dealer = "FX-BANK",
                                    .sold = cny(1000),
                                    .currency = "EUR",
                                    .rate = {1273, 10000},
                                    .rounding = "down",
                                    .valid_until_us = pool->now_us};
    pool_must(pool, party_put(pool->book, &DEALER, pool_run(pool), &pool->err));
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, conversion_make(pool->book, &conversion, pool_run(pool), &pool->err));
    struct correction correction = {pool_int(pool, "SELECT max(number) FROM event", NULL),
                                    "the wrong rate"};
    pool_must(pool, correction_make(pool->book, &correction, pool_run(pool), &pool->err));
}

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
    struct advance advance = {"A-1", "O-2", "L-1", cny(10000), cny(10100)};
    struct chargeback chargeback = {"CB-1", "O-2", "alipay", cny(500), "fraud"};
    pool_bond(pool, "S-1", 30000);
    pool_lender(pool, "L-1", 30000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 20000, true);
    pool_deal(pool, "O-3", 500, false);
    pool_must(pool, advance_make(pool->book, &advance, pool_run(pool), &pool->err));
    pool_must(pool, chargeback_take(pool->book, &chargeback, pool_run(pool), &pool->err));
    deliver_for_cash(pool);
    pool_earn(pool, "S-1", 1500);
    pool_earn(pool, "S-2", 2500);
    pool_must(pool, payout_request(pool->book, &payout, pool_run(pool), &pool->err));
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
    exchange(pool);
}

/* What changes rows of every kind that can change. */
void copying_play_on(struct pool *pool)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = OUTCOME_AWARD, .reasons = "the maker says so"};
    struct deal_step step = {.deal = "O-2"};
    struct party party = {"S-2", "seller", "景德镇", "CN", "G9", NULL, NULL, NULL};
    struct sweep_result swept;
    pool->now_us += TIME_US_PER_DAY / 2;
    pool_must(pool, complaint_decide(pool->book, &decision, pool_run(pool), &pool->err));
    pool_must(pool, deal_ship(pool->book, &step, pool_run(pool), &pool->err));
    pool_must(pool, party_put(pool->book, &party, pool_run(pool), &pool->err));
    remit_cash(pool);
    pool->now_us += 90 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &swept, &pool->err));
    assert_true(swept.holds > 0 && swept.freezes > 0);
    pool_earn(pool, "S-2", 99);
}

struct pool *copying_pool(const char *name)
{
    struct pool *pool = pool_new(name);
    play(pool);
    return pool;
}

/* A file, whatever engine the run is for. */
char *copying_file(struct pool *pool, const char *name)
{
    char path[SCRATCH_PATH_BYTES];
    (void)scratch_path(name, path);
    (void)unlink(path);
    return mem_strdup(pool->mem, path);
}

/* Mostly a file, which is made sooner than a database. */
char *copying_target(struct pool *pool, int number)
{
    return number % 8 == 0 ? place_new(pool->mem, "target.db")
                           : copying_file(pool, "target.file.db");
}

struct store *copying_open(struct pool *pool, const char *url, enum store_access access)
{
    struct store *store = NULL;
    pool_must(pool, store_open(pool->mem, url, access, &store, &pool->err));
    return store;
}

void copying_execute(struct pool *pool, struct store *store, const char *sql)
{
    pool_must(pool, store_begin(store, STORE_WRITER, 1, &pool->err));
    pool_must(pool, store_execute(store, sql, &pool->err));
    pool_must(pool, store_commit(store, &pool->err));
}

/* What others do to a store behind the program's back. */
void copying_tamper(struct pool *pool, const char *url, const char *sql)
{
    struct store *store = copying_open(pool, url, STORE_WRITE);
    bool is_file = strstr(url, "://") == NULL;
    copying_execute(
        pool, store,
        is_file ? "DROP TRIGGER event_is_final; DROP TRIGGER leg_stays;"
                  " DROP TRIGGER account_stays; DROP TRIGGER hold_keeps_its_parties;"
                  " DROP TRIGGER notice_keeps_its_words"
                : "ALTER TABLE event DISABLE TRIGGER USER; ALTER TABLE leg DISABLE TRIGGER USER;"
                  " ALTER TABLE account DISABLE TRIGGER USER;"
                  " ALTER TABLE notice DISABLE TRIGGER USER");
    copying_execute(pool, store, sql);
    store_close(store);
}

/* Everything that a store holds, as the database tells it. */
char *copying_dump(struct pool *pool, const char *url)
{
    struct store *store = copying_open(pool, url, STORE_READ);
    char *text = mem_strdup(pool->mem, "");
    for (const struct relation *r = relation_list(); r->name != NULL; r++) {
        struct stmt *q = NULL;
        bool has_row = false;
        char *sql = mem_printf(pool->mem, "SELECT * FROM \"%s\" ORDER BY 1, 2%s", r->name,
                               r->count > 2 ? ", 3" : "");
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

void copying_verify(struct pool *pool, const char *url)
{
    struct store *store = copying_open(pool, url, STORE_READ);
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

enum status copying_open_book(struct pool *pool, const char *url)
{
    struct store *store = copying_open(pool, url, STORE_READ);
    struct book *book = NULL;
    enum status status =
        book_open(pool->mem, store, "ann", clock_fixed(&pool->now_us), &book, &pool->err);
    store_close(store);
    return status;
}

struct copy_result copying_copy(struct pool *pool, const char *to)
{
    struct copy_terms terms = {.to = to};
    struct copy_result result;
    pool_must(pool, copy_run(pool->mem, pool->book, &terms, &result, &pool->err));
    return result;
}

void copying_refused(struct pool *pool, const char *to, enum status expected, const char *word)
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
struct pool *copying_pool_on(struct pool *pool, const char *url)
{
    struct pool *other = MEM_NEW(NULL, struct pool);
    other->mem = other;
    other->now_us = pool->now_us;
    other->url = mem_strdup(other, url);
    other->store = copying_open(other, url, STORE_WRITE);
    pool_must(other, book_open(other, other->store, "ann", clock_fixed(&other->now_us),
                               &other->book, &other->err));
    return other;
}

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
bool copying_goes_so_far(struct pool *pool, const char *to, int64_t calls, int64_t batch)
{
    struct stopper stopper = {.calls_left = calls};
    struct copy_terms terms = {.to = to, .batch = batch, .progress = stops, .state = &stopper};
    struct copy_result result;
    enum status status = copy_run(pool->mem, pool->book, &terms, &result, &pool->err);
    if (status != STATUS_OK) {
        pool_must_be(pool, status, STATUS_CANCELLED, "a stopped copy");
        assert_int_equal(copying_open_book(pool, to), STATUS_UNSUPPORTED);
        assert_non_null(strstr(pool->err.message, "half copied"));
        assert_non_null(strstr(pool->err.hint, "again"));
    }
    return status == STATUS_OK;
}

void copying_check(struct pool *pool, const struct copy_result *result)
{
    assert_int_equal(result->events, pool_int(pool, "SELECT max(number) FROM event", NULL));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM event WHERE hash = $1", result->head), 1);
    for (size_t i = 0; i < result->table_count; i++) {
        char *sql = mem_printf(pool->mem, "SELECT count(*) FROM \"%s\"", result->tables[i].name);
        assert_int_equal(result->tables[i].rows, pool_int(pool, sql, NULL));
    }
}

void copying_same(struct pool *pool, const char *to)
{
    struct copy_result result = copying_copy(pool, to);
    assert_int_equal(result.brought, result.events);
    copying_check(pool, &result);
    assert_string_equal(copying_dump(pool, to), copying_dump(pool, pool->url));
    copying_verify(pool, to);
}
