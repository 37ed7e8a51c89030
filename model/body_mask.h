/* body_mask.h - an event's body as it is shown: what is personal in it is masked.
 *
 * Bodies have seals of it, which are shown; those of before there were seals have it in full, and
 * cannot be changed without breaking the chain. */
#ifndef MODEL_BODY_MASK_H
#define MODEL_BODY_MASK_H

/* The body of an event of this verb, or the request of an operation of this name that was proposed:
 * itself, or a masked copy that mem owns. NULL for NULL. */
const char *body_mask(void *mem, const char *verb, const char *body);

#endif
