#include "tests/support/place.h"

#include "model/mem.h"
#include "tests/support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DATABASES_MAX 4000
#define NAME_BYTES 64
#define ARGS_PER_DROP 2
#define DROPS_AT_ONCE 100
#define DROP_BYTES 128
#define COPY_BYTES 65536
#define EMPTY "empty" /* a database, and the file that says that it is made */

static pid_t owner;
static int count;      /* of places that this process has made */
static int free_count; /* of databases whose URL nobody holds any more */
static int free_numbers[DATABASES_MAX];

bool place_is_sqlite(void)
{
    const char *engine = getenv("HOLDFAST_TEST_ENGINE");
    if (engine == NULL || strcmp(engine, "sqlite") == 0) {
        return true;
    }
    assert_string_equal(engine, "postgresql");
    return false;
}

static const char *server(void)
{
    const char *url = getenv("HOLDFAST_TEST_POSTGRESQL");
    if (url == NULL) {
        fail_msg("HOLDFAST_TEST_POSTGRESQL names no server; run the tests by make");
    }
    return url;
}

/* psql with arguments that end with NULL; whether it did its work. */
static bool psql(const char *const *args)
{
    pid_t child = 0;
    int status = -1;
    /* posix_spawnp takes no const for history's sake; it changes nothing. */
    int failed = posix_spawnp(&child, args[0], NULL, NULL, (char **)(uintptr_t)args, environ);
    if (failed != 0) {
        print_error("psql: %s\n", strerror(failed));
        return false;
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void place_psql(const char *url, const char *sql)
{
    const char *const args[] = {"psql",      "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-o",
                                "/dev/null", "-c", sql,  NULL};
    if (!psql(args)) {
        fail_msg("psql could not: %s", sql);
    }
}

static void database_name(int number, char name[NAME_BYTES])
{
    (void)snprintf(name, NAME_BYTES, "test_%ld_%d", (long)owner, number);
}

/* Many at a time: each run of psql connects anew. */
static void drop_all(void)
{
    char maintenance[SCRATCH_PATH_BYTES];
    static char drops[DROPS_AT_ONCE][DROP_BYTES];
    if (getpid() != owner) {
        return;
    }
    (void)snprintf(maintenance, sizeof maintenance, "%spostgres",
                   getenv("HOLDFAST_TEST_POSTGRESQL"));
    for (int done = 0; done < count;) {
        const char *args[6 + ARGS_PER_DROP * DROPS_AT_ONCE + 1] = {"psql", "-X", "-q", "-d",
                                                                   maintenance};
        size_t used = 5;
        for (int i = 0; i < DROPS_AT_ONCE && done < count; i++, done++) {
            char name[NAME_BYTES];
            database_name(done, name);
            (void)snprintf(drops[i], DROP_BYTES, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
            args[used++] = "-c";
            args[used++] = drops[i];
        }
        (void)psql(args); /* what it says is seen; the server goes with the run anyway */
    }
}

/* A new database of this name from a template, in the place of an older one. */
static void make_database(const char *name, const char *template)
{
    char *maintenance = mem_printf(NULL, "%spostgres", server());
    const char *quiet = "SET client_min_messages = warning";
    char *drop = mem_printf(maintenance, "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)", name);
    char *create =
        mem_printf(maintenance, "CREATE DATABASE \"%s\" TEMPLATE \"%s\"", name, template);
    const char *const args[] = {"psql", "-X",        "-q",   "-v",  "ON_ERROR_STOP=1",
                                "-d",   maintenance, "-c",   quiet, "-c",
                                drop,   "-c",        create, NULL};
    if (!psql(args)) {
        fail_msg("psql could not make the database %s", name);
    }
    mem_free(maintenance);
}

static void give_back(void *object)
{
    const char *number = strrchr(object, '_');
    if (getpid() == owner) {
        free_numbers[free_count++] = (int)strtol(number + 1, NULL, 10);
    }
}

/* The name of a database for a new URL; whether it is there, with what somebody left in it. */
static bool new_name(char name[NAME_BYTES])
{
    if (owner == 0) {
        owner = getpid();
        assert_int_equal(atexit(drop_all), 0);
    }
    assert_int_equal(getpid(), owner);
    assert_true(count < DATABASES_MAX);
    bool is_old = free_count > 0;
    database_name(is_old ? free_numbers[--free_count] : count++, name);
    return is_old;
}

static char *url_of(void *mem, const char *name)
{
    char *url = mem_printf(mem, "%s%s", server(), name);
    mem_on_free(url, give_back);
    return url;
}

/* To make a database takes much longer than to use an old one again. */
static char *new_database(void *mem, const char *template, bool *is_old)
{
    char name[NAME_BYTES];
    *is_old = new_name(name);
    if (!*is_old) {
        make_database(name, template);
    }
    return url_of(mem, name);
}

/* Nobody else is connected, but perhaps one. */
#define ALONE_BUT                                                                                  \
    "SET client_min_messages = warning;"                                                           \
    " SELECT pg_terminate_backend(pid) FROM pg_stat_activity"                                      \
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
#define ALONE ALONE_BUT ";"

/* What a schema is made of; a test may have taken something away. */
#define PARTS                                                                                      \
    "(SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM ("                                      \
    "SELECT relname::text || relkind::text AS part FROM pg_class WHERE relnamespace = "            \
    "'holdfast'::regnamespace"                                                                     \
    " UNION ALL SELECT conname FROM pg_constraint WHERE connamespace = 'holdfast'::regnamespace"   \
    " UNION ALL SELECT tgname::text || tgenabled::text FROM pg_trigger"                            \
    " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'holdfast'::regnamespace) parts)"

static void note_parts(const char *url)
{
    place_psql(url,
               "DO $$ BEGIN EXECUTE format('COMMENT ON SCHEMA holdfast IS %L', " PARTS "); END $$");
}

#define EMPTIED                                                                                    \
    "SET session_replication_role = replica;"                                                      \
    " DO $$ DECLARE one record; BEGIN"                                                             \
    " IF to_regnamespace('holdfast') IS NULL THEN RETURN; END IF;"                                 \
    " IF obj_description('holdfast'::regnamespace) IS DISTINCT FROM " PARTS " THEN"                \
    " DROP SCHEMA holdfast CASCADE; RETURN; END IF;"                                               \
    " FOR one IN SELECT oid::regclass AS name FROM pg_class WHERE relkind = 'r'"                   \
    " AND relnamespace = 'holdfast'::regnamespace AND relname <> 'store_version'"                  \
    " AND pg_relation_size(oid) > 0 LOOP"                                                          \
    " EXECUTE format('DELETE FROM %s', one.name); END LOOP; END $$"

/* Leaves nothing in the tables of a schema whose parts were noted, and no other schema; of the
 * sessions, but for that of one process of the server. */
static void empty(const char *url, int64_t but)
{
    char *as_all = place_as(NULL, url, "postgres");
    place_psql(as_all,
               mem_printf(as_all, "%s AND pid <> %lld; %s", ALONE_BUT, (long long)but, EMPTIED));
    mem_free(as_all);
}

/* A store whose test is over, still open: its session has planned what every test asks. */
static struct {
    struct store *store;
    char *url;
} spare;

static enum status ask(struct store *store, const char *sql, int64_t *out, struct error *err)
{
    struct stmt *stmt = NULL;
    bool has_row = false;
    enum status status = store_prepare(store, sql, &stmt, err);
    if (status == STATUS_OK) {
        status = stmt_step(stmt, &has_row, err);
        *out = has_row ? stmt_int(stmt, 0) : 0;
        stmt_reset(stmt);
    }
    return status;
}

/* The spare one with nothing in it any more; NULL when there is none, or its schema was spoiled. */
static struct store *take_spare(void *mem, char **url)
{
    int64_t process = 0;
    int64_t is_whole = 0;
    struct error err;
    struct store *store = spare.store;
    if (store == NULL || getpid() != owner) {
        return NULL;
    }
    spare.store = NULL;
    if (ask(store, "SELECT pg_backend_pid()", &process, &err) == STATUS_OK) {
        empty(spare.url, process);
        if (ask(store, "SELECT count(*) FROM pg_namespace WHERE nspname = 'holdfast'", &is_whole,
                &err) == STATUS_OK &&
            is_whole == 1) {
            *url = mem_move(mem, spare.url);
            return mem_move(mem, store);
        }
    }
    store_close(store);
    mem_free(spare.url);
    return NULL;
}

void place_leave(struct store *store, char *url)
{
    if (place_is_sqlite() || getpid() != owner || spare.store != NULL ||
        store_in_transaction(store)) {
        store_close(store);
        return;
    }
    store_fail_call(store, 0);
    store_set_busy_timeout(store, STORE_BUSY_TIMEOUT_MS);
    spare.store = mem_move(NULL, store);
    spare.url = mem_move(NULL, url);
}

/* Makes EMPTY, a store of which others are copies. */
static enum status make_empty(struct error *err)
{
    struct store *store = NULL;
    char *url = mem_printf(NULL, "%s" EMPTY, server());
    make_database(EMPTY, "template0");
    enum status status = store_open(url, url, STORE_CREATE, &store, err);
    if (status == STATUS_OK) {
        store_close(store);
        note_parts(url);
    }
    mem_free(url);
    return status;
}

/* The first test program of a run that needs it makes it; the others wait. */
static enum status need_empty(struct error *err)
{
    char path[SCRATCH_PATH_BYTES];
    struct stat seen;
    enum status status = STATUS_OK;
    assert_non_null(getenv("RUN_WORK"));
    (void)snprintf(path, sizeof path, "%s/" EMPTY, getenv("RUN_WORK"));
    int made = open(path, O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    assert_true(made >= 0 && flock(made, LOCK_EX) == 0 && fstat(made, &seen) == 0);
    if (seen.st_size == 0) {
        status = make_empty(err);
        assert_true(status != STATUS_OK || write(made, "made", 4) == 4);
    }
    assert_int_equal(close(made), 0);
    return status;
}

static void copy_file(const char *from, const char *to)
{
    char bytes[COPY_BYTES];
    size_t got = 0;
    FILE *in = fopen(from, "rbe");
    FILE *out = fopen(to, "wbxe");
    assert_non_null(in);
    assert_non_null(out);
    while ((got = fread(bytes, 1, sizeof bytes, in)) > 0) {
        assert_int_equal(fwrite(bytes, 1, got, out), got);
    }
    assert_int_equal(ferror(in), 0);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(fclose(out), 0);
}

/* A file of its own: a copy of the first one that was made and closed. */
static enum status new_file(void *mem, const char *path, struct store **out, struct error *err)
{
    static char first[SCRATCH_PATH_BYTES];
    enum status status = STATUS_OK;
    if (first[0] == '\0') {
        (void)scratch_path("empty.db", first);
        status = store_open(mem, first, STORE_CREATE, out, err);
        if (status == STATUS_OK) {
            store_close(*out);
        }
    }
    if (status == STATUS_OK) {
        copy_file(first, path);
        status = store_open(mem, path, STORE_WRITE, out, err);
    }
    return status;
}

enum status place_store(void *mem, const char *name, char **url, struct store **out,
                        struct error *err)
{
    bool is_old = false;
    if (place_is_sqlite()) {
        *url = place_new(mem, name);
        return new_file(mem, *url, out, err);
    }
    enum status status = need_empty(err);
    if (status != STATUS_OK) {
        return status;
    }
    *out = take_spare(mem, url);
    if (*out != NULL) {
        return STATUS_OK;
    }
    *url = new_database(mem, EMPTY, &is_old);
    if (is_old) {
        empty(*url, 0);
    }
    status = store_open(mem, *url, STORE_WRITE, out, err);
    if (status == STATUS_NOT_FOUND) {
        status = store_open(mem, *url, STORE_CREATE, out, err);
        if (status == STATUS_OK) {
            note_parts(*url);
        }
    }
    return status;
}

char *place_like(void *mem, const char *url, const char *name)
{
    char numbered[NAME_BYTES];
    const char *from = strrchr(url, '/') + 1;
    if (name != NULL) {
        make_database(name, from);
        return mem_printf(mem, "%s%s", server(), name);
    }
    (void)new_name(numbered);
    make_database(numbered, from);
    return url_of(mem, numbered);
}

char *place_new(void *mem, const char *name)
{
    char path[SCRATCH_PATH_BYTES];
    if (!place_is_sqlite()) {
        bool is_old = false;
        char *url = new_database(mem, "template0", &is_old);
        if (is_old) {
            place_psql(url, ALONE "DROP SCHEMA IF EXISTS holdfast CASCADE");
        }
        return url;
    }
    char *numbered = mem_printf(mem, "%d-%s", count++, name);
    (void)scratch_path(numbered, path);
    mem_free(numbered);
    return mem_strdup(mem, path);
}

char *place_as(void *mem, const char *url, const char *role)
{
    const char *from = strstr(url, "://");
    const char *at = strchr(url, '@');
    assert_true(from != NULL && at != NULL && from < at);
    return mem_printf(mem, "%.*s://%s%s", (int)(from - url), url, role, at);
}
