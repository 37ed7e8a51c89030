/* Two operators act on the same thing: the second is told who came first, with what and when, also
 * when a preview was looked at before; and nothing is posted twice. */
#include "model/doer.h"

#include "model/complaint.h"
#include "model/freeze.h"
#include "model/hold.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/payout.h"
#include "model/statement.h"
#include "model/sweep.h"
#include "tests/support/pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define AT "2026-09-01T00:00:00Z"

struct desk {
    struct pool *pool;
    struct book *other; /* bob's, on a connection of his own */
    char hold[32];      /* of the sale */
};

/* One of them does something. */
struct act {
    enum status (*run)(struct desk *desk, struct book *book, struct run *run, struct error *err);
};

static enum status decide(struct book *book, enum complaint_outcome outcome, struct run *run,
                          struct error *err)
{
    struct complaint_decision decision = {
        .complaint = "C-1", .outcome = outcome, .reasons = "as the photographs show"};
    return complaint_decide(book, &decision, run, err);
}

static enum status refund(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    (void)desk;
    return decide(book, OUTCOME_REFUND, run, err);
}

static enum status dismiss(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    (void)desk;
    return decide(book, OUTCOME_DISMISS, run, err);
}

static enum status award(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    (void)desk;
    return decide(book, OUTCOME_AWARD, run, err);
}

static enum status lift(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    struct unfreeze unfreeze = {1, "proof of origin came in"};
    (void)desk;
    return freeze_lift(book, &unfreeze, run, err);
}

static enum status release(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    struct hold_step step = {.hold = desk->hold, .reason = "both agree"};
    return hold_release_by(book, &step, run, err);
}

static enum status give_back(struct desk *desk, struct book *book, struct run *run,
                             struct error *err)
{
    struct hold_step step = {.hold = desk->hold, .reason = "both agree"};
    return hold_return_by(book, &step, run, err);
}

static enum status pay_out(struct desk *desk, struct book *book, struct run *run, struct error *err)
{
    struct payout payout = {.party = "S-1", .amount = cny(70000)};
    (void)desk;
    return payout_request(book, &payout, run, err);
}

static enum status match_line(struct book *book, const char *line, struct run *run,
                              struct error *err)
{
    struct match_terms terms = {.line = line, .item = "deal:O-2"};
    return match_make(book, &terms, run, err);
}

static enum status match_first(struct desk *desk, struct book *book, struct run *run,
                               struct error *err)
{
    (void)desk;
    return match_line(book, "line:1", run, err);
}

static enum status match_second(struct desk *desk, struct book *book, struct run *run,
                                struct error *err)
{
    (void)desk;
    return match_line(book, "line:2", run, err);
}

static enum status take_back(struct desk *desk, struct book *book, struct run *run,
                             struct error *err)
{
    struct match_undo_terms terms = {"match:1", "it was another customer's"};
    (void)desk;
    return match_undo(book, &terms, run, err);
}

static void post_line(struct pool *pool)
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
        .amount = cny(5000),
        .balance_minor = STATEMENT_NO_BALANCE,
        .reference = "",
        .text = "a transfer",
        .ground = "bears no reference that is known",
    };
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
}

/* Everything that the scenes need: a funded sale with a complaint about a part of it, a frozen
 * seller with money, an unpaid deal and two bank lines that might pay it. */
static struct desk *desk_new(const char *name)
{
    struct pool *pool = pool_new(name);
    struct desk *desk = MEM_NEW(pool->mem, struct desk);
    struct store *store;
    struct operator_terms bob = {"bob", ROLE_ALL, NULL};
    struct complaint complaint = {
        .id = "C-1", .deal = "O-1", .kind = "counterfeit", .amount = cny(3000), .has_amount = true};
    struct freeze freeze = {.party = "S-2",
                            .scope = "payout",
                            .ground = "counterfeit",
                            .facts = "facts",
                            .until_us = pool->now_us + 10 * TIME_US_PER_DAY};
    desk->pool = pool;
    pool_must(pool, operator_put(pool->book, &bob, pool_run(pool), &pool->err));
    pool_bond(pool, "S-1", 100000);
    pool_deal(pool, "O-1", 10000, true);
    pool_deal(pool, "O-2", 5000, false);
    pool_earn(pool, "S-1", 100000);
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    post_line(pool);
    post_line(pool);
    (void)snprintf(desk->hold, sizeof desk->hold, "hold:%lld",
                   (long long)pool_int(pool, "SELECT hold_id FROM deal WHERE id = 'O-1'", NULL));
    pool_must(pool, store_open(pool->mem, pool->url, STORE_WRITE, &store, &pool->err));
    pool_must(pool, book_open(pool->mem, store, "bob", clock_fixed(&pool->now_us), &desk->other,
                              &pool->err));
    return desk;
}

static void desk_free(struct desk *desk)
{
    store_close(book_store(desk->other));
    pool_verify(desk->pool);
    pool_free(desk->pool);
}

static int64_t events(struct pool *pool)
{
    return pool_int(pool, "SELECT count(*) FROM event", NULL);
}

static const struct {
    const char *name;
    struct act before; /* by ann, before both look at it; or none */
    struct act first, second;
    const char *message, *hint; /* what bob reads of it; "HOLD" stands for the sale's hold */
} SCENES[] = {
    {"refunded",
     {NULL},
     {refund},
     {dismiss},
     "complaint:C-1 was decided by ann at " AT ": refunded CNY 30.00",
     ""},
    {"dismissed",
     {NULL},
     {dismiss},
     {refund},
     "complaint:C-1 was decided by ann at " AT ": dismissed",
     ""},
    {"awarded",
     {NULL},
     {award},
     {award},
     "complaint:C-1 was decided by ann at " AT ": refunded CNY 30.00, and awarded CNY 500.00",
     ""},
    {"lifted", {NULL}, {lift}, {lift}, "freeze:1 was lifted by ann at " AT, ""},
    {"released",
     {NULL},
     {release},
     {release},
     "HOLD holds nothing: hold release by ann at " AT,
     ""},
    {"returned",
     {NULL},
     {give_back},
     {release},
     "HOLD holds nothing: hold return by ann at " AT,
     ""},
    {"paid out",
     {NULL},
     {pay_out},
     {pay_out},
     "available:S-1 has CNY 300.00",
     "the last to take from it: payout by ann at " AT},
    {"matched",
     {NULL},
     {match_first},
     {match_first},
     "line:1 is matched already, to deal:O-2 by ann at " AT,
     ""},
    {"the item matched",
     {NULL},
     {match_first},
     {match_second},
     "deal:O-2 has nothing left to match",
     "deal:O-2 is matched to line:1 by ann at " AT},
    {"taken back",
     {match_first},
     {take_back},
     {take_back},
     "match:1 was taken back by ann at " AT,
     ""},
};

static void is_told(const struct desk *desk, size_t scene, const struct error *err)
{
    const char *message = SCENES[scene].message;
    if (strncmp(message, "HOLD", 4) == 0) {
        message = mem_printf(desk->pool->mem, "%s%s", desk->hold, message + 4);
    }
    if (strstr(err->message, message) == NULL || strstr(err->hint, SCENES[scene].hint) == NULL) {
        fail_msg("%s: %s - %s", SCENES[scene].name, err->message, err->hint);
    }
}

static void the_second_is_told_who_came_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(SCENES) / sizeof(SCENES[0]); i++) {
        char name[32];
        char digest[POSTING_DIGEST_BYTES];
        struct error err;
        (void)snprintf(name, sizeof name, "doer-%zu.db", i);
        struct desk *desk = desk_new(name);
        struct pool *pool = desk->pool;
        struct run preview = {.mem = pool->mem, .is_preview = true};
        if (SCENES[i].before.run) {
            pool_must(pool, SCENES[i].before.run(desk, pool->book, pool_run(pool), &pool->err));
        }
        pool_must(pool, SCENES[i].second.run(desk, desk->other, &preview, &pool->err));
        pool_must(pool, SCENES[i].first.run(desk, pool->book, pool_run(pool), &pool->err));
        int64_t before = events(pool);
        /* who had looked at the preview, who looks at it now, and who did not look */
        struct run confirmed = {.mem = pool->mem,
                                .expected_digest = posting_digest(preview.posting, digest)};
        struct run late = {.mem = pool->mem, .is_preview = true};
        struct run blind = {.mem = pool->mem};
        struct run *runs[] = {&confirmed, &late, &blind};
        for (size_t j = 0; j < sizeof(runs) / sizeof(runs[0]); j++) {
            assert_int_equal(SCENES[i].second.run(desk, desk->other, runs[j], &err),
                             STATUS_REFUSED);
            is_told(desk, i, &err);
        }
        assert_int_equal(events(pool), before);
        desk_free(desk);
    }
}

static void who_comes_after_the_clock_is_told_so(void **state)
{
    struct desk *desk = desk_new("clock.db");
    struct pool *pool = desk->pool;
    struct sweep_result result;
    struct error err;
    (void)state;
    pool->now_us += 60 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    struct run run = {.mem = pool->mem};
    assert_int_equal(refund(desk, desk->other, &run, &err), STATUS_REFUSED);
    assert_string_equal(err.message, "complaint:C-1 was decided by its clock at"
                                     " 2026-10-31T00:00:00Z: CNY 30.00 to the buyer");
    assert_int_equal(lift(desk, desk->other, &run, &err), STATUS_REFUSED);
    assert_string_equal(err.message, "freeze:1 ended by itself at 2026-09-11T00:00:00Z");
    assert_int_equal(release(desk, desk->other, &run, &err), STATUS_REFUSED);
    assert_non_null(strstr(err.message, "holds nothing: default by ann at 2026-10-31T00:00:00Z"));
    desk_free(desk);
}

static void what_changed_but_is_still_possible_is_stale(void **state)
{
    struct desk *desk = desk_new("stale.db");
    struct pool *pool = desk->pool;
    struct error err;
    char digest[POSTING_DIGEST_BYTES];
    (void)state;
    struct run preview = {.mem = pool->mem, .is_preview = true};
    struct hold_step part = {.hold = desk->hold, .amount_minor = 2000, .reason = "a part"};
    pool_must(pool, release(desk, desk->other, &preview, &pool->err));
    pool_must(pool, hold_release_by(pool->book, &part, pool_run(pool), &pool->err));
    int64_t before = events(pool);
    struct run run = {.mem = pool->mem, .expected_digest = posting_digest(preview.posting, digest)};
    assert_int_equal(release(desk, desk->other, &run, &err), STATUS_STALE);
    assert_int_equal(events(pool), before);
    desk_free(desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_second_is_told_who_came_first),
        cmocka_unit_test(who_comes_after_the_clock_is_told_so),
        cmocka_unit_test(what_changed_but_is_still_possible_is_stale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
