#include "import/format.h"

#include "import/camt.h"
#include "import/mt940.h"
#include "import/ofx.h"
#include "import/stated.h"
#include "model/mem.h"
#include "model/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LOOK_BYTES (64 * 1024) /* of the text, within which a format is known */
#define DECLARED_BYTES 512     /* within which a file says its encoding */
#define NUMBER_BYTES 128

static const struct format {
    bool (*fits)(const char *text, size_t bytes);
    enum status (*read)(struct stated *stated, const char *text, size_t bytes, struct error *err);
} formats[] = {
    [PROFILE_CSV] = {NULL, NULL},
    [PROFILE_MT940] = {mt940_fits, mt940_read},
    [PROFILE_CAMT053] = {camt_fits, camt_read},
    [PROFILE_OFX] = {ofx_fits, ofx_read},
};

/* The encoding. */

/* The word after what, up to a quote or the end of its line. */
static bool word_after(const struct source *source, const char *what, char *out, size_t room)
{
    size_t looked = source->size < DECLARED_BYTES ? source->size : DECLARED_BYTES;
    const char *found = memmem(source->bytes, looked, what, strlen(what));
    if (found == NULL) {
        return false;
    }
    const char *from = found + strlen(what);
    const char *end = source->bytes + looked;
    size_t bytes = 0;
    while (from + bytes < end && strchr("\"' \r\n\t<?", from[bytes]) == NULL) {
        bytes++;
    }
    return bytes > 0 && snprintf(out, room, "%.*s", (int)bytes, from) < (int)room;
}

/* What the file says of its encoding, where it says one that is known; else the profile's. */
static const char *wanted_encoding(const struct profile *profile, const struct source *source,
                                   char *buffer)
{
    char code[ENCODING_NAME_BYTES];
    if (profile->format == PROFILE_OFX && word_after(source, "CHARSET:", code, sizeof code)) {
        bool is_page = strspn(code, "0123456789") == strlen(code);
        (void)snprintf(buffer, ENCODING_NAME_BYTES, "%s%.20s", is_page ? "CP" : "", code);
        return encoding_is_known(buffer) ? buffer : profile->encoding;
    }
    if (profile->format != PROFILE_MT940 &&
        (word_after(source, "encoding=\"", buffer, ENCODING_NAME_BYTES) ||
         word_after(source, "encoding='", buffer, ENCODING_NAME_BYTES)) &&
        encoding_is_known(buffer)) {
        return buffer;
    }
    return profile->encoding;
}

/* Text as UTF-8: the source's own bytes where they are that, else a copy. */
struct decoded {
    const char *text;
    size_t bytes, bytes_max;
    char *copy;
    size_t room;
};

static enum status collect(void *state, const char *text, size_t bytes, struct error *err)
{
    struct decoded *decoded = state;
    bool is_enough = bytes > decoded->bytes_max - decoded->bytes;
    bytes = is_enough ? decoded->bytes_max - decoded->bytes : bytes;
    if (decoded->bytes + bytes > decoded->room) {
        decoded->room = (decoded->bytes + bytes) * 3 / 2;
        decoded->copy = MEM_GROW(NULL, decoded->copy, char, decoded->room);
        decoded->text = decoded->copy;
    }
    if (bytes > 0) {
        memcpy(decoded->copy + decoded->bytes, text, bytes);
    }
    decoded->bytes += bytes;
    return is_enough ? error_set(err, STATUS_CANCELLED, "seen enough") : STATUS_OK;
}

static enum status decide(const struct profile *profile, const struct source *source,
                          struct encoding *out, struct error *err)
{
    char buffer[ENCODING_NAME_BYTES];
    const char *wanted = wanted_encoding(profile, source, buffer);
    return encoding_decide(source->bytes, source->size, wanted, NULL, out, err);
}

/* The first bytes_max bytes of the text; copy is to be freed by the caller. */
static enum status decode(const struct source *source, size_t bytes_max,
                          const struct encoding *encoding, struct decoded *out, struct error *err)
{
    enum status status = STATUS_OK;
    *out = (struct decoded){.bytes_max = bytes_max};
    if (encoding->is_utf8) {
        size_t bytes = source->size - encoding->mark_bytes;
        out->text = source->bytes + encoding->mark_bytes;
        out->bytes = bytes < bytes_max ? bytes : bytes_max;
    } else {
        status = encoding_decode(source->bytes, source->size, encoding, collect, out, err);
    }
    return status == STATUS_CANCELLED ? STATUS_OK : status;
}

/* Nothing is replaced, and nothing read that may be something else. */
static enum status check_text(const struct decoded *decoded, const struct encoding *encoding,
                              struct error *err)
{
    size_t valid = text_valid_prefix(decoded->text, decoded->bytes);
    int line = 1;
    if (valid == decoded->bytes) {
        return STATUS_OK;
    }
    for (size_t i = 0; i < valid; i++) {
        line += decoded->text[i] == '\n' ? 1 : 0;
    }
    (void)error_set(err, STATUS_INVALID, "line %d has a byte that is no text in %s", line,
                    encoding->name);
    return error_hint(err, "ask the bank for the file anew; nothing of it is read");
}

bool format_fits(const struct profile *profile, const struct source *source,
                 const struct encoding *known, struct encoding *encoding)
{
    struct error ignored;
    struct decoded decoded;
    if (known != NULL) {
        *encoding = *known;
    } else if (decide(profile, source, encoding, &ignored) != STATUS_OK) {
        return false;
    }
    bool fits = decode(source, LOOK_BYTES, encoding, &decoded, &ignored) == STATUS_OK &&
                decoded.bytes > 0 && formats[profile->format].fits(decoded.text, decoded.bytes);
    mem_free(decoded.copy);
    return fits;
}

enum status format_read(const struct source *source, struct bank_file *file, struct error *err)
{
    const struct format *format = &formats[file->profile->format];
    struct decoded decoded = {.text = NULL};
    enum status status = decide(file->profile, source, &file->encoding, err);
    if (status == STATUS_OK) {
        status = decode(source, SIZE_MAX, &file->encoding, &decoded, err);
    }
    if (status == STATUS_OK) {
        status = check_text(&decoded, &file->encoding, err);
    }
    if (status == STATUS_OK && (decoded.bytes == 0 || !format->fits(decoded.text, decoded.bytes))) {
        (void)error_set(err, STATUS_INVALID, "this is no file of profile %s", file->profile->name);
        status = error_hint(err, "ask `profiles detect FILE` which profile fits");
    }
    if (status == STATUS_OK) {
        struct stated *stated = MEM_NEW(NULL, struct stated);
        stated->file = file;
        status = format->read(stated, decoded.text, decoded.bytes, err);
        mem_free(stated);
    }
    mem_free(decoded.copy);
    return status;
}

/* Accounts. */

/* Letters and digits alone, in capitals; a name without any is itself. */
static char *plain(const char *number, char *out)
{
    size_t used = 0;
    for (const char *at = number; *at != '\0' && used + 1 < NUMBER_BYTES; at++) {
        if (isalnum((unsigned char)*at)) {
            out[used++] = (char)toupper((unsigned char)*at);
        }
    }
    out[used] = '\0';
    return out;
}

bool format_same_number(const char *a, const char *b)
{
    char one[NUMBER_BYTES];
    char other[NUMBER_BYTES];
    return strcmp(plain(a, one), plain(b, other)) == 0;
}

static const char *number_of(const struct bank_file *file, size_t section)
{
    return bank_text(file, file->sections[section].number);
}

/* Where the one after the last would begin. */
static struct bank_section section_end(const struct bank_file *file, size_t section)
{
    if (section + 1 < file->section_count) {
        return file->sections[section + 1];
    }
    return (struct bank_section){.row = file->row_count,
                                 .reject = file->rejects.count,
                                 .uncounted = file->uncounted.count,
                                 .anchor = file->anchor_count};
}

static bool is_first_of_number(const struct bank_file *file, size_t section)
{
    for (size_t i = 0; i < section; i++) {
        if (format_same_number(number_of(file, i), number_of(file, section))) {
            return false;
        }
    }
    return true;
}

static size_t rows_of_number(const struct bank_file *file, const char *number)
{
    size_t rows = 0;
    for (size_t i = 0; i < file->section_count; i++) {
        if (format_same_number(number_of(file, i), number)) {
            rows += section_end(file, i).row - file->sections[i].row;
        }
    }
    return rows;
}

/* Every account of the file but this one (NULL: every one), with its rows; NULL for none. */
static char *list_numbers(void *mem, const struct bank_file *file, const char *but)
{
    char *list = NULL;
    for (size_t i = 0; i < file->section_count; i++) {
        const char *number = number_of(file, i);
        if ((but != NULL && format_same_number(number, but)) || !is_first_of_number(file, i)) {
            continue;
        }
        size_t rows = rows_of_number(file, number);
        list = mem_append(list != NULL ? list : mem_strdup(mem, ""), "%s%s (%zu row%s)",
                          list != NULL ? ", " : "", number, rows, rows == 1 ? "" : "s");
    }
    return list;
}

/* The number that is meant, as the file writes it. */
static enum status choose(const struct bank_file *file, const char *number, const char *account,
                          const char **out, struct error *err)
{
    const char *wanted = number != NULL ? number : account;
    size_t numbers = 0;
    *out = NULL;
    for (size_t i = 0; i < file->section_count && *out == NULL; i++) {
        numbers += is_first_of_number(file, i);
        *out = format_same_number(number_of(file, i), wanted) ? number_of(file, i) : NULL;
    }
    if (*out == NULL && number == NULL && numbers == 1) {
        *out = number_of(file, 0);
    }
    if (*out != NULL) {
        return STATUS_OK;
    }
    char *all = list_numbers(NULL, file, NULL);
    if (number != NULL) {
        (void)error_set(err, STATUS_NOT_FOUND, "no statement of account %s is in the file", number);
    } else {
        (void)error_set(err, STATUS_CONFLICT, "the file has statements of %zu accounts", numbers);
    }
    (void)error_detail(err, "%s", all);
    mem_free(all);
    return error_hint(err, "say which of them is %s with --number NUMBER", account);
}

/* The asides from one place to another to the end of those that stay. */
static void keep_asides(struct bank_asides *list, size_t *kept, size_t from, size_t to)
{
    memmove(list->items + *kept, list->items + from, (to - from) * sizeof *list->items);
    *kept += to - from;
}

static void keep_section(struct bank_file *file, size_t section, struct bank_section *kept)
{
    struct bank_section from = file->sections[section];
    struct bank_section to = section_end(file, section);
    for (size_t i = from.anchor; i < to.anchor; i++) {
        struct bank_anchor anchor = file->anchors[i];
        anchor.row = anchor.row - from.row + kept->row;
        file->anchors[kept->anchor++] = anchor;
    }
    if (to.row > from.row) {
        memmove(file->rows + kept->row, file->rows + from.row,
                (to.row - from.row) * sizeof *file->rows);
        kept->row += to.row - from.row;
    }
    if (to.reject > from.reject) {
        keep_asides(&file->rejects, &kept->reject, from.reject, to.reject);
    }
    if (to.uncounted > from.uncounted) {
        keep_asides(&file->uncounted, &kept->uncounted, from.uncounted, to.uncounted);
    }
}

enum status format_select(void *mem, struct bank_file *file, const char *number,
                          const char *account, const char **others, struct error *err)
{
    const char *chosen = NULL;
    struct bank_section kept = {0};
    *others = NULL;
    if (file->section_count == 0) {
        return STATUS_OK;
    }
    enum status status = choose(file, number, account, &chosen, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = 0; i < file->section_count; i++) {
        file->number = number_of(file, i) == chosen ? file->sections[i].number : file->number;
    }
    *others = list_numbers(mem, file, chosen);
    for (size_t i = 0; i < file->section_count && *others != NULL; i++) {
        if (format_same_number(number_of(file, i), chosen)) {
            keep_section(file, i, &kept);
        }
    }
    if (*others != NULL) {
        file->row_count = kept.row;
        file->rejects.count = kept.reject;
        file->uncounted.count = kept.uncounted;
        file->anchor_count = kept.anchor;
    }
    return STATUS_OK;
}
