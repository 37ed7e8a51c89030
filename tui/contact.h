/* contact.h - the console's contact with its store: what others commit is shown, and a server that
 * went away is reached for until it is there again.
 *
 * The keyboard never waits for a server: the console's own connection stays lost until a worker,
 * with one of its own, has found the server; what needs the store meanwhile is refused at once, and
 * what was read last stays readable. A file is never lost. */
#ifndef TUI_CONTACT_H
#define TUI_CONTACT_H

#include "tui/ui.h"

#define CONTACT_REFRESH_MS 500 /* how often one looks for what others did */
#define CONTACT_RETRY_MS 1000  /* how often for a server that is gone */

struct contact;

/* Free it before the ui. */
enum status contact_new(void *mem, struct ui *ui, struct contact **out, struct error *err) CHECKED;
/* Once in each turn of the console's loop. */
void contact_follow(struct contact *contact);
/* How long the loop may wait before the next. */
int contact_wait_ms(const struct contact *contact);

#endif
