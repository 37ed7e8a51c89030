/* test_bad_input.c - what is not as it should be: each gets one line that says what, where and what
 * to do, a status that is not 0, and leaves the store as it was. */
#include "model/mem.h"
#include "tests/support/market.h"
#include "tests/support/place.h"
#include "tests/support/program.h"

#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define LONG_LINE_BYTES (10 * 1024 * 1024)
#define HEAD "Date,Time,Bank reference,Text,Amount,Balance\n"
#define GOOD_LINE "2026-09-01,16:40:00,00000000,rent,100.00,100.00\n"
#define EVENT(fields) "{\"id\": \"e-1\", \"type\": " fields "}\n"
#define DEAL_EVENT(amount, at)                                                                     \
    EVENT("\"deal\", \"at\": \"" at "\", \"deal\": \"O-1\", \"mode\": \"escrow\", \"buyer\": "     \
          "\"B-1\", \"seller\": \"S-1\", \"amount\": \"" amount "\", \"fee\": \"0.00\", "          \
          "\"currency\": \"CNY\", \"category\": \"goods\", \"period_days\": 10")

struct bad_text {
    const char *name;
    const char *text;
    const char *says; /* what the one line must have in it, beside the file's name */
};

/* Exactly one line, printable, and a status of failure. */
static void is_one_clear_error(const char *name, const struct result *result)
{
    size_t lines = 0;
    for (size_t i = 0; i < result->err_bytes; i++) {
        unsigned char byte = (unsigned char)result->err[i];
        lines += byte == '\n';
        if ((byte < 0x20 && byte != '\n') || byte == 0x7f) {
            fail_msg("%s: a control character in: %s", name, result->err);
        }
    }
    if (lines != 1 || result->err_bytes > 1024 || result->exit_code < 1 || result->exit_code > 2) {
        fail_msg("%s: status %d (%d), %zu lines:\n%.2000s", name, result->exit_code,
                 result->wait_status, lines, result->err);
    }
}

static void says(const char *name, const struct result *result, const char *what)
{
    if (!strstr(result->err, what)) {
        fail_msg("%s: does not say \"%s\": %s", name, what, result->err);
    }
}

static struct world *make_ready(void *parent)
{
    static const char parties[] =
        "{\"id\": \"p-1\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
        "\"CUSTODIAN\", \"kind\": \"custodian\", \"name\": \"C\", \"jurisdiction\": \"CN\"}\n"
        "{\"id\": \"p-2\", \"type\": \"bank\", \"at\": \"2026-09-01T08:00:00Z\", \"account\": "
        "\"ICBC-001\", \"party\": \"CUSTODIAN\", \"currency\": \"CNY\"}\n"
        "{\"id\": \"p-3\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
        "\"S-1\", \"kind\": \"seller\", \"name\": \"S\", \"jurisdiction\": \"CN\"}\n"
        "{\"id\": \"p-4\", \"type\": \"party\", \"at\": \"2026-09-01T08:00:00Z\", \"party\": "
        "\"B-1\", \"kind\": \"buyer\", \"name\": \"B\", \"jurisdiction\": \"CN\"}\n";
    struct world *world = world_with_store(parent);
    program_must(world, "feed", world_file(world, "parties.jsonl", parties, strlen(parties)), NULL);
    return world;
}

/* A store with one bank account and the parties of EVENT. */
static struct world *ready_world(void *mem)
{
    return world_like(mem, make_ready, NULL);
}

static struct result import_bytes(struct world *world, const char *name, const void *bytes,
                                  size_t count)
{
    char *path = world_file(world, name, bytes, count);
    return program_run(world, "import", path, "--account", MARKET_BANK, NULL);
}

static void statements_that_are_not_right_are_refused_whole(void **state)
{
    (void)state;
    static const struct bad_text bad[] = {
        {"empty.csv", "", ""},
        {"page.csv", "<!DOCTYPE html>\n<html><body>Your session has expired</body></html>\n", ""},
        {"picture.csv", "\211PNG\r\n\032\n", ""},
        {"other-bank.csv", "When,What,How much\n2026-09-01,rent,100.00\n", ""},
        {"quote.csv", HEAD "2026-09-01,16:40:00,00000000,\"rent,100.00,100.00\n", ""},
        {"decimals.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,x,1.005,101.005\n", "3"},
        {"huge.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,x,92233720368547758.08,100.00\n",
         "3"},
        {"word.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,x,ten,110.00\n", "3"},
        {"date.csv", HEAD GOOD_LINE "2026-02-30,16:40:01,00000001,x,1.00,101.00\n", "3"},
        {"short.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001\n", "3"},
        {"gap.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,x,1.00,102.00\n", "3"},
        {"bytes.csv", HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,\377\376,1.00,101.00\n", ""},
    };
    void *mem = mem_context(NULL, "bad");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct result result = import_bytes(world, bad[i].name, bad[i].text, strlen(bad[i].text));
        is_one_clear_error(bad[i].name, &result);
        says(bad[i].name, &result, bad[i].name);
        says(bad[i].name, &result, bad[i].says);
    }
    static const char nul[] = HEAD GOOD_LINE "2026-09-01,16:40:01,00000001,x\0y,1.00,101.00\n";
    struct result result = import_bytes(world, "nul.csv", nul, sizeof nul - 1);
    is_one_clear_error("nul.csv", &result);
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

static char *long_text(void *mem, const char *head, const char *tail)
{
    char *text = MEM_ARRAY(mem, char, LONG_LINE_BYTES + strlen(head) + strlen(tail) + 1);
    memcpy(text, head, strlen(head));
    memset(text + strlen(head), 'x', LONG_LINE_BYTES);
    memcpy(text + strlen(head) + LONG_LINE_BYTES, tail, strlen(tail) + 1);
    return text;
}

static void lines_of_ten_megabytes_are_refused(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "long");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    char *text = long_text(mem, HEAD "2026-09-01,16:40:00,00000000,", ",100.00,100.00\n");
    struct result result = import_bytes(world, "long.csv", text, strlen(text));
    is_one_clear_error("long.csv", &result);
    says("long.csv", &result, "long.csv");
    text = long_text(mem, "{\"id\": \"", "\", \"type\": \"ship\"}\n");
    char *path = world_file(world, "long.jsonl", text, strlen(text));
    result = program_run(world, "feed", path, NULL);
    is_one_clear_error("long.jsonl", &result);
    says("long.jsonl", &result, "long.jsonl");
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

static void feed_lines_that_are_not_right_are_refused(void **state)
{
    (void)state;
    static const struct bad_text bad[] = {
        {"csv.jsonl", HEAD GOOD_LINE, "1"},
        {"cut.jsonl", "{\"id\": \"e-1\", \"type\": \"deal\", \"at\n", "1"},
        {"type.jsonl", EVENT("\"gift\", \"at\": \"2026-09-01T08:00:00Z\""), "gift"},
        {"missing.jsonl", EVENT("\"ship\", \"at\": \"2026-09-01T08:00:00Z\""), "deal"},
        {"decimals.jsonl", DEAL_EVENT("1.005", "2026-09-01T08:00:00Z"), "1.005"},
        {"huge.jsonl", DEAL_EVENT("92233720368547758.08", "2026-09-01T08:00:00Z"), "amount"},
        {"date.jsonl", DEAL_EVENT("1.00", "2026-02-30T08:00:00Z"), "2026-02-30"},
        {"bytes.jsonl", DEAL_EVENT("1.00\377", "2026-09-01T08:00:00Z"), "1"},
        {"array.jsonl", "[1, 2, 3]\n", "1"},
    };
    void *mem = mem_context(NULL, "feed");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *path = world_file(world, bad[i].name, bad[i].text, strlen(bad[i].text));
        struct result result = program_run(world, "feed", path, NULL);
        is_one_clear_error(bad[i].name, &result);
        says(bad[i].name, &result, bad[i].name);
        says(bad[i].name, &result, bad[i].says);
    }
    static const char nul[] = "{\"id\": \"e-1\0\"}\n";
    char *path = world_file(world, "nul.jsonl", nul, sizeof nul - 1);
    struct result result = program_run(world, "feed", path, NULL);
    is_one_clear_error("nul.jsonl", &result);
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

static void files_and_names_that_are_not_there_are_told(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "absent");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    char *good = world_file(world, "good.csv", HEAD GOOD_LINE, strlen(HEAD GOOD_LINE));

    struct result result = program_run(world, "import", good, "--account", "NOPE-1", NULL);
    is_one_clear_error("unknown account", &result);
    says("unknown account", &result, "NOPE-1");
    result = program_run(world, "import", world_path(world, "absent.csv"), "--account", MARKET_BANK,
                         NULL);
    is_one_clear_error("absent file", &result);
    says("absent file", &result, "absent.csv");
    result = program_run(world, "import", world->folder, "--account", MARKET_BANK, NULL);
    is_one_clear_error("a folder for a file", &result);
    result =
        program_run(world, "import", good, "--account", MARKET_BANK, "--profile", "nobank", NULL);
    is_one_clear_error("unknown profile", &result);
    says("unknown profile", &result, "nobank");
    result = program_run(world, "feed", world_path(world, "absent.jsonl"), NULL);
    is_one_clear_error("absent feed", &result);
    result = program_run(world, "show", "deal:O-404", NULL);
    is_one_clear_error("unknown deal", &result);
    says("unknown deal", &result, "O-404");
    result = program_run(world, "freeze", "S-404", "--scope", "payout", "--until", "30d",
                         "--ground", "x", "--facts", "y", NULL);
    is_one_clear_error("unknown seller", &result);
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

static void a_profile_of_an_unknown_encoding_is_refused(void **state)
{
    (void)state;
    static const char *const folders[] = {".config", ".config/holdfast",
                                          ".config/holdfast/profiles", NULL};
    void *mem = mem_context(NULL, "encoding");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    static const char profile[] = "[profile]\ninherit = generic\n[file]\nencoding = klingon-7\n";
    struct world home = {.mem = world, .folder = world->home};
    for (const char *const *folder = folders; *folder; folder++) {
        assert_int_equal(mkdir(world_path(&home, *folder), 0700), 0);
    }
    world_file(&home, ".config/holdfast/profiles/klingon.ini", profile, strlen(profile));
    char *good = world_file(world, "good.csv", HEAD GOOD_LINE, strlen(HEAD GOOD_LINE));
    struct result result =
        program_run(world, "import", good, "--account", MARKET_BANK, "--profile", "klingon", NULL);
    is_one_clear_error("unknown encoding", &result);
    says("unknown encoding", &result, "no encoding that is known");
    says("unknown encoding", &result, "line 4");
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

/* Databases */

static void database_is_refused(struct world *world, const char *name, const void *bytes,
                                size_t count)
{
    world->db = world_file(world, name, bytes, count);
    static const char *const commands[] = {"accounts", "sweep", "init --sandbox"};
    for (size_t i = 0; i < 3; i++) {
        struct result result = i == 2 ? program_run(world, "init", "--sandbox", NULL)
                                      : program_run(world, commands[i], NULL);
        is_one_clear_error(name, &result);
        says(name, &result, name);
    }
    size_t after_count = 0;
    char *after = file_read(world->mem, world->db, &after_count);
    assert_int_equal(after_count, count);
    assert_memory_equal(after, bytes, count);
}

/* A sound SQLite file of one empty page, made by somebody else. Source:
 * sqlite.org/fileformat2.html. */
static void make_foreign_database(unsigned char page[4096])
{
    memset(page, 0, 4096);
    memcpy(page, "SQLite format 3", 16);
    page[16] = 0x10;                         /* page size 4096 */
    page[18] = page[19] = 1;                 /* rollback journal */
    page[21] = 64, page[22] = page[23] = 32; /* payload fractions */
    page[27] = 1;                            /* change counter */
    page[31] = 1;                            /* pages */
    page[47] = 4;                            /* schema format */
    page[59] = 1;                            /* UTF-8 */
    page[95] = 1;                            /* valid for this change counter */
    page[100] = 0x0d;                        /* a table's leaf, empty */
    page[105] = 0x10;                        /* content begins at the page's end */
}

static void databases_of_others_are_refused(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "foreign");
    struct world *world = world_new(mem);
    unsigned char page[4096];
    make_foreign_database(page);
    database_is_refused(world, "foreign.db", page, sizeof page);
    database_is_refused(world, "text.db", "this is a letter\n", 17);
    mem_free(mem);
}

static void damaged_databases_are_refused(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "damaged");
    struct world *world = ready_world(mem);
    size_t count = 0;
    char *bytes = file_read(mem, world->db, &count);
    assert_true(count > 8192);
    /* the schema's page overwritten */
    char *damaged = MEM_ARRAY(mem, char, count);
    memcpy(damaged, bytes, count);
    memset(damaged + 100, 0x5a, 3000);
    struct world *other = world_new(mem);
    database_is_refused(other, "damaged.db", damaged, count);
    mem_free(mem);
}

static void a_missing_store_says_how_to_make_one(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "missing");
    struct world *world = world_new(mem);
    struct result result = program_run(world, "accounts", NULL);
    is_one_clear_error("no store", &result);
    says("no store", &result, "init");
    result = program_run(world, "feed", "-", NULL);
    is_one_clear_error("no store", &result);
    if (place_is_sqlite()) {
        assert_int_equal(access(world->db, F_OK), -1);
    }
    program_must(world, "init", "--sandbox", NULL); /* nothing was made that is in its way */
    mem_free(mem);
}

static void a_second_init_changes_nothing(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "twice");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    struct result result = program_run(world, "init", "--sandbox", NULL);
    is_one_clear_error("second init", &result);
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

/* The system */

static void a_full_disk_leaves_the_store_as_it_was(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "full");
    struct world *world = ready_world(mem);
    char *before = program_dump(world);
    struct market_options size = {
        .seed = 5, .days = 1, .sellers = 5, .buyers = 5, .deals_a_day = 300};
    struct market *market = market_make(world, &size);
    const char *args[] = {"feed", market->feeds[0], NULL};
    struct call call = {.args = args, .file_bytes_max = 40 * 1024};
    struct result result = program_call(world, &call);
    is_one_clear_error("full disk", &result);
    says("full disk", &result, "full");
    assert_string_equal(program_dump(world), before);
    program_must(world, "verify", NULL);
    program_must(world, "feed", market->feeds[0], NULL);

    before = program_dump(world);
    const char *import[] = {"import", market->banks[0], "--account", MARKET_BANK, NULL};
    call.args = import;
    result = program_call(world, &call);
    is_one_clear_error("full disk", &result);
    says("full disk", &result, "full");
    assert_string_equal(program_dump(world), before);
    mem_free(mem);
}

static void a_read_only_folder_is_told(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "read-only");
    struct world *world = world_new(mem);
    world->db = "/proc/holdfast.db";
    struct result result = program_run(world, "init", "--sandbox", NULL);
    is_one_clear_error("a folder that nobody can write", &result);
    says("a folder that nobody can write", &result, "/proc/holdfast.db");

    struct world *other = ready_world(mem);
    char *before = program_dump(other);
    const char *args[] = {"feed", "-", NULL};
    struct call call = {.args = args,
                        .obeys_permissions = true,
                        .input = DEAL_EVENT("1.00", "2026-09-01T08:00:00Z")};
    assert_int_equal(chmod(other->db, 0444), 0);
    assert_int_equal(chmod(other->folder, 0555), 0);
    result = program_call(other, &call);
    assert_int_equal(chmod(other->folder, 0755), 0);
    assert_int_equal(chmod(other->db, 0644), 0);
    if (result.exit_code == CALL_COULD_NOT_START) {
        printf("SKIP: root cannot give up its rights here\n");
    } else {
        is_one_clear_error("a read-only folder", &result);
        says("a read-only folder", &result, "test.db");
    }
    assert_string_equal(program_dump(other), before);
    mem_free(mem);
}

struct runner {
    struct world *world;
    const char *feed;
    struct result result;
};

static void *run_feed(void *user)
{
    struct runner *runner = user;
    runner->result = program_run(runner->world, "feed", runner->feed, NULL);
    return NULL;
}

static void two_programs_at_once_do_everything_once(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "two");
    struct world *alone = world_with_store(mem);
    struct market_options size = {
        .seed = 6, .days = 1, .sellers = 10, .buyers = 40, .deals_a_day = 400};
    const char *feed = market_make(alone, &size)->feeds[0];
    program_must(alone, "feed", feed, NULL);
    char *expected = program_dump(alone);

    struct world *shared = world_with_store(mem);
    struct runner runners[2];
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        runners[i] = (struct runner){.world = world_new(NULL), .feed = feed};
        runners[i].world->db = shared->db;
        assert_int_equal(pthread_create(&threads[i], NULL, run_feed, &runners[i]), 0);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        if (runners[i].result.exit_code != 0) {
            is_one_clear_error("two at once", &runners[i].result);
        }
    }
    assert_true(runners[0].result.exit_code == 0 || runners[1].result.exit_code == 0);
    char *found = program_dump(shared);
    assert_string_equal(found, expected);
    program_must(shared, "verify", NULL);
    mem_free(runners[0].world);
    mem_free(runners[1].world);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_that_are_not_right_are_refused_whole),
        cmocka_unit_test(feed_lines_that_are_not_right_are_refused),
        cmocka_unit_test(files_and_names_that_are_not_there_are_told),
        cmocka_unit_test(a_missing_store_says_how_to_make_one),
        cmocka_unit_test(a_second_init_changes_nothing),
        cmocka_unit_test(two_programs_at_once_do_everything_once),
    };
    const struct CMUnitTest of_files[] = {
        cmocka_unit_test(a_profile_of_an_unknown_encoding_is_refused),
        cmocka_unit_test(lines_of_ten_megabytes_are_refused),
        cmocka_unit_test(databases_of_others_are_refused),
        cmocka_unit_test(damaged_databases_are_refused),
        cmocka_unit_test(a_full_disk_leaves_the_store_as_it_was),
        cmocka_unit_test(a_read_only_folder_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    return failed + (place_is_sqlite() ? cmocka_run_group_tests(of_files, NULL, NULL) : 0);
}
