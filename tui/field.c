#include "tui/field.h"

#include "model/mem.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/door.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool is_edited(const struct field *field)
{
    return field->kind != FIELD_CHOICE && field->kind != FIELD_SET && field->kind != FIELD_FLAG;
}

static void split_choices(struct entry *entry, void *mem)
{
    const char *at = entry->field->choices ? entry->field->choices : "";
    entry->choices = MEM_ARRAY(mem, char *, FIELD_CHOICES_MAX);
    while (*at && entry->choice_count < FIELD_CHOICES_MAX) {
        size_t length = strcspn(at, ",");
        entry->choices[entry->choice_count++] = mem_strndup(entry->choices, at, length);
        at += length + (at[length] == ',');
    }
}

static bool list_has(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; at && *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

void field_init(struct entry *entry, void *mem, const struct field *field, const char *text)
{
    *entry = (struct entry){.field = field};
    if (is_edited(field)) {
        edit_init(&entry->edit, mem, field->kind == FIELD_LONG ? EDIT_BYTES_MAX - 1 : 1024);
        entry->edit.is_long = field->kind == FIELD_LONG;
        edit_set(&entry->edit, text ? text : "");
        return;
    }
    split_choices(entry, mem);
    entry->is_on[0] = field->kind == FIELD_FLAG && text != NULL;
    for (size_t i = 0; i < entry->choice_count; i++) {
        bool is_named = list_has(text, entry->choices[i]);
        entry->is_on[i] = is_named;
        if (is_named && field->kind == FIELD_CHOICE) {
            entry->at = i;
            entry->has_choice = true;
        }
    }
    if (field->kind == FIELD_CHOICE && entry->choice_count == 1) {
        entry->is_on[0] = true; /* no choice at all */
        entry->has_choice = true;
    }
}

static bool starts_with(const char *choice, int key)
{
    return tolower((unsigned char)choice[0]) == tolower(key);
}

static bool choice_key(struct entry *entry, const struct input_event *event)
{
    size_t count = entry->choice_count;
    bool is_set = entry->field->kind == FIELD_SET;
    if (count == 0) {
        return false;
    }
    if (event->key == INPUT_RIGHT) {
        entry->at = entry->has_choice || is_set ? (entry->at + 1) % count : 0;
    } else if (event->key == INPUT_LEFT) {
        entry->at = (entry->at + count - 1) % count;
    } else if (event->key == ' ' && is_set) {
        entry->is_on[entry->at] = !entry->is_on[entry->at];
    } else if (event->key > ' ' && event->key < 0x7f) {
        size_t step = entry->has_choice ? 1 : 0; /* the same letter goes on to the next */
        while (step <= count &&
               !starts_with(entry->choices[(entry->at + step) % count], event->key)) {
            step++;
        }
        if (step > count) {
            return false;
        }
        entry->at = (entry->at + step) % count;
        if (is_set) {
            entry->is_on[entry->at] = !entry->is_on[entry->at];
        }
    } else if (event->key != ' ') {
        return false;
    }
    entry->has_choice = true;
    return true;
}

bool field_key(struct entry *entry, const struct input_event *event)
{
    if (entry->field->kind == FIELD_FLAG) {
        if (event->key != ' ' && event->key != INPUT_LEFT && event->key != INPUT_RIGHT) {
            return false;
        }
        entry->is_on[0] = !entry->is_on[0];
        return true;
    }
    if (!is_edited(entry->field)) {
        return choice_key(entry, event);
    }
    return edit_key(&entry->edit, event);
}

/* -- drawing ----------------------------------------------------------------------------------- */

static const char *mark(const struct entry *entry, size_t i)
{
    if (entry->field->kind == FIELD_SET) {
        return entry->is_on[i] ? "[x] " : "[ ] ";
    }
    return entry->has_choice && entry->at == i ? "(*) " : "( ) ";
}

/* Walk over the choices as they are laid out in width cells; draws where pane is not NULL. */
static int lay_out(const struct entry *entry, struct pane *pane, int row, int col, int width,
                   bool has_focus)
{
    int line = 0;
    int x = 0;
    for (size_t i = 0; i < entry->choice_count; i++) {
        int cols = 4 + door_cols(entry->choices[i], strlen(entry->choices[i]));
        if (x > 0 && x + cols > width) {
            line++;
            x = 0;
        }
        bool is_here = has_focus && entry->at == i &&
                       (entry->has_choice || entry->field->kind == FIELD_SET || i == 0);
        enum theme_role role = is_here ? THEME_FIELD_FOCUS : THEME_TEXT;
        if (pane) {
            int next = paint_text(pane, row + line, col + x, role, mark(entry, i));
            paint_text(pane, row + line, next, role, entry->choices[i]);
            if (is_here) {
                paint_cursor(pane, row + line, col + x + 1);
            }
        }
        x += cols + 2;
    }
    return line + 1;
}

int field_rows(const struct entry *entry, int width)
{
    if (entry->is_locked) {
        return 1;
    }
    if (entry->field->kind == FIELD_LONG) {
        return FIELD_LONG_ROWS;
    }
    if (entry->field->kind == FIELD_CHOICE || entry->field->kind == FIELD_SET) {
        return lay_out(entry, NULL, 0, 0, width, false);
    }
    return 1;
}

/* What a deadline comes to, beside it. */
static void draw_deadline(const struct entry *entry, struct pane *pane, int row, int col,
                          int64_t now_us)
{
    int64_t due_us;
    struct error err;
    char text[TIME_TEXT_BYTES];
    if (entry->edit.bytes == 0 || time_parse_deadline(entry->edit.text, now_us, &due_us, &err)) {
        return;
    }
    paint_format(pane, row, col, THEME_DIM, "= %s", time_format(due_us, text));
}

void field_draw(const struct entry *entry, struct pane *pane, int row, int col, int width,
                bool has_focus, int64_t now_us)
{
    const struct field *field = entry->field;
    if (entry->is_locked) {
        paint_cell(pane, row, col, width, THEME_TEXT, ALIGN_LEFT, entry->edit.text);
    } else if (field->kind == FIELD_FLAG) {
        paint_text(pane, row, col, has_focus ? THEME_FIELD_FOCUS : THEME_TEXT,
                   entry->is_on[0] ? "[x] yes" : "[ ] no");
        if (has_focus) {
            paint_cursor(pane, row, col + 1);
        }
    } else if (!is_edited(field)) {
        lay_out(entry, pane, row, col, width, has_focus);
    } else if (field->kind == FIELD_LONG) {
        edit_draw_long(&entry->edit, pane, row, col, width, FIELD_LONG_ROWS, has_focus);
    } else if (field->kind == FIELD_TIME && width > 40) {
        edit_draw(&entry->edit, pane, row, col, 22, has_focus);
        draw_deadline(entry, pane, row, col + 24, now_us);
    } else {
        edit_draw(&entry->edit, pane, row, col, field->kind == FIELD_AMOUNT ? 22 : width,
                  has_focus);
    }
}

/* -- values ------------------------------------------------------------------------------------ */

static const char *set_text(const struct entry *entry, void *mem)
{
    char *text = NULL;
    for (size_t i = 0; i < entry->choice_count; i++) {
        if (!entry->is_on[i]) {
            continue;
        }
        text =
            text ? mem_append(text, ",%s", entry->choices[i]) : mem_strdup(mem, entry->choices[i]);
    }
    return text;
}

const char *field_text(struct entry *entry, void *mem)
{
    switch (entry->field->kind) {
    case FIELD_FLAG:
        return entry->is_on[0] ? "" : NULL;
    case FIELD_CHOICE:
        return entry->has_choice ? entry->choices[entry->at] : NULL;
    case FIELD_SET:
        return set_text(entry, mem);
    case FIELD_TEXT:
    case FIELD_LONG:
    case FIELD_ID:
    case FIELD_IDS:
    case FIELD_AMOUNT:
    case FIELD_TIME:
    case FIELD_FILE:
        break;
    }
    return entry->edit.bytes > 0 ? mem_strdup(mem, entry->edit.text) : NULL;
}

static bool is_amount(const char *text)
{
    /* "CNY 12.00" or "12.00" */
    if (strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 && text[3] == ' ') {
        text += 4;
    }
    size_t whole = strspn(text, "0123456789");
    size_t rest = text[whole] == '.' ? 1 + strspn(text + whole + 1, "0123456789") : 0;
    return whole > 0 && rest != 1 && text[whole + rest] == '\0';
}

enum status field_check(const struct entry *entry, const char *text, int64_t now_us,
                        struct error *err)
{
    const struct field *field = entry->field;
    if (!text && field->is_required) {
        return error_set(err, STATUS_INVALID, "%s is needed", field->title);
    }
    if (!text) {
        return STATUS_OK;
    }
    if (field->kind == FIELD_AMOUNT && !is_amount(text)) {
        error_set(err, STATUS_INVALID, "'%s' is no amount", text);
        return error_hint(err, "digits, with a point before the decimals: 1200.50");
    }
    int64_t due_us;
    if (field->kind == FIELD_TIME) {
        return time_parse_deadline(text, now_us, &due_us, err);
    }
    return STATUS_OK;
}
