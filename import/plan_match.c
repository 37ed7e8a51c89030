#include "import/plan_match.h"

#include "import/plan_window.h"
#include "model/item.h"
#include "model/mem.h"

#include <stdio.h>
#include <string.h>

#define PROVIDERS_MAX 64 /* with batches in one file */
#define GROUND_BYTES 512
#define MISFIT_BYTES 128
#define FIRST_TAKEN_SLOTS 1024

/* What batches of this file settle of what a provider owes. */
struct provider {
    char psp[TEXT_ID_BYTES_MAX + 1];
    char currency[4];
    int64_t settled_minor;
    int64_t kept_minor; /* for chargebacks */
};

struct matcher {
    struct book *book;
    struct plan_inside *inside;
    struct provider providers[PROVIDERS_MAX];
    size_t provider_count;
    /* Items that rows of this file took: texts by hash. */
    uint32_t *taken;
    size_t taken_slots;
    size_t taken_count;
};

/* What the row's keys lead to. */
struct verdict {
    struct item fits, second, near; /* near: the first that does not fit */
    const struct rule *by;          /* that reads what fits; NULL: it stands there as it is */
    size_t fit_count;
    bool has_near;
    char ground[GROUND_BYTES]; /* why near does not fit */
};

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return hash;
}

static uint32_t *taken_slot(struct matcher *matcher, const char *label)
{
    size_t slot = hash_of(label) & (matcher->taken_slots - 1);
    while (matcher->taken[slot] != 0 &&
           strcmp(texts_at(&matcher->inside->texts, matcher->taken[slot]), label) != 0) {
        slot = (slot + 1) & (matcher->taken_slots - 1);
    }
    return &matcher->taken[slot];
}

static void grow_taken(struct matcher *matcher)
{
    uint32_t *old = matcher->taken;
    size_t old_slots = matcher->taken_slots;
    matcher->taken_slots = old_slots == 0 ? FIRST_TAKEN_SLOTS : old_slots * 2;
    matcher->taken = MEM_ARRAY(matcher, uint32_t, matcher->taken_slots);
    for (size_t i = 0; i < old_slots; i++) {
        if (old[i] != 0) {
            *taken_slot(matcher, texts_at(&matcher->inside->texts, old[i])) = old[i];
        }
    }
    mem_free(old);
}

static bool is_taken(struct matcher *matcher, const struct item *item)
{
    char label[ITEM_LABEL_BYTES];
    return *taken_slot(matcher, item_label(item, label)) != 0;
}

static struct provider *provider_of(struct matcher *matcher, const struct item *batch)
{
    for (size_t i = 0; i < matcher->provider_count; i++) {
        struct provider *provider = &matcher->providers[i];
        if (strcmp(provider->psp, batch->psp) == 0 &&
            strcmp(provider->currency, batch->amount.currency) == 0) {
            return provider;
        }
    }
    if (matcher->provider_count == PROVIDERS_MAX) {
        return NULL;
    }
    struct provider *provider = &matcher->providers[matcher->provider_count++];
    (void)snprintf(provider->psp, sizeof provider->psp, "%s", batch->psp);
    memcpy(provider->currency, batch->amount.currency, sizeof provider->currency);
    return provider;
}

/* What the provider took back before is there to pay what its batch keeps. */
static bool is_charged(struct matcher *matcher, const struct item *batch)
{
    const struct provider *provider = provider_of(matcher, batch);
    return provider != NULL &&
           batch->charged_minor - provider->kept_minor >= batch->chargebacks_minor;
}

static bool is_owed(struct matcher *matcher, const struct item *batch)
{
    const struct provider *provider = provider_of(matcher, batch);
    return provider != NULL && batch->owed_minor - provider->settled_minor >= batch->gross_minor;
}

/* Why the item is not this row; NULL when it is. */
static const char *misfit(struct matcher *matcher, const struct bank_row *row,
                          const struct item *item, char *buffer)
{
    char amount[MONEY_TEXT_BYTES];
    if (strcmp(item->amount.currency, row->currency) != 0) {
        (void)snprintf(buffer, MISFIT_BYTES, "which is in %s", item->amount.currency);
        return buffer;
    }
    if ((item->amount.minor < 0) != (row->amount_minor < 0)) {
        return item->kind == ITEM_PAYOUT ? "but is money in: a payout that came back?"
                                         : "but is money out";
    }
    if (item->closed_because != NULL) {
        (void)snprintf(buffer, MISFIT_BYTES, "which %s", item->closed_because);
        return buffer;
    }
    if (item->amount.minor != row->amount_minor) {
        (void)snprintf(buffer, MISFIT_BYTES, "which is of %s %s", item->amount.currency,
                       money_format(item->amount, amount));
        return buffer;
    }
    if (is_taken(matcher, item)) {
        return "which an earlier line of this file pays already";
    }
    if (item->kind == ITEM_BATCH && !is_owed(matcher, item)) {
        return "but its provider owes less than that";
    }
    if (item->kind == ITEM_BATCH && !is_charged(matcher, item)) {
        return "but its provider has taken less back than it keeps";
    }
    return NULL;
}

static void judge(struct matcher *matcher, const struct bank_row *row, const struct item *item,
                  const struct rule *by, struct verdict *verdict)
{
    char buffer[MISFIT_BYTES];
    char label[ITEM_LABEL_BYTES];
    const char *why = misfit(matcher, row, item, buffer);
    if (why == NULL) {
        if (verdict->fit_count++ == 0) {
            verdict->fits = *item;
            verdict->by = by;
        } else if (verdict->fit_count == 2) {
            verdict->second = *item;
        }
    } else if (!verdict->has_near) {
        verdict->has_near = true;
        verdict->near = *item;
        (void)snprintf(verdict->ground, sizeof verdict->ground, "%s%s %s, %s",
                       by != NULL ? "rule " : "bears", by != NULL ? by->name : "",
                       item_label(item, label), why);
    }
}

static uint32_t keep_label(struct matcher *matcher, const struct item *item)
{
    char label[ITEM_LABEL_BYTES];
    (void)item_label(item, label);
    return texts_add_raw(&matcher->inside->texts, label, strlen(label));
}

static void take(struct matcher *matcher, const struct item *item, struct plan_row *planned)
{
    if (matcher->taken_count * 2 >= matcher->taken_slots) {
        grow_taken(matcher);
    }
    planned->fate = PLAN_MATCHED;
    planned->item = keep_label(matcher, item);
    *taken_slot(matcher, texts_at(&matcher->inside->texts, planned->item)) = planned->item;
    matcher->taken_count++;
    if (item->kind == ITEM_BATCH) {
        provider_of(matcher, item)->settled_minor += item->gross_minor;
        provider_of(matcher, item)->kept_minor += item->chargebacks_minor;
    }
}

static void say(struct matcher *matcher, struct plan_row *planned, const char *ground)
{
    planned->ground = texts_add_raw(&matcher->inside->texts, ground, strlen(ground));
}

static void decide(struct matcher *matcher, const struct verdict *verdict, struct plan_row *planned)
{
    char ground[GROUND_BYTES];
    char first[ITEM_LABEL_BYTES];
    char second[ITEM_LABEL_BYTES];
    if (verdict->fit_count == 1) {
        take(matcher, &verdict->fits, planned);
        if (verdict->by != NULL) {
            (void)snprintf(ground, sizeof ground, "rule %s and the exact amount",
                           verdict->by->name);
            say(matcher, planned, ground);
        }
    } else if (verdict->fit_count > 1) {
        planned->fate = PLAN_AMBIGUOUS;
        planned->item = keep_label(matcher, &verdict->fits);
        (void)snprintf(ground, sizeof ground, "%s and %s fit alike",
                       item_label(&verdict->fits, first), item_label(&verdict->second, second));
        say(matcher, planned, ground);
    } else if (verdict->has_near) {
        planned->fate = PLAN_SUGGESTED;
        planned->item = keep_label(matcher, &verdict->near);
        say(matcher, planned, verdict->ground);
    }
}

static void judge_all(struct matcher *matcher, const struct window *window,
                      const struct bank_row *row, const struct window_key *key,
                      struct verdict *verdict)
{
    size_t count = 0;
    const struct item *items = item_find(window->items, window->item_count, key->id, &count);
    for (size_t i = 0; i < count; i++) {
        if (key->by == NULL || items[i].kind == key->by->item) {
            judge(matcher, row, &items[i], key->by, verdict);
        }
    }
}

/* Where nothing that it bears names anything: the payouts to its counterparty's account. One of
 * another amount says nothing about this row. */
static void judge_account(struct matcher *matcher, const struct window *window,
                          const struct bank_row *row, struct verdict *verdict)
{
    const char *account = bank_text(matcher->inside->file, row->counterparty_account);
    for (size_t i = 0; i < window->payee_count; i++) {
        const struct window_key key = {window->payees[i].payout, window->by_account};
        if (row->amount_minor < 0 && strcmp(window->payees[i].account, account) == 0) {
            judge_all(matcher, window, row, &key, verdict);
        }
    }
    verdict->has_near = false;
}

static void match_row(struct matcher *matcher, const struct window *window, size_t at)
{
    size_t index = window->rows[at];
    const struct bank_row *row = plan_bank_row(matcher->inside, index);
    struct plan_row *planned = plan_row(matcher->inside, index);
    char ground[GROUND_BYTES];
    struct verdict verdict;
    verdict.fit_count = 0;
    verdict.has_near = false;
    for (size_t i = window->first[at]; i < window->first[at + 1]; i++) {
        judge_all(matcher, window, row, &window->keys[i], &verdict);
    }
    if (verdict.fit_count == 0 && !verdict.has_near) {
        judge_account(matcher, window, row, &verdict);
    }
    decide(matcher, &verdict, planned);
    const struct rule *house =
        planned->item == 0 ? window_house(window, matcher->inside, row) : NULL;
    if (house != NULL) {
        (void)snprintf(ground, sizeof ground, "rule %s says %s", house->name, house->account);
        say(matcher, planned, ground);
    }
}

static enum status match_window(struct matcher *matcher, struct window *window, struct error *err)
{
    enum status status = window_ask(window, matcher->book, err);
    for (size_t i = 0; i < window->count && status == STATUS_OK; i++) {
        match_row(matcher, window, i);
    }
    window_empty(window);
    return status;
}

static enum status match_all(struct matcher *matcher, struct window *window, struct error *err)
{
    const struct plan_inside *inside = matcher->inside;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < inside->file->row_count && status == STATUS_OK; i++) {
        if (plan_row(inside, i)->fate != PLAN_KNOWN) {
            window_add(window, inside, i);
        }
        if (window->count == WINDOW_ROWS) {
            status = match_window(matcher, window, err);
        }
    }
    return status == STATUS_OK ? match_window(matcher, window, err) : status;
}

enum status plan_match(struct book *book, struct plan_inside *inside, struct error *err)
{
    struct matcher *matcher = MEM_NEW(NULL, struct matcher);
    struct window *window = NULL;
    matcher->book = book;
    matcher->inside = inside;
    grow_taken(matcher);
    bool has_items = false; /* nothing to look up in books without any */
    enum status status = item_any(book, &has_items, err);
    if (status == STATUS_OK && has_items) {
        status = window_new(matcher, book, &window, err);
        if (status == STATUS_OK) {
            status = match_all(matcher, window, err);
        }
    }
    mem_free(matcher);
    return status;
}
