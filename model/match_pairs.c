#include "model/match_pairs.h"

#include "model/house.h"
#include "model/match_line.h"
#include "model/mem.h"
#include "model/settle.h"

#include <string.h>

/* One side of the pairing. */
struct side {
    const struct match_part *parts;
    size_t count;
    struct money *left; /* of each part, to be paired */
    int64_t sum_minor;  /* of them; INT64_MAX where one has no bound */
    bool is_named;      /* each part bears its amount */
};

struct pairing {
    struct side lines, items;
    char currency[4];
    bool is_credit;
};

static struct money money_of(const struct pairing *pairing, int64_t minor)
{
    struct money money = {.minor = minor};
    memcpy(money.currency, pairing->currency, sizeof money.currency);
    return money;
}

static enum status check_parts(const struct side *side, const char *what, struct error *err)
{
    if (side->count == 0 || side->count > MATCH_PARTS_MAX) {
        return error_set(err, side->count == 0 ? STATUS_INVALID : STATUS_LIMIT,
                         "%zu %s are named; from 1 to %d can be matched at a time", side->count,
                         what, MATCH_PARTS_MAX);
    }
    for (size_t i = 0; i < side->count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(side->parts[i].id, side->parts[j].id) == 0) {
                return error_set(err, STATUS_INVALID, "%s is named twice", side->parts[i].id);
            }
        }
    }
    return STATUS_OK;
}

/* What is to be paired of a part that has so much left: what is named, or all. */
static enum status take_part(const struct pairing *pairing, struct side *side, size_t at,
                             int64_t room_minor, struct error *err)
{
    const struct match_part *part = &side->parts[at];
    struct money *left = &side->left[at];
    *left = money_of(pairing, room_minor);
    enum status status =
        part->amount ? money_parse(part->amount, pairing->currency, left, err) : STATUS_OK;
    if (status != STATUS_OK) {
        return status;
    }
    if (left->minor <= 0) {
        return part->amount
                   ? error_set(err, STATUS_INVALID, "%s: the amount must be above zero", part->id)
                   : error_set(err, STATUS_REFUSED, "%s has nothing left to match", part->id);
    }
    side->is_named = side->is_named && part->amount != NULL;
    if (__builtin_add_overflow(side->sum_minor, left->minor, &side->sum_minor)) {
        side->sum_minor = INT64_MAX;
    }
    return STATUS_OK;
}

/* The first line says the currency and the way of all. */
static enum status check_alike(struct pairing *pairing, const struct match_line *line,
                               bool is_first, const char *first, struct error *err)
{
    if (is_first) {
        memcpy(pairing->currency, line->currency, sizeof pairing->currency);
        pairing->is_credit = line->amount_minor > 0;
    }
    if (strcmp(line->currency, pairing->currency) != 0) {
        return error_set(err, STATUS_REFUSED, "line:%lld is in %s, and %s in %s",
                         (long long)line->id, line->currency, first, pairing->currency);
    }
    if ((line->amount_minor > 0) != pairing->is_credit) {
        (void)error_set(err, STATUS_REFUSED, "line:%lld is money %s, and %s money %s",
                        (long long)line->id, pairing->is_credit ? "out" : "in", first,
                        pairing->is_credit ? "in" : "out");
        return error_hint(err, "match lines of one way at a time; a transfer or a reversal is "
                               "matched to its other line, line:NUMBER");
    }
    return STATUS_OK;
}

static enum status take_lines(struct book *book, struct pairing *pairing, struct error *err)
{
    struct side *side = &pairing->lines;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < side->count && status == STATUS_OK; i++) {
        struct match_line line;
        status = match_line_load(book, side->parts[i].id, &line, err);
        if (status == STATUS_OK) {
            status = check_alike(pairing, &line, i == 0, side->parts[0].id, err);
        }
        if (status == STATUS_OK) {
            int64_t open = line.open_minor;
            status = take_part(pairing, side, i, open < 0 ? -open : open, err);
        }
    }
    return status;
}

/* What is left of an item, or of a line. */
static enum status room_of(struct book *book, const char *label, bool is_credit, int64_t *out,
                           struct error *err)
{
    struct target target;
    struct match_line line;
    *out = INT64_MAX;
    if (house_word(label)) {
        return STATUS_OK;
    }
    enum status status = target_parse(label, &target, err);
    if (status == STATUS_OK && target.kind != TARGET_LINE) {
        return settle_room(book, &target, is_credit, "", out, err);
    }
    if (status == STATUS_OK) {
        status = match_line_load(book, target.id, &line, err);
    }
    if (status == STATUS_OK) {
        *out = line.open_minor < 0 ? -line.open_minor : line.open_minor;
    }
    return status;
}

static enum status take_items(struct book *book, struct pairing *pairing, struct error *err)
{
    struct side *side = &pairing->items;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < side->count && status == STATUS_OK; i++) {
        int64_t room = 0;
        status = room_of(book, side->parts[i].id, pairing->is_credit, &room, err);
        if (status == STATUS_OK) {
            status = take_part(pairing, side, i, room, err);
        }
    }
    return status;
}

/* Only one that stands alone, and of which no part is named, is matched in part. */
static bool may_be_left(const struct side *side)
{
    return side->count == 1 && !side->is_named;
}

static enum status check_sums(const struct pairing *pairing, struct error *err)
{
    const struct side *lines = &pairing->lines;
    const struct side *items = &pairing->items;
    bool is_over = lines->sum_minor > items->sum_minor;
    char one[MONEY_TEXT_BYTES], other[MONEY_TEXT_BYTES], over[MONEY_TEXT_BYTES];
    if (lines->count > 1 && items->count > 1 && !(lines->is_named && items->is_named)) {
        (void)error_set(err, STATUS_REFUSED, "which part of which line is which item is not known");
        return error_hint(err, "name each part, of the lines and of the items: line:7=40.00,"
                               "line:8=60.00 deal:O-1=50.00,deal:O-2=50.00");
    }
    if (lines->sum_minor == items->sum_minor || may_be_left(is_over ? lines : items)) {
        return STATUS_OK;
    }
    if (items->sum_minor == INT64_MAX) {
        (void)error_set(err, STATUS_REFUSED,
                        "how much of the items that take any amount is meant?");
        return error_hint(err, "name their parts, as in available:S-0001=12.00");
    }
    int64_t gap =
        is_over ? lines->sum_minor - items->sum_minor : items->sum_minor - lines->sum_minor;
    (void)error_set(err, STATUS_REFUSED, "the lines come to %s %s, the items to %s: %s is over",
                    pairing->currency, money_format(money_of(pairing, lines->sum_minor), one),
                    money_format(money_of(pairing, items->sum_minor), other),
                    money_format(money_of(pairing, gap), over));
    return error_hint(err, "name the part of a %s that is meant, as in %s",
                      is_over ? "line" : "item", is_over ? "line:7=40.00" : "deal:O-1=40.00");
}

/* Both sides from the first to the last: what is left of the one against what is left of the
 * other. */
static size_t pair(const struct pairing *pairing, struct match_terms *out)
{
    const struct side *lines = &pairing->lines;
    const struct side *items = &pairing->items;
    size_t count = 0;
    for (size_t line = 0, item = 0; line < lines->count && item < items->count;) {
        int64_t *of_line = &lines->left[line].minor;
        int64_t *of_item = &items->left[item].minor;
        int64_t minor = *of_line < *of_item ? *of_line : *of_item;
        out[count++] = (struct match_terms){.line = lines->parts[line].id,
                                            .item = items->parts[item].id,
                                            .amount = money_of(pairing, minor),
                                            .has_amount = true};
        *of_line -= minor;
        *of_item -= minor;
        line += *of_line == 0;
        item += *of_item == 0;
    }
    return count;
}

static enum status read_sides(struct book *book, struct pairing *pairing, struct error *err)
{
    enum status status = check_parts(&pairing->lines, "lines", err);
    if (status == STATUS_OK) {
        status = check_parts(&pairing->items, "items", err);
    }
    if (status == STATUS_OK) {
        status = take_lines(book, pairing, err);
    }
    if (status == STATUS_OK) {
        status = take_items(book, pairing, err);
    }
    return status == STATUS_OK ? check_sums(pairing, err) : status;
}

/* In a transaction of its own, unless there is one. */
static enum status begin(struct book *book, bool *is_own, struct error *err)
{
    *is_own = !book_in_transaction(book);
    return *is_own ? book_begin_snapshot(book, err) : STATUS_OK;
}

enum status match_left(struct book *book, const char *label, bool is_credit, int64_t *out,
                       struct error *err)
{
    bool is_own;
    enum status status = begin(book, &is_own, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = room_of(book, label, is_credit, out, err);
    if (is_own) {
        book_rollback(book);
    }
    return status;
}

enum status match_pair_up(struct book *book, void *mem, const struct match_part *lines,
                          size_t line_count, const struct match_part *items, size_t item_count,
                          struct match_terms **out, size_t *count, struct error *err)
{
    struct pairing pairing = {
        .lines = {lines, line_count, MEM_ARRAY(mem, struct money, line_count + 1), 0, true},
        .items = {items, item_count, MEM_ARRAY(mem, struct money, item_count + 1), 0, true}};
    bool is_own;
    enum status status = begin(book, &is_own, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = read_sides(book, &pairing, err);
    if (is_own) {
        book_rollback(book);
    }
    *out = MEM_ARRAY(mem, struct match_terms, line_count + item_count + 1);
    *count = status == STATUS_OK ? pair(&pairing, *out) : 0;
    return status;
}
