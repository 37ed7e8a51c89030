/* fuzz_camt.c - any bytes as a CAMT.053 statement. */
#include "tests/fuzz/stated.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_stated("camt053", data, size);
    return 0;
}
