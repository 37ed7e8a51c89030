/* sweep.h - runs what is due: defaults of holds, beginnings and ends of freezes, defaults of
 * objections to them and of complaints, ends of campaigns and of proposals, demands for bonds and
 * their defaults, breaks that are raised, the erasing of personal data, in bounded batches ordered
 * by due time. May be killed anywhere; two at once do each thing once. */
#ifndef MODEL_SWEEP_H
#define MODEL_SWEEP_H

#include "model/operation.h"

#define SWEEP_BATCH 500

struct sweep_result {
    int64_t holds, freezes, complaints, campaigns, demands; /* that were run; of a freeze
                                                               its beginning, its end, and an
                                                               objection that nobody decided */
    int64_t proposals;                                      /* that expired */
    int64_t reminders;                                      /* that were sent */
    int64_t steps;    /* of complaints and appeals into their next stage */
    int64_t couriers; /* that were told of a deal whose cash is late */
    int64_t cautions; /* that nobody acknowledged in time */
    int64_t breaks;   /* that were raised */
    int64_t erased;   /* of personal data and of evidence, what was kept long enough */
    int64_t overdue;  /* due, and waiting for what the clock alone cannot decide */
};
/* progress may be NULL; it returns false to stop after the batch. */
enum status sweep_run(struct book *book, bool (*progress)(void *state, int64_t done), void *state,
                      struct sweep_result *out, struct error *err) CHECKED;

#endif
