/* home_data.h - what Home shows. */
#ifndef TUI_HOME_DATA_H
#define TUI_HOME_DATA_H

#include "model/day_sheet.h"
#include "model/ladder.h"
#include "model/position.h"
#include "model/view.h"

#define HOME_SECTIONS 6
#define HOME_SECTION_ROWS_MAX 200 /* looked at; a day with more says so */
#define HOME_AGES DAY_AGES

/* The first rows of a view by their clock. */
struct home_section {
    const char *title, *screen; /* the screen with all of them */
    const char *sort;           /* the column to sort that screen by */
    const struct view *view;
    bool is_quiet; /* not shown where it has no rows */
    struct view_page page;
    size_t today; /* of the page: due within a day, or overdue */
};

/* Whether what we owe is there. It reads every account, so it may take a while on a large store. */
struct home_position {
    struct position *positions;
    size_t position_count;
    struct position_bank *banks;
    size_t bank_count;
    struct ladder *ladders; /* what is owed, by when it falls due */
    size_t ladder_count;
};

struct home_data {
    struct home_section sections[HOME_SECTIONS];
    size_t ages[HOME_AGES]; /* suspense lines, by business days as day_age says */
};

/* Everything is owned by mem. */
enum status home_data_read(void *mem, struct book *book, struct home_data *out,
                           struct error *err) CHECKED;
enum status home_position_read(void *mem, struct book *book, struct home_position *out,
                               struct error *err) CHECKED;
/* More accounts than are read while one waits. */
#define HOME_ACCOUNTS_MAX 10000
enum status home_is_large(struct book *book, bool *out, struct error *err) CHECKED;

/* What a row of a section is about, in a few words; mem's. */
char *home_about(void *mem, const struct home_section *section, const struct view_row *row);

#endif
