#include "model/ledger.h"

#include "model/bond.h"
#include "model/chain.h"
#include "model/deal_row.h"
#include "model/event_key.h"
#include "model/lien.h"
#include "model/loop.h"
#include "model/mem.h"
#include "model/parcel.h"
#include "model/posting_wrote.h"
#include "model/query.h"

#include <assert.h>
#include <string.h>

#define LAST_NOTICE "SELECT coalesce(max(id), 0) FROM notice"

/* Where the chain stands in this transaction. */
struct head {
    int64_t number; /* of the last event; -1: not looked up yet */
    int64_t at_us;
    bool is_known;
    char hash[DIGEST_HEX_BYTES];
    struct digest *digest;
    struct wrote *wrote;
};

static const struct book_part HEAD = {"ledger", sizeof(struct head), NULL};

static enum status load_head(struct book *book, struct head *head, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT number, at_us, hash FROM event WHERE book_id = $1"
                      " ORDER BY number DESC LIMIT 1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        head->number = stmt_int(q, 0);
        head->at_us = stmt_int(q, 1);
        memcpy(head->hash, stmt_text(q, 2), DIGEST_HEX_BYTES);
    }
    stmt_reset(q);
    return status;
}

static enum status head_of(struct book *book, struct head **out, struct error *err)
{
    struct head *head = book_part(book, &HEAD);
    const struct book_stand *stand = book_stand(book);
    enum status status = STATUS_OK;
    *out = head;
    if (head->is_known) {
        return STATUS_OK;
    }
    if (stand) {
        head->number = stand->event;
        head->at_us = stand->at_us;
        memcpy(head->hash, stand->hash, DIGEST_HEX_BYTES);
    } else {
        status = load_head(book, head, err);
    }
    head->is_known = status == STATUS_OK;
    head->digest = digest_new(head);
    head->wrote = wrote_new(head);
    return status;
}

enum status ledger_next(struct book *book, int64_t *out, struct error *err)
{
    struct head *head;
    enum status status = head_of(book, &head, err);
    if (status == STATUS_OK) {
        *out = head->number + 1;
    }
    return status;
}

/* Legs sum to zero per currency: an operation that plans otherwise is our own mistake. */
static void assert_balanced(const struct posting *posting)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        int64_t sum = 0;
        const char *currency = posting->legs[i].account->currency;
        for (size_t j = 0; j < posting->leg_count; j++) {
            if (strcmp(posting->legs[j].account->currency, currency) == 0) {
                sum += posting->legs[j].amount_minor;
            }
        }
        assert(sum == 0);
    }
}

static bool is_lawful(const struct account *account)
{
    switch (account->kind) {
    case ACCOUNT_AVAILABLE:
    case ACCOUNT_HOLD:
        return account->balance_minor >= 0;
    case ACCOUNT_TRANSIT:
        return account->balance_minor <= 0;
    case ACCOUNT_BANK:
        return true; /* an overdraft at the bank is a fact; it raises an alarm, not an error */
    }
    return false;
}

static void assert_clock(const struct account *hold)
{
    assert(hold->kind != ACCOUNT_HOLD || hold->balance_minor == 0 ||
           (hold->due_us != TIME_NONE && hold->door != DOOR_NONE));
}

/* The clock that a hold had is kept, once for each event: the last change of several counts. */
static enum status keep_clock(struct book *book, const struct posting *posting, size_t number,
                              struct error *err)
{
    const struct account *hold = posting->clocks[number].hold;
    struct stmt *q;
    if (hold->is_new || hold->due_us == TIME_NONE) {
        return STATUS_OK; /* it had none */
    }
    for (size_t i = 0; i < number; i++) {
        if (posting->clocks[i].hold == hold) {
            return STATUS_OK;
        }
    }
    const char *sql = "INSERT INTO past_clock (account_id, until_event, door, due_us)"
                      " VALUES ($1, $2, $3, $4)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, hold->id);
    stmt_bind_int(q, 2, posting->event);
    stmt_bind_text(q, 3, door_name(hold->door));
    stmt_bind_int(q, 4, hold->due_us);
    return stmt_queue(q, err);
}

static enum status set_clock(struct book *book, const struct posting *posting, size_t number,
                             struct error *err)
{
    const struct clock_change *change = &posting->clocks[number];
    enum status status = keep_clock(book, posting, number, err);
    if (status == STATUS_OK) {
        change->hold->door = change->door;
        change->hold->due_us = change->due_us;
        account_touch(change->hold);
    }
    return status;
}

/* New balances and clocks go into the accounts; the store gets the new ones at once (legs refer to
 * them) and the others when the transaction flushes. */
static enum status settle_accounts(struct book *book, struct posting *posting, int64_t *balances,
                                   struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->clock_count && status == STATUS_OK; i++) {
        status = set_clock(book, posting, i, err);
    }
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        struct leg *leg = &posting->legs[i];
        leg->account->balance_minor += leg->amount_minor;
        balances[i] = leg->account->balance_minor;
        account_touch(leg->account);
        bond_note(book, leg->account);
    }
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        struct account *account = posting->legs[i].account;
        assert(is_lawful(account));
        assert_clock(account);
        if (account->is_new) {
            status = account_insert(book, account, posting->event, err);
        }
    }
    for (size_t i = 0; i < posting->opened_count && status == STATUS_OK; i++) {
        if (posting->opened[i]->is_new) {
            status = account_insert(book, posting->opened[i], posting->event, err);
        }
    }
    for (size_t i = 0; i < posting->lien_count && status == STATUS_OK; i++) {
        const struct lien_change *lien = &posting->liens[i];
        if (lien->on && lien->on->is_new) {
            status = account_insert(book, lien->on, posting->event, err);
        }
        if (status == STATUS_OK && lien->beneficiary && lien->beneficiary->is_new) {
            status = account_insert(book, lien->beneficiary, posting->event, err);
        }
    }
    return status;
}

static enum status insert_event(struct book *book, const struct event_row *row, const char *hash,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO event (book_id, number, at_us, operator, verb, subject, context,"
                      " source, key, body, hash, wrote)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, row->number);
    stmt_bind_int(q, 3, row->at_us);
    stmt_bind_text(q, 4, row->operator_login);
    stmt_bind_text(q, 5, row->verb);
    stmt_bind_text(q, 6, row->subject);
    stmt_bind_text(q, 7, row->context);
    stmt_bind_text(q, 8, row->source);
    stmt_bind_text(q, 9, row->key);
    stmt_bind_text(q, 10, row->body);
    stmt_bind_text(q, 11, hash);
    stmt_bind_text(q, 12, row->wrote);
    return stmt_queue(q, err);
}

static enum status insert_legs(struct book *book, const struct posting *posting,
                               const int64_t *balances, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO leg (book_id, event, position, account_id, amount_minor,"
                      " balance_minor) VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status = STATUS_OK;
    if (posting->leg_count > 0) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    for (size_t i = 0; i < posting->leg_count && status == STATUS_OK; i++) {
        stmt_bind_int(q, 1, book_id(book));
        stmt_bind_int(q, 2, posting->event);
        stmt_bind_int(q, 3, (int64_t)i + 1);
        stmt_bind_int(q, 4, posting->legs[i].account->id);
        stmt_bind_int(q, 5, posting->legs[i].amount_minor);
        stmt_bind_int(q, 6, balances[i]);
        status = stmt_queue(q, err);
    }
    return status;
}

enum status ledger_next_notices(struct book *book, int64_t count, int64_t *out, struct error *err)
{
    return query_next_numbers(book, LAST_NOTICE, count, out, err);
}

static enum status insert_notice(struct book *book, const struct posting *posting,
                                 const struct notice *notice, struct error *err)
{
    struct stmt *q;
    int64_t id;
    const char *sql = "INSERT INTO notice (id, event, party, subject, at_us, text, kind, language,"
                      " title) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    enum status status = query_next_number(book, LAST_NOTICE, &id, err);
    if (status == STATUS_OK) {
        status = store_prepare(book_store(book), sql, &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, posting->event);
    stmt_bind_text(q, 3, notice->party);
    stmt_bind_text(q, 4, posting->subject);
    stmt_bind_int(q, 5, posting->at_us);
    stmt_bind_text(q, 6, notice->text);
    stmt_bind_text(q, 7, notice->kind);
    stmt_bind_text(q, 8, notice->language);
    stmt_bind_text(q, 9, notice->title);
    return stmt_queue(q, err);
}

static enum status insert_notices(struct book *book, const struct posting *posting,
                                  struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->notice_count && status == STATUS_OK; i++) {
        status = insert_notice(book, posting, posting->notices[i], err);
    }
    return status;
}

/* The sums of the deals whose holds were funded, released or returned. */
static enum status add_to_deals(struct book *book, const struct posting *posting, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < posting->deal_count && status == STATUS_OK; i++) {
        const struct deal_change *change = &posting->deals[i];
        status = deal_add(book, change, posting->at_us, err);
        if (status == STATUS_OK && change->given_back_minor > 0) {
            status = parcel_note_returned(book, change->deal, change->given_back_minor, err);
        }
    }
    return status;
}

/* What it writes beside its legs. */
static enum status cover(struct book *book, struct posting *posting, struct wrote *wrote,
                         const char **out, struct error *err)
{
    wrote_begin(wrote);
    posting_wrote(posting, wrote);
    enum status status =
        posting->write_more ? posting->write_more(book, posting, wrote, err) : STATUS_OK;
    *out = wrote_finish(wrote);
    return status;
}

static void link_event(struct head *head, const struct event_row *row,
                       const struct posting *posting, const int64_t *balances)
{
    chain_begin(head->digest, head->hash, row);
    for (size_t i = 0; i < posting->leg_count; i++) {
        chain_leg(head->digest, posting->legs[i].account->id, posting->legs[i].amount_minor,
                  balances[i]);
    }
    digest_finish(head->digest, head->hash);
    head->number = row->number;
    head->at_us = row->at_us;
}

/* All that is to be asked before the first row is queued: a question drives the queue out. */
static enum status ask(struct book *book, const struct posting *posting, struct head **head,
                       struct error *err)
{
    const struct deal *deal;
    enum status status = head_of(book, head, err);
    for (size_t i = 0; i < posting->deal_count && status == STATUS_OK; i++) {
        status = deal_find(book, posting->deals[i].deal, &deal, err);
    }
    if (status == STATUS_OK && posting->notice_count > 0) {
        status = query_last_number(book, LAST_NOTICE, err);
    }
    return status == STATUS_OK ? lien_ready(book, posting, err) : status;
}

enum status ledger_post(struct book *book, struct posting *posting, struct error *err)
{
    struct head *head;
    assert(book_in_transaction(book) && posting->subject);
    assert_balanced(posting);
    enum status status = loop_check(posting, err);
    if (status == STATUS_OK) {
        status = ask(book, posting, &head, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    /* time never goes back in the books, whatever the clock does */
    int64_t now_us = book_now_us(book);
    bool is_behind = book_keeps_time(book, head->number) && now_us < head->at_us;
    posting->at_us = is_behind ? head->at_us : now_us;
    posting->event = head->number + 1;
    int64_t *balances = MEM_ARRAY(posting, int64_t, posting->leg_count + 1);
    struct event_row row = {posting->event,        posting->at_us,
                            book_operator(book),   posting->verb,
                            posting->subject,      posting->context,
                            posting->source,       posting->key,
                            posting_body(posting), NULL};
    status = settle_accounts(book, posting, balances, err);
    if (status == STATUS_OK) {
        status = cover(book, posting, head->wrote, &row.wrote, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    link_event(head, &row, posting, balances);
    book_appended(book, head->number, head->hash);
    status = insert_event(book, &row, head->hash, err);
    if (status == STATUS_OK) {
        status = insert_legs(book, posting, balances, err);
    }
    if (status == STATUS_OK) {
        status = insert_notices(book, posting, err);
    }
    if (status == STATUS_OK) {
        status = lien_store(book, posting, err);
    }
    if (status == STATUS_OK && posting->key) {
        event_key_note(book, posting->source, posting->key, posting->event);
    }
    return status == STATUS_OK ? add_to_deals(book, posting, err) : status;
}
