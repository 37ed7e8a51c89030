#include "tui/possible.h"

#include "model/mem.h"
#include "tui/ui.h"

enum status possible_check(const struct ui *ui, const struct command *command, const char *id,
                           struct error *err)
{
    if (ui_terms(ui)->is_read_only) {
        return error_set(err, STATUS_DENIED, "%s is not possible: the store is open read-only",
                         command->name);
    }
    if (command->verb) {
        enum status status = rights_check(command->verb, book_roles(ui_book(ui)), err);
        if (status) {
            return status;
        }
    }
    if (!id || !command->subject || !command->act) {
        return STATUS_OK;
    }
    struct run run = {.mem = mem_context(NULL, "check"), .is_check = true, .about = id};
    struct values values = {.fields = command->fields, .texts = {id}};
    enum status status = command->act(ui_book(ui), &values, &run, err);
    mem_free(run.mem);
    return status;
}
