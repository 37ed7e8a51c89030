/* operation.h - how every operation runs: rights, check, plan, preview or post, in one transaction.
 *
 * An operation is a check (whether its subject admits it at all: "freeze:3 was lifted by bob"), a
 * plan (reads, decides, refuses; fills a posting; writes nothing) and an apply (the rows of its own
 * entity, written with the event's number). The check runs before each plan, and alone for whoever
 * has to say why an action is not possible before anything is asked. What is previewed is what is
 * executed: give the preview's digest back and a changed world is refused with STATUS_STALE.
 *
 * What concerns a party in which the operator has declared an interest is refused. What takes a
 * second pair of eyes (eyes.h) is previewed as it would be done, and executed as a proposal. */
#ifndef MODEL_OPERATION_H
#define MODEL_OPERATION_H

#include "model/eyes.h"

/* How to run one operation, and what came of it. Zero is: execute, no key. */
struct run {
    void *mem;                   /* owns the posting; NULL is not allowed */
    bool is_check;               /* rights and check only: the request may name its subject alone */
    bool is_preview;             /* plan only */
    const char *about;           /* of a check: the thing's id, or NULL */
    const char *expected_digest; /* of the preview that was confirmed, or NULL */
    const char *source, *key;    /* idempotency, or NULL both */
    const char *body;            /* with a key: the canonical request */
    /* results */
    struct posting *posting; /* as planned or proposed; posting->event once executed */
    bool is_repeat;          /* the key was known with the same body: nothing was done */
};

struct operation {
    const char *verb; /* a row of the rights table */
    /* It decides about a deal or a party: its preview says under whose law, and between whom. */
    bool is_decision;
    enum status (*plan)(struct book *book, const void *request, struct posting *posting,
                        struct error *err);
    /* NULL where there are no rows beyond the ledger's. */
    enum status (*apply)(struct book *book, const void *request, const struct posting *posting,
                         struct error *err);
    /* Looks at what the request is about and at nothing else of it; NULL where any state will do.
     */
    enum status (*check)(struct book *book, const void *request, struct error *err);
    /* The complaint that a request works on: where another operator has taken it (taking_row.h) it
     * is refused, and so is its check. NULL for what is nobody's. */
    const char *(*works_on)(const void *request);
    /* NULL: one operator does it, whatever it comes to. */
    const struct eyes *eyes;
    /* Asks what the others are going to ask first, as book_begin_ahead says; NULL for nothing. A
     * matter of speed alone, for an operation in a transaction of its own. */
    enum status (*ahead)(struct book *book, const void *request, struct error *err);
};

/* Begins and commits a transaction of its own unless book_begin has opened one. A refusal leaves
 * nothing behind in either case; after any other failure inside book_begin, roll back.
 *
 * In a transaction of its own it is planned and run again, within the book's patience, where
 * another writer or a lost connection stopped it and nothing was kept (STATUS_BUSY, STATUS_LOST);
 * with an expected digest the later plan is checked as the first. STATUS_UNSURE: as book_commit. */
enum status operation_run(struct book *book, const struct operation *operation, const void *request,
                          struct run *run, struct error *err) CHECKED;

#endif
