#include "model/tell.h"

#include "model/letter.h"
#include "model/mem.h"
#include "model/notice_kind.h"
#include "model/party_row.h"

/* What the policy says of it, figure by figure. */
static char *rule_of(const struct posting *posting, void *mem)
{
    char *rule = mem_strdup(mem, "");
    for (size_t i = 0; i < posting->basis_count; i++) {
        char *text = policy_value_text(NULL, &posting->basis[i]);
        rule = mem_append(rule, "%s%s", i == 0 ? "" : "; ", text);
        mem_free(text);
    }
    return rule;
}

enum status tell_write_in(struct book *book, const char *language, const struct posting *posting,
                          struct notice *notice, struct error *err)
{
    const struct letters *letters;
    enum status status = book_letters(book, language, &letters, err);
    if (status != STATUS_OK) {
        return status;
    }
    notice->language = mem_strdup(notice, language);
    notice_text(notice, NOTICE_REFERENCE, posting->result ? posting->result : posting->subject);
    notice_words(notice, NOTICE_BY, NOTICE_BY, posting->is_by_clock ? "clock" : "person");
    notice_text(notice, NOTICE_RULE, posting->basis_count > 0 ? rule_of(posting, notice) : NULL);
    return letters_write(letters, notice, err);
}

enum status tell_write(struct book *book, struct posting *posting, struct error *err)
{
    struct id_list parties = {0};
    for (size_t i = 0; i < posting->notice_count; i++) {
        id_list_add(posting, &parties, posting->notices[i]->party);
    }
    enum status status = party_foresee(book, &parties, err);
    for (size_t i = 0; i < posting->notice_count && status == STATUS_OK; i++) {
        const char *language;
        status = party_language(book, posting->notices[i]->party, &language, err);
        if (status == STATUS_OK) {
            status = tell_write_in(book, language, posting, posting->notices[i], err);
        }
    }
    return status;
}
