/* query.h - the small questions of the entities: one number from the store, and whether an id is
 * free. */
#ifndef MODEL_QUERY_H
#define MODEL_QUERY_H

#include "model/book.h"
#include "model/id_list.h"

/* The first column of the first row, fallback when there is no row. first and second are bound to
 * $1 and $2; NULL for a statement that has fewer parameters. */
enum status query_int(struct book *book, const char *sql, const char *first, const char *second,
                      int64_t fallback, int64_t *out, struct error *err) CHECKED;

/* Ask about many ids at once, which are a list in $1: every row to take, as stmt_each says; nothing
 * is asked about none. second is bound to $2, NULL for a statement without one. */
enum status query_many(struct book *book, const char *sql, const struct id_list *ids,
                       const char *second,
                       enum status (*take)(void *book, const struct stmt *row, struct error *err),
                       struct error *err) CHECKED;

/* The next number of a table that numbers its rows; sql asks for the last one, and is asked once in
 * a transaction. A number that was given has to be used. */
enum status query_next_number(struct book *book, const char *sql, int64_t *out,
                              struct error *err) CHECKED;
/* As many at once: *out is the first of them. */
enum status query_next_numbers(struct book *book, const char *sql, int64_t count, int64_t *out,
                               struct error *err) CHECKED;
/* Ask that now, before anything is queued that asking would drive out. */
enum status query_last_number(struct book *book, const char *sql, struct error *err) CHECKED;

/* Where an entity's ids are that others give. */
struct id_space {
    const char *name; /* "payout" */
    const char *one;  /* SELECT 1 FROM payout WHERE id = $1 */
    const char *many; /* SELECT id FROM payout WHERE id IN (SELECT value FROM json_each($1)) */
};
/* STATUS_CONFLICT "name id exists already". */
enum status query_is_new(struct book *book, const struct id_space *space, const char *id,
                         struct error *err) CHECKED;
/* Ask for many ids at once, and remember for this transaction which of them are free. */
enum status query_foresee(struct book *book, const struct id_space *space,
                          const struct id_list *ids, struct error *err) CHECKED;
/* The id is given away now. */
void query_take(struct book *book, const struct id_space *space, const char *id);

#endif
