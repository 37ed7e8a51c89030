/* look_amount.h - what cells with amounts look like: where the number stands, and what its signs
 * between digits prove.
 *
 * A sign proves itself the decimal one where both signs stand in a cell and it comes last, or where
 * it comes once with one, two or more than three digits after it. It proves itself the one between
 * thousands where it comes twice, or first of both. 25,000 alone proves nothing. */
#ifndef IMPORT_LOOK_AMOUNT_H
#define IMPORT_LOOK_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

/* Where the number stands in the cell, with its sign; false where there is none, or more text than
 * a currency's code or sign beside it. */
struct amount_place {
    size_t start, bytes;
    bool is_split; /* a sign stands before the currency, and so not beside the number */
};
bool amount_look(const char *text, struct amount_place *out);

/* A run of dashes or a slash, as banks fill cells of which they have nothing to say. */
bool amount_look_is_filler(const char *text);

/* What a column's cells prove, one after the other; 0 for what none has proved yet. */
struct amount_style_look {
    char decimal;
    char thousands;            /* '\'' and ' ' too */
    bool is_torn;              /* two cells prove opposite things */
    const char *decimal_proof; /* the cells */
    const char *thousands_proof;
    const char *doubt; /* a cell that would be another amount by another decimal sign */
};
void amount_style_note(struct amount_style_look *look, const char *number);

#endif
