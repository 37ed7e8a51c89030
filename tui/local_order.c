#include "tui/local.h"

#include "model/document.h"
#include "model/freeze_row.h"
#include "tui/call.h"
#include "tui/values.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum status write_file(const char *path, const struct document *document, struct error *err)
{
    FILE *file = fopen(path, "wxe");
    if (file == NULL) {
        return error_set(err, errno == EEXIST ? STATUS_CONFLICT : STATUS_IO,
                         "%s cannot be written: %s", path, strerror(errno));
    }
    bool is_written = fwrite(document->bytes, 1, document->count, file) == document->count;
    return fclose(file) == 0 && is_written
               ? STATUS_OK
               : error_set(err, STATUS_IO, "%s is not whole: %s", path, strerror(errno));
}

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
        status = write_file(path, &document, err);
    }
    if (status == STATUS_OK) {
        call_print(call, "%s: %zu bytes of %s, SHA-256 %s", path, document.count, document.name,
                   row.document);
    }
    return status;
}
