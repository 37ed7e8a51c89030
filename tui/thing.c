#include "tui/thing.h"

#include <stdio.h>
#include <string.h>

#define TIMELINE                                                                                   \
    {                                                                                              \
        "timeline", "timeline", THING_SCOPE_LABEL                                                  \
    }
#define NOTICES                                                                                    \
    {                                                                                              \
        "notices", "thing-notices", THING_SCOPE_LABEL                                              \
    }
#define PARTY_SECTIONS                                                                             \
    {                                                                                              \
        {"holds", "party-holds", THING_SCOPE_BARE}, {"deals", "party-deals", THING_SCOPE_BARE},    \
            {"complaints", "party-complaints", THING_SCOPE_BARE},                                  \
            {"freeze_list", "party-freezes", THING_SCOPE_BARE},                                    \
            {"cautions", "party-cautions", THING_SCOPE_BARE},                                      \
            {"demands", "party-demands", THING_SCOPE_BARE},                                        \
            {"advances", "party-advances", THING_SCOPE_BARE},                                      \
        {                                                                                          \
            "timeline", "timeline", THING_SCOPE_PARTY                                              \
        }                                                                                          \
    }
#define ACCOUNT_SECTIONS                                                                           \
    {                                                                                              \
        {"entries", "entries", THING_SCOPE_LABEL},                                                 \
        {                                                                                          \
            "liens", "liens", THING_SCOPE_LABEL                                                    \
        }                                                                                          \
    }

static const struct thing things[] = {
    {"bank", "accounts", ACCOUNT_SECTIONS},
    {"transit", "accounts", ACCOUNT_SECTIONS},
    {"available", "accounts", ACCOUNT_SECTIONS},
    {"hold",
     "any-holds",
     {{"entries", "entries", THING_SCOPE_LABEL}, {"liens", "liens", THING_SCOPE_LABEL}, TIMELINE}},
    {"seller", "any-sellers", PARTY_SECTIONS},
    {"party", "parties", PARTY_SECTIONS},
    {"deal",
     "any-deals",
     {{"holds", "deal-holds", THING_SCOPE_BARE},
      {"complaints", "deal-complaints", THING_SCOPE_BARE},
      {"parcels", "deal-parcels", THING_SCOPE_BARE},
      {"advances", "deal-advances", THING_SCOPE_BARE},
      {"chargebacks", "deal-chargebacks", THING_SCOPE_BARE},
      TIMELINE}},
    {"campaign", "campaigns", {{"deals", "campaign-deals", THING_SCOPE_BARE}, NOTICES, TIMELINE}},
    {"complaint",
     "complaints",
     {{"evidence_list", "complaint-evidence", THING_SCOPE_BARE}, NOTICES, TIMELINE}},
    {"evidence", "evidence", {{"looks", "evidence-looks", THING_SCOPE_BARE}}},
    {"freeze",
     "freezes",
     {{"objections", "freeze-objections", THING_SCOPE_BARE},
      {"extension_list", "freeze-extensions", THING_SCOPE_BARE},
      NOTICES,
      TIMELINE}},
    {"caution", "cautions", {NOTICES, TIMELINE}},
    {"demand", "demands", {NOTICES, TIMELINE}},
    {"cover", "covers", {TIMELINE}},
    {"payout", "payouts", {TIMELINE}},
    {"fx", "conversions", {TIMELINE}},
    {"advance", "advances", {NOTICES, TIMELINE}},
    {"chargeback", "chargebacks", {NOTICES, TIMELINE}},
    {"line",
     "lines",
     {{"matches", "matches", THING_SCOPE_BARE},
      {"break_notes", "break-notes", THING_SCOPE_LABEL},
      TIMELINE}},
    {"batch", "breaks", {{"break_notes", "break-notes", THING_SCOPE_LABEL}, TIMELINE}},
    {"day",
     "days",
     {{"figures", "day-figures", THING_SCOPE_BARE},
      {"break_list", "day-breaks", THING_SCOPE_BARE},
      TIMELINE}},
    {"statement", "statements", {{"line_list", "statement-lines", THING_SCOPE_BARE}, TIMELINE}},
    {"event", "bodies", {{"legs", "legs", THING_SCOPE_BARE}}},
    {"operator", "operators", {{"interests", "interests", THING_SCOPE_BARE}, TIMELINE}},
    {"proposal", "proposals", {TIMELINE}},
    {"notice", "notices", {TIMELINE}},
    {"rule", "rules", {TIMELINE}},
    {"book", "books", {{.view = NULL}}},
    {.kind = NULL},
};

const struct thing *thing_table(void)
{
    return things;
}

enum status thing_find(const char *id, const struct thing **out, struct error *err)
{
    size_t bytes = strcspn(id, ":");
    for (const struct thing *thing = things; thing->kind != NULL; thing++) {
        if (id[bytes] == ':' && strlen(thing->kind) == bytes &&
            strncmp(thing->kind, id, bytes) == 0) {
            *out = thing;
            return STATUS_OK;
        }
    }
    (void)error_set(err, STATUS_INVALID, "'%s' does not say what kind of thing it is", id);
    return error_hint(err, "write kind:name, such as seller:S-0001, deal:O-1, hold:42, line:7");
}

char *thing_scope(enum thing_scope scope, const char *id, char *buffer)
{
    const char *colon = strchr(id, ':');
    const char *bare = colon == NULL ? id : colon + 1;
    (void)snprintf(buffer, THING_ID_BYTES, "%s%s", scope == THING_SCOPE_PARTY ? "party:" : "",
                   scope == THING_SCOPE_LABEL ? id : bare);
    return buffer;
}
