#include "tui/local.h"

#include "model/mem.h"
#include "tui/action_text.h"
#include "tui/call.h"
#include "tui/together.h"

#include <stdlib.h>

#include <jansson.h>

static void print_refusal(struct command_call *call, const struct values *values,
                          const struct together_item *item)
{
    if (call_format(values) != TABLE_JSON) {
        call_print(call, "%s: not possible: %s", item->id, item->refusal);
        return;
    }
    json_t *object =
        json_pack("{s:s, s:b, s:s}", "result", item->id, "dry_run", 1, "refused", item->refusal);
    char *text = object == NULL ? NULL : json_dumps(object, JSON_COMPACT);
    json_decref(object);
    if (text != NULL) {
        (void)fprintf(call->out, "%s\n", text);
    }
    free(text);
}

/* What becomes of each in a line, and then each in full. */
static enum status print_plan(struct command_call *call, const struct values *values,
                              const struct together *together, struct error *err)
{
    enum status status = STATUS_OK;
    bool is_json = call_format(values) == TABLE_JSON;
    for (size_t i = 0; i < together->count; i++) {
        const struct together_item *item = &together->items[i];
        if (item->refusal != NULL) {
            print_refusal(call, values, item);
        } else if (!is_json) {
            call_print(call, "%s: %s", item->id, together_text(call->mem, item->posting));
        }
    }
    for (size_t i = 0; i < together->count && status == STATUS_OK; i++) {
        const struct together_item *item = &together->items[i];
        struct run run = {.is_preview = true, .posting = item->posting};
        if (item->refusal == NULL && is_json) {
            action_json(call, &run);
        } else if (item->refusal == NULL) {
            call_print(call, "%s", "");
            status = action_preview(call, values, item->posting, err);
        }
    }
    return status;
}

static void print_done(struct command_call *call, const struct values *values,
                       const struct together *together, struct posting *const *done)
{
    bool is_json = call_format(values) == TABLE_JSON;
    for (size_t i = 0; i < together->count; i++) {
        struct run run = {.posting = done[i]};
        if (is_json) {
            action_json(call, &run);
        } else {
            call_print(call, "%s%s", together->items[i].id,
                       done[i]->proposal != NULL ? ": proposed" : "");
        }
    }
    if (!is_json) {
        call_print(call, "%s done, %zu times, events %lld to %lld", call->command->name,
                   together->count, (long long)done[0]->event,
                   (long long)done[together->count - 1]->event);
    }
}

enum status local_together(struct command_call *call, const struct values *values,
                           struct together *together, struct error *err)
{
    struct posting **done = MEM_ARRAY(call->mem, struct posting *, together->count);
    if (together->count > TOGETHER_MAX) {
        return error_set(err, STATUS_LIMIT, "%zu are named; at most %d can be acted on at a time",
                         together->count, TOGETHER_MAX);
    }
    if (values_flag(values, "dry-run")) {
        enum status status = together_plan(call->book, call->mem, together, err);
        return status == STATUS_OK ? print_plan(call, values, together, err) : status;
    }
    enum status status = together_do(call->book, call->mem, together, done, err);
    if (status == STATUS_OK) {
        print_done(call, values, together, done);
    }
    return status;
}
