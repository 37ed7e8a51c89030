#include "import/feed.h"

#include "import/feed_types.h"
#include "model/mem.h"

#include <string.h>

#define HELP_COLS 78
#define HELP_INDENT 20 /* the types' column */

/* Append a word to text, on a new line where it does not fit. */
static char *add_word(char *text, const char *word, int bytes, int *col)
{
    if (*col + 1 + bytes > HELP_COLS) {
        text = mem_append(text, "\n%*s", HELP_INDENT, "");
        *col = HELP_INDENT;
    } else if (*col > HELP_INDENT) {
        text = mem_append(text, " ");
        *col += 1;
    }
    text = mem_append(text, "%.*s", bytes, word);
    *col += bytes;
    return text;
}

static char *add_words(char *text, const char *words, int *col)
{
    while (*words != '\0') {
        size_t bytes = strcspn(words, " ");
        text = add_word(text, words, (int)bytes, col);
        words += bytes + strspn(words + bytes, " ");
    }
    return text;
}

static char *add_field(char *text, const struct feed_field *field, int *col)
{
    const char *comma = field[1].name != NULL ? "," : "";
    const char *mark = field->is_optional ? "?" : "";
    char *words = field->choices == NULL
                      ? mem_printf(NULL, "%s%s%s", field->name, mark, comma)
                      : mem_printf(NULL, "%s%s (%s)%s", field->name, mark, field->choices, comma);
    text = add_words(text, words, col);
    mem_free(words);
    return text;
}

char *feed_help(void *mem)
{
    char *text = mem_printf(
        mem, "Each line is a JSON object with id (unique for ever), type, at (RFC 3339) and\n"
             "the fields of its type; a field with ? may be left out. Amounts are\n"
             "decimals in quotes, in the currency's own exponent.\n");
    for (const struct feed_type *type = feed_types(); type->name != NULL; type++) {
        text = mem_append(text, "\n%-*s", HELP_INDENT, type->name);
        int col = HELP_INDENT;
        for (const struct feed_field *field = type->fields; field->name != NULL; field++) {
            text = add_field(text, field, &col);
        }
        text = mem_append(text, "\n%*s", HELP_INDENT, "");
        col = HELP_INDENT;
        text = add_words(text, type->does, &col);
    }
    return mem_append(text, "\n");
}
