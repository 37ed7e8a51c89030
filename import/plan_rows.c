#include "import/plan_rows.h"

#include "model/mem.h"
#include "model/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row's place when the days decide: by day, by time where both have one, else as in the file. */
static int64_t moment_of(const struct bank_row *row)
{
    int64_t second = row->time_s == BANK_NO_TIME ? 0 : row->time_s;
    return (int64_t)row->date_days * 86400 + second;
}

struct place {
    int64_t moment;
    uint32_t index; /* in the file's direction */
    uint32_t row;
};

static int by_moment(const void *a, const void *b)
{
    const struct place *first = a;
    const struct place *second = b;
    if (first->moment != second->moment) {
        return first->moment < second->moment ? -1 : 1;
    }
    return first->index < second->index ? -1 : 1;
}

static bool is_in_time(const struct plan_inside *inside)
{
    for (size_t i = 1; i < inside->file->row_count; i++) {
        if (moment_of(plan_bank_row(inside, i)) < moment_of(plan_bank_row(inside, i - 1))) {
            return false;
        }
    }
    return true;
}

/* A file without balances has no chain: its days order it, and its direction within a moment. */
static void sort_by_moment(struct plan_inside *inside, void *mem)
{
    size_t count = inside->file->row_count;
    struct place *places = MEM_ARRAY(NULL, struct place, count + 1);
    for (size_t i = 0; i < count; i++) {
        places[i] =
            (struct place){moment_of(plan_bank_row(inside, i)), (uint32_t)i, plan_place(inside, i)};
    }
    qsort(places, count, sizeof *places, by_moment);
    inside->order = MEM_GROW(mem, NULL, uint32_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        inside->order[i] = places[i].row;
    }
    mem_free(places);
}

void plan_rows_init(struct plan_inside *inside, void *mem, const struct bank_file *file,
                    const struct proof *proof)
{
    inside->file = file;
    inside->is_reversed = proof->order == ORDER_NEWEST_FIRST;
    inside->rows = MEM_ARRAY(mem, struct plan_row, file->row_count + 1);
    texts_init(&inside->texts, mem);
    for (size_t i = 0; i < file->row_count; i++) {
        inside->rows[i].fate = PLAN_SUSPENSE;
    }
    if (proof->state == PROOF_NONE && !is_in_time(inside)) {
        sort_by_moment(inside, mem);
    }
}

void plan_add_gap(struct plan_inside *inside, const struct plan_gap *gap)
{
    if (inside->gap_count < PLAN_GAPS_MAX) {
        inside->gaps = MEM_GROW(inside, inside->gaps, struct plan_gap, inside->gap_count + 1);
        inside->gaps[inside->gap_count] = *gap;
    }
    inside->gap_count++;
}

/* The days of which the file has nothing, or the two between which a line is missing. */
static void put_days(const struct plan_gap *gap, char *at, size_t room)
{
    char from[TIME_TEXT_BYTES];
    char to[TIME_TEXT_BYTES];
    int32_t first = gap->stored_day + 1;
    int32_t last = gap->file_day - 1;
    if (first > last) {
        (void)snprintf(at, room, ", after what is stored of %s",
                       date_format(gap->stored_day, from));
        return;
    }
    (void)snprintf(at, room, ", after what is stored: day%s %s%s%s", first < last ? "s" : "",
                   date_format(first, from), first < last ? " to " : "",
                   first < last ? date_format(last, to) : "");
}

char *plan_gap_text(const struct plan_gap *gap, char *buffer)
{
    char missing[MONEY_TEXT_BYTES];
    struct money amount = {gap->missing_minor, ""};
    memcpy(amount.currency, gap->currency, sizeof amount.currency);
    int used = snprintf(buffer, PLAN_GAP_BYTES, "%s %s is missing ", gap->currency,
                        money_format(amount, missing));
    size_t room = PLAN_GAP_BYTES - (size_t)used;
    char *at = buffer + used;
    if (gap->line == 0) {
        (void)snprintf(at, room, "at line:%lld, which is stored", (long long)gap->stored_line);
        return buffer;
    }
    used = snprintf(at, room, "before line %u", gap->line);
    if (gap->stored_line != 0) {
        put_days(gap, at + used, room - (size_t)used);
    }
    return buffer;
}
