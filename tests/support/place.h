/* place.h - where a test's store lies: with the engine that the run is for. A test program that
 * calls place_new is run once for each engine, and says with place_is_sqlite which of its tests are
 * about the nature of a file. HOLDFAST_TEST_ENGINE names the engine, sqlite unless it is set;
 * HOLDFAST_TEST_POSTGRESQL is the URL of the server's databases up to their name. */
#ifndef TESTS_SUPPORT_PLACE_H
#define TESTS_SUPPORT_PLACE_H

#include "model/store.h"

#include <stdbool.h>

bool place_is_sqlite(void);

/* The URL of a store that is still to be made, another for each call; mem's. SQLite: a file in the
 * scratch folder whose name ends in name. PostgreSQL: a database without our schema, in which a
 * later store may lie once the URL is freed; dropped when the process ends that made it. */
char *place_new(void *mem, const char *name);

/* A store with nothing in it, open for writing, and its URL; both mem's. What place_new followed by
 * STORE_CREATE gives, in less time. */
enum status place_store(void *mem, const char *name, char **url, struct store **out,
                        struct error *err) CHECKED;
/* Instead of store_close, of what place_store has given: the next one may have it. */
void place_leave(struct store *store, char *url);

/* The URL of a database that has all that is in another one, which nobody has open; mem's. Without
 * a name (NULL) it is as one of place_new. Else it is of just this name and takes the place of an
 * older one; the server is the only one that drops it, so one test program alone may use a name.
 * PostgreSQL only. */
char *place_like(void *mem, const char *url, const char *name);

/* Another URL for a database of the server: of the same name, as another role ("role" or
 * "role:password"); mem's. */
char *place_as(void *mem, const char *url, const char *role);

/* Run statements in the database of a URL as another program would, by psql; fails the test when
 * they fail. PostgreSQL only. */
void place_psql(const char *url, const char *sql);

#endif
