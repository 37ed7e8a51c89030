/* The outbox: notices go to a mail program or into a folder, once each, whatever fails. */
#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define AT "\"at\":\"2026-09-01T08:00:00Z\""
#define FROM "--from", "escrow@example.com"

static const char feed[] =
    "{\"id\":\"1\",\"type\":\"party\"," AT ",\"party\":\"PLATFORM\",\"kind\":\"platform\","
    "\"name\":\"Platform\",\"jurisdiction\":\"CN\"}\n"
    "{\"id\":\"2\",\"type\":\"party\"," AT ",\"party\":\"S-1\",\"kind\":\"seller\","
    "\"name\":\"Seller\",\"jurisdiction\":\"CN\",\"contact\":\"s1@example.com\"}\n"
    "{\"id\":\"3\",\"type\":\"party\"," AT ",\"party\":\"S-2\",\"kind\":\"seller\","
    "\"name\":\"Seller\",\"jurisdiction\":\"CN\"}\n";

static char *content(struct world *world, const char *path)
{
    size_t count;
    return file_read(world, path, &count);
}

static struct world *make_fed(void *parent)
{
    struct world *world = world_with_store(parent);
    world_file(world, "feed", feed, strlen(feed));
    program_must(world, "feed", "feed", NULL);
    return world;
}

static int set_up(void **state)
{
    struct world *world = world_like(NULL, make_fed, NULL);
    world->now = "2026-09-02T08:00:00Z";
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    program_must(*state, "verify", NULL);
    mem_free(*state);
    return 0;
}

static void freeze(struct world *world, const char *seller)
{
    program_must(world, "freeze", seller, "--scope", "payout", "--until", "2026-09-20", "--ground",
                 "fraud", "--facts", "the bank account changed twice", NULL);
}

/* A program that notes that it ran, and then goes on; its path. */
static char *stand_in(struct world *world, const char *rest)
{
    char *text =
        mem_printf(world, "#!/bin/sh\necho \"$*\" >>%s\n%s\n", world_path(world, "calls"), rest);
    char *path = world_file(world, "mailer", text, strlen(text));
    assert_int_equal(chmod(path, 0700), 0);
    return path;
}

static size_t calls(struct world *world)
{
    size_t count = 0;
    char *text = content(world, world_path(world, "calls"));
    for (char *at = text; at != NULL && (at = strchr(at, '\n')) != NULL; at++) {
        count++;
    }
    return count;
}

static void send_by(struct world *world, const char *program)
{
    program_must(world, "notices", "send", FROM, "--sendmail", program, "--limit", "1", NULL);
}

static json_t *notice(struct world *world, const char *id)
{
    json_t *rows = program_rows(world, "show", id, NULL);
    assert_int_equal(json_array_size(rows), 1);
    return json_array_get(rows, 0);
}

static void must_be(struct world *world, const char *id, const char *state, int attempts,
                    const char *failure)
{
    json_t *row = notice(world, id);
    const char *said = json_string_value(json_object_get(row, "failure"));
    assert_string_equal(json_string_value(json_object_get(row, "state")), state);
    assert_int_equal(json_integer_value(json_object_get(row, "attempts")), attempts);
    if (failure == NULL) {
        assert_null(said);
    } else {
        assert_non_null(said);
        assert_non_null(strstr(said, failure));
    }
}

/* Not by itself, however late it is; and when a person says so. */
static void must_be_sent_by_hand(struct world *world, const char *reason, int attempts)
{
    char *program = stand_in(world, "cat >/dev/null");
    size_t before = calls(world);
    send_by(world, program);
    assert_int_equal(calls(world), before);
    program_must(world, "notices", "retry", "notice:1", "--reason", reason, NULL);
    send_by(world, program);
    assert_int_equal(calls(world), before + 1);
    must_be(world, "notice:1", "sent", attempts, NULL);
}

static size_t events(struct world *world)
{
    return json_array_size(program_rows(world, "events", NULL));
}

static void a_notice_goes_to_the_program_once_with_an_event_for_each_step(void **state)
{
    struct world *world = *state;
    freeze(world, "S-1");
    must_be(world, "notice:1", "waiting", 0, NULL);
    size_t before = events(world);
    char *script = mem_printf(world, "cat >%s", world_path(world, "mail"));
    char *program = stand_in(world, script);
    send_by(world, program);
    send_by(world, program);
    assert_int_equal(events(world), before + 2);
    assert_int_equal(calls(world), 1);
    must_be(world, "notice:1", "sent", 1, NULL);
    assert_string_equal(content(world, world_path(world, "calls")), "-i -- s1@example.com\n");
    char *mail = content(world, world_path(world, "mail"));
    assert_non_null(strstr(mail, "\nTo: s1@example.com\nSubject: A measure on your account: "
                                 "freeze:1\nDate: Wed, 02 Sep 2026 08:00:00 +0000\n"));
    struct result again = program_run(world, "notices", "retry", "notice:1", "--reason", "x", NULL);
    assert_int_equal(again.exit_code, 1);
    assert_non_null(strstr(again.err, "notice:1 is sent"));
}

static void a_notice_becomes_a_file_and_nothing_else_is_left(void **state)
{
    struct world *world = *state;
    char *folder = world_path(world, "drop");
    assert_int_equal(mkdir(folder, 0700), 0);
    freeze(world, "S-1");
    program_must(world, "notices", "send", FROM, "--drop", folder, NULL);
    assert_non_null(content(world, mem_printf(world, "%s/notice-1.eml", folder)));
    must_be(world, "notice:1", "sent", 1, NULL);
    assert_int_equal(rmdir(folder), -1);
    assert_int_equal(unlink(mem_printf(world, "%s/notice-1.eml", folder)), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void what_is_not_taken_is_tried_later_and_later_and_then_failed(void **state)
{
    static const char *const times[] = {"2026-09-02T08:01:00Z", "2026-09-02T08:05:00Z",
                                        "2026-09-02T08:21:00Z", "2026-09-02T09:25:00Z",
                                        "2026-09-02T13:41:00Z", "2026-09-03T06:45:00Z",
                                        "2026-09-04T06:45:00Z"};
    struct world *world = *state;
    char *program = stand_in(world, "echo no room for $3 >&2; exit 75");
    freeze(world, "S-1");
    send_by(world, program);
    must_be(world, "notice:1", "retry", 1, "the program ended with 75: no room for ***");
    send_by(world, program);
    assert_int_equal(calls(world), 1);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char *just = mem_strdup(world, times[i]);
        world->now = just;
        send_by(world, program);
        assert_int_equal(calls(world), i + 2);
    }
    must_be(world, "notice:1", "failed", 8, "no room");
    world->now = "2026-09-19T00:00:00Z";
    must_be_sent_by_hand(world, "there is room", 9);
}

static void a_program_that_hangs_is_ended_and_the_notice_waits_for_a_person(void **state)
{
    struct world *world = *state;
    freeze(world, "S-1");
    send_by(world, stand_in(world, "cat >/dev/null; sleep 30"));
    assert_int_equal(calls(world), 1);
    must_be(world, "notice:1", "unknown", 1, "gave no answer within 1 s");
    world->now = "2026-09-10T08:00:00Z";
    must_be_sent_by_hand(world, "S-1 never got it", 2);
}

static void a_sender_that_is_killed_leaves_a_notice_that_nobody_sends_again(void **state)
{
    struct world *world = *state;
    freeze(world, "S-1");
    char *killer = stand_in(world, "cat >/dev/null; kill -9 $PPID");
    struct result killed = program_run(world, "notices", "send", FROM, "--sendmail", killer, NULL);
    assert_int_equal(killed.exit_code, -1);
    must_be(world, "notice:1", "sending", 1, NULL);
    send_by(world, stand_in(world, "cat >/dev/null"));
    assert_int_equal(calls(world), 1);
    struct result early = program_run(world, "notices", "retry", "notice:1", "--reason", "x", NULL);
    assert_int_equal(early.exit_code, 1);
    assert_non_null(strstr(early.err, "notice:1 is sending"));
    world->now = "2026-09-02T08:10:00Z";
    must_be(world, "notice:1", "unknown", 1, NULL);
    must_be_sent_by_hand(world, "the sender died", 2);
}

static void two_senders_at_once_send_each_notice_once(void **state)
{
    struct world *world = *state;
    char *program = stand_in(world, "cat >/dev/null; sleep 0.05");
    const char *args[] = {"notices", "send", FROM, "--sendmail", program, NULL};
    for (int i = 0; i < 12; i++) {
        freeze(world, "S-1");
    }
    pid_t one = program_start(world, args);
    pid_t two = program_start(world, args);
    assert_int_equal(program_end(one), 0);
    assert_int_equal(program_end(two), 0);
    assert_int_equal(calls(world), 12);
    for (int i = 1; i <= 12; i++) {
        must_be(world, mem_printf(world, "notice:%d", i), "sent", 1, NULL);
    }
}

static void a_party_without_a_contact_is_a_failure_that_its_freeze_shows(void **state)
{
    struct world *world = *state;
    freeze(world, "S-2");
    freeze(world, "S-1");
    send_by(world, stand_in(world, "cat >/dev/null"));
    must_be(world, "notice:1", "retry", 1, "S-2 has no contact");
    must_be(world, "notice:2", "sent", 1, NULL);
    json_t *rows = program_rows(world, "freezes", "--filter", "S-2", NULL);
    assert_string_equal(json_string_value(json_object_get(json_array_get(rows, 0), "told")),
                        "not told");
    rows = program_rows(world, "freezes", "--filter", "S-1", NULL);
    assert_true(json_is_null(json_object_get(json_array_get(rows, 0), "told")));
}

static void what_could_not_send_anything_costs_no_notice_a_try(void **state)
{
    struct world *world = *state;
    freeze(world, "S-1");
    struct result none =
        program_run(world, "notices", "send", FROM, "--sendmail", "/nowhere/mailer", NULL);
    assert_int_equal(none.exit_code, 1);
    none = program_run(world, "notices", "send", FROM, "--drop", "/nowhere", NULL);
    assert_int_equal(none.exit_code, 1);
    none = program_run(world, "notices", "send", FROM, NULL);
    assert_int_equal(none.exit_code, 2);
    none = program_run(world, "notices", "send", "--from", "a@b\nBcc: c@d", "--drop", "/tmp", NULL);
    assert_int_not_equal(none.exit_code, 0);
    must_be(world, "notice:1", "waiting", 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_notice_goes_to_the_program_once_with_an_event_for_each_step, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_notice_becomes_a_file_and_nothing_else_is_left, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_taken_is_tried_later_and_later_and_then_failed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_program_that_hangs_is_ended_and_the_notice_waits_for_a_person, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_sender_that_is_killed_leaves_a_notice_that_nobody_sends_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_senders_at_once_send_each_notice_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_party_without_a_contact_is_a_failure_that_its_freeze_shows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_could_not_send_anything_costs_no_notice_a_try, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
