#include "import/stated.h"

#include "import/encoding.h"
#include "model/mem.h"

#include <stdlib.h>
#include <string.h>

static uint32_t add_raw(struct bank_file *file, const char *text)
{
    return text == NULL ? 0 : texts_add_raw(&file->texts, text, strlen(text));
}

static struct bank_section *section_of(const struct stated *stated)
{
    return &stated->file->sections[stated->file->section_count - 1];
}

void stated_begin(struct stated *stated, const char *number)
{
    struct bank_file *file = stated->file;
    file->sections = MEM_GROW(file, file->sections, struct bank_section, file->section_count + 1);
    file->sections[file->section_count++] = (struct bank_section){
        .number = add_raw(file, number),
        .row = file->row_count,
        .reject = file->rejects.count,
        .uncounted = file->uncounted.count,
        .anchor = file->anchor_count,
    };
    stated->has_closing = false;
}

static void add_anchor(struct stated *stated, const struct bank_anchor *balance)
{
    struct bank_file *file = stated->file;
    file->anchors = MEM_GROW(file, file->anchors, struct bank_anchor, file->anchor_count + 1);
    file->anchors[file->anchor_count] = *balance;
    file->anchors[file->anchor_count++].row = file->row_count;
}

void stated_opening(struct stated *stated, const struct bank_anchor *balance)
{
    add_anchor(stated, balance);
}

void stated_closing(struct stated *stated, const struct bank_anchor *balance)
{
    stated->has_closing = true;
    stated->closing = *balance;
}

/* Rows of one statement in the order of their days. */
struct dated {
    struct bank_row row;
    size_t place; /* in the file, or from its end */
};

static int by_day(const void *a, const void *b)
{
    const struct dated *first = a;
    const struct dated *second = b;
    if (first->row.date_days != second->row.date_days) {
        return first->row.date_days < second->row.date_days ? -1 : 1;
    }
    return first->place < second->place ? -1 : 1;
}

static void sort_rows(struct bank_row *rows, size_t count)
{
    size_t falls = 0;
    size_t rises = 0;
    for (size_t i = 1; i < count; i++) {
        falls += rows[i].date_days < rows[i - 1].date_days;
        rises += rows[i].date_days > rows[i - 1].date_days;
    }
    if (falls == 0) {
        return;
    }
    struct dated *dated = MEM_ARRAY(NULL, struct dated, count);
    for (size_t i = 0; i < count; i++) {
        dated[i] = (struct dated){rows[i], falls > rises ? count - i : i};
    }
    qsort(dated, count, sizeof *dated, by_day);
    for (size_t i = 0; i < count; i++) {
        rows[i] = dated[i].row;
    }
    mem_free(dated);
}

void stated_end(struct stated *stated)
{
    struct bank_file *file = stated->file;
    size_t first = section_of(stated)->row;
    size_t count = file->row_count - first;
    if (count > 0) {
        sort_rows(file->rows + first, count);
    }
    if (stated->has_closing && count > 0) {
        file->rows[file->row_count - 1].balance_minor = stated->closing.balance_minor;
    } else if (stated->has_closing) {
        add_anchor(stated, &stated->closing);
    }
    stated->has_closing = false;
}

static void fill_aside(struct bank_file *file, struct bank_aside *aside,
                       const struct stated_place *place, const char *reason)
{
    aside->line = place->line;
    aside->last_line = place->last_line;
    aside->reason = add_raw(file, reason);
    aside->column = add_raw(file, place->column);
    aside->value = add_raw(file, place->value);
    if (place->value != NULL) {
        char *hex = encoding_hex(NULL, file->encoding.name, place->value, strlen(place->value));
        aside->bytes = add_raw(file, hex);
        mem_free(hex);
    }
}

enum status stated_reject(struct stated *stated, const struct stated_place *place,
                          const char *reason, struct error *err)
{
    struct bank_file *file = stated->file;
    if (file->rejects.count == IMPORT_REJECTS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "line %u: more than %d entries cannot be read",
                        place->line, IMPORT_REJECTS_MAX);
        return error_hint(err, "the last: %s", reason);
    }
    fill_aside(file, bank_add_aside(file, &file->rejects), place, reason);
    return STATUS_OK;
}

void stated_aside(struct stated *stated, const struct stated_place *place, const char *reason)
{
    struct bank_file *file = stated->file;
    fill_aside(file, bank_add_aside(file, &file->uncounted), place, reason);
}

static enum status add_text(struct bank_file *file, const char *text, uint32_t *out,
                            struct error *why)
{
    return text == NULL ? STATUS_OK : texts_add(&file->texts, text, strlen(text), out, why);
}

static enum status add_texts(struct stated *stated, const struct stated_row *from,
                             struct bank_row *row, struct error *why)
{
    struct bank_file *file = stated->file;
    enum status status = STATUS_OK;
    if (stated->memo.is_cut || stated->name.is_cut) {
        return error_set(why, STATUS_LIMIT, "its text is longer than %d bytes",
                         TEXT_BODY_BYTES_MAX);
    }
    if ((status = add_text(file, from->reference, &row->reference, why)) != STATUS_OK ||
        (status = add_text(file, stated->memo.text, &row->text, why)) != STATUS_OK ||
        (status = add_text(file, stated->name.text, &row->counterparty, why)) != STATUS_OK) {
        return status;
    }
    return add_text(file, from->counterparty_account, &row->counterparty_account, why);
}

enum status stated_row(struct stated *stated, const struct stated_row *from, struct error *err)
{
    struct bank_file *file = stated->file;
    struct error why;
    struct stated_place place = {from->line, from->last_line, NULL, NULL};
    struct bank_row row = {
        .line = from->line,
        .last_line = from->last_line,
        .date_days = from->date_days,
        .time_s = from->time_s,
        .amount_minor = from->amount_minor,
        .balance_minor = BANK_NO_BALANCE,
    };
    memcpy(row.currency, from->currency, sizeof row.currency);
    if (from->amount_minor == 0) {
        stated_aside(stated, &place, "it moves no money");
        return STATUS_OK;
    }
    if (add_texts(stated, from, &row, &why) != STATUS_OK) {
        return stated_reject(stated, &place, why.message, err);
    }
    if (file->row_count == IMPORT_ROWS_MAX) {
        (void)error_set(err, STATUS_LIMIT, "line %u: the file has more than %d rows", from->line,
                        IMPORT_ROWS_MAX);
        return error_hint(err, "ask the bank for a shorter period");
    }
    *bank_add_row(file) = row;
    return STATUS_OK;
}
