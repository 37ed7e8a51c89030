/* tampered.h - pools that have, between them, a row in every table that carries money or decisions,
 * for who attacks them all: one under the default policy, and one whose operators propose and
 * approve. */
#ifndef TESTS_SUPPORT_TAMPERED_H
#define TESTS_SUPPORT_TAMPERED_H

#include "tests/support/pool.h"

struct pool *tampered_market(void);
struct pool *tampered_house(void);

/* All hashes anew, so that the chain holds by itself: what whoever has the store can do. Once the
 * guards are gone. */
void tampered_make_fit(struct pool *pool);

#endif
