#include "model/rule.h"

#include "model/mem.h"

#include <stdint.h>
#include <string.h>

#define FULL_WIDTH_FIRST 0xFF01 /* of ! */
#define FULL_WIDTH_LAST 0xFF5E  /* of ~ */
#define FULL_WIDTH_SHIFT 0xFEE0
#define IDEOGRAPHIC_SPACE 0x3000

const char *rule_kind_name(enum rule_kind kind)
{
    static const char *const NAMES[] = {"key", "house", "account"};
    return NAMES[kind];
}

static uint16_t place_of(unsigned char first, unsigned char second)
{
    return (uint16_t)((first * 37u + second * 101u) % (RULE_PAIR_WORDS * 64u));
}

/* One letter of the text, plain and small; more where it is none of ASCII. */
static size_t fold_one(const char *at, size_t left, char *out)
{
    uint32_t letter = (unsigned char)*at;
    size_t bytes = 1;
    if (letter >= 0x80) {
        bytes = text_decode(at, left, &letter);
        if (letter == IDEOGRAPHIC_SPACE) {
            letter = ' ';
        } else if (letter >= FULL_WIDTH_FIRST && letter <= FULL_WIDTH_LAST) {
            letter -= FULL_WIDTH_SHIFT;
        }
    }
    if (bytes == 0 || letter >= 0x80) { /* what is no text stays as it is */
        bytes = bytes == 0 ? 1 : bytes;
        memcpy(out, at, bytes);
        return bytes;
    }
    *out = (char)(letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter);
    return bytes;
}

void rule_fold(void *mem, const char *text, struct rule_text *out)
{
    size_t left = strlen(text);
    char *folded = MEM_ARRAY(mem, char, left + 1);
    *out = (struct rule_text){.text = folded};
    while (left > 0) {
        bool is_ascii = (unsigned char)*text < 0x80;
        size_t bytes = fold_one(text, left, &folded[out->bytes]);
        bool is_plain = is_ascii || (unsigned char)folded[out->bytes] < 0x80;
        out->bytes += is_plain ? 1 : bytes;
        text += bytes;
        left -= bytes;
    }
    for (size_t i = 1; i < out->bytes; i++) {
        uint16_t place = place_of((unsigned char)folded[i - 1], (unsigned char)folded[i]);
        out->pairs[place / 64] |= UINT64_C(1) << (place % 64);
    }
}

void rule_fold_word(void *mem, const char *word, size_t bytes, uint16_t out[RULE_PAIR_WORDS])
{
    struct rule_text folded;
    size_t count = 0;
    rule_fold(mem, mem_strndup(mem, word, bytes), &folded);
    for (; count + 1 < folded.bytes && count < RULE_PAIR_WORDS; count++) {
        out[count] =
            place_of((unsigned char)folded.text[count], (unsigned char)folded.text[count + 1]);
    }
    if (count < RULE_PAIR_WORDS) {
        out[count] = UINT16_MAX;
    }
}

static bool may_have(const struct rule_text *text, const uint16_t *word)
{
    for (size_t i = 0; i < RULE_PAIR_WORDS && word[i] != UINT16_MAX; i++) {
        if ((text->pairs[word[i] / 64] >> (word[i] % 64) & 1) == 0) {
            return false;
        }
    }
    return true;
}

static bool may_see(const struct rule *rule, const struct rule_text *text)
{
    for (size_t i = 0; i < rule->word_count; i++) {
        if (may_have(text, rule->words[i])) {
            return true;
        }
    }
    return rule->word_count == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Letters and digits of a group, in the rule's case; false where there is no room for them. */
static bool put_group(const struct rule *rule, const char *from, size_t length, char *out,
                      size_t *bytes)
{
    for (size_t i = 0; i < length; i++) {
        char c = from[i];
        if (!is_letter(c)) {
            continue;
        }
        if (*bytes == TEXT_ID_BYTES_MAX) {
            return false;
        }
        out[(*bytes)++] = (char)(c >= 'a' && !rule->is_lower ? c - ('a' - 'A') : c);
    }
    return true;
}

/* The id by the rule's template, of the match that was found last. */
static bool put_id(const struct rule *rule, const struct rule_text *text, char *out)
{
    char name[RULE_NAME_BYTES_MAX + 1];
    size_t bytes = 0;
    for (const char *at = rule->id; *at != '\0'; at++) {
        size_t start = 0;
        size_t length = 0;
        if (*at != '{') {
            if (bytes == TEXT_ID_BYTES_MAX) {
                return false;
            }
            out[bytes++] = *at;
            continue;
        }
        size_t name_bytes = strcspn(at + 1, "}"); /* which is there, and short: see rule_parse */
        memcpy(name, at + 1, name_bytes);
        name[name_bytes] = '\0';
        at += name_bytes + 1;
        if (!pattern_captured(rule->pattern, name, &start, &length) ||
            !put_group(rule, text->text + start, length, out, &bytes)) {
            return false;
        }
    }
    out[bytes] = '\0';
    return bytes > 0;
}

size_t rule_read(const struct rule *rule, const struct rule_text *text,
                 struct rule_reading out[RULE_READINGS_MAX])
{
    size_t count = 0;
    size_t from = 0;
    bool gave_up = false;
    if (rule->pattern == NULL || !may_see(rule, text)) {
        return 0;
    }
    while (count < RULE_READINGS_MAX &&
           pattern_next(rule->pattern, text->text, text->bytes, &from, &gave_up)) {
        struct rule_reading *reading = &out[count];
        pattern_span(rule->pattern, &reading->start, &reading->length);
        if (rule->kind == RULE_HOUSE) {
            (void)strcpy(reading->id, rule->account); /* "charge" or "interest" */
            count++;
        } else if (put_id(rule, text, reading->id)) {
            count++;
        }
    }
    return count;
}

enum status rule_check_examples(const struct rule *rule, struct error *err)
{
    struct rule_reading readings[RULE_READINGS_MAX];
    for (size_t i = 0; i < rule->example_count; i++) {
        const struct rule_example *example = &rule->examples[i];
        struct rule_text text;
        void *own = mem_context(NULL, "example");
        rule_fold(own, example->text, &text);
        size_t count = rule_read(rule, &text, readings);
        mem_free(own);
        if (example->reads == NULL && count > 0) {
            return error_set(err, STATUS_REFUSED, "rule %s reads '%s' as %s, and is not to",
                             rule->name, example->text, readings[0].id);
        }
        if (example->reads != NULL && count == 0) {
            return error_set(err, STATUS_REFUSED, "rule %s does not see '%s'", rule->name,
                             example->text);
        }
        if (example->reads != NULL && strcmp(readings[0].id, example->reads) != 0) {
            return error_set(err, STATUS_REFUSED, "rule %s reads '%s' as %s, not as %s", rule->name,
                             example->text, readings[0].id, example->reads);
        }
    }
    return STATUS_OK;
}
