#include "tui/deliver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 20
/* Read as far as an address can be seen whole in what is shown. */
#define SAID_SHOWN_BYTES 160
#define SAID_BYTES 1024

static enum outbox_outcome tell(enum outbox_outcome outcome, char *failure, const char *what,
                                const char *why)
{
    (void)snprintf(failure, OUTBOX_FAILURE_BYTES_MAX + 1, "%s%s%s", what, *why ? ": " : "", why);
    return outcome;
}

/* ---- a file ---- */

static bool write_whole(int file, const char *message)
{
    size_t left = strlen(message);
    while (left > 0) {
        ssize_t count = write(file, message, left);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        if (count > 0) {
            message += count;
            left -= (size_t)count;
        }
    }
    return fsync(file) == 0;
}

/* So that a name that was given stays. */
static bool sync_folder(const char *folder)
{
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = file >= 0 && fsync(file) == 0;
    int code = errno;
    if (file >= 0) {
        (void)close(file);
    }
    errno = code;
    return is_synced;
}

/* It is on the disk before it has its name. */
static enum outbox_outcome drop(const char *folder, int64_t notice, const char *message,
                                char *failure)
{
    char temporary[PATH_MAX], path[PATH_MAX];
    int length = snprintf(temporary, sizeof temporary, "%s/.notice-%lld.%ld", folder,
                          (long long)notice, (long)getpid());
    if (length >= PATH_MAX - 1) {
        return tell(OUTBOX_NOT_TAKEN, failure, "the folder's name is too long", "");
    }
    (void)snprintf(path, sizeof path, "%s/notice-%lld.eml", folder, (long long)notice);
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        return tell(OUTBOX_NOT_TAKEN, failure, "the folder cannot be written to", strerror(errno));
    }
    bool is_written = write_whole(file, message);
    int code = errno;
    is_written = close(file) == 0 && is_written;
    if (is_written && rename(temporary, path) == 0) {
        return sync_folder(folder)
                   ? tell(OUTBOX_SENT, failure, "", "")
                   : tell(OUTBOX_UNKNOWN, failure, "the folder cannot be synced", strerror(errno));
    }
    code = is_written ? errno : code;
    (void)unlink(temporary);
    return tell(OUTBOX_NOT_TAKEN, failure, "the file cannot be written", strerror(code));
}

/* ---- a program ---- */

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What the program is to read, and all that it says. */
struct child {
    pid_t pid;
    int input; /* our end of a socket: a program that is gone makes no signal of it */
    int said;
};

/* 0, or why not as errno says. */
static int start(const struct delivery *how, const char *address, struct child *out)
{
    int ends[2];
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    char *const arguments[] = {(char *)(uintptr_t)how->program, (char *)(uintptr_t) "-i",
                               (char *)(uintptr_t) "--", (char *)(uintptr_t)address, NULL};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return errno;
    }
    FILE *said = tmpfile();
    out->said = said == NULL ? -1 : fcntl(fileno(said), F_DUPFD_CLOEXEC, 0);
    if (said != NULL) {
        (void)fclose(said);
    }
    if (out->said < 0) {
        (void)close(ends[0]);
        (void)close(ends[1]);
        return errno;
    }
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, out->said, STDOUT_FILENO);
    (void)posix_spawn_file_actions_adddup2(&actions, out->said, STDERR_FILENO);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    int code = posix_spawn(&out->pid, how->program, &actions, &attributes, arguments, environ);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)close(ends[1]);
    out->input = ends[0];
    if (code != 0) {
        (void)close(out->input);
        (void)close(out->said);
    }
    return code;
}

/* What it can take now; closes the input behind the last. Whether the input is open still. */
static bool feed(struct child *child, const char **message)
{
    size_t left = strlen(*message);
    ssize_t count = left > 0 ? send(child->input, *message, left, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
    if (count < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    *message += count;
    return **message != '\0';
}

/* Until it ends, or its time does and it is killed. Whether it ended by itself. */
static bool wait_for(struct child *child, int64_t limit_ms, const char **message, int *ended)
{
    int64_t end_ms = now_ms() + limit_ms;
    bool is_feeding = true;
    while (waitpid(child->pid, ended, WNOHANG) == 0) {
        if (now_ms() >= end_ms) {
            (void)kill(-child->pid, SIGKILL);
            (void)waitpid(child->pid, ended, 0);
            return false;
        }
        if (is_feeding && !feed(child, message)) {
            is_feeding = false;
            (void)shutdown(child->input, SHUT_WR);
        }
        struct pollfd ready = {child->input, POLLOUT, 0};
        (void)poll(&ready, is_feeding ? 1 : 0, POLL_MS);
    }
    return true;
}

/* The first line that it said, as text, and without the address: that is not for all who see it. */
static void read_said(struct child *child, const char *address, char *shown)
{
    char line[SAID_BYTES];
    ssize_t count = pread(child->said, line, sizeof line - 1, 0);
    line[count > 0 ? count : 0] = '\0';
    for (char *at = strstr(line, address); at != NULL; at = strstr(at, address)) {
        memset(at, '*', strlen(address));
    }
    line[strcspn(line, "\n")] = '\0';
    for (char *letter = line; *letter != '\0'; letter++) {
        *letter = *letter < ' ' || *letter > '~' ? '?' : *letter;
    }
    (void)snprintf(shown, SAID_SHOWN_BYTES, "%.*s", SAID_SHOWN_BYTES - 1, line);
}

static enum outbox_outcome pipe_to(const struct delivery *how, const char *address,
                                   const char *message, char *failure)
{
    struct child child;
    char said[SAID_SHOWN_BYTES], what[80];
    int ended = 0;
    int code = start(how, address, &child);
    if (code != 0) {
        return tell(OUTBOX_NOT_TAKEN, failure, "the program cannot be run", strerror(code));
    }
    bool has_ended = wait_for(&child, how->limit_ms, &message, &ended);
    read_said(&child, address, said);
    (void)close(child.input);
    (void)close(child.said);
    if (!has_ended) {
        (void)snprintf(what, sizeof what, "the program gave no answer within %lld s",
                       (long long)how->limit_ms / 1000);
        return tell(OUTBOX_UNKNOWN, failure, what, said);
    }
    if (!WIFEXITED(ended)) {
        (void)snprintf(what, sizeof what, "the program was ended by signal %d", WTERMSIG(ended));
        return tell(OUTBOX_UNKNOWN, failure, what, said);
    }
    if (WEXITSTATUS(ended) != 0) {
        (void)snprintf(what, sizeof what, "the program ended with %d", WEXITSTATUS(ended));
        return tell(OUTBOX_NOT_TAKEN, failure, what, said);
    }
    if (*message != '\0') {
        return tell(OUTBOX_UNKNOWN, failure, "the program did not read the whole message", said);
    }
    return tell(OUTBOX_SENT, failure, "", "");
}

enum outbox_outcome deliver(const struct delivery *how, int64_t notice, const char *address,
                            const char *message, char *failure)
{
    assert((how->program == NULL) != (how->folder == NULL));
    return how->folder != NULL ? drop(how->folder, notice, message, failure)
                               : pipe_to(how, address, message, failure);
}
