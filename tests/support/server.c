#include "tests/support/server.h"

#include "model/mem.h"

#include <dirent.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cmocka.h>

#define SCRIPT "tests/support/cluster.sh"
#define URL_BYTES 512
#define LINE_BYTES 1024
#define SHARED_LINE 7 /* of postmaster.pid: the key and the number of its shared memory */
#define END_TRIES 500
#define END_WAIT_US 10000

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

/* The process that started it; 0 when it has ended. */
static long parent_of(long process)
{
    char path[PATH_MAX];
    char line[LINE_BYTES];
    char state = 'X';
    long parent = 0;
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", process);
    FILE *file = fopen(path, "re");
    if (!file) {
        return 0;
    }
    const char *rest = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    if (rest) {
        (void)sscanf(rest, ") %c %ld", &state, &parent);
    }
    (void)fclose(file);
    return state == 'Z' || state == 'X' ? 0 : parent;
}

/* kill -9 all that a process has started, while it stands still itself. */
static void kill_children(long process)
{
    DIR *all = opendir("/proc");
    assert_non_null(all);
    for (const struct dirent *one = readdir(all); one; one = readdir(all)) {
        long found = strtol(one->d_name, NULL, 10);
        if (found > 0 && parent_of(found) == process) {
            (void)kill((pid_t)found, SIGKILL);
        }
    }
    (void)closedir(all);
}

/* The server's number, and that of the memory that nobody would free. */
static long read_numbers(const struct server *server, int *shared)
{
    char path[PATH_MAX];
    char line[LINE_BYTES];
    long process = 0;
    (void)snprintf(path, sizeof path, "%s/data/postmaster.pid", server->folder);
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof line, file); number++) {
        if (number == 1) {
            process = strtol(line, NULL, 10);
        } else if (number == SHARED_LINE) {
            assert_int_equal(sscanf(line, "%*d %d", shared), 1);
        }
    }
    (void)fclose(file);
    assert_true(process > 1);
    return process;
}

void server_kill(const struct server *server)
{
    int shared = -1;
    long process = read_numbers(server, &shared);
    assert_int_equal(kill((pid_t)process, SIGSTOP), 0); /* so that it starts nothing more */
    kill_children(process);
    assert_int_equal(kill((pid_t)process, SIGKILL), 0);
    (void)shmctl(shared, IPC_RMID, NULL);
    for (int i = 0; i < END_TRIES && parent_of(process) != 0; i++) {
        (void)usleep(END_WAIT_US);
    }
    /* A dead process that nobody has buried counts as running there. */
    static const char *const marks[] = {"data/postmaster.pid", ".s.PGSQL.5432.lock"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char *mark = mem_printf(NULL, "%s/%s", server->folder, marks[i]);
        assert_int_equal(unlink(mark), 0);
        mem_free(mark);
    }
}

char *server_ask(void *mem, const struct server *server, const char *database, const char *sql)
{
    char line[LINE_BYTES] = "";
    char *out = mem_strdup(mem, "");
    char *command = mem_printf(mem, "psql -X -At -v ON_ERROR_STOP=1 -d '%s%s' -c \"%s\"",
                               server->url, database, sql);
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe)) {
        out = mem_append(out, "%s", line);
    }
    if (pclose(pipe) != 0) {
        fail_msg("%s failed", command);
    }
    size_t bytes = strlen(out);
    if (bytes > 0) {
        out[bytes - 1] = '\0';
    }
    return out;
}
