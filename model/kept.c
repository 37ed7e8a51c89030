#include "model/kept.h"

#include "model/mem.h"
#include "model/query.h"

#include <string.h>

#include <uthash.h>

struct entry {
    const char *key;
    void *row;
    UT_hash_handle hh;
};

static void clear(void *object)
{
    struct kept_rows *rows = object;
    struct entry *first = rows->first;
    HASH_CLEAR(hh, first);
    rows->first = NULL;
}

static struct entry *entry_of(struct book *book, const struct kept_kind *kind, const char *key)
{
    const struct kept_rows *rows = book_part(book, &kind->part);
    struct entry *first = rows->first;
    struct entry *entry = NULL;
    HASH_FIND_STR(first, key, entry);
    return entry;
}

void *kept_find(struct book *book, const struct kept_kind *kind, const char *key)
{
    const struct entry *entry = entry_of(book, kind, key);
    return entry == NULL ? NULL : entry->row;
}

void *kept_add(struct book *book, const struct kept_kind *kind, const char *key)
{
    struct kept_rows *rows = book_part(book, &kind->part);
    struct entry *first = rows->first;
    mem_on_free(rows, clear);
    struct entry *entry = MEM_NEW(rows, struct entry);
    entry->row = mem_zeroed(entry, kind->row_bytes, kind->part.name);
    entry->key = mem_strdup(entry, key);
    *(const char **)entry->row = entry->key;
    HASH_ADD_KEYPTR(hh, first, entry->key, strlen(entry->key), entry);
    rows->first = first;
    book_keep(book, 1);
    return entry->row;
}

void kept_drop(struct book *book, const struct kept_kind *kind, const char *key)
{
    struct kept_rows *rows = book_part(book, &kind->part);
    struct entry *first = rows->first;
    struct entry *entry = entry_of(book, kind, key);
    if (entry != NULL) {
        HASH_DELETE(hh, first, entry);
        rows->first = first;
        mem_free(entry);
    }
}

void kept_add_all(struct book *book, const struct kept_kind *kind, const struct id_list *keys,
                  void *mem, struct id_list *unknown)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (kept_find(book, kind, keys->items[i]) == NULL) {
            (void)kept_add(book, kind, keys->items[i]);
            id_list_add(mem, unknown, keys->items[i]);
        }
    }
}

enum status kept_ask(struct book *book, const struct kept_kind *kind, const struct id_list *keys,
                     const char *sql,
                     enum status (*take)(void *book, const struct stmt *row, struct error *err),
                     struct error *err)
{
    void *mem = mem_context(NULL, kind->part.name);
    struct id_list unknown = {0};
    kept_add_all(book, kind, keys, mem, &unknown);
    enum status status = query_many(book, sql, &unknown, NULL, take, err);
    mem_free(mem);
    return status;
}

enum status kept_each(struct book *book, const void *state,
                      enum status (*visit)(struct book *book, void *row, struct error *err),
                      struct error *err)
{
    const struct kept_rows *rows = state;
    enum status status = STATUS_OK;
    for (const struct entry *entry = rows->first; entry != NULL && status == STATUS_OK;
         entry = entry->hh.next) {
        status = visit(book, entry->row, err);
    }
    return status;
}
