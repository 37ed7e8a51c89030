/* way.h - the ways of paying for a deal, a row each: what the deal's hold is for, what becomes of
 * it if nobody acts, and who else than its two parties may have a say or a share in it. */
#ifndef MODEL_WAY_H
#define MODEL_WAY_H

#include "model/account.h"

struct way {
    const char *mode; /* "escrow" */
    enum purpose purpose;
    /* What it is for where the deal is of a group buy; PURPOSE_NONE: it can be of none. */
    enum purpose group_purpose;
    /* The platform itself sells, or who is of its control group. */
    bool is_own;
    /* The way of the same sale where they do; NULL: it makes no difference. */
    const char *own_mode;
    /* Goods: until they are shipped the money goes back to the payer after the policy's time to
     * ship, afterwards to the payee after the deal's period. */
    bool has_goods;
    /* Without goods: the door by which it leaves after the deal's period from when it was paid. */
    enum door door;
    /* The payee draws it down for what it delivers; once it has closed, the rest is due back. */
    bool is_drawn;
    /* The money goes from the payer to the payee or back, and nowhere else: no fee, no lien, no
     * reserve, no complaint; nobody takes back what funded it. */
    bool is_between_two;
    /* The price is paid outside this custody: nothing funds the deal's hold, and the price is only
     * what its bond, its insurance and its award are reckoned by. */
    bool is_outside;
    /* Its price is collected at the door by who carries the goods, who owes it to us until then. */
    bool is_collected;
};

/* NULL: there is no such way, or it is not built. */
const struct way *way_find(const char *mode);
/* Of a stored deal. */
const struct way *way_of(const char *mode);

/* Whether a hold is of what a deal is paid for: the deal's own, or a disputed part of it. */
bool way_holds_price(const struct account *hold);
/* The same as SQL over a purpose. */
#define WAY_PRICE_PURPOSES "('sale', 'dispute', 'prepaid', 'group')"
/* As SQL over deal d: its price is paid outside this custody. */
#define WAY_IS_OUTSIDE "d.mode = 'direct'"
/* The same: it comes from its courier alone. */
#define WAY_IS_COLLECTED "d.mode = 'cod'"

#endif
