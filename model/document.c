#include "model/document.h"

#include "model/digest.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <string.h>

enum status document_check(const struct document *document, struct error *err)
{
    if (document->name == NULL || document->name[0] == '\0' || document->count == 0) {
        return error_set(err, STATUS_INVALID, "a document is a file with something in it");
    }
    if (document->count > DOCUMENT_BYTES_MAX) {
        (void)error_set(err, STATUS_LIMIT, "%s has %zu bytes, and %d is the most", document->name,
                        document->count, DOCUMENT_BYTES_MAX);
        return error_hint(err, "keep the pages that decide, or scan them smaller");
    }
    return STATUS_OK;
}

char *document_hash(void *mem, const struct document *document)
{
    char hex[DIGEST_HEX_BYTES];
    digest_of(document->bytes, document->count, hex);
    return mem_strdup(mem, hex);
}

static enum status insert(struct book *book, const struct document *document, const char *hash,
                          int64_t event, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO document (sha256, name, bytes, content, event)"
                      " VALUES ($1, $2, $3, $4, $5)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *content = text_hex(NULL, document->bytes, document->count);
    stmt_bind_text(q, 1, hash);
    stmt_bind_text(q, 2, document->name);
    stmt_bind_int(q, 3, (int64_t)document->count);
    stmt_bind_text(q, 4, content);
    stmt_bind_int(q, 5, event);
    mem_free(content);
    return stmt_run(q, err);
}

enum status document_store(struct book *book, const struct document *document, int64_t event,
                           struct error *err)
{
    int64_t known = 0;
    char *hash = document_hash(NULL, document);
    enum status status =
        query_int(book, "SELECT 1 FROM document WHERE sha256 = $1", hash, NULL, 0, &known, err);
    if (status == STATUS_OK && known == 0) {
        status = insert(book, document, hash, event, err);
    }
    mem_free(hash);
    return status;
}

/* The row that q stands on. */
static enum status take(const struct stmt *q, void *mem, const char *hash, struct document *out,
                        struct error *err)
{
    *out = (struct document){.name = mem_strdup(mem, stmt_text(q, 0))};
    out->bytes = text_unhex(mem, stmt_text(q, 1), &out->count);
    return out->bytes != NULL && strcmp(document_hash(mem, out), hash) == 0
               ? STATUS_OK
               : error_set(err, STATUS_CORRUPT, "document %s is not what its hash says", hash);
}

enum status document_read(struct book *book, void *mem, const char *hash, struct document *out,
                          struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(
        book_store(book), "SELECT name, content FROM document WHERE sha256 = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, hash);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK) {
        status = has_row ? take(q, mem, hash, out, err)
                         : error_set(err, STATUS_NOT_FOUND, "there is no document %s", hash);
    }
    stmt_reset(q);
    return status;
}
