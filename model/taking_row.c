#include "model/taking_row.h"

#include "model/mem.h"

#include <string.h>

#define LAST_SQL                                                                                   \
    "SELECT t.holder, t.at_us FROM taking t JOIN complaint c ON c.id = t.complaint"                \
    " WHERE t.complaint = $1 AND t.event > coalesce(c.decided_event, 0)"                           \
    " ORDER BY t.event DESC LIMIT 1"

enum status taking_find(struct book *book, void *mem, const char *complaint, struct taking *out,
                        struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = (struct taking){0};
    enum status status = store_prepare(book_store(book), LAST_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, complaint);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = (struct taking){mem_strdup(mem, stmt_text(q, 0)), stmt_int(q, 1)};
    }
    stmt_reset(q);
    return status;
}

enum status taking_require(struct book *book, const char *complaint, struct error *err)
{
    struct taking taking;
    char at[TIME_TEXT_BYTES];
    void *mem = mem_context(NULL, "taking");
    enum status status = taking_find(book, mem, complaint, &taking, err);
    if (status == STATUS_OK && taking.holder && strcmp(taking.holder, book_operator(book)) != 0) {
        (void)error_set(err, STATUS_REFUSED, "complaint:%s was taken by %s at %s", complaint,
                        taking.holder, time_format(taking.at_us, at));
        status = error_hint(err, "take it first, with a reason, or ask %s to hand it over",
                            taking.holder);
    }
    mem_free(mem);
    return status;
}
