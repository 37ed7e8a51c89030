/* measure.c - run a program and say what it took: wall seconds, processor seconds, peak memory.
 *
 *     measure PROGRAM [ARG...]      "1.234 s wall, 1.100 s cpu, 15360 KiB" on the error stream
 *
 * Its exit status is the program's. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long long ms_of(struct timeval time)
{
    return (long long)time.tv_sec * 1000 + time.tv_usec / 1000;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        (void)fputs("measure PROGRAM [ARG...]\n", stderr);
        return 2;
    }
    int64_t start = now_ms();
    pid_t child = fork();
    if (child == 0) {
        (void)execvp(argv[1], argv + 1);
        (void)fprintf(stderr, "measure: %s: %s\n", argv[1], strerror(errno));
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        (void)fprintf(stderr, "measure: %s\n", strerror(errno));
        return 1;
    }
    long long wall = now_ms() - start;
    long long cpu = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
    (void)fprintf(stderr, "%lld.%03lld s wall, %lld.%03lld s cpu, %ld KiB\n", wall / 1000,
                  wall % 1000, cpu / 1000, cpu % 1000, usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
