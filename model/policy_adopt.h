/* policy_adopt.h - a later version of the book's pack, taken over by those who work here.
 *
 * The text stands in the event, so that the figures of every decision are in the books themselves.
 * It holds from its pack.effective_from on, which is to come, and never changes: another figure is
 * another version. Deals keep the version under which they were made. */
#ifndef MODEL_POLICY_ADOPT_H
#define MODEL_POLICY_ADOPT_H

#include "model/operation.h"

#define POLICY_TEXT_BYTES_MAX 65536

struct policy_adoption {
    const char *text; /* of an ini file, as policy.h reads it */
};

/* A preview rests on each figure that changes. STATUS_INVALID: another pack, no policy, or one that
 * would hold already; STATUS_CONFLICT: there is that version, or a later one. */
extern const struct operation policy_adopt_operation;
enum status policy_adopt(struct book *book, const struct policy_adoption *adoption, struct run *run,
                         struct error *err) CHECKED;

/* The text of a file, to be adopted; owned by mem. */
enum status policy_adopt_read(void *mem, const char *path, struct policy_adoption *out,
                              struct error *err) CHECKED;

#endif
