#include "tui/title.h"

#include "model/mem.h"
#include "tui/door.h"
#include "tui/term.h"

#include <string.h>

#define LOST_COLS_MIN 24 /* of what is being reached for, however long the rest */

char *title_store(void *mem, const struct store *store)
{
    const char *url = store_url(store);
    /* A server's URL may go on behind the database; a file's name is all of it. */
    size_t bytes = store_host(store) ? strcspn(url, "?") : strlen(url);
    const char *slash = memrchr(url, '/', bytes);
    const char *name = slash ? slash + 1 : url;
    return mem_strndup(mem, name, bytes - (size_t)(name - url));
}

/* Right-aligned before the cell right; returns where it begins. */
static int draw_warning(struct pane *pane, int right, int cols, const char *text)
{
    int width = door_cols(text, strlen(text)) + 2;
    width = width < cols ? width : cols;
    paint_blank(pane, 0, right - width, width, THEME_TITLE_WARN);
    paint_cell(pane, 0, right - width + 1, width - 2, THEME_TITLE_WARN, ALIGN_LEFT, text);
    return right - width - 1;
}

static char *who_and_where(void *mem, const struct book *book)
{
    char roles[64];
    roles_format(book_roles(book), roles);
    if (book_roles(book) == ROLE_ALL) {
        strcpy(roles, "all roles");
    }
    char *store = title_store(mem, book_store(book));
    char *text = mem_printf(mem, " Holdfast  %s  book %s  %s (%s)", store, book_name(book),
                            book_operator(book), roles);
    mem_free(store);
    return text;
}

void title_draw(struct pane *pane, struct paint *paint, const struct book *book, bool is_read_only,
                const char *lost)
{
    char today[TIME_TEXT_BYTES];
    pane_place(pane, paint, 0, 0, 1, term_cols());
    pane_begin(pane);
    paint_blank(pane, 0, 0, pane->cols, THEME_TITLE);
    int right = pane->cols - 1;
    time_format_date(book_now_us(book), today);
    right -= (int)strlen(today);
    paint_text(pane, 0, right, THEME_TITLE, today);
    right -= 1;
    if (lost) {
        char *text = mem_printf(pane->paint, "reconnecting to %s", lost);
        int half = pane->cols / 2;
        right = draw_warning(pane, right, half > LOST_COLS_MIN ? half : LOST_COLS_MIN, text);
        mem_free(text);
    }
    if (is_read_only) {
        right = draw_warning(pane, right, pane->cols, "READ-ONLY");
    }
    if (book_is_sandbox(book)) {
        right = draw_warning(pane, right, pane->cols, "SANDBOX");
    }
    char *text = who_and_where(pane->paint, book);
    paint_cell(pane, 0, 0, right, THEME_TITLE, ALIGN_LEFT, text);
    mem_free(text);
    pane_end(pane);
}
