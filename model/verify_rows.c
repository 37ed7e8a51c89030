#include "model/verify_rows.h"

#include "model/mem.h"
#include "model/time.h"
#include "model/verify_body.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

/* Columns of a row's question; its fields follow. */
enum { LABEL, EVENT, BODY, IS_OF, CURRENCY, IS_COUNTED, FIELDS };

static uint64_t terms_of(const char *verb)
{
    const struct row_terms *all = row_terms();
    uint64_t terms = 0;
    for (size_t i = 0; all[i].table != NULL; i++) {
        for (size_t v = 0; v < ROW_VERBS_MAX && all[i].verbs[v] != NULL; v++) {
            terms |= strcmp(all[i].verbs[v], verb) == 0 ? UINT64_C(1) << i : 0;
        }
    }
    return terms;
}

/* There are few verbs, and a million events: of two with one slot the last one has it. */
static uint64_t known_terms(struct rows_made *made, const char *verb)
{
    unsigned hash = 0;
    for (const char *at = verb; *at != '\0'; at++) {
        hash = hash * 31 + (unsigned char)*at;
    }
    struct row_verb *slot = &made->verbs[hash % ROW_VERB_SLOTS];
    if (strlen(verb) >= sizeof slot->verb) {
        return terms_of(verb);
    }
    if (strcmp(slot->verb, verb) != 0) {
        (void)strcpy(slot->verb, verb);
        slot->terms = terms_of(verb);
    }
    return slot->terms;
}

void rows_made_note(struct rows_made *made, const char *verb, const char *body)
{
    const struct row_terms *all = row_terms();
    uint64_t terms = known_terms(made, verb);
    for (size_t i = 0; terms != 0; i++, terms >>= 1) {
        if ((terms & 1) != 0 && (all[i].with == NULL || strstr(body, all[i].with) != NULL)) {
            made->count[i]++;
        }
    }
}

/* ---- what a body says ---- */

static bool is_amount(const json_t *body, const char *key, int64_t minor, const char *currency)
{
    struct money money;
    return currency != NULL && verify_body_money(body, key, currency, &money) &&
           money.minor == minor && strcmp(money.currency, currency) == 0;
}

static bool is_time(const json_t *value, int64_t time_us)
{
    struct error ignored; /* it is not that time */
    int64_t said_us;
    return json_is_string(value) &&
           time_parse(json_string_value(value), &said_us, &ignored) == STATUS_OK &&
           said_us == time_us;
}

/* What an operation notes as "yes" a feed's line may say as true. */
static bool is_text(const json_t *value, const char *text)
{
    const char *said =
        json_is_boolean(value) ? (json_is_true(value) ? "yes" : "no") : json_string_value(value);
    return said != NULL && strcmp(said, text) == 0;
}

static bool is_value(const json_t *body, const struct row_field *field, const struct stmt *q,
                     int column)
{
    const json_t *value = json_object_get(body, field->key);
    switch (field->kind) {
    case ROW_TEXT:
        return is_text(value, stmt_text(q, column));
    case ROW_INT:
        return json_is_integer(value) && json_integer_value(value) == stmt_int(q, column);
    case ROW_MONEY:
        return is_amount(body, field->key, stmt_int(q, column), stmt_text(q, CURRENCY));
    case ROW_DAYS:
        return json_is_integer(value) &&
               json_integer_value(value) == stmt_int(q, column) / TIME_US_PER_DAY;
    case ROW_TIME:
        return is_time(value, stmt_int(q, column));
    }
    return false;
}

/* Where the value of a key is written in a body, or NULL. */
static const char *written(const char *body, const char *key)
{
    size_t bytes = strlen(key);
    const char *at = strstr(body, key);
    while (at != NULL && (at[-1] != '"' || at[bytes] != '"' || at[bytes + 1] != ':')) {
        at = strstr(at + bytes, key);
    }
    return at != NULL ? at + bytes + 2 : NULL;
}

static bool is_written(const char *at, const char *quote, const char *value)
{
    size_t quotes = strlen(quote);
    size_t bytes = strlen(value);
    return strncmp(at, quote, quotes) == 0 && strncmp(at + quotes, value, bytes) == 0 &&
           strncmp(at + quotes + bytes, quote, quotes) == 0 &&
           (at[2 * quotes + bytes] == ',' || at[2 * quotes + bytes] == '}');
}

/* As a feed has it, with its currency beside. */
static bool is_amount_written(const char *body, const char *at, int64_t minor, const char *currency)
{
    char text[MONEY_TEXT_BYTES];
    struct money amount = {.minor = minor};
    const char *of = written(body, "currency");
    if (currency == NULL || strlen(currency) >= sizeof amount.currency || of == NULL ||
        !is_written(of, "\"", currency)) {
        return false;
    }
    memcpy(amount.currency, currency, strlen(currency) + 1);
    return is_written(at, "\"", money_format(amount, text));
}

/* Most bodies say it in so many letters, or have nothing of it: then nothing has to be parsed. */
static bool says_plainly(const char *body, const struct row_field *field, const struct stmt *q,
                         int column)
{
    const char *at = written(body, field->key);
    if (at == NULL || stmt_is_null(q, column)) {
        return at == NULL && (field->is_optional || stmt_is_null(q, column));
    }
    if (field->kind == ROW_MONEY) {
        return is_amount_written(body, at, stmt_int(q, column), stmt_text(q, CURRENCY));
    }
    const char *value = stmt_text(q, column);
    return (field->kind == ROW_TEXT || field->kind == ROW_INT) && strpbrk(value, "\"\\") == NULL &&
           is_written(at, field->kind == ROW_TEXT ? "\"" : "", value);
}

static bool says(const json_t *body, const struct row_field *field, const struct stmt *q,
                 int column)
{
    const json_t *value = json_object_get(body, field->key);
    if (value == NULL || stmt_is_null(q, column)) {
        return field->is_optional || (value == NULL && stmt_is_null(q, column));
    }
    return is_value(body, field, q, column);
}

/* ---- rows ---- */

static const char *select_rows(void *mem, const struct row_terms *terms)
{
    char *sql = mem_printf(mem,
                           "SELECT %s, e.number, %s, CASE WHEN %s THEN 1 ELSE 0 END, %s,"
                           " CASE WHEN %s THEN 1 ELSE 0 END",
                           terms->label, terms->fields[0].key ? "e.body" : "NULL", terms->is_of,
                           terms->currency ? terms->currency : "NULL",
                           terms->counted ? terms->counted : "1 = 1");
    for (const struct row_field *field = terms->fields; field->key != NULL; field++) {
        sql = mem_append(sql, ", %s", field->column);
    }
    return mem_append(sql,
                      " FROM \"%s\" t LEFT JOIN event e ON e.book_id = $1 AND e.number = %s"
                      " WHERE %s%s%s",
                      terms->table, terms->event, terms->where ? terms->where : "1 = 1",
                      terms->order ? " ORDER BY " : "", terms->order ? terms->order : "");
}

static void check(const struct row_terms *terms, const struct stmt *q, struct verify_row *row)
{
    const char *label = stmt_text(q, LABEL);
    int column = FIELDS;
    row->checked++;
    if (stmt_is_null(q, EVENT) || stmt_int(q, IS_OF) == 0) {
        verify_breach(row, "%s is of no event that says so", label);
        return;
    }
    json_t *body = NULL; /* once it is needed */
    for (const struct row_field *field = terms->fields; field->key != NULL; field++, column++) {
        if (says_plainly(stmt_text(q, BODY), field, q, column)) {
            continue;
        }
        body = body == NULL ? json_loads(stmt_text(q, BODY), 0, NULL) : body;
        if (!says(body, field, q, column)) {
            verify_breach(row, "%s is not what event %" PRId64 " says: its %s", label,
                          stmt_int(q, EVENT), field->key);
        }
    }
    json_decref(body);
}

static enum status check_rows(struct book *book, const struct row_terms *terms, void *mem,
                              struct verify_row *row, int64_t *count, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), select_rows(mem, terms), &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_expect_many(q);
    stmt_bind_int(q, 1, book_id(book));
    *count = 0;
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        *count += stmt_int(q, IS_COUNTED);
        check(terms, q, row);
    }
    stmt_reset(q);
    return status;
}

static enum status check_lost(struct book *book, const struct row_terms *terms,
                              struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), terms->lost, &q, err);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "event %" PRId64 " made a row of %s that is not there", stmt_int(q, 0),
                      terms->table);
    }
    if (status == STATUS_OK) {
        stmt_reset(q);
    }
    return status;
}

static enum status check_table(struct book *book, const struct row_terms *terms, int64_t made,
                               void *mem, struct verify_row *row, struct error *err)
{
    int64_t count;
    bool is_counted = terms->verbs[0] != NULL;
    enum status status = check_rows(book, terms, mem, row, &count, err);
    if (status == STATUS_OK && terms->lost != NULL && (!is_counted || count != made)) {
        status = check_lost(book, terms, row, err);
    }
    if (status == STATUS_OK && is_counted && count != made) {
        verify_breach(row, "events made %" PRId64 " rows of %s, and %" PRId64 " are there", made,
                      terms->table, count);
    }
    return status;
}

enum status verify_rows(struct book *book, const struct rows_made *made, struct verify_row *row,
                        struct error *err)
{
    const struct row_terms *all = row_terms();
    enum status status = STATUS_OK;
    for (size_t i = 0; all[i].table != NULL && status == STATUS_OK; i++) {
        void *mem = mem_context(NULL, "rows");
        status = check_table(book, &all[i], made->count[i], mem, row, err);
        mem_free(mem);
    }
    return status;
}
