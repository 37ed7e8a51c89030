/* console.h - the full-screen console: opens the store, shows its screens until the operator
 * leaves.
 *
 * The terminal is as it was before when console_run returns, whatever happened. */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

#include "model/error.h"
#include "model/time.h"

struct console_options {
    const char *url;            /* of the store */
    const char *operator_login; /* who works */
    const char *theme;          /* a built-in name or a file's path; NULL: by the terminal */
    struct clock clock;
};

/* Refused before anything is drawn when there is no terminal (STATUS_UNSUPPORTED), the store cannot
 * be opened, or the operator is unknown. STATUS_OK however the operator left: q, a signal, a lost
 * line. */
enum status console_run(const struct console_options *options, struct error *err) CHECKED;

#endif
