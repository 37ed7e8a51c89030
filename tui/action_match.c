#include "tui/action.h"

#include "model/locate.h"
#include "model/match_pairs.h"
#include "model/mem.h"
#include "model/write_off.h"
#include "tui/values.h"

#include <stdlib.h>
#include <string.h>

/* -- several at once, as one writes them ------------------------------------------------------- */

/* Whether a new thing begins here, behind a comma: an id may have commas of its own. */
static bool begins_part(const char *text)
{
    static const char *const starts[] = {
        "deal:", "expect:", "batch:", "payout:", "available:", "line:", "interest", "charge"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(text, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return strspn(text, "0123456789") > 0;
}

static const char *end_of_part(const char *text)
{
    const char *end = text + strcspn(text, ",");
    while (*end != '\0' && !begins_part(end + 1)) {
        end += 1 + strcspn(end + 1, ",");
    }
    return end;
}

/* "deal:O-1=40.00": the amount behind the last sign, where it is one. */
static struct match_part part_of(void *mem, const char *text, size_t bytes)
{
    char *id = mem_strndup(mem, text, bytes);
    char *sign = strrchr(id, '=');
    struct match_part part = {.id = id};
    if (sign != NULL && sign[1] != '\0' && sign[1 + strspn(sign + 1, "0123456789.")] == '\0') {
        *sign = '\0';
        part.amount = sign + 1;
    }
    return part;
}

static struct match_part *read_parts(void *mem, const char *text, size_t *count)
{
    struct match_part *parts = MEM_ARRAY(mem, struct match_part, strlen(text) + 1);
    *count = 0;
    while (*text != '\0') {
        const char *end = end_of_part(text);
        parts[(*count)++] = part_of(mem, text, (size_t)(end - text));
        text = end + (*end == ',');
    }
    return parts;
}

static struct values values_of(void *mem, const struct values *values,
                               const struct match_terms *pair)
{
    struct values out = *values;
    char amount[MONEY_TEXT_BYTES];
    out.texts[values_index(values->fields, "line")] = pair->line;
    out.texts[values_index(values->fields, "item")] = pair->item;
    out.texts[values_index(values->fields, "amount")] =
        mem_printf(mem, "%s %s", pair->amount.currency, money_format(pair->amount, amount));
    return out;
}

enum status action_match_spread(void *mem, struct book *book, const struct values *values,
                                struct values **out, size_t *count, struct error *err)
{
    size_t line_count, item_count;
    struct match_terms *pairs;
    struct match_part *lines = read_parts(mem, values_get(values, "line"), &line_count);
    struct match_part *items = read_parts(mem, values_get(values, "item"), &item_count);
    *count = 0;
    if (line_count == 1 && item_count == 1 && !lines->amount && !items->amount) {
        return STATUS_OK;
    }
    if (values_get(values, "amount") != NULL) {
        (void)error_set(err, STATUS_INVALID, "one amount is not for several things, or parts");
        return error_hint(err, "name it with its own: line:7=40.00, deal:O-1=40.00");
    }
    enum status status =
        match_pair_up(book, mem, lines, line_count, items, item_count, &pairs, count, err);
    *out = MEM_ARRAY(mem, struct values, *count + 1);
    for (size_t i = 0; i < *count; i++) {
        (*out)[i] = values_of(mem, values, &pairs[i]);
    }
    return status;
}

enum status action_match(struct book *book, const struct values *values, struct run *run,
                         struct error *err)
{
    struct match_terms terms = {
        .line = values_get(values, "line"),
        .item = values_get(values, "item"),
        .has_amount = values_get(values, "amount") != NULL,
    };
    char currency[4] = "";
    enum status status = locate_line_currency(book, terms.line, currency, err);
    if (status == STATUS_OK) {
        status = values_amount(values, "amount", currency, &terms.amount, err);
    }
    return status == STATUS_OK ? match_make(book, &terms, run, err) : status;
}

enum status action_unmatch(struct book *book, const struct values *values, struct run *run,
                           struct error *err)
{
    struct match_undo_terms terms = {
        .match = values_get(values, "match"),
        .reason = values_get(values, "reason"),
    };
    return match_undo(book, &terms, run, err);
}

enum status action_write_off(struct book *book, const struct values *values, struct run *run,
                             struct error *err)
{
    struct write_off write_off = {
        .line = values_get(values, "line"),
        .reason = values_get(values, "reason"),
    };
    return write_off_make(book, &write_off, run, err);
}
