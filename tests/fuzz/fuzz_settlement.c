/* fuzz_settlement.c - any bytes as a payment provider's settlement file: rows whose gross and fee
 * are their net, or one clear error. */
#include "import/settlement_read.h"
#include "model/mem.h"
#include "model/money.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct settlement_file *file = NULL;
    struct source source = {"fuzz", (const char *)data, size};
    void *mem = mem_context(NULL, "fuzz");
    if (settlement_read(mem, &source, &file, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    }
    for (size_t i = 0; file != NULL && i < file->row_count; i++) {
        const struct settlement_row *row = &file->rows[i];
        int64_t net = 0;
        assert(minor_add(row->gross_minor, row->fee_minor, &net, &err) == STATUS_OK);
        assert(net == row->net_minor && currency_exponent(row->currency) >= 0);
        assert(row->order != NULL && row->reference != NULL && row->batch != NULL);
    }
    mem_free(mem);
    return 0;
}
