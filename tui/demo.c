#include "tui/demo.h"

#include "model/mem.h"
#include "model/operator.h"
#include "model/view.h"
#include "tui/demo_bank.h"
#include "tui/demo_close.h"
#include "tui/demo_files.h"
#include "tui/demo_group.h"
#include "tui/demo_house.h"
#include "tui/demo_play.h"
#include "tui/demo_ways.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FEE_PERCENT 5
#define BONDS 8
#define BOND_MINOR 300000
#define FLOAT_MINOR 5000000
#define PAYOUT_EVERY_DAYS 3
#define PAYOUT_UNIT_MINOR 10000
#define BUYERS_MIN 30
#define DEALS_PER_BUYER 3
#define FIRST_ORDER 100001
/* From here on and for so many, orders are of other files: demo_files.c, demo_group.c, demo_ways.c.
 */
#define OTHERS_FIRST 200000
#define OTHERS 800000
#define OPENS_HOUR 8
#define DAY_END_HOUR 17
#define PERIOD_DAYS 10
#define STEPS_PER_DEAL 10
#define STEPS_MIN 30
#define OPEN_HOURS 5

/* Who and what there is */

static void make_sellers(struct demo_play *play)
{
    play->sellers = MEM_ARRAY(play->mem, struct demo_seller, (size_t)play->seller_count);
    for (int i = 0; i < play->seller_count; i++) {
        struct demo_seller *seller = &play->sellers[i];
        (void)snprintf(seller->id, sizeof seller->id, "S-%04d", i + 1);
        seller->bond_minor = i < BONDS ? BOND_MINOR + i % 3 * 100000 : 0;
    }
}

static struct demo_deal *add_deal(struct demo_play *play, int ordered, int64_t price_minor,
                                  const char *currency)
{
    struct demo_deal *deal = &play->deals[play->deal_count];
    *deal = (struct demo_deal){
        .sequence = (int64_t)play->deal_count,
        .buyer = 1 + (int)demo_below(play, play->buyer_count),
        .price = demo_money(price_minor, currency),
        .fee = demo_money(price_minor * FEE_PERCENT / 100, currency),
        .period_days = PERIOD_DAYS,
        .ordered = ordered,
        .paid = DEMO_NEVER,
        .cancelled = DEMO_NEVER,
        .shipped = DEMO_NEVER,
        .delivered = DEMO_NEVER,
        .confirmed = DEMO_NEVER,
        .returned = DEMO_NEVER,
    };
    play->deal_count++;
    return deal;
}

static void add_story(struct demo_play *play, const struct demo_story *story)
{
    struct demo_deal *deal =
        add_deal(play, demo_day_before(story->ordered), story->price_minor, "CNY");
    deal->story = story;
    deal->seller = story->seller % play->seller_count;
    deal->via = DEMO_PROVIDER;
    deal->paid = deal->ordered;
    deal->shipped = deal->ordered + 1;
    deal->delivered = deal->ordered + 3;
}

static void add_special(struct demo_play *play, const struct demo_special *special)
{
    struct demo_deal *deal =
        add_deal(play, demo_day_before(special->ordered), special->price_minor, special->currency);
    deal->special = special;
    deal->seller = special->seller;
    deal->via = special->via;
    deal->is_blind = special->is_blind;
    if (special->course == DEMO_UNPAID) {
        return;
    }
    if (special->course == DEMO_CANCELLED) {
        deal->cancelled = deal->ordered + 2;
        return;
    }
    deal->paid = deal->ordered;
    if (special->course == DEMO_FUNDED || special->course == DEMO_FORGOTTEN) {
        return;
    }
    deal->shipped = deal->paid + (deal->is_blind ? 2 : 1);
    if (special->course == DEMO_SHIPPED) {
        return;
    }
    deal->delivered = deal->shipped + 2;
    if (special->course == DEMO_CONFIRMED || special->course == DEMO_PART_CONFIRMED) {
        deal->confirmed = deal->delivered + 1;
    } else if (special->course == DEMO_RETURNED || special->course == DEMO_PART_RETURNED) {
        deal->returned = deal->delivered + 1;
    }
    if (special->course == DEMO_PART_CONFIRMED || special->course == DEMO_PART_RETURNED) {
        deal->part_minor = deal->price.minor / 4;
    }
}

/* An order as most are; the later days have more of them. */
static void add_random(struct demo_play *play)
{
    int one = (int)demo_below(play, DEMO_DAYS);
    int other = (int)demo_below(play, DEMO_DAYS);
    int64_t price = 500 + 10 * demo_below(play, 1 + demo_below(play, 12000));
    struct demo_deal *deal = add_deal(play, one > other ? one : other, price, "CNY");
    deal->seller = (int)demo_below(play, play->seller_count);
    deal->via = demo_below(play, 4) > 0 ? DEMO_PROVIDER : NULL;
    int64_t lot = demo_below(play, 100);
    if (lot < 4) {
        return; /* never paid */
    }
    if (lot < 8) {
        deal->cancelled = deal->ordered + 2;
        return;
    }
    deal->paid = deal->ordered + (deal->via == NULL ? (int)demo_below(play, 2) : 0);
    if (lot < 10) {
        return; /* never shipped */
    }
    deal->shipped = deal->paid + 1 + (int)demo_below(play, 3);
    deal->delivered = deal->shipped + 1 + (int)demo_below(play, 4);
    if (lot < 18) {
        return; /* the clock releases it */
    }
    int end = deal->delivered + (int)demo_below(play, 4);
    if (lot < 27) {
        deal->returned = end;
    } else {
        deal->confirmed = end;
    }
    if (lot >= 24 && lot < 30) {
        deal->part_minor = deal->price.minor / 2;
    }
}

static int by_day(const void *a, const void *b)
{
    const struct demo_deal *one = a;
    const struct demo_deal *other = b;
    if (one->ordered != other->ordered) {
        return one->ordered < other->ordered ? -1 : 1;
    }
    return one->sequence < other->sequence ? -1 : 1;
}

static void name_deal(struct demo_deal *deal, size_t place)
{
    size_t number = FIRST_ORDER + place;
    number += number < OTHERS_FIRST ? 0 : OTHERS;
    (void)snprintf(deal->id, sizeof deal->id, "O-%zu", number);
}

static void make_deals(struct demo_play *play, int64_t count)
{
    size_t all = (size_t)count + demo_story_count + demo_special_count;
    play->deals = MEM_ARRAY(play->mem, struct demo_deal, all);
    for (size_t i = 0; i < demo_story_count; i++) {
        add_story(play, &demo_stories[i]);
    }
    for (size_t i = 0; i < demo_special_count; i++) {
        add_special(play, &demo_specials[i]);
    }
    for (int64_t i = 0; i < count; i++) {
        add_random(play);
    }
    assert(play->deal_count == all);
    qsort(play->deals, all, sizeof *play->deals, by_day);
    for (size_t i = 0; i < all; i++) {
        name_deal(&play->deals[i], i);
    }
}

/* A day of it */

static enum status open_institutions(struct demo_play *play, struct error *err)
{
    static const struct {
        const char *id, *kind, *name, *jurisdiction, *group;
    } parties[] = {
        {"PLATFORM", "platform", "青桥市集 Qingqiao Market", "CN", "QQ"},
        {"CUSTODIAN", "custodian", "Independent Custody", "CN", "IC"},
        {"alipay", "psp", "支付宝", "CN", "AL"},
        {"cardpay", "psp", "CardPay Europe", "NL", "CP"},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof parties / sizeof parties[0] && status == STATUS_OK; i++) {
        status = demo_party(play, parties[i].id, parties[i].kind, parties[i].name,
                            parties[i].jurisdiction, parties[i].group, err);
    }
    if (status == STATUS_OK) {
        status = demo_bank_account(play, err);
    }
    if (status == STATUS_OK) {
        demo_bank_line(play, FLOAT_MINOR, "平台备付 T-0001");
        status = demo_expect(play, "T-0001", "PLATFORM", "available", FLOAT_MINOR, err);
    }
    return status;
}

static enum status open_sellers(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < play->seller_count && status == STATUS_OK; i++) {
        const struct demo_seller *seller = &play->sellers[i];
        const struct demo_name *shop = &demo_shops[(size_t)i % demo_shop_count];
        size_t round = (size_t)i / demo_shop_count;
        const char *name =
            round == 0 ? shop->name : mem_printf(play->day_mem, "%s %zu", shop->name, round + 1);
        status = demo_party(play, seller->id, "seller", name, shop->jurisdiction,
                            mem_printf(play->day_mem, "G%03d", i + 1), err);
        if (status == STATUS_OK && seller->bond_minor > 0) {
            status = demo_expect(play, mem_printf(play->day_mem, "BOND-%04d", i + 1), seller->id,
                                 "bond", seller->bond_minor, err);
        }
    }
    return status;
}

static enum status open_buyers(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (int i = 1; i <= play->buyer_count && status == STATUS_OK; i++) {
        const struct demo_name *form = &demo_buyers[(size_t)i % demo_buyer_count];
        status = demo_party(play, mem_printf(play->day_mem, "B-%05d", i), "buyer",
                            mem_printf(play->day_mem, "%s %05d", form->name, i), form->jurisdiction,
                            NULL, err);
    }
    return status;
}

static enum status play_first_day(struct demo_play *play, struct error *err)
{
    enum status status = open_institutions(play, err);
    if (status == STATUS_OK) {
        status = open_sellers(play, err);
    }
    return status == STATUS_OK ? open_buyers(play, err) : status;
}

static enum status play_payment(struct demo_play *play, const struct demo_deal *deal,
                                struct error *err)
{
    if (deal->via != NULL) {
        return demo_capture(play, deal, err);
    }
    demo_bank_payment(play, deal);
    return STATUS_OK;
}

static enum status play_deal(struct demo_play *play, const struct demo_deal *deal,
                             struct error *err)
{
    char buyer[DEMO_ID_BYTES];
    enum status status = STATUS_OK;
    if (deal->ordered == play->day) {
        status = demo_order(play, deal, err);
    }
    if (status == STATUS_OK && deal->paid == play->day) {
        status = play_payment(play, deal, err);
    }
    if (status == STATUS_OK && deal->cancelled == play->day) {
        status = demo_cancel(play, deal, err);
    }
    if (status == STATUS_OK && deal->shipped == play->day) {
        status = demo_ship(play, deal, err);
    }
    if (status == STATUS_OK && deal->delivered == play->day) {
        status = demo_deliver(play, deal, err);
    }
    if (status == STATUS_OK && deal->confirmed == play->day) {
        status = demo_confirm(play, deal, err);
    }
    if (status == STATUS_OK && deal->returned == play->day) {
        status = demo_return(play, deal, err);
    }
    if (status == STATUS_OK && deal->returned != DEMO_NEVER && deal->returned + 1 == play->day) {
        (void)snprintf(buyer, sizeof buyer, "B-%05d", deal->buyer);
        status = demo_pay_out(play, buyer, 1, err);
    }
    return status;
}

static enum status play_deals(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < play->deal_count && status == STATUS_OK; i++) {
        const struct demo_deal *deal = &play->deals[i];
        if (deal->ordered > play->day) {
            break;
        }
        status = play_deal(play, deal, err);
    }
    return status;
}

static enum status play_complaints(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < play->deal_count && status == STATUS_OK; i++) {
        const struct demo_deal *deal = &play->deals[i];
        if (deal->story == NULL) {
            continue;
        }
        int number = (int)(deal->story - demo_stories);
        if (demo_day_before(deal->story->opened) == play->day) {
            status = demo_complain(play, deal, number, err);
        }
        if (status == STATUS_OK && demo_day_before(deal->story->noticed) == play->day) {
            status = demo_notice(play, number, err);
        }
        if (status == STATUS_OK && demo_day_before(deal->story->decided) == play->day) {
            status = demo_decide(play, number, err);
        }
    }
    return status;
}

static enum status play_freezes(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    assert(demo_freeze_count <= DEMO_FREEZES_MAX);
    for (size_t i = 0; i < demo_freeze_count && status == STATUS_OK; i++) {
        if (demo_day_before(demo_freezes[i].placed) == play->day) {
            status = demo_freeze_put(play, (int)i, err);
        }
        if (status == STATUS_OK && demo_day_before(demo_freezes[i].lifted) == play->day) {
            status = demo_freeze_lift(play, (int)i, err);
        }
    }
    for (size_t i = 0; i < demo_sequel_count && status == STATUS_OK; i++) {
        if (demo_day_before(demo_sequels[i].day) == play->day) {
            status = demo_freeze_sequel(play, &demo_sequels[i], err);
        }
    }
    return status;
}

static enum status play_payouts(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < play->seller_count && status == STATUS_OK; i++) {
        if ((play->day + i) % PAYOUT_EVERY_DAYS == 0 && !play->sellers[i].is_frozen) {
            status = demo_pay_out(play, play->sellers[i].id, PAYOUT_UNIT_MINOR, err);
        }
    }
    return status;
}

/* Bonds come in over the first days; two that were asked for later have not come yet. */
static enum status play_bonds(struct demo_play *play, struct error *err)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < BONDS; i++) {
        if (play->day == 1 + i % 3) {
            demo_bank_line(play, play->sellers[i].bond_minor, "保证金 BOND-%04d", i + 1);
        }
    }
    for (int i = BONDS; i < BONDS + 2 && status == STATUS_OK; i++) {
        if (play->day == demo_day_before(2)) {
            status = demo_expect(play, mem_printf(play->day_mem, "BOND-%04d", i + 1),
                                 play->sellers[i].id, "bond", BOND_MINOR, err);
        }
    }
    return status;
}

static enum status play_work(struct demo_play *play, struct error *err)
{
    enum status status = play->day == 0 ? play_first_day(play, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = demo_bank_match(play, err);
    }
    if (status == STATUS_OK) {
        status = demo_bank_settle(play, err);
    }
    if (status == STATUS_OK) {
        status = play_deals(play, err);
    }
    if (status == STATUS_OK) {
        status = play_complaints(play, err);
    }
    if (status == STATUS_OK) {
        status = play_freezes(play, err);
    }
    if (status == STATUS_OK) {
        status = play_payouts(play, err);
    }
    if (status == STATUS_OK) {
        status = play_bonds(play, err);
    }
    return status == STATUS_OK ? demo_group(play, err) : status;
}

/* About half of what happens on the day: a step is half of the longest, so they fill the hours. */
static int64_t steps_of(const struct demo_play *play)
{
    int64_t first = play->day == 0 ? play->seller_count + play->buyer_count : 0;
    return 1 + (STEPS_MIN + (int64_t)play->deal_count * STEPS_PER_DEAL / DEMO_DAYS + first) / 2;
}

/* The day's work is one transaction, its statement another; the last day's has not come yet. */
static enum status play_day(struct demo_play *play, struct error *err)
{
    play->captured_minor = 0;
    play->step_max_us = OPEN_HOURS * 3600 * TIME_US_PER_SECOND / steps_of(play);
    demo_hour(play, OPENS_HOUR);
    enum status status = demo_sweep(play, err);
    if (status == STATUS_OK) {
        status = book_begin(play->book, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = play_work(play, err);
    if (status != STATUS_OK) {
        book_rollback(play->book);
        return status;
    }
    status = book_commit(play->book, err);
    demo_bank_payouts(play);
    demo_bank_puzzles(play);
    play->settling_minor = play->captured_minor;
    if (status == STATUS_OK && play->day + 1 < DEMO_DAYS) {
        demo_hour(play, DAY_END_HOUR);
        status = demo_bank_import(play, err);
    }
    return status;
}

/* What comes after the last day's work, and what the next day will bring. */
static enum status play_end(struct demo_play *play, const struct demo_terms *terms,
                            struct error *err)
{
    enum status status = demo_ways(play, err);
    if (status == STATUS_OK) {
        status = demo_house(play, err);
    }
    if (status == STATUS_OK) {
        status = demo_close(play, err);
    }
    return status == STATUS_OK && terms->folder != NULL ? demo_files_write(play, terms->folder, err)
                                                        : status;
}

static enum status play_all(struct demo_play *play, const struct demo_terms *terms,
                            struct error *err)
{
    make_sellers(play);
    make_deals(play, terms->deals);
    enum status status = STATUS_OK;
    for (play->day = 0; play->day < DEMO_DAYS && status == STATUS_OK; play->day++) {
        play->day_mem = mem_context(play->mem, "day");
        status = play_day(play, err);
        if (status == STATUS_OK && play->day == DEMO_DAYS - 1) {
            status = play_end(play, terms, err);
        }
        mem_free(play->day_mem);
        play->line_count = 0;
    }
    *play->clock_us = play->end_us;
    return status;
}

/* The store that it is played in */

static enum status not_empty(const char *url, struct error *err)
{
    (void)error_set(err, STATUS_CONFLICT, "%s is in use already: a demonstration needs a new store",
                    url);
    return error_hint(err, "name a file that is not there yet");
}

/* When the store's one event was, that of its making. */
static enum status check_unused(void *mem, struct book *book, const char *url, int64_t *made_us,
                                struct error *err)
{
    struct view_query query = {.view = view_find("events"), .sort = -1};
    struct view_cursor *cursor = NULL;
    struct view_page page;
    int at = view_column(query.view, "at");
    assert(at >= 0);
    if (!book_is_sandbox(book)) {
        (void)error_set(err, STATUS_REFUSED, "%s is no sandbox", url);
        return error_hint(err, "a demonstration needs a new file, or one made by init --sandbox");
    }
    enum status status = view_open(mem, book, &query, &cursor, err);
    if (status == STATUS_OK) {
        status = view_fetch(cursor, mem, NULL, VIEW_FORWARD, 2, &page, err);
    }
    if (status == STATUS_OK && page.count != 1) {
        return not_empty(url, err);
    }
    if (status == STATUS_OK) {
        *made_us = page.rows[0].cells[at].number;
    }
    return status;
}

static enum status open_store(struct demo_play *play, const char *url, const char *login,
                              int64_t *made_us, struct error *err)
{
    struct store *store = NULL;
    struct clock clock = clock_fixed(play->clock_us);
    enum status status = store_open(play->mem, url, STORE_CREATE, &store, err);
    if (status == STATUS_OK) {
        struct book_terms terms = {.name = "main", .policy = "default", .is_sandbox = true};
        *made_us = *play->clock_us;
        return operator_found(play->mem, store, &terms, login, clock, &play->book, err);
    }
    if (status != STATUS_CONFLICT) {
        return status;
    }
    status = store_open(play->mem, url, STORE_WRITE, &store, err);
    if (status == STATUS_OK) {
        status = book_open(play->mem, store, login, clock, &play->book, err);
    }
    return status == STATUS_OK ? check_unused(play->mem, play->book, store_url(store), made_us, err)
                               : status;
}

static enum status check_terms(const struct demo_terms *terms, struct error *err)
{
    if (terms->sellers < DEMO_SELLERS_MIN || terms->sellers > DEMO_SELLERS_MAX) {
        return error_set(err, STATUS_INVALID, "sellers have to be %d to %d", DEMO_SELLERS_MIN,
                         DEMO_SELLERS_MAX);
    }
    if (terms->deals < 0 || terms->deals > DEMO_DEALS_MAX) {
        return error_set(err, STATUS_INVALID, "deals have to be 0 to %d", DEMO_DEALS_MAX);
    }
    return STATUS_OK;
}

/* The days end where they were told to, but begin after the store was made. */
static void place_days(struct demo_play *play, int64_t made_us)
{
    int64_t end_day = play->end_us / TIME_US_PER_DAY;
    int64_t first_day = end_day - (DEMO_DAYS - 1);
    int64_t free_day = made_us / TIME_US_PER_DAY + 1;
    if (made_us > first_day * TIME_US_PER_DAY) {
        play->end_us += (free_day - first_day) * TIME_US_PER_DAY;
        first_day = free_day;
    }
    play->first_us = first_day * TIME_US_PER_DAY;
    *play->clock_us = play->first_us;
}

enum status demo_make(void *mem, const char *url, const char *operator_login,
                      const struct demo_terms *terms, int64_t *now_us, struct error *err)
{
    enum status status = check_terms(terms, err);
    if (status != STATUS_OK) {
        return status;
    }
    struct demo_play *play = MEM_NEW(mem, struct demo_play);
    int64_t made_us = 0;
    play->mem = play;
    play->end_us = terms->end_us > 0 ? terms->end_us : DEMO_END_US;
    play->clock_us = MEM_NEW(play, int64_t);
    *play->clock_us = (play->end_us / TIME_US_PER_DAY - (DEMO_DAYS - 1)) * TIME_US_PER_DAY;
    play->random = terms->seed;
    play->seller_count = (int)terms->sellers;
    play->buyer_count = BUYERS_MIN + (int)(terms->deals / DEALS_PER_BUYER);
    status = open_store(play, url, operator_login, &made_us, err);
    if (status == STATUS_OK) {
        place_days(play, made_us);
        status = play_all(play, terms, err);
        *now_us = play->end_us;
    }
    mem_free(play);
    return status;
}
