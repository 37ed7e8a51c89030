/* posting.h - one event in the making: what it is called, whom it concerns, the legs that it moves,
 * the clocks and liens that it changes, and what parties will be told.
 *
 * An operation plans a posting without writing anything; the same posting is shown as a preview or
 * handed to the ledger. Its digest says whether two are the same. */
#ifndef MODEL_POSTING_H
#define MODEL_POSTING_H

#include "model/account.h"

#include <stddef.h>

#define POSTING_LEGS_MAX 4096

struct leg {
    struct account *account;
    int64_t amount_minor; /* + is a credit */
};

/* A new value for a hold's clock. */
struct clock_change {
    struct account *hold;
    enum door door;
    int64_t due_us;
};

struct notice {
    const char *party;
    const char *text;
};

struct lien_change; /* lien.h */

struct posting {
    const char *verb, *subject, *context; /* context may be NULL */
    const char *source, *key;             /* idempotency key, or NULL both */
    const char *body;                     /* canonical JSON; made from the notes when NULL */
    int64_t at_us;
    struct leg *legs;
    size_t leg_count;
    struct clock_change *clocks;
    size_t clock_count;
    struct account **opened;
    size_t opened_count;
    struct notice *notices;
    size_t notice_count;
    struct lien_change *liens;
    size_t lien_count;
    const char *result; /* what was made, as an id to show ("freeze:3"), or NULL */
    int64_t event;      /* its number once posted */
    void *notes;        /* json_t *, the body under construction */
};

struct posting *posting_new(void *mem, const char *verb);
void posting_subject(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void posting_context(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Facts for the body. NULL text is left out. */
void posting_note(struct posting *posting, const char *key, const char *text);
void posting_note_int(struct posting *posting, const char *key, int64_t value);
void posting_note_money(struct posting *posting, const char *key, struct money amount);

/* Legs. A move of 0 is none. The account's balance after all legs so far may not be below what its
 * kind allows: STATUS_REFUSED says what is there and what was asked. */
enum status posting_move(struct posting *posting, struct account *from, struct account *to,
                         int64_t amount_minor, struct error *err) CHECKED;
/* The balance that account will have. */
int64_t posting_balance(const struct posting *posting, const struct account *account);

/* The hold comes into being with this event; give it the event's name and number. */
void posting_open(struct posting *posting, struct account *hold);
void posting_clock(struct posting *posting, struct account *hold, enum door door, int64_t due_us);
void posting_notice(struct posting *posting, const char *party, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* SHA-256 over everything that it would do. */
#define POSTING_DIGEST_BYTES 65
char *posting_digest(const struct posting *posting, char *buffer);

#endif
