#include "tui/import_terms.h"

#include "model/mem.h"
#include "model/position.h"
#include "tui/folder.h"
#include "tui/form.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    FIELD_OF_FILE,
    FIELD_OF_ACCOUNT,
    FIELD_OF_PROFILE,
    FIELD_OF_NUMBER,
    FIELD_OF_GOOD,
    FIELD_OF_BROKEN,
    FIELD_OF_OTHER,
    FIELDS
};

struct import_form {
    void *mem;
    struct ui *ui;
    struct field fields[FIELDS + 1];
    struct import_terms terms;
    const char *profiles_folder;
    void *owner;
    void (*done)(void *owner, const struct import_terms *terms);
};

static bool has_word(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',') {
        if (strcspn(at, ",") == length && strncmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

static enum status list_accounts(struct import_form *form, char **out, struct error *err)
{
    struct position_bank *banks;
    size_t count;
    enum status status = position_banks(ui_book(form->ui), form->mem, &banks, &count, err);
    if (status) {
        return status;
    }
    char *list = mem_strdup(form->mem, "");
    for (size_t i = 0; i < count; i++) {
        if (!has_word(list, banks[i].account)) {
            list = mem_append(list, "%s%s", *list ? "," : "", banks[i].account);
        }
    }
    *out = list;
    return STATUS_OK;
}

static void make_fields(struct import_form *form, const char *accounts)
{
    form->fields[FIELD_OF_FILE] = (struct field){.name = "file",
                                                 .title = "File",
                                                 .help = "the bank's file, by its path",
                                                 .kind = FIELD_FILE,
                                                 .is_required = true};
    form->fields[FIELD_OF_ACCOUNT] =
        (struct field){.name = "account",
                       .title = "Account",
                       .help = "the bank account that it is a statement of",
                       .kind = *accounts ? FIELD_CHOICE : FIELD_TEXT,
                       .choices = accounts,
                       .is_required = true};
    form->fields[FIELD_OF_PROFILE] =
        (struct field){.name = "format",
                       .title = "Profile",
                       .help = "a bank format by its name; empty: what stands in the file tells",
                       .kind = FIELD_TEXT};
    form->fields[FIELD_OF_NUMBER] =
        (struct field){.name = "number",
                       .title = "Number",
                       .help = "the account's number, where the file has several accounts",
                       .kind = FIELD_TEXT};
    form->fields[FIELD_OF_GOOD] =
        (struct field){.name = "good-rows",
                       .title = "Good rows",
                       .help = "take the rows that can be read although others cannot",
                       .kind = FIELD_FLAG};
    form->fields[FIELD_OF_BROKEN] =
        (struct field){.name = "accept-broken",
                       .title = "Accept broken",
                       .help = "why a statement whose balances do not close is taken; it is kept",
                       .kind = FIELD_TEXT};
    form->fields[FIELD_OF_OTHER] = (struct field){
        .name = "accept-number",
        .title = "Accept number",
        .help = "why a file of another account number than before is taken; it is kept",
        .kind = FIELD_TEXT};
}

enum status import_form_new(void *mem, struct ui *ui, struct import_form **out, struct error *err)
{
    struct import_form *form = MEM_NEW(mem, struct import_form);
    char *accounts;
    form->mem = form;
    form->ui = ui;
    form->profiles_folder = folder_profiles(form);
    enum status status = list_accounts(form, &accounts, err);
    if (status) {
        mem_free(form);
        return status;
    }
    make_fields(form, accounts);
    /* Where there are several, the operator says which: a wrong one would take the file in. */
    form->terms.terms.account = strchr(accounts, ',') ? NULL : accounts;
    *out = form;
    return STATUS_OK;
}

static const char *keep(struct import_form *form, const char *text)
{
    return text ? mem_strdup(form->mem, text) : NULL;
}

static enum status submitted(void *owner, struct frame *frame, const struct values *values,
                             struct error *err)
{
    struct import_form *form = owner;
    const char *path = values->texts[FIELD_OF_FILE];
    const char *home = folder_environment("HOME");
    if (home && strncmp(path, "~/", 2) == 0) {
        path = mem_printf(form->mem, "%s%s", home, path + 1);
    }
    if (access(path, R_OK) != 0) {
        error_set(err, STATUS_NOT_FOUND, "cannot read %s: %s", path, strerror(errno));
        return err->status;
    }
    form->terms.path = mem_strdup(form->mem, path);
    form->terms.terms = (struct plan_terms){
        .account = keep(form, values->texts[FIELD_OF_ACCOUNT]),
        .profile = keep(form, values->texts[FIELD_OF_PROFILE]),
        .profile_folder = form->profiles_folder,
        .number = keep(form, values->texts[FIELD_OF_NUMBER]),
        .accept_broken = keep(form, values->texts[FIELD_OF_BROKEN]),
        .accept_number = keep(form, values->texts[FIELD_OF_OTHER]),
        .good_rows = values->texts[FIELD_OF_GOOD] != NULL,
    };
    ui_close(frame);
    form->done(form->owner, &form->terms);
    return STATUS_OK;
}

void import_form_show(struct import_form *form, void *owner,
                      void (*done)(void *owner, const struct import_terms *terms))
{
    const struct plan_terms *terms = &form->terms.terms;
    form->owner = owner;
    form->done = done;
    struct form_request request = {
        .title = "Import a bank statement",
        .summary = "reads and plans; nothing is written before you say so",
        .submit = "Plan",
        .fields = form->fields,
        .texts = {form->terms.path, terms->account, terms->profile, terms->number,
                  terms->good_rows ? "" : NULL, terms->accept_broken, terms->accept_number},
        .owner = form,
        .submitted = submitted,
    };
    ui_push(form->ui, &screen_form, &request);
}
