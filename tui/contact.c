#include "tui/contact.h"

#include "model/mem.h"
#include "tui/term.h"
#include "tui/worker.h"

#define US_PER_MS 1000

struct contact {
    struct ui *ui;
    struct store *store; /* the console's own */
    int64_t change_mark;
    int64_t looked_ms; /* when, by the steady clock */
    int64_t tried_ms;
    struct worker *search; /* for a server that is gone; NULL when none runs */
    bool has_told;         /* why it cannot be reached, where that is not just its absence */
};

static int64_t steady_ms(void)
{
    return clock_steady_us() / US_PER_MS;
}

/* The server answers, and the book in it can be read: worker_start has seen to that. */
static enum status found(struct worker *worker, struct book *book, void *mem, void *request,
                         struct error *err)
{
    (void)worker;
    (void)book;
    (void)mem;
    (void)request;
    (void)err;
    return STATUS_OK;
}

static void search(struct contact *contact)
{
    contact->tried_ms = steady_ms();
    contact->search = worker_start(contact, contact->ui, found, NULL);
}

static void come_back(struct contact *contact)
{
    struct error err;
    if (store_reconnect(contact->store, &err) ||
        store_change_mark(contact->store, &contact->change_mark, &err)) {
        return; /* gone once more: the search goes on */
    }
    contact->has_told = false;
    ui_set_lost(contact->ui, NULL);
    ui_reload(contact->ui);
}

static void go_on_searching(struct contact *contact)
{
    enum status status;
    struct error err;
    if (!contact->search) {
        if (steady_ms() - contact->tried_ms >= CONTACT_RETRY_MS) {
            search(contact);
        }
        return;
    }
    if (!worker_has_ended(contact->search, &status, &err)) {
        return;
    }
    mem_free(contact->search);
    contact->search = NULL;
    if (!status) {
        come_back(contact);
    } else if (status != STATUS_LOST && !contact->has_told) {
        contact->has_told = true;
        ui_error(contact->ui, &err);
    }
}

/* Another connection's commit is shown, unless the line is still busy with what we said before. */
static void look(struct contact *contact)
{
    int64_t mark;
    struct error err;
    contact->looked_ms = steady_ms();
    if (store_change_mark(contact->store, &mark, &err) || mark == contact->change_mark ||
        !term_can_write()) {
        return;
    }
    contact->change_mark = mark;
    ui_reload(contact->ui);
}

void contact_follow(struct contact *contact)
{
    if (ui_is_lost(contact->ui)) {
        go_on_searching(contact);
    } else if (steady_ms() - contact->looked_ms >= CONTACT_REFRESH_MS) {
        look(contact);
    }
    if (!ui_is_lost(contact->ui) && store_is_lost(contact->store)) {
        ui_set_lost(contact->ui, store_host(contact->store));
        search(contact);
    }
}

int contact_wait_ms(const struct contact *contact)
{
    int64_t next_ms = ui_is_lost(contact->ui) ? contact->tried_ms + CONTACT_RETRY_MS
                                              : contact->looked_ms + CONTACT_REFRESH_MS;
    int64_t left_ms = next_ms - steady_ms();
    return left_ms < 1 ? 1 : left_ms > CONTACT_REFRESH_MS ? CONTACT_REFRESH_MS : (int)left_ms;
}

enum status contact_new(void *mem, struct ui *ui, struct contact **out, struct error *err)
{
    struct contact *contact = MEM_NEW(mem, struct contact);
    contact->ui = ui;
    contact->store = book_store(ui_book(ui));
    contact->looked_ms = steady_ms();
    store_stay_lost(contact->store, true);
    *out = contact;
    return store_change_mark(contact->store, &contact->change_mark, err);
}
