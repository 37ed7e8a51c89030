/* visible.h - text for a terminal that no text can drive: control characters become pictures, what
 * is invisible or turns the direction of writing becomes U+FFFD, and so do bytes that are no UTF-8.
 */
#ifndef REPORTS_VISIBLE_H
#define REPORTS_VISIBLE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Owned by mem. */
char *visible_text(void *mem, const char *text);
/* The cells that the visible text takes on a screen. */
int visible_cols(const char *text);
/* Write it. */
void visible_put(const char *text, FILE *out);
/* What is shown for a character. */
uint32_t visible_char(uint32_t c);

#endif
