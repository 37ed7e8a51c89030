#include "model/verify_days.h"

#include "model/day_sheet.h"
#include "model/mem.h"

#include <string.h>

#define DAYS_SQL                                                                                   \
    "SELECT c.id, c.account, c.day, c.last_line, c.event, c.sheet, CASE WHEN c.last_line = 0"      \
    " OR EXISTS (SELECT 1 FROM line l WHERE l.id = c.last_line AND l.event < c.event)"             \
    " THEN 1 ELSE 0 END, (SELECT l.event FROM line l WHERE l.id > c.last_line ORDER BY l.id"       \
    " LIMIT 1) FROM closed_day c ORDER BY c.account, c.day"
/* A line that came since for the day, or for one before it, and does not say that it is late. */
#define SILENT_SQL                                                                                 \
    "SELECT l.id FROM line l JOIN account b ON b.id = l.account_id JOIN event e"                   \
    " ON e.book_id = b.book_id AND e.number = l.event WHERE b.name = $1 AND l.id > $2"             \
    " AND l.id <= $3 AND l.day <= $4 AND l.file_line > 0"                                          \
    " AND e.body NOT LIKE '%\"falls_into\":%' ORDER BY l.id LIMIT 1"
/* What was open of line x when day c was closed. */
#define OPEN_THEN(x)                                                                               \
    x ".amount_minor - coalesce((SELECT sum(m.amount_minor) FROM match m WHERE m.line_id = " x     \
      ".id AND m.event < c.event AND (m.unmatched_event IS NULL OR m.unmatched_event > c.event))," \
      " 0)"
#define BREAKS_SQL                                                                                 \
    "SELECT c.id, l.id FROM closed_break k JOIN closed_day c ON c.id = k.day_id"                   \
    " LEFT JOIN line l ON l.id = k.line_id WHERE l.id IS NULL OR l.day > c.day"                    \
    " OR l.id > c.last_line OR k.open_minor <> " OPEN_THEN("l") " ORDER BY c.id LIMIT 1"
#define LEFT_OUT_SQL                                                                               \
    "SELECT c.id, x.id FROM (SELECT l.id, l.day, l.account_id, l.amount_minor FROM line l"         \
    " WHERE l.state = 'suspense' UNION SELECT l.id, l.day, l.account_id, l.amount_minor"           \
    " FROM match n JOIN line l ON l.id = n.line_id WHERE n.event > l.event) x"                     \
    " JOIN account b ON b.id = x.account_id JOIN closed_day c ON c.account = b.name"               \
    " AND c.day >= x.day AND c.last_line >= x.id WHERE NOT EXISTS (SELECT 1 FROM closed_break k"   \
    " WHERE k.day_id = c.id AND k.line_id = x.id) AND " OPEN_THEN("x") " <> 0"                     \
                                                                       " ORDER BY c.id LIMIT 1"

/* A closed day as its row has it. */
struct closed {
    struct day_closed at;
    const char *account, *sheet;
    bool has_last_line;
    int64_t next_event; /* of the line after the last one; INT64_MAX for none */
};
struct closed_days {
    void *mem;
    struct closed *rows;
    size_t count;
};

static enum status take_day(void *state, const struct stmt *q, struct error *err)
{
    struct closed_days *days = state;
    (void)err;
    days->rows = MEM_GROW(days->mem, days->rows, struct closed, days->count + 1);
    days->rows[days->count++] =
        (struct closed){.at = {.is_any = true,
                               .id = stmt_int(q, 0),
                               .day = (int32_t)stmt_int(q, 2),
                               .last_line = stmt_int(q, 3),
                               .event = stmt_int(q, 4)},
                        .account = mem_strdup(days->mem, stmt_text(q, 1)),
                        .sheet = mem_strdup(days->mem, stmt_text(q, 5)),
                        .has_last_line = stmt_int(q, 6) != 0,
                        .next_event = stmt_is_null(q, 7) ? INT64_MAX : stmt_int(q, 7)};
    return STATUS_OK;
}

/* Zero where it has none: the account of a currency may be younger than the day. */
static struct day_figure figure_of(const struct day_sheet *sheet, const char *currency)
{
    struct day_figure none = {.opening_minor = 0};
    for (size_t i = 0; i < sheet->figure_count; i++) {
        if (strcmp(sheet->figures[i].currency, currency) == 0) {
            return sheet->figures[i];
        }
    }
    return none;
}

static bool has_figures(const struct day_sheet *sheet, const struct day_sheet *other)
{
    bool has = true;
    for (size_t i = 0; i < sheet->figure_count && has; i++) {
        struct day_figure a = sheet->figures[i];
        struct day_figure b = figure_of(other, a.currency);
        has = a.opening_minor == b.opening_minor && a.in_minor == b.in_minor &&
              a.out_minor == b.out_minor;
    }
    return has;
}

static bool is_same_figures(const struct day_sheet *one, const struct day_sheet *other)
{
    return one->lines == other->lines && one->late == other->late &&
           one->from_day == other->from_day && has_figures(one, other) && has_figures(other, one);
}

/* A day against the one closed before it, or none. */
static enum status check_day(struct book *book, void *mem, const struct closed *day,
                             const struct day_closed *before, struct verify_row *row,
                             struct error *err)
{
    struct day_sheet sheet;
    char hash[DIGEST_HEX_BYTES];
    long long id = day->at.id;
    struct day_sheet again = {
        .account = day->account, .day = day->at.day, .last_line = day->at.last_line};
    enum status status = day_sheet_load(book, mem, id, &sheet, err);
    if (status == STATUS_OK) {
        status = day_sheet_count(book, mem, before, &again, err);
    }
    if (status == STATUS_NOT_FOUND) {
        verify_breach(row, "day:%lld: %s", id, err->message);
        return STATUS_OK;
    }
    if (status != STATUS_OK) {
        return status;
    }
    day_sheet_hash(&sheet, hash);
    if (strcmp(hash, day->sheet) != 0) {
        verify_breach(row, "the sheet of day:%lld is not what was signed", id);
    }
    if (before->event > day->at.event) {
        verify_breach(row, "day:%lld was closed before the day that comes before it", id);
    }
    if (!day->has_last_line || day->next_event < day->at.event) {
        verify_breach(row, "line:%lld was not the last when day:%lld was closed",
                      (long long)day->at.last_line, id);
    }
    if (!is_same_figures(&sheet, &again)) {
        verify_breach(row, "the figures of day:%lld do not follow from its lines", id);
    }
    return STATUS_OK;
}

/* Lines that came after the day was closed, and before the next was. */
static enum status check_late(struct book *book, const struct closed *day, int64_t until_line,
                              struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), SILENT_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, day->account);
    stmt_bind_int(q, 2, day->at.last_line);
    stmt_bind_int(q, 3, until_line);
    stmt_bind_int(q, 4, day->at.day);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "line:%lld fell into day:%lld after it was closed",
                      (long long)stmt_int(q, 0), (long long)day->at.id);
    }
    stmt_reset(q);
    return status;
}

static enum status check_all(struct book *book, const struct closed_days *days,
                             struct verify_row *row, struct error *err)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < days->count && status == STATUS_OK; i++) {
        const struct closed *day = &days->rows[i];
        bool has_before = i > 0 && strcmp(day[-1].account, day->account) == 0;
        bool has_next = i + 1 < days->count && strcmp(day[1].account, day->account) == 0;
        struct day_closed before = has_before ? day[-1].at : (struct day_closed){0};
        void *mem = mem_context(NULL, "day");
        row->checked++;
        status = check_day(book, mem, day, &before, row, err);
        if (status == STATUS_OK) {
            status = check_late(book, day, has_next ? day[1].at.last_line : INT64_MAX, row, err);
        }
        mem_free(mem);
    }
    return status;
}

static enum status find_breach(struct book *book, const char *sql, const char *what,
                               struct verify_row *row, struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        verify_breach(row, "day:%lld %s line:%lld", (long long)stmt_int(q, 0), what,
                      (long long)stmt_int(q, 1));
    }
    stmt_reset(q);
    return status;
}

enum status verify_days(struct book *book, struct verify_row *row, struct error *err)
{
    struct stmt *q;
    void *mem = mem_context(NULL, "days");
    struct closed_days days = {.mem = mem};
    enum status status = store_prepare(book_store(book), DAYS_SQL, &q, err);
    if (status == STATUS_OK) {
        status = stmt_each(q, take_day, &days, err);
    }
    if (status == STATUS_OK) {
        status = check_all(book, &days, row, err);
    }
    if (status == STATUS_OK) {
        status = find_breach(book, BREAKS_SQL, "has another break than there was of", row, err);
    }
    if (status == STATUS_OK) {
        status = find_breach(book, LEFT_OUT_SQL, "leaves out the break of", row, err);
    }
    mem_free(mem);
    return status;
}
