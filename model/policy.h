/* policy.h - a jurisdiction's figures: a flat ini file of typed values, each with its citation.
 *
 * A value stands as `key = value | citation | review date`; what nobody has checked against its
 * source yet has the word unreviewed for a date. The keys pack.* say what the pack is called, which
 * version it is, from when it holds and whose law it is. A figure for one category of goods has the
 * category behind its key: award.minimum.food. The grounds of measures are a list of the pack's
 * own: freeze.ground.CODE, see ground.h. An unknown key, a missing one, a wrong unit or a value
 * without citation is STATUS_INVALID that names file, line and key. */
#ifndef MODEL_POLICY_H
#define MODEL_POLICY_H

#include "model/policy_unit.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy {
    const char *name; /* "cn-1": pack and version, by which a deal keeps it */
    const char *id, *title, *law, *forum;
    const char *language;            /* of who has told none of its own */
    const struct calendar *calendar; /* of pack.calendar; NULL where it has none */
    int64_t version;
    int32_t effective_day; /* holds from this day on, until the next version does */
    int64_t ship_by_us;    /* hold.sale.ship_by: funded to shipped, else back to the payer */
    int64_t extend_us;     /* hold.sale.max_extend: how far one extension may reach */
    int64_t consent_us;    /* hold.sale.consent_time: until the other party has to agree to one */
    int64_t remind_us;     /* hold.remind_before: a default's reminder; 0: none */
    struct policy_wait dispute; /* dispute.max: from filing to the default */
    bool dispute_to_payee;      /* dispute.default */
    struct policy_wait appeal;  /* appeal.window: how long an award waits */
    struct policy_wait review;  /* appeal.review_time: from an appeal to its default */
    bool unreviewed_stands;     /* appeal.default_stands: what nobody reviewed stands; or falls */
    bool dismissal_waits;       /* appeal.of_dismissal: so that the buyer can appeal, too */
    struct policy_wait counter; /* complaint.counter_time: a counter-notice to the measure's end */
    int64_t repeat_us; /* complaint.repeat_window: how far back earlier ones count; 0: not at all */
    bool award_has_price;       /* award.multiple_includes_price */
    bool award_when_unsettled;  /* while money of the deal is still held, too */
    int64_t reserve_part;       /* reserve.part_bp: of what a release leaves the seller; 0: none */
    struct policy_wait reserve; /* reserve.time: how long it is kept back */
    int64_t advance_part;       /* advance.max_bp: of what a hold would leave the seller */
    int64_t advance_charge;     /* advance.charge_max_bp: of what is advanced, at most */
    struct policy_sources chargeback_sources;
    struct policy_wait payout;      /* payout.bank_days: until the bank must have shown it */
    struct policy_wait suspense;    /* suspense.escalate_after */
    int64_t bond_review_us;         /* bond.review */
    int64_t bond_topup_us;          /* bond.topup_time: from a demand to where listing stops */
    int64_t bond_exit_us;           /* bond.exit_after: and from there to the shop's exit */
    int64_t bond_tail_us;           /* bond.tail: from the exit until the bond is due back */
    struct policy_wait claim;       /* claim.time: how long an insurer's part waits */
    int64_t freeze_max_us;          /* freeze.max */
    int64_t freeze_notice_us;       /* freeze.notice: told so long before it takes effect */
    int64_t terminate_notice_us;    /* freeze.terminate_notice: the same of a shop's termination */
    int64_t freeze_alone_us;        /* freeze.emergency: how long one operator freezes alone */
    int64_t freeze_extensions;      /* freeze.extensions: how often one may be extended */
    struct policy_wait objection;   /* freeze.objection: until when one is decided */
    bool objection_lifts;           /* freeze.objection_lifts: what nobody decides */
    int64_t freeze_interest;        /* freeze.interest_bp: a year, on what was frozen wrongly */
    enum policy_house freeze_payer; /* freeze.interest_by: who pays it */
    int64_t order_max_us;           /* freeze.order_max: until an order is looked at again */
    int64_t cod_remit_us;           /* cod.remit_by: delivered to remitted by the courier */
    int64_t cod_confirm_us; /* cod.confirm: delivered to released; TIME_NONE: the deal's period */
    enum policy_house interest_to;  /* interest.to: whose the bank's interest is */
    enum policy_house charge_by;    /* charge.by: who bears what the bank charges */
    struct money tolerance;         /* match.tolerance: what may be written off of a bank line */
    enum policy_house write_off_by; /* write_off.by: who bears it, or keeps it */
    int64_t correction_us;          /* correction.time: how long what is corrected waits at least */
    int64_t campaign_max_us;        /* campaign.max: how far its end may lie */
    int64_t campaign_leave_us; /* campaign.cancel_until: before its end a member may leave until */
    int64_t campaign_open_us;  /* campaign.min_open: how long it is open before it closes early */
    bool campaign_to_payee;    /* campaign.met_default: of a member whose goods were not sent yet */
    enum own_group own_group;  /* custody.own_group */
    int64_t personal_us;       /* personal.keep: after the last business; 0: no end by itself */
    /* approve.*: from where on an operation needs a second; without a currency: from nowhere on */
    struct money payout_above, award_above, freeze_above, entity_above;
    /* approve.payout_window: how long payouts to one payee count together; 0: each by itself */
    int64_t payout_window_us;
    enum policy_eyes unmatch_eyes, write_off_eyes, operator_eyes, policy_eyes;
    enum policy_eyes rule_eyes, close_eyes;
    struct policy_wait approve;        /* approve.time: how long a proposal waits */
    struct policy_rungs rungs;         /* escalation.rungs */
    enum policy_silence silence;       /* escalation.unacknowledged */
    bool skip_needs_reason;            /* escalation.skip_needs_reason: of a sanction */
    struct policy_wait break_escalate; /* break.escalate_after */
    const char *break_to;              /* break.escalate_to: a role */
    int64_t break_explain;             /* break.explain_after: business days */
    size_t unreviewed;                 /* values that nobody has checked yet */
};

/* From the text of a file, which file names in messages. Owned by mem. */
enum status policy_parse(void *mem, const char *file, const char *text, const struct policy **out,
                         struct error *err) CHECKED;

/* One that was whole once: what is asked of a pack since then is as in the one before it. */
enum status policy_parse_after(void *mem, const char *file, const char *text,
                               const struct policy *before, const struct policy **out,
                               struct error *err) CHECKED;

enum status policy_read_file(void *mem, const char *path, const struct policy **out,
                             struct error *err) CHECKED;

/* One value with its source. Owned by the policy. */
struct policy_value {
    const char *key, *value, *citation;
    const char *reviewed_on; /* "": not reviewed */
};
/* "award.multiple_bp = 30000: CPL art 55 (reviewed 2026-09-01)". Owned by mem. */
char *policy_value_text(void *mem, const struct policy_value *value);
/* NULL beyond the last. */
const struct policy_value *policy_value_at(const struct policy *policy, size_t index);
/* NULL where the pack has no such key. */
const struct policy_value *policy_value_of(const struct policy *policy, const char *key);

/* When a wait that begins at from_us is over; from_us is a time of the books. */
int64_t policy_after(const struct policy *policy, struct policy_wait wait, int64_t from_us);

/* What the bond of who sells in a category has to be, by which figure; 0 minor: none is asked. */
enum status policy_bond(const struct policy *policy, const char *category, struct money *out,
                        const struct policy_value **by, struct error *err) CHECKED;

/* Whether it asks for bonds at all. */
bool policy_has_bond(const struct policy *policy);

/* What is kept back of so much that a release leaves the seller. */
enum status policy_reserve(const struct policy *policy, int64_t left_minor, int64_t *out,
                           struct error *err) CHECKED;

/* How long each stage of a complaint of a kind may take; a wait of 0 is no clock of its own. */
struct policy_complaint {
    struct policy_wait admit, notice, answer;
    struct policy_wait decide; /* dispute.max */
    bool to_payee;             /* dispute.default */
};
enum status policy_complaint(const struct policy *policy, const char *kind,
                             struct policy_complaint *out, struct error *err) CHECKED;
/* The figure of such a key for a kind. */
const struct policy_value *policy_complaint_value(const struct policy *policy, const char *key,
                                                  const char *kind);
/* One rung: what a pack says of it, or of all. */
struct policy_step {
    struct policy_wait acknowledge; /* escalation.acknowledge_time: 0: it needs none */
    int64_t counts_us;              /* escalation.counts_for: toward the next */
    int64_t needed;                 /* escalation.needed: that count, before the next */
};
enum status policy_step(const struct policy *policy, enum policy_rung rung, struct policy_step *out,
                        struct error *err) CHECKED;
/* Whether it takes any time at all. */
bool policy_waits(struct policy_wait wait);

/* What is awarded beyond the refund of a price, and the figures that say so. */
struct policy_award {
    struct money amount;
    const struct policy_value *multiple, *minimum;
    bool is_minimum; /* it is the minimum, not the multiple */
    /* The figure by which there is none, and the amount is 0; or NULL. */
    const struct policy_value *refused_by;
};
/* Where the price is when that is asked. What is held is refunded beside the award; what never was
 * in this custody is not, so the award has it in it. */
enum policy_price { PRICE_RELEASED, PRICE_HELD, PRICE_OUTSIDE };
enum status policy_award(const struct policy *policy, const char *category, struct money price,
                         enum policy_price where, struct policy_award *out,
                         struct error *err) CHECKED;

#endif
