#include "tui/action.h"

#include "model/evidence.h"
#include "tui/file.h"
#include "tui/values.h"

#include <string.h>

static struct document text_of(const char *text)
{
    return (struct document){.bytes = text, .count = strlen(text)};
}

/* One of the three, by which of them there is. */
static enum status read_content(const struct values *values, void *mem, struct evidence *evidence,
                                struct error *err)
{
    const char *path = values_get(values, "file");
    const char *text = values_get(values, "text");
    const char *link = values_get(values, "link");
    const char *name = values_get(values, "name");
    if ((path != NULL) + (text != NULL) + (link != NULL) != 1) {
        (void)error_set(err, STATUS_INVALID, "a piece of evidence is one thing");
        return error_hint(err, "give a file, or a text, or a link");
    }
    evidence->kind = path != NULL   ? EVIDENCE_FILE
                     : text != NULL ? EVIDENCE_STATEMENT
                                    : EVIDENCE_LINK;
    if (path == NULL) {
        evidence->content = text_of(text != NULL ? text : link);
        return STATUS_OK;
    }
    enum status status = file_read_whole(mem, path, EVIDENCE_BYTES_MAX, &evidence->content, err);
    if (status == STATUS_OK && name != NULL) {
        evidence->content.name = name;
    }
    return status;
}

enum status action_complaint_evidence(struct book *book, const struct values *values,
                                      struct run *run, struct error *err)
{
    struct evidence evidence = {.complaint = values_id(values, "complaint", "complaint"),
                                .side = values_get(values, "side")};
    enum status status = run->is_check ? STATUS_OK : read_content(values, run->mem, &evidence, err);
    return status == STATUS_OK ? evidence_add(book, &evidence, run, err) : status;
}
