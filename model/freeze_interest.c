#include "model/freeze_interest.h"

#include "model/hold.h"
#include "model/lien.h"
#include "model/mem.h"

#define YEAR_US (365 * TIME_US_PER_DAY)

__extension__ typedef unsigned __int128 wide;

/* Balance x time so far, and the balance that goes on. */
struct held {
    wide sum;
    int64_t balance_minor, since_us;
};

static void go_on(struct held *held, int64_t at_us, int64_t balance_minor)
{
    held->sum += (wide)held->balance_minor * (wide)(at_us - held->since_us);
    held->balance_minor = balance_minor;
    held->since_us = at_us;
}

static enum status take(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    go_on(state, stmt_int(q, 0), stmt_int(q, 1));
    return STATUS_OK;
}

#define HELD_SQL                                                                                   \
    "SELECT e.at_us, l.balance_minor FROM leg l JOIN event e ON e.book_id = l.book_id"             \
    " AND e.number = l.event WHERE l.account_id = $1 ORDER BY l.event, l.position"

static enum status sum_held(struct book *book, int64_t hold, struct held *out, struct error *err)
{
    struct stmt *q;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), HELD_SQL, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, hold);
    status = stmt_each(q, take, out, err);
    int64_t now_us = book_now_us(book);
    go_on(out, now_us + TIME_US_PER_DAY - now_us % TIME_US_PER_DAY, 0);
    return status;
}

enum status freeze_interest(struct book *book, const struct freeze_row *row, int64_t *out,
                            struct error *err)
{
    struct held held = {0};
    const wide whole = (wide)YEAR_US * POLICY_WHOLE_BP;
    const wide rate = (wide)book_policy(book)->freeze_interest;
    *out = 0;
    if (row->hold_id == 0 || rate == 0) {
        return STATUS_OK;
    }
    enum status status = sum_held(book, row->hold_id, &held, err);
    wide interest = held.sum / whole * rate + (held.sum % whole * rate + whole / 2) / whole;
    if (status == STATUS_OK && interest > INT64_MAX) {
        return error_set(err, STATUS_LIMIT, "the interest on freeze:%lld is beyond 64 bits",
                         (long long)row->id);
    }
    *out = (int64_t)interest;
    return status;
}

/* Out of a hold of the payer's own, so that it goes no other way than held money does. */
static enum status pay(struct book *book, const struct freeze_row *row, struct account *from,
                       int64_t minor, struct posting *posting, struct error *err)
{
    struct account *hold;
    int64_t now_us = book_now_us(book);
    struct hold_terms terms = {.purpose = PURPOSE_AWARD,
                               .door = DOOR_PAYEE,
                               .due_us = now_us,
                               .currency = from->currency,
                               .payer = from->name,
                               .payee = row->party};
    enum status status = account_new_hold(book, &terms, &hold, err);
    if (status == STATUS_OK) {
        posting_open(posting, hold);
        status = hold_plan_fund(book, hold, from, minor, DOOR_PAYEE, now_us, posting, err);
    }
    return status == STATUS_OK ? hold_plan_release(book, hold, minor, posting, err) : status;
}

enum status freeze_interest_plan(struct book *book, const struct freeze_row *row,
                                 int64_t interest_minor, struct posting *posting, struct error *err)
{
    struct account *from, *to;
    const struct policy *policy = book_policy(book);
    const char *payer =
        policy->freeze_payer == HOUSE_PLATFORM ? book_platform(book) : book_custodian(book);
    if (interest_minor == 0) {
        return STATUS_OK;
    }
    posting_basis(posting, policy_value_of(policy, "freeze.interest_bp"));
    posting_basis(posting, policy_value_of(policy, "freeze.interest_by"));
    if (payer == NULL) {
        return error_set(err, STATUS_REFUSED, "nobody is there to pay the interest of freeze:%lld",
                         (long long)row->id);
    }
    const char *currency = row->amount.currency;
    enum status status =
        account_obtain(book, ACCOUNT_AVAILABLE, payer, currency, payer, &from, err);
    if (status == STATUS_OK) {
        status =
            account_obtain(book, ACCOUNT_AVAILABLE, row->party, currency, row->party, &to, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    int64_t there = posting_balance(posting, from);
    int64_t paid = there < interest_minor ? there : interest_minor;
    if (paid < interest_minor) {
        posting_open(posting, from);
        posting_open(posting, to);
        posting_lien(posting, &(struct lien_change){.on = from,
                                                    .beneficiary = to,
                                                    .rank = LIEN_AWARD,
                                                    .ground = "interest on a wrongful freeze",
                                                    .reference = posting->subject,
                                                    .cap_minor = interest_minor - paid});
    }
    return paid == 0 ? STATUS_OK : pay(book, row, from, paid, posting, err);
}

int64_t freeze_interest_planned(const struct posting *posting)
{
    int64_t minor = 0;
    const struct account *hold = posting_opened(posting, PURPOSE_AWARD);
    for (size_t i = 0; i < posting->leg_count; i++) {
        bool is_paid = hold != NULL && posting->legs[i].account == hold;
        minor += is_paid && posting->legs[i].amount_minor > 0 ? posting->legs[i].amount_minor : 0;
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        minor += posting->liens[i].id == 0 && posting->liens[i].rank == LIEN_AWARD
                     ? posting->liens[i].cap_minor
                     : 0;
    }
    return minor;
}
