/* account.h - accounts of the four kinds as the transaction under way sees them.
 *
 * An account fetched inside a transaction is one object for the whole of it; its balance runs with
 * the legs that were posted and is written once, when the transaction flushes (which is what makes
 * a hot account as cheap as a cold one). Pointers are borrowed and live until the operation that
 * fetched them ends.
 *
 * A hold is an account with a clock (due_us) and two doors (payer, payee). */
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include "model/book.h"
#include "model/id_list.h"
#include "model/money.h"

enum account_kind { ACCOUNT_BANK, ACCOUNT_TRANSIT, ACCOUNT_AVAILABLE, ACCOUNT_HOLD };

enum purpose {
    PURPOSE_NONE, /* not a hold */
    PURPOSE_SALE,
    PURPOSE_DISPUTE,
    PURPOSE_BOND,
    PURPOSE_AWARD,
    PURPOSE_FREEZE,
    PURPOSE_PAYOUT,
    PURPOSE_SUSPENSE,
    PURPOSE_RESERVE,
    PURPOSE_PREPAID,
    PURPOSE_GROUP,
    PURPOSE_CLAIM,
};

enum door { DOOR_NONE, DOOR_PAYER, DOOR_PAYEE, DOOR_ESCALATE };

struct account {
    int64_t id;
    enum account_kind kind;
    const char *name; /* party, bank account, provider; a hold's number as text */
    const char
        *party; /* of a bank account its custodian, of transit its provider, else its owner */
    char currency[4];
    int64_t balance_minor;
    int64_t opened_event;
    bool is_new;   /* not stored yet */
    bool is_fresh; /* made by this transaction: nothing older refers to it */
    /* of a hold: */
    enum purpose purpose;
    enum door door;
    int64_t due_us; /* TIME_NONE while it was never funded */
    const char *deal, *payer, *payee;
    int64_t parent, root; /* 0 for none; root is itself for a hold without parent */
    bool is_between_two;  /* its money goes to its payer or its payee, to nobody else */
    bool is_collected;    /* a courier has its cash until it remits (cash.h) */
};

#define TRANSIT_UNEXPLAINED "unexplained" /* bank debits that nobody can explain yet */

const char *account_kind_name(enum account_kind kind);
const char *purpose_name(enum purpose purpose);
const char *door_name(enum door door);
/* "available:S-0001", "hold:42". buffer of TEXT_ID_BYTES_MAX + 16; returns buffer. */
#define ACCOUNT_LABEL_BYTES 160
char *account_label(const struct account *account, char *buffer);

enum status account_by_id(struct book *book, int64_t id, struct account **out,
                          struct error *err) CHECKED;
/* STATUS_NOT_FOUND names it. */
enum status account_find(struct book *book, enum account_kind kind, const char *name,
                         const char *currency, struct account **out, struct error *err) CHECKED;
/* The same, made when it is not there yet; it is stored only if something is posted to it. party:
 * its owner, NULL for a transit account. */
enum status account_obtain(struct book *book, enum account_kind kind, const char *name,
                           const char *currency, const char *party, struct account **out,
                           struct error *err) CHECKED;
/* "hold:42" or "42" -> the hold. */
enum status account_hold(struct book *book, const char *id, struct account **out,
                         struct error *err) CHECKED;

/* Ask for many at once and keep them for this transaction: by number; by kind and name, in whatever
 * currency. */
enum status account_foresee(struct book *book, const struct id_list *ids,
                            struct error *err) CHECKED;
enum status account_foresee_names(struct book *book, enum account_kind kind,
                                  const struct id_list *names, struct error *err) CHECKED;
/* The numbers of those that were there of a name that was foreseen; mem owns what out needs. */
void account_list_named(struct book *book, void *mem, enum account_kind kind, const char *name,
                        struct id_list *out);

/* A new hold's terms. payer and payee are parties; payee may be NULL (unknown, or by decision). */
struct hold_terms {
    enum purpose purpose;
    enum door door;
    int64_t due_us;
    const char *currency, *deal, *payer, *payee;
    const struct account *parent; /* NULL for none */
    bool is_between_two, is_collected;
};
/* A hold that is not stored until a posting opens it (posting_open). */
enum status account_new_hold(struct book *book, const struct hold_terms *terms,
                             struct account **out, struct error *err) CHECKED;

/* A copy that outlives the transaction, owned by mem. */
struct account *account_copy(void *mem, const struct account *account);

/* For the ledger alone: the first writing of an account, and that its balance or clock changed. */
enum status account_insert(struct book *book, struct account *account, int64_t event,
                           struct error *err) CHECKED;
void account_touch(struct account *account);
/* A new account that no later operation of this transaction will ask for: once it is stored it need
 * not be kept. */
void account_pass(struct account *account);
/* A statement of its own has written clocks of such holds: what was kept of them is forgotten. All
 * is flushed, nothing of theirs is pending, and pointers to them are gone. */
void account_forget_holds(struct book *book, enum purpose purpose);
/* Between operations: forget what was made and not stored, or need not be kept. Pointers to it are
 * gone. */
void account_forget_unstored(struct book *book);

#endif
