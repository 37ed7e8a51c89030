#include "import/plan_stored.h"

#include "model/line.h"
#include "model/mem.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 256
#define FACE_TEXTS 4

/* What tells a row of the account or a stored line from others: never its balance, and nothing that
 * was erased. */
struct face {
    int64_t amount_minor;
    int32_t day, second;
    const char *texts[FACE_TEXTS]; /* the reference first, which is never erased */
};

static struct face face_of_row(const struct bank_file *file, const struct bank_row *row)
{
    return (struct face){row->amount_minor,
                         row->date_days,
                         row->time_s,
                         {bank_text(file, row->reference), bank_text(file, row->text),
                          bank_text(file, row->counterparty),
                          bank_text(file, row->counterparty_account)}};
}

static struct face face_of_line(const struct line *line)
{
    return (struct face){
        line->amount_minor,
        line->day,
        line->second,
        {line->reference, line->text, line->counterparty, line->counterparty_account}};
}

static size_t face_texts(const struct stored *stored)
{
    return stored->is_bare ? 1 : FACE_TEXTS;
}

static bool is_same(const struct stored *stored, const struct face *a, const struct face *b)
{
    if (a->amount_minor != b->amount_minor || a->day != b->day || a->second != b->second) {
        return false;
    }
    for (size_t i = 0; i < face_texts(stored); i++) {
        if (strcmp(a->texts[i], b->texts[i]) != 0) {
            return false;
        }
    }
    return true;
}

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    hash = (hash ^ number) * UINT64_C(0x9E3779B97F4A7C15); /* the golden ratio */
    return hash ^ hash >> 32;
}

/* Where it stands in the slots; a hash of this run alone, stored nowhere. */
static size_t slot_of(const struct stored *stored, const struct face *face)
{
    uint64_t hash = hash_number((uint64_t)face->amount_minor, (uint64_t)face->day);
    hash = hash_number(hash, (uint64_t)face->second);
    for (size_t i = 0; i < face_texts(stored); i++) {
        for (const char *at = face->texts[i]; *at != '\0'; at++) {
            hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211); /* FNV-1a */
        }
        hash = hash_number(hash, i);
    }
    return (size_t)hash & (stored->slot_count - 1);
}

static uint32_t *new_array(struct stored *stored, size_t count)
{
    uint32_t *array = MEM_GROW(stored, NULL, uint32_t, count + 1);
    memset(array, 0xFF, count * sizeof *array); /* STORED_NONE */
    return array;
}

/* The row that stands in the slot has this face. */
static bool is_there(const struct stored_wanted *wanted, const struct stored *stored, size_t slot,
                     const struct face *face)
{
    const struct bank_file *file = wanted->inside->file;
    struct face other = face_of_row(file, &file->rows[stored->slots[slot]]);
    return is_same(stored, &other, face);
}

/* The slot of the first row with this face, or the free one where it would be. */
static size_t find_slot(const struct stored_wanted *wanted, const struct stored *stored,
                        const struct face *face)
{
    size_t slot = slot_of(stored, face);
    while (stored->slots[slot] != STORED_NONE && !is_there(wanted, stored, slot, face)) {
        slot = (slot + 1) & (stored->slot_count - 1);
    }
    return slot;
}

/* Rows with the same face find each other, and stored lines find them. */
static void index_rows(const struct stored_wanted *wanted, struct stored *stored)
{
    const struct plan_inside *inside = wanted->inside;
    const struct bank_file *file = inside->file;
    stored->slot_count = FIRST_ROOM;
    while (stored->slot_count < 2 * wanted->count) {
        stored->slot_count *= 2;
    }
    stored->slots = new_array(stored, stored->slot_count);
    stored->like = new_array(stored, file->row_count);
    stored->first = new_array(stored, file->row_count);
    stored->last = new_array(stored, file->row_count);
    for (size_t i = 0; i < wanted->count; i++) {
        uint32_t row = plan_place(inside, wanted->index[i]);
        struct face face = face_of_row(file, &file->rows[row]);
        size_t slot = find_slot(wanted, stored, &face);
        if (stored->slots[slot] == STORED_NONE) {
            stored->slots[slot] = row;
        }
        stored->like[row] = stored->slots[slot];
    }
}

static struct stored_line keep(const struct line *line)
{
    return (struct stored_line){
        .id = line->id,
        .day = line->day,
        .position = (uint32_t)line->position,
        .new_position = (uint32_t)line->position,
        .amount_minor = line->amount_minor,
        .balance_minor = line->balance_minor,
        .row = STORED_NONE,
        .like = STORED_NONE,
        .next = STORED_NONE,
    };
}

struct loading {
    const struct stored_wanted *wanted;
    struct stored *stored;
};

/* Hang the line below the first row of the file that has its face. */
static void hang(const struct loading *loading, const struct line *line, uint32_t at)
{
    struct stored *stored = loading->stored;
    struct face face = face_of_line(line);
    uint32_t row = stored->slots[find_slot(loading->wanted, stored, &face)];
    if (row != STORED_NONE) {
        uint32_t *link = stored->last[row] == STORED_NONE ? &stored->first[row]
                                                          : &stored->lines[stored->last[row]].next;
        *link = at;
        stored->last[row] = at;
        stored->lines[at].like = row;
    }
}

static enum status take_line(void *state, const struct line *line, struct error *err)
{
    struct loading *loading = state;
    struct stored *stored = loading->stored;
    if (stored->count == IMPORT_ROWS_MAX) {
        return error_set(err, STATUS_LIMIT, "the file spans more than %d stored lines",
                         IMPORT_ROWS_MAX);
    }
    if (stored->count == stored->room) {
        /* The same file again is the most usual case: as many lines as it has rows. */
        stored->room = stored->room == 0 ? FIRST_ROOM + loading->wanted->count : stored->room * 2;
        stored->lines = MEM_GROW(stored, stored->lines, struct stored_line, stored->room);
    }
    if (stored->count == 0) {
        index_rows(loading->wanted, stored);
    }
    stored->lines[stored->count] = keep(line);
    hang(loading, line, (uint32_t)stored->count++);
    return STATUS_OK;
}

enum status stored_load(struct book *book, const struct stored_wanted *wanted,
                        struct stored *stored, struct error *err)
{
    struct line before;
    struct line after;
    struct loading loading = {wanted, stored};
    enum status status =
        line_before(book, wanted->account, wanted->first_day, &stored->has_before, &before, err);
    if (status == STATUS_OK) {
        status =
            line_after(book, wanted->account, wanted->last_day, &stored->has_after, &after, err);
    }
    if (status == STATUS_OK) {
        status = line_any_erased(book, wanted->account, wanted->first_day, wanted->last_day,
                                 &stored->is_bare, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (stored->has_before) {
        stored->before = keep(&before);
    }
    if (stored->has_after) {
        stored->after = keep(&after);
    }
    status = line_walk(book, wanted->account, wanted->first_day, wanted->last_day, take_line,
                       &loading, err);
    mem_free(stored->slots);
    mem_free(stored->last);
    stored->slots = stored->last = NULL;
    return status;
}

uint32_t stored_first(const struct stored *stored, uint32_t row)
{
    return stored->like == NULL ? STORED_NONE : stored->first[stored->like[row]];
}

uint64_t stored_skipped(const struct stored *stored, size_t after, size_t before)
{
    uint64_t sum = 0;
    for (size_t i = after + 1; i < before; i++) {
        if (stored->lines[i].row == STORED_NONE) {
            sum += (uint64_t)stored->lines[i].amount_minor;
        }
    }
    return sum;
}

/* Where a new row goes: before the stored line of this number, in the order of the walk. */
struct spot {
    int32_t day;
    uint32_t before;
    uint32_t walk; /* place in wanted->index */
};

static int by_spot(const void *a, const void *b)
{
    const struct spot *first = a;
    const struct spot *second = b;
    if (first->day != second->day) {
        return first->day < second->day ? -1 : 1;
    }
    if (first->before != second->before) {
        return first->before < second->before ? -1 : 1;
    }
    return first->walk < second->walk ? -1 : 1;
}

/* As they are in most files; sorting takes as much memory again. */
static bool are_in_order(const struct spot *spots, size_t count)
{
    size_t i = 1;
    while (i < count && by_spot(&spots[i - 1], &spots[i]) < 0) {
        i++;
    }
    return i >= count;
}

static struct plan_row *row_of(const struct stored_wanted *wanted, size_t walk)
{
    return plan_row(wanted->inside, wanted->index[walk]);
}

/* After the known row of its day that came before it; else before the next one; else at the end. */
static void choose_spots(const struct stored_wanted *wanted, const struct stored *stored,
                         struct spot *spots, size_t count)
{
    size_t at = 0;
    uint32_t known = STORED_NONE;
    for (size_t i = 0; i < wanted->count; i++) {
        int32_t day = plan_bank_row(wanted->inside, wanted->index[i])->date_days;
        if (row_of(wanted, i)->fate == PLAN_KNOWN) {
            known = row_of(wanted, i)->position;
            continue;
        }
        bool is_tied = known != STORED_NONE && stored->lines[known].day == day;
        spots[at++] = (struct spot){day, is_tied ? known + 1 : STORED_NONE, (uint32_t)i};
    }
    known = STORED_NONE;
    for (size_t i = wanted->count; i-- > 0 && at > 0 && stored->count > 0;) {
        if (row_of(wanted, i)->fate == PLAN_KNOWN) {
            known = row_of(wanted, i)->position;
            continue;
        }
        struct spot *spot = &spots[--at];
        if (spot->before == STORED_NONE && known != STORED_NONE &&
            stored->lines[known].day == spot->day) {
            spot->before = known;
        }
    }
    if (!are_in_order(spots, count)) {
        qsort(spots, count, sizeof *spots, by_spot);
    }
}

/* The spots of one day among the stored lines from low to high. */
static void place_day(const struct stored_wanted *wanted, struct stored *stored,
                      const struct spot *spots, size_t count, size_t low, size_t high)
{
    uint32_t position = high > low ? stored->lines[high - 1].position : 0;
    bool is_appended = spots[0].before >= high;
    size_t at = low;
    if (!is_appended) {
        position = 0;
    }
    for (size_t i = 0; i < count; i++) {
        for (; !is_appended && at < high && at < spots[i].before; at++) {
            stored->lines[at].new_position = ++position;
        }
        row_of(wanted, spots[i].walk)->position = ++position;
    }
    for (; !is_appended && at < high; at++) {
        stored->lines[at].new_position = ++position;
    }
}

static void revise(struct plan_inside *inside, const struct stored_line *line, int64_t balance)
{
    if (inside->revision_count == inside->revision_room) {
        inside->revision_room = inside->revision_room == 0 ? FIRST_ROOM : inside->revision_room * 2;
        inside->revisions =
            MEM_GROW(inside, inside->revisions, struct statement_revision, inside->revision_room);
    }
    inside->revisions[inside->revision_count++] =
        (struct statement_revision){line->id, line->new_position, balance};
}

static void revise_all(const struct stored_wanted *wanted, const struct stored *stored)
{
    for (size_t i = 0; i < stored->count; i++) {
        const struct stored_line *line = &stored->lines[i];
        int64_t balance = line->balance_minor;
        if (line->row != STORED_NONE &&
            wanted->inside->file->rows[line->row].balance_minor != BANK_NO_BALANCE) {
            balance = wanted->inside->file->rows[line->row].balance_minor;
        }
        if (balance != line->balance_minor || line->new_position != line->position) {
            revise(wanted->inside, line, balance);
        }
    }
}

void stored_place(const struct stored_wanted *wanted, struct stored *stored)
{
    size_t count = 0;
    for (size_t i = 0; i < wanted->count; i++) {
        count += row_of(wanted, i)->fate != PLAN_KNOWN;
    }
    if (count == 0) {
        return; /* a file without a new row changes nothing */
    }
    struct spot *spots = MEM_GROW(NULL, NULL, struct spot, count);
    choose_spots(wanted, stored, spots, count);
    size_t low = 0;
    for (size_t from = 0, to = 0; from < count; from = to) {
        int32_t day = spots[from].day;
        while (to < count && spots[to].day == day) {
            to++;
        }
        while (low < stored->count && stored->lines[low].day < day) {
            low++;
        }
        size_t high = low;
        while (high < stored->count && stored->lines[high].day == day) {
            high++;
        }
        place_day(wanted, stored, spots + from, to - from, low, high);
    }
    mem_free(spots);
    revise_all(wanted, stored);
}
