/* pattern.h - regular expressions that cannot run away: pcre2 with UTF, JIT where there is one, and
 * limits on matching. A pattern holds scratch memory: one thread uses it at a time. */
#ifndef MODEL_PATTERN_H
#define MODEL_PATTERN_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>

#define PATTERN_BYTES_MAX 1024
#define PATTERN_MATCH_LIMIT 100000
#define PATTERN_GROUPS_MAX 32

struct pattern;

/* STATUS_INVALID tells pcre2's message and the offset. Freed with mem. */
enum status pattern_compile(void *mem, const char *expression, bool ignore_case,
                            struct pattern **out, struct error *err) CHECKED;

/* Whether text has a match; one that hits the limits counts as none and sets *gave_up (which may be
 * NULL). */
bool pattern_matches(const struct pattern *pattern, const char *text, size_t bytes, bool *gave_up);

/* Start and length of a named group in the leftmost match; false without one. */
bool pattern_group(const struct pattern *pattern, const char *text, size_t bytes, const char *name,
                   size_t *start, size_t *length);

#endif
