/* personal.h - what a party can be reached or paid by, kept apart from all else: its contact, and
 * the bank accounts that its payouts go to.
 *
 * The event that gave one has only a seal of it in its body, "sha256:" and the SHA-256 of a salt
 * followed by the value; salt and value stand in the table personal, a row for each event that gave
 * one, and the last one counts. So the chain proves what was there, and stays whole when both are
 * erased. Events of stores from before there were seals have the value in their body, and keep it.
 *
 * Invariants:
 * 1. A seal has 128 bits of salt of its own: without the row nobody can try values against it.
 * 2. A row is erased once and never changed otherwise; the database refuses all else.
 * 3. Lists, details, reports and filters know the masked forms alone. */
#ifndef MODEL_PERSONAL_H
#define MODEL_PERSONAL_H

#include "model/book.h"
#include "model/digest.h"
#include "model/id_list.h"

/* Kinds of a row. A contact's key in a body is the same. */
#define PERSONAL_CONTACT "contact"
#define PERSONAL_DESTINATION "destination" /* of a payout, or of one that is proposed */
#define PERSONAL_SEAL "sha256:"
#define PERSONAL_SALT_BYTES 33
#define PERSONAL_SEAL_BYTES (sizeof(PERSONAL_SEAL) - 1 + DIGEST_HEX_BYTES)

struct seal {
    char salt[PERSONAL_SALT_BYTES];
    char text[PERSONAL_SEAL_BYTES]; /* for a body; "": none */
};

/* The masked form of a text: the last four of ten characters or more, "****" for fewer, or null. */
#define PERSONAL_MASK(value)                                                                       \
    "CASE WHEN length(" value ") < 10 THEN '****' ELSE '****' || substr(" value ", length(" value  \
    ") - 3) END"
/* Of a party's contact, and of the destination that an event gave: 'erased' where it is. */
#define PERSONAL_MASKED_SQL                                                                        \
    "(SELECT coalesce(" PERSONAL_MASK("x.value") ", 'erased') FROM personal x"
#define PERSONAL_CONTACT_SQL(party)                                                                \
    PERSONAL_MASKED_SQL " WHERE x.party = " party " AND x.kind = 'contact'"                        \
                        " ORDER BY x.event DESC LIMIT 1)"
#define PERSONAL_DESTINATION_SQL(event)                                                            \
    PERSONAL_MASKED_SQL " WHERE x.event = " event " AND x.kind = 'destination')"

/* Of several texts that stand apart together, NULL or "" for none: as sha256sum has it of the salt
 * and the texts, each followed by a NUL. The seal is made inside a transaction, where there are
 * many. */
void personal_hash_texts(struct digest *digest, const char *salt, const char *const *texts,
                         size_t count, char hex[DIGEST_HEX_BYTES]);
void personal_seal_texts(struct book *book, const char *const *texts, size_t count,
                         struct seal *out);

/* A new salt, and the seal of value by it. */
void personal_make_seal(const char *value, struct seal *out);
/* The hash of a seal, as sha256sum has it of the salt and the value behind it. */
void personal_hash(const char *salt, const char *value, char hex[DIGEST_HEX_BYTES]);

/* Whether a body has the seal of this hash; NULL has none. No other body has it. */
bool personal_is_in(const char *body, const char *hash);

/* Ask which of a source's keys have events, before personal_seal. Inside a transaction, which has
 * one source. */
enum status personal_foresee(struct book *book, const char *source, const struct id_list *keys,
                             struct error *err) CHECKED;
/* The seal that value has in the event of a key that was foreseen: told again it is the same one,
 * so that its body is. What is erased cannot be told apart any more and counts as the same. The
 * text is "" where the event is from before there were seals. */
void personal_seal(struct book *book, const char *key, const char *value, struct seal *out);

struct personal {
    const char *kind, *party, *value;
    const struct seal *seal;
};
/* The row of what the event gives. */
enum status personal_store(struct book *book, const struct personal *personal, int64_t event,
                           int64_t at_us, struct error *err) CHECKED;
/* What of a party is behind a seal, of which only the text is known: *value is mem's, and the seal
 * gets its salt. STATUS_CORRUPT where it is not there any more. */
enum status personal_open(struct book *book, void *mem, const char *party, struct seal *seal,
                          const char **value, struct error *err) CHECKED;

/* How to reach a party, for the program itself, which sends it what it is told: no event. *out is
 * mem's; NULL where there is nothing, or nothing any more. */
enum status personal_contact(struct book *book, void *mem, const char *party, char **out,
                             struct error *err) CHECKED;
/* Where a payout goes; the same. */
enum status personal_destination(struct book *book, void *mem, const char *payout, char **out,
                                 struct error *err) CHECKED;

#endif
