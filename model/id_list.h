/* id_list.h - the keys of one question about many rows, "... WHERE id IN (SELECT value FROM
 * json_each($1))": one statement and one round trip, whatever their number. */
#ifndef MODEL_ID_LIST_H
#define MODEL_ID_LIST_H

#include <stddef.h>
#include <stdint.h>

/* Zero is an empty list. */
struct id_list {
    const char **items;
    size_t count, room;
};

/* id is borrowed; mem owns the items. */
void id_list_add(void *mem, struct id_list *list, const char *id);
void id_list_add_int(void *mem, struct id_list *list, int64_t id);
/* As a JSON list of texts, owned by mem. */
char *id_list_json(void *mem, const struct id_list *list);

#endif
