/* fuzz_mt940.c - any bytes as an MT940 statement. */
#include "tests/fuzz/stated.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_stated("mt940", data, size);
    return 0;
}
