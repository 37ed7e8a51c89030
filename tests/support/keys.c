#include "tests/support/keys.h"

#include "model/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define NAME_BYTES_MAX 8

struct named_key {
    const char *name;
    const char *bytes;
};

/* Source: terminfo's xterm-256color. */
static const struct named_key named_keys[] = {
    {"Enter", "\r"},    {"Esc", "\033"},     {"Tab", "\t"},       {"S-Tab", "\033[Z"},
    {"Space", " "},     {"BS", "\177"},      {"Ins", "\033[2~"},  {"Del", "\033[3~"},
    {"Up", "\033OA"},   {"Down", "\033OB"},  {"Right", "\033OC"}, {"Left", "\033OD"},
    {"Home", "\033OH"}, {"End", "\033OF"},   {"PgUp", "\033[5~"}, {"PgDn", "\033[6~"},
    {"F1", "\033OP"},   {"F2", "\033OQ"},    {"F3", "\033OR"},    {"F4", "\033OS"},
    {"F5", "\033[15~"}, {"F6", "\033[17~"},  {"F7", "\033[18~"},  {"F8", "\033[19~"},
    {"F9", "\033[20~"}, {"F10", "\033[21~"}, {"F11", "\033[23~"}, {"F12", "\033[24~"},
    {"lt", "<"},
};

struct buffer {
    void *mem;
    char *bytes;
    size_t count;
    size_t room;
};

static void buffer_add(struct buffer *buffer, const char *bytes, size_t count)
{
    if (buffer->count + count > buffer->room) {
        buffer->room = (buffer->count + count) * 2;
        buffer->bytes = MEM_GROW(buffer->mem, buffer->bytes, char, buffer->room);
    }
    memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
}

static bool control_key(const char *name, char *byte)
{
    if (strncmp(name, "C-", 2) != 0 || name[2] < 'a' || name[2] > 'z' || name[3] != '\0') {
        return false;
    }
    *byte = (char)(name[2] - 'a' + 1);
    return true;
}

/* text is what stands between the brackets. */
static bool add_named(struct buffer *buffer, const char *text, size_t length)
{
    char name[NAME_BYTES_MAX] = "";
    const char *star = memchr(text, '*', length);
    size_t name_bytes = star ? (size_t)(star - text) : length;
    if (name_bytes == 0 || name_bytes >= sizeof name) {
        return false;
    }
    memcpy(name, text, name_bytes);
    long times = star ? strtol(star + 1, NULL, 10) : 1;
    if (times < 1 || times > KEYS_REPEAT_MAX) {
        return false;
    }
    char control[2] = "";
    const char *bytes = control_key(name, &control[0]) ? control : NULL;
    for (size_t i = 0; !bytes && i < sizeof named_keys / sizeof named_keys[0]; i++) {
        if (strcmp(named_keys[i].name, name) == 0) {
            bytes = named_keys[i].bytes;
        }
    }
    for (long i = 0; bytes && i < times; i++) {
        buffer_add(buffer, bytes, strlen(bytes));
    }
    return bytes != NULL;
}

char *keys_encode(void *mem, const char *keys, size_t *count, const char **bad)
{
    struct buffer buffer = {.mem = mem};
    buffer.room = strlen(keys) + 1;
    buffer.bytes = MEM_ARRAY(mem, char, buffer.room);
    for (const char *at = keys; *at;) {
        const char *end = *at == '<' ? strchr(at, '>') : NULL;
        if (*at != '<') {
            buffer_add(&buffer, at++, 1);
        } else if (end && add_named(&buffer, at + 1, (size_t)(end - at) - 1)) {
            at = end + 1;
        } else {
            if (bad) {
                *bad = at;
            }
            mem_free(buffer.bytes);
            return NULL;
        }
    }
    *count = buffer.count;
    buffer_add(&buffer, "", 1);
    return buffer.bytes;
}
