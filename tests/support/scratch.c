#include "tests/support/scratch.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define OPEN_FOLDERS 16

static char folder[SCRATCH_PATH_BYTES];
static pid_t owner;

/* A test may have taken rights away. */
static int allow(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)walk;
    return kind == FTW_D || kind == FTW_DNR ? chmod(path, S_IRWXU) : 0;
}

static int erase(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_folder(void)
{
    if (getpid() == owner) {
        (void)nftw(folder, allow, OPEN_FOLDERS, FTW_PHYS);
        (void)nftw(folder, erase, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
    }
}

char *scratch_path(const char *name, char buffer[SCRATCH_PATH_BYTES])
{
    if (folder[0] == '\0') {
        const char *above = getenv("TMPDIR");
        (void)snprintf(folder, sizeof folder, "%s/holdfast.XXXXXX", above ? above : "/tmp");
        assert_non_null(mkdtemp(folder));
        owner = getpid();
        assert_int_equal(atexit(remove_folder), 0);
    }
    int bytes = snprintf(buffer, SCRATCH_PATH_BYTES, "%s/%s", folder, name);
    assert_true(bytes > 0 && bytes < SCRATCH_PATH_BYTES);
    return buffer;
}

char *scratch_file(const char *name, const void *bytes, size_t count,
                   char buffer[SCRATCH_PATH_BYTES])
{
    FILE *file = fopen(scratch_path(name, buffer), "wbe");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
    return buffer;
}
