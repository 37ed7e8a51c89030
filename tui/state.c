#include "tui/state.h"

#include "model/mem.h"
#include "model/text.h"
#include "tui/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

struct state {
    char *folder; /* NULL: nowhere to keep it */
    char *path;
    json_t *root;
};

static void destroy(void *object)
{
    json_decref(((struct state *)object)->root);
}

/* An operator's name as part of a file's name. */
static char *file_part(void *mem, const char *name)
{
    char *part = mem_strdup(mem, name);
    for (char *c = part; *c; c++) {
        if (*c == '/' || *c == '.' || (unsigned char)*c < 0x20) {
            *c = '_';
        }
    }
    return part;
}

static void choose_path(struct state *state, const char *operator_login)
{
    const char *base = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    if (base && base[0] == '/') {
        state->folder = mem_printf(state, "%s/holdfast", base);
    } else if (home && home[0] == '/') {
        state->folder = mem_printf(state, "%s/.local/state/holdfast", home);
    }
    if (state->folder) {
        state->path = mem_printf(state, "%s/console-%s.json", state->folder,
                                 file_part(state, operator_login));
    }
}

struct state *state_load(void *mem, const char *operator_login)
{
    struct state *state = MEM_NEW(mem, struct state);
    choose_path(state, operator_login);
    if (state->path) {
        state->root = json_load_file(state->path, 0, NULL);
    }
    if (!json_is_object(state->root)) {
        json_decref(state->root);
        state->root = json_object();
    }
    mem_on_free(state, destroy);
    return state;
}

const char *state_get(const struct state *state, const char *section, const char *key)
{
    return json_string_value(json_object_get(json_object_get(state->root, section), key));
}

void state_set(struct state *state, const char *section, const char *key, const char *value)
{
    json_t *object = json_object_get(state->root, section);
    if (!json_is_object(object)) {
        if (!value) {
            return;
        }
        object = json_object();
        json_object_set_new(state->root, section, object);
    }
    if (!value) {
        json_object_del(object, key);
        if (json_object_size(object) == 0) {
            json_object_del(state->root, section);
        }
    } else if (strlen(value) <= STATE_VALUE_BYTES_MAX) {
        json_object_set_new(object, key, json_string(value));
    }
}

/* Losing it costs a few keys, so a failure is no news. */
void state_save(const struct state *state)
{
    if (!state->path) {
        return;
    }
    folder_make(state->folder);
    char *draft = mem_printf(NULL, "%s.%ld", state->path, (long)getpid());
    if (json_dump_file(state->root, draft, JSON_INDENT(1)) != 0 ||
        rename(draft, state->path) != 0) {
        unlink(draft);
    }
    mem_free(draft);
}
