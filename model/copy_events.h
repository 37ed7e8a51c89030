/* copy_events.h - the events that a copy lacks, with their legs and the accounts of those. */
#ifndef MODEL_COPY_EVENTS_H
#define MODEL_COPY_EVENTS_H

#include "model/copy_work.h"

/* Append all of them, in their order. STATUS_CORRUPT where one does not hash to what it says. */
enum status copy_events(struct copy_work *work, struct error *err) CHECKED;

#endif
