#include "import/memo.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void memo_clear(struct memo *memo)
{
    memo->used = 0;
    memo->is_cut = false;
    memo->text[0] = '\0';
}

static void put(struct memo *memo, char c)
{
    if (memo->used == TEXT_BODY_BYTES_MAX) {
        memo->is_cut = true;
        return;
    }
    memo->text[memo->used++] = c;
    memo->text[memo->used] = '\0';
}

static void add(struct memo *memo, const char *text, size_t bytes, bool is_apart)
{
    for (size_t i = 0; i < bytes; i++) {
        if (is_space(text[i])) {
            is_apart = true;
            continue;
        }
        if (is_apart && memo->used > 0) {
            put(memo, ' ');
        }
        is_apart = false;
        put(memo, text[i]);
    }
}

void memo_add(struct memo *memo, const char *text, size_t bytes)
{
    add(memo, text, bytes, true);
}

void memo_continue(struct memo *memo, const char *text, size_t bytes)
{
    add(memo, text, bytes, false);
}
