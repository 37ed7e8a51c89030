#include "model/verify_evidence.h"

#include "model/document.h"
#include "model/mem.h"
#include "model/text.h"

#include <string.h>

#include <jansson.h>

/* A piece, the events that brought and erased it, and whether its bytes are there. */
#define PIECES_SQL                                                                                 \
    "SELECT v.id, v.complaint, v.side, v.kind, v.name, v.media, v.bytes, v.sha256, g.verb,"        \
    " g.subject, g.body, CASE WHEN g.operator = v.added_by AND g.at_us = v.at_us THEN 1 ELSE 0 "   \
    "END, x.verb, x.body, v.erased_event,"                                                         \
    " CASE WHEN c.content IS NULL THEN 0 ELSE 1 END"                                               \
    " FROM evidence v LEFT JOIN event g ON g.book_id = $1 AND g.number = v.event"                  \
    " LEFT JOIN event x ON x.book_id = $1 AND x.number = v.erased_event"                           \
    " LEFT JOIN exhibit c ON c.sha256 = v.sha256 ORDER BY v.id"
enum {
    ID,
    COMPLAINT,
    SIDE,
    KIND,
    NAME,
    MEDIA,
    BYTES,
    SHA256,
    VERB,
    SUBJECT,
    BODY,
    IS_ITS_OWN,
    END_VERB,
    END_BODY,
    ERASED,
    IS_THERE
};

/* Who looked at what, and the event that says so. */
#define LOOKS_SQL                                                                                  \
    "SELECT k.evidence, k.operator, g.body, CASE WHEN g.verb = 'evidence look'"                    \
    " AND g.operator = k.operator AND g.at_us = k.at_us THEN 1 ELSE 0 END FROM evidence_look k"    \
    " LEFT JOIN event g ON g.book_id = $1 AND g.number = k.event ORDER BY k.evidence, k.operator"

#define CONTENT_SQL                                                                                \
    "SELECT c.sha256, c.content, CASE WHEN EXISTS (SELECT 1 FROM evidence v"                       \
    " WHERE v.sha256 = c.sha256 AND v.erased_event IS NULL) THEN 1 ELSE 0 END"                     \
    " FROM exhibit c WHERE c.content IS NOT NULL ORDER BY c.sha256"

/* Events without their rows: found by their subject, not as all that their book has. */
#define LOST_SQL                                                                                   \
    "SELECT e.verb, e.number FROM event e WHERE e.book_id + 0 = $1"                                \
    " AND e.subject >= 'complaint:' AND e.subject < 'complaint;' AND e.verb <> 'line'"             \
    " AND (e.verb = 'complaint evidence'"                                                          \
    " AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.event = e.number)"                          \
    " OR e.verb = 'evidence look'"                                                                 \
    " AND NOT EXISTS (SELECT 1 FROM evidence_look k WHERE k.event = e.number)"                     \
    " OR e.verb = 'evidence erase'"                                                                \
    " AND NOT EXISTS (SELECT 1 FROM evidence v WHERE v.erased_event = e.number)) LIMIT 1"

static bool is(const char *text, const char *other)
{
    return text == other || (text != NULL && other != NULL && strcmp(text, other) == 0);
}

static json_t *body_of(const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : json_loads(stmt_text(q, column), 0, NULL);
}

static const char *text_in(const json_t *body, const char *key)
{
    return json_string_value(json_object_get(body, key));
}

static int64_t number_in(const json_t *body, const char *key)
{
    return json_integer_value(json_object_get(body, key));
}

static bool is_as_brought(const struct stmt *q)
{
    static const struct {
        const char *key;
        int column;
    } TEXTS[] = {
        {"side", SIDE}, {"kind", KIND}, {"name", NAME}, {"media", MEDIA}, {"sha256", SHA256}};
    const char *subject = stmt_text(q, SUBJECT);
    json_t *body = body_of(q, BODY);
    bool is_same = is(stmt_text(q, VERB), "complaint evidence") && stmt_int(q, IS_ITS_OWN) != 0 &&
                   strncmp(subject, "complaint:", 10) == 0 &&
                   is(subject + 10, stmt_text(q, COMPLAINT)) &&
                   number_in(body, "evidence") == stmt_int(q, ID) &&
                   number_in(body, "bytes") == stmt_int(q, BYTES);
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const char *text = stmt_is_null(q, TEXTS[i].column) ? NULL : stmt_text(q, TEXTS[i].column);
        is_same = is_same && is(text_in(body, TEXTS[i].key), text);
    }
    json_decref(body);
    return is_same;
}

static bool is_erased_by_its_event(const struct stmt *q)
{
    json_t *body = body_of(q, END_BODY);
    bool is_so = body != NULL && is(stmt_text(q, END_VERB), "evidence erase") &&
                 number_in(body, "evidence") == stmt_int(q, ID);
    json_decref(body);
    return is_so;
}

static void check_piece(const struct stmt *q, struct verify_row *row)
{
    long long id = (long long)stmt_int(q, ID);
    bool is_erased = !stmt_is_null(q, ERASED);
    row->checked++;
    if (stmt_is_null(q, BODY) || !is_as_brought(q)) {
        verify_breach(row, "evidence:%lld is not what its event says", id);
    } else if (is_erased && !is_erased_by_its_event(q)) {
        verify_breach(row, "evidence:%lld is erased, and no event erased it", id);
    } else if (!is_erased && stmt_int(q, IS_THERE) == 0) {
        verify_breach(row, "what is in evidence:%lld is gone, and no event erased it", id);
    }
}

static void check_look(const struct stmt *q, struct verify_row *row)
{
    json_t *body = body_of(q, 2);
    row->checked++;
    if (stmt_int(q, 3) == 0 || number_in(body, "evidence") != stmt_int(q, 0)) {
        verify_breach(row, "no event says that %s looked at evidence:%lld", stmt_text(q, 1),
                      (long long)stmt_int(q, 0));
    }
    json_decref(body);
}

static void check_content(const struct stmt *q, struct verify_row *row)
{
    const char *hash = stmt_text(q, 0);
    void *mem = mem_context(NULL, "content");
    struct document content = {.name = hash};
    content.bytes = text_unhex(mem, stmt_text(q, 1), &content.count);
    if (content.bytes == NULL || strcmp(document_hash(mem, &content), hash) != 0) {
        verify_breach(row, "evidence %s is not what its hash says", hash);
    } else if (stmt_int(q, 2) == 0) {
        verify_breach(row, "evidence %s is erased, and is there", hash);
    }
    mem_free(mem);
}

static void check_lost(const struct stmt *q, struct verify_row *row)
{
    verify_breach(row, "%s, event %lld, is of nothing that is there", stmt_text(q, 0),
                  (long long)stmt_int(q, 1));
}

enum status verify_evidence(struct book *book, struct verify_row *row, struct error *err)
{
    static const struct {
        const char *sql;
        bool has_book;
        void (*check)(const struct stmt *q, struct verify_row *row);
    } QUESTIONS[] = {{PIECES_SQL, true, check_piece},
                     {LOOKS_SQL, true, check_look},
                     {CONTENT_SQL, false, check_content},
                     {LOST_SQL, true, check_lost}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS && status == STATUS_OK; i++) {
        struct stmt *q;
        bool has_row = false;
        status = store_prepare(book_store(book), QUESTIONS[i].sql, &q, err);
        if (status != STATUS_OK) {
            return status;
        }
        stmt_expect_many(q);
        if (QUESTIONS[i].has_book) {
            stmt_bind_int(q, 1, book_id(book));
        }
        while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
            QUESTIONS[i].check(q, row);
        }
        stmt_reset(q);
    }
    return status;
}
