/* complaint_stage.h - the stages of a complaint before its decision: how long each may take, and
 * what moves it on where nobody does. */
#ifndef MODEL_COMPLAINT_STAGE_H
#define MODEL_COMPLAINT_STAGE_H

#include "model/complaint_row.h"

struct complaint_stage {
    const char *name;
    size_t wait; /* offset in struct policy_complaint: until it moves by itself */
    const char *next;
    const char *key; /* of that wait; a pack may have one for each kind */
    /* Who is told of that. */
    void (*tell)(struct book *book, const struct complaint_row *row, struct posting *posting);
    const char *to_next; /* $1: now, $2: when the next one ends by itself, $3: the complaint */
};

/* NULL: the stage has no clock of its own, it ends with the complaint's. */
const struct complaint_stage *complaint_stage_find(const char *name);
/* When the stage of that name, if it begins now, moves by itself. */
int64_t complaint_stage_end(struct book *book, const struct complaint_row *row, const char *name);

#endif
