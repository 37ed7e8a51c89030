/* interest_declare.h - an operator declares an interest in a party, or an administrator does; and
 * its end, which is never the operator's own to say. interest.h says what it means. */
#ifndef MODEL_INTEREST_DECLARE_H
#define MODEL_INTEREST_DECLARE_H

#include "model/operation.h"

struct interest_terms {
    const char *login, *party;
    const char *reason; /* of its end */
};
enum status interest_declare(struct book *book, const struct interest_terms *terms, struct run *run,
                             struct error *err) CHECKED;
extern const struct operation interest_end_operation;
enum status interest_end(struct book *book, const struct interest_terms *terms, struct run *run,
                         struct error *err) CHECKED;

#endif
