/* operator.h - who works here: a login, its roles, the legal entity it acts for. */
#ifndef MODEL_OPERATOR_H
#define MODEL_OPERATOR_H

#include "model/operation.h"

/* Make a store's first book and its first operator in one transaction: holdfast init. */
enum status operator_found(void *mem, struct store *store, const struct book_terms *terms,
                           const char *login, struct clock clock, struct book **out,
                           struct error *err) CHECKED;

struct operator_terms {
    const char *login;
    unsigned roles;
    const char *entity; /* a party; may be NULL */
};
/* Add one, or replace its roles (grant). An admin may not take the last admin's role away. */
extern const struct operation operator_put_operation, operator_revoke_operation;
enum status operator_put(struct book *book, const struct operator_terms *terms, struct run *run,
                         struct error *err) CHECKED;
enum status operator_revoke(struct book *book, const char *const *login, struct run *run,
                            struct error *err) CHECKED;

/* A store begins with one administrator: while there is no other, that one is alone
 * (approve.operator). */
enum status operator_is_alone(struct book *book, bool *out, struct error *err) CHECKED;

#endif
