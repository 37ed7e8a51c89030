#include "model/copy_work.h"

#include "model/book.h"
#include "model/mem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum status copy_head_of(struct store *store, int64_t book, struct copy_head *out,
                         struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    *out = (struct copy_head){.number = 0};
    enum status status = store_prepare(store,
                                       "SELECT number, hash FROM event WHERE book_id = $1"
                                       " ORDER BY number DESC LIMIT 1",
                                       &q, err);
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_int(q, 1, book);
    status = stmt_step(q, &has_row, err);
    if (status == STATUS_OK && has_row) {
        out->number = stmt_int(q, 0);
        (void)snprintf(out->hash, sizeof out->hash, "%s", stmt_text(q, 1));
        stmt_reset(q);
    }
    return status;
}

static enum status somebody_wrote(struct error *err)
{
    (void)error_set(err, STATUS_CONFLICT, "somebody else writes to the target of the copy");
    return error_hint(err, "nobody may work in it before the copy is whole");
}

/* The book's row comes before all others, since they refer to it, and says what it is. */
static enum status insert_book(struct copy_work *work, struct error *err)
{
    const struct relation *relation = relation_find("book");
    struct stmt *from = NULL;
    struct stmt *to = NULL;
    bool has_row = false;
    char *insert = relation_insert(work->mem, relation);
    enum status status = copy_read_all(work, work->source, relation, &from, err);
    if (status == STATUS_OK) {
        status = stmt_step(from, &has_row, err);
    }
    if (status == STATUS_OK) {
        assert(has_row);
        status = store_prepare(work->target, insert, &to, err);
    }
    if (status == STATUS_OK) {
        relation_bind_insert(relation, to, from);
        stmt_reset(from);
        status = stmt_run(to, err);
    }
    mem_free(insert);
    return status == STATUS_CONFLICT ? somebody_wrote(err) : status;
}

static enum status mark(struct copy_work *work, struct error *err)
{
    struct stmt *q = NULL;
    enum status status = work->state == COPY_EMPTY ? insert_book(work, err) : STATUS_OK;
    if (status == STATUS_OK) {
        status = store_prepare(work->target, "UPDATE book SET policy = $1 WHERE id = $2", &q, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    stmt_bind_text(q, 1, BOOK_HALF_COPIED);
    stmt_bind_int(q, 2, work->book);
    return stmt_run(q, err);
}

static enum status check_untouched(struct copy_work *work, struct error *err)
{
    struct copy_head head;
    enum status status = copy_head_of(work->target, work->book, &head, err);
    if (status == STATUS_OK &&
        (head.number != work->at.number || strcmp(head.hash, work->at.hash) != 0)) {
        return somebody_wrote(err);
    }
    return status;
}

enum status copy_begin(struct copy_work *work, struct error *err)
{
    if (store_in_transaction(work->target)) {
        return STATUS_OK;
    }
    work->units = 0;
    work->bytes = 0;
    enum status status = store_begin(work->target, STORE_WRITER, work->book, err);
    if (status == STATUS_OK) {
        status = check_untouched(work, err);
    }
    if (status == STATUS_OK && !work->is_marked) {
        status = mark(work, err);
    }
    return status;
}

enum status copy_commit(struct copy_work *work, struct error *err)
{
    if (!store_in_transaction(work->target)) {
        return STATUS_OK;
    }
    enum status status = store_commit(work->target, err);
    work->is_marked = work->is_marked || status == STATUS_OK;
    return status;
}

enum status copy_count(struct copy_work *work, size_t bytes, int64_t units_max, struct error *err)
{
    int64_t most = work->terms->batch > 0 ? work->terms->batch : units_max;
    work->units++;
    work->bytes += bytes;
    bool is_enough = work->units >= most || work->bytes >= COPY_BATCH_BYTES;
    return is_enough ? copy_commit(work, err) : STATUS_OK;
}

enum status copy_tell(const struct copy_work *work, const char *what, int64_t done, int64_t total,
                      struct error *err)
{
    const struct copy_terms *terms = work->terms;
    if (terms->progress != NULL && !terms->progress(terms->state, what, done, total)) {
        return error_set(err, STATUS_CANCELLED, "stopped");
    }
    return STATUS_OK;
}

enum status copy_rows_of(struct copy_work *work, const struct relation *relation, int64_t *out,
                         struct error *err)
{
    struct stmt *q = NULL;
    bool has_row = false;
    char *sql = mem_printf(work->mem, "SELECT count(*) FROM \"%s\"", relation->name);
    enum status status = store_prepare(work->source, sql, &q, err);
    mem_free(sql);
    if (status == STATUS_OK) {
        status = stmt_step(q, &has_row, err);
    }
    if (status == STATUS_OK) {
        *out = stmt_int(q, 0);
        stmt_reset(q);
    }
    return status;
}

enum status copy_read_all(struct copy_work *work, struct store *store,
                          const struct relation *relation, struct stmt **out, struct error *err)
{
    char *sql = relation_select(work->mem, relation, RELATION_ALL);
    enum status status = store_prepare(store, sql, out, err);
    mem_free(sql);
    if (status == STATUS_OK) {
        stmt_expect_many(*out);
    }
    return status;
}
