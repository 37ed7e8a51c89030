/* rule.h - how the house reads bank lines: a rule, as a flat ini file has it.
 *
 *     [rule]
 *     about   = our order's number as people type it        what it is for
 *     because = our own choice: ...                         why it may be believed, or a citation
 *     kind    = key
 *     rank    = 20             1 to 999, the lower the earlier; 500 unless told otherwise
 *     sees    = text           reference, text, counterparty or any (the first two); any
 *     words   = order ord      one of these is in the text, or the rule is not tried; saves time
 *     pattern = \bord(?:er)?[ .:#-]*(?<n>\d{6,})\b          pcre2, letter case ignored
 *     item    = deal           deal, expect, batch or payout
 *     id      = O-{n}          what the item is called: {group} of the pattern
 *     case    = upper          of the groups: upper, or lower
 *     [sees]
 *     1 = Order 100455 -> O-100455                          texts that it reads, and as what
 *     [passes]
 *     1 = Order of the day                                  texts that it does not
 *
 * A rule of the kind "key" reads what names an item. One of the kind "house" has a pattern, and
 * instead of item and id `account = charge` or `interest`: it only ever suggests, since no amount
 * can prove it; whose the money is then says the policy, and never is it a customer's. The kind
 * "account" has no pattern: a payout under way to the line's counterparty's account.
 *
 * Texts are read folded: full-width letters and digits are plain ones, ASCII letters small. Of a
 * group only ASCII letters and digits count, so that 100 455 is 100455. Matching is bounded as
 * pattern.h says; what hits the bounds is not seen. */
#ifndef MODEL_RULE_H
#define MODEL_RULE_H

#include "model/item.h"
#include "model/pattern.h"

#define RULE_TEXT_BYTES_MAX 16384
#define RULE_NAME_BYTES_MAX 48
#define RULE_WORDS_MAX 16
#define RULE_EXAMPLES_MAX 64
#define RULE_READINGS_MAX 16 /* of one text by one rule */
#define RULE_PAIR_WORDS 16
#define RULE_RANK_MAX 999

enum rule_kind { RULE_KEY, RULE_HOUSE, RULE_ACCOUNT };
enum rule_field { RULE_REFERENCE = 1, RULE_TEXT = 2, RULE_COUNTERPARTY = 4 };

struct rule_example {
    const char *text;
    const char *reads; /* NULL: it is not to be seen */
};

struct rule {
    const char *name;
    int64_t version;  /* from 1 */
    const char *text; /* the whole file */
    const char *about, *because;
    enum rule_kind kind;
    int64_t rank;
    unsigned sees;           /* of rule_field */
    struct pattern *pattern; /* NULL: of an account */
    enum item_kind item;
    const char *id;      /* "O-{n}", NULL unless of a key */
    const char *account; /* "charge", "interest", NULL unless of the house */
    bool is_lower;
    uint16_t (*words)[RULE_PAIR_WORDS]; /* places of their pairs, each ended by UINT16_MAX */
    size_t word_count;
    const struct rule_example *examples;
    size_t example_count;
};

/* From a file's text. STATUS_INVALID names rule, line and key; a bad pattern its offset. Its
 * examples are not tried. Owned by mem. */
enum status rule_parse(void *mem, const char *name, int64_t version, const char *text,
                       struct rule **out, struct error *err) CHECKED;
/* STATUS_REFUSED, naming it, for the first example that the rule does not bear out. */
enum status rule_check_examples(const struct rule *rule, struct error *err) CHECKED;

/* A text as rules read it. */
struct rule_text {
    const char *text;
    size_t bytes;
    uint64_t pairs[RULE_PAIR_WORDS]; /* which pairs of bytes may be in it */
};
/* Owned by mem. */
void rule_fold(void *mem, const char *text, struct rule_text *out);
/* The places of a word's pairs among them, ended by UINT16_MAX where there is room. */
void rule_fold_word(void *mem, const char *word, size_t bytes, uint16_t out[RULE_PAIR_WORDS]);

/* What a rule reads out of a text. */
struct rule_reading {
    char id[TEXT_ID_BYTES_MAX + 1]; /* the item's, or the account */
    size_t start, length;           /* where in the folded text */
};
/* How many, at most RULE_READINGS_MAX; none for a rule of an account. */
size_t rule_read(const struct rule *rule, const struct rule_text *text,
                 struct rule_reading out[RULE_READINGS_MAX]);

const char *rule_kind_name(enum rule_kind kind);

#endif
