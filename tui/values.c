#include "tui/values.h"

#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <string.h>

#define CURRENCY_BYTES 3
#define KIND_BYTES_MAX 16

int values_index(const struct field *fields, const char *name)
{
    for (int i = 0; fields != NULL && fields[i].name != NULL; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

size_t values_field_count(const struct field *fields)
{
    size_t count = 0;
    while (fields != NULL && fields[count].name != NULL) {
        count++;
    }
    assert(count <= COMMAND_FIELDS_MAX);
    return count;
}

const char *values_get(const struct values *values, const char *name)
{
    int at = values_index(values->fields, name);
    return at < 0 ? NULL : values->texts[at];
}

bool values_flag(const struct values *values, const char *name)
{
    return values_get(values, name) != NULL;
}

/* Whether word (bytes long) is one of the comma-separated choices. */
static bool is_choice(const char *choices, const char *word, size_t bytes)
{
    for (const char *at = choices; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == bytes && strncmp(at, word, bytes) == 0) {
            return true;
        }
    }
    return false;
}

static enum status check_choices(const struct field *field, const char *text, struct error *err)
{
    if (field->choices == NULL) {
        return STATUS_OK; /* the model has the list */
    }
    for (const char *at = text; *at != '\0'; at += strcspn(at, ","), at += *at == ',') {
        size_t bytes = field->kind == FIELD_SET ? strcspn(at, ",") : strlen(at);
        if (!is_choice(field->choices, at, bytes)) {
            (void)error_set(err, STATUS_INVALID, "%s: '%.*s' is not possible", field->name,
                            (int)bytes, at);
            return error_hint(err, "%s: %s", field->kind == FIELD_SET ? "some of" : "one of",
                              field->choices);
        }
        if (field->kind == FIELD_CHOICE) {
            break;
        }
    }
    return STATUS_OK;
}

/* The bytes of "deal:" in front of an id, 0 where there is no kind. */
static size_t kind_bytes(const char *text)
{
    size_t bytes = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    return bytes > 0 && bytes < KIND_BYTES_MAX && text[bytes] == ':' && text[bytes + 1] != '\0'
               ? bytes + 1
               : 0;
}

/* An id may have its full length behind its kind. */
static enum status accept_id(void *mem, const struct field *field, const char *text, char **out,
                             struct error *err)
{
    size_t kind = kind_bytes(text);
    char *bare = NULL;
    enum status status = text_accept_id(mem, field->name, text + kind, &bare, err);
    if (status == STATUS_OK) {
        *out = mem_printf(mem, "%.*s%s", (int)kind, text, bare);
    }
    return status;
}

static enum status accept_text(void *mem, const struct field *field, const char *text, char **out,
                               struct error *err)
{
    switch (field->kind) {
    case FIELD_ID:
        return accept_id(mem, field, text, out, err);
    case FIELD_IDS:
    case FIELD_LONG:
        return text_accept(mem, field->name, text, strlen(text), TEXT_BODY_BYTES_MAX, out, err);
    case FIELD_FILE: /* names of files are bytes */
    case FIELD_FLAG:
        *out = mem_strdup(mem, text);
        return STATUS_OK;
    case FIELD_CHOICE:
    case FIELD_SET: {
        enum status status = check_choices(field, text, err);
        *out = mem_strdup(mem, text);
        return status;
    }
    case FIELD_TEXT:
    case FIELD_AMOUNT:
    case FIELD_TIME:
        return text_accept(mem, field->name, text, strlen(text), TEXT_NAME_BYTES_MAX, out, err);
    }
    assert(false);
    return STATUS_OK;
}

enum status values_set(void *mem, struct values *values, size_t field, const char *text,
                       struct error *err)
{
    char *accepted = NULL;
    values->texts[field] = NULL;
    if (text[0] == '\0') {
        return STATUS_OK;
    }
    enum status status = accept_text(mem, &values->fields[field], text, &accepted, err);
    if (status == STATUS_OK) {
        values->texts[field] = accepted;
    }
    return status;
}

enum status values_check(const struct values *values, struct error *err)
{
    for (size_t i = 0; i < values_field_count(values->fields); i++) {
        const struct field *field = &values->fields[i];
        if (field->is_required && values->texts[i] == NULL) {
            (void)error_set(err, STATUS_INVALID, "%s is missing", field->name);
            return error_hint(err, "%s", field->help);
        }
    }
    return STATUS_OK;
}

const char *values_id(const struct values *values, const char *name, const char *kind)
{
    const char *text = values_get(values, name);
    const char *colon = text == NULL ? NULL : strchr(text, ':');
    if (colon == NULL || colon[1] == '\0') {
        return text;
    }
    size_t bytes = (size_t)(colon - text);
    bool is_prefix = (strlen(kind) == bytes && strncmp(text, kind, bytes) == 0) ||
                     (strcmp(kind, "seller") == 0 && strncmp(text, "party:", bytes + 1) == 0);
    return is_prefix ? colon + 1 : text;
}

enum status values_number(const struct values *values, const char *name, const char *kind,
                          int64_t *out, struct error *err)
{
    const char *text = values_id(values, name, kind);
    if (text == NULL || !text_to_int(text, out) || *out <= 0) {
        (void)error_set(err, STATUS_INVALID, "'%s' is no %s", text == NULL ? "" : text, kind);
        return error_hint(err, "give its number, such as %s:42", kind);
    }
    return STATUS_OK;
}

/* The currency that an amount begins with, as in "CNY 12.00"; false without one. */
static bool take_currency(const char **text, char currency[4])
{
    if (strlen(*text) <= CURRENCY_BYTES || (*text)[CURRENCY_BYTES] != ' ') {
        return false;
    }
    memcpy(currency, *text, CURRENCY_BYTES);
    currency[CURRENCY_BYTES] = '\0';
    *text += CURRENCY_BYTES + 1;
    return true;
}

enum status values_amount(const struct values *values, const char *name, const char *currency,
                          struct money *out, struct error *err)
{
    const char *text = values_get(values, name);
    *out = (struct money){.minor = 0};
    memcpy(out->currency, currency, strlen(currency) + 1);
    if (text == NULL) {
        return STATUS_OK;
    }
    char named[CURRENCY_BYTES + 1] = "";
    bool has_currency = take_currency(&text, named);
    if (has_currency && currency[0] != '\0' && strcmp(named, currency) != 0) {
        return error_set(err, STATUS_INVALID, "%s: the currency is %s, not %s", name, currency,
                         named);
    }
    const char *used = has_currency ? named : currency;
    if (used[0] == '\0') {
        (void)error_set(err, STATUS_INVALID, "%s: the currency is not known", name);
        return error_hint(err, "write it first, as in 'CNY 12.00'");
    }
    enum status status = money_parse(text, used, out, err);
    if (status == STATUS_OK && out->minor <= 0) {
        return error_set(err, STATUS_INVALID, "%s must be above zero", name);
    }
    return status;
}

enum status values_time(const struct values *values, const char *name, int64_t now_us, int64_t *out,
                        struct error *err)
{
    const char *text = values_get(values, name);
    *out = TIME_NONE;
    return text == NULL ? STATUS_OK : time_parse_deadline(text, now_us, out, err);
}

static const char *settled(void *mem, const struct field *field, const char *text, int64_t now_us)
{
    struct error err;
    int64_t due_us;
    char due[TIME_TEXT_BYTES];
    if (text == NULL) {
        return NULL;
    }
    bool is_time =
        field->kind == FIELD_TIME && time_parse_deadline(text, now_us, &due_us, &err) == STATUS_OK;
    return mem_strdup(mem, is_time ? time_format(due_us, due) : text);
}

struct values values_settled(void *mem, const struct values *values, int64_t now_us)
{
    struct values copy = {.fields = values->fields};
    for (size_t i = 0; i < values_field_count(values->fields); i++) {
        copy.texts[i] = settled(mem, &values->fields[i], values->texts[i], now_us);
    }
    return copy;
}
