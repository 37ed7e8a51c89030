/* Questions that are gathered and asked together: the same on both engines, however many round
 * trips a driver makes of them. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/notes.h"
#include "tests/support/place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define BY_KEY "SELECT key, size FROM note WHERE key = $1"

/* The answers one behind the other: "a=1 b=2 ". */
struct heard {
    char *text;
    int until; /* fails at so many rows; 0: never */
    int count;
};

static enum status hear(void *state, const struct stmt *row, struct error *err)
{
    struct heard *heard = state;
    heard->text =
        mem_append(heard->text, "%s=%lld ", stmt_text(row, 0), (long long)stmt_int(row, 1));
    return ++heard->count == heard->until ? error_set(err, STATUS_LIMIT, "enough") : STATUS_OK;
}

static enum status ask(struct notes *f, const char *key, struct heard *heard)
{
    struct stmt *q = NULL;
    notes_must(f, store_prepare(f->store, BY_KEY, &q, &f->err));
    stmt_bind_text(q, 1, key);
    return stmt_each(q, hear, heard, &f->err);
}

static struct heard listen(struct notes *f)
{
    return (struct heard){.text = mem_strdup(f->mem, "")};
}

static void add(struct notes *f, const char *key, int64_t size)
{
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, key, "body", size));
    notes_must(f, store_commit(f->store, &f->err));
}

static void answers_come_in_the_order_of_asking(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    add(f, "a", 1);
    add(f, "b", 2);
    store_gather(f->store);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    assert_true(store_in_transaction(f->store));
    notes_must(f, ask(f, "b", &heard));
    notes_must(f, ask(f, "none", &heard));
    notes_must(f, ask(f, "a", &heard));
    notes_must(f, ask(f, "b", &heard));
    notes_must(f, store_answer(f->store, &f->err));
    assert_string_equal(heard.text, "b=2 a=1 b=2 ");
    notes_must(f, notes_insert(f, f->store, "c", "body", 3));
    notes_must(f, store_commit(f->store, &f->err));
    assert_int_equal(notes_count(f, f->store), 3);
}

static void what_is_asked_sees_what_was_queued_before(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    struct stmt *q = NULL;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, store_prepare(f->store, "INSERT INTO note (key, body, size) VALUES ($1, $2, $3)",
                                &q, &f->err));
    stmt_bind_text(q, 1, "new");
    stmt_bind_text(q, 2, "body");
    stmt_bind_int(q, 3, 7);
    notes_must(f, stmt_queue(q, &f->err));
    store_gather(f->store);
    notes_must(f, ask(f, "new", &heard));
    notes_must(f, store_answer(f->store, &f->err));
    assert_string_equal(heard.text, "new=7 ");
    store_rollback(f->store);
}

static void a_writer_that_is_in_the_way_is_told_by_the_answer_at_the_latest(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    struct store *other = notes_open(f, STORE_WRITE);
    add(f, "a", 1);
    notes_must(f, store_begin(other, STORE_WRITER, 1, &f->err));
    store_set_busy_timeout(f->store, 1);
    store_gather(f->store);
    enum status status = store_begin(f->store, STORE_WRITER, 1, &f->err);
    if (status == STATUS_OK) {
        notes_must(f, ask(f, "a", &heard));
    }
    assert_int_equal(store_answer_after(f->store, status, &f->err), STATUS_BUSY);
    assert_string_equal(heard.text, "");
    store_rollback(f->store);
    assert_false(store_in_transaction(f->store));
    store_rollback(other);
    add(f, "b", 2);
}

static void what_was_gathered_is_forgotten_by_a_rollback(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    add(f, "a", 1);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    store_gather(f->store);
    notes_must(f, ask(f, "none", &heard));
    store_rollback(f->store);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    notes_must(f, ask(f, "a", &heard));
    store_rollback(f->store);
    assert_string_equal(heard.text, "a=1 ");
}

static void whoever_takes_the_rows_may_stop(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    heard.until = 1;
    add(f, "a", 1);
    add(f, "b", 2);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    store_gather(f->store);
    enum status status = ask(f, "a", &heard);
    if (status == STATUS_OK) {
        status = ask(f, "b", &heard);
    }
    assert_int_equal(store_answer_after(f->store, status, &f->err), STATUS_LIMIT);
    assert_string_equal(heard.text, "a=1 ");
    store_rollback(f->store);
}

/* Where a question costs a round trip, all of them cost one. */
static void a_server_is_asked_once(void **state)
{
    struct notes *f = *state;
    struct heard heard = listen(f);
    add(f, "a", 1);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    int64_t before = store_questions(f->store);
    store_gather(f->store);
    for (int i = 0; i < 100; i++) {
        notes_must(f, ask(f, "a", &heard));
    }
    assert_string_equal(heard.text, "");
    notes_must(f, store_answer(f->store, &f->err));
    assert_int_equal(heard.count, 100);
    assert_int_equal(store_questions(f->store) - before, 1);
    store_rollback(f->store);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(answers_come_in_the_order_of_asking),
        WITH_STORE(what_is_asked_sees_what_was_queued_before),
        WITH_STORE(a_writer_that_is_in_the_way_is_told_by_the_answer_at_the_latest),
        WITH_STORE(what_was_gathered_is_forgotten_by_a_rollback),
        WITH_STORE(whoever_takes_the_rows_may_stop),
    };
    const struct CMUnitTest of_servers[] = {
        WITH_STORE(a_server_is_asked_once),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return place_is_sqlite() ? failed : failed + cmocka_run_group_tests(of_servers, NULL, NULL);
}
