/* deliver.h - gives a message away: to a program that takes it as sendmail does, or as a file.
 *
 * What came of it is told in the terms of the outbox: a program that could not be started or ended
 * with a failure has not taken it; one that was killed, ran out of time or did not read it whole
 * has perhaps. */
#ifndef TUI_DELIVER_H
#define TUI_DELIVER_H

#include "model/outbox.h"

struct delivery {
    const char *program; /* run as: program -i -- ADDRESS, with the message as its input; or NULL */
    const char *folder;  /* where it becomes notice-NUMBER.eml; or NULL */
    int64_t limit_ms;    /* for the program */
};

/* failure has OUTBOX_FAILURE_BYTES_MAX + 1 bytes; it is text, and "" where it was sent. */
enum outbox_outcome deliver(const struct delivery *how, int64_t notice, const char *address,
                            const char *message, char *failure);

#endif
