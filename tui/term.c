#include "tui/term.h"

#include "tui/term_crash.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

static struct {
    SCREEN *screen;
    struct termios before;
    const char *stand_in;
    bool is_open, is_test, has_frame, has_paste;
    int pipe[2];
    long frames, syncs;
    char last_mark[80];
    volatile sig_atomic_t is_ending, is_resized, is_suspending, is_continued;
} term = {.pipe = {-1, -1}};

static void on_signal(int number)
{
    int saved = errno;
    if (number == SIGWINCH) {
        term.is_resized = 1;
    } else if (number == SIGTSTP) {
        term.is_suspending = 1;
    } else if (number == SIGCONT) {
        term.is_continued = 1;
    } else {
        term.is_ending = 1;
    }
    /* A full pipe already wakes the loop. */
    if (write(term.pipe[1], "", 1) < 0) {
        errno = saved;
    }
    errno = saved;
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        sigaction(numbers[i], &action, NULL);
    }
    signal(SIGPIPE, SIG_IGN);
}

static void put(const char *bytes)
{
    for (size_t left = strlen(bytes); left > 0;) {
        ssize_t written = write(STDOUT_FILENO, bytes, left);
        if (written < 0 && errno != EINTR && errno != EAGAIN) {
            return; /* the line is gone: the next wait sees it */
        }
        if (written > 0) {
            bytes += written;
            left -= (size_t)written;
        } else {
            struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
            poll(&ready, 1, 100);
            if (term.is_ending) {
                return;
            }
        }
    }
}

static void forget_type(void)
{
    if (cur_term) {
        del_curterm(cur_term);
    }
}

/* A terminal that can place its cursor is enough. */
static bool is_usable(const char *name)
{
    forget_type();
    int error;
    if (!name || !*name || setupterm(name, STDOUT_FILENO, &error) != OK) {
        return false;
    }
    const char *cup = tigetstr("cup");
    bool is_generic = tigetflag("gn") > 0;
    return cup && cup != (char *)-1 && !is_generic;
}

static const char *choose_type(void)
{
    static const char *const known[] = {"xterm-256color", "xterm", "vt100", "ansi"};
    const char *name = getenv("TERM");
    if (is_usable(name)) {
        return name;
    }
    if (!name || !*name || strcmp(name, "dumb") == 0 || strcmp(name, "unknown") == 0) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (is_usable(known[i])) {
            return term.stand_in = known[i];
        }
    }
    return NULL;
}

/* Text is UTF-8 inside; where the environment names no locale at all, so is the terminal's. */
static void choose_locale(void)
{
    setlocale(LC_ALL, "");
    const char *const names[] = {getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")};
    for (size_t i = 0; i < 3; i++) {
        if (names[i] && *names[i]) {
            return;
        }
    }
    setlocale(LC_CTYPE, "C.UTF-8");
}

/* Ctrl-S, Ctrl-Q, Ctrl-C and Ctrl-\ are keys; Ctrl-Z suspends. */
static void set_line(void)
{
    struct termios line;
    if (tcgetattr(STDIN_FILENO, &line) != 0) {
        return;
    }
    line.c_iflag &= (tcflag_t) ~(IXON | IXOFF | IXANY);
    line.c_cc[VINTR] = _POSIX_VDISABLE;
    line.c_cc[VQUIT] = _POSIX_VDISABLE;
    tcsetattr(STDIN_FILENO, TCSANOW, &line);
    def_prog_mode();
}

static enum status refuse_type(struct error *err)
{
    const char *name = getenv("TERM");
    error_set(err, STATUS_UNSUPPORTED, "the terminal type '%s' cannot show a full screen",
              name ? name : "");
    return error_hint(err, "set TERM, for example: TERM=xterm-256color holdfast");
}

enum status term_open(struct error *err)
{
    assert(!term.is_open);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        error_set(err, STATUS_UNSUPPORTED, "the console needs a terminal");
        return error_hint(err, "name a command to work without one: holdfast --help");
    }
    const char *test = getenv("HOLDFAST_TEST_IDLE");
    term.is_test = test && strcmp(test, "1") == 0;
    if (tcgetattr(STDIN_FILENO, &term.before) != 0) {
        return error_set(err, STATUS_IO, "cannot read the terminal's settings: %s",
                         strerror(errno));
    }
    choose_locale();
    const char *type = choose_type();
    if (!type) {
        return refuse_type(err);
    }
    if (pipe2(term.pipe, O_NONBLOCK | O_CLOEXEC) != 0) {
        return error_set(err, STATUS_IO, "cannot make a pipe: %s", strerror(errno));
    }
    catch_signals();
    term_crash_prepare(&term.before, PASTE_OFF);
    forget_type();
    use_env(false); /* the terminal's own size, not what COLUMNS was once exported as */
    use_tioctl(true);
    term.screen = newterm(type, stdout, stdin);
    if (!term.screen) {
        return refuse_type(err);
    }
    term.is_open = true;
    set_escdelay(TERM_ESCAPE_MS);
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    set_line();
    /* Only those that speak like xterm know it; others would show it as text. */
    term.has_paste =
        strncmp(type, "vt1", 3) != 0 && strcmp(type, "ansi") != 0 && strncmp(type, "linux", 5) != 0;
    /* stdscr is never drawn on: its first refresh alone clears the screen. */
    wnoutrefresh(stdscr);
    put(term.has_paste ? PASTE_ON : "");
    return STATUS_OK;
}

void term_close(void)
{
    if (!term.is_open) {
        return;
    }
    if (term.has_paste) {
        put(PASTE_OFF);
    }
    endwin();
    delscreen(term.screen);
    term_crash_disarm();
    tcsetattr(STDIN_FILENO, TCSANOW, &term.before);
    term.is_open = false;
}

int term_rows(void)
{
    return LINES;
}

int term_cols(void)
{
    return COLS;
}

bool term_is_too_small(void)
{
    return LINES < TERM_ROWS_MIN || COLS < TERM_COLS_MIN;
}

bool term_has_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    return !(no_colour && *no_colour) && has_colors();
}

const char *term_stand_in(void)
{
    return term.stand_in;
}

bool term_is_ending(void)
{
    return term.is_ending;
}

void term_end_input(void)
{
    term.is_ending = 1;
}

void term_show(void)
{
    doupdate();
    term.frames++;
    term.has_frame = true;
}

void term_repaint(void)
{
    clearok(curscr, TRUE);
}

bool term_can_write(void)
{
    struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT);
}

/* Terminals disagree on what a resize leaves where, so nothing of it is trusted: every cell is
 * drawn over, without clearing first. The mark never reaches the terminal. */
static void distrust_screen(void)
{
    cchar_t mark;
    setcchar(&mark, L"\x01", WA_NORMAL, 0, NULL);
    for (int row = 0; row < LINES; row++) {
        mvwhline_set(curscr, row, 0, &mark, COLS);
    }
}

/* Also where the size is what it was: a terminal that was small in between has lost its cells. */
static void resize(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) {
        return;
    }
    resize_term(size.ws_row, size.ws_col);
    distrust_screen();
}

static void suspend(void)
{
    struct sigaction standard = {.sa_handler = SIG_DFL};
    struct sigaction ours;
    sigemptyset(&standard.sa_mask);
    if (term.has_paste) {
        put(PASTE_OFF);
    }
    endwin();
    sigaction(SIGTSTP, &standard, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
    term.is_continued = 1;
}

static void resume(void)
{
    reset_prog_mode();
    if (term.has_paste) {
        put(PASTE_ON);
    }
    resize();
    term_repaint();
}

static bool act_on_signals(void)
{
    char drain[64];
    while (read(term.pipe[0], drain, sizeof(drain)) > 0) {
        ;
    }
    bool must_draw = false;
    if (term.is_suspending) {
        term.is_suspending = 0;
        suspend();
    }
    if (term.is_continued) {
        term.is_continued = 0;
        resume();
        must_draw = true;
    }
    if (term.is_resized) {
        term.is_resized = 0;
        resize();
        must_draw = true;
    }
    return must_draw;
}

unsigned term_wait(int timeout_ms, int wake_fd)
{
    struct pollfd ready[3] = {{.fd = STDIN_FILENO, .events = POLLIN},
                              {.fd = term.pipe[0], .events = POLLIN},
                              {.fd = wake_fd, .events = POLLIN}};
    if (poll(ready, wake_fd >= 0 ? 3 : 2, timeout_ms) < 0 && errno != EINTR) {
        return 0;
    }
    unsigned events = 0;
    int bytes = 0;
    if ((ready[0].revents & POLLIN) && (ioctl(STDIN_FILENO, FIONREAD, &bytes) != 0 || bytes == 0)) {
        term_end_input(); /* readable and empty, or hung up: its end */
    } else if (ready[0].revents & POLLIN) {
        events |= TERM_INPUT;
    } else if (ready[0].revents & (POLLHUP | POLLERR | POLLNVAL)) {
        term_end_input();
    }
    if (ready[2].revents) {
        events |= TERM_WOKEN;
    }
    if (act_on_signals()) {
        events |= TERM_RESIZED;
    }
    return events;
}

bool term_copy(const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t bytes = strlen(text);
    if (bytes > TERM_COPY_BYTES_MAX) {
        return false;
    }
    char *out = malloc(bytes * 4 / 3 + 16);
    if (!out) {
        return false;
    }
    char *at = stpcpy(out, "\033]52;c;");
    for (size_t i = 0; i < bytes; i += 3) {
        unsigned a = (unsigned char)text[i];
        unsigned b = i + 1 < bytes ? (unsigned char)text[i + 1] : 0;
        unsigned c = i + 2 < bytes ? (unsigned char)text[i + 2] : 0;
        *at++ = digits[a >> 2];
        *at++ = digits[(a & 3) << 4 | b >> 4];
        *at++ = i + 1 < bytes ? digits[(b & 15) << 2 | c >> 6] : '=';
        *at++ = i + 2 < bytes ? digits[c & 63] : '=';
    }
    stpcpy(at, "\007");
    put(out);
    free(out);
    return true;
}

bool term_is_test(void)
{
    return term.is_test;
}

void term_announce_roles(const char *letters)
{
    if (!term.is_test) {
        return;
    }
    put("\033]7777;roles;");
    put(letters);
    put("\007");
}

void term_count_sync(void)
{
    term.syncs++;
}

void term_mark_idle(void)
{
    if (!term.is_test || !term.has_frame || term.is_resized) {
        return;
    }
    char mark[sizeof(term.last_mark)];
    snprintf(mark, sizeof(mark), "\033]7777;idle;%ld;%ld;%d;%d\007", term.frames, term.syncs, LINES,
             COLS);
    if (strcmp(mark, term.last_mark) == 0) {
        return;
    }
    strcpy(term.last_mark, mark);
    put(mark);
}
