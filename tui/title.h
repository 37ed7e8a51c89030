/* title.h - the first line: which store and book, who works there with which roles, and what is out
 * of the ordinary about it. */
#ifndef TUI_TITLE_H
#define TUI_TITLE_H

#include "model/book.h"
#include "tui/paint.h"

/* The store as the title calls it: a file's name, a server's database; mem's. */
char *title_store(void *mem, const struct store *store);

/* Places the pane and draws all of it. lost: the host that is being reached for, or NULL. */
void title_draw(struct pane *pane, struct paint *paint, const struct book *book, bool is_read_only,
                const char *lost);

#endif
