#include "model/reference.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_inner(char c)
{
    return c == '-' || c == '_' || c == '.';
}

bool reference_next(const char **at, char *out)
{
    const char *text = *at;
    for (;;) {
        while (*text != '\0' && !is_letter(*text)) {
            text++;
        }
        if (*text == '\0') {
            *at = text;
            return false;
        }
        const char *start = text;
        while (is_letter(*text) || is_inner(*text)) {
            text++;
        }
        const char *end = text;
        while (!is_letter(end[-1])) {
            end--;
        }
        size_t bytes = (size_t)(end - start);
        if (bytes <= REFERENCE_BYTES_MAX) {
            memcpy(out, start, bytes);
            out[bytes] = '\0';
            *at = text;
            return true;
        }
    }
}
