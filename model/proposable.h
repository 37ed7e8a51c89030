/* proposable.h - all operations that a proposal may be of, by the name of their eyes. */
#ifndef MODEL_PROPOSABLE_H
#define MODEL_PROPOSABLE_H

#include "model/operation.h"

/* NULL where there is none. */
const struct operation *proposable_find(const char *name);
/* All of them, from 0 on; NULL after the last. */
const struct operation *proposable_at(size_t index);

#endif
