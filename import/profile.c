#include "import/profile.h"

#include "import/encoding.h"
#include "model/mem.h"
#include "model/text.h"

#include <string.h>

#define SKIP_LINES_MAX 1000

/* One of the words that a key may have, and what it stands for. */
struct word {
    const char *word;
    int value;
};

static const struct word formats[] = {{"csv", PROFILE_CSV},
                                      {"mt940", PROFILE_MT940},
                                      {"camt053", PROFILE_CAMT053},
                                      {"ofx", PROFILE_OFX},
                                      {NULL, 0}};
static const struct word yes_no[] = {{"yes", 1}, {"no", 0}, {NULL, 0}};
static const struct word delimiters[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}, {NULL, 0}};
static const struct word quotings[] = {{"strict", 1}, {"lax", 0}, {NULL, 0}};
static const struct word decimals[] = {{"dot", '.'}, {"comma", ','}, {NULL, 0}};
static const struct word thousands[] = {{"none", 0},    {"comma", ','},       {"dot", '.'},
                                        {"space", ' '}, {"apostrophe", '\''}, {NULL, 0}};
static const struct word signs[] = {{"normal", 0}, {"reversed", 1}, {NULL, 0}};
static const struct word units[] = {{"major", 0}, {"minor", 1}, {NULL, 0}};
static const struct word nones[] = {{"reject", NONE_REJECT},
                                    {"in", NONE_IN},
                                    {"out", NONE_OUT},
                                    {"neutral", NONE_NEUTRAL},
                                    {NULL, 0}};
static const struct word outgo_signs[] = {
    {"positive", OUTGO_POSITIVE}, {"negative", OUTGO_NEGATIVE}, {"any", OUTGO_ANY}, {NULL, 0}};
static const struct word orders[] = {{"auto", ORDER_AUTO},
                                     {"oldest", ORDER_OLDEST_FIRST},
                                     {"newest", ORDER_NEWEST_FIRST},
                                     {NULL, 0}};

static const struct {
    const char *word;
    const char *character;
} strip_words[] = {
    {"quote", "\""},
    {"apostrophe", "'"},
    {"backtick", "`"},
    {"nbsp", "\u00A0"},
};

static const enum profile_key_id role_keys[COLUMN_COUNT] = {
    [COLUMN_DATE] = KEY_DATE,
    [COLUMN_TIME] = KEY_TIME,
    [COLUMN_AMOUNT] = KEY_AMOUNT,
    [COLUMN_INCOME] = KEY_INCOME,
    [COLUMN_OUTGO] = KEY_OUTGO,
    [COLUMN_DIRECTION] = KEY_DIRECTION,
    [COLUMN_CURRENCY] = KEY_CURRENCY_COLUMN,
    [COLUMN_BALANCE] = KEY_BALANCE,
    [COLUMN_REFERENCE] = KEY_REFERENCE,
    [COLUMN_COUNTERPARTY] = KEY_COUNTERPARTY,
    [COLUMN_COUNTERPARTY_ACCOUNT] = KEY_COUNTERPARTY_ACCOUNT,
    [COLUMN_STATUS] = KEY_STATUS,
    [COLUMN_NUMBER] = KEY_NUMBER_COLUMN,
};

static const enum profile_key_id control_keys[CONTROL_KINDS] = {
    [CONTROL_OPENING] = KEY_OPENING,     [CONTROL_CLOSING] = KEY_CLOSING,
    [CONTROL_COUNT] = KEY_COUNT_ALL,     [CONTROL_COUNT_IN] = KEY_COUNT_IN,
    [CONTROL_COUNT_OUT] = KEY_COUNT_OUT, [CONTROL_SUM_IN] = KEY_SUM_IN,
    [CONTROL_SUM_OUT] = KEY_SUM_OUT,
};

static enum status fail(const struct profile_draft *draft, enum profile_key_id key,
                        const char *what, struct error *err)
{
    const struct profile_origin *origin = &draft->origins[key];
    if (origin->line > 0) {
        (void)error_set(err, STATUS_INVALID, "%s line %d: %s %s", origin->file, origin->line,
                        profile_keys[key].key, what);
    } else {
        (void)error_set(err, STATUS_INVALID, "%s: %s in [%s] %s", origin->file,
                        profile_keys[key].key, profile_keys[key].section, what);
    }
    return error_hint(err, "%s: %s (%s)", profile_keys[key].key, profile_keys[key].meaning,
                      profile_keys[key].values);
}

static enum status pick(const struct profile_draft *draft, enum profile_key_id key,
                        const struct word *words, int *out, struct error *err)
{
    const char *value = draft->profile->values[key];
    for (; words->word != NULL && value != NULL; words++) {
        if (strcmp(words->word, value) == 0) {
            *out = words->value;
            return STATUS_OK;
        }
    }
    return fail(draft, key, "is none of the words that it may be", err);
}

static enum status pick_bool(const struct profile_draft *draft, enum profile_key_id key, bool *out,
                             struct error *err)
{
    int value = 0;
    enum status status = pick(draft, key, yes_no, &value, err);
    *out = value != 0;
    return status;
}

static const char *trimmed(void *mem, const char *text, size_t bytes)
{
    while (bytes > 0 && (*text == ' ' || *text == '\t')) {
        text++;
        bytes--;
    }
    while (bytes > 0 && (text[bytes - 1] == ' ' || text[bytes - 1] == '\t')) {
        bytes--;
    }
    return mem_strndup(mem, text, bytes);
}

static enum status split(const struct profile_draft *draft, enum profile_key_id key,
                         const char *separators, struct profile_list *out, struct error *err)
{
    struct profile *profile = draft->profile;
    const char *at = profile->values[key];
    *out = (struct profile_list){MEM_ARRAY(profile, const char *, PROFILE_LIST_MAX), 0};
    while (at != NULL && *at != '\0') {
        size_t bytes = strcspn(at, separators);
        const char *item = trimmed(profile, at, bytes);
        at += bytes + (at[bytes] != '\0');
        if (item[0] == '\0') {
            continue;
        }
        if (out->count == PROFILE_LIST_MAX) {
            return fail(draft, key, "has too many parts", err);
        }
        out->items[out->count++] = item;
    }
    return STATUS_OK;
}

static enum status compile_pattern(const struct profile_draft *draft, enum profile_key_id key,
                                   const char *format, struct pattern **out, struct error *err)
{
    const char *value = draft->profile->values[key];
    if (value == NULL) {
        return STATUS_OK;
    }
    char *expression = mem_append(mem_strdup(NULL, format), "%s%s", value, format[0] ? ")$" : "");
    struct error why;
    enum status status = pattern_compile(draft->profile, expression, false, out, &why);
    mem_free(expression);
    if (status == STATUS_OK) {
        return STATUS_OK;
    }
    (void)fail(draft, key, "is no pattern", err);
    return error_detail(err, "%s", why.message);
}

/* The same for a pattern that has to have a group of that name, written "(?<name>". */
static enum status compile_group(const struct profile_draft *draft, enum profile_key_id key,
                                 const char *group, struct pattern **out, struct error *err)
{
    const char *value = draft->profile->values[key];
    if (value != NULL && strstr(value, group) == NULL) {
        return fail(draft, key, "has not the group that it needs", err);
    }
    return compile_pattern(draft, key, "", out, err);
}

static enum status compile_strip(const struct profile_draft *draft, struct error *err)
{
    struct profile_list *strip = &draft->profile->strip;
    enum status status = split(draft, KEY_STRIP, " ", strip, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < strip->count; i++) {
        for (size_t w = 0; w < sizeof strip_words / sizeof strip_words[0]; w++) {
            if (strcmp(strip->items[i], strip_words[w].word) == 0) {
                strip->items[i] = strip_words[w].character;
            }
        }
        uint32_t code_point = 0;
        size_t bytes = strlen(strip->items[i]);
        if (text_decode(strip->items[i], bytes, &code_point) != bytes) {
            return fail(draft, KEY_STRIP, "has a part that is not one character", err);
        }
    }
    return STATUS_OK;
}

static enum status compile_file(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    int delimiter = 0;
    int is_strict = 0;
    int format = 0;
    enum status status = STATUS_OK;
    profile->title = profile->values[KEY_TITLE] != NULL ? profile->values[KEY_TITLE] : "";
    profile->encoding = profile->values[KEY_ENCODING];
    if (profile->encoding == NULL ||
        (strcmp(profile->encoding, ENCODING_AUTO) != 0 && !encoding_is_known(profile->encoding))) {
        return fail(draft, KEY_ENCODING, "is no encoding that is known here", err);
    }
    if ((status = pick(draft, KEY_FORMAT, formats, &format, err)) != STATUS_OK ||
        (status = pick(draft, KEY_DELIMITER, delimiters, &delimiter, err)) != STATUS_OK ||
        (status = pick(draft, KEY_QUOTING, quotings, &is_strict, err)) != STATUS_OK ||
        (status = pick_bool(draft, KEY_MULTILINE, &profile->csv.is_multiline, err)) != STATUS_OK ||
        (status = compile_strip(draft, err)) != STATUS_OK ||
        (status = compile_pattern(draft, KEY_EMPTY, "^(?:", &profile->empty, err)) != STATUS_OK) {
        return status;
    }
    profile->format = (enum profile_format)format;
    profile->csv.delimiter = (char)delimiter;
    profile->csv.is_strict = is_strict != 0;
    return STATUS_OK;
}

static enum status compile_columns(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    struct profile_list names;
    enum status status = split(draft, KEY_COLUMNS, "|", &names, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (names.count == 0) {
        return fail(draft, KEY_COLUMNS, "is missing", err);
    }
    profile->columns = MEM_ARRAY(profile, struct profile_column, names.count);
    profile->column_count = names.count;
    for (size_t i = 0; i < names.count; i++) {
        size_t bytes = strlen(names.items[i]);
        bool is_optional = names.items[i][bytes - 1] == '?';
        profile->columns[i] = (struct profile_column){
            trimmed(profile, names.items[i], bytes - is_optional), is_optional};
        for (size_t other = 0; other < i; other++) {
            if (strcmp(profile->columns[other].name, profile->columns[i].name) == 0) {
                return fail(draft, KEY_COLUMNS, "names a column twice", err);
            }
        }
    }
    return STATUS_OK;
}

static enum status compile_header(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    enum status status = STATUS_OK;
    if ((status = pick_bool(draft, KEY_HEADER, &profile->has_header, err)) != STATUS_OK ||
        (status = pick_bool(draft, KEY_EXTRA, &profile->allows_extra, err)) != STATUS_OK ||
        (status = split(draft, KEY_PREAMBLE, "|", &profile->preamble, err)) != STATUS_OK ||
        (status = compile_columns(draft, err)) != STATUS_OK) {
        return status;
    }
    int64_t skip = 0;
    const char *value = profile->values[KEY_SKIP];
    if (value == NULL || !text_to_int(value, &skip) || skip < 0 || skip > SKIP_LINES_MAX) {
        return fail(draft, KEY_SKIP, "is no number of lines", err);
    }
    profile->skip_lines = (int)skip;
    status = compile_pattern(draft, KEY_SIGNATURE, "", &profile->signature, err);
    return status == STATUS_OK
               ? compile_group(draft, KEY_NUMBER, "(?<value>", &profile->number, err)
               : status;
}

static bool has_column(const struct profile *profile, const char *name)
{
    for (size_t i = 0; i < profile->column_count; i++) {
        if (strcmp(profile->columns[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static enum status compile_roles(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    for (int role = 0; role < COLUMN_COUNT; role++) {
        const char *name = profile->values[role_keys[role]];
        if (name != NULL && !has_column(profile, name)) {
            return fail(draft, role_keys[role], "names no column of [header] columns", err);
        }
        profile->roles[role] = name;
    }
    enum status status = split(draft, KEY_TEXT, "|", &profile->text, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < profile->text.count; i++) {
        if (!has_column(profile, profile->text.items[i])) {
            return fail(draft, KEY_TEXT, "names no column of [header] columns", err);
        }
    }
    if (profile->text.count > PROFILE_TEXT_COLUMNS_MAX) {
        return fail(draft, KEY_TEXT, "names too many columns", err);
    }
    return STATUS_OK;
}

static enum status compile_form(const struct profile_draft *draft, enum profile_key_id key,
                                struct dateform *out, struct error *err)
{
    struct error why;
    const char *value = draft->profile->values[key];
    if (value == NULL) {
        return fail(draft, key, "is missing", err);
    }
    if (dateform_compile(value, out, &why) == STATUS_OK) {
        return STATUS_OK;
    }
    (void)fail(draft, key, "is no form of a date", err);
    return error_detail(err, "%s", why.message);
}

static enum status compile_date(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    if (profile->roles[COLUMN_DATE] == NULL) {
        return fail(draft, KEY_DATE, "is missing", err);
    }
    enum status status = compile_form(draft, KEY_DATE_FORM, &profile->date_form, err);
    if (status == STATUS_OK) {
        status = compile_form(draft, KEY_TIME_FORM, &profile->time_form, err);
    }
    if (status == STATUS_OK) {
        status = compile_group(draft, KEY_YEAR, "(?<year>", &profile->year, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (!profile->date_form.has_date) {
        return fail(draft, KEY_DATE_FORM, "has no whole date", err);
    }
    if (!profile->date_form.has_year && profile->year == NULL) {
        return fail(draft, KEY_DATE_FORM, "has no year, and `year` does not say where it stands",
                    err);
    }
    if (!profile->time_form.has_time || profile->time_form.has_date) {
        return fail(draft, KEY_TIME_FORM, "has to be of a time alone", err);
    }
    return STATUS_OK;
}

/* One signed column; one unsigned with a direction; or two columns. */
static enum status check_amounts(const struct profile_draft *draft, struct error *err)
{
    const struct profile *profile = draft->profile;
    const char *const *roles = profile->roles;
    bool is_pair = roles[COLUMN_INCOME] != NULL && roles[COLUMN_OUTGO] != NULL;
    bool is_one = roles[COLUMN_AMOUNT] != NULL;
    bool is_half = (roles[COLUMN_INCOME] != NULL) != (roles[COLUMN_OUTGO] != NULL);
    if (is_half || is_pair == is_one) {
        return fail(draft, KEY_AMOUNT, "has to be there, or else both income and outgo", err);
    }
    if (roles[COLUMN_DIRECTION] == NULL) {
        return STATUS_OK;
    }
    if (is_pair) {
        return fail(draft, KEY_DIRECTION, "makes no sense beside income and outgo", err);
    }
    if (profile->words_in.count == 0 && profile->words_out.count == 0) {
        return fail(draft, KEY_DIRECTION, "needs words_in and words_out", err);
    }
    return STATUS_OK;
}

static enum status compile_currency_words(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    struct profile_list pairs;
    enum status status = split(draft, KEY_CURRENCY_WORDS, "|", &pairs, err);
    if (status != STATUS_OK) {
        return status;
    }
    profile->currency_words = MEM_ARRAY(profile, struct currency_word, pairs.count + 1);
    for (size_t i = 0; i < pairs.count; i++) {
        const char *equals = strrchr(pairs.items[i], '=');
        if (equals == NULL || currency_exponent(equals + 1) < 0) {
            return fail(draft, KEY_CURRENCY_WORDS, "has a part that is not WORD=CODE", err);
        }
        struct currency_word *word = &profile->currency_words[profile->currency_word_count++];
        word->word = trimmed(profile, pairs.items[i], (size_t)(equals - pairs.items[i]));
        memcpy(word->currency, equals + 1, sizeof word->currency);
    }
    return STATUS_OK;
}

static enum status compile_currency(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    const char *value = profile->values[KEY_CURRENCY];
    bool is_account = value == NULL || strcmp(value, "account") == 0;
    if (!is_account && currency_exponent(value) < 0) {
        return fail(draft, KEY_CURRENCY, "is no code of ISO 4217", err);
    }
    profile->currency = is_account ? NULL : value;
    return compile_currency_words(draft, err);
}

static enum status compile_amounts(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    int decimal = 0;
    int group = 0;
    int sign = 0;
    int outgo = 0;
    int unit = 0;
    int none = 0;
    enum status status = STATUS_OK;
    if ((status = split(draft, KEY_WORDS_IN, "|", &profile->words_in, err)) != STATUS_OK ||
        (status = split(draft, KEY_WORDS_OUT, "|", &profile->words_out, err)) != STATUS_OK ||
        (status = split(draft, KEY_WORDS_NEUTRAL, "|", &profile->words_neutral, err)) !=
            STATUS_OK ||
        (status = check_amounts(draft, err)) != STATUS_OK ||
        (status = pick(draft, KEY_DECIMAL, decimals, &decimal, err)) != STATUS_OK ||
        (status = pick(draft, KEY_THOUSANDS, thousands, &group, err)) != STATUS_OK ||
        (status = pick(draft, KEY_SIGN, signs, &sign, err)) != STATUS_OK ||
        (status = pick(draft, KEY_UNIT, units, &unit, err)) != STATUS_OK ||
        (status = pick(draft, KEY_WORDS_NONE, nones, &none, err)) != STATUS_OK ||
        (status = compile_group(draft, KEY_DIRECTION_PART, "(?<word>", &profile->direction_part,
                                err)) != STATUS_OK ||
        (status = compile_group(draft, KEY_AMOUNT_PART, "(?<amount>", &profile->amount_part,
                                err)) != STATUS_OK ||
        (status = pick(draft, KEY_OUTGO_SIGN, outgo_signs, &outgo, err)) != STATUS_OK) {
        return status;
    }
    if (decimal == group) {
        return fail(draft, KEY_THOUSANDS, "is the same as decimal", err);
    }
    profile->style = (struct money_style){(char)decimal, (char)group};
    profile->is_reversed = sign != 0;
    profile->outgo_sign = (enum outgo_sign)outgo;
    profile->is_minor = unit != 0;
    profile->words_none = (enum word_none)none;
    return compile_currency(draft, err);
}

static enum status compile_controls(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    for (int kind = 0; kind < CONTROL_KINDS; kind++) {
        enum status status =
            compile_group(draft, control_keys[kind], "(?<value>", &profile->controls[kind], err);
        if (status != STATUS_OK) {
            return status;
        }
        profile->has_controls = profile->has_controls || profile->controls[kind] != NULL;
    }
    return pick_bool(draft, KEY_IN_ROWS, &profile->has_controls_in_rows, err);
}

static enum status compile_rows(const struct profile_draft *draft, struct error *err)
{
    struct profile *profile = draft->profile;
    int order = 0;
    enum status status = STATUS_OK;
    if ((status = pick(draft, KEY_ORDER, orders, &order, err)) != STATUS_OK ||
        (status = split(draft, KEY_STATUS_IGNORED, "|", &profile->status_ignored, err)) !=
            STATUS_OK ||
        (status = split(draft, KEY_STATUS_COUNTED, "|", &profile->status_counted, err)) !=
            STATUS_OK ||
        (status = compile_pattern(draft, KEY_IGNORE, "", &profile->ignore, err)) != STATUS_OK ||
        (status = pick_bool(draft, KEY_CONTINUATION, &profile->has_continuation, err)) !=
            STATUS_OK) {
        return status;
    }
    profile->order = (enum row_order)order;
    return pick_bool(draft, KEY_SHORT, &profile->allows_short, err);
}

enum status profile_compile(const struct profile_draft *draft, struct error *err)
{
    enum status status = STATUS_OK;
    status = compile_file(draft, err);
    if (status != STATUS_OK || draft->profile->format != PROFILE_CSV) {
        return status;
    }
    if ((status = compile_header(draft, err)) != STATUS_OK ||
        (status = compile_roles(draft, err)) != STATUS_OK ||
        (status = compile_date(draft, err)) != STATUS_OK ||
        (status = compile_amounts(draft, err)) != STATUS_OK ||
        (status = compile_controls(draft, err)) != STATUS_OK) {
        return status;
    }
    return compile_rows(draft, err);
}

bool profile_list_has(const struct profile_list *list, const char *word)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], word) == 0) {
            return true;
        }
    }
    return false;
}

const char *profile_word(const struct profile *profile)
{
    const char *found = NULL;
    for (size_t i = 0; i < profile->column_count && profile->has_header; i++) {
        const struct profile_column *column = &profile->columns[i];
        const char *at = column->name;
        while (*at != '\0' && (unsigned char)*at < 0x80) {
            at++;
        }
        if (*at != '\0' && !column->is_optional &&
            (found == NULL || strlen(column->name) > strlen(found))) {
            found = column->name;
        }
    }
    return found;
}
