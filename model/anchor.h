/* anchor.h - a line for a witness outside: where the chain of a book stood, so that nobody who has
 * the store can cut its tail or write its past anew and make the chain fit again.
 *
 * An anchor is one JSON object on one line, its keys sorted:
 *
 *     {"accounts":41,"at":"2026-09-01T00:00:00Z","book":"main","documents":0,"events":97,
 *      "first":"<64 hex>","head":"<64 hex>","legs":160,"notices":12,"number":97}
 *
 * number, at and head are the number, time and hash of the book's last event, and first is the hash
 * of its first one, by which books of one name are told apart. The rest counts the rows of the
 * store that are only ever added to. A line may begin with what a log wrote before the object. */
#ifndef MODEL_ANCHOR_H
#define MODEL_ANCHOR_H

#include "model/book.h"
#include "model/digest.h"
#include "model/verify_row.h"

#define ANCHOR_LINE_BYTES 1024 /* the longest line, its end and the NUL included */
#define ANCHOR_BOOK_BYTES 256

/* Rows that are never deleted. */
enum anchor_count {
    ANCHOR_ACCOUNTS,
    ANCHOR_DOCUMENTS,
    ANCHOR_EVENTS,
    ANCHOR_LEGS,
    ANCHOR_NOTICES,
    ANCHOR_COUNTS
};

struct anchor {
    char book[ANCHOR_BOOK_BYTES];
    int64_t number, at_us;
    char first[DIGEST_HEX_BYTES], head[DIGEST_HEX_BYTES];
    int64_t counts[ANCHOR_COUNTS];
};

/* Where the book stands now. STATUS_REFUSED where it has no event. */
enum status anchor_take(struct book *book, struct anchor *out, struct error *err) CHECKED;

/* The line, without its end; into line, which has room for ANCHOR_LINE_BYTES. */
void anchor_write(const struct anchor *anchor, char *line);
/* A line, with or without its end. STATUS_INVALID says what it lacks. */
enum status anchor_read(const char *line, struct anchor *out, struct error *err) CHECKED;

/* Many of them against one moment of the book, one question for each. */
struct anchor_check;
/* Begins a snapshot, in which the store is read until anchor_check_end; the row holds until a
 * breach is found. */
enum status anchor_check_begin(struct book *book, void *mem, struct anchor_check **out,
                               struct error *err) CHECKED;
/* place: where the anchor stands, for the breach: "line 3 of anchors.log". */
enum status anchor_check_one(struct anchor_check *check, const struct anchor *anchor,
                             const char *place, struct error *err) CHECKED;
struct verify_row anchor_check_end(struct anchor_check *check);

#endif
