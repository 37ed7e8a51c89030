#include "model/maker.h"

#include <string.h>

enum status maker_is_not_checker(const struct book *book, const char *maker, const char *what,
                                 struct error *err)
{
    if (maker == NULL || strcmp(maker, book_operator(book)) != 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_DENIED, "%s by %s: another operator decides", what, maker);
    return error_hint(err, "nobody decides about what is their own, administrators included");
}

struct makers {
    struct book *book;
    const char *what;
};

static enum status check_makers(void *state, const struct stmt *row, struct error *err)
{
    const struct makers *makers = state;
    enum status status = maker_is_not_checker(makers->book, stmt_text(row, 0), makers->what, err);
    return status == STATUS_OK
               ? maker_is_not_checker(makers->book, stmt_text(row, 1), makers->what, err)
               : status;
}

enum status maker_is_not_reviewer(struct book *book, int64_t event, const char *what,
                                  struct error *err)
{
    struct stmt *q;
    struct makers makers = {book, what};
    const char *sql = "SELECT e.operator, p.maker FROM event e"
                      " LEFT JOIN proposal p ON p.ended_event = e.number"
                      " WHERE e.book_id = $1 AND e.number = $2";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, event);
    return stmt_each(q, check_makers, &makers, err);
}
