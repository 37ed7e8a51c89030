/* fed_tables.h - the tables that a feed fills, for what a database alone needs to fill them. */
#ifndef TESTS_BENCH_FED_TABLES_H
#define TESTS_BENCH_FED_TABLES_H

#include <stddef.h>

/* A table, and SQL over it (as t) for the number of the event that made a row. */
struct fed_table {
    const char *name, *event;
};

/* In the order in which an event's rows may refer to each other. The first FED_BEFORE are filled by
 * whoever makes a store. */
static const struct fed_table fed_tables[] = {
    {"book", "0"},         {"operator", "t.event"},
    {"event", "t.number"}, {"account", "t.opened_event"},
    {"leg", "t.event"},    {"lien", "t.event"},
    {"party", "t.event"},  {"deal", "(SELECT opened_event FROM account WHERE id = t.hold_id)"},
    {"expect", "t.event"}, {"batch", "t.event"},
    {"payout", "t.event"}, {"complaint", "t.event"},
    {"notice", "t.event"}, {"past_clock", "t.until_event"},
};
#define FED_BEFORE 2
#define FED_TABLES (sizeof fed_tables / sizeof fed_tables[0])

#endif
