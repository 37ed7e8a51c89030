#include "tui/screen_import.h"

#include "model/mem.h"
#include "tui/confirm.h"
#include "tui/grid.h"
#include "tui/import_terms.h"
#include "tui/plan_list.h"
#include "tui/screen_learn.h"
#include "tui/screen_row.h"
#include "tui/worker.h"

#include <stdio.h>
#include <string.h>

enum stage { STAGE_ASK, STAGE_PLANNING, STAGE_PLANNED, STAGE_APPLYING, STAGE_APPLIED };

struct tab {
    const char *title;
    struct plan_list *rows;
    struct list *list;
    struct grid grid;
};

struct import {
    struct frame *frame;
    enum stage stage;
    struct import_form *form;
    struct import_terms terms;
    void *plan_mem; /* a root: the thread's while it runs, else ours */
    struct plan *plan;
    struct worker *worker;
    void *tab_mem;
    struct tab tabs[PLAN_LIST_KINDS];
    size_t tab;
    struct error error; /* why there is no plan, or why it cannot be applied */
    bool has_error;
};

/* -- the thread -------------------------------------------------------------------------------- */

static enum status plan_job(struct worker *worker, struct book *book, void *mem, void *request,
                            struct error *err)
{
    (void)worker;
    (void)mem;
    struct import *import = request;
    return plan_make(import->plan_mem, book, import->terms.path, &import->terms.terms,
                     &import->plan, err);
}

static bool tell_progress(void *state, int64_t done, int64_t all)
{
    return worker_progress(state, done, all);
}

static enum status apply_job(struct worker *worker, struct book *book, void *mem, void *request,
                             struct error *err)
{
    (void)mem;
    struct import *import = request;
    return plan_apply(book, import->plan, tell_progress, worker, err);
}

/* -- the stages -------------------------------------------------------------------------------- */

static void drop_plan(struct import *import)
{
    mem_free(import->worker);
    import->worker = NULL;
    mem_free(import->tab_mem);
    import->tab_mem = NULL;
    mem_free(import->plan_mem);
    import->plan_mem = NULL;
    import->plan = NULL;
    import->has_error = false;
}

static void start_plan(void *owner, const struct import_terms *terms)
{
    struct import *import = owner;
    drop_plan(import);
    import->terms = *terms;
    import->plan_mem = mem_context(NULL, "plan");
    import->stage = STAGE_PLANNING;
    import->worker = worker_start(import->frame->mem, import->frame->ui, plan_job, import);
}

static void ask(struct import *import)
{
    import_form_show(import->form, import, start_plan);
}

static void make_tabs(struct import *import)
{
    static const char *const titles[PLAN_LIST_KINDS] = {"Lines", "Suspense", "Rejected"};
    import->tab_mem = mem_context(import->frame->mem, "tabs");
    for (int i = 0; i < PLAN_LIST_KINDS; i++) {
        struct tab *tab = &import->tabs[i];
        size_t count;
        const struct column *columns = plan_list_columns((enum plan_list_kind)i, &count);
        tab->title = titles[i];
        tab->rows = plan_list_new(import->tab_mem, import->plan, (enum plan_list_kind)i);
        tab->list = list_new(import->tab_mem);
        struct list_source source = plan_list_source(tab->rows);
        list_set_source(tab->list, &source, false);
        grid_init(&tab->grid, columns, count);
        tab->grid.preferred =
            i == PLAN_LIST_SUSPENSE ? "date,amount,text,ground" : "date,amount,fate,item,text";
    }
    import->tab = import->plan->counts.rejected > 0 ? PLAN_LIST_REJECTS : PLAN_LIST_LINES;
}

/* A hint that names an option of the command line is told in the console's own words. */
static void translate_hint(struct error *err)
{
    if (strstr(err->hint, "profiles new")) {
        (void)error_hint(err, "press n to learn its format from it, or e to name a profile");
    } else if (strstr(err->hint, "--accept-number")) {
        (void)error_hint(err, "press e for another account, or to say why it is the same");
    } else if (strstr(err->hint, "--number")) {
        (void)error_hint(err, "press e and say the number of the account");
    } else if (strstr(err->hint, "--")) {
        (void)error_hint(err, "press e for another profile, to take the good rows alone, or to say "
                              "why a broken proof is accepted");
    }
}

static void planned(struct import *import, enum status status)
{
    import->has_error = status != STATUS_OK;
    if (status) {
        import->stage = STAGE_ASK;
    } else {
        import->stage = STAGE_PLANNED;
        make_tabs(import);
        import->has_error = plan_check(import->plan, &import->error) != STATUS_OK;
    }
    if (import->has_error) {
        translate_hint(&import->error);
    }
}

static void applied(struct import *import, enum status status)
{
    struct ui *ui = import->frame->ui;
    import->stage = status ? STAGE_PLANNED : STAGE_APPLIED;
    if (status == STATUS_STALE) {
        struct import_terms terms = import->terms;
        ui_error(ui, &import->error);
        start_plan(import, &terms);
        return;
    }
    import->has_error = status != STATUS_OK;
    if (status == STATUS_CANCELLED) {
        import->has_error = false;
        ui_say(ui, THEME_WARN, "stopped: nothing was imported");
    } else if (!status) {
        ui_say(ui, THEME_GOOD, "imported: statement:%lld, %lld lines matched, %lld in suspense",
               (long long)import->plan->statement, (long long)import->plan->counts.matched,
               (long long)import->plan->counts.suspense);
        ui_reload(ui);
    }
}

static void import_wake(struct frame *frame)
{
    struct import *import = frame->state;
    enum status status;
    struct error err;
    if (!import->worker || !worker_has_ended(import->worker, &status, &err)) {
        return;
    }
    import->error = err;
    mem_free(import->worker);
    import->worker = NULL;
    if (import->stage == STAGE_PLANNING) {
        planned(import, status);
    } else {
        applied(import, status);
    }
}

static void start_apply(void *owner)
{
    struct import *import = owner;
    import->stage = STAGE_APPLYING;
    import->worker = worker_start(import->frame->mem, import->frame->ui, apply_job, import);
}

static void confirm_apply(struct import *import)
{
    struct ui *ui = import->frame->ui;
    struct error err;
    const struct plan_counts *counts = &import->plan->counts;
    if (import->has_error) {
        ui_error(ui, &import->error);
        return;
    }
    if (ui_terms(ui)->is_read_only) {
        ui_say(ui, THEME_WARN, "import is not possible: the store is open read-only");
        return;
    }
    if (rights_check("statement", book_roles(ui_book(ui)), &err)) {
        ui_error(ui, &err);
        return;
    }
    if (counts->new_lines == 0) {
        ui_say(ui, THEME_HINT, "every line is known already: there is nothing to import");
        return;
    }
    char *text =
        mem_printf(import->frame->mem,
                   "%lld new lines of %s are posted to %s in one transaction: %lld are "
                   "matched, %lld go to suspense.",
                   (long long)counts->new_lines, import->plan->file_name, import->plan->account,
                   (long long)counts->matched, (long long)counts->suspense);
    for (size_t i = 0; i < import->plan->chain_count; i++) {
        const struct plan_chain *chain = &import->plan->chains[i];
        char opening[MONEY_TEXT_BYTES];
        struct money amount = {.minor = chain->to_post_minor};
        memcpy(amount.currency, chain->currency, sizeof amount.currency);
        if (chain->to_post_minor != 0) {
            text = mem_append(text, " The account opens with %s %s, which goes to suspense too.",
                              chain->currency, money_format_grouped(amount, opening));
        }
    }
    text = mem_append(text, "\n\nPlan %.16s", import->plan->hash);
    struct confirm_request request = {.title = "Import",
                                      .text = text,
                                      .act = "Import",
                                      .owner = import,
                                      .confirmed = start_apply};
    ui_push(ui, &screen_confirm, &request);
    mem_free(text);
}

/* -- the screen -------------------------------------------------------------------------------- */

/* Whether it is a file of which a profile may be learnt: none fits, and none was named. */
static bool may_learn(const struct import *import)
{
    return import->stage == STAGE_ASK && import->has_error &&
           import->error.status == STATUS_NOT_FOUND && import->terms.path != NULL &&
           import->terms.terms.profile == NULL;
}

static void learnt(void *owner, const char *profile)
{
    struct import *import = owner;
    struct import_terms terms = import->terms;
    terms.terms.profile = mem_strdup(import->frame->mem, profile);
    start_plan(import, &terms);
}

static void learn(struct import *import)
{
    struct learn_request request = {import->terms.path, import, learnt};
    ui_push(import->frame->ui, &screen_learn, &request);
}

static enum status import_open(struct frame *frame, const void *request, struct error *err)
{
    (void)request;
    struct import *import = MEM_NEW(frame->mem, struct import);
    import->frame = frame;
    frame->state = import;
    return import_form_new(frame->mem, frame->ui, &import->form, err);
}

static void import_opened(struct frame *frame)
{
    ask(frame->state);
}

static void import_close(struct frame *frame)
{
    drop_plan(frame->state);
}

static void draw_amount(struct pane *pane, int row, int col, const char *title, int64_t minor,
                        const char *currency)
{
    struct money amount = {.minor = minor};
    char text[MONEY_TEXT_BYTES];
    memcpy(amount.currency, currency, sizeof(amount.currency));
    col = paint_text(pane, row, col, THEME_LABEL, title);
    paint_text(pane, row, col + 1, THEME_TEXT, money_format_grouped(amount, text));
}

static void draw_count(struct pane *pane, int row, int *col, const char *title, int64_t count,
                       enum theme_role role)
{
    *col = paint_text(pane, row, *col, THEME_LABEL, title);
    *col =
        paint_format(pane, row, *col + 1, count > 0 ? role : THEME_DIM, "%lld", (long long)count) +
        3;
}

static int draw_figures(struct import *import, struct pane *pane, int row)
{
    const struct plan_counts *counts = &import->plan->counts;
    int col = 1;
    draw_count(pane, row, &col, "Lines", counts->lines, THEME_TEXT);
    draw_count(pane, row, &col, "new", counts->new_lines, THEME_TEXT);
    draw_count(pane, row, &col, "known", counts->duplicate, THEME_TEXT);
    draw_count(pane, row, &col, "rejected", counts->rejected, THEME_DANGER);
    draw_count(pane, row, &col, "not counted", counts->uncounted, THEME_TEXT);
    col = 1;
    draw_count(pane, ++row, &col, "Matched", counts->matched, THEME_GOOD);
    draw_count(pane, row, &col, "suspense", counts->suspense, THEME_WARN);
    draw_count(pane, row, &col, "suggested", counts->suggested, THEME_TEXT);
    draw_count(pane, row, &col, "ambiguous", counts->ambiguous, THEME_TEXT);
    for (size_t i = 0; i < import->plan->chain_count && i < 4; i++) {
        const struct plan_chain *chain = &import->plan->chains[i];
        enum theme_role role = chain->proof == PROOF_CLOSED   ? THEME_GOOD
                               : chain->proof == PROOF_BROKEN ? THEME_DANGER
                                                              : THEME_WARN;
        col = paint_format(pane, ++row, 1, THEME_LABEL, "Proof %s", chain->currency);
        paint_text(pane, row, col + 1, role,
                   chain->proof == PROOF_CLOSED   ? "closed"
                   : chain->proof == PROOF_BROKEN ? "broken"
                                                  : "none");
        if (chain->has_balances) {
            draw_amount(pane, row, 20, "opening", chain->opening_minor, chain->currency);
            draw_amount(pane, row, 48, "closing", chain->closing_minor, chain->currency);
        }
    }
    if (import->plan->others) {
        paint_format(pane, ++row, 1, THEME_WARN, "Not read, of other accounts: %s",
                     import->plan->others);
    }
    return row + 1;
}

static void draw_tabs(struct import *import, struct pane *pane, int row)
{
    paint_line(pane, row, 0, pane->cols);
    int col = 1;
    for (size_t i = 0; i < PLAN_LIST_KINDS; i++) {
        enum theme_role role = i == import->tab ? THEME_BUTTON_FOCUS : THEME_HEADING;
        col = paint_format(pane, row, col, role, " %s %zu ", import->tabs[i].title,
                           plan_list_count(import->tabs[i].rows)) +
              1;
    }
}

static int draw_error(struct import *import, struct pane *pane, int row)
{
    char *text = mem_printf(import->frame->mem, "%s%s%s%s%s", import->error.message,
                            *import->error.detail ? ": " : "", import->error.detail,
                            *import->error.hint ? " - " : "", import->error.hint);
    int rows = paint_wrapped(pane, row, 1, pane->cols - 2, 3, THEME_DANGER, text);
    mem_free(text);
    return row + rows;
}

static void draw_plan(struct import *import, struct pane *pane, int row)
{
    row = draw_figures(import, pane, row);
    if (import->has_error) {
        row = draw_error(import, pane, row);
    }
    draw_tabs(import, pane, row++);
    struct tab *tab = &import->tabs[import->tab];
    grid_draw(&tab->grid, pane, row, 0, pane->rows - row, pane->cols, tab->list, true);
}

static void draw_head(struct import *import, struct pane *pane)
{
    int col = paint_text(pane, 0, 1, THEME_KEY, "Import") + 2;
    const char *path = import->plan ? import->plan->file_name : import->terms.path;
    if (!path) {
        return;
    }
    col = paint_text(pane, 0, col, THEME_TEXT, path);
    col = paint_format(pane, 0, col, THEME_DIM, " into %s", import->terms.terms.account);
    if (import->plan && import->stage >= STAGE_PLANNED) {
        paint_format(pane, 0, col, THEME_DIM, "  %s, %s", import->plan->file->profile->name,
                     import->plan->file->encoding.name);
    }
}

static void import_draw(struct frame *frame)
{
    struct import *import = frame->state;
    struct pane *pane = &frame->pane;
    /* The plan is the thread's while one runs. */
    if (import->stage == STAGE_PLANNING) {
        paint_format(pane, 0, 1, THEME_KEY, "Import  %s", import->terms.path);
        paint_text(pane, 2, 1, THEME_TEXT, "reading and planning; nothing is written yet");
        return;
    }
    draw_head(import, pane);
    if (import->stage == STAGE_ASK) {
        if (import->has_error) {
            draw_error(import, pane, 2);
        } else {
            paint_text(pane, 2, 1, THEME_DIM, "press e to choose a bank's file");
        }
        return;
    }
    if (import->stage == STAGE_APPLYING) {
        worker_draw(import->worker, pane, 2, 1, pane->cols - 2, "lines");
        paint_text(pane, 4, 1, THEME_DIM, "one transaction: Esc stops it, and nothing is kept");
        return;
    }
    draw_plan(import, pane, 1);
    if (import->stage == STAGE_APPLIED) {
        paint_cell(pane, 0, pane->cols - 18, 17, THEME_GOOD, ALIGN_RIGHT, "imported");
    }
}

static bool rows_moved(struct list *list, int key)
{
    switch (key) {
    case 'j':
    case INPUT_DOWN:
        list_move(list, 1);
        return true;
    case 'k':
    case INPUT_UP:
        list_move(list, -1);
        return true;
    case INPUT_PAGE_DOWN:
        list_page(list, 1);
        return true;
    case INPUT_PAGE_UP:
        list_page(list, -1);
        return true;
    case 'g':
    case INPUT_HOME:
        list_first(list);
        return true;
    case 'G':
    case INPUT_END:
        list_last(list);
        return true;
    default:
        return false;
    }
}

/* A line in full, with why it will be what it will be. */
static void show_line(struct import *import)
{
    const struct tab *tab = &import->tabs[import->tab];
    const struct view_row *row = list_selected(tab->list);
    struct view view = {.columns = tab->grid.columns, .column_count = tab->grid.count};
    struct row_request request = {tab->title, &view, row};
    if (row) {
        ui_push(import->frame->ui, &screen_row, &request);
    }
}

static bool plan_key(struct import *import, int key)
{
    struct tab *tab = &import->tabs[import->tab];
    switch (key) {
    case INPUT_TAB:
        import->tab = (import->tab + 1) % PLAN_LIST_KINDS;
        return true;
    case INPUT_BACK_TAB:
        import->tab = (import->tab + PLAN_LIST_KINDS - 1) % PLAN_LIST_KINDS;
        return true;
    case INPUT_LEFT:
        grid_scroll(&tab->grid, -1, import->frame->pane.cols);
        return true;
    case INPUT_RIGHT:
        grid_scroll(&tab->grid, 1, import->frame->pane.cols);
        return true;
    case INPUT_ENTER:
        show_line(import);
        return true;
    case 'p':
        if (import->stage == STAGE_PLANNED) {
            confirm_apply(import);
        }
        return true;
    default:
        return rows_moved(tab->list, key);
    }
}

static bool import_key(struct frame *frame, const struct input_event *event)
{
    struct import *import = frame->state;
    bool is_busy = worker_is_running(import->worker);
    if (is_busy && (event->key == INPUT_ESCAPE || event->key == INPUT_CTRL('C'))) {
        worker_cancel(import->worker);
        ui_say(frame->ui, THEME_HINT, "stopping");
        return true;
    }
    if (is_busy) {
        ui_say(frame->ui, THEME_HINT, "at work: Esc stops it");
        return true;
    }
    if (event->key == 'e') {
        ask(import);
        return true;
    }
    if (event->key == 'n' && may_learn(import)) {
        learn(import);
        return true;
    }
    return import->stage >= STAGE_PLANNED && plan_key(import, event->key);
}

static void import_hints(struct frame *frame, struct hints *hints)
{
    struct import *import = frame->state;
    if (worker_is_running(import->worker)) {
        hints_add(hints, "Esc", "stop");
        return;
    }
    if (import->stage == STAGE_PLANNED) {
        hints_add(hints, "p", "post it");
    }
    if (import->stage >= STAGE_PLANNED) {
        hints_add(hints, "Tab", "lines, suspense, rejected");
        hints_add(hints, "Enter", "line in full");
    }
    if (may_learn(import)) {
        hints_add(hints, "n", "learn its format");
    }
    hints_add(hints, "e", import->stage == STAGE_APPLIED ? "another file" : "file and options");
    if (import->stage == STAGE_APPLIED) {
        hints_add(hints, "9", "reconcile");
    }
}

const struct screen screen_import = {
    .name = "import",
    .title = "Import",
    .open = import_open,
    .opened = import_opened,
    .draw = import_draw,
    .key = import_key,
    .close = import_close,
    .wake = import_wake,
    .hints = import_hints,
};
