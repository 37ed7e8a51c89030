/* party.h - whoever money belongs to or passes: buyers, sellers, the platform, its custodian,
 * banks, payment providers, couriers, insurers, lenders, authorities; and the pool's bank accounts.
 */
#ifndef MODEL_PARTY_H
#define MODEL_PARTY_H

#include "model/id_list.h"
#include "model/operation.h"

struct party {
    const char *id, *kind, *name, *jurisdiction;
    const char *group, *entity, *contact; /* may be NULL */
};

/* Make it or bring it up to date; what may be left out and is, stays as it was. A kind never
 * changes; a book has one platform and one custodian.
 */
enum status party_put(struct book *book, const struct party *party, struct run *run,
                      struct error *err) CHECKED;
/* Owned by mem; STATUS_NOT_FOUND names it. */
enum status party_get(struct book *book, void *mem, const char *id, struct party *out,
                      struct error *err) CHECKED;
/* STATUS_NOT_FOUND, or STATUS_REFUSED when it is of another kind (kind may be NULL: any). Inside a
 * transaction. */
enum status party_require(struct book *book, const char *id, const char *kind,
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

struct bank_account {
    const char *account, *party, *currency; /* party: its custodian */
};
/* A bank account of the pool; naming it again with another currency adds that currency to it. */
enum status bank_put(struct book *book, const struct bank_account *bank, struct run *run,
                     struct error *err) CHECKED;

#endif
