/* The machines of due process have no stage without a way out: whatever was done to complaints,
 * measures, objections, proposals and letters, from there on the clocks alone bring all of it to an
 * end, and each default was met. What the stages are is said in complaint.h, freeze_time.h,
 * objection.h, proposal.h and outbox.h. */
#include "model/mem.h"
#include "model/sweep.h"
#include "tests/support/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HISTORIES 36
#define STEPS 320
#define DEALS 12
#define PRICE 40000
/* No letter has a time that nobody reads. */
#define MICROSECONDS                                                                               \
    "SELECT count(*) FROM notice WHERE text LIKE '%.______Z%' OR title LIKE '%.______Z%'"

/* No pack that is there refuses an objection that nobody decides, but one may. */
static void refuse_objections(struct process *process)
{
    for (size_t i = 0; i < PROCESS_PEOPLE; i++) {
        struct policy *own = (struct policy *)(uintptr_t)book_policy(process->people[i]);
        own->objection_lifts = false;
    }
}

static struct process begin(struct pool *pool, struct random *random)
{
    struct process process = process_new(pool, random);
    pool_bond(pool, "S-1", random_below(random, 400000));
    pool_earn(pool, "S-1", 60000);
    pool_earn(pool, "S-2", 60000);
    for (int i = 0; i < DEALS; i++) {
        pool_deal(pool, mem_printf(pool->mem, "R-%d", process.deals++), PRICE, true);
    }
    return process;
}

static bool is_refusal(enum status status)
{
    return status == STATUS_REFUSED || status == STATUS_INVALID || status == STATUS_NOT_FOUND ||
           status == STATUS_CONFLICT || status == STATUS_DENIED || status == STATUS_STALE;
}

/* Mostly some step; now and then some hours or days, after which the sweep comes by, or does not.
 */
static void live(struct process *process)
{
    static enum status (*const KINDS[])(struct process *, struct run *) = {
        process_complain, process_stage,  process_stage, process_stage, process_measure,
        process_measure,  process_object, process_post,  process_second};
    struct pool *pool = process->pool;
    process->mem = mem_context(pool, "step");
    struct run run = {.mem = process->mem};
    int64_t kind = random_below(process->random, 10);
    if (kind == 9) {
        pool->now_us += random_below(process->random, 5 * TIME_US_PER_DAY);
        if (random_chance(process->random, 70)) {
            pool_must(pool,
                      sweep_run(pool->book, NULL, NULL, &(struct sweep_result){0}, &pool->err));
        }
    } else {
        int64_t before = pool_int(pool, "SELECT count(*) FROM event", NULL);
        enum status status = KINDS[kind](process, &run);
        if (status != STATUS_OK) {
            assert_true(is_refusal(status));
            assert_int_equal(pool_int(pool, "SELECT count(*) FROM event", NULL), before);
        }
    }
    mem_free(process->mem);
}

static void from_wherever_it_stands_the_clocks_alone_end_everything(void **state)
{
    static const char *const PACKS[] = {"cn", "default", "eu", "sea", "us", "uk"};
    struct random seeds = random_start("ends", 20261123);
    struct process_tally tally = {{0}};
    int histories = random_histories(HISTORIES);
    (void)state;
    for (int i = 0; i < histories; i++) {
        struct random random = {random_next(&seeds)};
        struct pool *pool = pool_new_under("ends.db", PACKS[i % 6]);
        struct process process = begin(pool, &random);
        if (i % 4 == 3) {
            refuse_objections(&process);
        }
        for (int64_t left = random_between(&random, 1, STEPS); left > 0; left--) {
            live(&process);
        }
        pool_verify(pool);
        process_leave_alone(&process);
        pool_verify(pool);
        process_count(&process, &tally);
        assert_int_equal(pool_int(pool, MICROSECONDS, NULL), 0);
        pool_free(pool);
    }
    if (histories >= HISTORIES) {
        process_all_seen(&tally);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_wherever_it_stands_the_clocks_alone_end_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
