/* pool.h - a book in a real store, with a platform, a custodian, a provider, a bank account,
 * two sellers and two buyers, for tests of the model. The clock stands still until a test moves it.
 */
#ifndef TESTS_SUPPORT_POOL_H
#define TESTS_SUPPORT_POOL_H

#include "model/complaint.h"
#include "model/item.h"

#define POOL_NOW_US INT64_C(1788220800000000) /* 2026-09-01T00:00:00Z */

struct pool {
    void *mem;
    struct store *store;
    struct book *book;
    int64_t now_us;
    char *url;
    bool is_placed; /* the store is of place_store */
    struct error err;
};

/* name: what its file is called, where it is one. */
struct pool *pool_new(const char *name);
/* Under another policy than the default one. */
struct pool *pool_new_under(const char *name, const char *policy);
/* One in which everything is there once: deals, a lien, a bond, a complaint and a freeze. */
struct pool *pool_full(void);
void pool_free(struct pool *pool);

/* What a run says must have happened; fails the test with the error's words. */
#define pool_must(pool, call) pool_must_be((pool), (call), STATUS_OK, #call)
#define pool_refuses(pool, call) pool_must_be((pool), (call), STATUS_REFUSED, #call)
void pool_must_be(struct pool *pool, enum status status, enum status expected, const char *what);

/* A run that executes, its posting owned by the pool. */
struct run *pool_run(struct pool *pool);

struct money cny(int64_t minor);

/* An order of price with a fee of 5 %, by buyer B-1 of seller S-1; captured, when funded. */
void pool_deal(struct pool *pool, const char *id, int64_t price_minor, bool is_funded);
/* Give a party money of its own: an order captured and confirmed, without a fee. */
void pool_earn(struct pool *pool, const char *seller, int64_t minor);
/* Put a bond into place for a seller. */
void pool_bond(struct pool *pool, const char *seller, int64_t minor);
/* The bank brings money announced for a party's bond, or as its own ("available"). */
void pool_receive(struct pool *pool, const char *party, const char *purpose, int64_t minor);
/* A lender with so much of its own. */
void pool_lender(struct pool *pool, const char *id, int64_t minor);

/* The bank has proved its account for a day, with so much at its end. */
void pool_prove(struct pool *pool, int32_t day, int64_t closing_minor);
/* A bank line of a statement of its own, matched to item, or in suspense where it is NULL. Returns
 * its number. It is of this counterparty. */
#define POOL_COUNTERPARTY "a neighbour"
#define POOL_COUNTERPARTY_ACCOUNT "XX00 1111 2222 3333"
int64_t pool_line(struct pool *pool, int64_t minor, const struct item *item);
/* One that was filed, where the policy has stages, is heard and not contested. */
void pool_hear_out(struct pool *pool, const char *id);
/* A complaint about a deal, of all that is held where minor is 0; that its seller is told and
 * answers; both, where the policy gives the stages their own times, so that it can be decided; and
 * its decision. */
void pool_file(struct pool *pool, const char *id, const char *deal, int64_t minor);
void pool_hear(struct pool *pool, const char *id, bool is_contest);
void pool_complain(struct pool *pool, const char *id, const char *deal, int64_t minor);
enum status pool_decide(struct pool *pool, const char *id, enum complaint_outcome outcome);

/* As the database has it now. */
int64_t pool_int(struct pool *pool, const char *sql, const char *argument);
int64_t pool_available(struct pool *pool, const char *party);
/* The sum of holds of a purpose. */
int64_t pool_held(struct pool *pool, const char *purpose);

/* A store as it was after so many steps of its schema, with these rows, open for writing; the
 * pool's. At most POOL_STEPS_MAX. */
#define POOL_STEPS_MAX 16
struct store *pool_older(struct pool *pool, const char *url, int steps, const char *rows);

/* Take away what the database itself refuses: triggers, checks, references, what is unique beside
 * the keys.
 */
void pool_unguard(struct pool *pool);

/* Every invariant holds, or the test fails naming the first breach. */
void pool_verify(struct pool *pool);
/* Verify finds what damage does to an invariant, and says so; mend undoes it. */
void pool_finds(struct pool *pool, int number, const char *damage, const char *mend,
                const char *said);

#endif
