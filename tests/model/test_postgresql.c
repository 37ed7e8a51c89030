/* What only a server has: URLs, roles, databases that are not ours, what it says when it fails, and
 * what it promises of a commit. What is true of any store is in test_store*.c. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/fake.h"
#include "tests/support/notes.h"
#include "tests/support/place.h"
#include "tests/support/scratch.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SECRET "s3cret"

static void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("'%s' has no '%s' in it", text, part);
    }
}

static void has_no_secret(const struct error *err)
{
    const char *texts[] = {err->message, err->detail, err->hint};
    for (size_t i = 0; i < 3; i++) {
        if (strstr(texts[i], "s3") != NULL || strstr(texts[i], "cret") != NULL) {
            fail_msg("'%s' tells the password", texts[i]);
        }
    }
}

/* Opening url ends with this status, a message that has this in it, and a hint. */
static void refuses(void *mem, const char *url, enum store_access access, enum status status,
                    const char *message, struct error *err)
{
    struct store *store = NULL;
    if (store_open(mem, url, access, &store, err) != status) {
        fail_msg("%s: %s: %s (%s)", url, status_name(err->status), err->message, err->detail);
    }
    has(err->message, message);
    assert_string_not_equal(err->hint, "");
    assert_null(store);
}

/* URLs, for which no server is needed */

static int begin_bare(void **state)
{
    *state = mem_context(NULL, "test");
    return 0;
}

static int end_bare(void **state)
{
    mem_free(*state);
    return 0;
}

static void what_is_no_url_is_refused_before_anything_is_tried(void **state)
{
    static const char *const urls[] = {
        "postgresql:",
        "postgresql:db",
        "postgres:/db",
        "postgresql://[::1/db",
        "postgresql://host/db?nonsense=1",
        "postgresql://host/db?connect_timeout",
        "postgresql://host:port/db",
        "postgresql://host:99999/db",
        "postgresql://a:5432,b:0/db",
        "postgresql://host/%zz",
        "postgresql://me:s3/cret@host/db",
        "postgresql://me:s3@cret@host/db",
        "postgresql://me:s3?cret%zz@host/db",
        "postgresql://me:s3cret%zz@host/db",
        "postgresql://me@host/db?password=s3cret%zz",
    };
    struct error err;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        refuses(*state, urls[i], STORE_WRITE, STATUS_INVALID, "is no URL of a PostgreSQL database",
                &err);
        has_no_secret(&err);
    }
    refuses(*state, "postgresql://host/db?nonsense=1", STORE_READ, STATUS_INVALID, "", &err);
    has(err.detail, "nonsense");
    refuses(*state, "postgresql://me:s3/cret@host/db", STORE_READ, STATUS_INVALID, "me:***@host",
            &err);
    has(err.hint, "%2F");
}

static void a_url_is_shown_without_its_secrets(void **state)
{
    static const struct {
        const char *url;
        const char *shown;
    } cases[] = {
        {"postgresql://me@host/db", "postgresql://me@host/db"},
        {"postgresql://me:s3cret@host/db", "postgresql://me:***@host/db"},
        {"postgres://me:s3:cr?et@host/db", "postgres://me:***@host/db"},
        {"postgresql://h:5432/db?user=me@here", "postgresql://h:5432/db?user=me@here"},
        {"postgresql://h/db?password=s3cret", "postgresql://h/db?password=***"},
        {"postgresql://h/db?a=b&password=s3cret&sslpassword=s3&c=d",
         "postgresql://h/db?a=b&password=***&sslpassword=***&c=d"},
        {"postgresql://me:s3@h/db?password=cret&x=y", "postgresql://me:***@h/db?password=***&x=y"},
        {"sqlite:me:password@home.db", "sqlite:me:password@home.db"},
        {"some/file.db", "some/file.db"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(store_show_url(*state, cases[i].url), cases[i].shown);
    }
}

static void a_server_that_is_not_there_is_told_without_the_password(void **state)
{
    static const char *const urls[] = {
        "postgresql:///db?host=/nonexistent",
        "postgresql://me:s3cret@%2Fnonexistent/db",
        "postgres://me@%2Fnonexistent,%2Fneither/db?password=s3cret&connect_timeout=2",
        "postgresql://me@%2Fnonexistent/db?application_name=x&sslpassword=s3cret",
    };
    struct error err;
    for (enum store_access access = STORE_READ; access <= STORE_CREATE; access++) {
        for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
            refuses(*state, urls[i], access, STATUS_LOST, "no server answers at postgres", &err);
            has(err.message, "nonexistent");
            has(err.detail, "No such file");
            has(err.hint, "start the server");
            has_no_secret(&err);
        }
    }
    refuses(*state, urls[2], STORE_READ, STATUS_LOST, "password=***&connect_timeout=2", &err);
    refuses(*state, "postgresql://%2Fnonexistent/db?sslmode=odd", STORE_READ, STATUS_INVALID,
            "a setting in", &err);
    has(err.detail, "odd");
}

static void an_old_server_is_refused(void **state)
{
    struct fake *fake = fake_start(*state, FAKE_OLD);
    struct error err;
    refuses(*state, fake_url(fake), STORE_WRITE, STATUS_UNSUPPORTED,
            "is too old: PostgreSQL 9.6.24", &err);
    has(err.hint, "PostgreSQL 15 or newer");
}

static void a_server_that_is_silent_is_given_up_in_time(void **state)
{
    struct fake *fake = fake_start(*state, FAKE_SILENT);
    struct error err;
    char *url = mem_printf(*state, "%s?connect_timeout=1", fake_url(fake));
    refuses(*state, url, STORE_WRITE, STATUS_LOST, "no server answers", &err);
    has(err.detail, "did not answer in time");
}

static void a_server_that_starts_up_is_told_as_one_that_is_not_there_yet(void **state)
{
    struct fake *fake = fake_start(*state, FAKE_STARTING);
    struct error err;
    refuses(*state, fake_url(fake), STORE_WRITE, STATUS_LOST, "no server answers", &err);
    has(err.detail, "the database system is starting up");
}

/* Databases and roles */

static void a_database_that_is_missing_can_be_made(void **state)
{
    struct notes *f = *state;
    char *url = mem_printf(f->mem, "%s_and_more", f->url);
    refuses(f->mem, url, STORE_WRITE, STATUS_NOT_FOUND, "no such database", &f->err);
    has(f->err.hint, "createdb");
    has(f->err.detail, "does not exist");
}

static void a_database_without_a_store_can_get_one(void **state)
{
    struct notes *f = *state;
    char *url = place_new(f->mem, "empty");
    for (enum store_access access = STORE_READ; access <= STORE_WRITE; access++) {
        refuses(f->mem, url, access, STATUS_NOT_FOUND, "no store in", &f->err);
        has(f->err.hint, "holdfast --db URL init");
    }
}

static void a_password_is_asked_for_and_never_shown(void **state)
{
    struct notes *f = *state;
    struct store *store = NULL;
    char *nobody = place_as(f->mem, f->url, "stranger");
    char *wrong = place_as(f->mem, f->url, "stranger:" SECRET);
    char *right = place_as(f->mem, f->url, "stranger:right");
    refuses(f->mem, nobody, STORE_WRITE, STATUS_IO, "does not let this role in", &f->err);
    refuses(f->mem, wrong, STORE_WRITE, STATUS_IO, "does not let this role in", &f->err);
    has(f->err.message, "stranger:***@");
    has(f->err.detail, "password authentication failed");
    has(f->err.hint, "pg_hba.conf");
    has_no_secret(&f->err);
    place_psql(f->url, "GRANT USAGE ON SCHEMA holdfast TO stranger;"
                       "GRANT SELECT ON ALL TABLES IN SCHEMA holdfast TO stranger");
    notes_must(f, store_open_schema(f->mem, right, STORE_READ, notes_schema(), &store, &f->err));
    has(store_url(store), "stranger:***@");
    assert_null(strstr(store_url(store), "right"));
}

static void somebody_elses_schema_is_left_alone(void **state)
{
    static const char *const others[] = {
        "CREATE SCHEMA holdfast",
        "CREATE SCHEMA holdfast CREATE TABLE event (id int)",
        "CREATE SCHEMA holdfast CREATE TABLE store_version (version int)",
        "CREATE SCHEMA holdfast CREATE TABLE store_version (application text, version int)",
    };
    struct notes *f = *state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char *url = place_new(f->mem, "other");
        place_psql(url, others[i]);
        for (enum store_access access = STORE_READ; access <= STORE_CREATE; access++) {
            refuses(f->mem, url, access, STATUS_INVALID, "is not ours", &f->err);
        }
        place_psql(url,
                   "SELECT 1 / (SELECT count(*) FROM pg_namespace WHERE nspname = 'holdfast')");
    }
}

static void a_database_of_another_encoding_is_refused(void **state)
{
    struct notes *f = *state;
    const char *name = strrchr(f->url, '/') + 1;
    char *maintenance = mem_printf(f->mem, "%.*spostgres", (int)(name - f->url), f->url);
    place_psql(maintenance, mem_printf(f->mem,
                                       "CREATE DATABASE %s_latin TEMPLATE template0"
                                       " ENCODING 'LATIN1' LOCALE 'C'",
                                       name));
    refuses(f->mem, mem_printf(f->mem, "%s_latin", f->url), STORE_CREATE, STATUS_UNSUPPORTED,
            "keeps its texts as LATIN1", &f->err);
    has(f->err.hint, "--encoding=UTF8");
    place_psql(maintenance, mem_printf(f->mem, "DROP DATABASE %s_latin", name));
}

static void a_role_without_rights_is_told_what_it_lacks(void **state)
{
    struct notes *f = *state;
    struct store *store = NULL;
    place_psql(f->url, "CREATE ROLE tried_clerk LOGIN");
    char *clerk = place_as(f->mem, f->url, "tried_clerk");
    refuses(f->mem, clerk, STORE_READ, STATUS_IO, "no right to use the schema", &f->err);
    has(f->err.hint, "GRANT USAGE");
    place_psql(f->url, "GRANT USAGE ON SCHEMA holdfast TO tried_clerk");
    refuses(f->mem, clerk, STORE_READ, STATUS_IO, "no right to do that", &f->err);
    has(f->err.detail, "store_version");
    place_psql(f->url, "GRANT SELECT ON ALL TABLES IN SCHEMA holdfast TO tried_clerk");
    notes_must(f, store_open_schema(f->mem, clerk, STORE_WRITE, notes_schema(), &store, &f->err));
    assert_int_equal(notes_count(f, store), 0);
    notes_must(f, store_begin(store, STORE_WRITER, 1, &f->err));
    assert_int_equal(notes_insert(f, store, "a", "b", 1), STATUS_IO);
    has(f->err.message, "no right to do that");
    store_close(store);
    const char *const steps[] = {"", "ALTER TABLE note ADD COLUMN new BIGINT"};
    const struct store_schema newer = {.steps = steps, .count = 2};
    assert_int_equal(store_open_schema(f->mem, clerk, STORE_WRITE, &newer, &store, &f->err),
                     STATUS_IO);
    has(f->err.hint, "the schema's owner has to open the store once");
    char *empty = place_as(f->mem, place_new(f->mem, "empty"), "tried_clerk");
    refuses(f->mem, empty, STORE_CREATE, STATUS_IO, "no right", &f->err);
    has(f->err.hint, "GRANT CREATE ON DATABASE");
    place_psql(f->url, "REVOKE ALL ON ALL TABLES IN SCHEMA holdfast FROM tried_clerk;"
                       "REVOKE ALL ON SCHEMA holdfast FROM tried_clerk; DROP ROLE tried_clerk");
}

static void a_server_without_room_for_us_is_busy(void **state)
{
    struct notes *f = *state;
    place_psql(f->url, "CREATE ROLE tried_loner LOGIN CONNECTION LIMIT 0");
    refuses(f->mem, place_as(f->mem, f->url, "tried_loner"), STORE_READ, STATUS_BUSY,
            "takes no more connections", &f->err);
    place_psql(f->url, "DROP ROLE tried_loner");
}

struct maker {
    char *url;
    enum status status;
    struct error err;
};

static void *make_store(void *object)
{
    struct maker *maker = object;
    struct store *store = NULL;
    void *mem = mem_context(NULL, "maker");
    maker->status =
        store_open_schema(mem, maker->url, STORE_CREATE, notes_schema(), &store, &maker->err);
    mem_free(mem);
    return NULL;
}

static void of_two_who_make_a_store_at_once_one_does(void **state)
{
    struct notes *f = *state;
    char *url = place_new(f->mem, "raced");
    struct maker makers[2] = {{.url = url}, {.url = url}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, make_store, &makers[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    int made = makers[0].status == STATUS_OK ? 0 : 1;
    assert_int_equal(makers[made].status, STATUS_OK);
    assert_int_equal(makers[1 - made].status, STATUS_CONFLICT);
    has(makers[1 - made].err.message, "a store exists already");
    f->url = url;
    assert_int_equal(notes_count(f, notes_open(f, STORE_WRITE)), 0);
}

/* What the server says */

static void raise_code(struct notes *f, const char *code)
{
    char *sql = mem_printf(f->mem,
                           "DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '%s';"
                           " END $$",
                           code);
    assert_int_not_equal(store_execute(f->store, sql, &f->err), STATUS_OK);
}

static void what_the_server_says_is_told_by_kind(void **state)
{
    static const struct {
        const char *code;
        enum status status;
        const char *message;
    } cases[] = {
        {"40001", STATUS_BUSY, "another program is writing to"},
        {"40P01", STATUS_BUSY, "another program is writing to"},
        {"55P03", STATUS_BUSY, "another program is writing to"},
        {"23505", STATUS_CONFLICT, "in the store already"},
        {"23514", STATUS_REFUSED, "a rule of the store forbids it"},
        {"P0001", STATUS_REFUSED, "as told"},
        {"53100", STATUS_IO, "the disk is full"},
        {"53200", STATUS_LIMIT, "too large"},
        {"54000", STATUS_LIMIT, "too large"},
        {"57014", STATUS_LIMIT, "stopped it"},
        {"58030", STATUS_IO, "the server of"},
        {"42501", STATUS_IO, "no right"},
        {"XX001", STATUS_CORRUPT, "is damaged"},
        {"XX002", STATUS_CORRUPT, "is damaged"},
        {"22003", STATUS_CORRUPT, "do not fit"},
    };
    struct notes *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        raise_code(f, cases[i].code);
        assert_int_equal(f->err.status, cases[i].status);
        has(f->err.message, cases[i].message);
        /* Nobody reads of the server's locks. */
        assert_string_equal(f->err.status == STATUS_BUSY || strcmp(cases[i].code, "P0001") == 0
                                ? "as told"
                                : f->err.detail,
                            "as told");
        notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
        raise_code(f, cases[i].code);
        assert_int_equal(f->err.status, cases[i].status);
        store_rollback(f->store);
    }
    notes_add(f, f->store, "goes on");
}

static void a_failure_is_told_again_until_the_rollback(void **state)
{
    struct notes *f = *state;
    struct stmt *q = NULL;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, "a", "b", 1));
    assert_int_equal(notes_insert(f, f->store, "a", "b", 1), STATUS_CONFLICT);
    assert_int_equal(store_prepare(f->store, "SELECT 12345", &q, &f->err), STATUS_CONFLICT);
    has(f->err.detail, "note_key_key");
    assert_int_equal(store_execute(f->store, "SELECT 1", &f->err), STATUS_CONFLICT);
    assert_int_equal(notes_insert(f, f->store, "c", "d", 1), STATUS_CONFLICT);
    assert_int_equal(store_commit(f->store, &f->err), STATUS_CONFLICT);
    assert_false(store_in_transaction(f->store));
    assert_int_equal(notes_count(f, f->store), 0);
    notes_add(f, f->store, "a");
}

static void a_commit_that_the_server_refuses_keeps_nothing(void **state)
{
    struct notes *f = *state;
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, notes_insert(f, f->store, "a", "b", 1));
    notes_must(f,
               store_execute(f->store, "INSERT INTO note (body, above) VALUES ('x', 99)", &f->err));
    assert_int_equal(store_commit(f->store, &f->err), STATUS_REFUSED);
    has(f->err.detail, "note_above_fkey");
    assert_false(store_in_transaction(f->store));
    assert_int_equal(notes_count(f, f->store), 0);
    notes_add(f, f->store, "a");
}

static void a_writer_that_had_to_wait_begins_after_any_number_of_statements(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    store_set_busy_timeout(other, 1);
    for (int i = 0; i < 310; i++) {
        struct stmt *q = NULL;
        notes_must(f, store_prepare(other, mem_printf(f->mem, "SELECT %d", i), &q, &f->err));
    }
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_begin(other, STORE_WRITER, 1, &f->err), STATUS_BUSY);
    }
    store_rollback(f->store);
    notes_add(f, other, "its turn");
    assert_int_equal(notes_number(f, other, "SELECT count(*) FROM pg_prepared_statements") < 305,
                     true);
}

/* What a session is */

static bool commits_safely(struct notes *f, const char *url, const char *wanted)
{
    struct store *store = NULL;
    char *sql = mem_printf(f->mem,
                           "SELECT CASE current_setting('synchronous_commit')"
                           " WHEN '%s' THEN 1 ELSE 0 END",
                           wanted);
    notes_must(f, store_open_schema(f->mem, url, STORE_WRITE, notes_schema(), &store, &f->err));
    return notes_number(f, store, sql) == 1;
}

static void a_commit_is_on_the_disk_whatever_the_settings_are(void **state)
{
    struct notes *f = *state;
    char *url = mem_printf(f->mem, "%s?options=-c%%20synchronous_commit%%3Doff", f->url);
    assert_true(commits_safely(f, f->url, "on"));
    assert_true(commits_safely(f, url, "on"));
    const char *name = strrchr(f->url, '/') + 1;
    place_psql(f->url,
               mem_printf(f->mem, "ALTER DATABASE %s SET synchronous_commit = local", name));
    assert_true(commits_safely(f, f->url, "on"));
    place_psql(f->url,
               mem_printf(f->mem, "ALTER DATABASE %s SET synchronous_commit = remote_apply", name));
    assert_true(commits_safely(f, f->url, "remote_apply"));
    place_psql(f->url, mem_printf(f->mem, "ALTER DATABASE %s RESET synchronous_commit", name));
}

static void a_session_says_who_it_is_and_sees_our_tables_alone(void **state)
{
    struct notes *f = *state;
    place_psql(f->url, "CREATE TABLE public.note (id int); CREATE TABLE public.stray (id int)");
    struct store *store = notes_open(f, STORE_READ);
    assert_int_equal(notes_number(f, store,
                                  "SELECT count(*) FROM pg_stat_activity WHERE pid ="
                                  " pg_backend_pid() AND application_name = 'holdfast'"),
                     1);
    notes_must(f, store_execute(f->store, "CREATE TEMPORARY TABLE note (id bigint)", &f->err));
    assert_int_equal(notes_count(f, f->store), 0);
    notes_add(f, f->store, "ours");
    assert_int_equal(notes_count(f, store), 1);
    assert_int_equal(store_execute(store, "SELECT * FROM stray", &f->err), STATUS_CORRUPT);
    place_psql(f->url, "DROP TABLE public.note, public.stray");
}

/* Writers and readers */

static void writers_of_two_books_do_not_wait_for_each_other(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, store_begin(other, STORE_WRITER, 2, &f->err));
    notes_must(f, notes_insert(f, f->store, "one", "b", 1));
    notes_must(f, notes_insert(f, other, "two", "b", 1));
    notes_must(f, store_commit(f->store, &f->err));
    notes_must(f, store_commit(other, &f->err));
    assert_int_equal(notes_count(f, f->store), 2);
}

static void a_row_that_another_writes_is_waited_for_as_long_as_a_writer(void **state)
{
    struct notes *f = *state;
    struct store *other = notes_open(f, STORE_WRITE);
    store_set_busy_timeout(other, 50);
    notes_must(f, store_begin(f->store, STORE_WRITER, 1, &f->err));
    notes_must(f, store_begin(other, STORE_WRITER, 2, &f->err));
    notes_must(f, notes_insert(f, f->store, "same", "b", 1));
    assert_int_equal(notes_insert(f, other, "same", "b", 1), STATUS_BUSY);
    assert_string_equal(f->err.hint, "try again in a moment");
    store_rollback(other);
    store_set_busy_timeout(other, 0);
    assert_int_equal(store_begin(other, STORE_WRITER, 1, &f->err), STATUS_BUSY);
    notes_must(f, store_commit(f->store, &f->err));
    notes_must(f, store_begin(other, STORE_WRITER, 1, &f->err));
    store_rollback(other);
}

/* Copies and checks */

static void a_copy_by_the_servers_own_programs_is_a_store(void **state)
{
    struct notes *f = *state;
    char path[SCRATCH_PATH_BYTES];
    notes_add(f, f->store, "kept");
    assert_int_equal(store_backup(f->store, scratch_path("copy", path), NULL, &f->err),
                     STATUS_UNSUPPORTED);
    has(f->err.hint, "pg_basebackup");
    /* What is told is what works. */
    has(f->err.detail, "pg_dump --format=custom --schema=holdfast --file=");
    assert_int_equal(system(f->err.detail), 0);
    char *url = place_new(f->mem, "restored");
    assert_int_equal(system(mem_printf(f->mem, "pg_restore --dbname='%s' %s", url, path)), 0);
    f->url = url;
    struct store *copy = notes_open(f, STORE_WRITE);
    assert_int_equal(notes_count(f, copy), 1);
    notes_must(f, store_check(copy, &f->err));
    notes_add(f, copy, "more");
}

static void is_damaged_by(struct notes *f, const char *harm, const char *found)
{
    place_psql(f->url, harm);
    assert_int_equal(store_check(f->store, &f->err), STATUS_CORRUPT);
    has(f->err.message, "is damaged");
    has(f->err.detail, found);
}

static void what_was_switched_off_on_the_server_is_damage(void **state)
{
    struct notes *f = *state;
    notes_must(f, store_check(f->store, &f->err));
    is_damaged_by(f, "ALTER TABLE holdfast.note DISABLE TRIGGER note_stays",
                  "trigger note_stays is off");
    place_psql(f->url, "ALTER TABLE holdfast.note ENABLE TRIGGER note_stays");
    notes_must(f, store_check(f->store, &f->err));
    is_damaged_by(f, "ALTER TABLE holdfast.note ADD CONSTRAINT later CHECK (size < 5) NOT VALID",
                  "constraint later is not valid");
    place_psql(f->url, "ALTER TABLE holdfast.note VALIDATE CONSTRAINT later");
    notes_must(f, store_check(f->store, &f->err));
}

#define BARE(test) cmocka_unit_test_setup_teardown(test, begin_bare, end_bare)
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, notes_begin, notes_end)

int main(void)
{
    const struct CMUnitTest without_server[] = {
        BARE(what_is_no_url_is_refused_before_anything_is_tried),
        BARE(a_url_is_shown_without_its_secrets),
        BARE(a_server_that_is_not_there_is_told_without_the_password),
        BARE(an_old_server_is_refused),
        BARE(a_server_that_is_silent_is_given_up_in_time),
        BARE(a_server_that_starts_up_is_told_as_one_that_is_not_there_yet),
    };
    const struct CMUnitTest with_server[] = {
        WITH_STORE(a_database_that_is_missing_can_be_made),
        WITH_STORE(a_database_without_a_store_can_get_one),
        WITH_STORE(a_password_is_asked_for_and_never_shown),
        WITH_STORE(somebody_elses_schema_is_left_alone),
        WITH_STORE(a_database_of_another_encoding_is_refused),
        WITH_STORE(a_role_without_rights_is_told_what_it_lacks),
        WITH_STORE(a_server_without_room_for_us_is_busy),
        WITH_STORE(of_two_who_make_a_store_at_once_one_does),
        WITH_STORE(what_the_server_says_is_told_by_kind),
        WITH_STORE(a_failure_is_told_again_until_the_rollback),
        WITH_STORE(a_commit_that_the_server_refuses_keeps_nothing),
        WITH_STORE(a_writer_that_had_to_wait_begins_after_any_number_of_statements),
        WITH_STORE(a_commit_is_on_the_disk_whatever_the_settings_are),
        WITH_STORE(a_session_says_who_it_is_and_sees_our_tables_alone),
        WITH_STORE(writers_of_two_books_do_not_wait_for_each_other),
        WITH_STORE(a_row_that_another_writes_is_waited_for_as_long_as_a_writer),
        WITH_STORE(a_copy_by_the_servers_own_programs_is_a_store),
        WITH_STORE(what_was_switched_off_on_the_server_is_damage),
    };
    int failed = cmocka_run_group_tests(without_server, NULL, NULL);
    return place_is_sqlite() ? failed : failed + cmocka_run_group_tests(with_server, NULL, NULL);
}
