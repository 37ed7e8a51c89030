/* execute.h - carries out what was confirmed, and tells what became of it.
 *
 * It is done at once where the store answers. Where another writer has it for long, or its server
 * went away, a worker goes on beside the keyboard, until it is done, refused, or the operator gives
 * up. Nothing is done twice: what may have been kept is asked after first. */
#ifndef TUI_EXECUTE_H
#define TUI_EXECUTE_H

#include "tui/command.h"
#include "tui/screen.h"

/* One of the things to do: the command's values, and the digest of its preview or NULL. */
struct execute_item {
    struct values values;
    const char *digest;
};

struct execute_result {
    size_t done; /* of the items */
    enum status status;
    struct error first; /* that failed, where status is not STATUS_OK */
    /* Of the last one done: what it made or was about, or NULL, and its event, or 0. */
    const char *subject;
    int64_t event;
    bool is_proposed; /* it waits for another operator */
};

struct execute_request {
    struct ui *ui;
    const struct command *command;
    const struct execute_item *items; /* with all their texts, until ended is called */
    size_t count;
    void *owner;
    /* Called once; result is gone afterwards. */
    void (*ended)(void *owner, const struct execute_result *result);
};

void execute_begin(const struct execute_request *request);

#endif
