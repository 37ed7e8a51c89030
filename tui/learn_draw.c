#include "tui/learn_draw.h"

#include "model/time.h"

#include <string.h>

#define TEXT_ROWS_MAX 3
#define VALUE_COLS 28
#define DATE_COLS 10
#define MONEY_COLS 15

static void draw_choice(struct pane *pane, int row, const struct learn_question *drawn, size_t i)
{
    const struct guess_question *question = drawn->question;
    bool is_here = drawn->at == i;
    bool is_other = i == question->choice_count;
    enum theme_role role = is_here ? THEME_FIELD_FOCUS : THEME_TEXT;
    bool is_marked = !is_other && drawn->is_on[i];
    const char *mark = drawn->takes_several ? (is_marked ? "[x] " : "[ ] ")
                       : is_here            ? "(*) "
                                            : "( ) ";
    int col = paint_text(pane, row, 2, role, is_other ? "    " : mark);
    if (is_other) {
        paint_text(pane, row, col, role, "type another value");
    } else {
        const char *value = question->choices[i].value;
        paint_cell(pane, row, col, VALUE_COLS, role, ALIGN_LEFT,
                   value[0] != '\0' ? value : "(none)");
        paint_cell(pane, row, col + VALUE_COLS + 1, pane->cols - col - VALUE_COLS - 2, THEME_DIM,
                   ALIGN_LEFT, question->choices[i].meaning);
    }
    if (is_here) {
        paint_cursor(pane, row, 3);
    }
}

int learn_draw_question(struct pane *pane, int row, int rows, const struct learn_question *drawn)
{
    const struct guess_question *question = drawn->question;
    size_t choices = question->choice_count + 1;
    int used =
        paint_wrapped(pane, row, 1, pane->cols - 2, TEXT_ROWS_MAX, THEME_TEXT, question->text);
    size_t room = rows > used + 1 ? (size_t)(rows - used) : 1;
    size_t first = drawn->at >= room ? drawn->at - room + 1 : 0;
    for (size_t i = first; i < choices && i < first + room; i++) {
        draw_choice(pane, row + used + (int)(i - first), drawn, i);
    }
    return used + (int)(choices < room ? choices : room);
}

static void draw_money(struct pane *pane, int row, int col, int64_t minor, const char *currency)
{
    struct money money = {.minor = minor};
    char text[MONEY_TEXT_BYTES];
    memcpy(money.currency, currency, sizeof money.currency);
    if (minor != BANK_NO_BALANCE) {
        paint_cell(pane, row, col, MONEY_COLS, minor < 0 ? THEME_NEGATIVE : THEME_TEXT, ALIGN_RIGHT,
                   money_format_grouped(money, text));
    }
}

static void draw_row(struct pane *pane, int line, const struct bank_file *file, size_t i)
{
    const struct bank_row *row = &file->rows[i];
    char date[TIME_TEXT_BYTES];
    int col = 1;
    paint_cell(pane, line, col, DATE_COLS, THEME_TEXT, ALIGN_LEFT,
               date_format(row->date_days, date));
    col += DATE_COLS + 1;
    draw_money(pane, line, col, row->amount_minor, row->currency);
    col += MONEY_COLS + 1;
    draw_money(pane, line, col, row->balance_minor, row->currency);
    col += MONEY_COLS + 2;
    const char *name = bank_text(file, row->counterparty);
    if (name[0] != '\0') {
        col = paint_text(pane, line, col, THEME_TEXT, name) + 1;
    }
    if (col < pane->cols) {
        paint_cell(pane, line, col, pane->cols - col, THEME_TEXT, ALIGN_LEFT,
                   bank_text(file, row->text));
    }
}

static void draw_heads(struct pane *pane, int row)
{
    int col = 1;
    paint_cell(pane, row, col, DATE_COLS, THEME_HEADING, ALIGN_LEFT, "Date");
    col += DATE_COLS + 1;
    paint_cell(pane, row, col, MONEY_COLS, THEME_HEADING, ALIGN_RIGHT, "Amount");
    col += MONEY_COLS + 1;
    paint_cell(pane, row, col, MONEY_COLS, THEME_HEADING, ALIGN_RIGHT, "Balance");
    col += MONEY_COLS + 2;
    paint_text(pane, row, col, THEME_HEADING, "Text");
}

void learn_draw_rows(struct pane *pane, int row, const struct guess *guess)
{
    const struct bank_file *file = guess->file;
    enum theme_role role = file->rejects.count > 0 || guess->proof->state == PROOF_BROKEN
                               ? THEME_DANGER
                           : guess->proof->state == PROOF_CLOSED ? THEME_GOOD
                                                                 : THEME_WARN;
    paint_format(pane, row++, 1, role,
                 "%zu rows, %zu that do not count, %zu rejects; the proof is %s", file->row_count,
                 file->uncounted.count, file->rejects.count, proof_state_name(guess->proof->state));
    if (file->rejects.count > 0 && row < pane->rows) {
        paint_format(pane, row++, 1, THEME_DANGER, "line %u: %s", file->rejects.items[0].line,
                     bank_text(file, file->rejects.items[0].reason));
    }
    draw_heads(pane, row++);
    for (size_t i = 0; i < file->row_count && row < pane->rows; i++) {
        draw_row(pane, row++, file, i);
    }
}

void learn_draw_keys(struct pane *pane, int row, const struct guess *guess, size_t top)
{
    for (int key = 0; key < KEY_COUNT && row < pane->rows; key++) {
        if (guess->values[key] == NULL || guess->values[key][0] == '\0') {
            continue;
        }
        if (top > 0) {
            top--;
            continue;
        }
        int col = paint_text(pane, row++, 1, THEME_LABEL, profile_keys[key].key);
        paint_cell(pane, row - 1, col + 1, pane->cols - col - 2, THEME_TEXT, ALIGN_LEFT,
                   guess->values[key]);
        if (row < pane->rows) {
            row += paint_wrapped(pane, row, 3, pane->cols - 4, 2, THEME_DIM, guess->reasons[key]);
        }
    }
}
