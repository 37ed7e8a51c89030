#include "model/copy_events.h"

#include "model/chain.h"
#include "model/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#define LEG_BYTES 64 /* about, with what its account takes */

/* Columns as relation.c has them; a wrong one would not hash. */
enum { EVENT_NUMBER = 1, EVENT_AT, EVENT_OPERATOR, EVENT_VERB, EVENT_SUBJECT, EVENT_CONTEXT };
enum { EVENT_SOURCE = 7, EVENT_KEY, EVENT_BODY, EVENT_HASH, EVENT_WROTE };
enum { LEG_EVENT = 1, LEG_POSITION, LEG_ACCOUNT, LEG_AMOUNT, LEG_BALANCE };
enum { ACCOUNT_ID = 0 };

/* One table of the source while it is walked, and the statement that writes it to the target. */
struct stream {
    const struct relation *relation;
    struct stmt *from, *to;
    bool has_row;
};

struct walk {
    struct copy_work *work;
    struct digest *digest;
    struct stream events, legs, accounts;
    int64_t last_account; /* of those in the target */
};

static enum status next(struct stream *stream, struct error *err)
{
    return stmt_step(stream->from, &stream->has_row, err);
}

/* Walk the rows behind a key; its last parts count for nothing where the table's key is shorter. */
static enum status open_stream(struct walk *walk, struct stream *stream, const char *name,
                               const int64_t key[RELATION_KEY_MAX], int parts, struct error *err)
{
    void *mem = mem_context(walk->work->mem, "statements");
    stream->relation = relation_find(name);
    enum status status =
        store_prepare(walk->work->source, relation_select(mem, stream->relation, RELATION_AFTER),
                      &stream->from, err);
    if (status == STATUS_OK) {
        stmt_expect_many(stream->from);
        for (int i = 0; i < parts; i++) {
            stmt_bind_int(stream->from, i + 1, key[i]);
        }
        status = next(stream, err);
    }
    if (status == STATUS_OK) {
        status = store_prepare(walk->work->target, relation_insert(mem, stream->relation),
                               &stream->to, err);
    }
    mem_free(mem);
    return status;
}

static enum status find_last_account(struct walk *walk, struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    enum status status =
        store_prepare(walk->work->target, "SELECT coalesce(max(id), 0) FROM account", &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status == STATUS_OK) {
        walk->last_account = stmt_int(q, 0);
        stmt_reset(q);
    }
    return status;
}

/* The row that stands in the stream, into the target. */
static enum status put(struct stream *stream, struct error *err)
{
    relation_bind_insert(stream->relation, stream->to, stream->from);
    return stmt_queue(stream->to, err);
}

/* Accounts up to the one that a leg is about. They go as the snapshot has them: their balances are
 * of its end, which nobody sees before the copy is whole. */
static enum status put_accounts(struct walk *walk, int64_t wanted, struct error *err)
{
    struct stream *accounts = &walk->accounts;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && walk->last_account < wanted && accounts->has_row) {
        walk->last_account = stmt_int(accounts->from, ACCOUNT_ID);
        status = put(accounts, err);
        if (status == STATUS_OK) {
            status = next(accounts, err);
        }
    }
    return status;
}

static enum status put_legs(struct walk *walk, int64_t event, struct error *err)
{
    struct stream *legs = &walk->legs;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && legs->has_row && stmt_int(legs->from, LEG_EVENT) == event) {
        int64_t account = stmt_int(legs->from, LEG_ACCOUNT);
        chain_leg(walk->digest, account, stmt_int(legs->from, LEG_AMOUNT),
                  stmt_int(legs->from, LEG_BALANCE));
        walk->work->bytes += LEG_BYTES;
        status = put_accounts(walk, account, err);
        if (status == STATUS_OK) {
            status = put(legs, err);
        }
        if (status == STATUS_OK) {
            status = next(legs, err);
        }
    }
    return status;
}

static void begin_link(struct walk *walk)
{
    const struct stmt *q = walk->events.from;
    struct event_row row = {
        .number = stmt_int(q, EVENT_NUMBER),
        .at_us = stmt_int(q, EVENT_AT),
        .operator_login = stmt_text(q, EVENT_OPERATOR),
        .verb = stmt_text(q, EVENT_VERB),
        .subject = stmt_text(q, EVENT_SUBJECT),
        .context = stmt_text(q, EVENT_CONTEXT),
        .source = stmt_text(q, EVENT_SOURCE),
        .key = stmt_text(q, EVENT_KEY),
        .body = stmt_text(q, EVENT_BODY),
        .wrote = stmt_text(q, EVENT_WROTE),
    };
    chain_begin(walk->digest, walk->work->at.hash, &row);
}

static enum status end_link(struct walk *walk, int64_t number, struct error *err)
{
    struct copy_head *at = &walk->work->at;
    char hash[DIGEST_HEX_BYTES];
    digest_finish(walk->digest, hash);
    if (number != at->number + 1 || strcmp(hash, stmt_text(walk->events.from, EVENT_HASH)) != 0) {
        (void)error_set(err, STATUS_CORRUPT,
                        "event %" PRId64 " of the source is not what was written", number);
        return error_hint(err, "holdfast verify tells more; go on from a backup that it proves");
    }
    at->number = number;
    memcpy(at->hash, hash, sizeof at->hash);
    return STATUS_OK;
}

/* One event, whole: a transaction ends only behind it. */
static enum status put_event(struct walk *walk, struct error *err)
{
    struct copy_work *work = walk->work;
    int64_t number = stmt_int(walk->events.from, EVENT_NUMBER);
    size_t bytes = strlen(stmt_text(walk->events.from, EVENT_BODY));
    enum status status = copy_begin(work, err);
    if (status == STATUS_OK) {
        begin_link(walk);
        status = put(&walk->events, err);
    }
    if (status == STATUS_OK) {
        status = put_legs(walk, number, err);
    }
    if (status == STATUS_OK) {
        status = end_link(walk, number, err);
    }
    return status == STATUS_OK ? copy_count(work, bytes, COPY_BATCH_EVENTS, err) : status;
}

static enum status put_events(struct walk *walk, struct error *err)
{
    struct copy_work *work = walk->work;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && walk->events.has_row) {
        status = put_event(walk, err);
        if (status == STATUS_OK && !store_in_transaction(work->target)) {
            status = copy_tell(work, "events", work->at.number, work->source_head.number, err);
        }
        if (status == STATUS_OK) {
            status = next(&walk->events, err);
        }
    }
    if (status == STATUS_OK) {
        status = copy_commit(work, err);
    }
    return status == STATUS_OK
               ? copy_tell(work, "events", work->at.number, work->source_head.number, err)
               : status;
}

enum status copy_events(struct copy_work *work, struct error *err)
{
    struct walk walk = {.work = work, .digest = digest_new(work->mem)};
    enum status status = find_last_account(&walk, err);
    const int64_t after[] = {work->book, work->at.number, INT64_MAX};
    const int64_t accounts[RELATION_KEY_MAX] = {walk.last_account};
    if (status == STATUS_OK) {
        status = open_stream(&walk, &walk.events, "event", after, 2, err);
    }
    if (status == STATUS_OK) {
        status = open_stream(&walk, &walk.legs, "leg", after, 3, err);
    }
    if (status == STATUS_OK) {
        status = open_stream(&walk, &walk.accounts, "account", accounts, 1, err);
    }
    if (status == STATUS_OK) {
        status = put_events(&walk, err);
        stmt_reset(walk.accounts.from);
    }
    mem_free(walk.digest);
    return status;
}
