/* A bank that books late and alike, and somebody who downloads at whim: whatever the order of the
 * downloads, every line is stored once, in the bank's order, with the bank's balances. */
#include "import/plan.h"
#include "model/mem.h"
#include "tests/support/pool.h"
#include "tests/support/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 40
#define DOWNLOADS 12
#define ROWS_MAX 400
#define DAYS_MAX 60
#define FIRST_DAY 20697 /* 2026-09-01 */

/* The bank's own list, oldest first. */
struct booking {
    int day;
    int64_t amount_minor;
    int text;
    bool is_imported;
};

struct bank {
    struct booking rows[ROWS_MAX];
    int count;
    int today;
    int64_t opening_minor;
};

static void book_at(struct bank *bank, int place, struct booking row)
{
    assert_true(bank->count < ROWS_MAX);
    memmove(&bank->rows[place + 1], &bank->rows[place],
            (size_t)(bank->count - place) * sizeof bank->rows[0]);
    bank->rows[place] = row;
    bank->count++;
}

static struct booking random_booking(struct random *random, int day)
{
    static const int64_t amounts[] = {1000, -1000, 2000, 5000, -2000, 1000};
    return (struct booking){.day = day,
                            .amount_minor = amounts[random_below(random, 6)],
                            .text = (int)random_below(random, 3)};
}

/* A day's bookings, and now and then a late one among those of the days before. */
static void live_a_day(struct bank *bank, struct random *random)
{
    int rows = (int)random_between(random, 0, 5);
    bank->today++;
    for (int i = 0; i < rows; i++) {
        book_at(bank, bank->count, random_booking(random, bank->today));
    }
    while (bank->count > 0 && random_chance(random, 30)) {
        int place = bank->count - 1 - (int)random_below(random, bank->count > 8 ? 8 : bank->count);
        book_at(bank, place, random_booking(random, bank->rows[place].day));
    }
}

static int oldest_missing(const struct bank *bank)
{
    for (int i = 0; i < bank->count; i++) {
        if (!bank->rows[i].is_imported) {
            return bank->rows[i].day;
        }
    }
    return bank->today;
}

static const char *show_minor(void *mem, int64_t minor)
{
    int64_t size = minor < 0 ? -minor : minor;
    return mem_printf(mem, "%s%lld.%02lld", minor < 0 ? "-" : "", (long long)size / 100,
                      (long long)size % 100);
}

/* The rows of these days as a file, whose new ones are counted and taken as imported. */
static char *download(struct pool *pool, struct bank *bank, int first, int last, bool is_reversed,
                      int *new_rows)
{
    char *lines[ROWS_MAX];
    int count = 0;
    int64_t balance = bank->opening_minor;
    *new_rows = 0;
    for (int i = 0; i < bank->count; i++) {
        struct booking *row = &bank->rows[i];
        balance += row->amount_minor;
        if (row->day < first || row->day > last) {
            continue;
        }
        char date[TIME_TEXT_BYTES];
        lines[count++] = mem_printf(
            pool->mem, "%s,text %d,%s,%s\n", date_format(FIRST_DAY + row->day, date), row->text,
            show_minor(pool->mem, row->amount_minor), show_minor(pool->mem, balance));
        *new_rows += !row->is_imported;
        row->is_imported = true;
    }
    /* One day whose amounts sum to nothing closes either way: nobody can tell its direction. */
    is_reversed = is_reversed && count > 0 && strncmp(lines[0], lines[count - 1], 10) != 0;
    char *text = mem_strdup(pool->mem, "Date,Text,Amount,Balance\n");
    for (int i = 0; i < count; i++) {
        text = mem_append(text, "%s", lines[is_reversed ? count - 1 - i : i]);
    }
    return text;
}

static void import(struct pool *pool, const char *text, int new_rows)
{
    struct plan_terms terms = {.account = "ICBC-001", .profile = "generic"};
    struct source source = {.name = "day.csv", .bytes = text, .size = strlen(text)};
    struct plan *plan = NULL;
    pool_must(pool, plan_make_source(pool->mem, pool->book, &source, &terms, &plan, &pool->err));
    if (plan->counts.new_lines != new_rows || (new_rows > 0 && plan->proof != PROOF_CLOSED)) {
        print_error("%s", text);
        fail_msg("%lld new lines where %d are; the proof is %s", (long long)plan->counts.new_lines,
                 new_rows, proof_state_name(plan->proof));
    }
    pool_must(pool, plan_apply(pool->book, plan, NULL, NULL, &pool->err));
}

/* The stored chain is the bank's own, as far as it was downloaded. */
static void assert_chain(struct pool *pool, const struct bank *bank)
{
    struct stmt *q;
    bool has_row = false;
    int64_t balance = bank->opening_minor;
    int64_t imported = bank->opening_minor;
    bool has_any = false;
    pool_must(pool, store_prepare(pool->store,
                                  "SELECT day, amount_minor, balance_minor FROM line"
                                  " WHERE file_line > 0 ORDER BY day, position",
                                  &q, &pool->err));
    for (int i = 0; i < bank->count; i++) {
        balance += bank->rows[i].amount_minor;
        if (!bank->rows[i].is_imported) {
            continue;
        }
        imported += bank->rows[i].amount_minor;
        has_any = true;
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
        assert_true(has_row);
        assert_int_equal(stmt_int(q, 0), FIRST_DAY + bank->rows[i].day);
        assert_int_equal(stmt_int(q, 1), bank->rows[i].amount_minor);
        assert_int_equal(stmt_int(q, 2), balance);
    }
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    assert_false(has_row);
    stmt_reset(q);
    assert_int_equal(-pool_int(pool, "SELECT balance_minor FROM account WHERE kind = 'bank'", NULL),
                     has_any ? imported : 0);
}

static void every_line_is_stored_once_whatever_is_downloaded(void **state)
{
    (void)state;
    struct random random = random_start("test_plan_random", 3);
    for (int round = 0; round < random_histories(ROUNDS); round++) {
        struct pool *pool = pool_new("random.db");
        struct bank *bank = MEM_NEW(pool->mem, struct bank);
        bank->opening_minor = random_between(&random, -5, 5) * 1000;
        for (int i = 0; i < DOWNLOADS; i++) {
            int new_rows = 0;
            for (int64_t days = random_between(&random, 1, 4); days > 0; days--) {
                live_a_day(bank, &random);
            }
            int first = oldest_missing(bank) - (int)random_below(&random, 6);
            bool is_reversed = random_chance(&random, 50);
            char *text = download(pool, bank, first, bank->today, is_reversed, &new_rows);
            import(pool, text, new_rows);
            assert_chain(pool, bank);
            import(pool, mem_printf(pool->mem, "%s\n", text), 0); /* other bytes, the same rows */
        }
        pool_verify(pool);
        pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_stored_once_whatever_is_downloaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
