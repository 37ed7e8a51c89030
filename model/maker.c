#include "model/maker.h"

#include <string.h>

enum status maker_is_not_checker(const struct book *book, const char *maker, const char *what,
                                 struct error *err)
{
    if (maker == NULL || strcmp(maker, book_operator(book)) != 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_DENIED, "%s by %s: another operator decides", what, maker);
    return error_hint(err, "nobody decides about what is their own, administrators included");
}
