#include "tui/fields.h"

#include "model/breaks.h"
#include "model/mem.h"

#define BREAK_FIELD                                                                                \
    {                                                                                              \
        .name = "break", .title = "Break", .help = "which one, such as line:7; breaks lists them", \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }
#define DAY_FIELD                                                                                  \
    {                                                                                              \
        .name = "day", .title = "Day", .help = "such as 2026-09-01; without it the next to close", \
        .kind = FIELD_TEXT, .is_positional = true                                                  \
    }
#define ACCOUNT_FIELD                                                                              \
    {                                                                                              \
        .name = "account", .title = "Account", .help = "the bank account, such as bank:ICBC-001",  \
        .kind = FIELD_ID, .is_required = true, .is_positional = true                               \
    }
#define BALANCE_FIELD                                                                              \
    {                                                                                              \
        .name = "balance", .title = "Balance",                                                     \
        .help = "what the bank says, such as CNY 12.00, where no statement has it",                \
        .kind = FIELD_TEXT                                                                         \
    }

static char *reasons(void *mem, const struct policy *policy)
{
    (void)policy;
    return mem_strdup(mem, breaks_reasons());
}

const struct field break_reason_fields[] = {
    BREAK_FIELD,
    {.name = "reason",
     .title = "Reason",
     .help = "why it is one",
     .kind = FIELD_CHOICE,
     .choices_of = reasons,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field break_assign_fields[] = {
    BREAK_FIELD,
    {.name = "owner",
     .title = "Owner",
     .help = "the operator whose it is",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field break_expect_fields[] = {
    BREAK_FIELD,
    {.name = "day",
     .title = "Expected",
     .help = "on which day it should be gone, such as 2026-09-08",
     .kind = FIELD_TEXT,
     .is_required = true,
     .is_positional = true},
    FIELDS_END,
};

const struct field break_note_fields[] = {
    BREAK_FIELD,
    {.name = "text",
     .title = "Note",
     .help = "what was found; it stays",
     .kind = FIELD_LONG,
     .is_required = true},
    FIELDS_END,
};

const struct field break_escalate_fields[] = {
    BREAK_FIELD,
    {.name = "to",
     .title = "To",
     .help = "an operator, or all who have a role such as admin",
     .kind = FIELD_ID,
     .is_required = true},
    FIELDS_END,
};

const struct field day_close_fields[] = {ACCOUNT_FIELD, DAY_FIELD, BALANCE_FIELD, FIELDS_END};

const struct field day_check_fields[] = {
    ACCOUNT_FIELD,
    DAY_FIELD,
    BALANCE_FIELD,
    {.name = "format",
     .title = "Format",
     .help = "how it is written",
     .kind = FIELD_CHOICE,
     .choices = "text,csv,json"},
    FIELDS_END,
};

const struct field day_sheet_fields[] = {
    {.name = "day",
     .title = "Day",
     .help = "which closed day, such as day:3; days lists them",
     .kind = FIELD_ID,
     .is_required = true,
     .is_positional = true},
    {.name = "format",
     .title = "Format",
     .help = "how it is written",
     .kind = FIELD_CHOICE,
     .choices = "text,csv,json"},
    FIELDS_END,
};
