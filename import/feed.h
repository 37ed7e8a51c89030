/* feed.h - commerce events from shops and payment providers: JSON Lines, one event a line, applied
 * in order through the model's operations (INTERFACES: types and fields in feed_types.c).
 *
 * Invariants:
 * 1. A line is applied once, by its id and source: again with the same body it does nothing, with
 *    another body it stops the run.
 * 2. Lines are applied in batches, each one transaction. A run that stops has kept whole lines
 * only, all before the one that it names, so that the same command goes on from there.
 * 3. A line that the business refuses, and later lines on the same subject, are reported and left
 *    out; their ids may be sent again. All others go on.
 * 4. No default runs here: that is the sweep's. */
#ifndef IMPORT_FEED_H
#define IMPORT_FEED_H

#include "import/feed_read.h"
#include "model/book.h"

#define FEED_BATCH_LINES 1000            /* per transaction */
#define FEED_REFUSED_SUBJECTS_MAX 100000 /* in one run */

struct feed_result {
    int64_t lines;    /* read */
    int64_t applied;  /* done, by an event */
    int64_t proposed; /* takes a second pair of eyes: waits for it */
    int64_t repeated; /* known with the same body */
    int64_t refused;
};

struct feed_refusal {
    int64_t line; /* from 1 */
    const char *id, *subject;
    const char *reason, *hint; /* hint may be "" */
    const char *event;         /* the line's object, as it may be sent again */
};

struct feed_terms {
    const char *path;    /* "-" is the standard input */
    const char *source;  /* NULL: "shop" */
    const char *rejects; /* NULL, or a file for the refused lines, as JSON Lines; overwritten */
    size_t batch_lines;  /* 0: FEED_BATCH_LINES */
    /* Each refused line once its batch is committed; NULL allowed. */
    void (*refused)(void *state, const struct feed_refusal *refusal);
    /* After each batch; false stops the run there with STATUS_CANCELLED. NULL allowed. */
    bool (*progress)(void *state, const struct feed_result *so_far);
    void *state;
};

/* *out counts what was committed, also when the run stopped. A line refused by the business is no
 * error: out->refused tells. Whatever stops the run names the line. */
enum status feed_run(struct book *book, const struct feed_terms *terms, struct feed_result *out,
                     struct error *err) CHECKED;

/* The types and their fields as text for --help, owned by mem. */
char *feed_help(void *mem);

#endif
