#include "tui/learn.h"

#include "import/detect.h"
#include "model/mem.h"
#include "tui/file.h"
#include "tui/folder.h"

#include <string.h>

enum status learn_check_new(const struct profile_set *set, const struct source *source,
                            struct error *err)
{
    struct detection *detection = NULL;
    enum status status = detect_profiles(NULL, set, source, &detection, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (detection->fits > 0) {
        const char *name = detection->candidates[0].profile->name;
        status = error_set(err, STATUS_CONFLICT, "profile %s fits %s already", name, source->name);
        (void)error_hint(err,
                         "import it; or write a profile with inherit = %s and what is to be "
                         "otherwise",
                         name);
    }
    mem_free(detection);
    return status;
}

char *learn_name_of(void *mem, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *name = mem_strdup(mem, slash != NULL ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot != NULL && dot != name) {
        *dot = '\0';
    }
    for (char *at = name; *at != '\0'; at++) {
        bool is_capital = *at >= 'A' && *at <= 'Z';
        bool is_plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        *at = is_capital ? (char)(*at - 'A' + 'a') : is_plain ? *at : '-';
    }
    return name;
}

enum status learn_check_name(const struct profile_set *set, const char *name, struct error *err)
{
    if (name[0] == '\0' || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0') {
        (void)error_set(err, STATUS_INVALID, "'%s' is no name for a profile", name);
        return error_hint(err, "a name has small letters, digits and dashes");
    }
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->profiles[i]->name, name) == 0) {
            (void)error_set(err, STATUS_CONFLICT, "there is a profile %s already", name);
            return error_hint(err, "give another name; nothing is ever written over");
        }
    }
    return STATUS_OK;
}

char *learn_path_of(void *mem, const char *name)
{
    const char *folder = folder_profiles(mem);
    return mem_printf(mem, "%s/%s.ini", folder != NULL ? folder : ".", name);
}

enum status learn_save(const struct guess *guess, const char *title, const char *source,
                       const char *path, struct error *err)
{
    const char *slash = strrchr(path, '/');
    void *mem = mem_context(NULL, "profile");
    char *ini = guess_ini(mem, guess, title, source);
    if (slash != NULL && slash != path) {
        folder_make(mem_strndup(mem, path, (size_t)(slash - path)));
    }
    struct document document = {.name = source, .bytes = ini, .count = strlen(ini)};
    enum status status = file_write_new(path, &document, err);
    mem_free(mem);
    return status;
}
