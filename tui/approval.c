#include "tui/approval.h"

#include "model/mem.h"
#include "model/proposal.h"
#include "tui/posting_text.h"
#include "tui/ui.h"

#include <string.h>

struct approval {
    struct ui *ui;
    struct posting *posting; /* NULL: it cannot be done */
    struct error why;
    struct sheet sheet;
};

struct approval *approval_new(void *mem, struct ui *ui, const struct view *view,
                              const struct view_row *row)
{
    int state = view_column(view, "state");
    if (strcmp(view->name, "proposals") != 0 || strcmp(row->cells[state].text, "open") != 0) {
        return NULL;
    }
    struct approval *approval = MEM_NEW(mem, struct approval);
    const struct proposal_step step = {.proposal = row->id};
    approval->ui = ui;
    if (proposal_look(ui_book(ui), approval, &step, &approval->posting, &approval->why)) {
        approval->posting = NULL;
    }
    return approval;
}

void approval_draw(struct approval *approval, struct pane *pane, int row)
{
    struct sheet *sheet = &approval->sheet;
    sheet_begin(sheet, pane, row, 1, pane->rows - row, pane->cols - 2);
    if (approval->posting) {
        posting_text(sheet, approval->posting, ui_now_us(approval->ui));
    } else {
        sheet_wrap(sheet, THEME_WARN, 0, approval->why.message);
    }
    sheet_end(sheet);
}

bool approval_key(struct approval *approval, const struct input_event *event)
{
    return sheet_key(&approval->sheet, event);
}
