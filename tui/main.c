#include "tui/cli.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A stream that was closed by whoever started us must not become the store's file. */
static void hold_stream(int number, const char *path, int flags)
{
    if (fcntl(number, F_GETFD) == -1 && open(path, flags) != number) {
        _exit(CLI_FAILED);
    }
}

int main(int argc, char **argv)
{
    hold_stream(STDIN_FILENO, "/dev/null", O_RDONLY);
    hold_stream(STDOUT_FILENO, "/dev/full", O_WRONLY); /* what is written there has failed */
    hold_stream(STDERR_FILENO, "/dev/null", O_WRONLY);
    /* A reader that went away is an error like any other. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setlocale(LC_ALL, "");
    return cli_main(argc, argv, stdout, stderr);
}
