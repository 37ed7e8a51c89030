#include "model/query.h"

#include <stddef.h>

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

enum status query_is_new(struct book *book, const char *sql, const char *what, const char *id,
                         struct error *err)
{
    int64_t found = 0;
    enum status status = query_int(book, sql, id, NULL, 0, &found, err);
    if (status == STATUS_OK && found) {
        return error_set(err, STATUS_CONFLICT, "%s %s exists already", what, id);
    }
    return status;
}
