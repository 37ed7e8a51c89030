/* test_harness.c - the terminal that the other tests look at, itself looked at: a shell plays the
 * console, so that a failure here is the harness's own. */
#include "model/mem.h"
#include "tests/support/keys.h"
#include "tests/support/terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

/* Draws, counts sync keys, echoes each other key in brackets, ends on q. */
static const char player[] =
    "stty raw -echo; n=0; f=1; mark() { printf '\\033]7777;idle;%d;%d;%s\\007' $f $n"
    " \"$(stty size | tr ' ' ';')\"; };"
    "printf '\\033[?1049h\\033]7777;roles;.dts\\007\\033[H\\033[38;5;18mTitle\\033[m plain "
    "\\033[38;5;17m\\346\\270\\205a\\033[m\\r\\n'; mark;"
    "while :; do k=$(dd bs=1 count=1 2>/dev/null | od -An -tu1 | tr -d ' '); case $k in"
    " 30) n=$((n+1)); mark;; 113) break;; '') ;; *) printf '<%s>' $k; f=$((f+1));; esac; done;"
    "printf '\\033[?1049l'; stty sane; exit 7";

static struct terminal *start(void *mem, const char *script, bool is_detached)
{
    const char *argv[] = {"/bin/sh", "-c", script, NULL};
    const char *env[] = {"PATH=/bin:/usr/bin", "LC_ALL=C.UTF-8", NULL};
    struct terminal_options options = {
        .argv = argv, .env = env, .rows = 5, .cols = 40, .is_detached = is_detached};
    return terminal_start(mem, &options);
}

static void keys_are_encoded_as_a_terminal_sends_them(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "keys");
    size_t count = 0;
    char *bytes = keys_encode(mem, "a<Down*2><C-l><lt><Esc>", &count, NULL);
    assert_int_equal(count, 10);
    assert_memory_equal(bytes, "a\033OB\033OB\f<\033", 10);
    const char *bad = NULL;
    assert_null(keys_encode(mem, "ab<Nokey>", &count, &bad));
    assert_string_equal(bad, "<Nokey>");
    assert_null(keys_encode(mem, "<Down*0>", &count, &bad));
    mem_free(mem);
}

static void marks_are_taken_out_wherever_the_stream_is_cut(void **state)
{
    (void)state;
    static const char stream[] = "ab\033[H\033]7777;idle;3;2;24;80\007cd\033]0;title\007\033\033[m"
                                 "\033]7777;idle;4;2;24;81\007\033]7777;other\007e";
    static const char left[] = "ab\033[Hcd\033]0;title\007\033\033[m\033]7777;other\007e";
    for (size_t cut = 0; cut < sizeof stream; cut++) {
        struct marks marks = {.seen = 0};
        char out[2 * sizeof stream + MARKS_SEQUENCE_BYTES_MAX];
        size_t count = marks_filter(&marks, stream, cut, out);
        count += marks_filter(&marks, stream + cut, sizeof stream - 1 - cut, out + count);
        assert_int_equal(count, sizeof left - 1);
        assert_memory_equal(out, left, count);
        assert_int_equal(marks.seen, 2);
        assert_int_equal(marks.last.frames, 4);
        assert_int_equal(marks.last.cols, 81);
    }
}

static void typing_waits_until_the_keys_are_handled_and_drawn(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "typing");
    char row[TERMINAL_ROW_BYTES];
    struct terminal *terminal = start(mem, player, false);
    assert_true(terminal_wait_start(terminal));
    assert_true(terminal_in_alternate_screen(terminal));
    assert_string_equal(terminal_row(terminal, 0, row), "Title plain 清a");
    assert_string_equal(terminal_roles(terminal, 0, row), "ttttt ????? ddd");
    for (int i = 0; i < 20; i++) {
        assert_true(terminal_type(terminal, "x"));
        assert_int_equal(terminal_last_mark(terminal).frames, i + 2);
    }
    assert_int_equal(terminal_find(terminal, "<120><120>"), 1);
    terminal_set_size(terminal, 7, 50); /* the shell looks at it when a key comes */
    assert_true(terminal_type(terminal, "x"));
    assert_true(terminal_resize(terminal, 7, 50));
    assert_int_equal(terminal_last_mark(terminal).cols, 50);
    terminal_send_keys(terminal, "q");
    int status = terminal_wait_exit(terminal);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_false(terminal_in_alternate_screen(terminal));
    mem_free(mem);
}

static void bytes_are_kept_and_counted_without_the_marks(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "bytes");
    struct terminal *terminal = start(mem,
                                      "stty raw; printf 'ab\\033]7777;idle;1;0;5;40\\007';"
                                      "printf 'c\\033]7777;idle;2;0;5;40\\007'; exec sleep 30",
                                      false);
    assert_true(terminal_wait_start(terminal));
    assert_true(terminal_wait_text(terminal, "abc"));
    assert_true(terminal_watch(terminal, 60));
    size_t count = 0;
    const char *bytes = terminal_bytes(terminal, &count);
    assert_int_equal(count, terminal_byte_count(terminal));
    assert_int_equal(count, 3);
    assert_memory_equal(bytes, "abc", 3);
    terminal_signal(terminal, SIGTERM);
    assert_int_equal(WTERMSIG(terminal_wait_exit(terminal)), SIGTERM);
    mem_free(mem);
}

static void a_hang_up_of_a_detached_terminal_is_an_end_of_input(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "end");
    struct terminal *terminal =
        start(mem, "trap '' HUP; printf '\\033]7777;idle;1;0;5;40\\007'; read -r x; exit 9", true);
    assert_true(terminal_wait_start(terminal));
    terminal_hang_up(terminal);
    assert_int_equal(WEXITSTATUS(terminal_wait_exit(terminal)), 9);
    mem_free(mem);
}

static void a_program_that_ends_at_once_is_told_apart(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "gone");
    struct terminal *terminal = start(mem, "echo refused; exit 1", false);
    assert_false(terminal_wait_start(terminal));
    assert_int_equal(WEXITSTATUS(terminal_wait_exit(terminal)), 1);
    assert_int_equal(terminal_find(terminal, "refused"), 0);
    mem_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_encoded_as_a_terminal_sends_them),
        cmocka_unit_test(marks_are_taken_out_wherever_the_stream_is_cut),
        cmocka_unit_test(typing_waits_until_the_keys_are_handled_and_drawn),
        cmocka_unit_test(bytes_are_kept_and_counted_without_the_marks),
        cmocka_unit_test(a_hang_up_of_a_detached_terminal_is_an_end_of_input),
        cmocka_unit_test(a_program_that_ends_at_once_is_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
