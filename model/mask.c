#include "model/mask.h"

#include <string.h>

enum status mask_check(struct book *book, const char *party, const char *capability,
                       struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id, ground, until_us FROM \"freeze\" WHERE party = $1"
                      " AND instr(',' || scope || ',', ',' || $2 || ',') > 0"
                      " AND lifted_us IS NULL AND until_us > $3 ORDER BY until_us DESC LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_text(q, 2, capability);
    stmt_bind_int(q, 3, book_now_us(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        char until[TIME_TEXT_BYTES];
        error_set(err, STATUS_REFUSED, "%s of %s is frozen until %s by freeze:%lld (%s)",
                  capability, party, time_format(stmt_int(q, 2), until), (long long)stmt_int(q, 0),
                  stmt_text(q, 1));
        status = error_hint(err, "see: holdfast show freeze:%lld", (long long)stmt_int(q, 0));
    }
    stmt_reset(q);
    return status;
}

enum status mask_check_linked(struct book *book, const char *party, const char *other,
                              const char *capability, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT 1 FROM party a JOIN party b ON a.control_group = b.control_group"
                      " WHERE a.id = $1 AND b.id = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_text(q, 2, other);
    status = stmt_step(q, &has_row, err);
    stmt_reset(q);
    if (status != STATUS_OK || !has_row) {
        return status;
    }
    return mask_check(book, party, capability, err);
}
