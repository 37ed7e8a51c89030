/* campaign_row.h - group buys as the transaction under way sees them: what their terms say, and
 * what may be done with the money of their members meanwhile.
 *
 * A campaign found inside a transaction is one object for the whole of it. Its state is written as
 * soon as it is decided. */
#ifndef MODEL_CAMPAIGN_ROW_H
#define MODEL_CAMPAIGN_ROW_H

#include "model/account.h"
#include "model/book.h"
#include "model/deal_row.h"
#include "model/id_list.h"
#include "model/query.h"

enum campaign_state { CAMPAIGN_OPEN, CAMPAIGN_MET, CAMPAIGN_FAILED, CAMPAIGN_CANCELLED };

/* What is paid so far, by those who paid their whole price. */
struct campaign_tally {
    int64_t members, paid_minor;
};

struct campaign_row {
    const char *id, *seller, *policy;
    char currency[4];
    int64_t target_count, target_minor; /* one of them; the other is 0 */
    bool closes_early;
    int64_t opened_us, ends_us;
    enum campaign_state state;
};

extern const struct id_space campaign_ids;

/* "open", "met", ... */
const char *campaign_state_name(enum campaign_state state);

/* Borrowed until the operation that asked ends; STATUS_NOT_FOUND names it. Inside a transaction. */
enum status campaign_row_find(struct book *book, const char *id, const struct campaign_row **out,
                              struct error *err) CHECKED;
/* Ask for many at once and keep them for this transaction. */
enum status campaign_row_foresee(struct book *book, const struct id_list *ids,
                                 struct error *err) CHECKED;

/* Whether money or orders still come in: open, and not at its end. STATUS_REFUSED says why not. */
enum status campaign_row_takes(struct book *book, const struct campaign_row *row,
                               struct error *err) CHECKED;
/* An order that names one: it is open, of its seller and in its currency; else STATUS_REFUSED. */
enum status campaign_row_check_order(struct book *book, const struct deal *deal,
                                     struct error *err) CHECKED;
/* The campaign of a hold; *out is NULL where the hold is of none. */
enum status campaign_row_of_hold(struct book *book, const struct account *hold,
                                 const struct campaign_row **out, struct error *err) CHECKED;
/* STATUS_REFUSED for the hold of a group buy that has not reached its target: nothing of it goes to
 * the seller, is carved out or put off. */
enum status campaign_row_require_met(struct book *book, const struct account *hold,
                                     struct error *err) CHECKED;

/* Money that comes for a deal of a group buy, into its hold: while the campaign takes it, and once;
 * *left_us is how long until its end. */
enum status campaign_row_check_payment(struct book *book, const struct deal *deal,
                                       const struct account *hold, int64_t *left_us,
                                       struct error *err) CHECKED;
/* Goods are sent to its members once its target is met, and to nobody else; to who is of no group
 * buy always. */
enum status campaign_row_check_sendable(struct book *book, const struct deal *deal,
                                        struct error *err) CHECKED;

/* The writing of a posting that is made. */
enum status campaign_row_insert(struct book *book, const struct campaign_row *row, int64_t event,
                                struct error *err) CHECKED;
enum status campaign_row_decide(struct book *book, const char *id, enum campaign_state state,
                                const struct campaign_tally *tally, int64_t at_us,
                                struct error *err) CHECKED;

#endif
