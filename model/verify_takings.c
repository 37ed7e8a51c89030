#include "model/verify_takings.h"

#include "model/verify_body.h"

#include <string.h>

#define TAKINGS_SQL                                                                                \
    "SELECT t.event, t.complaint, t.holder, t.at_us, e.verb, e.operator, e.at_us, e.body"          \
    " FROM taking t LEFT JOIN event e ON e.book_id = $1 AND e.number = t.event ORDER BY t.event"
enum { T_EVENT, T_COMPLAINT, T_HOLDER, T_AT, E_VERB, E_OPERATOR, E_AT, E_BODY };

static bool is_as_written(const struct stmt *q)
{
    if (stmt_is_null(q, E_VERB) || stmt_int(q, T_AT) != stmt_int(q, E_AT)) {
        return false;
    }
    bool is_take = strcmp(stmt_text(q, E_VERB), "complaint take") == 0;
    if (is_take ? strcmp(stmt_text(q, E_OPERATOR), stmt_text(q, T_HOLDER)) != 0
                : strcmp(stmt_text(q, E_VERB), "complaint hand") != 0) {
        return false;
    }
    json_t *body = json_loads(stmt_text(q, E_BODY), 0, NULL);
    bool is_so = verify_body_text(body, "complaint", stmt_text(q, T_COMPLAINT)) &&
                 verify_body_text(body, "to", stmt_text(q, T_HOLDER));
    json_decref(body);
    return is_so;
}

enum status verify_takings(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    int64_t count = 0;
    enum status status = store_prepare(book_store(book), TAKINGS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        if (!is_as_written(q)) {
            verify_breach(row, "complaint:%s was not taken by %s in event %lld",
                          stmt_text(q, T_COMPLAINT), stmt_text(q, T_HOLDER),
                          (long long)stmt_int(q, T_EVENT));
        }
        count++;
    }
    stmt_reset(q);
    if (status == STATUS_OK && count != row->checked) {
        verify_breach(row, "complaints were taken %lld times, and %lld are there",
                      (long long)row->checked, (long long)count);
    }
    return status;
}
