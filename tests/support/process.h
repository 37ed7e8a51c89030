/* process.h - random steps of due process in a pool: complaints through their stages, measures on
 * sellers, objections, proposals, and the letters about them, by whoever may and whoever may not.
 * Then nobody acts any more, and the clocks alone bring all of it to an end.
 *
 * Deals are and on; the sellers S-1 and S-2. */
#ifndef TESTS_SUPPORT_PROCESS_H
#define TESTS_SUPPORT_PROCESS_H

#include "tests/support/pool.h"
#include "tests/support/random.h"

#define PROCESS_PEOPLE 4

struct process {
    struct pool *pool;
    struct random *random;
    /* The pool's own for the platform; one for the custodian; one of operations, one of support. */
    struct book *people[PROCESS_PEOPLE];
    int deals, complaints;
    void *mem; /* of one step */
};

/* The people come into the pool's book. */
struct process process_new(struct pool *pool, struct random *random);

/* One step, each of a kind: done whole, or refused. */
enum status process_complain(struct process *process, struct run *run);
enum status process_stage(struct process *process, struct run *run);
enum status process_measure(struct process *process, struct run *run);
enum status process_object(struct process *process, struct run *run);
enum status process_second(struct process *process, struct run *run);
enum status process_post(struct process *process, struct run *run);

/* What the clocks decide where nobody does. */
#define PROCESS_DEFAULTS 14
struct process_tally {
    int64_t seen[PROCESS_DEFAULTS];
};
/* What the store has of each, added to the tally. */
void process_count(struct process *process, struct process_tally *tally);
/* Each was there at least once, or the test fails naming the one that was not; all are printed. */
void process_all_seen(const struct process_tally *tally);

/* Time passes, and nobody acts but the sweep and the sender of letters: everything has ended then,
 * or the test fails naming what has not. */
void process_leave_alone(struct process *process);

#endif
