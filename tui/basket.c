#include "tui/basket.h"

#include "model/mem.h"

#include <string.h>

struct entry {
    char *id;
    struct money left;
};

struct basket {
    struct entry entries[2][MATCH_PARTS_MAX];
    size_t count[2];
};

struct basket *basket_new(void *mem)
{
    return MEM_NEW(mem, struct basket);
}

static void take_out(struct basket *basket, enum basket_side side, size_t at)
{
    struct entry *entries = basket->entries[side];
    mem_free(entries[at].id);
    basket->count[side]--;
    memmove(&entries[at], &entries[at + 1], (basket->count[side] - at) * sizeof *entries);
}

bool basket_toggle(struct basket *basket, enum basket_side side, const char *id, struct money left)
{
    struct entry *entries = basket->entries[side];
    for (size_t i = 0; i < basket->count[side]; i++) {
        if (strcmp(entries[i].id, id) == 0) {
            take_out(basket, side, i);
            return true;
        }
    }
    if (basket->count[side] == MATCH_PARTS_MAX) {
        return false;
    }
    entries[basket->count[side]++] = (struct entry){mem_strdup(basket, id), left};
    return true;
}

size_t basket_count(const struct basket *basket, enum basket_side side)
{
    return basket->count[side];
}

/* What cannot be asked now stays as it was. */
static bool is_gone(struct entry *entry, struct book *book)
{
    struct error err;
    int64_t left = 0;
    bool is_credit = entry->left.minor > 0;
    enum status status = match_left(book, entry->id, is_credit, &left, &err);
    if (status == STATUS_OK) {
        entry->left.minor = is_credit ? left : -left;
    }
    return status == STATUS_OK ? left == 0 : status == STATUS_NOT_FOUND || status == STATUS_REFUSED;
}

void basket_refresh(struct basket *basket, struct book *book,
                    void (*drop)(void *state, enum basket_side side, const char *id), void *state)
{
    for (enum basket_side side = BASKET_LINES; side <= BASKET_ITEMS; side++) {
        for (size_t i = basket->count[side]; i-- > 0;) {
            struct entry *entry = &basket->entries[side][i];
            if (is_gone(entry, book)) {
                drop(state, side, entry->id);
                take_out(basket, side, i);
            }
        }
    }
}

char *basket_ids(const struct basket *basket, void *mem, enum basket_side side)
{
    char *out = NULL;
    for (size_t i = 0; i < basket->count[side]; i++) {
        const char *id = basket->entries[side][i].id;
        out = out ? mem_append(out, ",%s", id) : mem_strdup(mem, id);
    }
    return out;
}

/* Of one currency. What does not fit 64 bits is no sum of bank lines: the bound stands for it. */
static struct money sum_of(const struct basket *basket, enum basket_side side, const char *currency)
{
    struct money sum = {.minor = 0};
    memcpy(sum.currency, currency, sizeof sum.currency);
    for (size_t i = 0; i < basket->count[side]; i++) {
        const struct money *left = &basket->entries[side][i].left;
        if (strcmp(left->currency, currency) == 0 &&
            __builtin_add_overflow(sum.minor, left->minor, &sum.minor)) {
            sum.minor = left->minor < 0 ? INT64_MIN + 1 : INT64_MAX;
        }
    }
    return sum;
}

static int draw_sum(const struct basket *basket, struct pane *pane, int row, int col,
                    const char *currency)
{
    char one[MONEY_TEXT_BYTES], other[MONEY_TEXT_BYTES], text[MONEY_TEXT_BYTES];
    struct money lines = sum_of(basket, BASKET_LINES, currency);
    struct money items = sum_of(basket, BASKET_ITEMS, currency);
    struct money gap = lines;
    if (__builtin_sub_overflow(lines.minor, items.minor, &gap.minor)) {
        gap.minor = INT64_MAX;
    }
    return paint_format(pane, row, col, gap.minor == 0 ? THEME_GOOD : THEME_WARN,
                        "  %s %s - %s: %s left", currency, money_format_grouped(lines, one),
                        money_format_grouped(items, other), money_format_grouped(gap, text));
}

/* Whether an entry before this one has its currency. */
static bool is_told(const struct basket *basket, enum basket_side side, size_t at)
{
    const char *currency = basket->entries[side][at].left.currency;
    for (enum basket_side of = BASKET_LINES; of <= side; of++) {
        size_t end = of == side ? at : basket->count[of];
        for (size_t i = 0; i < end; i++) {
            if (strcmp(basket->entries[of][i].left.currency, currency) == 0) {
                return true;
            }
        }
    }
    return false;
}

void basket_draw(const struct basket *basket, struct pane *pane, int row)
{
    size_t lines = basket->count[BASKET_LINES];
    size_t items = basket->count[BASKET_ITEMS];
    int col = paint_format(pane, row, 1, THEME_MARK, "%zu line%s, %zu item%s", lines,
                           lines == 1 ? "" : "s", items, items == 1 ? "" : "s");
    for (enum basket_side side = BASKET_LINES; side <= BASKET_ITEMS; side++) {
        for (size_t i = 0; i < basket->count[side]; i++) {
            if (!is_told(basket, side, i)) {
                col = draw_sum(basket, pane, row, col, basket->entries[side][i].left.currency);
            }
        }
    }
}
