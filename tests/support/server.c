#include "tests/support/server.h"

#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SCRIPT "tests/support/cluster.sh"
#define URL_BYTES 512

/* Whether the command went well; it swallows it. */
static bool shell(char *command)
{
    bool is_done = system(command) == 0;
    if (!is_done) {
        print_error("could not: %s\n", command);
    }
    mem_free(command);
    return is_done;
}

static bool script(const char *verb, const struct server *server)
{
    return shell(mem_printf(NULL, "sh " SCRIPT " %s %s", verb, server->folder));
}

static void stop(void *object)
{
    (void)script("stop", object);
}

/* The script prints a URL for a role that may little; the one that may all has another name. */
static char *read_url(void *mem, const char *command)
{
    char line[URL_BYTES] = "";
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    const char *got = fgets(line, sizeof line, pipe);
    assert_int_equal(pclose(pipe), 0);
    assert_non_null(got);
    line[strcspn(line, "\n")] = '\0';
    const char *at = strchr(line, '@');
    assert_non_null(at);
    return mem_printf(mem, "postgresql://postgres%s", at);
}

/* A short path: that of a socket has room for a hundred characters. */
static struct server *make(void *mem)
{
    char folder[] = "/tmp/holdfast-pg.XXXXXX";
    struct server *server = MEM_NEW(mem, struct server);
    assert_non_null(mkdtemp(folder));
    server->folder = mem_strdup(server, folder);
    mem_on_free(server, stop);
    return server;
}

struct server *server_start(void *mem)
{
    struct server *server = make(mem);
    char *command =
        mem_printf(server, "sh " SCRIPT " start %s %ld safe", server->folder, (long)getpid());
    server->url = read_url(server, command);
    return server;
}

struct server *server_follow(void *mem, const struct server *primary)
{
    struct server *server = make(mem);
    char *command = mem_printf(server, "sh " SCRIPT " follow %s %ld %s", server->folder,
                               (long)getpid(), primary->folder);
    server->url = read_url(server, command);
    return server;
}

void server_halt(const struct server *server)
{
    assert_true(script("halt", server));
}

void server_close(const struct server *server)
{
    assert_true(
        shell(mem_printf(NULL, "kill -TERM $(head -n 1 %s/data/postmaster.pid)", server->folder)));
}

void server_again(const struct server *server)
{
    assert_true(script("again", server));
}

void server_promote(const struct server *server)
{
    assert_true(script("promote", server));
}
