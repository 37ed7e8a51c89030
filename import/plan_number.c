#include "import/plan_number.h"

#include "import/format.h"
#include "model/mem.h"
#include "model/statement.h"

enum status plan_number_check(struct book *book, const char *account, const struct bank_file *file,
                              const char *accepted, bool *is_other, struct error *err)
{
    const char *number = bank_text(file, file->number);
    const char *before = NULL;
    void *mem = mem_context(NULL, "number");
    *is_other = false;
    enum status status = STATUS_OK;
    if (number[0] != '\0') {
        status = statement_last_number(book, mem, account, &before, err);
    }
    if (before != NULL && !format_same_number(before, number)) {
        *is_other = true;
        if (accepted == NULL || accepted[0] == '\0') {
            status = error_set(err, STATUS_REFUSED,
                               "the file is of account %s, and the statements of %s before it are "
                               "of %s",
                               number, account, before);
            (void)error_hint(err, "import it into its own account, or say why it is the same with "
                                  "--accept-number REASON");
        }
    }
    mem_free(mem);
    return status;
}
