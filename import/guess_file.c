#include "import/guess_file.h"

#include "import/lexicon.h"
#include "model/mem.h"
#include "model/text.h"

#include <string.h>

#define SHOWN_BYTES 60
#define ALL_DELIMITERS 4

/* ---- encoding ---- */

/* Eight bits a letter, or two bytes for some: which one, the bytes do not say. CP1252 has all the
 * letters of ISO-8859-1, and more. */
static const struct {
    const char *name, *region;
} encodings[] = {{"GB18030", "Chinese, simplified"},
                 {"BIG5", "Chinese, traditional"},
                 {"SHIFT_JIS", "Japanese"},
                 {"CP1252", "Western Europe"},
                 {"ISO-8859-15", "Western Europe, newer"},
                 {"CP1250", "Central Europe, Windows"},
                 {"ISO-8859-2", "Central Europe"},
                 {"ISO-8859-13", "Baltic"},
                 {"CP1251", "Cyrillic"}};
#define ENCODINGS (sizeof encodings / sizeof encodings[0])

struct reading {
    const char *encoding, *region;
    char *text;
    const char *known; /* a title that stands in it */
};

/* No text has control characters but blanks, and none has bytes that are no letters. */
static bool is_text(const char *text)
{
    for (const char *at = text; *at != '\0';) {
        uint32_t letter = 0;
        size_t bytes = text_decode(at, strlen(at) < 4 ? strlen(at) : 4, &letter);
        bool is_blank = letter == '\n' || letter == '\r' || letter == '\t';
        if (bytes == 0 || (letter < ' ' && !is_blank) || (letter >= 0x7F && letter < 0xA0)) {
            return false;
        }
        at += bytes;
    }
    return true;
}

static size_t read_all_ways(struct look *look, struct reading readings[ENCODINGS])
{
    size_t count = 0;
    for (size_t i = 0; i < ENCODINGS; i++) {
        struct error ignored;
        struct encoding encoding;
        char *text = NULL;
        if (encoding_decide(look->source->bytes, look->source->size, encodings[i].name, NULL,
                            &encoding, &ignored) == STATUS_OK &&
            specimen_text(look->mem, look->source, &encoding, &text, &ignored) == STATUS_OK &&
            is_text(text)) {
            readings[count++] = (struct reading){encodings[i].name, encodings[i].region, text,
                                                 lexicon_stands_in(look->known, text)};
        }
    }
    return count;
}

/* The line with the first letter that is not ASCII. */
static char *first_other(void *mem, const char *text)
{
    const char *at = text;
    while (*at != '\0' && (unsigned char)*at < 0x80) {
        at++;
    }
    const char *start = at;
    while (start > text && start[-1] != '\n' && at - start < SHOWN_BYTES / 2) {
        start--;
    }
    size_t bytes = strcspn(start, "\r\n");
    bytes = bytes < SHOWN_BYTES ? bytes : SHOWN_BYTES;
    return mem_strndup(mem, start, text_valid_prefix(start, bytes));
}

/* Where a title that profiles know stands in some readings, it is one of these; how many are left.
 */
static size_t keep_known(struct reading *readings, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (readings[i].known != NULL) {
            readings[known++] = readings[i];
        }
    }
    return known > 0 ? known : count;
}

static void ask_encoding(struct look *look, struct reading *readings, size_t count)
{
    count = keep_known(readings, count);
    if (count == 1 && readings[0].known != NULL) {
        guess_say(look, KEY_ENCODING, readings[0].encoding,
                  "it is neither UTF-8 nor UTF-16, and the title %s stands in it only so",
                  readings[0].known);
        look->text = readings[0].text;
        return;
    }
    struct guess_question *question =
        guess_ask(look, KEY_ENCODING,
                  "the file is neither UTF-8 nor UTF-16: which one reads right "
                  "here, and will do so in its next files?");
    for (size_t i = 0; i < count; i++) {
        guess_offer(look, question, readings[i].encoding, "%s: %s", readings[i].region,
                    first_other(look->mem, readings[i].text));
    }
}

static bool is_ascii(const struct source *source)
{
    for (size_t i = 0; i < source->size; i++) {
        if ((unsigned char)source->bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static enum status read_encoding(struct look *look, struct error *err)
{
    struct encoding encoding;
    const struct source *source = look->source;
    struct error unknown = {.status = STATUS_OK};
    bool is_told = encoding_decide(source->bytes, source->size, ENCODING_AUTO, NULL, &encoding,
                                   &unknown) == STATUS_OK;
    if (guess_was_answered(look, KEY_ENCODING)) {
        enum status status = encoding_decide(source->bytes, source->size,
                                             look->answers[KEY_ENCODING], NULL, &encoding, err);
        return status == STATUS_OK ? specimen_text(look->mem, source, &encoding, &look->text, err)
                                   : status;
    }
    if (!is_told) {
        struct reading readings[ENCODINGS];
        size_t count = read_all_ways(look, readings);
        if (count == 0) {
            *err = unknown;
            return err->status;
        }
        ask_encoding(look, readings, count);
        return STATUS_OK;
    }
    if (is_ascii(source)) {
        guess_say(
            look, KEY_ENCODING, ENCODING_AUTO,
            "nothing but ASCII stands in it; a later file with other letters has to be UTF-8, "
            "or else is refused");
    } else {
        guess_say(look, KEY_ENCODING, encoding.name,
                  encoding.mark_bytes > 0 ? "the byte order mark says so"
                                          : "all of its bytes are so");
    }
    return specimen_text(look->mem, source, &encoding, &look->text, err);
}

/* ---- characters around cells ---- */

static const struct {
    const char *word, *character;
} guards[] = {{"backtick", "`"}, {"apostrophe", "'"}};
#define GUARDS (sizeof guards / sizeof guards[0])

/* How many cells that have text begin with it, and the first line that has one. */
static size_t count_guarded(const struct specimen *specimen, const char *character, uint32_t *line)
{
    size_t count = 0;
    for (size_t i = specimen->count; i-- > 0;) {
        for (size_t c = 0; c < specimen->records[i].count; c++) {
            const struct csv_cell *cell = &specimen->records[i].cells[c];
            if (cell->bytes > 1 && cell->text[0] == *character) {
                *line = specimen->records[i].line;
                count++;
            }
        }
    }
    return count;
}

/* What every other line has before a cell guards it, and is no part of it. */
static struct profile_list find_guards(struct look *look, const struct specimen *specimen)
{
    struct profile_list found = {MEM_ARRAY(look->mem, const char *, GUARDS), 0};
    for (size_t i = 0; i < GUARDS; i++) {
        uint32_t line = 0;
        size_t count = count_guarded(specimen, guards[i].character, &line);
        if (count > 0 && 2 * count >= specimen->count) {
            found.items[found.count++] = guards[i].character;
        }
    }
    return found;
}

static void say_strip(struct look *look)
{
    const char *strip = "";
    for (size_t i = 0; i < GUARDS; i++) {
        if (profile_list_has(&look->strip, guards[i].character)) {
            strip =
                mem_printf(look->mem, "%s%s%s", strip, *strip != '\0' ? " " : "", guards[i].word);
        }
    }
    if (!guess_was_answered(look, KEY_STRIP) && *strip != '\0') {
        guess_say(look, KEY_STRIP, strip, "it stands before cells of most lines");
    }
}

/* ---- delimiter and quotes ---- */

/* The most tolerant last: what a file needs of it, it needs. */
static const struct {
    bool is_strict, is_multiline;
} manners[] = {{true, false}, {true, true}, {false, false}, {false, true}};

/* Read so, with the least tolerance that does; NULL where nothing does. why is what the strictest
 * stumbled over. */
static struct specimen *read_with(struct look *look, char delimiter,
                                  const struct profile_list *strip, struct csv_format *format,
                                  struct error *why)
{
    struct specimen *specimen = NULL;
    *why = (struct error){.status = STATUS_OK};
    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        struct error later;
        *format = (struct csv_format){delimiter, manners[i].is_strict, manners[i].is_multiline};
        if (specimen_read(look->mem, look->text, *format, strip, &specimen,
                          i == 0 ? why : &later) == STATUS_OK) {
            return specimen;
        }
    }
    return NULL;
}

/* Records with a day in one cell and an amount in another: rows, by this delimiter. */
static size_t count_rows(const struct look *look, const struct specimen *specimen)
{
    size_t rows = 0;
    for (size_t i = 0; i < specimen->count; i++) {
        bool has_date = false;
        bool has_amount = false;
        for (size_t c = 0; c < specimen->records[i].count; c++) {
            struct amount_place place;
            const char *cell = specimen_cell(specimen, i, c);
            bool is_date = date_look_is_date(look->dates, cell);
            has_date = has_date || is_date;
            has_amount = has_amount || (!is_date && amount_look(cell, &place));
        }
        rows += has_date && has_amount;
    }
    return rows;
}

static void say_quoting(struct look *look, const struct error *why)
{
    guess_say(look, KEY_QUOTING, look->csv.is_strict ? "strict" : "lax", "%s",
              look->csv.is_strict ? "every quote is opened and closed where it should be"
                                  : why->message);
    if (look->csv.is_multiline) {
        guess_say(look, KEY_MULTILINE, "yes", "%s", why->message);
    }
}

static const struct {
    const char *word;
    char character;
} delimiters[ALL_DELIMITERS] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};

/* An answer leaves only itself to try. */
static enum status read_delimiter(struct look *look, struct error *err)
{
    size_t best = 0;
    size_t best_rows = 0;
    struct error why = {.status = STATUS_OK};
    bool is_answered = guess_was_answered(look, KEY_DELIMITER);
    for (size_t i = 0; i < ALL_DELIMITERS; i++) {
        struct csv_format format;
        struct error stumbled;
        if (is_answered && strcmp(look->answers[KEY_DELIMITER], delimiters[i].word) != 0) {
            continue;
        }
        struct profile_list strip = {NULL, 0};
        struct specimen *specimen =
            read_with(look, delimiters[i].character, &strip, &format, &stumbled);
        if (specimen != NULL) {
            strip = find_guards(look, specimen);
            specimen = read_with(look, delimiters[i].character, &strip, &format, &stumbled);
        }
        size_t rows = specimen != NULL ? count_rows(look, specimen) : 0;
        if (rows > best_rows) {
            best = i;
            best_rows = rows;
            look->specimen = specimen;
            look->csv = format;
            look->strip = strip;
            why = stumbled;
        }
    }
    if (best_rows == 0) {
        (void)error_set(err, STATUS_INVALID, "%s: no line has a date and an amount",
                        look->source->name);
        return error_hint(err, "a profile is for a table with commas, semicolons, tabs or pipes "
                               "between its cells; export it as CSV");
    }
    if (!is_answered) {
        guess_say(look, KEY_DELIMITER, delimiters[best].word,
                  "%zu lines have a date and an amount so, more than with any other", best_rows);
    }
    say_quoting(look, &why);
    return STATUS_OK;
}

enum status guess_file(struct look *look, struct error *err)
{
    enum status status = read_encoding(look, err);
    if (status == STATUS_OK && look->guess->question_count == 0) {
        status = read_delimiter(look, err);
    }
    if (status == STATUS_OK && look->guess->question_count == 0) {
        say_strip(look);
    }
    return status;
}
