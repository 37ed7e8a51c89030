#include "tests/support/steps.h"

#include "model/mem.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

int64_t steps_below(struct history *h, int64_t bound)
{
    return random_below(&h->random, bound);
}

bool steps_chance(struct history *h, int percent)
{
    return random_chance(&h->random, percent);
}

void steps_say(struct history *h, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    h->beside.what = mem_strdup(h->beside.mem, text);
}

enum status steps_leave_out(struct history *h, bool *allowed)
{
    h->is_left_out = true;
    *allowed = true;
    return STATUS_OK;
}

int steps_deal(struct history *h, unsigned ways, bool has_money)
{
    const struct naive *n = h->naive;
    int first = n->deal_count > RECENT ? n->deal_count - RECENT : 0;
    int fit[RECENT], count = 0;
    for (int id = first; id < n->deal_count; id++) {
        if ((ways & OF(n->deals[id].way)) && (!has_money || n->deals[id].held > 0)) {
            fit[count++] = id;
        }
    }
    if (count == 0 || steps_chance(h, 8)) {
        return first + (int)steps_below(h, n->deal_count - first);
    }
    return fit[steps_below(h, count)];
}

int64_t steps_amount(struct history *h, int64_t most)
{
    return steps_chance(h, 40) ? 0 : 1 + steps_below(h, most + most / 10 + 1);
}

const char *const STEPS_MODES[WAYS] = {"escrow", "self", "chain", "prepaid", "cod", "direct"};

/* For whoever reads why a step failed. */
const char *steps_told(struct history *h, int id)
{
    const struct naive_deal *d = &h->naive->deals[id];
    const char *buy = d->buy == NAIVE_NOBODY ? "" : mem_printf(h->beside.mem, " in G-%d", d->buy);
    return mem_printf(h->beside.mem, "D-%d (%s%s, of %lld paid %lld, held %lld%s%s%s)", id,
                      STEPS_MODES[d->way], buy, (long long)d->price, (long long)d->funded,
                      (long long)d->held, d->is_shipped ? ", shipped" : "",
                      d->is_delivered ? ", delivered" : "", d->is_cancelled ? ", cancelled" : "");
}
