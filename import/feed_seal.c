#include "import/feed_seal.h"

#include "import/feed_body.h"
#include "import/feed_types.h"
#include "model/personal.h"

#include <string.h>

/* The value of a line's personal data, NULL where it has none. */
static const char *personal_of(const struct feed_line *line)
{
    const char *value = NULL;
    const struct feed_personal *personal = feed_type_personal(line->type);
    if (personal != NULL) {
        memcpy(&value, (const char *)line + personal->value_offset, sizeof value);
    }
    return value;
}

static void seal_one(struct book *book, void *mem, struct feed_event *event)
{
    const struct feed_personal *personal = feed_type_personal(event->line.type);
    struct seal seal;
    personal_seal(book, event->line.id, personal_of(&event->line), &seal);
    memcpy((char *)&event->line + personal->seal_offset, &seal, sizeof seal);
    if (seal.text[0] != '\0') {
        event->sealed = feed_body_with(mem, event->body, personal->name, seal.text);
    }
}

enum status feed_seal(struct book *book, const char *source, void *mem, struct feed_event *events,
                      size_t count, struct error *err)
{
    struct id_list keys = {0};
    for (size_t i = 0; i < count; i++) {
        events[i].sealed = events[i].body;
        if (personal_of(&events[i].line) != NULL) {
            id_list_add(mem, &keys, events[i].line.id);
        }
    }
    enum status status = keys.count > 0 ? personal_foresee(book, source, &keys, err) : STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (personal_of(&events[i].line) != NULL) {
            seal_one(book, mem, &events[i]);
        }
    }
    return status;
}
