#include "tui/help.h"

#include "model/mem.h"

#include <stdbool.h>
#include <string.h>

#define VERSION "0.1.0"
#define NAME_COLS 20

static const struct field list_fields[] = {
    {.name = "filter",
     .help = "only rows in which this regular expression matches; letter case is ignored",
     .kind = FIELD_TEXT},
    {.name = "sort", .help = "the column to sort by, named as in JSON", .kind = FIELD_TEXT},
    {.name = "reverse", .help = "the other way round", .kind = FIELD_FLAG},
    {.name = "limit", .help = "so many rows at most", .kind = FIELD_TEXT},
    {.name = "format", .help = "how to write it", .kind = FIELD_CHOICE, .choices = "text,csv,json"},
    {.name = NULL},
};

static const struct field action_fields[] = {
    {.name = "dry-run",
     .help = "only show the entries and notices that it would make",
     .kind = FIELD_FLAG},
    {.name = "format", .help = "how to write it", .kind = FIELD_CHOICE, .choices = "text,json"},
    {.name = NULL},
};

const struct field *help_fields(const struct command *command)
{
    switch (command->kind) {
    case COMMAND_LIST:
        return list_fields;
    case COMMAND_ACTION:
        return action_fields;
    case COMMAND_REPORT:
    case COMMAND_LOCAL:
        break;
    }
    return NULL;
}

void help_version(FILE *out)
{
    (void)fputs("holdfast " VERSION "\n", out);
}

void help_program(FILE *out)
{
    (void)fputs("holdfast - the back-office console of an escrow\n"
                "\n"
                "usage: holdfast [OPTIONS] [COMMAND [ARGUMENTS]]\n"
                "\n"
                "Without a command it opens the console.\n"
                "\n"
                "  --db URL             the store: a path, or sqlite:PATH (HOLDFAST_DB)\n"
                "  --operator NAME      who works; without it the Unix user (HOLDFAST_OPERATOR)\n"
                "  --theme NAME         colours of the console (HOLDFAST_THEME, NO_COLOR)\n"
                "  --now TIME           the time to work at; only on a sandbox\n"
                "  --as-of TIME         lists, show, report and export as it was then\n"
                "  --help, --version\n"
                "\n"
                "commands:\n",
                out);
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        (void)fprintf(out, "  %-*s %s\n", NAME_COLS, command->name, command->summary);
    }
    (void)fputs("\n"
                "holdfast COMMAND --help tells more. Exit status: 0 done, 1 refused or failed,\n"
                "2 wrong usage.\n",
                out);
}

static const char *placeholder(const struct field *field)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return "TEXT";
    case FIELD_LONG:
        return "TEXT";
    case FIELD_ID:
        return "ID";
    case FIELD_IDS:
        return "IDS";
    case FIELD_AMOUNT:
        return "AMOUNT";
    case FIELD_TIME:
        return "TIME";
    case FIELD_CHOICE:
        return "CHOICE";
    case FIELD_SET:
        return "LIST";
    case FIELD_FILE:
        return "FILE";
    case FIELD_FLAG:
        break;
    }
    return "";
}

static void put_upper(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        (void)fputc(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text, out);
    }
}

/* "SELLER", "[--amount AMOUNT]" */
static void put_usage(const struct field *field, FILE *out)
{
    (void)fputs(field->is_required ? " " : " [", out);
    if (field->is_positional) {
        put_upper(field->name, out);
    } else {
        const char *value = placeholder(field);
        (void)fprintf(out, "--%s%s%s", field->name, value[0] == '\0' ? "" : " ", value);
    }
    (void)fputs(field->is_required ? "" : "]", out);
}

static void put_field(const struct field *field, FILE *out)
{
    int used = 0;
    if (field->is_positional) {
        used = fprintf(out, "  ");
        put_upper(field->name, out);
        used += (int)strlen(field->name);
    } else {
        const char *value = placeholder(field);
        used = fprintf(out, "  --%s%s%s", field->name, value[0] == '\0' ? "" : " ", value);
    }
    (void)fprintf(out, "%*s%s\n", used < NAME_COLS + 2 ? NAME_COLS + 3 - used : 1, "", field->help);
    if (field->choices != NULL) {
        (void)fprintf(out, "%*s%s: %s\n", NAME_COLS + 3, "",
                      field->kind == FIELD_SET ? "some of" : "one of", field->choices);
    }
}

static void put_fields(const struct field *fields, void (*put)(const struct field *, FILE *),
                       FILE *out)
{
    for (; fields != NULL && fields->name != NULL; fields++) {
        put(fields, out);
    }
}

void help_command(const struct command *command, FILE *out)
{
    (void)fprintf(out, "holdfast %s - %s\n\nusage: holdfast %s", command->name, command->summary,
                  command->name);
    const struct field *fields = command->fields;
    if (command->takes_many) {
        put_usage(fields++, out);
        (void)fputs("...", out);
    }
    put_fields(fields, put_usage, out);
    put_fields(help_fields(command), put_usage, out);
    (void)fputs("\n\n", out);
    put_fields(command->fields, put_field, out);
    put_fields(help_fields(command), put_field, out);
    if (command->help != NULL) {
        (void)fprintf(out, "\n%s\n", command->help);
    }
    if (command->more_help != NULL) {
        char *text = command->more_help(NULL);
        (void)fprintf(out, "\n%s", text);
        mem_free(text);
    }
}

/* ---- completion ---- */

/* The words that can follow: the second words of "complaint", and options. */
static void put_words_after(const char *first, FILE *out)
{
    size_t bytes = strlen(first);
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        if (strncmp(command->name, first, bytes) == 0 && command->name[bytes] == ' ') {
            (void)fprintf(out, "%s ", command->name + bytes + 1);
        }
    }
}

static void put_options(const struct command *command, FILE *out)
{
    const struct field *sets[] = {command->fields, help_fields(command)};
    for (size_t i = 0; i < 2; i++) {
        for (const struct field *field = sets[i]; field != NULL && field->name != NULL; field++) {
            if (!field->is_positional) {
                (void)fprintf(out, "--%s ", field->name);
            }
        }
    }
    (void)fputs("--help", out);
}

/* Choices of options, as lines "command --option) words=...;;". */
static void put_choices(const struct command *command, FILE *out)
{
    const struct field *sets[] = {command->fields, help_fields(command)};
    for (size_t i = 0; i < 2; i++) {
        for (const struct field *field = sets[i]; field != NULL && field->name != NULL; field++) {
            if (field->choices == NULL || field->is_positional) {
                continue;
            }
            (void)fprintf(out, "    '%s --%s') words='", command->name, field->name);
            for (const char *at = field->choices; *at != '\0'; at++) {
                (void)fputc(*at == ',' ? ' ' : *at, out);
            }
            (void)fputs("' ;;\n", out);
        }
    }
}

static void put_positionals(const struct command *command, FILE *out)
{
    for (const struct field *field = command->fields; field != NULL && field->name != NULL;
         field++) {
        if (field->is_positional && field->choices != NULL) {
            for (const char *at = field->choices; *at != '\0'; at++) {
                (void)fputc(*at == ',' ? ' ' : *at, out);
            }
            (void)fputc(' ', out);
        }
    }
}

static bool is_first_of_its_word(const struct command *command)
{
    size_t bytes = strcspn(command->name, " ");
    for (const struct command *before = command_table(); before != command; before++) {
        if (strncmp(before->name, command->name, bytes) == 0 &&
            (before->name[bytes] == ' ' || before->name[bytes] == '\0')) {
            return false;
        }
    }
    return true;
}

static void put_first_words(FILE *out)
{
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        if (is_first_of_its_word(command)) {
            (void)fprintf(out, "%.*s ", (int)strcspn(command->name, " "), command->name);
        }
    }
}

static void put_command_cases(FILE *out)
{
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        (void)fprintf(out, "    '%s') words='", command->name);
        put_positionals(command, out);
        put_options(command, out);
        (void)fputs("' ;;\n", out);
        size_t bytes = strcspn(command->name, " ");
        if (command->name[bytes] == ' ' && is_first_of_its_word(command)) {
            char first[NAME_COLS + 1];
            (void)snprintf(first, sizeof first, "%.*s", (int)bytes, command->name);
            (void)fprintf(out, "    '%s') words='", first);
            put_words_after(first, out);
            (void)fputs("' ;;\n", out);
        }
    }
}

void help_completion(FILE *out)
{
    (void)fputs("# bash completion for holdfast\n"
                "_holdfast() {\n"
                "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                "  local command='' words='' i word\n"
                "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "    word=${COMP_WORDS[i]}\n"
                "    case $word in\n"
                "    --db | --operator | --theme | --now | --as-of) ((i++)); continue ;;\n"
                "    -*) continue ;;\n"
                "    esac\n"
                "    case \"$command\" in\n"
                "    '') command=$word ;;\n",
                out);
    (void)fputs("    ", out);
    bool is_first = true;
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        size_t bytes = strcspn(command->name, " ");
        if (command->name[bytes] == ' ' && is_first_of_its_word(command)) {
            (void)fprintf(out, "%s%.*s", is_first ? "" : " | ", (int)bytes, command->name);
            is_first = false;
        }
    }
    (void)fputs(") command=\"$command $word\" ;;\n"
                "    esac\n"
                "  done\n"
                "  case \"$command $prev\" in\n",
                out);
    for (const struct command *command = command_table(); command->name != NULL; command++) {
        put_choices(command, out);
    }
    (void)fputs("  *)\n"
                "    case \"$command\" in\n"
                "    '') words='",
                out);
    put_first_words(out);
    (void)fputs("--db --operator --theme --now --as-of --help --version' ;;\n", out);
    put_command_cases(out);
    (void)fputs("    esac ;;\n"
                "  esac\n"
                "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                "  [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- \"$cur\"))\n"
                "}\n"
                "complete -o filenames -F _holdfast holdfast\n",
                out);
}
