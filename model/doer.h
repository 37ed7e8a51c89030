/* doer.h - who came first, as words for the operator who comes too late.
 *
 * Texts are "by alice at 2026-09-01T08:00:00Z", or "" where nothing is known; buffers have
 * DOER_TEXT_BYTES. */
#ifndef MODEL_DOER_H
#define MODEL_DOER_H

#include "model/account.h"

#define DOER_TEXT_BYTES 400

/* Of what is stored with the thing itself. login NULL: nobody did, the clock ran out. */
char *doer_text(const char *login, int64_t at_us, char *buffer);

/* Whoever took money out of a stored account last, and by what: "hold release by alice at ..." */
enum status doer_of_debit(struct book *book, const struct account *account, char *buffer,
                          struct error *err) CHECKED;

/* Whoever matched the line or the item last, and to what: "to deal:O-1 by alice at ..." */
enum status doer_of_line(struct book *book, int64_t line, char *buffer, struct error *err) CHECKED;
enum status doer_of_item(struct book *book, const char *item, char *buffer,
                         struct error *err) CHECKED;

/* Whoever took the match back. */
enum status doer_of_unmatch(struct book *book, int64_t match, char *buffer,
                            struct error *err) CHECKED;

/* Whoever decided the complaint, or its clock, and what became of the money: "by alice at ...:
 * refunded CNY 30.00". STATUS_NOT_FOUND where there is no such complaint. */
enum status doer_of_decision(struct book *book, const char *complaint, char *buffer,
                             struct error *err) CHECKED;

#endif
