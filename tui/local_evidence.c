#include "tui/local.h"

#include "model/evidence.h"
#include "model/evidence_row.h"
#include "model/media.h"
#include "model/mem.h"
#include "tui/call.h"
#include "tui/file.h"
#include "tui/values.h"

#include <string.h>
#include <unistd.h>

static enum status open_piece(struct command_call *call, const struct values *values,
                              struct evidence_row *row, struct document *content, struct error *err)
{
    int64_t id = 0;
    enum status status = values_number(values, "evidence", "evidence", &id, err);
    if (status == STATUS_OK) {
        status = call_open(call, STORE_WRITE, err);
    }
    if (status == STATUS_OK) {
        status = evidence_find(call->book, call->mem, id, row, err);
    }
    return status == STATUS_OK ? evidence_read(call->book, call->mem, row, content, err) : status;
}

/* Line by line, so that nothing in it can drive a terminal. */
static void print_lines(struct command_call *call, const char *text)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");
        call_print(call, "%s", mem_strndup(call->mem, text, bytes));
        text += bytes + (text[bytes] == '\n' ? 1 : 0);
    }
}

enum status local_evidence_look(struct command_call *call, const struct values *values,
                                struct error *err)
{
    struct evidence_row row;
    struct document content;
    enum status status = open_piece(call, values, &row, &content, err);
    if (status == STATUS_OK && !evidence_is_text(&row)) {
        (void)error_set(err, STATUS_REFUSED, "evidence:%lld is %s: no text to show",
                        (long long)row.id, row.media);
        return error_hint(err, "write it to a file: evidence save %lld FILE", (long long)row.id);
    }
    if (status == STATUS_OK) {
        status = evidence_look(call->book, call->mem, row.id, err);
    }
    if (status == STATUS_OK) {
        print_lines(call, content.bytes);
    }
    return status;
}

/* The file comes first: a look is on record once there is something to look at, and a file whose
 * look cannot be recorded goes again. */
enum status local_evidence_save(struct command_call *call, const struct values *values,
                                struct error *err)
{
    struct evidence_row row;
    struct document content;
    const char *path = values_get(values, "file");
    enum status status = open_piece(call, values, &row, &content, err);
    if (status == STATUS_OK) {
        status = rights_check("evidence look", book_roles(call->book), err);
    }
    if (status == STATUS_OK) {
        status = file_write_new(path, &content, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = evidence_look(call->book, call->mem, row.id, err);
    if (status != STATUS_OK) {
        (void)unlink(path);
        return status;
    }
    call_print(call, "%s: %zu bytes of %s, SHA-256 %s", path, content.count, row.media, row.sha256);
    return STATUS_OK;
}
