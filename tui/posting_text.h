/* posting_text.h - a posting told on a sheet: legs as debits and credits, clocks, liens, notices.
 */
#ifndef TUI_POSTING_TEXT_H
#define TUI_POSTING_TEXT_H

#include "model/posting.h"
#include "tui/sheet.h"

void posting_text(struct sheet *sheet, const struct posting *posting, int64_t now_us);

#endif
