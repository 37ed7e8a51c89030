/* profile_set.h - all profiles that there are: built-in ones, and those of the user's folder.
 *
 * A user's profile hides a built-in one of its name; `inherit` takes over another's keys. Errors
 * name file, line and key. */
#ifndef IMPORT_PROFILE_SET_H
#define IMPORT_PROFILE_SET_H

#include "import/profile.h"

#define PROFILE_INHERIT_MAX 8

struct profile_set {
    const struct profile **profiles; /* by name */
    size_t count;
};

/* The built-in profiles and those in folder (NULL, or one that does not exist: none). */
enum status profile_set_load(void *mem, const char *folder, struct profile_set **out,
                             struct error *err) CHECKED;

/* STATUS_NOT_FOUND tells where to look. */
enum status profile_set_find(const struct profile_set *set, const char *name,
                             const struct profile **out, struct error *err) CHECKED;

/* One of them alone, without reading those that it does not inherit from; the same errors. */
enum status profile_load(void *mem, const char *folder, const char *name,
                         const struct profile **out, struct error *err) CHECKED;

/* One profile from text, which may inherit from the built-in ones; for checks and tests. */
enum status profile_parse(void *mem, const char *name, const char *text, struct profile **out,
                          struct error *err) CHECKED;

#endif
