/* fuzz_amount.c - any bytes as an amount: an exact number or a refusal, and what was read reads
 * back from its text. The first two bytes choose the currency and the style. */
#include "model/mem.h"
#include "model/money.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const currencies[] = {"CNY", "JPY", "KWD", "CLF", "none"};
static const struct money_style styles[] = {{'.', ','}, {',', '.'}, {',', ' '}, {'.', '\''},
                                            {'.', 0},   {0, 0},     {0, '.'}};

static void check_plain(const char *text, const char *currency)
{
    struct error err = {.status = STATUS_OK};
    struct money amount;
    struct money again;
    char written[MONEY_TEXT_BYTES];
    if (money_parse(text, currency, &amount, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
        return;
    }
    assert(strspn(text, "-0123456789.") == strlen(text));
    (void)money_format(amount, written);
    assert(money_parse(written, currency, &again, &err) == STATUS_OK);
    assert(again.minor == amount.minor && strcmp(again.currency, currency) == 0);
}

static void check_styled(const char *text, const char *currency, struct money_style style)
{
    struct error err = {.status = STATUS_OK};
    struct money amount;
    struct money again;
    char written[MONEY_TEXT_BYTES];
    if (money_parse_styled(text, currency, style, &amount, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
        return;
    }
    struct money_style grouped = {.decimal = '.', .thousands = ','};
    (void)money_format_grouped(amount, written);
    assert(money_parse_styled(written, currency, grouped, &again, &err) == STATUS_OK);
    assert(again.minor == amount.minor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) {
        return 0;
    }
    const char *currency = currencies[data[0] % (sizeof currencies / sizeof *currencies)];
    struct money_style style = styles[data[1] % (sizeof styles / sizeof *styles)];
    char *text = mem_strndup(NULL, (const char *)data + 2, size - 2);
    check_plain(text, currency);
    check_styled(text, currency, style);
    mem_free(text);
    return 0;
}
