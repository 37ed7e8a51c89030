/* server.h - a PostgreSQL server of a test's own, to be stopped, broken and started again. It goes
 * with its folder when mem does, or when the process ends. Whatever fails here fails the test. */
#ifndef TESTS_SUPPORT_SERVER_H
#define TESTS_SUPPORT_SERVER_H

struct server {
    char *folder;
    char *url; /* of its databases up to their name, as a role that may all */
};

/* One that keeps what it has committed. */
struct server *server_start(void *mem);
/* A copy of primary that follows it and answers what only reads. */
struct server *server_follow(void *mem, const struct server *primary);

/* End it as a power cut does; it is gone on return. */
void server_halt(const struct server *server);
/* kill -9: the server and every process that works for it, the server last; gone on return. */
void server_kill(const struct server *server);
/* Let nobody in any more; who is in may go on. */
void server_close(const struct server *server);
/* Start it again after any of these. */
void server_again(const struct server *server);
void server_promote(const struct server *server);

/* Run a statement in a database; what it prints, mem's, without the last newline. */
char *server_ask(void *mem, const struct server *server, const char *database, const char *sql);

#endif
