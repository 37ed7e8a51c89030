#include "model/evidence_row.h"

#include "model/media.h"
#include "model/mem.h"
#include "model/text.h"

#include <string.h>

static const char *text_of(void *mem, const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : mem_strdup(mem, stmt_text(q, column));
}

static void take(void *mem, const struct stmt *q, struct evidence_row *out)
{
    *out = (struct evidence_row){.id = stmt_int(q, 0),
                                 .complaint = text_of(mem, q, 1),
                                 .side = text_of(mem, q, 2),
                                 .kind = text_of(mem, q, 3),
                                 .name = text_of(mem, q, 4),
                                 .media = text_of(mem, q, 5),
                                 .bytes = stmt_int(q, 6),
                                 .sha256 = text_of(mem, q, 7),
                                 .at_us = stmt_int(q, 8),
                                 .event = stmt_int(q, 9),
                                 .erased_event = stmt_int(q, 10)};
}

enum status evidence_find(struct book *book, void *mem, int64_t id, struct evidence_row *out,
                          struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status =
        store_prepare(book_store(book),
                      "SELECT id, complaint, side, kind, name, media, bytes, sha256, at_us, event,"
                      " coalesce(erased_event, 0) FROM evidence WHERE id = $1",
                      &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        take(mem, q, out);
    }
    stmt_reset(q);
    return status == STATUS_OK && !has_row
               ? error_set(err, STATUS_NOT_FOUND, "there is no evidence:%lld", (long long)id)
               : status;
}

static enum status take_content(const struct stmt *q, void *mem, const struct evidence_row *row,
                                struct document *out, struct error *err)
{
    *out = (struct document){.name = row->name};
    out->bytes = stmt_is_null(q, 0) ? NULL : text_unhex(mem, stmt_text(q, 0), &out->count);
    if (out->bytes == NULL || strcmp(document_hash(mem, out), row->sha256) != 0) {
        (void)error_set(err, STATUS_CORRUPT, "evidence:%lld is not what its hash says",
                        (long long)row->id);
        return error_hint(err, "run verify, and take it from a backup");
    }
    return STATUS_OK;
}

enum status evidence_read(struct book *book, void *mem, const struct evidence_row *row,
                          struct document *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    if (row->erased_event != 0) {
        return error_set(err, STATUS_REFUSED, "evidence:%lld is erased, by event %lld",
                         (long long)row->id, (long long)row->erased_event);
    }
    enum status status =
        store_prepare(book_store(book), "SELECT content FROM exhibit WHERE sha256 = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, row->sha256);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK) {
        status = has_row ? take_content(q, mem, row, out, err)
                         : error_set(err, STATUS_CORRUPT, "what is in evidence:%lld is gone",
                                     (long long)row->id);
    }
    stmt_reset(q);
    return status;
}

bool evidence_is_text(const struct evidence_row *row)
{
    return strcmp(row->media, MEDIA_TEXT) == 0 || strcmp(row->media, MEDIA_LINK) == 0;
}

enum status evidence_keep(struct book *book, const struct document *content, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book),
                      "INSERT INTO exhibit (sha256, content) VALUES ($1, $2) ON CONFLICT (sha256)"
                      " DO UPDATE SET content = excluded.content WHERE exhibit.content IS NULL",
                      &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *hex = text_hex(NULL, content->bytes, content->count);
    char *hash = document_hash(NULL, content);
    stmt_bind_text(q, 1, hash);
    stmt_bind_text(q, 2, hex);
    status = stmt_run(q, err);
    mem_free(hash);
    mem_free(hex);
    return status;
}

enum status evidence_drop(struct book *book, const char *sha256, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book),
                      "UPDATE exhibit SET content = NULL WHERE sha256 = $1 AND NOT EXISTS"
                      " (SELECT 1 FROM evidence v WHERE v.sha256 = $1 AND v.erased_event IS NULL)",
                      &q, err);
    if (status == STATUS_OK) {
        stmt_bind_text(q, 1, sha256);
        status = stmt_run(q, err);
    }
    return status;
}

static char *append(void *mem, char *list, int64_t id)
{
    return list == NULL ? mem_printf(mem, "%lld", (long long)id)
                        : mem_append(list, ",%lld", (long long)id);
}

enum status evidence_seen(struct book *book, void *mem, const char *complaint,
                          const char *operator_login, struct evidence_seen *out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = (struct evidence_seen){NULL, NULL};
    enum status status =
        store_prepare(book_store(book),
                      "SELECT v.id, k.event FROM evidence v LEFT JOIN evidence_look k"
                      " ON k.evidence = v.id AND k.operator = $2 WHERE v.complaint = $1"
                      " AND v.erased_event IS NULL ORDER BY v.id",
                      &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, complaint);
    stmt_bind_text(q, 2, operator_login);
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        char **list = stmt_is_null(q, 1) ? &out->unlooked : &out->looked;
        *list = append(mem, *list, stmt_int(q, 0));
    }
    stmt_reset(q);
    return status;
}
