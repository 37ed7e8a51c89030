#include "tui/list.h"

#include "model/mem.h"
#include "tui/list_row.h"
#include "tui/pick.h"

#include <assert.h>
#include <string.h>

struct list {
    struct list_source source;
    struct view_row *rows[LIST_ROWS_MAX];
    size_t count;
    size_t top, selected;
    size_t visible;
    bool has_first, has_last, has_source;
    struct view_row *resume; /* where an unfinished search goes on, or NULL */
    long first_ordinal;
    struct pick *marks;
    bool has_failed;
    struct error error;
};

/* -- rows -------------------------------------------------------------------------------------- */

static void drop_front(struct list *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mem_free(list->rows[i]);
    }
    memmove(list->rows, list->rows + count, (list->count - count) * sizeof(list->rows[0]));
    list->count -= count;
    list->top -= count;
    list->selected -= count;
    list->has_first = list->has_first && count == 0;
    if (list->first_ordinal >= 0) {
        list->first_ordinal += (long)count;
    }
}

static void drop_back(struct list *list, size_t keep)
{
    for (size_t i = keep; i < list->count; i++) {
        mem_free(list->rows[i]);
    }
    list->has_last = list->has_last && keep == list->count;
    if (keep < list->count) {
        mem_free(list->resume);
        list->resume = NULL;
    }
    list->count = keep;
}

static void drop_all(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        mem_free(list->rows[i]);
    }
    list->count = list->top = list->selected = 0;
    list->has_first = list->has_last = false;
    list->first_ordinal = -1;
    mem_free(list->resume);
    list->resume = NULL;
}

/* -- fetching ---------------------------------------------------------------------------------- */

static bool fetch(struct list *list, void *mem, const struct view_row *anchor,
                  enum view_direction direction, size_t limit, struct view_page *page)
{
    memset(page, 0, sizeof(*page));
    if (!list->has_source) {
        return false;
    }
    if (limit > VIEW_PAGE_ROWS_MAX) {
        limit = VIEW_PAGE_ROWS_MAX;
    }
    list->has_failed = list->source.fetch(list->source.state, mem, anchor, direction, limit, page,
                                          &list->error) != STATUS_OK;
    return !list->has_failed;
}

static void make_room_at_end(struct list *list, size_t rows)
{
    assert(rows < LIST_ROWS_MAX);
    if (list->count + rows <= LIST_ROWS_MAX) {
        return;
    }
    size_t excess = list->count + rows - LIST_ROWS_MAX;
    drop_front(list, excess < list->top ? excess : list->top);
}

/* Up to limit rows after the last. False when nothing came. */
static bool extend_forward(struct list *list, size_t limit)
{
    if (list->has_last) {
        return false;
    }
    make_room_at_end(list, limit);
    if (limit > LIST_ROWS_MAX - list->count) {
        limit = LIST_ROWS_MAX - list->count;
    }
    if (limit == 0) {
        return false;
    }
    void *mem = mem_context(list, "page");
    struct view_page page;
    const struct view_row *last = list->count > 0 ? list->rows[list->count - 1] : NULL;
    const struct view_row *anchor = list->resume ? list->resume : last;
    bool is_good = fetch(list, mem, anchor, VIEW_FORWARD, limit, &page);
    bool is_partial = is_good && page.is_partial;
    for (size_t i = 0; is_good && i < page.count; i++) {
        list->rows[list->count++] = list_row_copy(list, &page.rows[i], list->source.column_count);
    }
    list->has_last = is_good && !is_partial && (page.is_end || page.count == 0);
    mem_free(list->resume);
    list->resume = is_partial ? list_row_place(list, &page.rest) : NULL;
    if (is_good && !last) {
        list->has_first = true;
        list->first_ordinal = 0;
    }
    mem_free(mem);
    return is_good && page.count > 0;
}

/* The same, going on until a search is done: for steps that cannot be left half done. */
static bool fetch_whole(struct list *list, void *mem, const struct view_row *anchor,
                        enum view_direction direction, size_t limit, struct view_page *page)
{
    bool is_good = fetch(list, mem, anchor, direction, limit, page);
    while (is_good && page->is_partial && page->count == 0) {
        struct view_row rest = page->rest;
        is_good = fetch(list, mem, &rest, direction, limit, page);
    }
    return is_good;
}

static void put_in_front(struct list *list, const struct view_page *page)
{
    if (list->count + page->count > LIST_ROWS_MAX) {
        drop_back(list, LIST_ROWS_MAX - page->count);
    }
    memmove(list->rows + page->count, list->rows, list->count * sizeof(list->rows[0]));
    for (size_t i = 0; i < page->count; i++) {
        list->rows[i] = list_row_copy(list, &page->rows[i], list->source.column_count);
    }
    list->count += page->count;
    list->top += page->count;
    list->selected += page->count;
    if (list->first_ordinal >= 0) {
        list->first_ordinal -= (long)page->count;
    }
}

static bool extend_backward(struct list *list, size_t limit)
{
    if (list->has_first || list->count == 0) {
        return false;
    }
    void *mem = mem_context(list, "page");
    struct view_page page;
    bool is_good = fetch_whole(list, mem, list->rows[0], VIEW_BACKWARD, limit, &page);
    if (is_good && page.count > 0) {
        put_in_front(list, &page);
    }
    list->has_first = is_good && !page.is_partial && (page.is_end || page.count == 0);
    if (list->has_first) {
        list->first_ordinal = 0;
    }
    mem_free(mem);
    return is_good && page.count > 0;
}

/* Enough at a time that scrolling line by line asks seldom. */
static size_t batch(const struct list *list, size_t needed)
{
    size_t rows = needed + list->visible;
    return rows > LIST_ROWS_MAX / 4 ? LIST_ROWS_MAX / 4 : rows;
}

static void load_from_start(struct list *list)
{
    drop_all(list);
    extend_forward(list, list->visible + 1);
}

static void keep_in_sight(struct list *list)
{
    if (list->count == 0) {
        list->top = list->selected = 0;
        return;
    }
    if (list->selected >= list->count) {
        list->selected = list->count - 1;
    }
    if (list->top > list->selected) {
        list->top = list->selected;
    }
    if (list->selected - list->top >= list->visible) {
        list->top = list->selected - list->visible + 1;
    }
}

void list_fill(struct list *list)
{
    if (list->count == 0 && !list->has_last && !list->has_failed) {
        extend_forward(list, list->visible + 1);
    } else if (list->resume && list->count - list->top < list->visible) {
        extend_forward(list, batch(list, 0));
    }
    keep_in_sight(list);
    while (list->count - list->top < list->visible && !list->has_last && !list->resume) {
        if (!extend_forward(list, batch(list, 0))) {
            break;
        }
    }
    if (list->resume) {
        return;
    }
    /* A list's last rows fill the window where there are rows before them. */
    while (list->count > 0 && list->count - list->top < list->visible) {
        size_t lacking = list->visible - (list->count - list->top);
        if (list->top >= lacking) {
            list->top -= lacking;
        } else if (!extend_backward(list, batch(list, lacking))) {
            list->top = 0;
        }
        if (list->top == 0 && list->has_first) {
            break;
        }
        if (list->has_failed) {
            break;
        }
    }
    keep_in_sight(list);
}

/* Rebuild around a row that stands at line `line` of the window. */
static void load_around(struct list *list, const struct view_row *row, size_t line, bool is_there)
{
    void *mem = mem_context(NULL, "anchor");
    struct view_row *anchor = list_row_copy(mem, row, list->source.column_count);
    drop_all(list);
    list->rows[0] = list_row_copy(list, anchor, list->source.column_count);
    list->count = 1;
    extend_backward(list, line > 0 ? line : 1);
    extend_forward(list, list->visible);
    list->top = list->selected > line ? list->selected - line : 0;
    if (!is_there) {
        /* The row itself is gone: its place is taken by the next one. */
        size_t place = list->selected;
        mem_free(list->rows[place]);
        memmove(list->rows + place, list->rows + place + 1,
                (list->count - place - 1) * sizeof(list->rows[0]));
        list->count--;
    }
    mem_free(mem);
    list_fill(list);
}

/* What is shown now, rows of before apart: they are still there. */
static void reload(struct list *list, const struct list *before)
{
    const struct view_row *selected = before->count > 0 ? before->rows[before->selected] : NULL;
    if (!selected || !list->has_source) {
        load_from_start(list);
        list_fill(list);
        return;
    }
    if (before->has_first && before->selected < list->visible && before->top == 0) {
        /* At the very start new rows before the first are wanted too. */
        load_from_start(list);
        bool is_found = false;
        for (size_t i = 0; i < list->count && i < list->visible && !is_found; i++) {
            if ((is_found = strcmp(list->rows[i]->id, selected->id) == 0)) {
                list->selected = i;
            }
        }
        if (!is_found && list->count > 0) {
            list_select(list, selected->id);
        }
        list_fill(list);
        return;
    }
    void *mem = mem_context(list, "row");
    struct view_row now;
    enum status status =
        list->source.find(list->source.state, mem, selected->id, &now, &list->error);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND) {
        load_around(list, status == STATUS_OK ? &now : selected, before->selected - before->top,
                    status == STATUS_OK);
    } else {
        list->has_failed = true;
    }
    mem_free(mem);
}

/* Where nothing can be fetched, what was there stays readable. */
static void load_or_keep(struct list *list,
                         void (*load)(struct list *list, const struct list *before))
{
    struct list before = *list;
    list->count = list->top = list->selected = 0;
    list->has_first = list->has_last = list->has_failed = false;
    list->first_ordinal = -1;
    list->resume = NULL;
    load(list, &before);
    if (list->has_failed) {
        before.has_failed = true;
        before.error = list->error;
        drop_all(list);
        *list = before;
    } else {
        drop_all(&before);
    }
}

void list_reload(struct list *list)
{
    load_or_keep(list, reload);
}

bool list_select(struct list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i]->id, id) == 0) {
            list->selected = i;
            keep_in_sight(list);
            return true;
        }
    }
    if (!list->has_source) {
        return false;
    }
    void *mem = mem_context(list, "row");
    struct view_row row;
    struct error err;
    enum status status = list->source.find(list->source.state, mem, id, &row, &err);
    if (status == STATUS_OK) {
        load_around(list, &row, list->visible / 2, true);
    }
    mem_free(mem);
    return status == STATUS_OK;
}

/* -- the window -------------------------------------------------------------------------------- */

struct list *list_new(void *mem)
{
    struct list *list = MEM_NEW(mem, struct list);
    list->visible = LIST_ROWS_FIRST;
    list->first_ordinal = -1;
    list->marks = pick_new(list);
    return list;
}

void list_set_source(struct list *list, const struct list_source *source, bool keep_selection)
{
    const struct view_row *selected = list_selected(list);
    char *id = keep_selection && selected ? mem_strdup(list, selected->id) : NULL;
    drop_all(list);
    list->source = *source;
    list->has_source = true;
    list->has_failed = false;
    if (id) {
        load_from_start(list);
        list_select(list, id);
    }
    mem_free(id);
}

void list_set_visible(struct list *list, size_t rows)
{
    list->visible = rows == 0 ? 1 : rows > LIST_ROWS_MAX / 4 ? LIST_ROWS_MAX / 4 : rows;
}

const struct view_row *list_visible(const struct list *list, size_t number)
{
    return number < list->visible && list->top + number < list->count
               ? list->rows[list->top + number]
               : NULL;
}

const struct view_row *list_selected(const struct list *list)
{
    return list->count > 0 ? list->rows[list->selected] : NULL;
}

size_t list_selected_number(const struct list *list)
{
    return list->selected - list->top;
}

bool list_is_empty(const struct list *list)
{
    return list->count == 0;
}

long list_ordinal(const struct list *list)
{
    return list->first_ordinal >= 0 && list->count > 0 ? list->first_ordinal + (long)list->selected
                                                       : -1;
}

long list_total(const struct list *list)
{
    if (!list->has_last) {
        return -1;
    }
    return list->count == 0           ? 0
           : list->first_ordinal >= 0 ? list->first_ordinal + (long)list->count
                                      : -1;
}

void list_tell_total(struct list *list, long total)
{
    if (list->has_last && list->first_ordinal < 0 && total >= (long)list->count) {
        list->first_ordinal = total - (long)list->count;
    }
}

bool list_is_searching(const struct list *list)
{
    return list->resume && list->count - list->top < list->visible;
}

const struct error *list_error(const struct list *list)
{
    return list->has_failed ? &list->error : NULL;
}

static void need_forward(struct list *list, size_t index)
{
    while (index >= list->count && !list->has_last && !list->has_failed) {
        size_t needed = index - list->count + 1;
        size_t selected_before = list->selected;
        if (!extend_forward(list, batch(list, needed)) && !list->resume) {
            break;
        }
        index -= selected_before - list->selected; /* rows may have left in front */
    }
}

static void need_backward(struct list *list, size_t rows)
{
    while (list->selected < rows && !list->has_first) {
        if (!extend_backward(list, batch(list, rows - list->selected))) {
            break;
        }
    }
}

void list_move(struct list *list, long rows)
{
    if (list->count == 0) {
        return;
    }
    if (rows > 0) {
        need_forward(list, list->selected + (size_t)rows);
        size_t last = list->count - 1;
        list->selected =
            last - list->selected < (size_t)rows ? last : list->selected + (size_t)rows;
    } else {
        size_t up = (size_t)-rows;
        need_backward(list, up);
        list->selected = list->selected < up ? 0 : list->selected - up;
    }
    keep_in_sight(list);
}

void list_page(struct list *list, int pages)
{
    if (list->count == 0) {
        return;
    }
    size_t line = list->selected - list->top;
    list_move(list, pages * (long)list->visible);
    /* The window moves by a page; the selection keeps its line. */
    need_forward(list, list->selected + list->visible);
    list->top = list->selected > line ? list->selected - line : 0;
    list_fill(list);
}

static void from_start(struct list *list, const struct list *before)
{
    (void)before;
    load_from_start(list);
    list_fill(list);
}

void list_first(struct list *list)
{
    if (list->has_first) {
        list->top = list->selected = 0;
        return;
    }
    load_or_keep(list, from_start);
}

void list_last(struct list *list)
{
    if (list->count > 0 && list->has_last) {
        list->selected = list->count - 1;
        list_fill(list);
        return;
    }
    void *mem = mem_context(list, "page");
    struct view_page page;
    if (fetch_whole(list, mem, NULL, VIEW_BACKWARD, list->visible + 1, &page)) {
        drop_all(list);
        for (size_t i = 0; i < page.count; i++) {
            list->rows[i] = list_row_copy(list, &page.rows[i], list->source.column_count);
        }
        list->count = page.count;
        list->has_last = true;
        list->has_first = page.is_end && !page.is_partial;
        list->first_ordinal = list->has_first ? 0 : -1;
        list->selected = page.count > 0 ? page.count - 1 : 0;
    }
    mem_free(mem);
    keep_in_sight(list);
}

/* -- marks ------------------------------------------------------------------------------------- */

void list_mark_toggle(struct list *list)
{
    const struct view_row *row = list_selected(list);
    if (!row) {
        return;
    }
    if (pick_has(list->marks, row->id)) {
        pick_remove(list->marks, row->id);
    } else if (pick_count(list->marks) < LIST_MARKS_MAX) {
        pick_add(list->marks, row->id);
    }
}

bool list_mark_all(struct list *list)
{
    void *mem = mem_context(list, "marks");
    struct view_page page = {0};
    struct view_row *anchor = NULL;
    bool is_all = true;
    bool is_more = true;
    while (is_all && is_more) {
        void *page_mem = mem_context(mem, "page");
        if (!fetch(list, page_mem, anchor, VIEW_FORWARD, VIEW_PAGE_ROWS_MAX, &page)) {
            break;
        }
        for (size_t i = 0; i < page.count && is_all; i++) {
            is_all = pick_count(list->marks) < LIST_MARKS_MAX;
            if (is_all) {
                pick_add(list->marks, page.rows[i].id);
            }
        }
        mem_free(anchor);
        is_more = page.is_partial || (page.count > 0 && !page.is_end);
        anchor = page.is_partial ? list_row_place(mem, &page.rest)
                 : page.count > 0
                     ? list_row_copy(mem, &page.rows[page.count - 1], list->source.column_count)
                     : NULL;
        mem_free(page_mem);
    }
    mem_free(mem);
    return is_all;
}

void list_mark_none(struct list *list)
{
    pick_clear(list->marks);
}

struct pick *list_marks(const struct list *list)
{
    return list->marks;
}
