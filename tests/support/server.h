/* server.h - PostgreSQL servers of a test's own, to be halted, killed, started again and promoted.
 *
 * Each lies in a folder of its own below /tmp and goes with its memory, or when the test's process
 * ends, however it ends (cluster.sh). Whatever fails here fails the test. */
#ifndef TESTS_SUPPORT_SERVER_H
#define TESTS_SUPPORT_SERVER_H

#include <stdbool.h>

struct server {
    const char *folder; /* of its socket, too */
    const char *url;    /* of its databases, up to their name */
};

/* is_safe: it keeps what it acknowledges through a power cut, and can be followed. */
struct server *server_start(void *mem, bool is_safe);
/* A standby of a safe one, which knows it by the name of its folder. */
struct server *server_follow(void *mem, const struct server *primary);

/* End it at once, and leave what it holds. */
void server_halt(const struct server *server);
/* kill -9: the server and every process that works for it. */
void server_kill(const struct server *server);
void server_again(const struct server *server);
void server_promote(const struct server *server);

/* Run a statement as its superuser; what it prints, mem's, without the last newline. */
char *server_ask(void *mem, const struct server *server, const char *database, const char *sql);

#endif
