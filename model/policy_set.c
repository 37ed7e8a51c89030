#include "model/policy_set.h"

#include "model/builtin.h"
#include "model/mem.h"
#include "model/time.h"

#include <stdlib.h>
#include <string.h>

/* Whether the file of that name is of the pack: "cn" and "cn-2" are of cn. */
static bool is_of(const char *file, const char *id)
{
    size_t bytes = strlen(id);
    return strncmp(file, id, bytes) == 0 && (file[bytes] == '\0' || file[bytes] == '-');
}

static int by_pack_and_version(const void *a, const void *b)
{
    const struct policy *first = *(const struct policy *const *)a;
    const struct policy *second = *(const struct policy *const *)b;
    int order = strcmp(first->id, second->id);
    return order != 0 ? order
                      : (first->version > second->version) - (first->version < second->version);
}

static enum status no_such_pack(void *mem, const char *id, struct error *err)
{
    char *names = mem_strdup(mem, "");
    for (const struct builtin *file = builtin_policies; file->name != NULL; file++) {
        names = mem_append(names, "%s%s", names[0] ? ", " : "", file->name);
    }
    (void)error_set(err, STATUS_NOT_FOUND, "there is no policy %s", id);
    return error_hint(err, "there are %s", names);
}

enum status policy_set_load(void *mem, const char *id, struct policy_set *out, struct error *err)
{
    size_t files = 0;
    while (builtin_policies[files].name != NULL) {
        files++;
    }
    *out = (struct policy_set){.policies = MEM_ARRAY(mem, const struct policy *, files)};
    for (size_t i = 0; i < files; i++) {
        const struct builtin *file = &builtin_policies[i];
        if (id != NULL && !is_of(file->name, id)) {
            continue;
        }
        enum status status =
            policy_parse(mem, file->name, file->text, &out->policies[out->count], err);
        if (status != STATUS_OK) {
            return status;
        }
        out->count++;
    }
    if (out->count == 0) {
        return no_such_pack(mem, id, err);
    }
    qsort(out->policies, out->count, sizeof *out->policies, by_pack_and_version);
    return STATUS_OK;
}

enum status policy_set_adopt(void *mem, struct policy_set *set, const char *text, struct error *err)
{
    const struct policy *before = set->policies[set->count - 1];
    const struct policy *policy;
    enum status status = policy_parse_after(mem, "that was adopted", text, before, &policy, err);
    if (status != STATUS_OK) {
        return status;
    }
    set->policies = MEM_GROW(mem, set->policies, const struct policy *, set->count + 1);
    set->policies[set->count++] = policy;
    set->adopted++;
    qsort(set->policies, set->count, sizeof *set->policies, by_pack_and_version);
    return STATUS_OK;
}

const struct policy *policy_set_at(const struct policy_set *versions, int64_t at_us)
{
    const struct policy *holds = versions->policies[0];
    for (size_t i = 1; i < versions->count; i++) {
        if (versions->policies[i]->effective_day * TIME_US_PER_DAY <= at_us) {
            holds = versions->policies[i];
        }
    }
    return holds;
}

const struct policy *policy_set_find(const struct policy_set *set, const char *name)
{
    const struct policy *found = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const struct policy *policy = set->policies[i];
        if (strcmp(policy->name, name) == 0 || strcmp(policy->id, name) == 0) {
            found = policy;
        }
    }
    return found;
}
