/* screen_reports.h - the reports by name above, the chosen one's table below. request is a report's
 * name, or NULL. */
#ifndef TUI_SCREEN_REPORTS_H
#define TUI_SCREEN_REPORTS_H

#include "tui/screen.h"

extern const struct screen screen_reports;

#endif
