/* verify.c - prove every invariant of a store, and nothing beside.
 *
 *     verify URL OPERATOR
 *
 * Its exit status is 0 where all of them hold. */
#include "model/verify.h"
#include "model/book.h"
#include "model/mem.h"

#include <stdio.h>

static enum status prove(void *mem, char **argv, const struct verify_row **breach,
                         struct error *err)
{
    struct store *store = NULL;
    struct book *book = NULL;
    struct verify_row *rows = NULL;
    size_t count = 0;
    enum status status = store_open(mem, argv[1], STORE_READ, &store, err);
    if (status == STATUS_OK) {
        status = book_open(mem, store, argv[2], clock_system(), &book, err);
    }
    if (status == STATUS_OK) {
        status = verify_run(book, mem, &rows, &count, err);
    }
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        *breach = *breach == NULL && !rows[i].holds ? &rows[i] : *breach;
    }
    return status;
}

int main(int argc, char **argv)
{
    struct error err = {.status = STATUS_OK};
    const struct verify_row *breach = NULL;
    if (argc != 3) {
        (void)fputs("verify URL OPERATOR\n", stderr);
        return 2;
    }
    void *mem = mem_context(NULL, "verify");
    enum status status = prove(mem, argv, &breach, &err);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "verify: %s: %s\n", err.message, err.detail);
    } else if (breach != NULL) {
        (void)fprintf(stderr, "verify: %s: %s\n", breach->name, breach->first_breach);
    }
    mem_free(mem);
    return status == STATUS_OK && breach == NULL ? 0 : 1;
}
