#include "tests/support/terminal.h"

#include "model/mem.h"
#include "tests/support/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <vterm.h>

#define READ_BYTES 65536
#define SYNC_KEY '\x1e'
#define ROLE_FIRST_COLOUR 16
#define POLL_MS 50 /* between looks at whether the program has ended */

struct terminal {
    pid_t child;
    int fd; /* the terminal's side; -1 once hung up */
    bool is_drained;
    bool has_ended;
    int exit_status;
    long syncs_sent;
    int rows;
    int cols;
    VTerm *vterm;
    VTermScreen *screen;
    bool is_alternate;
    bool is_cursor_visible;
    struct marks marks;
    char *bytes; /* all of them, so that a test may look for what must not be there */
    size_t byte_count;
    size_t byte_room;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The screen */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct terminal *terminal = user;
    if (property == VTERM_PROP_ALTSCREEN) {
        terminal->is_alternate = value->boolean;
    } else if (property == VTERM_PROP_CURSORVISIBLE) {
        terminal->is_cursor_visible = value->boolean;
    }
    return 1;
}

static const VTermScreenCallbacks screen_callbacks = {.settermprop = on_property};

static void on_answer(const char *bytes, size_t count, void *user)
{
    terminal_send(user, bytes, count);
}

static void screen_new(struct terminal *terminal)
{
    terminal->vterm = vterm_new(terminal->rows, terminal->cols);
    vterm_set_utf8(terminal->vterm, 1);
    vterm_output_set_callback(terminal->vterm, on_answer, terminal);
    terminal->screen = vterm_obtain_screen(terminal->vterm);
    vterm_screen_set_callbacks(terminal->screen, &screen_callbacks, terminal);
    vterm_screen_enable_altscreen(terminal->screen, 1);
    terminal->is_cursor_visible = true;
    vterm_screen_reset(terminal->screen, 1);
}

/* The program */

static void child_run(const struct terminal_options *options)
{
    size_t count = 0;
    while (options->env && options->env[count]) {
        count++;
    }
    const char **env = MEM_ARRAY(NULL, const char *, count + 2);
    for (size_t i = 0; i < count; i++) {
        env[i] = options->env[i];
    }
    env[count] = mem_printf(NULL, "TERM=%s", options->term ? options->term : "xterm-256color");
    if (options->folder && chdir(options->folder) != 0) {
        _exit(126);
    }
    /* execve takes no const for history's sake; it changes nothing. */
    execve(options->argv[0], (char **)(uintptr_t)options->argv, (char **)(uintptr_t)env);
    fprintf(stderr, "%s: %s\r\n", options->argv[0], strerror(errno));
    _exit(127);
}

/* As forkpty, without making the terminal a controlling one. */
static pid_t fork_detached(int *fd, const struct winsize *size)
{
    int inner;
    if (openpty(fd, &inner, NULL, NULL, size) != 0) {
        return -1;
    }
    pid_t child = fork();
    if (child == 0) {
        setsid();
        for (int i = 0; i < 3; i++) {
            dup2(inner, i);
        }
        close(*fd);
    }
    close(inner);
    return child;
}

static void on_free(void *object)
{
    struct terminal *terminal = object;
    if (terminal->fd >= 0) {
        close(terminal->fd);
    }
    if (!terminal->has_ended) {
        kill(terminal->child, SIGKILL);
        waitpid(terminal->child, NULL, 0);
    }
    vterm_free(terminal->vterm);
}

struct terminal *terminal_start(void *mem, const struct terminal_options *options)
{
    struct terminal *terminal = MEM_NEW(mem, struct terminal);
    terminal->rows = options->rows;
    terminal->cols = options->cols;
    struct winsize size = {.ws_row = (unsigned short)options->rows,
                           .ws_col = (unsigned short)options->cols};
    terminal->child = options->is_detached ? fork_detached(&terminal->fd, &size)
                                           : forkpty(&terminal->fd, NULL, NULL, &size);
    if (terminal->child == 0) {
        child_run(options);
    }
    if (terminal->child < 0) {
        fail_msg("no pseudo-terminal: %s", strerror(errno));
    }
    fcntl(terminal->fd, F_SETFD, FD_CLOEXEC);
    fcntl(terminal->fd, F_SETFL, O_NONBLOCK);
    screen_new(terminal);
    mem_on_free(terminal, on_free);
    return terminal;
}

void terminal_free(struct terminal *terminal)
{
    mem_free(terminal);
}

/* Reading and waiting */

static void take_bytes(struct terminal *terminal, const char *bytes, size_t count)
{
    size_t needed = terminal->byte_count + count + MARKS_SEQUENCE_BYTES_MAX;
    if (needed > terminal->byte_room) {
        terminal->byte_room = needed * 2;
        terminal->bytes = MEM_GROW(terminal, terminal->bytes, char, terminal->byte_room);
    }
    char *out = terminal->bytes + terminal->byte_count;
    size_t kept = marks_filter(&terminal->marks, bytes, count, out);
    terminal->byte_count += kept;
    vterm_input_write(terminal->vterm, out, kept);
}

static void look_for_end(struct terminal *terminal)
{
    if (!terminal->has_ended &&
        waitpid(terminal->child, &terminal->exit_status, WNOHANG) == terminal->child) {
        terminal->has_ended = true;
    }
}

/* Read what there is, waiting at most timeout_ms for the first of it. */
static void pump(struct terminal *terminal, int timeout_ms)
{
    if (terminal->fd < 0 || terminal->is_drained) {
        poll(NULL, 0, timeout_ms);
        look_for_end(terminal);
        return;
    }
    struct pollfd poller = {.fd = terminal->fd, .events = POLLIN};
    if (poll(&poller, 1, timeout_ms) > 0) {
        char bytes[READ_BYTES];
        ssize_t count = read(terminal->fd, bytes, sizeof bytes);
        if (count > 0) {
            take_bytes(terminal, bytes, (size_t)count);
            return;
        }
        terminal->is_drained = count == 0 || (errno != EAGAIN && errno != EINTR);
    }
    look_for_end(terminal);
}

/* Whether the program is gone and all that it wrote has been read. */
static bool is_over(const struct terminal *terminal)
{
    return terminal->has_ended && (terminal->fd < 0 || terminal->is_drained);
}

static void step(struct terminal *terminal, int64_t deadline_ms, const char *what)
{
    pump(terminal, POLL_MS);
    if (now_ms() > deadline_ms && !is_over(terminal)) {
        terminal_print(terminal);
        fail_msg("waited %d s in vain for %s", TERMINAL_DEADLINE_MS / 1000, what);
    }
}

static int64_t deadline(void)
{
    return now_ms() + TERMINAL_DEADLINE_MS;
}

bool terminal_wait_start(struct terminal *terminal)
{
    int64_t until = deadline();
    while (terminal->marks.seen == 0 && !is_over(terminal)) {
        step(terminal, until, "the first frame");
    }
    return terminal->marks.seen > 0;
}

static void send_sync(struct terminal *terminal)
{
    terminal_send(terminal, (const char[]){SYNC_KEY}, 1);
    terminal->syncs_sent++;
}

static bool is_behind(const struct terminal *terminal)
{
    return terminal->marks.last.syncs < terminal->syncs_sent && !is_over(terminal);
}

bool terminal_type(struct terminal *terminal, const char *keys)
{
    int64_t until = deadline();
    terminal_send_keys(terminal, keys);
    send_sync(terminal);
    while (is_behind(terminal)) {
        step(terminal, until, keys);
    }
    return !is_over(terminal);
}

bool terminal_resize(struct terminal *terminal, int rows, int cols)
{
    int64_t until = deadline();
    terminal_set_size(terminal, rows, cols);
    send_sync(terminal);
    while (is_behind(terminal)) {
        step(terminal, until, "a frame of the new size");
    }
    if (!is_over(terminal)) {
        assert_int_equal(terminal->marks.last.rows, rows);
        assert_int_equal(terminal->marks.last.cols, cols);
    }
    return !is_over(terminal);
}

bool terminal_wait_text(struct terminal *terminal, const char *text)
{
    int64_t until = deadline();
    bool is_there = terminal_find(terminal, text) >= 0;
    while (!is_there && !is_over(terminal)) {
        long seen = terminal->marks.seen;
        step(terminal, until, text);
        /* Between two marks a frame may be half drawn. */
        is_there = terminal->marks.seen != seen && terminal_find(terminal, text) >= 0;
    }
    return is_there;
}

int terminal_wait_exit(struct terminal *terminal)
{
    int64_t until = deadline();
    while (!is_over(terminal)) {
        step(terminal, until, "the program's end");
    }
    return terminal->exit_status;
}

bool terminal_watch(struct terminal *terminal, int duration_ms)
{
    int64_t until = now_ms() + duration_ms;
    for (int64_t left = duration_ms; left > 0 && !is_over(terminal); left = until - now_ms()) {
        pump(terminal, left < POLL_MS ? (int)left : POLL_MS);
    }
    return !is_over(terminal);
}

/* Sending */

void terminal_send(struct terminal *terminal, const void *bytes, size_t count)
{
    const char *at = bytes;
    int64_t until = deadline();
    while (count > 0 && terminal->fd >= 0 && !is_over(terminal)) {
        ssize_t sent = write(terminal->fd, at, count);
        if (sent > 0) {
            at += sent;
            count -= (size_t)sent;
        } else if (errno == EAGAIN || errno == EINTR) {
            step(terminal, until, "the program to read its keys");
        } else {
            return;
        }
    }
}

void terminal_send_keys(struct terminal *terminal, const char *keys)
{
    size_t count = 0;
    const char *bad = NULL;
    char *bytes = keys_encode(terminal, keys, &count, &bad);
    if (!bytes) {
        fail_msg("no such key: %s", bad);
    }
    terminal_send(terminal, bytes, count);
    mem_free(bytes);
}

void terminal_hang_up(struct terminal *terminal)
{
    if (terminal->fd >= 0) {
        close(terminal->fd);
        terminal->fd = -1;
    }
}

void terminal_set_size(struct terminal *terminal, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    terminal->rows = rows;
    terminal->cols = cols;
    vterm_set_size(terminal->vterm, rows, cols);
    ioctl(terminal->fd, TIOCSWINSZ, &size);
}

void terminal_lose_cells(struct terminal *terminal)
{
    static const char erase[] = "\033[2J";
    vterm_input_write(terminal->vterm, erase, sizeof erase - 1);
}

void terminal_signal(struct terminal *terminal, int signal)
{
    if (!terminal->has_ended) {
        kill(terminal->child, signal);
    }
}

/* Looking */

static VTermScreenCell cell_at(const struct terminal *terminal, int row, int col)
{
    VTermScreenCell cell;
    memset(&cell, 0, sizeof cell);
    vterm_screen_get_cell(terminal->screen, (VTermPos){.row = row, .col = col}, &cell);
    return cell;
}

static char *cut_blanks(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    text[length] = '\0';
    return text;
}

char *terminal_row(const struct terminal *terminal, int row, char *buffer)
{
    VTermRect rect = {
        .start_row = row, .end_row = row + 1, .start_col = 0, .end_col = terminal->cols};
    size_t count = vterm_screen_get_text(terminal->screen, buffer, TERMINAL_ROW_BYTES - 1, rect);
    buffer[count < TERMINAL_ROW_BYTES ? count : TERMINAL_ROW_BYTES - 1] = '\0';
    return cut_blanks(buffer);
}

char *terminal_roles(const struct terminal *terminal, int row, char *buffer)
{
    size_t roles = strlen(terminal->marks.roles);
    char letter = ' ';
    for (int col = 0; col < terminal->cols && col < TERMINAL_ROW_BYTES - 1; col++) {
        VTermScreenCell cell = cell_at(terminal, row, col);
        size_t role = (size_t)cell.fg.indexed.idx - ROLE_FIRST_COLOUR;
        bool has_role = VTERM_COLOR_IS_INDEXED(&cell.fg) && role < roles;
        if (cell.chars[0] == 0 || cell.chars[0] == ' ') {
            letter = ' ';
        } else if (cell.chars[0] != UINT32_MAX) { /* the second cell of a wide character */
            letter = has_role ? terminal->marks.roles[role] : '?';
        }
        buffer[col] = letter;
        buffer[col + 1] = '\0';
    }
    return cut_blanks(buffer);
}

int terminal_find(const struct terminal *terminal, const char *text)
{
    char buffer[TERMINAL_ROW_BYTES];
    for (int row = 0; row < terminal->rows; row++) {
        if (strstr(terminal_row(terminal, row, buffer), text)) {
            return row;
        }
    }
    return -1;
}

void terminal_cursor(const struct terminal *terminal, int *row, int *col, bool *is_visible)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(terminal->vterm), &position);
    *row = position.row;
    *col = position.col;
    *is_visible = terminal->is_cursor_visible;
}

bool terminal_in_alternate_screen(const struct terminal *terminal)
{
    return terminal->is_alternate;
}

struct mark terminal_last_mark(const struct terminal *terminal)
{
    return terminal->marks.last;
}

size_t terminal_byte_count(const struct terminal *terminal)
{
    return terminal->byte_count;
}

const char *terminal_bytes(const struct terminal *terminal, size_t *count)
{
    *count = terminal->byte_count;
    return terminal->bytes;
}

void terminal_line(const struct terminal *terminal, struct termios *out)
{
    tcgetattr(terminal->fd, out);
}

void terminal_print(const struct terminal *terminal)
{
    char buffer[TERMINAL_ROW_BYTES];
    fprintf(stderr, "+---- %d x %d, %zu bytes\n", terminal->rows, terminal->cols,
            terminal->byte_count);
    for (int row = 0; row < terminal->rows; row++) {
        fprintf(stderr, "|%s\n", terminal_row(terminal, row, buffer));
    }
    fprintf(stderr, "+----\n");
}
