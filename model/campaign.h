/* campaign.h - a group buy: many orders of one seller that go on together or not at all.
 *
 * A deal that names a campaign is a member once its whole price lies in its hold. Until the
 * campaign is decided the money of all of them waits for its end and then goes back; nothing of it
 * is shipped, released, carved or put off. It is decided once, by one event:
 *
 * - met: at its end by the sweep, or before by campaign_close where its terms allow it. Every
 *   member's default turns at once; from then on it is a sale that is to be shipped.
 * - failed: at its end, or its seller has closed meanwhile. Every payment goes back by its clock.
 * - cancelled: by hand. Every payment is due back now.
 *
 * What was paid in part makes no member, and goes back at the end whatever becomes of the others.
 * The members of a campaign are counted and turned by statements of their own, so that a thousand
 * of them need no more memory than one. */
#ifndef MODEL_CAMPAIGN_H
#define MODEL_CAMPAIGN_H

#include "model/campaign_row.h"
#include "model/deal.h"

struct campaign {
    const char *id; /* NULL: a number is made */
    const char *seller, *currency;
    int64_t target_count;       /* 0: none */
    struct money target_amount; /* minor 0: none */
    int64_t ends_us;
    bool closes_early;
};
enum status campaign_open(struct book *book, const struct campaign *campaign, struct run *run,
                          struct error *err) CHECKED;

struct campaign_step {
    const char *campaign;
    const char *reason;
};
/* Before its end, its target met: it is decided now. */
enum status campaign_close(struct book *book, const struct campaign_step *step, struct run *run,
                           struct error *err) CHECKED;
enum status campaign_cancel(struct book *book, const struct campaign_step *step, struct run *run,
                            struct error *err) CHECKED;
/* At its end; the sweep's operation. */
enum status campaign_end(struct book *book, const struct campaign_step *step, struct run *run,
                         struct error *err) CHECKED;

/* A member takes its payment back: until the policy's limit before the end. */
struct campaign_leave {
    const char *deal;
    const char *reason;
};
enum status campaign_leave(struct book *book, const struct campaign_leave *leave, struct run *run,
                           struct error *err) CHECKED;

#endif
