/* row_part.h - what reading a row's parts shares: its cells by what they are for, and why it is
 * none. */
#ifndef IMPORT_ROW_PART_H
#define IMPORT_ROW_PART_H

#include "import/bank.h"
#include "import/csv.h"

#define VERDICT_REASON_BYTES 400
#define VERDICT_OK STATUS_OK /* any other status: the verdict says why there is no row */

/* What became of the record before, for rows that continue it. */
enum row_fate { FATE_NONE, FATE_ROW, FATE_ASIDE };

struct row_reader {
    const struct profile *profile;
    const char *currency; /* of rows that do not say theirs */
    struct bank_file *file;
    struct date_year year;   /* of dates that do not say theirs */
    size_t width;            /* cells that a row may have */
    int roles[COLUMN_COUNT]; /* cells by what they are for; -1 for none */
    int text[PROFILE_TEXT_COLUMNS_MAX];
    size_t text_count;
    enum row_fate fate;
    char *scratch;
    size_t scratch_room;
};

/* Why a record is no row; role is the cell to blame, or COLUMN_COUNT. */
struct verdict {
    bool is_reject;
    enum column_role role;
    char reason[VERDICT_REASON_BYTES];
};

/* Both return STATUS_INVALID. */
enum status verdict_blame(struct verdict *verdict, bool is_reject, enum column_role role,
                          const char *reason);
enum status verdict_reject(struct verdict *verdict, enum column_role role, const char *reason);

/* A cell as the profile wants it seen. */
struct view {
    const char *text;
    size_t bytes;
};

struct view row_cell(const struct row_reader *reader, const struct csv_record *record, int index);
struct view row_role_cell(const struct row_reader *reader, const struct csv_record *record,
                          enum column_role role);

/* Scratch memory of the reader, until the next call. */
char *row_scratch(struct row_reader *reader, size_t bytes);

/* The record's cells joined by the delimiter, for patterns; good until the scratch is used again.
 */
const char *row_joined(struct row_reader *reader, const struct csv_record *record, size_t *bytes);

/* The record's first cells into the file's texts, each with a NUL after it. */
uint32_t aside_cells(struct bank_file *file, const struct csv_record *record, size_t count);

/* Keep the record as what the verdict says. */
enum status aside_put(struct row_reader *reader, const struct csv_record *record,
                      const struct verdict *verdict, struct error *err) CHECKED;

/* Whether the record has bytes that are no text; it is kept as a reject then, and status says how
 * that went. */
bool aside_damaged(struct row_reader *reader, const struct csv_record *record, enum status *status,
                   struct error *err);

#endif
