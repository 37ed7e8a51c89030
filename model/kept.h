/* kept.h - what a transaction keeps of things that have a text for their key: rows of a table,
 * asked for once and known from then on, as this transaction sees them.
 *
 *     struct known { const char *key; ... };           the key comes first; it is set here
 *     static const struct kept_kind DEALS = {KEPT_PART("deals", flush), sizeof(struct known)};
 *
 * A row is memory of its own, zeroed at first, on which its texts may hang; it goes with the
 * transaction. */
#ifndef MODEL_KEPT_H
#define MODEL_KEPT_H

#include "model/book.h"
#include "model/id_list.h"

struct kept_rows {
    void *first; /* of kept.c */
};
struct kept_kind {
    struct book_part part;
    size_t row_bytes;
};
/* flush may be NULL. */
#define KEPT_PART(name, flush)                                                                     \
    {                                                                                              \
        name, sizeof(struct kept_rows), flush                                                      \
    }

/* NULL where nothing is kept by that key. */
void *kept_find(struct book *book, const struct kept_kind *kind, const char *key);
/* One that is not kept yet. */
void *kept_add(struct book *book, const struct kept_kind *kind, const char *key);
void kept_drop(struct book *book, const struct kept_kind *kind, const char *key);

/* Keep a row for each of these keys; those that are new go into unknown, owned by mem. */
void kept_add_all(struct book *book, const struct kept_kind *kind, const struct id_list *keys,
                  void *mem, struct id_list *unknown);
/* The same, and ask about the new ones with sql, as query_many does: rows that take does not fill
 * are of things that are not there. */
enum status kept_ask(struct book *book, const struct kept_kind *kind, const struct id_list *keys,
                     const char *sql,
                     enum status (*take)(void *book, const struct stmt *row, struct error *err),
                     struct error *err) CHECKED;

/* In the order in which they came, for a part's flush, whose state it is. */
enum status kept_each(struct book *book, const void *state,
                      enum status (*visit)(struct book *book, void *row, struct error *err),
                      struct error *err) CHECKED;

#endif
