/* The commands that the README shows are run as they stand there, in its order. */
#include "model/mem.h"
#include "tests/support/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define README "README.md"
#define COMMAND "demo "
#define DEMO_FOLDER "build/demo"
#define REFUSED "# refused"

/* With the folder of the demonstration named as this world has it. */
static char *in_world(struct world *world, const char *line, size_t bytes)
{
    char *command = mem_strndup(world, line, bytes);
    char *folder = strstr(command, DEMO_FOLDER);
    if (folder == NULL) {
        return command;
    }
    return mem_printf(world, "%.*s%s%s", (int)(folder - command), command, world->folder,
                      folder + strlen(DEMO_FOLDER));
}

static void check_command(struct world *world, const char *line, size_t bytes)
{
    char *script =
        mem_printf(world, "demo() { %s --operator tester --db %s --now %s \"$@\"; }\n%s\n",
                   program_path(), world->db, world->now, in_world(world, line, bytes));
    char *path = world_file(world, "script", script, strlen(script));
    int status = system(mem_printf(world, "LC_ALL=C.UTF-8 bash -o pipefail %s >%s/out 2>%s/err",
                                   path, world->folder, world->folder));
    bool is_refused = memmem(line, bytes, REFUSED, strlen(REFUSED)) != NULL;
    if ((status != 0) != is_refused) {
        size_t count = 0;
        fail_msg("%.*s: status %d\n%s", (int)bytes, line, status,
                 file_read(world, world_path(world, "err"), &count));
    }
}

static void every_command_of_the_five_minutes_works(void **state)
{
    struct world *world = world_new(NULL);
    size_t count = 0;
    size_t commands = 0;
    char *text = file_read(world, README, &count);
    (void)state;
    assert_non_null(text);
    world->now = NULL;
    struct result made = program_must(world, "demo", "--files", world->folder, NULL);
    /* What the README gives as the demonstration's time is its time. */
    const char *now = strstr(made.out, "--now ");
    assert_non_null(now);
    world->now = mem_strndup(world, now + strlen("--now "), strcspn(now + strlen("--now "), "\n"));
    assert_non_null(strstr(text, mem_printf(world, "demo.db --now %s ", world->now)));
    for (char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (strncmp(line, COMMAND, strlen(COMMAND)) == 0) {
            check_command(world, line, strcspn(line, "\n"));
            commands++;
        }
    }
    assert_true(commands > 20);
    mem_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_of_the_five_minutes_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
