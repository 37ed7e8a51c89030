#include "model/day.h"

#include "model/calendar.h"
#include "model/day_closed.h"
#include "model/mem.h"
#include "model/query.h"
#include "model/text.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define BANK "bank:"
#define DAY "day:"
#define LAST_DAY "SELECT coalesce(max(id), 0) FROM closed_day"
/* A statement that has lines of the sheet, or reaches to its day, and proves nothing. */
#define BROKEN_SQL                                                                                 \
    "SELECT s.statement_id FROM statement_balance s JOIN account b ON b.id = s.account_id"         \
    " JOIN line l ON l.statement_id = s.statement_id AND l.account_id = s.account_id"              \
    " WHERE b.kind = 'bank' AND b.name = $1 AND s.proof = 'broken' AND l.day <= $2 AND l.id > $3"  \
    " ORDER BY s.statement_id LIMIT 1"

/* ---- what has to be so ---- */

static enum status take_text(void *state, const struct stmt *q, struct error *err)
{
    char **out = state;
    (void)err;
    *out = mem_strdup(*out, stmt_text(q, 0));
    return STATUS_OK;
}

/* The account's name, owned by mem. */
static enum status read_account(struct book *book, void *mem, const char *label, const char **out,
                                struct error *err)
{
    struct stmt *q;
    int64_t id = 0;
    bool is_bank = strncmp(label, BANK, strlen(BANK)) == 0;
    char *name = mem_strdup(mem, label + (is_bank ? strlen(BANK) : 0));
    *out = name;
    if (strncmp(label, DAY, strlen(DAY)) != 0 || !text_to_int(label + strlen(DAY), &id)) {
        return STATUS_OK;
    }
    enum status status =
        store_prepare(book_store(book), "SELECT account FROM closed_day WHERE id = $1", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    status = stmt_each(q, take_text, &name, err);
    *out = name;
    return status;
}

static enum status read_day(struct book *book, const struct day_terms *terms, const char *account,
                            const struct day_closed *last, int32_t *out, struct error *err)
{
    char date[TIME_TEXT_BYTES], next[TIME_TEXT_BYTES];
    if (terms->day == NULL || terms->day[0] == '\0') {
        *out = last->is_any ? calendar_next(book_policy(book)->calendar, last->day) : 0;
        return last->is_any
                   ? STATUS_OK
                   : error_set(err, STATUS_INVALID,
                               "no day of %s is closed yet: say which is the first", account);
    }
    enum status status = date_parse(terms->day, out, err);
    if (status == STATUS_OK && last->is_any && *out <= last->day) {
        (void)error_set(err, STATUS_REFUSED, "%s of %s is closed already: day:%lld goes to %s",
                        terms->day, account, (long long)last->id, date_format(last->day, date));
        int32_t day = calendar_next(book_policy(book)->calendar, last->day);
        return error_hint(err, "a closed day is never opened again; the next one to close is %s",
                          date_format(day, next));
    }
    return status;
}

static struct day_check holds(const char *what, const char *says)
{
    return (struct day_check){what, true, says, NULL};
}

static struct day_check fails(const char *what, const char *says, const char *where)
{
    return (struct day_check){what, false, says, where};
}

static struct day_check check_order(struct book *book, void *mem, const struct day_closed *last,
                                    const struct day_sheet *sheet)
{
    static const char WHAT[] = "it is the next day";
    const struct calendar *calendar = book_policy(book)->calendar;
    char date[TIME_TEXT_BYTES];
    if (calendar_age(calendar, sheet->day - 1, sheet->day) == 0) {
        int32_t next = calendar_next(calendar, sheet->day);
        return fails(
            WHAT, mem_printf(mem, "it is free, and closed with %s", date_format(next, date)), NULL);
    }
    int32_t next = last->is_any ? calendar_next(calendar, last->day) : sheet->day;
    return next == sheet->day
               ? holds(WHAT, last->is_any ? "" : "the first: all before it is closed with it")
               : fails(WHAT, mem_printf(mem, "%s comes before it", date_format(next, date)),
                       "days");
}

static struct day_check check_cutoff(struct book *book, void *mem, const struct day_sheet *sheet)
{
    static const char WHAT[] = "its cut-off is over";
    char at[TIME_TEXT_BYTES];
    int64_t cutoff_us = calendar_cutoff_us(book_policy(book)->calendar, sheet->day);
    const char *says = mem_printf(mem, "its cut-off is at %s", time_format(cutoff_us, at));
    return book_now_us(book) >= cutoff_us ? holds(WHAT, says) : fails(WHAT, says, NULL);
}

static enum status check_proof(struct book *book, void *mem, const struct day_closed *last,
                               const struct day_sheet *sheet, struct day_check *out,
                               struct error *err)
{
    static const char WHAT[] = "its statements are proved";
    struct stmt *q;
    bool has_row = false;
    enum status status = store_prepare(book_store(book), BROKEN_SQL, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, sheet->account);
    stmt_bind_int(q, 2, sheet->day);
    stmt_bind_int(q, 3, last->last_line);
    status = stmt_step(q, &has_row, err);
    *out = holds(WHAT, sheet->lines == 0 ? "no line came: it is closed as such" : "");
    if (status == STATUS_OK && has_row) {
        const char *where = mem_printf(mem, "statement:%lld", (long long)stmt_int(q, 0));
        *out = fails(WHAT, mem_printf(mem, "%s has a gap", where), where);
    }
    stmt_reset(q);
    return status;
}

static struct day_check check_stated(void *mem, const struct day_sheet *sheet)
{
    static const char WHAT[] = "the bank states its balance";
    for (size_t i = 0; i < sheet->figure_count; i++) {
        if (!sheet->figures[i].is_stated) {
            return fails(WHAT,
                         mem_printf(mem, "no statement does in %s: give the bank's own --balance",
                                    sheet->figures[i].currency),
                         "statements");
        }
    }
    return holds(WHAT, "");
}

static struct day_check check_difference(void *mem, const struct day_sheet *sheet)
{
    static const char WHAT[] = "the mirror stands where the bank does";
    char text[MONEY_TEXT_BYTES];
    for (size_t i = 0; i < sheet->figure_count; i++) {
        const struct day_figure *figure = &sheet->figures[i];
        struct money difference = {figure->stated_minor - day_sheet_closing(figure), ""};
        memcpy(difference.currency, figure->currency, sizeof difference.currency);
        if (figure->is_stated && difference.minor != 0) {
            return fails(WHAT,
                         mem_printf(mem, "the bank has %s %s more", figure->currency,
                                    money_format(difference, text)),
                         "statements");
        }
    }
    return holds(WHAT, "");
}

static struct day_check check_breaks(struct book *book, void *mem, const struct day_sheet *sheet)
{
    static const char WHAT[] = "old breaks are explained";
    for (size_t i = 0; i < sheet->break_count; i++) {
        const struct day_break *row = &sheet->breaks[i];
        bool is_explained = row->reason != NULL && row->owner != NULL;
        if (!is_explained && row->age >= book_policy(book)->break_explain) {
            const char *where = mem_printf(mem, "line:%lld", (long long)row->line);
            return fails(WHAT, mem_printf(mem, "%s has no reason and owner yet", where), where);
        }
    }
    return holds(WHAT, mem_printf(mem, "%zu are open", sheet->break_count));
}

/* Who closes it says what the bank states, where nothing else does. */
static enum status take_stated(const struct day_terms *terms, struct day_sheet *sheet,
                               struct error *err)
{
    struct money stated;
    char currency[4] = "";
    if (terms->stated == NULL || terms->stated[0] == '\0') {
        return STATUS_OK;
    }
    if (strlen(terms->stated) < 5 || terms->stated[3] != ' ') {
        return error_set(err, STATUS_INVALID, "'%s' is no balance such as CNY 500.00",
                         terms->stated);
    }
    memcpy(currency, terms->stated, 3);
    enum status status = money_parse(terms->stated + 4, currency, &stated, err);
    for (size_t i = 0; i < sheet->figure_count && status == STATUS_OK; i++) {
        struct day_figure *figure = &sheet->figures[i];
        if (!figure->is_stated && strcmp(figure->currency, stated.currency) == 0) {
            figure->is_stated = true;
            figure->stated_minor = stated.minor;
        }
    }
    return status;
}

enum status day_check(struct book *book, void *mem, const struct day_terms *terms,
                      struct day_sheet *out, struct day_check checks[DAY_CHECKS], struct error *err)
{
    struct day_closed last;
    const char *account;
    int32_t day = 0;
    enum status status = read_account(book, mem, terms->account, &account, err);
    if (status == STATUS_OK) {
        status = day_closed_last(book, account, &last, err);
    }
    if (status == STATUS_OK) {
        status = read_day(book, terms, account, &last, &day, err);
    }
    if (status == STATUS_OK) {
        status = day_sheet_make(book, mem, account, day, out, err);
    }
    if (status == STATUS_OK) {
        status = take_stated(terms, out, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    checks[0] = check_order(book, mem, &last, out);
    checks[1] = check_cutoff(book, mem, out);
    checks[3] = check_stated(mem, out);
    checks[4] = check_difference(mem, out);
    checks[5] = check_breaks(book, mem, out);
    return check_proof(book, mem, &last, out, &checks[2], err);
}

/* ---- closing ---- */

static enum status make(struct book *book, void *mem, const struct day_terms *terms,
                        struct day_sheet *out, struct error *err)
{
    struct day_check checks[DAY_CHECKS];
    char date[TIME_TEXT_BYTES];
    size_t count = 0;
    size_t first = DAY_CHECKS;
    enum status status = day_check(book, mem, terms, out, checks, err);
    if (status != STATUS_OK) {
        return status;
    }
    for (size_t i = DAY_CHECKS; i-- > 0;) {
        count += checks[i].is_so ? 0 : 1;
        first = checks[i].is_so ? first : i;
    }
    if (count == 0) {
        return STATUS_OK;
    }
    (void)error_set(err, STATUS_REFUSED, "%s of %s cannot be closed: %s",
                    date_format(out->day, date), out->account, checks[first].says);
    return error_hint(err, "%zu of %d %s in the way: holdfast day check %s %s", count, DAY_CHECKS,
                      count == 1 ? "stands" : "stand", out->account, date);
}

static void note_figures(const struct day_sheet *sheet, struct posting *posting)
{
    for (size_t i = 0; i < sheet->figure_count; i++) {
        const struct day_figure *figure = &sheet->figures[i];
        char opening[MONEY_TEXT_BYTES], in[MONEY_TEXT_BYTES], out[MONEY_TEXT_BYTES];
        char closing[MONEY_TEXT_BYTES];
        struct money money = {day_sheet_closing(figure), ""};
        memcpy(money.currency, figure->currency, sizeof money.currency);
        posting_note_money(posting, mem_printf(posting, "closing_%s", figure->currency), money);
        (void)money_format_grouped(money, closing);
        money.minor = figure->opening_minor;
        (void)money_format_grouped(money, opening);
        money.minor = figure->in_minor;
        (void)money_format_grouped(money, in);
        money.minor = figure->out_minor;
        (void)money_format_grouped(money, out);
        posting_remark(posting, "%s: opening %s, in %s, out %s, closing %s, as the bank states",
                       figure->currency, opening, in, out, closing);
    }
}

static void remark_breaks(const struct day_sheet *sheet, struct posting *posting)
{
    size_t counts[DAY_AGES] = {0};
    char *text = mem_printf(posting, "%lld lines, %lld of them late; %zu breaks",
                            (long long)sheet->lines, (long long)sheet->late, sheet->break_count);
    for (size_t i = 0; i < sheet->break_count; i++) {
        counts[day_age(sheet->breaks[i].age)]++;
    }
    for (size_t i = 0; i < DAY_AGES; i++) {
        text = counts[i] == 0 ? text
                              : mem_append(text, "; %zu of %s business days", counts[i],
                                           i + 1 < DAY_AGES ? day_age_name(i) : "more than 10");
    }
    posting_remark(posting, "%s", text);
}

static enum status plan(struct book *book, const void *request, struct posting *posting,
                        struct error *err)
{
    const struct day_terms *terms = request;
    struct day_sheet sheet;
    int64_t id = 0;
    char day[TIME_TEXT_BYTES], from[TIME_TEXT_BYTES], hash[DIGEST_HEX_BYTES];
    enum status status = make(book, posting, terms, &sheet, err);
    if (status == STATUS_OK) {
        status = query_int(book, LAST_DAY, NULL, NULL, 0, &id, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_subject_number(posting, "day:", id + 1);
    posting->result = posting->subject;
    posting_context(posting, BANK "%s", sheet.account);
    day_sheet_hash(&sheet, hash);
    posting_note(posting, "account", sheet.account);
    posting_note(posting, "day", date_format(sheet.day, day));
    posting_note(posting, "from", date_format(sheet.from_day, from));
    posting_note_int(posting, "lines", sheet.lines);
    posting_note_int(posting, "late", sheet.late);
    posting_note_int(posting, "breaks", (int64_t)sheet.break_count);
    posting_note(posting, "sheet", hash);
    note_figures(&sheet, posting);
    remark_breaks(&sheet, posting);
    return STATUS_OK;
}

/* ---- its rows ---- */

static enum status insert_day(struct book *book, const struct day_sheet *sheet, int64_t id,
                              const struct posting *posting, struct error *err)
{
    struct stmt *q;
    char hash[DIGEST_HEX_BYTES];
    const char *sql = "INSERT INTO closed_day (id, account, day, from_day, lines, late, breaks,"
                      " sheet, last_line, event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    day_sheet_hash(sheet, hash);
    stmt_bind_int(q, 1, id);
    stmt_bind_text(q, 2, sheet->account);
    stmt_bind_int(q, 3, sheet->day);
    stmt_bind_int(q, 4, sheet->from_day);
    stmt_bind_int(q, 5, sheet->lines);
    stmt_bind_int(q, 6, sheet->late);
    stmt_bind_int(q, 7, (int64_t)sheet->break_count);
    stmt_bind_text(q, 8, hash);
    stmt_bind_int(q, 9, sheet->last_line);
    stmt_bind_int(q, 10, posting->event);
    return stmt_run(q, err);
}

static enum status insert_figure(struct book *book, const struct day_figure *figure, int64_t id,
                                 struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO closed_figure (day_id, currency, opening_minor, in_minor,"
                      " out_minor, stated_minor) VALUES ($1, $2, $3, $4, $5, $6)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_text(q, 2, figure->currency);
    stmt_bind_int(q, 3, figure->opening_minor);
    stmt_bind_int(q, 4, figure->in_minor);
    stmt_bind_int(q, 5, figure->out_minor);
    stmt_bind_int(q, 6, figure->stated_minor);
    return stmt_queue(q, err);
}

static enum status insert_break(struct book *book, const struct day_break *row, int64_t id,
                                struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO closed_break (day_id, line_id, open_minor, age, reason, owner,"
                      " expected) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, id);
    stmt_bind_int(q, 2, row->line);
    stmt_bind_int(q, 3, row->open.minor);
    stmt_bind_int(q, 4, row->age);
    stmt_bind_text(q, 5, row->reason);
    stmt_bind_text(q, 6, row->owner);
    stmt_bind_text(q, 7, row->expected);
    return stmt_queue(q, err);
}

static enum status insert_sheet(struct book *book, const struct day_sheet *sheet,
                                const struct posting *posting, struct error *err)
{
    int64_t id = 0;
    enum status status = query_int(book, LAST_DAY, NULL, NULL, 0, &id, err);
    if (status == STATUS_OK) {
        status = insert_day(book, sheet, ++id, posting, err);
    }
    for (size_t i = 0; i < sheet->figure_count && status == STATUS_OK; i++) {
        status = insert_figure(book, &sheet->figures[i], id, err);
    }
    for (size_t i = 0; i < sheet->break_count && status == STATUS_OK; i++) {
        status = insert_break(book, &sheet->breaks[i], id, err);
    }
    return status;
}

static enum status apply(struct book *book, const void *request, const struct posting *posting,
                         struct error *err)
{
    struct day_sheet sheet;
    void *mem = mem_context(NULL, "day");
    enum status status = make(book, mem, request, &sheet, err);
    if (status == STATUS_OK) {
        status = insert_sheet(book, &sheet, posting, err);
    }
    mem_free(mem);
    return status;
}

static const struct eyes close_eyes = {
    .name = "day",
    .request_bytes = sizeof(struct day_terms),
    .fields = {{"account", EYES_TEXT, offsetof(struct day_terms, account)},
               {"day", EYES_TEXT, offsetof(struct day_terms, day)},
               {"stated", EYES_TEXT, offsetof(struct day_terms, stated)}},
    .key = "approve.close",
    .limit = offsetof(struct policy, close_eyes),
};

const struct operation day_close_operation = {
    .verb = "day close", .is_decision = true, .plan = plan, .apply = apply, .eyes = &close_eyes};

enum status day_close(struct book *book, const struct day_terms *terms, struct run *run,
                      struct error *err)
{
    return operation_run(book, &day_close_operation, terms, run, err);
}
