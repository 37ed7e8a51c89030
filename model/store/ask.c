#include "model/mem.h"
#include "model/store/inside.h"

#include <assert.h>

#define FIRST_ROOM 16

void store_gather(struct store *store)
{
    assert(!store->is_gathering);
    if (store->driver->gather != NULL) {
        store->is_gathering = true;
        store->driver->gather(store->connection);
    }
}

void store_forget_asked(struct store *store)
{
    for (size_t i = 0; i < store->asked_count; i++) {
        store->asked[i].stmt->asked = 0;
    }
    store->asked_count = 0;
    store->is_gathering = false;
    if (store->driver->forget_asked != NULL) {
        store->driver->forget_asked(store->connection);
    }
}

/* Every row of a statement that has been asked, or is asked by its first step. */
static enum status take_rows(const struct asked *asked, struct error *err)
{
    bool has_row = true;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (status = stmt_step(asked->stmt, &has_row, err)) == STATUS_OK &&
           has_row) {
        status = asked->take(asked->state, asked->stmt, err);
    }
    stmt_reset(asked->stmt);
    return status;
}

static void put_off(struct store *store, const struct asked *asked)
{
    if (store->asked_count == store->asked_room) {
        store->asked_room = store->asked_room == 0 ? FIRST_ROOM : 2 * store->asked_room;
        store->asked = MEM_GROW(store, store->asked, struct asked, store->asked_room);
    }
    store->asked[store->asked_count++] = *asked;
    asked->stmt->asked++;
    asked->stmt->bound = 0;
}

enum status stmt_each(struct stmt *stmt,
                      enum status (*take)(void *state, const struct stmt *row, struct error *err),
                      void *state, struct error *err)
{
    struct store *store = stmt->store;
    struct asked asked = {stmt, take, state};
    assert(!stmt->is_running && stmt_is_bound(stmt));
    if (!store->is_gathering) {
        return take_rows(&asked, err);
    }
    enum status status = store->driver->ask(stmt->handle, err);
    if (status == STATUS_OK) {
        put_off(store, &asked);
    }
    return store_note(store, status);
}

/* The nth answer, which the driver has. */
static enum status take_answer(struct store *store, size_t nth, struct error *err)
{
    const struct asked *asked = &store->asked[nth];
    asked->stmt->asked--;
    store->driver->take(asked->stmt->handle, nth);
    asked->stmt->is_running = true;
    store->running_count++;
    return take_rows(asked, err);
}

enum status store_answer(struct store *store, struct error *err)
{
    if (!store->is_gathering) {
        return STATUS_OK;
    }
    store->is_gathering = false;
    store->questions += store->asked_count > 0 ? 1 : 0;
    enum status status = store_fails_now(store) ? store_fail(store, err)
                                                : store->driver->answer(store->connection, err);
    (void)store_note(store, status);
    for (size_t i = 0; i < store->asked_count && status == STATUS_OK; i++) {
        status = take_answer(store, i, err);
    }
    store_forget_asked(store);
    return status;
}

enum status store_answer_after(struct store *store, enum status status, struct error *err)
{
    if (status != STATUS_OK) {
        store_forget_asked(store);
        return status;
    }
    return store_answer(store, err);
}
