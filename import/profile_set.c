#include "import/profile_set.h"

#include "model/builtin.h"
#include "model/ini.h"
#include "model/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".ini"

/* A profile's text, which is read when it is asked for: what inheriting looks its bases up in. */
struct leaf {
    const char *name;
    const char *path; /* NULL: built in */
    const char *text; /* of a built-in one */
    struct ini *ini;  /* NULL: not read yet */
};

struct library {
    void *mem;
    struct leaf *leaves; /* the user's first, so that they hide built-in ones */
    size_t count;
    size_t room;
};

static void add_leaf(struct library *library, const struct leaf *leaf)
{
    if (library->count == library->room) {
        library->room = library->room == 0 ? 16 : 2 * library->room;
        library->leaves = MEM_GROW(library->mem, library->leaves, struct leaf, library->room);
    }
    library->leaves[library->count++] = *leaf;
}

static enum status read_leaf(const struct library *library, struct leaf *leaf, struct error *err)
{
    if (leaf->ini != NULL) {
        return STATUS_OK;
    }
    if (leaf->path != NULL) {
        return ini_read_file(library->mem, leaf->path, &leaf->ini, err);
    }
    const char *file = mem_printf(library->mem, "%s" SUFFIX, leaf->name);
    return ini_read_text(library->mem, file, leaf->text, &leaf->ini, err);
}

static struct leaf *find_leaf(const struct library *library, const char *name,
                              const struct leaf *beyond)
{
    struct leaf *end = library->leaves + library->count;
    size_t first = beyond != NULL ? (size_t)(beyond - library->leaves) + 1 : 0;
    for (struct leaf *leaf = library->leaves + first; leaf < end; leaf++) {
        if (strcmp(leaf->name, name) == 0) {
            return leaf;
        }
    }
    return NULL;
}

/* By the user's of its name. */
static bool is_hidden(const struct library *library, const struct leaf *leaf)
{
    return find_leaf(library, leaf->name, NULL) != leaf;
}

static int find_key(const struct ini_entry *entry)
{
    for (int i = 0; i < KEY_COUNT; i++) {
        if (strcmp(profile_keys[i].section, entry->section) == 0 &&
            strcmp(profile_keys[i].key, entry->key) == 0) {
            return i;
        }
    }
    return -1;
}

/* What may stand in the section instead, or which section the key belongs to. */
static enum status unknown_key(const struct ini *ini, const struct ini_entry *entry,
                               struct error *err)
{
    char *known = mem_strdup(NULL, "");
    const char *elsewhere = NULL;
    for (int i = 0; i < KEY_COUNT; i++) {
        if (strcmp(profile_keys[i].key, entry->key) == 0) {
            elsewhere = profile_keys[i].section;
        }
        if (strcmp(profile_keys[i].section, entry->section) == 0) {
            known = mem_append(known, "%s%s", known[0] != '\0' ? ", " : "", profile_keys[i].key);
        }
    }
    (void)error_set(err, STATUS_INVALID, "%s line %d: unknown key %s in [%s]", ini->name,
                    entry->line, entry->key, entry->section);
    if (elsewhere != NULL) {
        (void)error_hint(err, "it belongs into [%s]", elsewhere);
    } else if (known[0] != '\0') {
        (void)error_hint(err, "known there: %s", known);
    } else {
        (void)error_hint(err, "the sections are profile, file, header, date, amount, balance, "
                              "control, text, rows");
    }
    mem_free(known);
    return STATUS_INVALID;
}

/* Values of the ini over those that are there already. */
static enum status overlay(struct profile_draft *draft, const struct ini *ini, struct error *err)
{
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        int key = find_key(entry);
        if (key < 0) {
            return unknown_key(ini, entry, err);
        }
        draft->profile->values[key] = entry->value[0] != '\0' ? entry->value : NULL;
        draft->origins[key] = (struct profile_origin){ini->name, entry->line};
    }
    return STATUS_OK;
}

/* The base's values first. A profile may inherit from a built-in one of its own name. */
static enum status gather(const struct library *library, struct leaf *leaf, int depth,
                          struct profile_draft *draft, struct error *err)
{
    enum status status = read_leaf(library, leaf, err);
    if (status != STATUS_OK) {
        return status;
    }
    const struct ini_entry *inherit =
        ini_find(leaf->ini, profile_keys[KEY_INHERIT].section, profile_keys[KEY_INHERIT].key);
    if (inherit != NULL && inherit->value[0] != '\0') {
        bool is_own_name = strcmp(inherit->value, leaf->name) == 0;
        struct leaf *base = find_leaf(library, inherit->value, is_own_name ? leaf : NULL);
        if (base == NULL) {
            return error_set(err, STATUS_NOT_FOUND, "%s line %d: there is no profile %s to inherit",
                             leaf->ini->name, inherit->line, inherit->value);
        }
        if (depth == PROFILE_INHERIT_MAX) {
            (void)error_set(err, STATUS_INVALID, "%s line %d: inherit goes round in a circle",
                            leaf->ini->name, inherit->line);
            return error_hint(err, "at most %d profiles may inherit from each other",
                              PROFILE_INHERIT_MAX);
        }
        status = gather(library, base, depth + 1, draft, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return overlay(draft, leaf->ini, err);
}

static enum status build(const struct library *library, struct leaf *leaf, struct profile **out,
                         struct error *err)
{
    struct profile *profile = MEM_NEW(library->mem, struct profile);
    profile->name = leaf->name;
    profile->path = leaf->path;
    struct profile_draft draft = {.profile = profile};
    enum status status = read_leaf(library, leaf, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (int i = 0; i < KEY_COUNT; i++) {
        profile->values[i] = profile_keys[i].fallback;
        draft.origins[i] = (struct profile_origin){leaf->ini->name, 0};
    }
    status = gather(library, leaf, 0, &draft, err);
    if (status == STATUS_OK) {
        status = profile_compile(&draft, err);
    }
    if (status == STATUS_OK) {
        *out = profile;
    }
    return status;
}

static enum status add_folder(struct library *library, const char *folder, struct error *err)
{
    DIR *open = folder != NULL ? opendir(folder) : NULL;
    if (open == NULL) {
        if (folder == NULL || errno == ENOENT) {
            return STATUS_OK;
        }
        (void)error_set(err, STATUS_IO, "the folder of profiles %s cannot be read", folder);
        return error_detail(err, "%s", strerror(errno));
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(open)) != NULL) {
        size_t length = strlen(entry->d_name);
        size_t suffix = strlen(SUFFIX);
        if (length <= suffix || strcmp(entry->d_name + length - suffix, SUFFIX) != 0) {
            continue;
        }
        const char *path = mem_printf(library->mem, "%s/%s", folder, entry->d_name);
        add_leaf(library,
                 &(struct leaf){.name = mem_strndup(library->mem, entry->d_name, length - suffix),
                                .path = path});
    }
    (void)closedir(open);
    return STATUS_OK;
}

static void add_builtin(struct library *library)
{
    for (const struct builtin *at = builtin_profiles; at->name != NULL; at++) {
        add_leaf(library, &(struct leaf){.name = at->name, .text = at->text});
    }
}

static enum status add_all(struct library *library, const char *folder, struct error *err)
{
    enum status status = add_folder(library, folder, err);
    if (status == STATUS_OK) {
        add_builtin(library);
    }
    return status;
}

static int by_name(const void *a, const void *b)
{
    const struct profile *const *first = a;
    const struct profile *const *second = b;
    return strcmp((*first)->name, (*second)->name);
}

enum status profile_set_load(void *mem, const char *folder, struct profile_set **out,
                             struct error *err)
{
    struct profile_set *set = MEM_NEW(mem, struct profile_set);
    struct library library = {.mem = set};
    enum status status = add_all(&library, folder, err);
    set->profiles = MEM_ARRAY(set, const struct profile *, library.count + 1);
    for (size_t i = 0; i < library.count && status == STATUS_OK; i++) {
        struct leaf *leaf = &library.leaves[i];
        struct profile *profile = NULL;
        if (is_hidden(&library, leaf)) {
            continue;
        }
        status = build(&library, leaf, &profile, err);
        if (status == STATUS_OK) {
            set->profiles[set->count++] = profile;
        }
    }
    if (status != STATUS_OK) {
        mem_free(set);
        return status;
    }
    qsort(set->profiles, set->count, sizeof(const struct profile *), by_name);
    *out = set;
    return STATUS_OK;
}

static enum status not_found(const char *name, size_t count, struct error *err)
{
    (void)error_set(err, STATUS_NOT_FOUND, "there is no profile %s", name);
    return error_hint(err, "`profiles list` names the %zu that there are", count);
}

enum status profile_set_find(const struct profile_set *set, const char *name,
                             const struct profile **out, struct error *err)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->profiles[i]->name, name) == 0) {
            *out = set->profiles[i];
            return STATUS_OK;
        }
    }
    return not_found(name, set->count, err);
}

enum status profile_load(void *mem, const char *folder, const char *name,
                         const struct profile **out, struct error *err)
{
    struct library library = {.mem = mem_context(mem, "a profile and its bases")};
    struct profile *profile = NULL;
    enum status status = add_all(&library, folder, err);
    struct leaf *leaf = status == STATUS_OK ? find_leaf(&library, name, NULL) : NULL;
    if (status == STATUS_OK && leaf == NULL) {
        size_t count = 0;
        for (size_t i = 0; i < library.count; i++) {
            count += !is_hidden(&library, &library.leaves[i]);
        }
        status = not_found(name, count, err);
    }
    if (status == STATUS_OK) {
        status = build(&library, leaf, &profile, err);
    }
    if (status != STATUS_OK) {
        mem_free(library.mem);
        return status;
    }
    *out = profile;
    return STATUS_OK;
}

enum status profile_parse(void *mem, const char *name, const char *text, struct profile **out,
                          struct error *err)
{
    struct library library = {.mem = mem_context(mem, "a profile and its bases")};
    struct ini *ini = NULL;
    enum status status = ini_read_text(library.mem, name, text, &ini, err);
    if (status == STATUS_OK) {
        add_leaf(&library, &(struct leaf){.name = mem_strdup(library.mem, name), .ini = ini});
        add_builtin(&library);
        status = build(&library, &library.leaves[0], out, err);
    }
    if (status != STATUS_OK) {
        mem_free(library.mem);
    }
    return status;
}
