/* The running balance proves a file whole, and names what is missing where it does not. */
#include "tests/import/reading.h"
#include "tests/support/random.h"

static void *mem;

static struct proof *prove_text(const char *text)
{
    return prove(mem, read_text(mem, builtin_profile(mem, "generic"), text));
}

static void a_chain_closes_oldest_first(void **state)
{
    (void)state;
    struct proof *proof = prove_text("Date,Text,Amount,Balance\n2026-09-01,a,5.00,105.00\n"
                                     "2026-09-01,b,-6.00,99.00\n2026-09-02,c,1.00,100.00\n");
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->order, ORDER_OLDEST_FIRST);
    assert_int_equal(proof->chains[0].opening_minor, 10000);
    assert_int_equal(proof->chains[0].closing_minor, 10000);
    assert_int_equal(proof->chains[0].sum_minor, 0);
}

static void a_chain_closes_newest_first_even_within_one_day(void **state)
{
    (void)state;
    struct proof *proof = prove_text("Date,Text,Amount,Balance\n2026-09-01,c,1.00,100.00\n"
                                     "2026-09-01,b,-6.00,99.00\n2026-09-01,a,5.00,105.00\n");
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
    assert_int_equal(proof->chains[0].opening_minor, 10000);
    assert_int_equal(proof->chains[0].closing_minor, 10000);
}

static void a_gap_names_the_line_after_it_and_the_missing_amount(void **state)
{
    (void)state;
    struct proof *proof =
        prove_text("Date,Text,Amount,Balance\n2026-09-01,a,5.00,105.00\n"
                   "2026-09-02,b,1.00,106.00\n2026-09-03,d,2.00,101.00\n2026-09-04,e,1,102\n");
    assert_int_equal(proof->state, PROOF_BROKEN);
    assert_int_equal(proof->chains[0].gap_count, 1);
    assert_int_equal(proof->chains[0].gaps[0].line, 4);
    assert_int_equal(proof->chains[0].gaps[0].missing_minor, -700);
    assert_int_equal(proof->chains[0].closing_minor, 10200);
    proof = prove_text("Date,Text,Amount,Balance\n2026-09-04,e,1,102\n2026-09-03,d,2.00,101.00\n"
                       "2026-09-02,b,1.00,106.00\n2026-09-01,a,5.00,105.00\n");
    assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
    assert_int_equal(proof->chains[0].gap_count, 1);
    assert_int_equal(proof->chains[0].gaps[0].line, 3);
}

static void rows_without_a_balance_are_carried_to_the_next_that_has_one(void **state)
{
    (void)state;
    struct proof *proof = prove_text("Date,Text,Amount,Balance\n2026-09-01,a,5.00,\n"
                                     "2026-09-02,b,1.00,106.00\n2026-09-03,c,2.00,\n"
                                     "2026-09-03,d,2.00,110.00\n2026-09-04,e,-10,\n");
    assert_int_equal(proof->state, PROOF_CLOSED);
    assert_int_equal(proof->chains[0].balances, 2);
    assert_int_equal(proof->chains[0].opening_minor, 10000);
    assert_int_equal(proof->chains[0].closing_minor, 10000);
}

static void without_balances_the_dates_tell_the_order_and_nothing_is_proved(void **state)
{
    (void)state;
    struct proof *proof = prove_text("Date,Time,Text,Amount\n2026-09-02,10:00:00,a,5\n"
                                     "2026-09-02,09:00:00,b,1\n2026-09-01,11:00:00,b,1\n");
    assert_int_equal(proof->state, PROOF_NONE);
    assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
    assert_int_equal(prove_text("Date,Text,Amount\n2026-09-02,a,5\n")->order, ORDER_OLDEST_FIRST);
    assert_int_equal(prove_text("Date,Text,Amount\n")->chain_count, 0);
}

static void sums_beyond_64_bits_are_refused(void **state)
{
    (void)state;
    struct error err;
    struct proof *proof = NULL;
    struct bank_file *file = read_text(mem, builtin_profile(mem, "generic"),
                                       "Date,Text,Amount\n2026-09-01,x,92233720368547758.07\n"
                                       "2026-09-01,x,0.01\n");
    assert_int_equal(proof_make(mem, file, &proof, &err), STATUS_LIMIT);
}

/* A whole file closes in either order; without one inner row it breaks by exactly that row. */
static void a_missing_row_is_always_found(void **state)
{
    (void)state;
    struct random random = random_start("test_proof", 2);
    for (int round = 0; round < 300; round++) {
        int count = (int)random_between(&random, 3, 30);
        int missing = (int)random_between(&random, 1, count - 2);
        bool is_reversed = random_chance(&random, 50);
        int64_t amounts[30];
        int64_t balances[30];
        int64_t balance = random_between(&random, -1000, 1000);
        for (int i = 0; i < count; i++) {
            amounts[i] = random_between(&random, 1, 100000);
            balance += amounts[i];
            balances[i] = balance;
        }
        char *whole = mem_strdup(mem, "Date,Text,Amount,Balance\n");
        char *holed = mem_strdup(mem, "Date,Text,Amount,Balance\n");
        for (int at = 0; at < count; at++) {
            int i = is_reversed ? count - 1 - at : at;
            bool is_below_zero = balances[i] < 0;
            int64_t size = is_below_zero ? -balances[i] : balances[i];
            char *row = mem_printf(mem, "2026-09-01,x,%d.%02d,%s%d.%02d\n", (int)amounts[i] / 100,
                                   (int)amounts[i] % 100, is_below_zero ? "-" : "", (int)size / 100,
                                   (int)size % 100);
            whole = mem_append(whole, "%s", row);
            holed = i == missing ? holed : mem_append(holed, "%s", row);
        }
        struct proof *proof = prove_text(whole);
        assert_int_equal(proof->state, PROOF_CLOSED);
        assert_int_equal(proof->order, is_reversed ? ORDER_NEWEST_FIRST : ORDER_OLDEST_FIRST);
        proof = prove_text(holed);
        assert_int_equal(proof->state, PROOF_BROKEN);
        if (count > 4) { /* of two ties one may close by chance in the other order */
            assert_int_equal(proof->chains[0].gap_count, 1);
            assert_int_equal(proof->chains[0].gaps[0].missing_minor, amounts[missing]);
        }
    }
}

static int start(void **state)
{
    (void)state;
    mem = mem_context(NULL, "test");
    return 0;
}

static int finish(void **state)
{
    (void)state;
    mem_free(mem);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_chain_closes_oldest_first),
        cmocka_unit_test(a_chain_closes_newest_first_even_within_one_day),
        cmocka_unit_test(a_gap_names_the_line_after_it_and_the_missing_amount),
        cmocka_unit_test(rows_without_a_balance_are_carried_to_the_next_that_has_one),
        cmocka_unit_test(without_balances_the_dates_tell_the_order_and_nothing_is_proved),
        cmocka_unit_test(sums_beyond_64_bits_are_refused),
        cmocka_unit_test(a_missing_row_is_always_found),
    };
    return cmocka_run_group_tests(tests, start, finish);
}
