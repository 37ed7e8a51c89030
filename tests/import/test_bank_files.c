/* The built-in profiles on files as banks really write them, where those are at hand. */
#include "import/detect.h"
#include "tests/import/reading.h"

/* The file as its detected profile reads it; NULL, told aloud, where the files are not here. */
static struct bank_file *read_real(void *mem, const char *name, const char *profile_name)
{
    struct error err;
    struct source *source = NULL;
    struct profile_set *set = NULL;
    const struct profile *profile = NULL;
    struct bank_file *file = NULL;
    char *path = mem_printf(mem, REAL_FILES "/%s", name);
    if (access(path, R_OK) != 0) {
        printf("SKIP %s is not here\n", path);
        return NULL;
    }
    if (source_load(mem, path, &source, &err) != STATUS_OK ||
        profile_set_load(mem, NULL, &set, &err) != STATUS_OK ||
        detect_one(set, source, &profile, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    assert_string_equal(profile->name, profile_name);
    if (read_bank_file(mem, profile, "EUR", source, &file, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return file;
}

static void alipay_leaves_out_what_is_closed_or_neutral(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "alipay-personal.csv", "alipay-personal");
    if (file != NULL) {
        assert_string_equal(file->encoding.name, "GB18030");
        assert_int_equal(file->header_line, 25);
        assert_int_equal(file->row_count, 5);
        assert_int_equal(file->rejects.count, 0);
        assert_int_equal(sum_of(file, "CNY"), 22206686);
        assert_row(file, 0,
                   "26 2023-02-12 21:32:14 -4974 CNY -|202302xxxxxx0011000103xxxxxx|"
                   "亲友代付 亲情卡 20230xxxxxxx014741014xxxxxx|xxxxxxxxxxxx|");
        assert_row(file, 2,
                   "30 2023-01-18 10:17:29 22222850 CNY -|2xxxxxxxxxxxxxxxxxxxxxxxxx9|"
                   "转账红包 转账|xxxx|xxx***@163.com");
        assert_row(file, 4, "35 2023-07-10 13:20:16 -8200 CNY -|xxxx|日用百货 xxxx xxxx|xxxx|");
        assert_int_equal(file->uncounted.count, 5);
        assert_aside(file, &file->uncounted, 0,
                     "28 收/支 不计收支: the bank calls it neither in nor out");
        assert_aside(file, &file->uncounted, 4,
                     "33 交易状态 交易关闭: its state says that no money moved");
        assert_string_equal(bank_text(file, file->uncounted.items[4].bytes), "bdbbd2d7b9d8b1d5");
        assert_int_equal(prove(mem, file)->state, PROOF_NONE);
    }
    mem_free(mem);
}

static void boc_closes_on_every_row(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "boc-debit.csv", "boc-debit");
    if (file != NULL) {
        assert_int_equal(file->row_count, 17);
        assert_int_equal(file->rejects.count + file->uncounted.count, 0);
        assert_row(file, 0, "3 2025-08-22 17:57:17 -7189 CNY 324028||无卡支付|张三|6226******5669");
        assert_row(file, 7,
                   "10 2025-08-12 16:49:29 -260000 CNY 397311||跨行转账 数据有限公司|"
                   "上海十企业管理顾问有限公司|3101******6787");
        assert_row(file, 16,
                   "19 2025-08-01 08:57:00 100000 CNY 381358||银联入账 转账|张三|6222******0258");
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->state, PROOF_CLOSED);
        assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
        assert_int_equal(proof->chains[0].balances, 17);
        assert_int_equal(proof->chains[0].opening_minor, 281358);
        assert_int_equal(proof->chains[0].closing_minor, 324028);
        assert_int_equal(proof->chains[0].sum_minor, 42670);
    }
    mem_free(mem);
}

static void icbc_masked_balances_are_no_balances(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "icbc-debit.csv", "icbc-debit");
    if (file != NULL) {
        assert_int_equal(file->row_count, 11);
        assert_int_equal(file->rejects.count, 0);
        assert_int_equal(file->ignored_lines, 1);
        assert_int_equal(file->masked_balances, 11);
        assert_int_equal(file->masked_line, 8);
        assert_int_equal(sum_of(file, "CNY"), -139934);
        assert_row(file, 0,
                   "8 2023-05-02 - -1340 CNY -||消费 广东三元麦当劳食品有|"
                   "深圳市财付通支付科技有限公司|");
        assert_row(file, 6,
                   "14 2023-02-28 - 34158 CNY -||蚂蚁基金赎回到银行 支付宝|"
                   "支付宝（中国）网络技术有限公司|");
        assert_row(file, 10,
                   "18 2023-02-08 - 104 CNY -||退款 财付通-微信红包|深圳市财付通支付科技有限公司|");
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->state, PROOF_NONE);
        assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
    }
    mem_free(mem);
}

/* The sample's HKD chain has one gap of its own: 8,211.33 and 12,500.00 do not lead to 4,288.67. */
static void hsbc_keeps_a_chain_for_each_currency(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "hsbc-hk-debit.csv", "hsbc-hk-debit");
    if (file != NULL) {
        assert_int_equal(file->row_count, 10);
        assert_int_equal(file->rejects.count, 0);
        assert_row(file, 0,
                   "2 2025-03-24 - -100 HKD 361217||"
                   "TRIPLE Z                 HC1234567890123456   22MAR||");
        assert_row(
            file, 6,
            "8 2025-03-12 - 1250000 CNY 1250000||SALARY PAYMENT           CDE COMPANY LTD||");
        assert_row(file, 9, "11 2025-03-01 - 545 HKD 1056133||INTEREST CREDIT||");
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->order, ORDER_NEWEST_FIRST);
        assert_int_equal(proof->chain_count, 2);
        const struct proof_chain *hkd = proof_chain_of(proof, "HKD");
        assert_int_equal(hkd->rows, 9);
        assert_int_equal(hkd->sum_minor, 947895);
        assert_int_equal(hkd->gap_count, 1);
        assert_int_equal(hkd->gaps[0].line, 7);
        assert_int_equal(hkd->gaps[0].missing_minor, -1642266);
        const struct proof_chain *cny = proof_chain_of(proof, "CNY");
        assert_int_equal(cny->state, PROOF_CLOSED);
        assert_int_equal(cny->opening_minor, 0);
        assert_int_equal(cny->closing_minor, 1250000);
    }
    mem_free(mem);
}

static void ocbc_transactions_span_two_lines(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "ocbc.csv", "ocbc");
    if (file != NULL) {
        assert_int_equal(file->row_count, 8);
        assert_int_equal(file->rejects.count, 0);
        assert_int_equal(sum_of(file, "SGD"), -17328);
        assert_row(file, 0,
                   "7 2018-04-18 - -666 SGD -||"
                   "DEBIT PURCHASE 15/04/18  66-6666 UBER EATS AN2GO HELP.UBERh||");
        assert_int_equal(file->rows[0].last_line, 8);
        assert_row(file, 7,
                   "21 2018-04-13 - -666 SGD -||"
                   "DEBIT PURCHASE 66-6666 TOAST BO6-MANULIFE CTR   S 10/04/18||");
        assert_int_equal(file->rows[7].last_line, 22);
    }
    mem_free(mem);
}

/* The sample is an excerpt: between its first two rows 25 sequence numbers are missing. */
static void rabobank_reads_a_row_without_its_opening_quote(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct bank_file *file = read_real(mem, "rabobank-2018.csv", "rabobank-2018");
    if (file != NULL) {
        assert_string_equal(file->encoding.name, "ISO-8859-1");
        assert_int_equal(file->row_count, 3);
        assert_int_equal(file->rejects.count, 0);
        assert_int_equal(sum_of(file, "EUR"), -103749);
        assert_row(file, 0,
                   "2 2018-03-01 - -33749 EUR 525728|000000000000009565|RENTE LENING||3114904483");
        assert_row(file, 1,
                   "3 2018-03-14 - 5000 EUR 1308453|000000000000009590|Gefeliciteerd, Gewonnen met "
                   "Staatsloterij, Trekking 10-03-2018, 18753493.6094 18753493.6094|"
                   "Nederlandse Loterij Organisatie B.V.|NL62INGB0663707048");
        assert_row(file, 2,
                   "4 2018-03-16 - -75000 EUR 1233453|000000000000009591|Naar Bunq|W. Koelewijn|"
                   "NL47BUNQ2025181418");
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->order, ORDER_OLDEST_FIRST);
        assert_int_equal(proof->chains[0].gap_count, 1);
        assert_int_equal(proof->chains[0].gaps[0].line, 3);
        assert_int_equal(proof->chains[0].gaps[0].missing_minor, 777725);
    }
    mem_free(mem);
}

static void the_market_example_reads_as_generic(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t rows;
        int64_t closing_minor;
    } days[] = {{"../market/bank-01.csv", 73, 12465860}, {"../market/bank-02.csv", 54, 0}};
    void *mem = mem_context(NULL, "test");
    int64_t closing = 0;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        struct error err;
        char *path = mem_printf(mem, REAL_FILES "/%s", days[i].name);
        struct source *source = NULL;
        struct bank_file *file = NULL;
        if (access(path, R_OK) != 0) {
            printf("SKIP %s is not here\n", path);
            break;
        }
        assert_int_equal(source_load(mem, path, &source, &err), STATUS_OK);
        const struct profile *generic = builtin_profile(mem, "generic");
        assert_int_equal(read_bank_file(mem, generic, "CNY", source, &file, &err), STATUS_OK);
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->state, PROOF_CLOSED);
        assert_int_equal(proof->chains[0].opening_minor, closing);
        closing = proof->chains[0].closing_minor;
        if (i == 0) {
            assert_int_equal(file->row_count, days[i].rows);
            assert_int_equal(closing, days[i].closing_minor);
        }
    }
    mem_free(mem);
}

static const struct {
    const char *file, *profile;
    size_t rows;
    int64_t income_minor, outgo_minor;
    size_t uncounted, rejects, failures;
    enum proof_state proof;
} others[] = {
    {"abc-debit.csv", "abc-debit", 4, 1000001, 1235589, 1, 0, 0, PROOF_BROKEN},
    {"bank-of-ireland.csv", "bank-of-ireland", 27, 384122, 426083, 0, 0, 0, PROOF_BROKEN},
    {"bunq.csv", "bunq", 7, 1586, 3968, 0, 0, 0, PROOF_NONE},
    {"ceska-sporitelna.csv", "ceska-sporitelna", 9, 0, 259999, 0, 0, 0, PROOF_NONE},
    {"cmb-debit.csv", "cmb-debit", 5, 123400, 201314, 0, 0, 0, PROOF_BROKEN},
    {"direction-flag.csv", "direction-letter", 70, 187820, 631936, 0, 4, 0, PROOF_NONE},
    {"dkb-card-latin1.csv", "sparkasse-card", 1, 0, 500, 0, 0, 0, PROOF_NONE},
    {"erste-hu.csv", "erste-hu", 2, 129000, 35000, 0, 0, 0, PROOF_BROKEN},
    {"jd-wallet.csv", "jd-wallet", 16, 0, 164843, 10, 0, 0, PROOF_NONE},
    {"john-lewis.csv", "john-lewis", 10, 110000, 138580, 3, 0, 0, PROOF_NONE},
    {"kbc.csv", "kbc", 1, 0, 340, 0, 0, 0, PROOF_CLOSED},
    {"raiffeisen-rcm.dat", "raiffeisen-rcm", 11, 0, 615222, 0, 0, 0, PROOF_NONE},
    {"wechat-personal.csv", "wechat-personal", 16, 2849, 290453, 11, 0, 1, PROOF_BROKEN},
};

/* Counts and sums are those of the files, added up apart from this program. Four rows of the file
 * with letters have something else there, and WeChat's file says 43 rows, of which its sample
 * has 27. */
static void every_file_at_hand_is_read_to_the_cent(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct bank_file *file = read_real(mem, others[i].file, others[i].profile);
        if (file == NULL) {
            break;
        }
        int64_t income = 0;
        int64_t outgo = 0;
        for (size_t row = 0; row < file->row_count; row++) {
            int64_t amount = file->rows[row].amount_minor;
            income += amount > 0 ? amount : 0;
            outgo -= amount < 0 ? amount : 0;
        }
        struct proof *proof = prove(mem, file);
        if (file->row_count != others[i].rows || income != others[i].income_minor ||
            outgo != others[i].outgo_minor || file->uncounted.count != others[i].uncounted ||
            file->rejects.count != others[i].rejects ||
            proof->failure_count != others[i].failures || proof->state != others[i].proof) {
            fail_msg(
                "%s: %zu rows, in %lld, out %lld, %zu uncounted, %zu rejects, %zu failures, %s",
                others[i].file, file->row_count, (long long)income, (long long)outgo,
                file->uncounted.count, file->rejects.count, proof->failure_count,
                proof_state_name(proof->state));
        }
    }
    mem_free(mem);
}

/* Rows of an excerpt do not chain, and the proof must say so. */
static void an_excerpt_does_not_chain(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    struct error err;
    struct source *source = NULL;
    struct bank_file *file = NULL;
    const struct profile *profile =
        profile_with(mem, "[header]\ncolumns = 记账日期 | 货币 | 交易金额 | 联机余额 | 交易摘要 | "
                          "对手信息 | 客户摘要\n[date]\ndate = 记账日期\ntime =\n[amount]\n"
                          "amount = 交易金额\nthousands = comma\ncurrency_column = 货币\n"
                          "[balance]\nbalance = 联机余额\n[text]\nreference =\n"
                          "text = 交易摘要 | 客户摘要\n");
    if (access(REAL_FILES "/cmb-debit.csv", R_OK) != 0) {
        printf("SKIP " REAL_FILES "/cmb-debit.csv is not here\n");
    } else {
        assert_int_equal(source_load(mem, REAL_FILES "/cmb-debit.csv", &source, &err), STATUS_OK);
        assert_int_equal(read_bank_file(mem, profile, NULL, source, &file, &err), STATUS_OK);
        assert_int_equal(file->row_count, 5);
        struct proof *proof = prove(mem, file);
        assert_int_equal(proof->state, PROOF_BROKEN);
        assert_int_equal(proof->chains[0].gap_count, 3);
    }
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alipay_leaves_out_what_is_closed_or_neutral),
        cmocka_unit_test(boc_closes_on_every_row),
        cmocka_unit_test(icbc_masked_balances_are_no_balances),
        cmocka_unit_test(hsbc_keeps_a_chain_for_each_currency),
        cmocka_unit_test(ocbc_transactions_span_two_lines),
        cmocka_unit_test(rabobank_reads_a_row_without_its_opening_quote),
        cmocka_unit_test(the_market_example_reads_as_generic),
        cmocka_unit_test(every_file_at_hand_is_read_to_the_cent),
        cmocka_unit_test(an_excerpt_does_not_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
