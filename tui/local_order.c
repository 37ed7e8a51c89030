#include "tui/local.h"

#include "model/document.h"
#include "model/freeze_row.h"
#include "tui/call.h"
#include "tui/file.h"
#include "tui/values.h"

enum status local_order_save(struct command_call *call, const struct values *values,
                             struct error *err)
{
    struct freeze_row row;
    struct document document;
    int64_t id = 0;
    const char *path = values_get(values, "file");
    enum status status = values_number(values, "freeze", "freeze", &id, err);
    if (status == STATUS_OK) {
        status = call_open(call, STORE_READ, err);
    }
    if (status == STATUS_OK) {
        status = freeze_find(call->book, call->mem, id, &row, err);
    }
    if (status == STATUS_OK && row.document == NULL) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld is no order: it has no document",
                         (long long)id);
    }
    if (status == STATUS_OK) {
        status = document_read(call->book, call->mem, row.document, &document, err);
    }
    if (status == STATUS_OK) {
        status = file_write_new(path, &document, err);
    }
    if (status == STATUS_OK) {
        call_print(call, "%s: %zu bytes of %s, SHA-256 %s", path, document.count, document.name,
                   row.document);
    }
    return status;
}
