/* settle.h - money of a bank line to or from what the line stands for, and back again.
 *
 * The money of a credit waits at the bank account (as the line comes in) or in the line's suspense
 * hold (told by hand later); that of a debit is booked against the bank account or against
 * transit:unexplained. Amounts are signed as the bank line is. */
#ifndef MODEL_SETTLE_H
#define MODEL_SETTLE_H

#include "model/operation.h"

enum target_kind {
    TARGET_DEAL,
    TARGET_EXPECT,
    TARGET_BATCH,
    TARGET_PAYOUT,
    TARGET_AVAILABLE,
    TARGET_LINE,
};

struct target {
    enum target_kind kind;
    const char *id; /* borrowed from the label */
};

/* "deal:O-1", "available:S-0001"; STATUS_INVALID tells the kinds. */
enum status target_parse(const char *label, struct target *out, struct error *err) CHECKED;

/* What is left to match of a target, as a positive amount; INT64_MAX where there is no such bound.
 */
enum status settle_room(struct book *book, const struct target *target, bool is_credit,
                        const char *currency, int64_t *out, struct error *err) CHECKED;

/* The legs between money and the target; not for TARGET_LINE. */
enum status settle_plan(struct book *book, const struct target *target, struct account *money,
                        int64_t amount_minor, struct posting *posting, struct error *err) CHECKED;
/* What the target's own row learns; after the posting, of its event. */
enum status settle_note(struct book *book, const struct target *target, int64_t amount_minor,
                        int64_t event, struct error *err) CHECKED;

/* The way back. event is the one that is corrected. */
enum status settle_plan_undo(struct book *book, const struct target *target, int64_t event,
                             struct account *money, int64_t amount_minor, struct posting *posting,
                             struct error *err) CHECKED;
enum status settle_note_undo(struct book *book, const struct target *target, int64_t amount_minor,
                             int64_t event, struct error *err) CHECKED;

#endif
