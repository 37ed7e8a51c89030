#include "tests/support/many.h"

#include "model/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* What a refusal may say. All else is an error that no caller should have seen. The first is for a
 * machine that is so busy with other things that a writer's turn does not come in time. */
static const char *const REFUSALS[] = {
    MANY_BUSY,
    " is frozen until ",
    " holds nothing",
    " is needed",
    " needs role ",
    " needs one of the roles ",
    " exists already",
    " was lifted by ",
    " ended by itself at ",
    " has nothing available in ",
    "there is no freeze:",
    "there is no complaint ",
    " was decided by ",
    " has its award already",
    " undisputed in its hold",
    " was never paid",
    " left to match",
    " is matched already",
    " of the feed is refused",
    " of the feed are refused",
    " is known with another body",
};

struct process {
    pid_t pid;
    char *notes; /* path */
};

static char *numbered(struct world *world, const char *what, int number)
{
    return mem_printf(world->mem, "%s/%s-%02d", world->folder, what, number);
}

/* A world of the process's own around the common store. */
static struct world *world_of(struct world *world, int number)
{
    struct world *own = MEM_NEW(NULL, struct world);
    *own = *world;
    own->mem = own;
    own->folder = numbered(world, "process", number);
    assert_int_equal(mkdir(own->folder, 0700), 0);
    return own;
}

/* In the child: wait until all are there, so that all begin at once. */
static void be_process(struct many_worker *worker, const char *notes, int start, pid_t parent)
{
    char byte = 0;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setenv("CMOCKA_TEST_ABORT", "1", 1); /* a failure here must not go on as the test */
    worker->notes = fopen(notes, "wbe");
    if (worker->notes == NULL || getppid() != parent || read(start, &byte, 1) != 0) {
        _exit(EXIT_FAILURE);
    }
    many_work(worker);
}

static void start_all(struct world *world, const struct many_base *base,
                      const struct many_load *load, struct process *processes, int progress[2])
{
    int start[2];
    pid_t parent = getpid();
    struct random random = {.state = load->seed};
    if (pipe2(start, O_CLOEXEC) != 0 || pipe2(progress, O_CLOEXEC) != 0) {
        fail_msg("no pipe: %s", strerror(errno));
    }
    (void)fflush(NULL);
    for (int i = 0; i < MANY_PROCESSES; i++) {
        struct many_worker worker = {.number = i,
                                     .calls = load->calls,
                                     .random = {.state = random_next(&random)},
                                     .base = base,
                                     .world = world_of(world, i),
                                     .progress = progress[1]};
        processes[i].notes = numbered(world, "notes", i);
        processes[i].pid = fork();
        assert_true(processes[i].pid >= 0);
        if (processes[i].pid == 0) {
            (void)close(start[1]);
            be_process(&worker, processes[i].notes, start[0], parent);
        }
        mem_free(worker.world->mem);
    }
    (void)close(start[0]);
    (void)close(start[1]);
    (void)close(progress[1]);
}

/* Until the last process has closed its end. Returns how many calls there were. */
static int follow(struct world *world, const struct many_load *load, int progress)
{
    int done = 0;
    int paused = 0;
    char byte = 0;
    int all = load->calls * MANY_PROCESSES;
    while (read(progress, &byte, 1) == 1) {
        done++;
        if (paused < load->pauses && done >= (paused + 1) * all / (load->pauses + 1)) {
            load->meanwhile(world, load->state, paused++);
        }
    }
    (void)close(progress);
    return done;
}

/* What they wrote */

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    assert_non_null(text);
    return text;
}

/* Ends the test where the call ended as no call may. */
static enum many_end end_of(const struct many_call *call, int exit_code)
{
    size_t length = strlen(call->err);
    if (exit_code == -1) {
        return MANY_KILLED;
    }
    if (exit_code == 0 && length == 0) {
        return MANY_ACKNOWLEDGED;
    }
    bool is_line = length > 0 && strchr(call->err, '\n') == call->err + length - 1;
    for (size_t i = 0; is_line && exit_code == 1 && i < sizeof REFUSALS / sizeof *REFUSALS; i++) {
        if (strstr(call->err, REFUSALS[i]) != NULL) {
            return MANY_REFUSED;
        }
    }
    fail_msg("%s by %s ends with %d: %s%s", call->text, call->login, exit_code, call->out,
             call->err);
    return MANY_KILLED;
}

static void take_call(struct many_calls *calls, json_t *note)
{
    struct many_call call = {.kind =
                                 (enum many_kind)json_integer_value(json_object_get(note, "kind")),
                             .tag = text_of(note, "tag"),
                             .login = text_of(note, "login"),
                             .text = text_of(note, "text"),
                             .out = text_of(note, "out"),
                             .err = text_of(note, "err"),
                             .facts = json_object_get(note, "facts"),
                             .said = json_object_get(note, "said"),
                             .rejected = json_object_get(note, "rejected")};
    call.end = end_of(&call, (int)json_integer_value(json_object_get(note, "exit")));
    calls->items[calls->count++] = call;
}

static void forget(void *object)
{
    json_decref(*(json_t **)object);
}

static void take_notes(struct world *world, const char *path, struct many_calls *calls, int room)
{
    json_t **all = MEM_NEW(world->mem, json_t *);
    FILE *file = fopen(path, "rbe");
    json_t *note = NULL;
    assert_non_null(file);
    *all = json_array();
    mem_on_free(all, forget);
    while ((note = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)) != NULL) {
        assert_true((int)json_array_size(*all) < room);
        json_array_append_new(*all, note);
        take_call(calls, note);
    }
    assert_int_equal(json_array_size(*all), room);
    assert_int_equal(fclose(file), 0);
}

struct many_calls *many_run(struct world *world, const struct many_base *base,
                            const struct many_load *load)
{
    struct process processes[MANY_PROCESSES];
    struct many_calls *calls = MEM_NEW(world->mem, struct many_calls);
    int progress[2];
    int status = 0;
    calls->items = MEM_ARRAY(world->mem, struct many_call, (size_t)(load->calls * MANY_PROCESSES));
    start_all(world, base, load, processes, progress);
    int done = follow(world, load, progress[0]);
    for (int i = 0; i < MANY_PROCESSES; i++) {
        assert_int_equal(waitpid(processes[i].pid, &status, 0), processes[i].pid);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fail_msg("process %d of the load ended with %d", i, status);
        }
        take_notes(world, processes[i].notes, calls, load->calls);
    }
    assert_int_equal(done, calls->count);
    return calls;
}
