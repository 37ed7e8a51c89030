/* feed_line.h - one line of a feed as it was parsed: what it says in general, and the request that
 * the model's operation of its type takes (feed_types.c). Texts are borrowed from the line's
 * memory. */
#ifndef IMPORT_FEED_LINE_H
#define IMPORT_FEED_LINE_H

#include <stddef.h>
#include <stdint.h>

#define FEED_REQUEST_BYTES 256

struct feed_type;

struct feed_line {
    const struct feed_type *type;
    const char *id;
    int64_t at_us;        /* what the sender claims; kept in the body, moves no clock */
    const char *subject;  /* what the line is about: "deal:O-100001" */
    const char *currency; /* of the amounts, or NULL */
    const char *part;     /* an amount whose currency is its deal's, or NULL */
    union {
        max_align_t aligned;
        unsigned char bytes[FEED_REQUEST_BYTES];
    } request;
};

#endif
