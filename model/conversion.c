#include "model/conversion.h"

#include "model/ledger.h"
#include "model/lien.h"
#include "model/mask.h"
#include "model/party.h"

#include <string.h>

/* Who may be named as a dealer, besides having what it sells. */
static const char *const DEALERS[] = {"bank", "psp", "custodian", "platform"};

const struct id_space conversion_ids = {
    "conversion", "SELECT 1 FROM conversion WHERE id = $1",
    "SELECT id FROM conversion WHERE id IN (SELECT value FROM json_each($1))"};

static enum status name_it(struct book *book, const struct conversion *conversion,
                           struct posting *posting, struct error *err)
{
    int64_t number;
    if (conversion->id) {
        posting_result(posting, "fx:%s", conversion->id);
        posting_note(posting, "fx", conversion->id);
        return query_is_new(book, &conversion_ids, conversion->id, err);
    }
    enum status status = ledger_next(book, &number, err);
    if (status == STATUS_OK) {
        posting_result(posting, "fx:FX-%06lld", (long long)number);
    }
    return status;
}

/* Somebody who trades in money, and not another pocket of the party's. */
static enum status check_dealer(struct book *book, const struct conversion *conversion,
                                struct error *err)
{
    const char *dealer = conversion->dealer;
    bool is_linked = false;
    enum status status = STATUS_REFUSED;
    for (size_t i = 0; i < sizeof(DEALERS) / sizeof(DEALERS[0]) && status == STATUS_REFUSED; i++) {
        status = party_require(book, dealer, DEALERS[i], err);
    }
    if (status == STATUS_REFUSED) {
        (void)error_set(err, STATUS_REFUSED, "%s deals in no currencies", dealer);
        return error_hint(err, "a dealer is a bank, a provider, the custodian or the platform");
    }
    if (status == STATUS_OK && strcmp(dealer, conversion->party) == 0) {
        return error_set(err, STATUS_REFUSED, "%s cannot convert its money with itself", dealer);
    }
    if (status == STATUS_OK) {
        status = party_are_linked(book, conversion->party, dealer, &is_linked, err);
    }
    return is_linked ? error_set(err, STATUS_REFUSED, "%s and the dealer %s are in one group",
                                 conversion->party, dealer)
                     : status;
}

/* A rate can give money away: whose payouts are suspended converts nothing. */
static enum status check(struct book *book, const void *request, struct error *err)
{
    const struct conversion *conversion = request;
    enum status status = party_require(book, conversion->party, NULL, err);
    if (status == STATUS_OK) {
        status = mask_check(book, conversion->party, "payout", err);
    }
    if (status == STATUS_OK && conversion->dealer) {
        status = check_dealer(book, conversion, err);
    }
    if (status == STATUS_OK && conversion->dealer) {
        status = mask_check(book, conversion->dealer, "payout", err);
    }
    return status;
}

static bool has_end(const struct conversion *conversion)
{
    return conversion->valid_until_us != 0 && conversion->valid_until_us != TIME_NONE;
}

/* Whether it is what the party agreed to, when it agreed to it. */
static enum status check_quote(struct book *book, const struct conversion *conversion,
                               struct money bought, struct error *err)
{
    char until[TIME_TEXT_BYTES], one[MONEY_TEXT_BYTES], other[MONEY_TEXT_BYTES];
    struct money said = bought;
    said.minor = conversion->bought.minor;
    if (has_end(conversion) && book_now_us(book) > conversion->valid_until_us) {
        (void)error_set(err, STATUS_REFUSED, "the consent to this rate expired at %s",
                        time_format(conversion->valid_until_us, until));
        return error_hint(err, "ask the dealer for a new rate, and the party for its consent");
    }
    if (bought.minor <= 0) {
        return error_set(err, STATUS_REFUSED, "%s %s buy nothing in %s at this rate",
                         conversion->sold.currency, money_format(conversion->sold, one),
                         bought.currency);
    }
    if (said.minor != 0 && said.minor != bought.minor) {
        return error_set(err, STATUS_REFUSED, "the rate gives %s %s, and not %s", bought.currency,
                         money_format(bought, one), money_format(said, other));
    }
    return STATUS_OK;
}

/* What the party gets. */
static enum status convert(const struct conversion *conversion, struct money *bought,
                           struct error *err)
{
    enum rounding rounding = ROUND_FLOOR;
    enum status status = rounding_parse(conversion->rounding, &rounding, err);
    if (status == STATUS_OK && conversion->sold.minor <= 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    if (status == STATUS_OK && strcmp(conversion->sold.currency, conversion->currency) == 0) {
        return error_set(err, STATUS_INVALID, "%s is not converted to itself",
                         conversion->currency);
    }
    return status == STATUS_OK ? money_convert(conversion->sold, conversion->rate,
                                               conversion->currency, rounding, bought, err)
                               : status;
}

/* One of the two currencies: from one's own money to the other's, whose liens come first. */
static enum status hand_over(struct book *book, const char *from, const char *to,
                             struct money amount, struct posting *posting, struct error *err)
{
    struct account *giver, *taker;
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, from, amount.currency, from, &giver, err);
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_AVAILABLE, to, amount.currency, to, &taker, err);
    }
    return status == STATUS_OK ? lien_plan_credit(book, giver, taker, amount.minor, posting, err)
                               : status;
}

static void note_terms(struct posting *posting, const struct conversion *conversion,
                       struct money bought)
{
    char rate[RATE_TEXT_BYTES], until[TIME_TEXT_BYTES];
    posting_note(posting, "party", conversion->party);
    posting_note(posting, "dealer", conversion->dealer);
    posting_note_money(posting, "sold", conversion->sold);
    posting_note_money(posting, "bought", bought);
    posting_note(posting, "rate", rate_format(conversion->rate, rate));
    posting_note(posting, "rounding", conversion->rounding);
    if (has_end(conversion)) {
        posting_note(posting, "valid_until", time_format(conversion->valid_until_us, until));
    }
}

/* What both have to agree to, as they read it. */
static void tell(struct posting *posting, const struct conversion *conversion, struct money bought)
{
    char rate[RATE_TEXT_BYTES];
    struct notice *notice = posting_tell(posting, conversion->party, "conversion");
    notice_money(notice, "sold", conversion->sold.minor, conversion->sold.currency);
    notice_money(notice, "bought", bought.minor, bought.currency);
    notice_text(notice, "dealer", conversion->dealer);
    notice_text(notice, "rate", rate_format(conversion->rate, rate));
    notice_text(notice, "currency", conversion->sold.currency);
    notice_words(notice, "rounding", "rounding", conversion->rounding);
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct conversion *conversion = request;
    struct money bought;
    enum status status = name_it(book, conversion, posting, err);
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject(posting, "%s", posting->result);
    posting_context(posting, "party:%s", conversion->party);
    status = convert(conversion, &bought, err);
    if (status == STATUS_OK) {
        status = check_quote(book, conversion, bought, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    note_terms(posting, conversion, bought);
    posting_exchange(posting, conversion->party, conversion->dealer, conversion->sold.currency,
                     bought.currency);
    status = hand_over(book, conversion->party, conversion->dealer, conversion->sold, posting, err);
    if (status == STATUS_OK) {
        status = hand_over(book, conversion->dealer, conversion->party, bought, posting, err);
    }
    if (status == STATUS_OK) {
        tell(posting, conversion, bought);
    }
    return status;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    const struct conversion *conversion = request;
    const char *id = strchr(posting->result, ':') + 1;
    struct stmt *q;
    struct money bought;
    const char *sql =
        "INSERT INTO conversion (id, party, dealer, currency, sold_minor, to_currency,"
        " bought_minor, numerator, denominator, rounding, valid_until_us, event)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    enum status status = convert(conversion, &bought, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    stmt_bind_text(q, 2, conversion->party);
    stmt_bind_text(q, 3, conversion->dealer);
    stmt_bind_text(q, 4, conversion->sold.currency);
    stmt_bind_int(q, 5, conversion->sold.minor);
    stmt_bind_text(q, 6, bought.currency);
    stmt_bind_int(q, 7, bought.minor);
    stmt_bind_int(q, 8, conversion->rate.numerator);
    stmt_bind_int(q, 9, conversion->rate.denominator);
    stmt_bind_text(q, 10, conversion->rounding);
    stmt_bind_optional(q, 11, has_end(conversion), conversion->valid_until_us);
    stmt_bind_int(q, 12, posting->event);
    query_take(book, &conversion_ids, id);
    return stmt_queue(q, err);
}

enum status conversion_make(struct book *book, const struct conversion *conversion, struct run *run,
                            struct error *err)
{
    static const struct operation operation = {
        .verb = "fx", .is_decision = true, .plan = plan, .apply = apply, .check = check};
    return operation_run(book, &operation, conversion, run, err);
}
