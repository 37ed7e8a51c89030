#include "tui/record.h"

#include "model/mem.h"
#include "model/repeat.h"
#include "tui/ui.h"

#include <string.h>

static const char *text_in(const struct view *view, const struct view_row *row, const char *name)
{
    return row->cells[view_column(view, name)].text;
}

void record_read(struct record *record, void *mem, struct ui *ui, const struct view *view,
                 const struct view_row *row)
{
    struct error err;
    struct repeat about, by;
    const struct book *book = ui_book(ui);
    *record = (struct record){NULL, NULL};
    if (strcmp(view->name, "complaints") != 0) {
        return;
    }
    const char *complaint = text_in(view, row, "complaint");
    const char *seller = text_in(view, row, "seller");
    const char *who = text_in(view, row, "by");
    if (repeat_about(ui_book(ui), seller, complaint, &about, &err) != STATUS_OK ||
        repeat_by(ui_book(ui), who, complaint, &by, &err) != STATUS_OK) {
        ui_error(ui, &err);
        return;
    }
    char *of_seller = repeat_text(mem, book, &about);
    if (of_seller != NULL) {
        record->about = mem_printf(mem, "about %s: %s", seller, of_seller);
        record->by = mem_printf(mem, "by %s: %s", who, repeat_text(mem, book, &by));
    }
}

int record_rows(const struct record *record)
{
    return record->about == NULL ? 0 : 3;
}

void record_draw(const struct record *record, struct pane *pane, int row)
{
    const char *const lines[] = {record->about, record->by, REPEAT_SENTENCE};
    paint_text(pane, row, 1, THEME_LABEL, "Before");
    for (int i = 0; i < 3; i++) {
        paint_cell(pane, row + i, 9, pane->cols - 10, i < 2 ? THEME_TEXT : THEME_DIM, ALIGN_LEFT,
                   lines[i]);
    }
}
