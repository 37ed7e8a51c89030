#include "tests/support/many.h"

#include "model/mem.h"
#include "model/store.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEFORE "2026-09-01T08:00:00Z"
#define DURING "2026-09-20T08:00:00Z" /* the deals of the first group are due by then */
#define LONG_DAYS 60
#define SHORT_DAYS 10

int64_t many_price(int deal)
{
    return 10000 + 100 * (int64_t)deal;
}

int many_seller(int deal)
{
    return deal % MANY_SELLERS;
}

int many_buyer(int deal)
{
    return deal % MANY_BUYERS;
}

/* One in four pays a deal, one in four a payout as long as there is one, the others nobody knows.
 */
struct many_bank_line many_bank_line(int line)
{
    int turn = line / 4;
    if (line % 4 == 0) {
        int deal = 3 * MANY_GROUP + turn;
        return (struct many_bank_line){MANY_PAYS_DEAL, deal, many_price(deal)};
    }
    if (line % 4 == 1 && turn < MANY_SELLERS) {
        return (struct many_bank_line){MANY_PAYS_PAYOUT, turn, -1000 - turn};
    }
    if (line % 4 == 3) {
        return (struct many_bank_line){MANY_PAYS_UNKNOWN, 0, 500 + line};
    }
    return (struct many_bank_line){MANY_PAYS_FEE, 0, -100};
}

const char *many_amount(int64_t minor, char buffer[MANY_AMOUNT_BYTES])
{
    int64_t size = minor < 0 ? -minor : minor;
    (void)snprintf(buffer, MANY_AMOUNT_BYTES, "%s%" PRId64 ".%02" PRId64, minor < 0 ? "-" : "",
                   size / 100, size % 100);
    return buffer;
}

int64_t many_minor(const char *amount)
{
    char *point = NULL;
    int64_t whole = strtoll(amount, &point, 10);
    if (*point != '.' || strlen(point) != 3) {
        fail_msg("%s is no amount that this test wrote", amount);
    }
    int64_t cents = strtoll(point + 1, NULL, 10);
    return whole * 100 + (amount[0] == '-' ? -cents : cents);
}

/* The feed before the load */

struct telling {
    FILE *file;
    int count;
};

static void tell(struct telling *telling, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void tell(struct telling *telling, const char *type, const char *format, ...)
{
    va_list args;
    (void)fprintf(telling->file, "{\"id\":\"base-%d\",\"type\":\"%s\",\"at\":\"" BEFORE "\",",
                  telling->count++, type);
    va_start(args, format);
    (void)vfprintf(telling->file, format, args);
    va_end(args);
    (void)fputs("}\n", telling->file);
}

static void tell_party(struct telling *telling, const char *kind, const char *id, int number)
{
    char name[32];
    (void)snprintf(name, sizeof name, number < 0 ? "%s" : "%s%d", id, number);
    tell(telling, "party",
         "\"party\":\"%s\",\"kind\":\"%s\",\"name\":\"%s\",\"jurisdiction\":\"CN\"", name, kind,
         name);
}

static void tell_parties(struct telling *telling)
{
    tell_party(telling, "platform", "PLATFORM", -1);
    tell_party(telling, "custodian", "CUSTODIAN", -1);
    tell_party(telling, "psp", "alipay", -1);
    tell(telling, "bank",
         "\"account\":\"" MANY_BANK "\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"");
    for (int i = 0; i < MANY_SELLERS; i++) {
        tell_party(telling, "seller", "S-", i);
    }
    for (int i = 0; i < MANY_BUYERS; i++) {
        tell_party(telling, "buyer", "B-", i);
    }
}

static void tell_deal(struct telling *telling, const char *kind, int number, int days,
                      int64_t price, int64_t fee)
{
    char amount[MANY_AMOUNT_BYTES];
    char part[MANY_AMOUNT_BYTES];
    tell(telling, "deal",
         "\"deal\":\"%s-%d\",\"mode\":\"escrow\",\"buyer\":\"B-%d\",\"seller\":\"S-%d\","
         "\"amount\":\"%s\",\"fee\":\"%s\",\"currency\":\"CNY\",\"category\":\"goods\","
         "\"period_days\":%d",
         kind, number, many_buyer(number), many_seller(number), many_amount(price, amount),
         many_amount(fee, part), days);
}

static void tell_capture(struct telling *telling, const char *kind, int number, int64_t price)
{
    char amount[MANY_AMOUNT_BYTES];
    tell(telling, "capture",
         "\"deal\":\"%s-%d\",\"via\":\"alipay\",\"amount\":\"%s\",\"currency\":\"CNY\"", kind,
         number, many_amount(price, amount));
}

static void tell_deals(struct telling *telling)
{
    for (int i = 0; i < MANY_DEALS; i++) {
        int days = i < MANY_GROUP ? SHORT_DAYS : LONG_DAYS;
        tell_deal(telling, "O", i, days, many_price(i), many_price(i) / 20);
        if (i < 3 * MANY_GROUP) {
            tell_capture(telling, "O", i, many_price(i));
        }
        if (i < 2 * MANY_GROUP) {
            tell(telling, "ship", "\"deal\":\"O-%d\"", i);
        }
    }
    for (int i = 0; i < MANY_SELLERS; i++) {
        tell_deal(telling, "E", i, LONG_DAYS, MANY_EARNED, 0);
        tell_capture(telling, "E", i, MANY_EARNED);
        tell(telling, "confirm", "\"deal\":\"E-%d\"", i);
    }
}

static void tell_rest(struct telling *telling)
{
    char amount[MANY_AMOUNT_BYTES];
    for (int i = 0; i < MANY_BONDS; i++) {
        tell(telling, "expect",
             "\"ref\":\"BOND-%d\",\"party\":\"S-%d\",\"purpose\":\"bond\",\"amount\":\"%s\","
             "\"currency\":\"CNY\"",
             i, i, many_amount(MANY_BOND, amount));
    }
    for (int i = 0; i < MANY_COMPLAINTS; i++) {
        int deal = MANY_GROUP + i;
        tell(telling, "complaint",
             "\"complaint\":\"C-%d\",\"deal\":\"O-%d\",\"kind\":\"counterfeit\",\"by\":\"B-%d\","
             "\"amount\":\"%s\"",
             i, deal, many_buyer(deal), many_amount(MANY_DISPUTED, amount));
    }
    for (int i = 0; i < MANY_SELLERS; i++) {
        struct many_bank_line debit = many_bank_line(4 * i + 1);
        assert_int_equal(debit.pays, MANY_PAYS_PAYOUT);
        tell(telling, "payout",
             "\"payout\":\"PB-%d\",\"seller\":\"S-%d\",\"amount\":\"%s\",\"currency\":\"CNY\"", i,
             i, many_amount(-debit.amount_minor, amount));
    }
}

static void feed_base(struct world *world)
{
    struct telling telling = {.file = fopen(world_path(world, "base.jsonl"), "wbe")};
    assert_non_null(telling.file);
    tell_parties(&telling);
    tell_deals(&telling);
    tell_rest(&telling);
    assert_int_equal(fclose(telling.file), 0);
    program_must(world, "feed", "base.jsonl", NULL);
}

static void import_base(struct world *world)
{
    char amount[MANY_AMOUNT_BYTES];
    char *text = mem_strdup(world->mem, "Date,Bank reference,Text,Amount\n");
    for (int i = 0; i < MANY_BONDS; i++) {
        text = mem_append(text, "2026-08-31,B-%d,deposit BOND-%d,%s\n", i, i,
                          many_amount(MANY_BOND, amount));
    }
    for (int i = 0; i < MANY_SUSPENSE; i++) {
        text =
            mem_append(text, "2026-08-31,U-%d,thanks,%s\n", i, many_amount(MANY_UNKNOWN, amount));
    }
    world_file(world, "base.csv", text, strlen(text));
    program_must(world, "import", "base.csv", "--account", MANY_BANK, NULL);
}

static const struct {
    const char *seller, *until;
    int64_t amount;
} FREEZES[MANY_FREEZES] = {
    {"S-0", "60d", 0}, {"S-1", "60d", 5000}, {"S-2", "60d", 200000}, /* more than there is */
    {"S-5", "60d", 0}, {"S-3", "10d", 0},    {"S-4", "10d", 3000},
};

int64_t many_frozen(int freeze)
{
    return FREEZES[freeze].amount;
}

static void freeze_base(struct world *world)
{
    char amount[MANY_AMOUNT_BYTES];
    for (int i = 0; i < MANY_FREEZES; i++) {
        bool has_amount = FREEZES[i].amount > 0;
        program_must(world, "freeze", FREEZES[i].seller, "--until", FREEZES[i].until,
                     "--ground=fraud", "--facts=before the load",
                     has_amount ? "--amount" : "--scope",
                     has_amount ? many_amount(FREEZES[i].amount, amount) : "payout", NULL);
    }
}

static void add_operators(struct world *world)
{
    static const char *const operators[][2] = {{"ann", "operations"},
                                               {"sam", "support"},
                                               {"fay", "finance"},
                                               {"ola", "operations,support"}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        program_must(world, "operator", "add", operators[i][0], "--roles", operators[i][1], NULL);
    }
}

/* Numbers by a statement that gives just so many of them, in the order of its rows. */
static void read_numbers(struct store *store, const char *sql, int64_t *numbers, size_t count)
{
    struct stmt *q = NULL;
    struct error err;
    bool has_row = false;
    assert_int_equal(store_prepare(store, sql, &q, &err), STATUS_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(stmt_step(q, &has_row, &err), STATUS_OK);
        assert_true(has_row);
        numbers[i] = stmt_int(q, 0);
    }
    assert_int_equal(stmt_step(q, &has_row, &err), STATUS_OK);
    assert_false(has_row);
}

void many_init(struct world *world)
{
    world->now = BEFORE;
    program_must(world, "init", "--sandbox", NULL);
}

struct many_base *many_prepare(struct world *world)
{
    struct many_base *base = MEM_NEW(world->mem, struct many_base);
    struct store *store = NULL;
    struct error err;
    add_operators(world);
    feed_base(world);
    import_base(world);
    freeze_base(world);
    world->now = DURING;
    assert_int_equal(store_open(world->mem, world->db, STORE_READ, &store, &err), STATUS_OK);
    /* As the deals are numbered, so they were ordered. */
    read_numbers(store, "SELECT hold_id FROM deal WHERE id LIKE 'O-%' ORDER BY hold_id",
                 base->holds, MANY_DEALS);
    read_numbers(store, "SELECT id FROM line WHERE state = 'suspense' ORDER BY id", base->lines,
                 MANY_SUSPENSE);
    read_numbers(store, "SELECT max(number) FROM event", &base->events, 1);
    store_close(store);
    return base;
}
