/* copying.h - stores that are copied: a pool with something of everything that changes, and what a
 * test asks of its copies. A target is a URL; whatever is not as it has to be fails the test. */
#ifndef TESTS_SUPPORT_COPYING_H
#define TESTS_SUPPORT_COPYING_H

#include "model/copy.h"
#include "tests/support/pool.h"

/* Orders in every state, a bond, a complaint, a freeze, a payout, and the operator bob, who may
 * neither back up nor copy. */
struct pool *copying_pool(const char *name);
/* What changes rows of every kind that can change. */
void copying_play_on(struct pool *pool);
/* The same book once more, by another connection, or that of a copy. */
struct pool *copying_pool_on(struct pool *pool, const char *url);

/* A path that is free, whatever engine the run is for. */
char *copying_file(struct pool *pool, const char *name);
/* A new target; most of them are files, which are made sooner than databases. */
char *copying_target(struct pool *pool, int number);

struct store *copying_open(struct pool *pool, const char *url, enum store_access access);
/* ann's book of a store: how opening it ends. */
enum status copying_open_book(struct pool *pool, const char *url);
void copying_execute(struct pool *pool, struct store *store, const char *sql);
/* What others do to a store behind the program's back: no trigger stops them. */
void copying_tamper(struct pool *pool, const char *url, const char *sql);
/* Everything that a store holds, as the database tells it. */
char *copying_dump(struct pool *pool, const char *url);

/* Copy, and it works. */
struct copy_result copying_copy(struct pool *pool, const char *to);
/* What a result says is what the source has. */
void copying_check(struct pool *pool, const struct copy_result *result);
/* Copy into a new target: the same rows, and every invariant holds. */
void copying_same(struct pool *pool, const char *to);
void copying_verify(struct pool *pool, const char *url);
/* Copy, and it is refused so, in words with this one. */
void copying_refused(struct pool *pool, const char *to, enum status expected, const char *word);
/* Copy until it has told so often how far it is, and stop it then. Whether it came to its end; if
 * not, its target is refused as half copied. */
bool copying_goes_so_far(struct pool *pool, const char *to, int64_t calls, int64_t batch);

#endif
