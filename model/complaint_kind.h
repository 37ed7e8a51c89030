/* complaint_kind.h - what may be complained of: a table, a row for each kind. */
#ifndef MODEL_COMPLAINT_KIND_H
#define MODEL_COMPLAINT_KIND_H

#include "model/error.h"

#include <stdbool.h>

struct complaint_kind {
    /* "counterfeit"; behind a key of a policy, too (dispute.default.counterfeit), and a word of the
     * notices: what is said, and what the seller is asked to answer with. */
    const char *name;
    /* About held money, of which the disputed part is carved out. Without, it is about a measure
     * on the offer: a decision upholds or dismisses it, and a seller who contests it ends it by
     * waiting. */
    bool is_about_money;
    bool has_award; /* a policy may award more than the refund */
    bool has_named; /* whoever complains is named: it is nobody of the deal */
};

/* STATUS_UNSUPPORTED names the kinds that there are. */
enum status complaint_kind_find(const char *name, const struct complaint_kind **out,
                                struct error *err) CHECKED;

#endif
