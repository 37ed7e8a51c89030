/* notice.h - what a party is told: a kind of notice (notice_kind.h) and its fields, as the plan of
 * an operation says them; the text comes from the templates of the party's language (letter.h).
 *
 *     struct notice *notice = posting_tell(posting, seller, "freeze");
 *     notice_time(notice, "until", until_us);
 *     notice_text(notice, "facts", facts);
 *
 * A field that is not given is not there: what a template says of it is left out. */
#ifndef MODEL_NOTICE_H
#define MODEL_NOTICE_H

#include <stddef.h>
#include <stdint.h>

#define NOTICE_FIELDS_MAX 20

struct notice_field {
    const char *name, *text;
    const char *words; /* text is a list of codes of these words of the language; or NULL */
};

struct notice {
    const char *party, *kind;
    struct notice_field fields[NOTICE_FIELDS_MAX];
    size_t field_count;
    const char *language, *title, *text; /* once it is written */
};

/* Names are borrowed and outlive the notice; kind is one that there is. Owned by mem. */
struct notice *notice_new(void *mem, const char *party, const char *kind);

/* NULL is left out. */
void notice_text(struct notice *notice, const char *field, const char *text);
void notice_int(struct notice *notice, const char *field, int64_t value);
void notice_time(struct notice *notice, const char *field, int64_t at_us);
/* "CNY 1,234.50". */
void notice_money(struct notice *notice, const char *field, int64_t minor, const char *currency);
/* Codes ("payout,listing") of words that each language has ("scope"). */
void notice_words(struct notice *notice, const char *field, const char *words, const char *codes);

/* Of a name of so many bytes; NULL where it was not given. */
const struct notice_field *notice_find(const struct notice *notice, const char *name, size_t bytes);

#endif
