#include "tests/support/market.h"

#include "model/mem.h"
#include "model/time.h"
#include "tests/support/random.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define OPENS_US (8 * 3600 * TIME_US_PER_SECOND)
#define FIRST_ORDER 100001
#define FLOAT_MINOR 2000000 /* what the platform brings for the provider's fees */
#define FEE_BP 500
#define PROVIDER_FEE_BP 60
#define PERIOD_DAYS 10
#define BONDS 10
#define BANK_FEE_MINOR 1500
#define LINE_BYTES 256

enum order_state {
    ORDER_OPEN, /* not funded */
    ORDER_CANCELLED,
    ORDER_FUNDED,
    ORDER_SHIPPED,
    ORDER_DONE,
};

struct order {
    int buyer;
    int seller;
    int64_t amount;
    int64_t fee;
    bool is_captured;
    bool is_paid;
    int day_shipped;
    enum order_state state;
};

struct payout {
    int seller;
    int64_t amount;
    int day;
};

struct bank_line {
    char text[LINE_BYTES];
    int64_t amount;
    bool is_matched;
    struct order *pays; /* then the first of its lines is matched, the others are not */
};

struct play {
    struct world *world;
    struct random random;
    struct market_options options;
    FILE *feed;
    int day;
    int64_t at_us;
    int events;
    struct order *orders;
    int order_count;
    struct payout *payouts;
    int payout_count;
    struct bank_line *lines; /* of the day */
    int line_count;
    int line_room;
    int64_t bank_balance; /* as the statement prints it */
    /* the small book, magnitudes */
    int64_t platform;
    int64_t *seller_available;
    int64_t *buyer_available;
    int64_t transit;
    int64_t bonds;
    int64_t paying_out;
    int64_t suspense;
    int64_t deals_held;
    int live_deals;
    json_t *states;
};

/* What the shops say */

static void say(struct play *play, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct play *play, const char *type, const char *format, ...)
{
    char at[TIME_TEXT_BYTES];
    play->at_us += random_between(&play->random, 1, 30) * TIME_US_PER_SECOND;
    (void)fprintf(play->feed, "{\"id\": \"e%02d-%06d\", \"type\": \"%s\", \"at\": \"%s\", ",
                  play->day, play->events++, type, time_format(play->at_us, at));
    va_list args;
    va_start(args, format);
    (void)vfprintf(play->feed, format, args);
    va_end(args);
    (void)fputs("}\n", play->feed);
}

/* A decimal with two places, into one of a few buffers in turn. */
static const char *decimal(int64_t minor)
{
    static char buffers[4][32];
    static unsigned turn;
    char *buffer = buffers[turn++ % 4];
    int64_t size = minor < 0 ? -minor : minor;
    (void)snprintf(buffer, sizeof buffers[0], "%s%" PRId64 ".%02" PRId64, minor < 0 ? "-" : "",
                   size / 100, size % 100);
    return buffer;
}

static void say_parties(struct play *play)
{
    static const char *const names[] = {
        "晨露茶行", "北岸书店",    "Änglamark & Co", "Żółw Toys", "Olive \\\"Press\\\" Ltd",
        "東海堂",   "Магазин Заря"};
    static const char *const places[] = {"CN", "EU", "UK", "US"};
    say(play, "party",
        "\"party\": \"PLATFORM\", \"kind\": \"platform\", \"name\": \"The Platform\", "
        "\"jurisdiction\": \"CN\", \"group\": \"PL\"");
    say(play, "party",
        "\"party\": \"CUSTODIAN\", \"kind\": \"custodian\", \"name\": \"The Custodian\", "
        "\"jurisdiction\": \"CN\", \"group\": \"CU\"");
    say(play, "bank", "\"account\": \"%s\", \"party\": \"CUSTODIAN\", \"currency\": \"CNY\"",
        MARKET_BANK);
    say(play, "party",
        "\"party\": \"alipay\", \"kind\": \"psp\", \"name\": \"支付宝\", \"jurisdiction\": \"CN\"");
    for (int i = 0; i < play->options.sellers; i++) {
        say(play, "party",
            "\"party\": \"S-%04d\", \"kind\": \"seller\", \"name\": \"%s %d\", \"jurisdiction\": "
            "\"%s\", \"group\": \"G%d\"",
            i, names[random_below(&play->random, 7)], i, places[random_below(&play->random, 4)], i);
    }
    for (int i = 0; i < play->options.buyers; i++) {
        say(play, "party",
            "\"party\": \"B-%05d\", \"kind\": \"buyer\", \"name\": \"Buyer %d\", "
            "\"jurisdiction\": \"CN\"",
            i, i);
    }
}

static struct bank_line *add_line(struct play *play, int64_t amount, bool is_matched)
{
    if (play->line_count == play->line_room) {
        play->line_room = play->line_room * 2 + 64;
        play->lines =
            MEM_GROW(play->world->mem, play->lines, struct bank_line, (size_t)play->line_room);
    }
    struct bank_line *line = &play->lines[play->line_count++];
    *line = (struct bank_line){.amount = amount, .is_matched = is_matched};
    return line;
}

static void say_expected(struct play *play)
{
    say(play, "expect",
        "\"ref\": \"T-0001\", \"party\": \"PLATFORM\", \"purpose\": \"available\", \"amount\": "
        "\"%s\", \"currency\": \"CNY\"",
        decimal(FLOAT_MINOR));
    (void)snprintf(add_line(play, FLOAT_MINOR, true)->text, LINE_BYTES, "平台备付 T-0001");
    play->platform += FLOAT_MINOR;
    for (int i = 0; i < BONDS && i < play->options.sellers; i++) {
        int64_t amount = random_chance(&play->random, 50) ? 500000 : 1000000;
        say(play, "expect",
            "\"ref\": \"BOND-%04d\", \"party\": \"S-%04d\", \"purpose\": \"bond\", \"amount\": "
            "\"%s\", \"currency\": \"CNY\"",
            i + 1, i, decimal(amount));
        (void)snprintf(add_line(play, amount, true)->text, LINE_BYTES, "保证金 BOND-%04d", i + 1);
        play->bonds += amount;
    }
}

static void fund(struct play *play, struct order *order)
{
    order->state = ORDER_FUNDED;
    play->deals_held += order->amount;
    play->live_deals++;
}

/* The buyer pays the bank: as it should be, or in one of the ways that no machine may settle. */
static void pay_bank(struct play *play, struct order *order, int number)
{
    static const char *const forms[] = {"订单O-%d货款", "网上支付 订单号：O-%d",
                                        "ORDER-NO O-%d/alipay", "order O-%d thanks", "O-%d"};
    static const char *const nameless[] = {"网转 张*", "网转 王*", "网转 李*"};
    const char *form = forms[random_below(&play->random, 5)];
    int64_t kind = random_below(&play->random, 100);
    struct bank_line *line = add_line(play, order->amount, false);
    if (kind < 6) {
        (void)snprintf(line->text, LINE_BYTES, "%s", nameless[random_below(&play->random, 3)]);
        return;
    }
    if (kind < 10) {
        number /= 10;
    } else if (kind < 13) {
        line->amount -= 100;
    }
    int length = snprintf(line->text, LINE_BYTES, "%.*s%d%s", (int)(strstr(form, "%d") - form),
                          form, number, strstr(form, "%d") + 2);
    assert_true(length < LINE_BYTES);
    if (kind < 13 || order->state == ORDER_CANCELLED) {
        return;
    }
    line->pays = order;
    fund(play, order);
    if (kind >= 97) { /* and once more by mistake */
        struct bank_line *twin = add_line(play, order->amount, false);
        *twin = play->lines[play->line_count - 2];
    }
}

static void say_orders(struct play *play)
{
    static const int64_t usual[] = {31230, 18670, 55760, 33670, 11540, 52880, 87610};
    for (int i = 0; i < play->options.deals_a_day; i++) {
        struct order *order = &play->orders[play->order_count];
        int number = FIRST_ORDER + play->order_count++;
        order->buyer = (int)random_below(&play->random, play->options.buyers);
        order->seller = (int)random_below(&play->random, play->options.sellers);
        order->amount = random_chance(&play->random, 40)
                            ? usual[random_below(&play->random, 7)]
                            : random_between(&play->random, 120, 10000) * 10;
        order->fee = order->amount * FEE_BP / 10000;
        say(play, "deal",
            "\"deal\": \"O-%d\", \"mode\": \"escrow\", \"buyer\": \"B-%05d\", \"seller\": "
            "\"S-%04d\", \"amount\": \"%s\", \"fee\": \"%s\", \"currency\": \"CNY\", "
            "\"category\": \"goods\", \"period_days\": %d",
            number, order->buyer, order->seller, decimal(order->amount), decimal(order->fee),
            PERIOD_DAYS);
        order->is_captured = random_chance(&play->random, 80);
        if (order->is_captured) {
            say(play, "capture",
                "\"deal\": \"O-%d\", \"via\": \"alipay\", \"amount\": \"%s\", \"currency\": "
                "\"CNY\"",
                number, decimal(order->amount));
            play->transit += order->amount;
            fund(play, order);
            continue;
        }
        if (random_chance(&play->random, 3)) {
            say(play, "cancel", "\"deal\": \"O-%d\"", number);
            order->state = ORDER_CANCELLED;
        }
    }
}

/* Every order of the day that was not captured is paid at the bank, once the feed is done. */
static void pay_orders(struct play *play)
{
    for (int i = play->order_count - play->options.deals_a_day; i < play->order_count; i++) {
        if (!play->orders[i].is_captured) {
            pay_bank(play, &play->orders[i], FIRST_ORDER + i);
        }
    }
}

/* The provider settles what it captured the day before. */
static void say_batch(struct play *play)
{
    int64_t gross = 0;
    int count = 0;
    char *deals = mem_strdup(play->world->mem, "");
    for (int i = play->order_count - play->options.deals_a_day; i < play->order_count; i++) {
        if (play->orders[i].is_captured) {
            gross += play->orders[i].amount;
            deals = mem_append(deals, "%s\"O-%d\"", count++ > 0 ? ", " : "", FIRST_ORDER + i);
        }
    }
    int64_t fee = gross * PROVIDER_FEE_BP / 10000;
    int number = 20260900 + play->day;
    say(play, "batch",
        "\"batch\": \"ALP%d\", \"psp\": \"alipay\", \"gross\": \"%s\", \"fee\": \"%s\", \"net\": "
        "\"%s\", \"currency\": \"CNY\", \"deals\": [%s]",
        number, decimal(gross), decimal(fee), decimal(gross - fee), deals);
    (void)snprintf(add_line(play, gross - fee, true)->text, LINE_BYTES, "支付宝结算 ALP%d %d笔",
                   number, count);
    play->transit -= gross;
    play->platform -= fee;
}

static void finish(struct play *play, struct order *order)
{
    order->state = ORDER_DONE;
    play->deals_held -= order->amount;
    play->live_deals--;
}

static void say_progress(struct play *play)
{
    for (int i = 0; i < play->order_count; i++) {
        struct order *order = &play->orders[i];
        int64_t luck = random_below(&play->random, 100);
        if (order->state == ORDER_FUNDED && luck < 65) {
            say(play, "ship", "\"deal\": \"O-%d\"", FIRST_ORDER + i);
            order->state = ORDER_SHIPPED;
            order->day_shipped = play->day;
        } else if (order->state == ORDER_SHIPPED && order->day_shipped < play->day && luck < 45) {
            say(play, "confirm", "\"deal\": \"O-%d\"", FIRST_ORDER + i);
            play->platform += order->fee;
            play->seller_available[order->seller] += order->amount - order->fee;
            finish(play, order);
        } else if (order->state == ORDER_SHIPPED && order->day_shipped < play->day && luck < 48) {
            say(play, "return", "\"deal\": \"O-%d\"", FIRST_ORDER + i);
            play->buyer_available[order->buyer] += order->amount;
            finish(play, order);
        }
    }
}

static void say_payouts(struct play *play)
{
    for (int i = 0; i < play->options.sellers; i++) {
        int64_t amount = play->seller_available[i];
        if (amount < 30000 || !random_chance(&play->random, 60)) {
            continue;
        }
        struct payout *payout = &play->payouts[play->payout_count++];
        *payout = (struct payout){.seller = i, .amount = amount, .day = play->day};
        say(play, "payout",
            "\"payout\": \"P-%05d\", \"seller\": \"S-%04d\", \"amount\": \"%s\", \"currency\": "
            "\"CNY\"",
            play->payout_count, i, decimal(amount));
        play->seller_available[i] = 0;
        play->paying_out += amount;
    }
}

/* What the bank says */

/* The payouts of the day before leave; the bank sends some of them back. */
static void pay_payouts(struct play *play)
{
    for (int i = 0; i < play->payout_count; i++) {
        const struct payout *payout = &play->payouts[i];
        if (payout->day != play->day - 1) {
            continue;
        }
        (void)snprintf(add_line(play, -payout->amount, true)->text, LINE_BYTES,
                       "代付 P-%05d 结算款", i + 1);
        play->paying_out -= payout->amount;
        if (random_chance(&play->random, 10)) {
            (void)snprintf(add_line(play, payout->amount, false)->text, LINE_BYTES,
                           "退汇 P-%05d 账号有误", i + 1);
        }
    }
}

static void write_bank(struct play *play, const char *path)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs("Date,Time,Bank reference,Text,Amount,Balance\n", file);
    for (int i = 0; i < play->line_count; i++) {
        int other = (int)random_between(&play->random, i, play->line_count - 1);
        if (play->day == 0 && i == 0) {
            other = 0; /* the platform's money is there first */
        }
        struct bank_line line = play->lines[other];
        play->lines[other] = play->lines[i];
        if (line.pays) {
            line.is_matched = !line.pays->is_paid;
            line.pays->is_paid = true;
        }
        char reference[16];
        char date[TIME_TEXT_BYTES];
        (void)snprintf(reference, sizeof reference, "%02d%06d", play->day, i);
        play->bank_balance += line.amount;
        (void)fprintf(file, "%s,%02d:%02d:%02d,%s,%s,%s,%s\n",
                      time_format_date(MARKET_FIRST_DAY_US + play->day * TIME_US_PER_DAY, date),
                      16 + i / 3600, i / 60 % 60, i % 60, reference, line.text,
                      decimal(line.amount), decimal(play->bank_balance));
        json_object_set_new(play->states, reference,
                            json_string(line.is_matched ? "matched" : "suspense"));
        if (!line.is_matched && line.amount > 0) {
            play->suspense += line.amount;
        } else if (!line.is_matched) {
            play->transit -= line.amount; /* unexplained */
        }
    }
    assert_int_equal(fclose(file), 0);
}

static void play_day(struct play *play, struct market *market)
{
    const char *feed = mem_printf(play->world->mem, "feed-%02d.jsonl", play->day + 1);
    const char *bank = mem_printf(play->world->mem, "bank-%02d.csv", play->day + 1);
    market->feeds[play->day] = world_path(play->world, feed);
    market->banks[play->day] = world_path(play->world, bank);
    play->feed = fopen(market->feeds[play->day], "w");
    assert_non_null(play->feed);
    play->events = 0;
    play->line_count = 0;
    play->at_us = MARKET_FIRST_DAY_US + play->day * TIME_US_PER_DAY + OPENS_US;
    if (play->day == 0) {
        say_parties(play);
        say_expected(play);
    } else {
        say_batch(play);
    }
    say_orders(play);
    say_progress(play);
    say_payouts(play);
    assert_int_equal(fclose(play->feed), 0);

    pay_payouts(play);
    pay_orders(play);
    if (random_chance(&play->random, 40)) {
        (void)snprintf(add_line(play, -BANK_FEE_MINOR, false)->text, LINE_BYTES, "账户管理费");
    }
    if (random_chance(&play->random, 40)) {
        (void)snprintf(add_line(play, random_between(&play->random, 1, 900), false)->text,
                       LINE_BYTES, "结息");
    }
    write_bank(play, market->banks[play->day]);
}

static void add_available(json_t *available, const char *party, int64_t minor, int64_t *total)
{
    if (minor != 0) {
        json_object_set_new(available, party, json_integer(minor));
    }
    *total += minor;
}

static json_t *expectations(const struct play *play)
{
    char party[32];
    int64_t total = 0;
    json_t *available = json_object();
    add_available(available, "PLATFORM", play->platform, &total);
    for (int i = 0; i < play->options.sellers; i++) {
        (void)snprintf(party, sizeof party, "S-%04d", i);
        add_available(available, party, play->seller_available[i], &total);
    }
    for (int i = 0; i < play->options.buyers; i++) {
        (void)snprintf(party, sizeof party, "B-%05d", i);
        add_available(available, party, play->buyer_available[i], &total);
    }
    return json_pack("{s:O, s:o, s:i, s:{s:I, s:I, s:I, s:I, s:I}}", "lines", play->states,
                     "available", available, "live_deal_holds", play->live_deals, "position",
                     "bank_minor", (json_int_t)play->bank_balance, "transit_minor",
                     (json_int_t)play->transit, "available_minor", (json_int_t)total, "holds_minor",
                     (json_int_t)(play->deals_held + play->bonds + play->paying_out),
                     "suspense_minor", (json_int_t)play->suspense);
}

static void forget(void *object)
{
    json_decref(((struct market *)object)->expected);
}

struct market *market_make(struct world *world, const struct market_options *options)
{
    struct market *market = MEM_NEW(world->mem, struct market);
    int days = options->days;
    assert_in_range(days, 1, MARKET_DAYS_MAX);
    struct play play = {.world = world,
                        .random = {.state = options->seed},
                        .options = *options,
                        .states = json_object()};
    play.orders = MEM_ARRAY(market, struct order, (size_t)(days * options->deals_a_day));
    play.payouts = MEM_ARRAY(market, struct payout, (size_t)(days * options->sellers));
    play.seller_available = MEM_ARRAY(market, int64_t, (size_t)options->sellers);
    play.buyer_available = MEM_ARRAY(market, int64_t, (size_t)options->buyers);
    for (play.day = 0; play.day < days; play.day++) {
        play_day(&play, market);
    }
    market->days = days;
    market->expected = expectations(&play);
    json_decref(play.states);
    mem_on_free(market, forget);
    return market;
}
