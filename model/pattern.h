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

/* One match after the other: from *from (0 at first) on, which moves past it. False where there is
 * none, and where the limits were hit, which *gave_up says. */
bool pattern_next(const struct pattern *pattern, const char *text, size_t bytes, size_t *from,
                  bool *gave_up);
/* Where the match that pattern_next found last stands. */
void pattern_span(const struct pattern *pattern, size_t *start, size_t *length);
/* A named group of the match that pattern_next found last; false where it took no part. */
bool pattern_captured(const struct pattern *pattern, const char *name, size_t *start,
                      size_t *length);
bool pattern_has_group(const struct pattern *pattern, const char *name);

#endif
