/* posting.h - one event in the making: what it is called, whom it concerns, the legs that it moves,
 * the clocks and liens that it changes, and what parties will be told.
 *
 * An operation plans a posting without writing anything; the same posting is shown as a preview or
 * handed to the ledger. Its digest says whether two are the same. */
#ifndef MODEL_POSTING_H
#define MODEL_POSTING_H

#include "model/account.h"
#include "model/notice.h"
#include "model/policy.h"

#include <stddef.h>

#define POSTING_LEGS_MAX 4096
#define POSTING_ALARM "alarm" /* in the body: "overdraft bank:ICBC-001" */
#define POSTING_DUE "due_us"  /* in the body of what ran by its clock: when it was due */

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

/* What a deal's running sums gain. */
struct deal_change {
    const char *deal;
    int64_t funded_minor, released_minor, returned_minor;
    int64_t given_back_minor; /* of what is returned: by its courier, which never remitted it */
};

/* Ranks of liens: who is served first. */
enum lien_rank {
    LIEN_COURT = 10,
    LIEN_COST = 20, /* couriers, payment providers */
    LIEN_TAX = 30,
    LIEN_FEE = 40, /* the platform's */
    LIEN_LENDER = 50,
    LIEN_AWARD = 60,
    LIEN_SUBROGATION = 70,
    LIEN_TOPUP = 80,
    LIEN_FREEZE = 90,
};

/* A new lien (id 0, with terms), or what passed and was taken by an old one, or its end. */
struct lien_change {
    int64_t id;
    struct account *on, *beneficiary;
    enum lien_rank rank;
    const char *ground, *reference; /* reference: "freeze:3", "deal:O-1" */
    int64_t cap_minor;
    int64_t share_per_minor; /* 0: a plain lien */
    int64_t passed_minor;    /* added to what passed its door; below zero in a correction */
    int64_t taken_minor;     /* added to what it took; the same */
    bool is_closing;
    bool is_reopening; /* a correction's: it claims again what it gives back */
};

/* Two parties who exchange their own money: party's in the one currency for dealer's in the other.
 */
struct exchange {
    const char *party, *dealer; /* NULL both where nothing is exchanged */
    char sold[4], bought[4];    /* by party; of dealer */
};

/* A deal's provider takes money of it back: from which parties, and to which account. */
struct recourse {
    const char *deal, *buyer, *seller;
    const struct account *to;
};

struct wrote;

struct posting {
    const char *verb, *subject, *context; /* context may be NULL */
    const char *source, *key;             /* idempotency key, or NULL both */
    const char *body;                     /* canonical JSON; made from the notes when NULL */
    const char *apart, *seal; /* a fact that is kept apart, and what the body has of it; or NULL */
    int64_t at_us;
    struct leg *legs;
    size_t leg_count;
    struct clock_change *clocks;
    size_t clock_count;
    struct account **opened;
    size_t opened_count;
    struct notice **notices;
    size_t notice_count;
    struct policy_value *basis; /* figures that it rests on */
    size_t basis_count;
    struct lien_change *liens;
    size_t lien_count;
    struct deal_change *deals;
    size_t deal_count;
    bool is_by_clock;              /* nobody did it: its time had come */
    const struct account *courier; /* transit of who has the cash of what is held, or NULL */
    struct exchange exchange;
    const struct recourse *recourse; /* NULL unless it is one */
    struct leg *mirrored; /* of a correction: what the event moved that it corrects, else NULL */
    size_t mirrored_count;
    /* The second pair of eyes (eyes.h). */
    enum policy_eyes needs;
    struct money awarded;  /* beyond the refund of a price; currency "" where nothing is */
    struct money measured; /* by which it needs them; currency "" where no amount is */
    const char *eyes;      /* who has to agree to it, or who proposed it; or NULL */
    const char *hash;      /* of what is proposed, as proposal_hash says; or NULL */
    const struct proposal *proposal; /* that it makes, or NULL */
    int64_t approves;                /* the proposal that it carries out, or 0 */
    const char *unapproved; /* why it is not what was proposed: only who has seen its preview may go
                               on; or NULL */
    const char
        *standing; /* of a preview: on which rung a seller stands, what is skipped; or NULL */
    const char **remarks; /* to consider before it is done: shown, and no part of it */
    size_t remark_count;
    const char *under;   /* of a preview: whose law, which forum, which legal entity; or NULL */
    int64_t first_lien;  /* id of the first new lien once posted */
    const char *result;  /* what was made, as an id to show ("freeze:3"), or NULL */
    int64_t event;       /* its number once posted */
    struct canon *notes; /* the body under construction */
    /* Adds what its operation writes itself that an event covers (wrote.h), the same that it will
     * write; more is its own to read. NULL where the ledger writes all of it. */
    enum status (*write_more)(struct book *book, const struct posting *posting, struct wrote *wrote,
                              struct error *err);
    const void *more;
};

struct posting *posting_new(void *mem, const char *verb);
void posting_result(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void posting_subject(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "line:42" of "line:" and 42. */
void posting_subject_number(struct posting *posting, const char *kind, int64_t number);
void posting_context(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Facts for the body. NULL text is left out. */
void posting_note(struct posting *posting, const char *key, const char *text);
/* A fact that is kept apart (personal.h): the body has its seal, and what is compared with a
 * preview is the fact itself, since each seal has a salt of its own. One at most. NULL fact is left
 * out. */
void posting_note_apart(struct posting *posting, const char *key, const char *fact,
                        const char *seal);
void posting_note_int(struct posting *posting, const char *key, int64_t value);
void posting_note_money(struct posting *posting, const char *key, struct money amount);
/* It runs by its clock, which was due then. */
void posting_by_clock(struct posting *posting, int64_t due_us);

/* Legs. A move of 0 is none. The account's balance after all legs so far may not be below what its
 * kind allows: STATUS_REFUSED says what is there and what was asked. */
enum status posting_move(struct posting *posting, struct account *from, struct account *to,
                         int64_t amount_minor, struct error *err) CHECKED;
/* The balance that account will have. */
int64_t posting_balance(const struct posting *posting, const struct account *account);

void posting_deal(struct posting *posting, const struct deal_change *change);
void posting_recourse(struct posting *posting, const struct recourse *recourse);
void posting_lien(struct posting *posting, const struct lien_change *change);

/* Money of party may become dealer's in the currency sold, and dealer's party's in that bought. */
void posting_exchange(struct posting *posting, const char *party, const char *dealer,
                      const char *sold, const char *bought);

/* The account comes into being with this event even if nothing moves on it. */
void posting_open(struct posting *posting, struct account *account);
/* The first of a purpose that comes into being with it; NULL where there is none. */
struct account *posting_opened(const struct posting *posting, enum purpose purpose);
void posting_clock(struct posting *posting, struct account *hold, enum door door, int64_t due_us);
/* A party is told of it: a notice of that kind, whose fields the caller gives. */
struct notice *posting_tell(struct posting *posting, const char *party, const char *kind);

/* A figure of a policy that it rests on, to be shown with its source. */
void posting_basis(struct posting *posting, const struct policy_value *value);

/* What whoever does it should see first; it changes neither body nor digest. */
void posting_remark(struct posting *posting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Make the posting outlive the transaction that planned it: its accounts become copies of its own,
 * as they are now. */
void posting_detach(struct posting *posting);

/* Note the alarm POSTING_ALARM for a bank account that this posting takes above zero: an overdraft
 * at the bank is posted, and never silently. */
void posting_note_alarms(struct posting *posting);

/* The body as canonical JSON (sorted, compact); made once. */
const char *posting_body(struct posting *posting);

/* What is noted from now on is in the body again, which was made already. */
void posting_reopen(struct posting *posting);

/* SHA-256 over everything that it would do; for a moment only, since nothing that is kept apart is
 * salted in it. */
#define POSTING_DIGEST_BYTES 65
char *posting_digest(struct posting *posting, char *buffer);
/* The same without what is kept apart: to be stored. */
char *posting_digest_to_keep(struct posting *posting, char *buffer);

#endif
