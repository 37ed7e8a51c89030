/* forum.h - under whose law and before whom it is decided about a deal or a party, and as which
 * legal entity the party contracts: to be seen before, in one line. */
#ifndef MODEL_FORUM_H
#define MODEL_FORUM_H

#include "model/cell.h"
#include "model/posting.h"

/* "cn-1, People's Republic of China". Owned by mem. */
char *forum_law(void *mem, const struct policy *policy);

/* The same and the forum, as cells. */
void forum_fill(const struct policy *policy, void *mem, struct cell *law, struct cell *forum);

/* As SQL over party p: "ACME GmbH (DE)"; its name where no entity is known. */
#define FORUM_CONTRACTS_AS "coalesce(p.entity, p.name) || ' (' || p.jurisdiction || ')'"

/* Set the posting's under, of the deal or the party that it is about: a deal is under the policy
 * under which it was made, a party under that of the book. */
enum status forum_note(struct book *book, struct posting *posting, struct error *err) CHECKED;

#endif
