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

/* For many seals in one transaction. */
#define SEALER_SALTS 16 /* getrandom gives 256 bytes whole */
struct sealer {
    struct digest *digest;
    unsigned char raw[SEALER_SALTS * SALT_RAW_BYTES];
    size_t left; /* salts that were not given away yet */
};

static const struct book_part SEALER = {"sealer", sizeof(struct sealer), NULL};

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

static void draw(unsigned char *raw, size_t bytes)
{
    ssize_t got = getrandom(raw, bytes, 0); /* so few bytes come whole */
    assert(got == (ssize_t)bytes);
}

static void write_salt(const unsigned char *raw, struct seal *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SALT_RAW_BYTES; i++) {
        out->salt[2 * i] = digits[raw[i] >> 4];
        out->salt[2 * i + 1] = digits[raw[i] & 15];
    }
    out->salt[2 * SALT_RAW_BYTES] = '\0';
}

static void make_salt(struct seal *out)
{
    unsigned char raw[SALT_RAW_BYTES];
    draw(raw, sizeof raw);
    write_salt(raw, out);
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

void personal_hash_texts(struct digest *digest, const char *salt, const char *const *texts,
                         size_t count, char hex[DIGEST_HEX_BYTES])
{
    digest_add(digest, salt, strlen(salt));
    for (size_t i = 0; i < count; i++) {
        const char *text = texts[i] != NULL ? texts[i] : "";
        digest_add(digest, text, strlen(text) + 1);
    }
    digest_finish(digest, hex);
}

void personal_seal_texts(struct book *book, const char *const *texts, size_t count,
                         struct seal *out)
{
    struct sealer *sealer = book_part(book, &SEALER);
    if (sealer->digest == NULL) {
        sealer->digest = digest_new(sealer);
    }
    if (sealer->left == 0) {
        draw(sealer->raw, sizeof sealer->raw);
        sealer->left = SEALER_SALTS;
    }
    write_salt(sealer->raw + --sealer->left * SALT_RAW_BYTES, out);
    memcpy(out->text, PERSONAL_SEAL, strlen(PERSONAL_SEAL));
    personal_hash_texts(sealer->digest, out->salt, texts, count, out->text + strlen(PERSONAL_SEAL));
}

bool personal_is_in(const char *body, const char *hash)
{
    char text[PERSONAL_SEAL_BYTES];
    int bytes = snprintf(text, sizeof text, PERSONAL_SEAL "%s", hash);
    return bytes == (int)sizeof text - 1 && body != NULL && strstr(body, text) != NULL;
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
                   " ON p.event = e.number"
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

enum status personal_store(struct book *book, const struct personal *personal, int64_t event,
                           int64_t at_us, struct error *err)
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
    stmt_bind_text(q, 2, personal->kind);
    stmt_bind_text(q, 3, personal->party);
    stmt_bind_int(q, 4, at_us);
    stmt_bind_text(q, 5, personal->seal->salt);
    stmt_bind_text(q, 6, personal->value);
    stmt_bind_text(q, 7, personal->seal->text + strlen(PERSONAL_SEAL));
    return stmt_queue(q, err);
}

enum status personal_open(struct book *book, void *mem, const char *party, struct seal *seal,
                          const char **value, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book),
                                       "SELECT salt, value FROM personal WHERE party = $1"
                                       " AND hash = $2 AND value IS NOT NULL LIMIT 1",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, party);
    stmt_bind_text(q, 2, seal->text + strlen(PERSONAL_SEAL));
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && !has_row) {
        status = error_set(err, STATUS_CORRUPT, "what %s gave is not there any more", party);
    }
    if (status == STATUS_OK) {
        *value = mem_strdup(mem, stmt_text(q, 1));
        (void)snprintf(seal->salt, sizeof seal->salt, "%s", stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

/* The first row's value; of sql, whose $1 is id. */
static enum status find_value(struct book *book, void *mem, const char *sql, const char *id,
                              char **out, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    *out = NULL;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, id);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row && !stmt_is_null(q, 0)) {
        *out = mem_strdup(mem, stmt_text(q, 0));
    }
    stmt_reset(q);
    return status;
}

enum status personal_contact(struct book *book, void *mem, const char *party, char **out,
                             struct error *err)
{
    return find_value(book, mem,
                      "SELECT value FROM personal WHERE party = $1 AND kind = 'contact'"
                      " ORDER BY event DESC LIMIT 1",
                      party, out, err);
}

enum status personal_destination(struct book *book, void *mem, const char *payout, char **out,
                                 struct error *err)
{
    return find_value(book, mem,
                      "SELECT x.value FROM payout y JOIN personal x ON x.event = y.event"
                      " AND x.kind = 'destination' WHERE y.id = $1",
                      payout, out, err);
}
