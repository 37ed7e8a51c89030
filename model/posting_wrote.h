/* posting_wrote.h - a posting as wrote.h covers it, once its accounts have their rows. */
#ifndef MODEL_POSTING_WROTE_H
#define MODEL_POSTING_WROTE_H

#include "model/posting.h"
#include "model/wrote.h"

/* What its operation writes itself is not in it (posting->write_more). */
void posting_wrote(const struct posting *posting, struct wrote *wrote);
/* One notice, as each has to be added. */
void posting_wrote_notice(struct wrote *wrote, const struct notice *notice);

#endif
