#include "tui/action.h"

#include "model/locate.h"
#include "model/match.h"
#include "tui/values.h"

enum status action_match(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    struct match_terms terms = {
        .line = values_get(values, "line"),
        .item = values_get(values, "item"),
        .has_amount = values_get(values, "amount") != NULL,
    };
    char currency[4] = "";
    enum status status = locate_line_currency(book, terms.line, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &terms.amount, err);
    }
    return status == STATUS_OK ? match_make(book, &terms, run, err) : status;
}

enum status action_unmatch(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct match_undo_terms terms = {
        .match = values_get(values, "match"),
        .reason = values_get(values, "reason"),
    };
    return match_undo(book, &terms, run, err);
}
