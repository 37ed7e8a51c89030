#include "model/copy.h"

#include "model/copy_events.h"
#include "model/copy_proof.h"
#include "model/copy_rows.h"
#include "model/copy_work.h"
#include "model/mem.h"
#include "model/relation.h"
#include "model/rights.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

/* ---- the target: is it one that may be written? ---- */

static enum status no_copy(const char *why, struct error *err)
{
    (void)error_set(err, STATUS_CONFLICT, "the target is no copy of this store: %s", why);
    return error_hint(err, "it stays as it is; give a new file or an empty database");
}

/* A book's own row, as far as it never changes, and its policy. */
struct book_row {
    char *identity;
    bool is_half;
    int64_t count; /* of books */
};

static enum status read_book(struct copy_work *work, struct store *store, struct book_row *out,
                             struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    *out = (struct book_row){.identity = NULL};
    enum status status = store_prepare(
        store, "SELECT id, name, is_sandbox, created_us, policy FROM book ORDER BY id", &q, err);
    while (status == STATUS_OK && (status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        out->count++;
        out->identity = mem_printf(work->mem, "%" PRId64 " %s %" PRId64 " %" PRId64, stmt_int(q, 0),
                                   stmt_text(q, 1), stmt_int(q, 2), stmt_int(q, 3));
        out->is_half = strcmp(stmt_text(q, 4), BOOK_HALF_COPIED) == 0;
    }
    return status;
}

static enum status check_is_empty(struct copy_work *work, struct error *err)
{
    enum status status = STATUS_OK;
    const struct relation *relation = relation_list();
    for (; status == STATUS_OK && relation->name != NULL; relation++) {
        struct stmt *q = NULL;
        bool has_row = false;
        char *sql = mem_printf(work->mem, "SELECT 1 FROM \"%s\" LIMIT 1", relation->name);
        status = store_prepare(work->target, sql, &q, err);
        mem_free(sql);
        if (status == STATUS_OK) {
            status = stmt_step(q, &has_row, err);
        }
        if (status == STATUS_OK && has_row) {
            stmt_reset(q);
            return no_copy("it has no book, and is not empty", err);
        }
    }
    return status;
}

/* The target's last event has to be the source's of that number. */
static enum status check_head(struct copy_work *work, struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    enum status status = copy_head_of(work->target, work->book, &work->at, err);
    if (status != STATUS_OK || work->at.number == 0) {
        return status;
    }
    if (work->at.number > work->source_head.number) {
        return no_copy("it has more events; somebody worked in it", err);
    }
    status = store_prepare(work->source,
                           "SELECT hash FROM event WHERE book_id = $1 AND number = $2", &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, work->book);
    stmt_bind_int(q, 2, work->at.number);
    status = stmt_step(q, &has_row, err);
    if (status != STATUS_OK) {
        return status;
    }
    bool is_ours = has_row && strcmp(stmt_text(q, 0), work->at.hash) == 0;
    stmt_reset(q);
    return is_ours ? STATUS_OK : no_copy("it has other events", err);
}

static enum status judge_book(struct copy_work *work, struct error *err)
{
    struct book_row ours;
    struct book_row theirs;
    enum status status = read_book(work, work->source, &ours, err);
    if (status == STATUS_OK) {
        status = read_book(work, work->target, &theirs, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    if (ours.count != 1) {
        return error_set(err, STATUS_UNSUPPORTED, "a store with more than one book is not copied");
    }
    if (theirs.count == 0) {
        work->state = COPY_EMPTY;
        return check_is_empty(work, err);
    }
    if (theirs.count != 1 || strcmp(ours.identity, theirs.identity) != 0) {
        return no_copy("it has another book", err);
    }
    work->state = theirs.is_half ? COPY_HALF : COPY_WHOLE;
    work->is_marked = theirs.is_half;
    return check_head(work, err);
}

static enum status judge(struct copy_work *work, struct error *err)
{
    enum status status = store_begin(work->target, STORE_SNAPSHOT, work->book, err);
    if (status == STATUS_OK) {
        status = judge_book(work, err);
        store_rollback(work->target);
    }
    return status;
}

static enum status check_not_itself(struct copy_work *work, struct error *err)
{
    char *source = NULL;
    char *target = NULL;
    enum status status = store_place(work->mem, work->source, &source, err);
    if (status == STATUS_OK) {
        status = store_place(work->mem, work->target, &target, err);
    }
    if (status == STATUS_OK && strcmp(source, target) == 0) {
        (void)error_set(err, STATUS_CONFLICT, "a store is not copied onto itself");
        return error_hint(err, "give another place with --to");
    }
    return status;
}

/* One that is there is looked at before it may be written: to open it for writing could bring it up
 * to date, and it may be somebody else's. */
static enum status open_target(struct copy_work *work, struct error *err)
{
    const char *url = work->terms->to;
    enum status status = store_open(work->mem, url, STORE_READ, &work->target, err);
    if (status == STATUS_NOT_FOUND) {
        work->state = COPY_EMPTY;
        return store_open(work->mem, url, STORE_CREATE, &work->target, err);
    }
    if (status == STATUS_OK) {
        status = check_not_itself(work, err);
    }
    if (status == STATUS_OK) {
        status = judge(work, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    store_close(work->target);
    work->target = NULL;
    return store_open(work->mem, url, STORE_WRITE, &work->target, err);
}

/* ---- the copy ---- */

/* Whether a table is brought up to date by its rows: events go by themselves, and the book's row is
 * the first and the last. */
static bool goes_by_rows(const struct relation *relation)
{
    static const char *const others[] = {"book", "event", "leg"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(relation->name, others[i]) == 0) {
            return false;
        }
    }
    return true;
}

static enum status bring_rows(struct copy_work *work, struct error *err)
{
    int64_t done = 0;
    int64_t total = 0;
    int64_t rows = 0;
    enum status status = STATUS_OK;
    const struct relation *relation = relation_list();
    for (; status == STATUS_OK && relation->name != NULL; relation++) {
        status = goes_by_rows(relation) ? copy_rows_of(work, relation, &rows, err) : STATUS_OK;
        total += goes_by_rows(relation) ? rows : 0;
    }
    for (relation = relation_list(); status == STATUS_OK && relation->name != NULL; relation++) {
        if (goes_by_rows(relation)) {
            status = copy_rows(work, relation, &done, total, err);
        }
    }
    return status == STATUS_OK ? copy_tell(work, "rows", done, total, err) : status;
}

/* The book as the source has it, which says that the copy is whole. */
static enum status unmark(struct copy_work *work, struct error *err)
{
    const struct relation *relation = relation_find("book");
    struct stmt *from = NULL;
    struct stmt *to = NULL;
    bool has_row = false;
    char *update = relation_update(work->mem, relation);
    enum status status = copy_read_all(work, work->source, relation, &from, err);
    if (status == STATUS_OK) {
        status = store_prepare(work->target, update, &to, err);
    }
    if (status == STATUS_OK) {
        status = stmt_step(from, &has_row, err);
    }
    if (status == STATUS_OK) {
        assert(has_row);
        relation_bind_update(relation, to, from);
        stmt_reset(from);
        status = stmt_run(to, err);
    }
    mem_free(update);
    return status;
}

static enum status finish(struct copy_work *work, struct copy_result *out, struct error *err)
{
    enum status status = copy_begin(work, err);
    if (status == STATUS_OK) {
        status = unmark(work, err);
    }
    if (status == STATUS_OK) {
        status = copy_prove(work, &out->tables, &out->table_count, err);
    }
    return status == STATUS_OK ? copy_commit(work, err) : status;
}

/* Nothing is new: whether it is the same is all there is to do. */
static enum status compare_only(struct copy_work *work, struct copy_result *out, struct error *err)
{
    enum status status = store_begin(work->target, STORE_SNAPSHOT, work->book, err);
    return status == STATUS_OK ? copy_prove(work, &out->tables, &out->table_count, err) : status;
}

static enum status bring(struct copy_work *work, struct copy_result *out, struct error *err)
{
    enum status status = copy_events(work, err);
    if (status == STATUS_OK) {
        status = bring_rows(work, err);
    }
    if (status == STATUS_OK) {
        status = finish(work, out, err);
    }
    if (status != STATUS_OK && work->is_marked && err->hint[0] == '\0') {
        return error_hint(err, "run the same copy again: it goes on where it stood");
    }
    return status;
}

static enum status run(struct copy_work *work, struct copy_result *out, struct error *err)
{
    enum status status = copy_head_of(work->source, work->book, &work->source_head, err);
    if (status == STATUS_OK) {
        status = open_target(work, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    out->events = work->source_head.number;
    out->brought = work->source_head.number - work->at.number;
    memcpy(out->head, work->source_head.hash, sizeof out->head);
    bool is_new = work->state != COPY_WHOLE || out->brought > 0;
    return is_new ? bring(work, out, err) : compare_only(work, out, err);
}

enum status copy_run(void *mem, struct book *book, const struct copy_terms *terms,
                     struct copy_result *out, struct error *err)
{
    enum status status = rights_check_whole("copy", book_roles(book), err);
    if (status == STATUS_OK) {
        status = book_begin_snapshot(book, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    struct copy_work *work = MEM_NEW(mem, struct copy_work);
    work->mem = work;
    work->terms = terms;
    work->source = book_store(book);
    work->book = book_id(book);
    *out = (struct copy_result){.tables = NULL};
    status = run(work, out, err);
    if (work->target != NULL && store_in_transaction(work->target)) {
        store_rollback(work->target);
    }
    book_rollback(book);
    store_close(work->target);
    work->target = NULL;
    mem_move(mem, out->tables);
    mem_free(work);
    return status;
}
