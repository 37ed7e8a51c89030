/* verify_takings.h - that who has taken a complaint is what the events say, each of them once. */
#ifndef MODEL_VERIFY_TAKINGS_H
#define MODEL_VERIFY_TAKINGS_H

#include "model/book.h"
#include "model/verify_row.h"

/* row->checked is how many events took a complaint or handed one over. */
enum status verify_takings(struct book *book, struct verify_row *row, struct error *err) CHECKED;

#endif
