/* mem.h - memory with an owner: a thin face over talloc that never returns NULL.
 *
 * Every allocation hangs below a parent and is freed with it; a NULL parent makes a root. Out of
 * memory aborts: the database keeps its last commit, and the console restores its terminal. */
#ifndef MODEL_MEM_H
#define MODEL_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* A root or child context that holds nothing itself. name must outlive it (a literal). */
void *mem_context(void *parent, const char *name);

/* The same with room for what hangs below it, up to so many bytes; what does not fit is had
 * elsewhere. For many objects that go together, again and again (mem_empty). */
void *mem_pool(void *parent, size_t bytes, const char *name);

/* Zeroed memory; MEM_NEW(parent, struct x) for one, MEM_ARRAY(parent, struct x, n) for n. */
void *mem_zeroed(void *parent, size_t size, const char *name);
void *mem_zeroed_array(void *parent, size_t count, size_t size, const char *name);
void *mem_grow(void *parent, void *array, size_t count, size_t size, const char *name);
#define MEM_NEW(parent, type) ((type *)mem_zeroed((parent), sizeof(type), #type))
#define MEM_ARRAY(parent, type, count)                                                             \
    ((type *)mem_zeroed_array((parent), (count), sizeof(type), #type))
/* The array with room for count elements, old ones kept, new ones not cleared. */
#define MEM_GROW(parent, array, type, count)                                                       \
    ((type *)mem_grow((parent), (array), (count), sizeof(type), #type))

char *mem_strdup(void *parent, const char *text);
char *mem_strndup(void *parent, const char *text, size_t bytes);
char *mem_printf(void *parent, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *mem_vprintf(void *parent, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
/* Append to a string that mem_ made; returns where it is now. */
char *mem_append(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Give child another owner. Returns child. */
void *mem_move(void *new_parent, void *child);

/* Call destroy(object) when object is freed, before it and all below it go. A later call replaces
 * an earlier one. */
void mem_on_free(void *object, void (*destroy)(void *object));

/* Free object and all below it; NULL is allowed. */
void mem_free(void *object);
/* What was freed goes back to the system, before something long begins. */
void mem_give_back(void);
/* Free all below it. */
void mem_empty(void *object);

#endif
