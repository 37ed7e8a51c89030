#include "model/erase.h"
#include "model/erase_lines.h"
#include "model/posting.h"
#include "model/reveal.h"
#include "tui/action.h"
#include "tui/values.h"

/* What was done is what is seen: it is shown as the result, and stored nowhere. */
static enum status show(enum status (*reveal)(struct book *book, const struct reveal *reveal,
                                              struct run *run, struct error *err),
                        struct book *book, const char *id, const struct values *values,
                        struct run *run, struct error *err)
{
    char *value = NULL;
    const struct reveal request = {
        .id = id, .reason = values_get(values, "reason"), .value = &value};
    enum status status = reveal(book, &request, run, err);
    if (status == STATUS_OK && value != NULL) {
        posting_result(run->posting, "%s", value);
    }
    return status;
}

enum status action_reveal(struct book *book, const struct values *values, struct run *run,
                          struct error *err)
{
    return show(reveal_contact, book, values_id(values, "party", "seller"), values, run, err);
}

enum status action_reveal_payout(struct book *book, const struct values *values, struct run *run,
                                 struct error *err)
{
    return show(reveal_destination, book, values_id(values, "payout", "payout"), values, run, err);
}

enum status action_reveal_line(struct book *book, const struct values *values, struct run *run,
                               struct error *err)
{
    return show(reveal_line, book, values_id(values, "line", "line"), values, run, err);
}

enum status action_erase(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    const struct erasure erasure = {.party = values_id(values, "party", "seller"),
                                    .reason = values_get(values, "reason")};
    return erase_party(book, &erasure, run, err);
}

enum status action_erase_statement(struct book *book, const struct values *values, struct run *run,
                                   struct error *err)
{
    struct line_erasure erasure = {.reason = values_get(values, "reason")};
    enum status status = values_number(values, "statement", "statement", &erasure.statement, err);
    return status == STATUS_OK ? erase_lines(book, &erasure, run, err) : status;
}
