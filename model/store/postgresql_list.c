#include "model/store/postgresql.h"

#include "model/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How a statement has a list of keys, which is a JSON list of texts, and how the server has it: as
 * an array, whose keys are always looked up one by one, however small the table was when that was
 * planned. */
static const struct {
    const char *begins, *ends, *type;
} forms[] = {
    {"IN (SELECT value FROM json_each($", "))", "text"},
    {"IN (SELECT CAST(value AS BIGINT) FROM json_each($", "))", "bigint"},
};
#define FORMS (sizeof forms / sizeof *forms)

/* The nearest list; its form, FORMS for none. */
static size_t find_list(const char *sql, const char **at)
{
    size_t found = FORMS;
    *at = NULL;
    for (size_t i = 0; i < FORMS; i++) {
        const char *here = strstr(sql, forms[i].begins);
        if (here != NULL && (*at == NULL || here < *at)) {
            *at = here;
            found = i;
        }
    }
    return found;
}

char *postgresql_with_lists(void *mem, const char *sql, uint64_t *lists)
{
    char *text = mem_strdup(mem, "");
    const char *at = NULL;
    char *end = NULL;
    *lists = 0;
    for (size_t form = find_list(sql, &at); form < FORMS; form = find_list(sql, &at)) {
        long parameter = strtol(at + strlen(forms[form].begins), &end, 10);
        assert(strncmp(end, forms[form].ends, strlen(forms[form].ends)) == 0);
        assert(parameter >= 1 && parameter <= POSTGRESQL_PARAMETERS_MAX);
        *lists |= UINT64_C(1) << (parameter - 1);
        text = mem_append(text, "%.*s= ANY(CAST($%ld AS %s[]))", (int)(at - sql), sql, parameter,
                          forms[form].type);
        sql = end + strlen(forms[form].ends);
    }
    return mem_append(text, "%s", sql);
}

/* One character of a JSON text after its backslash: "n", "\"", "u000A". */
static char *put_escaped(const char **from, char *to)
{
    static const char short_forms[] = "b\bf\fn\nr\rt\t";
    char code[5] = "";
    const char *known = strchr(short_forms, **from);
    if (**from == 'u') { /* none but control characters is written so */
        memcpy(code, *from + 1, 4);
        *from += 5;
        *to++ = (char)strtol(code, NULL, 16);
        return to;
    }
    if (known != NULL && (known - short_forms) % 2 == 0) {
        *to++ = known[1];
    } else {
        *to++ = '\\';
        *to++ = **from;
    }
    (*from)++;
    return to;
}

char *postgresql_array(void *mem, const char *json)
{
    size_t bytes = strlen(json);
    char *array = MEM_GROW(mem, NULL, char, bytes + 1);
    char *to = array;
    bool is_quoted = false;
    assert(bytes >= 2 && json[0] == '[' && json[bytes - 1] == ']');
    *to++ = '{';
    for (const char *from = json + 1; from < json + bytes - 1;) {
        is_quoted = is_quoted != (*from == '"');
        if (*from == '\\') {
            from++;
            to = put_escaped(&from, to);
        } else {
            *to++ = *from++;
        }
    }
    assert(!is_quoted);
    *to++ = '}';
    *to = '\0';
    return array;
}
