#include "model/party.h"

#include "model/mem.h"
#include "model/text.h"

#include <string.h>

static const char *const KINDS[] = {"buyer", "seller",  "platform", "custodian", "bank",
                                    "psp",   "courier", "insurer",  "lender",    "authority"};

enum status party_get(struct book *book, void *mem, const char *id, struct party *out,
                      struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    const char *sql = "SELECT id, kind, name, jurisdiction, control_group, entity, contact"
                      " FROM party WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no party %s", id);
    }
    if (status == STATUS_OK) {
        const char **fields[] = {&out->id,    &out->kind,   &out->name,   &out->jurisdiction,
                                 &out->group, &out->entity, &out->contact};
        for (int i = 0; i < (int)(sizeof fields / sizeof fields[0]); i++) {
            *fields[i] = stmt_is_null(q, i) ? NULL : mem_strdup(mem, stmt_text(q, i));
        }
    }
    stmt_reset(q);
    return status;
}

enum status party_require(struct book *book, const char *id, const char *kind, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status =
        store_prepare(book_store(book), "SELECT kind FROM party WHERE id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no party %s", id);
    } else if (status == STATUS_OK && kind && strcmp(stmt_text(q, 0), kind) != 0) {
        status = error_set(err, STATUS_REFUSED, "%s is a %s, and a %s is needed", id,
                           stmt_text(q, 0), kind);
    }
    stmt_reset(q);
    return status;
}

static enum status check_kind(const char *kind, struct error *err)
{
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (strcmp(KINDS[i], kind) == 0) {
            return STATUS_OK;
        }
    }
    error_set(err, STATUS_INVALID, "'%s' is no kind of party", kind);
    return error_hint(err, "kinds are buyer, seller, platform, custodian, bank, psp, courier,"
                           " insurer, lender, authority");
}

/* A book has one platform and one custodian. */
static enum status check_only(const struct party *party, const char *kind, const char *known,
                              struct error *err)
{
    if (strcmp(party->kind, kind) != 0 || !known || strcmp(known, party->id) == 0) {
        return STATUS_OK;
    }
    return error_set(err, STATUS_REFUSED, "the %s of this book is %s already, not %s", kind, known,
                     party->id);
}

static enum status plan_put(struct book *book, const void *request, struct posting *posting,
                            struct error *err)
{
    const struct party *party = request;
    enum status status = check_kind(party->kind, err);
    if (status == STATUS_OK) {
        status = check_only(party, "platform", book_platform(book), err);
    }
    if (status == STATUS_OK) {
        status = check_only(party, "custodian", book_custodian(book), err);
    }
    if (status == STATUS_OK) {
        status = party_require(book, party->id, party->kind, err);
        if (status == STATUS_NOT_FOUND) {
            status = STATUS_OK; /* a new one */
        }
    }
    posting_subject(posting, "party:%s", party->id);
    posting_note(posting, "party", party->id);
    posting_note(posting, "kind", party->kind);
    posting_note(posting, "name", party->name);
    posting_note(posting, "jurisdiction", party->jurisdiction);
    posting_note(posting, "group", party->group);
    posting_note(posting, "entity", party->entity);
    posting_note(posting, "contact", party->contact);
    return status;
}

static enum status remember(struct book *book, const struct party *party, struct error *err)
{
    if (strcmp(party->kind, "platform") == 0 && !book_platform(book)) {
        return book_set_platform(book, party->id, err);
    }
    if (strcmp(party->kind, "custodian") == 0 && !book_custodian(book)) {
        return book_set_custodian(book, party->id, err);
    }
    return STATUS_OK;
}

static enum status apply_put(struct book *book, const void *request, const struct posting *posting,
                             struct error *err)
{
    const struct party *party = request;
    struct stmt *q;
    const char *sql =
        "INSERT INTO party (id, kind, name, name_key, jurisdiction, control_group, entity, contact,"
        " event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET"
        " name = excluded.name, name_key = excluded.name_key, jurisdiction = excluded.jurisdiction,"
        " control_group = coalesce(excluded.control_group, party.control_group),"
        " entity = coalesce(excluded.entity, party.entity),"
        " contact = coalesce(excluded.contact, party.contact)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *key = text_fold(NULL, party->name);
    stmt_bind_text(q, 1, party->id);
    stmt_bind_text(q, 2, party->kind);
    stmt_bind_text(q, 3, party->name);
    stmt_bind_text(q, 4, key);
    stmt_bind_text(q, 5, party->jurisdiction);
    stmt_bind_text(q, 6, party->group);
    stmt_bind_text(q, 7, party->entity);
    stmt_bind_text(q, 8, party->contact);
    stmt_bind_int(q, 9, posting->event);
    status = stmt_run(q, err);
    mem_free(key);
    return status == STATUS_OK ? remember(book, party, err) : status;
}

enum status party_put(struct book *book, const struct party *party, struct run *run,
                      struct error *err)
{
    static const struct operation operation = {
        .verb = "party", .plan = plan_put, .apply = apply_put};
    return operation_run(book, &operation, party, run, err);
}

static enum status plan_bank(struct book *book, const void *request, struct posting *posting,
                             struct error *err)
{
    const struct bank_account *bank = request;
    struct account *account;
    struct money money;
    posting_subject(posting, "bank:%s", bank->account);
    posting_note(posting, "account", bank->account);
    posting_note(posting, "party", bank->party);
    posting_note(posting, "currency", bank->currency);
    enum status status = money_make(0, bank->currency, &money, err);
    if (status == STATUS_OK) {
        status = party_require(book, bank->party, NULL, err);
    }
    if (status == STATUS_OK) {
        status = account_obtain(book, ACCOUNT_BANK, bank->account, bank->currency, bank->party,
                                &account, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (account->party && strcmp(account->party, bank->party) != 0) {
        return error_set(err, STATUS_REFUSED, "bank:%s belongs to %s, not to %s", bank->account,
                         account->party, bank->party);
    }
    posting_open(posting, account);
    return STATUS_OK;
}

enum status bank_put(struct book *book, const struct bank_account *bank, struct run *run,
                     struct error *err)
{
    static const struct operation operation = {.verb = "bank", .plan = plan_bank};
    return operation_run(book, &operation, bank, run, err);
}
