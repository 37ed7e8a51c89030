#include "import/feed_parse.h"

#include "import/feed_body.h"
#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <string.h>

#include <jansson.h>

#define ANY_BYTES 256 /* expected of what is kept as JSON */

/* Where the values of the line under way go. */
struct target {
    void *mem;
    json_t *object;
    size_t bytes; /* of its text */
    struct feed_line *line;
};

static void *member(const struct target *target, const struct feed_field *field)
{
    return (char *)target->line + field->offset;
}

/* An article and a type's name, for messages. */
static const char *kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "a truth value";
    case JSON_NULL:
        return "null";
    }
    return "nothing";
}

static enum status want_text(const char *name, const json_t *value, struct error *err)
{
    if (!json_is_string(value)) {
        return error_set(err, STATUS_INVALID, "%s has to be a text and is %s", name,
                         kind_of(value));
    }
    return STATUS_OK;
}

static enum status take_id(void *mem, const char *name, const json_t *value, const char **out,
                           struct error *err)
{
    enum status status = want_text(name, value, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *id = NULL;
    status = text_accept_id(mem, name, json_string_value(value), &id, err);
    *out = id;
    return status;
}

static enum status take_text(void *mem, const char *name, const json_t *value, size_t bytes_max,
                             const char **out, struct error *err)
{
    enum status status = want_text(name, value, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *text = NULL;
    status = text_accept(mem, name, json_string_value(value), json_string_length(value), bytes_max,
                         &text, err);
    *out = text;
    return status;
}

static enum status take_any(void *mem, const char *name, json_t *value, const char **out,
                            struct error *err)
{
    if (json_is_string(value)) {
        return take_text(mem, name, value, TEXT_BODY_BYTES_MAX, out, err);
    }
    char *dump = feed_body(mem, value, ANY_BYTES);
    char *text = NULL;
    enum status status =
        text_accept(mem, name, dump, strlen(dump), TEXT_BODY_BYTES_MAX, &text, err);
    mem_free(dump);
    *out = text;
    return status;
}

/* The choice that value names, as the table has it. */
static enum status take_choice(const struct feed_field *field, const json_t *value, void *mem,
                               const char **out, struct error *err)
{
    enum status status = take_text(mem, field->name, value, TEXT_NAME_BYTES_MAX, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    size_t bytes = strlen(*out);
    for (const char *choice = field->choices; *choice != '\0';) {
        size_t length = strcspn(choice, " ");
        if (length == bytes && memcmp(choice, *out, bytes) == 0) {
            return STATUS_OK;
        }
        choice += length + (choice[length] == ' ' ? 1 : 0);
    }
    (void)error_set(err, STATUS_INVALID, "%s is no %s that there is", *out, field->name);
    return error_hint(err, "one of: %s", field->choices);
}

static enum status take_currency(const struct feed_field *field, const json_t *value, void *mem,
                                 const char **out, struct error *err)
{
    enum status status = take_text(mem, field->name, value, TEXT_NAME_BYTES_MAX, out, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (currency_exponent(*out) < 0) {
        return error_set(err, STATUS_INVALID, "%s is no currency of ISO 4217", *out);
    }
    return STATUS_OK;
}

static enum status want_amount(const char *name, const json_t *value, struct error *err)
{
    if (!json_is_string(value)) {
        (void)error_set(err, STATUS_INVALID, "%s has to be a decimal in quotes and is %s", name,
                        kind_of(value));
        return error_hint(err, "write it as \"12.50\"");
    }
    return STATUS_OK;
}

static enum status take_amount(const struct target *target, const struct feed_field *field,
                               const json_t *value, struct money *out, struct error *err)
{
    enum status status = want_amount(field->name, value, err);
    if (status != STATUS_OK) {
        return status;
    }
    const char *text = json_string_value(value);
    assert(target->line->currency != NULL);
    struct error inner;
    status = money_parse(text, target->line->currency, out, &inner);
    if (status != STATUS_OK) {
        (void)error_set(err, status, "%s: %s", field->name, inner.message);
        return error_hint(err, "%s", inner.hint);
    }
    int64_t least = field->kind == FEED_AMOUNT_OR_ZERO ? 0 : 1;
    if (out->minor < least) {
        return error_set(err, STATUS_INVALID, "%s has to be %s and is %s", field->name,
                         least == 0 ? "zero or more" : "above zero", text);
    }
    return STATUS_OK;
}

/* Digits with at most one point among them: its currency is not known yet. */
static bool is_part(const char *text, bool may_be_zero)
{
    size_t whole = strspn(text, "0123456789");
    size_t fraction = 0;
    const char *rest = text + whole;
    if (whole > 0 && *rest == '.') {
        fraction = strspn(rest + 1, "0123456789");
        rest += 1 + fraction;
    }
    bool is_decimal = whole > 0 && *rest == '\0' && (text[whole] == '\0' || fraction > 0);
    return is_decimal && (may_be_zero || strspn(text, "0.") < strlen(text));
}

static enum status take_part(const struct feed_field *field, const json_t *value, void *mem,
                             const char **out, struct error *err)
{
    enum status status = want_amount(field->name, value, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = take_text(mem, field->name, value, MONEY_TEXT_BYTES, out, err);
    bool may_be_zero = field->kind == FEED_PART_OR_ZERO;
    if (status == STATUS_OK && !is_part(*out, may_be_zero)) {
        return error_set(err, STATUS_INVALID, "%s has to be a decimal %s and is %s", field->name,
                         may_be_zero ? "of zero or more" : "above zero", *out);
    }
    return status;
}

static enum status take_days(const struct feed_field *field, const json_t *value, int64_t *out,
                             struct error *err)
{
    if (!json_is_integer(value)) {
        return error_set(err, STATUS_INVALID, "%s has to be a whole number and is %s", field->name,
                         kind_of(value));
    }
    json_int_t days = json_integer_value(value);
    if (days < 0 || days > FEED_PERIOD_DAYS_MAX) {
        return error_set(err, STATUS_INVALID, "%s has to be 0 to %d and is %lld", field->name,
                         FEED_PERIOD_DAYS_MAX, (long long)days);
    }
    *out = (int64_t)days * TIME_US_PER_DAY;
    return STATUS_OK;
}

static enum status take_count(const struct feed_field *field, const json_t *value, int64_t *out,
                              struct error *err)
{
    if (!json_is_integer(value)) {
        return error_set(err, STATUS_INVALID, "%s has to be a whole number and is %s", field->name,
                         kind_of(value));
    }
    *out = (int64_t)json_integer_value(value);
    return *out > 0 ? STATUS_OK
                    : error_set(err, STATUS_INVALID, "%s has to be above zero and is %lld",
                                field->name, (long long)*out);
}

static enum status take_rate(const struct feed_field *field, const json_t *value, struct rate *out,
                             struct error *err)
{
    enum status status = want_text(field->name, value, err);
    return status == STATUS_OK ? rate_parse(json_string_value(value), out, err) : status;
}

static enum status take_time(const struct feed_field *field, const json_t *value, int64_t *out,
                             struct error *err)
{
    struct error inner;
    enum status status = want_text(field->name, value, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = time_parse(json_string_value(value), out, &inner);
    return status == STATUS_OK ? STATUS_OK
                               : error_set(err, status, "%s: %s", field->name, inner.message);
}

static enum status take_yes_no(const struct feed_field *field, const json_t *value, bool *out,
                               struct error *err)
{
    if (!json_is_boolean(value)) {
        return error_set(err, STATUS_INVALID, "%s has to be true or false and is %s", field->name,
                         kind_of(value));
    }
    *out = json_is_true(value);
    return STATUS_OK;
}

static enum status take_ids(const struct feed_field *field, const json_t *value, void *mem,
                            const char *const **out, struct error *err)
{
    if (!json_is_array(value)) {
        return error_set(err, STATUS_INVALID, "%s has to be a list and is %s", field->name,
                         kind_of(value));
    }
    size_t count = json_array_size(value);
    if (count > FEED_DEALS_MAX) {
        return error_set(err, STATUS_LIMIT, "%s has %zu entries and at most %d fit", field->name,
                         count, FEED_DEALS_MAX);
    }
    const char **ids = MEM_ARRAY(mem, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        enum status status = take_id(ids, field->name, json_array_get(value, i), &ids[i], err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out = ids;
    return STATUS_OK;
}

static enum status take_value(const struct target *target, const struct feed_field *field,
                              json_t *value, struct error *err)
{
    void *mem = target->mem;
    switch (field->kind) {
    case FEED_ID:
        return take_id(mem, field->name, value, member(target, field), err);
    case FEED_NAME:
        return take_text(mem, field->name, value, TEXT_NAME_BYTES_MAX, member(target, field), err);
    case FEED_TEXT:
        return take_text(mem, field->name, value, TEXT_BODY_BYTES_MAX, member(target, field), err);
    case FEED_ANY:
        return take_any(mem, field->name, value, member(target, field), err);
    case FEED_CHOICE:
        return take_choice(field, value, mem, member(target, field), err);
    case FEED_CURRENCY:
        return take_currency(field, value, mem, member(target, field), err);
    case FEED_AMOUNT:
    case FEED_AMOUNT_OR_ZERO:
        return take_amount(target, field, value, member(target, field), err);
    case FEED_PART:
    case FEED_PART_OR_ZERO:
        return take_part(field, value, mem, member(target, field), err);
    case FEED_COUNT:
        return take_count(field, value, member(target, field), err);
    case FEED_TIME:
        return take_time(field, value, member(target, field), err);
    case FEED_YES_NO:
        return take_yes_no(field, value, member(target, field), err);
    case FEED_DAYS:
        return take_days(field, value, member(target, field), err);
    case FEED_RATE:
        return take_rate(field, value, member(target, field), err);
    case FEED_IDS:
        return take_ids(field, value, mem, member(target, field), err);
    }
    return STATUS_OK;
}

/* The field's value, NULL where there is none and none is needed. */
static enum status find_value(const struct target *target, const char *name, bool is_optional,
                              json_t **out, struct error *err)
{
    *out = json_object_get(target->object, name);
    if (*out != NULL && json_is_null(*out)) {
        *out = NULL;
    }
    if (*out != NULL || is_optional) {
        return STATUS_OK;
    }
    const struct feed_type *type = target->line->type;
    if (type == NULL) {
        return error_set(err, STATUS_INVALID, "field %s is missing", name);
    }
    return error_set(err, STATUS_INVALID, "field %s of type %s is missing", name, type->name);
}

/* Take the currencies, or all but them: an amount is read in the currency of its line. */
static enum status take_fields(const struct target *target, bool is_currency, struct error *err)
{
    const struct feed_field *field = target->line->type->fields;
    for (; field->name != NULL; field++) {
        if ((field->kind == FEED_CURRENCY) != is_currency) {
            continue;
        }
        json_t *value = NULL;
        enum status status = find_value(target, field->name, field->is_optional, &value, err);
        if (status == STATUS_OK && value != NULL) {
            status = take_value(target, field, value, err);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static enum status take_type(const struct target *target, struct error *err)
{
    json_t *value = NULL;
    enum status status = find_value(target, "type", false, &value, err);
    if (status == STATUS_OK) {
        status = want_text("type", value, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    target->line->type = feed_type_find(json_string_value(value));
    if (target->line->type == NULL) {
        (void)error_set(err, STATUS_INVALID, "there is no type %.64s", json_string_value(value));
        return error_hint(err, "feed --help lists the types");
    }
    return STATUS_OK;
}

/* What every line has: id, type and at. */
static enum status take_head(const struct target *target, struct error *err)
{
    json_t *id = NULL;
    json_t *at = NULL;
    enum status status = find_value(target, "id", false, &id, err);
    if (status == STATUS_OK) {
        status = take_id(target->mem, "id", id, &target->line->id, err);
    }
    if (status == STATUS_OK) {
        status = take_type(target, err);
    }
    if (status == STATUS_OK) {
        status = find_value(target, "at", false, &at, err);
    }
    if (status == STATUS_OK) {
        status = want_text("at", at, err);
    }
    if (status == STATUS_OK) {
        status = time_parse(json_string_value(at), &target->line->at_us, err);
    }
    return status;
}

static const char *subject_of(const struct target *target)
{
    const struct feed_type *type = target->line->type;
    const char *name = NULL;
    memcpy(&name, (const char *)target->line + type->subject_offset, sizeof name);
    return mem_printf(target->mem, "%s:%s", type->subject_kind, name);
}

static enum status take_object(const struct target *target, const char **body, struct error *err)
{
    if (!json_is_object(target->object)) {
        return error_set(err, STATUS_INVALID, "a line has to be a JSON object and is %s",
                         kind_of(target->object));
    }
    enum status status = take_head(target, err);
    if (status == STATUS_OK) {
        status = take_fields(target, true, err);
    }
    if (status == STATUS_OK) {
        status = take_fields(target, false, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    target->line->subject = subject_of(target);
    (void)json_object_del(target->object, "id");
    *body = feed_body(target->mem, target->object, target->bytes);
    return STATUS_OK;
}

enum status feed_parse(void *mem, const char *text, size_t bytes, struct feed_line *out,
                       const char **body, struct error *err)
{
    memset(out, 0, sizeof *out);
    json_error_t trouble;
    json_t *object = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &trouble);
    if (object == NULL) {
        (void)error_set(err, STATUS_INVALID, "the line is not well-formed JSON");
        return error_detail(err, "%s at byte %d", trouble.text, trouble.position);
    }
    struct target target = {.mem = mem, .object = object, .bytes = bytes, .line = out};
    enum status status = take_object(&target, body, err);
    json_decref(object);
    return status;
}
