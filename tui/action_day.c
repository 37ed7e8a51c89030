#include "tui/action.h"

#include "model/breaks.h"
#include "model/day.h"
#include "model/mem.h"
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

enum status action_day_propose(void *mem, struct book *book, struct values *values, char **note_out,
                               struct error *err)
{
    const struct day_terms terms = {.account = values_get(values, "account")};
    struct day_sheet sheet;
    struct day_check checks[DAY_CHECKS];
    char date[TIME_TEXT_BYTES];
    if (terms.account == NULL || day_check(book, mem, &terms, &sheet, checks, err) != STATUS_OK) {
        return STATUS_OK; /* the form asks for what is missing, and its preview says what is wrong
                           */
    }
    int day = values_index(values->fields, "day");
    values->texts[day] = mem_strdup(mem, date_format(sheet.day, date));
    char *text = mem_strdup(mem, "");
    for (size_t i = 0; i < DAY_CHECKS; i++) {
        const struct day_check *check = &checks[i];
        text = check->is_so ? text
                            : mem_append(text, "%s%s%s%s%s", text[0] == '\0' ? "" : "; ",
                                         check->says, check->where != NULL ? " (:" : "",
                                         check->where != NULL ? check->where : "",
                                         check->where != NULL ? ")" : "");
    }
    *note_out = text[0] == '\0' ? mem_strdup(mem, "nothing stands in the way") : text;
    return STATUS_OK;
}
