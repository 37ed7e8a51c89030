#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct watched {
    char *child;
    int *freed;
    char seen[8];
};

static void note(void *object)
{
    struct watched *watched = object;
    (*watched->freed)++;
    /* What hangs below is still there: the sanitizer would tell otherwise. */
    (void)strncpy(watched->seen, watched->child, sizeof watched->seen - 1);
}

static struct watched *watch(void *mem, int *freed)
{
    struct watched *watched = MEM_NEW(mem, struct watched);
    watched->freed = freed;
    mem_on_free(watched, note);
    watched->child = mem_strdup(watched, "child");
    return watched;
}

static void memory_is_zeroed(void **state)
{
    (void)state;
    int *numbers = MEM_ARRAY(NULL, int, 100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(numbers[i], 0);
    }
    mem_free(numbers);
}

static void growing_keeps_what_was_there(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    int *numbers = NULL;
    for (int i = 0; i < 1000; i++) {
        numbers = MEM_GROW(mem, numbers, int, (size_t)i + 1);
        numbers[i] = i;
    }
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(numbers[i], i);
    }
    mem_free(mem);
}

static void a_parent_takes_its_children_along(void **state)
{
    (void)state;
    int freed = 0;
    void *mem = mem_context(NULL, "test");
    (void)watch(mem, &freed);
    (void)watch(mem, &freed);
    assert_int_equal(freed, 0);
    mem_free(mem);
    assert_int_equal(freed, 2);
}

static void moved_memory_lives_with_its_new_parent(void **state)
{
    (void)state;
    int freed = 0;
    void *a = mem_context(NULL, "a");
    void *b = mem_context(NULL, "b");
    struct watched *watched = watch(a, &freed);
    assert_ptr_equal(mem_move(b, watched), watched);
    mem_free(a);
    assert_int_equal(freed, 0);
    mem_free(b);
    assert_int_equal(freed, 1);
}

static void text_is_printed_and_appended(void **state)
{
    (void)state;
    void *mem = mem_context(NULL, "test");
    char *text = mem_printf(mem, "%d", 1);
    for (int i = 2; i < 6; i++) {
        text = mem_append(text, ",%d", i);
    }
    assert_string_equal(text, "1,2,3,4,5");
    assert_string_equal(mem_strndup(mem, "abcdef", 3), "abc");
    mem_free(mem);
    mem_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed),
        cmocka_unit_test(growing_keeps_what_was_there),
        cmocka_unit_test(a_parent_takes_its_children_along),
        cmocka_unit_test(moved_memory_lives_with_its_new_parent),
        cmocka_unit_test(text_is_printed_and_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
