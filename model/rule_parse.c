/* From a rule's file to the rule. */
#include "model/rule.h"

#include "model/ini.h"
#include "model/mem.h"

#include <string.h>

#define RULE_SECTION "rule"
#define READS " -> "
#define WORDS_APART " "
#define RANK_USUAL 500

struct parsing {
    struct rule *rule;
    const struct ini *ini;
    struct error *err;
};

/* "rule fee line 3: kind ..." */
static enum status at_key(const struct parsing *parsing, const char *key, const char *what)
{
    const struct ini_entry *entry = ini_find(parsing->ini, RULE_SECTION, key);
    if (entry == NULL) {
        return error_set(parsing->err, STATUS_INVALID, "rule %s: %s %s", parsing->rule->name, key,
                         what);
    }
    return error_set(parsing->err, STATUS_INVALID, "rule %s line %d: %s %s", parsing->rule->name,
                     entry->line, key, what);
}

static const char *value_of(const struct parsing *parsing, const char *key)
{
    return ini_get(parsing->ini, RULE_SECTION, key, NULL);
}

/* The place of the key's value among words, which end with NULL; -1 for a value that is none. */
static int word_of(const struct parsing *parsing, const char *key, const char *const *words,
                   int fallback)
{
    const char *value = value_of(parsing, key);
    for (int i = 0; value != NULL && words[i] != NULL; i++) {
        if (strcmp(words[i], value) == 0) {
            return i;
        }
    }
    return value == NULL ? fallback : -1;
}

static enum status check_name(const char *name, struct error *err)
{
    size_t bytes = strlen(name);
    if (bytes == 0 || bytes > RULE_NAME_BYTES_MAX ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != bytes) {
        (void)error_set(err, STATUS_INVALID, "'%s' is no name of a rule", name);
        return error_hint(err, "small letters, digits and -, at most %d of them",
                          RULE_NAME_BYTES_MAX);
    }
    return STATUS_OK;
}

static enum status check_keys(const struct parsing *parsing)
{
    static const char *const KEYS[] = {"about",   "because", "kind", "rank",    "sees", "words",
                                       "pattern", "item",    "id",   "account", "case"};
    for (size_t i = 0; i < parsing->ini->count; i++) {
        const struct ini_entry *entry = &parsing->ini->entries[i];
        bool is_known =
            strcmp(entry->section, "sees") == 0 || strcmp(entry->section, "passes") == 0;
        for (size_t k = 0; k < sizeof KEYS / sizeof *KEYS && !is_known; k++) {
            is_known =
                strcmp(entry->section, RULE_SECTION) == 0 && strcmp(entry->key, KEYS[k]) == 0;
        }
        if (!is_known) {
            return error_set(parsing->err, STATUS_INVALID, "rule %s line %d: unknown key %s",
                             parsing->rule->name, entry->line, entry->key);
        }
    }
    return STATUS_OK;
}

static enum status read_basics(const struct parsing *parsing)
{
    static const char *const KINDS[] = {"key", "house", "account", NULL};
    static const char *const CASES[] = {"upper", "lower", NULL};
    static const char *const FIELDS[] = {"any", "reference", "text", "counterparty", NULL};
    static const unsigned SEES[] = {RULE_REFERENCE | RULE_TEXT, RULE_REFERENCE, RULE_TEXT,
                                    RULE_COUNTERPARTY};
    struct rule *rule = parsing->rule;
    int kind = word_of(parsing, "kind", KINDS, -1);
    int letters = word_of(parsing, "case", CASES, 0);
    int sees = word_of(parsing, "sees", FIELDS, 0);
    const char *rank = value_of(parsing, "rank");
    rule->about = value_of(parsing, "about");
    rule->because = value_of(parsing, "because");
    rule->rank = RANK_USUAL;
    if (rule->about == NULL || rule->about[0] == '\0') {
        return at_key(parsing, "about", "is missing");
    }
    if (rule->because == NULL || rule->because[0] == '\0') {
        return at_key(parsing, "because", "is missing: why it may be believed, or a citation");
    }
    if (kind < 0) {
        return at_key(parsing, "kind", "is to be key, house or account");
    }
    if (letters < 0) {
        return at_key(parsing, "case", "is to be upper or lower");
    }
    if (sees < 0) {
        return at_key(parsing, "sees", "is to be any, reference, text or counterparty");
    }
    if (rank != NULL &&
        (!text_to_int(rank, &rule->rank) || rule->rank < 1 || rule->rank > RULE_RANK_MAX)) {
        return at_key(parsing, "rank", "is to be a number from 1 to 999");
    }
    rule->kind = (enum rule_kind)kind;
    rule->is_lower = letters == 1;
    rule->sees = SEES[sees];
    return STATUS_OK;
}

static enum status read_pattern(const struct parsing *parsing)
{
    struct rule *rule = parsing->rule;
    const char *text = value_of(parsing, "pattern");
    struct error cause;
    if (rule->kind == RULE_ACCOUNT) {
        return text == NULL ? STATUS_OK : at_key(parsing, "pattern", "is of no rule of an account");
    }
    if (text == NULL || text[0] == '\0') {
        return at_key(parsing, "pattern", "is missing");
    }
    enum status status = pattern_compile(rule, text, true, &rule->pattern, &cause);
    if (status == STATUS_OK) {
        return STATUS_OK;
    }
    const struct ini_entry *entry = ini_find(parsing->ini, RULE_SECTION, "pattern");
    (void)error_set(parsing->err, status, "rule %s line %d: pattern is %s", rule->name, entry->line,
                    cause.message);
    return error_hint(parsing->err, "%s", cause.hint);
}

/* Each {group} is there in the pattern. */
static enum status check_template(const struct parsing *parsing, const char *id)
{
    char name[RULE_NAME_BYTES_MAX + 1];
    bool has_group = false;
    for (const char *at = strchr(id, '{'); at != NULL; at = strchr(at, '{')) {
        size_t bytes = strcspn(++at, "}");
        if (at[bytes] == '\0' || bytes == 0 || bytes > RULE_NAME_BYTES_MAX) {
            return at_key(parsing, "id", "has a { that no } closes");
        }
        memcpy(name, at, bytes);
        name[bytes] = '\0';
        if (!pattern_has_group(parsing->rule->pattern, name)) {
            return at_key(parsing, "id", "names a group that the pattern has not");
        }
        has_group = true;
    }
    return has_group ? STATUS_OK : at_key(parsing, "id", "takes no {group} from the pattern");
}

static enum status read_item(const struct parsing *parsing)
{
    static const char *const ITEMS[] = {"deal", "expect", "batch", "payout", NULL};
    struct rule *rule = parsing->rule;
    int item = word_of(parsing, "item", ITEMS, -1);
    const char *id = value_of(parsing, "id");
    const char *account = value_of(parsing, "account");
    if (rule->kind != RULE_KEY && (value_of(parsing, "item") != NULL || id != NULL)) {
        return at_key(parsing, id != NULL ? "id" : "item", "is of a rule of the kind key alone");
    }
    if (rule->kind != RULE_HOUSE && account != NULL) {
        return at_key(parsing, "account", "is of a rule of the kind house alone");
    }
    if (rule->kind == RULE_HOUSE) {
        rule->account = account;
        return account != NULL &&
                       (strcmp(account, "charge") == 0 || strcmp(account, "interest") == 0)
                   ? STATUS_OK
                   : at_key(parsing, "account", "is to be charge or interest: no customer's money");
    }
    if (rule->kind == RULE_ACCOUNT) {
        rule->item = ITEM_PAYOUT;
        return STATUS_OK;
    }
    if (item < 0) {
        return at_key(parsing, "item", "is to be deal, expect, batch or payout");
    }
    if (id == NULL) {
        return at_key(parsing, "id", "is missing");
    }
    rule->item = (enum item_kind)item;
    rule->id = id;
    return check_template(parsing, id);
}

static enum status read_words(const struct parsing *parsing)
{
    struct rule *rule = parsing->rule;
    const char *at = value_of(parsing, "words");
    if (at == NULL) {
        return STATUS_OK;
    }
    rule->words = mem_zeroed(rule, RULE_WORDS_MAX * sizeof *rule->words, "words");
    for (at += strspn(at, WORDS_APART); *at != '\0'; at += strspn(at, WORDS_APART)) {
        size_t bytes = strcspn(at, WORDS_APART);
        if (bytes < 2 || rule->word_count == RULE_WORDS_MAX) {
            return at_key(parsing, "words", "are at most 16, each of two letters or more");
        }
        rule_fold_word(rule, at, bytes, rule->words[rule->word_count++]);
        at += bytes;
    }
    return STATUS_OK;
}

static enum status read_examples(const struct parsing *parsing)
{
    struct rule *rule = parsing->rule;
    struct rule_example *examples = MEM_ARRAY(rule, struct rule_example, RULE_EXAMPLES_MAX);
    rule->examples = examples;
    for (size_t i = 0; i < parsing->ini->count; i++) {
        const struct ini_entry *entry = &parsing->ini->entries[i];
        bool is_seen = strcmp(entry->section, "sees") == 0;
        if (strcmp(entry->section, RULE_SECTION) == 0) {
            continue;
        }
        const char *reads = strstr(entry->value, READS);
        if (rule->example_count == RULE_EXAMPLES_MAX || rule->kind == RULE_ACCOUNT ||
            is_seen != (reads != NULL)) {
            return error_set(parsing->err, STATUS_INVALID,
                             "rule %s line %d: [sees] has lines TEXT" READS "WHAT, [passes] lines"
                             " TEXT, together at most %d, and a rule of an account none",
                             rule->name, entry->line, RULE_EXAMPLES_MAX);
        }
        examples[rule->example_count++] = (struct rule_example){
            .text = reads != NULL ? mem_strndup(rule, entry->value, (size_t)(reads - entry->value))
                                  : entry->value,
            .reads = reads != NULL ? reads + strlen(READS) : NULL};
    }
    return STATUS_OK;
}

enum status rule_parse(void *mem, const char *name, int64_t version, const char *text,
                       struct rule **out, struct error *err)
{
    static enum status (*const STEPS[])(const struct parsing *parsing) = {
        check_keys, read_basics, read_pattern, read_item, read_words, read_examples};
    struct rule *rule = MEM_NEW(mem, struct rule);
    struct ini *ini = NULL;
    enum status status = check_name(name, err);
    if (status == STATUS_OK && strlen(text) > RULE_TEXT_BYTES_MAX) {
        status = error_set(err, STATUS_LIMIT, "rule %s has more than %d bytes", name,
                           RULE_TEXT_BYTES_MAX);
    }
    rule->name = mem_strdup(rule, name);
    rule->version = version;
    rule->text = mem_strdup(rule, text);
    if (status == STATUS_OK) {
        status = ini_read_text(rule, mem_printf(rule, "rule %s", name), text, &ini, err);
    }
    struct parsing parsing = {rule, ini, err};
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS && status == STATUS_OK; i++) {
        status = STEPS[i](&parsing);
    }
    if (status != STATUS_OK) {
        mem_free(rule);
        return status;
    }
    *out = rule;
    return STATUS_OK;
}
