/* event_key.h - what was told already: an event that others ask for has a source and a key, and a
 * key stands for one body for ever. */
#ifndef MODEL_EVENT_KEY_H
#define MODEL_EVENT_KEY_H

#include "model/book.h"
#include "model/id_list.h"

/* In the body of an event that only proposes what was told: the body that the key stands for. It is
 * the last of its fields. */
#define EVENT_KEY_TOLD "told"

/* Whether the key is known: *event is its number (0: unknown); STATUS_CONFLICT for another body.
 * Inside a transaction. */
enum status event_key_find(struct book *book, const char *source, const char *key, const char *body,
                           int64_t *event, struct error *err) CHECKED;
/* Ask for many keys of a source at once and keep them for this transaction: bodies[i] is to be that
 * of keys' ith. */
enum status event_key_foresee(struct book *book, const char *source, const struct id_list *keys,
                              const char *const *bodies, struct error *err) CHECKED;
/* Whether a key that was foreseen has its event. */
bool event_key_is_known(struct book *book, const char *source, const char *key);
/* The ledger's: the key has its event now. */
void event_key_note(struct book *book, const char *source, const char *key, int64_t event);

#endif
