/* busy.h - a dialog while a worker works: what is done, the rate and the time left. Esc stops it.
 */
#ifndef TUI_BUSY_H
#define TUI_BUSY_H

#include "model/book.h"
#include "tui/screen.h"

struct worker;

struct busy_request {
    const char *title, *unit; /* "holds" */
    /* What is waited for, instead of the bar; the work then insists as worker_insist does. */
    const char *text;
    /* As worker_start has it; request must live until done is called. */
    enum status (*job)(struct worker *worker, struct book *book, void *mem, void *request,
                       struct error *err);
    void *request;
    /* The dialog is closed by then. Called once, also when it was stopped. */
    void (*done)(void *request, enum status status, const struct error *err);
};

extern const struct screen screen_busy;

#endif
