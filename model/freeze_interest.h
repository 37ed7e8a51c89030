/* freeze_interest.h - what is owed to a seller whose money was frozen wrongly: interest on each
 * balance that was held, for the time that it was; the day on which it is decided counts whole, so
 * that what is shown before and paid a little later is the same.
 *
 * The sum of balance x time, exact in minor units and microseconds, times the policy's rate a year
 * (freeze.interest_bp) of 365 days, rounded half up, once, at the end. */
#ifndef MODEL_FREEZE_INTEREST_H
#define MODEL_FREEZE_INTEREST_H

#include "model/freeze_row.h"

/* 0 where nothing was held or the policy pays none. */
enum status freeze_interest(struct book *book, const struct freeze_row *row, int64_t *out,
                            struct error *err) CHECKED;
/* Pay it: out of what the policy's payer has, and what that lacks is a lien on what comes in for
 * it. */
enum status freeze_interest_plan(struct book *book, const struct freeze_row *row,
                                 int64_t interest_minor, struct posting *posting,
                                 struct error *err) CHECKED;
/* What a posting that was planned so pays, now and later. */
int64_t freeze_interest_planned(const struct posting *posting);

#endif
