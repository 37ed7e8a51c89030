/* feed_read.h - whole lines of a file or pipe, a batch at a time, in bounded memory.
 *
 *     feed_reader_open(mem, path, &reader, err)
 *     while (!feed_reader_is_done(reader))
 *         feed_reader_fill(reader, lines, err)          waits for input, holds no transaction
 *         while (feed_reader_next(reader, &line)) ...   never waits
 *
 * A pipe that pauses ends a batch early, so that what is there is not kept waiting. */
#ifndef IMPORT_FEED_READ_H
#define IMPORT_FEED_READ_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FEED_LINE_BYTES_MAX (1024 * 1024)
#define FEED_BUFFER_BYTES (2 * FEED_LINE_BYTES_MAX)
#define FEED_PAUSE_MS 200 /* of a pipe, after which its whole lines are worked on */

struct feed_reader;

/* Bytes without their line end; not NUL-terminated, borrowed until the next fill. A last line that
 * lacks its line end is one too. */
struct feed_slice {
    const char *bytes;
    size_t count;
};

/* path "-" is the standard input. Closed with mem. */
enum status feed_reader_open(void *mem, const char *path, struct feed_reader **out,
                             struct error *err) CHECKED;
/* Whether out is the file that is being read, which must not be overwritten. */
bool feed_reader_reads(const struct feed_reader *reader, FILE *out);

/* Wait until so many lines are there, or the buffer is full, or the input ends or pauses.
 * STATUS_LIMIT when a line is longer than FEED_LINE_BYTES_MAX and no line stands before it. */
enum status feed_reader_fill(struct feed_reader *reader, size_t lines, struct error *err) CHECKED;
/* The next line of those that are there. */
bool feed_reader_next(struct feed_reader *reader, struct feed_slice *out);
/* Where the next line stands, until the next fill; and back to it, to hand lines out again. */
struct feed_place {
    size_t start, lines;
};
struct feed_place feed_reader_place(const struct feed_reader *reader);
void feed_reader_return(struct feed_reader *reader, struct feed_place place);
/* All was read and handed out. */
bool feed_reader_is_done(const struct feed_reader *reader);

#endif
