/* eyes.h - the second pair of eyes: which operations need one, by which figure of the policy, and
 * how their request is written down and read back, so that a proposal can be carried out later.
 *
 * An operation names one of these (operation.h); nothing else about it knows of proposals. */
#ifndef MODEL_EYES_H
#define MODEL_EYES_H

#include "model/posting.h"

enum eyes_kind {
    EYES_TEXT,  /* const char *; NULL is left out */
    EYES_INT,   /* int64_t */
    EYES_ROLES, /* unsigned, as roles_format writes it */
    EYES_MONEY, /* struct money */
    EYES_ENUM,  /* an enum, by its number */
    EYES_FLAG,  /* bool */
    EYES_APART, /* const char *, of which only the seal is written down (personal.h) */
};
/* A field of the request, by its place in it. */
struct eyes_field {
    const char *name; /* in the written request */
    enum eyes_kind kind;
    size_t offset;
};

#define EYES_FIELDS_MAX 12
struct eyes {
    const char *name; /* of the operation in a proposal: "payout" */
    size_t request_bytes;
    struct eyes_field fields[EYES_FIELDS_MAX]; /* ended by a NULL name */
    size_t seal; /* of the one field that is kept apart: where its struct seal is */
    /* What a request read back needs beside its fields, owned by mem; NULL for nothing. */
    enum status (*ready)(struct book *book, void *mem, void *request, struct error *err);
    /* Keeps what of the request stands apart from it, once it is proposed; NULL for nothing. */
    enum status (*keep)(struct book *book, const void *request, const struct posting *proposed,
                        struct error *err);

    const char *key; /* of the policy: "approve.payout_above" */
    /* The amount that is measured, and from where on (offset in struct policy); or, where amount is
     * NULL, who it takes whatever it comes to (offset of an enum policy_eyes). */
    struct money (*amount)(const void *request, const struct posting *posting);
    size_t limit;
    /* Adds what counts with it, where it is asked in parts; NULL for nothing. window: the policy's
     * key that says so, and the same figure's place in struct policy (int64_t). */
    enum status (*count)(struct book *book, const void *request, const struct posting *posting,
                         struct money *amount, struct error *err);
    const char *window;
    size_t window_us;
    /* Whether it is done by one all the same: nobody else is there yet. NULL: never. */
    enum status (*is_exempt)(struct book *book, bool *out, struct error *err);
};

/* Whether what is planned takes a second pair of eyes: posting->needs, with the figure that says so
 * among what it rests on. */
enum status eyes_measure(struct book *book, const struct eyes *eyes, const void *request,
                         struct posting *posting, struct error *err) CHECKED;

/* The request as canonical JSON, owned by mem; and back, not made ready yet. STATUS_CORRUPT where
 * it is none. */
const char *eyes_write(void *mem, const struct eyes *eyes, const void *request);
enum status eyes_read(void *mem, const struct eyes *eyes, const char *text, void **out,
                      struct error *err) CHECKED;

/* Whether an amount lies above a figure of the policy. In a currency for which it has none nobody
 * is alone; a figure without a currency asks for nobody. */
bool eyes_is_above(struct money amount, struct money limit);

/* "none", "second", "entity". */
const char *eyes_name(enum policy_eyes eyes);

#endif
