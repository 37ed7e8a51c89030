#include "tui/local.h"

#include "model/anchor.h"
#include "model/mem.h"
#include "model/verify.h"
#include "tui/call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct column verify_columns[] = {
    {.name = "number", .title = "No", .kind = CELL_INT},
    {.name = "name", .title = "Invariant", .kind = CELL_TEXT},
    {.name = "holds", .title = "Holds", .kind = CELL_BOOL},
    {.name = "checked", .title = "Checked", .kind = CELL_INT},
    {.name = "first_breach", .title = "First breach", .kind = CELL_TEXT},
};
#define VERIFY_COLUMNS (sizeof verify_columns / sizeof *verify_columns)

static enum status write_verify(struct table_writer *writer, const struct verify_row *row,
                                struct error *err)
{
    struct cell cells[VERIFY_COLUMNS] = {
        {.kind = CELL_INT, .number = row->number},
        {.kind = CELL_TEXT, .text = row->name},
        {.kind = CELL_BOOL, .number = row->holds},
        {.kind = CELL_INT, .number = row->checked},
        {.kind = row->first_breach[0] == '\0' ? CELL_NULL : CELL_TEXT, .text = row->first_breach},
    };
    return table_write(writer, cells, err);
}

static enum status write_rows(struct command_call *call, const struct values *values,
                              const struct verify_row *rows, size_t count, struct error *err)
{
    struct table_writer *writer = call_writer(call, values, verify_columns, VERIFY_COLUMNS);
    const struct verify_row *breach = NULL;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        breach = breach == NULL && !rows[i].holds ? &rows[i] : breach;
        status = write_verify(writer, &rows[i], err);
    }
    if (status == STATUS_OK) {
        status = table_end(writer, err);
    }
    if (status == STATUS_OK && breach != NULL) {
        (void)error_set(err, STATUS_CORRUPT, "the books are not sound: %s", breach->name);
        return error_detail(err, "%s", breach->first_breach);
    }
    return status;
}

/* ---- what a witness outside has seen ---- */

struct witness {
    const char *path;
    FILE *file;
    int64_t number; /* of the line */
    struct anchor_check *check;
};

static enum status bad_line(const struct witness *witness, const char *why, struct error *err)
{
    (void)error_set(err, STATUS_INVALID, "line %lld of %s: %s", (long long)witness->number,
                    witness->path, why);
    return error_hint(err, "each line is what holdfast anchor wrote, with what a log put before it;"
                           " take other lines out");
}

static enum status take_line(struct witness *witness, const char *line, size_t bytes,
                             struct error *err)
{
    struct anchor anchor;
    struct error why;
    char place[ERROR_TEXT_BYTES];
    witness->number++;
    if (bytes == ANCHOR_LINE_BYTES - 1 && line[bytes - 1] != '\n') {
        return bad_line(witness, "it is longer than an anchor", err);
    }
    if (strlen(line) != bytes) {
        return bad_line(witness, "it has a byte 0", err);
    }
    if (anchor_read(line, &anchor, &why) != STATUS_OK) {
        return bad_line(witness, why.message, err);
    }
    (void)snprintf(place, sizeof place, "line %lld of %.64s", (long long)witness->number,
                   witness->path);
    return anchor_check_one(witness->check, &anchor, place, err);
}

static enum status take_lines(struct witness *witness, struct error *err)
{
    char line[ANCHOR_LINE_BYTES];
    enum status status = STATUS_OK;
    size_t bytes = 0;
    int letter;
    while (status == STATUS_OK && (letter = getc(witness->file)) != EOF) {
        line[bytes++] = (char)letter;
        if (letter == '\n' || bytes == sizeof line - 1) {
            line[bytes] = '\0';
            status = take_line(witness, line, bytes, err);
            bytes = 0;
        }
    }
    if (status == STATUS_OK && ferror(witness->file)) {
        return error_set(err, STATUS_IO, "cannot read %s: %s", witness->path, strerror(errno));
    }
    if (status == STATUS_OK && bytes > 0) {
        line[bytes] = '\0';
        status = take_line(witness, line, bytes, err);
    }
    if (status == STATUS_OK && witness->number == 0) {
        return error_set(err, STATUS_INVALID, "%s has no anchor", witness->path);
    }
    return status;
}

static enum status hear(struct command_call *call, const char *path, struct verify_row *out,
                        struct error *err)
{
    struct witness witness = {.path = path, .file = fopen(path, "re")};
    if (witness.file == NULL) {
        return error_set(err, STATUS_NOT_FOUND, "cannot read %s: %s", path, strerror(errno));
    }
    enum status status = anchor_check_begin(call->book, call->mem, &witness.check, err);
    if (status == STATUS_OK) {
        status = take_lines(&witness, err);
        *out = anchor_check_end(witness.check);
    }
    (void)fclose(witness.file);
    return status;
}

enum status local_verify(struct command_call *call, const struct values *values, struct error *err)
{
    const char *anchors = values_get(values, "anchor");
    struct verify_row *rows = NULL;
    struct verify_row witnessed;
    size_t count = 0;
    enum status status = call_open(call, STORE_READ, err);
    if (status == STATUS_OK) {
        status = store_check(call->store, err);
    }
    /* Bad lines are told before the long work. */
    if (status == STATUS_OK && anchors != NULL) {
        status = hear(call, anchors, &witnessed, err);
    }
    if (status == STATUS_OK) {
        status = verify_run(call->book, call->mem, &rows, &count, err);
    }
    if (status == STATUS_OK && anchors != NULL) {
        rows = MEM_GROW(call->mem, rows, struct verify_row, count + 1);
        rows[count++] = witnessed;
    }
    return status == STATUS_OK ? write_rows(call, values, rows, count, err) : status;
}
