#include "model/erase.h"
#include "model/posting.h"
#include "model/reveal.h"
#include "tui/action.h"
#include "tui/values.h"

/* What was done is what is seen: it is shown as the result, and stored nowhere. */
enum status action_reveal(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    char *value = NULL;
    const struct reveal reveal = {.party = values_id(values, "party", "seller"),
                                  .reason = values_get(values, "reason"),
                                  .value = &value};
    enum status status = reveal_contact(book, &reveal, run, err);
    if (status == STATUS_OK && value != NULL) {
        posting_result(run->posting, "%s", value);
    }
    return status;
}

enum status action_erase(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    const struct erasure erasure = {.party = values_id(values, "party", "seller"),
                                    .reason = values_get(values, "reason")};
    return erase_party(book, &erasure, run, err);
}
