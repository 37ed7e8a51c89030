/* demo_play.h - the demonstration under way: its clock, its chance, who and what there is, and one
 * function for each thing that happens. */
#ifndef TUI_DEMO_PLAY_H
#define TUI_DEMO_PLAY_H

#include "model/operation.h"
#include "tui/demo_data.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEMO_DAYS 70
#define DEMO_BANK "ICBC-001"
#define DEMO_PROVIDER "alipay"
#define DEMO_ID_BYTES 24
#define DEMO_FREEZES_MAX 16

/* Days count from 0, the first; DEMO_NEVER for what does not happen. */
struct demo_deal {
    char id[DEMO_ID_BYTES];
    int64_t sequence; /* as it was drawn, so that sorting by day is one order */
    int seller, buyer;
    struct money price, fee;
    const char *via; /* a provider; NULL: by bank transfer */
    int period_days;
    int ordered, paid, cancelled, shipped, delivered, confirmed, returned;
    int64_t part_minor;                 /* of confirmed or returned; 0: all */
    bool is_blind;                      /* its transfer bears no reference */
    const struct demo_story *story;     /* or NULL */
    const struct demo_special *special; /* or NULL */
};

struct demo_seller {
    char id[DEMO_ID_BYTES];
    int64_t bond_minor; /* 0: none */
    bool is_frozen;     /* payouts */
};

struct demo_payout {
    char id[DEMO_ID_BYTES];
    int64_t amount_minor;
    int day;
    bool is_lost; /* the bank never carries it out */
};

/* A line of the day's statement. */
struct demo_line {
    const char *text;
    int64_t amount_minor;
};

struct demo_play {
    void *mem;
    void *day_mem; /* of the day under way */
    struct book *book;
    int64_t *clock_us;
    int64_t first_us; /* midnight of day 0 */
    int64_t end_us;
    int64_t step_max_us; /* between two things that happen */
    uint64_t random;
    int day;
    struct demo_seller *sellers;
    int seller_count, buyer_count;
    struct demo_deal *deals; /* by the day of their order */
    size_t deal_count;
    struct demo_payout *payouts;
    size_t payout_count, payout_room;
    struct demo_line *lines; /* of the day's statement */
    size_t line_count, line_room;
    int64_t captured_minor;        /* on the day, through DEMO_PROVIDER */
    int64_t settling_minor;        /* on the day before, to be settled */
    int64_t bank_minor;            /* what the last statement closed with */
    int64_t bank_lines;            /* in all statements */
    const struct demo_deal *blind; /* whose transfer of the day before bore no reference, or NULL */
    int64_t blind_line;
    int64_t freezes[DEMO_FREEZES_MAX]; /* numbers of those that were placed, by their place in the
                                          table */
};

/* 0 <= result < bound, the same for ever after the same seed. */
int64_t demo_below(struct demo_play *play, int64_t bound);
struct money demo_money(int64_t minor, const char *currency);
/* Set the clock to an hour of the day under way, unless it is later already. */
void demo_hour(struct demo_play *play, int hour);
/* The calendar day, as days since 1970. */
int32_t demo_date(const struct demo_play *play, int day);
/* The day that was so many days before the last. */
int demo_day_before(int days);

/* For what happens next, a little later than what was before; never beyond the end. */
struct run *demo_run(struct demo_play *play);

/* Each is one operation. */
enum status demo_party(struct demo_play *play, const char *id, const char *kind, const char *name,
                       const char *jurisdiction, const char *group, struct error *err) CHECKED;
enum status demo_bank_account(struct demo_play *play, struct error *err) CHECKED;
enum status demo_expect(struct demo_play *play, const char *ref, const char *party,
                        const char *purpose, int64_t minor, struct error *err) CHECKED;
enum status demo_order(struct demo_play *play, const struct demo_deal *deal,
                       struct error *err) CHECKED;
enum status demo_capture(struct demo_play *play, const struct demo_deal *deal,
                         struct error *err) CHECKED;
enum status demo_cancel(struct demo_play *play, const struct demo_deal *deal,
                        struct error *err) CHECKED;
enum status demo_ship(struct demo_play *play, const struct demo_deal *deal,
                      struct error *err) CHECKED;
enum status demo_deliver(struct demo_play *play, const struct demo_deal *deal,
                         struct error *err) CHECKED;
enum status demo_confirm(struct demo_play *play, const struct demo_deal *deal,
                         struct error *err) CHECKED;
enum status demo_return(struct demo_play *play, const struct demo_deal *deal,
                        struct error *err) CHECKED;
/* Pay a party all but what is under unit; nothing where that leaves nothing. */
enum status demo_pay_out(struct demo_play *play, const char *party, int64_t unit_minor,
                         struct error *err) CHECKED;
enum status demo_complain(struct demo_play *play, const struct demo_deal *deal, int number,
                          struct error *err) CHECKED;
enum status demo_notice(struct demo_play *play, int number, struct error *err) CHECKED;
enum status demo_decide(struct demo_play *play, int number, struct error *err) CHECKED;
enum status demo_freeze_put(struct demo_play *play, int number, struct error *err) CHECKED;
enum status demo_freeze_sequel(struct demo_play *play, const struct demo_sequel *sequel,
                               struct error *err) CHECKED;
enum status demo_freeze_lift(struct demo_play *play, int number, struct error *err) CHECKED;
enum status demo_sweep(struct demo_play *play, struct error *err) CHECKED;

#endif
