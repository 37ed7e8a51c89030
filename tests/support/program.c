#include "tests/support/program.h"

#include "model/mem.h"
#include "tests/support/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ARGS_MAX 40
#define READ_BYTES 65536
#define CALL_DEADLINE_S 120
#define STORE_FILE "test.db"
#define MODELS_MAX 8

/* Worlds that are copied. */
static struct model {
    struct world *(*make)(void *parent);
    struct world *world;
} models[MODELS_MAX];
static pid_t models_owner;

const char *program_path(void)
{
    const char *path = getenv("HOLDFAST");
    if (!path || access(path, X_OK) != 0) {
        fail_msg("HOLDFAST does not name the program; run the tests by make");
    }
    return path;
}

/* Worlds */

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)walk;
    if (kind == FTW_DNR) {
        (void)chmod(path, 0700);
    }
    return remove(path);
}

static int allow_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)walk;
    return kind == FTW_D || kind == FTW_DNR ? chmod(path, 0700) : 0;
}

static void world_remove(void *object)
{
    struct world *world = object;
    nftw(world->folder, allow_one, 16, FTW_PHYS);
    nftw(world->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct world *new_folder(void *parent)
{
    struct world *world = MEM_NEW(parent, struct world);
    const char *base = getenv("TMPDIR");
    char *folder = mem_printf(world, "%s/holdfast-test-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder)) {
        fail_msg("%s: %s", folder, strerror(errno));
    }
    world->mem = world;
    world->folder = folder;
    world->home = world_path(world, "home");
    world->now = "2026-09-01T08:00:00Z";
    mem_on_free(world, world_remove);
    assert_int_equal(mkdir(world->home, 0700), 0);
    return world;
}

struct world *world_new(void *parent)
{
    struct world *world = new_folder(parent);
    world->db = place_is_sqlite() ? world_path(world, STORE_FILE) : place_new(world, STORE_FILE);
    return world;
}

static void copy_files(struct world *world, const char *folder)
{
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (struct dirent *entry = readdir(entries); entry; entry = readdir(entries)) {
        size_t count = 0;
        char *path = mem_printf(world, "%s/%s", folder, entry->d_name);
        char *bytes = file_read(world, path, &count);
        if (bytes) {
            world_file(world, entry->d_name, bytes, count);
            mem_free(bytes);
        }
    }
    (void)closedir(entries);
}

static void forget_models(void)
{
    if (getpid() == models_owner) {
        for (size_t i = 0; i < MODELS_MAX; i++) {
            mem_free(models[i].world);
        }
    }
}

/* What make makes; from the first time on, what it has made. */
static const struct world *model_of(struct world *(*make)(void *parent))
{
    size_t i = 0;
    while (models[i].make && models[i].make != make) {
        i++;
        assert_true(i < MODELS_MAX);
    }
    if (!models[i].make) {
        struct world *made = make(NULL);
        while (models[i].make) { /* what it has begun with */
            i++;
            assert_true(i < MODELS_MAX);
        }
        models[i] = (struct model){make, made};
    }
    if (models_owner == 0) {
        models_owner = getpid();
        assert_int_equal(atexit(forget_models), 0);
    }
    return models[i].world;
}

struct world *world_like(void *parent, struct world *(*make)(void *parent), const char *name)
{
    const struct world *model = model_of(make);
    struct world *world = new_folder(parent);
    world->now = model->now ? mem_strdup(world, model->now) : NULL;
    world->extra = model->extra;
    /* That of a file is one of them. */
    copy_files(world, model->folder);
    if (place_is_sqlite()) {
        world->db = name ? name : world_path(world, STORE_FILE);
    } else {
        world->db = place_like(world, model->db, name);
    }
    return world;
}

static struct world *make_sandbox(void *parent)
{
    struct world *world = world_new(parent);
    program_must(world, "init", "--sandbox", NULL);
    return world;
}

struct world *world_with_store(void *parent)
{
    return world_like(parent, make_sandbox, NULL);
}

char *world_path(struct world *world, const char *name)
{
    return mem_printf(world->mem, "%s/%s", world->folder, name);
}

char *world_file(struct world *world, const char *name, const void *bytes, size_t count)
{
    char *path = world_path(world, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, count, file) != count || fclose(file) != 0) {
        fail_msg("%s: %s", path, strerror(errno));
    }
    return path;
}

char *file_read(void *mem, const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        if (file) {
            (void)fclose(file);
        }
        return NULL;
    }
    char *bytes = MEM_ARRAY(mem, char, (size_t)info.st_size + 1);
    *count = fread(bytes, 1, (size_t)info.st_size, file);
    (void)fclose(file);
    return bytes;
}

/* Only what is named here reaches the program, and what steers the sanitizers. */
const char *const *world_environment(struct world *world)
{
    static const char *const kept[] = {"PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS="};
    const char **env = MEM_ARRAY(world->mem, const char *, ARGS_MAX);
    size_t count = 0;
    /* The first of a name is the one that counts. */
    for (size_t i = 0; world->extra && world->extra[i] && count < ARGS_MAX / 2; i++) {
        env[count++] = world->extra[i];
    }
    env[count++] = mem_printf(world->mem, "HOME=%s", world->home);
    env[count++] = "LC_ALL=C.UTF-8";
    env[count++] = "TZ=UTC";
    env[count++] = "HOLDFAST_OPERATOR=tester";
    char *leaks = realpath("tests/support/leaks.txt", NULL);
    env[count++] =
        mem_printf(world->mem, "LSAN_OPTIONS=print_suppressions=0:suppressions=%s", leaks);
    free(leaks);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        for (char **at = environ; *at; at++) {
            if (strncmp(*at, kept[i], strlen(kept[i])) == 0) {
                env[count++] = *at;
            }
        }
    }
    return env;
}

/* Calls */

struct stream {
    int fd;
    char **text;
    size_t *count;
    size_t room;
};

static void limit_child(const struct call *call)
{
    struct rlimit limit = {call->file_bytes_max, call->file_bytes_max};
    if (call->file_bytes_max) {
        (void)signal(SIGXFSZ, SIG_IGN); /* a full disk sends no signal */
        (void)setrlimit(RLIMIT_FSIZE, &limit);
    }
    /* Root writes what nobody may write; without these two, not even the program as root does. */
    if (call->obeys_permissions && getuid() == 0 &&
        (prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) != 0 ||
         prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH) != 0)) {
        _exit(CALL_COULD_NOT_START);
    }
}

static void start_child(struct world *world, const struct call *call, int in, int out, int err)
{
    const char *argv[ARGS_MAX] = {program_path(), "--db", world->db};
    size_t count = 3;
    if (world->now) {
        argv[count++] = "--now";
        argv[count++] = world->now;
    }
    for (size_t i = 0; call->args[i] && count < ARGS_MAX - 1; i++) {
        argv[count++] = call->args[i];
    }
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    limit_child(call);
    if (chdir(call->folder ? call->folder : world->folder) != 0) {
        _exit(CALL_COULD_NOT_START);
    }
    /* execve takes no const for history's sake; it changes nothing. */
    execve(argv[0], (char **)(uintptr_t)argv, (char **)(uintptr_t)world_environment(world));
    _exit(CALL_COULD_NOT_START);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Read once; closes at the end. */
static void stream_read(void *mem, struct stream *stream)
{
    if (*stream->count + READ_BYTES + 1 > stream->room) {
        stream->room = (*stream->count + READ_BYTES + 1) * 2;
        *stream->text = MEM_GROW(mem, *stream->text, char, stream->room);
    }
    ssize_t count = read(stream->fd, *stream->text + *stream->count, READ_BYTES);
    if (count > 0) {
        *stream->count += (size_t)count;
    } else {
        close(stream->fd);
        stream->fd = -1;
    }
    (*stream->text)[*stream->count] = '\0';
}

static void gather(struct world *world, const struct call *call, pid_t child,
                   struct stream *streams)
{
    int64_t start = now_us();
    int64_t end = start + (call->kill_after_us ? call->kill_after_us : CALL_DEADLINE_S * 1000000LL);
    bool is_killed = false;
    while (streams[0].fd >= 0 || streams[1].fd >= 0) {
        struct pollfd polls[2] = {{.fd = streams[0].fd, .events = POLLIN},
                                  {.fd = streams[1].fd, .events = POLLIN}};
        int64_t left = end - now_us();
        if (left <= 0 && !is_killed) {
            kill(child, SIGKILL);
            is_killed = true;
        }
        struct timespec wait = {.tv_sec = left / 1000000, .tv_nsec = left % 1000000 * 1000};
        if (ppoll(polls, 2, is_killed ? NULL : &wait, NULL) < 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (polls[i].revents) {
                stream_read(world->mem, &streams[i]);
            }
        }
    }
    if (is_killed && !call->kill_after_us) {
        fail_msg("%s does not end", call->args[0]);
    }
}

struct result program_call(struct world *world, const struct call *call)
{
    struct result result = {.exit_code = -1};
    int out[2];
    int err[2];
    char *input = world_file(world, "stdin", call->input ? call->input : "",
                             call->input ? strlen(call->input) : 0);
    int in = open(input, O_RDONLY | O_CLOEXEC);
    if (in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) {
        fail_msg("no pipe: %s", strerror(errno));
    }
    (void)program_path();
    pid_t child = fork();
    if (child == 0) {
        start_child(world, call, in, out[1], err[1]);
    }
    close(in);
    close(out[1]);
    close(err[1]);
    result.out = mem_strdup(world->mem, "");
    result.err = mem_strdup(world->mem, "");
    struct stream streams[2] = {{.fd = out[0], .text = &result.out, .count = &result.out_bytes},
                                {.fd = err[0], .text = &result.err, .count = &result.err_bytes}};
    gather(world, call, child, streams);
    waitpid(child, &result.wait_status, 0);
    if (WIFEXITED(result.wait_status)) {
        result.exit_code = WEXITSTATUS(result.wait_status);
    }
    return result;
}

static struct result call_list(struct world *world, const char *first, va_list list, bool is_json)
{
    const char *args[ARGS_MAX] = {first};
    size_t count = 1;
    for (const char *arg = va_arg(list, const char *); arg && count < ARGS_MAX - 3;
         arg = va_arg(list, const char *)) {
        args[count++] = arg;
    }
    if (is_json) {
        args[count++] = "--format";
        args[count++] = "json";
    }
    struct call call = {.args = args};
    return program_call(world, &call);
}

static void must_have_worked(const char *command, const struct result *result)
{
    if (result->exit_code != 0) {
        fail_msg("%s: status %d\n%s%s", command, result->wait_status, result->out, result->err);
    }
}

struct result program_run(struct world *world, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    struct result result = call_list(world, first, list, false);
    va_end(list);
    return result;
}

struct result program_must(struct world *world, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    struct result result = call_list(world, first, list, false);
    va_end(list);
    must_have_worked(first, &result);
    return result;
}

static void rows_free(void *object)
{
    json_decref(*(json_t **)object);
}

pid_t program_start(struct world *world, const char *const *args)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct call call = {.args = args};
        struct result result = program_call(world, &call);
        _exit(result.exit_code);
    }
    return pid;
}

int program_end(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

json_t *program_rows(struct world *world, const char *first, ...)
{
    va_list list;
    va_start(list, first);
    struct result result = call_list(world, first, list, true);
    va_end(list);
    must_have_worked(first, &result);
    json_t **rows = MEM_NEW(world->mem, json_t *);
    *rows = json_array();
    mem_on_free(rows, rows_free);
    char *rest = NULL;
    for (char *line = strtok_r(result.out, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        json_error_t error;
        json_t *row = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        if (!json_is_object(row)) {
            fail_msg("%s: not a JSON object: %s (%s)", first, line, error.text);
        }
        json_array_append_new(*rows, row);
    }
    return *rows;
}

/* Salts are of chance, and with them what is sealed: no two stores have the same hashes. */
static void blank_hashes(char *dump)
{
    static const char key[] = "\"hash\":\"";
    for (char *at = dump; (at = strstr(at, key)) != NULL;) {
        at += strlen(key);
        memset(at, '.', strcspn(at, "\""));
    }
}

char *program_dump(struct world *world)
{
    static const char *const lists[] = {"accounts", "deals", "holds",  "complaints",
                                        "freezes",  "lines", "events", NULL};
    char *dump = mem_strdup(world->mem, "");
    for (size_t i = 0; lists[i]; i++) {
        struct result result = program_must(world, lists[i], "--format", "json", NULL);
        dump = mem_append(dump, "== %s\n%s", lists[i], result.out);
    }
    blank_hashes(dump);
    return dump;
}
