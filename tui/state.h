/* state.h - what the console remembers of an operator between two sessions: the last screen, each
 * list's filter, sort and columns, the palette's history.
 *
 * Texts by section and key in one JSON file, $XDG_STATE_HOME/holdfast/console-OPERATOR.json.
 * Nothing of the business is in it. A file that cannot be read or written is as good as none. */
#ifndef TUI_STATE_H
#define TUI_STATE_H

#define STATE_VALUE_BYTES_MAX 4096

struct state;

struct state *state_load(void *mem, const char *operator_login);
/* NULL where there is none; borrowed until it is set again. */
const char *state_get(const struct state *state, const char *section, const char *key);
/* NULL forgets it. */
void state_set(struct state *state, const char *section, const char *key, const char *value);
void state_save(const struct state *state);

#endif
