#include "model/cell.h"

#include "model/mem.h"
#include "model/time.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *show_money(const struct cell *cell, char *buffer)
{
    struct money amount = {.minor = cell->number};
    memcpy(amount.currency, cell->currency, sizeof amount.currency);
    return money_format_grouped(amount, buffer);
}

static const char *show_time(int64_t instant_us, char *buffer)
{
    int64_t second_us =
        instant_us == TIME_NONE ? instant_us : instant_us - instant_us % TIME_US_PER_SECOND;
    return time_format(second_us, buffer);
}

/* "to buyer B-1: 312.30 in 3d 4h" */
static const char *show_outcome(const struct cell *cell, char *buffer)
{
    char amount[MONEY_TEXT_BYTES + 2] = "";
    if (cell->currency[0] != '\0') {
        memcpy(amount, ": ", 2);
        (void)show_money(cell, amount + 2);
    }
    char span[TIME_TEXT_BYTES] = "";
    const char *when = "";
    if (cell->left_us > 0 && cell->left_us != TIME_NONE) {
        when = " in ";
        (void)span_format(cell->left_us, span);
    } else if (cell->left_us <= -(60 * TIME_US_PER_SECOND)) {
        when = " overdue by ";
        (void)span_format(-cell->left_us, span);
    } else if (cell->left_us <= 0) {
        when = " now";
    }
    (void)snprintf(buffer, CELL_TEXT_BYTES, "%s%s%s%s", cell->text, amount, when, span);
    return buffer;
}

const char *cell_show(const struct cell *cell, char *buffer)
{
    switch (cell->kind) {
    case CELL_NULL:
        return "";
    case CELL_TEXT:
    case CELL_LIST:
        return cell->text;
    case CELL_INT:
        (void)snprintf(buffer, CELL_TEXT_BYTES, "%" PRId64, cell->number);
        return buffer;
    case CELL_BOOL:
        return cell->number != 0 ? "yes" : "no";
    case CELL_MONEY:
    case CELL_MINOR:
        return show_money(cell, buffer);
    case CELL_TIME:
        return show_time(cell->number, buffer);
    case CELL_DATE:
        return date_format((int32_t)cell->number, buffer);
    case CELL_OUTCOME:
        return show_outcome(cell, buffer);
    }
    assert(false);
    return "";
}

char *cell_text(void *mem, const struct cell *cell)
{
    char buffer[CELL_TEXT_BYTES];
    return mem_strdup(mem, cell_show(cell, buffer));
}

bool cell_is_right(enum cell_kind kind)
{
    return kind == CELL_INT || kind == CELL_MONEY || kind == CELL_MINOR || kind == CELL_TIME ||
           kind == CELL_DATE;
}
