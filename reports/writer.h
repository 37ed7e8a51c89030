/* writer.h - what the writers of the formats share; table.c picks one by its row.
 *
 * A writer's begin is called once before the first row or the end, row for each row, end once. */
#ifndef REPORTS_WRITER_H
#define REPORTS_WRITER_H

#include "reports/visible.h"

#include "model/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct writer {
    void *mem; /* of the writer */
    const struct column *columns;
    size_t count;
    FILE *out;
    bool is_guarded; /* a terminal reads it */
    void *state;     /* a format's own, below mem */
};

struct writer_format {
    const char *name;
    void (*begin)(struct writer *writer);
    void (*row)(struct writer *writer, const struct cell *cells);
    void (*end)(struct writer *writer);
};

extern const struct writer_format writer_text, writer_csv, writer_json;

#endif
