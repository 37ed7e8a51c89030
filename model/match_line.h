/* match_line.h - a bank line as matching sees it: what of it nothing explains yet. */
#ifndef MODEL_MATCH_LINE_H
#define MODEL_MATCH_LINE_H

#include "model/book.h"

/* Amounts are signed as the bank has them. */
struct match_line {
    int64_t id;
    char currency[4];
    int64_t amount_minor, open_minor;
    int64_t hold_id; /* where an unexplained credit waits; 0: none */
};

/* 7 of "line:7" or "7", where prefix is "line:" (or "match:"). STATUS_INVALID says what one looks
 * like. */
enum status match_parse_number(const char *label, const char *prefix, int64_t *out,
                               struct error *err) CHECKED;
/* STATUS_NOT_FOUND names the line. */
enum status match_line_load(struct book *book, const char *label, struct match_line *out,
                            struct error *err) CHECKED;

#endif
