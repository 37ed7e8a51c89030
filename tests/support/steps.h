/* steps.h - random steps that a pool and the naive model take side by side (beside.h). */
#ifndef TESTS_SUPPORT_STEPS_H
#define TESTS_SUPPORT_STEPS_H

#include "tests/support/beside.h"
#include "tests/support/random.h"

#define DAY TIME_US_PER_DAY
#define TRIES 12
#define RECENT 60
#define DIRECT_PRICE_MAX 20000

#define ALL_WAYS ((1U << WAYS) - 1)
#define OF(way) (1U << (way))

struct history {
    struct beside beside;
    struct naive *naive; /* of both */
    struct pool *pool;
    struct random random;
    struct run run;
    bool is_left_out; /* nothing there to do it with */
};

/* Each returns what the program said of it; *allowed is what the naive model did. */
enum status step_order(struct history *h, bool *allowed);
enum status step_pay(struct history *h, bool *allowed);
enum status step_ship(struct history *h, bool *allowed);
enum status step_deliver(struct history *h, bool *allowed);
enum status step_cancel(struct history *h, bool *allowed);
enum status step_confirm(struct history *h, bool *allowed);
enum status step_return(struct history *h, bool *allowed);
enum status step_draw(struct history *h, bool *allowed);
enum status step_close(struct history *h, bool *allowed);
enum status step_complain(struct history *h, bool *allowed);
enum status step_dismiss(struct history *h, bool *allowed);
enum status step_refund(struct history *h, bool *allowed);
enum status step_award(struct history *h, bool *allowed);
enum status step_carry(struct history *h, bool *allowed);
enum status step_refuse(struct history *h, bool *allowed);
enum status step_remit(struct history *h, bool *allowed);
enum status step_line(struct history *h, bool *allowed);
enum status step_take(struct history *h, bool *allowed);
enum status step_launch(struct history *h, bool *allowed);
enum status step_shut(struct history *h, bool *allowed);
enum status step_leave(struct history *h, bool *allowed);
enum status step_payout(struct history *h, bool *allowed);
enum status step_paid(struct history *h, bool *allowed);
enum status step_convert(struct history *h, bool *allowed);
enum status step_time(struct history *h, bool *allowed);

extern const char *const STEPS_MODES[WAYS];
/* For the steps themselves: dice, and a word on what is done for whoever reads why it failed. */
int64_t steps_below(struct history *h, int64_t bound);
bool steps_chance(struct history *h, int percent);
/* All, or so much, or a little more than there is. */
int64_t steps_amount(struct history *h, int64_t most);
/* One of the last deals: of these ways and with money in it where that is asked for, if there is
 * one, and mostly. */
int steps_deal(struct history *h, unsigned ways, bool has_money);
void steps_say(struct history *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *steps_told(struct history *h, int deal);
enum status steps_leave_out(struct history *h, bool *allowed);

#endif
