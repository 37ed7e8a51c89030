/* terminal.h - a terminal to test the real program in: a pseudo-terminal with libvterm as its
 * screen.
 *
 * THE TEST MODE. With HOLDFAST_TEST_IDLE=1 in its environment the console tells the terminal what a
 * test has to wait for, so that no test sleeps and none guesses:
 *
 * 1. Input byte 0x1e (Ctrl-^) is the *sync key*. The console counts it and does nothing else with
 * it, in whatever dialog, field or prompt it stands; no screen ever sees it. It is one byte, so
 * that it also ends a lone Esc at once.
 * 2. Whenever the console is about to wait for input, it is *idle* if all input that was there has
 *    been handled, no worker runs, no other size is known of, and the frame on the terminal shows
 *    the present state. If it is idle and anything in the mark differs from the last mark, it
 *    writes, after the frame's bytes,
 *
 *        ESC ] 7777 ; idle ; FRAMES ; SYNCS ; ROWS ; COLS BEL       "\033]7777;idle;12;3;24;80\007"
 *
 *    FRAMES  frames drawn since the start (calls of doupdate that had something to draw)
 *    SYNCS   sync keys read since the start
 *    ROWS, COLS  the size that it draws for
 *    A key that changes nothing on the screen thus still brings its mark, because the sync key
 * after it changes SYNCS; and a console with nothing to do writes nothing.
 * 3. The harness sends keys and one sync key, and waits for a mark with SYNCS equal to the sync
 * keys it has sent. Input is a queue, so all keys before it were handled and drawn; and a new size
 * is signalled before the sync key behind it can be read.
 * 4. The console loads the built-in theme "roles", whatever was asked for: role number n (in the
 * order of its own table of roles) has the foreground of palette colour 16 + n, the default
 * background and no attributes, on a terminal with 256 colours. Before the first frame it writes
 *
 *        ESC ] 7777 ; roles ; LETTERS BEL                           "\033]7777;roles;.dts!\007"
 *
 *    where the n-th of LETTERS is the letter of role n: one printable ASCII character for each
 * role, all different, none a space or ';'. Tests name roles by these letters, so that neither a
 * new theme nor a new role breaks one. A blank cell has no role.
 *
 * Outside the test mode the console writes none of this. The harness takes these sequences out of
 * the stream: neither the screen nor the counts of bytes see them. */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include "tests/support/marks.h"

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#define TERMINAL_DEADLINE_MS 30000 /* for whatever a test waits for; reaching it fails the test */
#define TERMINAL_ROW_BYTES 4096    /* enough for any row's text */

struct terminal;

struct terminal_options {
    const char *const *argv; /* argv[0] is the program's path; ends with NULL */
    const char *const *env;  /* NAME=VALUE, the whole environment beside TERM; ends with NULL */
    const char *term;        /* NULL is xterm-256color */
    const char *folder;      /* to start in; NULL is here */
    bool is_detached;        /* no controlling terminal: a hang-up is then an end of input alone */
    int rows;
    int cols;
};

/* Start the program. It is killed and waited for when the terminal is freed, with mem or before. */
struct terminal *terminal_start(void *mem, const struct terminal_options *options);
void terminal_free(struct terminal *terminal);

/* Send as it is, without waiting. */
void terminal_send(struct terminal *terminal, const void *bytes, size_t count);
/* Send keys as people write them, without waiting: "jj<Enter>/tea<Enter><Esc>". Names: Enter Esc
 * Tab S-Tab Space BS Del Up Down Left Right Home End PgUp PgDn F1 to F12, C-a to C-z, lt for '<'. A
 * name may be repeated: <Down*100>. An unknown name fails the test. */
void terminal_send_keys(struct terminal *terminal, const char *keys);
/* The end of input: the terminal is hung up, as when the line drops. */
void terminal_hang_up(struct terminal *terminal);
/* Another size, without waiting. */
void terminal_set_size(struct terminal *terminal, int rows, int cols);
/* The terminal loses what its cells show, as some do while their size changes. */
void terminal_lose_cells(struct terminal *terminal);
void terminal_signal(struct terminal *terminal, int signal);

/* Wait for the first frame. False when the program ended before one. */
bool terminal_wait_start(struct terminal *terminal);
/* Send keys and a sync key, and wait until they are handled and drawn. False when the program
 * ended. */
bool terminal_type(struct terminal *terminal, const char *keys);
/* Change the size and wait until the program has drawn for it. False when the program ended. */
bool terminal_resize(struct terminal *terminal, int rows, int cols);
/* Wait for a whole frame with text on any row, for what another process brings about. */
bool terminal_wait_text(struct terminal *terminal, const char *text);
/* Wait for the program's end: its status as waitpid gives it. Output still on the way is read
 * first. */
int terminal_wait_exit(struct terminal *terminal);
/* Read for so long, for what must not come; true while the program still runs. */
bool terminal_watch(struct terminal *terminal, int duration_ms);

/* The row's text in UTF-8 without blanks at its end. buffer has TERMINAL_ROW_BYTES. Returns buffer.
 */
char *terminal_row(const struct terminal *terminal, int row, char *buffer);
/* The letters of the roles of the row's cells, a space for a blank one, '?' for a colour that is no
 * role; blanks at the end are cut. buffer has TERMINAL_ROW_BYTES. Returns buffer. */
char *terminal_roles(const struct terminal *terminal, int row, char *buffer);
/* The first row that has text, or -1. */
int terminal_find(const struct terminal *terminal, const char *text);
void terminal_cursor(const struct terminal *terminal, int *row, int *col, bool *is_visible);
bool terminal_in_alternate_screen(const struct terminal *terminal);
struct mark terminal_last_mark(const struct terminal *terminal);

/* Bytes and reads since the start, marks left out. */
size_t terminal_byte_count(const struct terminal *terminal);
/* The bytes themselves, marks left out, borrowed until the next call. */
const char *terminal_bytes(const struct terminal *terminal, size_t *count);
/* The line settings of the program's side. */
void terminal_line(const struct terminal *terminal, struct termios *out);
/* All rows to stderr, framed, to explain a failure. */
void terminal_print(const struct terminal *terminal);

#endif
