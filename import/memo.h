/* memo.h - the text of a row, put together from the parts that a format has it in. */
#ifndef IMPORT_MEMO_H
#define IMPORT_MEMO_H

#include "model/text.h"

#include <stdbool.h>
#include <stddef.h>

struct memo {
    size_t used;
    bool is_cut; /* more came than fits: the row is a reject */
    char text[TEXT_BODY_BYTES_MAX + 1];
};

void memo_clear(struct memo *memo);

/* A part, without the white space at its ends and with each run of it inside as one blank; after
 * one blank where something is there already. */
void memo_add(struct memo *memo, const char *text, size_t bytes);

/* The same, but joined without a blank: what a full line goes on with on the next. */
void memo_continue(struct memo *memo, const char *text, size_t bytes);

#endif
