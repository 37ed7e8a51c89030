#include "import/feed_types.h"

#include "model/advance.h"
#include "model/campaign.h"
#include "model/caution.h"
#include "model/chargeback.h"
#include "model/closure.h"
#include "model/complaint.h"
#include "model/conversion.h"
#include "model/courier.h"
#include "model/deal.h"
#include "model/exit.h"
#include "model/expect.h"
#include "model/extension.h"
#include "model/insurance.h"
#include "model/party.h"
#include "model/payout.h"
#include "model/text.h"

#include <assert.h>
#include <string.h>

/* What a line asks for, by its type. */
union request {
    struct party_request party;
    struct bank_account bank;
    struct expect expect;
    struct batch batch;
    struct deal deal;
    struct deal_capture capture;
    struct deal_step step;
    struct closure closure; /* and an exit: both are a seller and a reason */
    struct extension extension;
    struct carriage carriage;
    struct remit remit;
    struct payout payout;
    struct campaign campaign;
    struct campaign_step campaign_step;
    struct campaign_leave campaign_leave;
    struct conversion fx;
    struct complaint complaint;
    struct advance advance;
    struct chargeback chargeback;
    struct chargeback_reversal reversal;
    struct cover cover;
    struct acknowledgement {
        const char *caution, *seller, *text;
    } acknowledgement;
};
static_assert(sizeof(union request) <= FEED_REQUEST_BYTES, "a line has room for any request");

#define AT(member) (offsetof(struct feed_line, request) + offsetof(union request, member))
#define LINE(member) offsetof(struct feed_line, member)

static union request *of(struct feed_line *line)
{
    return (union request *)&line->request;
}

/* The amount of a line that names none of its currency: it is the deal's. */
static enum status take_part(struct book *book, const char *deal_id, const char *part,
                             struct money *out, bool *has_amount, struct error *err)
{
    *has_amount = part != NULL;
    if (part == NULL) {
        return STATUS_OK;
    }
    const struct deal *deal;
    enum status status = deal_find(book, deal_id, &deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    return money_parse(part, deal->price.currency, out, err);
}

static enum status run_party(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return party_put_sealed(book, &of(line)->party, run, err);
}

static enum status run_bank(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return bank_put(book, &of(line)->bank, run, err);
}

static enum status run_expect(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return expect_put(book, &of(line)->expect, run, err);
}

static enum status run_batch(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return batch_put(book, &of(line)->batch, run, err);
}

static enum status run_deal(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return deal_order(book, &of(line)->deal, run, err);
}

static enum status run_capture(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return deal_capture(book, &of(line)->capture, run, err);
}

static enum status run_ship(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return deal_ship(book, &of(line)->step, run, err);
}

static enum status run_deliver(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return deal_deliver(book, &of(line)->step, run, err);
}

static enum status run_cancel(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return deal_cancel(book, &of(line)->step, run, err);
}

/* A step of a deal, of all of it or a part. */
static enum status run_part(struct book *book, struct feed_line *line, struct run *run,
                            enum status (*verb)(struct book *book, const struct deal_step *step,
                                                struct run *run, struct error *err),
                            struct error *err)
{
    enum status status = take_part(book, of(line)->step.deal, line->part, &of(line)->step.amount,
                                   &of(line)->step.has_amount, err);
    return status == STATUS_OK ? verb(book, &of(line)->step, run, err) : status;
}

static enum status run_confirm(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return run_part(book, line, run, deal_confirm, err);
}

static enum status run_return(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return run_part(book, line, run, deal_return, err);
}

static enum status run_draw(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return run_part(book, line, run, deal_draw, err);
}

static enum status run_close(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return closure_close(book, &of(line)->closure, run, err);
}

static enum status run_extend(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return extension_ask(book, &of(line)->extension, run, err);
}

static enum status run_campaign(struct book *book, struct feed_line *line, struct run *run,
                                struct error *err)
{
    of(line)->campaign.currency = line->currency;
    return campaign_open(book, &of(line)->campaign, run, err);
}

static enum status run_campaign_close(struct book *book, struct feed_line *line, struct run *run,
                                      struct error *err)
{
    return campaign_close(book, &of(line)->campaign_step, run, err);
}

static enum status run_campaign_cancel(struct book *book, struct feed_line *line, struct run *run,
                                       struct error *err)
{
    return campaign_cancel(book, &of(line)->campaign_step, run, err);
}

static enum status run_campaign_leave(struct book *book, struct feed_line *line, struct run *run,
                                      struct error *err)
{
    return campaign_leave(book, &of(line)->campaign_leave, run, err);
}

static enum status run_exit(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    const struct exit_request exit = {of(line)->closure.party, of(line)->closure.reason};
    return exit_begin(book, &exit, run, err);
}

static enum status run_insure(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return insurance_put(book, &of(line)->cover, run, err);
}

/* The fee is in the deal's currency, which the line may name. */
static enum status run_courier(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    bool has_fee = false;
    enum status status = take_part(book, of(line)->carriage.deal, line->part,
                                   &of(line)->carriage.fee, &has_fee, err);
    if (status == STATUS_OK && line->currency != NULL) {
        memcpy(of(line)->carriage.fee.currency, line->currency,
               sizeof of(line)->carriage.fee.currency);
    }
    return status == STATUS_OK ? courier_carry(book, &of(line)->carriage, run, err) : status;
}

static enum status run_refuse(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return courier_refuse(book, &of(line)->step.deal, run, err);
}

static enum status run_remit(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return remit_put(book, &of(line)->remit, run, err);
}

static enum status run_payout(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return payout_request(book, &of(line)->payout, run, err);
}

static enum status run_fx(struct book *book, struct feed_line *line, struct run *run,
                          struct error *err)
{
    if (line->part == NULL) {
        return conversion_make(book, &of(line)->fx, run, err);
    }
    enum status status = money_parse(line->part, of(line)->fx.currency, &of(line)->fx.bought, err);
    return status == STATUS_OK ? conversion_make(book, &of(line)->fx, run, err) : status;
}

static enum status run_advance(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return advance_make(book, &of(line)->advance, run, err);
}

static enum status run_chargeback(struct book *book, struct feed_line *line, struct run *run,
                                  struct error *err)
{
    return chargeback_take(book, &of(line)->chargeback, run, err);
}

static enum status run_reversal(struct book *book, struct feed_line *line, struct run *run,
                                struct error *err)
{
    return chargeback_reverse(book, &of(line)->reversal, run, err);
}

static enum status run_complaint(struct book *book, struct feed_line *line, struct run *run,
                                 struct error *err)
{
    enum status status =
        take_part(book, of(line)->complaint.deal, line->part, &of(line)->complaint.amount,
                  &of(line)->complaint.has_amount, err);
    return status == STATUS_OK ? complaint_open(book, &of(line)->complaint, run, err) : status;
}

static enum status run_acknowledge(struct book *book, struct feed_line *line, struct run *run,
                                   struct error *err)
{
    static const char PREFIX[] = "caution:";
    const struct acknowledgement *said = &of(line)->acknowledgement;
    struct caution_answer answer = {.seller = said->seller, .text = said->text};
    bool has_prefix = strncmp(said->caution, PREFIX, strlen(PREFIX)) == 0;
    if (!text_to_int(said->caution + (has_prefix ? strlen(PREFIX) : 0), &answer.caution)) {
        return error_set(err, STATUS_NOT_FOUND, "there is no caution '%s'", said->caution);
    }
    return caution_acknowledge(book, &answer, run, err);
}

static const struct feed_field party_fields[] = {
    {"party", FEED_ID, AT(party.party.id), false, NULL, FORESEE_PARTY},
    {"kind", FEED_CHOICE, AT(party.party.kind), false,
     "buyer seller platform custodian bank psp courier insurer lender authority", FORESEE_NOTHING},
    {"name", FEED_NAME, AT(party.party.name), false, NULL, FORESEE_NOTHING},
    {"jurisdiction", FEED_NAME, AT(party.party.jurisdiction), false, NULL, FORESEE_NOTHING},
    {"group", FEED_NAME, AT(party.party.group), true, NULL, FORESEE_NOTHING},
    {"entity", FEED_NAME, AT(party.party.entity), true, NULL, FORESEE_NOTHING},
    {"contact", FEED_ANY, AT(party.party.contact), true, NULL, FORESEE_NOTHING},
    {"language", FEED_NAME, AT(party.party.language), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field bank_fields[] = {
    {"account", FEED_ID, AT(bank.account), false, NULL, FORESEE_BANK},
    {"party", FEED_ID, AT(bank.party), false, NULL, FORESEE_PARTY},
    {"currency", FEED_CURRENCY, AT(bank.currency), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field expect_fields[] = {
    {"ref", FEED_ID, AT(expect.ref), false, NULL, FORESEE_EXPECT},
    {"party", FEED_ID, AT(expect.party), false, NULL, FORESEE_PARTY},
    {"purpose", FEED_CHOICE, AT(expect.purpose), false, "available bond", FORESEE_NOTHING},
    {"amount", FEED_AMOUNT, AT(expect.amount), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field deal_fields[] = {
    {"deal", FEED_ID, AT(deal.id), false, NULL, FORESEE_ORDER},
    {"mode", FEED_CHOICE, AT(deal.mode), false, "escrow chain prepaid direct cod self",
     FORESEE_NOTHING},
    {"buyer", FEED_ID, AT(deal.buyer), false, NULL, FORESEE_BUYER},
    {"seller", FEED_ID, AT(deal.seller), false, NULL, FORESEE_SELLER},
    {"amount", FEED_AMOUNT, AT(deal.price), false, NULL, FORESEE_NOTHING},
    {"fee", FEED_AMOUNT_OR_ZERO, AT(deal.fee), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"category", FEED_NAME, AT(deal.category), false, NULL, FORESEE_NOTHING},
    {"period_days", FEED_DAYS, AT(deal.period_us), false, NULL, FORESEE_NOTHING},
    {"campaign", FEED_ID, AT(deal.campaign), true, NULL, FORESEE_CAMPAIGN},
    {"shop", FEED_NAME, AT(deal.shop), true, NULL, FORESEE_NOTHING},
    {"delivery", FEED_NAME, AT(deal.delivery), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field capture_fields[] = {
    {"deal", FEED_ID, AT(capture.deal), false, NULL, FORESEE_DEAL},
    {"via", FEED_ID, AT(capture.via), false, NULL, FORESEE_PROVIDER},
    {"amount", FEED_AMOUNT, AT(capture.amount), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field batch_fields[] = {
    {"batch", FEED_ID, AT(batch.id), false, NULL, FORESEE_BATCH},
    {"psp", FEED_ID, AT(batch.psp), false, NULL, FORESEE_PARTY},
    {"gross", FEED_AMOUNT, AT(batch.gross), false, NULL, FORESEE_NOTHING},
    {"fee", FEED_AMOUNT_OR_ZERO, AT(batch.fee), false, NULL, FORESEE_NOTHING},
    {"net", FEED_AMOUNT, AT(batch.net), false, NULL, FORESEE_NOTHING},
    {"chargebacks", FEED_AMOUNT_OR_ZERO, AT(batch.chargebacks), true, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"deals", FEED_IDS, AT(batch.deals), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field step_fields[] = {
    {"deal", FEED_ID, AT(step.deal), false, NULL, FORESEE_DEAL},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field confirm_fields[] = {
    {"deal", FEED_ID, AT(step.deal), false, NULL, FORESEE_RELEASE},
    {"amount", FEED_PART, LINE(part), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field return_fields[] = {
    {"deal", FEED_ID, AT(step.deal), false, NULL, FORESEE_RETURN},
    {"amount", FEED_PART, LINE(part), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field close_fields[] = {
    {"party", FEED_ID, AT(closure.party), false, NULL, FORESEE_PARTY},
    {"reason", FEED_TEXT, AT(closure.reason), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field extend_fields[] = {
    {"deal", FEED_ID, AT(extension.deal), false, NULL, FORESEE_DEAL},
    {"by", FEED_ID, AT(extension.by), false, NULL, FORESEE_PARTY},
    {"days", FEED_DAYS, AT(extension.by_us), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field campaign_fields[] = {
    {"campaign", FEED_ID, AT(campaign.id), false, NULL, FORESEE_LAUNCH},
    {"seller", FEED_ID, AT(campaign.seller), false, NULL, FORESEE_PARTY},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"ends", FEED_TIME, AT(campaign.ends_us), false, NULL, FORESEE_NOTHING},
    {"target_count", FEED_COUNT, AT(campaign.target_count), true, NULL, FORESEE_NOTHING},
    {"target_amount", FEED_AMOUNT, AT(campaign.target_amount), true, NULL, FORESEE_NOTHING},
    {"early_close", FEED_YES_NO, AT(campaign.closes_early), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field campaign_step_fields[] = {
    {"campaign", FEED_ID, AT(campaign_step.campaign), false, NULL, FORESEE_CAMPAIGN},
    {"reason", FEED_TEXT, AT(campaign_step.reason), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field campaign_leave_fields[] = {
    {"deal", FEED_ID, AT(campaign_leave.deal), false, NULL, FORESEE_RETURN},
    {"reason", FEED_TEXT, AT(campaign_leave.reason), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field exit_fields[] = {
    {"seller", FEED_ID, AT(closure.party), false, NULL, FORESEE_PARTY},
    {"reason", FEED_TEXT, AT(closure.reason), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field insure_fields[] = {
    {"cover", FEED_ID, AT(cover.id), false, NULL, FORESEE_COVER},
    {"insurer", FEED_ID, AT(cover.insurer), false, NULL, FORESEE_PARTY},
    {"seller", FEED_ID, AT(cover.seller), true, NULL, FORESEE_PARTY},
    {"deal", FEED_ID, AT(cover.deal), true, NULL, FORESEE_DEAL},
    {"limit", FEED_AMOUNT, AT(cover.limit), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"part_bp", FEED_COUNT, AT(cover.part_bp), false, NULL, FORESEE_NOTHING},
    {"from", FEED_TIME, AT(cover.from_us), false, NULL, FORESEE_NOTHING},
    {"until", FEED_TIME, AT(cover.until_us), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field courier_fields[] = {
    {"deal", FEED_ID, AT(carriage.deal), false, NULL, FORESEE_PARCEL},
    {"courier", FEED_ID, AT(carriage.courier), false, NULL, FORESEE_PROVIDER},
    {"fee", FEED_PART_OR_ZERO, LINE(part), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field remit_fields[] = {
    {"batch", FEED_ID, AT(remit.batch), false, NULL, FORESEE_BATCH},
    {"courier", FEED_ID, AT(remit.courier), false, NULL, FORESEE_PARTY},
    {"gross", FEED_AMOUNT, AT(remit.gross), false, NULL, FORESEE_NOTHING},
    {"fee", FEED_AMOUNT_OR_ZERO, AT(remit.fee), false, NULL, FORESEE_NOTHING},
    {"net", FEED_AMOUNT, AT(remit.net), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"deals", FEED_IDS, AT(remit.deals), false, NULL, FORESEE_PARCEL},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field payout_fields[] = {
    {"payout", FEED_ID, AT(payout.id), false, NULL, FORESEE_PAYOUT},
    {"seller", FEED_ID, AT(payout.party), false, NULL, FORESEE_OWNER},
    {"amount", FEED_AMOUNT, AT(payout.amount), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"to", FEED_ID, AT(payout.to), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field fx_fields[] = {
    {"fx", FEED_ID, AT(fx.id), false, NULL, FORESEE_CONVERSION},
    {"party", FEED_ID, AT(fx.party), false, NULL, FORESEE_TRADER},
    {"amount", FEED_AMOUNT, AT(fx.sold), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"to", FEED_CURRENCY, AT(fx.currency), false, NULL, FORESEE_NOTHING},
    {"rate", FEED_RATE, AT(fx.rate), false, NULL, FORESEE_NOTHING},
    {"rounding", FEED_CHOICE, AT(fx.rounding), false, "half-even down up", FORESEE_NOTHING},
    {"dealer", FEED_ID, AT(fx.dealer), false, NULL, FORESEE_TRADER},
    {"bought", FEED_PART, LINE(part), true, NULL, FORESEE_NOTHING},
    {"valid_until", FEED_TIME, AT(fx.valid_until_us), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field advance_fields[] = {
    {"advance", FEED_ID, AT(advance.id), false, NULL, FORESEE_ADVANCE},
    {"deal", FEED_ID, AT(advance.deal), false, NULL, FORESEE_SECURITY},
    {"lender", FEED_ID, AT(advance.lender), false, NULL, FORESEE_OWNER},
    {"amount", FEED_AMOUNT, AT(advance.amount), false, NULL, FORESEE_NOTHING},
    {"repay", FEED_AMOUNT, AT(advance.repay), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field chargeback_fields[] = {
    {"chargeback", FEED_ID, AT(chargeback.id), false, NULL, FORESEE_CHARGEBACK},
    {"deal", FEED_ID, AT(chargeback.deal), false, NULL, FORESEE_RECOURSE},
    {"via", FEED_ID, AT(chargeback.via), false, NULL, FORESEE_OWNER},
    {"amount", FEED_AMOUNT, AT(chargeback.amount), false, NULL, FORESEE_NOTHING},
    {"currency", FEED_CURRENCY, LINE(currency), false, NULL, FORESEE_NOTHING},
    {"reason", FEED_TEXT, AT(chargeback.reason), false, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field reversal_fields[] = {
    {"chargeback", FEED_ID, AT(reversal.chargeback), false, NULL, FORESEE_NOTHING},
    {"reason", FEED_TEXT, AT(reversal.reason), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field complaint_fields[] = {
    {"complaint", FEED_ID, AT(complaint.id), false, NULL, FORESEE_COMPLAINT},
    {"deal", FEED_ID, AT(complaint.deal), false, NULL, FORESEE_DISPUTE},
    {"kind", FEED_NAME, AT(complaint.kind), false, NULL, FORESEE_NOTHING},
    {"by", FEED_ID, AT(complaint.by), false, NULL, FORESEE_PARTY},
    {"amount", FEED_PART, LINE(part), true, NULL, FORESEE_NOTHING},
    {"text", FEED_TEXT, AT(complaint.text), true, NULL, FORESEE_NOTHING},
    {"evidence", FEED_ANY, AT(complaint.evidence), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_field acknowledge_fields[] = {
    {"caution", FEED_ID, AT(acknowledgement.caution), false, NULL, FORESEE_NOTHING},
    {"seller", FEED_ID, AT(acknowledgement.seller), false, NULL, FORESEE_PARTY},
    {"text", FEED_TEXT, AT(acknowledgement.text), true, NULL, FORESEE_NOTHING},
    {NULL, FEED_ID, 0, false, NULL, FORESEE_NOTHING},
};

static const struct feed_type types[] = {
    {"party", "makes or updates a party", party_fields, "party", AT(party.party.id), run_party},
    {"bank", "a bank account of the pool; party is its custodian", bank_fields, "bank",
     AT(bank.account), run_bank},
    {"expect", "money announced: the bank line that bears ref and has this amount is it",
     expect_fields, "expect", AT(expect.ref), run_expect},
    {"deal",
     "an order; its hold is empty until funded. With delivery (digital, parcel, freight) the "
     "policy "
     "says how long the buyer has to confirm, and not period_days",
     deal_fields, "deal", AT(deal.id), run_deal},
    {"capture", "a payment provider (via) has the buyer's money: it funds the hold", capture_fields,
     "deal", AT(capture.deal), run_capture},
    {"batch",
     "a settlement announced by the provider: the bank line that bears batch and has net is it",
     batch_fields, "batch", AT(batch.id), run_batch},
    {"ship", "the hold's default turns to the seller, due period_days after it was recorded",
     step_fields, "deal", AT(step.deal), run_ship},
    {"deliver", "the goods have arrived", step_fields, "deal", AT(step.deal), run_deliver},
    {"courier",
     "who carries the parcel of a deal of mode cod and collects its price at the door, keeping "
     "fee; "
     "`deliver` then says that it has",
     courier_fields, "deal", AT(carriage.deal), run_courier},
    {"refuse", "the parcel was refused at the door: nothing was collected, the order ends",
     step_fields, "deal", AT(step.deal), run_refuse},
    {"remit",
     "a courier's batch of what it collected, less the fees agreed on: the bank line that bears "
     "batch and has net is it",
     remit_fields, "batch", AT(remit.batch), run_remit},
    {"cancel", "an order that was never funded is off; money that still comes for it is suspense",
     step_fields, "deal", AT(step.deal), run_cancel},
    {"confirm", "the buyer releases all, or a part", confirm_fields, "deal", AT(step.deal),
     run_confirm},
    {"return", "the seller returns all, or a part", return_fields, "deal", AT(step.deal),
     run_return},
    {"draw", "the merchant has delivered all, or a part, of what was prepaid", confirm_fields,
     "deal", AT(step.deal), run_draw},
    {"close", "a merchant closes: what is prepaid to it is due back to its customers", close_fields,
     "party", AT(closure.party), run_close},
    {"extend",
     "one party of a deal asks for so many days more; the other agrees by asking for the same",
     extend_fields, "deal", AT(extension.deal), run_extend},
    {"campaign",
     "a group buy, with one target: its members are the deals that name it and are paid in full; "
     "they go on together once the target is met, or go back",
     campaign_fields, "campaign", AT(campaign.id), run_campaign},
    {"campaign-close", "the target is met: it is decided now, not at its end", campaign_step_fields,
     "campaign", AT(campaign_step.campaign), run_campaign_close},
    {"campaign-cancel", "it is off: what was paid is due back to its members", campaign_step_fields,
     "campaign", AT(campaign_step.campaign), run_campaign_cancel},
    {"campaign-leave", "a member takes its payment back, while it still may", campaign_leave_fields,
     "deal", AT(campaign_leave.deal), run_campaign_leave},
    {"exit", "a seller leaves: nothing more is ordered from it, and its bond's tail begins",
     exit_fields, "party", AT(closure.party), run_exit},
    {"insure",
     "an insurer bears part_bp basis points of the awards on a seller's deals, or on one deal, "
     "ordered between from and until; at most limit for each deal",
     insure_fields, "cover", AT(cover.id), run_insure},
    {"payout",
     "seller (any party) is paid out, to a verified bank account: the bank line that bears payout "
     "and has the amount confirms it",
     payout_fields, "payout", AT(payout.id), run_payout},
    {"fx",
     "party's money is converted by dealer: rate units of currency to for one of currency, as "
     "7853/1000 or 7.853; bought, where it is said, has to be what that gives",
     fx_fields, "fx", AT(fx.id), run_fx},
    {"advance",
     "a lender pays the seller ahead: repay (with its charge) goes to it first, out of the deal's"
     " hold",
     advance_fields, "deal", AT(advance.deal), run_advance},
    {"chargeback",
     "a payment provider (via) takes back what it captured, from what the deal's policy names",
     chargeback_fields, "deal", AT(chargeback.deal), run_chargeback},
    {"chargeback-reversed", "the provider gives it back: the chargeback was contested and won",
     reversal_fields, "chargeback", AT(reversal.chargeback), run_reversal},
    {"complaint", "opens a complaint about a deal", complaint_fields, "deal", AT(complaint.deal),
     run_complaint},
    {"acknowledge",
     "seller acknowledges a training or a warning; caution is the reference of its notice",
     acknowledge_fields, "caution", AT(acknowledgement.caution), run_acknowledge},
    {NULL, NULL, NULL, NULL, 0, NULL},
};

const struct feed_type *feed_types(void)
{
    return types;
}

const struct feed_type *feed_type_find(const char *name)
{
    for (const struct feed_type *type = types; type->name != NULL; type++) {
        if (strcmp(type->name, name) == 0) {
            return type;
        }
    }
    return NULL;
}

const struct feed_personal *feed_type_personal(const struct feed_type *type)
{
    static const struct feed_personal party = {PERSONAL_CONTACT, AT(party.party.contact),
                                               AT(party.seal)};
    static const struct feed_personal payout = {"to", AT(payout.to), AT(payout.seal)};
    return type->fields == party_fields ? &party : type->fields == payout_fields ? &payout : NULL;
}
