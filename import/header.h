/* header.h - whether a record is the line that names a profile's columns. */
#ifndef IMPORT_HEADER_H
#define IMPORT_HEADER_H

#include "import/profile.h"

#include <stdint.h>

#define HEADER_WITHIN_LINES 100 /* further down nobody puts one */
#define HEADER_TEXT_BYTES 256

struct header_match {
    int cells[PROFILE_LIST_MAX]; /* of each of the profile's columns; -1 where it has none */
    size_t width;                /* cells, without empty ones at the end */
    size_t found;                /* columns */
    size_t missing;              /* columns that must be there and are not */
    size_t extra;                /* cells that name no column, or one twice */
};

/* Take blanks, tabs and the profile's strip characters off both ends of every cell, in place. */
void header_trim(const struct profile *profile, const struct csv_record *record);

void header_compare(const struct profile *profile, const struct csv_record *record,
                    struct header_match *out);
bool header_fits(const struct profile *profile, const struct header_match *match);

/* "Amount, Balance are missing; new: Betrag" into buffer of HEADER_TEXT_BYTES; returns it. */
char *header_difference(const struct profile *profile, const struct csv_record *record,
                        const struct header_match *match, char *buffer);

/* Which of the profile's preamble texts stand in the record, as bits. */
uint64_t header_preamble(const struct profile *profile, const struct csv_record *record);

#endif
