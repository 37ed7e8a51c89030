/* term.h - the terminal: opened, resized, suspended, and put back as it was, whatever happens.
 *
 * There is one terminal; curses and the signal flags are its state, and live in term.c alone.
 *
 *     TRY(term_open(err));
 *     while (!term_is_ending()) {
 *         ... handle input (input.h), draw panes (paint.h) ...
 *         term_show();
 *         term_mark_idle();
 *         term_wait(timeout_ms, wake_fd, &ready);
 *     }
 *     term_close();
 *
 * Signals: TERM, HUP and INT only set a flag, which ends the loop; WINCH, TSTP and CONT set flags
 * that term_wait acts on; SEGV, ABRT, BUS, FPE and ILL restore the terminal by one prepared write
 * and tcsetattr and are raised again. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "model/error.h"

#include <stdbool.h>

#define TERM_ROWS_MIN 8
#define TERM_COLS_MIN 40
#define TERM_ESCAPE_MS 50 /* how long a lone Esc may wait for the rest of a key */

/* STATUS_UNSUPPORTED says what to set. */
enum status term_open(struct error *err) CHECKED;
void term_close(void);

int term_rows(void);
int term_cols(void);
bool term_is_too_small(void);
/* NO_COLOR is obeyed here. */
bool term_has_colour(void);
/* The name of another terminal type that stands in for an unknown TERM, or NULL. */
const char *term_stand_in(void);

/* A signal or the end of input asked the program to end. */
bool term_is_ending(void);
/* Input is at its end. */
void term_end_input(void);

/* One doupdate: what the panes handed over since the last. */
void term_show(void);
/* Everything anew, at the next term_show: for Ctrl-L. */
void term_repaint(void);
/* Whether the line takes a frame now; a live refresh that nobody asked for is skipped when not. */
bool term_can_write(void);

enum term_event {
    TERM_INPUT = 1 << 0,
    TERM_RESIZED = 1 << 1, /* or resumed: draw */
    TERM_WOKEN = 1 << 2,   /* wake_fd can be read */
};
/* Wait for input, a signal or wake_fd (-1 for none); a set of term_event, 0 after timeout_ms (-1:
 * no limit). */
unsigned term_wait(int timeout_ms, int wake_fd);

/* Put text on the operator's clipboard by OSC 52; false when it is longer than TERM_COPY_BYTES_MAX.
 */
#define TERM_COPY_BYTES_MAX 65536
bool term_copy(const char *text);

/* The test mode of tests/support/terminal.h. */
bool term_is_test(void);
void term_announce_roles(const char *letters);
void term_count_sync(void);
void term_mark_idle(void);

#endif
