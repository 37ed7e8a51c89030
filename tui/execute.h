/* execute.h - carries out what was confirmed, one thing or several together, and tells what became
 * of it.
 *
 * It is done at once where the store answers. Where another writer has it for long, or its server
 * went away, a worker goes on beside the keyboard, until it is done, refused, or the operator gives
 * up. Nothing is done twice: what may have been kept is asked after first. */
#ifndef TUI_EXECUTE_H
#define TUI_EXECUTE_H

#include "tui/screen.h"
#include "tui/together.h"

struct execute_result {
    enum status status;
    struct error err; /* where status is not STATUS_OK: nothing was done */
    /* Of the last one done: what it made or was about, or NULL, and its event, or 0. */
    const char *subject;
    int64_t event;
    bool is_proposed; /* it waits for another operator */
};

struct execute_request {
    struct ui *ui;
    const struct together *together; /* one or several as planned, until ended is called */
    void *owner;
    /* Called once; result is gone afterwards. */
    void (*ended)(void *owner, const struct execute_result *result);
};

void execute_begin(const struct execute_request *request);

#endif
