#include "model/canon.h"

#include "model/mem.h"
#include "model/text.h"

#include <stdbool.h>
#include <string.h>

#define FIRST_ROOM_BYTES 512
#define FIRST_FIELDS 12

/* A field's value as it is written, in the text. */
struct canon_field {
    const char *key;
    size_t start, bytes;
};

struct canon {
    char *text; /* the values, one after the other */
    size_t used, room;
    struct canon_field *fields; /* by their keys */
    size_t count, field_room;
};

struct canon *canon_new(void *mem)
{
    struct canon *canon = MEM_NEW(mem, struct canon);
    canon->room = FIRST_ROOM_BYTES;
    canon->text = MEM_GROW(canon, NULL, char, canon->room);
    canon->field_room = FIRST_FIELDS;
    canon->fields = MEM_GROW(canon, NULL, struct canon_field, canon->field_room);
    return canon;
}

/* Where the next bytes go, with room for so many. */
static char *room_for(struct canon *canon, size_t bytes)
{
    if (canon->used + bytes > canon->room) {
        canon->room = 2 * canon->room + bytes;
        canon->text = MEM_GROW(canon, canon->text, char, canon->room);
    }
    return canon->text + canon->used;
}

/* Where the key stands among the fields, or where it would: they are sorted. */
static size_t place_of(const struct canon *canon, const char *key, bool *is_there)
{
    size_t low = 0;
    size_t high = canon->count;
    *is_there = false;
    while (low < high && !*is_there) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(canon->fields[middle].key, key);
        *is_there = order == 0;
        low = order < 0 ? middle + 1 : order == 0 ? middle : low;
        high = order > 0 ? middle : high;
    }
    return low;
}

/* The field that is written next; its value ends where the text ends when it is closed. */
static struct canon_field *open_field(struct canon *canon, const char *key)
{
    bool is_there = false;
    size_t place = place_of(canon, key, &is_there);
    if (!is_there) {
        if (canon->count == canon->field_room) {
            canon->field_room *= 2;
            canon->fields = MEM_GROW(canon, canon->fields, struct canon_field, canon->field_room);
        }
        memmove(&canon->fields[place + 1], &canon->fields[place],
                (canon->count - place) * sizeof canon->fields[0]);
        canon->count++;
    }
    canon->fields[place] = (struct canon_field){.key = key, .start = canon->used};
    return &canon->fields[place];
}

static void close_field(struct canon *canon, struct canon_field *field)
{
    field->bytes = canon->used - field->start;
}

static bool is_plain(unsigned char byte)
{
    return byte >= ' ' && byte != '"' && byte != '\\';
}

/* The escape of a byte that needs one, of six at most; its length. */
static size_t escape(unsigned char byte, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char shorts[] = "\"\"\\\\\bb\ff\nn\rr\tt"; /* a byte, and the letter after the \ */
    out[0] = '\\';
    for (size_t i = 0; shorts[i] != '\0'; i += 2) {
        if ((unsigned char)shorts[i] == byte) {
            out[1] = shorts[i + 1];
            return 2;
        }
    }
    out[1] = 'u';
    out[2] = '0';
    out[3] = '0';
    out[4] = digits[byte >> 4];
    out[5] = digits[byte & 15];
    return 6;
}

size_t canon_quote(const char *text, size_t bytes, char *out)
{
    size_t used = 0;
    out[used++] = '"';
    for (size_t i = 0; i < bytes;) {
        size_t plain = 0;
        while (i + plain < bytes && is_plain((unsigned char)text[i + plain])) {
            plain++;
        }
        memcpy(out + used, text + i, plain);
        used += plain;
        i += plain;
        if (i < bytes) {
            used += escape((unsigned char)text[i++], out + used);
        }
    }
    out[used++] = '"';
    return used;
}

static void write_text(struct canon *canon, const char *text)
{
    size_t bytes = strlen(text);
    canon->used += canon_quote(text, bytes, room_for(canon, CANON_QUOTED_MAX(bytes)));
}

void canon_text(struct canon *canon, const char *key, const char *text)
{
    struct canon_field *field = open_field(canon, key);
    write_text(canon, text);
    close_field(canon, field);
}

static void write_literal(struct canon *canon, const char *text)
{
    size_t bytes = strlen(text);
    memcpy(room_for(canon, bytes), text, bytes);
    canon->used += bytes;
}

static void write_int(struct canon *canon, int64_t value)
{
    canon->used += text_of_int(value, room_for(canon, TEXT_INT_BYTES));
}

void canon_int(struct canon *canon, const char *key, int64_t value)
{
    struct canon_field *field = open_field(canon, key);
    write_int(canon, value);
    close_field(canon, field);
}

void canon_money(struct canon *canon, const char *key, struct money amount)
{
    struct canon_field *field = open_field(canon, key);
    write_literal(canon, "{\"currency\":\"");
    write_literal(canon, amount.currency);
    write_literal(canon, "\",\"minor\":");
    write_int(canon, amount.minor);
    write_literal(canon, "}");
    close_field(canon, field);
}

const char *canon_object(struct canon *canon)
{
    size_t bytes = sizeof "{}";
    for (size_t i = 0; i < canon->count; i++) {
        bytes += strlen(canon->fields[i].key) + canon->fields[i].bytes + sizeof "\"\":,";
    }
    char *object = MEM_GROW(canon, NULL, char, bytes);
    size_t used = 0;
    for (size_t i = 0; i < canon->count; i++) {
        const struct canon_field *field = &canon->fields[i];
        size_t key_bytes = strlen(field->key);
        object[used++] = i > 0 ? ',' : '{';
        object[used++] = '"';
        memcpy(object + used, field->key, key_bytes);
        used += key_bytes;
        object[used++] = '"';
        object[used++] = ':';
        memcpy(object + used, canon->text + field->start, field->bytes);
        used += field->bytes;
    }
    if (canon->count == 0) {
        object[used++] = '{';
    }
    object[used++] = '}';
    object[used] = '\0';
    return object;
}

bool canon_has(const char *object, const char *key, const char *json, size_t bytes)
{
    char *name = mem_printf(NULL, "\"%s\":", key);
    const char *at = object == NULL ? NULL : strstr(object, name);
    bool is_there = at != NULL && strncmp(at + strlen(name), json, bytes) == 0;
    mem_free(name);
    return is_there;
}

bool canon_has_text(const char *object, const char *key, const char *text)
{
    size_t bytes = strlen(text);
    char *quoted = MEM_ARRAY(NULL, char, CANON_QUOTED_MAX(bytes));
    bool is_there = canon_has(object, key, quoted, canon_quote(text, bytes, quoted));
    mem_free(quoted);
    return is_there;
}
