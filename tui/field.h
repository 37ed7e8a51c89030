/* field.h - one field of a form: what stands in it, its keys, how it is drawn, whether it will do.
 */
#ifndef TUI_FIELD_H
#define TUI_FIELD_H

#include "model/error.h"
#include "tui/command.h"
#include "tui/edit.h"

#include <stdint.h>

#define FIELD_CHOICES_MAX 32
#define FIELD_LONG_ROWS 4

struct entry {
    const struct field *field;
    struct edit edit; /* of all but choices, sets and flags */
    char **choices;   /* of CHOICE and SET */
    size_t choice_count;
    size_t at;                     /* the choice under the cursor */
    bool is_on[FIELD_CHOICES_MAX]; /* of SET; [0] of FLAG */
    bool has_choice;               /* of CHOICE: one was made */
    bool is_locked;
    char *text; /* field_text's */
};

void field_init(struct entry *entry, void *mem, const struct field *field, const char *text);
bool field_key(struct entry *entry, const struct input_event *event);
int field_rows(const struct entry *entry, int width);
void field_draw(const struct entry *entry, struct pane *pane, int row, int col, int width,
                bool has_focus, int64_t now_us);
/* What stands in it, or NULL when it is empty; owned by mem. */
const char *field_text(struct entry *entry, void *mem);
/* Whether it may be handed in, as far as the field's kind tells. */
enum status field_check(const struct entry *entry, const char *text, int64_t now_us,
                        struct error *err) CHECKED;

#endif
