#include "model/freeze_time.h"

#include "model/doer.h"
#include "model/freeze_notice.h"
#include "model/mem.h"
#include "model/query.h"

#include <string.h>

/* The measure that a request is about, which goes on. */
static enum status load_live(struct book *book, int64_t id, struct posting *posting,
                             struct freeze_row *row, struct error *err)
{
    enum status status = freeze_load(book, id, posting, row, err);
    return status == STATUS_OK ? freeze_require_live(book, row, err) : status;
}

/* The amount's own clock goes with it. */
static enum status plan_until(struct book *book, const struct freeze_row *row, int64_t until_us,
                              struct posting *posting, struct error *err)
{
    char until[TIME_TEXT_BYTES];
    struct account *hold;
    posting_note(posting, "until", time_format(until_us, until));
    if (row->hold_id == 0) {
        return STATUS_OK;
    }
    enum status status = account_by_id(book, row->hold_id, &hold, err);
    if (status == STATUS_OK) {
        posting_clock(posting, hold, DOOR_PAYER, until_us);
    }
    return status;
}

/* Who has judged it is not its party afterwards. */
static enum status check_no_judge(struct book *book, int64_t freeze, struct error *err)
{
    int64_t has_judged;
    char *id = mem_printf(NULL, "%lld", (long long)freeze);
    enum status status = query_int(book,
                                   "SELECT 1 FROM objection WHERE freeze_id = CAST($1 AS BIGINT)"
                                   " AND decided_by = $2",
                                   id, book_operator(book), 0, &has_judged, err);
    mem_free(id);
    if (status == STATUS_OK && has_judged != 0) {
        (void)error_set(err, STATUS_DENIED,
                        "%s has decided an objection to freeze:%lld, and makes it no longer",
                        book_operator(book), (long long)freeze);
        return error_hint(err, "another operator confirms or extends it");
    }
    return status;
}

/* Confirming. */

static enum status check_second(struct book *book, const struct freeze_row *row, struct error *err)
{
    char by[DOER_TEXT_BYTES];
    enum status status = freeze_require_live(book, row, err);
    if (status != STATUS_OK) {
        return status;
    }
    if (row->wanted_until_us == 0) {
        return error_set(err, STATUS_REFUSED,
                         "freeze:%lld is no emergency: nobody has to confirm it",
                         (long long)row->id);
    }
    if (row->confirmed_by != NULL) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld is confirmed already, %s",
                         (long long)row->id, doer_text(row->confirmed_by, row->confirmed_us, by));
    }
    if (strcmp(row->author, book_operator(book)) == 0) {
        (void)error_set(err, STATUS_DENIED, "freeze:%lld is your own: another operator confirms it",
                        (long long)row->id);
        return error_hint(err, "left alone it ends by itself");
    }
    return check_no_judge(book, row->id, err);
}

static enum status check_confirm(struct book *book, const void *request, struct error *err)
{
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    const struct freeze_confirmation *confirmation = request;
    enum status status = freeze_find(book, mem, confirmation->freeze, &row, err);
    if (status == STATUS_OK) {
        status = check_second(book, &row, err);
    }
    mem_free(mem);
    return status;
}

static enum status plan_confirm(struct book *book, const void *request, struct posting *posting,
                                struct error *err)
{
    const struct freeze_confirmation *confirmation = request;
    struct freeze_row row;
    enum status status = load_live(book, confirmation->freeze, posting, &row, err);
    if (status != STATUS_OK) {
        return status;
    }
    notice_time(posting_tell(posting, row.party, "freeze confirmed"), "until", row.wanted_until_us);
    return plan_until(book, &row, row.wanted_until_us, posting, err);
}

static enum status apply_confirm(struct book *book, const void *request,
                                 const struct posting *posting, struct error *err)
{
    const struct freeze_confirmation *confirmation = request;
    struct freeze_row row;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, confirmation->freeze, &row, err);
    if (status == STATUS_OK) {
        status = freeze_note_confirmed(book, &row, posting->at_us, err);
    }
    mem_free(mem);
    return status;
}

enum status freeze_confirm(struct book *book, const struct freeze_confirmation *confirmation,
                           struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "freeze confirm",
                                               .is_decision = true,
                                               .plan = plan_confirm,
                                               .apply = apply_confirm,
                                               .check = check_confirm};
    return operation_run(book, &operation, confirmation, run, err);
}

/* Extending. */

static enum status count_extensions(struct book *book, int64_t freeze, int64_t *out,
                                    struct error *err)
{
    char *id = mem_printf(NULL, "%lld", (long long)freeze);
    enum status status = query_int(book,
                                   "SELECT count(*) FROM freeze_extension"
                                   " WHERE freeze_id = CAST($1 AS BIGINT)",
                                   id, NULL, 0, out, err);
    mem_free(id);
    return status;
}

/* What its subject admits at all. */
static enum status check_more(struct book *book, const struct freeze_row *row, int64_t *count,
                              struct error *err)
{
    int64_t most = book_policy(book)->freeze_extensions;
    enum status status = freeze_require_live(book, row, err);
    if (status == STATUS_OK && row->wanted_until_us != 0 && row->confirmed_by == NULL) {
        (void)error_set(err, STATUS_REFUSED, "freeze:%lld is not confirmed yet",
                        (long long)row->id);
        return error_hint(err, "another operator confirms it: freeze confirm");
    }
    if (status == STATUS_OK) {
        status = count_extensions(book, row->id, count, err);
    }
    if (status == STATUS_OK && *count >= most) {
        return error_set(err, STATUS_REFUSED,
                         "freeze:%lld was extended %lld times, and the policy's most is %lld",
                         (long long)row->id, (long long)*count, (long long)most);
    }
    return status;
}

static enum status check_extend(struct book *book, const void *request, struct error *err)
{
    struct freeze_row row;
    int64_t count;
    void *mem = mem_context(NULL, "freeze");
    const struct freeze_extension *extension = request;
    enum status status = freeze_find(book, mem, extension->freeze, &row, err);
    if (status == STATUS_OK) {
        status = check_more(book, &row, &count, err);
    }
    if (status == STATUS_OK) {
        status = check_no_judge(book, row.id, err);
    }
    mem_free(mem);
    return status;
}

/* Not those that it rests on already. */
static enum status check_is_new(struct book *book, const struct freeze_row *row, const char *reason,
                                struct error *err)
{
    int64_t is_known = strcmp(reason, row->facts) == 0;
    char *id = mem_printf(NULL, "%lld", (long long)row->id);
    enum status status = query_int(book,
                                   "SELECT 1 FROM freeze_extension"
                                   " WHERE freeze_id = CAST($1 AS BIGINT) AND reason = $2",
                                   id, reason, is_known, &is_known, err);
    mem_free(id);
    if (status == STATUS_OK && is_known != 0) {
        (void)error_set(err, STATUS_INVALID, "freeze:%lld rests on that already",
                        (long long)row->id);
        return error_hint(err, "say what is new since then, or let it end");
    }
    return status;
}

static enum status check_extension(struct book *book, const struct freeze_row *row,
                                   const struct freeze_extension *extension, struct error *err)
{
    char until[TIME_TEXT_BYTES];
    const struct policy *policy = book_policy(book);
    int64_t most_us = row->authority != NULL ? policy->order_max_us : policy->freeze_max_us;
    int64_t latest_us = book_now_us(book) + most_us;
    if (extension->reason == NULL || extension->reason[0] == '\0') {
        return error_set(err, STATUS_INVALID, "a freeze is not extended without new reasons");
    }
    if (extension->until_us <= row->until_us) {
        return error_set(err, STATUS_REFUSED, "freeze:%lld lasts until %s already",
                         (long long)row->id, time_format(row->until_us, until));
    }
    if (extension->until_us > latest_us) {
        return error_set(err, STATUS_REFUSED, "a freeze may last until %s at most",
                         time_format(latest_us, until));
    }
    return check_is_new(book, row, extension->reason, err);
}

static enum status plan_extend(struct book *book, const void *request, struct posting *posting,
                               struct error *err)
{
    const struct freeze_extension *extension = request;
    struct freeze_row row;
    int64_t count;
    enum status status = load_live(book, extension->freeze, posting, &row, err);
    if (status == STATUS_OK) {
        status = check_more(book, &row, &count, err);
    }
    if (status == STATUS_OK) {
        status = check_extension(book, &row, extension, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    posting_note(posting, "reason", extension->reason);
    posting_note_int(posting, "number", count + 1);
    freeze_notice_extended(book, &row, extension->until_us, extension->reason, posting);
    return plan_until(book, &row, extension->until_us, posting, err);
}

static enum status insert(struct book *book, const struct freeze_row *row,
                          const struct freeze_extension *extension, int64_t number,
                          const struct posting *posting, struct error *err)
{
    struct stmt *q;
    const char *sql = "INSERT INTO freeze_extension (freeze_id, number, was_until_us, until_us,"
                      " reason, author, at_us, event) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    enum status status = store_prepare(book_store(book), sql, &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, row->id);
    stmt_bind_int(q, 2, number);
    stmt_bind_int(q, 3, row->until_us);
    stmt_bind_int(q, 4, extension->until_us);
    stmt_bind_text(q, 5, extension->reason);
    stmt_bind_text(q, 6, book_operator(book));
    stmt_bind_int(q, 7, posting->at_us);
    stmt_bind_int(q, 8, posting->event);
    return stmt_queue(q, err);
}

static enum status apply_extend(struct book *book, const void *request,
                                const struct posting *posting, struct error *err)
{
    const struct freeze_extension *extension = request;
    struct freeze_row row;
    int64_t count = 0;
    void *mem = mem_context(NULL, "freeze");
    enum status status = freeze_find(book, mem, extension->freeze, &row, err);
    if (status == STATUS_OK) {
        status = count_extensions(book, row.id, &count, err);
    }
    if (status == STATUS_OK) {
        status = insert(book, &row, extension, count + 1, posting, err);
    }
    if (status == STATUS_OK) {
        status = freeze_note_until(book, &row, extension->until_us, err);
    }
    mem_free(mem);
    return status;
}

enum status freeze_extend(struct book *book, const struct freeze_extension *extension,
                          struct run *run, struct error *err)
{
    static const struct operation operation = {.verb = "freeze extend",
                                               .is_decision = true,
                                               .plan = plan_extend,
                                               .apply = apply_extend,
                                               .check = check_extend};
    return operation_run(book, &operation, extension, run, err);
}
