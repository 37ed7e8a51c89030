#include "model/verify_personal.h"

#include "model/canon.h"
#include "model/mem.h"
#include "model/personal.h"

#include <stdio.h>
#include <string.h>

/* An event that erases what party p has given; those of a subject are found by their index. */
#define ERASING                                                                                    \
    "e.book_id = $1 AND e.subject = 'party:' || p.party AND e.verb <> 'line'"                      \
    " AND e.verb IN ('erase', 'erase default')"
#define ROWS_SQL                                                                                   \
    "SELECT p.party, p.salt, p.value, p.hash, g.body, CASE WHEN g.subject = 'party:' || p.party"   \
    " AND g.verb = 'party' AND g.at_us = p.at_us THEN 1 ELSE 0 END,"                               \
    " CASE WHEN p.erased_event IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event e WHERE " ERASING   \
    " AND e.number = p.erased_event AND e.number > p.event) THEN 1 ELSE 0 END,"                    \
    " CASE WHEN p.erased_event IS NULL AND EXISTS (SELECT 1 FROM event e WHERE " ERASING           \
    " AND e.number > p.event) THEN 1 ELSE 0 END"                                                   \
    " FROM personal p LEFT JOIN event g ON g.book_id = $1 AND g.number = p.event"                  \
    " ORDER BY p.event, p.kind"
/* Rows that are gone. */
#define LOST_SQL                                                                                   \
    "SELECT e.number FROM event e WHERE e.book_id = $1 AND e.verb = 'party'"                       \
    " AND e.body LIKE '%\"contact\":\"sha256:%' AND NOT EXISTS"                                    \
    " (SELECT 1 FROM personal p WHERE p.event = e.number AND p.hash IS NOT NULL)"                  \
    " ORDER BY e.number LIMIT 1"

/* Columns of ROWS_SQL. */
enum { PARTY, SALT, VALUE, HASH, BODY, IS_ITS_OWN, IS_ERASED_BY_NOTHING, IS_BACK };

/* Whether the body has this for a contact. */
static bool has_contact(const char *body, const char *json, size_t bytes)
{
    static const char key[] = "\"" PERSONAL_CONTACT "\":";
    const char *at = body == NULL ? NULL : strstr(body, key);
    return at != NULL && strncmp(at + strlen(key), json, bytes) == 0;
}

/* An event of before there were seals: the value as a text, or the JSON that it was. */
static bool is_plain_in(const char *body, const char *value)
{
    size_t bytes = strlen(value);
    char *quoted = MEM_ARRAY(NULL, char, CANON_QUOTED_MAX(bytes));
    bool is_there = has_contact(body, quoted, canon_quote(value, bytes, quoted)) ||
                    has_contact(body, value, bytes);
    mem_free(quoted);
    return is_there;
}

static bool is_what_its_event_says(const struct stmt *q)
{
    const char *value = stmt_text(q, VALUE);
    char text[PERSONAL_SEAL_BYTES + 2];
    char hash[DIGEST_HEX_BYTES];
    if (stmt_is_null(q, HASH)) {
        return value == NULL || is_plain_in(stmt_text(q, BODY), value);
    }
    int bytes = snprintf(text, sizeof text, "\"" PERSONAL_SEAL "%s\"", stmt_text(q, HASH));
    if (bytes != (int)sizeof text - 1 || !has_contact(stmt_text(q, BODY), text, (size_t)bytes)) {
        return false;
    }
    if (value != NULL) {
        personal_hash(stmt_text(q, SALT), value, hash);
    }
    return value == NULL || strcmp(hash, stmt_text(q, HASH)) == 0;
}

static void check(const struct stmt *q, struct verify_row *row)
{
    const char *party = stmt_text(q, PARTY);
    row->checked++;
    if (stmt_int(q, IS_ITS_OWN) == 0) {
        verify_breach(row, "the contact of party:%s is of no event of it", party);
    } else if (!is_what_its_event_says(q)) {
        verify_breach(row, "the contact of party:%s is not what its event says", party);
    } else if (stmt_int(q, IS_ERASED_BY_NOTHING) != 0) {
        verify_breach(row, "the contact of party:%s is gone, and no event erased it", party);
    } else if (stmt_int(q, IS_BACK) != 0) {
        verify_breach(row, "the contact of party:%s was erased, and is there", party);
    }
}

static enum status check_lost(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), LOST_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book_id(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "event %lld gave a contact that is not there",
                      (long long)stmt_int(q, 0));
    }
    stmt_reset(q);
    return status;
}

enum status verify_personal(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), ROWS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_expect_many(q);
    stmt_bind_int(q, 1, book_id(book));
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        check(q, row);
    }
    stmt_reset(q);
    return status == STATUS_OK ? check_lost(book, row, err) : status;
}
