#include "model/rule_history.h"

#include "model/mem.h"
#include "model/rule_set.h"

#include <stdio.h>
#include <string.h>

#define PAGE_LINES 500
#define BANK "bank " /* before the word, in the ground of a line of the bank's own */

/* A line as it was decided, and what the rule reads out of it. */
struct past_line {
    int64_t id, amount_minor;
    char currency[4];
    const char *item, *ground;
    const char *ids[RULE_READINGS_MAX];
    size_t id_count;
};

struct page {
    void *mem;
    const struct rule *rule;
    struct past_line lines[PAGE_LINES];
    size_t count;
    struct id_list wanted;
    struct item *items;
    size_t item_count;
};

static void take_reading(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    struct page *page = state;
    struct past_line *line = &page->lines[page->count];
    (void)rule;
    for (size_t i = 0; i < line->id_count; i++) {
        if (strcmp(line->ids[i], reading->id) == 0) {
            return;
        }
    }
    if (line->id_count < RULE_READINGS_MAX) {
        line->ids[line->id_count++] = mem_strdup(page->mem, reading->id);
        id_list_add(page->mem, &page->wanted, line->ids[line->id_count - 1]);
    }
}

static enum status take_line(void *state, const struct stmt *q, struct error *err)
{
    struct page *page = state;
    struct past_line *line = &page->lines[page->count];
    struct rule_known known = {.rule = page->rule, .is_on = true};
    const struct rule_set alone = {&known, 1};
    struct rule_texts texts;
    (void)err;
    *line = (struct past_line){.id = stmt_int(q, 0),
                               .amount_minor = stmt_int(q, 1),
                               .item = mem_strdup(page->mem, stmt_text(q, 6)),
                               .ground = mem_strdup(page->mem, stmt_text(q, 7))};
    (void)snprintf(line->currency, sizeof line->currency, "%s", stmt_text(q, 2));
    rule_set_fold(page->mem, stmt_text(q, 3), stmt_text(q, 4), stmt_text(q, 5), &texts);
    rule_set_read(&alone, page->rule->kind, &texts, take_reading, page);
    page->count++;
    return STATUS_OK;
}

static enum status read_page(struct book *book, struct page *page, int64_t after, struct error *err)
{
    struct stmt *q;
    const char *sql =
        "SELECT l.id, l.amount_minor, b.currency, l.reference, l.text, l.counterparty,"
        " (SELECT m.item FROM match m WHERE m.line_id = l.id AND m.unmatched_event IS NULL"
        " ORDER BY m.id LIMIT 1), l.ground FROM line l JOIN account b ON b.id = l.account_id"
        " WHERE l.id > $1 AND EXISTS (SELECT 1 FROM match m WHERE m.line_id = l.id"
        " AND m.unmatched_event IS NULL) ORDER BY l.id LIMIT $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, after);
    stmt_bind_int(q, 2, PAGE_LINES);
    status = stmt_each(q, take_line, page, err);
    if (status == STATUS_OK && page->rule->kind == RULE_KEY) {
        status = item_look_up(book, page->mem, &page->wanted, &page->items, &page->item_count, err);
    }
    return status;
}

/* The one item that the rule would have matched the line to, into buffer; NULL for none or more. */
static const char *would_be(const struct page *page, const struct past_line *line, char *buffer)
{
    size_t fits = 0;
    if (page->rule->kind == RULE_HOUSE) {
        return line->id_count > 0 ? page->rule->account : NULL;
    }
    for (size_t i = 0; i < line->id_count; i++) {
        size_t count = 0;
        const struct item *items = item_find(page->items, page->item_count, line->ids[i], &count);
        for (size_t j = 0; j < count; j++) {
            if (items[j].kind == page->rule->item && items[j].amount.minor == line->amount_minor &&
                strcmp(items[j].amount.currency, line->currency) == 0) {
                (void)item_label(&items[j], buffer);
                fits++;
            }
        }
    }
    return fits == 1 ? buffer : NULL;
}

static bool is_right(const struct page *page, const struct past_line *line, const char *says)
{
    if (page->rule->kind == RULE_KEY) {
        return strcmp(line->item, says) == 0;
    }
    return strncmp(line->ground, BANK, strlen(BANK)) == 0 &&
           strncmp(line->ground + strlen(BANK), says, strlen(says)) == 0;
}

enum status rule_history(struct book *book, const struct rule *rule, struct rule_outcome *out,
                         enum status (*take)(void *state, const struct rule_mistake *mistake,
                                             struct error *err),
                         void *state, struct error *err)
{
    struct page *page = MEM_NEW(NULL, struct page);
    enum status status = STATUS_OK;
    int64_t after = 0;
    char label[ITEM_LABEL_BYTES];
    *out = (struct rule_outcome){.right = 0};
    if (rule->kind == RULE_ACCOUNT) {
        status = error_set(err, STATUS_UNSUPPORTED, "rule %s has no pattern to try", rule->name);
    }
    do {
        mem_free(page->mem);
        *page = (struct page){.mem = mem_context(page, "page"), .rule = rule};
        status = status == STATUS_OK ? read_page(book, page, after, err) : status;
        for (size_t i = 0; i < page->count && status == STATUS_OK; i++) {
            const struct past_line *line = &page->lines[i];
            const char *says = would_be(page, line, label);
            struct rule_mistake mistake = {line->id, says, line->item};
            after = line->id;
            if (says == NULL) {
                out->left++;
            } else if (is_right(page, line, says)) {
                out->right++;
            } else {
                out->wrong++;
                status = take(state, &mistake, err);
            }
        }
    } while (status == STATUS_OK && page->count == PAGE_LINES);
    mem_free(page);
    return status;
}
