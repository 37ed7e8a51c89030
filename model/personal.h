/* personal.h - what a party can be reached by: its contact, kept apart from all else.
 *
 * A party's event has only a seal of it in its body, "sha256:" and the SHA-256 of a salt followed
 * by the value; salt and value stand in the table personal, a row for each event that gave one, and
 * the last one counts. So the chain proves what was there, and stays whole when both are erased.
 * Events of stores from before there were seals have the value in their body, and keep it.
 *
 * Invariants:
 * 1. A seal has 128 bits of salt of its own: without the row nobody can try values against it.
 * 2. A row is erased once and never changed otherwise; the database refuses all else.
 * 3. Lists, details, reports and filters know PERSONAL_CONTACT_SQL alone. */
#ifndef MODEL_PERSONAL_H
#define MODEL_PERSONAL_H

#include "model/book.h"
#include "model/digest.h"
#include "model/id_list.h"

#define PERSONAL_CONTACT "contact" /* the kind of a row, and its key in a body */
#define PERSONAL_SEAL "sha256:"
#define PERSONAL_SALT_BYTES 33
#define PERSONAL_SEAL_BYTES (sizeof(PERSONAL_SEAL) - 1 + DIGEST_HEX_BYTES)

struct seal {
    char salt[PERSONAL_SALT_BYTES];
    char text[PERSONAL_SEAL_BYTES]; /* for a body; "": none */
};

/* The masked form: the last four of ten characters or more, "****" for fewer, 'erased', or null. */
#define PERSONAL_CONTACT_SQL(party)                                                                \
    "(SELECT CASE WHEN x.value IS NULL THEN 'erased' WHEN length(x.value) < 10 THEN '****'"        \
    " ELSE '****' || substr(x.value, length(x.value) - 3) END FROM personal x"                     \
    " WHERE x.party = " party " AND x.kind = 'contact' ORDER BY x.event DESC LIMIT 1)"

/* A new salt, and the seal of value by it. */
void personal_make_seal(const char *value, struct seal *out);
/* The hash of a seal, as sha256sum has it of the salt and the value behind it. */
void personal_hash(const char *salt, const char *value, char hex[DIGEST_HEX_BYTES]);

/* Ask which of a source's keys have events, before personal_seal. Inside a transaction, which has
 * one source. */
enum status personal_foresee(struct book *book, const char *source, const struct id_list *keys,
                             struct error *err) CHECKED;
/* The seal that value has in the event of a key that was foreseen: told again it is the same one,
 * so that its body is. What is erased cannot be told apart any more and counts as the same. The
 * text is "" where the event is from before there were seals. */
void personal_seal(struct book *book, const char *key, const char *value, struct seal *out);

/* The row of what the event gives. */
enum status personal_store(struct book *book, const char *party, const char *value,
                           const struct seal *seal, int64_t event, int64_t at_us,
                           struct error *err) CHECKED;

/* How to reach a party, for the program itself, which sends it what it is told: no event. *out is
 * mem's; NULL where there is nothing, or nothing any more. */
enum status personal_contact(struct book *book, void *mem, const char *party, char **out,
                             struct error *err) CHECKED;

#endif
