/* policy_stored.h - the versions of its pack that a book has adopted: their texts in the store. */
#ifndef MODEL_POLICY_STORED_H
#define MODEL_POLICY_STORED_H

#include "model/policy_set.h"
#include "model/store.h"

/* Bring into the set, which mem owns, what it has not got of them, where there are count. What the
 * set has stays where it is. */
enum status policy_stored_load(void *mem, struct store *store, int64_t count,
                               struct policy_set *set, struct error *err) CHECKED;
/* Part of the event that adopts it. */
enum status policy_stored_put(struct store *store, const char *name, const char *text,
                              int64_t event, struct error *err) CHECKED;

#endif
