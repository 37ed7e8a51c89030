#include "model/body_mask.h"

#include "model/event_key.h"
#include "model/mem.h"
#include "model/personal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#define MASKED "****"

/* What is personal, by the verb of its event. */
static const struct {
    const char *verb, *key;
} PERSONAL[] = {
    {"party", "contact"},
    {"payout", "to"},
    {"line", "text"},
    {"line", "counterparty"},
    {"line", "counterparty_account"},
};

static bool is_shown(const json_t *value)
{
    const char *text = json_string_value(value);
    return value == NULL ||
           (text != NULL && strncmp(text, PERSONAL_SEAL, strlen(PERSONAL_SEAL)) == 0);
}

static bool mask_facts(json_t *object, const char *verb)
{
    bool is_changed = false;
    for (size_t i = 0; i < sizeof PERSONAL / sizeof *PERSONAL; i++) {
        const char *key = PERSONAL[i].key;
        if (strcmp(PERSONAL[i].verb, verb) == 0 && !is_shown(json_object_get(object, key))) {
            json_object_set_new(object, key, json_string(MASKED));
            is_changed = true;
        }
    }
    return is_changed;
}

static char *dump(const json_t *object)
{
    return json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
}

/* A text of the object that is an object itself: what was proposed, and what a feed told. */
static bool mask_inner(json_t *object, const char *key, const char *verb)
{
    const char *text = json_string_value(json_object_get(object, key));
    json_t *inner = text == NULL ? NULL : json_loads(text, 0, NULL);
    bool is_changed = json_is_object(inner) && mask_facts(inner, verb);
    if (is_changed) {
        char *masked = dump(inner);
        json_object_set_new(object, key, json_string(masked));
        free(masked);
    }
    json_decref(inner);
    return is_changed;
}

static bool mask(json_t *object, const char *verb)
{
    const char *operation = json_string_value(json_object_get(object, "operation"));
    bool is_changed = mask_facts(object, verb);
    if (strcmp(verb, "propose") == 0 && operation != NULL) {
        is_changed = mask_inner(object, "request", operation) || is_changed;
        is_changed = mask_inner(object, EVENT_KEY_TOLD, operation) || is_changed;
    }
    return is_changed;
}

const char *body_mask(void *mem, const char *verb, const char *body)
{
    json_t *object = body == NULL ? NULL : json_loads(body, 0, NULL);
    if (json_is_object(object) && mask(object, verb)) {
        char *masked = dump(object);
        body = mem_strdup(mem, masked);
        free(masked);
    }
    json_decref(object);
    return body;
}
