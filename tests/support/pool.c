#include "tests/support/pool.h"

#include "model/builtin.h"
#include "model/complaint.h"
#include "model/deal.h"
#include "model/expect.h"
#include "model/freeze.h"
#include "model/item_row.h"
#include "model/mem.h"
#include "model/operator.h"
#include "model/party.h"
#include "model/statement.h"
#include "model/sweep.h"
#include "model/verify.h"
#include "tests/support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

void pool_must_be(struct pool *pool, enum status status, enum status expected, const char *what)
{
    if (status != expected) {
        fail_msg("%s: %s, not %s: %s (%s)", what, status_name(status), status_name(expected),
                 status ? pool->err.message : "", status ? pool->err.detail : "");
    }
}

struct run *pool_run(struct pool *pool)
{
    struct run *run = MEM_NEW(pool->mem, struct run);
    run->mem = pool->mem;
    return run;
}

struct money cny(int64_t minor)
{
    return (struct money){minor, "CNY"};
}

static void add_parties(struct pool *pool)
{
    static const struct party PARTIES[] = {
        {"PLATFORM", "platform", "Market Platform", "CN", "MP", NULL, NULL, NULL},
        {"CUSTODIAN", "custodian", "Independent Custody", "CN", "IC", NULL, NULL, NULL},
        {"alipay", "psp", "支付宝", "CN", NULL, NULL, NULL, NULL},
        {"S-1", "seller", "Łódź Trade", "EU", "G1", NULL, NULL, NULL},
        {"S-2", "seller", "景德镇瓷器", "CN", "G2", NULL, NULL, NULL},
        {"B-1", "buyer", "First Buyer", "CN", NULL, NULL, NULL, NULL},
        {"B-2", "buyer", "Second Buyer", "UK", "G2", NULL, NULL, NULL},
    };
    static const struct bank_account BANK = {"ICBC-001", "CUSTODIAN", "CNY"};
    for (size_t i = 0; i < sizeof(PARTIES) / sizeof(PARTIES[0]); i++) {
        pool_must(pool, party_put(pool->book, &PARTIES[i], pool_run(pool), &pool->err));
    }
    pool_must(pool, bank_put(pool->book, &BANK, pool_run(pool), &pool->err));
}

struct pool *pool_new(const char *name)
{
    return pool_new_under(name, "default");
}

struct pool *pool_new_under(const char *name, const char *policy)
{
    struct pool *pool = MEM_NEW(NULL, struct pool);
    struct book_terms terms = {.name = "main", .policy = policy, .is_sandbox = true};
    pool->mem = pool;
    pool->now_us = POOL_NOW_US;
    pool_must(pool, place_store(pool, name, &pool->url, &pool->store, &pool->err));
    pool->is_placed = true;
    pool_must(pool, operator_found(pool, pool->store, &terms, "ann", clock_fixed(&pool->now_us),
                                   &pool->book, &pool->err));
    add_parties(pool);
    return pool;
}

void pool_free(struct pool *pool)
{
    if (pool->is_placed) {
        place_leave(pool->store, pool->url);
    } else {
        store_close(pool->store);
    }
    mem_free(pool);
}

static void order(struct pool *pool, const char *id, const char *seller, int64_t price, int64_t fee)
{
    struct deal deal = {.id = id,
                        .mode = "escrow",
                        .buyer = "B-1",
                        .seller = seller,
                        .category = "goods",
                        .price = cny(price),
                        .fee = cny(fee),
                        .period_us = 10 * TIME_US_PER_DAY};
    pool_must(pool, deal_order(pool->book, &deal, pool_run(pool), &pool->err));
}

static void capture(struct pool *pool, const char *id, int64_t minor)
{
    struct deal_capture capture = {id, "alipay", cny(minor)};
    pool_must(pool, deal_capture(pool->book, &capture, pool_run(pool), &pool->err));
}

void pool_deal(struct pool *pool, const char *id, int64_t price_minor, bool is_funded)
{
    order(pool, id, "S-1", price_minor, price_minor / 20);
    if (is_funded) {
        capture(pool, id, price_minor);
    }
}

void pool_prove(struct pool *pool, int32_t day, int64_t closing_minor)
{
    struct statement_balance balance = {.currency = "CNY",
                                        .proof = "closed",
                                        .has_balances = true,
                                        .closing_minor = closing_minor,
                                        .first_day = day,
                                        .last_day = day};
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "proved.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .first_day = day,
                                  .last_day = day,
                                  .proof = "closed",
                                  .balances = &balance,
                                  .balance_count = 1};
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
}

#define LINE_DAY ((int32_t)(POOL_NOW_US / TIME_US_PER_DAY))

int64_t pool_line(struct pool *pool, int64_t minor, const struct item *item)
{
    struct statement statement = {.account = "ICBC-001",
                                  .file_name = "day.csv",
                                  .file_hash = "f",
                                  .profile = "generic",
                                  .plan_hash = "p",
                                  .lines = 1,
                                  .new_lines = 1,
                                  .first_day = LINE_DAY,
                                  .last_day = LINE_DAY,
                                  .proof = "none"};
    int64_t id = 0;
    pool_must(pool, statement_post(pool->book, &statement, pool_run(pool), &pool->err));
    pool_must(pool, statement_next_line(pool->book, &id, &pool->err));
    struct statement_line row = {.statement = pool_int(pool, "SELECT max(id) FROM statement", NULL),
                                 .line = id,
                                 .account = "ICBC-001",
                                 .file_line = 1,
                                 .day = LINE_DAY,
                                 .second = STATEMENT_NO_TIME,
                                 .position = id,
                                 .amount = cny(minor),
                                 .balance_minor = STATEMENT_NO_BALANCE,
                                 .reference = "",
                                 .text = "a line",
                                 .counterparty = POOL_COUNTERPARTY,
                                 .counterparty_account = POOL_COUNTERPARTY_ACCOUNT,
                                 .ground = "as the test has it",
                                 .item = item};
    pool_must(pool, line_post(pool->book, &row, pool_run(pool), &pool->err));
    return id;
}

void pool_file(struct pool *pool, const char *id, const char *deal, int64_t minor)
{
    struct complaint complaint = {.id = id,
                                  .deal = deal,
                                  .kind = "counterfeit",
                                  .amount = cny(minor),
                                  .has_amount = minor != 0,
                                  .text = "the label is printed, not woven"};
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
}

void pool_hear(struct pool *pool, const char *id, bool is_contest)
{
    struct complaint_notice notice = {.complaint = id};
    struct complaint_answer answer = {
        .complaint = id, .is_contest = is_contest, .text = "bought from the maker"};
    if (pool_int(pool, "SELECT count(*) FROM complaint WHERE id = $1 AND state = 'filed'", id)) {
        pool_must(pool, complaint_admit(pool->book, &id, pool_run(pool), &pool->err));
    }
    pool_must(pool, complaint_notice(pool->book, &notice, pool_run(pool), &pool->err));
    pool_must(pool, complaint_answer(pool->book, &answer, pool_run(pool), &pool->err));
}

void pool_hear_out(struct pool *pool, const char *id)
{
    if (pool_int(pool, "SELECT count(*) FROM complaint WHERE id = $1 AND state = 'filed'", id)) {
        pool_hear(pool, id, false);
    }
}

void pool_complain(struct pool *pool, const char *id, const char *deal, int64_t minor)
{
    pool_file(pool, id, deal, minor);
    pool_hear_out(pool, id);
}

enum status pool_decide(struct pool *pool, const char *id, enum complaint_outcome outcome)
{
    struct complaint_decision decision = {
        .complaint = id, .outcome = outcome, .reasons = "the maker says so in writing"};
    return complaint_decide(pool->book, &decision, pool_run(pool), &pool->err);
}

void pool_earn(struct pool *pool, const char *seller, int64_t minor)
{
    char *id = mem_printf(pool->mem, "EARN-%lld",
                          (long long)pool_int(pool, "SELECT count(*) FROM deal", NULL));
    struct deal_step step = {.deal = id};
    order(pool, id, seller, minor, 0);
    capture(pool, id, minor);
    pool_must(pool, deal_confirm(pool->book, &step, pool_run(pool), &pool->err));
}

/* A receipt from the bank without the statement around it, nor the line, which an event called
 * "line" would have to have. */
static enum status plan_receipt(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    struct account *bank;
    const struct expect *expect = request;
    posting_subject(posting, "expect:%s", expect->ref);
    enum status status = account_find(book, ACCOUNT_BANK, "ICBC-001", "CNY", &bank, err);
    if (status != STATUS_OK) {
        return status;
    }
    return expect_plan_receive(book, expect->ref, bank, expect->amount.minor, posting, err);
}

static enum status note_receipt(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct expect *expect = request;
    (void)posting;
    return item_row_receive(book, expect->ref, expect->amount.minor, err);
}

void pool_receive(struct pool *pool, const char *party, const char *purpose, int64_t minor)
{
    static const struct operation receipt = {
        .verb = "match", .plan = plan_receipt, .apply = note_receipt};
    char *ref = mem_printf(pool->mem, "BOND-%lld",
                           (long long)pool_int(pool, "SELECT count(*) FROM expect", NULL));
    struct expect expect = {ref, party, purpose, cny(minor)};
    pool_must(pool, expect_put(pool->book, &expect, pool_run(pool), &pool->err));
    pool_must(pool, operation_run(pool->book, &receipt, &expect, pool_run(pool), &pool->err));
}

void pool_bond(struct pool *pool, const char *seller, int64_t minor)
{
    pool_receive(pool, seller, "bond", minor);
}

void pool_lender(struct pool *pool, const char *id, int64_t minor)
{
    struct party lender = {id, "lender", "Lender", "CN", NULL, NULL, NULL, NULL};
    pool_must(pool, party_put(pool->book, &lender, pool_run(pool), &pool->err));
    if (minor > 0) {
        pool_receive(pool, id, "available", minor);
    }
}

int64_t pool_int(struct pool *pool, const char *sql, const char *argument)
{
    struct stmt *q;
    bool has_row;
    pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
    if (argument) {
        stmt_bind_text(q, 1, argument);
    }
    pool_must(pool, stmt_step(q, &has_row, &pool->err));
    int64_t value = has_row ? stmt_int(q, 0) : INT64_MIN;
    stmt_reset(q);
    return value;
}

int64_t pool_available(struct pool *pool, const char *party)
{
    return pool_int(pool,
                    "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE kind = 'available'"
                    " AND name = $1",
                    party);
}

int64_t pool_held(struct pool *pool, const char *purpose)
{
    return pool_int(pool, "SELECT coalesce(sum(balance_minor), 0) FROM account WHERE purpose = $1",
                    purpose);
}

struct store *pool_older(struct pool *pool, const char *url, int count, const char *rows)
{
    const char *steps[POOL_STEPS_MAX];
    struct store_schema schema = {.steps = steps, .count = count};
    struct store *store = NULL;
    assert_in_range(count, 1, POOL_STEPS_MAX);
    for (int i = 0; i < count; i++) {
        const char *name =
            mem_printf(pool->mem, "%s-%d", place_is_sqlite() ? "sqlite" : "postgresql", i + 1);
        const struct builtin *file = builtin_schema;
        while (strcmp(file->name, name) != 0) {
            file++;
            assert_non_null(file->name);
        }
        steps[i] = file->text;
    }
    pool_must(pool, store_open_schema(pool->mem, url, STORE_CREATE, &schema, &store, &pool->err));
    pool_must(pool, store_execute(store, rows, &pool->err));
    return store;
}

/* Statements that a query makes. */
static void execute_each(struct pool *pool, const char *sql)
{
    struct stmt *q;
    bool has_row = false;
    char *all = mem_strdup(pool->mem, "");
    pool_must(pool, store_prepare(pool->store, sql, &q, &pool->err));
    for (pool_must(pool, stmt_step(q, &has_row, &pool->err)); has_row;) {
        all = mem_append(all, "%s;", stmt_text(q, 0));
        pool_must(pool, stmt_step(q, &has_row, &pool->err));
    }
    pool_must(pool, store_execute(pool->store, all, &pool->err));
    mem_free(all);
}

void pool_unguard(struct pool *pool)
{
    static const char *const SQLITE = "PRAGMA ignore_check_constraints = 1;"
                                      " PRAGMA foreign_keys = 0";
    static const char *const POSTGRESQL =
        "DO $$ DECLARE one record; BEGIN"
        " FOR one IN SELECT tgname AS name, tgrelid::regclass AS at FROM pg_trigger"
        " WHERE NOT tgisinternal LOOP"
        " EXECUTE format('DROP TRIGGER %I ON %s', one.name, one.at); END LOOP;"
        " FOR one IN SELECT conname AS name, conrelid::regclass AS at FROM pg_constraint"
        " WHERE contype IN ('c', 'f') AND connamespace = 'holdfast'::regnamespace LOOP"
        " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.at, one.name); END LOOP;"
        " FOR one IN SELECT conname AS name, conrelid::regclass AS at FROM pg_constraint"
        " WHERE contype = 'u' AND connamespace = 'holdfast'::regnamespace LOOP"
        " EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.at, one.name); END LOOP;"
        " FOR one IN SELECT i.indexrelid::regclass AS name FROM pg_index i JOIN pg_class c"
        " ON c.oid = i.indexrelid WHERE i.indisunique AND NOT i.indisprimary"
        " AND c.relnamespace = 'holdfast'::regnamespace LOOP"
        " EXECUTE format('DROP INDEX %s', one.name); END LOOP; END $$";
    if (!place_is_sqlite()) {
        pool_must(pool, store_execute(pool->store, POSTGRESQL, &pool->err));
        return;
    }
    pool_must(pool, store_execute(pool->store, SQLITE, &pool->err));
    execute_each(pool, "SELECT 'DROP ' || type || ' \"' || name || '\"' FROM sqlite_master"
                       " WHERE type = 'trigger' OR type = 'index' AND sql LIKE 'CREATE UNIQUE%'");
}

void pool_verify(struct pool *pool)
{
    struct verify_row *rows;
    size_t count;
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        if (!rows[i].holds) {
            fail_msg("invariant %d, %s: %s", rows[i].number, rows[i].name, rows[i].first_breach);
        }
    }
    mem_free(rows);
}

struct pool *pool_full(void)
{
    struct pool *pool = pool_new("breach.db");
    struct complaint complaint = {.id = "C-1", .deal = "O-2", .kind = "counterfeit"};
    struct freeze freeze = {.party = "S-1",
                            .scope = "payout",
                            .amount = cny(100),
                            .ground = "fraud",
                            .facts = "facts",
                            .until_us = POOL_NOW_US + TIME_US_PER_DAY};
    struct deal_step ship = {.deal = "O-1"};
    struct run *keyed = pool_run(pool);
    struct sweep_result result;
    keyed->source = "shop";
    keyed->key = "k";
    keyed->body = "{}";
    pool_bond(pool, "S-1", 100000);
    pool_deal(pool, "O-1", 10000, true);
    pool_must(pool, deal_ship(pool->book, &ship, keyed, &pool->err));
    pool_deal(pool, "O-2", 10000, true);
    pool_earn(pool, "S-1", 5000);
    pool_must(pool, complaint_open(pool->book, &complaint, pool_run(pool), &pool->err));
    pool_must(pool, freeze_put(pool->book, &freeze, pool_run(pool), &pool->err));
    pool->now_us += 11 * TIME_US_PER_DAY;
    pool_must(pool, sweep_run(pool->book, NULL, NULL, &result, &pool->err));
    pool_verify(pool);
    return pool;
}

void pool_finds(struct pool *pool, int number, const char *damage, const char *mend,
                const char *said)
{
    struct verify_row *rows;
    size_t count;
    bool is_found = false;
    pool_must(pool, store_execute(pool->store, damage, &pool->err));
    pool_must(pool, verify_run(pool->book, pool->mem, &rows, &count, &pool->err));
    for (size_t i = 0; i < count; i++) {
        is_found = is_found || (rows[i].number == number && !rows[i].holds &&
                                strstr(rows[i].first_breach, said) != NULL);
    }
    if (!is_found) {
        fail_msg("nobody noticed: %s", damage);
    }
    pool_must(pool, store_execute(pool->store, mend, &pool->err));
}
