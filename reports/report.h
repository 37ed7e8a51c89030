/* report.h - questions that are answered as a typed table. A new report is one file and one row. */
#ifndef REPORTS_REPORT_H
#define REPORTS_REPORT_H

#include "model/book.h"
#include "reports/table.h"

struct view;

struct report {
    const char *name;        /* "position" */
    const char *title;       /* "Position" */
    const char *summary;     /* one line */
    bool is_kept;            /* it can be answered of the books as they were */
    const struct view *view; /* its rows as they are, or, where NULL: */
    const struct column *columns;
    size_t column_count;
    enum status (*run)(struct book *book, void *mem, struct table_sink sink, struct error *err);
};

/* Ended by NULL. */
const struct report *const *report_all(void);
/* NULL where there is none. */
const struct report *report_find(const char *name);

const struct column *report_columns(const struct report *report, size_t *count);
enum status report_run(const struct report *report, struct book *book, void *mem,
                       struct table_sink sink, struct error *err) CHECKED;

#endif
