#include "tui/action.h"

#include "model/exit.h"
#include "tui/values.h"

enum status action_exit(struct book *book, const struct values *values, struct run *run,
                        struct error *err)
{
    struct exit_request exit = {.seller = values_id(values, "seller", "seller"),
                                .reason = values_get(values, "reason")};
    return exit_begin(book, &exit, run, err);
}
