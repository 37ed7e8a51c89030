#include "import/mt940_info.h"

#include <stdio.h>
#include <string.h>

#define LINE_CHARS 65     /* of :86: */
#define SUBFIELD_CHARS 27 /* of ?20 to ?29, ?32, ?33, ?60 to ?63 */
#define SEPARATOR '?'
#define CODE_DIGITS 3

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t chars_of(const char *text, size_t bytes)
{
    size_t chars = 0;
    for (size_t i = 0; i < bytes; i++) {
        chars += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return chars;
}

/* "EREF+", "SVWZ+": with such a word something new begins, however full the line before it is. */
static bool begins_anew(const char *text, size_t bytes)
{
    size_t letters = 0;
    while (letters < bytes && text[letters] >= 'A' && text[letters] <= 'Z') {
        letters++;
    }
    return letters == 4 && bytes > 4 && text[4] == '+';
}

static void add_chunk(struct memo *memo, bool is_continued, const char *text, size_t bytes)
{
    if (is_continued && !begins_anew(text, bytes)) {
        memo_continue(memo, text, bytes);
    } else {
        memo_add(memo, text, bytes);
    }
}

static size_t line_bytes(const char *text, size_t bytes)
{
    size_t length = 0;
    while (length < bytes && text[length] != '\n' && text[length] != '\r') {
        length++;
    }
    return length;
}

void mt940_info_lines(const char *text, size_t bytes, size_t full_chars, struct memo *memo)
{
    const char *end = text + bytes;
    bool is_continued = false;
    while (text < end) {
        size_t length = line_bytes(text, (size_t)(end - text));
        if (length > 0) {
            add_chunk(memo, is_continued, text, length);
            is_continued = chars_of(text, length) >= full_chars;
        }
        text += length + (text + length < end);
    }
}

/* The text of a subfield without the ends of the lines that it stands on. */
static size_t unfold(const char *text, size_t bytes, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < bytes && used + 1 < room; i++) {
        if (text[i] != '\n' && text[i] != '\r') {
            out[used++] = text[i];
        }
    }
    out[used] = '\0';
    return used;
}

/* Up to the next subfield. */
static size_t subfield_bytes(const char *text, size_t bytes)
{
    size_t length = 0;
    while (length < bytes && !(text[length] == SEPARATOR && length + 2 < bytes &&
                               is_digit(text[length + 1]) && is_digit(text[length + 2]))) {
        length++;
    }
    return length;
}

struct joining {
    bool memo_is_full, name_is_full;
};

static void take_subfield(struct mt940_info *out, struct joining *joining, int number,
                          const char *text, size_t bytes)
{
    bool is_full = chars_of(text, bytes) >= SUBFIELD_CHARS;
    bool is_purpose = (number >= 20 && number <= 29) || (number >= 60 && number <= 63);
    if (number == 32 || number == 33) {
        add_chunk(out->name, joining->name_is_full && number == 33, text, bytes);
        joining->name_is_full = is_full;
    } else if (number == 31) {
        (void)snprintf(out->account, sizeof out->account, "%.*s", (int)bytes, text);
    } else if (is_purpose || number == 0) {
        add_chunk(out->memo, joining->memo_is_full && is_purpose, text, bytes);
        joining->memo_is_full = is_full && is_purpose;
    }
    /* ?10 is the bank's own number of the day, ?30 its own code, ?34 a code of the text. */
}

static bool is_structured(const char *text, size_t bytes)
{
    return bytes > CODE_DIGITS + 2 && is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) &&
           text[CODE_DIGITS] == SEPARATOR && is_digit(text[CODE_DIGITS + 1]) &&
           is_digit(text[CODE_DIGITS + 2]);
}

void mt940_info_read(const char *text, size_t bytes, struct mt940_info *out)
{
    char chunk[TEXT_BODY_BYTES_MAX];
    struct joining joining = {false, false};
    const char *end = text + bytes;
    if (!is_structured(text, bytes)) {
        mt940_info_lines(text, bytes, LINE_CHARS, out->memo);
        return;
    }
    text += CODE_DIGITS;
    while (text + 2 < end && is_digit(text[1]) && is_digit(text[2])) {
        int number = (text[1] - '0') * 10 + text[2] - '0';
        text += 3;
        size_t length = subfield_bytes(text, (size_t)(end - text));
        out->memo->is_cut = out->memo->is_cut || length >= sizeof chunk;
        size_t used = unfold(text, length, chunk, sizeof chunk);
        take_subfield(out, &joining, number, chunk, used);
        text += length;
    }
}
