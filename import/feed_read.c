#include "import/feed_read.h"

#include "model/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct feed_reader {
    const char *path;
    int fd;
    bool is_ours; /* to close */
    bool is_end;  /* of the input */
    char *buffer;
    size_t start, end; /* of what is read and not handed out */
    size_t lines;      /* line ends between them */
};

static void close_reader(void *object)
{
    struct feed_reader *reader = object;
    if (reader->is_ours) {
        (void)close(reader->fd);
    }
}

static enum status cannot_read(const char *path, int number, struct error *err)
{
    (void)error_set(err, STATUS_IO, "cannot read %s", path);
    return error_detail(err, "%s", strerror(number));
}

enum status feed_reader_open(void *mem, const char *path, struct feed_reader **out,
                             struct error *err)
{
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return cannot_read(path, errno, err);
    }
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        if (!is_input) {
            (void)close(fd);
        }
        return cannot_read(path, EISDIR, err);
    }
    struct feed_reader *reader = MEM_NEW(mem, struct feed_reader);
    reader->path = mem_strdup(reader, is_input ? "the standard input" : path);
    reader->fd = fd;
    reader->is_ours = !is_input;
    reader->buffer = MEM_ARRAY(reader, char, FEED_BUFFER_BYTES);
    mem_on_free(reader, close_reader);
    *out = reader;
    return STATUS_OK;
}

bool feed_reader_reads(const struct feed_reader *reader, FILE *out)
{
    struct stat in_status;
    struct stat out_status;
    return fstat(reader->fd, &in_status) == 0 && fstat(fileno(out), &out_status) == 0 &&
           S_ISREG(in_status.st_mode) && in_status.st_dev == out_status.st_dev &&
           in_status.st_ino == out_status.st_ino;
}

static size_t count_lines(const char *bytes, size_t count)
{
    size_t lines = 0;
    const char *end = bytes + count;
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
        lines++;
    }
    return lines;
}

/* Read once into the free end of the buffer. */
static enum status read_some(struct feed_reader *reader, struct error *err)
{
    ssize_t got = 0;
    do {
        got = read(reader->fd, reader->buffer + reader->end, FEED_BUFFER_BYTES - reader->end);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return cannot_read(reader->path, errno, err);
    }
    reader->is_end = got == 0;
    reader->lines += count_lines(reader->buffer + reader->end, (size_t)got);
    reader->end += (size_t)got;
    return STATUS_OK;
}

/* Whether waiting for more would keep whole lines waiting. */
static bool is_pausing(const struct feed_reader *reader)
{
    struct pollfd wait = {.fd = reader->fd, .events = POLLIN};
    return reader->lines > 0 && poll(&wait, 1, FEED_PAUSE_MS) == 0;
}

static size_t first_line_bytes(const struct feed_reader *reader)
{
    const char *start = reader->buffer + reader->start;
    size_t count = reader->end - reader->start;
    const char *end = memchr(start, '\n', count);
    return end == NULL ? count : (size_t)(end - start);
}

enum status feed_reader_fill(struct feed_reader *reader, size_t lines, struct error *err)
{
    if (reader->lines < lines && !reader->is_end) {
        memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    while (reader->lines < lines && !reader->is_end && reader->end < FEED_BUFFER_BYTES &&
           !is_pausing(reader)) {
        enum status status = read_some(reader, err);
        if (status != STATUS_OK) {
            return status;
        }
    }
    if (first_line_bytes(reader) > FEED_LINE_BYTES_MAX) {
        (void)error_set(err, STATUS_LIMIT, "the line is longer than %d bytes", FEED_LINE_BYTES_MAX);
        return error_hint(err, "a feed is JSON Lines: one event on a line of its own");
    }
    return STATUS_OK;
}

bool feed_reader_next(struct feed_reader *reader, struct feed_slice *out)
{
    if (reader->lines == 0 && !(reader->is_end && reader->start < reader->end)) {
        return false;
    }
    size_t count = first_line_bytes(reader);
    if (count > FEED_LINE_BYTES_MAX) {
        return false;
    }
    *out = (struct feed_slice){.bytes = reader->buffer + reader->start, .count = count};
    reader->start += count;
    if (reader->start < reader->end) {
        reader->start++;
        reader->lines--;
    }
    return true;
}

bool feed_reader_is_done(const struct feed_reader *reader)
{
    return reader->is_end && reader->start == reader->end;
}

struct feed_place feed_reader_place(const struct feed_reader *reader)
{
    return (struct feed_place){reader->start, reader->lines};
}

void feed_reader_return(struct feed_reader *reader, struct feed_place place)
{
    assert(place.start <= reader->start && place.lines >= reader->lines);
    reader->start = place.start;
    reader->lines = place.lines;
}
