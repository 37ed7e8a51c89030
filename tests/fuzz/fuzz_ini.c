/* fuzz_ini.c - any bytes as an ini file: read, or refused with its line; what was read reads back
 * the same when it is written out. */
#include "model/ini.h"
#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *written(void *mem, const struct ini *ini)
{
    char *text = mem_strdup(mem, "\n");
    const char *section = "";
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strcmp(entry->section, section) != 0) {
            text = mem_append(text, "[%s]\n", entry->section);
            section = entry->section;
        }
        text = mem_append(text, "%s = \"%s\"\n", entry->key, entry->value);
    }
    return text;
}

static bool has_room(const struct ini *ini)
{
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        if (strlen(entry->key) + strlen(entry->value) + sizeof " = \"\"" > INI_LINE_BYTES_MAX) {
            return false;
        }
    }
    return true;
}

static void check(void *mem, const struct ini *ini)
{
    int line = 0;
    for (size_t i = 0; i < ini->count; i++) {
        const struct ini_entry *entry = &ini->entries[i];
        assert(ini_find(ini, entry->section, entry->key) == entry);
        assert(entry->line > line && entry->key[0] != '\0');
        assert(text_valid_prefix(entry->value, strlen(entry->value)) == strlen(entry->value));
        line = entry->line;
    }
    struct error err;
    struct ini *again = NULL;
    if (!has_room(ini)) {
        return;
    }
    assert(ini_read_text(mem, "again", written(mem, ini), &again, &err) == STATUS_OK);
    assert(again->count == ini->count);
    for (size_t i = 0; i < ini->count; i++) {
        assert(strcmp(again->entries[i].section, ini->entries[i].section) == 0);
        assert(strcmp(again->entries[i].key, ini->entries[i].key) == 0);
        assert(strcmp(again->entries[i].value, ini->entries[i].value) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error err = {.status = STATUS_OK};
    struct ini *ini = NULL;
    void *mem = mem_context(NULL, "fuzz");
    char *text = mem_strndup(mem, (const char *)data, size);
    if (ini_read_text(mem, "fuzz", text, &ini, &err) != STATUS_OK) {
        assert(err.message[0] != '\0');
    } else {
        check(mem, ini);
    }
    mem_free(mem);
    return 0;
}
