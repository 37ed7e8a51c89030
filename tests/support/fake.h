/* fake.h - something that answers like a PostgreSQL server, as far as a connection begins, for what
 * a real one cannot be made to say. */
#ifndef TESTS_SUPPORT_FAKE_H
#define TESTS_SUPPORT_FAKE_H

enum fake_kind {
    FAKE_OLD,      /* lets everybody in and calls itself 9.6.24 */
    FAKE_STARTING, /* refuses everybody for now */
    FAKE_SILENT,   /* takes the connection and says nothing */
};

struct fake;

/* Ends with mem. */
struct fake *fake_start(void *mem, enum fake_kind kind);
/* The URL of a database there, without parameters. */
const char *fake_url(const struct fake *fake);
/* The folder of its socket, as a URL has it for a host. */
const char *fake_host(const struct fake *fake);
/* How many have come so far. */
int fake_clients(const struct fake *fake);

#endif
