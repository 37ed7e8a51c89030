#include "tui/local.h"

#include "model/anchor.h"
#include "tui/call.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#define LOG_PLACE "/dev/log" /* where libc gives what is logged */

/* ---- a file, which only grows ---- */

static enum status cannot(const char *path, int code, struct error *err)
{
    return error_set(err, STATUS_IO, "cannot append to %s: %s", path, strerror(code));
}

/* A file that was just made is there after a crash only when its folder knows it. */
static int sync_folder(const char *path)
{
    char copy[4096];
    if (snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy) {
        return ENAMETOOLONG;
    }
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int code = folder < 0 || fsync(folder) != 0 ? errno : 0;
    if (folder >= 0) {
        (void)close(folder);
    }
    return code;
}

/* The whole line or nothing of it. */
static int write_line(int file, off_t bytes_before, const char *line, size_t bytes)
{
    ssize_t written = write(file, line, bytes);
    if (written == (ssize_t)bytes && fsync(file) == 0) {
        return 0;
    }
    int code = written >= 0 && written < (ssize_t)bytes ? ENOSPC : errno;
    return ftruncate(file, bytes_before) == 0 ? code : errno;
}

static enum status append(int file, const char *path, const char *line, struct error *err)
{
    struct stat before;
    char last = '\n';
    if (flock(file, LOCK_EX) != 0 || fstat(file, &before) != 0) {
        return cannot(path, errno, err);
    }
    if (!S_ISREG(before.st_mode)) {
        return error_set(err, STATUS_INVALID, "%s is no file that anchors can be kept in", path);
    }
    if (before.st_size > 0 && pread(file, &last, 1, before.st_size - 1) != 1) {
        return cannot(path, errno, err);
    }
    if (last != '\n') {
        (void)error_set(err, STATUS_INVALID, "%s ends in the middle of a line", path);
        return error_hint(err, "look at its last line, and end it or take it out by hand");
    }
    int code = write_line(file, before.st_size, line, strlen(line));
    if (code == 0 && before.st_size == 0) {
        code = sync_folder(path);
    }
    return code == 0 ? STATUS_OK : cannot(path, code, err);
}

static enum status to_file(const char *path, const char *line, struct error *err)
{
    int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
    if (file < 0) {
        return cannot(path, errno, err);
    }
    enum status status = append(file, path, line, err);
    (void)close(file);
    return status;
}

/* ---- the system's log ---- */

/* syslog() says nothing when nobody listens: whether somebody does is asked first. */
static bool has_listener(int kind)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = LOG_PLACE};
    int listener = socket(AF_UNIX, kind | SOCK_CLOEXEC, 0);
    bool is_there = listener >= 0 && connect(listener, (struct sockaddr *)&at, sizeof at) == 0;
    if (listener >= 0) {
        (void)close(listener);
    }
    return is_there;
}

static enum status to_log(const char *line, struct error *err)
{
    if (!has_listener(SOCK_DGRAM) && !has_listener(SOCK_STREAM)) {
        (void)error_set(err, STATUS_IO,
                        "nobody listens at " LOG_PLACE ": the anchor is not logged");
        return error_hint(err, "start the system's log, or name a file");
    }
    openlog("holdfast", LOG_PID | LOG_NDELAY, LOG_AUTHPRIV);
    syslog(LOG_NOTICE, "%s", line);
    closelog();
    return STATUS_OK;
}

enum status local_anchor(struct command_call *call, const struct values *values, struct error *err)
{
    const char *path = values_get(values, "file");
    bool is_logged = values_flag(values, "syslog");
    struct anchor anchor;
    char line[ANCHOR_LINE_BYTES];
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = anchor_take(call->book, &anchor, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    anchor_write(&anchor, line);
    if (is_logged) {
        status = to_log(line, err);
    }
    size_t bytes = strlen(line);
    (void)snprintf(line + bytes, sizeof line - bytes, "\n");
    if (path != NULL && status == STATUS_OK) {
        status = to_file(path, line, err);
    }
    if (path == NULL && !is_logged) {
        (void)fputs(line, call->out);
    }
    return status;
}
