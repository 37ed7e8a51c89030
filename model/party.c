#include "model/party.h"

#include "model/letter.h"

#include <assert.h>
#include <string.h>

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
    const struct seal *seal = &((const struct party_request *)request)->seal;
    const struct party *party = &((const struct party_request *)request)->party;
    enum status status = party_check_kind(party->kind, err);
    if (status == STATUS_OK && party->language) {
        status = letters_check_language(party->language, err);
    }
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
    posting_note(posting, PERSONAL_CONTACT, party->contact ? seal->text : NULL);
    posting_note(posting, "language", party->language);
    assert(!party->contact || !posting->body || strstr(posting->body, seal->text));
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
    const struct seal *seal = &((const struct party_request *)request)->seal;
    const struct party *party = &((const struct party_request *)request)->party;
    enum status status = party_write(book, party, posting->event, err);
    if (status == STATUS_OK && party->contact) {
        const struct personal given = {PERSONAL_CONTACT, party->id, party->contact, seal};
        status = personal_store(book, &given, posting->event, posting->at_us, err);
    }
    return status == STATUS_OK ? remember(book, party, err) : status;
}

enum status party_put_sealed(struct book *book, const struct party_request *request,
                             struct run *run, struct error *err)
{
    static const struct operation operation = {
        .verb = "party", .plan = plan_put, .apply = apply_put};
    struct party_request sealed = *request;
    if (sealed.party.contact && !sealed.seal.text[0]) {
        personal_make_seal(sealed.party.contact, &sealed.seal);
    }
    return operation_run(book, &operation, &sealed, run, err);
}

enum status party_put(struct book *book, const struct party *party, struct run *run,
                      struct error *err)
{
    const struct party_request request = {.party = *party};
    return party_put_sealed(book, &request, run, err);
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
