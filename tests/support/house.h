/* house.h - a pool in which several people work, and what they do with measures on the seller S-1:
 * steps in words as short as a story's. Each runs at once and returns what became of it. */
#ifndef TESTS_SUPPORT_HOUSE_H
#define TESTS_SUPPORT_HOUSE_H

#include "model/freeze.h"
#include "tests/support/pool.h"

#define DAY TIME_US_PER_DAY
#define EVERYTHING "payout,advance,listing,campaign,return,release"

/* The books of others who work on the same store; ann's is the pool's, carol is of support. */
struct house {
    struct pool *pool;
    struct book *ann, *bob, *carol, *dan;
};

struct house house_new(const char *name, const char *policy);
/* A freeze of S-1 from now on. */
struct freeze house_terms(struct house *house, const char *scope, int64_t minor, int64_t days);
enum status house_put(struct house *house, struct book *by, const struct freeze *freeze);
enum status house_confirm(struct house *house, struct book *by, int64_t id);
enum status house_extend(struct house *house, struct book *by, int64_t id, int64_t days,
                         const char *reason);
/* Told by carol. */
enum status house_object(struct house *house, int64_t id);
enum status house_review(struct house *house, struct book *by, int64_t id, bool is_granted);
enum status house_lift(struct house *house, struct book *by, int64_t id);
enum status house_pay_out(struct house *house, int64_t minor);
void house_sweep(struct house *house);
/* The number that a query answers. */
int64_t house_count(struct house *house, const char *sql);
/* S-1 has a notice with these words, or the test fails. */
void house_told(struct house *house, const char *words);

#endif
