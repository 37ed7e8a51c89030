#include "model/relation.h"

#include "model/mem.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ROW_BYTES 512
#define NUMBER_BYTES 32

/* ---- statements ---- */

static size_t key_count(const struct relation *relation)
{
    size_t count = 0;
    while (count < relation->count && relation->columns[count].role == RELATION_KEY) {
        count++;
    }
    assert(count > 0 && count <= RELATION_KEY_MAX && relation->count <= RELATION_COLUMNS_MAX);
    return count;
}

static char *append_names(char *text, const struct relation *relation, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text = mem_append(text, "%s%s", i == 0 ? "" : ", ", relation->columns[i].name);
    }
    return text;
}

static char *append_parameters(char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text = mem_append(text, "%s$%zu", i == 0 ? "" : ", ", i + 1);
    }
    return text;
}

char *relation_select(void *mem, const struct relation *relation, enum relation_span span)
{
    size_t keys = key_count(relation);
    size_t parameters = 0;
    char *sql = append_names(mem_strdup(mem, "SELECT "), relation, relation->count);
    sql = mem_append(sql, " FROM \"%s\"", relation->name);
    if (span == RELATION_AFTER || span == RELATION_NEXT_PAGE) {
        sql = append_names(mem_append(sql, " WHERE ("), relation, keys);
        sql = append_parameters(mem_append(sql, ") > ("), keys);
        sql = mem_append(sql, ")");
        parameters = keys;
    }
    sql = append_names(mem_append(sql, " ORDER BY "), relation, keys);
    if (span == RELATION_FIRST_PAGE || span == RELATION_NEXT_PAGE) {
        sql = mem_append(sql, " LIMIT $%zu", parameters + 1);
    }
    return sql;
}

char *relation_insert(void *mem, const struct relation *relation)
{
    char *sql = mem_printf(mem, "INSERT INTO \"%s\" (", relation->name);
    sql = append_names(sql, relation, relation->count);
    sql = append_parameters(mem_append(sql, ") VALUES ("), relation->count);
    return mem_append(sql, ")");
}

char *relation_update(void *mem, const struct relation *relation)
{
    size_t keys = key_count(relation);
    size_t set = 0;
    char *sql = mem_printf(mem, "UPDATE \"%s\" SET ", relation->name);
    for (size_t i = keys; i < relation->count; i++) {
        if (relation->columns[i].role == RELATION_CHANGES) {
            set++;
            sql = mem_append(sql, "%s%s = $%zu", set == 1 ? "" : ", ", relation->columns[i].name,
                             set);
        }
    }
    if (set == 0) {
        mem_free(sql);
        return NULL;
    }
    for (size_t i = 0; i < keys; i++) {
        sql = mem_append(sql, "%s%s = $%zu", i == 0 ? " WHERE " : " AND ",
                         relation->columns[i].name, set + i + 1);
    }
    return sql;
}

static void bind_column(const struct relation *relation, size_t column, struct stmt *to,
                        int parameter, const struct stmt *from)
{
    if (relation->columns[column].kind == RELATION_TEXT) {
        stmt_bind_text(to, parameter, stmt_text(from, (int)column));
    } else if (stmt_is_null(from, (int)column)) {
        stmt_bind_null(to, parameter);
    } else {
        stmt_bind_int(to, parameter, stmt_int(from, (int)column));
    }
}

void relation_bind_insert(const struct relation *relation, struct stmt *to, const struct stmt *from)
{
    for (size_t i = 0; i < relation->count; i++) {
        bind_column(relation, i, to, (int)i + 1, from);
    }
}

void relation_bind_update(const struct relation *relation, struct stmt *to, const struct stmt *from)
{
    size_t keys = key_count(relation);
    int parameter = 0;
    for (size_t i = keys; i < relation->count; i++) {
        if (relation->columns[i].role == RELATION_CHANGES) {
            bind_column(relation, i, to, ++parameter, from);
        }
    }
    for (size_t i = 0; i < keys; i++) {
        bind_column(relation, i, to, ++parameter, from);
    }
}

/* ---- rows ---- */

static void append(struct relation_row *row, const char *bytes, size_t count)
{
    if (row->count + count > row->room) {
        row->room = 2 * (row->count + count) + ROW_BYTES;
        row->bytes = MEM_GROW(row->mem, row->bytes, char, row->room);
    }
    memcpy(row->bytes + row->count, bytes, count);
    row->count += count;
}

static void read_text(struct relation_row *row, const char *text, size_t column)
{
    char head[NUMBER_BYTES];
    size_t bytes = strlen(text);
    append(row, head, (size_t)snprintf(head, sizeof head, "t%zu:", bytes));
    if (column < RELATION_KEY_MAX) {
        row->texts[column] = row->count;
    }
    append(row, text, bytes + 1);
}

static void read_int(struct relation_row *row, int64_t value, size_t column)
{
    char number[NUMBER_BYTES];
    append(row, number, (size_t)snprintf(number, sizeof number, "i%" PRId64 ";", value));
    if (column < RELATION_KEY_MAX) {
        row->ints[column] = value;
    }
}

void relation_read(const struct relation *relation, const struct stmt *from,
                   struct relation_row *row)
{
    row->count = 0;
    for (size_t i = 0; i < relation->count; i++) {
        if (stmt_is_null(from, (int)i)) {
            append(row, "n", 1);
        } else if (relation->columns[i].kind == RELATION_TEXT) {
            read_text(row, stmt_text(from, (int)i), i);
        } else {
            read_int(row, stmt_int(from, (int)i), i);
        }
    }
}

int relation_compare(const struct relation *relation, const struct relation_row *left,
                     const struct relation_row *right)
{
    size_t keys = key_count(relation);
    int order = 0;
    for (size_t i = 0; order == 0 && i < keys; i++) {
        if (relation->columns[i].kind == RELATION_TEXT) {
            order = strcmp(left->bytes + left->texts[i], right->bytes + right->texts[i]);
        } else {
            order = (left->ints[i] > right->ints[i]) - (left->ints[i] < right->ints[i]);
        }
    }
    return order;
}

bool relation_is_same(const struct relation_row *left, const struct relation_row *right)
{
    return left->count == right->count && memcmp(left->bytes, right->bytes, left->count) == 0;
}

int relation_bind_key(const struct relation *relation, struct stmt *to,
                      const struct relation_row *row)
{
    size_t keys = key_count(relation);
    for (size_t i = 0; i < keys; i++) {
        if (relation->columns[i].kind == RELATION_TEXT) {
            stmt_bind_text(to, (int)i + 1, row->bytes + row->texts[i]);
        } else {
            stmt_bind_int(to, (int)i + 1, row->ints[i]);
        }
    }
    return (int)keys;
}

char *relation_label(void *mem, const struct relation *relation, const struct relation_row *row)
{
    size_t keys = key_count(relation);
    char *label = mem_strdup(mem, relation->name);
    for (size_t i = 0; i < keys; i++) {
        label = relation->columns[i].kind == RELATION_TEXT
                    ? mem_append(label, " %s", row->bytes + row->texts[i])
                    : mem_append(label, " %" PRId64, row->ints[i]);
    }
    return label;
}
