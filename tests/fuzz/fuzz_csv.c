/* fuzz_csv.c - any bytes as a bank's file: rows, rejects and the proof, or one clear error.
 *
 * The first line names the profile; where there is none of that name its first byte chooses one.
 * Lines never run backwards, every reject has its reason, and detecting comes to an end too. */
#include "import/detect.h"
#include "import/proof.h"
#include "import/read.h"
#include "model/mem.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_asides(const struct bank_file *file, const struct bank_asides *list)
{
    uint32_t line = 0;
    for (size_t i = 0; i < list->count; i++) {
        assert(list->items[i].line > line);
        line = list->items[i].line;
        assert(bank_text(file, list->items[i].reason)[0] != '\0');
        const char *cell = bank_text(file, list->items[i].cells);
        for (uint32_t n = 0; n < list->items[i].cell_count; n++) {
            cell = bank_next_cell(cell);
        }
        assert(cell <= file->texts.bytes + file->texts.used);
    }
}

static void check_rows(const struct bank_file *file)
{
    uint32_t line = 0;
    for (size_t i = 0; i < file->row_count; i++) {
        const struct bank_row *row = &file->rows[i];
        assert(row->line > line && row->last_line >= row->line);
        line = row->last_line;
        assert(row->amount_minor != 0 && currency_exponent(row->currency) >= 0);
        assert(strlen(bank_text(file, row->text)) < file->texts.used);
    }
    check_asides(file, &file->rejects);
    check_asides(file, &file->uncounted);
}

static void read_with(void *mem, const struct profile *profile, const struct source *source)
{
    struct error err = {.status = STATUS_OK};
    struct bank_file *file = NULL;
    struct proof *proof = NULL;
    if (read_bank_file(mem, profile, "CNY", source, &file, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
        return;
    }
    check_rows(file);
    if (proof_make(mem, file, &proof, &err) == STATUS_OK) {
        assert(proof->order != ORDER_AUTO);
    }
}

static const struct profile *choose(const struct profile_set *set, const char *line, size_t bytes)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strlen(set->profiles[i]->name) == bytes &&
            memcmp(set->profiles[i]->name, line, bytes) == 0) {
            return set->profiles[i];
        }
    }
    return set->profiles[(unsigned char)line[0] % set->count];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct profile_set *set; /* loaded once, for speed */
    struct error err;
    const struct profile *found = NULL;
    const char *text = (const char *)data;
    const char *end = size > 0 ? memchr(text, '\n', size) : NULL;
    if (end == NULL) {
        return 0;
    }
    if (set == NULL) {
        assert(profile_set_load(NULL, NULL, &set, &err) == STATUS_OK);
    }
    void *mem = mem_context(NULL, "fuzz");
    size_t name_bytes = (size_t)(end - text);
    struct source source = {"fuzz.csv", end + 1, size - name_bytes - 1};
    const struct profile *profile = choose(set, text, name_bytes);
    if (profile->format == PROFILE_CSV) {
        read_with(mem, profile, &source);
    }
    if (detect_one(set, &source, &found, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    }
    mem_free(mem);
    return 0;
}
