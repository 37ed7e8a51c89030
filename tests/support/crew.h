/* crew.h - a pool in which several people work, and what they do with measures on the seller S-1:
 * steps in words as short as a story's. Each runs at once and returns what became of it. */
#ifndef TESTS_SUPPORT_CREW_H
#define TESTS_SUPPORT_CREW_H

#include "model/freeze.h"
#include "tests/support/pool.h"

#define DAY TIME_US_PER_DAY
#define EVERYTHING "payout,advance,listing,campaign,return,release"

/* The books of others who work on the same store; ann's is the pool's, carol is of support. */
struct crew {
    struct pool *pool;
    struct book *ann, *bob, *carol, *dan;
};

struct crew crew_new(const char *name, const char *policy);
/* A freeze of S-1 from now on. */
struct freeze crew_terms(struct crew *crew, const char *scope, int64_t minor, int64_t days);
enum status crew_put(struct crew *crew, struct book *by, const struct freeze *freeze);
enum status crew_confirm(struct crew *crew, struct book *by, int64_t id);
enum status crew_extend(struct crew *crew, struct book *by, int64_t id, int64_t days,
                        const char *reason);
/* Told by carol. */
enum status crew_object(struct crew *crew, int64_t id);
enum status crew_review(struct crew *crew, struct book *by, int64_t id, bool is_granted);
enum status crew_lift(struct crew *crew, struct book *by, int64_t id);
enum status crew_pay_out(struct crew *crew, int64_t minor);
void crew_sweep(struct crew *crew);
/* The number that a query answers. */
int64_t crew_count(struct crew *crew, const char *sql);
/* S-1 has a notice with these words, or the test fails. */
void crew_told(struct crew *crew, const char *words);

#endif
