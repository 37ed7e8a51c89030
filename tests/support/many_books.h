/* many_books.h - whether the books say of a load what its calls were told.
 *
 *     books = many_books_read(world, base, calls);
 *     many_books_have_calls(books); many_books_add_up(books);
 *
 * Each function fails the test at the first thing that is not as it must be. */
#ifndef TESTS_SUPPORT_MANY_BOOKS_H
#define TESTS_SUPPORT_MANY_BOOKS_H

#include "model/store.h"
#include "tests/support/many.h"

/* One event of the load. */
struct many_event {
    int64_t number;
    const char *login;
    const char *verb;
    const char *subject;
    const char *key; /* of a feed; NULL for none */
    json_t *body;
    const struct many_call *call; /* whose it is; NULL for a line of a feed and for a clock's */
    json_t *line;                 /* of a feed: as it was sent, by one call or several */
};

struct many_books {
    struct world *world;
    struct store *store;
    const struct many_base *base;
    const struct many_calls *calls;
    struct many_event *events; /* by number */
    size_t count;
};

/* The events of the load, each with what asked for it: an event that nobody asked for, or of which
 * the asking was refused, fails the test. The store is open until the world goes. */
struct many_books *many_books_read(struct world *world, const struct many_base *base,
                                   const struct many_calls *calls);

/* What was acknowledged is there once and as it was told; what was refused is not there; what was
 * killed is there once or not at all, never half. */
void many_books_have_calls(const struct many_books *books);

/* Balances, sums and states are those that follow from what was asked for and is there, worked out
 * without the program's help. */
void many_books_add_up(const struct many_books *books);

/* One number from the store; argument NULL for a statement without parameter. */
int64_t many_ask(struct store *store, const char *sql, const char *argument);

#endif
