#include "model/interest.h"

#include "model/id_list.h"
#include "model/mem.h"

#include <string.h>

/* Whom a thing concerns: two parties at most. */
static const struct {
    const char *kind, *sql;
} THINGS[] = {
    {"deal", "SELECT buyer, seller FROM deal WHERE id = $1"},
    {"complaint", "SELECT seller, complainant FROM complaint WHERE id = $1"},
    {"freeze", "SELECT party, NULL FROM \"freeze\" WHERE id = CAST($1 AS BIGINT)"},
    {"notice", "SELECT party, NULL FROM notice WHERE id = CAST($1 AS BIGINT)"},
    {"payout", "SELECT party, NULL FROM payout WHERE id = $1"},
    {"campaign", "SELECT seller, NULL FROM campaign WHERE id = $1"},
    {"demand", "SELECT seller, NULL FROM demand WHERE id = CAST($1 AS BIGINT)"},
    {"advance", "SELECT seller, lender FROM advance WHERE id = $1"},
    {"chargeback", "SELECT d.buyer, d.seller FROM chargeback k JOIN deal d ON d.id = k.deal"
                   " WHERE k.id = $1"},
    {"fx", "SELECT party, dealer FROM conversion WHERE id = $1"},
    {"cover", "SELECT insurer, seller FROM cover WHERE id = $1"},
    {"expect", "SELECT party, NULL FROM expect WHERE ref = $1"},
    {"hold", "SELECT payer, payee FROM account WHERE kind = 'hold' AND id = CAST($1 AS BIGINT)"},
};

/* The interests of $2 that run, with the parties among $1 that they touch. */
#define TOUCHED_SQL                                                                                \
    "SELECT i.party, x.id FROM interest i JOIN party p ON p.id = i.party"                          \
    " JOIN party x ON x.id = p.id OR x.control_group = p.control_group"                            \
    " WHERE x.id IN (SELECT value FROM json_each($1)) AND i.operator = $2"                         \
    " AND i.ended_event IS NULL ORDER BY i.party, x.id LIMIT 1"

/* Parties, gathered. */
struct gathering {
    void *mem;
    struct id_list parties;
};

static void add(struct gathering *gathering, const char *party)
{
    if (party != NULL) {
        id_list_add(gathering->mem, &gathering->parties, mem_strdup(gathering->mem, party));
    }
}

static void add_account(struct gathering *gathering, const struct account *account)
{
    if (account != NULL) {
        add(gathering, account->party);
        add(gathering, account->payer);
        add(gathering, account->payee);
    }
}

static enum status take_thing(void *state, const struct stmt *row, struct error *err)
{
    (void)err;
    add(state, stmt_text(row, 0));
    add(state, stmt_text(row, 1));
    return STATUS_OK;
}

static bool is_party(const char *id)
{
    static const char *const KINDS[] = {"party:", "seller:", "available:"};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        if (strncmp(id, KINDS[i], strlen(KINDS[i])) == 0) {
            return true;
        }
    }
    return false;
}

static enum status add_thing(struct book *book, struct gathering *gathering, const char *id,
                             struct error *err)
{
    struct stmt *q;
    const char *colon = id ? strchr(id, ':') : NULL;
    size_t i = 0;
    if (colon == NULL) {
        return STATUS_OK;
    }
    if (is_party(id)) {
        add(gathering, colon + 1);
        return STATUS_OK;
    }
    size_t bytes = (size_t)(colon - id);
    while (i < sizeof THINGS / sizeof *THINGS &&
           (strlen(THINGS[i].kind) != bytes || strncmp(THINGS[i].kind, id, bytes) != 0)) {
        i++;
    }
    if (i == sizeof THINGS / sizeof *THINGS) {
        return STATUS_OK;
    }
    enum status status = store_prepare(book_store(book), THINGS[i].sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, colon + 1);
    return stmt_each(q, take_thing, gathering, err);
}

static void add_posting(struct gathering *gathering, const struct posting *posting)
{
    for (size_t i = 0; i < posting->leg_count; i++) {
        add_account(gathering, posting->legs[i].account);
    }
    for (size_t i = 0; i < posting->clock_count; i++) {
        add_account(gathering, posting->clocks[i].hold);
    }
    for (size_t i = 0; i < posting->opened_count; i++) {
        add_account(gathering, posting->opened[i]);
    }
    for (size_t i = 0; i < posting->lien_count; i++) {
        add_account(gathering, posting->liens[i].on);
        add_account(gathering, posting->liens[i].beneficiary);
    }
    for (size_t i = 0; i < posting->notice_count; i++) {
        add(gathering, posting->notices[i]->party);
    }
}

struct touched {
    char *declared, *party;
    void *mem;
};

static enum status take_touched(void *state, const struct stmt *row, struct error *err)
{
    struct touched *touched = state;
    (void)err;
    touched->declared = mem_strdup(touched->mem, stmt_text(row, 0));
    touched->party = mem_strdup(touched->mem, stmt_text(row, 1));
    return STATUS_OK;
}

static enum status check(struct book *book, const char *operator_login,
                         const struct gathering *gathering, struct error *err)
{
    struct stmt *q;
    struct touched touched = {.mem = gathering->mem};
    enum status status = store_prepare(book_store(book), TOUCHED_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id_list_json(gathering->mem, &gathering->parties));
    stmt_bind_text(q, 2, operator_login);
    status = stmt_each(q, take_touched, &touched, err);
    if (status != STATUS_OK || touched.party == NULL) {
        return status;
    }
    bool is_self = strcmp(operator_login, book_operator(book)) == 0;
    bool is_same = strcmp(touched.party, touched.declared) == 0;
    (void)error_set(err, STATUS_DENIED, "%s declared an interest in %s%s%s%s",
                    is_self ? "you" : operator_login, is_same ? "" : "the group of ",
                    touched.declared, is_same ? "" : ", which has ", is_same ? "" : touched.party);
    return error_hint(err, "it is another operator's to do");
}

/* Nothing is asked for whoever has declared nothing. */
static bool is_free(const struct book *book, const char *operator_login)
{
    return strcmp(operator_login, book_operator(book)) == 0 && !book_has_interests(book);
}

enum status interest_check(struct book *book, const char *operator_login,
                           const struct posting *posting, struct error *err)
{
    if (is_free(book, operator_login) || rights_is_told(posting->verb)) {
        return STATUS_OK;
    }
    struct gathering gathering = {.mem = mem_context(NULL, "interest")};
    add_posting(&gathering, posting);
    enum status status = add_thing(book, &gathering, posting->subject, err);
    if (status == STATUS_OK) {
        status = add_thing(book, &gathering, posting->context, err);
    }
    for (size_t i = 0; i < posting->deal_count && status == STATUS_OK; i++) {
        char *deal = mem_printf(gathering.mem, "deal:%s", posting->deals[i].deal);
        status = add_thing(book, &gathering, deal, err);
    }
    if (status == STATUS_OK) {
        status = check(book, operator_login, &gathering, err);
    }
    mem_free(gathering.mem);
    return status;
}

enum status interest_check_thing(struct book *book, const char *operator_login, const char *id,
                                 struct error *err)
{
    if (id == NULL || is_free(book, operator_login)) {
        return STATUS_OK;
    }
    struct gathering gathering = {.mem = mem_context(NULL, "interest")};
    enum status status = add_thing(book, &gathering, id, err);
    if (status == STATUS_OK) {
        status = check(book, operator_login, &gathering, err);
    }
    mem_free(gathering.mem);
    return status;
}
