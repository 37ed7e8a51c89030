#include "model/query.h"

#include "model/mem.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include <uthash.h>

#define NUMBERED_TABLES_MAX 8

/* An id that nothing has yet. */
struct free_id {
    char *name; /* "payout PO-1" */
    UT_hash_handle hh;
};

struct free_ids {
    struct free_id *by_name;
};

static const struct book_part FREE = {"free ids", sizeof(struct free_ids), NULL};

static void clear(void *object)
{
    struct free_ids *state = object;
    HASH_CLEAR(hh, state->by_name);
}

enum status query_int(struct book *book, const char *sql, const char *first, const char *second,
                      int64_t fallback, int64_t *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (first) {
        stmt_bind_text(q, 1, first);
    }
    if (second) {
        stmt_bind_text(q, 2, second);
    }
    status = stmt_step(q, &has_row, err);
    *out = status == STATUS_OK && has_row ? stmt_int(q, 0) : fallback;
    stmt_reset(q);
    return status;
}

enum status query_many(struct book *book, const char *sql, const struct id_list *ids,
                       const char *second,
                       enum status (*take)(void *book, const struct stmt *row, struct error *err),
                       struct error *err)
{
    struct stmt *q;
    if (ids->count == 0) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *list = id_list_json(NULL, ids);
    stmt_bind_text(q, 1, list);
    mem_free(list);
    if (second) {
        stmt_bind_text(q, 2, second);
    }
    return stmt_each(q, take, book, err);
}

/* The last numbers given, by the question for them. */
struct numbers {
    const char *asked[NUMBERED_TABLES_MAX];
    int64_t last[NUMBERED_TABLES_MAX];
    size_t count;
};

static const struct book_part NUMBERS = {"numbers", sizeof(struct numbers), NULL};

static enum status find_number(struct book *book, const char *sql, int64_t **out, struct error *err)
{
    struct numbers *numbers = book_part(book, &NUMBERS);
    size_t i = 0;
    while (i < numbers->count && strcmp(numbers->asked[i], sql) != 0) {
        i++;
    }
    if (i == numbers->count) {
        int64_t last;
        enum status status = query_int(book, sql, NULL, NULL, 0, &last, err);
        if (status != STATUS_OK) {
            return status;
        }
        assert(i < NUMBERED_TABLES_MAX);
        numbers->asked[i] = mem_strdup(numbers, sql);
        numbers->last[i] = last;
        numbers->count++;
    }
    *out = &numbers->last[i];
    return STATUS_OK;
}

enum status query_next_numbers(struct book *book, const char *sql, int64_t count, int64_t *out,
                               struct error *err)
{
    int64_t *last;
    enum status status = find_number(book, sql, &last, err);
    if (status == STATUS_OK) {
        *out = *last + 1;
        *last += count;
    }
    return status;
}

enum status query_next_number(struct book *book, const char *sql, int64_t *out, struct error *err)
{
    return query_next_numbers(book, sql, 1, out, err);
}

enum status query_last_number(struct book *book, const char *sql, struct error *err)
{
    int64_t *last;
    return find_number(book, sql, &last, err);
}

/* NULL when it is not known to be free. */
static struct free_id *find_free(struct free_ids *state, const struct id_space *space,
                                 const char *id)
{
    struct free_id *found = NULL;
    if (state->by_name != NULL) {
        char *name = mem_printf(state, "%s %s", space->name, id);
        HASH_FIND_STR(state->by_name, name, found);
        mem_free(name);
    }
    return found;
}

enum status query_is_new(struct book *book, const struct id_space *space, const char *id,
                         struct error *err)
{
    int64_t found = 0;
    if (find_free(book_part(book, &FREE), space, id) != NULL) {
        return STATUS_OK;
    }
    enum status status = query_int(book, space->one, id, NULL, 0, &found, err);
    if (status == STATUS_OK && found) {
        return error_set(err, STATUS_CONFLICT, "%s %s exists already", space->name, id);
    }
    return status;
}

static void remove_free(struct free_ids *state, struct free_id *known)
{
    if (known != NULL) {
        HASH_DELETE(hh, state->by_name, known);
        mem_free(known);
    }
}

static void add_free(struct book *book, struct free_ids *state, const struct id_space *space,
                     const char *id)
{
    if (find_free(state, space, id) != NULL) {
        return;
    }
    struct free_id *known = MEM_NEW(state, struct free_id);
    known->name = mem_printf(known, "%s %s", space->name, id);
    HASH_ADD_KEYPTR(hh, state->by_name, known->name, strlen(known->name), known);
    book_keep(book, 1);
}

enum status query_foresee(struct book *book, const struct id_space *space,
                          const struct id_list *ids, struct error *err)
{
    struct free_ids *state = book_part(book, &FREE);
    struct stmt *q;
    bool has_row = true;
    if (ids->count == 0) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book), space->many, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    mem_on_free(state, clear);
    for (size_t i = 0; i < ids->count; i++) {
        add_free(book, state, space, ids->items[i]);
    }
    char *json = id_list_json(state, ids);
    stmt_bind_text(q, 1, json);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        remove_free(state, find_free(state, space, stmt_text(q, 0)));
    }
    stmt_reset(q);
    mem_free(json);
    if (status != STATUS_OK) {
        clear(state);
    }
    return status;
}

void query_take(struct book *book, const struct id_space *space, const char *id)
{
    struct free_ids *state = book_part(book, &FREE);
    remove_free(state, find_free(state, space, id));
}
