#include "reports/journal.h"

#include "model/mem.h"
#include "model/text.h"
#include "model/views.h"
#include "reports/list.h"
#include "reports/table.h"
#include "reports/visible.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#define FIRST_NON_ASCII 0x80U

struct journal {
    FILE *out;
    enum journal_format format;
    int64_t event; /* whose transaction is being written; 0 before the first */
};

static const char *const format_names[] = {
    [JOURNAL_LEDGER] = "ledger",
    [JOURNAL_HLEDGER] = "hledger",
    [JOURNAL_BEANCOUNT] = "beancount",
};

enum status journal_format_parse(const char *name, enum journal_format *out, struct error *err)
{
    for (size_t i = 0; i < sizeof format_names / sizeof *format_names; i++) {
        if (strcmp(format_names[i], name) == 0) {
            *out = (enum journal_format)i;
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "journal format '%s' is not known", name);
    return error_hint(err, "ledger, hledger or beancount");
}

static bool is_alphanumeric(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* ledger and hledger: what is safe in the middle of an account's name; the rest becomes %3B. */
static bool is_safe_in_ledger(uint32_t c)
{
    if (c >= FIRST_NON_ASCII) {
        return visible_char(c) == c;
    }
    return is_alphanumeric(c) || strchr("-_./#+=", (int)c) != NULL;
}

static void put_hex(const char *bytes, size_t count, bool is_beancount, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        unsigned byte = (unsigned char)bytes[i];
        (void)fprintf(out, is_beancount ? "-x%02X-" : "%%%02X", byte);
    }
}

static void put_ledger_name(const char *name, FILE *out)
{
    size_t left = strlen(name);
    while (left > 0) {
        uint32_t c = 0;
        size_t bytes = text_decode(name, left, &c);
        if (bytes > 0 && is_safe_in_ledger(c)) {
            (void)fwrite(name, 1, bytes, out);
        } else {
            bytes = bytes == 0 ? 1 : bytes;
            put_hex(name, bytes, false, out);
        }
        name += bytes;
        left -= bytes;
    }
}

/* beancount: letters, digits and dashes only; the rest becomes -x3B-, and so does a dash that would
 * look like the beginning of one. */
static void put_beancount_name(const char *name, FILE *out)
{
    for (; *name != '\0'; name++) {
        uint32_t c = (unsigned char)*name;
        if (is_alphanumeric(c) || (c == '-' && name[1] != 'x')) {
            (void)fputc(*name, out);
        } else {
            put_hex(name, 1, true, out);
        }
    }
}

/* Assets:Bank:ICBC-001, Liabilities:Hold:Sale:42; beancount's Assets:Bank-ICBC-001. */
static void put_account(const struct journal *journal, const char *kind, const char *purpose,
                        const char *name)
{
    FILE *out = journal->out;
    bool is_asset = strcmp(kind, "bank") == 0 || strcmp(kind, "transit") == 0;
    (void)fprintf(out, "%s:%c%s", is_asset ? "Assets" : "Liabilities", kind[0] - 'a' + 'A',
                  kind + 1);
    if (purpose != NULL) {
        (void)fprintf(out, ":%c%s", purpose[0] - 'a' + 'A', purpose + 1);
    }
    if (journal->format == JOURNAL_BEANCOUNT) {
        (void)fputc('-', out);
        put_beancount_name(name, out);
    } else {
        (void)fputc(':', out);
        put_ledger_name(name, out);
    }
}

/* What happened, in words: a string of beancount's, or the rest of a line where ; and | mean
 * something else. */
static void put_words(const struct journal *journal, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        uint32_t c = 0;
        size_t bytes = text_decode(text, left, &c);
        bool is_plain = bytes > 0 && visible_char(c) == c && c != '"' && c != '\\' && c != ';' &&
                        c != '|' && c != '%';
        if (is_plain) {
            (void)fwrite(text, 1, bytes, journal->out);
        } else {
            bytes = bytes == 0 ? 1 : bytes;
            put_hex(text, bytes, false, journal->out);
        }
        text += bytes;
        left -= bytes;
    }
}

static void put_head(const struct journal *journal, const struct cell *cells)
{
    FILE *out = journal->out;
    char date[TIME_TEXT_BYTES];
    int64_t event = cells[VIEW_JOURNAL_EVENT].number;
    (void)time_format_date(cells[VIEW_JOURNAL_AT].number, date);
    if (journal->format == JOURNAL_BEANCOUNT) {
        (void)fprintf(out, "\n%s * \"", date);
    } else {
        (void)fprintf(out, "\n%s * (%" PRId64 ") ", date, event);
    }
    put_words(journal, cells[VIEW_JOURNAL_VERB].text);
    (void)fputc(' ', out);
    put_words(journal, cells[VIEW_JOURNAL_SUBJECT].text);
    (void)fputs(journal->format == JOURNAL_BEANCOUNT ? "\"\n" : "\n", out);
    if (journal->format == JOURNAL_BEANCOUNT) {
        (void)fprintf(out, "  code: \"%" PRId64 "\"\n", event);
    }
}

static void put_leg(const struct journal *journal, const struct cell *cells)
{
    const struct cell *amount = &cells[VIEW_JOURNAL_AMOUNT];
    /* No balance is ever the one number that has no opposite: each sums to zero with others. */
    struct money turned = {.minor = -amount->number};
    memcpy(turned.currency, amount->currency, sizeof turned.currency);
    char buffer[MONEY_TEXT_BYTES];
    (void)fputs("    ", journal->out);
    put_account(journal, cells[VIEW_JOURNAL_KIND].text, cells[VIEW_JOURNAL_PURPOSE].text,
                cells[VIEW_JOURNAL_NAME].text);
    if (journal->format == JOURNAL_BEANCOUNT) {
        (void)fprintf(journal->out, "  %s %s\n", money_format(turned, buffer), turned.currency);
    } else {
        (void)fprintf(journal->out, "  %s %s\n", turned.currency, money_format(turned, buffer));
    }
}

static enum status take_leg(void *state, const struct cell *cells, struct error *err)
{
    struct journal *journal = state;
    if (cells[VIEW_JOURNAL_AMOUNT].number == INT64_MIN) {
        return error_set(err, STATUS_CORRUPT, "an amount is beyond what can be stored");
    }
    if (journal->event != cells[VIEW_JOURNAL_EVENT].number) {
        put_head(journal, cells);
        journal->event = cells[VIEW_JOURNAL_EVENT].number;
    }
    put_leg(journal, cells);
    return table_check(journal->out, err);
}

/* beancount wants every account opened before it is used. */
static enum status take_account(void *state, const struct cell *cells, struct error *err)
{
    const struct journal *journal = state;
    (void)fputs("1970-01-01 open ", journal->out);
    put_account(journal, cells[VIEW_CHART_KIND].text, cells[VIEW_CHART_PURPOSE].text,
                cells[VIEW_CHART_NAME].text);
    (void)fputc('\n', journal->out);
    return table_check(journal->out, err);
}

enum status journal_write(struct book *book, void *mem, enum journal_format format, FILE *out,
                          struct error *err)
{
    struct journal journal = {.out = out, .format = format};
    struct view_query accounts = {.view = &view_chart, .sort = -1};
    struct view_query legs = {.view = &view_journal, .sort = -1};
    struct store *store = book_store(book);
    enum status status = store_begin(store, STORE_SNAPSHOT, 1, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (format == JOURNAL_BEANCOUNT) {
        struct table_sink sink = {.take = take_account, .state = &journal};
        status = list_run(book, mem, &accounts, 0, sink, err);
    }
    if (status == STATUS_OK) {
        struct table_sink sink = {.take = take_leg, .state = &journal};
        status = list_run(book, mem, &legs, 0, sink, err);
    }
    store_rollback(store);
    if (status == STATUS_OK) {
        (void)fflush(out);
        status = table_check(out, err);
    }
    return status;
}
