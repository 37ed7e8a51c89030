#include "tests/support/packs.h"

#include "model/builtin.h"
#include "model/mem.h"

#include <string.h>

char *packs_with(void *mem, const char *text, const char *key, const char *line)
{
    const char *at = text;
    while (strncmp(at, key, strlen(key)) != 0) {
        at = strchr(at, '\n') + 1;
    }
    return mem_printf(mem, "%.*s%s%s", (int)(at - text), text, line != NULL ? line : "",
                      strchr(at, '\n') + (line != NULL ? 0 : 1));
}

char *packs_version(void *mem, const char *id, int version, const char *day)
{
    const struct builtin *file = builtin_policies;
    while (strcmp(file->name, id) != 0) {
        file++;
    }
    char *text =
        packs_with(mem, file->text, "pack.version", mem_printf(mem, "pack.version = %d", version));
    return packs_with(mem, text, "pack.effective_from",
                      mem_printf(mem, "pack.effective_from = %s", day));
}
