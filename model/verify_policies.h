/* verify_policies.h - whether the versions of a pack that a book has adopted are those that its
 * events say, word for word. */
#ifndef MODEL_VERIFY_POLICIES_H
#define MODEL_VERIFY_POLICIES_H

#include "model/book.h"
#include "model/verify_row.h"

/* A walk of verify.c. */
enum status verify_policies(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
