#include "import/plan_known.h"

#include "import/align.h"
#include "import/plan_stored.h"
#include "model/mem.h"

#include <string.h>

#define STARTS_MAX 8 /* places in the chain that a file is tried at */

/* The walk from the oldest row to the newest. Sums of balances wrap like unsigned numbers: only
 * their equality counts, and a sum that does not fit is refused by the proof before. */
struct walk {
    struct plan_inside *inside;
    const struct line_account *account;
    struct stored *stored;
    uint32_t *index; /* rows of this currency in time: places in the order */
    size_t count;
    size_t new_count;
    size_t balances; /* rows that have one */
    uint64_t new_sum;
    uint64_t opening, closing; /* of the file; where it has balances */
    /* where the known rows stand */
    bool has_known;
    size_t first_known; /* place in index */
    uint64_t new_before_known;
    size_t first_stored, last_stored; /* matched ones, of the stored */
    uint64_t moved;                   /* by how much the last known row's balance differs */
    uint64_t new_since;               /* sum of new rows since then */
};

static const struct bank_row *row_at(const struct walk *walk, size_t i)
{
    return plan_bank_row(walk->inside, walk->index[i]);
}

static bool is_new(const struct walk *walk, size_t i)
{
    return plan_row(walk->inside, walk->index[i])->fate != PLAN_KNOWN;
}

/* How well a stored line with a balance stands where the row does: 0 not at all. The best is that
 * it moved by the new rows before it; next, that these filled a gap; then the same without stored
 * lines that the file does not have. */
static int standing(const struct walk *walk, const struct bank_row *row, size_t candidate)
{
    const struct stored_line *line = &walk->stored->lines[candidate];
    uint64_t difference = (uint64_t)row->balance_minor - (uint64_t)line->balance_minor;
    if (difference == walk->moved + walk->new_since) {
        return 3;
    }
    if (difference == walk->moved) {
        return 2;
    }
    if (!walk->has_known || candidate <= walk->last_stored) {
        return 0;
    }
    uint64_t skipped = stored_skipped(walk->stored, walk->last_stored, candidate);
    return difference == walk->moved + walk->new_since - skipped ||
                   difference == walk->moved - skipped
               ? 1
               : 0;
}

/* The stored line that this row is, or STORED_NONE. */
static uint32_t find_known(const struct walk *walk, uint32_t row_index, const struct bank_row *row)
{
    uint32_t best = STORED_NONE;
    int best_standing = 0;
    size_t tried = 0;
    uint32_t at = stored_first(walk->stored, row_index);
    for (; at != STORED_NONE && tried < STORED_TWINS_MAX; at = walk->stored->lines[at].next) {
        const struct stored_line *line = &walk->stored->lines[at];
        if (line->row != STORED_NONE) {
            continue;
        }
        tried++;
        if (row->balance_minor == BANK_NO_BALANCE || line->balance_minor == BANK_NO_BALANCE) {
            return at;
        }
        int this_standing = standing(walk, row, at);
        if (this_standing > best_standing) {
            best = at;
            best_standing = this_standing;
        }
    }
    return best;
}

static void take_known(struct walk *walk, size_t i, uint32_t found)
{
    const struct bank_row *row = row_at(walk, i);
    struct stored_line *line = &walk->stored->lines[found];
    plan_row(walk->inside, walk->index[i])->fate = PLAN_KNOWN;
    plan_row(walk->inside, walk->index[i])->position = found;
    line->row = plan_place(walk->inside, walk->index[i]);
    if (!walk->has_known) {
        walk->has_known = true;
        walk->first_known = i;
        walk->first_stored = found;
        walk->new_before_known = walk->new_sum;
    }
    walk->last_stored = found;
    if (row->balance_minor != BANK_NO_BALANCE && line->balance_minor != BANK_NO_BALANCE) {
        walk->moved = (uint64_t)row->balance_minor - (uint64_t)line->balance_minor;
        walk->new_since = 0;
    }
}

static void take_new(struct walk *walk, size_t i)
{
    const struct bank_row *row = row_at(walk, i);
    walk->new_count++;
    walk->new_sum += (uint64_t)row->amount_minor;
    walk->new_since += (uint64_t)row->amount_minor;
}

/* Row by row: for files without balances, and for those that stand nowhere in the stored chain. */
static void walk_rows(struct walk *walk)
{
    for (size_t i = 0; i < walk->count; i++) {
        uint32_t row_index = plan_place(walk->inside, walk->index[i]);
        uint32_t found = find_known(walk, row_index, row_at(walk, i));
        if (found != STORED_NONE) {
            take_known(walk, i, found);
        } else {
            take_new(walk, i);
        }
    }
}

/* The file's rows and the stored lines as words of one language, without words that only one has.
 */
struct words {
    uint32_t *rows, *lines;     /* words */
    uint32_t *row_at, *line_at; /* places in the walk and of the stored */
    uint32_t *partner, *best;   /* of the rows: words of lines */
    size_t row_count, line_count;
};

static void take_words(const struct walk *walk, size_t start, struct words *words)
{
    const struct stored *stored = walk->stored;
    words->row_count = 0;
    words->line_count = 0;
    for (size_t i = 0; i < walk->count; i++) {
        uint32_t row = plan_place(walk->inside, walk->index[i]);
        if (stored_first(stored, row) != STORED_NONE) {
            words->rows[words->row_count] = stored->like[row];
            words->row_at[words->row_count++] = (uint32_t)i;
        }
    }
    for (size_t i = start; i < stored->count; i++) {
        if (stored->lines[i].like != STORED_NONE) {
            words->lines[words->line_count] = stored->lines[i].like;
            words->line_at[words->line_count++] = (uint32_t)i;
        }
    }
}

static bool is_of(const struct walk *walk, const struct bank_anchor *anchor)
{
    return memcmp(anchor->currency, walk->account->currency, sizeof anchor->currency) == 0;
}

/* The balance before the file's first row, from its first balance. */
static bool find_opening(const struct walk *walk, uint64_t *out)
{
    const struct bank_file *file = walk->inside->file;
    uint64_t sum = 0;
    for (size_t i = 0; i < file->anchor_count; i++) {
        const struct bank_anchor *anchor = &file->anchors[i];
        if (is_of(walk, anchor) && anchor->row <= plan_place(walk->inside, walk->index[0])) {
            *out = (uint64_t)anchor->balance_minor;
            return true;
        }
    }
    for (size_t i = 0; i < walk->count; i++) {
        const struct bank_row *row = row_at(walk, i);
        sum += (uint64_t)row->amount_minor;
        if (row->balance_minor != BANK_NO_BALANCE) {
            *out = (uint64_t)row->balance_minor - sum;
            return true;
        }
    }
    return false;
}

/* Whether the chain has this balance just before a stored line of the file's first day. */
static bool starts_at(const struct walk *walk, size_t place, uint64_t opening)
{
    const struct stored *stored = walk->stored;
    if (place < stored->count) {
        const struct stored_line *line = &stored->lines[place];
        return line->balance_minor != BANK_NO_BALANCE &&
               opening == (uint64_t)line->balance_minor - (uint64_t)line->amount_minor;
    }
    const struct stored_line *last = &stored->lines[place - 1];
    return last->balance_minor != BANK_NO_BALANCE && opening == (uint64_t)last->balance_minor;
}

/* Where in the stored chain the file begins, the place with the most rows in common; false for
 * nowhere. Files of whole days begin at the first line of theirs. */
static bool align_rows(const struct walk *walk, struct words *words)
{
    const struct stored *stored = walk->stored;
    int32_t first_day = row_at(walk, 0)->date_days;
    uint64_t opening = 0;
    size_t most = 0;
    size_t tried = 0;
    if (!find_opening(walk, &opening)) {
        return false;
    }
    for (size_t place = 0; place <= stored->count && tried < STARTS_MAX; place++) {
        if (place > 0 && stored->lines[place - 1].day > first_day) {
            break;
        }
        if (!starts_at(walk, place, opening)) {
            continue;
        }
        take_words(walk, place, words);
        if (!align(words->rows, words->row_count, words->lines, words->line_count,
                   words->partner)) {
            return false;
        }
        size_t common = 0;
        for (size_t i = 0; i < words->row_count; i++) {
            bool is_known = words->partner[i] != ALIGN_NONE;
            words->partner[i] = is_known ? words->line_at[words->partner[i]] : STORED_NONE;
            common += is_known;
        }
        if (tried++ == 0 || common > most) {
            uint32_t *best = words->best;
            words->best = words->partner;
            words->partner = best;
            most = common;
        }
        if (place == 0) {
            break;
        }
    }
    return tried > 0;
}

/* Both in the order of the chain, so the most that they have in common is what is known. */
static bool walk_aligned(struct walk *walk)
{
    size_t lines = walk->stored->count;
    struct words *words = MEM_NEW(walk->stored, struct words);
    words->rows = MEM_GROW(words, NULL, uint32_t, walk->count + 1);
    words->row_at = MEM_GROW(words, NULL, uint32_t, walk->count + 1);
    words->partner = MEM_GROW(words, NULL, uint32_t, walk->count + 1);
    words->best = MEM_GROW(words, NULL, uint32_t, walk->count + 1);
    words->lines = MEM_GROW(words, NULL, uint32_t, lines + 1);
    words->line_at = MEM_GROW(words, NULL, uint32_t, lines + 1);
    bool is_aligned = align_rows(walk, words);
    size_t word = 0;
    for (size_t i = 0; i < walk->count && is_aligned; i++) {
        uint32_t found = STORED_NONE;
        if (word < words->row_count && words->row_at[word] == i) {
            found = words->best[word++];
        }
        if (found != STORED_NONE) {
            take_known(walk, i, found);
        } else {
            take_new(walk, i);
        }
    }
    mem_free(words);
    return is_aligned;
}

static void find_all_known(struct walk *walk)
{
    if (walk->stored->count == 0 || walk->count == 0 || !walk_aligned(walk)) {
        walk_rows(walk);
    }
}

/* How far the ties inside the file have come. */
struct ties {
    uint64_t sum;
    bool touches; /* a new row since the last balance, or the row that has it */
    size_t anchor;
};

static void add_gap(const struct walk *walk, uint32_t line, int64_t stored_line, uint64_t missing)
{
    struct plan_gap gap = {
        .line = line, .stored_line = stored_line, .missing_minor = (int64_t)missing};
    memcpy(gap.currency, walk->account->currency, sizeof gap.currency);
    plan_add_gap(walk->inside, &gap);
}

static void tie_balance(struct walk *walk, const struct ties *ties, int64_t balance, uint32_t line)
{
    if (walk->balances++ == 0) {
        walk->opening = (uint64_t)balance - ties->sum;
    } else if (ties->touches && walk->closing != (uint64_t)balance) {
        add_gap(walk, line, 0, (uint64_t)balance - walk->closing);
    }
    walk->closing = (uint64_t)balance;
}

/* The balances that the file states before its row of this number. What lies between one and the
 * row before it is as new as the row after it. */
static void tie_anchors(struct walk *walk, struct ties *ties, size_t row, bool next_is_new)
{
    const struct bank_file *file = walk->inside->file;
    for (; ties->anchor < file->anchor_count && file->anchors[ties->anchor].row <= row;
         ties->anchor++) {
        const struct bank_anchor *anchor = &file->anchors[ties->anchor];
        if (is_of(walk, anchor)) {
            ties->touches = ties->touches || next_is_new;
            tie_balance(walk, ties, anchor->balance_minor, anchor->line);
            ties->touches = false;
        }
    }
}

/* Ties inside the file that touch a new row. */
static void tie_rows(struct walk *walk)
{
    struct ties ties = {0};
    for (size_t i = 0; i < walk->count; i++) {
        const struct bank_row *row = row_at(walk, i);
        bool row_is_new = is_new(walk, i);
        tie_anchors(walk, &ties, plan_place(walk->inside, walk->index[i]), row_is_new);
        ties.touches = ties.touches || row_is_new;
        ties.sum += (uint64_t)row->amount_minor;
        walk->closing += (uint64_t)row->amount_minor;
        if (row->balance_minor != BANK_NO_BALANCE) {
            tie_balance(walk, &ties, row->balance_minor, row->line);
            ties.touches = row_is_new;
        }
    }
    tie_anchors(walk, &ties, walk->inside->file->row_count, walk->count == 0);
}

static bool has_balance(const struct stored_line *line)
{
    return line != NULL && line->balance_minor != BANK_NO_BALANCE;
}

static uint64_t opening_of(const struct stored_line *line)
{
    return (uint64_t)line->balance_minor - (uint64_t)line->amount_minor;
}

/* The stored lines between which the file's first row stands. */
static void neighbours(const struct walk *walk, const struct stored_line **before,
                       const struct stored_line **after)
{
    const struct stored *stored = walk->stored;
    size_t place = walk->first_stored; /* of the first stored line that is not before */
    if (!walk->has_known) {
        int32_t day = row_at(walk, 0)->date_days;
        place = 0;
        while (place < stored->count && stored->lines[place].day <= day) {
            place++;
        }
    }
    *before = place > 0 ? &stored->lines[place - 1] : stored->has_before ? &stored->before : NULL;
    *after = place < stored->count ? &stored->lines[place]
             : stored->has_after   ? &stored->after
                                   : NULL;
}

static void gap_at_start(const struct walk *walk, const struct stored_line *before)
{
    struct plan_gap gap = {
        .line = row_at(walk, 0)->line,
        .stored_line = before->id,
        .missing_minor = (int64_t)(walk->opening - (uint64_t)before->balance_minor),
        .stored_day = before->day,
        .file_day = row_at(walk, 0)->date_days,
    };
    memcpy(gap.currency, walk->account->currency, sizeof gap.currency);
    plan_add_gap(walk->inside, &gap);
}

/* The file begins with new rows: they must go on from where the account stands, and what the mirror
 * lacks of the balance before the account's first line is posted. */
static int64_t tie_start(const struct walk *walk)
{
    const struct stored_line *before = NULL;
    const struct stored_line *after = NULL;
    uint64_t mirror = (uint64_t)walk->account->mirror_minor;
    neighbours(walk, &before, &after);
    if (before == NULL && after == NULL) {
        return (int64_t)(walk->opening - mirror);
    }
    if (before == NULL) {
        uint64_t older = walk->has_known ? walk->new_before_known : walk->new_sum;
        bool is_late = has_balance(after) && walk->opening == opening_of(after);
        return has_balance(after) && !is_late ? (int64_t)(0 - older) : 0;
    }
    if (!has_balance(before)) {
        return after == NULL ? (int64_t)(walk->opening - mirror) : 0;
    }
    bool is_tied = walk->opening == (uint64_t)before->balance_minor ||
                   (after == NULL && walk->opening == mirror) ||
                   (walk->has_known && has_balance(after) && walk->opening == opening_of(after));
    if (!is_tied) {
        gap_at_start(walk, before);
    }
    return 0;
}

/* Rows without balances from before the account's first line: they were in its opening balance. */
static int64_t before_opening(const struct walk *walk)
{
    const struct stored *stored = walk->stored;
    const struct stored_line *first = stored->count > 0   ? &stored->lines[0]
                                      : stored->has_after ? &stored->after
                                                          : NULL;
    uint64_t older = 0;
    if (stored->has_before || !has_balance(first)) {
        return 0;
    }
    for (size_t i = 0; i < walk->count; i++) {
        const struct bank_row *row = row_at(walk, i);
        if (is_new(walk, i) && row->date_days < first->day) {
            older += (uint64_t)row->amount_minor;
        }
    }
    return (int64_t)(0 - older);
}

/* Stored lines amid the file's known rows that the file does not have. */
static void find_missing(const struct walk *walk)
{
    if (!walk->has_known) {
        return;
    }
    for (size_t i = walk->first_stored; i < walk->last_stored; i++) {
        const struct stored_line *line = &walk->stored->lines[i];
        if (line->row == STORED_NONE) {
            add_gap(walk, 0, line->id, 0 - (uint64_t)line->amount_minor);
        }
    }
}

static int32_t last_day_of(const struct walk *walk)
{
    int32_t last = INT32_MIN;
    for (size_t i = 0; i < walk->count; i++) {
        int32_t day = row_at(walk, i)->date_days;
        last = day > last ? day : last;
    }
    return last;
}

/* The file's last row must lead to the stored line after it, which may have moved by the late rows.
 */
static void tie_end(const struct walk *walk)
{
    const struct stored *stored = walk->stored;
    const struct stored_line *before = NULL;
    const struct stored_line *after = NULL;
    if (walk->has_known) {
        size_t place = walk->last_stored + 1;
        after = place < stored->count ? &stored->lines[place]
                : stored->has_after   ? &stored->after
                                      : NULL;
    } else {
        neighbours(walk, &before, &after);
    }
    if (!has_balance(after)) {
        return;
    }
    uint64_t moved = walk->moved + walk->new_since;
    uint64_t by = walk->closing - opening_of(after);
    if (by == 0) {
        return;
    }
    if (by != moved || after->day <= last_day_of(walk)) {
        /* a whole file of that day would have it: what looks like a late row may be another version
         * of this one */
        add_gap(walk, 0, after->id, 0 - by);
        return;
    }
    struct plan_inside *inside = walk->inside;
    struct statement_shift shift = {
        .day = after->day, .position = (int64_t)after->new_position - 1, .by_minor = (int64_t)by};
    memcpy(shift.currency, walk->account->currency, sizeof shift.currency);
    inside->shifts =
        MEM_GROW(inside, inside->shifts, struct statement_shift, inside->shift_count + 1);
    inside->shifts[inside->shift_count++] = shift;
}

/* A new row that stands after a stored line without a balance may be another version of it. That
 * shows at the account's end alone: there the mirror must come to what the file closes with. */
static void tie_mirror(const struct walk *walk)
{
    const struct stored *stored = walk->stored;
    uint64_t missing = walk->closing - (uint64_t)walk->account->mirror_minor - walk->new_sum;
    bool is_at_end = walk->last_stored + 1 == stored->count && !stored->has_after;
    if (missing != 0 && walk->has_known && walk->first_stored > 0 && is_at_end &&
        !has_balance(&stored->lines[walk->first_stored - 1])) {
        add_gap(walk, 0, 0, missing);
    }
}

static enum proof_state state_of(const struct walk *walk, size_t gaps_before)
{
    if (walk->balances == 0) {
        return PROOF_NONE;
    }
    return walk->inside->gap_count > gaps_before ? PROOF_BROKEN : PROOF_CLOSED;
}

static void span(int32_t day, struct statement_balance *balance)
{
    balance->first_day = day < balance->first_day ? day : balance->first_day;
    balance->last_day = day > balance->last_day ? day : balance->last_day;
}

static void add_balance(const struct walk *walk, enum proof_state proof, int64_t to_post_minor)
{
    struct plan_inside *inside = walk->inside;
    struct statement_balance balance = {
        .proof = proof_state_name(proof),
        .has_balances = walk->balances > 0,
        .opening_minor = (int64_t)walk->opening,
        .closing_minor = (int64_t)walk->closing,
        .first_day = INT32_MAX,
        .last_day = INT32_MIN,
        .to_post_minor = to_post_minor,
    };
    memcpy(balance.currency, walk->account->currency, sizeof balance.currency);
    for (size_t i = 0; i < walk->count; i++) {
        span(row_at(walk, i)->date_days, &balance);
    }
    for (size_t i = 0; i < inside->file->anchor_count && walk->count == 0; i++) {
        if (is_of(walk, &inside->file->anchors[i])) {
            span(inside->file->anchors[i].date_days, &balance);
        }
    }
    inside->balances =
        MEM_GROW(inside, inside->balances, struct statement_balance, inside->balance_count + 1);
    inside->balances[inside->balance_count++] = balance;
}

static void prove(struct walk *walk)
{
    size_t gaps_before = walk->inside->gap_count;
    int64_t to_post_minor = 0;
    tie_rows(walk);
    if (walk->balances > 0 && walk->new_count > 0) {
        if (is_new(walk, 0)) {
            to_post_minor = tie_start(walk);
            tie_mirror(walk);
        }
        find_missing(walk);
        tie_end(walk);
    } else if (walk->new_count > 0) {
        to_post_minor = before_opening(walk);
    }
    add_balance(walk, state_of(walk, gaps_before), to_post_minor);
}

/* Rows of the account's currency, and the days that they span. */
static void select_rows(struct walk *walk, int32_t *first_day, int32_t *last_day)
{
    const struct plan_inside *inside = walk->inside;
    size_t all = inside->file->row_count;
    walk->index = MEM_GROW(walk->stored, NULL, uint32_t, all + 1);
    for (size_t i = 0; i < all; i++) {
        const struct bank_row *row = plan_bank_row(inside, i);
        if (memcmp(row->currency, walk->account->currency, sizeof row->currency) != 0) {
            continue;
        }
        *first_day = walk->count == 0 || row->date_days < *first_day ? row->date_days : *first_day;
        *last_day = walk->count == 0 || row->date_days > *last_day ? row->date_days : *last_day;
        walk->index[walk->count++] = (uint32_t)i;
    }
}

enum status plan_known(struct book *book, struct plan_inside *inside,
                       const struct line_account *account, struct error *err)
{
    int32_t first_day = 0;
    int32_t last_day = 0;
    struct stored *stored = MEM_NEW(NULL, struct stored);
    struct walk walk = {.inside = inside, .account = account, .stored = stored};
    select_rows(&walk, &first_day, &last_day);
    struct stored_wanted wanted = {inside,      walk.index, walk.count,
                                   account->id, first_day,  last_day};
    enum status status = stored_load(book, &wanted, stored, err);
    if (status == STATUS_OK) {
        find_all_known(&walk);
        stored_place(&wanted, stored);
        prove(&walk);
    }
    mem_free(stored);
    return status;
}
