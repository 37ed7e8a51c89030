#include "tui/follow.h"

#include "tui/thing.h"

#include <stdio.h>
#include <string.h>

/* What the cells of a column name. NULL kind: they say it themselves ("deal:O-1"). */
static const struct {
    const char *column, *kind;
} targets[] = {
    {"account", NULL},          {"item", NULL},
    {"subject", NULL},          {"context", NULL},
    {"reference", NULL},        {"beneficiary", NULL},
    {"deal", "deal"},           {"seller", "seller"},
    {"buyer", "party"},         {"party", "party"},
    {"payer", "party"},         {"payee", "party"},
    {"hold", "hold"},           {"parent", "hold"},
    {"event", "event"},         {"opened", "event"},
    {"complaint", "complaint"}, {"freeze", "freeze"},
    {"payout", "payout"},       {"line", "line"},
    {"statement", "statement"}, {"operator", "operator"},
    {"author", "operator"},     {"lifted_by", "operator"},
    {"unmatched_by", "event"},  {"campaign", "campaign"},
    {"platform", "party"},      {"custodian", "party"},
    {"notice", "notice"},       {"evidence", "evidence"},
};

bool follow_cell(const char *column, const struct cell *cell, char *id)
{
    char buffer[CELL_TEXT_BYTES];
    const struct thing *thing;
    struct error err;
    size_t i = 0;
    size_t count = sizeof(targets) / sizeof(targets[0]);
    while (i < count && strcmp(targets[i].column, column) != 0) {
        i++;
    }
    if (i == count || cell->kind == CELL_NULL) {
        return false;
    }
    const char *text = cell_show(cell, buffer);
    if (!*text || strlen(text) >= THING_ID_BYTES / 2) {
        return false;
    }
    snprintf(id, THING_ID_BYTES, "%s%s%s", targets[i].kind ? targets[i].kind : "",
             targets[i].kind ? ":" : "", text);
    return thing_find(id, &thing, &err) == STATUS_OK;
}

bool follow_row(const struct view *view, const struct view_row *row, char *id)
{
    static const char *const columns[] = {"account", "item", "event"};
    const struct thing *thing;
    struct error err;
    if (strlen(row->id) < THING_ID_BYTES && thing_find(row->id, &thing, &err) == STATUS_OK) {
        strcpy(id, row->id);
        return true;
    }
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        int column = view_column(view, columns[i]);
        if (column >= 0 && follow_cell(columns[i], &row->cells[column], id)) {
            return true;
        }
    }
    return false;
}
