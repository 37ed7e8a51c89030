#include "model/policy_unit.h"

#include "model/calendar.h"
#include "model/letter.h"
#include "model/rights.h"
#include "model/text.h"
#include "model/time.h"

#include <string.h>

#define BUSINESS_DAYS "bd"
#define DAYS_DIGITS_MAX 4
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static enum status read_either(const char *value, const char *yes, const char *no, bool *out,
                               struct error *err)
{
    if (strcmp(value, yes) != 0 && strcmp(value, no) != 0) {
        return error_set(err, STATUS_INVALID, "'%s' is neither %s nor %s", value, yes, no);
    }
    *out = strcmp(value, yes) == 0;
    return STATUS_OK;
}

/* To all whose money is in the pool it would go by every balance of a period, to the cent. */
static enum status read_house(const char *value, enum policy_house *out, struct error *err)
{
    bool is_platform = strcmp(value, "platform") == 0;
    if (strcmp(value, "owners") == 0) {
        return error_set(err, STATUS_INVALID, "'owners' is not possible yet: it is not shared out");
    }
    if (!is_platform && strcmp(value, "custodian") != 0) {
        return error_set(err, STATUS_INVALID, "'%s' is neither platform nor custodian", value);
    }
    *out = is_platform ? HOUSE_PLATFORM : HOUSE_CUSTODIAN;
    return STATUS_OK;
}

static enum status read_money(const char *value, struct money *out, struct error *err)
{
    char currency[4] = "";
    *out = (struct money){0};
    if (strcmp(value, POLICY_NONE) == 0) {
        return STATUS_OK;
    }
    if (strlen(value) < 5 || value[3] != ' ') {
        return error_set(err, STATUS_INVALID,
                         "'%s' is no amount such as CNY 500.00, nor " POLICY_NONE, value);
    }
    memcpy(currency, value, 3);
    return money_parse(value + 4, currency, out, err);
}

static enum status read_number(const char *value, int64_t *out, struct error *err)
{
    if (!text_to_int(value, out) || *out < 0) {
        return error_set(err, STATUS_INVALID, "'%s' is no whole number", value);
    }
    return STATUS_OK;
}

static enum status read_part(const char *value, int64_t *out, struct error *err)
{
    enum status status = read_number(value, out, err);
    return status == STATUS_OK && *out > POLICY_WHOLE_BP
               ? error_set(err, STATUS_INVALID, "'%s' is more than the whole, %d", value,
                           POLICY_WHOLE_BP)
               : status;
}

/* "30d", or "3bd" for business days. */
static enum status read_wait(const char *value, struct policy_wait *out, struct error *err)
{
    size_t digits = strspn(value, "0123456789");
    char count[DAYS_DIGITS_MAX + 1] = "";
    *out = (struct policy_wait){.us = 0};
    if (strcmp(value + digits, BUSINESS_DAYS) != 0) {
        return span_parse(value, &out->us, err);
    }
    if (digits > 0 && digits <= DAYS_DIGITS_MAX) {
        memcpy(count, value, digits);
    }
    if (!text_to_int(count, &out->business_days) || out->business_days < 1 ||
        out->business_days > CALENDAR_DAYS_MAX) {
        return error_set(err, STATUS_INVALID, "'%s' is no number of business days from 1 to %d",
                         value, CALENDAR_DAYS_MAX);
    }
    return STATUS_OK;
}

/* The number of the value among so many names. */
static enum status read_name(const char *value, const char *const *names, size_t count,
                             const char *none, size_t *out, struct error *err)
{
    *out = 0;
    while (*out < count && strcmp(value, names[*out]) != 0) {
        (*out)++;
    }
    return *out < count ? STATUS_OK
                        : error_set(err, STATUS_INVALID, "'%s' is neither %s", value, none);
}

static enum status read_own_group(const char *value, enum own_group *out, struct error *err)
{
    static const char *const NAMES[] = {"forbidden", "disclosed", "allowed"};
    size_t found;
    enum status status =
        read_name(value, NAMES, COUNT_OF(NAMES), "forbidden, disclosed nor allowed", &found, err);
    *out = (enum own_group)found;
    return status;
}

static enum status read_eyes(const char *value, enum policy_eyes *out, struct error *err)
{
    static const char *const NAMES[] = {POLICY_NONE, "second", "entity"};
    size_t found;
    enum status status =
        read_name(value, NAMES, COUNT_OF(NAMES), "none, second nor entity", &found, err);
    *out = (enum policy_eyes)found;
    return status;
}

static enum status read_source_word(const char *word, size_t bytes, struct policy_sources *out,
                                    struct error *err)
{
    static const char *const SOURCES[POLICY_SOURCES_MAX] = {[SOURCE_REFUND] = "refund",
                                                            [SOURCE_HOLD] = "hold",
                                                            [SOURCE_RESERVE] = "reserve",
                                                            [SOURCE_AVAILABLE] = "available",
                                                            [SOURCE_BOND] = "bond"};
    size_t source = 0;
    while (source < POLICY_SOURCES_MAX &&
           (strlen(SOURCES[source]) != bytes || strncmp(SOURCES[source], word, bytes) != 0)) {
        source++;
    }
    if (source == POLICY_SOURCES_MAX) {
        return error_set(err, STATUS_INVALID,
                         "'%.*s' is none of refund, hold, reserve, available, bond", (int)bytes,
                         word);
    }
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i] == (enum policy_source)source) {
            return error_set(err, STATUS_INVALID, "%s stands there twice", SOURCES[source]);
        }
    }
    out->items[out->count++] = (enum policy_source)source;
    return STATUS_OK;
}

/* "hold reserve bond": words in their order. */
static enum status read_sources(const char *value, struct policy_sources *out, struct error *err)
{
    enum status status = STATUS_OK;
    out->count = 0;
    for (const char *word = value; *word != '\0' && status == STATUS_OK;) {
        size_t bytes = strcspn(word, " ");
        status = read_source_word(word, bytes, out, err);
        word += bytes;
        word += strspn(word, " ");
    }
    return status == STATUS_OK && out->count == 0 ? error_set(err, STATUS_INVALID, "it is empty")
                                                  : status;
}

static const char *const RUNGS[POLICY_RUNGS] = {[RUNG_TRAINING] = "training",
                                                [RUNG_WARNING] = "warning",
                                                [RUNG_RESTRICTION] = "restriction",
                                                [RUNG_TERMINATION] = "termination"};

const char *policy_rung_name(enum policy_rung rung)
{
    return RUNGS[rung];
}

bool policy_rung_find(const char *name, enum policy_rung *out)
{
    size_t rung = 0;
    while (rung < POLICY_RUNGS && strcmp(RUNGS[rung], name) != 0) {
        rung++;
    }
    *out = (enum policy_rung)rung;
    return rung < POLICY_RUNGS;
}

/* "training warning": words in their order, or none. */
static enum status read_rungs(const char *value, struct policy_rungs *out, struct error *err)
{
    *out = (struct policy_rungs){{false}};
    size_t next = 0;
    if (strcmp(value, POLICY_NONE) == 0) {
        return STATUS_OK;
    }
    for (const char *word = value; *word != '\0'; word += strspn(word, " ")) {
        size_t bytes = strcspn(word, " ");
        while (next < POLICY_RUNGS &&
               (strlen(RUNGS[next]) != bytes || strncmp(RUNGS[next], word, bytes) != 0)) {
            next++;
        }
        if (next == POLICY_RUNGS) {
            return error_set(err, STATUS_INVALID,
                             "'%s' is no list of training, warning, restriction, termination, in"
                             " this order",
                             value);
        }
        out->has[next++] = true;
        word += bytes;
    }
    return next > 0 ? STATUS_OK : error_set(err, STATUS_INVALID, "it is empty");
}

static enum status read_silence(const char *value, enum policy_silence *out, struct error *err)
{
    static const char *const NAMES[] = {"counts", "proposes", "lapses"};
    size_t found;
    enum status status =
        read_name(value, NAMES, COUNT_OF(NAMES), "counts, proposes nor lapses", &found, err);
    *out = (enum policy_silence)found;
    return status;
}

/* One role, as an operator has it. */
static enum status read_role(const char *value, const char **out, struct error *err)
{
    unsigned roles = 0;
    *out = value;
    if (strchr(value, ',') != NULL) {
        return error_set(err, STATUS_INVALID, "'%s' is more than one role", value);
    }
    return roles_parse(value, &roles, err);
}

enum status policy_unit_read(enum policy_unit unit, const char *value, void *field,
                             struct error *err)
{
    switch (unit) {
    case UNIT_WORD:
        *(const char **)field = value;
        return value[0] != '\0' ? STATUS_OK : error_set(err, STATUS_INVALID, "it is empty");
    case UNIT_NUMBER:
        return read_number(value, field, err);
    case UNIT_PART:
        return read_part(value, field, err);
    case UNIT_DAY:
        return date_parse(value, field, err);
    case UNIT_SPAN:
        return span_parse(value, field, err);
    case UNIT_WAIT:
        return read_wait(value, field, err);
    case UNIT_SPAN_OR_NONE:
        *(int64_t *)field = TIME_NONE;
        return strcmp(value, POLICY_NONE) == 0 ? STATUS_OK : span_parse(value, field, err);
    case UNIT_DOOR:
        return read_either(value, "payee", "payer", field, err);
    case UNIT_HOUSE:
        return read_house(value, field, err);
    case UNIT_YES_NO:
        return read_either(value, "yes", "no", field, err);
    case UNIT_MONEY:
        return read_money(value, field, err);
    case UNIT_OWN_GROUP:
        return read_own_group(value, field, err);
    case UNIT_SOURCES:
        return read_sources(value, field, err);
    case UNIT_EYES:
        return read_eyes(value, field, err);
    case UNIT_LANGUAGE:
        *(const char **)field = value;
        return letters_check_language(value, err);
    case UNIT_RUNGS:
        return read_rungs(value, field, err);
    case UNIT_SILENCE:
        return read_silence(value, field, err);
    case UNIT_ROLE:
        return read_role(value, field, err);
    }
    return error_set(err, STATUS_INVALID, "unknown unit");
}
