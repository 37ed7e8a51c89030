#include "model/verify_documents.h"

#include "model/digest.h"
#include "model/document.h"
#include "model/mem.h"

#include <stdio.h>

#define NEXT_SQL "SELECT sha256 FROM document WHERE sha256 > $1 ORDER BY sha256 LIMIT 1"

#define HASH_BYTES (DIGEST_HEX_BYTES + 1) /* one that is too long shows */

/* The hash of the document after that of hash, into hash; "" where there is none. */
static enum status next(struct book *book, char hash[HASH_BYTES], struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), NEXT_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, hash);
    status = stmt_step(q, &has_row, err);
    (void)snprintf(hash, HASH_BYTES, "%s", has_row ? stmt_text(q, 0) : "");
    stmt_reset(q);
    return status;
}

enum status verify_documents(struct book *book, struct verify_row *row, struct error *err)
{
    char hash[HASH_BYTES] = "";
    enum status status;
    while ((status = next(book, hash, err)) == STATUS_OK && hash[0] != '\0') {
        void *mem = mem_context(NULL, "document");
        struct document document;
        row->checked++;
        status = document_read(book, mem, hash, &document, err);
        mem_free(mem);
        if (status == STATUS_CORRUPT || status == STATUS_NOT_FOUND) {
            verify_breach(row, "document %s is not what its hash says", hash);
            return STATUS_OK;
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return status;
}
