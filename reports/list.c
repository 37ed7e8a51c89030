#include "reports/list.h"

enum status list_run(struct book *book, void *mem, const struct view_query *query, size_t limit,
                     struct table_sink sink, struct error *err)
{
    struct view_cursor *cursor = NULL;
    enum status status = view_open(mem, book, query, &cursor, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct store *store = book_store(book);
    bool is_ours = !store_in_transaction(store);
    if (is_ours) {
        status = store_begin(store, STORE_SNAPSHOT, 1, err);
    }
    if (status == STATUS_OK) {
        status = view_each(cursor, limit == 0 ? SIZE_MAX : limit, sink.take, sink.state, err);
    }
    if (is_ours) {
        store_rollback(store);
    }
    return status;
}
