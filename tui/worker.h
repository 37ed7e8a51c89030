/* worker.h - long work beside the keyboard: one thread with its own connection to the store.
 *
 * The thread gets a book of its own; it tells how far it is and learns from the answer whether it
 * is to stop, between two transactions. What it makes belongs to the worker's mem until it has
 * ended; the console's thread touches none of it before. The console hears of progress at most four
 * times a second, through ui_woken and the screen's wake. */
#ifndef TUI_WORKER_H
#define TUI_WORKER_H

#include "model/book.h"
#include "tui/paint.h"

struct ui;
struct worker;

/* job runs in the thread; its mem is the worker's. request must live until the worker has ended.
 * Freeing the worker stops and awaits it. */
struct worker *worker_start(void *mem, struct ui *ui,
                            enum status (*job)(struct worker *worker, struct book *book, void *mem,
                                               void *request, struct error *err),
                            void *request);

/* The same for what has to be carried through: where the store cannot be reached the thread tries
 * again until it is, or until it is stopped. */
struct worker *worker_insist(void *mem, struct ui *ui,
                             enum status (*job)(struct worker *worker, struct book *book, void *mem,
                                                void *request, struct error *err),
                             void *request);

/* For the thread: waiting for a store, which ends where the work is stopped. */
struct waiting worker_waiting(struct worker *worker);
/* For the thread: total 0 is unknown. False: stop now, STATUS_CANCELLED. */
bool worker_progress(struct worker *worker, int64_t done, int64_t total);

/* For the console. */
void worker_cancel(struct worker *worker);
/* True, once, when the work has ended: how. */
bool worker_has_ended(struct worker *worker, enum status *status, struct error *err);
bool worker_is_running(const struct worker *worker);
/* A bar with what is done, the rate and the time left, in one row of width cells. */
void worker_draw(struct worker *worker, struct pane *pane, int row, int col, int width,
                 const char *unit);

#endif
