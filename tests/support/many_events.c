/* Which call made which event, and whether each call has just those that it was told of. */
#include "tests/support/many_books.h"

#include "model/mem.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LABEL_BYTES 160

/* Where an operator's action keeps the tag of its call. */
static const struct {
    const char *verb;
    enum many_kind kind;
    const char *field;
} TAGS[] = {
    {"payout", MANY_PAYOUT, "to"},
    {"hold release", MANY_RELEASE, "reason"},
    {"hold return", MANY_RETURN, "reason"},
    {"freeze", MANY_FREEZE, "facts"},
    {"unfreeze", MANY_UNFREEZE, "reason"},
    {"complaint open", MANY_COMPLAIN, "text"},
    {"complaint decide", MANY_DECIDE, "reasons"},
    {"statement", MANY_IMPORT, "file"},
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int64_t int_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static bool is_feed(const struct many_call *call)
{
    return call->kind == MANY_FEED || call->kind == MANY_TWIN;
}

/* Reading */

static void must(enum status status, const struct error *err)
{
    if (status != STATUS_OK) {
        fail_msg("%s: %s", err->message, err->detail);
    }
}

int64_t many_ask(struct store *store, const char *sql, const char *argument)
{
    struct stmt *q = NULL;
    struct error err;
    bool has_row = false;
    must(store_prepare(store, sql, &q, &err), &err);
    if (argument != NULL) {
        stmt_bind_text(q, 1, argument);
    }
    must(stmt_step(q, &has_row, &err), &err);
    if (!has_row) {
        fail_msg("nothing is found by %s for %s", sql, argument == NULL ? "" : argument);
    }
    int64_t value = stmt_int(q, 0);
    stmt_reset(q);
    return value;
}

static bool has_tag(const struct many_call *call, const char *text)
{
    size_t bytes = strlen(call->tag);
    return strncmp(call->tag, text, bytes) == 0 && (text[bytes] == '\0' || text[bytes] == '.');
}

static bool is_match_of(const struct many_call *call, const struct many_event *event)
{
    int64_t amount = int_of(json_object_get(event->body, "amount"), "minor");
    return call->kind == MANY_MATCH && int_of(call->facts, "amount") == amount &&
           int_of(call->facts, "line") == int_of(event->body, "line") &&
           strcmp(text_of(call->facts, "item"), text_of(event->body, "item")) == 0;
}

static bool is_action_of(const struct many_call *call, const struct many_event *event)
{
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        if (call->kind == TAGS[i].kind && strcmp(event->verb, TAGS[i].verb) == 0) {
            return has_tag(call, text_of(event->body, TAGS[i].field));
        }
    }
    return strcmp(event->verb, "match") == 0 && is_match_of(call, event);
}

static bool is_line_of(json_t *line, const struct many_event *event)
{
    if (strcmp(text_of(line, "id"), event->key) != 0) {
        return false;
    }
    json_t *sent = json_copy(line);
    (void)json_object_del(sent, "id");
    bool is_it = json_equal(sent, event->body);
    json_decref(sent);
    return is_it;
}

/* Any line that was sent with this id and body. */
static json_t *find_line(const struct many_calls *calls, const struct many_event *event)
{
    for (size_t i = 0; i < calls->count; i++) {
        json_t *lines = json_object_get(calls->items[i].facts, "lines");
        size_t j = 0;
        json_t *line = NULL;
        json_array_foreach(lines, j, line)
        {
            if (is_feed(&calls->items[i]) && is_line_of(line, event)) {
                return line;
            }
        }
    }
    return NULL;
}

/* The lines of a statement come after it. */
static const struct many_call *statement_call(const struct many_books *books,
                                              const struct many_event *event)
{
    char subject[LABEL_BYTES];
    (void)snprintf(subject, sizeof subject, "statement:%" PRId64, int_of(event->body, "statement"));
    for (const struct many_event *at = event; at >= books->events; at--) {
        if (strcmp(at->verb, "statement") == 0 && strcmp(at->subject, subject) == 0) {
            return at->call;
        }
    }
    return NULL;
}

static bool is_clock(const struct many_event *event)
{
    return strcmp(event->verb, "default") == 0 || strcmp(event->verb, "freeze end") == 0 ||
           strcmp(event->verb, "complaint default") == 0 ||
           strcmp(event->verb, "break escalate due") == 0;
}

/* Find who asked for it; fails the test where nobody did. */
static void attribute(const struct many_books *books, struct many_event *event)
{
    const struct many_calls *calls = books->calls;
    if (event->key != NULL) {
        event->line = find_line(calls, event);
    } else if (strcmp(event->verb, "line") == 0) {
        event->call = statement_call(books, event);
    } else {
        for (size_t i = 0; i < calls->count && event->call == NULL; i++) {
            event->call = is_action_of(&calls->items[i], event) ? &calls->items[i] : NULL;
        }
    }
    if (event->line == NULL && event->call == NULL && !is_clock(event)) {
        fail_msg("nobody asked for event %" PRId64 ", %s %s by %s", event->number, event->verb,
                 event->subject, event->login);
    }
    if (event->call != NULL && event->call->end == MANY_REFUSED) {
        fail_msg("event %" PRId64 " is there, and was refused: %s: %s", event->number,
                 event->call->text, event->call->err);
    }
    if (event->call != NULL && strcmp(event->call->login, event->login) != 0) {
        fail_msg("event %" PRId64 " is by %s, and %s asked for it", event->number, event->login,
                 event->call->login);
    }
}

static void forget(void *object)
{
    struct many_books *books = object;
    for (size_t i = 0; i < books->count; i++) {
        json_decref(books->events[i].body);
    }
}

/* Where a payout goes its body has only sealed. */
static void take_event(struct many_books *books, const struct stmt *q)
{
    const char *key = stmt_text(q, 4);
    struct many_event *event = &books->events[books->count];
    *event = (struct many_event){.number = stmt_int(q, 0),
                                 .login = mem_strdup(books, stmt_text(q, 1)),
                                 .verb = mem_strdup(books, stmt_text(q, 2)),
                                 .subject = mem_strdup(books, stmt_text(q, 3)),
                                 .key = key == NULL ? NULL : mem_strdup(books, key),
                                 .body = json_loads(stmt_text(q, 5), 0, NULL)};
    assert_non_null(event->body);
    if (!stmt_is_null(q, 6)) {
        json_object_set_new(event->body, "to", json_string(stmt_text(q, 6)));
    }
    assert_int_equal(event->number, books->base->events + (int64_t)books->count + 1);
    books->count++;
}

struct many_books *many_books_read(struct world *world, const struct many_base *base,
                                   const struct many_calls *calls)
{
    struct many_books *books = MEM_NEW(world->mem, struct many_books);
    struct stmt *q = NULL;
    struct error err;
    bool has_row = false;
    *books = (struct many_books){.world = world, .base = base, .calls = calls};
    mem_on_free(books, forget);
    must(store_open(books, world->db, STORE_READ, &books->store, &err), &err);
    int64_t all = many_ask(books->store, "SELECT count(*) FROM event", NULL);
    assert_true(all > base->events);
    books->events = MEM_ARRAY(books, struct many_event, (size_t)(all - base->events));
    must(store_prepare(books->store,
                       "SELECT e.number, e.operator, e.verb, e.subject, e.key, e.body, x.value"
                       " FROM event e LEFT JOIN personal x ON x.event = e.number"
                       " AND x.kind = 'destination' WHERE e.number > $1 ORDER BY e.number",
                       &q, &err),
         &err);
    stmt_bind_int(q, 1, base->events);
    while (stmt_step(q, &has_row, &err) == STATUS_OK && has_row) {
        take_event(books, q);
    }
    assert_int_equal(books->count, all - base->events);
    for (size_t i = 0; i < books->count; i++) {
        attribute(books, &books->events[i]);
    }
    return books;
}

/* What one call has */

static const struct many_event *events_of(const struct many_books *books,
                                          const struct many_call *call, const char *verb,
                                          size_t *count)
{
    const struct many_event *first = NULL;
    *count = 0;
    for (size_t i = 0; i < books->count; i++) {
        const struct many_event *event = &books->events[i];
        if (event->call == call && (verb == NULL || strcmp(event->verb, verb) == 0)) {
            first = first == NULL ? event : first;
            (*count)++;
        }
    }
    return first;
}

static void check_legs(const struct many_books *books, const struct many_call *call, int64_t event)
{
    json_t *legs = json_object_get(call->said, "legs");
    struct stmt *q = NULL;
    struct error err;
    bool has_row = false;
    size_t i = 0;
    must(store_prepare(books->store,
                       "SELECT a.kind || ':' || a.name, l.amount_minor, l.balance_minor FROM leg l"
                       " JOIN account a ON a.id = l.account_id WHERE l.event = $1"
                       " ORDER BY l.position",
                       &q, &err),
         &err);
    stmt_bind_int(q, 1, event);
    while (stmt_step(q, &has_row, &err) == STATUS_OK && has_row) {
        json_t *leg = json_array_get(legs, i++);
        if (strcmp(text_of(leg, "account"), stmt_text(q, 0)) != 0 ||
            int_of(json_object_get(leg, "amount"), "minor") != stmt_int(q, 1) ||
            int_of(json_object_get(leg, "balance"), "minor") != stmt_int(q, 2)) {
            fail_msg("entry %zu of event %" PRId64 " is not as it was told: %s", i, event,
                     call->out);
        }
    }
    assert_int_equal(i, json_array_size(legs));
}

static void check_action(const struct many_books *books, const struct many_call *call)
{
    size_t count = 0;
    const struct many_event *event = events_of(books, call, NULL, &count);
    if (count > 1 || (count == 0 && call->end == MANY_ACKNOWLEDGED)) {
        fail_msg("%s (%s) is there %zu times: %s", call->text, call->tag, count, call->out);
    }
    if (call->end != MANY_ACKNOWLEDGED) {
        return;
    }
    assert_int_equal(event->number, int_of(call->said, "event"));
    if (call->kind != MANY_MATCH) {
        assert_string_equal(event->subject, text_of(call->said, "result"));
    } else {
        const char *match = strchr(text_of(call->said, "result"), ':') + 1;
        assert_int_equal(
            event->number,
            many_ask(books->store, "SELECT event FROM match WHERE id = CAST($1 AS BIGINT)", match));
    }
    check_legs(books, call, event->number);
}

/* Whoever came too late for a complaint or a freeze was told who came first. */
static void check_late(const struct many_books *books, const struct many_call *call)
{
    bool is_decision = call->kind == MANY_DECIDE;
    const char *said = strstr(call->err, is_decision ? " was decided by " : " was lifted by ");
    if (said == NULL || call->end != MANY_REFUSED) {
        return;
    }
    char subject[LABEL_BYTES];
    char by[LABEL_BYTES];
    if (is_decision) {
        const char *id = text_of(call->facts, "complaint");
        (void)snprintf(subject, sizeof subject, "complaint:%s", id);
    } else {
        (void)snprintf(subject, sizeof subject, "freeze:%" PRId64, int_of(call->facts, "freeze"));
    }
    const struct many_event *first = NULL;
    for (size_t i = 0; i < books->count && first == NULL; i++) {
        const struct many_event *event = &books->events[i];
        bool is_it = event->call != NULL && event->call->kind == call->kind &&
                     strcmp(event->subject, subject) == 0;
        first = is_it ? event : NULL;
    }
    assert_non_null(first);
    (void)snprintf(by, sizeof by, " by %s at ", first->login);
    if (strncmp(strstr(said, " by "), by, strlen(by)) != 0) {
        fail_msg("it was%s, and %s was told: %s", by, call->login, call->err);
    }
}

/* All lines of the file or none; and once acknowledged, all of them, by this call or another. */
static void check_import(const struct many_books *books, const struct many_call *call)
{
    size_t statements = 0;
    size_t lines = 0;
    const struct many_event *statement = events_of(books, call, "statement", &statements);
    (void)events_of(books, call, "line", &lines);
    assert_true(statements <= 1);
    if (statement != NULL) {
        assert_int_equal(lines, int_of(statement->body, "new_lines"));
    }
    if (call->end != MANY_ACKNOWLEDGED) {
        return;
    }
    assert_int_equal(lines, int_of(call->said, "new"));
    assert_int_equal(statements, json_is_null(json_object_get(call->said, "statement")) ? 0 : 1);
    size_t i = 0;
    json_t *number = NULL;
    json_array_foreach(json_object_get(call->facts, "lines"), i, number)
    {
        char reference[LABEL_BYTES];
        (void)snprintf(reference, sizeof reference, "L-%d", (int)json_integer_value(number));
        assert_int_equal(
            many_ask(books->store, "SELECT count(*) FROM line WHERE reference = $1", reference), 1);
    }
}

/* Feeds */

static const struct many_event *find_key(const struct many_books *books, const char *key)
{
    for (size_t i = 0; i < books->count; i++) {
        if (books->events[i].key != NULL && strcmp(books->events[i].key, key) == 0) {
            return &books->events[i];
        }
    }
    return NULL;
}

static bool is_rejected(const struct many_call *call, const char *id)
{
    size_t i = 0;
    json_t *rejected = NULL;
    json_array_foreach(call->rejected, i, rejected)
    {
        if (strcmp(json_string_value(rejected), id) == 0) {
            return true;
        }
    }
    return false;
}

/* Of a feed that was not killed: where it stopped, or its end. */
static size_t lines_kept(const struct many_call *call)
{
    if (call->end == MANY_REFUSED && strstr(call->err, " is refused: ") == NULL &&
        strstr(call->err, " are refused: ") == NULL) {
        const char *line = strstr(call->err, "line ");
        assert_non_null(line);
        return (size_t)strtol(line + strlen("line "), NULL, 10) - 1;
    }
    return json_array_size(json_object_get(call->facts, "lines"));
}

static void check_feed(const struct many_books *books, const struct many_call *call)
{
    json_t *lines = json_object_get(call->facts, "lines");
    size_t kept = call->end == MANY_KILLED ? 0 : lines_kept(call);
    size_t own = 0;
    size_t own_there = 0;
    size_t i = 0;
    json_t *line = NULL;
    json_array_foreach(lines, i, line)
    {
        const char *id = text_of(line, "id");
        const struct many_event *event = find_key(books, id);
        bool is_own = has_tag(call, id) || strncmp(call->tag, id, strlen(call->tag)) == 0;
        own += is_own ? 1 : 0;
        own_there += is_own && event != NULL ? 1 : 0;
        if (call->end != MANY_KILLED && i < kept && event == NULL && !is_rejected(call, id)) {
            fail_msg("%s of %s is not there: %s", id, call->text, call->out);
        }
        if (call->end != MANY_KILLED && i >= kept && is_own && event != NULL) {
            fail_msg("%s of %s is there: %s", id, call->text, call->err);
        }
    }
    assert_true(own > 0);
    if (call->end == MANY_KILLED && call->kind == MANY_FEED && own_there != 0) {
        assert_int_equal(own_there, own);
    }
}

/* As many lines as all feeds together said that they had applied; killed ones said nothing. */
static void check_feed_counts(const struct many_books *books)
{
    int64_t applied = 0;
    int64_t unsaid = 0;
    int64_t there = 0;
    for (size_t i = 0; i < books->calls->count; i++) {
        const struct many_call *call = &books->calls->items[i];
        const char *said = is_feed(call) ? strstr(call->out, " lines: ") : NULL;
        if (said != NULL && call->end != MANY_KILLED) {
            applied += strtoll(said + strlen(" lines: "), NULL, 10);
        } else if (is_feed(call)) {
            unsaid += (int64_t)json_array_size(json_object_get(call->facts, "lines"));
        }
    }
    for (size_t i = 0; i < books->count; i++) {
        there += books->events[i].key != NULL;
    }
    assert_true(there >= applied && there <= applied + unsaid);
}

/* As many clocks as all sweeps together said; killed ones said nothing. */
static void check_sweeps(const struct many_books *books)
{
    int64_t said = 0;
    int64_t there = 0;
    bool is_exact = true;
    for (size_t i = 0; i < books->calls->count; i++) {
        const struct many_call *call = &books->calls->items[i];
        if (call->kind == MANY_SWEEP && call->end == MANY_ACKNOWLEDGED) {
            said += int_of(call->said, "holds") + int_of(call->said, "freezes") +
                    int_of(call->said, "complaints") + int_of(call->said, "breaks");
        }
        is_exact = is_exact && (call->kind != MANY_SWEEP || call->end != MANY_KILLED);
    }
    for (size_t i = 0; i < books->count; i++) {
        there += is_clock(&books->events[i]);
    }
    assert_true(there >= said);
    assert_true(!is_exact || there == said);
}

void many_books_have_calls(const struct many_books *books)
{
    for (size_t i = 0; i < books->calls->count; i++) {
        const struct many_call *call = &books->calls->items[i];
        if (is_feed(call)) {
            check_feed(books, call);
        } else if (call->kind == MANY_IMPORT) {
            check_import(books, call);
        } else if (call->kind != MANY_SWEEP) {
            check_action(books, call);
            check_late(books, call);
        }
    }
    check_feed_counts(books);
    check_sweeps(books);
}
