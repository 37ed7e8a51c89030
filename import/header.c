#include "import/header.h"

#include "model/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Bytes of a blank or of a character to strip at the start, or that end at the end; 0 for none. */
static size_t blank_at_start(const struct profile *profile, const char *text, size_t bytes)
{
    if (*text == ' ' || *text == '\t') {
        return 1;
    }
    for (size_t i = 0; i < profile->strip.count; i++) {
        size_t length = strlen(profile->strip.items[i]);
        if (length <= bytes && memcmp(text, profile->strip.items[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static size_t blank_at_end(const struct profile *profile, const char *text, size_t bytes)
{
    char last = text[bytes - 1];
    if (last == ' ' || last == '\t') {
        return 1;
    }
    for (size_t i = 0; i < profile->strip.count; i++) {
        size_t length = strlen(profile->strip.items[i]);
        if (length <= bytes &&
            memcmp(text + bytes - length, profile->strip.items[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

void header_trim(const struct profile *profile, const struct csv_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        struct csv_cell *cell = &record->cells[i];
        size_t blank = 1;
        while (cell->bytes > 0 && blank > 0) {
            blank = blank_at_end(profile, cell->text, cell->bytes);
            cell->bytes -= blank;
        }
        blank = 1;
        while (cell->bytes > 0 && blank > 0) {
            blank = blank_at_start(profile, cell->text, cell->bytes);
            cell->text += blank;
            cell->bytes -= blank;
        }
        cell->text[cell->bytes] = '\0';
    }
}

static int find_column(const struct profile *profile, const char *name)
{
    for (size_t i = 0; i < profile->column_count; i++) {
        if (strcmp(profile->columns[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* "#4": the fourth cell, where the header has no name for it. */
static void place_nameless(const struct profile_column *column, const struct csv_record *record,
                           int *cell, struct header_match *out)
{
    int64_t number = 0;
    if (column->name[0] != '#' || !text_to_int(column->name + 1, &number) || number < 1 ||
        number > IMPORT_CELLS_MAX) {
        return;
    }
    size_t at = (size_t)number - 1;
    bool is_empty = at >= record->count || record->cells[at].bytes == 0;
    if (*cell >= 0 || !is_empty) {
        return;
    }
    *cell = (int)at;
    out->extra -= at < out->width; /* it was counted as a cell that names no column */
    out->width = at < out->width ? out->width : at + 1;
}

void header_compare(const struct profile *profile, const struct csv_record *record,
                    struct header_match *out)
{
    *out = (struct header_match){.width = record->count};
    for (size_t i = 0; i < profile->column_count; i++) {
        out->cells[i] = -1;
    }
    while (out->width > 0 && record->cells[out->width - 1].bytes == 0) {
        out->width--;
    }
    for (size_t i = 0; i < out->width; i++) {
        int column = find_column(profile, record->cells[i].text);
        if (column < 0 || out->cells[column] >= 0) {
            out->extra++;
        } else {
            out->cells[column] = (int)i;
            out->found++;
        }
    }
    for (size_t i = 0; i < profile->column_count; i++) {
        place_nameless(&profile->columns[i], record, &out->cells[i], out);
    }
    for (size_t i = 0; i < profile->column_count; i++) {
        out->missing += out->cells[i] < 0 && !profile->columns[i].is_optional;
    }
}

bool header_fits(const struct profile *profile, const struct header_match *match)
{
    return match->missing == 0 && match->found > 0 && (match->extra == 0 || profile->allows_extra);
}

static void append(char *buffer, const char *text)
{
    size_t used = strlen(buffer);
    snprintf(buffer + used, HEADER_TEXT_BYTES - used, "%s", text);
}

char *header_difference(const struct profile *profile, const struct csv_record *record,
                        const struct header_match *match, char *buffer)
{
    buffer[0] = '\0';
    for (size_t i = 0; i < profile->column_count; i++) {
        if (match->cells[i] < 0 && !profile->columns[i].is_optional) {
            append(buffer, buffer[0] != '\0' ? ", " : "");
            append(buffer, profile->columns[i].name);
        }
    }
    if (match->missing > 0) {
        append(buffer, match->missing > 1 ? " are missing" : " is missing");
    }
    const char *before = match->missing > 0 ? "; new: " : "new: ";
    for (size_t i = 0; i < match->width && i < record->count; i++) {
        int column = find_column(profile, record->cells[i].text);
        if (column < 0 || match->cells[column] != (int)i) {
            append(buffer, before);
            append(buffer, record->cells[i].text);
            before = ", ";
        }
    }
    return buffer;
}

uint64_t header_preamble(const struct profile *profile, const struct csv_record *record)
{
    uint64_t seen = 0;
    for (size_t word = 0; word < profile->preamble.count; word++) {
        for (size_t i = 0; i < record->count; i++) {
            if (strstr(record->cells[i].text, profile->preamble.items[word]) != NULL) {
                seen |= UINT64_C(1) << word;
            }
        }
    }
    return seen;
}
