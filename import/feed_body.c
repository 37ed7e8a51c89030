#include "import/feed_body.h"

#include "model/canon.h"
#include "model/mem.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 32
#define FIELDS_FEW 32 /* of an object: sorted on the stack */

struct body {
    void *mem;
    char *text;
    size_t used, room;
};

/* Where the next bytes go, with room for so many. */
static char *room_for(struct body *body, size_t bytes)
{
    if (body->used + bytes > body->room) {
        body->room = 2 * body->room + bytes;
        body->text = MEM_GROW(body->mem, body->text, char, body->room);
    }
    return body->text + body->used;
}

static void put(struct body *body, const char *text, size_t bytes)
{
    memcpy(room_for(body, bytes), text, bytes);
    body->used += bytes;
}

static void put_quoted(struct body *body, const char *text, size_t bytes)
{
    body->used += canon_quote(text, bytes, room_for(body, CANON_QUOTED_MAX(bytes)));
}

static void put_value(struct body *body, json_t *value);

static int by_key(const void *a, const void *b)
{
    const char *const *one = a;
    const char *const *other = b;
    return strcmp(*one, *other);
}

static void put_object(struct body *body, json_t *object)
{
    const char *few[FIELDS_FEW];
    size_t count = 0;
    size_t size = json_object_size(object);
    const char **keys = size <= FIELDS_FEW ? few : MEM_ARRAY(NULL, const char *, size);
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        keys[count++] = json_object_iter_key(at);
    }
    qsort(keys, count, sizeof *keys, by_key);
    put(body, "{", 1);
    for (size_t i = 0; i < count; i++) {
        put(body, ",", i > 0 ? 1 : 0);
        put_quoted(body, keys[i], strlen(keys[i]));
        put(body, ":", 1);
        put_value(body, json_object_get(object, keys[i]));
    }
    put(body, "}", 1);
    if (keys != few) {
        mem_free(keys);
    }
}

static void put_array(struct body *body, const json_t *array)
{
    put(body, "[", 1);
    for (size_t i = 0; i < json_array_size(array); i++) {
        put(body, ",", i > 0 ? 1 : 0);
        put_value(body, json_array_get(array, i));
    }
    put(body, "]", 1);
}

static void put_real(struct body *body, const json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY);
    put(body, text, strlen(text));
    free(text);
}

static void put_value(struct body *body, json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        put_object(body, value);
        break;
    case JSON_ARRAY:
        put_array(body, value);
        break;
    case JSON_STRING:
        put_quoted(body, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        body->used += (size_t)snprintf(room_for(body, NUMBER_BYTES), NUMBER_BYTES,
                                       "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        put_real(body, value);
        break;
    case JSON_TRUE:
        put(body, "true", 4);
        break;
    case JSON_FALSE:
        put(body, "false", 5);
        break;
    case JSON_NULL:
        put(body, "null", 4);
        break;
    }
}

char *feed_body(void *mem, json_t *value, size_t hint_bytes)
{
    struct body body = {.mem = mem, .room = hint_bytes + 1};
    body.text = MEM_GROW(mem, NULL, char, body.room);
    put_value(&body, value);
    put(&body, "", 1);
    return body.text;
}

char *feed_body_with(void *mem, const char *body, const char *field, const char *text)
{
    json_t *object = json_loads(body, 0, NULL);
    int is_set = json_object_set_new(object, field, json_string(text));
    assert(is_set == 0);
    char *changed = feed_body(mem, object, strlen(body) + strlen(text));
    json_decref(object);
    return changed;
}
