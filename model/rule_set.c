#include "model/rule_set.h"

#include "model/builtin.h"
#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 16

struct loading {
    void *mem;
    struct rule_set *set;
    size_t room;
};

static struct rule_known *add(struct loading *loading)
{
    struct rule_set *set = loading->set;
    if (set->count == loading->room) {
        loading->room = loading->room == 0 ? FIRST_ROOM : 2 * loading->room;
        set->all = MEM_GROW(loading->mem, set->all, struct rule_known, loading->room);
    }
    set->all[set->count] = (struct rule_known){.rule = NULL};
    return &set->all[set->count++];
}

static enum status add_rule(struct loading *loading, const char *name, int64_t version,
                            const char *text, int64_t event, struct error *err)
{
    struct rule *rule = NULL;
    if (loading->set->count == RULE_SET_MAX) {
        return error_set(err, STATUS_LIMIT, "there are more than %d versions of rules",
                         RULE_SET_MAX);
    }
    enum status status = rule_parse(loading->mem, name, version, text, &rule, err);
    if (status == STATUS_OK) {
        *add(loading) = (struct rule_known){
            .rule = rule, .is_on = event == 0, .is_builtin = event == 0, .event = event};
    }
    return status;
}

static enum status take_rule(void *state, const struct stmt *q, struct error *err)
{
    return add_rule(state, stmt_text(q, 0), stmt_int(q, 1), stmt_text(q, 2), stmt_int(q, 3), err);
}

static enum status take_switch(void *state, const struct stmt *q, struct error *err)
{
    struct loading *loading = state;
    (void)err;
    for (size_t i = 0; i < loading->set->count; i++) {
        struct rule_known *known = &loading->set->all[i];
        if (strcmp(known->rule->name, stmt_text(q, 0)) == 0) {
            known->is_on = known->rule->version == stmt_int(q, 1);
        }
    }
    return STATUS_OK;
}

static enum status walk(struct loading *loading, struct book *book, const char *sql,
                        enum status (*take)(void *state, const struct stmt *q, struct error *err),
                        struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    return status == STATUS_OK ? stmt_each(q, take, loading, err) : status;
}

static int by_rank(const void *a, const void *b)
{
    const struct rule *first = ((const struct rule_known *)a)->rule;
    const struct rule *second = ((const struct rule_known *)b)->rule;
    int order = strcmp(first->name, second->name);
    if (first->rank != second->rank) {
        return first->rank < second->rank ? -1 : 1;
    }
    return order != 0 ? order
                      : (first->version > second->version) - (first->version < second->version);
}

enum status rule_set_load(struct book *book, void *mem, struct rule_set *out, struct error *err)
{
    struct loading loading = {.mem = mem, .set = out};
    enum status status = STATUS_OK;
    *out = (struct rule_set){.all = NULL};
    for (const struct builtin *file = builtin_rules; file->name != NULL && status == STATUS_OK;
         file++) {
        status = add_rule(&loading, file->name, 1, file->text, 0, err);
    }
    if (status == STATUS_OK && book != NULL) {
        status = walk(&loading, book, "SELECT name, version, text, event FROM rule ORDER BY event",
                      take_rule, err);
    }
    if (status == STATUS_OK && book != NULL) {
        status = walk(&loading, book, "SELECT name, version FROM rule_switch ORDER BY event",
                      take_switch, err);
    }
    if (status == STATUS_OK) {
        qsort(out->all, out->count, sizeof *out->all, by_rank);
    }
    return status;
}

const struct rule_known *rule_set_find(const struct rule_set *set, const char *name,
                                       int64_t version)
{
    const struct rule_known *found = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct rule_known *known = &set->all[i];
        bool is_it = strcmp(known->rule->name, name) == 0 &&
                     (version == 0 || known->rule->version == version);
        if (is_it && (found == NULL || known->rule->version > found->rule->version)) {
            found = known;
        }
    }
    return found;
}

const struct rule_known *rule_set_on(const struct rule_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->all[i].is_on && strcmp(set->all[i].rule->name, name) == 0) {
            return &set->all[i];
        }
    }
    return NULL;
}

enum status rule_set_named(const struct rule_set *set, const char *label,
                           const struct rule_known **out, struct error *err)
{
    static const char PREFIX[] = "rule:";
    const char *name = strncmp(label, PREFIX, strlen(PREFIX)) == 0 ? label + strlen(PREFIX) : label;
    const char *colon = strchr(name, ':');
    int64_t version = 0;
    bool is_read = colon == NULL || (text_to_int(colon + 1, &version) && version > 0);
    void *own = mem_context(NULL, "rule");
    *out = !is_read
               ? NULL
               : rule_set_find(
                     set,
                     mem_strndup(own, name, colon != NULL ? (size_t)(colon - name) : strlen(name)),
                     version);
    mem_free(own);
    if (*out != NULL) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_NOT_FOUND, "there is no rule %s", name);
    return error_hint(err, "`rules` lists those that there are; NAME:2 is the second version");
}

void rule_set_fold(void *mem, const char *reference, const char *text, const char *counterparty,
                   struct rule_texts *out)
{
    rule_fold(mem, reference != NULL ? reference : "", &out->reference);
    rule_fold(mem, text != NULL ? text : "", &out->text);
    rule_fold(mem, counterparty != NULL ? counterparty : "", &out->counterparty);
}

void rule_set_read(const struct rule_set *set, enum rule_kind kind, const struct rule_texts *texts,
                   void (*take)(void *state, const struct rule *rule,
                                const struct rule_reading *reading),
                   void *state)
{
    const struct {
        unsigned field;
        const struct rule_text *text;
    } fields[] = {{RULE_REFERENCE, &texts->reference},
                  {RULE_TEXT, &texts->text},
                  {RULE_COUNTERPARTY, &texts->counterparty}};
    struct rule_reading readings[RULE_READINGS_MAX];
    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = set->all[i].rule;
        for (size_t f = 0; f < 3 && set->all[i].is_on && rule->kind == kind; f++) {
            bool is_seen = (rule->sees & fields[f].field) != 0 && fields[f].text->bytes > 0;
            size_t count = is_seen ? rule_read(rule, fields[f].text, readings) : 0;
            for (size_t r = 0; r < count; r++) {
                take(state, rule, &readings[r]);
            }
        }
    }
}
