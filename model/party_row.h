/* party_row.h - parties as the transaction under way sees them. */
#ifndef MODEL_PARTY_ROW_H
#define MODEL_PARTY_ROW_H

#include "model/book.h"
#include "model/id_list.h"

struct party {
    const char *id, *kind, *name, *jurisdiction;
    const char *group, *entity, *contact, *language; /* may be NULL; contact of a request alone */
};

/* Owned by mem; STATUS_NOT_FOUND names it. */
enum status party_get(struct book *book, void *mem, const char *id, struct party *out,
                      struct error *err) CHECKED;
/* STATUS_NOT_FOUND, or STATUS_REFUSED when it is of another kind (kind may be NULL: any). Inside a
 * transaction. */
enum status party_require(struct book *book, const char *id, const char *kind,
                          struct error *err) CHECKED;
/* In which language it is told things: its own, or the pack's. Inside a transaction. */
enum status party_language(struct book *book, const char *id, const char **out,
                           struct error *err) CHECKED;
/* Whether both belong to one control group. Inside a transaction. */
enum status party_are_linked(struct book *book, const char *id, const char *other, bool *out,
                             struct error *err) CHECKED;
/* Whether it has closed its shop: then nothing new is ordered from it. Inside a transaction. */
enum status party_is_closed(struct book *book, const char *id, bool *out,
                            struct error *err) CHECKED;
/* The writing of it, of a party that party_require has found. */
enum status party_note_closed(struct book *book, const char *id, int64_t at_us,
                              struct error *err) CHECKED;
/* When it has left the marketplace, TIME_NONE: it has not. Inside a transaction. */
enum status party_exited(struct book *book, const char *id, int64_t *out,
                         struct error *err) CHECKED;
/* The writing of it, of a party that party_require has found. */
enum status party_note_exited(struct book *book, const char *id, int64_t at_us,
                              struct error *err) CHECKED;
/* Ask for many at once and keep them for this transaction. */
enum status party_foresee(struct book *book, const struct id_list *ids, struct error *err) CHECKED;
/* STATUS_INVALID names the kinds that there are. */
enum status party_check_kind(const char *kind, struct error *err) CHECKED;
/* The writing of a new one or a known one, which party_require has asked for: what may be left out
 * and is, stays as it was. */
enum status party_write(struct book *book, const struct party *party, int64_t event,
                        struct error *err) CHECKED;

#endif
