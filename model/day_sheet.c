#include "model/day_sheet.h"

#include "model/breaks.h"
#include "model/calendar.h"
#include "model/mem.h"
#include "model/query.h"

#include <stdio.h>
#include <string.h>

const int32_t DAY_AGE_LIMITS[DAY_AGES - 1] = {1, 5, 10};

/* What an account's sheet is about: $1 the account's number, $2 the day, $3 the day closed before,
 * $4 the last line then, $5 the last line now. */
#define IS_NEW "l.account_id = $1 AND l.day <= $2 AND l.id <= $5 AND (l.day > $3 OR l.id > $4)"
#define FLOW_SQL                                                                                   \
    "SELECT count(*), coalesce(sum(CASE WHEN l.day <= $3 THEN 1 ELSE 0 END), 0),"                  \
    " coalesce(sum(CASE WHEN l.amount_minor > 0 THEN l.amount_minor ELSE 0 END), 0),"              \
    " coalesce(sum(CASE WHEN l.amount_minor < 0 THEN l.amount_minor ELSE 0 END), 0),"              \
    " coalesce(min(l.day), $2) FROM line l WHERE " IS_NEW
/* What the bank says of the end of day $2: beside the last line until then, or at the end of a
 * statement that has it. */
#define STATED_SQL                                                                                 \
    "SELECT coalesce(l.balance_minor, (SELECT s.closing_minor FROM statement_balance s"            \
    " WHERE s.account_id = $1 AND s.proof = 'closed' AND s.last_day <= $2 AND s.last_day >= l.day" \
    " AND s.closing_minor IS NOT NULL ORDER BY s.last_day DESC, s.statement_id DESC LIMIT 1))"     \
    " FROM line l WHERE l.account_id = $1 AND l.day <= $2 AND l.file_line > 0"                     \
    " ORDER BY l.day DESC, l.position DESC LIMIT 1"
#define BREAKS_SQL                                                                                 \
    "SELECT l.id, l.day, b.currency, l.amount_minor - coalesce((SELECT sum(m.amount_minor)"        \
    " FROM match m WHERE m.line_id = l.id AND m.unmatched_event IS NULL), 0),"                     \
    " " BREAKS_LAST("reason", "'line:' || l.id") ", " BREAKS_LAST(                                 \
        "owner",                                                                                   \
        "'line:' || l.id") ", " BREAKS_LAST("expected",                                            \
                                            "'line:' || l.id") " FROM line l JOIN account b ON "   \
                                                               "b.id = l.account_id WHERE "        \
                                                               "l.state = 'suspense'"              \
                                                               " AND b.kind = 'bank' AND b.name "  \
                                                               "= $1 AND b.book_id = $2 AND "      \
                                                               "l.day <= $3 ORDER BY l.id"

size_t day_age(int32_t age)
{
    size_t bucket = 0;
    while (bucket < DAY_AGES - 1 && age > DAY_AGE_LIMITS[bucket]) {
        bucket++;
    }
    return bucket;
}

const char *day_age_name(size_t bucket)
{
    static const char *const NAMES[DAY_AGES] = {"0-1", "2-5", "6-10", "more"};
    return NAMES[bucket];
}

int64_t day_sheet_closing(const struct day_figure *figure)
{
    return figure->opening_minor + figure->in_minor + figure->out_minor;
}

/* ---- as it stands now ---- */

/* What a sheet is made against. */
struct making {
    struct book *book;
    void *mem;
    struct day_closed last;
    struct day_sheet *sheet;
};

static const char *text_of(void *mem, const struct stmt *q, int column)
{
    return stmt_is_null(q, column) ? NULL : mem_strdup(mem, stmt_text(q, column));
}

static enum status add_currency(void *state, const struct stmt *q, struct error *err)
{
    struct making *making = state;
    struct day_sheet *sheet = making->sheet;
    (void)err;
    sheet->figures =
        MEM_GROW(making->mem, sheet->figures, struct day_figure, sheet->figure_count + 1);
    struct day_figure *figure = &sheet->figures[sheet->figure_count++];
    *figure = (struct day_figure){.opening_minor = stmt_int(q, 1), .account_id = stmt_int(q, 2)};
    (void)snprintf(figure->currency, sizeof figure->currency, "%s", stmt_text(q, 0));
    return STATUS_OK;
}

/* The account's currencies, with what the day closed before left of each. */
static enum status list_currencies(struct making *making, struct error *err)
{
    struct stmt *q;
    const char *sql = "SELECT a.currency, coalesce((SELECT f.stated_minor FROM closed_figure f"
                      " WHERE f.day_id = $3 AND f.currency = a.currency), 0), a.id FROM account a"
                      " WHERE a.kind = 'bank' AND a.name = $1 AND a.book_id = $2"
                      " ORDER BY a.currency";
    enum status status = store_prepare(book_store(making->book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, making->sheet->account);
    stmt_bind_int(q, 2, book_id(making->book));
    stmt_bind_int(q, 3, making->last.id);
    status = stmt_each(q, add_currency, making, err);
    if (status == STATUS_OK && making->sheet->figure_count == 0) {
        (void)error_set(err, STATUS_NOT_FOUND, "there is no bank account '%s'",
                        making->sheet->account);
        return error_hint(err, "accounts lists them");
    }
    return status;
}

static enum status read_flow(struct making *making, struct day_figure *figure, int64_t *lines,
                             struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    struct day_sheet *sheet = making->sheet;
    const struct day_closed *last = &making->last;
    enum status status = store_prepare(book_store(making->book), FLOW_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, figure->account_id);
    stmt_bind_int(q, 2, sheet->day);
    stmt_bind_int(q, 3, last->is_any ? last->day : INT32_MIN);
    stmt_bind_int(q, 4, last->is_any ? last->last_line : INT64_MAX);
    stmt_bind_int(q, 5, sheet->last_line);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        *lines = stmt_int(q, 0);
        sheet->late += stmt_int(q, 1);
        figure->in_minor = stmt_int(q, 2);
        figure->out_minor = stmt_int(q, 3);
        sheet->lines += *lines;
        int32_t first = (int32_t)stmt_int(q, 4);
        sheet->from_day = !last->is_any && first < sheet->from_day ? first : sheet->from_day;
    }
    stmt_reset(q);
    return status;
}

/* An account without any movement still has what it had. */
static enum status read_stated(struct making *making, int64_t lines, struct day_figure *figure,
                               struct error *err)
{
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(making->book), STATED_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, figure->account_id);
    stmt_bind_int(q, 2, making->sheet->day);
    status = stmt_step(q, &has_row, err);
    figure->is_stated = status == STATUS_OK && has_row && !stmt_is_null(q, 0);
    figure->stated_minor = figure->is_stated ? stmt_int(q, 0) : 0;
    stmt_reset(q);
    if (!figure->is_stated && lines == 0) {
        figure->is_stated = true;
        figure->stated_minor = figure->opening_minor;
    }
    return status;
}

static enum status read_figures(struct making *making, struct error *err)
{
    enum status status = list_currencies(making, err);
    for (size_t i = 0; i < making->sheet->figure_count && status == STATUS_OK; i++) {
        struct day_figure *figure = &making->sheet->figures[i];
        int64_t lines = 0;
        status = read_flow(making, figure, &lines, err);
        if (status == STATUS_OK) {
            status = read_stated(making, lines, figure, err);
        }
    }
    return status;
}

static enum status add_break(void *state, const struct stmt *q, struct error *err)
{
    struct making *making = state;
    struct day_sheet *sheet = making->sheet;
    if (sheet->break_count == DAY_BREAKS_MAX) {
        return error_set(err, STATUS_LIMIT, "a day with more than %d breaks is not closed",
                         DAY_BREAKS_MAX);
    }
    sheet->breaks = MEM_GROW(making->mem, sheet->breaks, struct day_break, sheet->break_count + 1);
    struct day_break *row = &sheet->breaks[sheet->break_count++];
    *row = (struct day_break){.line = stmt_int(q, 0),
                              .day = (int32_t)stmt_int(q, 1),
                              .open.minor = stmt_int(q, 3),
                              .reason = text_of(making->mem, q, 4),
                              .owner = text_of(making->mem, q, 5),
                              .expected = text_of(making->mem, q, 6)};
    (void)snprintf(row->open.currency, sizeof row->open.currency, "%s", stmt_text(q, 2));
    row->age = calendar_age(book_policy(making->book)->calendar, row->day, sheet->day);
    return STATUS_OK;
}

static enum status read_breaks(struct making *making, struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(making->book), BREAKS_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, making->sheet->account);
    stmt_bind_int(q, 2, book_id(making->book));
    stmt_bind_int(q, 3, making->sheet->day);
    return stmt_each(q, add_break, making, err);
}

enum status day_sheet_count(struct book *book, void *mem, const struct day_closed *before,
                            struct day_sheet *sheet, struct error *err)
{
    struct making making = {.book = book, .mem = mem, .last = *before, .sheet = sheet};
    sheet->from_day = before->is_any ? before->day + 1 : sheet->day;
    return read_figures(&making, err);
}

enum status day_sheet_make(struct book *book, void *mem, const char *account, int32_t day,
                           struct day_sheet *out, struct error *err)
{
    struct making making = {.book = book, .mem = mem, .sheet = out};
    *out = (struct day_sheet){.account = mem_strdup(mem, account), .day = day};
    enum status status = day_closed_last(book, account, &making.last, err);
    if (status == STATUS_OK) {
        status = query_int(book, "SELECT coalesce(max(id), 0) FROM line", NULL, NULL, 0,
                           &out->last_line, err);
    }
    if (status == STATUS_OK) {
        status = day_sheet_count(book, mem, &making.last, out, err);
    }
    return status == STATUS_OK ? read_breaks(&making, err) : status;
}

/* ---- as it was signed ---- */

#define STORED_SQL                                                                                 \
    "SELECT account, day, from_day, lines, late, last_line FROM closed_day WHERE id = $1"
#define STORED_FIGURES_SQL                                                                         \
    "SELECT currency, opening_minor, in_minor, out_minor, stated_minor FROM closed_figure"         \
    " WHERE day_id = $1 ORDER BY currency"
#define STORED_BREAKS_SQL                                                                          \
    "SELECT k.line_id, l.day, b.currency, k.open_minor, k.reason, k.owner, k.expected, k.age"      \
    " FROM closed_break k JOIN line l ON l.id = k.line_id JOIN account b ON b.id = l.account_id"   \
    " WHERE k.day_id = $1 ORDER BY k.line_id"

static enum status take_day(void *state, const struct stmt *q, struct error *err)
{
    struct making *making = state;
    (void)err;
    *making->sheet = (struct day_sheet){.account = mem_strdup(making->mem, stmt_text(q, 0)),
                                        .day = (int32_t)stmt_int(q, 1),
                                        .from_day = (int32_t)stmt_int(q, 2),
                                        .lines = stmt_int(q, 3),
                                        .late = stmt_int(q, 4),
                                        .last_line = stmt_int(q, 5)};
    return STATUS_OK;
}

static enum status take_figure(void *state, const struct stmt *q, struct error *err)
{
    struct making *making = state;
    enum status status = add_currency(state, q, err);
    struct day_figure *figure = &making->sheet->figures[making->sheet->figure_count - 1];
    figure->account_id = 0;
    figure->in_minor = stmt_int(q, 2);
    figure->out_minor = stmt_int(q, 3);
    figure->stated_minor = stmt_int(q, 4);
    figure->is_stated = true;
    return status;
}

static enum status take_break(void *state, const struct stmt *q, struct error *err)
{
    struct making *making = state;
    enum status status = add_break(state, q, err);
    if (status == STATUS_OK) {
        making->sheet->breaks[making->sheet->break_count - 1].age = (int32_t)stmt_int(q, 7);
    }
    return status;
}

static enum status each_of(struct making *making, const char *sql, int64_t id,
                           enum status (*take)(void *state, const struct stmt *q,
                                               struct error *err),
                           struct error *err)
{
    struct stmt *q;
    enum status status = store_prepare(book_store(making->book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    return stmt_each(q, take, making, err);
}

enum status day_sheet_load(struct book *book, void *mem, int64_t id, struct day_sheet *out,
                           struct error *err)
{
    struct making making = {.book = book, .mem = mem, .sheet = out};
    *out = (struct day_sheet){0};
    enum status status = each_of(&making, STORED_SQL, id, take_day, err);
    if (status == STATUS_OK && out->account == NULL) {
        status = error_set(err, STATUS_NOT_FOUND, "there is no day:%lld", (long long)id);
    }
    if (status == STATUS_OK) {
        status = each_of(&making, STORED_FIGURES_SQL, id, take_figure, err);
    }
    return status == STATUS_OK ? each_of(&making, STORED_BREAKS_SQL, id, take_break, err) : status;
}

/* ---- in words ---- */

static char *add_money(char *text, const char *what, int64_t minor, const char *currency)
{
    char amount[MONEY_TEXT_BYTES];
    struct money money = {minor, ""};
    memcpy(money.currency, currency, sizeof money.currency);
    return mem_append(text, " %s %s", what, money_format(money, amount));
}

static char *add_figure(char *text, const struct day_figure *figure)
{
    text = mem_append(text, "%s", figure->currency);
    text = add_money(text, "opening", figure->opening_minor, figure->currency);
    text = add_money(text, "in", figure->in_minor, figure->currency);
    text = add_money(text, "out", figure->out_minor, figure->currency);
    text = add_money(text, "closing", day_sheet_closing(figure), figure->currency);
    if (figure->is_stated) {
        text = add_money(text, "bank", figure->stated_minor, figure->currency);
    }
    return mem_append(text, "\n");
}

static char *add_break_text(char *text, const struct day_break *row)
{
    char date[TIME_TEXT_BYTES], amount[MONEY_TEXT_BYTES];
    text = mem_append(text, "break line:%lld of %s, %s %s, %d business days", (long long)row->line,
                      date_format(row->day, date), row->open.currency,
                      money_format(row->open, amount), (int)row->age);
    text = row->reason != NULL ? mem_append(text, ", reason %s", row->reason) : text;
    text = row->owner != NULL ? mem_append(text, ", owner %s", row->owner) : text;
    text = row->expected != NULL ? mem_append(text, ", expected %s", row->expected) : text;
    return mem_append(text, "\n");
}

char *day_sheet_text(void *mem, const struct day_sheet *sheet)
{
    char from[TIME_TEXT_BYTES], day[TIME_TEXT_BYTES];
    char *text =
        mem_printf(mem, "day %s of bank:%s, with all since %s\nlines %lld, of them late %lld\n",
                   date_format(sheet->day, day), sheet->account, date_format(sheet->from_day, from),
                   (long long)sheet->lines, (long long)sheet->late);
    for (size_t i = 0; i < sheet->figure_count; i++) {
        text = add_figure(text, &sheet->figures[i]);
    }
    text = mem_append(text, "breaks %zu\n", sheet->break_count);
    for (size_t i = 0; i < sheet->break_count; i++) {
        text = add_break_text(text, &sheet->breaks[i]);
    }
    return text;
}

void day_sheet_hash(const struct day_sheet *sheet, char hex[DIGEST_HEX_BYTES])
{
    char *text = day_sheet_text(NULL, sheet);
    digest_of(text, strlen(text), hex);
    mem_free(text);
}
