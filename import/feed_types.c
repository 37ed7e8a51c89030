#include "import/feed_types.h"

#include <string.h>

#define AT(member) offsetof(struct feed_line, member)

/* The amount of a line that names none of its currency: it is the deal's. */
static enum status take_part(struct book *book, void *mem, const char *deal_id, const char *part,
                             struct money *out, bool *has_amount, struct error *err)
{
    *has_amount = part != NULL;
    if (part == NULL) {
        return STATUS_OK;
    }
    struct deal deal;
    enum status status = deal_get(book, mem, deal_id, &deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    return money_parse(part, deal.price.currency, out, err);
}

static enum status run_party(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return party_put(book, &line->party, run, err);
}

static enum status run_bank(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return bank_put(book, &line->bank, run, err);
}

static enum status run_expect(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return expect_put(book, &line->expect, run, err);
}

static enum status run_batch(struct book *book, struct feed_line *line, struct run *run,
                             struct error *err)
{
    return batch_put(book, &line->batch, run, err);
}

static enum status run_deal(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return deal_order(book, &line->deal, run, err);
}

static enum status run_capture(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return deal_capture(book, &line->capture, run, err);
}

static enum status run_ship(struct book *book, struct feed_line *line, struct run *run,
                            struct error *err)
{
    return deal_ship(book, &line->step, run, err);
}

static enum status run_deliver(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    return deal_deliver(book, &line->step, run, err);
}

static enum status run_cancel(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return deal_cancel(book, &line->step, run, err);
}

static enum status run_confirm(struct book *book, struct feed_line *line, struct run *run,
                               struct error *err)
{
    enum status status = take_part(book, run->mem, line->step.deal, line->part, &line->step.amount,
                                   &line->step.has_amount, err);
    return status == STATUS_OK ? deal_confirm(book, &line->step, run, err) : status;
}

static enum status run_return(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    enum status status = take_part(book, run->mem, line->step.deal, line->part, &line->step.amount,
                                   &line->step.has_amount, err);
    return status == STATUS_OK ? deal_return(book, &line->step, run, err) : status;
}

static enum status run_payout(struct book *book, struct feed_line *line, struct run *run,
                              struct error *err)
{
    return payout_request(book, &line->payout, run, err);
}

static enum status run_complaint(struct book *book, struct feed_line *line, struct run *run,
                                 struct error *err)
{
    enum status status = take_part(book, run->mem, line->complaint.deal, line->part,
                                   &line->complaint.amount, &line->complaint.has_amount, err);
    return status == STATUS_OK ? complaint_open(book, &line->complaint, run, err) : status;
}

static const struct feed_field party_fields[] = {
    {"party", FEED_ID, AT(party.id), false, NULL},
    {"kind", FEED_CHOICE, AT(party.kind), false,
     "buyer seller platform custodian bank psp courier insurer lender authority"},
    {"name", FEED_NAME, AT(party.name), false, NULL},
    {"jurisdiction", FEED_NAME, AT(party.jurisdiction), false, NULL},
    {"group", FEED_NAME, AT(party.group), true, NULL},
    {"entity", FEED_NAME, AT(party.entity), true, NULL},
    {"contact", FEED_ANY, AT(party.contact), true, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field bank_fields[] = {
    {"account", FEED_ID, AT(bank.account), false, NULL},
    {"party", FEED_ID, AT(bank.party), false, NULL},
    {"currency", FEED_CURRENCY, AT(bank.currency), false, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field expect_fields[] = {
    {"ref", FEED_ID, AT(expect.ref), false, NULL},
    {"party", FEED_ID, AT(expect.party), false, NULL},
    {"purpose", FEED_CHOICE, AT(expect.purpose), false, "available bond"},
    {"amount", FEED_AMOUNT, AT(expect.amount), false, NULL},
    {"currency", FEED_CURRENCY, AT(currency), false, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field deal_fields[] = {
    {"deal", FEED_ID, AT(deal.id), false, NULL},
    {"mode", FEED_CHOICE, AT(deal.mode), false, "escrow direct cod self"},
    {"buyer", FEED_ID, AT(deal.buyer), false, NULL},
    {"seller", FEED_ID, AT(deal.seller), false, NULL},
    {"amount", FEED_AMOUNT, AT(deal.price), false, NULL},
    {"fee", FEED_AMOUNT_OR_ZERO, AT(deal.fee), false, NULL},
    {"currency", FEED_CURRENCY, AT(currency), false, NULL},
    {"category", FEED_NAME, AT(deal.category), false, NULL},
    {"period_days", FEED_DAYS, AT(deal.period_us), false, NULL},
    {"campaign", FEED_ID, AT(deal.campaign), true, NULL},
    {"shop", FEED_NAME, AT(deal.shop), true, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field capture_fields[] = {
    {"deal", FEED_ID, AT(capture.deal), false, NULL},
    {"via", FEED_ID, AT(capture.via), false, NULL},
    {"amount", FEED_AMOUNT, AT(capture.amount), false, NULL},
    {"currency", FEED_CURRENCY, AT(currency), false, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field batch_fields[] = {
    {"batch", FEED_ID, AT(batch.id), false, NULL},
    {"psp", FEED_ID, AT(batch.psp), false, NULL},
    {"gross", FEED_AMOUNT, AT(batch.gross), false, NULL},
    {"fee", FEED_AMOUNT_OR_ZERO, AT(batch.fee), false, NULL},
    {"net", FEED_AMOUNT, AT(batch.net), false, NULL},
    {"currency", FEED_CURRENCY, AT(currency), false, NULL},
    {"deals", FEED_IDS, AT(batch.deals), false, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field step_fields[] = {
    {"deal", FEED_ID, AT(step.deal), false, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field part_fields[] = {
    {"deal", FEED_ID, AT(step.deal), false, NULL},
    {"amount", FEED_PART, AT(part), true, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field payout_fields[] = {
    {"payout", FEED_ID, AT(payout.id), false, NULL},
    {"seller", FEED_ID, AT(payout.party), false, NULL},
    {"amount", FEED_AMOUNT, AT(payout.amount), false, NULL},
    {"currency", FEED_CURRENCY, AT(currency), false, NULL},
    {"to", FEED_ID, AT(payout.to), true, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_field complaint_fields[] = {
    {"complaint", FEED_ID, AT(complaint.id), false, NULL},
    {"deal", FEED_ID, AT(complaint.deal), false, NULL},
    {"kind", FEED_NAME, AT(complaint.kind), false, NULL},
    {"by", FEED_ID, AT(complaint.by), false, NULL},
    {"amount", FEED_PART, AT(part), true, NULL},
    {"text", FEED_TEXT, AT(complaint.text), true, NULL},
    {"evidence", FEED_ANY, AT(complaint.evidence), true, NULL},
    {NULL, FEED_ID, 0, false, NULL},
};

static const struct feed_type types[] = {
    {"party", "makes or updates a party", party_fields, "party", AT(party.id), run_party},
    {"bank", "a bank account of the pool; party is its custodian", bank_fields, "bank",
     AT(bank.account), run_bank},
    {"expect", "money announced: the bank line that bears ref and has this amount is it",
     expect_fields, "expect", AT(expect.ref), run_expect},
    {"deal", "an order; its hold is empty until funded", deal_fields, "deal", AT(deal.id),
     run_deal},
    {"capture", "a payment provider (via) has the buyer's money: it funds the hold", capture_fields,
     "deal", AT(capture.deal), run_capture},
    {"batch",
     "a settlement announced by the provider: the bank line that bears batch and has net is it",
     batch_fields, "batch", AT(batch.id), run_batch},
    {"ship", "the hold's default turns to the seller, due period_days after it was recorded",
     step_fields, "deal", AT(step.deal), run_ship},
    {"deliver", "the goods have arrived", step_fields, "deal", AT(step.deal), run_deliver},
    {"cancel", "an order that was never funded is off; money that still comes for it is suspense",
     step_fields, "deal", AT(step.deal), run_cancel},
    {"confirm", "the buyer releases all, or a part", part_fields, "deal", AT(step.deal),
     run_confirm},
    {"return", "the seller returns all, or a part", part_fields, "deal", AT(step.deal), run_return},
    {"payout",
     "seller (any party) is paid out, to a verified bank account: the bank line that bears payout "
     "and has the amount confirms it",
     payout_fields, "payout", AT(payout.id), run_payout},
    {"complaint", "opens a complaint about a deal", complaint_fields, "deal", AT(complaint.deal),
     run_complaint},
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
