#include "tui/sweep_now.h"

#include "model/mem.h"
#include "model/sweep.h"
#include "tui/busy.h"
#include "tui/confirm.h"
#include "tui/worker.h"

struct sweeping {
    void *mem;
    struct ui *ui;
    struct worker *worker;
    struct sweep_result result;
};

static bool tell_progress(void *state, int64_t done)
{
    return worker_progress(((struct sweeping *)state)->worker, done, 0);
}

static enum status job(struct worker *worker, struct book *book, void *mem, void *request,
                       struct error *err)
{
    (void)mem;
    struct sweeping *sweeping = request;
    sweeping->worker = worker;
    return sweep_run(book, tell_progress, sweeping, &sweeping->result, err);
}

static void done(void *request, enum status status, const struct error *err)
{
    struct sweeping *sweeping = request;
    const struct sweep_result *result = &sweeping->result;
    if (status) {
        ui_error(sweeping->ui, err);
    } else {
        ui_say(sweeping->ui, THEME_GOOD,
               "run: %lld holds, %lld freezes, %lld complaints (and %lld steps of some), %lld "
               "campaigns, %lld demands, %lld "
               "proposals; "
               "%lld reminders, %lld couriers told, %lld cautions, %lld breaks raised, %lld "
               "erased; %lld overdue wait "
               "for what the "
               "clock alone "
               "cannot decide",
               (long long)result->holds, (long long)result->freezes, (long long)result->complaints,
               (long long)result->steps, (long long)result->campaigns, (long long)result->demands,
               (long long)result->proposals, (long long)result->reminders,
               (long long)result->couriers, (long long)result->cautions, (long long)result->breaks,
               (long long)result->erased, (long long)result->overdue);
    }
    ui_reload(sweeping->ui);
    mem_free(sweeping->mem);
}

static void confirmed(void *owner)
{
    struct ui *ui = owner;
    void *mem = mem_context(NULL, "sweep");
    struct sweeping *sweeping = MEM_NEW(mem, struct sweeping);
    sweeping->mem = mem;
    sweeping->ui = ui;
    struct busy_request request = {.title = "Running what is due",
                                   .unit = "done",
                                   .job = job,
                                   .request = sweeping,
                                   .done = done};
    if (!ui_push(ui, &screen_busy, &request)) {
        mem_free(mem);
    }
}

void sweep_now(struct ui *ui)
{
    struct error err;
    if (ui_terms(ui)->is_read_only) {
        ui_say(ui, THEME_WARN, "nothing can be run: the store is open read-only");
        return;
    }
    if (rights_check("default", book_roles(ui_book(ui)), &err)) {
        ui_say(ui, THEME_WARN, "running what is due is not possible: %s", err.message);
        return;
    }
    struct confirm_request request = {
        .title = "Run what is due",
        .text =
            "Every hold, freeze, complaint and campaign whose clock has ended gets its default: "
            "what the column \"if nobody acts\" says of it. It cannot be taken back.",
        .act = "Run",
        .owner = ui,
        .confirmed = confirmed,
    };
    ui_push(ui, &screen_confirm, &request);
}
