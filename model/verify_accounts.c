#include "model/verify_accounts.h"

#include "model/mem.h"
#include "model/verify_sum.h"

#include <string.h>

#define ACCOUNTS_SQL                                                                               \
    "SELECT id, book_id, kind, name, currency, balance_minor FROM account ORDER BY id"
/* As the index of legs by account has them. */
#define LEGS_SQL                                                                                   \
    "SELECT account_id, amount_minor, balance_minor, event FROM leg"                               \
    " ORDER BY account_id, event, book_id, position"

/* Neither table leads: an account need have no legs, and legs that have no account still say what
 * they leave it at. */
struct pass {
    struct verify_row *rows;
    struct stmt *accounts, *legs;
    bool has_account, has_leg;
    struct verify_sums sums;
};

/* What an account's legs come to. */
struct replay {
    int64_t legs_minor;    /* all so far */
    int64_t balance_minor; /* the same, from the last balance that was wrong */
    bool is_beyond;        /* what can be counted */
};

static enum status open_rows(struct book *book, const char *sql, struct stmt **q, bool *has_row,
                             struct error *err)
{
    enum status status = store_prepare(book_store(book), sql, q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_expect_many(*q);
    return stmt_step(*q, has_row, err);
}

static void take_leg(struct pass *pass, struct replay *replay)
{
    const struct stmt *q = pass->legs;
    struct verify_row *row = &pass->rows[VERIFY_REPLAY];
    int64_t amount = stmt_int(q, 1);
    int64_t after = stmt_int(q, 2);
    row->checked++;
    if (__builtin_add_overflow(replay->legs_minor, amount, &replay->legs_minor)) {
        replay->is_beyond = true;
    }
    if (__builtin_add_overflow(replay->balance_minor, amount, &replay->balance_minor) ||
        replay->balance_minor != after) {
        verify_breach(row, "event %lld leaves account %lld at %lld, and its legs sum to %lld",
                      (long long)stmt_int(q, 3), (long long)stmt_int(q, 0), (long long)after,
                      (long long)replay->balance_minor);
        replay->balance_minor = after;
    }
}

static void take_account(struct pass *pass, const struct replay *replay)
{
    const struct stmt *q = pass->accounts;
    const char *kind = stmt_text(q, 2);
    const char *name = stmt_text(q, 3);
    const char *currency = stmt_text(q, 4);
    int64_t balance = stmt_int(q, 5);
    bool is_held = strcmp(kind, "hold") == 0 || strcmp(kind, "available") == 0;
    pass->rows[VERIFY_SIDES].checked++;
    pass->rows[VERIFY_BALANCES].checked++;
    if ((is_held && balance < 0) || (balance > 0 && strcmp(kind, "transit") == 0)) {
        verify_breach(&pass->rows[VERIFY_SIDES], "%s:%s stands at %lld %s", kind, name,
                      (long long)balance, currency);
    }
    if (replay->is_beyond || replay->legs_minor != balance) {
        verify_breach(&pass->rows[VERIFY_BALANCES], "%s:%s stands at %lld, its legs sum to %lld",
                      kind, name, (long long)balance, (long long)replay->legs_minor);
    }
    verify_sums_add(pass, &pass->sums, stmt_int(q, 1), currency, balance);
}

/* The account that comes first in either table, with all its legs. */
static enum status take_next(struct pass *pass, struct error *err)
{
    struct replay replay = {.legs_minor = 0};
    int64_t account = pass->has_account ? stmt_int(pass->accounts, 0) : 0;
    if (!pass->has_account || (pass->has_leg && stmt_int(pass->legs, 0) < account)) {
        account = stmt_int(pass->legs, 0);
    }
    enum status status = STATUS_OK;
    while (status == STATUS_OK && pass->has_leg && stmt_int(pass->legs, 0) == account) {
        take_leg(pass, &replay);
        status = stmt_step(pass->legs, &pass->has_leg, err);
    }
    if (status == STATUS_OK && pass->has_account && stmt_int(pass->accounts, 0) == account) {
        take_account(pass, &replay);
        status = stmt_step(pass->accounts, &pass->has_account, err);
    }
    return status;
}

static void check_sums(struct pass *pass)
{
    struct verify_row *row = &pass->rows[VERIFY_BOOK];
    for (size_t i = 0; i < pass->sums.count; i++) {
        const struct verify_sum *sum = &pass->sums.items[i];
        row->checked++;
        if (sum->is_beyond) {
            verify_breach(row, "%s sums to no amount", sum->currency);
        } else if (sum->minor != 0) {
            verify_breach(row, "%s sums to %lld", sum->currency, (long long)sum->minor);
        }
    }
}

enum status verify_accounts(struct book *book, struct verify_row *rows, struct error *err)
{
    struct pass *pass = MEM_NEW(NULL, struct pass);
    pass->rows = rows;
    enum status status = open_rows(book, ACCOUNTS_SQL, &pass->accounts, &pass->has_account, err);
    if (status == STATUS_OK) {
        status = open_rows(book, LEGS_SQL, &pass->legs, &pass->has_leg, err);
    }
    while (status == STATUS_OK && (pass->has_account || pass->has_leg)) {
        status = take_next(pass, err);
    }
    check_sums(pass);
    if (pass->accounts != NULL) {
        stmt_reset(pass->accounts);
    }
    if (pass->legs != NULL) {
        stmt_reset(pass->legs);
    }
    mem_free(pass);
    return status;
}
