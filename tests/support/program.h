/* program.h - the built program, run as its users run it: arguments in; output, errors, status out.
 *
 * A world is a folder of its own with a home, a sandbox store and a clock that stands still; it
 * goes with its memory. The program is the one that HOLDFAST names. */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#include <jansson.h>

#define CALL_COULD_NOT_START 127 /* exit_code */

struct world {
    void *mem;
    const char *folder; /* absolute */
    const char *home;
    const char *db;           /* a URL: test.db in the folder, or a database of the run's server */
    const char *now;          /* RFC 3339, for --now; NULL leaves it out */
    const char *const *extra; /* more NAME=VALUE for the program; NULL for none */
};

/* A fresh folder and the place of a store, none there yet. */
struct world *world_new(void *parent);
/* The same, with a sandbox store. */
struct world *world_with_store(void *parent);

/* A world of its own with what lies in the one that make makes: its files, its store, its time.
 * make is called once in a process, and nobody works in what it has made: many tests begin alike.
 * The store has the name when there is one: test.db for a file, any for a database. */
struct world *world_like(void *parent, struct world *(*make)(void *parent), const char *name);
/* A path inside the folder, owned by the world. */
char *world_path(struct world *world, const char *name);
/* Write a file into the folder; returns its path. */
char *world_file(struct world *world, const char *name, const void *bytes, size_t count);

/* The whole content of a file, NUL-terminated, owned by mem; NULL when it cannot be read. */
char *file_read(void *mem, const char *path, size_t *count);

struct result {
    int wait_status;
    int exit_code; /* -1 when a signal ended it */
    char *out;     /* NUL-terminated */
    char *err;
    size_t out_bytes;
    size_t err_bytes;
};

struct call {
    const char *const *args; /* after --db and --now; ends with NULL */
    const char *input;       /* standard input; NULL is nothing */
    const char *folder;      /* to run in; NULL is the world's */
    int64_t kill_after_us;   /* kill -9 after so long; 0 never */
    rlim_t file_bytes_max;   /* of any file it writes, as on a full disk; 0 is no limit */
    bool obeys_permissions;  /* even as root */
};

/* Run and wait. The result belongs to the world. */
struct result program_call(struct world *world, const struct call *call);
/* The same with arguments alone, ended by NULL. */
struct result program_run(struct world *world, const char *first, ...) __attribute__((sentinel));
/* The same, which fails the test with what the program said unless it exits 0. */
struct result program_must(struct world *world, const char *first, ...) __attribute__((sentinel));
/* In a process of its own; and its exit code, once it is waited for. */
pid_t program_start(struct world *world, const char *const *args);
int program_end(pid_t pid);
/* Rows of a command that succeeds with --format json, as an array of objects that the world owns.
 */
json_t *program_rows(struct world *world, const char *first, ...) __attribute__((sentinel));
/* All that a user can see of a store by its lists but the hashes, in which there is chance: one
 * text for comparing. */
char *program_dump(struct world *world);

/* The environment that the program gets, TERM apart. */
const char *const *world_environment(struct world *world);
const char *program_path(void);

#endif
