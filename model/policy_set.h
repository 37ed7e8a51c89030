/* policy_set.h - the packs that the program carries: model/policies/ID.ini is the first version of
 * a pack, ID-2.ini the second; and what a book has adopted beside them. */
#ifndef MODEL_POLICY_SET_H
#define MODEL_POLICY_SET_H

#include "model/policy.h"

struct policy_set {
    const struct policy **policies; /* by pack, then by version */
    size_t count;
    int64_t adopted; /* of them, by the book (policy_adopt.h) */
};

/* All of them, or all versions of the pack id where it is not NULL: STATUS_NOT_FOUND, with those
 * that there are, where there is no such pack. Owned by mem. */
enum status policy_set_load(void *mem, const char *id, struct policy_set *out,
                            struct error *err) CHECKED;
/* One more version of the only pack that is in the set, which mem owns. */
enum status policy_set_adopt(void *mem, struct policy_set *set, const char *text,
                             struct error *err) CHECKED;
/* Of the versions of one pack that which holds at a time: before the first one's day the first. */
const struct policy *policy_set_at(const struct policy_set *versions, int64_t at_us);
/* "cn-1", or "cn" for its newest version; NULL: not among them. */
const struct policy *policy_set_find(const struct policy_set *set, const char *name);

#endif
