#include "tui/worker.h"

#include "model/mem.h"
#include "tui/ui.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PAINT_MS 250
#define SLICE_MS 50  /* of waiting, between which it can be stopped */
#define RETRY_MS 500 /* for a store that cannot be reached */

struct worker {
    struct ui *ui;
    enum status (*job)(struct worker *worker, struct book *book, void *mem, void *request,
                       struct error *err);
    void *request;
    void *job_mem; /* a root: only one thread at a time touches it */
    pthread_t thread;
    bool is_patient;
    bool is_running; /* the console's view: started and not yet joined */
    bool is_told;
    int64_t began_ms;
    /* shared */
    atomic_llong done, total, poked_ms;
    atomic_bool is_cancelled, has_ended;
    /* written by the thread before has_ended */
    enum status status;
    struct error error;
};

static int64_t monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void poke(struct worker *worker)
{
    uint64_t one = 1;
    /* A full counter wakes the console as well. */
    if (write(ui_wake_fd(worker->ui), &one, sizeof(one)) < 0) {
        return;
    }
}

/* As long as one may be asked to stop. */
static bool pause_for(void *state, int64_t time_ms)
{
    struct worker *worker = state;
    struct waiting machine = waiting_system();
    while (time_ms > 0 && !atomic_load(&worker->is_cancelled)) {
        int64_t slice_ms = time_ms < SLICE_MS ? time_ms : SLICE_MS;
        (void)machine.pause(machine.state, slice_ms);
        time_ms -= slice_ms;
    }
    return !atomic_load(&worker->is_cancelled);
}

struct waiting worker_waiting(struct worker *worker)
{
    struct waiting waiting = waiting_system();
    waiting.pause = pause_for;
    waiting.state = worker; /* which the machine's own clock does not look at */
    return waiting;
}

static enum status open_book(struct worker *worker, struct store **store, struct book **book,
                             struct error *err)
{
    const struct ui_terms *terms = ui_terms(worker->ui);
    enum store_access access = terms->is_read_only ? STORE_READ : STORE_WRITE;
    enum status status = store_open(worker->job_mem, terms->url, access, store, err);
    if (status) {
        return status;
    }
    status =
        book_open(worker->job_mem, *store, book_operator(terms->book), terms->clock, book, err);
    if (status) {
        store_close(*store);
    }
    return status;
}

static enum status run_job(struct worker *worker, struct error *err)
{
    struct store *store;
    struct book *book;
    enum status status = open_book(worker, &store, &book, err);
    while (worker->is_patient && (status == STATUS_LOST || status == STATUS_BUSY) &&
           pause_for(worker, RETRY_MS)) {
        status = open_book(worker, &store, &book, err);
    }
    if (!status) {
        status = worker->job(worker, book, worker->job_mem, worker->request, err);
        store_close(store);
    }
    return status;
}

static void *thread_main(void *argument)
{
    struct worker *worker = argument;
    worker->status = run_job(worker, &worker->error);
    atomic_store(&worker->has_ended, true);
    poke(worker);
    return NULL;
}

static void destroy(void *object)
{
    struct worker *worker = object;
    worker_cancel(worker);
    if (worker->is_running) {
        pthread_join(worker->thread, NULL);
        ui_worker_ended(worker->ui);
    }
    mem_free(worker->job_mem);
}

/* Signals are for the console's thread. */
static int start_thread(struct worker *worker)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGABRT);
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGFPE);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failure = pthread_create(&worker->thread, NULL, thread_main, worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

static struct worker *start(void *mem, struct ui *ui, bool is_patient,
                            enum status (*job)(struct worker *worker, struct book *book, void *mem,
                                               void *request, struct error *err),
                            void *request)
{
    struct worker *worker = MEM_NEW(mem, struct worker);
    worker->is_patient = is_patient;
    worker->ui = ui;
    worker->job = job;
    worker->request = request;
    worker->job_mem = mem_context(NULL, "worker");
    worker->began_ms = monotonic_ms();
    mem_on_free(worker, destroy);
    int failure = start_thread(worker);
    if (failure) {
        worker->status =
            error_set(&worker->error, STATUS_LIMIT, "cannot start a thread: %s", strerror(failure));
        atomic_store(&worker->has_ended, true);
        poke(worker);
        return worker;
    }
    worker->is_running = true;
    ui_worker_began(ui);
    return worker;
}

struct worker *worker_start(void *mem, struct ui *ui,
                            enum status (*job)(struct worker *worker, struct book *book, void *mem,
                                               void *request, struct error *err),
                            void *request)
{
    return start(mem, ui, false, job, request);
}

struct worker *worker_insist(void *mem, struct ui *ui,
                             enum status (*job)(struct worker *worker, struct book *book, void *mem,
                                                void *request, struct error *err),
                             void *request)
{
    return start(mem, ui, true, job, request);
}

bool worker_progress(struct worker *worker, int64_t done, int64_t total)
{
    atomic_store(&worker->done, done);
    atomic_store(&worker->total, total);
    int64_t now_ms = monotonic_ms();
    if (now_ms - atomic_load(&worker->poked_ms) >= PAINT_MS) {
        atomic_store(&worker->poked_ms, now_ms);
        poke(worker);
    }
    return !atomic_load(&worker->is_cancelled);
}

void worker_cancel(struct worker *worker)
{
    atomic_store(&worker->is_cancelled, true);
}

bool worker_has_ended(struct worker *worker, enum status *status, struct error *err)
{
    if (worker->is_told || !atomic_load(&worker->has_ended)) {
        return false;
    }
    worker->is_told = true;
    if (worker->is_running) {
        pthread_join(worker->thread, NULL);
        worker->is_running = false;
        ui_worker_ended(worker->ui);
    }
    *status = worker->status;
    *err = worker->error;
    return true;
}

bool worker_is_running(const struct worker *worker)
{
    return worker && worker->is_running;
}

void worker_draw(struct worker *worker, struct pane *pane, int row, int col, int width,
                 const char *unit)
{
    int64_t done = atomic_load(&worker->done);
    int64_t total = atomic_load(&worker->total);
    int64_t elapsed_ms = monotonic_ms() - worker->began_ms;
    int64_t rate = elapsed_ms > 0 ? done * 1000 / elapsed_ms : 0;
    int text_cols = 44;
    int bar_cols = width > text_cols + 8 ? width - text_cols : 0;
    paint_bar(pane, row, col, bar_cols, done, total > 0 ? total : 1, THEME_BAR);
    char left[32] = "";
    if (rate > 0 && total > done) {
        snprintf(left, sizeof(left), ", %lld s left", (long long)((total - done) / rate + 1));
    }
    char text[128];
    if (total > 0) {
        snprintf(text, sizeof(text), "%lld of %lld %s, %lld/s%s", (long long)done, (long long)total,
                 unit, (long long)rate, left);
    } else {
        snprintf(text, sizeof(text), "%lld %s, %lld/s", (long long)done, unit, (long long)rate);
    }
    paint_cell(pane, row, col + bar_cols + 1, width - bar_cols - 1, THEME_TEXT, ALIGN_LEFT, text);
}
