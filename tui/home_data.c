#include "tui/home_data.h"

#include "model/calendar.h"
#include "model/mem.h"
#include "model/proposal.h"
#include "model/time.h"

#include <string.h>

static const struct {
    const char *title, *view, *screen, *sort;
    bool is_quiet;
} sections[HOME_SECTIONS] = {
    {"Proposals that wait for you", "proposals", "proposals", "due", true},
    {"Holds due first", "holds", "holds", "due", false},
    {"Complaints by their clock", "complaints", "complaints", "due", false},
    {"Freezes ending first", "freezes", "freezes", "if_nobody_acts", false},
    {"Notices not delivered", "undelivered", "notices", "if_nobody_acts", true},
    {"Suspense", "suspense", "reconcile", NULL, false},
};

static const struct cell *outcome_of(const struct view *view, const struct view_row *row)
{
    int column = view_column(view, "if_nobody_acts");
    return column < 0 ? NULL : &row->cells[column];
}

/* Of proposals, those that the operator may decide about. */
static bool is_own_work(const struct book *book, const struct home_section *section,
                        const struct view_row *row)
{
    int operation = view_column(section->view, "operation");
    int maker = view_column(section->view, "maker");
    return operation < 0 || maker < 0 ||
           proposal_is_for(book, row->cells[operation].text, row->cells[maker].text);
}

/* Rows whose clock has stopped are no work. */
static void keep_running(const struct book *book, struct home_section *section)
{
    struct view_page *page = &section->page;
    size_t kept = 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct cell *outcome = outcome_of(section->view, &page->rows[i]);
        bool is_running = outcome && outcome->kind == CELL_OUTCOME;
        if ((!is_running && strcmp(section->screen, "reconcile") != 0) ||
            !is_own_work(book, section, &page->rows[i])) {
            continue;
        }
        if (is_running && outcome->left_us < TIME_US_PER_DAY) {
            section->today++;
        }
        page->rows[kept++] = page->rows[i];
    }
    page->count = kept;
}

static enum status read_section(void *mem, struct book *book, size_t number,
                                struct home_section *out, struct error *err)
{
    out->title = sections[number].title;
    out->screen = sections[number].screen;
    out->sort = sections[number].sort;
    out->is_quiet = sections[number].is_quiet;
    out->view = view_find(sections[number].view);
    struct view_query query = {.view = out->view, .sort = -1};
    if (out->sort) {
        query.sort = view_column(out->view, out->sort);
    }
    struct view_cursor *cursor;
    enum status status = view_open(mem, book, &query, &cursor, err);
    if (!status) {
        status =
            view_fetch(cursor, mem, NULL, VIEW_FORWARD, HOME_SECTION_ROWS_MAX, &out->page, err);
    }
    if (!status) {
        keep_running(book, out);
    }
    return status;
}

static void count_ages(struct book *book, struct home_data *data)
{
    const struct calendar *calendar = book_policy(book)->calendar;
    const struct home_section *suspense = &data->sections[HOME_SECTIONS - 1];
    int date = view_column(suspense->view, "date");
    int32_t today = calendar_day(calendar, book_now_us(book));
    for (size_t i = 0; date >= 0 && i < suspense->page.count; i++) {
        int32_t since = (int32_t)suspense->page.rows[i].cells[date].number;
        data->ages[day_age(calendar_age(calendar, since, today))]++;
    }
}

enum status home_data_read(void *mem, struct book *book, struct home_data *out, struct error *err)
{
    enum status status = STATUS_OK;
    memset(out, 0, sizeof(*out));
    for (size_t i = 0; !status && i < HOME_SECTIONS; i++) {
        status = read_section(mem, book, i, &out->sections[i], err);
    }
    if (!status) {
        count_ages(book, out);
    }
    return status;
}

enum status home_position_read(void *mem, struct book *book, struct home_position *out,
                               struct error *err)
{
    memset(out, 0, sizeof(*out));
    enum status status = book_begin_snapshot(book, err); /* they add up at one moment */
    if (status) {
        return status;
    }
    status = position_read(book, mem, &out->positions, &out->position_count, err);
    if (!status) {
        status = position_banks(book, mem, &out->banks, &out->bank_count, err);
    }
    if (!status) {
        status = ladder_read(book, mem, &out->ladders, &out->ladder_count, err);
    }
    book_rollback(book);
    return status;
}

enum status home_is_large(struct book *book, bool *out, struct error *err)
{
    struct view_query query = {.view = view_find("accounts"), .sort = -1};
    struct view_cursor *cursor;
    size_t count = 0;
    void *mem = mem_context(NULL, "count");
    enum status status = view_open(mem, book, &query, &cursor, err);
    if (!status) {
        status = view_count(cursor, HOME_ACCOUNTS_MAX + 1, &count, err);
    }
    *out = count > HOME_ACCOUNTS_MAX;
    mem_free(mem);
    return status;
}

static const char *shown(const struct home_section *section, const struct view_row *row,
                         const char *name, char *buffer)
{
    int column = view_column(section->view, name);
    return column < 0 ? "" : cell_show(&row->cells[column], buffer);
}

char *home_about(void *mem, const struct home_section *section, const struct view_row *row)
{
    static const char *const columns[HOME_SECTIONS][4] = {
        {"operation", "about", NULL},    {"purpose", "deal", NULL},
        {"deal", "state", "kind"},       {"seller", "told", "scope", "ground"},
        {"party", "subject", "failure"}, {"amount", "text", NULL}};
    static const char *const views[HOME_SECTIONS] = {"proposals", "holds",       "complaints",
                                                     "freezes",   "undelivered", "suspense"};
    char buffer[CELL_TEXT_BYTES];
    char *text = mem_strdup(mem, "");
    size_t kind = 0;
    while (kind + 1 < HOME_SECTIONS && strcmp(views[kind], section->view->name) != 0) {
        kind++;
    }
    for (int i = 0; i < 4 && columns[kind][i]; i++) {
        const char *part = shown(section, row, columns[kind][i], buffer);
        text = mem_append(text, "%s%s", *text && *part ? "  " : "", part);
    }
    return text;
}
