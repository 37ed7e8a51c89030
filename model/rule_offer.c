#include "model/rule_offer.h"

#include "model/digest.h"
#include "model/mem.h"
#include "model/rule_change.h"
#include "model/rule_set.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16
#define SHAPE_BYTES_MAX 200 /* of a text whose shape is offered */
#define WORD_BYTES_MIN 2
#define DIGITS_MIN 4 /* of a number that names an item */
#define NO_WORD "(?<![\\p{L}\\p{N}])"
#define BANK "bank "

/* A decision, and how often it was made. */
struct shape {
    const char *key; /* what two decisions have in common */
    const char *pattern, *item, *id, *account;
    const char *example, *reads; /* of the latest line */
    int64_t times;
};

struct looking {
    void *mem;
    const struct rule_set *set;
    struct shape *shapes;
    size_t count, room;
};

static void count_shape(struct looking *looking, const struct shape *shape)
{
    for (size_t i = 0; i < looking->count; i++) {
        if (strcmp(looking->shapes[i].key, shape->key) == 0) {
            looking->shapes[i].times++;
            return;
        }
    }
    if (looking->count == looking->room) {
        looking->room = looking->room == 0 ? FIRST_ROOM : 2 * looking->room;
        looking->shapes = MEM_GROW(looking->mem, looking->shapes, struct shape, looking->room);
    }
    looking->shapes[looking->count] = *shape;
    looking->shapes[looking->count++].times = 1;
}

/* A text as a pattern of just that text, any number standing for a number. */
static char *pattern_of(void *mem, const char *text, size_t bytes)
{
    char *pattern = mem_strdup(mem, "");
    for (size_t i = 0; i < bytes; i++) {
        bool is_digit = isdigit((unsigned char)text[i]);
        if (is_digit && i > 0 && isdigit((unsigned char)text[i - 1])) {
            continue;
        }
        bool is_special = strchr("\\^$.[]|()?*+{}", text[i]) != NULL;
        pattern = is_digit ? mem_append(pattern, "\\d+")
                           : mem_append(pattern, "%s%c", is_special ? "\\" : "", text[i]);
    }
    return pattern;
}

/* The bank's own: the whole text's shape. */
static void take_house(struct looking *looking, const struct rule_text *text, const char *word)
{
    if (text->bytes == 0 || text->bytes > SHAPE_BYTES_MAX) {
        return;
    }
    char *account = mem_strndup(looking->mem, word, strcspn(word, ","));
    char *pattern = pattern_of(looking->mem, text->text, text->bytes);
    struct shape shape = {.key = mem_printf(looking->mem, "%s %s", account, pattern),
                          .pattern = mem_printf(looking->mem, "^%s$", pattern),
                          .account = account,
                          .example = text->text,
                          .reads = account};
    count_shape(looking, &shape);
}

static bool is_word(char c)
{
    return isalpha((unsigned char)c) || ((unsigned char)c & 0x80) != 0;
}

/* The word before the item's number, where the text has that. */
static void take_item(struct looking *looking, const struct rule_text *text, const char *item)
{
    const char *colon = strchr(item, ':');
    const char *digits = item + strlen(item);
    while (digits > colon + 1 && isdigit((unsigned char)digits[-1])) {
        digits--;
    }
    const char *at = strlen(digits) >= DIGITS_MIN ? strstr(text->text, digits) : NULL;
    if (at == NULL || isdigit((unsigned char)at[strlen(digits)])) {
        return;
    }
    const char *end = at;
    while (end > text->text && strchr(" .:#_/-", end[-1]) != NULL) {
        end--;
    }
    const char *word = end;
    while (word > text->text && is_word(word[-1])) {
        word--;
    }
    if (end - word < WORD_BYTES_MIN) {
        return;
    }
    void *mem = looking->mem;
    char *kind = mem_strndup(mem, item, (size_t)(colon - item));
    char *prefix = mem_strndup(mem, colon + 1, (size_t)(digits - colon - 1));
    char *escaped = pattern_of(mem, word, (size_t)(end - word));
    struct shape shape = {
        .key = mem_printf(mem, "%s %s %s", kind, prefix, escaped),
        .pattern = mem_printf(mem, NO_WORD "%s[ .:#_/-]{0,3}(?<n>\\d{%d,})(?!\\p{N}|[-.]\\d)",
                              escaped, DIGITS_MIN),
        .item = kind,
        .id = mem_printf(mem, "%s{n}", prefix),
        .example = text->text,
        .reads = colon + 1};
    count_shape(looking, &shape);
}

static void note_read(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    (void)rule;
    (void)reading;
    *(bool *)state = true;
}

static enum status take_line(void *state, const struct stmt *q, struct error *err)
{
    struct looking *looking = state;
    const char *item = mem_strdup(looking->mem, stmt_text(q, 1));
    const char *ground = mem_strdup(looking->mem, stmt_text(q, 2));
    bool is_house = strncmp(ground, BANK, strlen(BANK)) == 0;
    bool is_read = false;
    struct rule_texts texts;
    (void)err;
    rule_set_fold(looking->mem, NULL, stmt_text(q, 0), NULL, &texts);
    rule_set_read(looking->set, is_house ? RULE_HOUSE : RULE_KEY, &texts, note_read, &is_read);
    if (is_read) {
        return STATUS_OK;
    }
    if (is_house) {
        take_house(looking, &texts.text, ground + strlen(BANK));
    } else if (strncmp(item, "available:", 10) != 0 && strncmp(item, "line:", 5) != 0) {
        take_item(looking, &texts.text, item);
    }
    return STATUS_OK;
}

static int by_times(const void *a, const void *b)
{
    const struct shape *first = a;
    const struct shape *second = b;
    return first->times != second->times ? (first->times < second->times ? 1 : -1)
                                         : strcmp(first->key, second->key);
}

/* By what is offered, so that it stays the same from day to day. */
static char *name_of(const struct looking *looking, const struct shape *shape)
{
    char hash[DIGEST_HEX_BYTES];
    digest_of(shape->key, strlen(shape->key), hash);
    return mem_printf(looking->mem, "offered-%.8s", hash);
}

static char *text_of(const struct looking *looking, const struct shape *shape)
{
    void *mem = looking->mem;
    char *what =
        shape->item != NULL
            ? mem_printf(mem, "kind    = key\nitem    = %s\nid      = %s\n", shape->item, shape->id)
            : mem_printf(mem, "kind    = house\naccount = %s\n", shape->account);
    return mem_printf(mem,
                      "[rule]\nabout   = what was matched by hand %lld times in this way\n"
                      "because = our own choice: a repeated decision\nsees    = text\n"
                      "%spattern = %s\n[sees]\n1 = %s -> %s\n",
                      (long long)shape->times, what, shape->pattern, shape->example, shape->reads);
}

static void offer(const struct looking *looking, const struct shape *shape, struct rule_offer *out)
{
    *out = (struct rule_offer){
        .name = name_of(looking, shape),
        .about = mem_printf(looking->mem, "%lld lines like '%s' were matched by hand to %s%s%s",
                            (long long)shape->times, shape->example,
                            shape->item != NULL ? shape->item : shape->account,
                            shape->item != NULL ? ":" : "", shape->item != NULL ? shape->id : ""),
        .text = text_of(looking, shape),
        .times = shape->times};
}

/* What was taken already, is no rule, or does not read what it comes from, is not offered. */
static bool is_sound(const struct looking *looking, const struct rule_offer *offer)
{
    struct rule *rule = NULL;
    struct error ignored;
    return rule_set_find(looking->set, offer->name, 0) == NULL &&
           rule_parse(looking->mem, offer->name, 1, offer->text, &rule, &ignored) == STATUS_OK &&
           rule_check_examples(rule, &ignored) == STATUS_OK;
}

enum status rule_offers(struct book *book, void *mem, struct rule_offer **out, size_t *count,
                        struct error *err)
{
    struct rule_set set;
    struct looking looking = {.mem = mem, .set = &set};
    struct stmt *q;
    const char *sql = "SELECT l.text, m.item, l.ground FROM match m JOIN line l ON l.id = m.line_id"
                      " WHERE m.unmatched_event IS NULL AND l.ground LIKE '%matched by %'"
                      " ORDER BY m.id DESC LIMIT $1";
    *count = 0;
    enum status status = rule_set_load(book, mem, &set, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, RULE_OFFER_LINES_MAX);
    status = stmt_each(q, take_line, &looking, err);
    if (status != STATUS_OK || looking.count == 0) {
        return status;
    }
    qsort(looking.shapes, looking.count, sizeof *looking.shapes, by_times);
    *out = MEM_ARRAY(mem, struct rule_offer, looking.count);
    for (size_t i = 0; i < looking.count && looking.shapes[i].times >= RULE_OFFER_TIMES; i++) {
        offer(&looking, &looking.shapes[i], &(*out)[*count]);
        *count += is_sound(&looking, &(*out)[*count]);
    }
    return STATUS_OK;
}

enum status rule_offer_take(struct book *book, const char *name, struct run *run, struct error *err)
{
    struct rule_offer *offers = NULL;
    size_t count = 0;
    bool is_own_snapshot = !book_in_transaction(book);
    enum status status = is_own_snapshot ? book_begin_snapshot(book, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = rule_offers(book, run->mem, &offers, &count, err);
        if (is_own_snapshot) {
            book_rollback(book);
        }
    }
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (strcmp(offers[i].name, name) == 0) {
            struct rule_addition addition = {offers[i].name, offers[i].text};
            return rule_add(book, &addition, run, err);
        }
    }
    if (status == STATUS_OK) {
        (void)error_set(err, STATUS_NOT_FOUND, "no rule %s is offered", name);
        return error_hint(err, "`rules offered` lists those that are");
    }
    return status;
}
