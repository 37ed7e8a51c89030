#include "tui/sheet.h"

#include "tui/door.h"

#include <stdio.h>
#include <string.h>

void sheet_begin(struct sheet *sheet, struct pane *pane, int row, int col, int rows, int cols)
{
    sheet->pane = pane;
    sheet->row = row;
    sheet->col = col;
    sheet->rows = rows;
    sheet->cols = cols;
    sheet->lines = 0;
}

int sheet_line(struct sheet *sheet)
{
    int line = sheet->lines++ - sheet->top;
    return line >= 0 && line < sheet->rows ? sheet->row + line : -1;
}

void sheet_gap(struct sheet *sheet)
{
    sheet_line(sheet);
}

void sheet_text(struct sheet *sheet, enum theme_role role, int indent, const char *text)
{
    int row = sheet_line(sheet);
    int width = door_cols(text, strlen(text));
    if (width > sheet->cols - indent) {
        width = sheet->cols - indent;
    }
    if (row >= 0) {
        paint_cell(sheet->pane, row, sheet->col + indent, width, role, ALIGN_LEFT, text);
    }
}

void sheet_wrap(struct sheet *sheet, enum theme_role role, int indent, const char *text)
{
    int width = sheet->cols - indent;
    size_t bytes = strlen(text);
    if (width <= 0) {
        return;
    }
    do {
        size_t skip;
        size_t fit = bytes > 0 ? door_wrap(text, bytes, width, &skip) : (skip = 0);
        int row = sheet_line(sheet);
        if (row >= 0) {
            paint_bytes(sheet->pane, row, sheet->col + indent, role, text, fit);
        }
        text += fit + skip;
        bytes -= fit + skip;
    } while (bytes > 0);
}

void sheet_pair(struct sheet *sheet, int label_cols, const char *label, enum theme_role role,
                const char *value)
{
    int at = sheet->lines - sheet->top;
    if (at >= 0 && at < sheet->rows) {
        paint_cell(sheet->pane, sheet->row + at, sheet->col, label_cols - 1, THEME_LABEL,
                   ALIGN_LEFT, label);
    }
    sheet_wrap(sheet, role, label_cols, value);
}

bool sheet_is_long(const struct sheet *sheet)
{
    return sheet->lines > sheet->rows;
}

void sheet_end(struct sheet *sheet)
{
    int last = sheet->lines > sheet->rows ? sheet->lines - sheet->rows : 0;
    if (sheet->top > last) {
        sheet->top = last;
    }
}

bool sheet_key(struct sheet *sheet, const struct input_event *event)
{
    int last = sheet->lines > sheet->rows ? sheet->lines - sheet->rows : 0;
    int top = sheet->top;
    switch (event->key) {
    case 'j':
    case INPUT_DOWN:
        top++;
        break;
    case 'k':
    case INPUT_UP:
        top--;
        break;
    case ' ':
    case INPUT_PAGE_DOWN:
        top += sheet->rows > 1 ? sheet->rows - 1 : 1;
        break;
    case INPUT_PAGE_UP:
        top -= sheet->rows > 1 ? sheet->rows - 1 : 1;
        break;
    case 'g':
    case INPUT_HOME:
        top = 0;
        break;
    case 'G':
    case INPUT_END:
        top = last;
        break;
    default:
        return false;
    }
    sheet->top = top < 0 ? 0 : top > last ? last : top;
    return true;
}
