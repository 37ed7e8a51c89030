/* complaint_held.h - the holds in which the money of a decision waits for an appeal: what is in
 * dispute, the award's, and what insurers bear of that. */
#ifndef MODEL_COMPLAINT_HELD_H
#define MODEL_COMPLAINT_HELD_H

#include "model/complaint_row.h"

/* None of them opens its door before then. */
enum status complaint_held_extend(struct book *book, const struct complaint_row *row,
                                  int64_t until_us, struct posting *posting,
                                  struct error *err) CHECKED;

/* Of an award so much stands, and goes to the buyer: of what the award's hold and the insurers bear
 * in the same proportion. The rest goes back to who paid it, and is claimed of nobody. */
enum status complaint_held_award(struct book *book, const struct complaint_row *row,
                                 int64_t award_minor, struct posting *posting,
                                 struct error *err) CHECKED;

#endif
