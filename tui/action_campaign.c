#include "tui/action.h"

#include "model/campaign.h"
#include "model/locate.h"
#include "model/text.h"
#include "tui/values.h"

#include <string.h>

/* Of what its target says, else as its seller's money is. */
static enum status take_target(struct book *book, const struct values *values,
                               struct campaign *campaign, char currency[4], struct error *err)
{
    const char *count = values_get(values, "target-count");
    const char *named = values_get(values, "currency");
    enum status status = STATUS_OK;
    if (count != NULL &&
        (!text_to_int(count, &campaign->target_count) || campaign->target_count <= 0)) {
        return error_set(err, STATUS_INVALID, "'%s' is no number of members", count);
    }
    if (named != NULL && strlen(named) == 3) {
        memcpy(currency, named, 4);
    } else if (named != NULL) {
        return error_set(err, STATUS_INVALID, "'%s' is no currency of ISO 4217", named);
    } else {
        status = locate_currency(book, campaign->seller, currency, err);
    }
    if (status == STATUS_OK) {
        status = values_amount(values, "target-amount", currency, &campaign->target_amount, err);
    }
    if (status == STATUS_OK && currency[0] == '\0' && campaign->target_amount.minor > 0) {
        memcpy(currency, campaign->target_amount.currency, 4);
    }
    return status;
}

enum status action_campaign_open(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    char currency[4] = "";
    struct campaign campaign = {
        .id = values_id(values, "id", "campaign"),
        .seller = values_id(values, "seller", "seller"),
        .currency = currency,
        .closes_early = values_flag(values, "early-close"),
    };
    enum status status = take_target(book, values, &campaign, currency, err);
    if (status == STATUS_OK) {
        status = values_time(values, "ends", book_now_us(book), &campaign.ends_us, err);
    }
    return status == STATUS_OK ? campaign_open(book, &campaign, run, err) : status;
}

static struct campaign_step step_of(const struct values *values)
{
    return (struct campaign_step){.campaign = values_id(values, "campaign", "campaign"),
                                  .reason = values_get(values, "reason")};
}

enum status action_campaign_close(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    struct campaign_step step = step_of(values);
    return campaign_close(book, &step, run, err);
}

enum status action_campaign_cancel(struct book *book, const struct values *values, struct run *run,
                                   struct error *err)
{
    struct campaign_step step = step_of(values);
    return campaign_cancel(book, &step, run, err);
}

enum status action_campaign_leave(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    struct campaign_leave leave = {.deal = values_id(values, "deal", "deal"),
                                   .reason = values_get(values, "reason")};
    return campaign_leave(book, &leave, run, err);
}
