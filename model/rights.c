#include "model/rights.h"

#include <assert.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Who may let the clocks run; what just these may do is done by a clock. */
#define ROLE_CLOCK (ROLE_OPERATIONS | ROLE_SUPPORT | ROLE_FINANCE)

static const struct {
    const char *verb;
    unsigned roles;
} RIGHTS[] = {
    /* what shops and providers tell us, by the feed or by hand */
    {"party", ROLE_OPERATIONS | ROLE_ADMIN},
    {"bank", ROLE_FINANCE | ROLE_ADMIN},
    {"expect", ROLE_OPERATIONS | ROLE_FINANCE},
    {"batch", ROLE_OPERATIONS | ROLE_FINANCE},
    {"provider refund", ROLE_OPERATIONS | ROLE_FINANCE},
    {"provider reserve", ROLE_OPERATIONS | ROLE_FINANCE},
    {"deal", ROLE_OPERATIONS},
    {"capture", ROLE_OPERATIONS},
    {"ship", ROLE_OPERATIONS},
    {"deliver", ROLE_OPERATIONS},
    {"cancel", ROLE_OPERATIONS},
    {"confirm", ROLE_OPERATIONS},
    {"return", ROLE_OPERATIONS},
    {"courier", ROLE_OPERATIONS},
    {"refuse", ROLE_OPERATIONS},
    {"remit", ROLE_OPERATIONS | ROLE_FINANCE},
    {"draw", ROLE_OPERATIONS},
    {"close", ROLE_OPERATIONS},
    {"extend", ROLE_OPERATIONS},
    {"exit", ROLE_OPERATIONS},
    {"insure", ROLE_OPERATIONS},
    {"advance", ROLE_OPERATIONS | ROLE_FINANCE},
    {"chargeback", ROLE_OPERATIONS | ROLE_FINANCE},
    {"chargeback reverse", ROLE_OPERATIONS | ROLE_FINANCE},
    {"payout", ROLE_OPERATIONS | ROLE_FINANCE},
    {"fx", ROLE_OPERATIONS | ROLE_FINANCE},
    {"campaign open", ROLE_OPERATIONS},
    {"campaign close", ROLE_OPERATIONS},
    {"campaign cancel", ROLE_OPERATIONS},
    {"campaign leave", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"campaign end", ROLE_CLOCK},
    /* held money */
    {"hold release", ROLE_OPERATIONS},
    {"hold return", ROLE_OPERATIONS},
    {"hold carve", ROLE_OPERATIONS},
    {"hold extend", ROLE_OPERATIONS},
    {"default", ROLE_CLOCK},
    {"remind", ROLE_CLOCK},
    {"courier overdue", ROLE_CLOCK},
    {"courier draw", ROLE_OPERATIONS},
    /* what parties are told */
    {"notice claim", ROLE_CLOCK},
    {"notice settle", ROLE_CLOCK},
    {"notices retry", ROLE_OPERATIONS | ROLE_SUPPORT},
    /* measures and complaints */
    {"freeze", ROLE_OPERATIONS},
    {"unfreeze", ROLE_OPERATIONS},
    {"freeze confirm", ROLE_OPERATIONS},
    {"freeze extend", ROLE_OPERATIONS},
    {"freeze object", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"freeze review", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"freeze begin", ROLE_CLOCK},
    {"objection default", ROLE_CLOCK},
    {"order", ROLE_OPERATIONS},
    {"caution", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"caution acknowledge", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"caution withdraw", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"caution lapse", ROLE_CLOCK},
    {"freeze end", ROLE_CLOCK},
    {"demand", ROLE_CLOCK},
    {"demand default", ROLE_CLOCK},
    {"demand end", ROLE_CLOCK},
    {"complaint open", ROLE_SUPPORT | ROLE_OPERATIONS},
    {"complaint take", ROLE_SUPPORT},
    {"complaint hand", ROLE_SUPPORT},
    {"complaint admit", ROLE_SUPPORT},
    {"complaint refuse", ROLE_SUPPORT},
    {"complaint notice", ROLE_SUPPORT},
    {"complaint answer", ROLE_SUPPORT | ROLE_OPERATIONS},
    {"complaint appeal", ROLE_SUPPORT | ROLE_OPERATIONS},
    {"complaint review", ROLE_SUPPORT},
    {"complaint move", ROLE_CLOCK},
    {"complaint lapse", ROLE_CLOCK},
    {"complaint decide", ROLE_SUPPORT},
    {"complaint default", ROLE_CLOCK},
    {"complaint evidence", ROLE_SUPPORT | ROLE_OPERATIONS},
    {"evidence look", ROLE_SUPPORT | ROLE_OPERATIONS | ROLE_AUDITOR},
    {"evidence erase", ROLE_CLOCK},
    {"freeze lapse", ROLE_CLOCK},
    /* the bank */
    {"statement", ROLE_FINANCE},
    {"line", ROLE_FINANCE},
    {"match", ROLE_FINANCE},
    {"unmatch", ROLE_FINANCE},
    {"write off", ROLE_FINANCE},
    {"correct", ROLE_FINANCE},
    {"rule add", ROLE_FINANCE | ROLE_ADMIN},
    {"rule switch", ROLE_FINANCE | ROLE_ADMIN},
    {"break reason", ROLE_FINANCE},
    {"break assign", ROLE_FINANCE},
    {"break expect", ROLE_FINANCE},
    {"break note", ROLE_FINANCE | ROLE_OPERATIONS | ROLE_SUPPORT},
    {"break escalate", ROLE_FINANCE},
    {"break escalate due", ROLE_CLOCK},
    {"day close", ROLE_FINANCE},
    /* the house */
    {"operator", ROLE_ADMIN},
    {"policy", ROLE_ADMIN},
    {"operator interest", ROLE_ALL},
    {"init", ROLE_ADMIN},
    /* second pair of eyes; who approves or rejects has the right of what is proposed, too */
    {"approve", ROLE_CLOCK | ROLE_ADMIN},
    {"reject", ROLE_CLOCK | ROLE_ADMIN},
    {"withdraw", ROLE_CLOCK | ROLE_ADMIN},
    {"proposal expire", ROLE_CLOCK},
    /* personal data: who sees it in lists (views), and who reveals it, with a reason and a case */
    {"see line", ROLE_FINANCE}, /* while it is in suspense */
    {"reveal payout", ROLE_OPERATIONS | ROLE_FINANCE},
    {"reveal line", ROLE_FINANCE},
    {"trace", ROLE_FINANCE},
    {"reveal", ROLE_OPERATIONS | ROLE_SUPPORT},
    {"erase", ROLE_OPERATIONS | ROLE_ADMIN},
    {"erase statement", ROLE_FINANCE | ROLE_ADMIN},
    {"erase default", ROLE_CLOCK},
    /* the whole store, with what is otherwise masked */
    {"backup", ROLE_ADMIN},
    {"copy", ROLE_ADMIN},
};

static const struct {
    const char *name;
    unsigned role;
} ROLES[] = {
    {"operations", ROLE_OPERATIONS}, {"support", ROLE_SUPPORT}, {"finance", ROLE_FINANCE},
    {"auditor", ROLE_AUDITOR},       {"admin", ROLE_ADMIN},
};
#define ROLE_COUNT (sizeof(ROLES) / sizeof(ROLES[0]))

static size_t find(const char *verb)
{
    size_t row = 0;
    /* Of every posting: most verbs differ in their first letter. */
    while (row < sizeof(RIGHTS) / sizeof(RIGHTS[0]) &&
           (RIGHTS[row].verb[0] != verb[0] || strcmp(RIGHTS[row].verb, verb) != 0)) {
        row++;
    }
    assert(row < sizeof(RIGHTS) / sizeof(RIGHTS[0]));
    return row;
}

bool rights_is_told(const char *verb)
{
    return RIGHTS[find(verb)].roles == ROLE_CLOCK || strcmp(verb, "statement") == 0 ||
           strcmp(verb, "line") == 0;
}

enum status rights_check(const char *verb, unsigned roles, struct error *err)
{
    size_t row = find(verb);
    if (RIGHTS[row].roles & roles) {
        return STATUS_OK;
    }
    char needed[64];
    roles_format(RIGHTS[row].roles, needed);
    return error_set(err, STATUS_DENIED, "%s needs %s %s", verb,
                     strchr(needed, ',') ? "one of the roles" : "role", needed);
}

enum status rights_check_whole(const char *verb, unsigned roles, struct error *err)
{
    enum status status = rights_check(verb, roles, err);
    return status == STATUS_OK
               ? status
               : error_hint(err, "it has in it what lists mask: ask an administrator;"
                                 " lists, reports, export and verify are yours");
}

enum status roles_parse(const char *text, unsigned *out, struct error *err)
{
    unsigned roles = 0;
    while (*text) {
        size_t bytes = strcspn(text, ",");
        size_t i = 0;
        while (i < ROLE_COUNT &&
               (strlen(ROLES[i].name) != bytes || strncmp(ROLES[i].name, text, bytes) != 0)) {
            i++;
        }
        if (i == ROLE_COUNT) {
            error_set(err, STATUS_INVALID, "'%.*s' is no role", (int)bytes, text);
            return error_hint(err, "roles are operations, support, finance, auditor, admin");
        }
        roles |= ROLES[i].role;
        text += bytes + (text[bytes] == ',');
    }
    if (!roles) {
        return error_set(err, STATUS_INVALID, "no role is named");
    }
    *out = roles;
    return STATUS_OK;
}

char *roles_format(unsigned roles, char *buffer)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (!(roles & ROLES[i].role)) {
            continue;
        }
        if (buffer[0]) {
            strcat(buffer, ",");
        }
        strcat(buffer, ROLES[i].name);
    }
    return buffer;
}
