/* demo_data.h - what the demonstration always has: names, complaints, freezes. Days are counted
 * back from the last one, which is 0. */
#ifndef TUI_DEMO_DATA_H
#define TUI_DEMO_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEMO_NEVER (-1)

/* The next day's files for a tour, in the folder of the store. */
#define DEMO_FEED_FILE "shop-today.jsonl"
#define DEMO_BANK_FILE "bank-today.csv"

struct demo_name {
    const char *name, *jurisdiction;
};
extern const struct demo_name demo_shops[];
extern const size_t demo_shop_count;
/* What shops call their buyers; a number follows. */
extern const struct demo_name demo_buyers[];
extern const size_t demo_buyer_count;

enum demo_outcome { DEMO_OPEN, DEMO_DISMISSED, DEMO_REFUNDED, DEMO_AWARDED };

/* An order about which somebody complains. */
struct demo_story {
    int ordered, opened, noticed, decided;
    int seller;
    int64_t price_minor, part_minor; /* part 0: all that is held */
    enum demo_outcome outcome;
    const char *text, *reasons;
};
extern const struct demo_story demo_stories[];
extern const size_t demo_story_count;

struct demo_freeze {
    int placed, lifted;
    int seller;
    int64_t until_hours; /* from the last day's end; negative: over by then */
    const char *scope;   /* NULL for none */
    int64_t amount_minor;
    const char *ground, *facts, *reason;
};
extern const struct demo_freeze demo_freezes[];
extern const size_t demo_freeze_count;

/* What comes of a freeze: more time for new reasons, or where until_hours is 0 its seller's
 * objection. */
struct demo_sequel {
    int day, freeze; /* a place in demo_freezes */
    int64_t until_hours;
    const char *text;
};
extern const struct demo_sequel demo_sequels[];
extern const size_t demo_sequel_count;

/* An order whose course is fixed, so that every state is there however few orders there are. */
enum demo_course {
    DEMO_UNPAID,
    DEMO_CANCELLED,
    DEMO_FUNDED,
    DEMO_SHIPPED,
    DEMO_DELIVERED,
    DEMO_CONFIRMED,
    DEMO_PART_CONFIRMED,
    DEMO_PART_RETURNED,
    DEMO_RETURNED,
    DEMO_UNCONFIRMED, /* the clock releases it */
    DEMO_FORGOTTEN,   /* never shipped: the clock returns it */
};
struct demo_special {
    int ordered;
    int seller;
    enum demo_course course;
    int64_t price_minor;
    const char *currency;
    const char *via; /* a provider; NULL: by bank transfer */
    bool is_blind;   /* by a transfer without reference, which finance finds the next day */
};
extern const struct demo_special demo_specials[];
extern const size_t demo_special_count;

#endif
