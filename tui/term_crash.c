#include "tui/term_crash.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#define RESTORE_BYTES_MAX 512
#define STACK_BYTES 65536

static struct {
    char bytes[RESTORE_BYTES_MAX];
    size_t count;
    struct termios before;
    volatile sig_atomic_t is_armed;
    _Alignas(16) char stack[STACK_BYTES];
} crash;

static const int numbers[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};

static void restore(int number)
{
    if (crash.is_armed) {
        crash.is_armed = 0;
        if (write(STDOUT_FILENO, crash.bytes, crash.count) > 0) {
            tcsetattr(STDIN_FILENO, TCSANOW, &crash.before);
        }
    }
    raise(number); /* the handler was reset: now it is final */
}

/* A capability without its padding, which only ncurses knows how to spend. */
static void add(const char *capability)
{
    if (!capability || capability == (const char *)(intptr_t)-1) {
        return;
    }
    while (*capability && crash.count < RESTORE_BYTES_MAX) {
        const char *end = strncmp(capability, "$<", 2) == 0 ? strchr(capability, '>') : NULL;
        if (end) {
            capability = end + 1;
            continue;
        }
        crash.bytes[crash.count++] = *capability++;
    }
}

void term_crash_prepare(const struct termios *before, const char *extra)
{
    static const char *const capabilities[] = {"sgr0", "op", "cnorm", "rmkx", "rmcup"};
    crash.before = *before;
    crash.count = 0;
    add(extra);
    for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
        add(tigetstr(capabilities[i]));
    }
    add("\r\n");
    crash.is_armed = 1;
    stack_t stack = {.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)};
    bool has_stack = sigaltstack(&stack, NULL) == 0;
    struct sigaction action = {.sa_handler = restore,
                               .sa_flags = (int)SA_RESETHAND | (has_stack ? SA_ONSTACK : 0)};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        sigaction(numbers[i], &action, NULL);
    }
}

void term_crash_disarm(void)
{
    crash.is_armed = 0;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        signal(numbers[i], SIG_DFL);
    }
}
