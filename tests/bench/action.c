/* action.c - what one action of an operator takes, from its beginning to its being durable, inside
 * a program that has its store open.
 *
 *     action URL OPERATOR COUNT
 *
 * URL is a store that make_rows feed has fed. Payouts and releases in turn, each an operation with
 * a transaction of its own; the first ones, which prepare statements, are not counted. Prints the
 * median in microseconds. */
#include "model/book.h"
#include "model/hold.h"
#include "model/mem.h"
#include "model/payout.h"
#include "tests/bench/median.h"

#include <stdio.h>
#include <stdlib.h>

#define SELLERS 200
#define UNCOUNTED 10

struct actor {
    struct book *book;
    int64_t next_hold, last_hold;
    struct error err;
};

static void must(enum status status, const struct error *err)
{
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "action: %s: %s\n", err->message, err->detail);
        exit(1);
    }
}

static enum status pay_out(struct actor *actor, int64_t turn, void *mem)
{
    struct run run = {.mem = mem};
    struct payout payout = {.party = mem_printf(mem, "S-%04lld", (long long)(turn % SELLERS)),
                            .amount = {1, "CNY"}};
    return payout_request(actor->book, &payout, &run, &actor->err);
}

/* The next hold of a sale that has money. */
static int64_t find_hold(struct actor *actor)
{
    struct stmt *q = NULL;
    bool has_row = false;
    must(store_prepare(book_store(actor->book),
                       "SELECT id FROM account WHERE kind = 'hold' AND purpose = 'sale'"
                       " AND balance_minor > 2 AND id > $1 ORDER BY id LIMIT 1",
                       &q, &actor->err),
         &actor->err);
    stmt_bind_int(q, 1, actor->next_hold);
    must(stmt_step(q, &has_row, &actor->err), &actor->err);
    int64_t id = has_row ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    return id;
}

static enum status release(struct actor *actor, void *mem)
{
    struct run run = {.mem = mem};
    struct hold_step step = {.hold = mem_printf(mem, "hold:%lld", (long long)actor->next_hold),
                             .amount_minor = 1,
                             .reason = "bench"};
    return hold_release_by(actor->book, &step, &run, &actor->err);
}

int main(int argc, char **argv)
{
    struct actor actor = {0};
    struct store *store = NULL;
    int64_t count = argc == 4 ? atoll(argv[3]) : 0;
    if (count < 1) {
        (void)fputs("action URL OPERATOR COUNT\n", stderr);
        return 2;
    }
    void *mem = mem_context(NULL, "action");
    must(store_open(mem, argv[1], STORE_WRITE, &store, &actor.err), &actor.err);
    must(book_open(mem, store, argv[2], clock_system(), &actor.book, &actor.err), &actor.err);
    actor.next_hold = find_hold(&actor);
    int64_t *took_us = MEM_ARRAY(mem, int64_t, (size_t)count);
    for (int64_t turn = -UNCOUNTED; turn < count; turn++) {
        void *scratch = mem_context(mem, "turn");
        int64_t start = median_now_us();
        bool is_payout = turn % 2 == 0 || actor.next_hold == 0;
        must(is_payout ? pay_out(&actor, turn + UNCOUNTED, scratch) : release(&actor, scratch),
             &actor.err);
        took_us[turn < 0 ? 0 : turn] = median_now_us() - start;
        mem_free(scratch);
    }
    (void)printf("%lld\n", (long long)median_of(took_us, (size_t)count));
    mem_free(mem);
    return 0;
}
