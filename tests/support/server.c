#include "tests/support/server.h"

#include "model/mem.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cmocka.h>

#define SCRIPT "tests/support/cluster.sh"
#define LINE_BYTES 1024
#define OUTPUT_BYTES_MAX 65536
#define SHARED_LINE 7 /* of postmaster.pid: the key and the number of its shared memory */
#define END_TRIES 500
#define END_WAIT_US 10000

/* What a command prints, mem's; NULL when it failed. */
static char *output_of(void *mem, const char *command)
{
    char *out = mem_strdup(mem, "");
    char part[LINE_BYTES];
    FILE *pipe = popen(command, "re");
    assert_non_null(pipe);
    while (fgets(part, sizeof part, pipe) && strlen(out) < OUTPUT_BYTES_MAX) {
        out = mem_append(out, "%s", part);
    }
    size_t bytes = strlen(out);
    if (bytes > 0 && out[bytes - 1] == '\n') {
        out[bytes - 1] = '\0';
    }
    return pclose(pipe) == 0 ? out : NULL;
}

static void run(const struct server *server, const char *verb)
{
    char *command = mem_printf(NULL, "sh " SCRIPT " %s %s", verb, server->folder);
    if (!output_of(command, command)) {
        fail_msg("%s failed", command);
    }
    mem_free(command);
}

static void stop(void *object)
{
    const struct server *server = object;
    char *command = mem_printf(NULL, "sh " SCRIPT " stop %s", server->folder);
    if (system(command) != 0) {
        print_error("%s failed\n", command);
    }
    mem_free(command);
}

/* The server may use no folder of the test's, which is for its owner alone. */
static struct server *make(void *mem, const char *verb, const char *rest)
{
    struct server *server = MEM_NEW(mem, struct server);
    char *folder = mem_strdup(server, "/tmp/holdfast-pg.XXXXXX");
    assert_non_null(mkdtemp(folder));
    server->folder = folder;
    mem_on_free(server, stop);
    char *command =
        mem_printf(server, "sh " SCRIPT " %s %s %ld %s", verb, folder, (long)getpid(), rest);
    server->url = output_of(server, command);
    if (!server->url) {
        fail_msg("%s failed", command);
    }
    return server;
}

struct server *server_start(void *mem, bool is_safe)
{
    return make(mem, "start", is_safe ? "safe" : "");
}

struct server *server_follow(void *mem, const struct server *primary)
{
    return make(mem, "follow", primary->folder);
}

void server_halt(const struct server *server)
{
    run(server, "halt");
}

void server_again(const struct server *server)
{
    run(server, "again");
}

void server_promote(const struct server *server)
{
    run(server, "promote");
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
    char *command =
        mem_printf(mem, "psql -X -At -v ON_ERROR_STOP=1 -h %s -U postgres -d %s -c \"%s\"",
                   server->folder, database, sql);
    char *out = output_of(mem, command);
    if (!out) {
        fail_msg("%s failed", command);
    }
    return out;
}
