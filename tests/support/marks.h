/* marks.h - the console's private sequences, taken out of the stream that a terminal gets.
 *
 * What they mean stands in terminal.h. A sequence may come in pieces; one that is not ours, or that
 * is longer than any of ours, passes unchanged. */
#ifndef TESTS_SUPPORT_MARKS_H
#define TESTS_SUPPORT_MARKS_H

#include <stddef.h>

#define MARKS_SEQUENCE_BYTES_MAX 160
#define MARKS_ROLES_MAX 64

struct mark {
    long frames;
    long syncs;
    int rows;
    int cols;
};

struct marks {
    struct mark last; /* frames is 0 before the first */
    char roles[MARKS_ROLES_MAX + 1];
    long seen;
    char held[MARKS_SEQUENCE_BYTES_MAX];
    size_t held_count;
};

/* Copy bytes to out without our sequences; returns how many. out has room for count and
 * MARKS_SEQUENCE_BYTES_MAX more. */
size_t marks_filter(struct marks *marks, const char *bytes, size_t count, char *out);

#endif
