#include "tui/screen_home.h"

#include "model/mem.h"
#include "tui/home_data.h"
#include "tui/home_draw.h"
#include "tui/home_ladder.h"
#include "tui/screen_detail.h"
#include "tui/screen_list.h"
#include "tui/sweep_now.h"
#include "tui/ui.h"
#include "tui/worker.h"

#include <stdio.h>
#include <string.h>

#define LINES_MAX 256
#define FIRST_ROWS 2  /* of each section, before room is shared out */
#define LADDER_ROWS 9 /* a gap, its heading and its rungs */
#define WORK_ROWS 8   /* that the sections get before the ladder stands above them */

enum line_kind {
    LINE_GAP,
    LINE_POSITION_HEAD,
    LINE_POSITION,
    LINE_BANK,
    LINE_SECTION,
    LINE_ROW,
    LINE_AGES,
    LINE_LADDER,
    LINE_RUNG,
    LINE_NOTHING,
};

struct line {
    enum line_kind kind;
    size_t number; /* of the position, bank, section or rung */
    size_t row;    /* in the section */
};

struct home {
    void *data_mem;
    struct home_data data;
    struct error error;
    bool has_failed;
    void *position_mem;
    struct home_position position;
    struct reading *reading; /* of the position, in a thread; NULL when none runs */
    bool must_read_again;    /* the store changed while it ran */
    struct line lines[LINES_MAX];
    size_t line_count, selected, top;
    int laid_out_for; /* rows */
    bool is_stale;    /* read when it is drawn next: it may lie below another screen for long */
};

/* -- what stands where ------------------------------------------------------------------------- */

static void add(struct home *home, enum line_kind kind, size_t number, size_t row)
{
    if (home->line_count < LINES_MAX) {
        home->lines[home->line_count++] = (struct line){kind, number, row};
    }
}

static bool can_select(const struct line *line)
{
    return line->kind == LINE_POSITION || line->kind == LINE_BANK || line->kind == LINE_SECTION ||
           line->kind == LINE_ROW || line->kind == LINE_LADDER || line->kind == LINE_RUNG;
}

static bool is_hidden(const struct home *home, size_t section)
{
    const struct home_section *found = &home->data.sections[section];
    return found->is_quiet && found->page.count == 0;
}

/* How many rows each section shows: some, and the rest of the room in turn. Returns whether the
 * ladder stands above them; where there is less room it stands below, out of sight. */
static bool share_room(const struct home *home, int rows, size_t shown[HOME_SECTIONS])
{
    int room = rows - 1 - (int)(home->position.position_count + home->position.bank_count) -
               (home->data.sections[HOME_SECTIONS - 1].page.count > 0 ? 1 : 0);
    for (size_t i = 0; i < HOME_SECTIONS; i++) {
        size_t count = home->data.sections[i].page.count;
        shown[i] = count < FIRST_ROWS ? count : FIRST_ROWS;
        room -= is_hidden(home, i) ? 0 : (int)(shown[i] > 0 ? shown[i] : 1) + 2;
    }
    bool is_above = home->position.ladder_count > 0 && room >= LADDER_ROWS + WORK_ROWS;
    room -= is_above ? LADDER_ROWS : 0;
    bool has_grown = true;
    while (room > 0 && has_grown) {
        has_grown = false;
        for (size_t i = 0; i < HOME_SECTIONS && room > 0; i++) {
            if (shown[i] >= home->data.sections[i].page.count) {
                continue;
            }
            shown[i]++;
            room--;
            has_grown = true;
        }
    }
    return is_above;
}

static void add_ladder(struct home *home)
{
    add(home, LINE_GAP, 0, 0);
    add(home, LINE_LADDER, 0, 0);
    for (size_t rung = 0; rung < RUNG_COUNT; rung++) {
        add(home, LINE_RUNG, rung, 0);
    }
}

static void lay_out(struct home *home, int rows)
{
    size_t shown[HOME_SECTIONS];
    bool is_above = share_room(home, rows, shown);
    home->laid_out_for = rows;
    home->line_count = 0;
    add(home, LINE_POSITION_HEAD, 0, 0);
    for (size_t i = 0; i < home->position.position_count; i++) {
        add(home, LINE_POSITION, i, 0);
    }
    if (home->position.position_count == 0) {
        add(home, LINE_NOTHING, HOME_SECTIONS, 0);
    }
    for (size_t i = 0; i < home->position.bank_count; i++) {
        add(home, LINE_BANK, i, 0);
    }
    if (is_above) {
        add_ladder(home);
    }
    for (size_t i = 0; i < HOME_SECTIONS; i++) {
        if (is_hidden(home, i)) {
            continue;
        }
        add(home, LINE_GAP, 0, 0);
        add(home, LINE_SECTION, i, 0);
        if (shown[i] == 0) {
            add(home, LINE_NOTHING, i, 0);
        }
        for (size_t row = 0; row < shown[i]; row++) {
            add(home, LINE_ROW, i, row);
        }
    }
    if (home->data.sections[HOME_SECTIONS - 1].page.count > 0) {
        add(home, LINE_AGES, 0, 0);
    }
    if (!is_above && home->position.ladder_count > 0) {
        add_ladder(home);
    }
    while (home->selected < home->line_count && !can_select(&home->lines[home->selected])) {
        home->selected++;
    }
    if (home->selected >= home->line_count) {
        home->selected = home->line_count > 0 ? home->line_count - 1 : 0;
    }
}

/* -- the position, which may be read beside the keyboard --------------------------------------- */

/* One reading: its memory is the thread's until it has ended. */
struct reading {
    struct worker *worker;
    void *mem; /* a root */
    struct home_position position;
};

static enum status read_job(struct worker *worker, struct book *book, void *mem, void *request,
                            struct error *err)
{
    (void)worker;
    (void)mem;
    struct reading *reading = request;
    return home_position_read(reading->mem, book, &reading->position, err);
}

static void drop_reading(struct home *home)
{
    if (home->reading) {
        mem_free(home->reading->worker);
        mem_free(home->reading->mem);
        mem_free(home->reading);
        home->reading = NULL;
    }
}

static void start_reading(struct frame *frame)
{
    struct home *home = frame->state;
    if (home->reading) {
        home->must_read_again = true;
        return;
    }
    home->must_read_again = false;
    home->reading = MEM_NEW(home, struct reading);
    home->reading->mem = mem_context(NULL, "position");
    home->reading->worker = worker_start(home, frame->ui, read_job, home->reading);
}

static void take_position(struct home *home, void *mem, const struct home_position *position)
{
    mem_free(home->position_mem);
    home->position_mem = mem_move(home, mem);
    home->position = *position;
    home->laid_out_for = 0;
}

static void home_wake(struct frame *frame)
{
    struct home *home = frame->state;
    enum status status;
    struct error err;
    if (!home->reading || !worker_has_ended(home->reading->worker, &status, &err)) {
        return;
    }
    if (status && status != STATUS_LOST) { /* which is told elsewhere, and then all is read anew */
        home->error = err;
        home->has_failed = true;
    } else if (!status) {
        take_position(home, home->reading->mem, &home->reading->position);
        home->reading->mem = NULL;
    }
    drop_reading(home);
    if (home->must_read_again) {
        start_reading(frame);
    }
}

static enum status load_position(struct frame *frame, struct error *err)
{
    struct home *home = frame->state;
    struct home_position position;
    bool is_large;
    enum status status = home_is_large(ui_book(frame->ui), &is_large, err);
    if (status) {
        return status;
    }
    if (is_large) {
        start_reading(frame);
        return STATUS_OK;
    }
    void *mem = mem_context(NULL, "position");
    status = home_position_read(mem, ui_book(frame->ui), &position, err);
    if (status) {
        mem_free(mem);
    } else {
        take_position(home, mem, &position);
    }
    return status;
}

/* Where the store is gone what was read last stays. */
static void load(struct frame *frame)
{
    struct home *home = frame->state;
    struct home_data data;
    struct error err;
    void *mem = mem_context(home, "home data");
    enum status status = load_position(frame, &err);
    if (!status) {
        status = home_data_read(mem, ui_book(frame->ui), &data, &err);
    }
    home->is_stale = status == STATUS_LOST;
    if (status == STATUS_LOST && home->data_mem) {
        mem_free(mem);
        return;
    }
    home->has_failed = status != STATUS_OK;
    home->laid_out_for = 0;
    if (status) {
        home->error = err;
        mem_free(mem);
        return;
    }
    mem_free(home->data_mem);
    home->data_mem = mem;
    home->data = data;
}

static void home_close(struct frame *frame)
{
    drop_reading(frame->state);
}

static void home_reload(struct frame *frame)
{
    ((struct home *)frame->state)->is_stale = true;
}

static enum status home_open(struct frame *frame, const void *request, struct error *err)
{
    (void)request;
    (void)err;
    frame->state = MEM_NEW(frame->mem, struct home);
    home_reload(frame);
    return STATUS_OK;
}

/* -- drawing ----------------------------------------------------------------------------------- */

static void draw_line(struct home *home, struct pane *pane, int row, size_t number)
{
    const struct line *line = &home->lines[number];
    const struct home_data *data = &home->data;
    enum theme_role role = number == home->selected ? THEME_SELECTION : THEME_TEXT;
    if (role == THEME_SELECTION) {
        paint_blank(pane, row, 0, pane->cols, role);
        paint_cursor(pane, row, 0);
    }
    switch (line->kind) {
    case LINE_GAP:
        break;
    case LINE_POSITION_HEAD:
        home_draw_position_head(pane, row);
        break;
    case LINE_POSITION:
        home_draw_position(pane, row, &home->position.positions[line->number], role);
        break;
    case LINE_BANK:
        home_draw_bank(pane, row, &home->position.banks[line->number], role);
        break;
    case LINE_SECTION:
        home_draw_section(pane, row, &data->sections[line->number], role);
        break;
    case LINE_ROW:
        home_draw_row(pane, row, &data->sections[line->number],
                      &data->sections[line->number].page.rows[line->row], role);
        break;
    case LINE_AGES:
        home_draw_ages(pane, row, data);
        break;
    case LINE_LADDER:
        home_ladder_head(pane, row, home->position.ladders, home->position.ladder_count, role);
        break;
    case LINE_RUNG:
        home_ladder_rung(pane, row, home->position.ladders, home->position.ladder_count,
                         (enum rung)line->number, role);
        break;
    case LINE_NOTHING:
        paint_text(pane, row, 2, THEME_DIM,
                   line->number < HOME_SECTIONS ? "none"
                   : home->reading              ? "adding up"
                                                : "no money yet");
        break;
    }
}

static void home_draw(struct frame *frame)
{
    struct home *home = frame->state;
    struct pane *pane = &frame->pane;
    if (home->is_stale && !ui_is_lost(frame->ui)) {
        load(frame);
    }
    if (home->has_failed) {
        paint_wrapped(pane, 0, 1, pane->cols - 2, 3, THEME_DANGER, home->error.message);
        return;
    }
    if (home->laid_out_for != pane->rows) {
        lay_out(home, pane->rows);
    }
    size_t rows = (size_t)pane->rows;
    if (home->selected < home->top) {
        home->top = home->selected;
    }
    if (home->selected >= home->top + rows) {
        home->top = home->selected - rows + 1;
    }
    if (home->line_count <= rows || home->selected <= 1) {
        home->top = 0;
    }
    for (size_t i = 0; i < rows && home->top + i < home->line_count; i++) {
        draw_line(home, pane, (int)i, home->top + i);
    }
}

/* -- keys -------------------------------------------------------------------------------------- */

static void move(struct home *home, int by)
{
    size_t at = home->selected;
    while (by > 0 ? at + 1 < home->line_count : at > 0) {
        at = by > 0 ? at + 1 : at - 1;
        if (!can_select(&home->lines[at])) {
            continue;
        }
        home->selected = at;
        return;
    }
}

/* The heading with all that belongs to it in sight. */
static void select_ladder(struct home *home, size_t at)
{
    size_t last = at + RUNG_COUNT;
    size_t rows = home->laid_out_for > 0 ? (size_t)home->laid_out_for : 1;
    home->selected = at;
    if (last >= home->top + rows) {
        home->top = last - rows + 1;
    }
}

static void next_section(struct home *home, int by)
{
    for (size_t at = home->selected; by > 0 ? ++at < home->line_count : at-- > 0;) {
        if (home->lines[at].kind == LINE_LADDER) {
            select_ladder(home, at);
            return;
        }
        if (home->lines[at].kind == LINE_SECTION) {
            home->selected = at;
            return;
        }
    }
}

static void go_to_ladder(struct frame *frame)
{
    struct home *home = frame->state;
    for (size_t at = 0; at < home->line_count; at++) {
        if (home->lines[at].kind == LINE_LADDER) {
            select_ladder(home, at);
            return;
        }
    }
    ui_say(frame->ui, THEME_HINT, home->reading ? "it is being added up" : "nothing is owed");
}

/* What is due stands first among the holds; money without a date is on its owners' accounts. */
static void open_rung(struct frame *frame, size_t rung)
{
    struct list_request request = {0};
    if (rung == RUNG_NO_DATE) {
        request.filter = "^available";
        ui_jump(frame->ui, "accounts", &request);
    } else {
        request.sort = "due";
        ui_jump(frame->ui, "holds", &request);
    }
}

static void open_selected(struct frame *frame)
{
    struct home *home = frame->state;
    const struct line *line = &home->lines[home->selected];
    if (line->kind == LINE_POSITION) {
        ui_jump(frame->ui, "reports", "position");
    } else if (line->kind == LINE_LADDER) {
        ui_jump(frame->ui, "reports", "maturity");
    } else if (line->kind == LINE_RUNG) {
        open_rung(frame, line->number);
    } else if (line->kind == LINE_BANK) {
        const struct position_bank *bank = &home->position.banks[line->number];
        char *id = mem_printf(home, "bank:%s/%s", bank->account, bank->currency);
        ui_push(frame->ui, &screen_detail, id);
        mem_free(id);
    } else if (line->kind == LINE_SECTION) {
        const struct home_section *section = &home->data.sections[line->number];
        struct list_request request = {.sort = section->sort};
        ui_jump(frame->ui, section->screen, &request);
    } else if (line->kind == LINE_ROW) {
        const struct home_section *section = &home->data.sections[line->number];
        ui_push(frame->ui, &screen_detail, section->page.rows[line->row].id);
    }
}

static bool home_key(struct frame *frame, const struct input_event *event)
{
    struct home *home = frame->state;
    switch (event->key) {
    case 'j':
    case INPUT_DOWN:
        move(home, 1);
        return true;
    case 'k':
    case INPUT_UP:
        move(home, -1);
        return true;
    case INPUT_TAB:
    case INPUT_PAGE_DOWN:
        next_section(home, 1);
        return true;
    case INPUT_BACK_TAB:
    case INPUT_PAGE_UP:
        next_section(home, -1);
        return true;
    case 'g':
    case INPUT_HOME:
        home->selected = 0;
        move(home, 1);
        return true;
    case 'G':
    case INPUT_END:
        home->selected = home->line_count;
        move(home, -1);
        return true;
    case INPUT_ENTER:
        open_selected(frame);
        return true;
    case 'm':
        go_to_ladder(frame);
        return true;
    case 'x':
        sweep_now(frame->ui);
        return true;
    default:
        return false;
    }
}

static void home_hints(struct frame *frame, struct hints *hints)
{
    (void)frame;
    hints_add(hints, "Enter", "open");
    hints_add(hints, "x", "run what is due");
    hints_add(hints, "m", "maturity");
    hints_add(hints, "2", "accounts");
    hints_add(hints, "3", "sellers");
    hints_add(hints, "4", "deals");
    hints_add(hints, "8", "bank");
    hints_add(hints, "9", "reconcile");
    hints_add_rare(hints, "Tab PgDn PgUp", "to the next part, or the one before");
}

static const char *home_subject(struct frame *frame)
{
    struct home *home = frame->state;
    const struct line *line =
        home->selected < home->line_count ? &home->lines[home->selected] : NULL;
    return line && line->kind == LINE_ROW
               ? home->data.sections[line->number].page.rows[line->row].id
               : NULL;
}

const struct screen screen_home = {
    .name = "home",
    .title = "Home",
    .open = home_open,
    .draw = home_draw,
    .key = home_key,
    .close = home_close,
    .reload = home_reload,
    .wake = home_wake,
    .hints = home_hints,
    .subject = home_subject,
};
