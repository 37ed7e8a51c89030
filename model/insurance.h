/* insurance.h - covers: an insurer pays a part of the awards on a seller's deals, or on one deal,
 * up to a limit for each deal.
 *
 * A cover is of the deals that were ordered while it ran: from its beginning, before its end. Of an
 * award it bears its basis points, rounded down, at most its limit; several covers of one deal bear
 * their parts in the order of their names, and all of them together no more than the award. */
#ifndef MODEL_INSURANCE_H
#define MODEL_INSURANCE_H

#include "model/deal_row.h"
#include "model/operation.h"
#include "model/query.h"

#define INSURANCE_COVERS_MAX 100 /* of one deal */

extern const struct id_space cover_ids;

struct cover {
    const char *id, *insurer;
    const char *seller, *deal; /* one of them */
    struct money limit;        /* for each deal */
    int64_t part_bp;           /* of the award */
    int64_t from_us, until_us;
};
enum status insurance_put(struct book *book, const struct cover *cover, struct run *run,
                          struct error *err) CHECKED;

/* What each cover of a deal bears of an award on it; only such as bear something. Texts are mem's.
 */
struct cover_part {
    const char *cover, *insurer;
    int64_t minor;
};
enum status insurance_parts(struct book *book, void *mem, const struct deal *deal,
                            int64_t award_minor, struct cover_part **out, size_t *count,
                            struct error *err) CHECKED;

#endif
