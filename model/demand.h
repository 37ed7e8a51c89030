/* demand.h - what a seller is asked to put back into its bond: an amount, a clock, a notice, and a
 * lien that takes it from whatever comes in for the seller.
 *
 *     asked --its clock--> stopped --its clock--> exited
 *       \____________________/--- all of it is there ---> met
 *
 * What is missing of a demand is what its lien has not taken. Money that comes into the bond by the
 * bank counts as taken, of the oldest demand first. What runs by the clocks is topup.h's. */
#ifndef MODEL_DEMAND_H
#define MODEL_DEMAND_H

#include "model/posting.h"

struct demand {
    int64_t id, hold_id, lien_id, freeze_id; /* freeze_id 0: none */
    int64_t amount_minor, missing_minor;     /* missing 0 once the lien is closed */
    int64_t due_us;
    const char *seller, *state;
    char currency[4];
};

/* STATUS_NOT_FOUND names it. Texts are mem's. Inside a transaction, as all here. */
enum status demand_get(struct book *book, void *mem, int64_t id, struct demand *out,
                       struct error *err) CHECKED;
/* Those of a seller that are not met, the oldest first; in any currency where that is NULL. */
enum status demand_list(struct book *book, void *mem, const char *seller, const char *currency,
                        struct demand **out, size_t *count, struct error *err) CHECKED;

/* The hold that money for the seller's bond goes to: the bond, or where there is none a new one
 * that the posting opens. */
enum status demand_bond(struct book *book, const char *seller, const char *currency,
                        struct posting *posting, struct account **out, struct error *err) CHECKED;
/* When a bond that gets money now falls due: its review, or what is left of the tail of a seller
 * that leaves. */
enum status demand_bond_due(struct book *book, const char *seller, int64_t *out,
                            struct error *err) CHECKED;

/* As a part of a plan: ask for what the tariff has more than the bond will have and is asked for
 * already. *id is 0 where nothing is asked. Where there is no tariff a bond is of its seller's own
 * will, and so is more of it than the tariff has: nobody can ask for that again. Nothing is asked
 * of a seller that leaves. */
enum status demand_plan(struct book *book, const char *seller, struct account *bond,
                        struct posting *posting, int64_t *id, struct error *err) CHECKED;
/* The row of what the posting asks for, if anything. */
enum status demand_store(struct book *book, const struct posting *posting,
                         struct error *err) CHECKED;

/* So much comes into the bond by the bank. */
enum status demand_plan_receive(struct book *book, const char *seller, const char *currency,
                                int64_t amount_minor, struct posting *posting,
                                struct error *err) CHECKED;

/* What becomes of one. */
enum status demand_note_stopped(struct book *book, int64_t id, int64_t freeze, int64_t due_us,
                                struct error *err) CHECKED;
enum status demand_note_met(struct book *book, int64_t id, int64_t at_us,
                            struct error *err) CHECKED;

/* The seller leaves: nothing more is asked of it. */
enum status demand_plan_drop(struct book *book, const char *seller, struct posting *posting,
                             struct error *err) CHECKED;
enum status demand_note_exited(struct book *book, const char *seller, int64_t at_us,
                               struct error *err) CHECKED;

#endif
