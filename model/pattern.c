#include "model/pattern.h"

#include "model/mem.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define HEAP_LIMIT_KIB 4096
#define MESSAGE_BYTES 160

/* The match data is scratch memory, so that a match allocates nothing. */
struct pattern {
    pcre2_code *code;
    pcre2_match_data *scratch;
    pcre2_match_context *limits;
    bool *is_fast; /* it was made machine code, where that can be: once it is used */
};

static void release(void *object)
{
    struct pattern *pattern = object;
    pcre2_match_context_free(pattern->limits);
    pcre2_match_data_free(pattern->scratch);
    pcre2_code_free(pattern->code);
}

/* Compile into pattern->code; what is wrong with the expression goes to err. */
static enum status compile(struct pattern *pattern, const char *expression, bool ignore_case,
                           struct error *err)
{
    /* Without UCP the JIT of pcre2 10.42 passes over letters beyond ASCII for \S, \D and \W. */
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C |
                       (ignore_case ? PCRE2_CASELESS : 0);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pattern->code =
        pcre2_compile((PCRE2_SPTR)expression, strlen(expression), options, &code, &offset, NULL);
    if (pattern->code == NULL) {
        char reason[MESSAGE_BYTES] = "";
        (void)pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
        (void)error_set(err, STATUS_INVALID, "not a regular expression: %s at offset %zu", reason,
                        offset);
        return error_hint(err, "put a \\ before a character that stands for itself");
    }
    uint32_t groups = 0;
    (void)pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > PATTERN_GROUPS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "regular expression has %u groups", groups);
        return error_hint(err, "at most %d are allowed; (?:...) does not count",
                          PATTERN_GROUPS_MAX);
    }
    return STATUS_OK;
}

enum status pattern_compile(void *mem, const char *expression, bool ignore_case,
                            struct pattern **out, struct error *err)
{
    if (strlen(expression) > PATTERN_BYTES_MAX) {
        (void)error_set(err, STATUS_LIMIT, "regular expression is too long: %zu bytes",
                        strlen(expression));
        return error_hint(err, "at most %d bytes are allowed", PATTERN_BYTES_MAX);
    }
    struct pattern *pattern = MEM_NEW(mem, struct pattern);
    mem_on_free(pattern, release);
    enum status status = compile(pattern, expression, ignore_case, err);
    if (status != STATUS_OK) {
        mem_free(pattern);
        return status;
    }
    pattern->is_fast = MEM_NEW(pattern, bool);
    pattern->scratch = pcre2_match_data_create_from_pattern(pattern->code, NULL);
    pattern->limits = pcre2_match_context_create(NULL);
    if (pattern->scratch == NULL || pattern->limits == NULL) {
        mem_free(pattern);
        return error_set(err, STATUS_LIMIT, "no memory for a regular expression");
    }
    (void)pcre2_set_match_limit(pattern->limits, PATTERN_MATCH_LIMIT);
    (void)pcre2_set_depth_limit(pattern->limits, PATTERN_MATCH_LIMIT);
    (void)pcre2_set_heap_limit(pattern->limits, HEAP_LIMIT_KIB);
    *out = pattern;
    return STATUS_OK;
}

/* pcre2's result: above 0 for a match, PCRE2_ERROR_NOMATCH, or another error for giving up. */
static int match(const struct pattern *pattern, const char *text, size_t bytes, size_t from)
{
    if (!*pattern->is_fast) {
        *pattern->is_fast = true;
        /* Without JIT the same matches are found, only slower. */
        (void)pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE);
    }
    return pcre2_match(pattern->code, (PCRE2_SPTR)text, bytes, from, 0, pattern->scratch,
                       pattern->limits);
}

bool pattern_matches(const struct pattern *pattern, const char *text, size_t bytes, bool *gave_up)
{
    int result = match(pattern, text, bytes, 0);
    if (gave_up != NULL) {
        *gave_up = result < 0 && result != PCRE2_ERROR_NOMATCH;
    }
    return result > 0;
}

bool pattern_next(const struct pattern *pattern, const char *text, size_t bytes, size_t *from,
                  bool *gave_up)
{
    int result = *from > bytes ? PCRE2_ERROR_NOMATCH : match(pattern, text, bytes, *from);
    *gave_up = result < 0 && result != PCRE2_ERROR_NOMATCH;
    if (result <= 0) {
        return false;
    }
    size_t end = pcre2_get_ovector_pointer(pattern->scratch)[1];
    *from = end > *from ? end : *from + 1; /* an empty match leads on, too */
    return true;
}

void pattern_span(const struct pattern *pattern, size_t *start, size_t *length)
{
    const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(pattern->scratch);
    *start = bounds[0];
    *length = bounds[1] > bounds[0] ? bounds[1] - bounds[0] : 0; /* \K may turn them round */
}

bool pattern_has_group(const struct pattern *pattern, const char *name)
{
    PCRE2_SPTR first = NULL;
    PCRE2_SPTR last = NULL;
    return pcre2_substring_nametable_scan(pattern->code, (PCRE2_SPTR)name, &first, &last) > 0;
}

bool pattern_captured(const struct pattern *pattern, const char *name, size_t *start,
                      size_t *length)
{
    /* A name may stand for several groups, of which the one that took part counts. */
    PCRE2_SPTR first = NULL;
    PCRE2_SPTR last = NULL;
    int entry_bytes =
        pcre2_substring_nametable_scan(pattern->code, (PCRE2_SPTR)name, &first, &last);
    if (entry_bytes <= 0) {
        return false;
    }
    const PCRE2_SIZE *bounds = pcre2_get_ovector_pointer(pattern->scratch);
    for (PCRE2_SPTR entry = first; entry <= last; entry += entry_bytes) {
        size_t group = ((size_t)entry[0] << 8) | entry[1];
        if (bounds[2 * group] != PCRE2_UNSET && bounds[2 * group] <= bounds[2 * group + 1]) {
            *start = bounds[2 * group];
            *length = bounds[2 * group + 1] - bounds[2 * group];
            return true;
        }
    }
    return false;
}

bool pattern_group(const struct pattern *pattern, const char *text, size_t bytes, const char *name,
                   size_t *start, size_t *length)
{
    return match(pattern, text, bytes, 0) > 0 && pattern_captured(pattern, name, start, length);
}
