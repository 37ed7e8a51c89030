/* day_closed.h - which days of a bank account are closed (day.h closes them).
 *
 * They are closed in order: what is closed is every day up to the last closed one. A closed day is
 * never opened again. A line of the bank's that comes too late for its day keeps its date and falls
 * into the first day that is open. */
#ifndef MODEL_DAY_CLOSED_H
#define MODEL_DAY_CLOSED_H

#include "model/book.h"

/* The last closed day of a bank account. */
struct day_closed {
    bool is_any;
    int64_t id; /* of its row */
    int32_t day;
    int64_t last_line; /* the number of the last line then */
    int64_t event;     /* that closed it */
};
enum status day_closed_last(struct book *book, const char *account, struct day_closed *out,
                            struct error *err) CHECKED;

/* STATUS_REFUSED where a day of the account is closed and what is to be undone in it, by the event
 * that did it, was there when it was closed; event 0: whatever it is. */
enum status day_closed_refuse(struct book *book, const char *account, int32_t day, int64_t event,
                              struct error *err) CHECKED;
/* The same of a match of a line, by number, and of whatever a statement has brought. */
enum status day_closed_refuse_match(struct book *book, int64_t match, struct error *err) CHECKED;
enum status day_closed_refuse_statement(struct book *book, int64_t statement,
                                        struct error *err) CHECKED;

/* The open day into which a line of that day falls now; its own day where that is open. Asked once
 * an account in a transaction. */
enum status day_closed_fall(struct book *book, const char *account, int32_t day, int32_t *out,
                            struct error *err) CHECKED;

#endif
