/* day_sheet.h - the sheet of a closed day of a bank account: what is signed.
 *
 * In it are, by currency, where the mirror stood when the day before was closed, what came in and
 * went out since, and the balance that the bank states; and each break, as it stands. A line is in
 * the first sheet whose day is not before its own and that was closed after it came: once, and in
 * no other. All that is derived from the lines until the day is closed; from then on it is stored
 * as it was signed, and its hash is in the event.
 *
 * Amounts are minor units; money in is positive, money out negative. */
#ifndef MODEL_DAY_SHEET_H
#define MODEL_DAY_SHEET_H

#include "model/book.h"
#include "model/day_closed.h"
#include "model/digest.h"
#include "model/money.h"

#define DAY_BREAKS_MAX 10000 /* of one sheet */

struct day_figure {
    char currency[4];
    int64_t account_id; /* of a sheet that is being made */
    int64_t opening_minor, in_minor, out_minor;
    int64_t stated_minor; /* by the bank */
    bool is_stated;
};

struct day_break {
    int64_t line;
    int32_t day; /* of the line */
    int32_t age; /* in business days, on the day of the sheet */
    struct money open;
    const char *reason, *owner, *expected; /* NULL: nobody has said */
};

struct day_sheet {
    const char *account;
    int32_t from_day, day;
    int64_t lines, late; /* late: of days that were closed already */
    int64_t last_line;   /* the number of the last line then */
    struct day_figure *figures;
    size_t figure_count;
    struct day_break *breaks;
    size_t break_count;
};

/* Ages of breaks: up to 1, 5, 10 business days, more. */
enum { DAY_AGES = 4 };
extern const int32_t DAY_AGE_LIMITS[DAY_AGES - 1];
size_t day_age(int32_t age);
/* "0-1", "2-5", "6-10", "more". */
const char *day_age_name(size_t bucket);

/* As it stands now, owned by mem; STATUS_NOT_FOUND where there is no such bank account,
 * STATUS_LIMIT beyond DAY_BREAKS_MAX. */
enum status day_sheet_make(struct book *book, void *mem, const char *account, int32_t day,
                           struct day_sheet *out, struct error *err) CHECKED;
/* Its figures alone, of a sheet that has its account, day and last line: against the day closed
 * before it. */
enum status day_sheet_count(struct book *book, void *mem, const struct day_closed *before,
                            struct day_sheet *sheet, struct error *err) CHECKED;
/* As it was signed. */
enum status day_sheet_load(struct book *book, void *mem, int64_t id, struct day_sheet *out,
                           struct error *err) CHECKED;

/* Where the mirror stands at its end. */
int64_t day_sheet_closing(const struct day_figure *figure);
/* The sheet in words, the same for ever; its SHA-256 is what is signed. */
char *day_sheet_text(void *mem, const struct day_sheet *sheet);
void day_sheet_hash(const struct day_sheet *sheet, char hex[DIGEST_HEX_BYTES]);

#endif
