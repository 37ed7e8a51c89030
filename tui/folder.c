#include "tui/folder.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *folder_environment(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

static const char *below(void *mem, const char *variable, const char *usual, const char *path)
{
    const char *base = folder_environment(variable);
    const char *home = folder_environment("HOME");
    if (base != NULL) {
        return mem_printf(mem, "%s/holdfast/%s", base, path);
    }
    return home == NULL ? NULL : mem_printf(mem, "%s/%s/holdfast/%s", home, usual, path);
}

const char *folder_store(void *mem)
{
    return below(mem, "XDG_DATA_HOME", ".local/share", "holdfast.db");
}

const char *folder_profiles(void *mem)
{
    return below(mem, "XDG_CONFIG_HOME", ".config", "profiles");
}

void folder_make(const char *path)
{
    char *part = mem_strdup(NULL, path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        (void)mkdir(part, S_IRWXU); /* one that is there already is as good */
        *slash = '/';
    }
    (void)mkdir(part, S_IRWXU);
    mem_free(part);
}
