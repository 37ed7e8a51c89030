/* book.h - one custody pool as one operator works in it.
 *
 * A book binds the store, the clock, the operator with its roles, and the policy. It owns the
 * transaction: whatever is posted between book_begin and book_commit is there whole or not at all.
 * Reading needs no transaction.
 *
 * A book is used by one thread. A worker thread opens its own on the same URL. */
#ifndef MODEL_BOOK_H
#define MODEL_BOOK_H

#include "model/doubt.h"
#include "model/error.h"
#include "model/patience.h"
#include "model/policy_set.h"
#include "model/rights.h"
#include "model/store.h"
#include "model/time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct book;
struct letters;

struct book_terms {
    const char *name;   /* "main" */
    const char *policy; /* its pack: "default" */
    bool is_sandbox;
};

/* Make the first book in a new store, with its first operator, who gets every role (the event of it
 * is operator_found's). Leaves the transaction open. */
enum status book_create(void *mem, struct store *store, const struct book_terms *terms,
                        const char *operator_login, struct clock clock, struct book **out,
                        struct error *err) CHECKED;

/* What a book has for a policy while a copy of it is not finished: until then it is nobody's, and
 * whoever opens it or begins in it is told so with STATUS_UNSUPPORTED. */
#define BOOK_HALF_COPIED "copy under way"

/* Open the store's book for an operator that it knows (STATUS_DENIED otherwise). */
enum status book_open(void *mem, struct store *store, const char *operator_login,
                      struct clock clock, struct book **out, struct error *err) CHECKED;

struct store *book_store(const struct book *book);
int64_t book_id(const struct book *book);
const char *book_name(const struct book *book);
bool book_is_sandbox(const struct book *book);
/* The clock's time, and never before the last event: time does not go back in the books. */
int64_t book_now_us(const struct book *book);
/* For past.h: now is that time. */
void book_go_back(struct book *book, int64_t at_us);
/* Whether what follows the event may not be earlier: not so after the founding of a sandbox, which
 * may be made today to play what is past. */
bool book_keeps_time(const struct book *book, int64_t event);
const char *book_operator(const struct book *book);
unsigned book_roles(const struct book *book);
/* The legal entity that the operator acts for, or NULL. */
const char *book_entity(const struct book *book);
/* Whether the operator has declared any interest that runs. */
bool book_has_interests(const struct book *book);
/* All versions of its policy, those that the book adopted among them. */
const struct policy_set *book_policies(const struct book *book);
/* What held at a time of the books; and what holds now, for what begins now. It lives as long as
 * the book. */
const struct policy *book_policy_at(const struct book *book, int64_t at_us);
static inline const struct policy *book_policy(const struct book *book)
{
    return book_policy_at(book, book_now_us(book));
}
/* A version of it by name: what was begun under one stays under it. */
enum status book_policy_named(const struct book *book, const char *name, const struct policy **out,
                              struct error *err) CHECKED;
/* The texts of notices in a language, as its pack says them; kept as long as the book. */
enum status book_letters(struct book *book, const char *language, const struct letters **out,
                         struct error *err) CHECKED;
/* The platform's and the custodian's party id, or NULL while the feed has not named one. */
const char *book_platform(const struct book *book);
const char *book_custodian(const struct book *book);
/* Remember them; part of the party's event. */
enum status book_set_platform(struct book *book, const char *party, struct error *err) CHECKED;
enum status book_set_custodian(struct book *book, const char *party, struct error *err) CHECKED;

/* Where the transaction under way has begun; NULL when that is not known any more. */
struct book_stand {
    int64_t event, at_us; /* the last one; 0: none yet */
    char hash[BOOK_HASH_BYTES];
    int64_t account; /* the last one's number */
    bool is_known;
};
const struct book_stand *book_stand(const struct book *book);

/* What a higher floor keeps for the length of a transaction (the accounts it has seen, the head of
 * the chain). flush writes what is pending; it runs at commit, in the order of first use. */
struct book_part {
    const char *name;
    size_t bytes;
    enum status (*flush)(struct book *book, void *state, struct error *err); /* may be NULL */
};
/* The part's state, zeroed at its first use in this transaction, gone with it; what a part
 * allocates hangs below it. */
void *book_part(struct book *book, const struct book_part *part);
/* Memory that lives as long as the transaction. */
void *book_memory(struct book *book);
/* Write what is pending now, so that the next statement that is stepped sees it. Ask it at once:
 * what the store has queued must be through before the same rows are written again. */
enum status book_flush(struct book *book, struct error *err) CHECKED;

/* Rows that all parts keep of the store, together. */
#define BOOK_ROWS_MAX 20000
/* A part keeps so many rows more. */
void book_keep(struct book *book, size_t rows);
/* So many fewer. */
void book_drop(struct book *book, size_t rows);
/* Between operations: where there is no room for so many rows more, flush and begin all parts anew.
 * Pointers into them are gone. */
enum status book_trim(struct book *book, size_t room, struct error *err) CHECKED;

/* One transaction around many operations. */
enum status book_begin(struct book *book, struct error *err) CHECKED;
enum status book_begin_snapshot(struct book *book, struct error *err) CHECKED;
/* The same, with what is going to be asked first asked in the same round trip: ahead asks it with
 * stmt_each. */
enum status book_begin_ahead(struct book *book, enum store_transaction kind,
                             enum status (*ahead)(struct book *book, const void *request,
                                                  struct error *err),
                             const void *request, struct error *err) CHECKED;
/* A commit during which the connection went away is asked after, within the book's patience: it was
 * kept (STATUS_OK), nothing was (STATUS_LOST), or there was nobody to ask (STATUS_UNSURE). */
enum status book_commit(struct book *book, struct error *err) CHECKED;
/* Of a commit that ended with STATUS_UNSURE, for this book or another of the same store. Until the
 * next book_begin. */
struct book_doubt book_doubt(const struct book *book);
/* Ask once: answers as book_commit does. */
enum status book_ask(struct book *book, const struct book_doubt *doubt, struct error *err) CHECKED;
/* For the ledger: the last event of this transaction, by which its commit can be asked after. */
void book_appended(struct book *book, int64_t event, const char *hash);
void book_rollback(struct book *book);
bool book_in_transaction(const struct book *book);
/* How long to go on trying what another writer or a lost connection has stopped, in all: the busy
 * timeout of the store unless told otherwise. 0: once. */
void book_set_patience(struct book *book, int64_t limit_ms);
struct patience book_patience(const struct book *book);
/* Instead of the machine's own clock and sleep. */
void book_set_waiting(struct book *book, const struct waiting *waiting);
/* An operation failed after it began to write: this transaction can only be rolled back. So it is
 * too when the store failed in it, which with queued writes may be told late and to somebody else.
 */
void book_spoil(struct book *book);
bool book_is_spoiled(const struct book *book);

#endif
