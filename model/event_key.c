#include "model/event_key.h"

#include "model/canon.h"
#include "model/mem.h"

#include <string.h>

#include <uthash.h>

/* A key that was asked for, with its event. */
struct known {
    char *key;
    int64_t event;        /* 0: none */
    char *body;           /* of the event, when it is the one that was foreseen; else NULL */
    const char *foreseen; /* borrowed while many are asked for */
    UT_hash_handle hh;
};

/* Of one source. */
struct cache {
    char *source;
    struct known *by_key;
};

static const struct book_part CACHE = {"keys", sizeof(struct cache), NULL};

static void clear(void *object)
{
    struct cache *cache = object;
    HASH_CLEAR(hh, cache->by_key);
}

static struct known *find(struct book *book, const char *source, const char *key)
{
    struct cache *cache = book_part(book, &CACHE);
    struct known *known = NULL;
    if (cache->source && strcmp(cache->source, source) == 0) {
        HASH_FIND_STR(cache->by_key, key, known);
    }
    return known;
}

/* A key without an event, so far. */
static void keep(struct book *book, struct cache *cache, const char *key, const char *foreseen)
{
    struct known *known = MEM_NEW(cache, struct known);
    known->key = mem_strdup(known, key);
    known->foreseen = foreseen;
    HASH_ADD_KEYPTR(hh, cache->by_key, known->key, strlen(known->key), known);
    book_keep(book, 1);
}

/* An event that proposes it has it as a text. */
static bool is_told_in(const char *stored, const char *body)
{
    size_t bytes = strlen(body);
    char *text = MEM_GROW(NULL, NULL, char, CANON_QUOTED_MAX(bytes) + 1);
    text[canon_quote(body, bytes, text)] = '\0';
    char *end = mem_printf(text, ",\"" EVENT_KEY_TOLD "\":%s}", text);
    size_t end_bytes = strlen(end), stored_bytes = strlen(stored);
    bool is_in = stored_bytes > end_bytes && strcmp(stored + stored_bytes - end_bytes, end) == 0;
    mem_free(text);
    return is_in;
}

static enum status compare(const char *stored, const char *body, const char *source,
                           const char *key, int64_t event, struct error *err)
{
    if (strcmp(stored, body) == 0 || is_told_in(stored, body)) {
        return STATUS_OK;
    }
    error_set(err, STATUS_CONFLICT, "id %s of %s is known with another body", key, source);
    return error_hint(err, "see event %lld; an id stands for one body for ever", (long long)event);
}

enum status event_key_find(struct book *book, const char *source, const char *key, const char *body,
                           int64_t *event, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const struct known *known = find(book, source, key);
    const char *sql = "SELECT number, body FROM event WHERE source = $1 AND key = $2";
    *event = known ? known->event : 0;
    if (known && (known->event == 0 || known->body)) {
        return known->event == 0 ? STATUS_OK : compare(known->body, body, source, key, *event, err);
    }
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, source);
    stmt_bind_text(q, 2, key);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *event = stmt_int(q, 0);
        status = compare(stmt_text(q, 1), body, source, key, *event, err);
    }
    stmt_reset(q);
    return status;
}

/* The events of keys that are kept. A body that was not foreseen may be of any length, and is asked
 * for again by itself. */
static enum status fetch(struct book *book, const char *source, const char *json, struct error *err)
{
    struct stmt *q;
    bool has_row = true;
    const char *sql = "SELECT key, number, body FROM event WHERE source = $1"
                      " AND key IN (SELECT value FROM json_each($2))";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, source);
    stmt_bind_text(q, 2, json);
    stmt_expect_many(q);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        struct known *known = find(book, source, stmt_text(q, 0));
        bool is_foreseen = strcmp(stmt_text(q, 2), known->foreseen) == 0;
        known->event = stmt_int(q, 1);
        known->body = is_foreseen ? mem_strdup(known, known->foreseen) : NULL;
    }
    stmt_reset(q);
    return status;
}

/* Of another source than before, nothing is kept. */
static struct cache *cache_for(struct book *book, const char *source)
{
    struct cache *cache = book_part(book, &CACHE);
    mem_on_free(cache, clear);
    if (!cache->source || strcmp(cache->source, source) != 0) {
        clear(cache);
        mem_free(cache->source);
        cache->source = mem_strdup(cache, source);
    }
    return cache;
}

enum status event_key_foresee(struct book *book, const char *source, const struct id_list *keys,
                              const char *const *bodies, struct error *err)
{
    struct cache *cache = cache_for(book, source);
    struct id_list unknown = {0};
    enum status status = STATUS_OK;
    void *mem = mem_context(NULL, "keys");
    for (size_t i = 0; i < keys->count; i++) {
        if (!find(book, source, keys->items[i])) {
            keep(book, cache, keys->items[i], bodies[i]);
            id_list_add(mem, &unknown, keys->items[i]);
        }
    }
    if (unknown.count > 0) {
        status = fetch(book, source, id_list_json(mem, &unknown), err);
    }
    for (size_t i = 0; i < unknown.count; i++) {
        find(book, source, unknown.items[i])->foreseen = NULL;
    }
    if (status != STATUS_OK) {
        clear(cache);
    }
    mem_free(mem);
    return status;
}

bool event_key_is_known(struct book *book, const char *source, const char *key)
{
    const struct known *known = find(book, source, key);
    return known && known->event != 0;
}

void event_key_note(struct book *book, const char *source, const char *key, int64_t event)
{
    struct known *known = find(book, source, key);
    if (known) {
        known->event = event;
        known->body = NULL;
    }
}
