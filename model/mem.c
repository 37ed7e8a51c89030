#include "model/mem.h"

#include <assert.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <talloc.h>

#define GUARD_NAME_BYTES 48

/* What to call when an object is freed. talloc calls one destructor per object and gives it nothing
 * else, so the guard goes along as the object's name, which its first member keeps. */
struct guard {
    char name[GUARD_NAME_BYTES];
    void (*destroy)(void *object);
};

static void *or_abort(void *memory)
{
    if (memory == NULL) {
        (void)fputs("holdfast: out of memory\n", stderr);
        abort();
    }
    return memory;
}

/* count * size; a product that does not fit is a request that no machine can meet. */
static size_t product(size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        (void)or_abort(NULL);
    }
    return bytes;
}

void *mem_context(void *parent, const char *name)
{
    return or_abort(talloc_named_const(parent, 0, name));
}

void *mem_pool(void *parent, size_t bytes, const char *name)
{
    void *pool = or_abort(talloc_pool(parent, bytes));
    talloc_set_name_const(pool, name);
    return pool;
}

void *mem_zeroed(void *parent, size_t size, const char *name)
{
    void *memory = or_abort(talloc_named_const(parent, size, name));
    memset(memory, 0, size);
    return memory;
}

void *mem_zeroed_array(void *parent, size_t count, size_t size, const char *name)
{
    return mem_zeroed(parent, product(count, size), name);
}

void *mem_grow(void *parent, void *array, size_t count, size_t size, const char *name)
{
    size_t bytes = product(count, size);
    /* talloc reads a new size of 0 as a wish to free. */
    return or_abort(_talloc_realloc(parent, array, bytes > 0 ? bytes : 1, name));
}

char *mem_strdup(void *parent, const char *text)
{
    return or_abort(talloc_strdup(parent, text));
}

char *mem_strndup(void *parent, const char *text, size_t bytes)
{
    return or_abort(talloc_strndup(parent, text, bytes));
}

char *mem_vprintf(void *parent, const char *format, va_list args)
{
    return or_abort(talloc_vasprintf(parent, format, args));
}

char *mem_printf(void *parent, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = mem_vprintf(parent, format, args);
    va_end(args);
    return text;
}

char *mem_append(char *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *longer = or_abort(talloc_vasprintf_append(text, format, args));
    va_end(args);
    return longer;
}

void *mem_move(void *new_parent, void *child)
{
    return talloc_steal(new_parent, child);
}

/* Called before anything below object is freed. */
static int run_guard(void *object)
{
    const struct guard *guard = (const void *)talloc_get_name(object);
    guard->destroy(object);
    return 0;
}

void mem_on_free(void *object, void (*destroy)(void *object))
{
    assert(object != NULL);
    struct guard *guard = MEM_NEW(object, struct guard);
    (void)snprintf(guard->name, sizeof guard->name, "%s", talloc_get_name(object));
    guard->destroy = destroy;
    talloc_set_name_const(object, guard->name);
    talloc_set_destructor(object, run_guard);
}

void mem_free(void *object)
{
    if (object != NULL) {
        (void)talloc_free(object);
    }
}

void mem_empty(void *object)
{
    talloc_free_children(object);
}

void mem_give_back(void)
{
    (void)malloc_trim(0);
}
