#include "tui/demo_files.h"

#include "model/mem.h"
#include "tui/demo_bank.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_ORDER 200001
#define ORDERS 6
#define TOP_UP_MINOR 800000
#define LAST_HOUR_S 3600

static const int64_t prices_minor[ORDERS] = {12800, 46900, 8800, 129900, 35600, 21500};

/* A feed under construction. */
struct feed_file {
    struct demo_play *play;
    char *text;
    int count;
};

static void say(struct feed_file *feed, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct feed_file *feed, const char *type, const char *format, ...)
{
    char at[TIME_TEXT_BYTES];
    int64_t at_us = feed->play->end_us - (LAST_HOUR_S - feed->count * 90) * TIME_US_PER_SECOND;
    feed->text = mem_append(feed->text, "{\"id\": \"t%06d\", \"type\": \"%s\", \"at\": \"%s\", ",
                            ++feed->count, type, time_format(at_us, at));
    va_list args;
    va_start(args, format);
    char *rest = mem_vprintf(feed->play->day_mem, format, args);
    va_end(args);
    feed->text = mem_append(feed->text, "%s}\n", rest);
}

static const char *amount(const struct feed_file *feed, int64_t minor)
{
    char buffer[MONEY_TEXT_BYTES];
    return mem_strdup(feed->play->day_mem, money_format(demo_money(minor, "CNY"), buffer));
}

static const struct demo_deal *find(const struct demo_play *play, enum demo_course course)
{
    for (size_t i = play->deal_count; i > 0; i--) {
        const struct demo_special *special = play->deals[i - 1].special;
        if (special != NULL && special->course == course && strcmp(special->currency, "CNY") == 0) {
            return &play->deals[i - 1];
        }
    }
    return NULL;
}

/* New orders: most are paid through the provider, two by transfers in the statement. */
static void say_orders(struct feed_file *feed)
{
    for (int i = 0; i < ORDERS; i++) {
        int64_t price = prices_minor[i];
        say(feed, "deal",
            "\"deal\": \"O-%d\", \"mode\": \"escrow\", \"buyer\": \"B-%05d\", \"seller\": "
            "\"S-%04d\", \"amount\": \"%s\", \"fee\": \"%s\", \"currency\": \"CNY\", "
            "\"category\": \"goods\", \"period_days\": 10",
            FIRST_ORDER + i, i + 1, i + 1, amount(feed, price), amount(feed, price / 20));
        if (i < ORDERS - 2) {
            say(feed, "capture",
                "\"deal\": \"O-%d\", \"via\": \"" DEMO_PROVIDER
                "\", \"amount\": \"%s\", \"currency\": \"CNY\"",
                FIRST_ORDER + i, amount(feed, price));
        } else {
            demo_bank_line(feed->play, price, "订单O-%d货款", FIRST_ORDER + i);
        }
    }
}

/* What goes on with older ones; the payout is refused, for its seller's payouts are frozen. */
static void say_rest(struct feed_file *feed)
{
    const struct demo_play *play = feed->play;
    say(feed, "ship", "\"deal\": \"%s\"", find(play, DEMO_FUNDED)->id);
    say(feed, "deliver", "\"deal\": \"%s\"", find(play, DEMO_SHIPPED)->id);
    say(feed, "confirm", "\"deal\": \"%s\"", find(play, DEMO_DELIVERED)->id);
    say(feed, "payout",
        "\"payout\": \"P-90001\", \"seller\": \"%s\", \"amount\": \"100.00\", \"currency\": "
        "\"CNY\"",
        play->sellers[demo_freezes[2].seller].id);
    say(feed, "expect",
        "\"ref\": \"T-0002\", \"party\": \"PLATFORM\", \"purpose\": \"available\", \"amount\": "
        "\"%s\", \"currency\": \"CNY\"",
        amount(feed, TOP_UP_MINOR));
}

static void bank_lines(struct demo_play *play)
{
    const struct demo_deal *unpaid = find(play, DEMO_UNPAID);
    demo_bank_line(play, TOP_UP_MINOR, "平台备付 T-0002");
    demo_bank_line(play, unpaid->price.minor, "货款");
    demo_bank_line(play, prices_minor[ORDERS - 1], "O-%d 重复付款", FIRST_ORDER + ORDERS - 1);
    demo_bank_line(play, prices_minor[0] - 100, "order O-%d", FIRST_ORDER);
    demo_bank_line(play, -2000, "回单费");
}

static enum status write_file(const char *path, const char *text, struct error *err)
{
    FILE *file = fopen(path, "we");
    bool is_written = file != NULL && fputs(text, file) >= 0;
    if ((file != NULL && fclose(file) != 0) || !is_written) {
        int number = errno;
        (void)error_set(err, STATUS_IO, "cannot write %s", path);
        return error_detail(err, "%s", strerror(number));
    }
    return STATUS_OK;
}

enum status demo_files_write(struct demo_play *play, const char *folder, struct error *err)
{
    struct feed_file feed = {.play = play, .text = mem_strdup(play->day_mem, "")};
    say_orders(&feed);
    say_rest(&feed);
    bank_lines(play);
    enum status status =
        write_file(mem_printf(play->day_mem, "%s/" DEMO_FEED_FILE, folder), feed.text, err);
    if (status != STATUS_OK) {
        return status;
    }
    return write_file(mem_printf(play->day_mem, "%s/" DEMO_BANK_FILE, folder),
                      demo_bank_file(play, play->day_mem), err);
}
