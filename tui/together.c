#include "tui/together.h"

#include "model/mem.h"

#include <string.h>

struct together together_new(void *mem, const struct command *command, const struct values *values,
                             char *const *ids, size_t count)
{
    struct together together = {
        .command = command, .items = MEM_ARRAY(mem, struct together_item, count), .count = count};
    for (size_t i = 0; i < count; i++) {
        together.items[i] = (struct together_item){.id = ids[i], .values = *values};
        together.items[i].values.texts[0] = ids[i];
    }
    return together;
}

enum status together_spread(void *mem, struct book *book, const struct command *command,
                            const struct values *values, struct together *out, struct error *err)
{
    struct values *acts = NULL;
    *out = (struct together){.command = command, .is_whole = true};
    if (command->spread == NULL) {
        return STATUS_OK;
    }
    enum status status = command->spread(mem, book, values, &acts, &out->count, err);
    if (status != STATUS_OK) {
        return status;
    }
    out->items = MEM_ARRAY(mem, struct together_item, out->count + 1);
    for (size_t i = 0; i < out->count; i++) {
        const char *context = acts[i].texts[1];
        out->items[i] = (struct together_item){
            .id = mem_printf(mem, "%s %s", acts[i].texts[0], context ? context : ""),
            .values = acts[i]};
    }
    return STATUS_OK;
}

/* Whether the failure is of this one alone, and leaves the others as they are. */
static bool is_refusal(enum status status)
{
    return status == STATUS_REFUSED || status == STATUS_NOT_FOUND || status == STATUS_CONFLICT ||
           status == STATUS_DENIED || status == STATUS_INVALID || status == STATUS_LIMIT ||
           status == STATUS_STALE;
}

/* Nothing of the others is kept either, and they have to be told. */
static enum status none_done(const struct together_item *item, enum status status,
                             struct error *err)
{
    struct error cause = *err;
    if (!is_refusal(status)) {
        return status;
    }
    (void)error_set(err, status, "nothing was done, since of %s: %s", item->id, cause.message);
    return error_hint(err, "%s", cause.hint);
}

/* Plan one, and let those after it see it done. */
static enum status plan_item(struct book *book, void *mem, const struct command *command,
                             struct together_item *item, struct error *err)
{
    struct run preview = {.mem = mem, .is_preview = true};
    enum status status = command->act(book, &item->values, &preview, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (preview.posting->unapproved != NULL) { /* to be looked at by itself */
        return error_set(err, STATUS_STALE, "%s", preview.posting->unapproved);
    }
    posting_digest(preview.posting, item->digest);
    posting_detach(preview.posting);
    struct run run = {.mem = mem, .expected_digest = item->digest};
    status = command->act(book, &item->values, &run, err);
    item->posting = status == STATUS_OK ? preview.posting : NULL;
    return status;
}

/* Nothing was kept, and it is tried again within the book's patience. */
static bool is_tried_again(enum status status, struct patience *patience)
{
    return (status == STATUS_BUSY || status == STATUS_LOST) && patience_pause(patience);
}

static enum status plan_once(struct book *book, void *mem, struct together *together,
                             struct error *err)
{
    together->possible = 0;
    enum status status = book_begin(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < together->count && status == STATUS_OK; i++) {
        struct together_item *item = &together->items[i];
        status = plan_item(book, mem, together->command, item, err);
        together->possible += status == STATUS_OK;
        if (status != STATUS_OK && together->is_whole) {
            status = none_done(item, status, err);
        } else if (is_refusal(status) && !book_is_spoiled(book)) {
            item->refusal = mem_strdup(mem, err->message);
            status = STATUS_OK;
        }
    }
    book_rollback(book);
    return status;
}

enum status together_plan(struct book *book, void *mem, struct together *together,
                          struct error *err)
{
    struct patience patience = book_patience(book);
    enum status status = plan_once(book, mem, together, err);
    while (is_tried_again(status, &patience)) {
        status = plan_once(book, mem, together, err);
    }
    return status;
}

static enum status do_item(struct book *book, void *mem, const struct command *command,
                           const struct together_item *item, struct posting **done,
                           struct error *err)
{
    const char *digest = item->digest[0] != '\0' ? item->digest : NULL;
    struct run run = {.mem = mem, .expected_digest = digest};
    enum status status = command->act(book, &item->values, &run, err);
    if (status != STATUS_OK) {
        return none_done(item, status, err);
    }
    posting_detach(run.posting);
    *done = run.posting;
    return STATUS_OK;
}

static enum status do_once(struct book *book, void *mem, const struct together *together,
                           struct posting **done, struct error *err)
{
    enum status status = book_begin(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < together->count && status == STATUS_OK; i++) {
        const struct together_item *item = &together->items[i];
        done[i] = NULL;
        if (item->refusal == NULL) {
            status = do_item(book, mem, together->command, item, &done[i], err);
        }
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        return status;
    }
    return book_commit(book, err);
}

enum status together_do(struct book *book, void *mem, const struct together *together,
                        struct posting **done, struct error *err)
{
    struct patience patience = book_patience(book);
    enum status status = do_once(book, mem, together, done, err);
    while (is_tried_again(status, &patience)) {
        status = do_once(book, mem, together, done, err);
    }
    return status;
}

/* ---- in words ---- */

static char *add(char *text, const char *more)
{
    return mem_append(text, "%s%s", text[0] == '\0' ? "" : "; ", more);
}

char *together_text(void *mem, const struct posting *posting)
{
    char amount[MONEY_TEXT_BYTES], label[ACCOUNT_LABEL_BYTES];
    char *text = mem_strdup(mem, "");
    for (size_t i = 0; i < posting->leg_count; i++) {
        const struct leg *leg = &posting->legs[i];
        struct money money = {.minor = leg->amount_minor};
        memcpy(money.currency, leg->account->currency, sizeof money.currency);
        if (leg->amount_minor > 0) {
            text = add(text, mem_printf(mem, "%s %s to %s", money.currency,
                                        money_format_grouped(money, amount),
                                        account_label(leg->account, label)));
        }
    }
    for (size_t i = 0; i < posting->notice_count; i++) {
        text = add(text, mem_printf(mem, "%s is told", posting->notices[i]->party));
    }
    if (posting->needs != EYES_ONE) {
        text = add(text, "proposed: it takes a second operator");
    }
    return text[0] == '\0' ? mem_strdup(mem, "will be done") : text;
}
