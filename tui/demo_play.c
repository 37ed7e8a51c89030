#include "tui/demo_play.h"

#include "model/account.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/freeze_time.h"
#include "model/ground.h"
#include "model/mem.h"
#include "model/objection.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/sweep.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOUR_US (3600 * TIME_US_PER_SECOND)
#define LOST_EVERY 23 /* payouts: one of so many is never carried out */

int64_t demo_below(struct demo_play *play, int64_t bound)
{
    assert(bound > 0);
    uint64_t z = (play->random += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)bound);
}

struct money demo_money(int64_t minor, const char *currency)
{
    struct money money = {.minor = minor};
    (void)snprintf(money.currency, sizeof money.currency, "%s", currency);
    return money;
}

void demo_hour(struct demo_play *play, int hour)
{
    int64_t us = play->first_us + play->day * TIME_US_PER_DAY + hour * HOUR_US;
    if (us > *play->clock_us) {
        *play->clock_us = us;
    }
}

int32_t demo_date(const struct demo_play *play, int day)
{
    return (int32_t)(play->first_us / TIME_US_PER_DAY) + day;
}

int demo_day_before(int days)
{
    return days == DEMO_NEVER ? DEMO_NEVER : DEMO_DAYS - 1 - days;
}

struct run *demo_run(struct demo_play *play)
{
    struct run *run = MEM_NEW(play->day_mem, struct run);
    run->mem = run;
    *play->clock_us += 1 + demo_below(play, play->step_max_us);
    if (*play->clock_us > play->end_us) {
        *play->clock_us = play->end_us;
    }
    return run;
}

enum status demo_party(struct demo_play *play, const char *id, const char *kind, const char *name,
                       const char *jurisdiction, const char *group, struct error *err)
{
    struct party party = {
        .id = id, .kind = kind, .name = name, .jurisdiction = jurisdiction, .group = group};
    return party_put(play->book, &party, demo_run(play), err);
}

enum status demo_bank_account(struct demo_play *play, struct error *err)
{
    struct bank_account bank = {.account = DEMO_BANK, .party = "CUSTODIAN", .currency = "CNY"};
    return bank_put(play->book, &bank, demo_run(play), err);
}

enum status demo_expect(struct demo_play *play, const char *ref, const char *party,
                        const char *purpose, int64_t minor, struct error *err)
{
    struct expect expect = {
        .ref = ref, .party = party, .purpose = purpose, .amount = demo_money(minor, "CNY")};
    return expect_put(play->book, &expect, demo_run(play), err);
}

enum status demo_order(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    char buyer[DEMO_ID_BYTES];
    (void)snprintf(buyer, sizeof buyer, "B-%05d", deal->buyer);
    struct deal terms = {.id = deal->id,
                         .mode = "escrow",
                         .buyer = buyer,
                         .seller = play->sellers[deal->seller].id,
                         .category = "goods",
                         .price = deal->price,
                         .fee = deal->fee,
                         .period_us = deal->period_days * TIME_US_PER_DAY};
    return deal_order(play->book, &terms, demo_run(play), err);
}

enum status demo_capture(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_capture capture = {.deal = deal->id, .via = deal->via, .amount = deal->price};
    if (strcmp(deal->via, DEMO_PROVIDER) == 0) {
        play->captured_minor += deal->price.minor;
    }
    return deal_capture(play->book, &capture, demo_run(play), err);
}

enum status demo_cancel(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_step step = {.deal = deal->id};
    return deal_cancel(play->book, &step, demo_run(play), err);
}

enum status demo_ship(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_step step = {.deal = deal->id};
    return deal_ship(play->book, &step, demo_run(play), err);
}

enum status demo_deliver(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_step step = {.deal = deal->id};
    return deal_deliver(play->book, &step, demo_run(play), err);
}

static struct deal_step part_of(const struct demo_deal *deal)
{
    return (struct deal_step){.deal = deal->id,
                              .has_amount = deal->part_minor > 0,
                              .amount = demo_money(deal->part_minor, deal->price.currency)};
}

enum status demo_confirm(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_step step = part_of(deal);
    return deal_confirm(play->book, &step, demo_run(play), err);
}

enum status demo_return(struct demo_play *play, const struct demo_deal *deal, struct error *err)
{
    struct deal_step step = part_of(deal);
    return deal_return(play->book, &step, demo_run(play), err);
}

/* Now and then a payout is never carried out, and one whose time has just come. */
static bool is_lost(const struct demo_play *play)
{
    size_t last = play->payout_count - 1;
    bool is_first = last == 0 || play->payouts[last - 1].day != play->day;
    return (is_first && play->day == demo_day_before(4)) || play->payout_count % LOST_EVERY == 0;
}

static struct demo_payout *add_payout(struct demo_play *play)
{
    if (play->payout_count == play->payout_room) {
        play->payout_room = 2 * play->payout_room + 64;
        play->payouts = MEM_GROW(play->mem, play->payouts, struct demo_payout, play->payout_room);
    }
    struct demo_payout *payout = &play->payouts[play->payout_count++];
    *payout = (struct demo_payout){.day = play->day};
    (void)snprintf(payout->id, sizeof payout->id, "P-%05zu", play->payout_count);
    return payout;
}

enum status demo_pay_out(struct demo_play *play, const char *party, int64_t unit_minor,
                         struct error *err)
{
    struct account *available = NULL;
    enum status status = account_find(play->book, ACCOUNT_AVAILABLE, party, "CNY", &available, err);
    if (status == STATUS_NOT_FOUND) {
        return STATUS_OK; /* it never had any */
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t minor = available->balance_minor - available->balance_minor % unit_minor;
    if (minor == 0) {
        return STATUS_OK;
    }
    struct demo_payout *payout = add_payout(play);
    payout->amount_minor = minor;
    payout->is_lost = is_lost(play);
    struct payout terms = {.id = payout->id, .party = party, .amount = demo_money(minor, "CNY")};
    return payout_request(play->book, &terms, demo_run(play), err);
}

static const char *complaint_id(struct demo_play *play, int number)
{
    return mem_printf(play->day_mem, "C-%03d", number + 1);
}

enum status demo_complain(struct demo_play *play, const struct demo_deal *deal, int number,
                          struct error *err)
{
    const struct demo_story *story = deal->story;
    struct complaint complaint = {.id = complaint_id(play, number),
                                  .deal = deal->id,
                                  .kind = "counterfeit",
                                  .text = story->text,
                                  .has_amount = story->part_minor > 0,
                                  .amount = demo_money(story->part_minor, "CNY")};
    return complaint_open(play->book, &complaint, demo_run(play), err);
}

enum status demo_notice(struct demo_play *play, int number, struct error *err)
{
    struct complaint_notice notice = {.complaint = complaint_id(play, number)};
    return complaint_notice(play->book, &notice, demo_run(play), err);
}

enum status demo_decide(struct demo_play *play, int number, struct error *err)
{
    const struct demo_story *story = &demo_stories[number];
    struct complaint_decision decision = {.complaint = complaint_id(play, number),
                                          .reasons = story->reasons,
                                          .outcome =
                                              story->outcome == DEMO_DISMISSED  ? OUTCOME_DISMISS
                                              : story->outcome == DEMO_REFUNDED ? OUTCOME_REFUND
                                                                                : OUTCOME_AWARD};
    return complaint_decide(play->book, &decision, demo_run(play), err);
}

/* The court's document is what it says. */
static enum status put_order(struct demo_play *play, struct freeze *freeze, struct run *run,
                             struct error *err)
{
    const struct party court = {"COURT-1", "authority", "District Court", "CN", NULL, NULL,
                                NULL,      NULL};
    const struct freeze_order order = {
        court.id, "(2026) 17", {"order-17.txt", freeze->facts, strlen(freeze->facts)}};
    enum status status = party_put(play->book, &court, demo_run(play), err);
    freeze->order = &order;
    return status == STATUS_OK ? freeze_put(play->book, freeze, run, err) : status;
}

enum status demo_freeze_put(struct demo_play *play, int number, struct error *err)
{
    const struct demo_freeze *terms = &demo_freezes[number];
    struct demo_seller *seller = &play->sellers[terms->seller];
    struct freeze freeze = {.party = seller->id,
                            .scope = terms->scope,
                            .amount = demo_money(terms->amount_minor, "CNY"),
                            .ground = terms->ground,
                            .facts = terms->facts,
                            .until_us = play->end_us + terms->until_hours * HOUR_US};
    struct run *run = demo_run(play);
    bool is_order = strcmp(terms->ground, GROUND_ORDER) == 0;
    enum status status =
        is_order ? put_order(play, &freeze, run, err) : freeze_put(play->book, &freeze, run, err);
    if (status == STATUS_OK) {
        const char *id = strchr(run->posting->result, ':') + 1;
        play->freezes[number] = strtoll(id, NULL, 10);
        seller->is_frozen |= terms->scope != NULL && strstr(terms->scope, "payout") != NULL;
    }
    return status;
}

enum status demo_freeze_sequel(struct demo_play *play, const struct demo_sequel *sequel,
                               struct error *err)
{
    int64_t freeze = play->freezes[sequel->freeze];
    struct freeze_extension extension = {freeze, play->end_us + sequel->until_hours * HOUR_US,
                                         sequel->text};
    struct objection objection = {freeze, sequel->text};
    return sequel->until_hours > 0 ? freeze_extend(play->book, &extension, demo_run(play), err)
                                   : objection_file(play->book, &objection, demo_run(play), err);
}

enum status demo_freeze_lift(struct demo_play *play, int number, struct error *err)
{
    const struct demo_freeze *terms = &demo_freezes[number];
    struct unfreeze unfreeze = {.freeze = play->freezes[number], .reason = terms->reason};
    play->sellers[terms->seller].is_frozen = false;
    return freeze_lift(play->book, &unfreeze, demo_run(play), err);
}

enum status demo_sweep(struct demo_play *play, struct error *err)
{
    struct sweep_result result;
    return sweep_run(play->book, NULL, NULL, &result, err);
}
