#include "model/anchor.h"

#include "model/canon.h"
#include "model/mem.h"
#include "model/text.h"
#include "model/time.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* As the counts of an anchor are called. */
static const char *const NAMES[ANCHOR_COUNTS] = {
    [ANCHOR_ACCOUNTS] = "accounts", [ANCHOR_DOCUMENTS] = "documents", [ANCHOR_EVENTS] = "events",
    [ANCHOR_LEGS] = "legs",         [ANCHOR_NOTICES] = "notices",
};
/* In that order. */
#define COUNTS_SQL                                                                                 \
    "SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM document),"                      \
    " (SELECT count(*) FROM event), (SELECT count(*) FROM leg), (SELECT count(*) FROM notice)"
#define HEAD_SQL                                                                                   \
    "SELECT number, at_us, hash FROM event WHERE book_id = $1 ORDER BY number DESC LIMIT 1"
#define EVENT_SQL "SELECT number, at_us, hash FROM event WHERE book_id = $1 AND number = $2"

/* ---- what the store has ---- */

/* An event as the chain has it; number is 0 where there is none. */
struct link {
    int64_t number, at_us;
    char hash[DIGEST_HEX_BYTES];
};

static enum status read_link(struct stmt *q, struct link *out, struct error *err)
{
    bool has_row = false;
    enum status status = stmt_step(q, &has_row, err);
    *out = (struct link){.number = 0};
    if (status == STATUS_OK && has_row) {
        out->number = stmt_int(q, 0);
        out->at_us = stmt_int(q, 1);
        (void)snprintf(out->hash, sizeof out->hash, "%s", stmt_text(q, 2));
    }
    stmt_reset(q);
    return status;
}

static enum status read_head(struct book *book, struct link *out, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), HEAD_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    return read_link(q, out, err);
}

static enum status read_event(struct book *book, int64_t number, struct link *out,
                              struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), EVENT_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    stmt_bind_int(q, 2, number);
    return read_link(q, out, err);
}

static enum status read_counts(struct book *book, int64_t counts[ANCHOR_COUNTS], struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), COUNTS_SQL, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    for (int i = 0; i < ANCHOR_COUNTS; i++) {
        counts[i] = stmt_int(q, i);
    }
    stmt_reset(q);
    return STATUS_OK;
}

/* Inside a transaction. */
static enum status look(struct book *book, struct anchor *out, struct error *err)
{
    struct link first, head;
    enum status status = read_event(book, 1, &first, err);
    if (status == STATUS_OK) {
        status = read_head(book, &head, err);
    }
    if (status == STATUS_OK) {
        status = read_counts(book, out->counts, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    (void)snprintf(out->book, sizeof out->book, "%s", book_name(book));
    out->number = head.number;
    out->at_us = head.at_us;
    memcpy(out->first, first.hash, sizeof out->first);
    memcpy(out->head, head.hash, sizeof out->head);
    return STATUS_OK;
}

enum status anchor_take(struct book *book, struct anchor *out, struct error *err)
{
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = look(book, out, err);
    book_rollback(book);
    if (status == STATUS_OK && out->first[0] == '\0') {
        (void)error_set(err, STATUS_REFUSED, "there is no first event to anchor");
        return error_hint(err, "holdfast verify tells what is missing");
    }
    return status;
}

/* ---- the line ---- */

void anchor_write(const struct anchor *anchor, char *line)
{
    char at[TIME_TEXT_BYTES];
    void *mem = mem_context(NULL, "anchor");
    struct canon *canon = canon_new(mem);
    canon_text(canon, "book", anchor->book);
    canon_int(canon, "number", anchor->number);
    canon_text(canon, "at", time_format(anchor->at_us, at));
    canon_text(canon, "first", anchor->first);
    canon_text(canon, "head", anchor->head);
    for (int i = 0; i < ANCHOR_COUNTS; i++) {
        canon_int(canon, NAMES[i], anchor->counts[i]);
    }
    (void)snprintf(line, ANCHOR_LINE_BYTES, "%s", canon_object(canon));
    mem_free(mem);
}

static enum status lacks(const char *what, struct error *err)
{
    return error_set(err, STATUS_INVALID, "it has no %s as an anchor has", what);
}

static bool read_hash(const json_t *object, const char *name, char out[DIGEST_HEX_BYTES])
{
    const char *text = json_string_value(json_object_get(object, name));
    if (text == NULL || strlen(text) != DIGEST_HEX_BYTES - 1 ||
        strspn(text, "0123456789abcdef") != DIGEST_HEX_BYTES - 1) {
        return false;
    }
    memcpy(out, text, DIGEST_HEX_BYTES);
    return true;
}

static bool read_number(const json_t *object, const char *name, int64_t least, int64_t *out)
{
    const json_t *value = json_object_get(object, name);
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= least;
}

static enum status read_fields(const json_t *object, struct anchor *out, struct error *err)
{
    struct error ignored; /* which field it is says enough */
    const char *book = json_string_value(json_object_get(object, "book"));
    const char *at = json_string_value(json_object_get(object, "at"));
    if (book == NULL || strlen(book) >= sizeof out->book) {
        return lacks("book", err);
    }
    memcpy(out->book, book, strlen(book) + 1);
    if (!read_number(object, "number", 1, &out->number)) {
        return lacks("number", err);
    }
    if (at == NULL || time_parse(at, &out->at_us, &ignored) != STATUS_OK) {
        return lacks("at", err);
    }
    if (!read_hash(object, "first", out->first)) {
        return lacks("first", err);
    }
    if (!read_hash(object, "head", out->head)) {
        return lacks("head", err);
    }
    for (int i = 0; i < ANCHOR_COUNTS; i++) {
        if (!read_number(object, NAMES[i], 0, &out->counts[i])) {
            return lacks(NAMES[i], err);
        }
    }
    return STATUS_OK;
}

enum status anchor_read(const char *line, struct anchor *out, struct error *err)
{
    const char *begin = strchr(line, '{');
    if (begin == NULL) {
        return error_set(err, STATUS_INVALID, "it is no anchor");
    }
    json_t *object = json_loads(begin, JSON_REJECT_DUPLICATES, NULL);
    if (object == NULL) {
        return error_set(err, STATUS_INVALID, "it is no anchor, or not the whole of one");
    }
    enum status status = read_fields(object, out, err);
    json_decref(object);
    return status;
}

/* ---- whether the book is still what a witness saw ---- */

struct anchor_check {
    struct book *book;
    struct anchor now;
    int64_t sound; /* the last event up to which an anchor was right */
    struct verify_row row;
};

enum status anchor_check_begin(struct book *book, void *mem, struct anchor_check **out,
                               struct error *err)
{
    struct anchor_check *check = MEM_NEW(mem, struct anchor_check);
    check->book = book;
    check->row = (struct verify_row){.number = 6, .name = "anchors match", .holds = true};
    enum status status = book_begin_snapshot(book, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = look(book, &check->now, err);
    if (status != STATUS_OK) {
        book_rollback(book);
    }
    *out = check;
    return status;
}

/* Rows went, or, where nothing was entered since, came. */
static void compare_counts(struct anchor_check *check, const struct anchor *anchor,
                           const char *place)
{
    bool is_now = anchor->number == check->now.number;
    for (int i = 0; i < ANCHOR_COUNTS; i++) {
        int64_t then = anchor->counts[i];
        int64_t now = check->now.counts[i];
        if (now < then || (is_now && now > then)) {
            verify_breach(&check->row, "%s: there were %lld %s at event %lld, and there are %lld",
                          place, (long long)then, NAMES[i], (long long)anchor->number,
                          (long long)now);
        }
    }
}

static void compare(struct anchor_check *check, const struct anchor *anchor,
                    const struct link *event, const char *place)
{
    struct verify_row *row = &check->row;
    long long number = (long long)anchor->number;
    if (strcmp(anchor->book, check->now.book) != 0) {
        verify_breach(row, "%s is of the book %.64s, and this is %.64s", place, anchor->book,
                      check->now.book);
    } else if (strcmp(anchor->first, check->now.first) != 0) {
        verify_breach(row, "%s is of another book: its first event is not the one here", place);
    } else if (anchor->number > check->now.number) {
        verify_breach(row, "%s: the tail was cut: there was an event %lld, and the last is %lld",
                      place, number, (long long)check->now.number);
    } else if (event->number == 0) {
        verify_breach(row, "%s: event %lld is missing", place, number);
    } else if (strcmp(event->hash, anchor->head) != 0) {
        verify_breach(row,
                      "%s: the past was written anew: event %lld has another hash than it had;"
                      " up to event %lld an anchor is right",
                      place, number, (long long)check->sound);
    } else if (event->at_us != anchor->at_us) {
        verify_breach(row, "%s: event %lld has another time than it had", place, number);
    } else {
        compare_counts(check, anchor, place);
    }
}

enum status anchor_check_one(struct anchor_check *check, const struct anchor *anchor,
                             const char *place, struct error *err)
{
    struct link event;
    enum status status = read_event(check->book, anchor->number, &event, err);
    if (status != STATUS_OK) {
        return status;
    }
    check->row.checked++;
    compare(check, anchor, &event, place);
    if (check->row.holds && anchor->number > check->sound) {
        check->sound = anchor->number;
    }
    return STATUS_OK;
}

struct verify_row anchor_check_end(struct anchor_check *check)
{
    book_rollback(check->book);
    return check->row;
}
