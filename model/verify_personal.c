#include "model/verify_personal.h"

#include "model/canon.h"
#include "model/personal.h"
#include "model/verify_lines.h"

#include <stdio.h>
#include <string.h>

/* An event that erases what party p has given; those of a subject are found by their index. */
#define ERASING                                                                                    \
    "e.book_id = $1 AND e.subject = 'party:' || p.party AND e.verb <> 'line'"                      \
    " AND e.verb IN ('erase', 'erase default')"
/* The event g that gave it is of its party. */
#define IS_ITS_OWN                                                                                 \
    "CASE WHEN g.at_us = p.at_us AND (p.kind = 'contact' AND g.verb = 'party'"                     \
    " AND g.subject = 'party:' || p.party OR p.kind = 'destination'"                               \
    " AND g.verb IN ('payout', 'propose') AND g.context = 'party:' || p.party) THEN 1 ELSE 0 END"
#define ROWS_SQL                                                                                   \
    "SELECT p.party, p.salt, p.value, p.hash, g.body, " IS_ITS_OWN ","                             \
    " CASE WHEN p.erased_event IS NOT NULL AND NOT EXISTS (SELECT 1 FROM event e WHERE " ERASING   \
    " AND e.number = p.erased_event AND e.number > p.event) THEN 1 ELSE 0 END,"                    \
    " CASE WHEN p.erased_event IS NULL AND EXISTS (SELECT 1 FROM event e WHERE " ERASING           \
    " AND e.number > p.event) THEN 1 ELSE 0 END, p.kind"                                           \
    " FROM personal p LEFT JOIN event g ON g.book_id = $1 AND g.number = p.event"                  \
    " ORDER BY p.event, p.kind"
/* Rows that are gone: those that gave are found by their subject, not as all that their book has.
 * In what was proposed the request is a text, with its quotes escaped. */
#define GAVE(kind, subject, sealed)                                                                \
    "SELECT e.number, '" kind "' FROM event e WHERE e.book_id + 0 = $1 AND e.subject >= '" subject \
    ":' AND e.subject < '" subject ";' AND e.verb <> 'line' AND e.body LIKE '%" sealed             \
    "\"sha256:%' AND NOT EXISTS (SELECT 1 FROM personal p WHERE p.event = e.number"                \
    " AND p.hash IS NOT NULL)"
#define LOST_SQL                                                                                   \
    GAVE("contact", "party", "\"contact\":")                                                       \
    " AND e.verb = 'party' UNION ALL " GAVE(                                                       \
        "destination", "payout",                                                                   \
        "\"to\":") " AND e.verb = 'payout' UNION ALL " GAVE("destination", "proposal",             \
                                                            "\"to_\":_") " AND e.verb = "          \
                                                                         "'propose' ORDER BY 1 "   \
                                                                         "LIMIT 1"

/* Columns of ROWS_SQL. */
enum { PARTY, SALT, VALUE, HASH, BODY, IS_ITS_OWN_EVENT, IS_ERASED_BY_NOTHING, IS_BACK, KIND };

/* Under which key its event has it. */
static const char *key_of(const struct stmt *q)
{
    return strcmp(stmt_text(q, KIND), PERSONAL_CONTACT) == 0 ? PERSONAL_CONTACT : "to";
}

/* An event of before there were seals: the value as a text, or the JSON that it was. */
static bool is_plain_in(const char *body, const char *key, const char *value)
{
    return canon_has_text(body, key, value) || canon_has(body, key, value, strlen(value));
}

static bool is_what_its_event_says(const struct stmt *q)
{
    const char *value = stmt_text(q, VALUE);
    char hash[DIGEST_HEX_BYTES];
    if (stmt_is_null(q, HASH)) {
        return value == NULL || is_plain_in(stmt_text(q, BODY), key_of(q), value);
    }
    if (!personal_is_in(stmt_text(q, BODY), stmt_text(q, HASH))) {
        return false;
    }
    if (value != NULL) {
        personal_hash(stmt_text(q, SALT), value, hash);
    }
    return value == NULL || strcmp(hash, stmt_text(q, HASH)) == 0;
}

static void check(const struct stmt *q, struct verify_row *row)
{
    const char *kind = stmt_text(q, KIND);
    const char *party = stmt_text(q, PARTY);
    row->checked++;
    if (stmt_int(q, IS_ITS_OWN_EVENT) == 0) {
        verify_breach(row, "the %s of party:%s is of no event of it", kind, party);
    } else if (!is_what_its_event_says(q)) {
        verify_breach(row, "the %s of party:%s is not what its event says", kind, party);
    } else if (stmt_int(q, IS_ERASED_BY_NOTHING) != 0) {
        verify_breach(row, "the %s of party:%s is gone, and no event erased it", kind, party);
    } else if (stmt_int(q, IS_BACK) != 0) {
        verify_breach(row, "the %s of party:%s was erased, and is there", kind, party);
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
        verify_breach(row, "event %lld gave a %s that is not there", (long long)stmt_int(q, 0),
                      stmt_text(q, 1));
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
    if (status == STATUS_OK) {
        status = check_lost(book, row, err);
    }
    return status == STATUS_OK ? verify_lines(book, row, err) : status;
}
