/* write_off.h - what is left of a bank line and too little to look for: the house bears it, or
 * keeps it, up to what the policy tolerates, never a party that trades.
 *
 * It is a match of the line (match.h) with the house's own account, by the policy's write_off.by;
 * unmatch takes it back. Whether another operator has to agree is the policy's approve.write_off.
 */
#ifndef MODEL_WRITE_OFF_H
#define MODEL_WRITE_OFF_H

#include "model/operation.h"

struct write_off {
    const char *line;   /* "line:7" or "7" */
    const char *reason; /* what was looked for, and why no more is */
};

extern const struct operation write_off_operation;
/* STATUS_REFUSED where nothing is left, or more than match.tolerance, or in another currency.
 * run->posting->result is "match:ID". */
enum status write_off_make(struct book *book, const struct write_off *write_off, struct run *run,
                           struct error *err) CHECKED;

#endif
