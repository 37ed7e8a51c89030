/* fuzz_ofx.c - any bytes as an OFX statement. */
#include "tests/fuzz/stated.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_stated("ofx", data, size);
    return 0;
}
