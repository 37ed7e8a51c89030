/* foresight.h - what a batch of events is going to ask the store for, told before the first of
 * them: one question for each table instead of one for each event.
 *
 *     struct foresight *foresight = foresight_new(mem, "shop");
 *     foresight_event(foresight, key, body);
 *     foresight_want(foresight, FORESEE_DEAL, "O-1");       of that event
 *     ...
 *     foresight_ask(foresight, book, err);                  inside the transaction
 *     the operations, in order
 *
 * It is a matter of speed alone: the answers go to where operations look first (event_key, party,
 * deal_row, parcel, item_row, account, lien, mask, bond, query), and what was not foreseen is asked
 * for when it is needed. Events that are known already want nothing. */
#ifndef MODEL_FORESIGHT_H
#define MODEL_FORESIGHT_H

#include "model/book.h"

#define FORESIGHT_EVENTS_MAX 1000 /* that are worth telling at once */

/* What an identifier of an event stands for, and so what the event is going to touch. */
enum foresight_kind {
    FORESEE_NOTHING,
    FORESEE_PARTY,
    FORESEE_BUYER,    /* a party, of the deal that the event orders: it wants all three */
    FORESEE_SELLER,   /* the same */
    FORESEE_OWNER,    /* a party that is paid out: its money, the measures on it */
    FORESEE_PROVIDER, /* a party that collects money: what it owes us */
    FORESEE_BANK,     /* a bank account of the pool */
    FORESEE_ORDER,    /* a deal that is new, most likely */
    FORESEE_DEAL,     /* a deal and its hold */
    FORESEE_RELEASE,  /* the same, and what a release of it touches */
    FORESEE_RETURN,   /* the same, and what a return of it touches */
    FORESEE_DISPUTE,  /* the same as a deal, and its seller's bond */
    FORESEE_PARCEL,   /* the same as a deal, and its parcel */
    FORESEE_SECURITY, /* the same as a release, and the measures on its seller */
    FORESEE_RECOURSE, /* the same as a return, and all that its seller has */
    FORESEE_PAYOUT,   /* these are new, most likely */
    FORESEE_EXPECT,
    FORESEE_BATCH,
    FORESEE_COMPLAINT,
    FORESEE_COVER,
    FORESEE_CONVERSION, /* new, most likely */
    FORESEE_TRADER,     /* a party that converts money: as an owner, and its liens are served */
    FORESEE_ADVANCE,
    FORESEE_CHARGEBACK,
    FORESEE_BOND,       /* a seller's */
    FORESEE_RECEIPT,    /* an expected receipt that comes in, and what it goes to */
    FORESEE_SETTLEMENT, /* a batch that is settled, its provider's account, who bears the fee */
    FORESEE_PAID,       /* a payout that the bank has paid, and its hold */
    FORESEE_CAMPAIGN,   /* a group buy */
    FORESEE_LAUNCH,     /* one that is new, most likely */
    FORESEE_DUE,        /* a hold, by its number, whose clock has run out, and what it goes to */
};
#define FORESIGHT_KINDS (FORESEE_DUE + 1)

struct foresight;

/* Texts are borrowed until foresight_ask has ended. source: who names the events, NULL where they
 * have no keys and each is new. */
struct foresight *foresight_new(void *mem, const char *source);
void foresight_event(struct foresight *foresight, const char *key, const char *body);
void foresight_want(struct foresight *foresight, enum foresight_kind kind, const char *id);
/* Pointers into what the transaction keeps are gone, as between operations. */
enum status foresight_ask(struct foresight *foresight, struct book *book,
                          struct error *err) CHECKED;

#endif
