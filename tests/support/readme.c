#include "tests/support/readme.h"

#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define README "README.md"
#define FENCE "\n```"

char *readme_block(void *mem, const char *language, const char *text)
{
    size_t count = 0;
    char *found = NULL;
    char *all = file_read(mem, README, &count);
    char *opening = mem_printf(mem, FENCE "%s\n", language);
    assert_non_null(all);
    for (char *at = strstr(all, opening); at != NULL && found == NULL; at = strstr(at, opening)) {
        at += strlen(opening);
        const char *end = strstr(at, FENCE);
        assert_non_null(end);
        char *block = mem_strndup(mem, at, (size_t)(end - at) + 1);
        found = strstr(block, text) != NULL ? block : NULL;
    }
    if (found == NULL) {
        fail_msg("the README shows no %s with %s", language, text);
    }
    return found;
}
