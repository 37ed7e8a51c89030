#include "model/doubt.h"

#include <string.h>

enum status doubt_find(struct store *store, int64_t book, const struct book_doubt *doubt,
                       bool *is_there, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT hash FROM event WHERE book_id = $1 AND number = $2";
    enum status status = store_prepare(store, sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book);
    stmt_bind_int(q, 2, doubt->event);
    status = stmt_step(q, &has_row, err);
    *is_there = status == STATUS_OK && has_row && strcmp(stmt_text(q, 0), doubt->hash) == 0;
    stmt_reset(q);
    return status;
}

enum status doubt_was_not_kept(const struct book_doubt *doubt, struct error *err)
{
    error_set(err, STATUS_LOST, "the connection to the store went away; nothing was kept");
    if (doubt->event != 0) {
        error_detail(err, "event %lld was about to be kept", (long long)doubt->event);
    }
    return error_hint(err, "do it again");
}

enum status doubt_may_be_kept(const struct book_doubt *doubt, const char *why, struct error *err)
{
    error_set(err, STATUS_UNSURE,
              "the connection to the store went away while event %lld was being kept:"
              " it may have been kept or not",
              (long long)doubt->event);
    error_detail(err, "%s", why);
    return error_hint(err, "look before you do it again: holdfast show event:%lld",
                      (long long)doubt->event);
}
