#include "tui/demo_group.h"

#include "model/campaign.h"
#include "model/deal.h"

#include <string.h>

#define CAMPAIGN "G-0001"
#define SELLER 2 /* its place among the sellers */
#define TARGET 5
#define ENDS_DAYS 6
#define PERIOD_DAYS 10

static const struct {
    const char *deal, *buyer;
    int64_t price_minor;
    bool is_paid;
} members[] = {
    {"O-300001", "B-00003", 8800, true},
    {"O-300002", "B-00007", 8800, true},
    {"O-300003", "B-00011", 8800, false},
};

static enum status join(struct demo_play *play, size_t number, struct error *err)
{
    struct deal deal = {.id = members[number].deal,
                        .mode = "escrow",
                        .buyer = members[number].buyer,
                        .seller = play->sellers[SELLER].id,
                        .category = "goods",
                        .campaign = CAMPAIGN,
                        .price = demo_money(members[number].price_minor, "CNY"),
                        .fee = demo_money(members[number].price_minor / 20, "CNY"),
                        .period_us = PERIOD_DAYS * TIME_US_PER_DAY};
    struct deal_capture capture = {.deal = deal.id, .via = DEMO_PROVIDER, .amount = deal.price};
    enum status status = deal_order(play->book, &deal, demo_run(play), err);
    if (status != STATUS_OK || !members[number].is_paid) {
        return status;
    }
    play->captured_minor += deal.price.minor;
    return deal_capture(play->book, &capture, demo_run(play), err);
}

enum status demo_group(struct demo_play *play, struct error *err)
{
    struct campaign campaign = {.id = CAMPAIGN,
                                .seller = play->sellers[SELLER].id,
                                .currency = "CNY",
                                .target_count = TARGET,
                                .closes_early = true,
                                .ends_us = play->end_us + ENDS_DAYS * TIME_US_PER_DAY};
    enum status status = STATUS_OK;
    if (play->day != demo_day_before(0)) {
        return STATUS_OK;
    }
    status = campaign_open(play->book, &campaign, demo_run(play), err);
    for (size_t i = 0; i < sizeof members / sizeof members[0] && status == STATUS_OK; i++) {
        status = join(play, i, err);
    }
    return status;
}
