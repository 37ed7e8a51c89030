#include "model/tariff.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/policy.h"

#include <string.h>

/* What is asked of a seller, a row for each currency. */
struct known {
    const char *key; /* the seller */
    struct money *required;
    size_t count;
};

static const struct kept_kind TARIFFS = {KEPT_PART("tariffs", NULL), sizeof(struct known)};

/* The row of this currency, made when there is none. */
static struct money *row_of(struct known *known, const char *currency)
{
    for (size_t i = 0; i < known->count; i++) {
        if (strcmp(known->required[i].currency, currency) == 0) {
            return &known->required[i];
        }
    }
    known->required = MEM_GROW(known, known->required, struct money, known->count + 1);
    struct money *row = &known->required[known->count++];
    *row = (struct money){.minor = 0};
    memcpy(row->currency, currency, sizeof row->currency - 1);
    return row;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    (void)err;
    row_of(kept_find(state, &TARIFFS, stmt_text(q, 0)), stmt_text(q, 1))->minor = stmt_int(q, 2);
    return STATUS_OK;
}

static enum status ask(struct book *book, const struct id_list *sellers, struct error *err)
{
    return kept_ask(book, &TARIFFS, sellers,
                    "SELECT seller, currency, required_minor FROM bond_required"
                    " WHERE seller IN (SELECT value FROM json_each($1))",
                    take_row, err);
}

enum status tariff_foresee(struct book *book, const struct id_list *sellers, struct error *err)
{
    return policy_has_bond(book_policy(book)) ? ask(book, sellers, err) : STATUS_OK;
}

enum status tariff_required(struct book *book, const char *seller, const char *currency,
                            int64_t *out, struct error *err)
{
    struct id_list one = {.items = &seller, .count = 1};
    enum status status = ask(book, &one, err);
    *out = status == STATUS_OK ? row_of(kept_find(book, &TARIFFS, seller), currency)->minor : 0;
    return status;
}

enum status tariff_ready(struct book *book, const char *seller, const char *category,
                         struct error *err)
{
    struct money tariff;
    const struct policy_value *by;
    int64_t required;
    enum status status = policy_bond(book_policy(book), category, &tariff, &by, err);
    if (status != STATUS_OK || tariff.minor == 0) {
        return status;
    }
    return tariff_required(book, seller, tariff.currency, &required, err);
}

static enum status raise(struct book *book, const char *seller, const char *category,
                         struct money tariff, int64_t at_us, int64_t event, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO bond_required (seller, currency, required_minor, category,"
                      " policy, from_us, event) VALUES ($1, $2, $3, $4, $5, $6, $7)"
                      " ON CONFLICT (seller, currency) DO UPDATE SET"
                      " required_minor = excluded.required_minor, category = excluded.category,"
                      " policy = excluded.policy, from_us = excluded.from_us,"
                      " event = excluded.event";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, seller);
    stmt_bind_text(q, 2, tariff.currency);
    stmt_bind_int(q, 3, tariff.minor);
    stmt_bind_text(q, 4, category);
    stmt_bind_text(q, 5, book_policy(book)->name);
    stmt_bind_int(q, 6, at_us);
    stmt_bind_int(q, 7, event);
    return stmt_run(q, err); /* the queue takes a row once */
}

enum status tariff_note(struct book *book, const char *seller, const char *category, int64_t at_us,
                        int64_t event, struct error *err)
{
    struct money tariff;
    const struct policy_value *by;
    int64_t required = 0;
    enum status status = policy_bond(book_policy(book), category, &tariff, &by, err);
    if (status == STATUS_OK && tariff.minor > 0) {
        status = tariff_required(book, seller, tariff.currency, &required, err);
    }
    if (status != STATUS_OK || tariff.minor <= required) {
        return status;
    }
    row_of(kept_find(book, &TARIFFS, seller), tariff.currency)->minor = tariff.minor;
    return raise(book, seller, category, tariff, at_us, event, err);
}
