#include "model/provider.h"

#include "model/deal_row.h"
#include "model/mem.h"
#include "model/party.h"
#include "model/query.h"

#include <string.h>

static enum status need_amount(const struct money *amount, const char *reference, struct error *err)
{
    if (amount->minor == 0) {
        return error_set(err, STATUS_INVALID, "the amount is zero");
    }
    return reference != NULL && reference[0] != '\0'
               ? STATUS_OK
               : error_set(err, STATUS_INVALID, "the provider's reference is missing");
}

static enum status obtain_transit(struct book *book, const char *name, const char *psp,
                                  const char *currency, struct account **out, struct error *err)
{
    return account_obtain(book, ACCOUNT_TRANSIT, name, currency, psp, out, err);
}

static enum status check_refund(struct book *book, const struct provider_refund *refund,
                                const struct deal *deal, struct error *err)
{
    if (strcmp(refund->amount.currency, deal->price.currency) != 0) {
        return error_set(err, STATUS_REFUSED, "deal %s is in %s, not in %s", deal->id,
                         deal->price.currency, refund->amount.currency);
    }
    if (refund->amount.minor < 0) {
        return error_set(err, STATUS_INVALID, "the amount must be above zero");
    }
    return party_require(book, refund->via, "psp", err);
}

static enum status move_refund(struct book *book, const struct provider_refund *refund,
                               const struct deal *deal, struct posting *posting, struct error *err)
{
    struct account *buyer;
    struct account *transit;
    const char *currency = refund->amount.currency;
    char text[MONEY_TEXT_BYTES];
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, deal->buyer, currency, deal->buyer, &buyer, err);
    if (status == STATUS_OK) {
        status = obtain_transit(book, refund->via, refund->via, currency, &transit, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (posting_balance(posting, buyer) < refund->amount.minor) {
        struct money there = {posting_balance(posting, buyer), ""};
        memcpy(there.currency, currency, sizeof there.currency);
        (void)error_set(err, STATUS_REFUSED,
                        "%s has refunded deal %s, and its buyer %s has only %s %s here",
                        refund->via, deal->id, deal->buyer, currency, money_format(there, text));
        return error_hint(err, "return it to the buyer first: hold return, or a complaint");
    }
    return posting_move(posting, buyer, transit, refund->amount.minor, err);
}

static enum status plan_refund(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct provider_refund *refund = request;
    const struct deal *deal;
    posting_subject(posting, "deal:%s", refund->deal);
    posting_context(posting, "party:%s", refund->via);
    posting_note(posting, "deal", refund->deal);
    posting_note(posting, "via", refund->via);
    posting_note(posting, "reference", refund->reference);
    posting_note_money(posting, "amount", refund->amount);
    enum status status = need_amount(&refund->amount, refund->reference, err);
    if (status == STATUS_OK) {
        status = deal_find(book, refund->deal, &deal, err);
    }
    if (status == STATUS_OK) {
        status = check_refund(book, refund, deal, err);
    }
    return status == STATUS_OK ? move_refund(book, refund, deal, posting, err) : status;
}

enum status provider_refund(struct book *book, const struct provider_refund *refund,
                            struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "provider refund", .plan = plan_refund};
    return operation_run(book, &operation, refund, run, err);
}

static enum status plan_reserve(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct provider_reserve *reserve = request;
    struct account *transit;
    struct account *kept;
    const char *currency = reserve->amount.currency;
    const char *name = mem_printf(posting, "%s/reserve", reserve->psp);
    posting_subject(posting, "party:%s", reserve->psp);
    posting_note(posting, "psp", reserve->psp);
    posting_note(posting, "reference", reserve->reference);
    posting_note_money(posting, "amount", reserve->amount);
    enum status status = need_amount(&reserve->amount, reserve->reference, err);
    if (status == STATUS_OK) {
        status = party_require(book, reserve->psp, "psp", err);
    }
    if (status == STATUS_OK) {
        status = obtain_transit(book, reserve->psp, reserve->psp, currency, &transit, err);
    }
    if (status == STATUS_OK) {
        status = obtain_transit(book, name, reserve->psp, currency, &kept, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return reserve->amount.minor > 0
               ? posting_move(posting, kept, transit, reserve->amount.minor, err)
               : posting_move(posting, transit, kept, -reserve->amount.minor, err);
}

enum status provider_reserve(struct book *book, const struct provider_reserve *reserve,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "provider reserve", .plan = plan_reserve};
    return operation_run(book, &operation, reserve, run, err);
}

enum status provider_captured(struct book *book, const char *deal, const char *psp, int64_t *out,
                              struct error *err)
{
    return query_int(
        book,
        "SELECT coalesce(-sum(l.amount_minor), 0) FROM event e JOIN leg l ON l.book_id = e.book_id"
        " AND l.event = e.number JOIN account a ON a.id = l.account_id"
        " WHERE e.subject = 'deal:' || $1 AND e.verb = 'capture' AND a.kind = 'transit'"
        " AND a.name = $2",
        deal, psp, 0, out, err);
}

enum status provider_has_charged(struct book *book, const char *deal, const char *psp,
                                 int64_t amount_minor, bool *out, struct error *err)
{
    int64_t count = 0;
    char *of = mem_printf(NULL, "%s:%lld", psp, (long long)amount_minor);
    enum status status =
        query_int(book,
                  "SELECT count(*) FROM chargeback WHERE deal = $1"
                  " AND psp || ':' || amount_minor = $2 AND reversed_event IS NULL",
                  deal, of, 0, &count, err);
    mem_free(of);
    *out = count > 0;
    return status;
}
