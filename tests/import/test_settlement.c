/* Settlement files of payment providers: what each format says, to the minor unit; what agrees with
 * the books is posted part by part, and what does not is shown with the difference. */
#include "import/settlement.h"
#include "model/chargeback.h"
#include "model/deal.h"
#include "tests/import/planning.h"
#include "tests/support/random.h"

#include <stdlib.h>

#define PSP "alipay"
#define TRIES 100

static struct settlement_file *read_bytes(void *mem, const char *bytes, size_t size)
{
    struct error err;
    struct settlement_file *file = NULL;
    struct source source = {"file.csv", bytes, size};
    if (settlement_read(mem, &source, &file, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return file;
}

static struct source *load(void *mem, const char *name)
{
    struct error err;
    struct source *source = NULL;
    char *path = mem_printf(mem, "tests/import/settlements/%s.csv", name);
    if (source_load(mem, path, &source, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return source;
}

static struct settlement_plan *plan_bytes(struct pool *pool, const char *bytes, size_t size,
                                          const char *batch)
{
    struct settlement_plan *plan = NULL;
    pool_must(pool, settlement_plan(pool->mem, pool->book, read_bytes(pool->mem, bytes, size), PSP,
                                    batch, &plan, &pool->err));
    return plan;
}

static struct settlement_plan *plan_file(struct pool *pool, const char *name, const char *batch)
{
    struct source *source = load(pool->mem, name);
    return plan_bytes(pool, source->bytes, source->size, batch);
}

/* Orders O-1 of 188.00, 88.00 of which went back to the buyer, and O-2 of 100.00. */
static struct pool *pool_with_orders(const char *name)
{
    struct pool *pool = pool_new(name);
    struct deal_step back = {.deal = "O-1", .amount = cny(8800), .has_amount = true};
    pool_deal(pool, "O-1", 18800, true);
    pool_deal(pool, "O-2", 10000, true);
    pool_earn(pool, "S-2", 5000);
    pool_receive(pool, "PLATFORM", "available", 10000);
    pool_must(pool, deal_return(pool->book, &back, pool_run(pool), &pool->err));
    return pool;
}

static int64_t transit(struct pool *pool, const char *name)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE kind = 'transit'"
                    " AND name = $1",
                    name);
}

static void every_format_is_known_by_its_columns_and_read_to_the_minor_unit(void **state)
{
    (void)state;
    struct pool *pool = pool_new("formats.db");
    static const struct {
        const char *name, *currency;
        size_t rows;
        int64_t gross, fee, refund, chargeback, reserve, net;
        bool has_payout;
    } files[] = {
        {"stripe", "CNY", 6, 28800, -2500, -8800, -5000, -1000, 11500, false},
        {"adyen", "CNY", 5, 28800, -400, -8800, 0, 0, 19600, true},
        {"paypal-activity", "EUR", 4, 128800, -4450, -8800, 0, 0, 115550, true},
        {"paypal-settlement", "JPY", 3, 18800, -600, -8800, 0, -1000, 8400, false},
        {"alipay-merchant", "CNY", 5, 18800, -60, -8800, 0, 0, 9940, true},
        {"wechat-trade", "CNY", 2, 18800, -60, -8800, 0, 0, 9940, false},
        {"wechat-fund", "CNY", 4, 18800, -113, -8800, 0, 0, 9887, true},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct settlement_plan *plan = plan_file(pool, files[i].name, "B-1");
        const struct settlement_batch *batch = &plan->batches[0];
        assert_string_equal(plan->file->format->name, files[i].name);
        assert_int_equal(plan->batch_count, 1);
        assert_string_equal(batch->currency, files[i].currency);
        assert_int_equal(batch->rows, files[i].rows);
        assert_int_equal(batch->gross_minor, files[i].gross);
        assert_int_equal(batch->fee_minor, files[i].fee);
        assert_int_equal(batch->refund_minor, files[i].refund);
        assert_int_equal(batch->chargeback_minor, files[i].chargeback);
        assert_int_equal(batch->reserve_minor, files[i].reserve);
        assert_int_equal(batch->net_minor, files[i].net);
        assert_int_equal(batch->has_payout, files[i].has_payout);
        assert_int_equal(batch->difference_minor, 0);
    }
    pool_free(pool);
}

static void each_part_is_posted_to_its_account_and_one_bank_line_brings_the_net(void **state)
{
    (void)state;
    struct pool *pool = pool_with_orders("post.db");
    int64_t owed = transit(pool, PSP);
    int64_t platform = pool_available(pool, "PLATFORM");
    int64_t buyer = pool_available(pool, "B-1");
    struct settlement_plan *plan = plan_file(pool, "stripe", NULL);
    if (plan->fault_count > 0) {
        fail_msg("%s", plan->faults[0].why);
    }
    pool_must(pool, settlement_apply(pool->book, plan, &pool->err));
    assert_int_equal(transit(pool, PSP), owed + 8800 + 1000);
    assert_int_equal(transit(pool, PSP "/reserve"), -1000);
    assert_int_equal(pool_available(pool, "B-1"), buyer - 8800);
    assert_int_equal(pool_int(pool, "SELECT amount_minor FROM chargeback WHERE id = $1", "txn_4"),
                     5000);
    assert_int_equal(pool_available(pool, PSP), 5000);
    pool_verify(pool);
    (void)import(pool, HEADER "2026-09-03,,r,payout po_1,115.00,\n");
    assert_int_equal(pool_int(pool, "SELECT is_settled FROM batch WHERE id = $1", "po_1"), 1);
    assert_int_equal(transit(pool, PSP), owed + 28800);
    assert_int_equal(pool_available(pool, PSP), 0);
    assert_int_equal(pool_available(pool, "PLATFORM"), platform - 2500);
    pool_verify(pool);
    pool_free(pool);
}

static void the_same_file_again_posts_nothing(void **state)
{
    (void)state;
    struct pool *pool = pool_with_orders("twice.db");
    pool_must(pool, settlement_apply(pool->book, plan_file(pool, "stripe", NULL), &pool->err));
    int64_t before = events(pool);
    struct settlement_plan *again = plan_file(pool, "stripe", NULL);
    assert_true(again->batches[0].is_known);
    pool_must(pool, settlement_apply(pool->book, again, &pool->err));
    assert_int_equal(events(pool), before);
    pool_free(pool);
}

static void a_chargeback_that_was_told_before_is_not_taken_twice(void **state)
{
    (void)state;
    struct pool *pool = pool_with_orders("told.db");
    struct chargeback told = {
        .id = "dp_1", .deal = "O-2", .via = PSP, .amount = cny(5000), .reason = "fraud"};
    pool_must(pool, chargeback_take(pool->book, &told, pool_run(pool), &pool->err));
    pool_must(pool, settlement_apply(pool->book, plan_file(pool, "stripe", NULL), &pool->err));
    assert_int_equal(pool_int(pool, "SELECT count(*) FROM chargeback", NULL), 1);
    pool_verify(pool);
    pool_free(pool);
}

static void a_refund_that_is_not_the_buyers_yet_posts_nothing_at_all(void **state)
{
    (void)state;
    struct pool *pool = pool_new("early.db");
    pool_deal(pool, "O-1", 18800, true);
    pool_deal(pool, "O-2", 10000, true);
    int64_t before = events(pool);
    struct settlement_plan *plan = plan_file(pool, "stripe", NULL);
    pool_refuses(pool, settlement_apply(pool->book, plan, &pool->err));
    assert_string_equal(pool->err.message,
                        "line 3: alipay has refunded deal O-1, and its buyer B-1 "
                        "has only CNY 0.00 here");
    assert_int_equal(events(pool), before);
    pool_free(pool);
}

/* The whole text of a fixture with one text in place of another, once. */
static struct settlement_plan *plan_changed(struct pool *pool, const char *name, const char *old,
                                            const char *new)
{
    struct source *source = load(pool->mem, name);
    char *text = mem_strndup(pool->mem, source->bytes, source->size);
    char *at = strstr(text, old);
    assert_non_null(at);
    char *changed =
        mem_printf(pool->mem, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    return plan_bytes(pool, changed, strlen(changed), NULL);
}

static void assert_fault(struct pool *pool, const struct settlement_plan *plan, uint32_t line,
                         const char *why)
{
    int64_t before = events(pool);
    assert_int_equal(plan->fault_count, 1);
    assert_int_equal(plan->faults[0].line, line);
    assert_string_equal(plan->faults[0].why, why);
    pool_refuses(pool, settlement_apply(pool->book, plan, &pool->err));
    assert_int_equal(events(pool), before);
}

static void what_does_not_net_or_agree_is_shown_with_the_difference(void **state)
{
    (void)state;
    struct pool *pool = pool_with_orders("faults.db");
    assert_fault(pool, plan_changed(pool, "adyen", "CNY,196,", "CNY,195,"), 0,
                 "batch 380: its rows make CNY 196.00, and its payout is 195.00: the difference is "
                 "-1.00");
    assert_fault(pool, plan_changed(pool, "stripe", ",O-2\n", ",O-9\n"), 4,
                 "order O-9: the file has CNY 100.00, and 0.00 was captured through alipay");
    assert_fault(pool, plan_changed(pool, "stripe", "network_cost", "other_adjustment"), 7,
                 "'other_adjustment' is nothing that can be posted");
    assert_fault(pool, plan_changed(pool, "stripe", "188.00,5.75,182.25", "189.00,5.75,183.25"), 2,
                 "order O-1: the file has CNY 189.00, and 188.00 was captured through alipay");
    pool_free(pool);
}

static void assert_unread(const char *name, const char *old, const char *new, const char *message)
{
    struct error err;
    struct settlement_file *file = NULL;
    void *mem = mem_context(NULL, "test");
    struct source *source = load(mem, name);
    char *text = mem_strndup(mem, source->bytes, source->size);
    char *at = strstr(text, old);
    assert_non_null(at);
    char *changed = mem_printf(mem, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
    struct source other = {"file.csv", changed, strlen(changed)};
    assert_int_not_equal(settlement_read(mem, &other, &file, &err), STATUS_OK);
    assert_string_equal(err.message, message);
    assert_true(err.hint[0] != '\0');
    mem_free(mem);
}

static void a_cell_that_cannot_be_read_refuses_the_file_with_its_place(void **state)
{
    (void)state;
    assert_unread("stripe", "188.00,5.75,182.25", "188.00,5.75,182.24",
                  "file.csv: line 2, net: this is not its gross and its fee together");
    assert_unread("stripe", "188.00,5.75", "188.005,5.75",
                  "file.csv: line 2, gross: amount has too many decimals: '188.005'");
    assert_unread("paypal-settlement", "18800,\"JPY\"", "188.00,\"JPY\"",
                  "file.csv: line 5, Gross Transaction Amount: this is no number of minor units");
    assert_unread("paypal-activity", "-3,75", "-3.750",
                  "file.csv: line 3, Fee: amount may have decimals or thousands: '-3.750'");
    assert_unread("wechat-trade", "`2,`188.00", "`3,`188.00",
                  "file.csv: its totals count 3 rows, and there are 2");
    assert_unread("stripe", "reporting_category", "category",
                  "file.csv: no line names the columns of a settlement file");
}

static void rows_that_name_no_payout_need_to_be_told_theirs(void **state)
{
    (void)state;
    struct pool *pool = pool_new("unnamed.db");
    struct settlement_plan *plan = NULL;
    struct source *source = load(pool->mem, "wechat-trade");
    struct settlement_file *file = read_bytes(pool->mem, source->bytes, source->size);
    assert_int_equal(settlement_plan(pool->mem, pool->book, file, PSP, NULL, &plan, &pool->err),
                     STATUS_INVALID);
    assert_non_null(strstr(pool->err.hint, "--batch"));
    /* The payout itself names it where there is one. */
    assert_string_equal(plan_file(pool, "paypal-activity", NULL)->batches[0].id, "8A4");
    pool_free(pool);
}

static void a_row_that_is_missing_doubled_or_altered_is_a_difference(void **state)
{
    (void)state;
    struct pool *pool = pool_with_orders("random.db");
    struct random random = random_start("settlement", 20260902);
    struct source *source = load(pool->mem, "adyen");
    for (int i = 0; i < TRIES; i++) {
        void *mem = mem_context(pool->mem, "try");
        struct settlement_file *file = read_bytes(mem, source->bytes, source->size);
        size_t at = (size_t)random_below(&random, (int64_t)file->row_count);
        struct settlement_row row = file->rows[at];
        struct settlement_plan *plan = NULL;
        int64_t missing = row.net_minor;
        switch (random_below(&random, 3)) {
        case 0:
            file->rows[at] = file->rows[--file->row_count];
            break;
        case 1:
            file->rows = MEM_GROW(file, file->rows, struct settlement_row, file->row_count + 1);
            file->rows[file->row_count++] = row;
            missing = -row.net_minor;
            break;
        default:
            file->rows[at].net_minor += 7;
            file->rows[at].gross_minor += 7;
            missing = -7;
        }
        pool_must(pool, settlement_plan(mem, pool->book, file, PSP, NULL, &plan, &pool->err));
        bool has_payout = plan->batches[0].has_payout;
        assert_int_equal(
            has_payout ? plan->batches[0].difference_minor : -plan->batches[0].net_minor, missing);
        mem_free(mem);
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_known_by_its_columns_and_read_to_the_minor_unit),
        cmocka_unit_test(each_part_is_posted_to_its_account_and_one_bank_line_brings_the_net),
        cmocka_unit_test(the_same_file_again_posts_nothing),
        cmocka_unit_test(a_chargeback_that_was_told_before_is_not_taken_twice),
        cmocka_unit_test(a_refund_that_is_not_the_buyers_yet_posts_nothing_at_all),
        cmocka_unit_test(what_does_not_net_or_agree_is_shown_with_the_difference),
        cmocka_unit_test(a_cell_that_cannot_be_read_refuses_the_file_with_its_place),
        cmocka_unit_test(rows_that_name_no_payout_need_to_be_told_theirs),
        cmocka_unit_test(a_row_that_is_missing_doubled_or_altered_is_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
