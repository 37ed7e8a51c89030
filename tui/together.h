/* together.h - one action on several things: all of it is done, in one transaction, or nothing.
 *
 *     together_plan     what would become of each, one after the other, as if those before it were
 *                       done; nothing is kept
 *     together_do       those that are not refused, if each still is what was planned */
#ifndef TUI_TOGETHER_H
#define TUI_TOGETHER_H

#include "tui/command.h"

#define TOGETHER_MAX 500 /* at a time: they are planned while one waits */

struct together_item {
    const char *id;       /* of the thing: "complaint:C-1" */
    struct values values; /* with that id as its first */
    /* as planned */
    struct posting *posting;           /* NULL where it is refused */
    const char *refusal;               /* why, or NULL */
    char digest[POSTING_DIGEST_BYTES]; /* or "" where it was not planned */
};
struct together {
    const struct command *command;
    struct together_item *items;
    size_t count, possible; /* possible: planned and not refused */
    bool is_whole;          /* parts of one request: where one is refused all are */
};

/* An item for each of the ids, which has the values else. Owned by mem. */
struct together together_new(void *mem, const struct command *command, const struct values *values,
                             char *const *ids, size_t count);
/* An item for each act that the values come to (command.h), as parts of one request; none where
 * they are one act as they stand. Owned by mem. */
enum status together_spread(void *mem, struct book *book, const struct command *command,
                            const struct values *values, struct together *out,
                            struct error *err) CHECKED;
/* Postings and refusals are mem's; a refusal of one that is whole is the answer. */
enum status together_plan(struct book *book, void *mem, struct together *together,
                          struct error *err) CHECKED;
/* STATUS_STALE where one is not what was planned any more. done has room for a posting of each;
 * they are mem's, and NULL for what is refused. */
enum status together_do(struct book *book, void *mem, const struct together *together,
                        struct posting **done, struct error *err) CHECKED;

/* In a few words: what one would do. Owned by mem. */
char *together_text(void *mem, const struct posting *posting);

#endif
