/* fuzz_calendar.c - any text as a calendar: read or refused with what and where, and by what was
 * read business days lie ahead. */
#include "model/calendar.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>

#define NOW_US INT64_C(1788220800000000) /* 2026-09-01 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    const struct calendar *calendar = NULL;
    int64_t one_us = 0;
    int64_t ten_us = 0;
    void *mem = mem_context(NULL, "fuzz");
    char *text = mem_strndup(mem, (const char *)data, size);
    if (calendar_parse(mem, "fuzz.ini", text, &calendar, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else {
        enum status one = calendar_after(calendar, NOW_US, 1, &one_us, &err);
        enum status ten = calendar_after(calendar, NOW_US, 10, &ten_us, &err);
        assert(one == STATUS_OK && ten == STATUS_OK);
        assert(one_us > NOW_US && ten_us > one_us);
    }
    mem_free(mem);
    return 0;
}
