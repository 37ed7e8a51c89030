/* feed_claims.h - the requests of a feed about what others than its two parties claim
 * of a deal, or bear. */
#ifndef IMPORT_FEED_CLAIMS_H
#define IMPORT_FEED_CLAIMS_H

#include "model/advance.h"
#include "model/chargeback.h"
#include "model/insurance.h"

union feed_claim {
    struct advance advance;
    struct chargeback chargeback;
    struct chargeback_reversal reversal;
    struct cover cover;
};

#endif
