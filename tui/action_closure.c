#include "tui/action.h"

#include "model/closure.h"
#include "tui/values.h"

enum status action_close(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    struct closure closure = {.party = values_id(values, "seller", "seller"),
                              .reason = values_get(values, "reason")};
    return closure_close(book, &closure, run, err);
}
