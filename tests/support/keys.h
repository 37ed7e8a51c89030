/* keys.h - keys as people write them, turned into the bytes that a terminal sends for them.
 *
 * "jj<Enter>/tea<Enter><Esc>": each character stands for itself; names in angle brackets are Enter
 * Esc Tab S-Tab Space BS Ins Del Up Down Left Right Home End PgUp PgDn F1 to F12, C-a to C-z, and
 * lt for
 * '<'. A name may be repeated: <Down*100>. The bytes are those of xterm in application mode. */
#ifndef TESTS_SUPPORT_KEYS_H
#define TESTS_SUPPORT_KEYS_H

#include <stddef.h>

#define KEYS_REPEAT_MAX 100000

/* The bytes, owned by mem; NULL for a name that is not known, with where it begins in *bad (which
 * may be NULL). */
char *keys_encode(void *mem, const char *keys, size_t *count, const char **bad);

#endif
