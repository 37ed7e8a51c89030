#include "model/verify_lines.h"

#include "model/canon.h"
#include "model/line.h"
#include "model/mem.h"

#include <string.h>

#define LINES_SQL                                                                                  \
    "SELECT l.id, l.salt, s.erased_event, e.body, l.text, l.counterparty, l.counterparty_account"  \
    " FROM line l JOIN statement s ON s.id = l.statement_id"                                       \
    " LEFT JOIN event e ON e.book_id = $1 AND e.number = l.event"                                  \
    " WHERE l.file_line > 0 ORDER BY l.id"
#define ERASING                                                                                    \
    "SELECT 1 FROM event e WHERE e.book_id = $1 AND e.subject = 'statement:' || s.id"              \
    " AND e.verb <> 'line' AND e.verb IN ('erase statement', 'erase default')"
#define STATEMENTS_SQL                                                                             \
    "SELECT s.id, CASE WHEN s.erased_event IS NULL THEN 1 ELSE 0 END FROM statement s"             \
    " WHERE s.erased_event IS NOT NULL AND NOT EXISTS (" ERASING " AND e.number = s.erased_event)" \
    " OR s.erased_event IS NULL AND EXISTS (" ERASING ") ORDER BY s.id LIMIT 1"

/* Columns of LINES_SQL. */
enum { ID, SALT, ERASED, BODY, WORDS };

static const char *const KEYS[LINE_WORDS] = {"text", "counterparty", "counterparty_account"};

static const char *word(const struct stmt *q, int at)
{
    const char *text = stmt_text(q, WORDS + at);
    return text == NULL ? "" : text;
}

static bool has_words(const struct stmt *q)
{
    bool has = !stmt_is_null(q, SALT);
    for (int i = 0; i < LINE_WORDS; i++) {
        has = has || word(q, i)[0] != '\0';
    }
    return has;
}

/* An event of before there were seals. What is empty it has not, but for the text. */
static bool is_plain(const struct stmt *q)
{
    bool is_same = true;
    const char *body = stmt_text(q, BODY);
    for (int i = 0; i < LINE_WORDS && is_same; i++) {
        const char *text = word(q, i);
        is_same = i > 0 && text[0] == '\0' ? !canon_has(body, KEYS[i], "", 0)
                                           : canon_has_text(body, KEYS[i], text);
    }
    return is_same;
}

static bool is_sealed(const struct stmt *q, struct digest *digest)
{
    char hash[DIGEST_HEX_BYTES];
    const char *const words[LINE_WORDS] = {word(q, 0), word(q, 1), word(q, 2)};
    personal_hash_texts(digest, stmt_text(q, SALT), words, LINE_WORDS, hash);
    return personal_is_in(stmt_text(q, BODY), hash);
}

static void check(const struct stmt *q, struct digest *digest, struct verify_row *row)
{
    long long id = stmt_int(q, ID);
    row->checked++;
    if (!stmt_is_null(q, ERASED)) {
        if (has_words(q)) {
            verify_breach(row, "what line:%lld said was erased, and is there", id);
        }
    } else if (stmt_is_null(q, SALT) ? !is_plain(q) : !is_sealed(q, digest)) {
        verify_breach(row, "what line:%lld says is not what its event says", id);
    }
}

static enum status check_erased(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), STATEMENTS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(row,
                      stmt_int(q, 1) != 0 ? "statement:%lld was erased, and is not"
                                          : "statement:%lld was erased by no event",
                      (long long)stmt_int(q, 0));
    }
    stmt_reset(q);
    return status;
}

enum status verify_lines(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), LINES_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct digest *digest = digest_new(NULL);
    stmt_expect_many(q);
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        check(q, digest, row);
    }
    stmt_reset(q);
    mem_free(digest);
    return status == STATUS_OK ? check_erased(book, row, err) : status;
}
