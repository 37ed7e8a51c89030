#include "import/feed.h"

#include "import/feed_parse.h"
#include "import/feed_seal.h"
#include "model/event_key.h"
#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>
#include <uthash.h>

#define SOURCE_DEFAULT "shop"
#define LINES_BYTES 64 /* "lines 1001 to 2000" */

/* A subject of which a line was refused. */
struct blocked {
    int64_t line;
    char *subject;
    UT_hash_handle hh;
};

struct refusals {
    struct feed_refusal *items;
    size_t count, room;
};

/* Lines that are read before the first of them is applied, and what is wrong with the one after
 * them. */
struct ahead {
    struct feed_event *events;
    size_t count, lines;
    bool is_bad;
    struct error trouble;
};

struct feed {
    struct book *book;
    const struct feed_terms *terms;
    const char *name, *source;
    struct feed_reader *reader;
    FILE *rejects;
    struct blocked *blocked;
    struct feed_result done; /* committed */
    /* of the batch under way: */
    void *mem;
    struct feed_result batch;
    struct refusals refusals;
};

/* What becomes of the batch when a line does not apply. */
enum course {
    COURSE_ON,   /* the line is done */
    COURSE_STOP, /* keep what is before the line, and end */
    COURSE_BACK, /* keep nothing of the batch, and end */
};

static int64_t line_number(const struct feed *feed)
{
    return feed->done.lines + feed->batch.lines;
}

/* Put the lines before what went wrong with them, and say what is kept. */
static void name_lines(const struct feed *feed, const char *lines, const char *what_next,
                       struct error *err)
{
    struct error inner = *err;
    (void)error_set(err, inner.status, "%s of %s: %s", lines, feed->name, inner.message);
    (void)error_detail(err, "%s", inner.detail);
    (void)error_hint(err, "%s%s%s", inner.hint, inner.hint[0] != '\0' ? "; " : "", what_next);
}

static void name_bad_line(const struct feed *feed, int64_t line, struct error *err)
{
    char text[LINES_BYTES];
    (void)snprintf(text, sizeof text, "line %lld", (long long)line);
    name_lines(feed, text,
               "all lines before it are kept: put it right and run the same command again", err);
}

/* The batch is undone: go on from its first line. What the store could not take is told late, so
 * that it may be any of those so far. */
static void name_lost_lines(const struct feed *feed, struct error *err)
{
    char lines[LINES_BYTES];
    char next[ERROR_TEXT_BYTES];
    long long first = (long long)feed->done.lines + 1;
    (void)snprintf(lines, sizeof lines, "line %lld", first);
    if (feed->batch.lines > 1) {
        (void)snprintf(lines, sizeof lines, "lines %lld to %lld", first,
                       (long long)line_number(feed));
    }
    (void)snprintf(next, sizeof next,
                   "all lines before line %lld are kept: run the same command again to go on there",
                   first);
    name_lines(feed, lines, next, err);
}

static struct blocked *find_blocked(const struct feed *feed, const char *subject)
{
    struct blocked *found = NULL;
    HASH_FIND_STR(feed->blocked, subject, found);
    return found;
}

static enum status block(struct feed *feed, const char *subject, struct error *err)
{
    if (find_blocked(feed, subject) != NULL) {
        return STATUS_OK;
    }
    if (HASH_COUNT(feed->blocked) >= FEED_REFUSED_SUBJECTS_MAX) {
        return error_set(err, STATUS_LIMIT, "more than %d subjects were refused",
                         FEED_REFUSED_SUBJECTS_MAX);
    }
    struct blocked *blocked = MEM_NEW(feed->reader, struct blocked);
    blocked->line = line_number(feed);
    blocked->subject = mem_strdup(blocked, subject);
    HASH_ADD_KEYPTR(hh, feed->blocked, blocked->subject, strlen(blocked->subject), blocked);
    return STATUS_OK;
}

/* The line as it may be sent again. body lacks the id. */
static char *event_text(void *mem, const char *id, const char *body)
{
    json_t *text = json_string(id);
    char *quoted = json_dumps(text, JSON_ENCODE_ANY);
    char *event = mem_printf(mem, "{\"id\":%s,%s", quoted, body + 1);
    free(quoted);
    json_decref(text);
    return event;
}

static enum status refuse(struct feed *feed, const struct feed_line *line, const char *body,
                          const struct error *why, struct error *err)
{
    enum status status = block(feed, line->subject, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct refusals *refusals = &feed->refusals;
    if (refusals->count == refusals->room) {
        refusals->room = refusals->room > 0 ? 2 * refusals->room : 16;
        refusals->items = MEM_GROW(feed->mem, refusals->items, struct feed_refusal, refusals->room);
    }
    refusals->items[refusals->count++] = (struct feed_refusal){
        .line = line_number(feed),
        .id = mem_strdup(feed->mem, line->id),
        .subject = mem_strdup(feed->mem, line->subject),
        .reason = mem_strdup(feed->mem, why->message),
        .hint = mem_strdup(feed->mem, why->hint),
        .event = event_text(feed->mem, line->id, body),
    };
    feed->batch.refused++;
    return STATUS_OK;
}

/* What a failed operation means for the run. */
static enum course course_of(enum status status)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_INVALID:
    case STATUS_NOT_FOUND:
    case STATUS_CONFLICT:
    case STATUS_REFUSED:
    case STATUS_STALE:
    case STATUS_LIMIT:
    case STATUS_UNSUPPORTED:
        return COURSE_ON;
    case STATUS_DENIED:
        return COURSE_STOP;
    case STATUS_BUSY:
    case STATUS_IO:
    case STATUS_LOST:
    case STATUS_UNSURE:
    case STATUS_CORRUPT:
    case STATUS_CANCELLED:
        return COURSE_BACK;
    }
    return COURSE_BACK;
}

/* A line on a subject of which an earlier one was refused: done already, or refused too. */
static enum course apply_blocked(struct feed *feed, const struct feed_event *ahead,
                                 const struct blocked *blocked, struct error *err)
{
    int64_t event = 0;
    const struct feed_line *line = &ahead->line;
    enum status status =
        event_key_find(feed->book, feed->source, line->id, ahead->sealed, &event, err);
    if (status != STATUS_OK) {
        return status == STATUS_CONFLICT ? COURSE_STOP : COURSE_BACK;
    }
    if (event != 0) {
        feed->batch.repeated++;
        return COURSE_ON;
    }
    struct error why;
    (void)error_set(&why, STATUS_REFUSED, "line %lld on %s was refused", (long long)blocked->line,
                    line->subject);
    return refuse(feed, line, ahead->body, &why, err) == STATUS_OK ? COURSE_ON : COURSE_STOP;
}

/* The operation has failed: by its key, for the business, or for good. */
static enum course judge(struct feed *feed, const struct feed_event *ahead, struct error *err)
{
    const struct feed_line *line = &ahead->line;
    enum course course = course_of(err->status);
    if (course != COURSE_ON) {
        return course;
    }
    if (book_is_spoiled(feed->book)) {
        return COURSE_BACK;
    }
    if (err->status == STATUS_CONFLICT) {
        int64_t event = 0;
        struct error key;
        enum status status =
            event_key_find(feed->book, feed->source, line->id, ahead->sealed, &event, &key);
        if (status != STATUS_OK) {
            *err = key;
            return status == STATUS_CONFLICT ? COURSE_STOP : COURSE_BACK;
        }
    }
    struct error why = *err;
    return refuse(feed, line, ahead->body, &why, err) == STATUS_OK ? COURSE_ON : COURSE_STOP;
}

static enum course apply_event(struct feed *feed, void *mem, struct feed_event *event,
                               struct error *err)
{
    const struct blocked *blocked = find_blocked(feed, event->line.subject);
    if (blocked != NULL) {
        return apply_blocked(feed, event, blocked, err);
    }
    struct run run = {
        .mem = mem, .source = feed->source, .key = event->line.id, .body = event->sealed};
    if (event->line.type->run(feed->book, &event->line, &run, err) != STATUS_OK) {
        return judge(feed, event, err);
    }
    if (run.is_repeat) {
        feed->batch.repeated++;
    } else if (run.posting->proposal != NULL) {
        feed->batch.proposed++;
    } else {
        feed->batch.applied++;
    }
    return COURSE_ON;
}

static bool is_blank(struct feed_slice text)
{
    for (size_t i = 0; i < text.count; i++) {
        if (strchr(" \t\r", text.bytes[i]) == NULL || text.bytes[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* The byte order mark that some programs put before the first line. */
static struct feed_slice without_mark(struct feed_slice text)
{
    if (text.count >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0) {
        text.bytes += 3;
        text.count -= 3;
    }
    return text;
}

/* Read lines until so many are there, or none is, or one is bad. */
static void read_ahead(struct feed *feed, size_t lines, struct ahead *ahead)
{
    struct feed_slice text;
    while (ahead->lines < lines && feed_reader_next(feed->reader, &text)) {
        ahead->lines++;
        if (line_number(feed) + (int64_t)ahead->lines == 1) {
            text = without_mark(text);
        }
        if (is_blank(text)) {
            continue;
        }
        struct feed_event *event = &ahead->events[ahead->count];
        event->lines = ahead->lines;
        ahead->is_bad = feed_parse(ahead, text.bytes, text.count, &event->line, &event->body,
                                   &ahead->trouble) != STATUS_OK;
        if (ahead->is_bad) {
            return;
        }
        ahead->count++;
    }
}

static void want_field(struct foresight *foresight, const struct feed_line *line,
                       const struct feed_field *field)
{
    const char *id = NULL;
    const char *const *ids = NULL;
    if (field->kind != FEED_IDS) {
        memcpy(&id, (const char *)line + field->offset, sizeof id);
        foresight_want(foresight, field->stands_for, id);
        return;
    }
    memcpy(&ids, (const char *)line + field->offset, sizeof ids);
    for (; *ids != NULL; ids++) {
        foresight_want(foresight, field->stands_for, *ids);
    }
}

/* Tell the model what the lines are about, so that it can ask for all of it at once. */
static enum status foresee(struct feed *feed, struct ahead *ahead, struct error *err)
{
    struct foresight *foresight = foresight_new(ahead, feed->source);
    for (size_t i = 0; i < ahead->count; i++) {
        const struct feed_event *event = &ahead->events[i];
        foresight_event(foresight, event->line.id, event->sealed);
        for (const struct feed_field *f = event->line.type->fields; f->name != NULL; f++) {
            if (f->stands_for != FORESEE_NOTHING) {
                want_field(foresight, &event->line, f);
            }
        }
    }
    return foresight_ask(foresight, feed->book, err);
}

/* The lines that were read, one after the other; then what was wrong with the one that was bad. */
static enum course apply_ahead(struct feed *feed, struct ahead *ahead, struct error *err)
{
    int64_t before = feed->batch.lines;
    if (feed_seal(feed->book, feed->source, ahead, ahead->events, ahead->count, err) != STATUS_OK ||
        foresee(feed, ahead, err) != STATUS_OK) {
        feed->batch.lines++; /* as far as we know */
        return COURSE_BACK;
    }
    for (size_t i = 0; i < ahead->count; i++) {
        feed->batch.lines = before + (int64_t)ahead->events[i].lines;
        void *mem = mem_context(ahead, "feed line");
        enum course course = apply_event(feed, mem, &ahead->events[i], err);
        mem_free(mem);
        if (course != COURSE_ON) {
            return course;
        }
    }
    feed->batch.lines = before + (int64_t)ahead->lines;
    if (ahead->is_bad) {
        *err = ahead->trouble;
        return COURSE_STOP;
    }
    return COURSE_ON;
}

/* Lines until the batch is full or none is there. */
static enum course apply_lines(struct feed *feed, size_t lines, struct error *err)
{
    enum course course = COURSE_ON;
    bool is_more = true;
    while (course == COURSE_ON && is_more && (size_t)feed->batch.lines < lines) {
        size_t left = lines - (size_t)feed->batch.lines;
        struct ahead *ahead = MEM_NEW(feed->mem, struct ahead);
        size_t room = left < FORESIGHT_EVENTS_MAX ? left : FORESIGHT_EVENTS_MAX;
        ahead->events = MEM_ARRAY(ahead, struct feed_event, room);
        read_ahead(feed, room, ahead);
        is_more = ahead->lines == room;
        course = apply_ahead(feed, ahead, err);
        mem_free(ahead);
    }
    return course;
}

static void write_text(FILE *file, const char *name, const char *text)
{
    json_t *value = json_string(text);
    (void)fprintf(file, "\"%s\":", name);
    (void)json_dumpf(value, file, JSON_ENCODE_ANY);
    (void)fputc(',', file);
    json_decref(value);
}

static enum status cannot_write(const char *path, struct error *err)
{
    int number = errno;
    (void)error_set(err, STATUS_IO, "cannot write %s", path);
    return error_detail(err, "%s", strerror(number));
}

/* The batch is committed: hand out what it refused. */
static enum status tell_refusals(struct feed *feed, struct error *err)
{
    for (size_t i = 0; i < feed->refusals.count; i++) {
        const struct feed_refusal *refusal = &feed->refusals.items[i];
        if (feed->terms->refused != NULL) {
            feed->terms->refused(feed->terms->state, refusal);
        }
        if (feed->rejects == NULL) {
            continue;
        }
        (void)fprintf(feed->rejects, "{\"line\":%lld,", (long long)refusal->line);
        write_text(feed->rejects, "id", refusal->id);
        write_text(feed->rejects, "reason", refusal->reason);
        write_text(feed->rejects, "hint", refusal->hint);
        (void)fprintf(feed->rejects, "\"body\":%s}\n", refusal->event);
    }
    if (feed->rejects != NULL && (fflush(feed->rejects) != 0 || ferror(feed->rejects))) {
        return cannot_write(feed->terms->rejects, err);
    }
    return STATUS_OK;
}

static enum status commit_batch(struct feed *feed, struct error *err)
{
    enum status status = book_commit(feed->book, err);
    if (status != STATUS_OK) {
        name_lost_lines(feed, err);
        return status;
    }
    feed->done.lines += feed->batch.lines;
    feed->done.applied += feed->batch.applied;
    feed->done.proposed += feed->batch.proposed;
    feed->done.repeated += feed->batch.repeated;
    feed->done.refused += feed->batch.refused;
    feed->batch = (struct feed_result){0};
    return tell_refusals(feed, err);
}

/* A line has stopped the run: keep what is before it, if that is possible. */
static enum status stop_batch(struct feed *feed, enum course course, struct error *err)
{
    int64_t line = line_number(feed);
    struct error why = *err;
    if (course == COURSE_BACK) {
        book_rollback(feed->book);
        name_lost_lines(feed, err);
        return err->status;
    }
    feed->batch.lines--;
    enum status status = commit_batch(feed, err);
    if (status != STATUS_OK) {
        return status;
    }
    *err = why;
    name_bad_line(feed, line, err);
    return err->status;
}

static enum status try_batch(struct feed *feed, size_t lines, struct error *err)
{
    enum status status = book_begin(feed->book, err);
    if (status != STATUS_OK) {
        name_lost_lines(feed, err);
        return status;
    }
    enum course course = apply_lines(feed, lines, err);
    return course == COURSE_ON ? commit_batch(feed, err) : stop_batch(feed, course, err);
}

/* Forget all that the batch did, refusals included. */
static void begin_batch(struct feed *feed)
{
    struct blocked *blocked = NULL;
    struct blocked *next = NULL;
    HASH_ITER(hh, feed->blocked, blocked, next)
    {
        if (blocked->line > feed->done.lines) {
            HASH_DEL(feed->blocked, blocked);
            mem_free(blocked);
        }
    }
    mem_free(feed->mem);
    feed->mem = mem_context(feed->reader, "feed batch");
    feed->batch = (struct feed_result){0};
    feed->refusals = (struct refusals){0};
}

/* Nothing of the batch was kept, or nobody can tell: its lines are known by their ids, so that it
 * may be run again. */
static bool is_passing(const struct feed *feed, enum status status)
{
    return status == STATUS_BUSY || status == STATUS_LOST ||
           (status == STATUS_UNSURE && book_doubt(feed->book).event != 0);
}

static enum status run_batch(struct feed *feed, size_t lines, struct error *err)
{
    struct feed_place place = feed_reader_place(feed->reader);
    begin_batch(feed);
    enum status status = try_batch(feed, lines, err);
    struct patience patience = book_patience(feed->book);
    while (is_passing(feed, status) && patience_pause(&patience)) {
        feed_reader_return(feed->reader, place);
        begin_batch(feed);
        status = try_batch(feed, lines, err);
    }
    return status;
}

static enum status run_batches(struct feed *feed, struct error *err)
{
    size_t lines = feed->terms->batch_lines > 0 ? feed->terms->batch_lines : FEED_BATCH_LINES;
    while (!feed_reader_is_done(feed->reader)) {
        enum status status = feed_reader_fill(feed->reader, lines, err);
        if (status != STATUS_OK) {
            name_bad_line(feed, feed->done.lines + 1, err);
            return status;
        }
        status = run_batch(feed, lines, err);
        mem_free(feed->mem);
        feed->mem = NULL;
        if (status != STATUS_OK) {
            return status;
        }
        if (feed->terms->progress != NULL &&
            !feed->terms->progress(feed->terms->state, &feed->done)) {
            (void)error_set(err, STATUS_CANCELLED, "the feed was stopped after line %lld of %s",
                            (long long)feed->done.lines, feed->name);
            return error_hint(err, "run the same command again to go on from there");
        }
    }
    return STATUS_OK;
}

/* Opened without emptying it, so that the feed itself can be told from it before it is too late. */
static enum status open_rejects(struct feed *feed, struct error *err)
{
    const char *path = feed->terms->rejects;
    if (path == NULL) {
        return STATUS_OK;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    feed->rejects = fd < 0 ? NULL : fdopen(fd, "w");
    if (feed->rejects == NULL) {
        enum status status = cannot_write(path, err);
        if (fd >= 0) {
            (void)close(fd);
        }
        return status;
    }
    if (feed_reader_reads(feed->reader, feed->rejects)) {
        return error_set(err, STATUS_INVALID, "rejects cannot go to %s: it is the feed itself",
                         path);
    }
    /* What cannot be emptied (a pipe, a terminal) has nothing to empty. */
    (void)!ftruncate(fd, 0);
    return STATUS_OK;
}

static enum status close_rejects(struct feed *feed, enum status status, struct error *err)
{
    if (feed->rejects != NULL && fclose(feed->rejects) != 0 && status == STATUS_OK) {
        return cannot_write(feed->terms->rejects, err);
    }
    return status;
}

enum status feed_run(struct book *book, const struct feed_terms *terms, struct feed_result *out,
                     struct error *err)
{
    assert(!book_in_transaction(book));
    *out = (struct feed_result){0};
    void *mem = mem_context(NULL, "feed");
    char *source = NULL;
    struct feed feed = {.book = book, .terms = terms};
    feed.name = strcmp(terms->path, "-") == 0 ? "the standard input" : terms->path;
    enum status status = text_accept_id(
        mem, "source", terms->source != NULL ? terms->source : SOURCE_DEFAULT, &source, err);
    feed.source = source;
    if (status == STATUS_OK) {
        status = feed_reader_open(mem, terms->path, &feed.reader, err);
    }
    if (status == STATUS_OK) {
        status = open_rejects(&feed, err);
    }
    if (status == STATUS_OK) {
        status = run_batches(&feed, err);
    }
    status = close_rejects(&feed, status, err);
    *out = feed.done;
    HASH_CLEAR(hh, feed.blocked);
    mem_free(mem);
    return status;
}
