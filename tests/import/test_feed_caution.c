/* What sellers say to trainings and warnings, as shops tell of it. */
#include "import/feed.h"
#include "model/caution.h"
#include "tests/support/feed_lines.h"
#include "tests/support/pool.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define REASON_BYTES 256
#define SAYS(id, caution, seller)                                                                  \
    LINE(id, "acknowledge",                                                                        \
         "\"caution\":\"" caution "\",\"seller\":\"" seller "\",\"text\":\"we have learnt\"")

static void note_reason(void *state, const struct feed_refusal *refusal)
{
    (void)snprintf(state, REASON_BYTES, "%s", refusal->reason);
}

/* So many lines are applied, known and refused; the last refusal's reason is in why. */
static void fed(struct pool *pool, const char *text, const int64_t counts[3], char *why)
{
    char path[SCRATCH_PATH_BYTES];
    struct feed_terms terms = {.path = scratch_file("feed.jsonl", text, strlen(text), path),
                               .refused = note_reason,
                               .state = why};
    struct feed_result result;
    why[0] = '\0';
    pool_must(pool, feed_run(pool->book, &terms, &result, &pool->err));
    assert_int_equal(result.applied, counts[0]);
    assert_int_equal(result.repeated, counts[1]);
    assert_int_equal(result.refused, counts[2]);
}

static struct pool *cautioned(const char *name)
{
    struct pool *pool = pool_new(name);
    struct caution caution = {
        .party = "S-1", .rung = "training", .ground = "complaints", .facts = "no seal"};
    pool_must(pool, caution_put(pool->book, &caution, pool_run(pool), &pool->err));
    pool_must(pool, caution_put(pool->book, &caution, pool_run(pool), &pool->err));
    return pool;
}

static void a_seller_acknowledges_by_the_reference_of_its_notice_once(void **state)
{
    static const char TEXT[] = SAYS("a1", "caution:1", "S-1") SAYS("a2", "2", "S-1");
    struct pool *pool = cautioned("says.db");
    char why[REASON_BYTES];
    (void)state;
    fed(pool, TEXT, (const int64_t[]){2, 0, 0}, why);
    fed(pool, TEXT, (const int64_t[]){0, 2, 0}, why);
    assert_int_equal(pool_int(pool,
                              "SELECT count(*) FROM caution WHERE answer = 'acknowledged'"
                              " AND answer_text = 'we have learnt'",
                              NULL),
                     2);
    pool_verify(pool);
    pool_free(pool);
}

static void what_is_anothers_or_not_there_is_refused(void **state)
{
    static const struct {
        const char *text, *why;
    } REFUSED[] = {
        {SAYS("b1", "caution:1", "S-2"), "is of S-1, not of S-2"},
        {SAYS("b2", "caution:9", "S-1"), "there is no caution:9"},
        {SAYS("b3", "freeze:1", "S-1"), "there is no caution 'freeze:1'"},
    };
    struct pool *pool = cautioned("refused.db");
    char why[REASON_BYTES];
    (void)state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        fed(pool, REFUSED[i].text, (const int64_t[]){0, 0, 1}, why);
        if (strstr(why, REFUSED[i].why) == NULL) {
            fail_msg("'%s' does not say '%s'", why, REFUSED[i].why);
        }
    }
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM caution WHERE answer IS NULL", NULL), 2);
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seller_acknowledges_by_the_reference_of_its_notice_once),
        cmocka_unit_test(what_is_anothers_or_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
