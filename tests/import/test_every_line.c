/* Whatever is done to any one line of a file that can prove itself, somebody is told.
 *
 * Each line of each file is left out, written twice, and changed: each of its digits into the next
 * one, each of its signs into the other. What then is read is one of these, and never other money
 * under a proof that closes:
 *
 * - told: the file is refused, a row is a reject, a tie does not close, or a control fails;
 * - at its neighbours: the file begins or ends with another balance, and so does not go on from the
 *   statement before it, or is not what the next one goes on from (test_plan.c shows both);
 * - together: an entry whose parts no longer add up to it is one row, of the entry's own amount;
 * - other days, or other words: the money is the same. No balance proves these;
 * - the same: the line says nothing of its own. */
#include "tests/import/reading.h"

enum notice { TOLD, NEIGHBOUR, TOGETHER, DAYS, WORDS, SAME, NOTICES };

struct tally {
    size_t changes;
    size_t of[NOTICES];
};

struct chained {
    const char *path, *profile;
    const char *currency;
    bool is_real; /* of a bank, where those are at hand */
};

static const struct chained files[] = {
    {"fixtures/bocom-debit.csv", "bocom-debit", "CNY", false},
    {"fixtures/td-canada.csv", "td-canada", "CAD", false},
    {"fixtures/csb43.csv", "csb43", "EUR", false},
    {"fixtures/postfinance.csv", "postfinance", "CHF", false},
    {"fixtures/credit-suisse-it.csv", "credit-suisse-it", "CHF", false},
    {"fixtures/deutsche-bank.csv", "deutsche-bank", "EUR", false},
    {"fixtures/bofa-checking.csv", "bofa-checking", "USD", false},
    {"fixtures/alipay-merchant.csv", "alipay-merchant", "CNY", false},
    {"statements/two-days.mt940", "mt940", "EUR", false},
    {"statements/batch.camt.xml", "camt053", "EUR", false},
    {"statements/sgml.ofx", "ofx", "USD", false},
    {"boc-debit.csv", "boc-debit", "CNY", true},
    {"jd-wallet.csv", "jd-wallet", "CNY", true},
};
#define FILES (sizeof files / sizeof *files)

struct reading {
    struct error err;
    struct bank_file *file; /* NULL where it was refused */
    struct proof *proof;
};

static struct reading reading_of(void *mem, const struct profile *profile, const char *currency,
                                 const char *bytes, size_t size)
{
    struct reading reading = {.file = NULL};
    struct source source = source_of(bytes, size);
    if (read_bank_file(mem, profile, currency, &source, &reading.file, &reading.err) != STATUS_OK) {
        assert_true(reading.err.message[0] != '\0');
        return reading;
    }
    reading.proof = prove(mem, reading.file);
    return reading;
}

static bool has_other_ends(const struct proof *one, const struct proof *other)
{
    if (one->chain_count != other->chain_count) {
        return true;
    }
    for (size_t i = 0; i < one->chain_count; i++) {
        if (one->chains[i].opening_minor != other->chains[i].opening_minor ||
            one->chains[i].closing_minor != other->chains[i].closing_minor) {
            return true;
        }
    }
    return false;
}

static size_t count_like(const struct bank_file *file, const struct bank_row *like)
{
    size_t count = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        count += file->rows[i].amount_minor == like->amount_minor &&
                 strcmp(file->rows[i].currency, like->currency) == 0;
    }
    return count;
}

/* Rows may have changed places, where their days did. */
static bool has_other_money(const struct bank_file *one, const struct bank_file *other)
{
    if (one->row_count != other->row_count) {
        return true;
    }
    for (size_t i = 0; i < one->row_count; i++) {
        if (count_like(one, &one->rows[i]) != count_like(other, &one->rows[i])) {
            return true;
        }
    }
    return false;
}

static bool is_put_together(const struct bank_file *whole, const struct bank_file *changed)
{
    return changed->row_count > 0 && changed->row_count < whole->row_count &&
           sum_of(whole, whole->rows[0].currency) == sum_of(changed, whole->rows[0].currency) &&
           strcmp(whole->profile->name, "camt053") == 0;
}

static bool has_other_days(const struct bank_file *one, const struct bank_file *other)
{
    for (size_t i = 0; i < one->row_count; i++) {
        if (one->rows[i].date_days != other->rows[i].date_days) {
            return true;
        }
    }
    return false;
}

static bool has_other_words(const struct bank_file *one, const struct bank_file *other)
{
    char left[SHOWN_BYTES];
    char right[SHOWN_BYTES];
    for (size_t i = 0; i < one->row_count; i++) {
        /* Past the line's own number, which a line more or less above it moves. */
        const char *here = strchr(show_row(one, i, left), ' ');
        if (strcmp(here, strchr(show_row(other, i, right), ' ')) != 0) {
            return true;
        }
    }
    return false;
}

static bool is_told(const struct reading *whole, const struct reading *changed)
{
    return changed->file == NULL || changed->file->rejects.count > whole->file->rejects.count ||
           changed->file->masked_balances > whole->file->masked_balances ||
           changed->proof->state == PROOF_BROKEN || changed->proof->failure_count > 0;
}

static enum notice notice_of(const struct reading *whole, const struct reading *changed,
                             const char *what)
{
    if (is_told(whole, changed)) {
        return TOLD;
    }
    if (has_other_ends(whole->proof, changed->proof)) {
        return NEIGHBOUR;
    }
    if (is_put_together(whole->file, changed->file)) {
        return TOGETHER;
    }
    if (has_other_money(whole->file, changed->file)) {
        fail_msg("%s: other money, and nobody is told", what);
    }
    if (has_other_days(whole->file, changed->file)) {
        return DAYS;
    }
    return has_other_words(whole->file, changed->file) ? WORDS : SAME;
}

/* What one goes through: a file, how it reads, and what became of its changes. */
struct walk {
    const struct chained *chained;
    const struct profile *profile;
    struct reading whole;
    const char *bytes;
    size_t size;
    struct tally tally;
};

/* The bytes from `at`, `length` of them, give way to these. */
static void change(struct walk *walk, size_t at, size_t length, const char *by, size_t by_size)
{
    void *mem = mem_context(NULL, "change");
    size_t size = walk->size - length + by_size;
    char *bytes = MEM_ARRAY(mem, char, size + 1);
    memcpy(bytes, walk->bytes, at);
    memcpy(bytes + at, by, by_size);
    memcpy(bytes + at + by_size, walk->bytes + at + length, walk->size - at - length);
    struct reading changed = reading_of(mem, walk->profile, walk->chained->currency, bytes, size);
    size_t line = 1;
    for (size_t i = 0; i < at; i++) {
        line += walk->bytes[i] == '\n';
    }
    const char *what = mem_printf(mem, "%s, line %zu: %zu bytes at %zu become \"%.*s\"",
                                  walk->chained->path, line, length, at, (int)by_size, by);
    walk->tally.of[notice_of(&walk->whole, &changed, what)]++;
    walk->tally.changes++;
    mem_free(mem);
}

static void change_letters(struct walk *walk, size_t at, size_t length)
{
    for (size_t i = at; i < at + length; i++) {
        static const char from[] = "0123456789+-";
        const char *was = memchr(from, walk->bytes[i], sizeof from - 1);
        if (was != NULL) {
            change(walk, i, 1, &"1234567890-+"[was - from], 1);
        }
    }
}

static void walk_lines(struct walk *walk)
{
    for (size_t at = 0; at < walk->size;) {
        const char *end = memchr(walk->bytes + at, '\n', walk->size - at);
        size_t length = end == NULL ? walk->size - at : (size_t)(end - walk->bytes) + 1 - at;
        change(walk, at, length, "", 0);
        change(walk, at, 0, walk->bytes + at, length);
        change_letters(walk, at, length);
        at += length;
    }
}

static struct source *load(void *mem, const struct chained *chained)
{
    struct error err;
    struct source *source = NULL;
    const char *folder = chained->is_real ? REAL_FILES : "tests/import";
    char *path = mem_printf(mem, "%s/%s", folder, chained->path);
    if (chained->is_real && access(path, R_OK) != 0) {
        printf("SKIP %s is not here\n", path);
        return NULL;
    }
    if (source_load(mem, path, &source, &err) != STATUS_OK) {
        fail_msg("%s (%s)", err.message, err.detail);
    }
    return source;
}

static void show(const struct walk *walk)
{
    const size_t *of = walk->tally.of;
    printf("%s: %zu changes: %zu told, %zu at its neighbours, %zu together, %zu other days, "
           "%zu other words, %zu the same\n",
           walk->chained->path, walk->tally.changes, of[TOLD], of[NEIGHBOUR], of[TOGETHER],
           of[DAYS], of[WORDS], of[SAME]);
}

static void whatever_is_done_to_a_line_is_noticed_or_changes_no_money(void **state)
{
    (void)state;
    for (size_t i = 0; i < FILES; i++) {
        void *mem = mem_context(NULL, "file");
        struct source *source = load(mem, &files[i]);
        if (source != NULL) {
            struct walk walk = {.chained = &files[i], .bytes = source->bytes, .size = source->size};
            walk.profile = builtin_profile(mem, files[i].profile);
            walk.whole =
                reading_of(mem, walk.profile, files[i].currency, source->bytes, source->size);
            assert_non_null(walk.whole.file);
            assert_false(is_told(&walk.whole, &walk.whole));
            walk_lines(&walk);
            show(&walk);
            assert_true(walk.tally.of[TOLD] > 0);
        }
        mem_free(mem);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_is_done_to_a_line_is_noticed_or_changes_no_money),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
