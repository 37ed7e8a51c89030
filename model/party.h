/* party.h - whoever money belongs to or passes: buyers, sellers, the platform, its custodian,
 * banks, payment providers, couriers, insurers, lenders, authorities; and the pool's bank accounts.
 */
#ifndef MODEL_PARTY_H
#define MODEL_PARTY_H

#include "model/operation.h"
#include "model/party_row.h"
#include "model/personal.h"

/* Make it or bring it up to date; what may be left out and is, stays as it was. A kind never
 * changes; a book has one platform and one custodian.
 */
enum status party_put(struct book *book, const struct party *party, struct run *run,
                      struct error *err) CHECKED;
/* The same with the seal that the contact has already: where the run has a body, that is in it. */
struct party_request {
    struct party party;
    struct seal seal; /* without a text it gets one */
};
enum status party_put_sealed(struct book *book, const struct party_request *request,
                             struct run *run, struct error *err) CHECKED;

struct bank_account {
    const char *account, *party, *currency; /* party: its custodian */
};
/* A bank account of the pool; naming it again with another currency adds that currency to it. */
enum status bank_put(struct book *book, const struct bank_account *bank, struct run *run,
                     struct error *err) CHECKED;

#endif
