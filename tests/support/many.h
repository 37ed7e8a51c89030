/* many.h - sixteen processes of the program at once on one store: what they stand on, what each was
 * asked, and what it said.
 *
 *     many_init(world); base = many_prepare(world); calls = many_run(world, base, &load)
 *
 * Everything that a call asks for bears its tag ("w03-017"), so that the books can be searched for
 * it whatever the call said: the reason of a release, the facts of a freeze, the name of a bank
 * file. A match has no text to bear: its amount is its own. Amounts are minor units of CNY. */
#ifndef TESTS_SUPPORT_MANY_H
#define TESTS_SUPPORT_MANY_H

#include "tests/support/program.h"
#include "tests/support/random.h"

#include <stdint.h>

#include <jansson.h>

#define MANY_PROCESSES 16
#define MANY_SELLERS 6
#define MANY_BUYERS 8
#define MANY_GROUP 12               /* deals of one kind */
#define MANY_DEALS (4 * MANY_GROUP) /* due, shipped, captured, waited for at the bank */
#define MANY_COMPLAINTS 10
#define MANY_FREEZES 6
#define MANY_ENDED 2 /* of them, whose time has come when the load begins */
#define MANY_SUSPENSE 6
#define MANY_LINES 48  /* that the bank tells during the load */
#define MANY_SHARED 24 /* lines of feeds that more than one process sends */
#define MANY_TWINS 8   /* ids under which two bodies are sent */

#define MANY_BANK "ICBC-001"
#define MANY_BUSY "another program is writing to " /* what a call may end with */
#define MANY_SOURCE "shop"
#define MANY_EARNED 100000 /* by each seller before the load */
#define MANY_BOND 30000    /* of each of the first MANY_BONDS sellers */
#define MANY_BONDS 3
#define MANY_UNKNOWN 1000  /* a line in suspense */
#define MANY_DISPUTED 2000 /* of each complaint before the load */

/* The facts that the load and the books that check it are made from. */
int64_t many_price(int deal);
int many_seller(int deal);
int many_buyer(int deal);
int64_t many_frozen(int freeze); /* the amount of a freeze before the load; 0: a scope alone */

enum many_pays { MANY_PAYS_DEAL, MANY_PAYS_PAYOUT, MANY_PAYS_FEE, MANY_PAYS_UNKNOWN };
struct many_bank_line {
    enum many_pays pays;
    int what; /* the deal, or the seller whose payout PB-n it is */
    int64_t amount_minor;
};
struct many_bank_line many_bank_line(int line);

/* "12.34" and back; text into a buffer of the caller. */
#define MANY_AMOUNT_BYTES 32
#define MANY_NAME_BYTES 32
const char *many_amount(int64_t minor, char buffer[MANY_AMOUNT_BYTES]);
int64_t many_minor(const char *amount);

struct many_base {
    int64_t holds[MANY_DEALS];
    int64_t lines[MANY_SUSPENSE];
    int64_t events; /* so many there are before the load */
};

/* A store in the world's place, which is empty. */
void many_init(struct world *world);

/* Into it parties, operators, deals in several states, money, bonds, complaints, freezes, a bank
 * account. The world's time is then that of the load. */
struct many_base *many_prepare(struct world *world);

enum many_kind {
    MANY_PAYOUT,
    MANY_RELEASE,
    MANY_RETURN,
    MANY_FREEZE,
    MANY_UNFREEZE,
    MANY_COMPLAIN,
    MANY_DECIDE,
    MANY_MATCH,
    MANY_FEED,
    MANY_TWIN, /* a feed with a line whose id another process sends with another body */
    MANY_IMPORT,
    MANY_SWEEP,
    MANY_KINDS,
};

enum many_end { MANY_ACKNOWLEDGED, MANY_REFUSED, MANY_KILLED };

struct many_call {
    enum many_kind kind;
    enum many_end end;
    const char *tag;
    const char *login;
    const char *text; /* the command as it was given */
    const char *out;
    const char *err;
    json_t *facts;    /* what it asked for, by kind: see many_work.c */
    json_t *said;     /* its JSON; NULL where it said none */
    json_t *rejected; /* of a feed: the ids that were refused */
};

struct many_calls {
    struct many_call *items;
    size_t count;
};

struct many_load {
    uint64_t seed;
    int calls; /* of each process */
    /* Between the calls of the processes, so often, evenly: from the process of the test. */
    int pauses;
    void (*meanwhile)(struct world *world, void *state, int pause);
    void *state;
};

const char *many_kind_name(enum many_kind kind);

/* Run the load. Fails the test where a call ended in another way than by its end, a refusal or our
 * kill. Calls are the world's, in no order but that of each process. */
struct many_calls *many_run(struct world *world, const struct many_base *base,
                            const struct many_load *load);

/* One process: so many calls, each written as a line of JSON to notes and then a byte to progress.
 * Ends the process. */
struct many_worker {
    int number;
    int calls;
    struct random random;
    const struct many_base *base;
    struct world *world;
    FILE *notes;
    int progress;
};
void many_work(struct many_worker *worker) __attribute__((noreturn));

#endif
