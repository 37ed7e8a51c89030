/* test_demo.c - the demonstration store: the same for the same seed, sound, and with every state.
 */
#include "import/feed.h"
#include "import/plan.h"
#include "model/digest.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/position.h"
#include "model/verify.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"
#include "tui/demo.h"
#include "tui/demo_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct made {
    void *mem;
    char *url;
    struct store *store;
    struct book *book;
    int64_t now_us;
    struct error error;
};

static void must_be(struct made *made, enum status status, enum status expected, int line)
{
    if (status != expected) {
        fail_msg("line %d: %s: %s (%s)", line, status_name(status),
                 status != STATUS_OK ? made->error.message : "",
                 status != STATUS_OK ? made->error.detail : "");
    }
}
#define must(made, call) must_be((made), (call), STATUS_OK, __LINE__)

static struct made *made_new(const char *name)
{
    void *mem = mem_context(NULL, name);
    struct made *made = MEM_NEW(mem, struct made);
    made->mem = mem;
    made->url = place_new(mem, name);
    return made;
}

static void open_made(struct made *made)
{
    must(made, store_open(made->mem, made->url, STORE_WRITE, &made->store, &made->error));
    must(made, book_open(made->mem, made->store, "alice", clock_fixed(&made->now_us), &made->book,
                         &made->error));
}

/* A demonstration, open. */
static struct made *make(const char *name, int64_t deals, uint64_t seed, const char *folder)
{
    struct made *made = made_new(name);
    struct demo_terms terms = {
        .sellers = DEMO_SELLERS, .deals = deals, .seed = seed, .folder = folder};
    must(made, demo_make(made->mem, made->url, "alice", &terms, &made->now_us, &made->error));
    open_made(made);
    return made;
}

static void made_free(struct made *made)
{
    store_close(made->store);
    mem_free(made->mem);
}

static int64_t ask(struct made *made, const char *sql)
{
    struct stmt *q = NULL;
    bool has_row = false;
    must(made, store_prepare(made->store, sql, &q, &made->error));
    must(made, stmt_step(q, &has_row, &made->error));
    assert_true(has_row);
    int64_t value = stmt_int(q, 0);
    stmt_reset(q);
    return value;
}

/* All that happened, and what it moved. Not the hashes: seals have salts that nobody can guess. */
static char *what_happened(struct made *made)
{
    struct stmt *q = NULL;
    bool has_row = false;
    char *hash = MEM_ARRAY(made->mem, char, DIGEST_HEX_BYTES);
    struct digest *digest = digest_new(made->mem);
    must(made, store_prepare(made->store,
                             "SELECT e.at_us || ' ' || e.operator || ' ' || e.verb || ' ' ||"
                             " e.subject || ' ' || coalesce(l.account_id || ' ' || l.amount_minor"
                             " || ' ' || l.balance_minor, '') FROM event e LEFT JOIN leg l"
                             " ON l.book_id = e.book_id AND l.event = e.number"
                             " ORDER BY e.number, l.position",
                             &q, &made->error));
    while (stmt_step(q, &has_row, &made->error) == STATUS_OK && has_row) {
        digest_add(digest, stmt_text(q, 0), strlen(stmt_text(q, 0)) + 1);
    }
    stmt_reset(q);
    digest_finish(digest, hash);
    return hash;
}

static void assert_sound(struct made *made)
{
    struct verify_row *rows = NULL;
    struct position *positions = NULL;
    size_t count = 0;
    must(made, verify_run(made->book, made->mem, &rows, &count, &made->error));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].holds) {
            fail_msg("%s: %s", rows[i].name, rows[i].first_breach);
        }
    }
    must(made, position_read(made->book, made->mem, &positions, &count, &made->error));
    assert_true(count >= 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(positions[i].difference_minor, 0);
        assert_true(positions[i].owed_minor > 0);
    }
}

static void the_same_seed_makes_the_same_store(void **state)
{
    (void)state;
    struct made *one = make("one.db", 40, 7, NULL);
    struct made *same = make("same.db", 40, 7, NULL);
    struct made *other = make("other.db", 40, 8, NULL);
    assert_string_equal(what_happened(one), what_happened(same));
    assert_string_not_equal(what_happened(one), what_happened(other));
    assert_int_equal(one->now_us, DEMO_END_US);
    made_free(one);
    made_free(same);
    made_free(other);
}

static void its_books_are_sound_and_its_bank_is_proved(void **state)
{
    (void)state;
    struct made *made = make("sound.db", DEMO_DEALS, DEMO_SEED, NULL);
    assert_sound(made);
    assert_int_equal(ask(made, "SELECT count(*) FROM statement WHERE proof <> 'closed'"), 0);
    assert_true(ask(made, "SELECT count(*) FROM statement") > 60);
    assert_int_equal(ask(made, "SELECT max(at_us) FROM event") <= made->now_us, 1);
    made_free(made);
}

/* Tables with conditions: what there is of in a demonstration. */
static const char *const states[] = {
    "deal WHERE cancelled_us IS NOT NULL",
    "deal WHERE funded_minor = 0 AND cancelled_us IS NULL",
    "deal WHERE funded_minor > 0 AND shipped_us IS NULL AND returned_minor = 0",
    "deal WHERE shipped_us IS NOT NULL AND delivered_us IS NULL",
    "deal WHERE delivered_us IS NOT NULL AND released_minor + returned_minor = 0",
    "deal WHERE released_minor > 0 AND released_minor < funded_minor",
    "deal WHERE released_minor = funded_minor AND funded_minor > 0",
    "deal WHERE returned_minor = funded_minor AND funded_minor > 0",
    "complaint WHERE state = 'open'",
    "complaint WHERE state = 'noticed'",
    "complaint WHERE state = 'dismissed'",
    "complaint WHERE state = 'refunded'",
    "complaint WHERE state = 'awarded'",
    "complaint WHERE state = 'defaulted'",
    "account WHERE purpose = 'award' AND balance_minor > 0",
    "account WHERE purpose = 'bond' AND balance_minor > 0",
    "account WHERE purpose = 'dispute' AND balance_minor > 0",
    "account WHERE purpose = 'freeze' AND balance_minor > 0",
    "lien WHERE rank = 60 AND is_closed = 0",
    "lien WHERE rank = 90 AND is_closed = 0",
    "\"freeze\" WHERE lifted_us IS NOT NULL",
    "\"freeze\" WHERE is_ended = 1 AND lifted_us IS NULL",
    "\"freeze\" WHERE amount_minor IS NOT NULL AND is_ended = 0",
    "\"freeze\" GROUP BY party HAVING count(*) = 3",
    "payout WHERE state = 'paid'",
    "payout WHERE state = 'under way'",
    "expect WHERE received_minor = 0",
    "expect WHERE received_minor = amount_minor",
    "batch WHERE is_settled = 1",
    "match",
    "line WHERE state = 'suspense' AND item IS NULL AND amount_minor > 0",
    "line WHERE state = 'suspense' AND item IS NOT NULL",
    "line WHERE state = 'suspense' AND amount_minor < 0",
    "account WHERE kind = 'hold' AND currency = 'EUR' AND balance_minor > 0",
    "account WHERE kind = 'hold' AND currency = 'JPY' AND balance_minor > 0",
};

static const char *const ways[] = {
    "deal WHERE mode = 'chain' AND funded_minor > 0 AND released_minor = 0",
    "deal WHERE mode = 'chain' AND released_minor = price_minor",
    "deal WHERE mode = 'prepaid' AND released_minor > 0 AND released_minor < funded_minor",
    "deal d JOIN party p ON p.id = d.seller WHERE d.mode = 'prepaid' AND d.funded_minor > 0"
    " AND p.closed_us IS NOT NULL",
    "parcel p JOIN deal d ON d.id = p.deal WHERE d.shipped_us IS NOT NULL AND"
    " p.collected_minor = 0 AND p.refused_us IS NULL",
    "parcel WHERE collected_minor > 0 AND remitted_minor = 0",
    "parcel WHERE remitted_minor = collected_minor - fee_minor AND collected_minor > 0",
    "parcel WHERE refused_us IS NOT NULL",
    "campaign WHERE state = 'open'",
    "campaign WHERE state = 'met' AND members = target_count",
    "deal WHERE mode = 'self' AND released_minor = price_minor",
    "deal d JOIN complaint c ON c.deal = d.id WHERE d.mode = 'direct' AND c.state = 'awarded'",
    "account WHERE purpose = 'claim' AND balance_minor > 0",
    "party WHERE exited_us IS NOT NULL",
    "account WHERE purpose = 'bond' AND parent IS NOT NULL AND balance_minor > 0",
    "complaint c JOIN deal d ON d.id = c.deal WHERE c.state = 'refunded' AND"
    " d.released_minor > 0 AND d.returned_minor > 0",
    "consent c JOIN account a ON a.id = c.hold_id WHERE a.due_us < c.until_us",
    "consent c JOIN account a ON a.id = c.hold_id WHERE a.due_us = c.until_us",
    "conversion",
    "correction",
    "advance a JOIN lien l ON l.id = a.lien_id WHERE l.is_closed = 0",
    "chargeback WHERE reversed_event IS NULL",
    "chargeback WHERE reversed_event IS NOT NULL",
    "appeal WHERE outcome IS NULL",
    "objection WHERE state = 'open'",
    "interest WHERE ended_event IS NULL",
    "personal WHERE salt IS NOT NULL",
    "notice WHERE delivery = 'sent'",
    "notice WHERE delivery = 'waiting' AND attempts = 1 AND failure IS NOT NULL",
    "operator WHERE roles NOT LIKE '%admin%'",
};

static void must_have(struct made *made, const char *const *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *sql = mem_printf(made->mem, "SELECT EXISTS (SELECT 1 FROM %s)", wanted[i]);
        if (ask(made, sql) == 0) {
            fail_msg("there is no %s", wanted[i]);
        }
    }
}

static void every_state_and_every_way_is_there_however_few_orders_there_are(void **state)
{
    (void)state;
    struct made *made = make("few.db", 0, 3, NULL);
    must_have(made, states, sizeof states / sizeof states[0]);
    must_have(made, ways, sizeof ways / sizeof ways[0]);
    assert_sound(made);
    made_free(made);
}

static void there_is_a_payout_overdue(void **state)
{
    (void)state;
    struct made *made = make("overdue.db", DEMO_DEALS, 5, NULL);
    const char *sql = mem_printf(made->mem,
                                 "SELECT count(*) FROM account WHERE purpose = 'payout' AND"
                                 " balance_minor > 0 AND due_us < %lld",
                                 (long long)made->now_us);
    assert_true(ask(made, sql) > 0);
    made_free(made);
}

static void a_sandbox_that_nobody_used_is_filled(void **state)
{
    (void)state;
    struct made *made = made_new("unused.db");
    struct book_terms book = {.name = "main", .policy = "default", .is_sandbox = true};
    struct demo_terms terms = {.sellers = DEMO_SELLERS_MIN, .deals = 10, .seed = 1};
    made->now_us = DEMO_END_US + 100 * TIME_US_PER_DAY;
    int64_t made_us = made->now_us;
    must(made, store_open(made->mem, made->url, STORE_CREATE, &made->store, &made->error));
    must(made, operator_found(made->mem, made->store, &book, "alice", clock_fixed(&made->now_us),
                              &made->book, &made->error));
    store_close(made->store);
    must(made, demo_make(made->mem, made->url, "alice", &terms, &made->now_us, &made->error));
    assert_true(made->now_us > made_us); /* its days come after the making of the store */
    open_made(made);
    assert_sound(made);
    made_free(made);
}

static void any_other_store_is_left_alone(void **state)
{
    (void)state;
    struct made *made = make("used.db", 0, 1, NULL);
    struct demo_terms terms = {.sellers = DEMO_SELLERS, .deals = 0, .seed = 1};
    char *hash = what_happened(made);
    must_be(made, demo_make(made->mem, made->url, "alice", &terms, &made->now_us, &made->error),
            STATUS_CONFLICT, __LINE__);
    assert_string_equal(what_happened(made), hash);
    struct made *real = made_new("real.db");
    struct book_terms book = {.name = "main", .policy = "default", .is_sandbox = false};
    must(real, store_open(real->mem, real->url, STORE_CREATE, &real->store, &real->error));
    must(real, operator_found(real->mem, real->store, &book, "alice", clock_fixed(&real->now_us),
                              &real->book, &real->error));
    must_be(real, demo_make(real->mem, real->url, "alice", &terms, &real->now_us, &real->error),
            STATUS_REFUSED, __LINE__);
    terms.sellers = DEMO_SELLERS_MIN - 1;
    real->url = place_new(real->mem, "none.db");
    must_be(real, demo_make(real->mem, real->url, "alice", &terms, &real->now_us, &real->error),
            STATUS_INVALID, __LINE__);
    made_free(real);
    made_free(made);
}

static void the_next_day_can_be_fed_and_imported(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH_BYTES];
    (void)scratch_path(".", folder);
    struct made *made = make("tour.db", DEMO_DEALS, DEMO_SEED, folder);
    struct feed_terms feed = {.path = mem_printf(made->mem, "%s/" DEMO_FEED_FILE, folder)};
    struct feed_result result;
    must(made, feed_run(made->book, &feed, &result, &made->error));
    assert_int_equal(result.refused, 1);
    assert_true(result.applied > 10);
    struct plan_terms terms = {.account = "ICBC-001"};
    struct plan *plan = NULL;
    must(made, plan_make(made->mem, made->book, mem_printf(made->mem, "%s/" DEMO_BANK_FILE, folder),
                         &terms, &plan, &made->error));
    assert_int_equal(plan->proof, PROOF_CLOSED);
    assert_int_equal(plan->counts.duplicate, 0);
    assert_int_equal(plan->counts.suspense, 4);
    assert_int_equal(plan->counts.suggested, 2);
    must(made, plan_apply(made->book, plan, NULL, NULL, &made->error));
    assert_sound(made);
    made_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_makes_the_same_store),
        cmocka_unit_test(its_books_are_sound_and_its_bank_is_proved),
        cmocka_unit_test(every_state_and_every_way_is_there_however_few_orders_there_are),
        cmocka_unit_test(there_is_a_payout_overdue),
        cmocka_unit_test(a_sandbox_that_nobody_used_is_filled),
        cmocka_unit_test(any_other_store_is_left_alone),
        cmocka_unit_test(the_next_day_can_be_fed_and_imported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
