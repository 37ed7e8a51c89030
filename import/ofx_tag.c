#include "import/ofx_tag.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

#define CDATA_START "<![CDATA["
#define CDATA_END "]]>"
#define ENTITY_BYTES 10
#define BASE_TEN 10
#define BASE_SIXTEEN 16

static void move_to(struct ofx_tags *tags, const char *to)
{
    for (; tags->at < to; tags->at++) {
        tags->line += *tags->at == '\n';
    }
}

static size_t left(const struct ofx_tags *tags)
{
    return (size_t)(tags->end - tags->at);
}

static bool stands(const struct ofx_tags *tags, const char *text)
{
    return left(tags) >= strlen(text) && memcmp(tags->at, text, strlen(text)) == 0;
}

static void put(struct ofx_tag *tag, size_t *used, const char *bytes, size_t count)
{
    if (*used + count >= OFX_VALUE_BYTES) {
        tag->is_cut = true;
        return;
    }
    memcpy(tag->value + *used, bytes, count);
    *used += count;
    tag->value[*used] = '\0';
}

/* "&amp;" and "&#38;" at text: its bytes, with the character that it names; 0 for none. */
static size_t entity_at(const char *text, size_t bytes, char *out, size_t *out_bytes)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&amp;", "&"},   {"&lt;", "<"},   {"&gt;", ">"},
                 {"&quot;", "\""}, {"&apos;", "'"}, {"&nbsp;", " "}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i].name);
        if (bytes >= length && memcmp(text, known[i].name, length) == 0) {
            *out_bytes = strlen(known[i].text);
            memcpy(out, known[i].text, *out_bytes);
            return length;
        }
    }
    char digits[ENTITY_BYTES + 1] = "";
    size_t length = 2;
    while (length < bytes && length < ENTITY_BYTES && text[length] != ';') {
        length++;
    }
    if (length >= bytes || length == 2 || text[1] != '#' || text[length] != ';') {
        return 0;
    }
    memcpy(digits, text + 2, length - 2);
    bool is_hex = digits[0] == 'x' || digits[0] == 'X';
    char *end = NULL;
    unsigned long code = strtoul(digits + is_hex, &end, is_hex ? BASE_SIXTEEN : BASE_TEN);
    if (*end != '\0' || code < ' ' || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return 0;
    }
    *out_bytes = text_encode((uint32_t)code, out);
    return length + 1;
}

/* Up to the end of the line or the next tag. */
static void take_value(struct ofx_tags *tags, struct ofx_tag *tag)
{
    size_t used = 0;
    while (tags->at < tags->end && *tags->at != '<' && *tags->at != '\n' && *tags->at != '\r') {
        char character[4];
        size_t count = 1;
        size_t bytes = *tags->at == '&' ? entity_at(tags->at, left(tags), character, &count) : 0;
        if (bytes == 0) {
            character[0] = *tags->at;
            bytes = count = 1;
        }
        put(tag, &used, character, count);
        tags->at += bytes;
    }
    while (used > 0 && strchr(" \t", tag->value[used - 1]) != NULL) {
        tag->value[--used] = '\0';
    }
    size_t blanks = strspn(tag->value, " \t");
    memmove(tag->value, tag->value + blanks, used - blanks + 1);
}

static void take_cdata(struct ofx_tags *tags, struct ofx_tag *tag)
{
    size_t used = 0;
    const char *text = tags->at + strlen(CDATA_START);
    const char *stop = memmem(text, (size_t)(tags->end - text), CDATA_END, strlen(CDATA_END));
    const char *end = stop != NULL ? stop : tags->end;
    for (; text < end; text++) {
        put(tag, &used, text, 1);
    }
    move_to(tags, stop != NULL ? stop + strlen(CDATA_END) : tags->end);
}

/* A declaration, a comment or an instruction, up to its end. */
static void pass_over(struct ofx_tags *tags)
{
    const char *stop = stands(tags, "<!--") ? "-->" : ">";
    const char *end = memmem(tags->at, left(tags), stop, strlen(stop));
    move_to(tags, end != NULL ? end + strlen(stop) : tags->end);
}

static bool take_name(struct ofx_tags *tags, struct ofx_tag *out)
{
    const char *close = memchr(tags->at, '>', left(tags));
    if (close == NULL) {
        return false;
    }
    out->line = tags->line;
    out->is_end = tags->at[1] == '/';
    const char *name = tags->at + 1 + out->is_end;
    size_t used = 0;
    for (; name < close && used + 1 < sizeof out->name && strchr(" \t\r\n/", *name) == NULL;
         name++) {
        out->name[used++] = *name >= 'a' && *name <= 'z' ? (char)(*name - 'a' + 'A') : *name;
    }
    out->name[used] = '\0';
    move_to(tags, close + 1);
    return true;
}

bool ofx_tag_next(struct ofx_tags *tags, struct ofx_tag *out)
{
    const char *open = NULL;
    while ((open = memchr(tags->at, '<', left(tags))) != NULL) {
        move_to(tags, open);
        if (left(tags) < 2 || (tags->at[1] != '!' && tags->at[1] != '?')) {
            break;
        }
        pass_over(tags);
    }
    out->value[0] = '\0';
    out->is_cut = false;
    if (open == NULL) {
        tags->at = tags->end;
        return false;
    }
    if (left(tags) < 3 || !take_name(tags, out)) {
        return false;
    }
    if (!out->is_end) {
        if (stands(tags, CDATA_START)) {
            take_cdata(tags, out);
        } else {
            take_value(tags, out);
        }
    }
    return true;
}
