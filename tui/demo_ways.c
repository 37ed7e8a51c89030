#include "tui/demo_ways.h"

#include "model/advance.h"
#include "model/campaign.h"
#include "model/caution.h"
#include "model/chargeback.h"
#include "model/closure.h"
#include "model/complaint.h"
#include "model/conversion.h"
#include "model/correction.h"
#include "model/courier.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/exit.h"
#include "model/expect.h"
#include "model/extension.h"
#include "model/insurance.h"
#include "model/party.h"
#include "model/taking.h"
#include "tui/demo_bank.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COURIER "fengxing"
#define COURIER_FEE_MINOR 1200
#define COVER_BP 4000
#define COVER_DAYS 365
#define GROUP_DAYS 6
#define LENDER "L-0001"
#define LENDER_CHARGE_BP 200
#define CARDS "cardpay" /* what is not paid in CNY */

/* Who appears in none of the weeks. */
static const struct party PARTIES[] = {
    {.id = "SP-0001", .kind = "seller", .name = "知行学堂", .jurisdiction = "CN", .group = "ZX"},
    {.id = "SP-0002", .kind = "seller", .name = "悦动健身", .jurisdiction = "CN", .group = "YD"},
    {.id = COURIER, .kind = "courier", .name = "风行速运", .jurisdiction = "CN", .group = "FX"},
    {.id = LENDER, .kind = "lender", .name = "汇川小贷", .jurisdiction = "CN", .group = "HC"},
    {.id = "I-0001", .kind = "insurer", .name = "安和财险", .jurisdiction = "CN", .group = "AH"},
};

static const struct order {
    const char *deal, *mode, *buyer, *seller, *category;
    int64_t price_minor, fee_minor;
    const char *currency;
    int period_days;
    const char *campaign;
} ORDERS[] = {
    {"O-400001", "chain", "B-00002", "S-0009", "supply", 480000, 0, "CNY", 30, NULL},
    {"O-400002", "chain", "B-00005", "S-0002", "supply", 125600, 0, "CNY", 30, NULL},
    {"O-400003", "cod", "B-00006", "S-0001", "goods", 13800, 690, "CNY", 10, NULL},
    {"O-400004", "cod", "B-00008", "S-0009", "goods", 25900, 1295, "CNY", 10, NULL},
    {"O-400005", "cod", "B-00010", "S-0011", "goods", 18600, 930, "CNY", 10, NULL},
    {"O-400006", "cod", "B-00012", "S-0001", "goods", 9900, 495, "CNY", 10, NULL},
    {"O-400007", "prepaid", "B-00013", "SP-0001", "courses", 120000, 6000, "CNY", 180, NULL},
    {"O-400008", "prepaid", "B-00014", "SP-0002", "membership", 58000, 2900, "CNY", 365, NULL},
    {"O-400009", "self", "B-00015", "PLATFORM", "goods", 24000, 0, "EUR", 10, NULL},
    {"O-400010", "direct", "B-00017", "S-0007", "goods", 40000, 0, "CNY", 10, NULL},
    {"O-400011", "escrow", "B-00018", "S-0011", "goods", 36000, 1800, "CNY", 10, NULL},
    {"O-400012", "escrow", "B-00019", "S-0009", "goods", 21000, 1050, "CNY", 10, NULL},
    {"O-400013", "escrow", "B-00020", "S-0011", "goods", 15200, 760, "CNY", 10, NULL},
    {"O-400014", "escrow", "B-00022", "S-0009", "goods", 17800, 890, "CNY", 10, NULL},
    {"O-400015", "escrow", "B-00023", "S-0002", "goods", 6600, 330, "CNY", 10, "G-0002"},
    {"O-400016", "escrow", "B-00024", "S-0002", "goods", 6600, 330, "CNY", 10, "G-0002"},
    {"O-400017", "escrow", "B-00025", "S-0009", "goods", 46000, 2300, "CNY", 10, NULL},
    {"O-400018", "escrow", "B-00027", "S-0011", "goods", 12800, 640, "CNY", 10, NULL},
    {"O-400019", "escrow", "B-00029", "S-0009", "goods", 9600, 480, "CNY", 10, NULL},
    {"O-400020", "escrow", "B-00030", "S-0011", "goods", 32000, 1600, "CNY", 10, NULL},
};

struct ways {
    struct demo_play *play;
    int64_t event; /* of what was confirmed last */
};

/* What happens: to what, who else it concerns, in which words, how much of it (0: all), how many,
 * or for how many days. */
struct step {
    enum status (*play)(struct ways *ways, const struct step *step, struct error *err);
    const char *id, *other, *text;
    int64_t number;
};

/* Of a step whose order is in the table. */
static const struct order *order_of(const struct step *step)
{
    size_t i = 0;
    while (i < COUNT(ORDERS) && strcmp(ORDERS[i].deal, step->id) != 0) {
        i++;
    }
    assert(i < COUNT(ORDERS));
    return &ORDERS[i];
}

static struct money price_of(const struct order *order)
{
    return demo_money(order->price_minor, order->currency);
}

/* From the order to the door */

static enum status place(struct ways *ways, const struct step *step, struct error *err)
{
    const struct order *order = order_of(step);
    struct deal deal = {.id = order->deal,
                        .mode = order->mode,
                        .buyer = order->buyer,
                        .seller = order->seller,
                        .category = order->category,
                        .campaign = order->campaign,
                        .price = price_of(order),
                        .fee = demo_money(order->fee_minor, order->currency),
                        .period_us = order->period_days * TIME_US_PER_DAY};
    return deal_order(ways->play->book, &deal, demo_run(ways->play), err);
}

static enum status pay(struct ways *ways, const struct step *step, struct error *err)
{
    const struct order *order = order_of(step);
    bool is_cny = strcmp(order->currency, "CNY") == 0;
    struct deal_capture capture = {
        .deal = order->deal, .via = is_cny ? DEMO_PROVIDER : CARDS, .amount = price_of(order)};
    ways->play->captured_minor += is_cny ? order->price_minor : 0;
    return deal_capture(ways->play->book, &capture, demo_run(ways->play), err);
}

/* By a bank transfer that names it. */
static enum status wire(struct ways *ways, const struct step *step, struct error *err)
{
    (void)err;
    demo_bank_line(ways->play, order_of(step)->price_minor, "订单%s货款", step->id);
    return STATUS_OK;
}

static struct deal_step part_of(const struct step *step)
{
    return (struct deal_step){.deal = step->id,
                              .has_amount = step->number > 0,
                              .amount = demo_money(step->number, order_of(step)->currency)};
}

static enum status ship(struct ways *ways, const struct step *step, struct error *err)
{
    struct deal_step part = part_of(step);
    return deal_ship(ways->play->book, &part, demo_run(ways->play), err);
}

static enum status deliver(struct ways *ways, const struct step *step, struct error *err)
{
    struct deal_step part = part_of(step);
    return deal_deliver(ways->play->book, &part, demo_run(ways->play), err);
}

/* Placed, paid and sent off. */
static enum status sell(struct ways *ways, const struct step *step, struct error *err)
{
    enum status status = place(ways, step, err);
    if (status == STATUS_OK) {
        status = pay(ways, step, err);
    }
    return status == STATUS_OK ? ship(ways, step, err) : status;
}

/* And there. */
static enum status bring_home(struct ways *ways, const struct step *step, struct error *err)
{
    enum status status = sell(ways, step, err);
    return status == STATUS_OK ? deliver(ways, step, err) : status;
}

static enum status confirm(struct ways *ways, const struct step *step, struct error *err)
{
    struct deal_step part = part_of(step);
    struct run *run = demo_run(ways->play);
    enum status status = deal_confirm(ways->play->book, &part, run, err);
    ways->event = status == STATUS_OK ? run->posting->event : 0;
    return status;
}

static enum status draw(struct ways *ways, const struct step *step, struct error *err)
{
    struct deal_step part = part_of(step);
    return deal_draw(ways->play->book, &part, demo_run(ways->play), err);
}

/* Cash on delivery */

static enum status carry(struct ways *ways, const struct step *step, struct error *err)
{
    struct carriage carriage = {
        .deal = step->id, .courier = COURIER, .fee = demo_money(COURIER_FEE_MINOR, "CNY")};
    return courier_carry(ways->play->book, &carriage, demo_run(ways->play), err);
}

static enum status refuse(struct ways *ways, const struct step *step, struct error *err)
{
    return courier_refuse(ways->play->book, &step->id, demo_run(ways->play), err);
}

/* A batch of one deal, and the bank's line of it. */
static enum status remit(struct ways *ways, const struct step *step, struct error *err)
{
    const char *const deals[] = {step->id, NULL};
    struct money gross = price_of(order_of(step));
    struct money net = demo_money(gross.minor - COURIER_FEE_MINOR, gross.currency);
    struct remit remit = {.batch = step->text,
                          .courier = COURIER,
                          .gross = gross,
                          .fee = demo_money(COURIER_FEE_MINOR, gross.currency),
                          .net = net,
                          .deals = deals};
    demo_bank_line(ways->play, net.minor, "风行速运 代收货款 %s", step->text);
    return remit_put(ways->play->book, &remit, demo_run(ways->play), err);
}

/* A party's own money, and the bank's line of it. */
static enum status bring(struct ways *ways, const struct step *step, struct error *err)
{
    demo_bank_line(ways->play, step->number, "%s %s", step->text, step->id);
    return demo_expect(ways->play, step->id, step->other, "available", step->number, err);
}

/* Group buys, shops that close, sellers that leave */

static enum status gather(struct ways *ways, const struct step *step, struct error *err)
{
    struct campaign campaign = {.id = step->id,
                                .seller = step->other,
                                .currency = "CNY",
                                .target_count = step->number,
                                .closes_early = true,
                                .ends_us = ways->play->end_us + GROUP_DAYS * TIME_US_PER_DAY};
    return campaign_open(ways->play->book, &campaign, demo_run(ways->play), err);
}

static enum status meet(struct ways *ways, const struct step *step, struct error *err)
{
    struct campaign_step met = {.campaign = step->id};
    return campaign_close(ways->play->book, &met, demo_run(ways->play), err);
}

static enum status close_shop(struct ways *ways, const struct step *step, struct error *err)
{
    struct closure closure = {.party = step->other, .reason = step->text};
    return closure_close(ways->play->book, &closure, demo_run(ways->play), err);
}

static enum status leave(struct ways *ways, const struct step *step, struct error *err)
{
    struct exit_request request = {.seller = step->other, .reason = step->text};
    return exit_begin(ways->play->book, &request, demo_run(ways->play), err);
}

/* Complaints and who bears what they cost */

static enum status insure(struct ways *ways, const struct step *step, struct error *err)
{
    int64_t now_us = *ways->play->clock_us;
    struct cover cover = {.id = step->id,
                          .insurer = "I-0001",
                          .seller = step->other,
                          .limit = demo_money(step->number, "CNY"),
                          .part_bp = COVER_BP,
                          .from_us = now_us,
                          .until_us = now_us + COVER_DAYS * TIME_US_PER_DAY};
    return insurance_put(ways->play->book, &cover, demo_run(ways->play), err);
}

/* The buyer of a deal complains, and the seller is told. */
static enum status complain(struct ways *ways, const struct step *step, struct error *err)
{
    struct complaint complaint = {
        .id = step->id, .deal = step->other, .kind = "counterfeit", .text = step->text};
    struct complaint_notice notice = {.complaint = step->id};
    enum status status = complaint_open(ways->play->book, &complaint, demo_run(ways->play), err);
    return status == STATUS_OK
               ? complaint_notice(ways->play->book, &notice, demo_run(ways->play), err)
               : status;
}

/* The seller contests it, so that what is decided waits. */
static enum status contest(struct ways *ways, const struct step *step, struct error *err)
{
    struct complaint_answer answer = {
        .complaint = step->id, .is_contest = true, .text = step->text};
    return complaint_answer(ways->play->book, &answer, demo_run(ways->play), err);
}

/* A side says what happened. */
static enum status state(struct ways *ways, const struct step *step, struct error *err)
{
    struct evidence evidence = {.complaint = step->id,
                                .side = step->other,
                                .kind = EVIDENCE_STATEMENT,
                                .content = {NULL, step->text, strlen(step->text)}};
    return evidence_add(ways->play->book, &evidence, demo_run(ways->play), err);
}

static enum status look(struct ways *ways, const struct step *step, struct error *err)
{
    return evidence_look(ways->play->book, ways->play->day_mem, step->number, err);
}

static enum status take(struct ways *ways, const struct step *step, struct error *err)
{
    struct taking_request request = {.complaint = step->id};
    return complaint_take(ways->play->book, &request, demo_run(ways->play), err);
}

/* The seller of a complaint is told how to do better. */
static enum status train(struct ways *ways, const struct step *step, struct error *err)
{
    struct caution caution = {
        .rung = "training", .ground = step->other, .facts = step->text, .complaint = step->id};
    return caution_put(ways->play->book, &caution, demo_run(ways->play), err);
}

/* Of the side that lost. */
static enum status appeal(struct ways *ways, const struct step *step, struct error *err)
{
    struct complaint_appeal appeal = {.complaint = step->id, .text = step->text};
    return complaint_appeal(ways->play->book, &appeal, demo_run(ways->play), err);
}

static enum status award(struct ways *ways, const struct step *step, struct error *err)
{
    struct complaint_decision decision = {
        .complaint = step->id, .outcome = OUTCOME_AWARD, .reasons = step->text};
    return complaint_decide(ways->play->book, &decision, demo_run(ways->play), err);
}

/* The buyer gets so much, the seller the rest. */
static enum status divide(struct ways *ways, const struct step *step, struct error *err)
{
    struct complaint_decision decision = {.complaint = step->id,
                                          .outcome = OUTCOME_REFUND,
                                          .reasons = step->text,
                                          .refund = demo_money(step->number, "CNY"),
                                          .has_refund = true};
    return complaint_decide(ways->play->book, &decision, demo_run(ways->play), err);
}

/* Lenders, and providers that take their money back */

static enum status advance(struct ways *ways, const struct step *step, struct error *err)
{
    struct advance advance = {
        .id = step->id,
        .deal = step->other,
        .lender = LENDER,
        .amount = demo_money(step->number, "CNY"),
        .repay = demo_money(step->number + step->number * LENDER_CHARGE_BP / 10000, "CNY")};
    return advance_make(ways->play->book, &advance, demo_run(ways->play), err);
}

static enum status charge_back(struct ways *ways, const struct step *step, struct error *err)
{
    struct chargeback chargeback = {.id = step->id,
                                    .deal = step->other,
                                    .via = DEMO_PROVIDER,
                                    .amount = demo_money(step->number, "CNY"),
                                    .reason = step->text};
    return chargeback_take(ways->play->book, &chargeback, demo_run(ways->play), err);
}

static enum status win_back(struct ways *ways, const struct step *step, struct error *err)
{
    struct chargeback_reversal reversal = {.chargeback = step->id, .reason = step->text};
    return chargeback_reverse(ways->play->book, &reversal, demo_run(ways->play), err);
}

/* More time, another currency, a mistake */

static enum status ask(struct ways *ways, const struct step *step, struct error *err)
{
    struct extension extension = {
        .deal = step->id, .by = step->other, .by_us = step->number * TIME_US_PER_DAY};
    return extension_ask(ways->play->book, &extension, demo_run(ways->play), err);
}

/* At 7.85 for one euro. */
static enum status convert(struct ways *ways, const struct step *step, struct error *err)
{
    struct conversion conversion = {.id = step->id,
                                    .party = step->other,
                                    .dealer = "PLATFORM",
                                    .sold = demo_money(step->number, "CNY"),
                                    .currency = "EUR",
                                    .rate = {.numerator = 100, .denominator = 785},
                                    .rounding = "half-even"};
    return conversion_make(ways->play->book, &conversion, demo_run(ways->play), err);
}

/* What was confirmed just before was a mistake. */
static enum status correct(struct ways *ways, const struct step *step, struct error *err)
{
    struct correction correction = {.event = ways->event, .reason = step->text};
    return correction_make(ways->play->book, &correction, demo_run(ways->play), err);
}

/* Until the bank's lines come */
static const struct step BEFORE[] = {
    /* Two commitments to pay. */
    {place, "O-400001", NULL, NULL, 0},
    {wire, "O-400001", NULL, NULL, 0},
    {place, "O-400002", NULL, NULL, 0},
    {wire, "O-400002", NULL, NULL, 0},
    /* Paid at the door: on the way; collected; remitted; refused. */
    {place, "O-400003", NULL, NULL, 0},
    {carry, "O-400003", NULL, NULL, 0},
    {ship, "O-400003", NULL, NULL, 0},
    {place, "O-400004", NULL, NULL, 0},
    {carry, "O-400004", NULL, NULL, 0},
    {ship, "O-400004", NULL, NULL, 0},
    {deliver, "O-400004", NULL, NULL, 0},
    {place, "O-400005", NULL, NULL, 0},
    {carry, "O-400005", NULL, NULL, 0},
    {ship, "O-400005", NULL, NULL, 0},
    {deliver, "O-400005", NULL, NULL, 0},
    {remit, "O-400005", NULL, "FX-0001", 0},
    {place, "O-400006", NULL, NULL, 0},
    {carry, "O-400006", NULL, NULL, 0},
    {ship, "O-400006", NULL, NULL, 0},
    {refuse, "O-400006", NULL, NULL, 0},
    /* What others than sellers and buyers pay out of. */
    {bring, "T-0102", LENDER, "汇川小贷 放款备付", 300000},
    {bring, "T-0101", "I-0001", "安和财险 理赔备付", 500000},
};

/* When they are there */
static const struct step AFTER[] = {
    /* One of them is released before its time. */
    {confirm, "O-400002", NULL, NULL, 0},
    /* Prepaid: a part is received. */
    {place, "O-400007", NULL, NULL, 0},
    {pay, "O-400007", NULL, NULL, 0},
    {draw, "O-400007", NULL, NULL, 36000},
    /* A sale of the platform's own; out of what it brought, another seller gets euros. */
    {bring_home, "O-400009", NULL, NULL, 0},
    {confirm, "O-400009", NULL, NULL, 0},
    {convert, "Q-0001", "S-0002", NULL, 78500},
    /* Paid outside this custody: the award comes from insurer and bond. */
    {insure, "K-0001", "S-0007", NULL, 200000},
    {place, "O-400010", NULL, NULL, 0},
    {ship, "O-400010", NULL, NULL, 0},
    {deliver, "O-400010", NULL, NULL, 0},
    {complain, "C-101", "O-400010", "Голограмма на упаковке отсутствует.", 0},
    {award, "C-101", NULL, "The maker confirmed in writing that it never made this series.", 0},
    /* Settled between the two: each has its part. */
    {bring_home, "O-400011", NULL, NULL, 0},
    {complain, "C-102", "O-400011", "三条丝巾中有一条不是真丝。", 0},
    {divide, "C-102", NULL, "One of three scarves is not silk; both sides accept a third.", 12000},
    {train, "C-102", "complaints", "What is offered as silk has to be silk: see the label guide.",
     0},
    /* Contested, both sides heard, decided, and appealed from: somebody else than who decided
     * reviews it. */
    {bring_home, "O-400020", NULL, NULL, 0},
    {complain, "C-103", "O-400020", "The lining is not the wool that was offered.", 0},
    {take, "C-103", NULL, NULL, 0},
    {state, "C-103", "buyer", "It burns like plastic, and smells of it.", 0},
    {contest, "C-103", NULL, "The mill's certificate is attached.", 0},
    {state, "C-103", "seller", "Certificate 2231 of the mill: pure new wool, 320 grams.", 0},
    {look, "C-103", NULL, NULL, 1},
    {look, "C-103", NULL, NULL, 2},
    {divide, "C-103", NULL, "The certificate is of another cloth; half of the price back.", 16000},
    {appeal, "C-103", NULL, "The mill confirms that it wove both.", 0},
    /* More time: asked for; agreed on. */
    {sell, "O-400012", NULL, NULL, 0},
    {ask, "O-400012", "B-00019", NULL, 5},
    {sell, "O-400013", NULL, NULL, 0},
    {ask, "O-400013", "B-00020", NULL, 7},
    {ask, "O-400013", "S-0011", NULL, 7},
    /* Confirmed by mistake. */
    {sell, "O-400014", NULL, NULL, 0},
    {confirm, "O-400014", NULL, NULL, 0},
    {correct, "O-400014", NULL, "The buyer meant another order; this one is still on its way.", 0},
    /* A group buy that met its target of two. */
    {gather, "G-0002", "S-0002", NULL, 2},
    {place, "O-400015", NULL, NULL, 0},
    {pay, "O-400015", NULL, NULL, 0},
    {place, "O-400016", NULL, NULL, 0},
    {pay, "O-400016", NULL, NULL, 0},
    {meet, "G-0002", NULL, NULL, 0},
    /* A lender has paid the seller ahead. */
    {sell, "O-400017", NULL, NULL, 0},
    {advance, "A-0001", "O-400017", NULL, 30000},
    /* The provider takes a payment back; another it gives back again. */
    {sell, "O-400018", NULL, NULL, 0},
    {charge_back, "CB-0001", "O-400018", "payment not authorised", 12800},
    {sell, "O-400019", NULL, NULL, 0},
    {charge_back, "CB-0002", "O-400019", "goods not received", 9600},
    {win_back, "CB-0002", NULL, "The carrier's receipt was accepted.", 0},
    /* A seller leaves; its bond stays until its tail is over. */
    {leave, NULL, "S-0008", "It moves its trade to a shop of its own.", 0},
    /* Prepaid at a shop that closed: it is due back, and the sweep has not come by yet. */
    {place, "O-400008", NULL, NULL, 0},
    {pay, "O-400008", NULL, NULL, 0},
    {close_shop, NULL, "SP-0002", "Its rooms were let to somebody else.", 0},
};

static enum status play_parties(struct ways *ways, struct error *err)
{
    struct demo_play *play = ways->play;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < COUNT(PARTIES) && status == STATUS_OK; i++) {
        status = party_put(play->book, &PARTIES[i], demo_run(play), err);
    }
    return status;
}

static enum status play_steps(struct ways *ways, const struct step *steps, size_t count,
                              struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = steps[i].play(ways, &steps[i], err);
    }
    return status;
}

/* In one transaction: the steps, and before the first of them who is new. */
static enum status play_part(struct ways *ways, const struct step *steps, size_t count,
                             struct error *err)
{
    struct book *book = ways->play->book;
    enum status status = book_begin(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = steps == BEFORE ? play_parties(ways, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = play_steps(ways, steps, count, err);
    }
    if (status != STATUS_OK) {
        book_rollback(book);
        return status;
    }
    return book_commit(book, err);
}

/* The bank tells of its lines before those of the day that are still to come. */
static enum status play_before(struct ways *ways, struct error *err)
{
    struct demo_play *play = ways->play;
    struct demo_line *lines = play->lines;
    size_t count = play->line_count;
    size_t room = play->line_room;
    play->lines = NULL;
    play->line_count = 0;
    play->line_room = 0;
    enum status status = play_part(ways, BEFORE, COUNT(BEFORE), err);
    if (status == STATUS_OK) {
        status = demo_bank_import(play, err);
    }
    play->lines = lines;
    play->line_count = count;
    play->line_room = room;
    return status;
}

/* Things that happen in steps. */
static int64_t runs_of(const struct step *steps, size_t count)
{
    int64_t runs = 0;
    for (size_t i = 0; i < count; i++) {
        runs += steps[i].play == bring_home ? 4 : steps[i].play == sell ? 3 : 1;
    }
    return runs;
}

enum status demo_ways(struct demo_play *play, struct error *err)
{
    struct ways ways = {.play = play};
    int64_t left_us = play->end_us - *play->clock_us;
    int64_t steps =
        (int64_t)COUNT(PARTIES) + runs_of(BEFORE, COUNT(BEFORE)) + runs_of(AFTER, COUNT(AFTER));
    play->step_max_us =
        1 + 3 * left_us / (2 * steps); /* half of it, on the whole: three quarters */
    enum status status = play_before(&ways, err);
    return status == STATUS_OK ? play_part(&ways, AFTER, COUNT(AFTER), err) : status;
}
