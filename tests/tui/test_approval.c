/* Who must not approve a proposal, tried through every command that may become one: a command that
 * can be proposed and is not attacked here fails the first test. */
#include "model/eyes.h"
#include "model/mem.h"
#include "model/proposable.h"
#include "tests/support/feed_lines.h"
#include "tests/support/packs.h"
#include "tests/support/place.h"
#include "tests/support/program.h"
#include "tui/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WORDS_MAX 20
#define ROLES "--roles", "operations,support,finance,admin"
#define LATER "2026-09-09T08:00:00Z" /* than a proposal lasts */

#define BIG(id, deal, amount)                                                                      \
    LINE(id, "deal",                                                                               \
         "\"deal\":\"" deal "\",\"mode\":\"escrow\",\"buyer\":\"B-1\",\"seller\":\"S-1\","         \
         "\"amount\":\"" amount "\",\"fee\":\"0.00\",\"currency\":\"CNY\","                        \
         "\"category\":\"goods\",\"period_days\":10")                                              \
    CAPTURE(id "c", deal, amount)

static const char FEED[] = PARTIES LINE(
    "b1", "bank", "\"account\":\"ICBC-001\",\"party\":\"CUSTODIAN\",\"currency\":\"CNY\"")
    BIG("d1", "O-1", "2000000.00") STEP("d2", "confirm", "O-1") BIG("d3", "O-2", "400000.00");
static const char BANK[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                           "2026-08-31,10:00:00,1,who knows,9.00,9.00\n"
                           "2026-08-31,10:00:01,2,a little,0.50,9.50\n";
static const char RULE[] =
    "[rule]\nabout = a rent\nbecause = our own choice\nkind = house\nrank = 900\n"
    "sees = text\npattern = rent of\naccount = charge\n"
    "[sees]\n1 = rent of May -> charge\n[passes]\n1 = parent\n";

static const struct attack {
    const char *operation;          /* by the name of its eyes */
    const char *words[WORDS_MAX];   /* of the command that proposes it */
    const char *lacks;              /* a role that may approve, but not this */
    const char *from, *to;          /* what a forger writes into the request */
    const char *changes[WORDS_MAX]; /* another command, that changes what it touches; or none */
    bool needs_entity;              /* so much that the second acts for another legal entity */
    bool is_of_seller;              /* S-1, in whom dan has an interest */
} ATTACKS[] = {
    {"payout",
     {"payout", "S-1", "600000.00"},
     "support",
     "60000000",
     "60000001",
     {"payout", "S-1", "1.00"},
     true,
     true},
    {"complaint decide",
     {"complaint", "decide", "C-1", "award", "--reasons", "it is a copy"},
     "finance",
     "it is a copy",
     "it is no copy",
     {"payout", "S-1", "1.00"},
     true,
     true},
    {"freeze",
     {"freeze", "S-1", "--amount", "600000.00", "--until", "30d", "--ground", "fraud", "--facts",
      "two letters"},
     "finance",
     "two letters",
     "two rumours",
     {"payout", "S-1", "1.00"},
     true,
     true},
    {"unmatch",
     {"unmatch", "1", "--reason", "another line"},
     "support",
     "another line",
     "no line",
     {"payout", "S-1", "1.00"},
     false,
     false},
    {"write off",
     {"write-off", "2", "--reason", "a cent too much"},
     "support",
     "a cent too much",
     "a cent too few",
     {"match", "2", "available:S-1", "--amount", "0.10"},
     false,
     false},
    {"operator",
     {"operator", "add", "new", ROLES},
     "finance",
     "admin",
     "auditor",
     {"operator", "add", "new", "--roles", "auditor"},
     false,
     false},
    {"operator",
     {"operator", "grant", "eve", ROLES},
     "finance",
     "admin",
     "auditor",
     {"operator", "grant", "eve", "--roles", "support"},
     false,
     false},
    {"operator revoke",
     {"operator", "revoke", "eve"},
     "finance",
     "eve",
     "bob",
     {"operator", "grant", "eve", "--roles", "support"},
     false,
     false},
    {"operator interest end",
     {"operator", "interest", "eve", "S-1", "--end", "--reason", "sold"},
     "finance",
     "sold",
     "given",
     {"operator", "grant", "eve", "--roles", "support"},
     false,
     false},
    {"rule switch",
     {"rules", "on", "rent"},
     "support",
     "rent",
     "lent",
     {NULL}, /* what is on already is refused for that */
     false,
     false},
    {"rule switch",
     {"rules", "off", "order-spelled"},
     "support",
     "order-spelled",
     "order-named",
     {NULL},
     false,
     false},
    {"day",
     {"day", "close", "ICBC-001", "2026-08-31"},
     "support",
     "2026-08-31",
     "2026-08-30",
     {"match", "2", "available:S-1", "--amount", "0.10"},
     false,
     false},
    {"policy",
     {"policy", "adopt", "cn-2.ini"},
     "finance",
     "= 30000",
     "= 10000",
     {NULL}, /* whatever changes it is another version of it */
     false,
     false},
};
#define COUNT (sizeof ATTACKS / sizeof *ATTACKS)

/* ---- the house ---- */

/* As an operator, by these words. */
static struct result run_as(struct world *world, const char *login, const char *const *words)
{
    const char *all[WORDS_MAX + 3] = {"--operator", login};
    for (size_t i = 0; words[i] != NULL; i++) {
        all[i + 2] = words[i];
    }
    struct call call = {.args = all};
    return program_call(world, &call);
}

static struct result approve(struct world *world, const char *login, const char *proposal,
                             const char *hash)
{
    const char *words[] = {"approve", proposal, hash != NULL ? "--hash" : NULL, hash, NULL};
    return run_as(world, login, words);
}

/* The one that is open. */
static json_t *open_proposal(struct world *world)
{
    json_t *rows = program_rows(world, "proposals", "--filter", "^open$", NULL);
    if (json_array_size(rows) != 1) {
        fail_msg("%zu proposals are open", json_array_size(rows));
    }
    return json_array_get(rows, 0);
}

static const char *number_of(struct world *world, json_t *proposal)
{
    json_t *number = json_object_get(proposal, "proposal");
    return mem_printf(world, "%lld", (long long)json_integer_value(number));
}

static const char *propose(struct world *world, const char *maker, const char *const *words)
{
    struct result result = run_as(world, maker, words);
    if (result.exit_code != 0) {
        fail_msg("%s %s: %s", words[0], words[1], result.err);
    }
    return number_of(world, open_proposal(world));
}

/* What the founder does, with bob, where it takes two. */
static void carry_out(struct world *world, const char *const *words)
{
    size_t before = json_array_size(program_rows(world, "proposals", NULL));
    struct result result = run_as(world, "tester", words);
    if (result.exit_code != 0) {
        fail_msg("%s %s: %s", words[0], words[1], result.err);
    }
    json_t *rows = program_rows(world, "proposals", "--sort", "proposal", NULL);
    if (json_array_size(rows) > before) {
        const char *id = number_of(world, json_array_get(rows, before));
        assert_int_equal(approve(world, "bob", id, NULL).exit_code, 0);
    }
}

static void hire(struct world *world, const char *login, const char *entity)
{
    const char *words[] = {"operator", "add", login, ROLES, "--entity", entity, NULL};
    carry_out(world, words);
}

/* tester, mia and cyd act for the platform; bob, dan and zoe for the custodian; all of them may do
 * everything, but dan has an interest in the seller, and eve may only look. */
static struct world *make(void *parent)
{
    struct world *world = world_new(parent);
    program_must(world, "init", "--sandbox", "--policy", "cn", NULL);
    world_file(world, "shop.jsonl", FEED, strlen(FEED));
    world_file(world, "bank.csv", BANK, strlen(BANK));
    char *pack = packs_version(world, "cn", 2, "2026-12-01");
    world_file(world, "cn-2.ini", pack, strlen(pack));
    program_must(world, "feed", "shop.jsonl", NULL);
    program_must(world, "import", "bank.csv", "--account", "ICBC-001", "--profile", "generic",
                 NULL);
    program_must(world, "match", "line:1", "available:S-1", NULL);
    world_file(world, "rent.ini", RULE, strlen(RULE));
    program_must(world, "rules", "add", "rent", "rent.ini", NULL);
    program_must(world, "operator", "add", "eve", "--roles", "auditor", NULL);
    program_must(world, "operator", "interest", "eve", "S-1", NULL);
    program_must(world, "operator", "grant", "tester", ROLES, "--entity", "PLATFORM", NULL);
    hire(world, "bob", "CUSTODIAN");
    hire(world, "mia", "PLATFORM");
    hire(world, "cyd", "PLATFORM");
    hire(world, "dan", "CUSTODIAN");
    hire(world, "zoe", "CUSTODIAN");
    program_must(world, "operator", "interest", "dan", "S-1", NULL);
    program_must(world, "complaint", "open", "O-2", "--kind", "counterfeit", "--id", "C-1",
                 "--text", "a copy", NULL);
    program_must(world, "complaint", "admit", "C-1", NULL);
    program_must(world, "complaint", "notice", "C-1", NULL);
    program_must(world, "complaint", "answer", "C-1", "contest", "--text", "it is not", NULL);
    return world;
}

/* ---- refused, and nothing has happened ---- */

/* Asked of the store, because it is asked so often. */
static int64_t events(struct world *world)
{
    struct store *store;
    struct stmt *q;
    struct error err;
    bool has_row = false;
    assert_int_equal(store_open(world, world->db, STORE_READ, &store, &err), STATUS_OK);
    assert_int_equal(store_prepare(store, "SELECT max(number) FROM event", &q, &err), STATUS_OK);
    assert_int_equal(stmt_step(q, &has_row, &err), STATUS_OK);
    int64_t last = stmt_int(q, 0);
    stmt_reset(q);
    store_close(store);
    return last;
}

static void must_refuse(struct world *world, const struct attack *attack, const char *login,
                        const char *proposal, const char *hash, const char *words)
{
    int64_t before = events(world);
    struct result result = approve(world, login, proposal, hash);
    if (result.exit_code != 1 || strstr(result.err, words) == NULL) {
        fail_msg("%s %s, approved by %s: %d, '%s%s' does not say '%s'", attack->words[0],
                 attack->words[1], login, result.exit_code, result.out, result.err, words);
    }
    assert_int_equal(events(world), before); /* without one nothing changes */
}

static void must_approve(struct world *world, const struct attack *attack, const char *proposal,
                         const char *hash)
{
    struct result result = approve(world, "bob", proposal, hash);
    if (result.exit_code != 0) {
        fail_msg("%s %s: %s", attack->words[0], attack->words[1], result.err);
    }
}

/* As it would be done now, and as bob sees it before he approves. */
static const char *hash_now(struct world *world, const char *login, const char *proposal)
{
    json_t *rows = program_rows(world, "--operator", login, "approve", proposal, "--dry-run", NULL);
    const char *hash = json_string_value(json_object_get(json_array_get(rows, 0), "hash"));
    assert_non_null(hash);
    return hash;
}

/* ---- the tests ---- */

/* It has a first word, or two, of the command table. */
static const struct command *command_of(const struct attack *attack)
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s %s", attack->words[0], attack->words[1]);
    const struct command *command = command_find(name);
    return command != NULL ? command : command_find(attack->words[0]);
}

static bool is_attacked(const struct command *command)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (command_of(&ATTACKS[i]) == command) {
            return true;
        }
    }
    return false;
}

/* A termination sets no amount aside, and an interest is declared by one. */
static bool is_never_proposed(const struct command *command)
{
    return strcmp(command->name, "terminate") == 0;
}

static void whatever_can_be_proposed_is_attacked(void **state)
{
    const struct operation *operation;
    (void)state;
    for (size_t i = 0; (operation = proposable_at(i)) != NULL; i++) {
        size_t at = 0;
        while (at < COUNT && strcmp(ATTACKS[at].operation, operation->eyes->name) != 0) {
            at++;
        }
        if (at == COUNT) {
            fail_msg("nobody attacks %s", operation->eyes->name);
        }
        for (const struct command *command = command_table(); command->name != NULL; command++) {
            if (command->verb != NULL && strcmp(command->verb, operation->verb) == 0 &&
                !is_attacked(command) && !is_never_proposed(command)) {
                fail_msg("nobody attacks holdfast %s", command->name);
            }
        }
    }
}

static void nobody_approves_what_is_their_own_or_not_theirs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const struct attack *attack = &ATTACKS[i];
        struct world *world = world_like(NULL, make, NULL);
        const char *id = propose(world, "mia", attack->words);
        const char *hash = hash_now(world, "bob", id);
        must_refuse(world, attack, "mia", id, NULL, "another operator decides");
        must_refuse(world, attack, "mia", id, hash, "another operator decides");
        must_refuse(world, attack, "eve", id, NULL, "needs one of the roles");
        must_refuse(world, attack, "nobody", id, NULL, "nobody");
        if (attack->needs_entity) {
            must_refuse(world, attack, "cyd", id, NULL, "another legal entity than PLATFORM");
            must_refuse(world, attack, "tester", id, hash, "another legal entity than PLATFORM");
        }
        if (attack->is_of_seller) {
            must_refuse(world, attack, "dan", id, NULL, "you declared an interest in S-1");
        }
        must_approve(world, attack, id, hash);
        json_t *rows = program_rows(world, "proposals", "--filter", "^open$", NULL);
        assert_int_equal(json_array_size(rows), 0);
        struct result again = approve(world, "zoe", id, NULL);
        assert_int_equal(again.exit_code, 1);
        assert_non_null(strstr(again.err, "was approved by bob"));
        program_must(world, "verify", NULL);
        mem_free(world);
    }
}

/* One after the other in one house: each is refused for what came last. */
static void what_is_stale_whose_role_is_gone_and_what_has_expired_is_not_done(void **state)
{
    static const char *const MIA[] = {"operator", "revoke", "mia", NULL};
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const struct attack *attack = &ATTACKS[i];
        const char *less[] = {"operator", "grant", "zoe", "--roles", attack->lacks, NULL};
        struct world *world = world_like(NULL, make, NULL);
        const char *id = propose(world, "mia", attack->words);
        const char *hash = hash_now(world, "bob", id);
        if (attack->changes[0] != NULL) {
            carry_out(world, attack->changes);
            must_refuse(world, attack, "bob", id, NULL, "has changed since it was proposed");
            must_refuse(world, attack, "bob", id, hash, "has changed since it was seen");
        }
        hash = hash_now(world, "zoe", id);
        carry_out(world, less);
        must_refuse(world, attack, "zoe", id, hash, " needs ");
        carry_out(world, MIA);
        must_refuse(world, attack, "bob", id, hash, "mia, who may not do it any more");
        world->now = LATER;
        must_refuse(world, attack, "bob", id, hash, "has expired at");
        program_must(world, "sweep", NULL);
        must_refuse(world, attack, "bob", id, hash, "was ended by its clock");
        program_must(world, "verify", NULL);
        mem_free(world);
    }
}

/* By another program, past the triggers that forbid it. */
static void forge(struct world *world, const char *from, const char *to)
{
    struct store *store;
    struct error err;
    char *sql = mem_printf(world,
                           "DROP TRIGGER proposal_keeps_its_terms%s; UPDATE proposal SET request ="
                           " replace(request, '%s', '%s') WHERE state = 'open'",
                           place_is_sqlite() ? "" : " ON proposal", from, to);
    assert_int_equal(store_open(world, world->db, STORE_WRITE, &store, &err), STATUS_OK);
    assert_int_equal(store_begin(store, STORE_WRITER, 1, &err), STATUS_OK);
    if (store_execute(store, sql, &err) != STATUS_OK) {
        fail_msg("%s: %s %s", sql, err.message, err.detail);
    }
    assert_int_equal(store_commit(store, &err), STATUS_OK);
    store_close(store);
}

static void a_forged_request_is_refused_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        const struct attack *attack = &ATTACKS[i];
        struct world *world = world_like(NULL, make, NULL);
        const char *id = propose(world, "mia", attack->words);
        const char *hash = hash_now(world, "bob", id);
        forge(world, attack->from, attack->to);
        must_refuse(world, attack, "bob", id, NULL, "proposal:");
        must_refuse(world, attack, "bob", id, hash, "proposal:");
        struct result verified = program_run(world, "verify", NULL);
        assert_int_equal(verified.exit_code, 1);
        assert_non_null(strstr(verified.out, "is not what its event says"));
        mem_free(world);
    }
}

/* Who is let in, let go, or freed of an interest may ask for it, and does not decide it. */
static void nobody_decides_about_themselves(void **state)
{
    static const char *const COMMANDS[][WORDS_MAX] = {
        {"operator", "grant", "zoe", ROLES, "--entity", "CUSTODIAN"},
        {"operator", "revoke", "zoe"},
        {"operator", "interest", "zoe", "S-1", "--end", "--reason", "sold"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        struct world *world = world_like(NULL, make, NULL);
        program_must(world, "--operator", "zoe", "operator", "interest", "zoe", "S-1", NULL);
        const char *id = propose(world, "mia", COMMANDS[i]);
        const struct attack about = {.words = {"operator", COMMANDS[i][1]}};
        must_refuse(world, &about, "zoe", id, NULL, "another operator decides");
        struct result result = program_run(world, "--operator", "zoe", "reject", id, "--reason",
                                           "I would rather not", NULL);
        assert_int_equal(result.exit_code, 1);
        assert_non_null(strstr(result.err, "another operator decides"));
        assert_int_equal(approve(world, "bob", id, NULL).exit_code, 0);
        mem_free(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_can_be_proposed_is_attacked),
        cmocka_unit_test(nobody_approves_what_is_their_own_or_not_theirs),
        cmocka_unit_test(what_is_stale_whose_role_is_gone_and_what_has_expired_is_not_done),
        cmocka_unit_test(a_forged_request_is_refused_and_found),
        cmocka_unit_test(nobody_decides_about_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
