#include "tui/posting_text.h"

#include "model/mem.h"
#include "model/money.h"
#include "model/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AMOUNT_COLS 15
#define LINE_BYTES 512

static const char *amount_text(int64_t minor, const char *currency, char *buffer)
{
    struct money amount = {.minor = minor};
    memcpy(amount.currency, currency, sizeof(amount.currency));
    return money_format_grouped(amount, buffer);
}

static void cell(struct sheet *sheet, int row, int place, enum theme_role role, const char *text)
{
    int col = sheet->col + sheet->cols - (3 - place) * (AMOUNT_COLS + 1);
    paint_cell(sheet->pane, row, col, AMOUNT_COLS, role, ALIGN_RIGHT, text);
}

/* "hold:42 dispute", or what it is for where it has no number yet. */
static char *account_text(const struct account *account)
{
    char label[ACCOUNT_LABEL_BYTES];
    if (account->kind != ACCOUNT_HOLD) {
        return mem_strdup(NULL, account_label(account, label));
    }
    if (account->is_new) {
        return mem_printf(NULL, "new hold, %s", purpose_name(account->purpose));
    }
    return mem_printf(NULL, "%s %s", account_label(account, label), purpose_name(account->purpose));
}

static void draw_leg(struct sheet *sheet, const struct posting *posting, const struct leg *leg)
{
    char text[MONEY_TEXT_BYTES];
    int row = sheet_line(sheet);
    if (row < 0) {
        return;
    }
    const struct account *account = leg->account;
    char *name = account_text(account);
    int width = sheet->cols - 3 * (AMOUNT_COLS + 1) - 5;
    paint_cell(sheet->pane, row, sheet->col, width, THEME_TEXT, ALIGN_LEFT, name);
    mem_free(name);
    paint_cell(sheet->pane, row, sheet->col + width + 1, 3, THEME_DIM, ALIGN_LEFT,
               account->currency);
    if (leg->amount_minor < 0) {
        cell(sheet, row, 0, THEME_TEXT, amount_text(-leg->amount_minor, account->currency, text));
    } else {
        cell(sheet, row, 1, THEME_TEXT, amount_text(leg->amount_minor, account->currency, text));
    }
    int64_t after = posting_balance(posting, account);
    cell(sheet, row, 2, after < 0 ? THEME_NEGATIVE : THEME_DIM,
         amount_text(after, account->currency, text));
}

static void draw_legs(struct sheet *sheet, const struct posting *posting)
{
    if (posting->leg_count == 0) {
        sheet_text(sheet, THEME_DIM, 0, "No money moves.");
        return;
    }
    int row = sheet_line(sheet);
    if (row >= 0) {
        paint_text(sheet->pane, row, sheet->col, THEME_HEADING, "Account");
        cell(sheet, row, 0, THEME_HEADING, "Debit");
        cell(sheet, row, 1, THEME_HEADING, "Credit");
        cell(sheet, row, 2, THEME_HEADING, "Balance after");
    }
    for (size_t i = 0; i < posting->leg_count; i++) {
        draw_leg(sheet, posting, &posting->legs[i]);
    }
}

static void draw_clock(struct sheet *sheet, const struct clock_change *clock, int64_t now_us)
{
    char due[TIME_TEXT_BYTES];
    char left[TIME_TEXT_BYTES];
    char *name = account_text(clock->hold);
    const char *party = clock->door == DOOR_PAYER   ? clock->hold->payer
                        : clock->door == DOOR_PAYEE ? clock->hold->payee
                                                    : NULL;
    char *text = clock->due_us == TIME_NONE
                     ? mem_printf(NULL, "%s: no clock", name)
                     : mem_printf(NULL, "%s: %s %s on %s (in %s)", name,
                                  clock->door == DOOR_ESCALATE ? "escalates" : "to the",
                                  clock->door == DOOR_ESCALATE ? "" : door_name(clock->door),
                                  time_format(clock->due_us, due),
                                  span_format(clock->due_us - now_us, left));
    if (party && clock->due_us != TIME_NONE) {
        text = mem_append(text, ", %s", party);
    }
    sheet_wrap(sheet, THEME_TEXT, 0, text);
    mem_free(text);
    mem_free(name);
}

/* Whether all that a hold had, or was given here, has left it. */
static bool is_emptied(const struct posting *posting, const struct account *hold)
{
    bool has_leg = false;
    for (size_t i = 0; i < posting->leg_count; i++) {
        has_leg = has_leg || posting->legs[i].account == hold;
    }
    return has_leg && posting_balance(posting, hold) == 0;
}

static void draw_clocks(struct sheet *sheet, const struct posting *posting, int64_t now_us)
{
    bool has_heading = false;
    for (size_t i = 0; i < posting->clock_count; i++) {
        if (is_emptied(posting, posting->clocks[i].hold)) {
            continue;
        }
        if (!has_heading) {
            sheet_gap(sheet);
            sheet_text(sheet, THEME_HEADING, 0, "If nobody acts afterwards");
            has_heading = true;
        }
        draw_clock(sheet, &posting->clocks[i], now_us);
    }
}

static void draw_lien(struct sheet *sheet, const struct lien_change *lien)
{
    char cap[MONEY_TEXT_BYTES];
    char taken[MONEY_TEXT_BYTES];
    char *text = NULL;
    if (lien->id == 0 && lien->on && lien->beneficiary) {
        char *on = account_text(lien->on);
        char *to = account_text(lien->beneficiary);
        text = mem_printf(NULL, "new lien on %s, %s up to %s %s into %s", on,
                          lien->ground ? lien->ground : "", lien->on->currency,
                          amount_text(lien->cap_minor, lien->on->currency, cap), to);
        mem_free(on);
        mem_free(to);
    } else if (lien->is_closing) {
        text = mem_printf(NULL, "lien %lld ends", (long long)lien->id);
    } else if (lien->taken_minor && lien->on) {
        text = mem_printf(NULL, "lien %lld takes %s", (long long)lien->id,
                          amount_text(lien->taken_minor, lien->on->currency, taken));
    }
    if (text) {
        sheet_wrap(sheet, THEME_TEXT, 0, text);
    }
    mem_free(text);
}

static bool is_told(const struct lien_change *lien)
{
    return (lien->id == 0 && lien->on && lien->beneficiary) || lien->is_closing ||
           (lien->taken_minor && lien->on);
}

static void draw_liens(struct sheet *sheet, const struct posting *posting)
{
    bool has_heading = false;
    for (size_t i = 0; i < posting->lien_count; i++) {
        if (!is_told(&posting->liens[i])) {
            continue;
        }
        if (!has_heading) {
            sheet_gap(sheet);
            sheet_text(sheet, THEME_HEADING, 0, "Liens");
            has_heading = true;
        }
        draw_lien(sheet, &posting->liens[i]);
    }
}

static void draw_under(struct sheet *sheet, const struct posting *posting)
{
    if (posting->standing != NULL) {
        sheet_gap(sheet);
        sheet_wrap(sheet, THEME_TEXT, 0, posting->standing);
    }
    if (posting->under != NULL) {
        char *text = mem_printf(NULL, "Under: %s", posting->under);
        sheet_gap(sheet);
        sheet_wrap(sheet, THEME_TEXT, 0, text);
        mem_free(text);
    }
}

/* The figures that it rests on, with where they come from. */
static void draw_basis(struct sheet *sheet, const struct posting *posting)
{
    if (posting->basis_count > 0) {
        sheet_gap(sheet);
        sheet_text(sheet, THEME_HEADING, 0, "Rests on");
    }
    for (size_t i = 0; i < posting->basis_count; i++) {
        const struct policy_value *value = &posting->basis[i];
        char *text = policy_value_text(NULL, value);
        sheet_wrap(sheet, value->reviewed_on[0] ? THEME_TEXT : THEME_WARN, 0, text);
        mem_free(text);
    }
}

static void draw_remarks(struct sheet *sheet, const struct posting *posting)
{
    if (posting->remark_count > 0) {
        sheet_gap(sheet);
        sheet_text(sheet, THEME_HEADING, 0, "To consider");
    }
    for (size_t i = 0; i < posting->remark_count; i++) {
        sheet_wrap(sheet, THEME_TEXT, 0, posting->remarks[i]);
    }
}

/* Who else has to agree to it, or who proposed it. */
static void draw_eyes(struct sheet *sheet, const struct posting *posting)
{
    if (posting->eyes != NULL) {
        char *text = mem_printf(NULL, "Second pair of eyes: %s", posting->eyes);
        sheet_gap(sheet);
        sheet_wrap(sheet, THEME_WARN, 0, text);
        mem_free(text);
    }
}

void posting_text(struct sheet *sheet, const struct posting *posting, int64_t now_us)
{
    draw_legs(sheet, posting);
    draw_clocks(sheet, posting, now_us);
    draw_liens(sheet, posting);
    draw_remarks(sheet, posting);
    draw_eyes(sheet, posting);
    draw_under(sheet, posting);
    draw_basis(sheet, posting);
    for (size_t i = 0; i < posting->notice_count; i++) {
        const struct notice *notice = posting->notices[i];
        char *heading = mem_printf(NULL, "Notice to %s: %s", notice->party, notice->title);
        sheet_gap(sheet);
        sheet_wrap(sheet, THEME_HEADING, 0, heading);
        mem_free(heading);
        sheet_wrap(sheet, THEME_TEXT, 2, notice->text);
    }
}
