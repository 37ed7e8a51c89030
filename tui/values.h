/* values.h - the fields that a command asks for, and what was filled into them, by a form or a
 * script: the one door for both.
 *
 * A text is checked when it comes in (UTF-8, length, one of the choices); a getter makes of it what
 * an action needs. */
#ifndef TUI_VALUES_H
#define TUI_VALUES_H

#include "model/book.h"
#include "model/money.h"

#include <stdbool.h>
#include <stddef.h>

struct policy;

enum field_kind {
    FIELD_TEXT,   /* one line */
    FIELD_LONG,   /* facts, reasons: several lines on a form */
    FIELD_ID,     /* a thing: "seller:S-0001", or its bare id */
    FIELD_IDS,    /* several, by commas, perhaps with parts: "line:7=40.00,line:8" */
    FIELD_AMOUNT, /* a decimal, currency known from the context or as "CNY 12.00" */
    FIELD_TIME,   /* a deadline: time_parse_deadline */
    FIELD_CHOICE, /* one of choices */
    FIELD_SET,    /* several of choices, comma-separated */
    FIELD_FILE,
    FIELD_FLAG,
};

struct field {
    const char *name;  /* "until": --until on the command line */
    const char *title; /* "Until" on a form */
    const char *help;  /* one line */
    enum field_kind kind;
    const char *choices; /* comma-separated, for CHOICE and SET */
    /* For a CHOICE of which the policy has the list: a form offers it, and the model checks it. */
    char *(*choices_of)(void *mem, const struct policy *policy);
    bool is_required;
    bool is_for_scripts; /* no form asks for it: the preview that is confirmed stands for it */
    bool is_positional;  /* without -- on the command line, in this order */
    bool is_repeated;    /* may be given several times: its text has a line for each */
};

#define COMMAND_FIELDS_MAX 14

/* What was filled in, by field name. NULL: left out. */
struct values {
    const struct field *fields;
    const char *texts[COMMAND_FIELDS_MAX];
};
const char *values_get(const struct values *values, const char *name);
bool values_flag(const struct values *values, const char *name);

/* Index of a field by name, or -1. */
int values_index(const struct field *fields, const char *name);
size_t values_field_count(const struct field *fields);

/* Take text as the field's value; an empty one empties it. STATUS_INVALID or STATUS_LIMIT names the
 * field and says what is wrong. Owned by mem. */
enum status values_set(void *mem, struct values *values, size_t field, const char *text,
                       struct error *err) CHECKED;
/* STATUS_INVALID names the first required field that is empty. */
enum status values_check(const struct values *values, struct error *err) CHECKED;

/* A thing's bare id: "S-0001" of "seller:S-0001", where kind is "seller"; "party:" is taken off as
 * well. NULL where it is empty. */
const char *values_id(const struct values *values, const char *name, const char *kind);
/* The same as a number: 42 of "hold:42". */
enum status values_number(const struct values *values, const char *name, const char *kind,
                          int64_t *out, struct error *err) CHECKED;
/* "12.00" in the currency at hand, or "CNY 12.00", which must be that one unless currency is "". An
 * empty one is 0. */
enum status values_amount(const struct values *values, const char *name, const char *currency,
                          struct money *out, struct error *err) CHECKED;
/* A copy owned by mem, in which a span from now is the time that it comes to: what is previewed is
 * what is executed later. */
struct values values_settled(void *mem, const struct values *values, int64_t now_us);
/* A deadline; an empty one is TIME_NONE. */
enum status values_time(const struct values *values, const char *name, int64_t now_us, int64_t *out,
                        struct error *err) CHECKED;

#endif
