/* reading.h - what the tests of bank files share: texts as sources, profiles by name, rows as
 * lines. */
#ifndef TESTS_IMPORT_READING_H
#define TESTS_IMPORT_READING_H

#include "import/profile_set.h"
#include "import/proof.h"
#include "import/read.h"
#include "model/mem.h"
#include "model/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define REAL_FILES "../shared/data/bank"
#define SHOWN_BYTES 1024

static inline struct source source_of(const char *bytes, size_t size)
{
    return (struct source){.name = "test.csv", .bytes = bytes, .size = size};
}

static inline const struct profile *builtin_profile(void *mem, const char *name)
{
    struct error err;
    struct profile_set *set = NULL;
    const struct profile *profile = NULL;
    if (profile_set_load(mem, NULL, &set, &err) != STATUS_OK ||
        profile_set_find(set, name, &profile, &err) != STATUS_OK) {
        fail_msg("%s: %s", err.message, err.hint);
    }
    return profile;
}

/* A profile that is generic but for what text says. */
static inline const struct profile *profile_with(void *mem, const char *text)
{
    struct error err;
    struct profile *profile = NULL;
    char *whole = mem_printf(mem, "[profile]\ninherit = generic\n%s", text);
    if (profile_parse(mem, "test.ini", whole, &profile, &err) != STATUS_OK) {
        fail_msg("%s: %s", err.message, err.hint);
    }
    return profile;
}

static inline struct bank_file *read_bytes(void *mem, const struct profile *profile,
                                           const char *bytes, size_t size)
{
    struct error err;
    struct bank_file *file = NULL;
    struct source source = source_of(bytes, size);
    if (read_bank_file(mem, profile, "CNY", &source, &file, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return file;
}

/* A whole file of the tests, by its name in tests/import. */
static inline struct bank_file *read_file(void *mem, const struct profile *profile,
                                          const char *name)
{
    struct error err;
    struct source *source = NULL;
    char *path = mem_printf(mem, "tests/import/%s", name);
    if (source_load(mem, path, &source, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return read_bytes(mem, profile, source->bytes, source->size);
}

static inline struct bank_file *read_text(void *mem, const struct profile *profile,
                                          const char *text)
{
    return read_bytes(mem, profile, text, strlen(text));
}

/* Read what must be refused as a whole; the error. */
static inline struct error refuse_bytes(void *mem, const struct profile *profile, const char *bytes,
                                        size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct bank_file *file = NULL;
    struct source source = source_of(bytes, size);
    if (read_bank_file(mem, profile, "CNY", &source, &file, &err) == STATUS_OK) {
        fail_msg("the file was read: %zu rows", file->row_count);
    }
    return err;
}

static inline struct error refuse_text(void *mem, const struct profile *profile, const char *text)
{
    return refuse_bytes(mem, profile, text, strlen(text));
}

/* "line date time amount currency balance|reference|text|counterparty|account" */
static inline const char *show_row(const struct bank_file *file, size_t index, char *buffer)
{
    const struct bank_row *row = &file->rows[index];
    char date[TIME_TEXT_BYTES];
    char time[16] = "-";
    char balance[32] = "-";
    if (row->time_s != BANK_NO_TIME) {
        (void)snprintf(time, sizeof time, "%02d:%02d:%02d", (int)row->time_s / 3600,
                       (int)row->time_s / 60 % 60, (int)row->time_s % 60);
    }
    if (row->balance_minor != BANK_NO_BALANCE) {
        (void)snprintf(balance, sizeof balance, "%lld", (long long)row->balance_minor);
    }
    (void)snprintf(buffer, SHOWN_BYTES, "%u %s %s %lld %s %s|%s|%s|%s|%s", row->line,
                   date_format(row->date_days, date), time, (long long)row->amount_minor,
                   row->currency, balance, bank_text(file, row->reference),
                   bank_text(file, row->text), bank_text(file, row->counterparty),
                   bank_text(file, row->counterparty_account));
    return buffer;
}

static inline void assert_row(const struct bank_file *file, size_t index, const char *expected)
{
    char shown[SHOWN_BYTES];
    assert_true(index < file->row_count);
    assert_string_equal(show_row(file, index, shown), expected);
}

/* "line column value: reason" */
static inline void assert_aside(const struct bank_file *file, const struct bank_asides *list,
                                size_t index, const char *expected)
{
    char shown[SHOWN_BYTES];
    assert_true(index < list->count);
    const struct bank_aside *aside = &list->items[index];
    (void)snprintf(shown, sizeof shown, "%u %s %s: %s", aside->line, bank_text(file, aside->column),
                   bank_text(file, aside->value), bank_text(file, aside->reason));
    assert_string_equal(shown, expected);
}

static inline struct proof *prove(void *mem, const struct bank_file *file)
{
    struct error err;
    struct proof *proof = NULL;
    if (proof_make(mem, file, &proof, &err) != STATUS_OK) {
        fail_msg("%s", err.message);
    }
    return proof;
}

static inline int64_t sum_of(const struct bank_file *file, const char *currency)
{
    int64_t sum = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        sum += strcmp(file->rows[i].currency, currency) == 0 ? file->rows[i].amount_minor : 0;
    }
    return sum;
}

#endif
