#include "model/verify_doors.h"

#include "model/id_list.h"
#include "model/mem.h"
#include "model/posting.h"
#include "model/way.h"

#include <string.h>

#define ASKED_TOGETHER 512
#define CURRENCY_BYTES 8
#define WORD_BYTES 16
#define TEXTS_BYTES 4096 /* of most events */

/* A leg that is kept until its event ends; names are in texts. A word that does not fit is none
 * that is known, and stays so when it is cut. */
struct kept {
    int64_t account, amount_minor, parent, beneficiary;
    char currency[CURRENCY_BYTES], kind[WORD_BYTES], purpose[WORD_BYTES];
    const char *name, *payer, *payee;
};

/* One event's legs, as long as they are not allowed by what came before them. */
struct verify_doors {
    struct book *book;
    struct verify_row *row;
    void *texts; /* of the legs kept */
    struct kept legs[POSTING_LEGS_MAX];
    size_t count;
    bool is_too_long;          /* more legs than are kept */
    char open[CURRENCY_BYTES]; /* comes from a bank or from transit, which may pay anybody */
    void *asking;              /* the events to ask about, all of one book */
    struct id_list events;
    int64_t asked_book;
};

/* Whether debit d (account da) may pay credit account ca: the closed loop, in the words of SQL.
 * What a lien pays may go on to the liens on whom it pays. */
#define LIEN_PAYS(bearer)                                                                          \
    "ca.id IN (WITH RECURSIVE paid (id) AS (SELECT l.beneficiary_id FROM lien l"                   \
    " WHERE l.account_id IN (" bearer ") UNION SELECT m.beneficiary_id FROM paid p"                \
    " JOIN lien m ON m.account_id = p.id) SELECT paid.id FROM paid)"
#define AVAILABLE_OF(names)                                                                        \
    "SELECT x.id FROM account x WHERE x.kind = 'available' AND x.name IN (" names ")"              \
    " AND x.currency = da.currency"
#define HOLD_PAYS                                                                                  \
    "da.kind = 'hold' AND (ca.kind = 'available' AND ca.name IN (da.payer, da.payee)"              \
    " OR ca.parent = da.id OR da.purpose = 'suspense'"                                             \
    " OR (da.purpose = 'dispute' OR da.purpose = 'bond' AND ca.purpose = 'bond')"                  \
    " AND ca.id = da.parent"                                                                       \
    " OR ca.purpose = 'suspense' AND EXISTS (SELECT 1 FROM event u WHERE u.book_id = d.book_id"    \
    " AND u.number = d.event AND u.verb = 'unmatch')"                                              \
    " OR da.purpose = 'payout' AND (ca.kind = 'bank' OR ca.kind = 'transit'"                       \
    " AND ca.name = 'unexplained')"                                                                \
    " OR ca.kind = 'transit' AND (da.is_collected = 1 AND EXISTS (SELECT 1 FROM parcel p WHERE"    \
    " p.deal = da.deal AND p.courier = ca.name) OR da.purpose = 'bond' AND da.payer = ca.name"     \
    " AND EXISTS (SELECT 1 FROM remittance r WHERE r.event = d.event AND r.book_id = d.book_id))"  \
    " OR " LIEN_PAYS("da.root") " OR " LIEN_PAYS(AVAILABLE_OF("da.payer, da.payee")) ")"
/* Of a conversion, each side in the currency that it gives; what is credited to either may go to
 * the liens on it first. */
#define SIDE_PAYS(giver, taker, coin)                                                              \
    "da.name = x." giver " AND da.currency = x." coin " AND (ca.kind = 'available' AND ca.name = " \
    "x." taker " OR " LIEN_PAYS("SELECT t.id FROM account t WHERE t.kind = 'available'"            \
                                " AND t.name = x." taker " AND t.currency = x." coin) ")"
#define EXCHANGE_PAYS                                                                              \
    "EXISTS (SELECT 1 FROM conversion x JOIN event u ON u.book_id = d.book_id AND u.number = "     \
    "x.event WHERE x.event = d.event AND u.verb = 'fx' AND (" SIDE_PAYS(                           \
        "party", "dealer", "currency") " OR " SIDE_PAYS("dealer", "party", "to_currency") "))"
/* A recorded advance: from its lender to the payee of its hold, or to the liens on that payee. */
#define ADVANCED(to)                                                                               \
    "EXISTS (SELECT 1 FROM advance v JOIN event u ON u.book_id = d.book_id AND u.number = v.event" \
    " JOIN account h ON h.id = v.hold_id WHERE v.event = d.event AND u.verb = 'advance'"           \
    " AND v.lender = da.name AND v.seller = h.payee AND v.currency = da.currency AND (" to "))"
#define AVAILABLE_PAYS                                                                             \
    "da.kind = 'available' AND (ca.kind = 'hold' AND (ca.payer = da.name"                          \
    " OR ca.purpose = 'suspense') OR ca.kind = 'transit' OR " LIEN_PAYS(                           \
        "da.id") " OR " EXCHANGE_PAYS                                                              \
                 " OR " ADVANCED("ca.kind = 'available' AND ca.name = h.payee"                     \
                                 " OR " LIEN_PAYS(AVAILABLE_OF("h.payee"))) ")"
/* Of a correction: each of the two legs is the other way round of one that it corrects. */
#define MIRRORS(leg)                                                                               \
    "EXISTS (SELECT 1 FROM leg m WHERE m.book_id = " leg ".book_id AND m.event = x.corrects"       \
    " AND m.account_id = " leg ".account_id AND m.amount_minor = -" leg ".amount_minor)"
#define CORRECTED                                                                                  \
    "EXISTS (SELECT 1 FROM correction x JOIN event u ON u.book_id = d.book_id"                     \
    " AND u.number = x.event WHERE x.event = d.event AND u.verb = 'correct' AND " MIRRORS(         \
        "c") " AND " MIRRORS("d") ")"
/* A recorded chargeback: from what is its deal's or its deal's parties' to its provider. */
#define CHARGED_BACK                                                                               \
    "EXISTS (SELECT 1 FROM chargeback k JOIN event u ON u.book_id = d.book_id"                     \
    " AND u.number = k.event JOIN deal o ON o.id = k.deal WHERE k.event = d.event"                 \
    " AND u.verb = 'chargeback' AND ca.kind = 'available' AND ca.name = k.psp"                     \
    " AND (da.kind = 'available' AND da.name IN (o.seller, o.buyer)"                               \
    " OR da.purpose = 'bond' AND da.payer = o.seller OR da.deal = k.deal"                          \
    " AND (da.purpose = 'reserve' OR da.purpose IN " WAY_PRICE_PURPOSES ")))"
#define BREACH_SQL                                                                                 \
    "SELECT c.event, ca.kind, ca.name FROM leg c JOIN account ca ON ca.id = c.account_id"          \
    " WHERE c.book_id = $1 AND c.event IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"       \
    " AND c.amount_minor > 0 AND NOT EXISTS"                                                       \
    " (SELECT 1 FROM leg d JOIN account da ON da.id = d.account_id WHERE d.book_id = c.book_id"    \
    " AND d.event = c.event AND d.amount_minor < 0 AND da.currency = ca.currency AND"              \
    " (da.kind IN ('bank', 'transit') OR " HOLD_PAYS " OR " AVAILABLE_PAYS " OR " CORRECTED        \
    " OR " CHARGED_BACK "))"                                                                       \
    " ORDER BY c.event, c.position LIMIT 1"

struct verify_doors *verify_doors_new(void *mem, struct book *book, struct verify_row *row)
{
    struct verify_doors *doors = MEM_NEW(mem, struct verify_doors);
    doors->book = book;
    doors->row = row;
    doors->texts = mem_pool(doors, TEXTS_BYTES, "texts");
    doors->asking = mem_context(doors, "asking");
    return doors;
}

static bool is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static const char *keep(struct verify_doors *doors, const char *text)
{
    return text == NULL ? NULL : mem_strdup(doors->texts, text);
}

static void keep_word(char *out, size_t bytes, const char *text)
{
    if (text != NULL) {
        memcpy(out, text, strnlen(text, bytes - 1));
    }
}

static bool is_open_handed(int64_t amount_minor, const char *kind)
{
    return amount_minor < 0 && (strcmp(kind, "bank") == 0 || strcmp(kind, "transit") == 0);
}

static bool is_open(const struct verify_doors *doors, const char *currency)
{
    return doors->open[0] != '\0' && strcmp(currency, doors->open) == 0;
}

bool verify_doors_open(struct verify_doors *doors, int64_t amount_minor, const char *currency,
                       const char *kind)
{
    doors->row->checked += amount_minor > 0;
    if (doors->open[0] == '\0' && is_open_handed(amount_minor, kind) &&
        strlen(currency) < CURRENCY_BYTES) {
        memcpy(doors->open, currency, strlen(currency) + 1);
    }
    return is_open(doors, currency);
}

void verify_doors_leg(struct verify_doors *doors, const struct verify_leg *leg)
{
    if (doors->count == POSTING_LEGS_MAX) {
        doors->is_too_long = true;
        return;
    }
    struct kept *kept = &doors->legs[doors->count++];
    *kept = (struct kept){.account = leg->account,
                          .amount_minor = leg->amount_minor,
                          .parent = leg->parent,
                          .beneficiary = leg->beneficiary,
                          .name = keep(doors, leg->name),
                          .payer = keep(doors, leg->payer),
                          .payee = keep(doors, leg->payee)};
    keep_word(kept->currency, sizeof kept->currency, leg->currency);
    keep_word(kept->kind, sizeof kept->kind, leg->kind);
    keep_word(kept->purpose, sizeof kept->purpose, leg->purpose);
}

/* The plain cases of what HOLD_PAYS and AVAILABLE_PAYS allow, and never more than they do. */
static bool hold_pays(const struct kept *debit, const struct kept *credit)
{
    bool is_party = is_same(credit->kind, "available") &&
                    (is_same(credit->name, debit->payee) || is_same(credit->name, debit->payer));
    bool is_child = credit->parent != 0 && credit->parent == debit->account;
    bool is_lien = debit->beneficiary != 0 && debit->beneficiary == credit->account;
    bool is_paid = is_same(debit->purpose, "payout") && is_same(credit->kind, "bank");
    bool is_back = (is_same(debit->purpose, "dispute") ||
                    (is_same(debit->purpose, "bond") && is_same(credit->purpose, "bond"))) &&
                   debit->parent == credit->account;
    return is_party || is_child || is_lien || is_paid || is_back ||
           is_same(debit->purpose, "suspense");
}

static bool available_pays(const struct kept *debit, const struct kept *credit)
{
    bool is_own = is_same(credit->kind, "hold") &&
                  (is_same(credit->payer, debit->name) || is_same(credit->purpose, "suspense"));
    return is_own || is_same(credit->kind, "transit");
}

static bool pays(const struct kept *debit, const struct kept *credit)
{
    if (debit->amount_minor >= 0 || !is_same(debit->currency, credit->currency)) {
        return false;
    }
    return is_open_handed(debit->amount_minor, debit->kind) ||
           (is_same(debit->kind, "hold") && hold_pays(debit, credit)) ||
           (is_same(debit->kind, "available") && available_pays(debit, credit));
}

static bool is_plain(const struct verify_doors *doors, const struct kept *credit)
{
    bool is_allowed = credit->amount_minor <= 0 || is_open(doors, credit->currency);
    for (size_t i = 0; i < doors->count && !is_allowed; i++) {
        is_allowed = pays(&doors->legs[i], credit);
    }
    return is_allowed;
}

static enum status ask(struct verify_doors *doors, struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    enum status status = store_prepare(book_store(doors->book), BREACH_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, doors->asked_book);
    stmt_bind_text(q, 2, id_list_json(doors->asking, &doors->events));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(doors->row, "event %lld pays %s:%s, a third party", (long long)stmt_int(q, 0),
                      stmt_text(q, 1), stmt_text(q, 2));
    }
    stmt_reset(q);
    doors->events = (struct id_list){.count = 0};
    mem_empty(doors->asking);
    return status;
}

enum status verify_doors_finish(struct verify_doors *doors, struct error *err)
{
    return doors->events.count == 0 ? STATUS_OK : ask(doors, err);
}

static enum status ask_later(struct verify_doors *doors, int64_t book, int64_t event,
                             struct error *err)
{
    enum status status = STATUS_OK;
    if (doors->events.count == ASKED_TOGETHER || doors->asked_book != book) {
        status = verify_doors_finish(doors, err);
    }
    doors->asked_book = book;
    id_list_add_int(doors->asking, &doors->events, event);
    return status;
}

enum status verify_doors_end(struct verify_doors *doors, int64_t book, int64_t event,
                             struct error *err)
{
    bool is_allowed = !doors->is_too_long;
    for (size_t i = 0; i < doors->count && is_allowed; i++) {
        is_allowed = is_plain(doors, &doors->legs[i]);
    }
    if (doors->count > 0) {
        mem_empty(doors->texts);
    }
    doors->count = 0;
    doors->is_too_long = false;
    doors->open[0] = '\0';
    return is_allowed || !doors->row->holds ? STATUS_OK : ask_later(doors, book, event, err);
}
