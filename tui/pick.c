#include "tui/pick.h"

#include "model/mem.h"

#include <string.h>

#include <uthash.h>

struct id {
    UT_hash_handle hh;
    char text[];
};

struct pick {
    void *id_mem; /* a root: the table must be emptied before its rows are freed */
    struct id *ids;
};

static void destroy(void *object)
{
    struct pick *pick = object;
    pick_clear(pick);
    mem_free(pick->id_mem);
}

struct pick *pick_new(void *mem)
{
    struct pick *pick = MEM_NEW(mem, struct pick);
    pick->id_mem = mem_context(NULL, "picks");
    mem_on_free(pick, destroy);
    return pick;
}

static struct id *find(const struct pick *pick, const char *text)
{
    struct id *id;
    HASH_FIND_STR(pick->ids, text, id);
    return id;
}

void pick_add(struct pick *pick, const char *text)
{
    if (find(pick, text)) {
        return;
    }
    size_t length = strlen(text);
    struct id *id = mem_zeroed(pick->id_mem, sizeof(*id) + length + 1, "pick");
    memcpy(id->text, text, length);
    HASH_ADD_KEYPTR(hh, pick->ids, id->text, length, id);
}

void pick_remove(struct pick *pick, const char *text)
{
    struct id *id = find(pick, text);
    if (!id) {
        return;
    }
    HASH_DEL(pick->ids, id);
    mem_free(id);
}

void pick_clear(struct pick *pick)
{
    struct id *id;
    struct id *next;
    HASH_ITER(hh, pick->ids, id, next)
    {
        HASH_DEL(pick->ids, id);
        mem_free(id);
    }
}

bool pick_has(const struct pick *pick, const char *text)
{
    return pick->ids && find(pick, text);
}

size_t pick_count(const struct pick *pick)
{
    return HASH_COUNT(pick->ids);
}

void pick_each(const struct pick *pick, void (*each)(void *state, const char *id), void *state)
{
    struct id *id;
    struct id *next;
    HASH_ITER(hh, pick->ids, id, next)
    {
        each(state, id->text);
    }
}
