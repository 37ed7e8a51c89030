#include "model/wrote.h"

#include "model/mem.h"
#include "model/text.h"

#include <string.h>

struct wrote {
    struct digest *digest;
    bool is_any;
    char hash[DIGEST_HEX_BYTES];
};

struct wrote *wrote_new(void *mem)
{
    struct wrote *wrote = MEM_NEW(mem, struct wrote);
    wrote->digest = digest_new(wrote);
    return wrote;
}

void wrote_begin(struct wrote *wrote)
{
    if (wrote->is_any) {
        digest_reset(wrote->digest);
    }
    wrote->is_any = false;
}

void wrote_row(struct wrote *wrote, const char *kind)
{
    wrote->is_any = true;
    wrote_text(wrote, kind);
}

void wrote_text(struct wrote *wrote, const char *text)
{
    char start[TEXT_INT_BYTES + 1];
    if (text == NULL) {
        digest_add(wrote->digest, "-\n", 2);
        return;
    }
    size_t bytes = strlen(text);
    size_t start_bytes = text_of_int((int64_t)bytes, start);
    start[start_bytes] = ':';
    digest_add(wrote->digest, start, start_bytes + 1);
    digest_add(wrote->digest, text, bytes);
    digest_add(wrote->digest, "\n", 1);
}

void wrote_int(struct wrote *wrote, bool is_some, int64_t value)
{
    char text[TEXT_INT_BYTES];
    (void)text_of_int(value, text);
    wrote_text(wrote, is_some ? text : NULL);
}

const char *wrote_finish(struct wrote *wrote)
{
    wrote->hash[0] = '\0';
    if (wrote->is_any) {
        digest_finish(wrote->digest, wrote->hash);
    }
    return wrote->hash;
}
