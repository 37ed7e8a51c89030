/* erase.h - a party's personal data is erased: values and salts go, their hashes stay.
 *
 * By the clock, once the party has had no business for as long as the policy keeps it
 * (personal.keep) and no case of it is open; before that it is refused, whoever asks. Who never had
 * any business may be erased at any time. */
#ifndef MODEL_ERASE_H
#define MODEL_ERASE_H

#include "model/operation.h"
#include "model/party_case.h"

struct erasure {
    const char *party, *reason;
};
enum status erase_party(struct book *book, const struct erasure *erasure, struct run *run,
                        struct error *err) CHECKED;
/* The sweep's operation. */
enum status erase_default(struct book *book, const char *const *party, struct run *run,
                          struct error *err) CHECKED;

/* Whose turn it is, for the sweep: $1 is now, $5 how long they are kept. */
#define ERASE_BUSINESS_SQL PARTY_BUSINESS_SQL("p.party", "CAST($1 AS BIGINT) - $5")
#define ERASE_CASE_SQL PARTY_CASE_SQL("p.party", "$1")
#define ERASE_DUE_SQL                                                                              \
    "SELECT p.at_us, p.party, '' FROM personal p WHERE p.erased_event IS NULL"                     \
    " AND p.at_us <= CAST($1 AS BIGINT) - $5 AND (p.at_us, p.party) > ($2, $3) AND NOT EXISTS"     \
    " (SELECT 1 FROM personal n WHERE n.party = p.party AND n.event > p.event)"                    \
    " AND NOT EXISTS (" ERASE_BUSINESS_SQL ") AND NOT EXISTS (" ERASE_CASE_SQL ")"                 \
    " ORDER BY p.at_us, p.party LIMIT $4"

#endif
