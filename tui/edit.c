#include "tui/edit.h"

#include "model/mem.h"
#include "model/text.h"
#include "tui/door.h"

#include <string.h>

void edit_init(struct edit *edit, void *mem, size_t bytes_max)
{
    *edit = (struct edit){.bytes_max = bytes_max};
    edit->text = mem_zeroed(mem, bytes_max + 1, "edited text");
}

/* The length of the character at offset: its code point with the marks on it. */
static size_t glyph_at(const struct edit *edit, size_t offset)
{
    int cols;
    if (edit->text[offset] == '\n') {
        return 1;
    }
    size_t line = strcspn(edit->text + offset, "\n");
    return door_prefix(edit->text + offset, line, 0, &cols);
}

static size_t previous(const struct edit *edit, size_t offset)
{
    size_t at = 0;
    size_t next = 0;
    while (next < offset) {
        at = next;
        next += glyph_at(edit, at);
    }
    return at;
}

static void erase(struct edit *edit, size_t from, size_t to)
{
    memmove(edit->text + from, edit->text + to, edit->bytes - to + 1);
    edit->bytes -= to - from;
    edit->cursor = from;
}

static bool is_line_break(char c)
{
    return c == '\n' || c == '\r';
}

static void insert_one(struct edit *edit, const char *text, size_t length)
{
    if (edit->bytes + length > edit->bytes_max) {
        return;
    }
    memmove(edit->text + edit->cursor + length, edit->text + edit->cursor,
            edit->bytes - edit->cursor + 1);
    memcpy(edit->text + edit->cursor, text, length);
    edit->bytes += length;
    edit->cursor += length;
}

void edit_insert(struct edit *edit, const char *text)
{
    size_t bytes = strlen(text);
    for (size_t i = 0; i < bytes;) {
        uint32_t code;
        size_t length = text_decode(text + i, bytes - i, &code);
        if (length == 0) {
            i++;
            continue;
        }
        if (is_line_break(text[i]) || text[i] == '\t') {
            insert_one(edit, edit->is_long && text[i] != '\t' ? "\n" : " ", 1);
        } else if (code >= 0x20 && code != 0x7f && !(code >= 0x80 && code < 0xa0)) {
            insert_one(edit, text + i, length);
        }
        i += length;
    }
}

void edit_set(struct edit *edit, const char *text)
{
    edit->bytes = edit->cursor = 0;
    edit->text[0] = '\0';
    edit_insert(edit, text);
}

static void erase_word(struct edit *edit)
{
    size_t from = edit->cursor;
    while (from > 0 && edit->text[from - 1] == ' ') {
        from--;
    }
    while (from > 0 && edit->text[from - 1] != ' ' && edit->text[from - 1] != '\n') {
        from--;
    }
    erase(edit, from, edit->cursor);
}

static size_t line_start(const struct edit *edit, size_t offset)
{
    while (offset > 0 && edit->text[offset - 1] != '\n') {
        offset--;
    }
    return offset;
}

static size_t line_end(const struct edit *edit, size_t offset)
{
    return offset + strcspn(edit->text + offset, "\n");
}

static bool move_key(struct edit *edit, int key)
{
    switch (key) {
    case INPUT_LEFT:
        edit->cursor = previous(edit, edit->cursor);
        return true;
    case INPUT_RIGHT:
        if (edit->cursor < edit->bytes) {
            edit->cursor += glyph_at(edit, edit->cursor);
        }
        return true;
    case INPUT_HOME:
    case INPUT_CTRL('A'):
        edit->cursor = line_start(edit, edit->cursor);
        return true;
    case INPUT_END:
    case INPUT_CTRL('E'):
        edit->cursor = line_end(edit, edit->cursor);
        return true;
    default:
        return false;
    }
}

static bool erase_key(struct edit *edit, int key)
{
    switch (key) {
    case INPUT_BACKSPACE:
        erase(edit, previous(edit, edit->cursor), edit->cursor);
        return true;
    case INPUT_DELETE:
        if (edit->cursor < edit->bytes) {
            erase(edit, edit->cursor, edit->cursor + glyph_at(edit, edit->cursor));
        }
        return true;
    case INPUT_CTRL('U'):
        erase(edit, line_start(edit, edit->cursor), edit->cursor);
        return true;
    case INPUT_CTRL('K'): {
        size_t at = edit->cursor;
        erase(edit, at, line_end(edit, at));
        return true;
    }
    case INPUT_CTRL('W'):
        erase_word(edit);
        return true;
    default:
        return false;
    }
}

bool edit_key(struct edit *edit, const struct input_event *event)
{
    char text[8];
    if (event->key == INPUT_PASTE) {
        edit_insert(edit, event->text);
    } else if (event->key == INPUT_ENTER && edit->is_long) {
        edit_insert(edit, "\n");
    } else if (input_is_text(event, text)) {
        edit_insert(edit, text);
    } else {
        return move_key(edit, event->key) || erase_key(edit, event->key);
    }
    return true;
}

/* -- drawing ----------------------------------------------------------------------------------- */

/* The first byte to show so that the cursor fits into width cells. */
static size_t scroll(const struct edit *edit, int width)
{
    size_t from = 0;
    while (from < edit->cursor && door_cols(edit->text + from, edit->cursor - from) >= width) {
        from += glyph_at(edit, from);
    }
    return from;
}

void edit_draw(const struct edit *edit, struct pane *pane, int row, int col, int width,
               bool has_focus)
{
    enum theme_role role = has_focus ? THEME_FIELD_FOCUS : THEME_FIELD;
    size_t from = has_focus ? scroll(edit, width) : 0;
    paint_cell(pane, row, col, width, role, ALIGN_LEFT, edit->text + from);
    if (has_focus) {
        paint_cursor(pane, row, col + door_cols(edit->text + from, edit->cursor - from));
    }
}

struct place {
    int row, col;
};

/* Draw the wrapped lines from number first on; returns where the cursor is, counted from the first
 * line of the text. rows 0: only look. */
static struct place walk(const struct edit *edit, struct pane *pane, int row, int col, int width,
                         int first, int rows)
{
    struct place cursor = {0, 0};
    int line = 0;
    for (size_t at = 0; at <= edit->bytes; line++) {
        size_t skip;
        size_t fit = door_wrap(edit->text + at, edit->bytes - at, width, &skip);
        if (edit->cursor >= at && (edit->cursor <= at + fit || at + fit + skip > edit->bytes)) {
            cursor = (struct place){line, door_cols(edit->text + at, edit->cursor - at)};
        }
        if (line >= first && line < first + rows) {
            paint_bytes(pane, row + line - first, col, THEME_FIELD_FOCUS, edit->text + at, fit);
        }
        bool is_end = at + fit + skip >= edit->bytes;
        bool has_last_break =
            is_end && edit->bytes > 0 && edit->text[edit->bytes - 1] == '\n' && at < edit->bytes;
        at += fit + skip;
        if (is_end && !has_last_break) {
            break;
        }
    }
    return cursor;
}

void edit_draw_long(const struct edit *edit, struct pane *pane, int row, int col, int width,
                    int rows, bool has_focus)
{
    enum theme_role role = has_focus ? THEME_FIELD_FOCUS : THEME_FIELD;
    for (int i = 0; i < rows; i++) {
        paint_blank(pane, row + i, col, width, role);
    }
    if (!has_focus) {
        paint_wrapped(pane, row, col, width, rows, role, edit->text);
        return;
    }
    struct place cursor = walk(edit, pane, row, col, width, 0, 0);
    int first = cursor.row >= rows ? cursor.row - rows + 1 : 0;
    walk(edit, pane, row, col, width, first, rows);
    int cursor_col = cursor.col < width ? cursor.col : width - 1;
    paint_cursor(pane, row + cursor.row - first, col + cursor_col);
}
