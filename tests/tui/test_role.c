/* test_role.c - the database role that the README gives to consoles: made by its very statements,
 * it does every work of the program and can neither alter the schema nor change or delete what
 * happened; the owner's work it cannot do, and who lacks a right is told so in one line. */
#include "model/mem.h"
#include "model/store.h"
#include "tests/support/many_books.h"
#include "tests/support/place.h"
#include "tests/support/readme.h"
#include "tests/support/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define ROLE "holdfast_console"
#define CALLS 4 /* of each process of the load */
#define SAID_BYTES 4096
#define AT "2026-09-20T07:30:00Z"

struct state {
    struct world *world; /* as a console sees it */
    const char *owner;   /* URLs of the same database */
    const char *console;
    const char *login;
    struct many_base *base;
};

static char *role_statements(void *mem)
{
    return readme_block(mem, "sql", ROLE);
}

/* psql as another program, with the codes of its errors alone; what it says. */
static char *psql_says(const struct state *state, const char *url, const char *sql)
{
    char *script = mem_printf(state->world->mem, "\\set VERBOSITY sqlstate\n%s\n", sql);
    char *path = world_file(state->world, "statement.sql", script, strlen(script));
    char *command = mem_printf(state->world->mem, "psql -X -q -d '%s' -f '%s' 2>&1", url, path);
    char *said = MEM_ARRAY(state->world->mem, char, SAID_BYTES);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t count = fread(said, 1, SAID_BYTES - 1, pipe);
    said[count] = '\0';
    (void)pclose(pipe);
    return said;
}

/* Each of the statements for want of a right. */
static void must_refuse(const struct state *state, const char *statements, size_t count)
{
    static const char refusal[] = "ERROR:  42501";
    const char *said = psql_says(state, state->console, statements);
    size_t refused = 0;
    size_t errors = 0;
    for (const char *at = strstr(said, "ERROR: "); at != NULL; at = strstr(at + 1, "ERROR: ")) {
        errors++;
        refused += strncmp(at, refusal, strlen(refusal)) == 0;
    }
    if (refused != count || errors != count) {
        fail_msg("%zu of %zu are refused for want of a right:\n%s%s", refused, count, statements,
                 said);
    }
}

/* The schema as the program makes it, the role by the README, and a login in it. */
static int set_up(void **out)
{
    struct state *state = MEM_NEW(NULL, struct state);
    state->world = world_new(state);
    state->owner = state->world->db;
    state->login = mem_printf(state, "console_%ld", (long)getpid());
    state->console = place_as(state, state->owner, state->login);
    many_init(state->world);
    place_psql(state->owner, role_statements(state));
    place_psql(state->owner, role_statements(state)); /* as after an upgrade */
    place_psql(state->owner,
               mem_printf(state, "CREATE ROLE %s LOGIN PASSWORD 'x' IN ROLE " ROLE, state->login));
    state->world->db = state->console;
    *out = state;
    return 0;
}

static int tear_down(void **context)
{
    struct state *state = *context;
    place_psql(state->owner, mem_printf(state, "DROP ROLE %s", state->login));
    mem_free(state);
    return 0;
}

/* Everything from the first party to the load of many, whose books must be right. */
static void the_role_does_what_moves_money(void **context)
{
    struct state *state = *context;
    struct world *world = state->world;
    struct random random = random_start("role", (uint64_t)time(NULL));
    struct many_load load = {.seed = random.state, .calls = CALLS};
    state->base = many_prepare(world);
    struct many_calls *calls = many_run(world, state->base, &load);
    struct many_books *books = many_books_read(world, state->base, calls);
    many_books_have_calls(books);
    many_books_add_up(books);
    program_must(world, "verify", NULL);
}

/* Of everything something, on a seller of its own, so that each column is written that the program
 * writes. */
static void feed_the_rest(struct world *world)
{
#define ORDER(deal, amount, fee) ORDER_OF("escrow", deal, amount, fee)
#define ORDER_OF(mode, deal, amount, fee)                                                          \
    "\"type\":\"deal\",\"deal\":\"" deal "\",\"mode\":\"" mode                                     \
    "\",\"buyer\":\"B-0\",\"seller\":\"R\","                                                       \
    "\"amount\":\"" amount "\",\"fee\":\"" fee "\",\"currency\":\"CNY\",\"category\":\"goods\","   \
    "\"period_days\":9"
#define PARCEL(deal) ORDER_OF("cod", deal, "60.00", "3.00")
#define CARRIED(deal)                                                                              \
    "\"type\":\"courier\",\"deal\":\"" deal "\",\"courier\":\"SF\",\"fee\":\"2.00\""
#define MONEY(amount) "\"amount\":\"" amount "\",\"currency\":\"CNY\""
    static const char *const lines[] = {
        "\"type\":\"party\",\"party\":\"R\",\"kind\":\"seller\",\"name\":\"R\",\"jurisdiction\":"
        "\"CN\"",
        "\"type\":\"party\",\"party\":\"R\",\"kind\":\"seller\",\"name\":\"Another\","
        "\"jurisdiction\":\"EU\",\"contact\":\"x\",\"group\":\"G\",\"entity\":\"E\"",
        "\"type\":\"bank\",\"account\":\"BOC-002\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"",
        ORDER("R-1", "80.00", "0.00"),
        "\"type\":\"capture\",\"deal\":\"R-1\",\"via\":\"alipay\"," MONEY("80.00"),
        "\"type\":\"ship\",\"deal\":\"R-1\"",
        "\"type\":\"deliver\",\"deal\":\"R-1\"",
        ORDER("R-2", "70.00", "0.00"),
        "\"type\":\"cancel\",\"deal\":\"R-2\"",
        ORDER("R-3", "60.00", "0.00"),
        ORDER("R-4", "90.00", "9.00"),
        "\"type\":\"capture\",\"deal\":\"R-4\",\"via\":\"alipay\"," MONEY("90.00"),
        "\"type\":\"confirm\",\"deal\":\"R-4\"",
        ORDER_OF("chain", "R-5", "20.00", "0.00"),
        "\"type\":\"capture\",\"deal\":\"R-5\",\"via\":\"alipay\"," MONEY("20.00"),
        "\"type\":\"confirm\",\"deal\":\"R-5\",\"amount\":\"5.00\"",
        ORDER_OF("prepaid", "R-6", "20.00", "1.00"),
        "\"type\":\"capture\",\"deal\":\"R-6\",\"via\":\"alipay\"," MONEY("20.00"),
        "\"type\":\"draw\",\"deal\":\"R-6\",\"amount\":\"5.00\"",
        "\"type\":\"party\",\"party\":\"SF\",\"kind\":\"courier\",\"name\":\"SF\",\"jurisdiction\":"
        "\"CN\"",
        PARCEL("R-7"),
        CARRIED("R-7"),
        "\"type\":\"deliver\",\"deal\":\"R-7\"",
        "\"type\":\"remit\",\"batch\":\"K-2\",\"courier\":\"SF\",\"gross\":\"60.00\","
        "\"fee\":\"2.00\",\"net\":\"58.00\",\"currency\":\"CNY\",\"deals\":[\"R-7\"]",
        PARCEL("R-8"),
        CARRIED("R-8"),
        "\"type\":\"refuse\",\"deal\":\"R-8\"",
        PARCEL("R-9"),
        CARRIED("R-9"),
        "\"type\":\"deliver\",\"deal\":\"R-9\"",
        PARCEL("R-10"),
        CARRIED("R-10"),
        "\"type\":\"deliver\",\"deal\":\"R-10\"",
        "\"type\":\"return\",\"deal\":\"R-10\"",
        "\"type\":\"expect\",\"ref\":\"BD-3001\",\"party\":\"SF\",\"purpose\":\"bond\"," MONEY(
            "90.00"),
        "\"type\":\"campaign\",\"campaign\":\"G-1\",\"seller\":\"R\",\"currency\":\"CNY\","
        "\"ends\":\"2026-10-01T00:00:00Z\",\"target_count\":1,\"early_close\":true",
        ORDER("R-20", "30.00", "0.00") ",\"campaign\":\"G-1\"",
        "\"type\":\"capture\",\"deal\":\"R-20\",\"via\":\"alipay\"," MONEY("30.00"),
        "\"type\":\"campaign-close\",\"campaign\":\"G-1\"",
        "\"type\":\"expect\",\"ref\":\"X-1\",\"party\":\"R\",\"purpose\":\"available\"," MONEY(
            "50.00"),
        "\"type\":\"batch\",\"batch\":\"K-1\",\"psp\":\"alipay\",\"gross\":\"40.00\","
        "\"fee\":\"0.00\",\"net\":\"40.00\",\"currency\":\"CNY\",\"deals\":[\"R-1\"]",
    };
    char *text = mem_strdup(world->mem, "");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        text = mem_append(text, "{\"id\":\"rest-%zu\",\"at\":\"" AT "\",%s}\n", i, lines[i]);
    }
    world_file(world, "rest.jsonl", text, strlen(text));
    program_must(world, "feed", "rest.jsonl", NULL);
}

static void erase_somebody(struct world *world)
{
    static const char line[] = "{\"id\":\"Z\",\"at\":\"" AT "\",\"type\":\"party\",\"party\":\"Z\","
                               "\"kind\":\"buyer\",\"name\":\"Z\",\"jurisdiction\":\"CN\","
                               "\"contact\":\"z\"}";
    world_file(world, "somebody", line, strlen(line));
    program_must(world, "feed", "somebody", NULL);
    program_must(world, "erase", "Z", "--reason=asked for", NULL);
}

static void import_text(struct world *world, const char *name, const char *account,
                        const char *text)
{
    world_file(world, name, text, strlen(text));
    program_must(world, "import", name, "--account", account, NULL);
}

/* By hand to each kind of item, and back. */
static void match_and_unmatch(struct world *world, struct store *store)
{
    static const char *const items[] = {"deal:R-3",   "expect:X-1", "batch:K-1",
                                        "payout:P-R", "payout:P-R", "available:PLATFORM",
                                        "batch:K-2"};
    const char *matches[sizeof items / sizeof *items];
    size_t count = sizeof items / sizeof *items;
    program_must(world, "payout", "R", "10.00", "--id", "P-R", NULL);
    import_text(world, "rest.csv", MANY_BANK,
                "Date,Bank reference,Text,Amount\n"
                "2026-09-19,M-0,one,60.00\n2026-09-19,M-1,two,50.00\n2026-09-19,M-2,three,40.00\n"
                "2026-09-19,M-3,four,-10.00\n2026-09-19,M-4,five,10.00\n"
                "2026-09-19,M-5,six,-1.00\n2026-09-19,M-6,seven,58.00\n"
                "2026-09-19,M-7,BD-3001,90.00\n");
    for (size_t i = 0; i < count; i++) {
        const char *reference = mem_printf(world->mem, "M-%zu", i);
        int64_t line = many_ask(store, "SELECT id FROM line WHERE reference = $1", reference);
        json_t *rows = program_rows(world, "match", mem_printf(world->mem, "line:%d", (int)line),
                                    items[i], NULL);
        matches[i] = json_string_value(json_object_get(json_array_get(rows, 0), "result"));
        assert_non_null(matches[i]);
    }
    while (count-- > 0) {
        program_must(world, "unmatch", matches[count], "--reason", "again", NULL);
    }
}

/* A row that comes late moves the balances of those after it. */
static void import_late(struct world *world)
{
    import_text(world, "first.csv", "BOC-002",
                "Date,Text,Amount,Balance\n2026-09-01,a,100.00,100.00\n2026-09-02,b,50.00,150.00\n"
                "2026-09-02,c,50.00,200.00\n2026-09-03,d,1.00,201.00\n");
    import_text(world, "late.csv", "BOC-002",
                "Date,Text,Amount,Balance\n2026-09-01,a,100.00,100.00\n"
                "2026-09-01,late,20.00,120.00\n2026-09-02,b,50.00,170.00\n"
                "2026-09-02,c,50.00,220.00\n");
}

static void the_role_does_all_the_rest(void **context)
{
    struct state *state = *context;
    struct world *world = state->world;
    struct store *store = NULL;
    struct error err;
    feed_the_rest(world);
    assert_int_equal(store_open(world->mem, world->db, STORE_READ, &store, &err), STATUS_OK);
    match_and_unmatch(world, store);
    import_late(world);
    const char *hold =
        mem_printf(world->mem, "hold:%d",
                   (int)many_ask(store, "SELECT hold_id FROM deal WHERE id = $1", "R-1"));
    store_close(store);
    program_must(world, "hold", "extend", hold, "--until=20d", "--reason=agreed", NULL);
    program_must(world, "hold", "carve", hold, "--amount=5", NULL);
    program_must(world, "complaint", "open", "R-1", "--amount=1", "--id=R-C", NULL);
    program_must(world, "complaint", "notice", "R-C", NULL);
    program_must(world, "complaint", "decide", "R-C", "award", "--reasons=forged", NULL);
    program_must(world, "hold", "release", hold, "--amount=2", NULL);
    program_must(world, "hold", "return", hold, "--amount=2", NULL);
    json_t *rows = program_rows(world, "freeze", "R", "--amount=1", "--until=3d", "--ground=fraud",
                                "--facts=seen", NULL);
    program_must(world, "reveal", "R", "--reason=to ask", NULL);
    erase_somebody(world);
    program_must(world, "unfreeze",
                 json_string_value(json_object_get(json_array_get(rows, 0), "result")),
                 "--reason=explained", NULL);
    program_must(world, "operator", "grant", "sam", "--roles=finance", NULL);
    program_must(world, "operator", "revoke", "sam", NULL);
    program_must(world, "report", "position", NULL);
    program_must(world, "export", "ledger", NULL);
    (void)program_dump(world);
    world->now = "2026-10-20T08:00:00Z";
    program_must(world, "sweep", NULL);
    program_must(world, "courier", "draw", "R-9", "--reason=silent", NULL);
    program_must(world, "close", "R", "--reason=gone", NULL);
    world->now = "2027-09-20T08:00:00Z";
    program_must(world, "sweep", NULL);
    program_must(world, "verify", NULL);
}

static void the_role_works_at_the_console(void **context)
{
    struct state *state = *context;
    struct world *world = state->world;
    const char *argv[] = {program_path(), "--db", world->db, "--now", world->now, NULL};
    const char *const extra[] = {"HOLDFAST_TEST_IDLE=1", NULL};
    world->extra = extra;
    struct terminal_options options = {
        .argv = argv, .env = world_environment(world), .rows = 30, .cols = 100};
    struct terminal *terminal = terminal_start(world, &options);
    world->extra = NULL;
    assert_true(terminal_wait_start(terminal));
    assert_true(terminal_type(terminal, "3/S-3<Enter>f<Space><Tab*2>3d<Tab>f<Tab>seen"));
    assert_true(terminal_type(terminal, "<C-s>"));
    assert_true(terminal_type(terminal, "y"));
    if (!terminal_wait_text(terminal, "done: freeze")) {
        terminal_print(terminal);
        fail_msg("the console did not freeze");
    }
    terminal_free(terminal);
    program_must(world, "freezes", "--filter", "seen", NULL);
    program_must(world, "verify", NULL);
}

/* What it must not */

static void no_table_can_be_emptied_or_altered(void **context)
{
    const struct state *state = *context;
    static const char *const forms[] = {
        "DELETE FROM %s;",
        "TRUNCATE %s;",
        "ALTER TABLE %s ADD COLUMN more text;",
        "ALTER TABLE %s DISABLE TRIGGER ALL;",
        "ALTER TABLE %s OWNER TO " ROLE ";",
        "DROP TABLE %s CASCADE;",
        "CREATE INDEX ON %s ((1));",
        "CREATE RULE r AS ON INSERT TO %s DO INSTEAD NOTHING;",
        "BEGIN; LOCK TABLE %s IN EXCLUSIVE MODE; ROLLBACK;",
    };
    size_t count = sizeof forms / sizeof *forms;
    char *rest = NULL;
    size_t tables = 0;
    char *names = psql_says(state, state->console,
                            "\\t\n\\a\nSELECT 'holdfast.' || quote_ident(tablename) FROM pg_tables"
                            " WHERE schemaname = 'holdfast'");
    for (char *table = strtok_r(names, "\n", &rest); table != NULL;
         table = strtok_r(NULL, "\n", &rest)) {
        char *statements = mem_strdup(state->world->mem, "");
        for (size_t i = 0; i < count; i++) {
            const char *place = strstr(forms[i], "%s");
            statements = mem_append(statements, "%.*s%s%s\n", (int)(place - forms[i]), forms[i],
                                    table, place + 2);
        }
        must_refuse(state, statements, count);
        tables++;
    }
    assert_true(tables > 15);
}

static void what_happened_and_the_schema_cannot_be_touched(void **context)
{
    const struct state *state = *context;
    static const char *const statements[] = {
        "UPDATE holdfast.event SET body = body",
        "UPDATE holdfast.event SET hash = hash WHERE false",
        "UPDATE holdfast.leg SET amount_minor = amount_minor + 1",
        "UPDATE holdfast.account SET payee = 'S-1'",
        "UPDATE holdfast.deal SET price_minor = 1",
        "UPDATE holdfast.campaign SET target_count = 1",
        "UPDATE holdfast.complaint SET amount_minor = 1",
        "UPDATE holdfast.payout SET party = 'mine'",
        "UPDATE holdfast.notice SET text = ''",
        "UPDATE holdfast.statement SET proof = 'closed'",
        "UPDATE holdfast.store_version SET version = 9",
        "UPDATE holdfast.book SET is_sandbox = 1",
        "INSERT INTO holdfast.book SELECT * FROM holdfast.book",
        "INSERT INTO holdfast.store_version SELECT * FROM holdfast.store_version",
        "DROP TRIGGER event_is_final ON holdfast.event",
        "DROP TRIGGER leg_stays ON holdfast.leg",
        "ALTER TABLE holdfast.event DROP CONSTRAINT event_pkey",
        "DROP INDEX holdfast.event_key",
        "CREATE OR REPLACE FUNCTION holdfast.refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NULL; END'",
        "DROP FUNCTION holdfast.refuse() CASCADE",
        "CREATE TRIGGER t BEFORE INSERT ON holdfast.event FOR EACH ROW EXECUTE FUNCTION"
        " holdfast.refuse()",
        "CREATE TABLE holdfast.mine (id bigint)",
        "CREATE TABLE public.mine (id bigint)",
        "CREATE TEMPORARY TABLE mine (id bigint)",
        "CREATE SCHEMA mine",
        "DROP SCHEMA holdfast CASCADE",
        "ALTER SCHEMA holdfast RENAME TO mine",
        "SET session_replication_role = replica",
        "ALTER ROLE " ROLE " SUPERUSER",
        "CREATE ROLE mine",
        "SET ROLE tester",
        "REASSIGN OWNED BY tester TO " ROLE,
        "COPY holdfast.event TO PROGRAM 'cat'",
    };
    size_t count = sizeof statements / sizeof *statements;
    char *all = mem_strdup(state->world->mem, "");
    for (size_t i = 0; i < count; i++) {
        all = mem_append(all, "%s;\n", statements[i]);
    }
    must_refuse(state, all, count);
    program_must(state->world, "verify", NULL);
}

/* Ends with 1 and one line that has all of these in it. */
static void must_say(struct world *world, const char *db, const char *const *args,
                     const char *first, const char *second)
{
    struct world other = *world;
    struct call call = {.args = args};
    other.db = db;
    other.now = NULL;
    struct result result = program_call(&other, &call);
    const char *end = strchr(result.err, '\n');
    if (result.exit_code != 1 || end == NULL || end[1] != '\0' || result.out_bytes != 0 ||
        strstr(result.err, first) == NULL || strstr(result.err, second) == NULL) {
        fail_msg("%s: status %d: %s%s", args[0], result.exit_code, result.out, result.err);
    }
}

static void init_and_copy_are_the_owners(void **context)
{
    const struct state *state = *context;
    struct world *world = state->world;
    char *empty = place_new(world->mem, "empty");
    char *empty_as = place_as(world->mem, empty, state->login);
    const char *init[] = {"init", NULL};
    const char *copy[] = {"copy", "--to", empty_as, NULL};
    must_say(world, empty_as, init, "no right", "GRANT CREATE ON DATABASE");
    must_say(world, state->console, copy, "no right", "GRANT CREATE ON DATABASE");
    must_say(world, state->console, init, "a store exists already", "another database");
    place_psql(empty, "CREATE SCHEMA holdfast"); /* nothing of the two is left there */
}

static void who_lacks_a_right_is_told_in_one_line(void **context)
{
    const struct state *state = *context;
    struct world *world = state->world;
    const char *reader = mem_printf(world->mem, "reader_%ld", (long)getpid());
    const char *url = place_as(world->mem, state->owner, reader);
    const char *list[] = {"accounts", NULL};
    const char *payout[] = {"payout", "S-1", "1.00", NULL};
    place_psql(state->owner, mem_printf(world->mem, "CREATE ROLE %s LOGIN", reader));
    must_say(world, url, list, "no right", "permission denied for database");
    place_psql(state->owner,
               mem_printf(world->mem,
                          "DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %%I TO %s',"
                          " current_database()); END $$",
                          reader));
    must_say(world, url, list, "no right to use the schema holdfast", "GRANT USAGE");
    place_psql(state->owner, mem_printf(world->mem,
                                        "GRANT USAGE ON SCHEMA holdfast TO %s; GRANT SELECT ON"
                                        " ALL TABLES IN SCHEMA holdfast TO %s",
                                        reader, reader));
    struct world other = *world;
    other.db = url;
    program_must(&other, "accounts", NULL);
    program_must(&other, "verify", NULL);
    must_say(world, url, payout, "no right", "the owner");
    program_must(world, "verify", NULL);
    place_psql(state->owner,
               mem_printf(world->mem, "GRANT %s TO CURRENT_USER; DROP OWNED BY %s; DROP ROLE %s",
                          reader, reader, reader));
}

/* On either engine: the README's statements have a word for every table of the schema. */
static void the_role_is_told_of_every_table(void **context)
{
    (void)context;
    void *mem = mem_context(NULL, "tables");
    static const char create[] = "CREATE TABLE ";
    size_t count = 0;
    size_t tables = 0;
    const char *role = role_statements(mem);
    const char *schema = file_read(mem, "model/store/postgresql-1.sql", &count);
    assert_non_null(schema);
    for (const char *at = strstr(schema, create); at != NULL; at = strstr(at, create)) {
        at += strlen(create);
        char *table = mem_printf(mem, "holdfast.%.*s", (int)strcspn(at, " ("), at);
        if (strstr(role, table) == NULL) {
            fail_msg("the README's role knows nothing of %s", table);
        }
        tables++;
    }
    assert_true(tables > 15);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest of_text[] = {
        cmocka_unit_test(the_role_is_told_of_every_table),
    };
    const struct CMUnitTest of_role[] = {
        cmocka_unit_test(the_role_does_what_moves_money),
        cmocka_unit_test(the_role_does_all_the_rest),
        cmocka_unit_test(the_role_works_at_the_console),
        cmocka_unit_test(no_table_can_be_emptied_or_altered),
        cmocka_unit_test(what_happened_and_the_schema_cannot_be_touched),
        cmocka_unit_test(init_and_copy_are_the_owners),
        cmocka_unit_test(who_lacks_a_right_is_told_in_one_line),
    };
    int failed = cmocka_run_group_tests(of_text, NULL, NULL);
    return place_is_sqlite() ? failed : failed + cmocka_run_group_tests(of_role, set_up, tear_down);
}
