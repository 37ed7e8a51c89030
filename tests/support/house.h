/* house.h - a pool whose house has several operators, and what they do to a payout that takes two.
 */
#ifndef TESTS_SUPPORT_HOUSE_H
#define TESTS_SUPPORT_HOUSE_H

#include "model/proposal.h"
#include "tests/support/pool.h"

/* Under policy cn: a second above CNY 50,000, of another legal entity above CNY 500,000. */
#define SMALL 5000000
#define LARGE 5000001
#define HUGE 50000001
#define ENOUGH 200000000

/* A house of three administrators: ann and cyd for the platform, bob for the custodian; and eve,
 * who may look at complaints alone. */
struct house {
    struct pool *pool;
    struct book *bob, *cyd, *eve;
};

struct book *house_enter(struct pool *pool, const char *login);
void house_let_in(struct pool *pool, const char *login, unsigned roles, const char *entity);
struct house house_new(void);
void house_free(struct house *house);
enum status house_pay(struct pool *pool, struct book *book, int64_t minor, struct run *run);
enum status house_step(struct pool *pool, struct book *book, const char *id,
                       enum status (*step)(struct book *book, const struct proposal_step *step,
                                           struct run *run, struct error *err));
enum status house_approve(struct pool *pool, struct book *book, const char *id);
void house_must_be(struct pool *pool, enum status status, enum status expected, const char *words);
int64_t house_payouts(struct pool *pool);
void house_propose(struct house *house, int64_t minor);

#endif
