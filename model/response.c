#include "model/response.h"

#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

#define EVENTS_SQL                                                                                 \
    "SELECT c.id, c.kind, e.verb, e.at_us, e.body FROM complaint c JOIN event e"                   \
    " ON e.book_id = $1 AND e.subject = 'complaint:' || c.id AND e.verb <> 'line'"                 \
    " ORDER BY c.id, e.number"

/* What ends a stage, by whom, and from when that is counted. */
static const struct ending {
    const char *verb, *from; /* from: the stage that a clock has ended, or NULL */
    enum response_stage stage;
    bool is_default;
} ENDINGS[] = {
    {"complaint admit", NULL, RESPONSE_ADMISSION, false},
    {"complaint move", "\"from\":\"filed\"", RESPONSE_ADMISSION, true},
    {"complaint notice", NULL, RESPONSE_NOTICE, false},
    {"complaint move", "\"from\":\"open\"", RESPONSE_NOTICE, true},
    {"complaint refuse", NULL, RESPONSE_DECISION, false},
    {"complaint decide", NULL, RESPONSE_DECISION, false},
    {"complaint default", NULL, RESPONSE_DECISION, true},
    {"complaint review", NULL, RESPONSE_REVIEW, false},
    {"complaint lapse", NULL, RESPONSE_REVIEW, true},
};

/* One end of a stage. */
struct sample {
    int year, month;
    const char *kind;
    enum response_stage stage;
    int64_t span_us;
    bool is_default;
};

struct reading {
    void *mem;
    struct sample *samples;
    size_t count;
    /* the complaint that the rows are of */
    char *id, *kind;
    int64_t filed_us, appealed_us;
    bool is_noticed; /* a seller is told again: the first time counts */
};

const char *response_stage_name(enum response_stage stage)
{
    static const char *const NAMES[] = {[RESPONSE_ADMISSION] = "admission",
                                        [RESPONSE_NOTICE] = "notice",
                                        [RESPONSE_DECISION] = "decision",
                                        [RESPONSE_REVIEW] = "review"};
    return NAMES[stage];
}

static const struct ending *find_ending(const char *verb, const char *body)
{
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        const struct ending *ending = &ENDINGS[i];
        if (strcmp(ending->verb, verb) == 0 &&
            (ending->from == NULL || strstr(body, ending->from) != NULL)) {
            return ending;
        }
    }
    return NULL;
}

static void add(struct reading *reading, const struct ending *ending, int64_t at_us)
{
    int day;
    struct sample sample = {.kind = reading->kind, .stage = ending->stage};
    bool is_review = ending->stage == RESPONSE_REVIEW;
    if (ending->stage == RESPONSE_NOTICE && reading->is_noticed) {
        return;
    }
    reading->is_noticed = reading->is_noticed || ending->stage == RESPONSE_NOTICE;
    date_to_civil((int32_t)(reading->filed_us / TIME_US_PER_DAY), &sample.year, &sample.month,
                  &day);
    sample.span_us = at_us - (is_review ? reading->appealed_us : reading->filed_us);
    sample.is_default = ending->is_default;
    reading->samples = MEM_GROW(reading->mem, reading->samples, struct sample, reading->count + 1);
    reading->samples[reading->count++] = sample;
}

/* Rows of one complaint follow each other, its filing first. */
static enum status take_event(void *state, const struct stmt *row, struct error *err)
{
    struct reading *reading = state;
    const char *verb = stmt_text(row, 2);
    int64_t at_us = stmt_int(row, 3);
    (void)err;
    if (reading->id == NULL || strcmp(reading->id, stmt_text(row, 0)) != 0) {
        reading->id = mem_strdup(reading->mem, stmt_text(row, 0));
        reading->kind = mem_strdup(reading->mem, stmt_text(row, 1));
        reading->filed_us = at_us;
        reading->is_noticed = false;
    }
    if (strcmp(verb, "complaint appeal") == 0) {
        reading->appealed_us = at_us;
    }
    const struct ending *ending = find_ending(verb, stmt_text(row, 4));
    if (ending != NULL) {
        add(reading, ending, at_us);
    }
    return STATUS_OK;
}

static int compare_groups(const struct sample *left, const struct sample *right)
{
    int order = (left->year * 12 + left->month) - (right->year * 12 + right->month);
    order = order != 0 ? order : strcmp(left->kind, right->kind);
    return order != 0 ? order : (int)left->stage - (int)right->stage;
}

static int compare(const void *one, const void *other)
{
    const struct sample *left = one, *right = other;
    int order = compare_groups(left, right);
    return order != 0 ? order : (left->span_us > right->span_us) - (left->span_us < right->span_us);
}

/* Of so many in their order. */
static int64_t percentile(const struct sample *samples, size_t count, size_t percent)
{
    return samples[(count * percent + 99) / 100 - 1].span_us;
}

static struct response sum_up(void *mem, const struct sample *samples, size_t count)
{
    struct response out = {.year = samples->year,
                           .month = samples->month,
                           .kind = mem_strdup(mem, samples->kind),
                           .stage = samples->stage,
                           .count = (int64_t)count,
                           .median_us = percentile(samples, count, 50),
                           .p90_us = percentile(samples, count, 90)};
    for (size_t i = 0; i < count; i++) {
        out.by_default += samples[i].is_default;
    }
    return out;
}

static void sum_up_all(void *mem, const struct reading *reading, struct response **rows,
                       size_t *count)
{
    for (size_t from = 0, to; from < reading->count; from = to) {
        to = from + 1;
        while (to < reading->count &&
               compare_groups(&reading->samples[from], &reading->samples[to]) == 0) {
            to++;
        }
        *rows = MEM_GROW(mem, *rows, struct response, *count + 1);
        (*rows)[(*count)++] = sum_up(mem, &reading->samples[from], to - from);
    }
}

enum status response_read(struct book *book, void *mem, struct response **rows, size_t *count,
                          struct error *err)
{
    struct stmt *q;
    struct reading reading = {.mem = mem_context(NULL, "responses")};
    *rows = NULL;
    *count = 0;
    enum status status = store_prepare(book_store(book), EVENTS_SQL, &q, err);
    if (status == STATUS_OK) {
        stmt_bind_int(q, 1, book_id(book));
        status = stmt_each(q, take_event, &reading, err);
    }
    if (status == STATUS_OK && reading.count > 0) {
        qsort(reading.samples, reading.count, sizeof *reading.samples, compare);
        sum_up_all(mem, &reading, rows, count);
    }
    mem_free(reading.mem);
    return status;
}
