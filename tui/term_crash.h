/* term_crash.h - puts the terminal back when the program dies of itself.
 *
 * The bytes and the line settings are prepared beforehand, so that the handler of SEGV, ABRT, BUS,
 * FPE and ILL needs one write and one tcsetattr; then the signal is raised again. */
#ifndef TUI_TERM_CRASH_H
#define TUI_TERM_CRASH_H

#include <termios.h>

/* After setupterm and before newterm. extra is written first. */
void term_crash_prepare(const struct termios *before, const char *extra);
void term_crash_disarm(void);

#endif
