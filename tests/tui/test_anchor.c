/* holdfast anchor and verify --anchor, as an operator uses them: the file only grows, the system's
 * log gets the line from libc itself, and what is wrong is said with its line. */
#include "model/mem.h"
#include "tests/support/place.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define SOCKET "log"
#define COMMAND_BYTES 8192

static int set_up(void **state)
{
    *state = world_with_store(NULL);
    return 0;
}

static int tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

static void must_fail(struct world *world, const char *words)
{
    struct result result = program_run(world, "verify", "--anchor", "anchors", NULL);
    assert_int_equal(result.exit_code, 1);
    if (strstr(result.err, words) == NULL) {
        fail_msg("'%s' says nothing of '%s'", result.err, words);
    }
}

static void anchors_are_added_to_a_file_and_heard(void **state)
{
    struct world *world = *state;
    size_t once, twice;
    struct result shown = program_must(world, "anchor", NULL);
    program_must(world, "anchor", "anchors", NULL);
    char *first = file_read(world, world_path(world, "anchors"), &once);
    assert_string_equal(first, shown.out);
    program_must(world, "operator", "add", "bob", "--roles", "support", NULL);
    program_must(world, "anchor", "anchors", NULL);
    char *both = file_read(world, world_path(world, "anchors"), &twice);
    assert_true(twice > once);
    assert_memory_equal(both, first, once);
    struct result heard = program_must(world, "verify", "--anchor", "anchors", NULL);
    assert_non_null(strstr(heard.out, "anchors match"));
}

static void a_line_that_is_no_anchor_is_named(void **state)
{
    struct world *world = *state;
    struct result line = program_must(world, "anchor", NULL);
    char *text = mem_printf(world, "%sx\n", line.out);
    world_file(world, "anchors", text, strlen(text));
    must_fail(world, "line 2 of anchors: it is no anchor");
    world_file(world, "anchors", "", 0);
    must_fail(world, "has no anchor");
    world_file(world, "anchors", text, strlen(text) - 1);
    struct result result = program_run(world, "anchor", "anchors", NULL);
    assert_int_equal(result.exit_code, 1);
    assert_non_null(strstr(result.err, "ends in the middle of a line"));
}

static void another_book_is_told_by_its_line(void **state)
{
    struct world *world = *state;
    struct world *other = world_with_store(NULL);
    program_must(other, "operator", "add", "bob", "--roles", "support", NULL);
    struct result line = program_must(other, "anchor", NULL);
    char *text = mem_printf(world, "%s", line.out);
    char *first = strstr(text, "\"first\":\"") + strlen("\"first\":\"");
    first[0] = first[0] == '0' ? '1' : '0';
    world_file(world, "anchors", text, strlen(text));
    must_fail(world, "line 1 of anchors is of another book");
    mem_free(other);
}

/* Where nobody but this test can see it: a /dev of the command's own, with a log that is ours. */
static void the_systems_log_gets_the_line(void **state)
{
    struct world *world = *state;
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char command[COMMAND_BYTES], heard[COMMAND_BYTES];
    const char *path = world_path(world, SOCKET);
    if (!place_is_sqlite() || system("unshare -rm true 2>/dev/null") != 0) {
        print_message("SKIP: no namespace of one's own here\n");
        skip();
    }
    int log = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    assert_true(strlen(path) < sizeof at.sun_path);
    memcpy(at.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(log, (struct sockaddr *)&at, sizeof at), 0);
    int bytes = snprintf(command, sizeof command,
                         "unshare -rm sh -c 'mount -t tmpfs none /mnt && mkdir /mnt/shm &&"
                         " mount --rbind /dev/shm /mnt/shm && ln -s %s /mnt/log &&"
                         " mount --rbind /mnt /dev && exec %s --db %s --operator tester anchor"
                         " --syslog'",
                         path, program_path(), world->db);
    assert_true(bytes > 0 && bytes < (int)sizeof command);
    assert_int_equal(system(command), 0);
    ssize_t count = recv(log, heard, sizeof heard - 1, 0);
    assert_true(count > 0);
    heard[count] = '\n';
    world_file(world, "anchors", heard, (size_t)count + 1);
    program_must(world, "verify", "--anchor", "anchors", NULL);
    (void)close(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(anchors_are_added_to_a_file_and_heard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_line_that_is_no_anchor_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_book_is_told_by_its_line, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_systems_log_gets_the_line, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
