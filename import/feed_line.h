/* feed_line.h - one line of a feed, typed: what its kind of line says, as the struct that the
 * model's operation takes. Texts are borrowed from the line's memory. */
#ifndef IMPORT_FEED_LINE_H
#define IMPORT_FEED_LINE_H

#include "import/feed_claims.h"
#include "model/campaign.h"
#include "model/closure.h"
#include "model/complaint.h"
#include "model/conversion.h"
#include "model/courier.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/extension.h"
#include "model/party.h"
#include "model/payout.h"

#include <stdint.h>

struct feed_type;

struct feed_line {
    const struct feed_type *type;
    const char *id;
    int64_t at_us;        /* what the sender claims; kept in the body, moves no clock */
    const char *subject;  /* what the line is about: "deal:O-100001" */
    const char *currency; /* of the amounts, or NULL */
    const char *part;     /* an amount whose currency is its deal's, or NULL */
    union {
        struct party party;
        struct bank_account bank;
        struct expect expect;
        struct batch batch;
        struct deal deal;
        struct deal_capture capture;
        struct deal_step step;
        struct closure closure; /* and an exit: both are a seller and a reason */
        struct extension extension;
        union feed_claim claim;
        struct carriage carriage;
        struct remit remit;
        struct payout payout;
        struct campaign campaign;
        struct campaign_step campaign_step;
        struct campaign_leave campaign_leave;
        struct conversion fx;
        struct complaint complaint;
    };
};

#endif
