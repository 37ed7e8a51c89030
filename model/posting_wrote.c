#include "model/posting_wrote.h"

#include "model/mem.h"

#include <stdlib.h>

/* Accounts that it opens, some of them more than once. */
struct opened {
    const struct account **items;
    size_t count;
};

static void add(const struct posting *posting, struct opened *opened, const struct account *account)
{
    if (account != NULL && account->opened_event == posting->event) {
        opened->items[opened->count++] = account;
    }
}

static int by_number(const void *a, const void *b)
{
    const struct account *one = *(const struct account *const *)a;
    const struct account *other = *(const struct account *const *)b;
    return one->id < other->id ? -1 : one->id > other->id;
}

static struct opened find_opened(const struct posting *posting)
{
    size_t most = posting->leg_count + posting->opened_count + 2 * posting->lien_count;
    struct opened opened = {.items = MEM_ARRAY(NULL, const struct account *, most + 1)};
    for (size_t i = 0; i < posting->leg_count; i++) {
        add(posting, &opened, posting->legs[i].account);
    }
    for (size_t i = 0; i < posting->opened_count; i++) {
        add(posting, &opened, posting->opened[i]);
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        add(posting, &opened, posting->liens[i].on);
        add(posting, &opened, posting->liens[i].beneficiary);
    }
    qsort(opened.items, opened.count, sizeof(*opened.items), by_number);
    return opened;
}

static void add_account(struct wrote *wrote, const struct account *account)
{
    bool is_hold = account->kind == ACCOUNT_HOLD;
    wrote_row(wrote, "account");
    wrote_int(wrote, true, account->id);
    wrote_text(wrote, account_kind_name(account->kind));
    wrote_text(wrote, account->name);
    wrote_text(wrote, account->party);
    wrote_text(wrote, account->currency);
    wrote_text(wrote, purpose_name(account->purpose));
    wrote_text(wrote, account->deal);
    wrote_text(wrote, account->payer);
    wrote_text(wrote, account->payee);
    wrote_int(wrote, account->parent != 0, account->parent);
    wrote_int(wrote, is_hold, account->root);
    wrote_int(wrote, account->is_between_two, 1);
    wrote_int(wrote, account->is_collected, 1);
}

static void add_lien(struct wrote *wrote, const struct lien_change *lien)
{
    wrote_row(wrote, "lien");
    wrote_int(wrote, true, lien->on->id);
    wrote_int(wrote, true, lien->beneficiary->id);
    wrote_int(wrote, true, lien->rank);
    wrote_text(wrote, lien->ground);
    wrote_text(wrote, lien->reference);
    wrote_int(wrote, true, lien->cap_minor);
    wrote_int(wrote, lien->share_per_minor > 0, lien->share_per_minor);
}

void posting_wrote_notice(struct wrote *wrote, const struct notice *notice)
{
    wrote_row(wrote, "notice");
    wrote_text(wrote, notice->party);
    wrote_text(wrote, notice->kind);
    wrote_text(wrote, notice->language);
    wrote_text(wrote, notice->title);
    wrote_text(wrote, notice->text);
}

void posting_wrote(const struct posting *posting, struct wrote *wrote)
{
    struct opened opened = find_opened(posting);
    for (size_t i = 0; i < opened.count; i++) {
        if (i == 0 || opened.items[i] != opened.items[i - 1]) {
            add_account(wrote, opened.items[i]);
        }
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (posting->liens[i].id == 0) {
            add_lien(wrote, &posting->liens[i]);
        }
    }
    for (size_t i = 0; i < posting->notice_count; i++) {
        posting_wrote_notice(wrote, posting->notices[i]);
    }
    mem_free(opened.items);
}
