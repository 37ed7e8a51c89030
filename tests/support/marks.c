#include "tests/support/marks.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "\033]7777;"
#define PREFIX_BYTES (sizeof PREFIX - 1)

/* body is what stands between the prefix and BEL. */
static bool understand(struct marks *marks, const char *body)
{
    struct mark mark;
    int end = 0;
    if (sscanf(body, "idle;%ld;%ld;%d;%d%n", &mark.frames, &mark.syncs, &mark.rows, &mark.cols,
               &end) == 4 &&
        body[end] == '\0') {
        marks->last = mark;
        marks->seen++;
        return true;
    }
    if (strncmp(body, "roles;", 6) == 0 && strlen(body + 6) <= MARKS_ROLES_MAX) {
        memcpy(marks->roles, body + 6, strlen(body + 6) + 1);
        return true;
    }
    return false;
}

/* One byte more after those held. Writes what turned out not to be ours; returns how many. */
static size_t take(struct marks *marks, char byte, char *out)
{
    if (marks->held_count < PREFIX_BYTES && byte != PREFIX[marks->held_count]) {
        size_t passed = marks->held_count;
        memcpy(out, marks->held, passed);
        marks->held_count = 0;
        if (byte != PREFIX[0]) {
            out[passed] = byte;
            return passed + 1;
        }
        marks->held[marks->held_count++] = byte;
        return passed;
    }
    bool is_end = marks->held_count >= PREFIX_BYTES && byte == '\a';
    if (is_end) {
        marks->held[marks->held_count] = '\0';
        if (understand(marks, marks->held + PREFIX_BYTES)) {
            marks->held_count = 0;
            return 0;
        }
    }
    marks->held[marks->held_count++] = byte;
    if (!is_end && marks->held_count < sizeof marks->held - 1) {
        return 0;
    }
    size_t passed = marks->held_count;
    memcpy(out, marks->held, passed);
    marks->held_count = 0;
    return passed;
}

size_t marks_filter(struct marks *marks, const char *bytes, size_t count, char *out)
{
    size_t written = 0;
    for (size_t i = 0; i < count; i++) {
        written += take(marks, bytes[i], out + written);
    }
    return written;
}
