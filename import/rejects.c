#include "import/rejects.h"

#include "model/mem.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <csv.h>

#define FIRST_COLUMNS "line,column,reason,bytes,"

/* A number may begin with a sign; anything else that begins so is a formula to a spreadsheet. */
static bool is_formula(const char *text)
{
    if (text[0] == '\0' || strchr("=+-@\t\r", text[0]) == NULL) {
        return false;
    }
    return text[0] == '=' || text[0] == '@' || text[1 + strspn(text + 1, "0123456789.,' ")] != '\0';
}

static void write_cell(FILE *out, const char *text, bool is_last)
{
    char *shown = mem_printf(NULL, "%s%s", is_formula(text) ? "'" : "", text);
    (void)csv_fwrite(out, shown, strlen(shown));
    mem_free(shown);
    (void)fputs(is_last ? "\r\n" : ",", out);
}

static void write_cells(FILE *out, const struct bank_file *file, uint32_t cells, uint32_t count)
{
    const char *cell = bank_text(file, cells);
    for (uint32_t i = 0; i < count; i++) {
        write_cell(out, cell, i + 1 == count);
        cell = bank_next_cell(cell);
    }
    if (count == 0) {
        (void)fputs("\"\"\r\n", out);
    }
}

static void write_all(FILE *out, const struct bank_file *file)
{
    (void)fputs(FIRST_COLUMNS, out);
    write_cells(out, file, file->header, file->header_cells);
    for (size_t i = 0; i < file->rejects.count; i++) {
        const struct bank_aside *reject = &file->rejects.items[i];
        (void)fprintf(out, "%u,", reject->line);
        write_cell(out, bank_text(file, reject->column), false);
        write_cell(out, bank_text(file, reject->reason), false);
        write_cell(out, bank_text(file, reject->bytes), false);
        write_cells(out, file, reject->cells, reject->cell_count);
    }
}

static enum status failed(const char *path, struct error *err)
{
    const char *why = strerror(errno);
    (void)error_set(err, STATUS_IO, "the rejects cannot be written to %s", path);
    return error_detail(err, "%s", why);
}

/* Both are one file, perhaps by two names. */
static bool is_same(const char *path, const char *other)
{
    struct stat here;
    struct stat there;
    return stat(path, &here) == 0 && stat(other, &there) == 0 && here.st_dev == there.st_dev &&
           here.st_ino == there.st_ino;
}

enum status rejects_write(const struct bank_file *file, const char *source, const char *path,
                          struct error *err)
{
    if (is_same(source, path)) {
        (void)error_set(err, STATUS_INVALID,
                        "the rejects cannot go to %s: it is the statement itself", path);
        return error_hint(err, "name another file");
    }
    FILE *out = fopen(path, "wbe");
    if (out == NULL) {
        return failed(path, err);
    }
    write_all(out, file);
    bool is_written = fflush(out) == 0 && !ferror(out);
    enum status status = is_written ? STATUS_OK : failed(path, err);
    if (fclose(out) != 0 && status == STATUS_OK) {
        status = failed(path, err);
    }
    return status;
}

bool rejects_are(const char *bytes, size_t size)
{
    size_t length = sizeof FIRST_COLUMNS - 1;
    size_t mark = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return size >= mark + length && memcmp(bytes + mark, FIRST_COLUMNS, length) == 0;
}

void rejects_strip(struct csv_record *record)
{
    size_t off = record->count < REJECTS_COLUMNS ? record->count : REJECTS_COLUMNS;
    record->cells += off;
    record->count -= off;
    for (size_t i = 0; i < record->count; i++) {
        struct csv_cell *cell = &record->cells[i];
        if (cell->text[0] == '\'' && is_formula(cell->text + 1)) {
            cell->text++;
            cell->bytes--;
        }
    }
}
