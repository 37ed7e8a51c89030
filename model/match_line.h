/* match_line.h - a bank line as matching sees it: what of it nothing explains yet. */
#ifndef MODEL_MATCH_LINE_H
#define MODEL_MATCH_LINE_H

#include "model/account.h"

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

/* For whoever comes too late: STATUS_REFUSED, and who was first. */
enum status match_line_refuse(struct book *book, int64_t line, struct error *err) CHECKED;
/* Where the unexplained money of a line stands: its hold, or what nobody has explained. */
enum status match_line_money(struct book *book, const struct match_line *line, struct account **out,
                             struct error *err) CHECKED;
/* What is known of a line now, once its matches are written: it is matched where nothing of it is
 * open. hold_id: 0 leaves it. */
enum status match_line_update(struct book *book, int64_t line, const char *item, const char *ground,
                              int64_t hold_id, struct error *err) CHECKED;

#endif
