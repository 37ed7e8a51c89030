#include "tui/local.h"

#include "import/detect.h"
#include "import/profile_set.h"
#include "model/mem.h"
#include "tui/call.h"
#include "tui/folder.h"

#include <string.h>

static struct cell text_cell(const char *text)
{
    return (struct cell){.kind = text == NULL || text[0] == '\0' ? CELL_NULL : CELL_TEXT,
                         .text = text};
}

static const struct column list_columns[] = {
    {.name = "profile", .title = "Profile", .kind = CELL_TEXT},
    {.name = "title", .title = "Title", .kind = CELL_TEXT},
    {.name = "encoding", .title = "Encoding", .kind = CELL_TEXT},
    {.name = "path", .title = "File", .kind = CELL_TEXT},
};
#define LIST_COLUMNS (sizeof list_columns / sizeof *list_columns)

static enum status list(struct command_call *call, const struct values *values,
                        const struct profile_set *set, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, list_columns, LIST_COLUMNS);
    for (size_t i = 0; i < set->count; i++) {
        const struct profile *profile = set->profiles[i];
        struct cell cells[LIST_COLUMNS] = {text_cell(profile->name), text_cell(profile->title),
                                           text_cell(profile->encoding), text_cell(profile->path)};
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

/* Every key, what holds, what may stand there and what it means: the documentation of profiles. */
static const struct column key_columns[] = {
    {.name = "section", .title = "Section", .kind = CELL_TEXT},
    {.name = "key", .title = "Key", .kind = CELL_TEXT},
    {.name = "value", .title = "Value", .kind = CELL_TEXT},
    {.name = "values", .title = "May be", .kind = CELL_TEXT},
    {.name = "meaning", .title = "Meaning", .kind = CELL_TEXT},
};
#define KEY_COLUMNS (sizeof key_columns / sizeof *key_columns)

static enum status show(struct command_call *call, const struct values *values,
                        const struct profile *profile, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, key_columns, KEY_COLUMNS);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const struct profile_key *key = &profile_keys[i];
        struct cell cells[KEY_COLUMNS] = {text_cell(key->section), text_cell(key->key),
                                          text_cell(profile->values[i]), text_cell(key->values),
                                          text_cell(key->meaning)};
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static const struct column detect_columns[] = {
    {.name = "profile", .title = "Profile", .kind = CELL_TEXT},
    {.name = "fits", .title = "Fits", .kind = CELL_BOOL},
    {.name = "header_line", .title = "Header in line", .kind = CELL_INT},
    {.name = "columns_found", .title = "Columns found", .kind = CELL_INT},
    {.name = "encoding", .title = "Encoding", .kind = CELL_TEXT},
    {.name = "difference", .title = "Difference", .kind = CELL_TEXT},
};
#define DETECT_COLUMNS (sizeof detect_columns / sizeof *detect_columns)

static enum status write_detection(struct command_call *call, const struct values *values,
                                   const struct detection *detection, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, detect_columns, DETECT_COLUMNS);
    for (size_t i = 0; i < detection->count; i++) {
        const struct detect_candidate *candidate = &detection->candidates[i];
        struct cell cells[DETECT_COLUMNS] = {
            text_cell(candidate->profile->name),
            {.kind = CELL_BOOL, .number = candidate->fit == DETECT_FITS},
            {.kind = CELL_INT, .number = candidate->line},
            {.kind = CELL_INT, .number = (int64_t)candidate->found},
            text_cell(candidate->encoding),
            text_cell(candidate->difference),
        };
        enum status status = table_write(writer, cells, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return table_end(writer, err);
}

static enum status detect(struct command_call *call, const struct values *values,
                          const struct profile_set *set, const char *path, struct error *err)
{
    struct source *source = NULL;
    struct detection *detection = NULL;
    enum status status = source_load(call->mem, path, &source, err);
    if (status == STATUS_OK) {
        status = detect_profiles(call->mem, set, source, &detection, err);
    }
    if (status == STATUS_OK) {
        status = write_detection(call, values, detection, err);
    }
    if (status == STATUS_OK && detection->fits == 0) {
        (void)error_set(err, STATUS_NOT_FOUND, "no profile fits %s", path);
        return error_hint(err, "learn one from it: holdfast profiles new FILE");
    }
    return status;
}

enum status local_profiles(struct command_call *call, const struct values *values,
                           struct error *err)
{
    const char *action = values_get(values, "action");
    const char *what = values_get(values, "what");
    struct profile_set *set = NULL;
    if (action != NULL && strcmp(action, "list") != 0 && what == NULL) {
        return call_usage(call, err, "profiles %s needs %s", action,
                          strcmp(action, "show") == 0 ? "a profile's name" : "a file");
    }
    enum status status = profile_set_load(call->mem, folder_profiles(call->mem), &set, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (action == NULL || strcmp(action, "list") == 0) {
        return list(call, values, set, err);
    }
    if (strcmp(action, "detect") == 0) {
        return detect(call, values, set, what, err);
    }
    if (strcmp(action, "new") == 0) {
        return local_learn(call, values, set, what, err);
    }
    const struct profile *profile = NULL;
    status = profile_set_find(set, what, &profile, err);
    return status == STATUS_OK ? show(call, values, profile, err) : status;
}
