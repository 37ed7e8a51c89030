#include "model/reveal.h"

#include "model/line.h"
#include "model/mem.h"
#include "model/party_case.h"
#include "model/party_row.h"
#include "model/personal.h"
#include "model/query.h"
#include "model/text.h"

#include <string.h>

/* Whom a line's matches concern. */
#define LINE_PARTIES(party, from)                                                                  \
    "SELECT " party " FROM match m JOIN " from " WHERE m.line_id = CAST($1 AS BIGINT)"             \
    " AND m.unmatched_event IS NULL"
#define LINE_PARTIES_SQL                                                                                    \
    LINE_PARTIES("d.buyer", "deal d ON m.item = 'deal:' || d.id")                                           \
    " UNION " LINE_PARTIES(                                                                                 \
        "d.seller",                                                                                         \
        "deal d ON m.item = 'deal:' || d.id") " UNION " LINE_PARTIES("x.party",                             \
                                                                     "expect x ON "                         \
                                                                     "m.item = "                            \
                                                                     "'expect:' || "                        \
                                                                     "x.ref") " UNION"                      \
                                                                              " " LINE_PARTIES(             \
                                                                                  "y.party",                \
                                                                                  "payout y ON "            \
                                                                                  "m.item = "               \
                                                                                  "'payout:' || "           \
                                                                                  "y.id") " UNION"          \
                                                                                          " " LINE_PARTIES( \
                                                                                              "p."          \
                                                                                              "i"           \
                                                                                              "d",          \
                                                                                              "pa"          \
                                                                                              "rt"          \
                                                                                              "y "          \
                                                                                              "p "          \
                                                                                              "ON"          \
                                                                                              " m"          \
                                                                                              ".i"          \
                                                                                              "te"          \
                                                                                              "m "          \
                                                                                              "= "          \
                                                                                              "'a"          \
                                                                                              "va"          \
                                                                                              "il"          \
                                                                                              "ab"          \
                                                                                              "le"          \
                                                                                              ":'"          \
                                                                                              " |"          \
                                                                                              "| "          \
                                                                                              "p."          \
                                                                                              "i"           \
                                                                                              "d")

/* What can be revealed. */
struct kind {
    const char *name;  /* in the event */
    const char *thing; /* what it is of: "payout:" */
    bool is_party;     /* of a party itself */
    enum status (*value)(struct book *book, void *mem, const char *id, char **out,
                         struct error *err);
    const char *parties; /* SQL: whose cases count, of $1 */
    /* A case of its own, or NULL. */
    enum status (*own_case)(struct book *book, void *mem, const char *id, char **out,
                            struct error *err);
};

struct request {
    const struct reveal *reveal;
    const struct kind *kind;
};

/* ---- what it is, and what needs it ---- */

static enum status find_words(struct book *book, void *mem, const char *id, char **out,
                              struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = NULL;
    enum status status = store_prepare(book_store(book),
                                       "SELECT text, counterparty, counterparty_account FROM line"
                                       " WHERE id = CAST($1 AS BIGINT) AND salt IS NOT NULL OR id ="
                                       " CAST($1 AS BIGINT) AND text <> ''",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = mem_strdup(mem, stmt_text(q, 0));
        for (int i = 1; i < LINE_WORDS; i++) {
            if (!stmt_is_null(q, i)) {
                *out = mem_append(*out, "%s%s", (*out)[0] == '\0' ? "" : " / ", stmt_text(q, i));
            }
        }
    }
    stmt_reset(q);
    return status;
}

static enum status find_own_case(struct book *book, void *mem, const char *id, char **out,
                                 struct error *err)
{
    int64_t is_open = 0;
    int64_t imported_us = 0;
    const struct policy *policy = book_policy(book);
    enum status status =
        query_int(book, "SELECT 1 FROM line WHERE id = CAST($1 AS BIGINT) AND state = 'suspense'",
                  id, NULL, 0, &is_open, err);
    if (status == STATUS_OK) {
        status = query_int(book,
                           "SELECT e.at_us FROM line l JOIN account a ON a.id = l.account_id"
                           " JOIN event e ON e.book_id = a.book_id AND e.number = l.event"
                           " WHERE l.id = CAST($1 AS BIGINT)",
                           id, NULL, 0, &imported_us, err);
    }
    bool is_young = policy_after(policy, policy->suspense, imported_us) > book_now_us(book);
    *out =
        status == STATUS_OK && (is_open != 0 || is_young) ? mem_printf(mem, "line:%s", id) : NULL;
    return status;
}

/* The first open case of the party, mem's; NULL where there is none. */
static enum status find_party_case(struct book *book, void *mem, const char *party, char **out,
                                   struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status =
        store_prepare(book_store(book), PARTY_CASE_SQL("$1", "$2") " LIMIT 1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_int(q, 2, book_now_us(book));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *out = mem_strdup(mem, stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

struct parties {
    void *mem;
    struct id_list ids;
};

static enum status take_party(void *state, const struct stmt *row, struct error *err)
{
    struct parties *parties = state;
    (void)err;
    id_list_add(parties->mem, &parties->ids, mem_strdup(parties->mem, stmt_text(row, 0)));
    return STATUS_OK;
}

static enum status find_parties(struct book *book, const struct request *request,
                                struct parties *parties, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book), request->kind->parties, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, request->reveal->id);
    return stmt_each(q, take_party, parties, err);
}

/* The first open case, mem's; NULL where there is none. */
static enum status find_case(struct book *book, void *mem, const struct request *request,
                             char **out, struct error *err)
{
    struct parties parties = {.mem = mem};
    const struct kind *kind = request->kind;
    *out = NULL;
    enum status status = book_flush(book, err);
    if (status == STATUS_OK && kind->own_case) {
        status = kind->own_case(book, mem, request->reveal->id, out, err);
    }
    if (status == STATUS_OK && !*out) {
        status = find_parties(book, request, &parties, err);
    }
    for (size_t i = 0; i < parties.ids.count && status == STATUS_OK && !*out; i++) {
        status = find_party_case(book, mem, parties.ids.items[i], out, err);
    }
    return status;
}

/* ---- the operation ---- */

static enum status check_reveal(struct book *book, const void *request, struct error *err)
{
    const struct request *asked = request;
    const struct kind *kind = asked->kind;
    const char *id = asked->reveal->id;
    void *mem = mem_context(NULL, "reveal");
    char *value = NULL;
    char *open = NULL;
    const char *thing = kind->is_party ? "" : kind->thing;
    enum status status = kind->is_party ? party_require(book, id, NULL, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = kind->value(book, mem, id, &value, err);
    }
    if (status == STATUS_OK && value == NULL) {
        status = error_set(err, STATUS_REFUSED, "there is no %s of %s%s", kind->name, thing, id);
    }
    if (status == STATUS_OK) {
        status = find_case(book, mem, asked, &open, err);
    }
    if (status == STATUS_OK && open == NULL) {
        (void)error_set(err, STATUS_REFUSED, "no case of %s%s is open", thing, id);
        status = error_hint(err, "it is shown while a complaint, a freeze, a payout or a"
                                 " demand of the party is under way");
    }
    mem_free(mem);
    return status;
}

static enum status plan_reveal(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct request *asked = request;
    const struct reveal *reveal = asked->reveal;
    struct parties parties = {.mem = posting};
    char *open = NULL;
    if (reveal->reason == NULL || reveal->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "to reveal a %s needs a reason", asked->kind->name);
    }
    enum status status = find_case(book, posting, asked, &open, err);
    if (status == STATUS_OK) {
        status = find_parties(book, asked, &parties, err);
    }
    posting_subject(posting, "%s%s", asked->kind->thing, reveal->id);
    if (parties.ids.count > 0) {
        posting_note(posting, "party", parties.ids.items[0]);
    }
    if (parties.ids.count > 0 && !asked->kind->is_party) {
        posting_context(posting, "party:%s", parties.ids.items[0]);
    }
    posting_note(posting, "kind", asked->kind->name);
    posting_note(posting, "case", open);
    posting_note(posting, "reason", reveal->reason);
    return status;
}

static enum status run_reveal(struct book *book, const struct operation *operation,
                              const struct request *request, struct run *run, struct error *err)
{
    const struct reveal *reveal = request->reveal;
    *reveal->value = NULL;
    enum status status = operation_run(book, operation, request, run, err);
    if (status != STATUS_OK || run->is_preview || run->is_check) {
        return status;
    }
    return request->kind->value(book, run->mem, reveal->id, reveal->value, err);
}

enum status reveal_contact(struct book *book, const struct reveal *reveal, struct run *run,
                           struct error *err)
{
    static const struct operation operation = {
        .verb = "reveal", .plan = plan_reveal, .check = check_reveal};
    static const struct kind kind = {.name = PERSONAL_CONTACT,
                                     .thing = "party:",
                                     .is_party = true,
                                     .value = personal_contact,
                                     .parties = "SELECT id FROM party WHERE id = $1"};
    return run_reveal(book, &operation, &(struct request){reveal, &kind}, run, err);
}

enum status reveal_destination(struct book *book, const struct reveal *reveal, struct run *run,
                               struct error *err)
{
    static const struct operation operation = {
        .verb = "reveal payout", .plan = plan_reveal, .check = check_reveal};
    static const struct kind kind = {.name = PERSONAL_DESTINATION,
                                     .thing = "payout:",
                                     .value = personal_destination,
                                     .parties = "SELECT party FROM payout WHERE id = $1"};
    return run_reveal(book, &operation, &(struct request){reveal, &kind}, run, err);
}

enum status reveal_line(struct book *book, const struct reveal *reveal, struct run *run,
                        struct error *err)
{
    static const struct operation operation = {
        .verb = "reveal line", .plan = plan_reveal, .check = check_reveal};
    static const struct kind kind = {.name = "text",
                                     .thing = "line:",
                                     .value = find_words,
                                     .parties = LINE_PARTIES_SQL,
                                     .own_case = find_own_case};
    int64_t number;
    if (!text_to_int(reveal->id, &number)) {
        return error_set(err, STATUS_INVALID, "'%s' is no line's number", reveal->id);
    }
    return run_reveal(book, &operation, &(struct request){reveal, &kind}, run, err);
}
