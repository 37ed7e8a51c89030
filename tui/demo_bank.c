#include "tui/demo_bank.h"

#include "import/plan.h"
#include "model/expect.h"
#include "model/match.h"
#include "model/mem.h"
#include "model/statement.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define OPENS_S (9 * 3600)
#define LINE_EVERY_S 7
#define LINES_CROWDED 5000 /* from so many on, one a second */
#define PROFILE "generic"
#define PROVIDER_FEE_BP 60

void demo_bank_line(struct demo_play *play, int64_t minor, const char *format, ...)
{
    if (play->line_count == play->line_room) {
        play->line_room = 2 * play->line_room + 32;
        play->lines = MEM_GROW(play->mem, play->lines, struct demo_line, play->line_room);
    }
    va_list args;
    va_start(args, format);
    const char *text = mem_vprintf(play->day_mem, format, args);
    va_end(args);
    play->lines[play->line_count++] = (struct demo_line){.text = text, .amount_minor = minor};
}

void demo_bank_payment(struct demo_play *play, const struct demo_deal *deal)
{
    int64_t minor = deal->price.minor;
    if (deal->is_blind) {
        play->blind = deal;
        play->blind_line = (int64_t)play->line_count;
        demo_bank_line(play, minor, "转账 货款 谢谢");
        return;
    }
    switch (demo_below(play, 5)) {
    case 0:
        demo_bank_line(play, minor, "网上支付 订单号：%s", deal->id);
        break;
    case 1:
        demo_bank_line(play, minor, "order %s thanks", deal->id);
        break;
    case 2:
        demo_bank_line(play, minor, "订单%s货款", deal->id);
        break;
    case 3:
        demo_bank_line(play, minor, "Verwendungszweck %s / Kauf", deal->id);
        break;
    default:
        demo_bank_line(play, minor, "ご注文 %s お支払い", deal->id);
        break;
    }
}

enum status demo_bank_settle(struct demo_play *play, struct error *err)
{
    int64_t gross = play->settling_minor;
    int64_t fee = gross * PROVIDER_FEE_BP / 10000;
    int year = 0;
    int month = 0;
    int day = 0;
    if (gross == 0) {
        return STATUS_OK;
    }
    date_to_civil(demo_date(play, play->day - 1), &year, &month, &day);
    char *id = mem_printf(play->day_mem, "ALP%04d%02d%02d", year, month, day);
    struct batch batch = {.id = id,
                          .psp = DEMO_PROVIDER,
                          .gross = demo_money(gross, "CNY"),
                          .fee = demo_money(fee, "CNY"),
                          .net = demo_money(gross - fee, "CNY")};
    demo_bank_line(play, gross - fee, "支付宝（中国）网络技术 结算 %s", id);
    return batch_put(play->book, &batch, demo_run(play), err);
}

void demo_bank_payouts(struct demo_play *play)
{
    for (size_t i = 0; i < play->payout_count; i++) {
        const struct demo_payout *payout = &play->payouts[i];
        if (payout->day == play->day - 1 && !payout->is_lost) {
            demo_bank_line(play, -payout->amount_minor, "代付 %s 结算款", payout->id);
        }
    }
}

/* The n-th order of a course that the demonstration always has. */
static const struct demo_deal *find(const struct demo_play *play, enum demo_course course, int n)
{
    for (size_t i = 0; i < play->deal_count; i++) {
        const struct demo_special *special = play->deals[i].special;
        if (special != NULL && special->course == course && n-- == 0) {
            return &play->deals[i];
        }
    }
    return NULL;
}

/* A payout that the bank carried out and now sends back. */
static void bounce(struct demo_play *play)
{
    for (size_t i = 0; i < play->payout_count; i++) {
        const struct demo_payout *payout = &play->payouts[i];
        if (payout->day >= demo_day_before(6) && payout->day < play->day - 1 && !payout->is_lost) {
            demo_bank_line(play, payout->amount_minor, "退汇 %s 收款账号户名不符", payout->id);
            return;
        }
    }
}

void demo_bank_puzzles(struct demo_play *play)
{
    if (play->day == demo_day_before(2)) {
        const struct demo_deal *short_of = find(play, DEMO_UNPAID, 0);
        demo_bank_line(play, short_of->price.minor - 510, "订单%s货款", short_of->id);
        demo_bank_line(play, 1234, "结息");
        demo_bank_line(play, 26000, "往来款");
    }
    if (play->day == demo_day_before(1)) {
        const struct demo_deal *cut = find(play, DEMO_UNPAID, 3);
        const struct demo_deal *one = find(play, DEMO_UNPAID, 1);
        const struct demo_deal *other = find(play, DEMO_UNPAID, 2);
        const struct demo_deal *off = find(play, DEMO_CANCELLED, 1);
        const struct demo_deal *paid = find(play, DEMO_PART_RETURNED, 0);
        demo_bank_line(play, cut->price.minor, "网上支付 订单号：%.6s", cut->id);
        demo_bank_line(play, one->price.minor, "%s %s", one->id, other->id);
        demo_bank_line(play, off->price.minor, "order %s", off->id);
        demo_bank_line(play, paid->price.minor, "订单%s货款", paid->id);
        demo_bank_line(play, -1500, "账户管理费");
        bounce(play);
    }
}

char *demo_bank_file(struct demo_play *play, void *mem)
{
    char date[TIME_TEXT_BYTES];
    char amount[MONEY_TEXT_BYTES];
    char balance[MONEY_TEXT_BYTES];
    int every_s = play->line_count < LINES_CROWDED ? LINE_EVERY_S : 1;
    char *file = mem_strdup(mem, "Date,Time,Bank reference,Text,Amount,Balance\n");
    (void)date_format(demo_date(play, play->day), date);
    for (size_t i = 0; i < play->line_count; i++) {
        const struct demo_line *line = &play->lines[i];
        int second = OPENS_S + (int)i * every_s;
        play->bank_minor += line->amount_minor;
        file = mem_append(file, "%s,%02d:%02d:%02d,%08lld,%s,%s,%s\n", date, second / 3600,
                          second / 60 % 60, second % 60, (long long)play->bank_lines++, line->text,
                          money_format(demo_money(line->amount_minor, "CNY"), amount),
                          money_format(demo_money(play->bank_minor, "CNY"), balance));
    }
    play->line_count = 0;
    return file;
}

static enum status apply(struct demo_play *play, const struct source *source, struct error *err)
{
    struct plan *plan = NULL;
    struct plan_terms terms = {.account = DEMO_BANK, .profile = PROFILE};
    enum status status = plan_make_source(play->day_mem, play->book, source, &terms, &plan, err);
    if (status == STATUS_OK) {
        status = plan_check(plan, err);
    }
    return status == STATUS_OK ? plan_apply(play->book, plan, NULL, NULL, err) : status;
}

enum status demo_bank_import(struct demo_play *play, struct error *err)
{
    char date[TIME_TEXT_BYTES];
    int64_t first = 0;
    if (play->line_count == 0) {
        return STATUS_OK;
    }
    enum status status = statement_next_line(play->book, &first, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (play->blind != NULL) {
        play->blind_line += first;
    }
    (void)date_format(demo_date(play, play->day), date);
    char *file = demo_bank_file(play, play->day_mem);
    struct source source = {.name = mem_printf(play->day_mem, "%s-%s.csv", DEMO_BANK, date),
                            .bytes = file,
                            .size = strlen(file)};
    return apply(play, &source, err);
}

enum status demo_bank_match(struct demo_play *play, struct error *err)
{
    if (play->blind == NULL) {
        return STATUS_OK;
    }
    struct match_terms terms = {
        .line = mem_printf(play->day_mem, "line:%lld", (long long)play->blind_line),
        .item = mem_printf(play->day_mem, "deal:%s", play->blind->id)};
    play->blind = NULL;
    return match_make(play->book, &terms, demo_run(play), err);
}
