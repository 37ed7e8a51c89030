#include "model/policy.h"

#include "model/calendar.h"
#include "model/ini.h"
#include "model/mem.h"
#include "model/policy_unit.h"
#include "model/text.h"
#include "model/time.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define UNREVIEWED "unreviewed"
#define MULTIPLE "award.multiple_bp"
#define MINIMUM "award.minimum"
#define TARIFF "bond.tariff"
#define GROUND "freeze.ground." /* of ground.h */
#define ADMIT "complaint.admit_time"
#define NOTICE "complaint.notice_time"
#define ANSWER "complaint.answer_time"
#define DECIDE "dispute.max"
#define UNDECIDED "dispute.default"
#define ACKNOWLEDGE "escalation.acknowledge_time"
#define COUNTS_FOR "escalation.counts_for"
#define NEEDED "escalation.needed"
#define WHEN_UNSETTLED "award.when_unsettled"
#define KEY_BYTES_MAX 80
#define CALENDAR "pack.calendar"

struct key {
    const char *name;
    enum policy_unit unit;
    size_t offset;
    bool is_by_category; /* one for a category is read where it is asked for */
};

#define FIELD(field) offsetof(struct policy, field)
static const struct key PACK_KEYS[] = {
    {"pack.id", UNIT_WORD, FIELD(id), false},
    {"pack.version", UNIT_NUMBER, FIELD(version), false},
    {"pack.effective_from", UNIT_DAY, FIELD(effective_day), false},
    {"pack.title", UNIT_WORD, FIELD(title), false},
    {"pack.law", UNIT_WORD, FIELD(law), false},
    {"pack.forum", UNIT_WORD, FIELD(forum), false},
    {"pack.language", UNIT_LANGUAGE, FIELD(language), false},
};
static const struct key KEYS[] = {
    {"hold.sale.ship_by", UNIT_SPAN, FIELD(ship_by_us), false},
    {"hold.sale.max_extend", UNIT_SPAN, FIELD(extend_us), false},
    {"hold.sale.consent_time", UNIT_SPAN, FIELD(consent_us), false},
    {"hold.remind_before", UNIT_SPAN, FIELD(remind_us), false},
    {ADMIT, UNIT_WAIT, 0, true},
    {NOTICE, UNIT_WAIT, 0, true},
    {ANSWER, UNIT_WAIT, 0, true},
    {"complaint.counter_time", UNIT_WAIT, FIELD(counter), false},
    {"complaint.repeat_window", UNIT_SPAN, FIELD(repeat_us), false},
    {DECIDE, UNIT_WAIT, FIELD(dispute), true},
    {UNDECIDED, UNIT_DOOR, FIELD(dispute_to_payee), true},
    {"appeal.window", UNIT_WAIT, FIELD(appeal), false},
    {"appeal.review_time", UNIT_WAIT, FIELD(review), false},
    {"appeal.default_stands", UNIT_YES_NO, FIELD(unreviewed_stands), false},
    {"appeal.of_dismissal", UNIT_YES_NO, FIELD(dismissal_waits), false},
    {"hold.sale.period", UNIT_SPAN, 0, true},
    {MULTIPLE, UNIT_NUMBER, 0, true},
    {"award.multiple_includes_price", UNIT_YES_NO, FIELD(award_has_price), false},
    {MINIMUM, UNIT_MONEY, 0, true},
    {WHEN_UNSETTLED, UNIT_YES_NO, FIELD(award_when_unsettled), false},
    {"reserve.part_bp", UNIT_PART, FIELD(reserve_part), false},
    {"reserve.time", UNIT_WAIT, FIELD(reserve), false},
    {"advance.max_bp", UNIT_PART, FIELD(advance_part), false},
    {"advance.charge_max_bp", UNIT_PART, FIELD(advance_charge), false},
    {"chargeback.sources", UNIT_SOURCES, FIELD(chargeback_sources), false},
    {"payout.bank_days", UNIT_WAIT, FIELD(payout), false},
    {"suspense.escalate_after", UNIT_WAIT, FIELD(suspense), false},
    {TARIFF, UNIT_MONEY, 0, true},
    {"bond.review", UNIT_SPAN, FIELD(bond_review_us), false},
    {"bond.topup_time", UNIT_SPAN, FIELD(bond_topup_us), false},
    {"bond.exit_after", UNIT_SPAN, FIELD(bond_exit_us), false},
    {"bond.tail", UNIT_SPAN, FIELD(bond_tail_us), false},
    {"claim.time", UNIT_WAIT, FIELD(claim), false},
    {"freeze.max", UNIT_SPAN, FIELD(freeze_max_us), false},
    {"freeze.notice", UNIT_SPAN, FIELD(freeze_notice_us), false},
    {"freeze.terminate_notice", UNIT_SPAN, FIELD(terminate_notice_us), false},
    {"freeze.emergency", UNIT_SPAN, FIELD(freeze_alone_us), false},
    {"freeze.extensions", UNIT_NUMBER, FIELD(freeze_extensions), false},
    {"freeze.objection", UNIT_WAIT, FIELD(objection), false},
    {"freeze.objection_lifts", UNIT_YES_NO, FIELD(objection_lifts), false},
    {"freeze.interest_bp", UNIT_PART, FIELD(freeze_interest), false},
    {"freeze.interest_by", UNIT_HOUSE, FIELD(freeze_payer), false},
    {"freeze.order_max", UNIT_SPAN, FIELD(order_max_us), false},
    {"cod.remit_by", UNIT_SPAN, FIELD(cod_remit_us), false},
    {"cod.confirm", UNIT_SPAN_OR_NONE, FIELD(cod_confirm_us), false},
    {"interest.to", UNIT_HOUSE, FIELD(interest_to), false},
    {"charge.by", UNIT_HOUSE, FIELD(charge_by), false},
    {"match.tolerance", UNIT_MONEY, FIELD(tolerance), false},
    {"write_off.by", UNIT_HOUSE, FIELD(write_off_by), false},
    {"correction.time", UNIT_SPAN, FIELD(correction_us), false},
    {"campaign.max", UNIT_SPAN, FIELD(campaign_max_us), false},
    {"campaign.cancel_until", UNIT_SPAN, FIELD(campaign_leave_us), false},
    {"campaign.min_open", UNIT_SPAN, FIELD(campaign_open_us), false},
    {"campaign.met_default", UNIT_DOOR, FIELD(campaign_to_payee), false},
    {"custody.own_group", UNIT_OWN_GROUP, FIELD(own_group), false},
    {"approve.payout_above", UNIT_MONEY, FIELD(payout_above), false},
    {"approve.payout_window", UNIT_SPAN, FIELD(payout_window_us), false},
    {"approve.award_above", UNIT_MONEY, FIELD(award_above), false},
    {"approve.freeze_above", UNIT_MONEY, FIELD(freeze_above), false},
    {"approve.entity_above", UNIT_MONEY, FIELD(entity_above), false},
    {"approve.unmatch", UNIT_EYES, FIELD(unmatch_eyes), false},
    {"approve.write_off", UNIT_EYES, FIELD(write_off_eyes), false},
    {"approve.operator", UNIT_EYES, FIELD(operator_eyes), false},
    {"approve.policy", UNIT_EYES, FIELD(policy_eyes), false},
    {"approve.rule", UNIT_EYES, FIELD(rule_eyes), false},
    {"approve.close", UNIT_EYES, FIELD(close_eyes), false},
    {"approve.time", UNIT_WAIT, FIELD(approve), false},
    {"personal.keep", UNIT_SPAN, FIELD(personal_us), false},
    {"escalation.rungs", UNIT_RUNGS, FIELD(rungs), false},
    {ACKNOWLEDGE, UNIT_WAIT, 0, true},
    {COUNTS_FOR, UNIT_SPAN, 0, true},
    {NEEDED, UNIT_NUMBER, 0, true},
    {"escalation.unacknowledged", UNIT_SILENCE, FIELD(silence), false},
    {"escalation.skip_needs_reason", UNIT_YES_NO, FIELD(skip_needs_reason), false},
    {"break.escalate_after", UNIT_WAIT, FIELD(break_escalate), false},
    {"break.escalate_to", UNIT_ROLE, FIELD(break_to), false},
    {"break.explain_after", UNIT_NUMBER, FIELD(break_explain), false},
};
/* One of a list of the pack's own. */
static const struct key GROUND_KEY = {GROUND, UNIT_WORD, 0, true};
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* What policy_parse returns: the figures first, then where each comes from. */
struct pack {
    struct policy policy;
    const char *file;
    struct policy_value *values;
    size_t count;
    bool has_business_days;
};

/* Entries. */

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

static enum status at_line(const struct pack *pack, const struct ini_entry *entry, const char *what,
                           struct error *err)
{
    return error_set(err, STATUS_INVALID, "policy %s line %d: %s%s", pack->file, entry->line,
                     entry->key, what);
}

/* The key, or the one that this is for a category of. */
static const struct key *find_key(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(KEYS); i++) {
        size_t bytes = strlen(KEYS[i].name);
        if (strncmp(name, KEYS[i].name, bytes) != 0) {
            continue;
        }
        bool has_category = KEYS[i].is_by_category && name[bytes] == '.' && name[bytes + 1];
        if (name[bytes] == '\0' || has_category) {
            return &KEYS[i];
        }
    }
    bool is_ground = strncmp(name, GROUND, strlen(GROUND)) == 0 && name[strlen(GROUND)];
    return is_ground ? &GROUND_KEY : NULL;
}

static enum status read_source(struct pack *pack, const struct ini_entry *entry, const char *rest,
                               struct policy_value *value, struct error *err)
{
    int32_t day;
    struct error cause;
    value->citation = next_part(pack, &rest);
    value->reviewed_on = next_part(pack, &rest);
    if (!value->citation[0]) {
        return at_line(pack, entry, " has no citation", err);
    }
    if (strcmp(value->reviewed_on, UNREVIEWED) == 0) {
        value->reviewed_on = "";
        pack->policy.unreviewed++;
    } else if (date_parse(value->reviewed_on, &day, &cause) != STATUS_OK) {
        return at_line(pack, entry, " has no review date, nor the word " UNREVIEWED, err);
    }
    return STATUS_OK;
}

static enum status read_figure(struct pack *pack, const struct ini_entry *entry,
                               const struct key *key, struct error *err)
{
    union {
        int64_t number;
        struct money money;
        const char *word;
        struct policy_wait wait;
        bool is_so;
    } read; /* once more where it is asked for */
    struct error cause;
    const char *rest = entry->value;
    struct policy_value *value = &pack->values[pack->count++];
    void *field = (char *)&pack->policy + key->offset;
    if (key->is_by_category && (key->offset == 0 || strcmp(entry->key, key->name) != 0)) {
        field = &read;
    }
    value->key = mem_strdup(pack, entry->key);
    value->value = next_part(pack, &rest);
    if (policy_unit_read(key->unit, value->value, field, &cause) != STATUS_OK) {
        return at_line(pack, entry, mem_printf(pack, ": %s", cause.message), err);
    }
    if (key->unit == UNIT_WAIT && ((const struct policy_wait *)field)->business_days > 0) {
        pack->has_business_days = true;
    }
    return read_source(pack, entry, rest, value, err);
}

/* The pack counts business days by it. */
static enum status read_calendar(struct pack *pack, const struct ini_entry *entry,
                                 struct error *err)
{
    struct error cause;
    char until[TIME_TEXT_BYTES];
    if (calendar_find(pack, entry->value, &pack->policy.calendar, &cause) != STATUS_OK) {
        return at_line(pack, entry, mem_printf(pack, ": %s", cause.message), err);
    }
    const struct calendar *calendar = pack->policy.calendar;
    pack->values[pack->count++] = (struct policy_value){
        .key = CALENDAR,
        .value = mem_strdup(pack, entry->value),
        .citation = mem_printf(pack, "%s; after %s weekends alone", calendar_source(calendar),
                               date_format(calendar_known_until(calendar), until)),
        .reviewed_on = ""};
    pack->policy.unreviewed++;
    return STATUS_OK;
}

static enum status read_entry(struct pack *pack, const struct ini_entry *entry, struct error *err)
{
    struct error cause;
    if (!entry->section[0] && strcmp(entry->key, CALENDAR) == 0) {
        return read_calendar(pack, entry, err);
    }
    const struct key *key = entry->section[0] ? NULL : find_key(entry->key);
    if (key != NULL) {
        return read_figure(pack, entry, key, err);
    }
    for (size_t i = 0; i < COUNT_OF(PACK_KEYS) && !entry->section[0]; i++) {
        if (strcmp(PACK_KEYS[i].name, entry->key) != 0) {
            continue;
        }
        void *field = (char *)&pack->policy + PACK_KEYS[i].offset;
        const char *value = mem_strdup(pack, entry->value);
        return policy_unit_read(PACK_KEYS[i].unit, value, field, &cause) == STATUS_OK
                   ? STATUS_OK
                   : at_line(pack, entry, mem_printf(pack, ": %s", cause.message), err);
    }
    return error_set(err, STATUS_INVALID, "policy %s line %d: unknown key %s", pack->file,
                     entry->line, entry->key);
}

/* A figure that the pack has none of: that of the pack before it. */
static enum status read_earlier(struct pack *pack, const struct policy *before,
                                const struct key *key, struct error *err)
{
    const struct policy_value *value = policy_value_of(before, key->name);
    const char *reviewed = value->reviewed_on[0] ? value->reviewed_on : UNREVIEWED;
    struct ini_entry entry = {.section = "", .key = key->name};
    entry.value = mem_printf(pack, "%s | %s | %s", value->value, value->citation, reviewed);
    return read_figure(pack, &entry, key, err);
}

/* before is NULL where the pack stands by itself. */
static enum status check_whole(struct pack *pack, const struct ini *ini,
                               const struct policy *before, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < COUNT_OF(PACK_KEYS) + COUNT_OF(KEYS); i++) {
        bool is_pack = i < COUNT_OF(PACK_KEYS);
        const struct key *key = is_pack ? &PACK_KEYS[i] : &KEYS[i - COUNT_OF(PACK_KEYS)];
        if (ini_find(ini, "", key->name) != NULL) {
            continue;
        }
        if (is_pack || before == NULL) {
            return error_set(err, STATUS_INVALID, "policy %s: %s is missing", pack->file,
                             key->name);
        }
        status = read_earlier(pack, before, key, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (pack->has_business_days && pack->policy.calendar == NULL) {
        return error_set(err, STATUS_INVALID,
                         "policy %s: it counts business days, and " CALENDAR " is missing",
                         pack->file);
    }
    if (pack->policy.version < 1) {
        return error_set(err, STATUS_INVALID, "policy %s: pack.version begins at 1", pack->file);
    }
    return STATUS_OK;
}

/* ini hangs below the pack. */
static enum status read_pack(struct pack *pack, const struct ini *ini, const struct policy *before,
                             struct error *err)
{
    enum status status = STATUS_OK;
    pack->values = MEM_ARRAY(pack, struct policy_value, ini->count + COUNT_OF(KEYS));
    for (size_t i = 0; status == STATUS_OK && i < ini->count; i++) {
        status = read_entry(pack, &ini->entries[i], err);
    }
    if (status == STATUS_OK) {
        status = check_whole(pack, ini, before, err);
    }
    pack->policy.name =
        mem_printf(pack, "%s-%lld", pack->policy.id, (long long)pack->policy.version);
    return status;
}

/* text is NULL where the file is to be read, before where it is whole. */
static enum status make(void *mem, const char *file, const char *text, const struct policy *before,
                        const struct policy **out, struct error *err)
{
    struct pack *pack = MEM_NEW(mem, struct pack);
    struct ini *ini = NULL;
    pack->file = mem_strdup(pack, file);
    enum status status = text != NULL ? ini_read_text(pack, file, text, &ini, err)
                                      : ini_read_file(pack, file, &ini, err);
    if (status == STATUS_OK) {
        status = read_pack(pack, ini, before, err);
    }
    if (status != STATUS_OK) {
        mem_free(pack);
        return status;
    }
    *out = &pack->policy;
    return STATUS_OK;
}

enum status policy_parse(void *mem, const char *file, const char *text, const struct policy **out,
                         struct error *err)
{
    return make(mem, file, text, NULL, out, err);
}

enum status policy_parse_after(void *mem, const char *file, const char *text,
                               const struct policy *before, const struct policy **out,
                               struct error *err)
{
    return make(mem, file, text, before, out, err);
}

enum status policy_read_file(void *mem, const char *path, const struct policy **out,
                             struct error *err)
{
    return make(mem, path, NULL, NULL, out, err);
}

char *policy_value_text(void *mem, const struct policy_value *value)
{
    bool is_reviewed = value->reviewed_on[0] != '\0';
    return mem_printf(mem, "%s = %s: %s (%s%s)", value->key, value->value, value->citation,
                      is_reviewed ? "reviewed " : "not reviewed yet", value->reviewed_on);
}

const struct policy_value *policy_value_at(const struct policy *policy, size_t index)
{
    const struct pack *pack = (const struct pack *)policy;
    return index < pack->count ? &pack->values[index] : NULL;
}

const struct policy_value *policy_value_of(const struct policy *policy, const char *key)
{
    const struct policy_value *value;
    for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
        if (strcmp(value->key, key) == 0) {
            return value;
        }
    }
    return NULL;
}

int64_t policy_after(const struct policy *policy, struct policy_wait wait, int64_t from_us)
{
    int64_t until_us = from_us + wait.us;
    struct error err;
    if (wait.business_days > 0) {
        enum status status =
            calendar_after(policy->calendar, from_us, wait.business_days, &until_us, &err);
        assert(status == STATUS_OK); /* the days are within its bounds, and so is the time */
    }
    return until_us;
}

enum status policy_reserve(const struct policy *policy, int64_t left_minor, int64_t *out,
                           struct error *err)
{
    return minor_ratio(left_minor, policy->reserve_part, POLICY_WHOLE_BP, ROUND_FLOOR, out, err);
}

/* Figures by category. */

static const struct policy_value *value_for(const struct policy *policy, const char *key,
                                            const char *category)
{
    char name[KEY_BYTES_MAX];
    (void)snprintf(name, sizeof name, "%s.%s", key, category);
    const struct policy_value *value = policy_value_of(policy, name);
    return value != NULL ? value : policy_value_of(policy, key);
}

enum status policy_bond(const struct policy *policy, const char *category, struct money *out,
                        const struct policy_value **by, struct error *err)
{
    *by = value_for(policy, TARIFF, category);
    return policy_unit_read(UNIT_MONEY, (*by)->value, out, err);
}

bool policy_has_bond(const struct policy *policy)
{
    const struct policy_value *value;
    for (size_t i = 0; (value = policy_value_at(policy, i)) != NULL; i++) {
        if (strncmp(value->key, TARIFF, strlen(TARIFF)) == 0 &&
            strcmp(value->value, POLICY_NONE) != 0) {
            return true;
        }
    }
    return false;
}

const struct policy_value *policy_complaint_value(const struct policy *policy, const char *key,
                                                  const char *kind)
{
    return value_for(policy, key, kind);
}

bool policy_waits(struct policy_wait wait)
{
    return wait.us > 0 || wait.business_days > 0;
}

enum status policy_complaint(const struct policy *policy, const char *kind,
                             struct policy_complaint *out, struct error *err)
{
    const struct {
        const char *key;
        enum policy_unit unit;
        void *field;
    } figures[] = {{ADMIT, UNIT_WAIT, &out->admit},
                   {NOTICE, UNIT_WAIT, &out->notice},
                   {ANSWER, UNIT_WAIT, &out->answer},
                   {DECIDE, UNIT_WAIT, &out->decide},
                   {UNDECIDED, UNIT_DOOR, &out->to_payee}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT_OF(figures) && status == STATUS_OK; i++) {
        status = policy_unit_read(figures[i].unit, value_for(policy, figures[i].key, kind)->value,
                                  figures[i].field, err);
    }
    return status;
}

enum status policy_step(const struct policy *policy, enum policy_rung rung, struct policy_step *out,
                        struct error *err)
{
    const struct {
        const char *key;
        enum policy_unit unit;
        void *field;
    } figures[] = {{ACKNOWLEDGE, UNIT_WAIT, &out->acknowledge},
                   {COUNTS_FOR, UNIT_SPAN, &out->counts_us},
                   {NEEDED, UNIT_NUMBER, &out->needed}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT_OF(figures) && status == STATUS_OK; i++) {
        const struct policy_value *value =
            value_for(policy, figures[i].key, policy_rung_name(rung));
        status = policy_unit_read(figures[i].unit, value->value, figures[i].field, err);
    }
    return status;
}

/* Awards. */

/* Beyond the price; at least the minimum, where that is in the price's currency. */
static enum status reckon(const struct policy *policy, int64_t multiple, struct money minimum,
                          struct policy_award *award, struct error *err)
{
    const struct money price = award->amount;
    int64_t *minor = &award->amount.minor;
    enum status status =
        minor_ratio(price.minor, multiple, POLICY_WHOLE_BP, ROUND_HALF_UP, minor, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (policy->award_has_price) {
        *minor = *minor > price.minor ? *minor - price.minor : 0;
    }
    award->is_minimum = strcmp(minimum.currency, price.currency) == 0 && *minor < minimum.minor;
    if (award->is_minimum) {
        *minor = minimum.minor;
    }
    return STATUS_OK;
}

enum status policy_award(const struct policy *policy, const char *category, struct money price,
                         enum policy_price where, struct policy_award *out, struct error *err)
{
    int64_t multiple = 0;
    struct money minimum;
    *out = (struct policy_award){.amount = price,
                                 .multiple = value_for(policy, MULTIPLE, category),
                                 .minimum = value_for(policy, MINIMUM, category)};
    enum status status = policy_unit_read(UNIT_NUMBER, out->multiple->value, &multiple, err);
    if (status == STATUS_OK) {
        status = policy_unit_read(UNIT_MONEY, out->minimum->value, &minimum, err);
    }
    if (status == STATUS_OK && multiple == 0) {
        out->refused_by = out->multiple;
    } else if (status == STATUS_OK && where == PRICE_HELD && !policy->award_when_unsettled) {
        out->refused_by = policy_value_of(policy, WHEN_UNSETTLED);
    }
    if (out->refused_by != NULL) {
        out->amount.minor = 0;
        return STATUS_OK;
    }
    if (status == STATUS_OK) {
        status = reckon(policy, multiple, minimum, out, err);
    }
    if (status == STATUS_OK && where == PRICE_OUTSIDE) {
        status = minor_add(out->amount.minor, price.minor, &out->amount.minor, err);
    }
    if (status == STATUS_OK && out->amount.minor == 0) {
        out->refused_by = out->multiple; /* no more than the price, which is in it */
    }
    return status;
}
