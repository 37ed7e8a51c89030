#include "import/align.h"

#include "model/mem.h"

#include <string.h>

/* What is left between the common beginning and the common end. */
struct middle {
    const uint32_t *a, *b;
    int a_count, b_count;
    uint32_t *partner; /* of a's elements */
    uint32_t b_offset;
    void *mem;
    int *reached[ALIGN_EDITS_MAX + 1]; /* by number of edits: how far each diagonal came in a */
};

/* reached[edits] covers the diagonals -edits to +edits. */
static int *row_of(const struct middle *middle, int edits)
{
    return middle->reached[edits] + edits;
}

/* How far diagonal k (a's place less b's) comes with so many edits, from what fewer edits reached.
 */
static int furthest(const struct middle *middle, int edits, int k)
{
    int a = 0;
    if (edits > 0) {
        const int *before = row_of(middle, edits - 1);
        bool is_down = k == -edits || (k != edits && before[k - 1] < before[k + 1]);
        a = is_down ? before[k + 1] : before[k - 1] + 1;
    }
    return a;
}

static int slide(const struct middle *middle, int a, int k)
{
    while (a < middle->a_count && a - k < middle->b_count && middle->a[a] == middle->b[a - k]) {
        a++;
    }
    return a;
}

/* The least number of edits, or -1. Places may run past the end of a sequence; they slide no more.
 */
static int count_edits(struct middle *middle)
{
    for (int edits = 0; edits <= ALIGN_EDITS_MAX; edits++) {
        middle->reached[edits] = MEM_GROW(middle->mem, NULL, int, 2 * (size_t)edits + 1);
        for (int k = -edits; k <= edits; k += 2) {
            int a = furthest(middle, edits, k);
            a = a - k >= 0 ? slide(middle, a, k) : a;
            row_of(middle, edits)[k] = a;
            if (a >= middle->a_count && a - k >= middle->b_count) {
                return edits;
            }
        }
    }
    return -1;
}

/* From the end back to the beginning: what slid is common. */
static void trace_back(struct middle *middle, int edits)
{
    int a = middle->a_count;
    int k = middle->a_count - middle->b_count;
    for (; edits >= 0; edits--) {
        int from = furthest(middle, edits, k);
        while (a > from) {
            a--;
            middle->partner[a] = (uint32_t)(a - k) + middle->b_offset;
        }
        if (edits > 0) {
            const int *before = row_of(middle, edits - 1);
            bool is_down = k == -edits || (k != edits && before[k - 1] < before[k + 1]);
            k += is_down ? 1 : -1;
            a = before[k];
        }
    }
}

bool align(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count, uint32_t *partner)
{
    size_t low = 0;
    size_t high = 0;
    while (low < a_count && low < b_count && a[low] == b[low]) {
        low++;
    }
    while (high < a_count - low && high < b_count - low &&
           a[a_count - 1 - high] == b[b_count - 1 - high]) {
        high++;
    }
    struct middle *middle = MEM_NEW(NULL, struct middle);
    *middle = (struct middle){.a = a + low,
                              .b = b + low,
                              .a_count = (int)(a_count - low - high),
                              .b_count = (int)(b_count - low - high),
                              .b_offset = (uint32_t)low,
                              .mem = middle};
    uint32_t *found = MEM_GROW(middle, NULL, uint32_t, (size_t)middle->a_count + 1);
    memset(found, 0xFF, (size_t)middle->a_count * sizeof *found); /* ALIGN_NONE */
    middle->partner = found;
    int edits = count_edits(middle);
    if (edits >= 0) {
        trace_back(middle, edits);
        for (size_t i = 0; i < low; i++) {
            partner[i] = (uint32_t)i;
        }
        memcpy(partner + low, found, (size_t)middle->a_count * sizeof *found);
        for (size_t i = 0; i < high; i++) {
            partner[a_count - 1 - i] = (uint32_t)(b_count - 1 - i);
        }
    }
    mem_free(middle);
    return edits >= 0;
}
