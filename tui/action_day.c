#include "tui/action.h"

#include "model/breaks.h"
#include "model/day.h"
#include "tui/values.h"

static enum status note(struct book *book, enum breaks_kind kind, const struct values *values,
                        const char *field, struct run *run, struct error *err)
{
    const struct breaks_note terms = {values_get(values, "break"), values_get(values, field)};
    return breaks_note(book, kind, &terms, run, err);
}

enum status action_break_reason(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    return note(book, BREAKS_REASON, values, "reason", run, err);
}

enum status action_break_assign(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    return note(book, BREAKS_OWNER, values, "owner", run, err);
}

enum status action_break_expect(struct book *book, const struct values *values, struct run *run,
                                struct error *err)
{
    return note(book, BREAKS_EXPECTED, values, "day", run, err);
}

enum status action_break_note(struct book *book, const struct values *values, struct run *run,
                              struct error *err)
{
    return note(book, BREAKS_NOTE, values, "text", run, err);
}

enum status action_break_escalate(struct book *book, const struct values *values, struct run *run,
                                  struct error *err)
{
    return note(book, BREAKS_ESCALATED, values, "to", run, err);
}

enum status action_day_close(struct book *book, const struct values *values, struct run *run,
                             struct error *err)
{
    const struct day_terms terms = {values_get(values, "account"), values_get(values, "day"),
                                    values_get(values, "balance")};
    return day_close(book, &terms, run, err);
}
