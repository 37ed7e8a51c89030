#include "model/personal.h"

#include "model/kept.h"
#include "model/mem.h"
#include "model/query.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#define SALT_RAW_BYTES ((PERSONAL_SALT_BYTES - 1) / 2)

/* What the event of a key gave. */
struct known {
    const char *key;
    bool is_plain; /* from before there were seals */
    struct seal seal;
};

static const struct kept_kind GIVEN = {KEPT_PART("personal", NULL), sizeof(struct known)};

void personal_hash(const char *salt, const char *value, char hex[DIGEST_HEX_BYTES])
{
    struct digest *digest = digest_new(NULL);
    digest_add(digest, salt, strlen(salt));
    digest_add(digest, value, strlen(value));
    digest_finish(digest, hex);
    mem_free(digest);
}

static void write_text(const char *hash, struct seal *out)
{
    (void)snprintf(out->text, sizeof out->text, PERSONAL_SEAL "%s", hash);
}

static void make_salt(struct seal *out)
{
    unsigned char raw[SALT_RAW_BYTES];
    ssize_t got = getrandom(raw, sizeof raw, 0); /* so few bytes come whole */
    assert(got == (ssize_t)sizeof raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        (void)snprintf(out->salt + 2 * i, 3, "%02x", raw[i]);
    }
}

static void seal_by_salt(const char *value, struct seal *out)
{
    char hash[DIGEST_HEX_BYTES];
    personal_hash(out->salt, value, hash);
    write_text(hash, out);
}

void personal_make_seal(const char *value, struct seal *out)
{
    make_salt(out);
    seal_by_salt(value, out);
}

static enum status take_given(void *book, const struct stmt *row, struct error *err)
{
    struct known *known = kept_find(book, &GIVEN, stmt_text(row, 0));
    (void)err;
    known->is_plain = stmt_is_null(row, 2);
    if (!known->is_plain) {
        write_text(stmt_text(row, 2), &known->seal);
    }
    if (!stmt_is_null(row, 1)) {
        (void)snprintf(known->seal.salt, sizeof known->seal.salt, "%s", stmt_text(row, 1));
    }
    return STATUS_OK;
}

enum status personal_foresee(struct book *book, const char *source, const struct id_list *keys,
                             struct error *err)
{
    void *mem = mem_context(NULL, "personal");
    struct id_list unknown = {0};
    kept_add_all(book, &GIVEN, keys, mem, &unknown);
    enum status status =
        query_many(book,
                   "SELECT e.key, p.salt, p.hash FROM event e LEFT JOIN personal p"
                   " ON p.event = e.number AND p.kind = 'contact'"
                   " WHERE e.source = $2 AND e.key IN (SELECT value FROM json_each($1))",
                   &unknown, source, take_given, err);
    mem_free(mem);
    return status;
}

void personal_seal(struct book *book, const char *key, const char *value, struct seal *out)
{
    struct known *known = kept_find(book, &GIVEN, key);
    *out = (struct seal){.text = ""};
    if (known->is_plain) {
        return;
    }
    if (known->seal.salt[0] == '\0' && known->seal.text[0] == '\0') {
        make_salt(&known->seal); /* its event is still to come */
    }
    *out = known->seal;
    if (out->salt[0] != '\0') {
        seal_by_salt(value, out);
    }
}

enum status personal_store(struct book *book, const char *party, const char *value,
                           const struct seal *seal, int64_t event, int64_t at_us, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(book),
                                       "INSERT INTO personal (event, kind, party, at_us, salt,"
                                       " value, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, event);
    stmt_bind_text(q, 2, PERSONAL_CONTACT);
    stmt_bind_text(q, 3, party);
    stmt_bind_int(q, 4, at_us);
    stmt_bind_text(q, 5, seal->salt);
    stmt_bind_text(q, 6, value);
    stmt_bind_text(q, 7, seal->text + strlen(PERSONAL_SEAL));
    return stmt_queue(q, err);
}

enum status personal_contact(struct book *book, void *mem, const char *party, char **out,
                             struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = NULL;
    enum status status = store_prepare(book_store(book),
                                       "SELECT value FROM personal WHERE party = $1"
                                       " AND kind = 'contact' ORDER BY event DESC LIMIT 1",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row && !stmt_is_null(q, 0)) {
        *out = mem_strdup(mem, stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}
