#include "import/texts.h"

#include "model/mem.h"
#include "model/text.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#define FIRST_ROOM 4096

void texts_init(struct texts *texts, void *mem)
{
    *texts = (struct texts){.mem = mem, .used = 1, .room = FIRST_ROOM};
    texts->bytes = MEM_GROW(mem, NULL, char, texts->room);
    texts->bytes[0] = '\0';
}

uint32_t texts_add_raw(struct texts *texts, const char *bytes, size_t count)
{
    if (count == 0) {
        return 0;
    }
    size_t needed = texts->used + count + 1;
    assert(needed < TEXTS_BYTES_MAX); /* files are far smaller: IMPORT_FILE_BYTES_MAX */
    if (needed > texts->room) {
        texts->room = needed + needed / 2;
        texts->bytes = MEM_GROW(texts->mem, texts->bytes, char, texts->room);
    }
    uint32_t offset = (uint32_t)texts->used;
    memcpy(texts->bytes + offset, bytes, count);
    texts->bytes[offset + count] = '\0';
    texts->used = needed;
    return offset;
}

static bool is_ascii(const char *text, size_t bytes)
{
    unsigned char seen = 0;
    for (size_t i = 0; i < bytes; i++) {
        seen |= (unsigned char)text[i];
    }
    return seen < 0x80;
}

enum status texts_add(struct texts *texts, const char *text, size_t text_bytes, uint32_t *out,
                      struct error *err)
{
    if (text_bytes <= TEXT_BODY_BYTES_MAX && is_ascii(text, text_bytes)) {
        *out = texts_add_raw(texts, text, text_bytes);
        return STATUS_OK;
    }
    char *accepted = NULL;
    enum status status =
        text_accept(NULL, "text", text, text_bytes, TEXT_BODY_BYTES_MAX, &accepted, err);
    if (status == STATUS_OK) {
        *out = texts_add_raw(texts, accepted, strlen(accepted));
        mem_free(accepted);
    }
    return status;
}

const char *texts_at(const struct texts *texts, uint32_t offset)
{
    assert(offset < texts->used);
    return texts->bytes + offset;
}
