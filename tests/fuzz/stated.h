/* stated.h - what the fuzz targets of MT940, CAMT.053 and OFX share: any bytes become rows, rejects
 * and a proof, or one clear error. */
#ifndef TESTS_FUZZ_STATED_H
#define TESTS_FUZZ_STATED_H

#include "import/format.h"
#include "import/profile_set.h"
#include "import/proof.h"
#include "import/read.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

static inline void check_stated(const struct bank_file *file)
{
    size_t section_row = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        const struct bank_row *row = &file->rows[i];
        assert(row->line > 0 && row->last_line >= row->line);
        assert(row->amount_minor != 0 && currency_exponent(row->currency) >= 0);
        assert(strlen(bank_text(file, row->text)) < file->texts.used);
    }
    for (size_t i = 0; i < file->section_count; i++) {
        assert(file->sections[i].row >= section_row);
        section_row = file->sections[i].row;
    }
    for (size_t i = 0; i < file->rejects.count; i++) {
        assert(bank_text(file, file->rejects.items[i].reason)[0] != '\0');
    }
}

static inline void fuzz_stated(const char *profile_name, const uint8_t *data, size_t size)
{
    static struct profile_set *set; /* loaded once, for speed */
    static const struct profile *profile;
    struct error err = {.status = STATUS_OK};
    const char *others = NULL;
    struct bank_file *file = NULL;
    struct proof *proof = NULL;
    if (set == NULL) {
        assert(profile_set_load(NULL, NULL, &set, &err) == STATUS_OK);
        assert(profile_set_find(set, profile_name, &profile, &err) == STATUS_OK);
    }
    void *mem = mem_context(NULL, "fuzz");
    struct source source = {"fuzz", (const char *)data, size};
    if (read_bank_file(mem, profile, NULL, &source, &file, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else {
        check_stated(file);
        if (proof_make(mem, file, &proof, &err) == STATUS_OK) {
            assert(proof->order != ORDER_AUTO);
        }
        if (format_select(mem, file, NULL, "1", &others, &err) == STATUS_OK) {
            check_stated(file);
        }
    }
    mem_free(mem);
}

#endif
