#include "model/notice_kind.h"

#include <string.h>

const char *const NOTICE_PARTS[] = {"what",  "facts",  "rule",    "by",
                                    "until", "object", "decides", NULL};

static const struct notice_kind KINDS[] = {
    {"advance", false, "lender amount deal repay"},
    {"advance unpaid", false, "lender amount deal"},
    {"advance unpaid lender", false, "seller amount deal"},
    {"bond demand", false, "demand amount due exit"},
    {"bond kept", true, "until reason"},
    {"bond met", false, "measure?"},
    {"campaign cancelled", false, "campaign members amount reason?"},
    {"campaign closed", false, "campaign members amount"},
    {"campaign failed", false, "campaign members amount"},
    {"campaign joined cancelled", false, "deal"},
    {"campaign joined kept", false, "deal"},
    {"campaign joined sent", false, "deal"},
    {"campaign met", false, "campaign members amount due"},
    {"caution", true, "rung ground facts complaint? until due? silence?"},
    {"caution unanswered", false, "rung until?"},
    {"caution withdrawn", false, "rung reason"},
    {"chargeback", true,
     "via amount deal reason disputed? kept? bond? available? refunded? held? owed?"},
    {"chargeback complaint", false, "deal complaint end left?"},
    {"chargeback reversed", false, "via deal chargeback"},
    {"claim", false, "deal cover amount due seller lacking?"},
    {"complaint admitted", false, "complaint deal"},
    {"complaint answered", false, "complaint deal answer text? end?"},
    {"complaint appealed", false, "complaint deal who due"},
    {"complaint decided", true, "complaint deal outcome amount? reasons appeal?"},
    {"complaint defaulted", true, "complaint deal outcome"},
    {"complaint lapsed", true, "complaint deal verdict refund award"},
    {"complaint letter", false, "complaint letter"},
    {"complaint noticed", false, "complaint deal due outcome says asks"},
    {"complaint refused", true, "complaint deal reasons"},
    {"complaint reviewed", true, "complaint deal verdict refund award reasons"},
    {"complaint silent", false, "complaint deal"},
    {"conversion", false, "sold bought dealer rate currency rounding"},
    {"correction given", false, "at entry amount reason"},
    {"correction taken", true, "at entry amount reason"},
    {"courier drawn", true, "deal amount due reason"},
    {"courier late", false, "deal amount due"},
    {"courier returned", false, "deal amount courier"},
    {"exit", true, "due reason"},
    {"extension agreed", false, "deal until"},
    {"extension asked", false, "deal until who end"},
    {"freeze", true,
     "from? until scope? amount? share? later? ground facts complaint? evidence? wanted? last"
     " review default"},
    {"freeze begun", false, "until"},
    {"freeze confirmed", false, "until"},
    {"freeze ended", false, ""},
    {"freeze extended", true, "until reason last review default"},
    {"freeze lapsed", false, "complaint"},
    {"freeze lifted", false, "reason"},
    {"listing stopped", true, "until scope ground demand missing due"},
    {"objection", false, "measure due default"},
    {"objection granted", false, "reasons decided interest?"},
    {"objection upheld", true, "reasons decided until"},
    {"order", true,
     "until scope? amount? share? later? ground facts evidence? authority order document"},
    {"own group", false, "deal custodian seller"},
    {"prepaid closed", false, "deal merchant"},
    {"reminder payee", false, "deal amount who due"},
    {"reminder payer", false, "deal amount who due"},
    {"termination", true, "from ground facts complaint? evidence? last review default"},
    {NULL, false, NULL},
};

const struct notice_kind *notice_kind_at(size_t index)
{
    return index + 1 < sizeof KINDS / sizeof *KINDS ? &KINDS[index] : NULL;
}

const struct notice_kind *notice_kind_find(const char *name)
{
    const struct notice_kind *kind = KINDS;
    while (kind->name != NULL && strcmp(kind->name, name) != 0) {
        kind++;
    }
    return kind->name == NULL ? NULL : kind;
}

static bool is_same(const char *text, const char *name, size_t bytes)
{
    return strlen(text) == bytes && memcmp(text, name, bytes) == 0;
}

enum notice_need notice_kind_need(const struct notice_kind *kind, const char *field, size_t bytes)
{
    if (is_same(NOTICE_RULE, field, bytes)) {
        return NOTICE_OPTIONAL;
    }
    if (is_same(NOTICE_REFERENCE, field, bytes) || is_same(NOTICE_BY, field, bytes)) {
        return NOTICE_COMMON;
    }
    for (const char *at = kind->fields; *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        size_t whole = strcspn(at, " "), name = strcspn(at, " ?");
        if (name == bytes && memcmp(at, field, bytes) == 0) {
            return name == whole ? NOTICE_REQUIRED : NOTICE_OPTIONAL;
        }
    }
    return NOTICE_NO_FIELD;
}
