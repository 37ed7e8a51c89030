/* export.h - writes what a list or a report shows to a file, as CSV, JSON or text. */
#ifndef TUI_EXPORT_H
#define TUI_EXPORT_H

#include "tui/rows.h"

/* Ask for a file's name, its ending choosing the format, and write all rows of the list. */
void export_begin(struct ui *ui, const struct rows *rows);
struct report;
void export_report(struct ui *ui, const struct report *report);

#endif
