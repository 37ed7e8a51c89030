#include "model/backup.h"

#include "model/copy_work.h"
#include "model/mem.h"
#include "model/rights.h"

#include <string.h>

struct backup {
    const struct backup_terms *terms;
    int64_t book;
    struct copy_head head; /* of the source's snapshot */
};

static void tell(void *state, int64_t done, int64_t total)
{
    const struct backup *backup = state;
    if (backup->terms->progress != NULL) {
        backup->terms->progress(backup->terms->state, "pages", done, total);
    }
}

static enum status check_head(const struct backup *backup, struct store *copy, struct error *err)
{
    struct copy_head head;
    enum status status = copy_head_of(copy, backup->book, &head, err);
    if (status == STATUS_OK &&
        (head.number != backup->head.number || strcmp(head.hash, backup->head.hash) != 0)) {
        return error_set(err, STATUS_CORRUPT, "the copy does not end with the store's last event");
    }
    return status;
}

static enum status check(void *state, const char *path, struct error *err)
{
    const struct backup *backup = state;
    struct store *copy = NULL;
    void *mem = mem_context(NULL, "backup");
    if (backup->terms->progress != NULL) {
        backup->terms->progress(backup->terms->state, "checked", 0, 1);
    }
    enum status status =
        store_open(mem, mem_printf(mem, "sqlite:%s", path), STORE_READ, &copy, err);
    if (status == STATUS_OK) {
        status = store_check(copy, err);
    }
    if (status == STATUS_OK) {
        status = check_head(backup, copy, err);
    }
    mem_free(mem);
    return status;
}

enum status backup_run(struct book *book, const struct backup_terms *terms,
                       struct backup_result *out, struct error *err)
{
    struct backup backup = {.terms = terms, .book = book_id(book)};
    struct store_watch watch = {.progress = tell, .check = check, .state = &backup};
    enum status status = rights_check_whole("backup", book_roles(book), err);
    if (status == STATUS_OK) {
        status = book_begin_snapshot(book, err);
    }
    if (status != STATUS_OK) {
        return status;
    }
    status = copy_head_of(book_store(book), backup.book, &backup.head, err);
    if (status == STATUS_OK) {
        status = store_backup(book_store(book), terms->path, &watch, err);
    }
    book_rollback(book);
    out->events = backup.head.number;
    memcpy(out->head, backup.head.hash, sizeof out->head);
    return status;
}
