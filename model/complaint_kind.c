#include "model/complaint_kind.h"

#include <stddef.h>
#include <string.h>

static const struct complaint_kind KINDS[] = {
    {"counterfeit", true, true, false},       {"not-received", true, false, false},
    {"not-as-described", true, false, false}, {"merchant-gone", true, false, false},
    {"rights-notice", false, false, true},
};

/* What a seller says against a measure has its own clock, its own reviewer and its own end. */
static enum status lead_to_objection(struct error *err)
{
    (void)error_set(err, STATUS_UNSUPPORTED,
                    "a wrongful freeze is objected to, and is no complaint about a deal");
    return error_hint(err, "holdfast freeze object FREEZE --text TEXT; those that wait:"
                           " holdfast objections");
}

enum status complaint_kind_find(const char *name, const struct complaint_kind **out,
                                struct error *err)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strcmp(KINDS[i].name, name) == 0) {
            *out = &KINDS[i];
            return STATUS_OK;
        }
    }
    if (strcmp(name, "wrongful-freeze") == 0) {
        return lead_to_objection(err);
    }
    (void)error_set(err, STATUS_UNSUPPORTED, "there are no complaints of kind '%s'", name);
    return error_hint(err, "kinds are counterfeit, not-received, not-as-described, merchant-gone,"
                           " rights-notice");
}
