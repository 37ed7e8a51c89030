#include "model/copy_rows.h"

#include "model/mem.h"

/* The target's rows, a page at a time, in the order of their keys. What is written meanwhile lies
 * before the page's end or, once there is no further page, is not read any more. */
struct page {
    void *mem;
    struct relation_row *rows;
    size_t count, at;
    bool is_last;
};

struct sync {
    struct copy_work *work;
    const struct relation *relation;
    struct stmt *from, *insert, *update;
    const char *first_page, *next_page;
    struct page page;
    struct relation_row row; /* the source's */
};

static enum status fill_page(struct sync *sync, struct stmt *q, void *mem, struct error *err)
{
    struct page *page = &sync->page;
    struct relation_row *rows = MEM_ARRAY(mem, struct relation_row, COPY_PAGE_ROWS);
    size_t count = 0;
    bool has_row = false;
    enum status status = STATUS_OK;
    while ((status = stmt_step(q, &has_row, err)) == STATUS_OK && has_row) {
        rows[count].mem = mem;
        relation_read(sync->relation, q, &rows[count]);
        count++;
    }
    page->rows = rows;
    page->count = count;
    page->at = 0;
    page->is_last = count < COPY_PAGE_ROWS;
    return status;
}

static enum status turn_page(struct sync *sync, struct error *err)
{
    struct page *page = &sync->page;
    struct stmt *q = NULL;
    void *mem = mem_context(sync->work->mem, "page");
    const struct relation_row *last = page->count > 0 ? &page->rows[page->count - 1] : NULL;
    enum status status = store_prepare(sync->work->target,
                                       last == NULL ? sync->first_page : sync->next_page, &q, err);
    if (status == STATUS_OK) {
        int parameters = last == NULL ? 0 : relation_bind_key(sync->relation, q, last);
        stmt_bind_int(q, parameters + 1, COPY_PAGE_ROWS);
        status = fill_page(sync, q, mem, err);
    }
    mem_free(page->mem);
    page->mem = mem;
    return status;
}

/* The target's first row that is not before the source's; NULL where there is none. */
static enum status target_row(struct sync *sync, const struct relation_row **out, struct error *err)
{
    struct page *page = &sync->page;
    enum status status = STATUS_OK;
    *out = NULL;
    while (status == STATUS_OK && *out == NULL) {
        if (page->at == page->count && page->is_last) {
            break;
        }
        if (page->at == page->count) {
            status = turn_page(sync, err);
        } else if (relation_compare(sync->relation, &page->rows[page->at], &sync->row) < 0) {
            page->at++;
        } else {
            *out = &page->rows[page->at];
        }
    }
    return status;
}

static enum status write_row(struct sync *sync, bool is_there, struct error *err)
{
    struct stmt *to = is_there ? sync->update : sync->insert;
    if (to == NULL) {
        return STATUS_OK; /* nothing in such a row may change: the comparison at the end tells */
    }
    if (is_there) {
        relation_bind_update(sync->relation, to, sync->from);
    } else {
        relation_bind_insert(sync->relation, to, sync->from);
    }
    sync->work->written++;
    return stmt_queue(to, err);
}

static enum status sync_row(struct sync *sync, struct error *err)
{
    const struct relation_row *found = NULL;
    enum status status = copy_begin(sync->work, err);
    relation_read(sync->relation, sync->from, &sync->row);
    if (status == STATUS_OK) {
        status = target_row(sync, &found, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    bool is_there = found != NULL && relation_compare(sync->relation, found, &sync->row) == 0;
    if (!is_there || !relation_is_same(found, &sync->row)) {
        status = write_row(sync, is_there, err);
    }
    return status == STATUS_OK ? copy_count(sync->work, sync->row.count, COPY_BATCH_ROWS, err)
                               : status;
}

static enum status prepare(struct sync *sync, void *mem, struct error *err)
{
    struct copy_work *work = sync->work;
    sync->first_page = relation_select(mem, sync->relation, RELATION_FIRST_PAGE);
    sync->next_page = relation_select(mem, sync->relation, RELATION_NEXT_PAGE);
    enum status status = copy_read_all(work, work->source, sync->relation, &sync->from, err);
    if (status == STATUS_OK) {
        status =
            store_prepare(work->target, relation_insert(mem, sync->relation), &sync->insert, err);
    }
    const char *update = relation_update(mem, sync->relation);
    if (status == STATUS_OK && update != NULL) {
        status = store_prepare(work->target, update, &sync->update, err);
    }
    return status;
}

enum status copy_rows(struct copy_work *work, const struct relation *relation, int64_t *done,
                      int64_t total, struct error *err)
{
    void *mem = mem_context(work->mem, "table");
    struct sync sync = {.work = work, .relation = relation, .row = {.mem = mem}};
    bool has_row = false;
    enum status status = prepare(&sync, mem, err);
    while (status == STATUS_OK && (status = stmt_step(sync.from, &has_row, err)) == STATUS_OK &&
           has_row) {
        status = sync_row(&sync, err);
        ++*done;
        if (status == STATUS_OK && !store_in_transaction(work->target)) {
            status = copy_tell(work, "rows", *done, total, err);
        }
    }
    if (status == STATUS_OK) {
        status = copy_commit(work, err);
    }
    mem_free(sync.page.mem);
    mem_free(mem);
    return status;
}
