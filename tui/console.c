#include "tui/console.h"

#include "model/book.h"
#include "model/mem.h"
#include "model/text.h"
#include "tui/contact.h"
#include "tui/input.h"
#include "tui/paint.h"
#include "tui/screens.h"
#include "tui/state.h"
#include "tui/term.h"
#include "tui/theme.h"
#include "tui/ui.h"

#include <stdlib.h>
#include <string.h>

#define WRITER_WAIT_MS 300        /* for another writer, while no key is read */
#define EVENTS_PER_FRAME_MAX 4096 /* so that an endless paste still gets drawn */

struct console {
    void *mem;
    struct store *store;
    struct book *book;
    const struct theme *theme;
    struct input *input;
    struct ui *ui;
    struct contact *contact;
    bool is_read_only;
};

/* COLORFGBG is what some terminals say of themselves: "15;0" is light on dark. */
static const char *default_theme(void)
{
    const char *hint = getenv("COLORFGBG");
    const char *last = hint ? strrchr(hint, ';') : NULL;
    int64_t background;
    if (!last || !text_to_int(last + 1, &background)) {
        return "dark";
    }
    return background >= 7 && background != 8 ? "light" : "dark";
}

/* A store that may not be written is shown all the same. */
static enum status open_store(struct console *console, const char *url, struct error *err)
{
    enum status status = store_open(console->mem, url, STORE_WRITE, &console->store, err);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND || status == STATUS_CORRUPT ||
        status == STATUS_LOST) {
        return status;
    }
    struct error second;
    if (store_open(console->mem, url, STORE_READ, &console->store, &second)) {
        return status;
    }
    console->is_read_only = true;
    return STATUS_OK;
}

static enum status open_book(struct console *console, const struct console_options *options,
                             struct error *err)
{
    enum status status = open_store(console, options->url, err);
    if (status) {
        return status;
    }
    status = book_open(console->mem, console->store, options->operator_login, options->clock,
                       &console->book, err);
    if (status) {
        return status;
    }
    /* Whatever takes longer goes on beside the keyboard: execute.h. */
    store_set_busy_timeout(console->store, WRITER_WAIT_MS);
    book_set_patience(console->book, 0);
    return STATUS_OK;
}

static enum status open_screens(struct console *console, const struct console_options *options,
                                struct state *state, struct error *err)
{
    bool by_roles = term_is_test() && options->theme == NULL;
    const struct theme *theme = by_roles ? theme_of_roles(console->mem) : console->theme;
    struct ui_terms terms = {
        .book = console->book,
        .paint = paint_new(console->mem, theme, term_has_colour()),
        .state = state,
        .clock = options->clock,
        .url = options->url,
        .is_read_only = console->is_read_only,
        .screens = screens_all(),
    };
    console->input = input_new(console->mem);
    console->ui = ui_new(console->mem, &terms);
    enum status status = contact_new(console->mem, console->ui, &console->contact, err);
    if (status) {
        return status;
    }
    ui_push(console->ui, terms.screens[0], NULL);
    const char *last = state_get(state, "console", "screen");
    if (last && ui_find_screen(console->ui, last)) {
        ui_jump(console->ui, last, NULL);
    }
    if (term_stand_in()) {
        ui_say(console->ui, THEME_WARN, "TERM names an unknown terminal; it is taken for %s",
               term_stand_in());
    }
    return STATUS_OK;
}

static void handle_input(struct console *console)
{
    struct input_event event;
    for (int i = 0; i < EVENTS_PER_FRAME_MAX && input_next(console->input, &event); i++) {
        ui_key(console->ui, &event);
    }
}

static void show(struct console *console)
{
    if (ui_is_touched(console->ui)) {
        ui_draw(console->ui);
        term_show();
    }
}

static void run(struct console *console)
{
    while (!term_is_ending() && !ui_is_quitting(console->ui)) {
        handle_input(console);
        if (ui_is_quitting(console->ui)) {
            break;
        }
        contact_follow(console->contact);
        show(console);
        bool has_more = ui_take_turn(console->ui);
        if (!has_more && !ui_has_worker(console->ui)) {
            term_mark_idle();
        }
        unsigned events =
            term_wait(has_more ? 0 : contact_wait_ms(console->contact), ui_wake_fd(console->ui));
        if (has_more || (events & TERM_RESIZED)) {
            ui_touch(console->ui);
        }
        if (events & TERM_WOKEN) {
            ui_woken(console->ui);
        }
    }
}

static void remember_screen(struct console *console, struct state *state)
{
    struct frame *frame = ui_top(console->ui);
    while (frame && frame->below && frame->below->below) {
        frame = frame->below;
    }
    state_set(state, "console", "screen", frame ? frame->screen->name : NULL);
}

enum status console_run(const struct console_options *options, struct error *err)
{
    struct console console = {.mem = mem_context(NULL, "console")};
    struct state *state = state_load(console.mem, options->operator_login);
    enum status status = theme_load(console.mem, options->theme ? options->theme : default_theme(),
                                    &console.theme, err);
    if (status) {
        goto done;
    }
    status = open_book(&console, options, err);
    if (status) {
        goto done;
    }
    status = term_open(err);
    if (status) {
        goto done;
    }
    term_announce_roles(theme_role_letters());
    status = open_screens(&console, options, state, err);
    if (!status) {
        run(&console);
        remember_screen(&console, state);
        ui_close_all(console.ui);
        state_save(state);
    }
    mem_free(console.contact);
    mem_free(console.ui);
    mem_free(console.input);
    term_close();
done:
    mem_free(console.mem);
    return status;
}
