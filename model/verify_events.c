#include "model/verify_events.h"

#include "model/chain.h"
#include "model/mem.h"
#include "model/posting.h"
#include "model/proposal_row.h"
#include "model/verify_doors.h"
#include "model/verify_eyes.h"
#include "model/verify_sum.h"
#include "model/verify_wrote.h"

#include <string.h>

#include <jansson.h>

/* Neither table leads: an event need have no legs, and a leg that has no event is a breach. */
#define EVENTS_SQL                                                                                 \
    "SELECT book_id, number, at_us, operator, verb, subject, context, source, key, body, hash,"    \
    " wrote FROM event ORDER BY book_id, number"
/* With the first lien on a hold that is debited, which explains most of what goes to others than
 * its two parties. */
#define LEGS_SQL                                                                                   \
    "SELECT l.book_id, l.event, l.account_id, l.amount_minor, l.balance_minor, a.book_id,"         \
    " a.currency, a.kind, a.purpose, a.name, a.payer, a.payee, a.parent,"                          \
    " CASE WHEN l.amount_minor < 0 AND a.kind = 'hold' THEN (SELECT n.beneficiary_id FROM lien n"  \
    " WHERE n.account_id = a.root ORDER BY n.rank, n.id LIMIT 1) END"                              \
    " FROM leg l LEFT JOIN account a ON a.id = l.account_id"                                       \
    " ORDER BY l.book_id, l.event, l.position"

/* Rows of one of the two tables, by event. */
struct reader {
    struct stmt *q;
    bool has_row;
    int64_t book, event;
};

struct pass {
    struct book *book;
    struct verify_row *rows;
    struct rows_made *made;
    struct reader events, legs;
    struct verify_doors *doors;
    struct verify_eyes *eyes;
    struct verify_wrote *wrote;
    struct verify_sums sums;   /* of the event's legs */
    int64_t at_book, at_event; /* where the pass is */
    struct event_row event;    /* there; its texts last until the next is read */
    bool is_there, is_chained; /* the event; and in the chain of this book */
    struct digest *digest;     /* follows the chain while the legs are added to the event's hash */
    char previous[DIGEST_HEX_BYTES];
    char stored[DIGEST_HEX_BYTES + 1]; /* one longer shows */
    int64_t number, at_us;             /* the chain's last */
};

static enum status read_on(struct reader *reader, struct error *err)
{
    enum status status = stmt_step(reader->q, &reader->has_row, err);
    if (status == STATUS_OK && reader->has_row) {
        reader->book = stmt_int(reader->q, 0);
        reader->event = stmt_int(reader->q, 1);
    }
    return status;
}

static enum status open_reader(struct pass *pass, struct reader *reader, const char *sql,
                               struct error *err)
{
    enum status status = store_prepare(book_store(pass->book), sql, &reader->q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_expect_many(reader->q);
    return read_on(reader, err);
}

static bool is_at(const struct reader *reader, const struct pass *pass)
{
    return reader->has_row && reader->book == pass->at_book && reader->event == pass->at_event;
}

/* To whichever of the two comes first. */
static void go_on(struct pass *pass)
{
    const struct reader *events = &pass->events;
    const struct reader *legs = &pass->legs;
    bool is_leg = !events->has_row ||
                  (legs->has_row && (legs->book < events->book ||
                                     (legs->book == events->book && legs->event < events->event)));
    const struct reader *first = is_leg ? legs : events;
    pass->at_book = first->book;
    pass->at_event = first->event;
    pass->is_there = is_at(events, pass);
    pass->is_chained = pass->is_there && pass->at_book == book_id(pass->book);
}

static struct event_row read_event(const struct stmt *q)
{
    return (struct event_row){.number = stmt_int(q, 1),
                              .at_us = stmt_int(q, 2),
                              .operator_login = stmt_text(q, 3),
                              .verb = stmt_text(q, 4),
                              .subject = stmt_text(q, 5),
                              .context = stmt_text(q, 6),
                              .source = stmt_text(q, 7),
                              .key = stmt_text(q, 8),
                              .body = stmt_text(q, 9),
                              .wrote = stmt_text(q, 11)};
}

static void begin_chained(struct pass *pass)
{
    const struct event_row *event = &pass->event;
    struct verify_row *row = &pass->rows[VERIFY_CHAIN];
    const char *stored = stmt_text(pass->events.q, 10);
    if (event->number != pass->number + 1) {
        verify_breach(row, "event %lld is missing", (long long)pass->number + 1);
    }
    if (book_keeps_time(pass->book, pass->number) && event->at_us < pass->at_us) {
        verify_breach(row, "event %lld is earlier than the one before it",
                      (long long)event->number);
    }
    pass->number = event->number;
    pass->at_us = event->at_us;
    memset(pass->stored, 0, sizeof pass->stored);
    memcpy(pass->stored, stored, strnlen(stored, sizeof pass->stored - 1));
    chain_begin(pass->digest, pass->previous, event);
    row->checked++;
}

static void end_chained(struct pass *pass)
{
    char hash[DIGEST_HEX_BYTES];
    digest_finish(pass->digest, hash);
    if (strcmp(hash, pass->stored) != 0) {
        verify_breach(&pass->rows[VERIFY_CHAIN],
                      "event %lld is not what was written: its hash does not verify",
                      (long long)pass->number);
    }
    memcpy(pass->previous, pass->stored, DIGEST_HEX_BYTES - 1);
}

static bool ran_by_a_clock(const char *verb)
{
    static const char *const VERBS[] = {"default",           "complaint default", "complaint move",
                                        "complaint lapse",   "courier overdue",   "freeze end",
                                        "campaign end",      "proposal expire",   "freeze begin",
                                        "objection default", "caution lapse"};
    size_t at = 0;
    while (at < sizeof VERBS / sizeof *VERBS && strcmp(VERBS[at], verb) != 0) {
        at++;
    }
    return at < sizeof VERBS / sizeof *VERBS;
}

/* It says in its body when it was due: a hold may be funded again afterwards. */
static void check_time(struct pass *pass)
{
    const struct event_row *event = &pass->event;
    struct verify_row *row = &pass->rows[VERIFY_DEFAULTS];
    if (!ran_by_a_clock(event->verb)) {
        return;
    }
    json_t *body = json_loads(event->body, 0, NULL);
    json_t *due = json_object_get(body, POSTING_DUE);
    row->checked++;
    if (!json_is_integer(due) || event->at_us < json_integer_value(due)) {
        verify_breach(row, "event %lld ran early", (long long)event->number);
    }
    json_decref(body);
}

static void take_account(struct pass *pass, int64_t account, int64_t amount_minor)
{
    const struct stmt *q = pass->legs.q;
    struct verify_leg leg = {.account = account,
                             .amount_minor = amount_minor,
                             .currency = stmt_text(q, 6),
                             .kind = stmt_text(q, 7)};
    verify_sums_add(pass, &pass->sums, pass->at_book, leg.currency, amount_minor);
    if (verify_doors_open(pass->doors, amount_minor, leg.currency, leg.kind)) {
        return;
    }
    leg.purpose = stmt_text(q, 8);
    leg.name = stmt_text(q, 9);
    leg.payer = stmt_text(q, 10);
    leg.payee = stmt_text(q, 11);
    leg.parent = stmt_int(q, 12);
    leg.beneficiary = stmt_int(q, 13);
    verify_doors_leg(pass->doors, &leg);
}

static void take_leg(struct pass *pass)
{
    const struct stmt *q = pass->legs.q;
    struct verify_row *together = &pass->rows[VERIFY_TOGETHER];
    int64_t account = stmt_int(q, 2);
    int64_t amount_minor = stmt_int(q, 3);
    bool has_account = !stmt_is_null(q, 5);
    together->checked++;
    if (!pass->is_there) {
        verify_breach(together, "event %lld has a leg and is not there", (long long)pass->at_event);
    }
    if (!has_account || stmt_int(q, 5) != pass->at_book) {
        verify_breach(together, "event %lld moves account %lld, which is not there",
                      (long long)pass->at_event, (long long)account);
    }
    if (pass->is_chained) {
        chain_leg(pass->digest, account, amount_minor, stmt_int(q, 4));
    }
    if (has_account) {
        take_account(pass, account, amount_minor);
    }
}

static void check_sums(struct pass *pass)
{
    for (size_t i = 0; i < pass->sums.count; i++) {
        const struct verify_sum *sum = &pass->sums.items[i];
        if (sum->is_beyond) {
            verify_breach(&pass->rows[VERIFY_SUMS], "event %lld sums to no amount of %s",
                          (long long)pass->at_event, sum->currency);
        } else if (sum->minor != 0) {
            verify_breach(&pass->rows[VERIFY_SUMS], "event %lld sums to %lld %s",
                          (long long)pass->at_event, (long long)sum->minor, sum->currency);
        }
    }
    pass->sums.count = 0;
}

/* What it proposed, or ended. */
static int is_of_proposals(const struct event_row *event)
{
    return strcmp(event->verb, "propose") == 0 ||
           strstr(event->body, "\"" PROPOSAL_NOTE "\":") != NULL;
}

static int is_of_takings(const struct event_row *event)
{
    return strcmp(event->verb, "complaint take") == 0 || strcmp(event->verb, "complaint hand") == 0;
}

static void count_event(struct pass *pass)
{
    const struct event_row *event = &pass->event;
    pass->rows[VERIFY_SUMS].checked++;
    pass->rows[VERIFY_KEYS].checked += event->key != NULL;
    pass->rows[VERIFY_EYES].checked += is_of_proposals(event);
    pass->rows[VERIFY_TAKINGS].checked += is_of_takings(event);
    pass->rows[VERIFY_CAUTIONS].checked += strncmp(event->verb, "caution", strlen("caution")) == 0;
}

static enum status take_event(struct pass *pass, struct error *err)
{
    if (pass->is_there) {
        pass->event = read_event(pass->events.q);
        count_event(pass);
    }
    enum status status = STATUS_OK;
    if (pass->is_chained) {
        begin_chained(pass);
        check_time(pass);
        rows_made_note(pass->made, pass->event.verb, pass->event.body);
        verify_eyes_take(pass->eyes, &pass->event);
        status = verify_wrote_take(pass->wrote, pass->at_event, pass->event.wrote, err);
    }
    if (status == STATUS_OK && pass->is_there) {
        status = read_on(&pass->events, err);
    }
    while (status == STATUS_OK && is_at(&pass->legs, pass)) {
        take_leg(pass);
        status = read_on(&pass->legs, err);
    }
    if (pass->is_chained) {
        end_chained(pass);
    }
    check_sums(pass);
    return status == STATUS_OK ? verify_doors_end(pass->doors, pass->at_book, pass->at_event, err)
                               : status;
}

static enum status take_all(struct pass *pass, struct error *err)
{
    enum status status = open_reader(pass, &pass->events, EVENTS_SQL, err);
    if (status == STATUS_OK) {
        status = open_reader(pass, &pass->legs, LEGS_SQL, err);
    }
    if (status == STATUS_OK) {
        status = verify_wrote_open(pass->wrote, err);
    }
    while (status == STATUS_OK && (pass->events.has_row || pass->legs.has_row)) {
        go_on(pass);
        status = take_event(pass, err);
    }
    if (status == STATUS_OK) {
        verify_wrote_finish(pass->wrote);
    }
    return status == STATUS_OK ? verify_doors_finish(pass->doors, err) : status;
}

enum status verify_events(struct book *book, struct verify_row *rows, struct rows_made *made,
                          struct error *err)
{
    struct pass *pass = MEM_NEW(NULL, struct pass);
    pass->book = book;
    pass->rows = rows;
    pass->made = made;
    pass->digest = digest_new(pass);
    pass->eyes = verify_eyes_new(pass, book, &rows[VERIFY_EYES]);
    pass->wrote = verify_wrote_new(pass, book, &rows[VERIFY_WROTE]);
    pass->doors = verify_doors_new(pass, book, &rows[VERIFY_DOORS]);
    enum status status = take_all(pass, err);
    if (pass->events.q != NULL) {
        stmt_reset(pass->events.q);
    }
    if (pass->legs.q != NULL) {
        stmt_reset(pass->legs.q);
    }
    verify_wrote_close(pass->wrote);
    mem_free(pass);
    return status;
}
