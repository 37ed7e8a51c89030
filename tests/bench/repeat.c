/* repeat.c - run a program again and again and say what it takes from its start to its end.
 *
 *     repeat COUNT PROGRAM [ARG...]
 *
 * Its output is thrown away; it has to end well each time. Prints the median in microseconds. */
#include "tests/bench/median.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t run(char **program)
{
    int64_t start = median_now_us();
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        int out = open("/dev/null", O_WRONLY);
        (void)dup2(out, STDOUT_FILENO);
        (void)execvp(program[0], program);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
        (void)fprintf(stderr, "repeat: %s failed\n", program[0]);
        exit(1);
    }
    return median_now_us() - start;
}

int main(int argc, char **argv)
{
    size_t count = argc > 2 ? (size_t)atoll(argv[1]) : 0;
    int64_t *took_us = count > 0 ? calloc(count, sizeof *took_us) : NULL;
    if (took_us == NULL) {
        (void)fputs("repeat COUNT PROGRAM [ARG...]\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < count; i++) {
        took_us[i] = run(argv + 2);
    }
    (void)printf("%lld\n", (long long)median_of(took_us, count));
    free(took_us);
    return 0;
}
