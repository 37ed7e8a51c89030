/* The longest common subsequence, beside the textbook's table. */
#include "import/align.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_MAX 24

static size_t by_table(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    size_t table[COUNT_MAX + 1][COUNT_MAX + 1] = {{0}};
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            size_t best = table[i - 1][j] > table[i][j - 1] ? table[i - 1][j] : table[i][j - 1];
            table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1 : best;
        }
    }
    return table[n][m];
}

static size_t check_partners(const uint32_t *a, size_t n, const uint32_t *b, size_t m,
                             const uint32_t *partner)
{
    size_t count = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < n; i++) {
        if (partner[i] == ALIGN_NONE) {
            continue;
        }
        assert_true(partner[i] < m && (count == 0 || partner[i] > last));
        assert_int_equal(a[i], b[partner[i]]);
        last = partner[i];
        count++;
    }
    return count;
}

static void as_many_are_partners_as_the_table_says(void **state)
{
    (void)state;
    struct random random = random_start("test_align", 4);
    for (int round = 0; round < 20000; round++) {
        uint32_t a[COUNT_MAX];
        uint32_t b[COUNT_MAX];
        uint32_t partner[COUNT_MAX];
        size_t n = (size_t)random_between(&random, 0, COUNT_MAX);
        size_t m = (size_t)random_between(&random, 0, COUNT_MAX);
        int64_t letters = random_between(&random, 1, 6);
        for (size_t i = 0; i < COUNT_MAX; i++) {
            a[i] = (uint32_t)random_below(&random, letters);
            b[i] = (uint32_t)random_below(&random, letters);
        }
        assert_true(align(a, n, b, m, partner));
        assert_int_equal(check_partners(a, n, b, m, partner), by_table(a, n, b, m));
    }
}

static void what_is_too_different_is_told_so(void **state)
{
    (void)state;
    size_t count = 2 * ALIGN_EDITS_MAX;
    uint32_t *a = calloc(count, sizeof *a);
    uint32_t *b = calloc(count, sizeof *b);
    uint32_t *partner = calloc(count, sizeof *partner);
    assert_true(a != NULL && b != NULL && partner != NULL);
    for (size_t i = 0; i < count; i++) {
        a[i] = (uint32_t)i;
        b[i] = (uint32_t)(i + count);
    }
    assert_false(align(a, count, b, count, partner));
    assert_true(align(a, count, a, count - 500, partner));
    assert_int_equal(partner[0], 0);
    assert_int_equal(partner[count - 1], ALIGN_NONE);
    free(a);
    free(b);
    free(partner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_many_are_partners_as_the_table_says),
        cmocka_unit_test(what_is_too_different_is_told_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
