/* feed_requests.h - what the lines of a feed ask of the model: where the struct of each request is.
 */
#ifndef IMPORT_FEED_REQUESTS_H
#define IMPORT_FEED_REQUESTS_H

#include "model/campaign.h"
#include "model/closure.h"
#include "model/complaint.h"
#include "model/expect.h"
#include "model/extension.h"
#include "model/insurance.h"
#include "model/party.h"
#include "model/payout.h"

#endif
