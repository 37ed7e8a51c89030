/* day.h - closing a day of a bank account.
 *
 * A day is closed once it is over (the cut-off of the calendar), in order and without a gap; days
 * that are free are closed with the next business day. What is closed is the sheet of day_sheet.h:
 * every line is posted, the bank's own balance is where the mirror stands, and breaks that have
 * grown old (break.explain_after) have a reason and an owner. Its maker proposes it and another
 * operator approves it (approve.close).
 *
 * A closed day stays closed: nothing opens it again, and what comes later falls into the open day
 * (day_closed.h). */
#ifndef MODEL_DAY_H
#define MODEL_DAY_H

#include "model/day_sheet.h"
#include "model/operation.h"

struct day_terms {
    const char *account; /* "ICBC-001", "bank:ICBC-001", or "day:7": the account of that one */
    const char *day;     /* "2026-09-01"; NULL: the next one to close */
    const char *stated;  /* "CNY 12.00": the bank's balance, where no statement has it; or NULL */
};
extern const struct operation day_close_operation;
/* run->posting->result is "day:ID". STATUS_REFUSED names what stands in the way. */
enum status day_close(struct book *book, const struct day_terms *terms, struct run *run,
                      struct error *err) CHECKED;

/* What has to be so before a day can be closed. */
struct day_check {
    const char *what; /* "its cut-off is over" */
    bool is_so;
    const char *says;  /* what is so, or what stands in the way; "" for nothing to say */
    const char *where; /* the thing or list that leads on, such as "statement:3"; or NULL */
};
#define DAY_CHECKS 6
/* All of them, owned by mem, whoever asks; *out is the day that it would be, as it stands now. */
enum status day_check(struct book *book, void *mem, const struct day_terms *terms,
                      struct day_sheet *out, struct day_check checks[DAY_CHECKS],
                      struct error *err) CHECKED;

#endif
