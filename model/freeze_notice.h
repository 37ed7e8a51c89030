/* freeze_notice.h - what a seller is told of a measure: what is done, how much that is, the facts,
 * the ground and where it is said, who decided, until when, and how to object. */
#ifndef MODEL_FREEZE_NOTICE_H
#define MODEL_FREEZE_NOTICE_H

#include "model/freeze_row.h"

/* The statement of reasons; its event rests on the ground. */
enum status freeze_notice_put(struct book *book, const struct freeze_row *row,
                              struct posting *posting, struct error *err) CHECKED;
void freeze_notice_extended(struct book *book, const struct freeze_row *row, int64_t until_us,
                            const char *reason, struct posting *posting);

#endif
