/* fuzz_filter.c - any bytes as a regular expression and, behind the first line end, as what it
 * looks at: it comes to an end, and what it finds lies inside. */
#include "model/mem.h"
#include "model/pattern.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct pattern *pattern, const char *text, size_t bytes)
{
    bool gave_up = false;
    size_t start = 0;
    size_t length = 0;
    bool is_found = pattern_matches(pattern, text, bytes, &gave_up);
    assert(!is_found || !gave_up);
    if (pattern_group(pattern, text, bytes, "id", &start, &length)) {
        assert(is_found && start <= bytes && length <= bytes - start);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct pattern *pattern = NULL;
    void *mem = mem_context(NULL, "fuzz");
    const char *bytes = (const char *)data;
    const char *line_end = size > 0 ? memchr(bytes, '\n', size) : NULL;
    size_t first = line_end == NULL ? size : (size_t)(line_end - bytes);
    char *expression = mem_strndup(mem, bytes, first);
    bool ignores_case = size % 2 == 1;
    if (pattern_compile(mem, expression, ignores_case, &pattern, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else {
        check(pattern, bytes + first, size - first);
    }
    mem_free(mem);
    return 0;
}
