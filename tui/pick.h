/* pick.h - a set of row ids: those that the operator marked. */
#ifndef TUI_PICK_H
#define TUI_PICK_H

#include <stdbool.h>
#include <stddef.h>

struct pick;

struct pick *pick_new(void *mem);
void pick_add(struct pick *pick, const char *id);
void pick_remove(struct pick *pick, const char *id);
void pick_clear(struct pick *pick);
bool pick_has(const struct pick *pick, const char *id);
size_t pick_count(const struct pick *pick);
/* In the order in which they were added. */
void pick_each(const struct pick *pick, void (*each)(void *state, const char *id), void *state);

#endif
