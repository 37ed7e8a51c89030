#include "model/party_row.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/text.h"

#include <string.h>

static const char *const KINDS[] = {"buyer", "seller",  "platform", "custodian", "bank",
                                    "psp",   "courier", "insurer",  "lender",    "authority"};

enum status party_get(struct book *book, void *mem, const char *id, struct party *out,
                      struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = (struct party){.contact = NULL};
    const char *sql = "SELECT id, kind, name, jurisdiction, control_group, entity,"
                      " language FROM party WHERE id = $1";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no party %s", id);
    }
    if (status == STATUS_OK) {
        const char **fields[] = {&out->id,    &out->kind,   &out->name,    &out->jurisdiction,
                                 &out->group, &out->entity, &out->language};
        for (int i = 0; i < (int)(sizeof fields / sizeof fields[0]); i++) {
            *fields[i] = stmt_is_null(q, i) ? NULL : mem_strdup(mem, stmt_text(q, i));
        }
    }
    stmt_reset(q);
    return status;
}

/* What the transaction knows of a party. */
struct known {
    const char *key;
    char *group, *language;
    const char *kind; /* of KINDS; NULL: there is no such party */
    bool is_written;  /* by this transaction */
    bool is_closed, has_exited;
    int64_t exited_us;
};

static const struct kept_kind PARTIES = {KEPT_PART("parties", NULL), sizeof(struct known)};

static const char *kind_of(const char *kind)
{
    for (size_t i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++) {
        if (strcmp(KINDS[i], kind) == 0) {
            return KINDS[i];
        }
    }
    return NULL;
}

static void set_text(struct known *known, char **slot, const char *text)
{
    mem_free(*slot);
    *slot = text ? mem_strdup(known, text) : NULL;
}

static enum status take_row(void *state, const struct stmt *q, struct error *err)
{
    struct known *known = kept_find(state, &PARTIES, stmt_text(q, 0));
    (void)err;
    known->kind = kind_of(stmt_text(q, 1));
    set_text(known, &known->group, stmt_text(q, 2));
    known->is_closed = !stmt_is_null(q, 3);
    known->has_exited = !stmt_is_null(q, 4);
    known->exited_us = stmt_int(q, 4);
    set_text(known, &known->language, stmt_text(q, 5));
    return STATUS_OK;
}

enum status party_foresee(struct book *book, const struct id_list *ids, struct error *err)
{
    return kept_ask(book, &PARTIES, ids,
                    "SELECT id, kind, control_group, closed_us, exited_us, language FROM party"
                    " WHERE id IN (SELECT value FROM json_each($1))",
                    take_row, err);
}

static enum status look_up(struct book *book, const char *id, struct known **out, struct error *err)
{
    struct id_list one = {.items = &id, .count = 1};
    enum status status = party_foresee(book, &one, err);
    *out = status == STATUS_OK ? kept_find(book, &PARTIES, id) : NULL;
    return status;
}

enum status party_require(struct book *book, const char *id, const char *kind, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, id, &known, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (!known->kind) {
        return error_set(err, STATUS_NOT_FOUND, "there is no party %s", id);
    }
    if (kind && strcmp(known->kind, kind) != 0) {
        return error_set(err, STATUS_REFUSED, "%s is a %s, and a %s is needed", id, known->kind,
                         kind);
    }
    return STATUS_OK;
}

enum status party_are_linked(struct book *book, const char *id, const char *other, bool *out,
                             struct error *err)
{
    const char *both[] = {id, other};
    struct id_list list = {.items = both, .count = id && other ? 2 : 0};
    enum status status = party_foresee(book, &list, err);
    *out = false;
    if (status == STATUS_OK && list.count == 2) {
        const struct known *one = kept_find(book, &PARTIES, id);
        const struct known *two = kept_find(book, &PARTIES, other);
        *out = one->group && two->group && strcmp(one->group, two->group) == 0;
    }
    return status;
}

enum status party_language(struct book *book, const char *id, const char **out, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, id, &known, err);
    *out = status == STATUS_OK && known->language ? known->language : book_policy(book)->language;
    return status;
}

enum status party_is_closed(struct book *book, const char *id, bool *out, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, id, &known, err);
    *out = status == STATUS_OK && known->is_closed;
    return status;
}

enum status party_note_closed(struct book *book, const char *id, int64_t at_us, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book), "UPDATE party SET closed_us = $1 WHERE id = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, at_us);
    stmt_bind_text(q, 2, id);
    ((struct known *)kept_find(book, &PARTIES, id))->is_closed = true;
    return stmt_run(q, err);
}

enum status party_exited(struct book *book, const char *id, int64_t *out, struct error *err)
{
    struct known *known;
    enum status status = look_up(book, id, &known, err);
    *out = status == STATUS_OK && known->has_exited ? known->exited_us : TIME_NONE;
    return status;
}

enum status party_note_exited(struct book *book, const char *id, int64_t at_us, struct error *err)
{
    struct stmt *q;
    enum status status =
        store_prepare(book_store(book), "UPDATE party SET exited_us = $1 WHERE id = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, at_us);
    stmt_bind_text(q, 2, id);
    struct known *known = kept_find(book, &PARTIES, id);
    known->has_exited = true;
    known->exited_us = at_us;
    return stmt_run(q, err);
}

enum status party_check_kind(const char *kind, struct error *err)
{
    if (kind_of(kind)) {
        return STATUS_OK;
    }
    error_set(err, STATUS_INVALID, "'%s' is no kind of party", kind);
    return error_hint(err, "kinds are buyer, seller, platform, custodian, bank, psp, courier,"
                           " insurer, lender, authority");
}

/* What may be left out and is, stays as it was. */
#define INSERT_PARTY                                                                               \
    "INSERT INTO party (name, name_key, jurisdiction, control_group, entity, language, id, kind,"  \
    " event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
#define UPDATE_PARTY                                                                               \
    "UPDATE party SET name = $1, name_key = $2, jurisdiction = $3,"                                \
    " control_group = coalesce($4, control_group), entity = coalesce($5, entity),"                 \
    " language = coalesce($6, language) WHERE id = $7"

enum status party_write(struct book *book, const struct party *party, int64_t event,
                        struct error *err)
{
    struct stmt *q;
    struct known *known = kept_find(book, &PARTIES, party->id);
    bool is_new = !known->kind;
    enum status status =
        store_prepare(book_store(book), is_new ? INSERT_PARTY : UPDATE_PARTY, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    char *key = text_fold(NULL, party->name);
    stmt_bind_text(q, 1, party->name);
    stmt_bind_text(q, 2, key);
    stmt_bind_text(q, 3, party->jurisdiction);
    stmt_bind_text(q, 4, party->group);
    stmt_bind_text(q, 5, party->entity);
    stmt_bind_text(q, 6, party->language);
    stmt_bind_text(q, 7, party->id);
    if (is_new) {
        stmt_bind_text(q, 8, party->kind);
        stmt_bind_int(q, 9, event);
    }
    /* the queue takes a row once */
    status = known->is_written ? stmt_run(q, err) : stmt_queue(q, err);
    mem_free(key);
    known->kind = kind_of(party->kind);
    known->is_written = true;
    if (party->group) {
        set_text(known, &known->group, party->group);
    }
    if (party->language) {
        set_text(known, &known->language, party->language);
    }
    return status;
}
