#include "model/eyes.h"

#include "model/canon.h"
#include "model/mem.h"
#include "model/personal.h"
#include "model/rights.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#define ENTITY_ABOVE "approve.entity_above"

const char *eyes_name(enum policy_eyes eyes)
{
    static const char *const NAMES[] = {"none", "second", "entity"};
    return NAMES[eyes];
}

/* ---- how much it takes ---- */

bool eyes_is_above(struct money amount, struct money limit)
{
    if (limit.currency[0] == '\0' || amount.minor == 0) {
        return false;
    }
    return strcmp(amount.currency, limit.currency) != 0 || amount.minor > limit.minor;
}

static void need(struct book *book, struct posting *posting, enum policy_eyes needs,
                 const char *key)
{
    const struct policy *policy = book_policy(book);
    char due[TIME_TEXT_BYTES];
    if (needs == EYES_ONE) {
        return;
    }
    posting->needs = needs;
    posting_basis(posting, policy_value_of(policy, key));
    (void)time_format(policy_after(policy, policy->approve, book_now_us(book)), due);
    posting->eyes = mem_printf(posting,
                               "it is proposed, and done once another operator%s approves it;"
                               " if nobody does, it expires at %s",
                               needs == EYES_ENTITY ? " of another legal entity" : "", due);
}

/* What counts with it is told, where it is that which makes the difference. */
static void tell_counted(struct book *book, const struct eyes *eyes, struct money counted,
                         struct posting *posting)
{
    char amount[MONEY_TEXT_BYTES];
    const struct policy_value *window = policy_value_of(book_policy(book), eyes->window);
    if (counted.minor != posting->measured.minor) {
        posting_basis(posting, window);
        posting->eyes = mem_printf(posting,
                                   "with what went there within %s or is proposed it is %s"
                                   " %s: %s",
                                   window->value, counted.currency,
                                   money_format_grouped(counted, amount), posting->eyes);
    }
}

static enum status measure(struct book *book, const struct eyes *eyes, const void *request,
                           struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    struct money limit = *(const struct money *)(const void *)((const char *)policy + eyes->limit);
    bool is_limited = limit.currency[0] != '\0' || policy->entity_above.currency[0] != '\0';
    enum status status = STATUS_OK;
    posting->measured = eyes->amount(request, posting);
    struct money counted = posting->measured;
    if (eyes->count && is_limited &&
        *(const int64_t *)(const void *)((const char *)policy + eyes->window_us) > 0) {
        status = eyes->count(book, request, posting, &counted, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (eyes_is_above(counted, policy->entity_above)) {
        need(book, posting, EYES_ENTITY, ENTITY_ABOVE);
    } else if (eyes_is_above(counted, limit)) {
        need(book, posting, EYES_SECOND, eyes->key);
    }
    if (posting->needs != EYES_ONE && eyes->count) {
        tell_counted(book, eyes, counted, posting);
    }
    return STATUS_OK;
}

enum status eyes_measure(struct book *book, const struct eyes *eyes, const void *request,
                         struct posting *posting, struct error *err)
{
    const void *needed = (const char *)book_policy(book) + eyes->limit;
    bool is_exempt = false;
    enum status status = eyes->is_exempt ? eyes->is_exempt(book, &is_exempt, err) : STATUS_OK;
    posting->needs = EYES_ONE;
    if (status != STATUS_OK || is_exempt) {
        return status;
    }
    if (eyes->amount) {
        return measure(book, eyes, request, posting, err);
    }
    need(book, posting, *(const enum policy_eyes *)needed, eyes->key);
    return STATUS_OK;
}

/* ---- the request, written down ---- */

/* Proposed before there were seals it has none. */
static const char *seal_or_text(const struct eyes *eyes, const char *text, const void *request)
{
    const struct seal *seal = (const void *)((const char *)request + eyes->seal);
    return seal->text[0] ? seal->text : text;
}

static void write_field(struct canon *canon, const struct eyes *eyes,
                        const struct eyes_field *field, const void *request)
{
    const void *at = (const char *)request + field->offset;
    char roles[64];
    switch (field->kind) {
    case EYES_TEXT:
        if (*(const char *const *)at) {
            canon_text(canon, field->name, *(const char *const *)at);
        }
        break;
    case EYES_INT:
        canon_int(canon, field->name, *(const int64_t *)at);
        break;
    case EYES_ROLES:
        canon_text(canon, field->name, roles_format(*(const unsigned *)at, roles));
        break;
    case EYES_MONEY:
        canon_money(canon, field->name, *(const struct money *)at);
        break;
    case EYES_ENUM:
        canon_int(canon, field->name, *(const unsigned *)at);
        break;
    case EYES_FLAG:
        canon_int(canon, field->name, *(const bool *)at);
        break;
    case EYES_APART:
        if (*(const char *const *)at || seal_or_text(eyes, NULL, request)) {
            canon_text(canon, field->name, seal_or_text(eyes, *(const char *const *)at, request));
        }
        break;
    }
}

const char *eyes_write(void *mem, const struct eyes *eyes, const void *request)
{
    struct canon *canon = canon_new(mem);
    for (const struct eyes_field *field = eyes->fields; field->name; field++) {
        write_field(canon, eyes, field, request);
    }
    return canon_object(canon);
}

/* ---- and read back ---- */

static bool read_money(const json_t *value, struct money *out)
{
    const char *currency = json_string_value(json_object_get(value, "currency"));
    const json_t *minor = json_object_get(value, "minor");
    if (!currency || strlen(currency) >= sizeof out->currency || !json_is_integer(minor)) {
        return false;
    }
    out->minor = json_integer_value(minor);
    memcpy(out->currency, currency, strlen(currency) + 1);
    return true;
}

static bool read_apart(void *mem, const struct eyes *eyes, const json_t *value, const char **out,
                       void *request)
{
    const char *text = json_string_value(value);
    struct seal *seal = (void *)((char *)request + eyes->seal);
    if (text && strncmp(text, PERSONAL_SEAL, strlen(PERSONAL_SEAL)) == 0) {
        (void)snprintf(seal->text, sizeof seal->text, "%s", text);
    } else if (text) {
        *out = mem_strdup(mem, text);
    }
    return !value || text;
}

static bool read_field(void *mem, const struct eyes *eyes, const struct eyes_field *field,
                       const json_t *value, void *request)
{
    void *at = (char *)request + field->offset;
    struct error ignored; /* whoever reads it says what is wrong */
    switch (field->kind) {
    case EYES_TEXT:
        *(const char **)at =
            json_is_string(value) ? mem_strdup(mem, json_string_value(value)) : NULL;
        return !value || json_is_string(value);
    case EYES_INT:
        *(int64_t *)at = json_integer_value(value);
        return json_is_integer(value);
    case EYES_ROLES:
        return json_is_string(value) &&
               roles_parse(json_string_value(value), at, &ignored) == STATUS_OK;
    case EYES_MONEY:
        return read_money(value, at);
    case EYES_ENUM:
        *(unsigned *)at = (unsigned)json_integer_value(value);
        return json_is_integer(value);
    case EYES_FLAG:
        *(bool *)at = json_integer_value(value) == 1;
        return json_is_integer(value);
    case EYES_APART:
        return read_apart(mem, eyes, value, at, request);
    }
    return false;
}

enum status eyes_read(void *mem, const struct eyes *eyes, const char *text, void **out,
                      struct error *err)
{
    json_t *object = json_loads(text, 0, NULL);
    void *request = mem_zeroed(mem, eyes->request_bytes, eyes->name);
    bool is_read = json_is_object(object);
    for (const struct eyes_field *field = eyes->fields; is_read && field->name; field++) {
        is_read = read_field(request, eyes, field, json_object_get(object, field->name), request);
    }
    /* Written again it is the same text: nothing in it was overlooked. */
    is_read = is_read && strcmp(eyes_write(request, eyes, request), text) == 0;
    json_decref(object);
    if (!is_read) {
        return error_set(err, STATUS_CORRUPT, "what was proposed is no %s", eyes->name);
    }
    *out = request;
    return STATUS_OK;
}
