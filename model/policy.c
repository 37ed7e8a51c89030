#include "model/policy.h"

#include "model/builtin.h"
#include "model/ini.h"
#include "model/mem.h"
#include "model/text.h"
#include "model/time.h"

#include <stddef.h>
#include <string.h>

enum unit { UNIT_SPAN, UNIT_DOOR, UNIT_YES_NO, UNIT_BASIS_POINTS, UNIT_MONEY };

struct key {
    const char *name;
    enum unit unit;
    size_t offset;
};

static const struct key KEYS[] = {
    {"hold.sale.ship_by", UNIT_SPAN, offsetof(struct policy, ship_by_us)},
    {"hold.sale.max_extend", UNIT_SPAN, offsetof(struct policy, extend_us)},
    {"dispute.max", UNIT_SPAN, offsetof(struct policy, dispute_us)},
    {"dispute.default", UNIT_DOOR, offsetof(struct policy, dispute_to_payee)},
    {"appeal.window", UNIT_SPAN, offsetof(struct policy, appeal_us)},
    {"award.multiple_bp", UNIT_BASIS_POINTS, offsetof(struct policy, award_multiple)},
    {"award.multiple_includes_price", UNIT_YES_NO, offsetof(struct policy, award_has_price)},
    {"award.minimum", UNIT_MONEY, offsetof(struct policy, award_minimum)},
    {"payout.bank_days", UNIT_SPAN, offsetof(struct policy, payout_us)},
    {"suspense.escalate_after", UNIT_SPAN, offsetof(struct policy, suspense_us)},
    {"bond.review", UNIT_SPAN, offsetof(struct policy, bond_review_us)},
    {"freeze.max", UNIT_SPAN, offsetof(struct policy, freeze_max_us)},
};
#define KEY_COUNT (sizeof(KEYS) / sizeof(KEYS[0]))

/* What policy_load returns: the figures first, then where each comes from. */
struct pack {
    struct policy policy;
    struct policy_value values[KEY_COUNT];
};

static enum status read_word(const char *value, const char *yes, const char *no, bool *out,
                             struct error *err)
{
    if (strcmp(value, yes) != 0 && strcmp(value, no) != 0) {
        return error_set(err, STATUS_INVALID, "'%s' is neither %s nor %s", value, yes, no);
    }
    *out = strcmp(value, yes) == 0;
    return STATUS_OK;
}

static enum status read_money(const char *value, struct money *out, struct error *err)
{
    char currency[4] = "";
    if (strlen(value) < 5 || value[3] != ' ') {
        return error_set(err, STATUS_INVALID, "'%s' is no amount such as CNY 500.00", value);
    }
    memcpy(currency, value, 3);
    return money_parse(value + 4, currency, out, err);
}

static enum status read_value(const struct key *key, const char *value, struct policy *policy,
                              struct error *err)
{
    void *field = (char *)policy + key->offset;
    switch (key->unit) {
    case UNIT_SPAN:
        return span_parse(value, field, err);
    case UNIT_DOOR:
        return read_word(value, "payee", "payer", field, err);
    case UNIT_YES_NO:
        return read_word(value, "yes", "no", field, err);
    case UNIT_MONEY:
        return read_money(value, field, err);
    case UNIT_BASIS_POINTS:
        if (!text_to_int(value, field) || *(int64_t *)field < 0) {
            return error_set(err, STATUS_INVALID, "'%s' is no number of basis points", value);
        }
        return STATUS_OK;
    }
    return error_set(err, STATUS_INVALID, "unknown unit");
}

/* The next part of "a | b | c", trimmed, owned by mem; *rest moves behind it. */
static const char *next_part(void *mem, const char **rest)
{
    const char *from = *rest;
    const char *end = strchr(from, '|');
    *rest = end ? end + 1 : from + strlen(from);
    size_t bytes = end ? (size_t)(end - from) : strlen(from);
    while (bytes > 0 && from[0] == ' ') {
        from++;
        bytes--;
    }
    while (bytes > 0 && from[bytes - 1] == ' ') {
        bytes--;
    }
    return mem_strndup(mem, from, bytes);
}

static enum status read_entry(struct pack *pack, const struct ini *ini,
                              const struct ini_entry *entry, struct error *err)
{
    size_t index = 0;
    while (index < KEY_COUNT && strcmp(KEYS[index].name, entry->key) != 0) {
        index++;
    }
    if (index == KEY_COUNT || entry->section[0]) {
        return error_set(err, STATUS_INVALID, "policy %s line %d: unknown key %s", ini->name,
                         entry->line, entry->key);
    }
    const char *rest = entry->value;
    struct policy_value *value = &pack->values[index];
    value->key = KEYS[index].name;
    value->value = next_part(pack, &rest);
    value->citation = next_part(pack, &rest);
    value->reviewed_on = next_part(pack, &rest);
    int32_t day;
    struct error cause;
    if (!value->citation[0]) {
        return error_set(err, STATUS_INVALID, "policy %s line %d: %s has no citation", ini->name,
                         entry->line, entry->key);
    }
    if (date_parse(value->reviewed_on, &day, &cause) != STATUS_OK) {
        return error_set(err, STATUS_INVALID, "policy %s line %d: %s has no review date", ini->name,
                         entry->line, entry->key);
    }
    if (read_value(&KEYS[index], value->value, &pack->policy, &cause) != STATUS_OK) {
        return error_set(err, STATUS_INVALID, "policy %s line %d: %s: %s", ini->name, entry->line,
                         entry->key, cause.message);
    }
    return STATUS_OK;
}

enum status policy_parse(void *mem, const char *name, const char *text, const struct policy **out,
                         struct error *err)
{
    struct pack *pack = MEM_NEW(mem, struct pack);
    struct ini *ini;
    pack->policy.name = mem_strdup(pack, name);
    enum status status = ini_read_text(pack, name, text, &ini, err);
    for (size_t i = 0; status == STATUS_OK && i < ini->count; i++) {
        status = read_entry(pack, ini, &ini->entries[i], err);
    }
    for (size_t i = 0; status == STATUS_OK && i < KEY_COUNT; i++) {
        if (!pack->values[i].key) {
            status = error_set(err, STATUS_INVALID, "policy %s: %s is missing", name, KEYS[i].name);
        }
    }
    if (status != STATUS_OK) {
        mem_free(pack);
        return status;
    }
    *out = &pack->policy;
    return STATUS_OK;
}

enum status policy_load(void *mem, const char *name, const struct policy **out, struct error *err)
{
    for (const struct builtin *file = builtin_policies; file->name; file++) {
        if (strcmp(file->name, name) == 0) {
            return policy_parse(mem, name, file->text, out, err);
        }
    }
    return error_set(err, STATUS_NOT_FOUND, "there is no policy %s", name);
}

const struct policy_value *policy_value_at(const struct policy *policy, unsigned index)
{
    const struct pack *pack = (const struct pack *)policy;
    return index < KEY_COUNT ? &pack->values[index] : NULL;
}
