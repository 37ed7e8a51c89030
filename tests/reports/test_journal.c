#include "reports/journal.h"

#include "model/deal.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW INT64_C(1788249600000000) /* 2026-09-01T08:00:00Z */

/* What the formats give a meaning to, and what is not ASCII. */
#define HOSTILE_PSP "pay; |x:y  \"q\" -x41- 支付"

struct fixture {
    void *mem;
    int64_t now_us;
    struct store *store;
    struct book *book;
    struct error err;
};

#define must(fixture, call) must_be_ok((fixture), (call), #call)
static void must_be_ok(struct fixture *f, enum status status, const char *what)
{
    if (status != STATUS_OK) {
        fail_msg("%s: %s (%s)", what, f->err.message, f->err.detail);
    }
}

static void put_party(struct fixture *f, const char *id, const char *kind)
{
    struct party party = {.id = id, .kind = kind, .name = id, .jurisdiction = "CN"};
    struct run run = {.mem = f->mem};
    must(f, party_put(f->book, &party, &run, &f->err));
}

static void sell(struct fixture *f, const char *id, const char *psp, int64_t minor,
                 const char *currency)
{
    struct deal deal = {.id = id,
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = "S-1",
                        .category = "tea",
                        .price = {.minor = minor},
                        .period_us = TIME_US_PER_DAY};
    memcpy(deal.price.currency, currency, sizeof deal.price.currency);
    deal.fee = deal.price;
    deal.fee.minor = minor / 10;
    struct deal_capture capture = {.deal = id, .via = psp, .amount = deal.price};
    struct deal_step step = {.deal = id};
    struct run runs[3] = {{.mem = f->mem}, {.mem = f->mem}, {.mem = f->mem}};
    must(f, deal_order(f->book, &deal, &runs[0], &f->err));
    must(f, deal_capture(f->book, &capture, &runs[1], &f->err));
    must(f, deal_confirm(f->book, &step, &runs[2], &f->err));
}

static int set_up(void **state)
{
    struct fixture *f = MEM_NEW(NULL, struct fixture);
    f->mem = f;
    f->now_us = NOW;
    char *url = NULL;
    must(f, place_store(f, "j.db", &url, &f->store, &f->err));
    struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
    must(f, operator_found(f, f->store, &terms, "ann", clock_fixed(&f->now_us), &f->book, &f->err));
    put_party(f, "PLATFORM", "platform");
    put_party(f, "B-1", "buyer");
    put_party(f, "S-1", "seller");
    put_party(f, "alipay", "psp");
    put_party(f, HOSTILE_PSP, "psp");
    sell(f, "O-1", "alipay", 10000, "CNY");
    sell(f, "O;2 | \"x\"", HOSTILE_PSP, 12345, "CNY");
    sell(f, "O-3", "alipay", 700, "JPY");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->store);
    mem_free(f);
    return 0;
}

static char *journal(struct fixture *f, enum journal_format format)
{
    char *text = NULL;
    size_t bytes = 0;
    FILE *out = open_memstream(&text, &bytes);
    must(f, journal_write(f->book, f->mem, format, out, &f->err));
    (void)fclose(out);
    char *copy = mem_strdup(f->mem, text);
    free(text);
    return copy;
}

static char *output_of(struct fixture *f, const char *command)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char buffer[8192];
    size_t bytes = fread(buffer, 1, sizeof buffer - 1, pipe);
    buffer[bytes] = '\0';
    assert_int_equal(pclose(pipe), 0);
    return mem_strdup(f->mem, buffer);
}

static void ledger_reads_the_journal_and_finds_the_same_balances(void **state)
{
    struct fixture *f = *state;
    char path[SCRATCH_PATH_BYTES];
    (void)scratch_path("journal", path);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    must(f, journal_write(f->book, f->mem, JOURNAL_LEDGER, file, &f->err));
    assert_int_equal(fclose(file), 0);
    char *balances =
        output_of(f, mem_printf(f,
                                "ledger --args-only -f %s bal --flat --no-total --balance-format"
                                " '%%(account) %%(join(display_total))\n' 2>&1",
                                path));
    assert_string_equal(balances,
                        "Assets:Transit:alipay CNY 100.00\\nJPY 700\n"
                        "Assets:Transit:pay%3B%20%7Cx%3Ay%20%20%22q%22%20-x41-%20支付 CNY 123.45\n"
                        "Liabilities:Available:PLATFORM CNY -22.34\\nJPY -70\n"
                        "Liabilities:Available:S-1 CNY -201.11\\nJPY -630\n");
}

static void every_event_with_legs_is_a_transaction_with_its_number_as_code(void **state)
{
    struct fixture *f = *state;
    const char *text = journal(f, JOURNAL_HLEDGER);
    assert_non_null(strstr(text, "\n2026-09-01 * (8) capture deal:O-1\n"
                                 "    Assets:Transit:alipay  CNY 100.00\n"
                                 "    Liabilities:Hold:Sale:"));
    assert_non_null(strstr(text, " capture deal:O%3B2 %7C %22x%22\n"));
    size_t transactions = 0;
    for (const char *at = strstr(text, "\n2026"); at != NULL; at = strstr(at + 1, "\n2026")) {
        transactions++;
    }
    assert_int_equal(transactions, 6);
}

static void beancount_gets_names_of_letters_digits_and_dashes(void **state)
{
    struct fixture *f = *state;
    const char *text = journal(f, JOURNAL_BEANCOUNT);
    assert_non_null(strstr(text, "1970-01-01 open Assets:Transit-alipay\n"));
    /* A dash before an x is written in hex, so that no name looks like another's hex. */
    const char *name = "Assets:Transit-pay-x3B--x20--x7C-x-x3A-y-x20--x20--x22-q-x22--x20-"
                       "-x2D-x41--x20--xE6--x94--xAF--xE4--xBB--x98-";
    assert_non_null(strstr(text, mem_printf(f, "1970-01-01 open %s\n", name)));
    assert_non_null(strstr(text, mem_printf(f, "    %s  123.45 CNY\n", name)));
    assert_non_null(strstr(text, "\n2026-09-01 * \"capture deal:O-1\"\n  code: \"8\"\n"));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ledger_reads_the_journal_and_finds_the_same_balances),
        TEST(every_event_with_legs_is_a_transaction_with_its_number_as_code),
        TEST(beancount_gets_names_of_letters_digits_and_dashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
