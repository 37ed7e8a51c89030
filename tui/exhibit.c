#include "tui/exhibit.h"

#include "model/evidence.h"
#include "model/evidence_row.h"
#include "model/mem.h"
#include "model/text.h"
#include "tui/ui.h"

#include <string.h>

#define KIND "evidence:"

static enum status read_text(void *mem, struct ui *ui, int64_t id, char **out, struct error *err)
{
    struct evidence_row row;
    struct document content;
    struct book *book = ui_book(ui);
    enum status status = evidence_find(book, mem, id, &row, err);
    if (status == STATUS_OK && row.erased_event == 0 && !evidence_is_text(&row)) {
        *out = mem_printf(mem, "This is %s: holdfast evidence save %lld FILE writes it to a file.",
                          row.media, (long long)id);
        return STATUS_OK;
    }
    if (status == STATUS_OK && ui_terms(ui)->is_read_only) {
        return error_set(err, STATUS_DENIED, "that it is opened cannot be recorded: read-only");
    }
    if (status == STATUS_OK) {
        status = evidence_read(book, mem, &row, &content, err);
    }
    if (status == STATUS_OK) {
        status = evidence_look(book, mem, id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_long = content.count > EXHIBIT_TEXT_BYTES_MAX;
    size_t shown =
        is_long ? text_valid_prefix(content.bytes, EXHIBIT_TEXT_BYTES_MAX) : content.count;
    *out = mem_strndup(mem, content.bytes, shown);
    if (is_long) {
        *out = mem_append(*out, "\n(%zu of %zu bytes: evidence save %lld FILE has them all)", shown,
                          content.count, (long long)id);
    }
    return STATUS_OK;
}

char *exhibit_open(void *mem, struct ui *ui, const char *id)
{
    struct error err;
    char *text = NULL;
    int64_t number = 0;
    if (strncmp(id, KIND, strlen(KIND)) != 0 || !text_to_int(id + strlen(KIND), &number)) {
        return NULL;
    }
    if (read_text(mem, ui, number, &text, &err) != STATUS_OK) {
        text = mem_printf(mem, "Not shown: %s", err.message);
    }
    return text;
}
