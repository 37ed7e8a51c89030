#include "model/id_list.h"

#include "model/canon.h"
#include "model/mem.h"

#include <string.h>

void id_list_add(void *mem, struct id_list *list, const char *id)
{
    if (list->count == list->room) {
        list->room = list->room > 0 ? 2 * list->room : 64;
        list->items = MEM_GROW(mem, list->items, const char *, list->room);
    }
    list->items[list->count++] = id;
}

void id_list_add_int(void *mem, struct id_list *list, int64_t id)
{
    id_list_add(mem, list, mem_printf(mem, "%lld", (long long)id));
}

char *id_list_json(void *mem, const struct id_list *list)
{
    size_t room = sizeof "[]";
    size_t used = 0;
    for (size_t i = 0; i < list->count; i++) {
        room += CANON_QUOTED_MAX(strlen(list->items[i])) + 1;
    }
    char *json = MEM_GROW(mem, NULL, char, room);
    json[used++] = '[';
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) {
            json[used++] = ',';
        }
        used += canon_quote(list->items[i], strlen(list->items[i]), json + used);
    }
    json[used++] = ']';
    json[used] = '\0';
    return json;
}
