#include "tui/demo_close.h"

#include "model/breaks.h"
#include "model/day.h"
#include "model/mem.h"
#include "model/proposal.h"
#include "model/view.h"

#include <string.h>

#define CHECKER "custody"
#define EXPLAINED 2 /* breaks of which something is known */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum status note(struct demo_play *play, const char *subject, enum breaks_kind kind,
                        const char *value, struct error *err)
{
    const struct breaks_note terms = {subject, value};
    return breaks_note(play->book, kind, &terms, demo_run(play), err);
}

static enum status explain(struct demo_play *play, const char *subject, struct error *err)
{
    char expected[TIME_TEXT_BYTES];
    (void)date_format(demo_date(play, demo_day_before(-2)), expected);
    enum status status = note(play, subject, BREAKS_REASON, "missing-reference", err);
    if (status == STATUS_OK) {
        status = note(play, subject, BREAKS_OWNER, CHECKER, err);
    }
    if (status == STATUS_OK) {
        status = note(play, subject, BREAKS_EXPECTED, expected, err);
    }
    return status == STATUS_OK ? note(play, subject, BREAKS_NOTE, "asked the bank who paid", err)
                               : status;
}

/* The oldest of them. */
static enum status explain_breaks(struct demo_play *play, struct error *err)
{
    struct view_query query = {.view = view_find("breaks"), .sort = -1};
    struct view_cursor *cursor;
    struct view_page page = {.count = 0};
    enum status status = view_open(play->day_mem, play->book, &query, &cursor, err);
    if (status == STATUS_OK) {
        status = view_fetch(cursor, play->day_mem, NULL, VIEW_FORWARD, EXPLAINED, &page, err);
    }
    for (size_t i = 0; i < page.count && status == STATUS_OK; i++) {
        status = explain(play, page.rows[i].id, err);
    }
    return status;
}

static enum status close_day(struct demo_play *play, struct book *checker, int32_t day,
                             struct error *err)
{
    char date[TIME_TEXT_BYTES];
    const struct day_terms terms = {DEMO_BANK, date_format(day, date), NULL};
    struct run *run = demo_run(play);
    enum status status = day_close(play->book, &terms, run, err);
    if (status != STATUS_OK) {
        return status;
    }
    const struct proposal_step step = {.proposal = run->posting->result};
    return proposal_approve(checker, &step, demo_run(play), err);
}

enum status demo_close(struct demo_play *play, struct error *err)
{
    static const int days_before[] = {3, 2};
    struct book *checker;
    enum status status = explain_breaks(play, err);
    if (status == STATUS_OK) {
        status = book_open(play->day_mem, book_store(play->book), CHECKER,
                           clock_fixed(play->clock_us), &checker, err);
    }
    for (size_t i = 0; i < COUNT(days_before) && status == STATUS_OK; i++) {
        int32_t day = demo_date(play, demo_day_before(days_before[i]));
        status = close_day(play, checker, day, err);
    }
    return status;
}
