/* The four jobs of a day as commands: accounts, freezes, complaints, the bank. */
#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define AT "\"at\":\"2026-09-01T08:00:00Z\""

static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\"," AT ",\"party\":\"PLATFORM\",\"kind\":\"platform\","
    "\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"2\",\"type\":\"party\"," AT ",\"party\":\"CUSTODIAN\",\"kind\":\"custodian\","
    "\"name\":\"Custody\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"3\",\"type\":\"bank\"," AT ",\"account\":\"ICBC-001\",\"party\":\"CUSTODIAN\","
    "\"currency\":\"CNY\"}\n"
    "{\"id\":\"4\",\"type\":\"party\"," AT ",\"party\":\"alipay\",\"kind\":\"psp\","
    "\"name\":\"支付宝\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"5\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"seller\","
    "\"name\":\"青山茶业\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"6\",\"type\":\"party\"," AT ",\"party\":\"B-1\",\"kind\":\"buyer\","
    "\"name\":\"Buyer\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"7\",\"type\":\"deal\"," AT ",\"deal\":\"O-100001\",\"mode\":\"escrow\","
    "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"100.00\",\"fee\":\"5.00\","
    "\"currency\":\"CNY\",\"category\":\"tea\",\"period_days\":10}\n"
    "{\"id\":\"8\",\"type\":\"capture\"," AT ",\"deal\":\"O-100001\",\"via\":\"alipay\","
    "\"amount\":\"100.00\",\"currency\":\"CNY\"}\n"
    "{\"id\":\"9\",\"type\":\"confirm\"," AT ",\"deal\":\"O-100001\",\"amount\":\"40.00\"}\n"
    "{\"id\":\"10\",\"type\":\"deal\"," AT ",\"deal\":\"O-100002\",\"mode\":\"escrow\","
    "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"70.00\",\"fee\":\"5.00\","
    "\"currency\":\"CNY\",\"category\":\"tea\",\"period_days\":10}\n";

static const char bank[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                           "2026-09-01,10:00:00,1,thanks,70.00,70.00\n"
                           "2026-09-01,10:00:01,2,order O-100002 thanks,69.00,139.00\n"
                           "2026-09-01,10:00:02,3,fee,-1.00,138.00\n";

static struct world *make_fed(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", feed, strlen(feed));
    world_file(world, "bank.csv", bank, strlen(bank));
    program_must(world, "feed", "feed", NULL);
    return world;
}

static int set_up(void **state)
{
    *state = world_like(NULL, make_fed, NULL);
    return 0;
}

static int tear_down(void **state)
{
    program_must(*state, "verify", NULL);
    mem_free(*state);
    return 0;
}

static const char *text_of(json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text == NULL ? "" : text;
}

static int64_t minor_of(json_t *object, const char *name)
{
    return json_integer_value(json_object_get(json_object_get(object, name), "minor"));
}

/* The only row of a command's JSON. */
#define one_row(world, ...) one_of(program_rows((world), __VA_ARGS__, NULL))
static json_t *one_of(json_t *rows)
{
    assert_int_equal(json_array_size(rows), 1);
    return json_array_get(rows, 0);
}

static int64_t available(struct world *world, const char *party)
{
    char *label = mem_printf(world, "available:%s", party);
    return minor_of(one_row(world, "show", label), "balance");
}

static void a_frozen_seller_is_not_paid_out_until_it_is_lifted(void **state)
{
    struct world *world = *state;
    json_t *freeze = one_row(world, "freeze", "seller:S-1", "--scope", "payout", "--until", "30d",
                             "--ground", "fraud", "--facts", "the bank account changed twice");
    const char *id = text_of(freeze, "result");
    assert_string_equal(id, "freeze:1");
    struct result refused = program_run(world, "payout", "S-1", "10.00", NULL);
    assert_int_equal(refused.exit_code, 1);
    assert_non_null(strstr(refused.err, "freeze:1"));
    assert_non_null(strstr(refused.err, "fraud"));
    json_t *shown = one_row(world, "show", id);
    assert_string_equal(text_of(shown, "state"), "running");
    assert_int_equal(json_array_size(json_object_get(shown, "notices")), 1);
    assert_int_equal(json_integer_value(json_object_get(one_row(world, "sellers"), "freezes")), 1);
    program_must(world, "unfreeze", id, "--reason", "the seller proved it", NULL);
    program_must(world, "payout", "S-1", "10.00", "--id", "P-7", NULL);
    assert_int_equal(available(world, "S-1"), 2800);
    assert_string_equal(text_of(one_row(world, "show", "payout:P-7"), "state"), "under way");
}

static void what_one_side_asks_for_is_seen_until_the_other_agrees(void **state)
{
    struct world *world = *state;
    json_t *before = one_row(world, "show", "deal:O-100001");
    assert_true(json_is_null(json_object_get(before, "asks")));
    program_must(world, "extend", "O-100001", "--by", "S-1", "--days", "3", NULL);
    json_t *asked = one_row(world, "show", "deal:O-100001");
    assert_string_equal(text_of(asked, "asks"), "S-1");
    assert_string_equal(text_of(asked, "due"), text_of(before, "due"));
    program_must(world, "extend", "O-100001", "--by", "B-1", "--days", "3", NULL);
    json_t *agreed = one_row(world, "show", "deal:O-100001");
    assert_true(json_is_null(json_object_get(agreed, "asks")));
    assert_string_equal(text_of(agreed, "due"), text_of(asked, "asks_until"));
}

static void an_amount_is_frozen_and_comes_back(void **state)
{
    struct world *world = *state;
    program_must(world, "freeze", "S-1", "--amount", "50", "--until", "2026-09-20", "--ground",
                 "fraud", "--facts", "two buyers report it", NULL);
    assert_int_equal(available(world, "S-1"), 0);
    assert_int_equal(minor_of(one_row(world, "sellers"), "frozen"), 3800);
    /* What is lacking is a lien on what comes in. */
    program_must(world, "hold", "release", "hold:2", "--amount", "20", NULL);
    assert_int_equal(minor_of(one_row(world, "sellers"), "frozen"), 5000);
    assert_int_equal(available(world, "S-1"), 700);
    program_must(world, "unfreeze", "1", "--reason", "cleared", NULL);
    assert_int_equal(available(world, "S-1"), 5700);
}

/* All that a dry run shows of an action is what the action then does. */
static void check_same_legs(json_t *preview, json_t *done)
{
    assert_true(json_is_true(json_object_get(preview, "dry_run")));
    assert_true(json_is_false(json_object_get(done, "dry_run")));
    assert_true(json_is_null(json_object_get(preview, "event")));
    assert_true(json_integer_value(json_object_get(done, "event")) > 0);
    json_t *legs = json_object_get(preview, "legs");
    assert_true(json_array_size(legs) > 0);
    assert_true(json_equal(legs, json_object_get(done, "legs")));
    assert_true(json_equal(json_object_get(preview, "notices"), json_object_get(done, "notices")));
}

static void a_complaint_is_decided_as_it_was_previewed(void **state)
{
    struct world *world = *state;
    program_must(world, "complaint", "open", "O-100001", "--amount", "25", "--id", "C-1", NULL);
    json_t *holds = program_rows(world, "holds", NULL);
    assert_int_equal(json_array_size(holds), 2);
    program_must(world, "complaint", "notice", "C-1", NULL);
    const char *args[] = {"complaint", "decide",          "C-1", "award",
                          "--reasons", "no genuine mark", NULL};
    json_t *preview =
        one_row(world, args[0], args[1], args[2], args[3], args[4], args[5], "--dry-run");
    assert_string_equal(text_of(one_row(world, "complaints"), "state"), "noticed");
    json_t *done = one_row(world, args[0], args[1], args[2], args[3], args[4], args[5]);
    check_same_legs(preview, done);
    json_t *complaint = one_row(world, "show", "complaint:C-1");
    assert_string_equal(text_of(complaint, "state"), "awarded");
    assert_true(available(world, "B-1") >= 2500);
    struct result again = program_run(world, "complaint", "decide", "C-1", "dismiss", "--reasons",
                                      "second thoughts", NULL);
    assert_int_equal(again.exit_code, 1);
}

static void evidence_is_given_back_whole_and_never_over_a_file(void **state)
{
    struct world *world = *state;
    static const char png[] = "\x89PNG\r\n\x1a\n\0\0";
    char *path = world_file(world, "label.png", png, sizeof png);
    char *saved = world_path(world, "saved.png");
    size_t count = 0;
    program_must(world, "complaint", "open", "O-100001", "--id", "C-1", NULL);
    program_must(world, "complaint", "evidence", "C-1", "--side", "buyer", "--file", path, NULL);
    program_must(world, "complaint", "evidence", "C-1", "--side", "seller", "--text", "no",
                 "--dry-run", NULL);
    program_must(world, "complaint", "evidence", "C-1", "--side", "seller", "--text", "bought",
                 NULL);
    json_t *list = json_object_get(one_row(world, "show", "complaint:C-1"), "evidence_list");
    assert_int_equal(json_array_size(list), 2); /* what was previewed left nothing */
    assert_string_equal(text_of(json_array_get(list, 0), "media"), "image/png");
    assert_string_equal(text_of(json_array_get(list, 0), "name"), "label.png");
    assert_int_equal(program_run(world, "evidence", "look", "1", NULL).exit_code, 1);
    assert_string_equal(program_must(world, "evidence", "look", "2", NULL).out, "bought\n");
    program_must(world, "evidence", "save", "evidence:1", saved, NULL);
    assert_memory_equal(file_read(world, saved, &count), png, sizeof png);
    assert_int_equal(count, sizeof png);
    assert_int_equal(program_run(world, "evidence", "save", "2", saved, NULL).exit_code, 1);
    assert_memory_equal(file_read(world, saved, &count), png, sizeof png);
    json_t *looks = json_object_get(one_row(world, "show", "evidence:1"), "looks");
    assert_int_equal(json_array_size(looks), 1);
    assert_int_equal(program_run(world, "complaint", "evidence", "C-1", "--side", "buyer", "--text",
                                 "a", "--link", "https://b", NULL)
                         .exit_code,
                     1);
}

static void whoever_complains_the_money_goes_to_the_buyer(void **state)
{
    struct world *world = *state;
    program_must(world, "complaint", "open", "O-100001", "--by", "PLATFORM", NULL);
    json_t *row = one_row(world, "complaints");
    assert_string_equal(text_of(row, "by"), "PLATFORM");
    assert_string_equal(text_of(row, "if_nobody_acts"), "to buyer B-1: 60.00 in 60d");
}

static void a_statement_is_imported_once_and_suspense_settled_by_hand(void **state)
{
    struct world *world = *state;
    const char *args[] = {"import", "bank.csv", "--account", "ICBC-001"};
    json_t *dry = one_row(world, args[0], args[1], args[2], args[3], "--dry-run");
    assert_int_equal(json_array_size(json_object_get(dry, "rows")), 3);
    assert_int_equal(json_array_size(program_rows(world, "lines", NULL)), 0);
    json_t *done = one_row(world, args[0], args[1], args[2], args[3]);
    assert_string_equal(text_of(done, "plan"), text_of(dry, "plan"));
    assert_string_equal(text_of(done, "proof"), "closed");
    assert_int_equal(json_integer_value(json_object_get(done, "suspense")), 3);
    assert_int_equal(minor_of(done, "closing"), 13800);
    json_t *again = one_row(world, args[0], args[1], args[2], args[3]);
    assert_int_equal(json_integer_value(json_object_get(again, "new")), 0);
    assert_int_equal(json_integer_value(json_object_get(again, "duplicate")), 3);

    json_t *rows = program_rows(world, "suspense", "--sort", "line", NULL);
    assert_int_equal(json_array_size(rows), 3);
    json_t *second = json_array_get(rows, 1);
    json_t *candidates = json_object_get(second, "candidates");
    assert_int_equal(json_array_size(candidates), 1);
    assert_string_equal(json_string_value(json_array_get(candidates, 0)), "deal:O-100002");
    json_t *preview = one_row(world, "match", "line:1", "deal:O-100002", "--dry-run");
    json_t *matched = one_row(world, "match", "line:1", "deal:O-100002");
    check_same_legs(preview, matched);
    assert_int_equal(json_array_size(program_rows(world, "suspense", NULL)), 2);
    program_must(world, "unmatch", text_of(matched, "result"), "--reason", "another order", NULL);
    assert_int_equal(json_array_size(program_rows(world, "suspense", NULL)), 3);
    program_must(world, "match", "2", "available:B-1", "--amount", "9", NULL);
    assert_int_equal(available(world, "B-1"), 900);
}

static void a_refused_feed_line_is_kept_with_its_reason(void **state)
{
    struct world *world = *state;
    static const char more[] = "{\"id\":\"20\",\"type\":\"payout\"," AT
                               ",\"payout\":\"P-1\",\"seller\":\"S-1\",\"amount\":\"999.00\","
                               "\"currency\":\"CNY\"}\n"
                               "{\"id\":\"21\",\"type\":\"ship\"," AT ",\"deal\":\"O-100001\"}\n";
    world_file(world, "more", more, strlen(more));
    struct result result = program_run(world, "feed", "more", "--rejects", "rejects", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_string_equal(result.out, "2 lines: 1 applied, 0 known, 1 refused\n");
    assert_non_null(strstr(result.err, "1 line of the feed is refused, first line 1"));
    size_t count = 0;
    char *rejects = file_read(world, world_path(world, "rejects"), &count);
    assert_non_null(strstr(rejects, "999.00"));
}

static void the_sweep_runs_what_is_due(void **state)
{
    struct world *world = *state;
    json_t *swept = one_row(world, "sweep");
    assert_int_equal(json_integer_value(json_object_get(swept, "holds")), 0);
    world->now = "2026-10-15T08:00:00Z";
    swept = one_row(world, "sweep");
    assert_int_equal(json_integer_value(json_object_get(swept, "holds")), 1);
    assert_int_equal(available(world, "B-1"), 6000);
}

/* A chain that a bank transfer paid: nobody takes the money out by calling the match a mistake. */
static void what_funded_a_chain_stays_with_its_two_parties(void **state)
{
    struct world *world = *state;
    static const char chain[] =
        "{\"id\":\"n1\",\"type\":\"deal\"," AT ",\"deal\":\"N-700001\",\"mode\":\"chain\","
        "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"30.00\",\"fee\":\"0.00\","
        "\"currency\":\"CNY\",\"category\":\"commitment\",\"period_days\":7}\n";
    static const char paid[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                               "2026-09-01,10:00:00,1,N-700001,30.00,30.00\n";
    program_must(world, "feed", world_file(world, "chain", chain, strlen(chain)), NULL);
    program_must(world, "import", world_file(world, "paid.csv", paid, strlen(paid)), "--account",
                 "ICBC-001", "--profile", "generic", NULL);
    json_t *deal = json_array_get(program_rows(world, "deals", "--filter", "N-700001", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(deal, "mode")), "chain");
    assert_string_equal(json_string_value(json_object_get(deal, "default")), "payee");
    assert_string_equal(json_string_value(json_object_get(deal, "due")), "2026-09-08T08:00:00Z");
    struct result result =
        program_run(world, "unmatch", "match:1", "--reason", "the wrong order", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "deal N-700001 is between its two parties"));
}

/* A debit whose return has been credited: the seller would have the money twice. */
static void a_payout_that_came_back_is_not_taken_back_twice(void **state)
{
    struct world *world = *state;
    static const char lines[] = "Date,Time,Bank reference,Text,Amount,Balance\n"
                                "2026-09-01,10:00:00,1,in,50.00,50.00\n"
                                "2026-09-01,11:00:00,2,out,-20.00,30.00\n"
                                "2026-09-01,12:00:00,3,back,20.00,50.00\n";
    program_must(world, "payout", "S-1", "20.00", "--id", "PO-1", NULL);
    program_must(world, "import", world_file(world, "lines.csv", lines, strlen(lines)), "--account",
                 "ICBC-001", "--profile", "generic", NULL);
    program_must(world, "match", "line:2", "payout:PO-1", NULL);
    program_must(world, "match", "line:3", "payout:PO-1", NULL);
    struct result twice = program_run(world, "unmatch", "match:1", "--reason", "again", NULL);
    assert_int_equal(twice.exit_code, 1);
    assert_non_null(strstr(twice.err, "of payout PO-1 CNY 20.00 has come back already"));
    program_must(world, "unmatch", "match:2", "--reason", "first this one", NULL);
    program_must(world, "unmatch", "match:1", "--reason", "then that one", NULL);
    json_t *seller = json_array_get(program_rows(world, "sellers", NULL), 0);
    json_t *available = json_object_get(json_object_get(seller, "available"), "minor");
    assert_int_equal(json_integer_value(available), 1800); /* the payout waits for the bank again */
}

static void what_is_prepaid_is_drawn_and_comes_back_when_the_merchant_closes(void **state)
{
    struct world *world = *state;
    static const char prepaid[] =
        "{\"id\":\"p1\",\"type\":\"deal\"," AT ",\"deal\":\"P-1\",\"mode\":\"prepaid\","
        "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"90.00\",\"fee\":\"0.00\","
        "\"currency\":\"CNY\",\"category\":\"course\",\"period_days\":365}\n"
        "{\"id\":\"p2\",\"type\":\"capture\"," AT ",\"deal\":\"P-1\",\"via\":\"alipay\","
        "\"amount\":\"90.00\",\"currency\":\"CNY\"}\n"
        "{\"id\":\"p3\",\"type\":\"draw\"," AT ",\"deal\":\"P-1\",\"amount\":\"25.00\"}\n";
    static const char closed[] =
        "{\"id\":\"p4\",\"type\":\"close\"," AT ",\"party\":\"S-1\",\"reason\":\"gone\"}\n";
    program_must(world, "feed", world_file(world, "prepaid", prepaid, strlen(prepaid)), NULL);
    json_t *deal = json_array_get(program_rows(world, "deals", "--filter", "P-1", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(deal, "due")), "2027-09-01T08:00:00Z");
    assert_string_equal(json_string_value(json_object_get(deal, "default")), "payer");
    struct result preview =
        program_must(world, "close", "S-1", "--reason", "gone", "--dry-run", NULL);
    assert_non_null(strstr(preview.out, "notice to B-1"));
    program_must(world, "feed", world_file(world, "closed", closed, strlen(closed)), NULL);
    assert_int_equal(program_run(world, "close", "S-1", "--reason", "again", NULL).exit_code, 1);
    program_must(world, "sweep", NULL);
    deal = json_array_get(program_rows(world, "deals", "--filter", "P-1", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(deal, "state")), "closed");
    json_t *returned = json_object_get(json_object_get(deal, "returned"), "minor");
    assert_int_equal(json_integer_value(returned), 6500);
}

/* Announced, found by its bank line, and released in time; the other courier's is late. */
static void cash_on_delivery_goes_on_once_its_courier_has_remitted(void **state)
{
    struct world *world = *state;
#define COD(n, deal, fee)                                                                          \
    "{\"id\":\"c1" n "\",\"type\":\"deal\"," AT ",\"deal\":\"" deal "\",\"mode\":\"cod\","         \
    "\"buyer\":\"B-1\",\"seller\":\"S-1\",\"amount\":\"100.00\",\"fee\":\"5.00\","                 \
    "\"currency\":\"CNY\",\"category\":\"goods\",\"period_days\":9}\n"                             \
    "{\"id\":\"c2" n "\",\"type\":\"courier\"," AT ",\"deal\":\"" deal                             \
    "\",\"courier\":\"SF\",\"fee\":\"" fee "\"}\n"                                                 \
    "{\"id\":\"c3" n "\",\"type\":\"deliver\"," AT ",\"deal\":\"" deal "\"}\n"
    static const char lines[] =
        "{\"id\":\"c0\",\"type\":\"party\"," AT ",\"party\":\"SF\",\"kind\":\"courier\","
        "\"name\":\"SF\",\"jurisdiction\":\"CN\"}\n" COD("a", "D-1001", "3.00") COD(
            "b", "D-1002", "0") "{\"id\":\"c4\",\"type\":\"remit\"," AT
                                ",\"batch\":\"RM-3001\",\"courier\":\"SF\",\"gross\":\"100.00\","
                                "\"fee\":\"3.00\",\"net\":\"97.00\",\"currency\":\"CNY\","
                                "\"deals\":[\"D-1001\"]}\n";
    static const char paid[] = "Date,Text,Amount\n2026-09-01,SF RM-3001,97.00\n";
    program_must(world, "feed", world_file(world, "cod", lines, strlen(lines)), NULL);
    program_must(world, "import", world_file(world, "cod.csv", paid, strlen(paid)), "--account",
                 "ICBC-001", NULL);
    json_t *deal = json_array_get(program_rows(world, "deals", "--filter", "D-1001", NULL), 0);
    assert_string_equal(json_string_value(json_object_get(deal, "due")), "2026-09-04T08:00:00Z");
    assert_string_equal(json_string_value(json_object_get(deal, "default")), "payee");
    assert_int_equal(
        program_run(world, "courier", "draw", "D-1002", "--reason", "late", NULL).exit_code, 1);
    world->now = "2026-09-09T08:00:00Z";
    json_t *swept = one_row(world, "sweep", NULL);
    assert_int_equal(json_integer_value(json_object_get(swept, "couriers")), 1);
    json_t *row = one_row(world, "report", "couriers");
    assert_int_equal(json_integer_value(json_object_get(row, "collected_minor")), 20000);
    assert_int_equal(json_integer_value(json_object_get(row, "remitted_minor")), 9700);
    assert_int_equal(json_integer_value(json_object_get(row, "overdue_minor")), 10000);
    assert_string_equal(json_string_value(json_object_get(row, "overdue_since")),
                        "2026-09-08T08:00:00Z");
    program_must(world, "verify", NULL);
}

static void reports_answer_in_every_format(void **state)
{
    struct world *world = *state;
    json_t *row = one_row(world, "report", "position");
    assert_int_equal(json_integer_value(json_object_get(row, "transit_minor")), 10000);
    assert_int_equal(json_integer_value(json_object_get(row, "owed_minor")), 10000);
    assert_int_equal(json_integer_value(json_object_get(row, "difference_minor")), 0);
    assert_int_equal(json_array_size(program_rows(world, "report", "trial-balance", NULL)), 4);
    struct result csv = program_must(world, "report", "position", "--format", "csv", NULL);
    assert_memory_equal(csv.out, "currency,bank_minor,", 20);
    assert_int_equal(json_array_size(program_rows(world, "report", NULL)), 8);
}

/* Seven rungs; the last one's sum so far is what the position owes. */
static void the_maturity_report_ends_at_what_is_owed(void **state)
{
    struct world *world = *state;
    json_t *rungs = program_rows(world, "report", "maturity", NULL);
    assert_int_equal(json_array_size(rungs), 7);
    json_t *last = json_array_get(rungs, 6);
    assert_string_equal(json_string_value(json_object_get(last, "due")), "no date");
    assert_int_equal(json_integer_value(json_object_get(last, "so_far_minor")), 10000);
    assert_true(json_is_null(json_object_get(last, "until")));
    int64_t sum = 0;
    for (size_t i = 0; i < 7; i++) {
        sum += json_integer_value(json_object_get(json_array_get(rungs, i), "owed_minor"));
    }
    assert_int_equal(sum, 10000);
    struct result csv = program_must(world, "report", "maturity", "--format", "csv", NULL);
    const char *head = "currency,due,until,accounts,owed_minor,so_far_minor\r\n"
                       "CNY,overdue,2026-09-01T08:00:00Z,0,0,0\r\n";
    assert_memory_equal(csv.out, head, strlen(head));
    struct result text = program_must(world, "report", "maturity", NULL);
    assert_non_null(strstr(text.out, "within 30 days"));
}

static void the_books_are_shown_as_they_were_and_left_alone(void **state)
{
    struct world *world = *state;
    const char *before = world->now;
    world->now = "2026-09-05T08:00:00Z";
    program_must(world, "payout", "S-1", "10.00", NULL);
    json_t *then = one_row(world, "--as-of", before, "show", "available:S-1");
    assert_int_equal(minor_of(then, "balance"), available(world, "S-1") + 1000);
    assert_int_equal(json_array_size(json_object_get(then, "entries")), 1);
    assert_null(json_object_get(then, "liens")); /* nobody knows what they had taken */
    json_t *report = one_row(world, "--as-of", before, "report", "position");
    assert_int_equal(json_integer_value(json_object_get(report, "holds_minor")), 6000);
    struct result deals = program_run(world, "--as-of", before, "deals", NULL);
    assert_int_equal(deals.exit_code, 1);
    assert_non_null(strstr(deals.err, "not kept as they were"));
    struct result change = program_run(world, "--as-of", before, "payout", "S-1", "10.00", NULL);
    assert_int_equal(change.exit_code, 1);
    assert_non_null(strstr(change.err, "what is past cannot be changed"));
    assert_int_equal(program_run(world, "--as-of", before, "verify", NULL).exit_code, 2);
    assert_int_equal(program_run(world, "--as-of", before, NULL).exit_code, 2);
    assert_int_equal(program_run(world, "--as-of", "then", "accounts", NULL).exit_code, 2);
}

static void a_freeze_goes_from_alarm_to_its_review_by_command(void **state)
{
    struct world *world = *state;
    program_must(world, "operator", "add", "bob", "--roles", "operations", NULL);
    program_must(world, "operator", "add", "carol", "--roles", "support", NULL);
    program_must(world, "freeze", "S-1", "--amount", "19", "--until", "30d", "--ground", "fraud",
                 "--facts", "two buyers report it", "--emergency", NULL);
    json_t *row = one_row(world, "freezes");
    assert_string_equal(text_of(row, "state"), "emergency");
    assert_int_equal(json_integer_value(json_object_get(row, "share")), 50);
    assert_int_equal(program_run(world, "freeze", "confirm", "1", NULL).exit_code, 1);
    program_must(world, "--operator", "bob", "freeze", "confirm", "freeze:1", NULL);
    program_must(world, "freeze", "extend", "1", "--until", "40d", "--reason", "a third buyer",
                 NULL);
    program_must(world, "freeze", "object", "1", "--text", "the bank was mistaken", NULL);
    row = one_row(world, "objections");
    assert_string_equal(text_of(row, "seller"), "S-1");
    assert_string_equal(text_of(row, "text"), "the bank was mistaken");
    assert_string_equal(text_of(row, "if_nobody_acts"), "lifted, as objected to: 19.00 in 14d");
    row = one_row(world, "freezes");
    assert_string_equal(text_of(row, "state"), "running");
    assert_string_equal(text_of(row, "objection"), "open");
    assert_string_equal(text_of(row, "confirmed_by"), "bob");
    assert_int_equal(json_integer_value(json_object_get(row, "extensions")), 1);
    assert_string_equal(text_of(row, "if_nobody_acts"), "lifted, as objected to: 19.00 in 14d");
    assert_int_equal(
        program_run(world, "freeze", "review", "1", "uphold", "--reasons", "x", NULL).exit_code, 1);
    program_must(world, "--operator", "carol", "freeze", "review", "1", "uphold", "--reasons",
                 "the bank does not say so", NULL);
    assert_string_equal(text_of(one_row(world, "objections"), "state"), "refused");
    program_must(world, "freeze", "object", "1", "--text", "now it does", NULL);
    program_must(world, "operator", "add", "dan", "--roles", "support", NULL);
    program_must(world, "--operator", "dan", "freeze", "review", "1", "lift", "--reasons",
                 "the bank says so", NULL);
    row = one_row(world, "show", "freeze:1");
    assert_string_equal(text_of(row, "state"), "lifted");
    assert_string_equal(text_of(row, "objection"), "granted");
    json_t *objection = json_array_get(json_object_get(row, "objections"), 0);
    assert_string_equal(text_of(objection, "decided_by"), "carol");
    json_t *extension = json_array_get(json_object_get(row, "extension_list"), 0);
    assert_string_equal(text_of(extension, "reason"), "a third buyer");
    row = one_row(world, "objections");
    assert_string_equal(text_of(row, "state"), "granted");
    assert_true(json_is_null(json_object_get(row, "if_nobody_acts")));
}

static void an_order_keeps_its_document_and_gives_it_back(void **state)
{
    struct world *world = *state;
    static const char court[] =
        "{\"id\":\"f0\",\"type\":\"party\"," AT ",\"party\":\"COURT\",\"kind\":\"authority\","
        "\"name\":\"District Court\",\"jurisdiction\":\"CN\"}\n";
    program_must(world, "feed", world_file(world, "court", court, strlen(court)), NULL);
    char *path = world_file(world, "order.txt", "hold it", 7);
    char *saved = world_path(world, "saved.txt");
    program_must(world, "order", "S-1", "--authority", "COURT", "--reference", "17/2026",
                 "--document", path, "--amount", "10", "--until", "200d", "--facts", "a claim",
                 NULL);
    program_must(world, "order", "save", "1", saved, NULL);
    size_t count = 0;
    assert_memory_equal(file_read(world, saved, &count), "hold it", 7);
    assert_int_equal(count, 7);
    assert_int_equal(program_run(world, "order", "save", "1", saved, NULL).exit_code, 1);
    assert_string_equal(text_of(one_row(world, "freezes"), "authority"), "COURT");
    assert_string_equal(text_of(one_row(world, "freezes"), "ground"), "court");
}

static void a_termination_shows_when_its_seller_leaves(void **state)
{
    struct world *world = *state;
    program_must(world, "terminate", "S-1", "--ground", "terms", "--facts", "a third breach", NULL);
    json_t *row = one_row(world, "freezes");
    assert_string_equal(text_of(row, "state"), "announced");
    assert_string_equal(text_of(row, "if_nobody_acts"), "S-1 leaves in 30d");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_frozen_seller_is_not_paid_out_until_it_is_lifted),
        TEST(what_one_side_asks_for_is_seen_until_the_other_agrees),
        TEST(an_amount_is_frozen_and_comes_back),
        TEST(a_complaint_is_decided_as_it_was_previewed),
        TEST(evidence_is_given_back_whole_and_never_over_a_file),
        TEST(whoever_complains_the_money_goes_to_the_buyer),
        TEST(a_statement_is_imported_once_and_suspense_settled_by_hand),
        TEST(a_refused_feed_line_is_kept_with_its_reason),
        TEST(the_sweep_runs_what_is_due),
        TEST(what_funded_a_chain_stays_with_its_two_parties),
        TEST(a_payout_that_came_back_is_not_taken_back_twice),
        TEST(what_is_prepaid_is_drawn_and_comes_back_when_the_merchant_closes),
        TEST(cash_on_delivery_goes_on_once_its_courier_has_remitted),
        TEST(reports_answer_in_every_format),
        TEST(the_books_are_shown_as_they_were_and_left_alone),
        TEST(the_maturity_report_ends_at_what_is_owed),
        TEST(a_freeze_goes_from_alarm_to_its_review_by_command),
        TEST(an_order_keeps_its_document_and_gives_it_back),
        TEST(a_termination_shows_when_its_seller_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
