/* fuzz_feed.c - any bytes as lines of a feed: taken or refused, never anything else.
 *
 * A line that is taken has all that its type asks for, amounts in their range, and a canonical form
 * that is its own canonical form. */
#include "import/feed_parse.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fields(const struct feed_line *line)
{
    const struct feed_field *field = line->type->fields;
    for (; field->name != NULL; field++) {
        const char *at = (const char *)line + field->offset;
        if (field->kind == FEED_AMOUNT || field->kind == FEED_AMOUNT_OR_ZERO) {
            struct money amount;
            memcpy(&amount, at, sizeof amount);
            assert(amount.minor >= (field->kind == FEED_AMOUNT ? 1 : 0));
        } else if (field->kind == FEED_ID && !field->is_optional) {
            const char *id = NULL;
            memcpy(&id, at, sizeof id);
            assert(id != NULL && id[0] != '\0');
        }
    }
}

/* The body is what the library makes of it. */
static void check_body(const char *body)
{
    json_t *json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    assert(json != NULL);
    char *dump = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
    assert(strcmp(body, dump) == 0);
    free(dump);
    json_decref(json);
}

static void check_line(void *mem, const char *text, size_t bytes)
{
    struct feed_line line;
    struct feed_line again;
    struct error err = {0};
    const char *body = NULL;
    const char *second = NULL;
    if (feed_parse(mem, text, bytes, &line, &body, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
        return;
    }
    check_fields(&line);
    check_body(body);
    char *whole = mem_printf(mem, "{\"id\":\"x\",%s", body + 1);
    assert(feed_parse(mem, whole, strlen(whole), &again, &second, &err) == STATUS_OK);
    assert(strcmp(body, second) == 0);
    assert(strcmp(line.subject, again.subject) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *mem = mem_context(NULL, "fuzz");
    const char *text = (const char *)data;
    while (size > 0) {
        const char *end = memchr(text, '\n', size);
        size_t bytes = end != NULL ? (size_t)(end - text) : size;
        check_line(mem, text, bytes);
        size_t step = bytes + (end != NULL ? 1 : 0);
        text += step;
        size -= step;
    }
    mem_free(mem);
    return 0;
}
