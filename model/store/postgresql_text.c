#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Over one piece of a statement: a quoted text or name as a whole, a word, or one character. */
static const char *skip(const char *at)
{
    if (*at == '\'' || *at == '"') {
        const char *end = strchr(at + 1, *at);
        assert(end != NULL);
        return end + 1; /* a doubled quote is one text after another, which is as good */
    }
    const char *end = at;
    while (isalnum((unsigned char)*end) || *end == '_' || *end == '$') {
        end++;
    }
    return end > at ? end : at + 1;
}

/* The n of $n, 0 for anything else. */
static int number_of(const char *at)
{
    return *at == '$' ? (int)strtol(at + 1, NULL, 10) : 0;
}

int postgresql_parameters(const char *sql)
{
    int highest = 0;
    for (const char *at = sql; *at != '\0'; at = skip(at)) {
        int number = number_of(at);
        highest = number > highest ? number : highest;
    }
    return highest;
}

static bool is_word(const char *at, const char *word)
{
    return (size_t)(skip(at) - at) == strlen(word) && strncmp(at, word, strlen(word)) == 0;
}

bool postgresql_is_write(const char *sql)
{
    return is_word(sql, "INSERT") || is_word(sql, "UPDATE") || is_word(sql, "DELETE");
}

/* Where a word stands outside all parentheses. */
static const char *find_word(const char *sql, const char *word)
{
    int depth = 0;
    for (const char *at = sql; *at != '\0'; at = skip(at)) {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        if (depth == 0 && is_word(at, word)) {
            return at;
        }
    }
    return NULL;
}

/* The parenthesis that closes the one at at. */
static const char *find_end(const char *at)
{
    int depth = 0;
    do {
        depth += *at == '(' ? 1 : *at == ')' ? -1 : 0;
        at = skip(at);
    } while (depth > 0);
    return at - 1;
}

/* A part of a statement, $n as column pn of q. */
static char *append_part(char *text, const char *from, const char *to)
{
    for (const char *at = from; at < to; at = skip(at)) {
        int number = number_of(at);
        text = number > 0 ? mem_append(text, "q.p%d", number)
                          : mem_append(text, "%.*s", (int)(skip(at) - at), at);
    }
    return text;
}

static char *append_rows(char *text, const char *const *types, int parameters)
{
    text = mem_append(text, " FROM unnest(");
    for (int i = 0; i < parameters; i++) {
        text = mem_append(text, "%s$%d::%s[]", i > 0 ? ", " : "", i + 1, types[i]);
    }
    text = mem_append(text, ") AS q (");
    for (int i = 0; i < parameters; i++) {
        text = mem_append(text, "%sp%d", i > 0 ? ", " : "", i + 1);
    }
    return mem_append(text, ")");
}

char *postgresql_for_many(void *mem, const char *sql, const char *const *types, int parameters)
{
    char *text = mem_strdup(mem, "");
    if (is_word(sql, "UPDATE")) {
        const char *where = find_word(sql, "WHERE");
        assert(where != NULL);
        text = append_rows(append_part(text, sql, where), types, parameters);
        text = mem_append(text, " ");
        return append_part(text, where, where + strlen(where));
    }
    assert(is_word(sql, "INSERT"));
    const char *values = find_word(sql, "VALUES");
    assert(values != NULL);
    const char *row = strchr(values, '(');
    assert(row != NULL);
    const char *end = find_end(row);
    assert(end[1] == '\0');
    text = append_part(text, sql, values);
    text = mem_append(text, "SELECT ");
    return append_rows(append_part(text, row + 1, end), types, parameters);
}
