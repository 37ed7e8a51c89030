#include "tui/cli.h"

#include "model/mem.h"
#include "model/text.h"
#include "reports/visible.h"
#include "tui/call.h"
#include "tui/console.h"
#include "tui/folder.h"
#include "tui/help.h"
#include "tui/local.h"
#include "tui/values.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define COMMAND_BYTES_MAX 64
#define PAST_HINT "--as-of is for lists, show, report and export"

/* What stands on the command line, taken from left to right. */
struct parse {
    int argc;
    char *const *argv;
    int at;
    bool is_help, is_version;
    bool takes_options; /* until "--" */
    const char **words; /* that stand without -- */
    size_t word_count;
};

/* ---- options ---- */

/* Whether arg is "--name" or "--name=value"; *value is NULL in the first case. */
static bool is_option(const char *arg, const char *name, const char **value)
{
    size_t bytes = strlen(name);
    if (strncmp(arg, "--", 2) != 0 || strncmp(arg + 2, name, bytes) != 0 ||
        (arg[2 + bytes] != '\0' && arg[2 + bytes] != '=')) {
        return false;
    }
    *value = arg[2 + bytes] == '=' ? arg + 3 + bytes : NULL;
    return true;
}

static enum status take_value(struct command_call *call, struct parse *parse, const char *name,
                              const char **value, struct error *err)
{
    if (*value == NULL && parse->at + 1 >= parse->argc) {
        return call_usage(call, err, "--%s needs a value", name);
    }
    if (*value == NULL) {
        *value = parse->argv[++parse->at];
    }
    return STATUS_OK;
}

/* An option of the program's; *is_taken says whether it was one. */
static enum status take_global(struct command_call *call, struct parse *parse, bool *is_taken,
                               struct error *err)
{
    const struct {
        const char *name;
        const char **target;
    } globals[] = {
        {"db", &call->url},      {"operator", &call->operator_login},
        {"theme", &call->theme}, {"now", &call->now},
        {"as-of", &call->as_of},
    };
    const char *arg = parse->argv[parse->at];
    const char *value = NULL;
    *is_taken = true;
    if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
        parse->is_help = true;
        return STATUS_OK;
    }
    if (strcmp(arg, "--version") == 0) {
        parse->is_version = true;
        return STATUS_OK;
    }
    for (size_t i = 0; i < sizeof globals / sizeof *globals; i++) {
        if (is_option(arg, globals[i].name, &value)) {
            enum status status = take_value(call, parse, globals[i].name, &value, err);
            *globals[i].target = value;
            return status;
        }
    }
    *is_taken = false;
    return STATUS_OK;
}

static enum status unknown_option(struct command_call *call, const char *arg, struct error *err)
{
    (void)call_usage(call, err, "no option %.*s", (int)strcspn(arg, "="), arg);
    return error_hint(err, "holdfast %s%s--help lists them",
                      call->command == NULL ? "" : call->command->name,
                      call->command == NULL ? "" : " ");
}

/* The program's options that stand before the command. */
static enum status parse_globals(struct command_call *call, struct parse *parse, struct error *err)
{
    for (; parse->at < parse->argc && parse->argv[parse->at][0] == '-'; parse->at++) {
        bool is_taken = false;
        enum status status = take_global(call, parse, &is_taken, err);
        if (status != STATUS_OK) {
            return status;
        }
        if (!is_taken) {
            return unknown_option(call, parse->argv[parse->at], err);
        }
    }
    return STATUS_OK;
}

/* ---- the command and its fields ---- */

/* "complaint decide" before "complaint"; false when there is no such command. */
static bool find_command(struct parse *parse, const struct command **out)
{
    char name[COMMAND_BYTES_MAX];
    if (parse->at + 1 < parse->argc) {
        int bytes = snprintf(name, sizeof name, "%s %s", parse->argv[parse->at],
                             parse->argv[parse->at + 1]);
        *out = bytes < (int)sizeof name ? command_find(name) : NULL;
        if (*out != NULL) {
            parse->at += 2;
            return true;
        }
    }
    *out = command_find(parse->argv[parse->at]);
    parse->at += *out == NULL ? 0 : 1;
    return *out != NULL;
}

static enum status unknown_command(struct command_call *call, const char *name, struct error *err)
{
    char *family = mem_strdup(call->mem, "");
    size_t bytes = strlen(name);
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        if (strncmp(command->name, name, bytes) == 0 && command->name[bytes] == ' ') {
            family = mem_append(family, "%s%s", family[0] == '\0' ? "" : ", ",
                                command->name + bytes + 1);
        }
    }
    if (family[0] != '\0') {
        return call_usage(call, err, "%s needs one of: %s", name, family);
    }
    (void)call_usage(call, err, "no command '%s'", name);
    return error_hint(err, "holdfast --help lists them");
}

/* A command's own fields and those of its kind, in one array. */
static const struct field *all_fields(void *mem, const struct command *command)
{
    const struct field *own = command->fields;
    const struct field *more = help_fields(command);
    size_t own_count = values_field_count(own);
    size_t more_count = values_field_count(more);
    struct field *all = MEM_ARRAY(mem, struct field, own_count + more_count + 1);
    for (size_t i = 0; i < own_count; i++) {
        all[i] = own[i];
    }
    for (size_t i = 0; i < more_count; i++) {
        all[own_count + i] = more[i];
    }
    return all;
}

static enum status set_field(struct command_call *call, struct values *values, size_t field,
                             const char *text, struct error *err)
{
    if (values->texts[field] != NULL && !values->fields[field].is_repeated) {
        return call_usage(call, err, "%s is given twice", values->fields[field].name);
    }
    if (values->texts[field] != NULL) {
        text = mem_printf(call->mem, "%s\n%s", values->texts[field], text);
    }
    enum status status = values_set(call->mem, values, field, text, err);
    call->is_usage = status != STATUS_OK;
    return status;
}

/* An option of the command's; *is_taken says whether it was one. */
static enum status take_field(struct command_call *call, struct parse *parse, struct values *values,
                              bool *is_taken, struct error *err)
{
    const char *value = NULL;
    for (size_t i = 0; i < values_field_count(values->fields); i++) {
        const struct field *field = &values->fields[i];
        if (!is_option(parse->argv[parse->at], field->name, &value)) {
            continue;
        }
        *is_taken = true;
        if (field->kind == FIELD_FLAG) {
            return value != NULL ? call_usage(call, err, "--%s takes no value", field->name)
                                 : set_field(call, values, i, "yes", err);
        }
        enum status status = take_value(call, parse, field->name, &value, err);
        return status == STATUS_OK ? set_field(call, values, i, value, err) : status;
    }
    *is_taken = false;
    return STATUS_OK;
}

/* The next field without --, or the count of fields. */
static size_t next_positional(const struct values *values)
{
    size_t i = 0;
    while (values->fields[i].name != NULL &&
           (!values->fields[i].is_positional || values->texts[i] != NULL)) {
        i++;
    }
    return i;
}

static size_t count_positionals(const struct values *values)
{
    size_t count = 0;
    for (size_t i = 0; values->fields[i].name != NULL; i++) {
        count += values->fields[i].is_positional && values->texts[i] == NULL;
    }
    return count;
}

/* More than there are fields: the first ones are all things that it acts on. */
static enum status take_subjects(struct command_call *call, struct parse *parse, size_t count,
                                 struct error *err)
{
    struct values values = {.fields = call->command->fields};
    enum status status = STATUS_OK;
    call->subjects = MEM_ARRAY(call->mem, char *, count);
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = values_set(call->mem, &values, 0, parse->words[i], err);
        call->subjects[i] = mem_strdup(call->mem, values.texts[0] ? values.texts[0] : "");
    }
    call->subject_count = count;
    call->is_usage = status != STATUS_OK;
    return status;
}

static enum status place_words(struct command_call *call, struct parse *parse,
                               struct values *values, struct error *err)
{
    size_t fields = count_positionals(values);
    size_t many = parse->word_count > fields && call->command->takes_many && fields > 0 &&
                          values->texts[0] == NULL
                      ? parse->word_count - fields + 1
                      : 1;
    enum status status = many > 1 ? take_subjects(call, parse, many, err) : STATUS_OK;
    for (size_t i = many - 1; i < parse->word_count && status == STATUS_OK; i++) {
        size_t field = next_positional(values);
        const char *word = i == many - 1 ? parse->words[0] : parse->words[i];
        status = values->fields[field].name == NULL
                     ? call_usage(call, err, "'%s' is one argument too many", word)
                     : set_field(call, values, field, word, err);
    }
    return status;
}

static enum status take_argument(struct command_call *call, struct parse *parse,
                                 struct values *values, struct error *err)
{
    const char *arg = parse->argv[parse->at];
    bool is_taken = false;
    if (!parse->takes_options || arg[0] != '-' || strcmp(arg, "-") == 0) {
        parse->words[parse->word_count++] = arg;
        return STATUS_OK;
    }
    if (strcmp(arg, "--") == 0) {
        parse->takes_options = false;
        return STATUS_OK;
    }
    enum status status = take_field(call, parse, values, &is_taken, err);
    if (status == STATUS_OK && !is_taken) {
        status = take_global(call, parse, &is_taken, err);
    }
    return status == STATUS_OK && !is_taken ? unknown_option(call, arg, err) : status;
}

static enum status parse_fields(struct command_call *call, struct parse *parse,
                                struct values *values, struct error *err)
{
    *values = (struct values){.fields = all_fields(call->mem, call->command)};
    parse->takes_options = true;
    parse->words = MEM_ARRAY(call->mem, const char *, (size_t)parse->argc);
    enum status status = STATUS_OK;
    for (; status == STATUS_OK && parse->at < parse->argc; parse->at++) {
        status = take_argument(call, parse, values, err);
    }
    if (status == STATUS_OK) {
        status = place_words(call, parse, values, err);
    }
    if (status == STATUS_OK && !parse->is_help) {
        status = values_check(values, err);
        call->is_usage = status != STATUS_OK;
    }
    return status;
}

/* ---- what is not given ---- */

static enum status default_url(struct command_call *call, struct error *err)
{
    if (call->url == NULL) {
        call->url = folder_environment("HOLDFAST_DB");
    }
    if (call->url == NULL) {
        call->url = folder_store(call->mem);
    }
    if (call->url == NULL) {
        (void)error_set(err, STATUS_NOT_FOUND, "the store is not known: there is no home folder");
        return error_hint(err, "name it with --db or HOLDFAST_DB");
    }
    return STATUS_OK;
}

static enum status default_operator(struct command_call *call, struct error *err)
{
    if (call->operator_login == NULL) {
        call->operator_login = folder_environment("HOLDFAST_OPERATOR");
    }
    if (call->operator_login == NULL) {
        const struct passwd *user = getpwuid(geteuid());
        call->operator_login = user == NULL ? NULL : mem_strdup(call->mem, user->pw_name);
    }
    if (call->operator_login == NULL) {
        (void)error_set(err, STATUS_NOT_FOUND, "the operator is not known: this user has no name");
        return error_hint(err, "name it with --operator or HOLDFAST_OPERATOR");
    }
    char *accepted = NULL;
    enum status status =
        text_accept_id(call->mem, "operator", call->operator_login, &accepted, err);
    call->operator_login = accepted;
    return status;
}

static enum status fill_in(struct command_call *call, struct error *err)
{
    enum status status = default_url(call, err);
    if (status == STATUS_OK) {
        status = default_operator(call, err);
    }
    if (status == STATUS_OK && call->now != NULL) {
        status = time_parse(call->now, &call->now_us, err);
        call->is_usage = status != STATUS_OK;
    }
    if (status == STATUS_OK && call->as_of != NULL) {
        status = time_parse(call->as_of, &call->as_of_us, err);
        call->is_usage = status != STATUS_OK;
    }
    if (call->theme == NULL) {
        call->theme = folder_environment("HOLDFAST_THEME");
    }
    return status;
}

/* ---- running ---- */

static enum status run_command(struct command_call *call, const struct values *values,
                               struct error *err)
{
    enum command_kind kind = call->command->kind;
    if (call->as_of != NULL && kind == COMMAND_LOCAL && !call->command->shows_past) {
        (void)call_usage(call, err, "%s is not for the past", call->command->name);
        return error_hint(err, PAST_HINT);
    }
    switch (kind) {
    case COMMAND_LIST:
        return local_list(call, values, err);
    case COMMAND_ACTION:
        return local_action(call, values, err);
    case COMMAND_REPORT:
    case COMMAND_LOCAL:
        break;
    }
    return call->command->local(call, values, err);
}

static enum status run_console(struct command_call *call, struct error *err)
{
    if (call->as_of != NULL) {
        (void)call_usage(call, err, "the console shows the books as they are, without --as-of");
        return error_hint(err, PAST_HINT);
    }
    if (call->now != NULL) {
        /* Only to see whether the clock may be set. */
        enum status status = call_open(call, STORE_READ, err);
        store_close(call->store);
        if (status != STATUS_OK) {
            return status;
        }
    }
    struct console_options options = {
        .url = call->url,
        .operator_login = call->operator_login,
        .theme = call->theme,
        .clock = call_clock(call),
    };
    return console_run(&options, err);
}

static enum status run(struct command_call *call, struct parse *parse, struct error *err)
{
    struct values values = {.fields = NULL};
    enum status status = parse_globals(call, parse, err);
    if (status == STATUS_OK && parse->at < parse->argc) {
        status = find_command(parse, &call->command)
                     ? parse_fields(call, parse, &values, err)
                     : unknown_command(call, parse->argv[parse->at], err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (parse->is_version) {
        help_version(call->out);
        return STATUS_OK;
    }
    if (parse->is_help) {
        if (call->command == NULL) {
            help_program(call->out);
        } else {
            help_command(call->command, call->out);
        }
        return STATUS_OK;
    }
    status = fill_in(call, err);
    if (status != STATUS_OK) {
        return status;
    }
    return call->command == NULL ? run_console(call, err) : run_command(call, &values, err);
}

/* One line: what failed, why, and what to do. */
static void show_error(const struct error *err, FILE *out)
{
    (void)fputs("holdfast: ", out);
    visible_put(err->message, out);
    if (err->detail[0] != '\0') {
        (void)fputs(": ", out);
        visible_put(err->detail, out);
    }
    if (err->hint[0] != '\0') {
        (void)fputs(" (", out);
        visible_put(err->hint, out);
        (void)fputc(')', out);
    }
    (void)fputc('\n', out);
}

int cli_main(int argc, char *const *argv, FILE *out, FILE *err_out)
{
    struct error err = {.status = STATUS_OK};
    struct command_call call = {
        .mem = mem_context(NULL, "a call"),
        .out = out,
        .err = err_out,
        .is_terminal = isatty(fileno(out)) == 1,
    };
    struct parse parse = {.argc = argc, .argv = argv, .at = 1};
    enum status status = run(&call, &parse, &err);
    int flushed = fflush(out);
    if (status == STATUS_OK && (flushed != 0 || ferror(out) != 0)) {
        status = error_set(&err, STATUS_IO, "cannot write the output");
        (void)error_detail(&err, "%s", strerror(errno));
    }
    if (status != STATUS_OK) {
        show_error(&err, err_out);
    }
    bool is_usage = call.is_usage;
    mem_free(call.mem);
    return status == STATUS_OK ? CLI_DONE : is_usage ? CLI_USAGE : CLI_FAILED;
}
