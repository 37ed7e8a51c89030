/* make_rows.c - data for the benchmarks, the same every time.
 *
 *     make_rows feed N       N events of a marketplace, JSON Lines
 *     make_rows more N FED   N events more for a store that was fed FED of those
 *     make_rows hot N        without fees; one seller, one provider
 *     make_rows spread N     as hot, but many sellers, many providers
 *     make_rows mixed N      N events of deals of several ways of paying
 *     make_rows deals N      parties and N orders, each an account of its own, whom rows of a bank
 * pay make_rows complaints N N orders that are paid, each with a complaint about it make_rows bank
 * N       N rows of a bank, as the profile generic reads them make_rows convert N    the same rows
 * under the header that `ledger convert` reads */
#include "model/text.h"
#include "model/time.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SELLERS 200
#define BUYERS 2000
#define PROVIDERS 200
#define BATCH_DEALS 200                    /* of a settlement */
#define FIRST_US INT64_C(1788249600000000) /* 2026-09-01T08:00:00Z */
#define ROWS_A_DAY 1000

struct maker {
    uint64_t random;
    int64_t events, wanted;
    int64_t sellers, providers;
    bool has_fee;
};

static int64_t below(struct maker *maker, int64_t bound)
{
    uint64_t z = (maker->random += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int64_t)((z ^ (z >> 31)) % (uint64_t)bound);
}

/* What a row of the bank pays, and the order that it names is for. */
static int64_t paid_by(int64_t row)
{
    struct maker maker = {.random = (uint64_t)row};
    return 1000 + below(&maker, 99000);
}

static bool begin(struct maker *maker, const char *type)
{
    char at[TIME_TEXT_BYTES];
    if (maker->events == maker->wanted) {
        return false;
    }
    (void)printf("{\"id\": \"e%08" PRId64 "\", \"type\": \"%s\", \"at\": \"%s\"", maker->events,
                 type, time_format(FIRST_US + maker->events * TIME_US_PER_SECOND, at));
    maker->events++;
    return true;
}

static void party(struct maker *maker, const char *id, const char *kind)
{
    if (begin(maker, "party")) {
        (void)printf(", \"party\": \"%s\", \"kind\": \"%s\", \"name\": \"%s Trading\", "
                     "\"jurisdiction\": \"CN\"}\n",
                     id, kind, id);
    }
}

static void parties(struct maker *maker)
{
    party(maker, "PLATFORM", "platform");
    party(maker, "CUSTODIAN", "custodian");
    party(maker, "alipay-000", "psp");
    if (begin(maker, "bank")) {
        (void)printf(", \"account\": \"BENCH-001\", \"party\": \"CUSTODIAN\", "
                     "\"currency\": \"CNY\"}\n");
    }
    char id[32];
    for (int64_t i = 1; i < maker->providers; i++) {
        (void)snprintf(id, sizeof id, "alipay-%03" PRId64, i);
        party(maker, id, "psp");
    }
    for (int64_t i = 0; i < SELLERS; i++) {
        (void)snprintf(id, sizeof id, "S-%04" PRId64, i);
        party(maker, id, "seller");
    }
    for (int64_t i = 0; i < BUYERS; i++) {
        (void)snprintf(id, sizeof id, "B-%05" PRId64, i);
        party(maker, id, "buyer");
    }
}

static void order_of(struct maker *maker, const char *mode, int64_t deal, int64_t buyer,
                     int64_t price)
{
    int64_t fee = maker->has_fee && strcmp(mode, "chain") != 0 ? price / 20 : 0;
    if (begin(maker, "deal")) {
        (void)printf(", \"deal\": \"O-%07" PRId64 "\", \"mode\": \"%s\", "
                     "\"buyer\": \"B-%05" PRId64 "\", \"seller\": \"S-%04" PRId64
                     "\", \"amount\": \"%" PRId64 ".%02" PRId64 "\", \"fee\": \"%" PRId64
                     ".%02" PRId64 "\", \"currency\": \"CNY\", \"category\": \"goods\", "
                     "\"period_days\": 10}\n",
                     deal, mode, buyer, below(maker, maker->sellers), price / 100, price % 100,
                     fee / 100, fee % 100);
    }
}

static void order_by(struct maker *maker, const char *mode, int64_t deal, int64_t price)
{
    order_of(maker, mode, deal, below(maker, BUYERS), price);
}

static void order(struct maker *maker, int64_t deal, int64_t price)
{
    order_by(maker, "escrow", deal, price);
}

static void capture(struct maker *maker, int64_t deal, int64_t price)
{
    if (begin(maker, "capture")) {
        (void)printf(", \"deal\": \"O-%07" PRId64 "\", \"via\": \"alipay-%03" PRId64 "\", "
                     "\"amount\": \"%" PRId64 ".%02" PRId64 "\", \"currency\": \"CNY\"}\n",
                     deal, below(maker, maker->providers), price / 100, price % 100);
    }
}

static void step(struct maker *maker, const char *type, int64_t deal)
{
    if (begin(maker, type)) {
        (void)printf(", \"deal\": \"O-%07" PRId64 "\"}\n", deal);
    }
}

/* Rounds of orders: all ordered and paid, most shipped, then confirmed, a few returned. */
static void trade(struct maker *maker, int64_t first_deal)
{
    for (int64_t first = first_deal; maker->events < maker->wanted; first += BATCH_DEALS) {
        for (int64_t deal = first; deal < first + BATCH_DEALS; deal++) {
            int64_t price = 1000 + below(maker, 99000);
            order(maker, deal, price);
            capture(maker, deal, price);
        }
        for (int64_t deal = first; deal < first + BATCH_DEALS; deal++) {
            step(maker, "ship", deal);
        }
        for (int64_t deal = first; deal < first + BATCH_DEALS; deal++) {
            step(maker, below(maker, 20) == 0 ? "return" : "confirm", deal);
        }
    }
}

static void part(struct maker *maker, const char *type, int64_t deal, int64_t minor)
{
    if (begin(maker, type)) {
        (void)printf(", \"deal\": \"O-%07" PRId64 "\", \"amount\": \"%" PRId64 ".%02" PRId64
                     "\"}\n",
                     deal, minor / 100, minor % 100);
    }
}

static void carry(struct maker *maker, int64_t deal)
{
    if (begin(maker, "courier")) {
        (void)printf(", \"deal\": \"O-%07" PRId64 "\", \"courier\": \"fast\", \"fee\": \"2.00\"}\n",
                     deal);
    }
}

/* The first half of what happens to a deal, and the second, once all of the round have had theirs.
 */
static void begin_by(struct maker *maker, const char *mode, int64_t deal, int64_t price)
{
    order_by(maker, mode, deal, price);
    if (strcmp(mode, "cod") == 0) {
        carry(maker, deal);
    } else {
        capture(maker, deal, price);
    }
}

static void end_by(struct maker *maker, const char *mode, int64_t deal)
{
    if (strcmp(mode, "escrow") == 0) {
        step(maker, "ship", deal);
        step(maker, below(maker, 20) == 0 ? "return" : "confirm", deal);
    } else if (strcmp(mode, "chain") == 0) {
        step(maker, "confirm", deal);
    } else if (strcmp(mode, "prepaid") == 0) {
        part(maker, "draw", deal, 500);
        step(maker, "draw", deal);
    } else {
        step(maker, "ship", deal);
        step(maker, below(maker, 20) == 0 ? "refuse" : "deliver", deal);
    }
}

static void mixed(struct maker *maker)
{
    static const char *const modes[] = {"escrow", "chain", "prepaid", "cod", "escrow"};
    const int64_t count = sizeof modes / sizeof *modes;
    parties(maker);
    party(maker, "fast", "courier");
    for (int64_t first = 0; maker->events < maker->wanted; first += BATCH_DEALS) {
        for (int64_t deal = first; deal < first + BATCH_DEALS; deal++) {
            begin_by(maker, modes[deal % count], deal, 1000 + below(maker, 99000));
        }
        for (int64_t deal = first; deal < first + BATCH_DEALS; deal++) {
            end_by(maker, modes[deal % count], deal);
        }
    }
}

/* What people and banks write: a reference, in several ways. */
static void memo(struct maker *maker, int64_t row)
{
    static const struct {
        const char *before, *after;
    } forms[] = {{"网上支付 订单号：O-", ""},
                 {"order O-", " thanks"},
                 {"订单O-", "货款"},
                 {"ORDER-NO O-", "/alipay"}};
    int64_t form = below(maker, 4);
    (void)printf("%s%07" PRId64 "%s", forms[form].before, row, forms[form].after);
}

static void bank(struct maker *maker, bool is_convert)
{
    int64_t balance = 0;
    (void)puts(is_convert ? "date,,code,payee,amount,"
                          : "Date,Time,Bank reference,Text,Amount,Balance");
    for (int64_t row = 0; row < maker->wanted; row++) {
        char at[TIME_TEXT_BYTES];
        int64_t amount = paid_by(row);
        balance += amount;
        (void)time_format(FIRST_US + row / ROWS_A_DAY * TIME_US_PER_DAY +
                              row % ROWS_A_DAY * 10 * TIME_US_PER_SECOND,
                          at);
        (void)printf("%.10s,%.8s,%08" PRId64 ",", at, at + 11, row);
        memo(maker, row);
        (void)printf(",%" PRId64 ".%02" PRId64 ",%" PRId64 ".%02" PRId64 "\n", amount / 100,
                     amount % 100, balance / 100, balance % 100);
    }
}

static void feed(struct maker *maker, const char *kind, int64_t fed)
{
    bool is_hot = strcmp(kind, "hot") == 0;
    bool is_spread = strcmp(kind, "spread") == 0;
    maker->has_fee = !is_hot && !is_spread;
    maker->sellers = is_hot ? 1 : SELLERS;
    maker->providers = is_spread ? PROVIDERS : 1;
    if (fed == 0) {
        parties(maker);
    }
    maker->events += fed;
    maker->wanted += fed;
    maker->random += (uint64_t)fed;
    /* Each deal has its own four events at least, so that these are new ones. */
    trade(maker, fed);
}

/* Orders that are paid and shipped, and that nobody confirms: all due after the same period. */
static void due(struct maker *maker)
{
    int64_t deals = maker->wanted;
    maker->wanted = INT64_MAX;
    parties(maker);
    for (int64_t deal = 0; deal < deals; deal++) {
        int64_t price = 1000 + below(maker, 99000);
        order(maker, deal, price);
        capture(maker, deal, price);
        step(maker, "ship", deal);
    }
}

/* Orders that are paid and complained about. */
static void complaints(struct maker *maker)
{
    int64_t deals = maker->wanted;
    maker->wanted = INT64_MAX;
    parties(maker);
    for (int64_t deal = 0; deal < deals; deal++) {
        int64_t price = 1000 + below(maker, 99000), buyer = below(maker, BUYERS);
        order_of(maker, "escrow", deal, buyer, price);
        capture(maker, deal, price);
        if (begin(maker, "complaint")) {
            (void)printf(", \"complaint\": \"C-%07" PRId64 "\", \"deal\": \"O-%07" PRId64
                         "\", \"kind\": \"not-received\", \"by\": \"B-%05" PRId64 "\"}\n",
                         deal, deal, buyer);
        }
    }
}

int main(int argc, char **argv)
{
    struct maker maker = {.random = 1, .sellers = SELLERS, .providers = 1, .has_fee = true};
    int64_t fed = 0;
    if (argc < 3 || argc > 4 || !text_to_int(argv[2], &maker.wanted) || maker.wanted < 1 ||
        (argc == 4 && !text_to_int(argv[3], &fed)) || fed < 0) {
        (void)fputs(
            "make_rows feed|more|hot|spread|mixed|deals|due|complaints|bank|convert N [FED]\n",
            stderr);
        return 2;
    }
    if (strcmp(argv[1], "deals") == 0) {
        maker.wanted += 4 + SELLERS + BUYERS;
        parties(&maker);
        for (int64_t deal = 0; maker.events < maker.wanted; deal++) {
            order(&maker, deal, paid_by(deal));
        }
    } else if (strcmp(argv[1], "mixed") == 0) {
        mixed(&maker);
    } else if (strcmp(argv[1], "due") == 0) {
        due(&maker);
    } else if (strcmp(argv[1], "complaints") == 0) {
        complaints(&maker);
    } else if (strcmp(argv[1], "bank") == 0 || strcmp(argv[1], "convert") == 0) {
        bank(&maker, strcmp(argv[1], "convert") == 0);
    } else {
        feed(&maker, argv[1], fed);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
