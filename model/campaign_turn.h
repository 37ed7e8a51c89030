/* campaign_turn.h - the members of a group buy counted, and turned all at once: by statements of
 * their own, so that a thousand of them need no more memory than one. */
#ifndef MODEL_CAMPAIGN_TURN_H
#define MODEL_CAMPAIGN_TURN_H

#include "model/campaign_row.h"
#include "model/posting.h"

/* Those whose whole price lies in their hold. Writes what is pending. */
enum status campaign_turn_count(struct book *book, const char *id, struct campaign_tally *out,
                                struct error *err) CHECKED;
bool campaign_turn_is_reached(const struct campaign_row *row, const struct campaign_tally *tally);

/* What becomes of a member's hold. */
struct campaign_turn {
    enum campaign_state state;
    enum door door;
    int64_t due_us;
    bool has_period;  /* the deal's own comes on top */
    const char *told; /* the kind of notice that each payer gets */
};

/* A target that is met makes a sale of it that is to be sent: the seller has it after the time to
 * ship and the deal's period, or the payer has it back after the time to ship, as the policy says.
 */
enum status campaign_turn_plan(struct book *book, const struct campaign_row *row,
                               enum campaign_state state, int64_t at_us, struct campaign_turn *out,
                               struct error *err) CHECKED;
/* What the event will cover of the letters that campaign_turn_run writes. */
enum status campaign_turn_cover(struct book *book, const struct campaign_row *row,
                                enum campaign_state state, struct posting *posting,
                                struct error *err) CHECKED;
/* The writing of what was decided, after the posting: the campaign's row, the members' clocks and
 * letters. Pointers to members' holds are gone. */
enum status campaign_turn_run(struct book *book, const char *id, enum campaign_state state,
                              const struct posting *posting, struct error *err) CHECKED;

#endif
