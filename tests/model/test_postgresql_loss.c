/* A server that goes away, in every phase of a connection, and comes back: what was kept is there,
 * what was not is told, and whoever goes on is connected anew. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/fake.h"
#include "tests/support/notes.h"
#include "tests/support/place.h"
#include "tests/support/server.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PAUSE_NS 2000000L
#define TRIES_MAX 5000

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("'%s' has no '%s' in it", text, part);
    }
}

static void pause_briefly(void)
{
    struct timespec pause = {.tv_nsec = PAUSE_NS};
    (void)nanosleep(&pause, NULL);
}

/* One connection away */

struct cutting {
    struct notes *f;
    struct store *other;
    int64_t pid; /* of the server's process for f->store */
};

static struct cutting ready_to_cut(struct notes *f)
{
    struct cutting cutting = {.f = f, .other = notes_open(f, STORE_WRITE)};
    cutting.pid = notes_number(f, f->store, "SELECT pg_backend_pid()");
    return cutting;
}

/* The connection is gone when this returns. */
static void cut(struct cutting *cutting)
{
    char *sql = mem_printf(cutting->f->mem, "SELECT pg_terminate_backend(%lld, 10000)",
                           (long long)cutting->pid);
    notes_must(cutting->f, store_execute(cutting->other, sql, &cutting->f->err));
}

static void a_loss_between_transactions_is_made_good(void **state)
{
    struct notes *f = *state;
    struct stmt *q = NULL;
    notes_add(f, f->store, "before");
    struct cutting cutting = ready_to_cut(f);
    cut(&cutting);
    notes_add(f, f->store, "begun anew");
    cutting = ready_to_cut(f);
    cut(&cutting);
    assert_int_equal(notes_count(f, f->store), 2);
    cutting = ready_to_cut(f);
    cut(&cutting);
    notes_must(f, store_prepare(f->store, "SELECT 7 AS new", &q, &f->err));
    cutting = ready_to_cut(f);
    cut(&cutting);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    store_rollback(f->store);
    cutting = ready_to_cut(f);
    cut(&cutting);
    notes_must(f, store_check(f->store, &f->err));
    assert_false(store_is_lost(f->store));
}

/* What a transaction may be about to do when the connection goes. */

static enum status go_on_with_a_step(struct notes *f)
{
    return notes_insert(f, f->store, "more", "b", 1);
}

static enum status go_on_with_a_new_statement(struct notes *f)
{
    struct stmt *q = NULL;
    return store_prepare(f->store, "SELECT 8 AS new", &q, &f->err);
}

static enum status go_on_with_several(struct notes *f)
{
    return store_execute(f->store, "SELECT 1; SELECT 2", &f->err);
}

static enum status queue_two(struct notes *f)
{
    struct stmt *q = NULL;
    enum status status = store_prepare(
        f->store, "INSERT INTO note (size, key, body) VALUES ($3, $1, $2)", &q, &f->err);
    for (int i = 0; i < 2 && status == STATUS_OK; i++) {
        stmt_bind_null(q, 1);
        stmt_bind_text(q, 2, "queued");
        stmt_bind_int(q, 3, i);
        status = stmt_queue(q, &f->err);
    }
    return status;
}

static enum status go_on_with_the_queue(struct notes *f)
{
    struct stmt *q = NULL;
    bool has_row = false;
    enum status status = queue_two(f);
    if (status == STATUS_OK) {
        status = store_prepare(f->store, "SELECT pg_backend_pid()", &q, &f->err);
    }
    return status == STATUS_OK ? stmt_step(q, &has_row, &f->err) : status;
}

static enum status go_on_with_the_commit(struct notes *f)
{
    return store_commit(f->store, &f->err);
}

static enum status go_on_with_queue_and_commit(struct notes *f)
{
    enum status status = queue_two(f);
    return status == STATUS_OK ? store_commit(f->store, &f->err) : status;
}

static enum status go_on_with_the_mark(struct notes *f)
{
    int64_t mark = 0;
    return store_change_mark(f->store, &mark, &f->err);
}

static void a_loss_in_a_transaction_is_told_and_keeps_nothing(void **state)
{
    static enum status (*const ways[])(struct notes *) = {
        go_on_with_a_step,    go_on_with_a_new_statement, go_on_with_several,
        go_on_with_the_queue, go_on_with_the_commit,      go_on_with_queue_and_commit,
        go_on_with_the_mark,
    };
    struct notes *f = *state;
    notes_add(f, f->store, "kept");
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct cutting cutting = ready_to_cut(f);
        notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
        notes_must(f, notes_insert(f, f->store, "not kept", "b", 1));
        cut(&cutting);
        assert_int_equal(ways[i](f), STATUS_LOST);
        has(f->err.message, "went away");
        assert_string_not_equal(f->err.hint, "");
        if (store_in_transaction(f->store)) {
            assert_int_equal(go_on_with_a_step(f), STATUS_LOST);
            assert_int_equal(go_on_with_the_commit(f), STATUS_LOST);
        }
        store_rollback(f->store);
        assert_int_equal(notes_count(f, f->store), 1);
        store_close(cutting.other);
    }
    notes_add(f, f->store, "not kept");
}

static void a_loss_in_a_snapshot_is_told(void **state)
{
    struct notes *f = *state;
    struct stmt *q = NULL;
    bool has_row = false;
    struct cutting cutting = ready_to_cut(f);
    notes_must(f, store_begin(f->store, STORE_SNAPSHOT, 1, &f->err));
    notes_must(f,
               store_prepare(f->store, "SELECT i FROM generate_series(1, $1) AS i", &q, &f->err));
    stmt_bind_int(q, 1, 100000);
    stmt_expect_many(q);
    notes_must(f, stmt_step(q, &has_row, &f->err));
    cut(&cutting);
    enum status status = STATUS_OK;
    for (int i = 0; i < 100000 && status == STATUS_OK; i++) {
        status = stmt_step(q, &has_row, &f->err);
    }
    assert_int_equal(status, STATUS_LOST);
    store_rollback(f->store);
    assert_int_equal(notes_count(f, f->store), 0);
}

static void a_loss_during_the_commit_leaves_it_open_what_was_kept(void **state)
{
    struct notes *f = *state;
    place_psql(f->url,
               "CREATE FUNCTION holdfast.die() RETURNS trigger LANGUAGE plpgsql AS"
               " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
               "CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON holdfast.note DEFERRABLE"
               " INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.key = 'fatal')"
               " EXECUTE FUNCTION holdfast.die()");
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, "fatal", "b", 1));
    assert_int_equal(store_commit(f->store, &f->err), STATUS_UNSURE);
    has(f->err.message, "went away while it was to keep this");
    has(f->err.hint, "see whether it was kept");
    assert_true(store_is_lost(f->store));
    assert_false(store_in_transaction(f->store));
    assert_int_equal(notes_count(f, f->store), 0);
    notes_add(f, f->store, "goes on");
    assert_int_equal(
        store_execute(f->store, "SELECT pg_terminate_backend(pg_backend_pid())", &f->err),
        STATUS_UNSURE);
    notes_add(f, f->store, "goes on again");
}

static void a_mark_is_another_one_after_a_loss(void **state)
{
    struct notes *f = *state;
    struct cutting cutting = ready_to_cut(f);
    int64_t before = 0;
    int64_t after = 0;
    notes_must(f, store_change_mark(f->store, &before, &f->err));
    cut(&cutting);
    assert_int_equal(store_change_mark(f->store, &after, &f->err), STATUS_LOST);
    notes_must(f, store_change_mark(f->store, &after, &f->err));
    assert_true(after != before);
    notes_add(f, cutting.other, "new");
    assert_true(notes_mark_moves(f, f->store, after));
}

/* Hosts that say nothing */

static void every_host_that_is_silent_has_its_turn(void **state)
{
    void *mem = mem_context(NULL, "test");
    (void)state;
    struct fake *first = fake_start(mem, FAKE_SILENT);
    struct fake *second = fake_start(mem, FAKE_SILENT);
    struct store *store = NULL;
    struct error err;
    char *url = mem_printf(mem, "postgresql://%s,%s/db?connect_timeout=1", fake_host(first),
                           fake_host(second));
    assert_int_equal(store_open(mem, url, STORE_WRITE, &store, &err), STATUS_LOST);
    has(err.detail, "did not answer in time");
    assert_int_equal(fake_clients(first), 1);
    assert_int_equal(fake_clients(second), 1);
    mem_free(mem);
}

/* URL's database on both hosts; mem's. */
static char *on_both(void *mem, const char *host, const char *url, const char *options)
{
    const char *at = strchr(url, '@') + 1;
    return mem_printf(mem, "%.*s%s,%s%s", (int)(at - url), url, host, at, options);
}

static void a_silent_host_gives_way_to_one_that_answers(void **state)
{
    struct notes *f = *state;
    struct fake *silent = fake_start(f->mem, FAKE_SILENT);
    int64_t mark = 0;
    f->url = on_both(f->mem, fake_host(silent), f->url, "?connect_timeout=1");
    struct store *store = notes_open(f, STORE_WRITE);
    notes_add(f, store, "through");
    assert_int_equal(fake_clients(silent), 1);
    store_close(f->store);
    f->store = store;
    struct cutting cutting = ready_to_cut(f);
    cut(&cutting);
    assert_int_equal(store_change_mark(store, &mark, &f->err), STATUS_LOST);
    /* It has learnt which of them answers. */
    notes_must(f, store_change_mark(store, &mark, &f->err));
}

/* Being stopped */

static void *interrupt_once(void *object)
{
    store_interrupt(object);
    return NULL;
}

static void what_comes_after_a_stopped_statement_is_not_stopped(void **state)
{
    struct notes *f = *state;
    int stopped = 0;
    for (int i = 0; i < 300; i++) {
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, interrupt_once, f->store), 0);
        enum status status = store_execute(f->store, "SELECT pg_sleep(0.001)", &f->err);
        assert_true(status == STATUS_OK || status == STATUS_CANCELLED);
        stopped += status == STATUS_CANCELLED ? 1 : 0;
        assert_int_equal(pthread_join(thread, NULL), 0);
        notes_must(f, store_execute(f->store, "SELECT 1", &f->err));
    }
    print_message("%d of 300 were stopped\n", stopped);
    notes_add(f, f->store, "goes on");
}

/* A whole server away */

static struct server *server;

static int start_server(void **state)
{
    *state = NULL;
    server = server_start(NULL);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    mem_free(server);
    return 0;
}

static int begin_there(void **state)
{
    static int number;
    struct notes *f = MEM_NEW(NULL, struct notes);
    f->mem = f;
    char *create = mem_printf(f, "CREATE DATABASE own_%d TEMPLATE template0", number);
    place_psql(mem_printf(f, "%spostgres", server->url), create);
    f->url = mem_printf(f, "%sown_%d", server->url, number++);
    f->store = notes_open(f, STORE_CREATE);
    *state = f;
    return 0;
}

static void a_server_that_stops_is_told_and_found_again(void **state)
{
    struct notes *f = *state;
    struct store *none = NULL;
    struct stmt *q = NULL;
    int64_t before = 0;
    int64_t after = 0;
    notes_add(f, f->store, "kept");
    notes_must(f, store_change_mark(f->store, &before, &f->err));
    server_halt(server);
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(store_change_mark(f->store, &after, &f->err), STATUS_LOST);
        assert_int_equal(store_begin(f->store, STORE_WRITER, 1, &f->err), STATUS_LOST);
        has(f->err.message, "no server answers");
        assert_string_not_equal(f->err.hint, "");
        assert_int_equal(store_begin(f->store, STORE_SNAPSHOT, 1, &f->err), STATUS_LOST);
        assert_int_equal(store_prepare(f->store, "SELECT 9", &q, &f->err), STATUS_LOST);
        assert_int_equal(store_check(f->store, &f->err), STATUS_LOST);
        assert_int_equal(store_execute(f->store, "SELECT 1", &f->err), STATUS_LOST);
        assert_int_equal(store_open(f->mem, f->url, STORE_WRITE, &none, &f->err), STATUS_LOST);
    }
    server_again(server);
    assert_int_equal(notes_count(f, f->store), 1);
    notes_must(f, store_change_mark(f->store, &after, &f->err));
    assert_true(after != before);
    notes_add(f, f->store, "goes on");
}

static void a_server_that_shuts_down_finishes_what_was_begun(void **state)
{
    struct notes *f = *state;
    struct store *none = NULL;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    server_close(server);
    enum status status = STATUS_OK;
    for (int i = 0; i < TRIES_MAX && f->err.detail[0] == '\0'; i++) {
        f->err.detail[0] = '\0';
        status = store_open(f->mem, f->url, STORE_WRITE, &none, &f->err);
        assert_true(status == STATUS_LOST || status == STATUS_OK);
    }
    assert_int_equal(status, STATUS_LOST);
    has(f->err.detail, "shutting down");
    notes_must(f, notes_insert(f, f->store, "last", "b", 1));
    notes_must(f, store_commit(f->store, &f->err));
    server_halt(server);
    server_again(server);
    assert_int_equal(notes_count(f, f->store), 1);
}

/* Commits that wait for a standby which is not there */

struct committing {
    struct notes *f;
    struct store *other;
    pthread_t thread;
    enum status status;
};

static void *commit_one(void *object)
{
    struct committing *committing = object;
    committing->status = store_commit(committing->f->store, &committing->f->err);
    return NULL;
}

/* Wait until the commit does, and do to its process what sql says. */
static void meet_the_commit(struct committing *committing, const char *sql)
{
    struct error err;
    struct stmt *q = NULL;
    bool has_row = false;
    for (int i = 0; i < TRIES_MAX && !has_row; i++) {
        assert_int_equal(store_prepare(committing->other, sql, &q, &err), STATUS_OK);
        assert_int_equal(stmt_step(q, &has_row, &err), STATUS_OK);
        stmt_reset(q);
        if (!has_row) {
            pause_briefly();
        }
    }
    assert_true(has_row);
}

static struct committing start_commit(struct notes *f, const char *key)
{
    struct committing committing = {.f = f, .other = notes_open(f, STORE_READ)};
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, key, "b", 1));
    return committing;
}

#define WAITING " FROM pg_stat_activity WHERE wait_event = 'SyncRep'"

/* The server hears of a setting by and by: a new session has it once all processes were told, and
 * the one that makes it count looks at what it was told before it does anything else. */
static void wait_for(struct notes *f, const char *names)
{
    bool is_known = false;
    char *sql = mem_printf(f->mem,
                           "SELECT CASE current_setting('synchronous_standby_names')"
                           " WHEN '%s' THEN 1 ELSE 0 END",
                           names);
    place_psql(f->url,
               mem_printf(f->mem, "ALTER SYSTEM SET synchronous_standby_names = '%s'", names));
    place_psql(f->url, "SELECT pg_reload_conf()");
    for (int i = 0; i < TRIES_MAX && !is_known; i++) {
        struct store *session = notes_open(f, STORE_READ);
        is_known = notes_number(f, session, sql) == 1;
        store_close(session);
    }
    assert_true(is_known);
    place_psql(f->url, "CHECKPOINT");
}

static void a_commit_that_was_kept_and_not_told_is_open_too(void **state)
{
    struct notes *f = *state;
    struct committing committing = start_commit(f, "kept");
    wait_for(f, "nobody");
    assert_int_equal(pthread_create(&committing.thread, NULL, commit_one, &committing), 0);
    meet_the_commit(&committing, "SELECT pg_terminate_backend(pid)" WAITING);
    assert_int_equal(pthread_join(committing.thread, NULL), 0);
    assert_int_equal(committing.status, STATUS_UNSURE);
    wait_for(f, "");
    assert_true(store_is_lost(f->store));
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_commit_that_one_server_alone_has_is_not_taken_for_good(void **state)
{
    struct notes *f = *state;
    struct committing committing = start_commit(f, "here only");
    wait_for(f, "nobody");
    assert_int_equal(pthread_create(&committing.thread, NULL, commit_one, &committing), 0);
    meet_the_commit(&committing, "SELECT pg_cancel_backend(pid)" WAITING);
    assert_int_equal(pthread_join(committing.thread, NULL), 0);
    assert_int_equal(committing.status, STATUS_UNSURE);
    has(f->err.message, "keeps this on one server only");
    assert_false(store_is_lost(f->store));
    wait_for(f, "");
    assert_int_equal(notes_count(f, f->store), 1);
}

static void a_commit_is_never_stopped(void **state)
{
    struct notes *f = *state;
    struct committing committing = start_commit(f, "whole");
    wait_for(f, "nobody");
    assert_int_equal(pthread_create(&committing.thread, NULL, commit_one, &committing), 0);
    meet_the_commit(&committing, "SELECT pid" WAITING);
    for (int i = 0; i < 20; i++) {
        store_interrupt(f->store);
        pause_briefly();
    }
    meet_the_commit(&committing, "SELECT pid" WAITING);
    wait_for(f, "");
    assert_int_equal(pthread_join(committing.thread, NULL), 0);
    assert_int_equal(committing.status, STATUS_OK);
    assert_int_equal(notes_count(f, f->store), 1);
}

/* A standby */

static void a_standby_answers_readers_and_takes_over(void **state)
{
    struct notes *f = *state;
    struct store *none = NULL;
    const char *name = strrchr(f->url, '/') + 1;
    notes_add(f, f->store, "on both");
    struct server *standby = server_follow(f->mem, server);
    struct notes there = {.mem = f->mem, .url = mem_printf(f->mem, "%s%s", standby->url, name)};
    there.store = notes_open(&there, STORE_READ);
    assert_int_equal(notes_count(&there, there.store), 1);
    assert_int_equal(store_open(f->mem, there.url, STORE_WRITE, &none, &f->err), STATUS_IO);
    has(f->err.message, "only reads: it is a standby");
    has(f->err.hint, "target_session_attrs=read-write");

    int64_t mark = 0;
    notes_must(&there, store_change_mark(there.store, &mark, &there.err));
    notes_add(f, f->store, "later");
    assert_true(notes_mark_moves(&there, there.store, mark));

    struct notes both = {.mem = f->mem};
    const char *socket = strchr(standby->url, '@') + 1;
    both.url = on_both(f->mem, mem_strndup(f->mem, socket, strlen(socket) - 1), f->url,
                       "?target_session_attrs=read-write");
    both.store = notes_open(&both, STORE_WRITE);
    server_halt(server);
    server_promote(standby);
    notes_add(&both, both.store, "on the new one");
    notes_must(&there, store_change_mark(there.store, &mark, &there.err));
    assert_int_equal(notes_count(&there, there.store), 3);
    notes_add(&both, both.store, "and one more");
    assert_true(notes_mark_moves(&there, there.store, mark));
    notes_must(&there, store_change_mark(there.store, &mark, &there.err));
    assert_int_equal(notes_count(&there, there.store), 4);
    notes_must(&there, store_change_mark(there.store, &mark, &there.err));
    notes_add(&both, both.store, "heard");
    assert_true(notes_mark_moves(&there, there.store, mark));
    server_again(server);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)
#define THERE(test) cmocka_unit_test_setup_teardown(test, begin_there, notes_end)

int main(void)
{
    const struct CMUnitTest without_server[] = {
        cmocka_unit_test(every_host_that_is_silent_has_its_turn),
    };
    const struct CMUnitTest of_connections[] = {
        WITH_STORE(a_loss_between_transactions_is_made_good),
        WITH_STORE(a_loss_in_a_transaction_is_told_and_keeps_nothing),
        WITH_STORE(a_loss_in_a_snapshot_is_told),
        WITH_STORE(a_loss_during_the_commit_leaves_it_open_what_was_kept),
        WITH_STORE(a_mark_is_another_one_after_a_loss),
        WITH_STORE(a_silent_host_gives_way_to_one_that_answers),
        WITH_STORE(what_comes_after_a_stopped_statement_is_not_stopped),
    };
    const struct CMUnitTest of_servers[] = {
        THERE(a_server_that_stops_is_told_and_found_again),
        THERE(a_server_that_shuts_down_finishes_what_was_begun),
        THERE(a_commit_that_was_kept_and_not_told_is_open_too),
        THERE(a_commit_that_one_server_alone_has_is_not_taken_for_good),
        THERE(a_commit_is_never_stopped),
        THERE(a_standby_answers_readers_and_takes_over),
    };
    int failed = cmocka_run_group_tests(without_server, NULL, NULL);
    if (!place_is_sqlite()) {
        failed += cmocka_run_group_tests(of_connections, NULL, NULL);
        failed += cmocka_run_group_tests(of_servers, start_server, stop_server);
    }
    return failed;
}
