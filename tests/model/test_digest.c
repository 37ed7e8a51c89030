#include "model/digest.h"

#include "model/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* FIPS 180-4, examples of one block, two blocks and a million letters. */
static const char of_abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char of_two[] = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
static const char of_million[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
static const char of_nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static void the_published_examples_come_out(void **state)
{
    (void)state;
    char hex[DIGEST_HEX_BYTES];
    digest_of("abc", 3, hex);
    assert_string_equal(hex, of_abc);
    const char *two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    digest_of(two, strlen(two), hex);
    assert_string_equal(hex, of_two);
    digest_of("", 0, hex);
    assert_string_equal(hex, of_nothing);
}

static void parts_add_up_to_the_whole(void **state)
{
    (void)state;
    struct digest *digest = digest_new(NULL);
    char hex[DIGEST_HEX_BYTES];
    char letters[1000];
    memset(letters, 'a', sizeof letters);
    for (int i = 0; i < 1000; i++) {
        digest_add(digest, letters, sizeof letters);
    }
    digest_finish(digest, hex);
    assert_string_equal(hex, of_million);
    mem_free(digest);
}

static void one_object_serves_many_messages(void **state)
{
    (void)state;
    struct digest *digest = digest_new(NULL);
    char hex[DIGEST_HEX_BYTES];
    digest_add(digest, "left over", 9);
    digest_reset(digest);
    digest_add(digest, "a", 1);
    digest_add(digest, "bc", 2);
    digest_finish(digest, hex);
    assert_string_equal(hex, of_abc);
    digest_finish(digest, hex);
    assert_string_equal(hex, of_nothing);
    mem_free(digest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_examples_come_out),
        cmocka_unit_test(parts_add_up_to_the_whole),
        cmocka_unit_test(one_object_serves_many_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
