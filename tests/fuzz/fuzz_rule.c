/* fuzz_rule.c - any text as a rule and as what it reads: refused with what and where, or each
 * reading is an id, lies in the text and is the same again. */
#include "model/mem.h"
#include "model/rule.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_text(void *mem, const struct rule *rule, const char *text)
{
    struct rule_text folded;
    struct rule_reading first[RULE_READINGS_MAX];
    struct rule_reading again[RULE_READINGS_MAX];
    rule_fold(mem, text, &folded);
    assert(folded.bytes <= strlen(text));
    size_t count = rule_read(rule, &folded, first);
    assert(count <= RULE_READINGS_MAX && rule_read(rule, &folded, again) == count);
    for (size_t i = 0; i < count; i++) {
        assert(first[i].id[0] != '\0' && strlen(first[i].id) <= TEXT_ID_BYTES_MAX);
        assert(first[i].start + first[i].length <= folded.bytes);
        assert(strcmp(first[i].id, again[i].id) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct rule *rule = NULL;
    void *mem = mem_context(NULL, "fuzz");
    char *text = mem_strndup(mem, (const char *)data, size);
    if (rule_parse(mem, "fuzz", 1, text, &rule, &err) != STATUS_OK ||
        rule_check_examples(rule, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    }
    if (rule != NULL) {
        read_text(mem, rule, text);
    }
    mem_free(mem);
    return 0;
}
