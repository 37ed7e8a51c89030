/* policy_unit.h - what a policy's values are, and how each is read from its text into its field.
 *
 * Whoever asks for figures includes policy.h. */
#ifndef MODEL_POLICY_UNIT_H
#define MODEL_POLICY_UNIT_H

#include "model/error.h"
#include "model/money.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POLICY_WHOLE_BP 10000 /* of a part in basis points */

/* How long something may take: a span, or so many business days of the pack's calendar ("3bd"). */
struct policy_wait {
    int64_t us;            /* where it is a span */
    int64_t business_days; /* 0: it is one */
};

/* Who of the house: the book's platform or custodian. */
enum policy_house { HOUSE_PLATFORM, HOUSE_CUSTODIAN };
/* What holds where payee and custodian belong to one control group. */
enum own_group { OWN_GROUP_FORBIDDEN, OWN_GROUP_DISCLOSED, OWN_GROUP_ALLOWED };
/* From where a chargeback is taken, beside what is in dispute, which always pays first. */
enum policy_source {
    SOURCE_REFUND,    /* what the deal's buyer was refunded of it, and still has available */
    SOURCE_HOLD,      /* what is held of the deal */
    SOURCE_RESERVE,   /* what was kept back of its releases */
    SOURCE_AVAILABLE, /* the seller's available money */
    SOURCE_BOND,      /* the seller's */
};
#define POLICY_SOURCES_MAX (SOURCE_BOND + 1)
struct policy_sources {
    enum policy_source items[POLICY_SOURCES_MAX];
    size_t count;
};

/* Whether an operation needs a second pair of eyes, and whose. */
enum policy_eyes {
    EYES_ONE,    /* whoever does it does it alone */
    EYES_SECOND, /* another operator approves it */
    EYES_ENTITY, /* one who acts for another legal entity */
};

/* The rungs before and of a sanction: a policy has some of them, always in this order. */
enum policy_rung { RUNG_TRAINING, RUNG_WARNING, RUNG_RESTRICTION, RUNG_TERMINATION };
#define POLICY_RUNGS (RUNG_TERMINATION + 1)
struct policy_rungs {
    bool has[POLICY_RUNGS];
};
/* What comes of a rung that its seller does not acknowledge in time. */
enum policy_silence {
    SILENCE_COUNTS,   /* it counts toward the next as if it were acknowledged */
    SILENCE_PROPOSES, /* it does, and the next one is proposed to an operator */
    SILENCE_LAPSES,   /* it counts no more */
};

#define POLICY_NONE "none"

enum policy_unit {
    UNIT_WORD,
    UNIT_NUMBER,
    UNIT_PART,
    UNIT_DAY,
    UNIT_SPAN,
    UNIT_WAIT,
    UNIT_SPAN_OR_NONE,
    UNIT_DOOR,
    UNIT_HOUSE,
    UNIT_YES_NO,
    UNIT_MONEY,
    UNIT_OWN_GROUP,
    UNIT_SOURCES,
    UNIT_EYES,
    UNIT_LANGUAGE,
    UNIT_RUNGS,
    UNIT_SILENCE,
    UNIT_ROLE,
};

/* "training"; and back: false where there is no such rung. */
const char *policy_rung_name(enum policy_rung rung);
bool policy_rung_find(const char *name, enum policy_rung *out);

/* Into a field of that unit. A word is borrowed. */
enum status policy_unit_read(enum policy_unit unit, const char *value, void *field,
                             struct error *err) CHECKED;

#endif
