/* demo_bank.h - the demonstration's bank: what it writes of a day, and importing that. */
#ifndef TUI_DEMO_BANK_H
#define TUI_DEMO_BANK_H

#include "tui/demo_play.h"

/* Add a line to the day's statement; + is money in. */
void demo_bank_line(struct demo_play *play, int64_t minor, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A buyer's transfer for an order, as people and banks write it. */
void demo_bank_payment(struct demo_play *play, const struct demo_deal *deal);
/* What the provider settles today of what it captured yesterday: announced, and in the statement.
 */
enum status demo_bank_settle(struct demo_play *play, struct error *err) CHECKED;
/* Payouts of the day before are carried out. */
void demo_bank_payouts(struct demo_play *play);
/* What nobody can place at once: of every kind, on the last two days that have a statement. */
void demo_bank_puzzles(struct demo_play *play);

/* The day's lines as a file of profile generic, whose running balance closes; the day is over then.
 * Owned by mem. */
char *demo_bank_file(struct demo_play *play, void *mem);
/* Import the day's lines: plan and apply, as `holdfast import` does. */
enum status demo_bank_import(struct demo_play *play, struct error *err) CHECKED;
/* Yesterday's transfers without reference are found to be their orders. */
enum status demo_bank_match(struct demo_play *play, struct error *err) CHECKED;

#endif
