#include "import/plan_window.h"

#include "model/mem.h"
#include "model/reference.h"

#include <stdio.h>
#include <string.h>

#define KEYS_MAX 32 /* of one row; more are no payment's keys */
#define WINDOW_BYTES 65536
#define FIRST_ROOM 64

enum status window_new(void *mem, struct book *book, struct window **out, struct error *err)
{
    struct window *window = MEM_NEW(mem, struct window);
    struct rule_set *rules = MEM_NEW(window, struct rule_set);
    window->mem = mem_pool(window, WINDOW_BYTES, "window");
    window->rules = rules;
    enum status status = rule_set_load(book, window, rules, err);
    for (size_t i = 0; i < rules->count; i++) {
        if (rules->all[i].is_on && rules->all[i].rule->kind == RULE_ACCOUNT) {
            window->by_account = rules->all[i].rule;
        }
    }
    *out = window;
    return status;
}

/* Each once in a row: of a text itself before that of a rule. */
static void add_key(struct window *window, const char *id, const struct rule *by)
{
    size_t first = window->first[window->count];
    for (size_t i = first; i < window->key_count; i++) {
        const struct window_key *key = &window->keys[i];
        bool is_same_kind = by == NULL || key->by == NULL || key->by->item == by->item;
        if (is_same_kind && strcmp(key->id, id) == 0) {
            return;
        }
    }
    if (window->key_count - first == KEYS_MAX) {
        return;
    }
    if (window->key_count == window->key_room) {
        window->key_room = window->key_room == 0 ? FIRST_ROOM : 2 * window->key_room;
        window->keys = MEM_GROW(window->mem, window->keys, struct window_key, window->key_room);
    }
    window->keys[window->key_count++] = (struct window_key){mem_strdup(window->mem, id), by};
}

static void bear(struct window *window, const char *text)
{
    char reference[REFERENCE_BYTES_MAX + 1];
    while (reference_next(&text, reference)) {
        add_key(window, reference, NULL);
    }
}

static void take_reading(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    add_key(state, reading->id, rule);
}

static void fold(const struct window *window, const struct plan_inside *inside,
                 const struct bank_row *row, struct rule_texts *out)
{
    rule_set_fold(window->mem, bank_text(inside->file, row->reference),
                  bank_text(inside->file, row->text), bank_text(inside->file, row->counterparty),
                  out);
}

void window_add(struct window *window, const struct plan_inside *inside, size_t index)
{
    const struct bank_row *row = plan_bank_row(inside, index);
    const char *account = bank_text(inside->file, row->counterparty_account);
    struct rule_texts texts;
    window->rows[window->count] = index;
    window->first[window->count] = window->key_count;
    bear(window, bank_text(inside->file, row->reference));
    bear(window, bank_text(inside->file, row->text));
    fold(window, inside, row, &texts);
    rule_set_read(window->rules, RULE_KEY, &texts, take_reading, window);
    if (window->by_account != NULL && row->amount_minor < 0 && account[0] != '\0') {
        id_list_add(window->mem, &window->accounts, account);
    }
    window->first[++window->count] = window->key_count;
}

static char *useless_slot(struct window *window, const char *id)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *id != '\0'; id++) {
        hash = (hash ^ (unsigned char)*id) * UINT64_C(1099511628211);
    }
    return window->useless[hash & (WINDOW_USELESS_SLOTS - 1)];
}

/* What names nothing is remembered, and not asked for again. */
static void learn(struct window *window, const struct id_list *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        size_t found = 0;
        (void)item_find(window->items, window->item_count, wanted->items[i], &found);
        if (found == 0 && strlen(wanted->items[i]) < WINDOW_USELESS_BYTES) {
            (void)snprintf(useless_slot(window, wanted->items[i]), WINDOW_USELESS_BYTES, "%s",
                           wanted->items[i]);
        }
    }
}

enum status window_ask(struct window *window, struct book *book, struct error *err)
{
    struct id_list wanted = {0};
    enum status status = item_payees(book, window->mem, &window->accounts, &window->payees,
                                     &window->payee_count, err);
    for (size_t i = 0; i < window->key_count; i++) {
        const char *id = window->keys[i].id;
        if (strcmp(useless_slot(window, id), id) != 0) {
            id_list_add(window->mem, &wanted, id);
        }
    }
    for (size_t i = 0; i < window->payee_count; i++) {
        id_list_add(window->mem, &wanted, window->payees[i].payout);
    }
    if (status == STATUS_OK) {
        status = item_look_up(book, window->mem, &wanted, &window->items, &window->item_count, err);
    }
    if (status == STATUS_OK) {
        learn(window, &wanted);
    }
    return status;
}

void window_empty(struct window *window)
{
    window->count = 0;
    window->keys = NULL;
    window->key_count = window->key_room = 0;
    window->accounts = (struct id_list){0};
    window->payees = NULL;
    window->payee_count = 0;
    mem_empty(window->mem);
}

struct house {
    bool is_in;
    const struct rule *by;
};

static void take_house(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    struct house *house = state;
    bool is_interest = strcmp(reading->id, "interest") == 0;
    if (house->by == NULL && is_interest == house->is_in) {
        house->by = rule;
    }
}

const struct rule *window_house(const struct window *window, const struct plan_inside *inside,
                                const struct bank_row *row)
{
    struct house house = {.is_in = row->amount_minor > 0};
    struct rule_texts texts;
    fold(window, inside, row, &texts);
    rule_set_read(window->rules, RULE_HOUSE, &texts, take_house, &house);
    return house.by;
}
