/* fuzz_profile.c - any text as a profile: read or refused with what and where, and what was read
 * can read a file. */
#include "import/profile_set.h"
#include "import/read.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char sample[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                             "2026-09-01,08:00:00,1,one,1.00,1.00\n"
                             "01/09/2026;x;\"y\";-1.234,56\n"
                             "a\tb|c\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct profile *profile = NULL;
    struct bank_file *file = NULL;
    struct source source = {"sample.csv", sample, sizeof sample - 1};
    void *mem = mem_context(NULL, "fuzz");
    char *text = mem_strndup(mem, (const char *)data, size);
    if (profile_parse(mem, "fuzz.ini", text, &profile, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else if (read_bank_file(mem, profile, "CNY", &source, &file, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    }
    mem_free(mem);
    return 0;
}
