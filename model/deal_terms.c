#include "model/deal_terms.h"

#include "model/independence.h"
#include "model/party.h"
#include "model/way.h"

#include <string.h>

static enum status check_way(const struct deal *deal, struct error *err)
{
    const struct way *way = way_find(deal->mode);
    if (way == NULL) {
        return error_set(err, STATUS_INVALID, "'%s' is no mode of a deal", deal->mode);
    }
    if (way->is_between_two && deal->fee.minor > 0) {
        return error_set(err, STATUS_REFUSED,
                         "deal %s: mode %s has no fee, its money goes to no third party", deal->id,
                         deal->mode);
    }
    return STATUS_OK;
}

static bool is_platform(const struct book *book, const char *party)
{
    return book_platform(book) != NULL && strcmp(book_platform(book), party) == 0;
}

/* A seller that leaves sells nothing more. */
static enum status check_stays(struct book *book, const char *seller, struct error *err)
{
    int64_t exited_us;
    char at[TIME_TEXT_BYTES];
    enum status status = party_exited(book, seller, &exited_us, err);
    if (status == STATUS_OK && exited_us != TIME_NONE) {
        return error_set(err, STATUS_REFUSED, "%s has left on %s: nothing is ordered from it",
                         seller, time_format(exited_us, at));
    }
    return status;
}

enum status deal_check_terms(struct book *book, const struct deal *deal, struct error *err)
{
    enum status status = check_way(deal, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (deal->price.minor <= 0) {
        return error_set(err, STATUS_INVALID, "deal %s: the price must be above zero", deal->id);
    }
    if (deal->fee.minor < 0 || deal->fee.minor > deal->price.minor) {
        return error_set(err, STATUS_INVALID, "deal %s: the fee must be within the price",
                         deal->id);
    }
    if (deal->period_us < 0) {
        return error_set(err, STATUS_INVALID, "deal %s: the period is negative", deal->id);
    }
    if (strcmp(deal->buyer, deal->seller) == 0) {
        return error_set(err, STATUS_REFUSED, "deal %s: buyer and seller are one", deal->id);
    }
    if (deal->fee.minor > 0 && !way_of(deal->mode)->is_outside && !book_platform(book)) {
        error_set(err, STATUS_REFUSED, "deal %s has a fee, and the book has no platform", deal->id);
        return error_hint(err, "tell the platform first: a party of kind platform");
    }
    const struct way *way = way_of(deal->mode);
    bool is_anybody = way->is_between_two || (way->is_own && is_platform(book, deal->seller));
    bool is_closed = false;
    status = independence_check_mode(book, deal, err);
    if (status == STATUS_OK) {
        status = party_require(book, deal->buyer, NULL, err);
    }
    if (status == STATUS_OK) {
        status = party_require(book, deal->seller, is_anybody ? NULL : "seller", err);
    }
    if (status == STATUS_OK) {
        status = party_is_closed(book, deal->seller, &is_closed, err);
    }
    if (is_closed) {
        return error_set(err, STATUS_REFUSED, "%s has closed: nothing is ordered from it",
                         deal->seller);
    }
    return status == STATUS_OK ? check_stays(book, deal->seller, err) : status;
}
