#include "model/verify_policies.h"

#include "model/canon.h"
#include "model/mem.h"

#include <string.h>

/* The events that adopt, which are found by their subject and not as all that their book has, and
 * the rows; each with the other. */
#define ADOPTING                                                                                   \
    "e.book_id + 0 = $1 AND e.subject >= 'policy:' AND e.subject < 'policy;' AND e.verb <> 'line'" \
    " AND e.verb = 'policy'"
#define ROWS_SQL                                                                                   \
    "SELECT 'policy:' || p.name, p.text, CASE WHEN e.verb = 'policy'"                              \
    " AND e.subject = 'policy:' || p.name THEN e.body END FROM adopted_policy p"                   \
    " LEFT JOIN event e ON e.book_id = $1 AND e.number = p.event"                                  \
    " UNION ALL SELECT e.subject, NULL, e.body FROM event e WHERE " ADOPTING                       \
    " AND NOT EXISTS (SELECT 1 FROM adopted_policy p WHERE p.event = e.number) ORDER BY 1"
enum { SUBJECT, TEXT, BODY };

static bool has_text(const char *body, const char *text)
{
    static const char key[] = "\"text\":";
    size_t bytes = strlen(text);
    const char *at = strstr(body, key);
    char *quoted = MEM_ARRAY(NULL, char, CANON_QUOTED_MAX(bytes));
    size_t length = canon_quote(text, bytes, quoted);
    bool is_there = at != NULL && strncmp(at + strlen(key), quoted, length) == 0;
    mem_free(quoted);
    return is_there;
}

static enum status check(void *state, const struct stmt *q, struct error *err)
{
    struct verify_row *row = state;
    (void)err;
    row->checked++;
    if (stmt_is_null(q, TEXT)) {
        verify_breach(row, "%s was adopted, and is not there", stmt_text(q, SUBJECT));
    } else if (stmt_is_null(q, BODY)) {
        verify_breach(row, "%s was adopted by no event", stmt_text(q, SUBJECT));
    } else if (!has_text(stmt_text(q, BODY), stmt_text(q, TEXT))) {
        verify_breach(row, "%s is not what its event says", stmt_text(q, SUBJECT));
    }
    return STATUS_OK;
}

enum status verify_policies(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), ROWS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    return stmt_each(q, check, row, err);
}
