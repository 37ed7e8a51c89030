#include "model/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text that did not fit ends in the middle of a character at worst: take that character off. */
static void cut_at_character(char *text, size_t bytes)
{
    size_t end = bytes;
    while (end > 0 && ((unsigned char)text[end - 1] & 0xC0) == 0x80) {
        end--;
    }
    if (end == 0 || (unsigned char)text[end - 1] < 0xC0) {
        return;
    }
    unsigned char lead = (unsigned char)text[end - 1];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (bytes - (end - 1) < wanted) {
        text[end - 1] = '\0';
    }
}

/* By way of a local buffer, because an argument may be one of the error's own texts. */
static void fill(char target[ERROR_TEXT_BYTES], const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void fill(char target[ERROR_TEXT_BYTES], const char *format, va_list args)
{
    char text[ERROR_TEXT_BYTES];
    int wanted = vsnprintf(text, sizeof text, format, args);
    if (wanted < 0) {
        text[0] = '\0';
    } else if ((size_t)wanted >= sizeof text) {
        cut_at_character(text, sizeof text - 1);
    }
    memcpy(target, text, sizeof text);
}

enum status error_set(struct error *err, enum status status, const char *format, ...)
{
    assert(status != STATUS_OK);
    va_list args;
    va_start(args, format);
    fill(err->message, format, args);
    va_end(args);
    err->status = status;
    err->detail[0] = '\0';
    err->hint[0] = '\0';
    return status;
}

enum status error_detail(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err->detail, format, args);
    va_end(args);
    return err->status;
}

enum status error_hint(struct error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fill(err->hint, format, args);
    va_end(args);
    return err->status;
}

const char *status_name(enum status status)
{
    switch (status) {
    case STATUS_OK:
        return "ok";
    case STATUS_INVALID:
        return "invalid";
    case STATUS_NOT_FOUND:
        return "not_found";
    case STATUS_CONFLICT:
        return "conflict";
    case STATUS_REFUSED:
        return "refused";
    case STATUS_DENIED:
        return "denied";
    case STATUS_STALE:
        return "stale";
    case STATUS_LIMIT:
        return "limit";
    case STATUS_BUSY:
        return "busy";
    case STATUS_IO:
        return "io";
    case STATUS_LOST:
        return "lost";
    case STATUS_UNSURE:
        return "unsure";
    case STATUS_CORRUPT:
        return "corrupt";
    case STATUS_UNSUPPORTED:
        return "unsupported";
    case STATUS_CANCELLED:
        return "cancelled";
    }
    return "unknown";
}
