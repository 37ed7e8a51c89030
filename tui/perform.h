/* perform.h - carries out a command of the command table from the console: the form of its fields,
 * the preview of what it would do, the confirmation, and what came of it.
 *
 * Nothing happens on one key. What is previewed is what is executed: when the world changed in
 * between, it is previewed afresh and the operator is told. An action that is not possible says
 * why (possible.h), before any form opens. */
#ifndef TUI_PERFORM_H
#define TUI_PERFORM_H

#include "tui/command.h"
#include "tui/pick.h"
#include "tui/screen.h"

/* "deal" of "deal:O-1" in buffer of 32 bytes, "" where there is none. Returns buffer. */
char *perform_kind(const char *id, char *buffer);
/* Whether the command acts on things of this kind. */
bool perform_fits(const struct command *command, const char *kind);

/* The keys of what can be done with a thing (NULL: with none), for hints. */
void perform_hints(struct hints *hints, const char *id);
/* The same for lists whose rows are of several kinds: in the help alone, so that the last line does
 * not change with every row. */
void perform_hints_rare(struct hints *hints, const char *id);
/* Begin what the key means on the thing; false when it means nothing. */
bool perform_key(struct ui *ui, const char *id, int key);
/* Begin a command. id fills its first field where the command has a subject; NULL leaves it open.
 */
void perform_begin(struct ui *ui, const struct command *command, const char *id);
/* The same with the first count fields filled in and not asked for again. */
void perform_begin_with(struct ui *ui, const struct command *command, const char *const *texts,
                        size_t count);
/* The same for all that are marked: one form, and the count to be typed. The marks are taken off
 * when it is done; until then they must stay where they are. */
void perform_begin_marked(struct ui *ui, const struct command *command, struct pick *marks);
/* A menu of what can be done with the marked things, or with the one. */
void perform_menu(struct ui *ui, const char *id, struct pick *marks);
#endif
