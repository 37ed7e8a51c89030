/* What a bank line may be, by what its texts bear. */
#include "model/match.h"

#include "model/item.h"
#include "model/mem.h"
#include "model/reference.h"

#include <string.h>

#define CANDIDATES_MAX 16

struct candidates {
    char *text; /* joined by commas */
    size_t count;
};

static bool has_candidate(const char *text, const char *label)
{
    size_t bytes = strlen(label);
    for (const char *at = strstr(text, label); at != NULL; at = strstr(at + 1, label)) {
        if ((at == text || at[-1] == ',') && (at[bytes] == ',' || at[bytes] == '\0')) {
            return true;
        }
    }
    return false;
}

static void add_references(void *mem, const char *text, struct id_list *references)
{
    char reference[REFERENCE_BYTES_MAX + 1];
    while (text != NULL && reference_next(&text, reference)) {
        id_list_add(mem, references, mem_strdup(mem, reference));
    }
}

static void add_candidate(struct candidates *out, const struct item *item)
{
    char label[ITEM_LABEL_BYTES];
    if (out->count < CANDIDATES_MAX && !has_candidate(out->text, item_label(item, label))) {
        out->text = mem_append(out->text, "%s%s", out->count > 0 ? "," : "", label);
        out->count++;
    }
}

enum status match_candidates(struct book *book, void *mem, const char *reference, const char *text,
                             const char **out, struct error *err)
{
    void *own = mem_context(NULL, "candidates");
    struct id_list references = {0};
    struct item *items;
    size_t count = 0;
    struct candidates found = {.text = mem_strdup(mem, "")};
    add_references(own, reference, &references);
    add_references(own, text, &references);
    enum status status = item_look_up(book, own, &references, &items, &count, err);
    for (size_t i = 0; i < references.count && count > 0; i++) {
        size_t alike = 0;
        const struct item *item = item_find(items, count, references.items[i], &alike);
        for (size_t j = 0; j < alike; j++) {
            add_candidate(&found, &item[j]);
        }
    }
    *out = found.text;
    mem_free(own);
    return status;
}

enum status match_candidates_of(struct book *book, void *mem, int64_t line, const char **out,
                                struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = "";
    enum status status =
        store_prepare(book_store(book), "SELECT reference, text FROM line WHERE id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, line);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        status = match_candidates(book, mem, stmt_text(q, 0), stmt_text(q, 1), out, err);
    }
    stmt_reset(q);
    return status;
}
