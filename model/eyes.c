#include "model/eyes.h"

#include "model/canon.h"
#include "model/mem.h"
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

enum status eyes_measure(struct book *book, const struct eyes *eyes, const void *request,
                         struct posting *posting, struct error *err)
{
    const struct policy *policy = book_policy(book);
    const void *limit = (const char *)policy + eyes->limit;
    bool is_exempt = false;
    enum status status = eyes->is_exempt ? eyes->is_exempt(book, &is_exempt, err) : STATUS_OK;
    posting->needs = EYES_ONE;
    if (status != STATUS_OK || is_exempt) {
        return status;
    }
    if (!eyes->amount) {
        need(book, posting, *(const enum policy_eyes *)limit, eyes->key);
        return STATUS_OK;
    }
    posting->measured = eyes->amount(request, posting);
    if (eyes_is_above(posting->measured, policy->entity_above)) {
        need(book, posting, EYES_ENTITY, ENTITY_ABOVE);
    } else if (eyes_is_above(posting->measured, *(const struct money *)limit)) {
        need(book, posting, EYES_SECOND, eyes->key);
    }
    return STATUS_OK;
}

/* ---- the request, written down ---- */

static void write_field(struct canon *canon, const struct eyes_field *field, const void *request)
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
    }
}

const char *eyes_write(void *mem, const struct eyes *eyes, const void *request)
{
    struct canon *canon = canon_new(mem);
    for (const struct eyes_field *field = eyes->fields; field->name; field++) {
        write_field(canon, field, request);
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

static bool read_field(void *mem, const struct eyes_field *field, const json_t *value,
                       void *request)
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
        is_read = read_field(request, field, json_object_get(object, field->name), request);
    }
    /* Written again it is the same text: nothing in it was overlooked. */
    is_read = is_read && strcmp(eyes_write(request, eyes, request), text) == 0;
    json_decref(object);
    if (!is_read) {
        return error_set(err, STATUS_CORRUPT, "what was proposed is no %s", eyes->name);
    }
    if (eyes->ready) {
        eyes->ready(request, request);
    }
    *out = request;
    return STATUS_OK;
}
