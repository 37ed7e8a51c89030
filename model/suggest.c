#include "model/suggest.h"

#include "model/mem.h"
#include "model/reference.h"
#include "model/rule_set.h"
#include "model/settle.h"
#include "model/suggest_ask.h"
#include "model/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What each reason weighs. A key and the amount with nothing against them are all there is. */
enum weight {
    WEIGHS_KEY = 65,
    WEIGHS_RULE = 60,
    WEIGHS_ACCOUNT = 55,
    WEIGHS_HOUSE = 50, /* of the bank's own, which no amount proves */
    WEIGHS_AMOUNT = 35,
    WEIGHS_NAME = 20,
    WEIGHS_OTHER_AMOUNT = -30,
    WEIGHS_CLOSED = -50,
    WEIGHS_LATER = -20,
    WEIGHS_ALIKE = -25, /* where nothing but the amount tells it from others */
};
#define FIRST_ROOM 8
#define NAME_BYTES_MIN 4 /* of a name that is told from chance: two letters of Chinese */

/* What a rule reads out of a line. */
struct read_key {
    const struct rule *by;
    const char *id;
};

/* What the suggestions for a line are made from. */
struct looking {
    struct book *book;
    void *mem; /* of the answer */
    void *own;
    struct suggest_line line;
    const char *counterparty_key, *text_key; /* folded */
    struct id_list borne;                    /* references in its texts */
    struct id_list to_account;               /* payouts */
    struct rule_set rules;
    struct read_key *read; /* what rules read out of its texts */
    size_t read_count, read_room;
    const struct rule *house; /* that takes it for the bank's own; NULL for none */
    struct id_list all;
    struct item *items;
    size_t item_count;
    struct suggest_party *parties;
    size_t party_count;
    size_t alike; /* open items of its amount */
    struct suggestion *out;
    size_t count;
};

static bool has_id(const struct id_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], id) == 0) {
            return true;
        }
    }
    return false;
}

static void add_reason(const char **reasons, const char *text)
{
    size_t count = 0;
    while (reasons[count] != NULL) {
        count++;
    }
    if (count < SUGGEST_REASONS_MAX) {
        reasons[count] = text;
    }
}

static void favour(struct suggestion *suggestion, enum weight weight, const char *text)
{
    add_reason(suggestion->speaks_for, text);
    suggestion->score += (int)weight;
}

static void weaken(struct suggestion *suggestion, enum weight weight, const char *text)
{
    add_reason(suggestion->speaks_against, text);
    suggestion->score += (int)weight;
}

static void bear(struct looking *looking, const char *text)
{
    char reference[REFERENCE_BYTES_MAX + 1];
    while (reference_next(&text, reference)) {
        id_list_add(looking->own, &looking->borne, mem_strdup(looking->own, reference));
    }
}

static void take_key(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    struct looking *looking = state;
    if (has_id(&looking->borne, reading->id)) {
        return;
    }
    if (looking->read_count == looking->read_room) {
        looking->read_room = looking->read_room == 0 ? FIRST_ROOM : 2 * looking->read_room;
        looking->read = MEM_GROW(looking->own, looking->read, struct read_key, looking->read_room);
    }
    looking->read[looking->read_count++] =
        (struct read_key){rule, mem_strdup(looking->own, reading->id)};
    id_list_add(looking->own, &looking->all, looking->read[looking->read_count - 1].id);
}

static void take_house(void *state, const struct rule *rule, const struct rule_reading *reading)
{
    struct looking *looking = state;
    bool is_interest = strcmp(reading->id, "interest") == 0;
    if (looking->house == NULL && is_interest == (looking->line.open.minor > 0)) {
        looking->house = rule;
    }
}

static enum status read_by_rules(struct looking *looking, struct error *err)
{
    struct rule_texts texts;
    enum status status = rule_set_load(looking->book, looking->own, &looking->rules, err);
    if (status == STATUS_OK) {
        rule_set_fold(looking->own, looking->line.reference, looking->line.text,
                      looking->line.counterparty, &texts);
        rule_set_read(&looking->rules, RULE_KEY, &texts, take_key, looking);
        rule_set_read(&looking->rules, RULE_HOUSE, &texts, take_house, looking);
    }
    return status;
}

static void add_all(struct looking *looking, const struct id_list *from)
{
    for (size_t i = 0; i < from->count; i++) {
        id_list_add(looking->own, &looking->all, from->items[i]);
    }
}

static bool is_alike(const struct looking *looking, const struct item *item)
{
    return item->closed_because == NULL && item->amount.minor == looking->line.open.minor &&
           strcmp(item->amount.currency, looking->line.open.currency) == 0;
}

static enum status gather(struct looking *looking, int64_t line, struct error *err)
{
    struct book *book = looking->book;
    enum status status = suggest_ask_line(book, looking->own, line, &looking->line, err);
    if (status != STATUS_OK || looking->line.open.minor == 0) {
        return status;
    }
    looking->counterparty_key = text_fold(looking->own, looking->line.counterparty);
    looking->text_key = text_fold(looking->own, looking->line.text);
    bear(looking, looking->line.reference);
    bear(looking, looking->line.text);
    add_all(looking, &looking->borne);
    status = read_by_rules(looking, err);
    if (status == STATUS_OK) {
        status = suggest_ask_alike(book, looking->own, &looking->line, &looking->all, err);
    }
    if (status == STATUS_OK) {
        status = suggest_ask_account(book, looking->own, &looking->line, &looking->to_account, err);
    }
    if (status == STATUS_OK) {
        add_all(looking, &looking->to_account);
        status = item_look_up(book, looking->own, &looking->all, &looking->items,
                              &looking->item_count, err);
    }
    for (size_t i = 0; i < looking->item_count && status == STATUS_OK; i++) {
        looking->alike += is_alike(looking, &looking->items[i]);
    }
    return status == STATUS_OK ? suggest_ask_parties(book, looking->own, &looking->all,
                                                     &looking->parties, &looking->party_count, err)
                               : status;
}

static const struct suggest_party *party_of(const struct looking *looking, const struct item *item)
{
    for (size_t i = 0; i < looking->party_count; i++) {
        const struct suggest_party *party = &looking->parties[i];
        if (party->kind == item->kind && strcmp(party->id, item->id) == 0) {
            return party;
        }
    }
    return NULL;
}

static void weigh_key(const struct looking *looking, const struct item *item,
                      struct suggestion *suggestion)
{
    if (has_id(&looking->borne, item->id)) {
        favour(suggestion, WEIGHS_KEY, mem_printf(looking->mem, "bears %s", item->id));
    }
    for (size_t i = 0; i < looking->read_count; i++) {
        const struct read_key *key = &looking->read[i];
        if (key->by->item == item->kind && strcmp(key->id, item->id) == 0) {
            favour(suggestion, WEIGHS_RULE,
                   mem_printf(looking->mem, "rule %s reads %s", key->by->name, key->id));
            break;
        }
    }
    if (item->kind == ITEM_PAYOUT && has_id(&looking->to_account, item->id)) {
        favour(suggestion, WEIGHS_ACCOUNT, "goes to the account of its counterparty");
    }
}

static void weigh_amount(const struct looking *looking, const struct item *item, bool has_key,
                         struct suggestion *suggestion)
{
    const struct money open = looking->line.open;
    char amount[MONEY_TEXT_BYTES];
    if (strcmp(item->amount.currency, open.currency) != 0) {
        weaken(suggestion, WEIGHS_OTHER_AMOUNT,
               mem_printf(looking->mem, "is in %s", item->amount.currency));
    } else if ((item->amount.minor < 0) != (open.minor < 0)) {
        weaken(suggestion, WEIGHS_OTHER_AMOUNT,
               item->kind == ITEM_PAYOUT ? "is money out: one that came back?" : "is money in");
    } else if (item->amount.minor != open.minor) {
        weaken(suggestion, WEIGHS_OTHER_AMOUNT,
               mem_printf(looking->mem, "is of %s %s", item->amount.currency,
                          money_format(item->amount, amount)));
    } else {
        favour(suggestion, WEIGHS_AMOUNT, "the same amount");
    }
    size_t others = looking->alike - (is_alike(looking, item) ? 1 : 0);
    if (is_alike(looking, item) && others > 0) {
        weaken(suggestion, has_key ? 0 : WEIGHS_ALIKE,
               mem_printf(looking->mem, "%s%zu other%s of the same amount",
                          others >= SUGGEST_ALIKE_MAX - 1 ? "at least " : "", others,
                          others == 1 ? " is" : "s are"));
    }
}

static bool is_named(const char *text, const char *name)
{
    return strlen(name) >= NAME_BYTES_MIN && strstr(text, name) != NULL;
}

static void weigh_party(const struct looking *looking, const struct item *item,
                        struct suggestion *suggestion)
{
    const struct suggest_party *party = party_of(looking, item);
    if (party == NULL) {
        return;
    }
    if (is_named(looking->counterparty_key, party->name_key) ||
        is_named(party->name_key, looking->counterparty_key)) {
        favour(suggestion, WEIGHS_NAME, "its party is named like the counterparty");
    } else if (is_named(looking->text_key, party->name_key)) {
        favour(suggestion, WEIGHS_NAME, "the text names its party");
    }
    if (party->since_us >= (looking->line.day + INT64_C(1)) * TIME_US_PER_DAY) {
        weaken(suggestion, WEIGHS_LATER, "is younger than the line");
    }
}

static void weigh_state(const struct item *item, struct suggestion *suggestion)
{
    if (item->closed_because != NULL) {
        weaken(suggestion, WEIGHS_CLOSED, item->closed_because);
    }
}

static int bounded(int score)
{
    return score < 0 ? 0 : score > SUGGEST_SCORE_MAX ? SUGGEST_SCORE_MAX : score;
}

static void weigh(struct looking *looking, const struct item *item)
{
    struct suggestion *suggestion = &looking->out[looking->count];
    char label[ITEM_LABEL_BYTES];
    *suggestion = (struct suggestion){.item = NULL};
    weigh_key(looking, item, suggestion);
    bool has_key = suggestion->score > 0;
    if (!has_key && !is_alike(looking, item)) {
        return; /* of the same name as another kind's */
    }
    suggestion->item = mem_strdup(looking->mem, item_label(item, label));
    weigh_amount(looking, item, has_key, suggestion);
    weigh_party(looking, item, suggestion);
    weigh_state(item, suggestion);
    suggestion->score = bounded(suggestion->score);
    suggestion->left.minor = 0;
    memcpy(suggestion->left.currency, item->amount.currency, sizeof item->amount.currency);
    looking->count++;
}

static void add_house(struct looking *looking)
{
    struct suggestion *suggestion = &looking->out[looking->count++];
    *suggestion = (struct suggestion){.item = mem_strdup(looking->mem, looking->house->account)};
    favour(suggestion, WEIGHS_HOUSE, mem_printf(looking->mem, "rule %s", looking->house->name));
    weaken(suggestion, 0, "no amount can prove it");
}

static int by_score(const void *a, const void *b)
{
    const struct suggestion *first = a;
    const struct suggestion *second = b;
    return first->score != second->score ? second->score - first->score
                                         : strcmp(first->item, second->item);
}

/* What a match by hand could take of it. */
static enum status find_room(const struct looking *looking, struct suggestion *suggestion,
                             struct error *err)
{
    const struct money open = looking->line.open;
    struct target target;
    int64_t left = 0;
    if (strcmp(suggestion->left.currency, open.currency) != 0) {
        return STATUS_OK; /* nor has what is the bank's own any room to find */
    }
    enum status status = target_parse(suggestion->item, &target, err);
    if (status == STATUS_OK) {
        status = settle_room(looking->book, &target, open.minor > 0, open.currency, &left, err);
    }
    if (status == STATUS_REFUSED) {
        return STATUS_OK; /* nothing, then; why is among what speaks against it */
    }
    suggestion->left.minor = left > 0 ? left : 0;
    return status;
}

static enum status look(struct looking *looking, int64_t line, struct error *err)
{
    enum status status = gather(looking, line, err);
    if (status != STATUS_OK) {
        return status;
    }
    looking->out = MEM_ARRAY(looking->mem, struct suggestion, looking->item_count + 2);
    for (size_t i = 0; i < looking->item_count; i++) {
        weigh(looking, &looking->items[i]);
    }
    if (looking->house != NULL) {
        add_house(looking);
    }
    qsort(looking->out, looking->count, sizeof *looking->out, by_score);
    looking->count = looking->count < SUGGESTIONS_MAX ? looking->count : SUGGESTIONS_MAX;
    for (size_t i = 0; i < looking->count && status == STATUS_OK; i++) {
        status = find_room(looking, &looking->out[i], err);
    }
    return status;
}

enum status suggest_for_line(struct book *book, void *mem, int64_t line, struct suggestion **out,
                             size_t *count, struct error *err)
{
    struct looking looking = {.book = book, .mem = mem, .own = mem_context(NULL, "suggest")};
    bool is_own_snapshot = !book_in_transaction(book);
    enum status status = is_own_snapshot ? book_begin_snapshot(book, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = look(&looking, line, err);
        if (is_own_snapshot) {
            book_rollback(book);
        }
    }
    *out = looking.out;
    *count = status == STATUS_OK ? looking.count : 0;
    mem_free(looking.own);
    return status;
}
