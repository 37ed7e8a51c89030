/* builtin.h - data files that the build puts into the program: policies, calendars, notices,
 * rules, schemas, profiles, themes.
 *
 * name is the file's name without its suffix. Each table ends with an entry whose name is NULL. */
#ifndef MODEL_BUILTIN_H
#define MODEL_BUILTIN_H

struct builtin {
    const char *name;
    const char *text;
};

extern const struct builtin builtin_policies[];
extern const struct builtin builtin_calendars[];
extern const struct builtin builtin_notices[];
extern const struct builtin builtin_rules[];
extern const struct builtin builtin_schema[];
extern const struct builtin builtin_profiles[];
extern const struct builtin builtin_themes[];

#endif
